//! Issuer keys that were retired or compromised, and the demo's, whose private half is public.

use ocop_stamp::{
    log::{BatchIssued, Body, Reason},
    signing::DemoKey,
    stamp::{Code, ShortCode},
};

use super::{NOW, check};
use crate::{
    history::History,
    invented::{
        batch, batch_record, certificate, key_added, number, on_batch, records_of, revoked,
        short_secret,
    },
};

/// Batches 1 to 3 of key 1, and the positions of their entries.
fn three_batches() -> (History, [u64; 3]) {
    let mut history = History::with_a_batch();
    let first = history.snapshot.log().batch(number(1)).expect("issued").position;
    let positions = [
        first,
        history.enter(Body::BatchIssued(batch(2))),
        history.enter(Body::BatchIssued(batch(3))),
    ];
    history.put(&[batch_record(2), batch_record(3)]);
    (history, positions)
}

#[test]
fn a_retired_key_signs_no_more_but_what_it_signed_stands() {
    let (mut history, _) = three_batches();
    history.enter(Body::KeyRetired { key: number(1) });
    check(&history, &history.stamp(1, 0), NOW, "valid");
    assert!(history.try_to_enter(Body::BatchIssued(batch(4))).is_err());
}

#[test]
fn a_compromise_revokes_batches_from_its_position_on() {
    let (mut history, [_, second, _]) = three_batches();
    history.enter(Body::KeyCompromised { key: number(1), from_index: second });
    for (batch, expected) in [
        (1, "valid key_compromised_later"),
        (2, "revoked stamp_cancelled"),
        (3, "revoked stamp_cancelled"),
    ] {
        check(&history, &history.stamp(batch, 0), NOW, expected);
    }
}

#[test]
fn a_compromise_speaks_among_other_revocations_by_family_and_place() {
    let (mut history, [_, second, _]) = three_batches();
    let before = history.enter(revoked(on_batch(2), Reason::StampCopied));
    let compromise = history.enter(Body::KeyCompromised { key: number(1), from_index: second });
    history.enter(revoked(on_batch(3), Reason::StampCopied));
    for (batch, reason, log_index) in
        [(2, Reason::StampCopied, before), (3, Reason::KeyCompromised, compromise)]
    {
        let issued = history.scan(&history.stamp(batch, 0), NOW).issued.expect("issued");
        let revocation = issued.revocation.expect("revoked");
        assert_eq!((revocation.reason, revocation.log_index), (reason, log_index), "batch {batch}");
    }
    history.enter(revoked(on_batch(3), Reason::FoodSafety));
    check(&history, &history.stamp(3, 0), NOW, "revoked food_safety");
}

#[test]
fn a_compromise_is_moved_to_an_earlier_position_but_never_back() {
    let (mut history, [first, second, third]) = three_batches();
    let compromised = |from_index| Body::KeyCompromised { key: number(1), from_index };
    let compromise = history.enter(compromised(third));
    check(&history, &history.stamp(2, 0), NOW, "valid key_compromised_later");
    history.enter(compromised(second));
    check(&history, &history.stamp(2, 0), NOW, "revoked stamp_cancelled");
    assert!(history.try_to_enter(compromised(third)).is_err());
    history.enter(compromised(first));
    check(&history, &history.stamp(1, 0), NOW, "revoked stamp_cancelled");

    // The earliest entry that hits a batch speaks for it.
    let issued = history.scan(&history.stamp(3, 0), NOW).issued.expect("issued");
    assert_eq!(issued.revocation.expect("revoked").log_index, compromise);
}

#[test]
fn the_demo_key_is_a_key_only_where_the_demo_was_asked_for() {
    for (demo_key, expected) in [(DemoKey::Refused, "unknown_key"), (DemoKey::Accepted, "valid")] {
        let mut history = History::with_demo_key(demo_key);
        history.enter(Body::KeyAdded(key_added(0)));
        history.enter(Body::CertificateRecorded(certificate(1)));
        history.enter(Body::BatchIssued(BatchIssued { key: number(0), ..batch(1) }));
        history.put(&records_of(1));
        check(&history, &history.stamp(1, 0), NOW, expected);
        let short = ShortCode::typed(&short_secret(), &history.payload(1, 0));
        check(&history, &Code::Short(short), NOW, expected);
    }
}
