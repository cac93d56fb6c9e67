//! Days and instants: what holds from when on, and a certificate's last day, all by the clock in Viet Nam.

use jiff::civil::{Date, date};
use ocop_stamp::log::{BatchIssued, Body, CertificateFacts, HoldFacts, RangeDeclared, Reason};

use super::check;
use crate::{
    history::History,
    invented::{batch, certificate, hold, number, on_batch},
};

/// The last second of a day in Viet Nam, and the first one of the next.
const MIDNIGHT: [&str; 2] = ["2026-06-09T16:59:59Z", "2026-06-09T17:00:00Z"];

#[test]
fn a_certificate_ends_at_midnight_in_viet_nam() {
    let mut history = History::new();
    let valid_until = date(2026, 6, 9);
    let facts = CertificateFacts { valid_until, ..certificate(1) };
    history.enter(Body::CertificateRecorded(facts));
    history.enter(Body::BatchIssued(BatchIssued { valid_until, ..batch(1) }));
    let stamp = history.stamp(1, 0);
    for (now, expected) in MIDNIGHT.into_iter().zip(["valid", "certificate_expired"]) {
        check(&history, &stamp, now, &format!("{expected} register_record_missing"));
    }
}

#[test]
fn a_hold_waits_for_its_day() {
    let from_the_tenth =
        HoldFacts { effective_from: date(2026, 6, 10), ..hold(on_batch(1), Reason::Other) };
    for (body, expected) in [
        (Body::Revoked(from_the_tenth.clone()), "revoked stamp_cancelled"),
        (Body::Suspended { facts: from_the_tenth, review_on: None }, "suspended"),
    ] {
        let mut history = History::with_a_batch();
        history.enter(body);
        let stamp = history.stamp(1, 0);
        for (now, expected) in MIDNIGHT.into_iter().zip(["valid", expected]) {
            check(&history, &stamp, now, expected);
        }
    }
}

#[test]
fn an_earlier_date_of_effect_is_only_shown() {
    let mut history = History::with_a_batch();
    let long_ago =
        HoldFacts { effective_from: date(2020, 1, 1), ..hold(on_batch(1), Reason::Other) };
    let position = history.enter(Body::Revoked(long_ago));
    let answer = history.scan(&history.stamp(1, 0), MIDNIGHT[0]);
    let revocation = answer.issued.expect("issued").revocation.expect("revoked");
    assert_eq!(revocation.effective_from, date(2020, 1, 1));
    assert_eq!(revocation.log_index, position);
    assert_eq!(revocation.entered_at, history.snapshot.log().last_at());
}

#[test]
fn a_day_of_review_that_passes_changes_nothing() {
    let mut history = History::with_a_batch();
    let facts = hold(on_batch(1), Reason::NoTraceabilityRecords);
    history.enter(Body::Suspended { facts, review_on: Some(date(2026, 4, 1)) });
    check(&history, &history.stamp(1, 0), MIDNIGHT[0], "suspended");
}

#[test]
fn the_latest_declaration_of_a_stamp_is_shown_and_what_was_made_in_time_is_told() {
    let declared = |(from, to), made_from: Option<Date>, made_to: Option<Date>| {
        Body::RangeDeclared(RangeDeclared {
            batch: number(1),
            from: number(from),
            to: number(to),
            lot: None,
            made_from,
            made_to,
            best_before: None,
        })
    };
    let mut history = History::with_a_batch();
    let (in_time, late) = (Some(date(2029, 2, 20)), Some(date(2029, 2, 21)));
    history.wait_until("2029-02-19T08:00:00Z");
    history.enter(declared((0, 9), in_time, in_time));
    history.enter(declared((5, 9), None, None));
    history.wait_until("2029-03-10T08:00:00Z");
    history.enter(declared((8, 20), late, late));
    history.enter(declared((30, 39), None, in_time));
    for (index, made_to, made_in_force) in [
        (0, in_time, Some(true)),
        // The latest in time says nothing.
        (5, None, None),
        (8, late, Some(false)),
        (20, late, Some(false)),
        // Declared too late to count as made in time.
        (30, in_time, None),
        (40, None, None),
    ] {
        let answer = history.scan(&history.stamp(1, index), "2029-04-01T00:00:00Z");
        assert_eq!(answer.verdict.word(), "certificate_expired");
        let issued = answer.issued.expect("issued");
        assert_eq!(issued.made_in_force, made_in_force, "stamp {index}");
        assert_eq!(issued.declared.and_then(|declared| declared.made_to), made_to, "stamp {index}");
    }
}
