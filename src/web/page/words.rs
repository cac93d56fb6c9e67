//! What a page says: which message belongs to which state, reason, group or kind. The messages themselves are in
//! `messages`, what is shown around them in `rows`.

use super::view::{
    Answer, Expiry, Frame, GoodsAtExpiry, Hotline, IssuedStamp, Measure, Notice, Revocation,
    Source, StampState, Unconfirmed,
};
use crate::{
    log::Reason,
    registry::{PaperKind, ProducerKind, ProductGroup},
    web::messages::{Language, Messages},
};

/// The headline in a language, which need not be the page's.
pub(super) fn headline(answer: &Answer, language: Language) -> String {
    let t = language.messages();
    match answer {
        Answer::Issued(stamp) => issued_headline(stamp, language),
        Answer::Unconfirmed(Unconfirmed::Forged) => t.forged(),
        Answer::Unconfirmed(Unconfirmed::UnknownKey) => t.unknown_key(),
        Answer::Unconfirmed(Unconfirmed::Unsupported) => t.unsupported(),
        Answer::Unconfirmed(Unconfirmed::NotIssued) => t.not_issued(),
        Answer::Unconfirmed(Unconfirmed::Malformed) => t.malformed(),
        Answer::Unconfirmed(Unconfirmed::CodeNotFound) => t.code_not_found(),
        Answer::Unconfirmed(Unconfirmed::CannotTell) => t.cannot_tell(),
    }
}

fn issued_headline(stamp: &IssuedStamp, language: Language) -> String {
    let t = language.messages();
    match &stamp.state {
        StampState::Valid => t.valid(stamp.certificate.stars),
        StampState::KeyCompromisedLater => t.key_compromised_later(),
        StampState::Revoked(Revocation::FoodSafety(_)) => t.food_safety(),
        StampState::Revoked(Revocation::CertificateWithdrawn(_)) => t.certificate_withdrawn(),
        StampState::Revoked(Revocation::StampCancelled(_)) => t.stamp_cancelled(),
        StampState::Revoked(Revocation::Expired(_, expiry))
        | StampState::CertificateExpired(expiry) => match expiry.goods {
            GoodsAtExpiry::MadeInTime(_) | GoodsAtExpiry::MadeAfter | GoodsAtExpiry::NotKnown => {
                t.certificate_expired(language.date(expiry.ended_on))
            }
            GoodsAtExpiry::CertifiedAgain(_) => t.certified_again(),
        },
        StampState::Suspended(_) => t.suspended(),
        StampState::NotActivated => t.not_activated(),
    }
}

/// What to do, in the page's language.
pub(super) fn advice(answer: &Answer, frame: &Frame) -> String {
    let t = frame.language.messages();
    let phone = unbroken(&frame.hotline);
    match answer {
        Answer::Issued(stamp) => issued_advice(stamp, frame),
        Answer::Unconfirmed(Unconfirmed::Forged) => t.forged_advice(phone),
        Answer::Unconfirmed(Unconfirmed::UnknownKey) => t.unknown_key_advice(),
        Answer::Unconfirmed(Unconfirmed::Unsupported) => t.unsupported_advice(),
        Answer::Unconfirmed(Unconfirmed::NotIssued) => t.not_issued_advice(phone),
        Answer::Unconfirmed(Unconfirmed::Malformed) => t.malformed_advice(),
        Answer::Unconfirmed(Unconfirmed::CodeNotFound) => t.code_not_found_advice(),
        Answer::Unconfirmed(Unconfirmed::CannotTell) => t.cannot_tell_advice(phone),
    }
}

fn issued_advice(stamp: &IssuedStamp, frame: &Frame) -> String {
    let language = frame.language;
    let t = language.messages();
    let (office, phone) = (&frame.hotline.office, unbroken(&frame.hotline));
    match &stamp.state {
        StampState::Valid => t.valid_advice(),
        StampState::KeyCompromisedLater => t.key_compromised_later_advice(),
        StampState::Revoked(Revocation::FoodSafety(_)) => t.food_safety_advice(office, phone),
        StampState::Revoked(Revocation::CertificateWithdrawn(measure)) => {
            withdrawal_advice(measure, language)
        }
        StampState::Revoked(Revocation::StampCancelled(measure)) => {
            t.stamp_cancelled_advice(reason(measure.reason, t))
        }
        StampState::Revoked(Revocation::Expired(measure, expiry)) => {
            let recorded = t.expiry_recorded(language.date(measure.recorded_on));
            format!("{} {recorded}", expiry_advice(expiry, language))
        }
        StampState::Suspended(_) => t.suspended_advice(office, phone),
        StampState::NotActivated => t.not_activated_advice(),
        StampState::CertificateExpired(expiry) => expiry_advice(expiry, language),
    }
}

