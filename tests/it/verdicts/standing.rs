//! What a certificate itself is worth: of all that is known of it, which thing speaks, and from which day.

use jiff::civil::{Date, date};
use ocop_stamp::{
    log::{Body, CertificateEnded, CertificateFacts, HoldFacts, LiftAs, Reason},
    verification::{CertificateAnswer, Standing, decide_certificate, standing},
};

use super::NOW;
use crate::{
    history::{History, time},
    invented::{
        VALID_UNTIL, certificate, certificate_ended, hold, lift, number, on_batch, on_certificate,
        on_key, on_producer, revoked, suspended,
    },
};

fn answer<'h>(history: &'h History, now: &str) -> CertificateAnswer<'h> {
    let answer = decide_certificate(number(1), &history.snapshot, time(now));
    let answer = answer.expect("certificate 1 is recorded");
    // The list asks for less, and hears the same.
    let day = ocop_stamp::stamp::today(time(now));
    assert_eq!(standing(history.snapshot.log(), answer.certificate, day), answer.standing);
    answer
}

/// The state's word, with the family of a revocation that speaks.
#[track_caller]
fn check(history: &History, now: &str, expected: &str) {
    let answer = answer(history, now);
    let family = answer.revocation.map(|revocation| revocation.family);
    let family = family.map(|family| serde_json::to_value(family).expect("a word"));
    let said = match family.as_ref().and_then(|family| family.as_str()) {
        Some(family) => format!("{} {family}", answer.standing.word()),
        None => answer.standing.word().to_owned(),
    };
    assert_eq!(said, expected, "{now}");
}

fn history_with(bodies: impl IntoIterator<Item = Body>) -> History {
    let mut history = History::with_a_batch();
    for body in bodies {
        history.enter(body);
    }
    history
}

#[test]
fn the_first_that_holds_speaks() {
    use Reason::{Expired, FoodSafety, KeyCompromised, ReEvaluationFailed, StampCopied};
    let (itself, its_producer) = (on_certificate(1), on_producer(1));
    for (bodies, expected) in [
        (vec![], "in_force"),
        (vec![suspended(itself)], "suspended"),
        (vec![suspended(its_producer)], "suspended"),
        (vec![revoked(itself, ReEvaluationFailed)], "withdrawn certificate_withdrawn"),
        (vec![revoked(itself, FoodSafety)], "withdrawn food_safety"),
        (vec![revoked(its_producer, FoodSafety)], "withdrawn food_safety"),
        (vec![revoked(its_producer, ReEvaluationFailed)], "withdrawn stamp_cancelled"),
        (vec![revoked(itself, Expired)], "ended expired"),
        (vec![revoked(its_producer, Expired)], "ended expired"),
        (vec![revoked(itself, Expired), suspended(itself)], "suspended expired"),
        (
            vec![suspended(itself), revoked(itself, ReEvaluationFailed)],
            "withdrawn certificate_withdrawn",
        ),
        (
            vec![revoked(itself, ReEvaluationFailed), revoked(its_producer, FoodSafety)],
            "withdrawn food_safety",
        ),
        // What hits stamps, batches, keys and other certificates says nothing of this one.
        (vec![revoked(on_batch(1), FoodSafety)], "in_force"),
        (vec![revoked(on_batch(1), StampCopied)], "in_force"),
        (vec![revoked(on_key(1), KeyCompromised)], "in_force"),
        (
            vec![Body::CertificateRecorded(certificate(2)), revoked(on_certificate(2), FoodSafety)],
            "in_force",
        ),
    ] {
        check(&history_with(bodies), NOW, expected);
    }
}

#[test]
fn what_is_lifted_holds_no_more() {
    let mut history = History::with_a_batch();
    let suspension = history.enter(suspended(on_certificate(1)));
    history.enter(lift(suspension, LiftAs::Lifted));
    check(&history, NOW, "in_force");
    let withdrawal = history.enter(revoked(on_certificate(1), Reason::ReEvaluationFailed));
    history.enter(lift(withdrawal, LiftAs::Annulled));
    check(&history, NOW, "in_force");
}

