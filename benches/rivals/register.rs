//! A table of 18,000 certificates into a new register, as one change, on disk in both places: against the
//! same certificates as changes of their own, 64 at a time; and beside it, what reading the file alone takes.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use ocop_stamp::{
    access::Actor,
    app::{Asker, Languages, Office, Service, register_import::ImportRequest},
    config::{Overrides, PassphraseSource, Settings, Source, Sourced},
    ledger::{Clocks, Draft},
    log::Body,
    registry::{Certificate, Record},
    signing::key_file::Protection,
    stamp::KeyNumber,
    tables,
    wiring::{self, NewFolder, Running},
};
use tempfile::TempDir;
use tokio::{runtime::Runtime, task::JoinSet};

const CERTIFICATES: usize = 18_000;
const CLIENTS: usize = 64;
const ROUNDS: usize = 5;

fn main() {
    let csv = table();
    let runtime = Runtime::new().expect("a runtime");
    let mut took: [Vec<Duration>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let read = tables::read("register.csv", csv.as_bytes()).expect("a table");
        took[0].push(begun.elapsed());
        drop(read);

        let (folder, running) = new_folder(&runtime);
        let begun = Instant::now();
        let sheets = tables::read("register.csv", csv.as_bytes()).expect("a table");
        let request =
            ImportRequest { sheets, province_code: None, pictures: BTreeMap::new(), dry_run: false };
        let report = runtime.block_on(running.service.import_register(asker(), &request));
        took[1].push(begun.elapsed());
        let report = report.expect("a good table");
        assert_eq!((report.imported, report.counts.recorded), (true, CERTIFICATES));
        let snapshot = running.service.snapshot();
        running.close();
        drop(folder);

        // Products and holders are there; each certificate is a change of its own.
        let register = snapshot.register();
        let parties = register.producers().cloned().map(Record::Producer);
        let parties = parties.chain(register.products().cloned().map(Record::Product)).collect();
        let certificates: Vec<Certificate> = register.certificates().cloned().collect();
        let (folder, running) = new_folder(&runtime);
        runtime.block_on(running.service.keep_records(asker(), parties)).expect("kept");
        let begun = Instant::now();
        runtime.block_on(one_by_one(&running.service, &certificates));
        took[2].push(begun.elapsed());
        running.close();
        drop(folder);
    }
    let medians = took.map(|mut took| {
        took.sort();
        took[ROUNDS / 2]
    });
    let names = ["reading the file", "the whole import", "one change a certificate, 64 at a time"];
    for (name, median) in names.iter().zip(medians) {
        println!("{name:<40} {median:>10.1?}");
    }
    let ratio = medians[2].as_secs_f64() / medians[1].as_secs_f64();
    println!("one change each : one import {ratio:>22.1}");
}

async fn one_by_one(service: &Arc<Service>, certificates: &[Certificate]) {
    let mut clients = JoinSet::new();
    for part in certificates.chunks(certificates.len().div_ceil(CLIENTS)) {
        let (part, service) = (part.to_vec(), Arc::clone(service));
        clients.spawn(async move {
            for certificate in part {
                service.record_certificate(asker(), &certificate).await.expect("recorded");
            }
        });
    }
    while let Some(done) = clients.join_next().await {
        done.expect("no client panics");
    }
}

fn asker() -> Asker {
    Asker::operator(Actor::Demo)
}

/// A new data folder on the disk of temporary files, its log opened.
fn new_folder(runtime: &Runtime) -> (TempDir, Running) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office {
        base_url: "https://tem.example.vn".parse().expect("a base"),
        log_origin: "tem.example.vn/log".parse().expect("a text"),
        body: "Văn phòng (mẫu)".parse().expect("a text"),
        name: "Văn phòng (mẫu)".parse().expect("a text"),
        hotline: "1900 0000".to_owned(),
        languages: Languages::default(),
        demo: true,
    };
    let private = wiring::demo_private_key().expect("built in");
    let new = NewFolder {
        office: &office,
        protection: &Protection::Clear,
        issuer_key: Some((KeyNumber::DEMO, &private)),
    };
    let data = folder.path().join("data");
    wiring::create(&data, &new).expect("a new folder");
    let data = Sourced { value: data, source: Source::Flag };
    let settings = Settings::read(data, PassphraseSource::Nowhere, Overrides::default());
    let clocks = Clocks::moved_by_hand(Arc::new(Timestamp::now));
    let running = wiring::open(&settings.expect("settings"), clocks).expect("it opens");
    let opened = Body::LogOpened {
        origin: office.log_origin,
        vkey: running.service.vkey().to_string().parse().expect("a text"),
        predecessor: None,
    };
    let entered = running.service.enter(asker(), "init", Draft::Ready(opened));
    runtime.block_on(entered).expect("opened");
    (folder, running)
}

/// A table as an office has it: two products a holder.
fn table() -> String {
    let mut csv = String::from(
        "Tên sản phẩm,Nhóm,Quy cách,Tên chủ thể,Loại hình,MST,Điện thoại,Địa chỉ trên GCN,Điểm,Hạng sao,Số QĐ,Ngày QĐ,Cơ quan ban hành,Cấp,Số GCN,Mã tỉnh\n",
    );
    for place in 0..CERTIFICATES {
        let holder = place / 2;
        csv.push_str(&format!(
            "Sản phẩm đặc sản {place} (mẫu),I,Gói {} g; Hộp 1 kg,Hợp tác xã {holder} (mẫu),HTX,28{holder:08},09{holder:08},\"Thôn {holder}, xã mẫu, tỉnh mẫu\",65,3 sao,{}/QĐ-UBND,20/02/2026,UBND tỉnh (mẫu),Tỉnh,{place}/GCN,38\n",
            100 + place % 9 * 50,
            place / 40,
        ));
    }
    csv
}
