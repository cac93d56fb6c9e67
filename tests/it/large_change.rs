//! A register that comes as one change: an entry and three records a certificate, whole or not at all.

use std::time::Instant;

use ocop_stamp::{
    ledger::{Change, ChangeError, Refusal},
    log::Body,
    store::{SledLedger, memory::MemoryLedger},
};

use crate::{
    data::Data,
    invented::{certificate, number, on_certificate, records_of, suspended},
    writer::{Writer, audit, change, entries_of, log_folder, opening, under_key},
};

/// Brings that many certificates in at once, starts again, and audits the log.
pub(crate) fn one_change(certificates: u64) {
    let data = Data::empty();
    let ledger = SledLedger::create(data.path()).expect("a new ledger");
    let writer = Writer::start(ledger, &log_folder(data.path()));
    writer.change(opening()).expect("opened");
    let begun = Instant::now();
    let outcome = writer.change(register(certificates)).expect("recorded");
    let journal = std::fs::metadata(data.journal()).expect("a file").len();
    println!("{certificates} certificates in one change of {journal} bytes: {:?}", begun.elapsed());
    assert_eq!(outcome.log_indexes.len() as u64, certificates);
    writer.change(change([suspended(on_certificate(certificates))])).expect("suspended");
    writer.stop();

    let begun = Instant::now();
    let (writer, mended) = data.open().expect("it starts");
    println!("started again: {:?}, {}", begun.elapsed(), most_memory());
    assert_eq!(mended, [""; 0]);
    assert_eq!(writer.change(register(certificates)).expect("found"), outcome);
    let snapshot = writer.snapshot();
    for last in [2, certificates / 2, certificates + 1] {
        assert!(snapshot.log().certificate(number(last)).is_some());
        assert!(snapshot.register().certificate(number(last)).is_some());
    }
    writer.stop();
    let published = certificates + 4;
    let ledger = SledLedger::open(data.path(), published).expect("opens").ledger;
    assert_eq!(audit(&entries_of(&ledger), &log_folder(data.path())).size(), published);
}

/// Certificates from 2 on.
fn register(certificates: u64) -> Change {
    let numbers = 2..certificates + 2;
    let records = numbers.clone().flat_map(records_of).collect();
    let bodies = numbers.map(|number| Body::CertificateRecorded(certificate(number)));
    under_key("register", Change { records, ..change(bodies) })
}

/// The most memory that this process had, as Linux says it.
fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
}

#[test]
fn some_thousand_certificates_come_as_one_change() {
    one_change(2_000);
}

/// What could not be read again is refused before anything of it is written; what fits is taken.
#[test]
fn a_change_that_is_too_long_is_refused_before_it_is_written() {
    let ledger = MemoryLedger::default();
    let folder = tempfile::tempdir().expect("a folder");
    let writer = Writer::start(ledger.clone(), &log_folder(folder.path()));
    writer.change(opening()).expect("opened");
    ledger.keep_up_to(10_000);
    let size = writer.snapshot().log().size();
    let refused = writer.change(register(20));
    let Err(ChangeError::Refused(Refusal::TooLong { length, longest: 10_000 })) = refused else {
        panic!("{refused:?}");
    };
    assert!(length > 10_000);
    assert_eq!(writer.snapshot().log().size(), size);
    writer.change(register(5)).expect("what fits is taken, under the same key");
    ledger.keep_up_to(length);
    writer.stop();
    assert_eq!(audit(&entries_of(&ledger), &log_folder(folder.path())).size(), size + 5);
}
