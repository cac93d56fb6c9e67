//! Data folders for benches of the whole service.

use std::{collections::BTreeMap, path::Path, sync::Arc};

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
use tokio::runtime::Runtime;

/// A new data folder with one certificate and one batch of so many stamps.
pub fn new_folder(runtime: &Runtime, data: &Path, quantity: u64) -> (Running, BatchNumber) {
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
    let settings = settings(data);
    let running = open(&settings);
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
        let request =
            IssueRequest { certificate, quantity, variant: 0, activated: true, with_pin: false, print: None };
        service.issue_batch(asker(), &request).await.expect("issued").batch
    });
    (running, batch)
}

/// Revokes stamps of a batch, each by an entry of its own.
pub async fn revoke(service: &Service, batch: BatchNumber, places: impl Iterator<Item = u64>) {
    let single = |place: u64| {
        let index = place.try_into().expect("within the batch");
        Target::Range { batch, from: index, to: index }
    };
    let request = HoldRequest {
        targets: places.map(single).collect(),
        reason: Reason::StampCopied,
        decision: None,
        effective_from: None,
        review_on: None,
        note: None,
    };
    service.hold(&asker(), Hold::Revoked, &request).await.expect("revoked");
}

/// Opens a data folder, as a start does.
pub fn open(settings: &Settings) -> Running {
    let clocks = Clocks::moved_by_hand(Arc::new(Timestamp::now));
    wiring::open(settings, clocks).expect("it opens")
}

/// The settings of a data folder, with a quota that is never reached.
pub fn settings(data: &Path) -> Settings {
    let place = Sourced { value: data.to_owned(), source: Source::Flag };
    let quota = 4_000_000_000_u64.try_into().expect("a quota");
    let overrides = Overrides {
        quota_per_year: Some(Sourced { value: quota, source: Source::Flag }),
        ..Overrides::default()
    };
    Settings::read(place, PassphraseSource::Nowhere, overrides).expect("settings")
}

fn asker() -> Asker {
    Asker::operator(Actor::Demo)
}