#[test]
fn days_are_those_of_viet_nam() {
    let history = History::with_a_batch();
    assert_eq!(VALID_UNTIL, date(2029, 2, 20));
    check(&history, "2029-02-20T16:59:59Z", "in_force");
    check(&history, "2029-02-20T17:00:00Z", "ended");

    let from = HoldFacts {
        effective_from: date(2026, 7, 1),
        ..hold(on_certificate(1), Reason::LabelNotAsCertified)
    };
    let history = history_with([Body::Revoked(from)]);
    check(&history, "2026-06-30T16:59:59Z", "in_force");
    check(&history, "2026-06-30T17:00:00Z", "withdrawn certificate_withdrawn");
    // Withdrawn for good: its end changes nothing of that.
    check(&history, "2030-01-01T00:00:00Z", "withdrawn certificate_withdrawn");
}

#[test]
fn an_end_that_is_near_is_counted_in_days() {
    let history = History::with_a_batch();
    for (now, days) in [
        ("2028-12-21T05:00:00Z", None),
        ("2028-12-22T05:00:00Z", Some(60)),
        ("2029-02-19T05:00:00Z", Some(1)),
        ("2029-02-20T16:59:59Z", Some(0)),
        ("2029-02-20T17:00:00Z", None),
    ] {
        assert_eq!(answer(&history, now).ends_in_days, days, "{now}");
    }
    let on_hold = history_with([suspended(on_certificate(1))]);
    assert_eq!(answer(&on_hold, "2029-02-19T05:00:00Z").ends_in_days, None);
}

#[track_caller]
fn check_end(history: &History, now: &str, expected: Option<Date>) {
    assert_eq!(answer(history, now).ended_on, expected, "{now}");
}

#[test]
fn the_day_of_the_end_is_the_last_valid_one_or_the_one_before_it_was_recorded() {
    let history = History::with_a_batch();
    check_end(&history, NOW, None);
    check_end(&history, "2029-02-21T05:00:00Z", Some(VALID_UNTIL));
    let early = Body::CertificateEnded(certificate_ended(1, date(2026, 5, 20)));
    check_end(&history_with([early]), NOW, Some(date(2026, 5, 20)));
    let recorded =
        HoldFacts { effective_from: date(2026, 5, 11), ..hold(on_certificate(1), Reason::Expired) };
    check_end(&history_with([Body::Revoked(recorded)]), NOW, Some(date(2026, 5, 10)));
}

#[test]
fn older_and_newer_certificates_are_named_on_each_other() {
    let newer = CertificateFacts {
        replaces: Some(number(1)),
        producer: number(1),
        product: number(1),
        ..certificate(2)
    };
    let ended =
        CertificateEnded { replaced_by: Some(number(2)), ..certificate_ended(1, date(2026, 5, 1)) };
    let bodies = [Body::CertificateRecorded(newer), Body::CertificateEnded(ended)];
    let history = history_with(bodies);
    let old = answer(&history, NOW);
    assert_eq!(old.standing, Standing::Ended);
    assert_eq!(old.successor.map(|newer| newer.facts.certificate), Some(number(2)));
    assert!(old.replaced.is_none());
    let new = decide_certificate(number(2), &history.snapshot, time(NOW)).expect("recorded");
    assert_eq!(new.replaced.map(|older| older.facts.certificate), Some(number(1)));
    assert!(new.successor.is_none());
}

#[test]
fn a_missing_record_changes_nothing_but_what_is_shown() {
    let history = history_with([Body::CertificateRecorded(certificate(2))]);
    let bare = decide_certificate(number(2), &history.snapshot, time(NOW)).expect("recorded");
    assert_eq!((bare.standing, bare.records.are_complete()), (Standing::InForce, false));
    assert!(answer(&history, NOW).records.are_complete());
    assert!(decide_certificate(number(3), &history.snapshot, time(NOW)).is_none());
}
