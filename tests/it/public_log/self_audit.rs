//! The service's audit of itself: said in its log, and seen in its health.

use std::{
    fs,
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use ocop_stamp::{
    app::{SelfAudit, Unwell},
    store::LogFolder,
};

use crate::program::{Demo, open};

#[test]
fn a_service_audits_what_it_published_behind_its_start() {
    let demo = Demo::new();
    let serving = demo.serve();
    let log = demo.data().with_extension("log");
    let begun = Instant::now();
    while !fs::read_to_string(&log).expect("a log").contains("all of it holds together") {
        assert!(begun.elapsed() < Duration::from_secs(15), "not audited within 15 s");
        std::thread::sleep(Duration::from_millis(20));
    }
    serving.wait_until_healthy();
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn a_service_whose_published_log_is_broken_is_unwell() {
    let demo = Demo::new();
    let running = open(&demo.data(), Arc::new(Timestamp::now));
    let (log, closes) = (LogFolder::of(&demo.data()), AtomicBool::new(false));
    let tile = demo.data().join("log/tile/entries/001");
    let good = fs::read(&tile).expect("published");
    let mut bad = good.clone();
    bad[300] ^= 1;
    while running.service.published().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    fs::write(&tile, &bad).expect("written");
    assert_eq!(running.service.audit_itself(&log, &closes), SelfAudit::Broken);
    assert_eq!(running.service.health(), Err(Unwell::LogBroken));
    fs::write(&tile, &good).expect("written");
    let audited = running.service.audit_itself(&log, &closes);
    assert!(matches!(audited, SelfAudit::Sound { size } if size > 1_000), "{audited:?}");
    assert!(running.service.health().is_ok());
    let closing = AtomicBool::new(true);
    assert_eq!(running.service.audit_itself(&log, &closing), SelfAudit::NotYet);
    running.close();
}
