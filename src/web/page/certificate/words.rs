//! What the page of a certificate says and how it looks, state by state, in the spirit of the verdicts on
//! stamps: nothing that merely ended is red.

use super::view::{CertificatePage, End, State, Subject, Withdrawal};
use crate::{
    log::Reason,
    verification::Standing,
    web::{
        messages::{Language, Messages},
        page::{
            look::{Icon, Look, Tone},
            view::Measure,
            words::{reason, unbroken, withdrawal_advice},
        },
    },
};

pub(super) fn look(state: &State) -> Look {
    let (standing, tone, icon, asks_to_call) = match state {
        State::InForce { .. } => (Standing::InForce, Tone::Green, Icon::Check, false),
        State::Suspended(_) => (Standing::Suspended, Tone::Amber, Icon::Pause, true),
        State::Ended(_) => (Standing::Ended, Tone::Amber, Icon::Clock, false),
        State::CertifiedAgain(..) => (Standing::Ended, Tone::Blue, Icon::Renewed, false),
        State::Withdrawn(_) => (Standing::Withdrawn, Tone::Red, Icon::NoEntry, true),
    };
    Look { word: standing.word(), tone, icon, asks_to_call }
}

/// The headline in a language, which need not be the page's.
pub(super) fn headline(page: &CertificatePage, language: Language) -> String {
    let t = language.messages();
    match &page.state {
        State::InForce { .. } => t.certificate_in_force(page.certificate.stars),
        State::Suspended(_) => t.certificate_suspended(),
        State::Ended(end) => match end.early {
            Some(_) => t.certificate_ended_early(language.date(end.on)),
            None => t.certificate_expired(language.date(end.on)),
        },
        State::CertifiedAgain(..) => match page.subject {
            Subject::Pack => t.certificate_again(),
            Subject::Service => t.certificate_again_service(),
        },
        State::Withdrawn(Withdrawal::FoodSafety(_)) => t.certificate_food_safety(),
        State::Withdrawn(Withdrawal::Certificate(_)) => t.certificate_withdrawn(),
        State::Withdrawn(Withdrawal::Producer(_)) => t.certificate_producer_cancelled(),
    }
}

/// What to do, in the page's language.
pub(super) fn advice(page: &CertificatePage) -> String {
    let language = page.frame.language;
    let t = language.messages();
    let (office, phone) = (&page.frame.hotline.office, unbroken(&page.frame.hotline));
    let until = language.date(page.certificate.valid_until);
    match (&page.state, page.subject) {
        (State::InForce { .. }, Subject::Pack) => t.certificate_in_force_advice(until),
        (State::InForce { .. }, Subject::Service) => t.certificate_in_force_advice_service(until),
        (State::Suspended(_), Subject::Pack) => t.suspended_advice(office, phone),
        (State::Suspended(_), Subject::Service) => {
            t.certificate_suspended_advice_service(office, phone)
        }
        (State::Ended(end), subject) => ended_advice(end, subject, language),
        (State::CertifiedAgain(end, newer), _) => {
            let (newer, until) = (&newer.certificate, language.date(newer.certificate.valid_until));
            let on = language.date(end.on);
            let advice = t.certificate_again_advice(on, &newer.number, newer.stars, until);
            with_record(advice, end, language)
        }
        (State::Withdrawn(Withdrawal::FoodSafety(_)), Subject::Pack) => {
            t.food_safety_advice(office, phone)
        }
        (State::Withdrawn(Withdrawal::FoodSafety(_)), Subject::Service) => {
            t.certificate_food_safety_advice_service(office, phone)
        }
        (State::Withdrawn(Withdrawal::Certificate(measure)), Subject::Pack) => {
            withdrawal_advice(measure, language)
        }
        (State::Withdrawn(Withdrawal::Certificate(measure)), Subject::Service) => {
            service_withdrawal(measure, language)
        }
        (State::Withdrawn(Withdrawal::Producer(measure)), _) => {
            let (since, why) = (language.date(measure.in_force_since), reason(measure.reason, t));
            t.certificate_producer_cancelled_advice(since, why, office, phone)
        }
    }
}

fn ended_advice(end: &End, subject: Subject, language: Language) -> String {
    let t = language.messages();
    let advice = match subject {
        Subject::Pack => t.certificate_over_advice(),
        Subject::Service => t.certificate_over_advice_service(),
    };
    let advice = match end.early {
        Some(why) => format!("{} {advice}", t.certificate_ended_early_why(end_reason(why, t))),
        None => advice,
    };
    with_record(advice, end, language)
}

/// The day of the revocation that only records the end is told, as on a stamp's page.
fn with_record(advice: String, end: &End, language: Language) -> String {
    match &end.recorded {
        Some(measure) => {
            let recorded = language.date(measure.recorded_on);
            format!("{advice} {}", language.messages().expiry_recorded(recorded))
        }
        None => advice,
    }
}

fn service_withdrawal(measure: &Measure, language: Language) -> String {
    let t = language.messages();
    let since = language.date(measure.in_force_since);
    match &measure.decision {
        Some(decision) => t.certificate_withdrawn_service(since, &decision.number),
        None => t.certificate_withdrawn_service_without_decision(since),
    }
}

/// Why a certificate ended early: what speaks of stamps is said of certificates.
pub(in crate::web) fn end_reason(why: Reason, t: &Messages) -> String {
    match why {
        Reason::Replaced => t.reason_certificate_replaced(),
        Reason::Expired
        | Reason::ReEvaluationFailed
        | Reason::FoodSafety
        | Reason::ProcessNotAsDeclared
        | Reason::LabelNotAsCertified
        | Reason::ProductionStopped
        | Reason::NoTraceabilityRecords
        | Reason::RecognitionAnnulled
        | Reason::StampCopied
        | Reason::StampLostOrSpoiled
        | Reason::KeyCompromised
        | Reason::Other => reason(why, t),
    }
}

/// Where the reader is led on, because the page is of an older certificate.
pub(super) fn leads_on(state: &State) -> Option<&str> {
    match state {
        State::CertifiedAgain(_, newer) => Some(&newer.href),
        State::InForce { .. } | State::Suspended(_) | State::Ended(_) | State::Withdrawn(_) => None,
    }
}

/// What is to be known beside the headline.
pub(super) fn notices(page: &CertificatePage) -> Vec<String> {
    let t = page.frame.language.messages();
    let ends = match &page.state {
        State::InForce { ends_in_days: Some(0) } => Some(t.certificate_ends_today()),
        State::InForce { ends_in_days: Some(days) } => Some(t.certificate_ends_soon(*days)),
        State::InForce { ends_in_days: None }
        | State::Suspended(_)
        | State::Ended(_)
        | State::CertifiedAgain(..)
        | State::Withdrawn(_) => None,
    };
    let missing =
        page.is_record_missing.then(|| t.certificate_record_missing(unbroken(&page.frame.hotline)));
    ends.into_iter().chain(missing).collect()
}
