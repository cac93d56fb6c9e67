//! Many at once: each gets a place of its own, places have no gaps, and no two together take what only one
//! may have.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;
use ocop_stamp::{
    ledger::{Change, ChangeError, Draft, Refusal},
    log::{Body, Commitment, LiftAs, Predecessor},
    registry::{Certificate, MintRefusal, Record},
    store::TileFiles,
};

use super::{Office, at_once};
use crate::{
    history::time,
    invented::{
        QUANTITY, certificate_record, key_added, lift, log_opened, number, on_batch, on_stamps,
        suspended, text,
    },
    writer::{Writer, audit, change, edit, entries_of, log_folder, mint, opening},
};

#[test]
fn positions_are_dense_and_each_holds_what_was_asked_for() {
    let (office, writer) = Office::open();
    let opened = writer.snapshot().log().size();
    writer.change(mint(QUANTITY.into())).expect("minted");
    let target = |place: u64| on_stamps(1, place, place);
    let changes = (0..60).map(|place| change([suspended(target(place)), suspended(on_batch(1))]));
    let outcomes = at_once(&writer, changes.collect());

    let log = office.close(writer);
    let mut positions = BTreeSet::new();
    for (place, outcome) in (0..).zip(outcomes) {
        let outcome = outcome.expect("suspended");
        let [first, second] = outcome.log_indexes[..] else { panic!("two entries: {outcome:?}") };
        assert_eq!(second, first + 1, "the entries of a change stand together");
        assert_eq!(outcome.log_size, second + 1);
        assert_eq!(log.target_of_hold(first), Some(target(place)));
        assert_eq!(log.target_of_hold(second), Some(on_batch(1)));
        positions.extend([first, second]);
    }
    assert_eq!(positions, (opened + 1..log.size()).collect());
    assert_eq!(positions.len(), 120);
}

#[test]
fn a_quota_is_never_exceeded_by_asking_at_once() {
    let (office, writer) = Office::open();
    let answers = at_once(&writer, (0..30).map(|_| mint(150)).collect());
    let mut batches = BTreeSet::new();
    for answer in answers {
        match answer {
            Ok(outcome) => drop(batches.insert(outcome.batch.expect("a batch"))),
            Err(ChangeError::Refused(Refusal::Mint(MintRefusal::Quota {
                left, asked, ..
            }))) => {
                assert!(left < asked);
            }
            Err(other) => panic!("{other}"),
        }
    }
    // A thousand stamps hold six times 150, and numbers of batches have no gaps.
    assert_eq!(batches, (1..=6).map(number).collect());
    writer.change(mint(100)).expect("what is left of the quota");
    writer.change(mint(1)).expect_err("nothing is left");

    // The office raises the quota by an edit of the register, which goes the same way.
    let raised = Certificate { quota_per_year: Some(1_001), ..certificate_record(1) };
    writer.change(edit(vec![Record::Certificate(raised)])).expect("edited");
    writer.change(mint(1)).expect("one more");
    writer.change(mint(1)).expect_err("nothing is left");
    assert_eq!(office.close(writer).batches().count(), 8);
}

#[test]
fn of_two_lifts_of_one_entry_one_is_refused() {
    let (office, writer) = Office::open();
    writer.change(mint(10)).expect("minted");
    for _ in 0..5 {
        let suspension =
            writer.change(change([suspended(on_batch(1))])).expect("suspended").log_indexes[0];
        let lifts = (0..8).map(|_| change([lift(suspension, LiftAs::Lifted)]));
        let answers = at_once(&writer, lifts.collect());
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    }
    office.close(writer);
}

#[test]
fn all_of_a_change_happens_or_nothing() {
    let (office, writer) = Office::open();
    writer.change(mint(10)).expect("minted");
    let size = writer.snapshot().log().size();
    let new_name = edit(vec![Record::Certificate(certificate_record(7))]).records;
    let half_wrong =
        Change { records: new_name, ..change([suspended(on_batch(1)), suspended(on_batch(9))]) };
    writer.change(half_wrong).expect_err("batch 9 was not issued");
    assert_eq!(writer.snapshot().log().size(), size);
    assert!(writer.snapshot().register().certificate(number(7)).is_none());
    let next = writer.change(change([suspended(on_batch(1))])).expect("suspended");
    assert_eq!(next.log_indexes, [size]);
    office.close(writer);
}

#[test]
fn what_was_answered_is_seen_by_the_next_scan() {
    let (office, writer) = Office::open();
    for quantity in 1..=20 {
        let batch = writer.change(mint(quantity)).expect("minted").batch.expect("a batch");
        let snapshot = writer.snapshot();
        let issued = snapshot.log().batch(batch).expect("seen at once");
        assert_eq!(u64::from(issued.issued.quantity), quantity);
        assert!(snapshot.register().batch(batch).is_some());
    }
    office.close(writer);
}

#[test]
fn time_never_runs_backwards_in_the_log() {
    let office = Office::empty();
    let folder = log_folder(office.folder.path());
    let seconds = Arc::new(AtomicI64::new(time("2026-06-01T05:00:00Z").as_second()));
    let clock = {
        let seconds = seconds.clone();
        // A clock that somebody sets back, and that has fractions of a second.
        Arc::new(move || {
            let now = seconds.fetch_sub(7, Ordering::Relaxed);
            Timestamp::new(now, 987_654_321).expect("in range")
        })
    };
    let tiles = TileFiles::new(folder.clone());
    let writer = Writer::start_with(office.ledger.clone(), tiles, &folder, clock).expect("empty");
    writer.change(opening()).expect("opened");
    let opened_at = writer.snapshot().log().last_at();
    for _ in 0..5 {
        writer.change(mint(1)).expect("minted");
    }
    assert!(seconds.load(Ordering::Relaxed) < time("2026-06-01T04:59:30Z").as_second());
    // The audit replays the rules, and one of them is that time does not run backwards.
    assert_eq!(office.close(writer).last_at(), opened_at);
}

#[test]
fn a_log_continues_none_that_was_not_here() {
    let office = Office::empty();
    let writer = office.start();
    let Body::LogOpened { origin, vkey, .. } = log_opened() else { panic!("it opens the log") };
    let before =
        Predecessor { origin: text("cu.example.vn/log"), root: Commitment([1; 32]), size: 500 };
    let opened = Body::LogOpened { origin, vkey, predecessor: Some(before) };
    writer.change(change([opened])).expect_err("there is none before it");
}

#[test]
fn a_compromise_counts_from_the_next_position() {
    let office = Office::empty();
    let writer = office.start();
    let outcome =
        writer.change(change([log_opened(), Body::KeyAdded(key_added(1))])).expect("opened");
    assert_eq!((outcome.log_indexes, outcome.log_size), (vec![0, 1], 2));
    let compromised = Draft::KeyCompromised { key: number(1), from_index: None };
    let asked = Change { drafts: vec![compromised], ..change([]) };
    let outcome = writer.change(asked).expect("declared");
    assert_eq!((outcome.log_indexes, outcome.log_size), (vec![2], 3));
    let log = office.close(writer);
    let compromise = log.key(number(1)).expect("added").compromise_of(2).expect("compromised");
    assert_eq!((compromise.position, compromise.from_index), (2, 2));
    assert_eq!(audit(&entries_of(&office.ledger), &log_folder(office.folder.path())).size(), 3);
}
