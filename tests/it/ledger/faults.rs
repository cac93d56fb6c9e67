//! Each fault of the ledger in both ways in which a disk can fail: nothing was kept; all was kept, and a
//! failure reported all the same. Then a restart on what was kept.

use ocop_stamp::{
    ledger::{Change, ChangeError},
    registry::{Certificate, Record},
    store::memory::Fault,
};

use super::{Office, at_once};
use crate::{
    invented::{certificate_record, number, on_batch, suspended},
    writer::{change, edit, mint, under_key},
};

/// Nothing acknowledged is missing, and asking again under the same key makes nothing twice.
#[track_caller]
fn check(fault: Fault, asked: impl Fn() -> Change) {
    let (office, writer) = Office::open();
    let acknowledged = writer.change(under_key("before", mint(10))).expect("minted");
    let size_before = writer.snapshot().log().size();
    let entries_asked = asked().drafts.len() as u64;

    office.ledger.fail_next(fault);
    let answer = writer.change(under_key("one", asked()));
    assert!(matches!(answer, Err(ChangeError::Unavailable)), "{fault:?}: {answer:?}");
    // Nothing more is acknowledged by this process, and no scan sees what was not.
    writer.change(mint(1)).expect_err("the writer has ended");
    assert!(writer.sequencer.has_ended());
    assert_eq!(writer.snapshot().log().size(), size_before);
    writer.stop();

    let writer = office.start();
    let kept = match fault {
        Fault::NotPersisted => 0,
        Fault::PersistedButReported => entries_asked,
    };
    assert_eq!(writer.snapshot().log().size(), size_before + kept, "{fault:?}");
    assert_eq!(writer.change(under_key("before", mint(10))).expect("kept"), acknowledged);
    let first = writer.change(under_key("one", asked())).expect("made or found");
    assert_eq!(writer.change(under_key("one", asked())).expect("found"), first);
    assert_eq!(office.close(writer).size(), size_before + entries_asked, "{fault:?}");
}

fn check_both(asked: impl Fn() -> Change) {
    for fault in [Fault::NotPersisted, Fault::PersistedButReported] {
        check(fault, &asked);
    }
}

#[test]
fn a_batch_is_issued_once() {
    check_both(|| mint(20));
}

#[test]
fn a_suspension_is_entered_once() {
    check_both(|| change([suspended(on_batch(1))]));
}

#[test]
fn a_change_of_many_entries_is_whole_or_not_there() {
    check_both(|| change((0..40).map(|_| suspended(on_batch(1)))));
}

#[test]
fn an_edit_of_the_register_alone_is_made_once() {
    let edited = Certificate { quota_per_year: Some(77), ..certificate_record(1) };
    check_both(|| edit(vec![Record::Certificate(edited.clone())]));
}

/// Many at once meet the fault: who was told that it is done finds it done after the restart.
#[test]
fn of_many_at_once_none_that_was_acknowledged_is_missing() {
    for fault in [Fault::NotPersisted, Fault::PersistedButReported] {
        let (office, writer) = Office::open();
        let asked =
            || (1..=40).map(|place| under_key(&format!("key {place}"), mint(place % 7 + 1)));
        office.ledger.fail_next(fault);
        let answers = at_once(&writer, asked().collect());
        assert!(answers.iter().any(Result::is_err), "one group at least failed");
        writer.stop();

        let writer = office.start();
        for (asked, answer) in asked().zip(answers) {
            let again = writer.change(asked).expect("made or found");
            let snapshot = writer.snapshot();
            assert!(snapshot.log().batch(again.batch.expect("a batch")).is_some());
            if let Ok(acknowledged) = answer {
                assert_eq!(again, acknowledged);
            }
        }
        let log = office.close(writer);
        assert_eq!(log.batches().count(), 40, "{fault:?}");
        assert!((1..=40).all(|batch| log.batch(number(batch)).is_some()));
    }
}
