//! Revocations, each on disk in journal and sled before its answer: how many a second under 64 clients, and how long one
//! takes alone, against the least that such a promise costs on this disk: two fdatasyncs in a row, measured in turn with
//! it.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Write,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::date};
use ocop_stamp::{
    access::Actor,
    app::{
        Asker, HoldRequest, IssueRequest, Languages, Office, Service,
        register_import::ImportRequest,
    },
    config::{Overrides, PassphraseSource, Settings, Source, Sourced},
    ledger::{Clocks, Draft},
    log::{Body, Hold, Reason, Target},
    signing::key_file::Protection,
    stamp::{BatchNumber, KeyNumber},
    tables,
    wiring::{self, NewFolder, Running},
};
use tokio::{runtime::Runtime, task::JoinSet};

const CLIENTS: u64 = 64;
const CHANGES: u64 = 19_200;
const ALONE: u64 = 2_000;
const ROUNDS: usize = 3;

/// As long as a frame of one revocation.
const FRAME: [u8; 800] = [7; 800];

fn main() {
    let runtime = Runtime::new().expect("a runtime");
    for round in 1..=ROUNDS {
        // Beside the build, which is on a disk; a folder for temporary files may be in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let (running, batch) = new_folder(&runtime, &folder.path().join("data"));
        let begun = Instant::now();
        runtime.block_on(by_clients(&running.service, batch));
        let rate = CHANGES as f64 / begun.elapsed().as_secs_f64();

        let mut file = File::create(folder.path().join("rival")).expect("a file");
        let (mut alone, mut syncs) = (Vec::new(), Vec::new());
        for place in 0..ALONE {
            let begun = Instant::now();
            for _ in 0..2 {
                file.write_all(&FRAME).and_then(|()| file.sync_data()).expect("written");
            }
            syncs.push(begun.elapsed());
            let begun = Instant::now();
            runtime.block_on(revoke(&running.service, batch, place));
            alone.push(begun.elapsed());
        }
        running.close();
        println!("round {round}: {rate:.0} revocations a second under {CLIENTS} clients");
        for (name, percent) in [("p50", 50), ("p99", 99)] {
            let (alone, syncs) = (percentile(&mut alone, percent), percentile(&mut syncs, percent));
            let ratio = alone.as_secs_f64() / syncs.as_secs_f64();
            println!("  alone {name} {alone:>8.1?}   two fdatasyncs {syncs:>8.1?}   {ratio:.2} x");
        }
    }
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[times.len() * percent / 100]
}

async fn by_clients(service: &Arc<Service>, batch: BatchNumber) {
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let service = Arc::clone(service);
        clients.spawn(async move {
            for place in (client..CHANGES).step_by(CLIENTS as usize) {
                revoke(&service, batch, place).await;
            }
        });
    }
    while let Some(done) = clients.join_next().await {
        done.expect("no client panics");
    }
}

async fn revoke(service: &Service, batch: BatchNumber, place: u64) {
    let index = place.try_into().expect("within the batch");
    let request = HoldRequest {
        targets: vec![Target::Range { batch, from: index, to: index }],
        reason: Reason::StampCopied,
        decision: None,
        effective_from: None,
        review_on: None,
        note: None,
    };
    service.hold(&asker(), Hold::Revoked, &request).await.expect("revoked");
}

fn asker() -> Asker {
    Asker::operator(Actor::Demo)
}

/// A new data folder with one certificate and one batch.
fn new_folder(runtime: &Runtime, data: &Path) -> (Running, BatchNumber) {
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
    wiring::create(data, &new).expect("a new folder");
    let place = Sourced { value: data.to_owned(), source: Source::Flag };
    let settings = Settings::read(place, PassphraseSource::Nowhere, Overrides::default());
    let settings = settings.expect("settings");
    let clocks = Clocks::moved_by_hand(Arc::new(Timestamp::now));
    let running = wiring::open(&settings, clocks).expect("it opens");
    let service = running.service.clone();
    let opened = Body::LogOpened {
        origin: office.log_origin,
        vkey: service.vkey().to_string().parse().expect("a text"),
        predecessor: None,
    };
    let days = (date(2026, 1, 1), date(2035, 1, 1));
    let key = wiring::issuer_key_request(&settings, KeyNumber::DEMO, days).expect("a key");
    let table = "Tên sản phẩm,Nhóm,Quy cách,Tên chủ thể,Loại hình,MST,Điện thoại,Địa chỉ trên GCN,Điểm,Hạng sao,Số QĐ,Ngày QĐ,Cơ quan ban hành,Cấp,Số GCN,Mã tỉnh\nChè (mẫu),I,Gói 100 g,Hợp tác xã (mẫu),HTX,2800000001,0900000001,\"Thôn mẫu, xã mẫu, tỉnh mẫu\",65,3 sao,1/QĐ-UBND,20/02/2026,UBND tỉnh (mẫu),Tỉnh,1/GCN,38\n";
    let sheets = tables::read("register.csv", table.as_bytes()).expect("a table");
    let request =
        ImportRequest { sheets, province_code: None, pictures: BTreeMap::new(), dry_run: false };
    let batch = runtime.block_on(async {
        service.enter(asker(), "init", Draft::Ready(opened)).await.expect("opened");
        service.add_key(asker(), &key).await.expect("added");
        assert!(service.import_register(asker(), &request).await.expect("imported").imported);
        let snapshot = service.snapshot();
        let certificate = snapshot.log().certificates().next().expect("one").facts.certificate;
        let request = IssueRequest { certificate, quantity: 20_000, variant: 0, activated: true };
        service.issue_batch(asker(), &request).await.expect("issued").batch
    });
    (running, batch)
}