/// The number on one line, wherever the sentence wraps.
pub(super) fn unbroken(hotline: &Hotline) -> String {
    hotline.phone.replace(' ', "\u{a0}")
}

pub(super) fn withdrawal_advice(measure: &Measure, language: Language) -> String {
    let t = language.messages();
    let since = language.date(measure.in_force_since);
    match &measure.decision {
        Some(decision) => t.certificate_withdrawn_advice(since, &decision.number),
        None => t.certificate_withdrawn_advice_without_decision(since),
    }
}

fn expiry_advice(expiry: &Expiry, language: Language) -> String {
    let t = language.messages();
    match &expiry.goods {
        GoodsAtExpiry::MadeInTime(days) => {
            t.certificate_expired_made_in_time(language.days(days.first, days.last))
        }
        GoodsAtExpiry::MadeAfter => t.certificate_expired_made_after(),
        GoodsAtExpiry::NotKnown => t.certificate_expired_not_known(),
        GoodsAtExpiry::CertifiedAgain(successor) => t.certified_again_advice(
            language.date(expiry.ended_on),
            &successor.number,
            successor.stars,
            language.date(successor.valid_until),
        ),
    }
}

/// What is to be known beside the verdict.
pub(super) fn notice(notice: Notice, frame: &Frame) -> String {
    let t = frame.language.messages();
    match notice {
        Notice::RecordMissing => t.notice_record_missing(unbroken(&frame.hotline)),
        Notice::KeyCompromisedLater => t.notice_key_compromised_later(),
        Notice::TypedCode => t.notice_typed_code(),
        Notice::SmallLabel => t.notice_small_label(),
    }
}

/// Why something was revoked or suspended.
pub(in crate::web) fn reason(reason: Reason, t: &Messages) -> String {
    match reason {
        Reason::Expired => t.reason_expired(),
        Reason::ReEvaluationFailed => t.reason_re_evaluation_failed(),
        Reason::FoodSafety => t.reason_food_safety(),
        Reason::ProcessNotAsDeclared => t.reason_process_not_as_declared(),
        Reason::LabelNotAsCertified => t.reason_label_not_as_certified(),
        Reason::ProductionStopped => t.reason_production_stopped(),
        Reason::NoTraceabilityRecords => t.reason_no_traceability_records(),
        Reason::RecognitionAnnulled => t.reason_recognition_annulled(),
        Reason::StampCopied => t.reason_stamp_copied(),
        Reason::StampLostOrSpoiled => t.reason_stamp_lost_or_spoiled(),
        Reason::KeyCompromised => t.reason_key_compromised(),
        Reason::Replaced => t.reason_replaced(),
        Reason::Other => t.reason_other(),
    }
}

/// Who says so.
pub(super) fn source(source: Source, t: &Messages) -> String {
    match source {
        Source::Producer => t.declared(),
        Source::Authority => t.confirmed(),
    }
}

/// A group with its number and name.
pub(in crate::web) fn group(group: ProductGroup, t: &Messages) -> String {
    match group {
        ProductGroup::Food => t.group_food(),
        ProductGroup::Drinks => t.group_drinks(),
        ProductGroup::MedicinalHerbs => t.group_medicinal_herbs(),
        ProductGroup::Handicrafts => t.group_handicrafts(),
        ProductGroup::OrnamentalLife => t.group_ornamental_life(),
        ProductGroup::Tourism => t.group_tourism(),
    }
}

/// What a producer is.
pub(super) fn producer_kind(kind: ProducerKind, t: &Messages) -> String {
    match kind {
        ProducerKind::Cooperative => t.producer_cooperative(),
        ProducerKind::CooperativeGroup => t.producer_cooperative_group(),
        ProducerKind::Enterprise => t.producer_enterprise(),
        ProducerKind::HouseholdBusiness => t.producer_household_business(),
        ProducerKind::Other => t.producer_other(),
    }
}

/// What a paper on quality is.
pub(super) fn paper_kind(kind: PaperKind, t: &Messages) -> String {
    match kind {
        PaperKind::QualityCertificate => t.quality_certificate(),
        PaperKind::GeographicalIndication => t.geographical_indication(),
    }
}
