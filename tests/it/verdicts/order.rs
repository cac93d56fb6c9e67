//! The order of decision: of all that is known of a stamp, the first row that holds speaks.

use jiff::civil::date;
use ocop_stamp::log::{BatchIssued, Body, LiftAs, Reason};

use super::{NOW, check};
use crate::{
    history::History,
    invented::{
        batch, batch_record, certificate_ended, lift, number, on_batch, on_certificate, on_key,
        on_producer, on_stamps, revoked, suspended,
    },
};

/// What can stand against a stamp, in the order in which it speaks; an entry each, but for the batch
/// that is not in use.
const ORDER: [&str; 7] = [
    "revoked food_safety",
    "revoked certificate_withdrawn",
    "revoked stamp_cancelled",
    "suspended",
    "not_activated",
    "revoked expired",
    "certificate_expired",
];

fn body_of(row: &str) -> Body {
    match row {
        "revoked food_safety" => revoked(on_stamps(2, 0, 5), Reason::FoodSafety),
        "revoked certificate_withdrawn" => revoked(on_certificate(1), Reason::Other),
        "revoked stamp_cancelled" => revoked(on_batch(2), Reason::StampLostOrSpoiled),
        "suspended" => suspended(on_producer(1)),
        "revoked expired" => revoked(on_certificate(1), Reason::Expired),
        "certificate_expired" => Body::CertificateEnded(certificate_ended(1, date(2026, 5, 1))),
        _ => panic!("{row} is no entry"),
    }
}

/// All 128 sets of things that stand against a stamp, entered in both directions.
#[test]
fn of_several_in_force_the_first_in_the_order_speaks() {
    for set in 0_u32..1 << ORDER.len() {
        let rows: Vec<&str> =
            (0..).zip(ORDER).filter(|(n, _)| set >> n & 1 == 1).map(|(_, row)| row).collect();
        let mut first_to_last = History::with_a_batch();
        let activated = !rows.contains(&"not_activated");
        first_to_last.enter(Body::BatchIssued(BatchIssued { activated, ..batch(2) }));
        first_to_last.put(&[batch_record(2)]);
        let mut last_to_first = first_to_last.clone();
        let entered = rows.iter().filter(|row| **row != "not_activated");
        for row in entered.clone() {
            first_to_last.enter(body_of(row));
        }
        for row in entered.rev() {
            last_to_first.enter(body_of(row));
        }

        let expected = rows.first().copied().unwrap_or("valid");
        for history in [first_to_last, last_to_first] {
            check(&history, &history.stamp(2, 3), NOW, expected);
        }
    }
}

#[test]
fn the_family_follows_from_reason_and_target() {
    for (target, reason, family) in [
        (on_stamps(1, 0, 0), Reason::FoodSafety, "food_safety"),
        (on_certificate(1), Reason::FoodSafety, "food_safety"),
        (on_certificate(1), Reason::RecognitionAnnulled, "certificate_withdrawn"),
        (on_certificate(1), Reason::StampCopied, "certificate_withdrawn"),
        (on_certificate(1), Reason::Expired, "expired"),
        (on_stamps(1, 0, 9), Reason::StampCopied, "stamp_cancelled"),
        (on_batch(1), Reason::LabelNotAsCertified, "stamp_cancelled"),
        (on_producer(1), Reason::ProductionStopped, "stamp_cancelled"),
        (on_key(1), Reason::KeyCompromised, "stamp_cancelled"),
        (on_producer(1), Reason::Expired, "expired"),
    ] {
        let mut history = History::with_a_batch();
        history.enter(revoked(target, reason));
        check(&history, &history.stamp(1, 0), NOW, &format!("revoked {family}"));
    }
}

#[test]
fn within_a_family_the_earliest_entry_speaks_until_it_is_annulled() {
    let mut history = History::with_a_batch();
    let first = history.enter(revoked(on_batch(1), Reason::Other));
    let second = history.enter(revoked(on_stamps(1, 0, 9), Reason::LabelNotAsCertified));
    let speaking = |history: &History| {
        let issued = history.scan(&history.stamp(1, 4), NOW).issued.expect("it was issued");
        issued.revocation.map(|revocation| revocation.log_index)
    };
    assert_eq!(speaking(&history), Some(first));
    history.enter(lift(first, LiftAs::Annulled));
    assert_eq!(speaking(&history), Some(second));
    check(&history, &history.stamp(1, 10), NOW, "valid");
    history.enter(lift(second, LiftAs::Annulled));
    assert_eq!(speaking(&history), None);
    check(&history, &history.stamp(1, 4), NOW, "valid");
}

#[test]
fn a_hold_reaches_its_stamps_and_no_others() {
    for (target, hit, not_hit) in [
        (on_stamps(1, 3, 5), vec![(1, 3), (1, 4), (1, 5)], vec![(1, 2), (1, 6), (2, 4)]),
        (on_stamps(1, 0, 99), vec![(1, 0), (1, 99)], vec![(2, 0)]),
        (on_batch(1), vec![(1, 0), (1, 99)], vec![(2, 0), (3, 0)]),
        (on_certificate(1), vec![(1, 0), (2, 0), (3, 0)], vec![]),
        (on_producer(1), vec![(1, 0), (3, 7)], vec![]),
        (on_key(1), vec![(1, 0), (3, 7)], vec![]),
    ] {
        let mut history = History::with_a_batch();
        history.enter(Body::BatchIssued(batch(2)));
        history.enter(suspended(target));
        // Producer and key, and a certificate as well, reach batches that are issued later.
        history.enter(Body::BatchIssued(batch(3)));
        history.put(&[batch_record(2), batch_record(3)]);
        for (stamps, expected) in [(hit, "suspended"), (not_hit, "valid")] {
            for (batch, index) in stamps {
                check(&history, &history.stamp(batch, index), NOW, expected);
            }
        }
    }
}

#[test]
fn activation_is_by_stamp() {
    let mut history = History::with_a_batch();
    history.enter(Body::BatchIssued(BatchIssued { activated: false, ..batch(2) }));
    let range =
        |from, to| Body::RangeActivated { batch: number(2), from: number(from), to: number(to) };
    history.enter(range(10, 19));
    history.enter(range(99, 99));
    for (index, expected) in [
        (9, "not_activated"),
        (10, "valid"),
        (19, "valid"),
        (20, "not_activated"),
        (98, "not_activated"),
        (99, "valid"),
    ] {
        check(&history, &history.stamp(2, index), NOW, expected);
    }
}
