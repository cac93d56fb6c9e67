//! A certificate's end, moved, corrected or passed, and the certificate that took its place.

use jiff::civil::{Date, date};
use ocop_stamp::log::{Body, CertificateEnded, CertificateFacts, LiftAs, Reason};

use super::{NOW, check};
use crate::{
    history::History,
    invented::{
        VALID_UNTIL, certificate, certificate_ended, lift, number, on_certificate, revoked,
        suspended,
    },
};

fn ended(last_valid_on: Date) -> Body {
    Body::CertificateEnded(certificate_ended(1, last_valid_on))
}

/// Certificate 2 of the same producer and product, in the place of certificate 1.
fn successor() -> CertificateFacts {
    CertificateFacts {
        replaces: Some(number(1)),
        producer: number(1),
        product: number(1),
        ..certificate(2)
    }
}

fn successor_of_stamp(history: &History, now: &str) -> Option<u64> {
    let issued = history.scan(&history.stamp(1, 0), now).issued.expect("issued");
    issued.successor.map(|certificate| certificate.facts.certificate.into())
}

#[test]
fn an_end_is_only_moved_to_an_earlier_day_and_a_correction_cancels_it() {
    let mut history = History::with_a_batch();
    assert!(history.try_to_enter(ended(VALID_UNTIL)).is_err());
    history.enter(ended(date(2026, 5, 20)));
    check(&history, &history.stamp(1, 0), NOW, "certificate_expired");
    assert!(history.try_to_enter(ended(date(2026, 5, 21))).is_err());
    history.enter(ended(date(2026, 5, 19)));

    // What the batch's payloads say stays; the certificate's day decides.
    history.enter(Body::CertificateCorrected(certificate(1)));
    check(&history, &history.stamp(1, 0), NOW, "valid");
    let earlier = CertificateFacts { valid_until: date(2026, 5, 31), ..certificate(1) };
    history.enter(Body::CertificateCorrected(earlier));
    check(&history, &history.stamp(1, 0), NOW, "certificate_expired");
    let later = CertificateFacts { valid_until: date(2030, 1, 1), ..certificate(1) };
    history.enter(Body::CertificateCorrected(later));
    check(&history, &history.stamp(1, 0), "2029-12-31T05:00:00Z", "valid");
}

#[test]
fn an_end_alone_is_amber_whatever_its_reason_and_a_withdrawal_is_a_revocation() {
    let mut history = History::with_a_batch();
    let for_safety =
        CertificateEnded { reason: Reason::FoodSafety, ..certificate_ended(1, date(2026, 5, 1)) };
    history.enter(Body::CertificateEnded(for_safety));
    check(&history, &history.stamp(1, 0), NOW, "certificate_expired");
    let withdrawal = history.enter(revoked(on_certificate(1), Reason::ReEvaluationFailed));
    check(&history, &history.stamp(1, 0), NOW, "revoked certificate_withdrawn");
    history.enter(lift(withdrawal, LiftAs::Annulled));
    check(&history, &history.stamp(1, 0), NOW, "certificate_expired");
}

#[test]
fn the_successor_is_the_newest_certificate_of_the_chain_while_it_is_in_force() {
    let mut history = History::with_a_batch();
    assert_eq!(successor_of_stamp(&history, NOW), None);
    history.enter(Body::CertificateRecorded(successor()));
    assert_eq!(successor_of_stamp(&history, NOW), Some(2));
    let third = CertificateFacts {
        replaces: Some(number(2)),
        valid_until: date(2031, 1, 1),
        producer: number(1),
        ..certificate(3)
    };
    history.enter(Body::CertificateRecorded(third));
    assert_eq!(successor_of_stamp(&history, NOW), Some(3));
    assert_eq!(successor_of_stamp(&history, "2031-01-01T05:00:00Z"), Some(3));
    assert_eq!(successor_of_stamp(&history, "2031-01-02T05:00:00Z"), None);

    let hold = history.enter(suspended(on_certificate(3)));
    assert_eq!(successor_of_stamp(&history, NOW), None);
    history.enter(lift(hold, LiftAs::Lifted));
    assert_eq!(successor_of_stamp(&history, NOW), Some(3));
}

#[test]
fn an_end_names_its_successor() {
    let mut history = History::with_a_batch();
    history.enter(Body::CertificateRecorded(certificate(2)));
    let replaced =
        CertificateEnded { replaced_by: Some(number(2)), ..certificate_ended(1, date(2026, 5, 1)) };
    history.enter(Body::CertificateEnded(replaced));
    assert_eq!(successor_of_stamp(&history, NOW), Some(2));
    check(&history, &history.stamp(1, 0), NOW, "certificate_expired");
}

#[test]
fn a_ring_of_replacements_made_by_mistake_ends_somewhere() {
    let mut history = History::with_a_batch();
    history.enter(Body::CertificateRecorded(successor()));
    let ring = CertificateFacts { replaces: Some(number(2)), ..certificate(1) };
    history.enter(Body::CertificateCorrected(ring));
    check(&history, &history.stamp(1, 0), NOW, "valid");
}

/// A correction replaces all fields, so a successor named by mistake is none any more.
#[test]
fn a_correction_takes_back_what_the_mistake_said_of_a_successor() {
    let mut by_the_successor = History::with_a_batch();
    by_the_successor.enter(Body::CertificateRecorded(successor()));
    by_the_successor.enter(Body::CertificateCorrected(certificate(2)));
    assert_eq!(successor_of_stamp(&by_the_successor, NOW), None);

    let mut by_the_end = History::with_a_batch();
    by_the_end.enter(Body::CertificateRecorded(certificate(2)));
    let replaced =
        CertificateEnded { replaced_by: Some(number(2)), ..certificate_ended(1, date(2026, 5, 1)) };
    by_the_end.enter(Body::CertificateEnded(replaced.clone()));
    by_the_end.enter(Body::CertificateCorrected(certificate(1)));
    assert_eq!(successor_of_stamp(&by_the_end, NOW), None);

    // What the successor says of itself stands, whatever becomes of the other's end.
    let mut by_both = History::with_a_batch();
    by_both.enter(Body::CertificateRecorded(successor()));
    by_both.enter(Body::CertificateEnded(replaced));
    by_both.enter(Body::CertificateCorrected(certificate(1)));
    assert_eq!(successor_of_stamp(&by_both, NOW), Some(2));
}
