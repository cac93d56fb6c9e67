//! Certificates past their last valid day are entered as revoked for that reason, once each, by a command or by a rule.

use std::{
    collections::BTreeSet,
    fs,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;
use ocop_stamp::{
    access::{Actor, Rule},
    app::{Asker, ExpiredCertificate, ExpiryMode, LiftRequest},
    ledger::Clock,
    log::{Hold, Reason, Target},
    stamp::{CertificateNumber, today},
    wiring::Running,
};
use serde_json::Value;

use crate::{
    program::{Demo, open, path, run, run_well},
    writer::wait,
};

/// A demo's folder, opened by a clock that the test moves.
struct Timed {
    demo: Demo,
    running: Running,
    second: Arc<AtomicI64>,
}

impl Timed {
    fn open() -> Self {
        let demo = Demo::new();
        let second = Arc::new(AtomicI64::new(Timestamp::now().as_second()));
        let says = second.clone();
        let clock: Clock = Arc::new(move || {
            Timestamp::from_second(says.load(Ordering::SeqCst)).expect("a test's time")
        });
        let running = open(&demo.data(), clock);
        Self { demo, running, second }
    }

    fn expire(&self) -> Vec<ExpiredCertificate> {
        wait(self.running.service.expire(Actor::Rule { rule: Rule::Expiry })).expect("entered")
    }
}

fn numbers(found: &[ExpiredCertificate]) -> BTreeSet<CertificateNumber> {
    found.iter().map(|expired| expired.certificate).collect()
}

#[test]
fn a_certificate_that_is_over_is_entered_once() {
    let timed = Timed::open();
    let service = &timed.running.service;
    let found = service.expired();
    let day = today(service.now());
    assert!(found.len() > 10 && found.iter().all(|expired| expired.last_valid_on < day));
    let entered = timed.expire();
    assert_eq!(numbers(&entered), numbers(&found));
    let snapshot = service.snapshot();
    for expired in &entered {
        let position = expired.log_index.expect("entered");
        let hold = snapshot.log().hold(position).expect("it stands");
        assert_eq!((hold.terms.hold, hold.terms.reason), (Hold::Revoked, Reason::Expired));
        let target = Target::Certificate { certificate: expired.certificate };
        assert_eq!(snapshot.log().target_of_hold(position), Some(target));
        assert_eq!(Some(hold.terms.effective_from), expired.last_valid_on.tomorrow().ok());
    }
    assert_eq!((service.expired(), timed.expire()), (vec![], vec![]), "nothing is left");

    // Taken back as a mistake, it is not entered again.
    let log_index = entered[0].log_index.expect("entered");
    let request = LiftRequest { log_index, decision: None, note: None };
    let asker = &Asker::operator(Actor::Demo);
    wait(service.lift(asker, &request)).expect("annulled");
    assert_eq!(service.expired(), []);

    // A year on, others are over.
    timed.second.fetch_add(366 * 86_400, Ordering::SeqCst);
    let later = numbers(&timed.expire());
    assert!(!later.is_empty() && later.is_disjoint(&numbers(&entered)));

    drop(snapshot);
    timed.running.close();
    let journal = timed.demo.data().join("journal");
    let journal = fs::read_dir(journal).expect("a folder").flatten();
    let journal: Vec<u8> =
        journal.flat_map(|segment| fs::read(segment.path()).expect("a segment")).collect();
    let journal = String::from_utf8_lossy(&journal);
    assert!(journal.contains(r#"{"kind":"rule","rule":"expiry"},"action":"expire""#));
}

#[test]
fn each_day_is_what_the_office_set() {
    let timed = Timed::open();
    let service = &timed.running.service;
    let (before, size) = (service.expired(), || service.snapshot().log().size());
    let first = size();
    for mode in [ExpiryMode::Off, ExpiryMode::List] {
        assert!(wait(service.expire_daily(mode)));
        assert_eq!((service.expired(), size()), (before.clone(), first));
    }
    for _ in 0..2 {
        assert!(wait(service.expire_daily(ExpiryMode::Write)));
        assert_eq!((service.expired(), size()), (vec![], first + before.len() as u64));
    }
    timed.running.close();
}

#[test]
fn the_command_shows_asks_and_enters() {
    let demo = Demo::new();
    let data = demo.data();
    let lines = |arguments: &[&str]| -> Vec<Value> {
        let said = run_well(&[&["expire", "--json", "--data", path(&data)], arguments].concat());
        said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let shown = lines(&["--dry-run"]);
    assert!(shown.len() > 10 && shown.iter().all(|line| line["log_index"].is_null()));
    assert_eq!(run(&["expire", "--data", path(&data)]).status.code(), Some(2), "nobody to ask");
    let serving = demo.serve();
    let entered = lines(&["--yes"]);
    assert_eq!(entered.len(), shown.len());
    assert!(entered.iter().all(|line| line["log_index"].is_u64()));
    assert_eq!(lines(&["--yes"]), Vec::<Value>::new());
    // It was over before, and still speaks as that.
    let verdict = serving.verdict(&demo.sample("certificate_expired"));
    assert_eq!(verdict["revocation"]["family"], "expired", "{verdict}");
}
