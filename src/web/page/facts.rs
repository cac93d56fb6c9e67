//! From the answer to a scan to the facts of its page. Nothing is worded here, and what the register
//! lacks is left out.

use jiff::{Timestamp, civil::Date};

use super::facts_of_register as register;
use super::view::{
    Answer, Certificate, Days, Decision, Expiry, Frame, Goods, GoodsAtExpiry, Hotline, IssuedStamp,
    Measure, Notice, Revocation, ScanPage, Serial, Source, Sourced, StampLook, StampState,
    Successor, Switch, Unconfirmed,
};
use crate::{
    app::Office,
    log::{CertificateState, Family, HoldTerms, RangeDeclared, StandingHold},
    stamp::{Code, Payload, Spelling, today},
    verification::{self, Issued, Verdict, Warning},
    web::negotiation::Asked,
};

/// What surrounds the content of a page.
pub(in crate::web) fn frame(office: &Office, asked: &Asked<'_>) -> Frame {
    Frame {
        language: asked.language,
        stay: asked.stay(),
        switch: asked
            .other_language()
            .map(|language| Switch { language, href: asked.href_in(language) }),
        home_href: asked.stay().href("/"),
        certificates_href: asked.stay().href("/certificates?state=in_force"),
        log_href: asked.stay().href(crate::web::public_log::LOG_PAGE),
        sign_in_href: asked.stay().href(crate::web::account_pages::SIGN_IN),
        code_action: "/check".to_owned(),
        domain: office.base_url.authority().to_owned(),
        hotline: Hotline { office: office.name.to_string(), phone: office.hotline.clone() },
        sample_data: office.demo,
    }
}

/// The page of an answer.
pub(in crate::web) fn scan_page(
    frame: Frame,
    code: &Code,
    answer: &verification::Answer<'_>,
    now: Timestamp,
    data_as_of: Option<Timestamp>,
) -> ScanPage {
    let answer = match (unconfirmed(answer.verdict), &answer.issued, &answer.stamp) {
        (Some(unconfirmed), _, _) => Answer::Unconfirmed(unconfirmed),
        (None, Some(issued), Some(payload)) => {
            Answer::Issued(Box::new(issued_stamp(code, answer, issued, payload)))
        }
        (None, _, _) => unreachable!("a verdict on an issued stamp says what was issued"),
    };
    ScanPage { frame, checked_at: now, data_as_of, answer }
}

/// The page of a code of which nothing can be said.
pub(in crate::web) fn unconfirmed_page(
    frame: Frame,
    unconfirmed: Unconfirmed,
    now: Timestamp,
) -> ScanPage {
    let answer = Answer::Unconfirmed(unconfirmed);
    ScanPage { frame, checked_at: now, data_as_of: None, answer }
}

/// `None` for verdicts on stamps that were issued.
fn unconfirmed(verdict: Verdict) -> Option<Unconfirmed> {
    match verdict {
        Verdict::Forged => Some(Unconfirmed::Forged),
        Verdict::UnknownKey => Some(Unconfirmed::UnknownKey),
        Verdict::Unsupported => Some(Unconfirmed::Unsupported),
        Verdict::NotIssued => Some(Unconfirmed::NotIssued),
        Verdict::CodeNotFound => Some(Unconfirmed::CodeNotFound),
        Verdict::Valid
        | Verdict::CertificateExpired
        | Verdict::NotActivated
        | Verdict::Suspended
        | Verdict::Revoked => None,
    }
}

fn issued_stamp(
    code: &Code,
    answer: &verification::Answer<'_>,
    issued: &Issued<'_>,
    payload: &Payload,
) -> IssuedStamp {
    let state = state(answer, issued);
    let gtin = issued.batch.issued.gtin;
    let records = &issued.records;
    IssuedStamp {
        notices: notices(code, answer, &state),
        state,
        certificate: certificate(issued.certificate),
        successor: issued.successor.map(successor),
        product: register::product(records, gtin),
        holder: register::holder(records),
        goods: issued.declared.map(goods).unwrap_or_default(),
        serial: Serial { batch: payload.batch.get(), index: payload.index.get() },
        decided_by: decided_by(issued),
        look: look(code, issued, payload),
    }
}

/// The batch's entry, then what revokes or suspends the stamp.
fn decided_by(issued: &Issued<'_>) -> Vec<u64> {
    let revocation = issued.revocation.as_ref().map(|revocation| revocation.log_index);
    let suspension = issued.suspension.map(|hold| hold.position);
    [Some(issued.batch.position), revocation, suspension].into_iter().flatten().collect()
}

fn state(answer: &verification::Answer<'_>, issued: &Issued<'_>) -> StampState {
    match (answer.verdict, &issued.revocation, issued.suspension) {
        (Verdict::Revoked, Some(revocation), _) => StampState::Revoked(family(revocation, issued)),
        (Verdict::Suspended, _, Some(suspension)) => StampState::Suspended(on_hold(&suspension)),
        (Verdict::NotActivated, _, _) => StampState::NotActivated,
        (Verdict::CertificateExpired, _, _) => {
            let ended_on = issued.certificate.last_valid_on();
            StampState::CertificateExpired(expiry(issued, ended_on))
        }
        (Verdict::Valid, _, _) if answer.warnings.contains(&Warning::KeyCompromisedLater) => {
            StampState::KeyCompromisedLater
        }
        (Verdict::Valid, _, _) => StampState::Valid,
        (Verdict::Revoked | Verdict::Suspended, _, _) => {
            unreachable!("a stamp is revoked or suspended by an entry")
        }
        (
            Verdict::Forged
            | Verdict::UnknownKey
            | Verdict::Unsupported
            | Verdict::NotIssued
            | Verdict::CodeNotFound,
            _,
            _,
        ) => unreachable!("these were not issued"),
    }
}

fn family(revocation: &verification::Revocation<'_>, issued: &Issued<'_>) -> Revocation {
    let measure = measure(revocation);
    match revocation.family {
        Family::FoodSafety => Revocation::FoodSafety(measure),
        Family::CertificateWithdrawn => Revocation::CertificateWithdrawn(measure),
        Family::StampCancelled => Revocation::StampCancelled(measure),
        Family::Expired => {
            // Recorded as expired while the clock had not said so: over since the day before it holds.
            let ended_on = match issued.is_over {
                true => issued.certificate.last_valid_on(),
                false => revocation.effective_from.yesterday().unwrap_or(Date::MIN),
            };
            Revocation::Expired(measure, expiry(issued, ended_on))
        }
    }
}

pub(super) fn measure(revocation: &verification::Revocation<'_>) -> Measure {
    Measure {
        reason: revocation.reason,
        recorded_on: today(revocation.entered_at),
        in_force_since: revocation.effective_from,
        decision: revocation.terms.and_then(decision),
        review_on: None,
    }
}

pub(super) fn on_hold(suspension: &StandingHold<'_>) -> Measure {
    Measure {
        reason: suspension.terms.reason,
        recorded_on: today(suspension.at),
        in_force_since: suspension.terms.effective_from,
        decision: decision(suspension.terms),
        review_on: suspension.terms.review_on,
    }
}

fn expiry(issued: &Issued<'_>, ended_on: Date) -> Expiry {
    let made_in_time = issued.made_in_time.and_then(days);
    let goods = match (issued.successor, made_in_time, issued.made_in_force) {
        (Some(newer), _, _) => GoodsAtExpiry::CertifiedAgain(successor(newer)),
        (None, Some(days), _) => GoodsAtExpiry::MadeInTime(days),
        (None, None, Some(false)) => GoodsAtExpiry::MadeAfter,
        (None, None, Some(true) | None) => GoodsAtExpiry::NotKnown,
    };
    Expiry { ended_on, goods }
}

fn notices(code: &Code, answer: &verification::Answer<'_>, state: &StampState) -> Vec<Notice> {
    let mut notices = Vec::new();
    for warning in &answer.warnings {
        match warning {
            Warning::RegisterRecordMissing => notices.push(Notice::RecordMissing),
            Warning::KeyCompromisedLater => {
                if !matches!(state, StampState::KeyCompromisedLater) {
                    notices.push(Notice::KeyCompromisedLater);
                }
            }
        }
    }
    match code {
        Code::Printed(_) | Code::Gs1(_) => {}
        Code::Short(short) => notices.push(match short.spelling {
            Spelling::Typed(_) => Notice::TypedCode,
            Spelling::Symbol(_) => Notice::SmallLabel,
        }),
    }
    notices
}

/// Whether sixteen characters are printed, never which.
fn look(code: &Code, issued: &Issued<'_>, payload: &Payload) -> StampLook {
    let has_short_code = issued.batch.issued.short_generation.is_some();
    let has_room = match code {
        Code::Printed(_) | Code::Gs1(_) => true,
        Code::Short(short) => match short.spelling {
            Spelling::Typed(_) => true,
            Spelling::Symbol(_) => false,
        },
    };
    StampLook { short_code: has_short_code && has_room, scratch_layer: payload.flags.pin }
}

pub(super) fn certificate(certificate: &CertificateState) -> Certificate {
    let facts = &certificate.facts;
    Certificate {
        number: facts.number.as_ref().map(ToString::to_string),
        stars: facts.stars.into(),
        valid_from: facts.decided_on,
        valid_until: certificate.last_valid_on(),
        decision: Decision {
            number: facts.decision.to_string(),
            decided_on: facts.decided_on,
            decided_by: facts.issuer.to_string(),
        },
    }
}

/// A certificate without a number is named by its decision.
pub(super) fn successor(certificate: &CertificateState) -> Successor {
    let facts = &certificate.facts;
    Successor {
        number: facts.number.as_ref().unwrap_or(&facts.decision).to_string(),
        stars: facts.stars.into(),
        valid_until: certificate.last_valid_on(),
    }
}

fn decision(terms: &HoldTerms) -> Option<Decision> {
    let (number, decided_by) = terms.decision.as_ref().zip(terms.decided_by.as_ref())?;
    Some(Decision {
        number: number.to_string(),
        decided_on: terms.decided_on?,
        decided_by: decided_by.to_string(),
    })
}

fn goods(declared: &RangeDeclared) -> Goods {
    Goods {
        lot: declared.lot.as_ref().map(|lot| said(lot.as_str().to_owned())),
        made: days(declared).map(said),
        best_before: declared.best_before.map(said),
    }
}

/// Declarations are the producer's.
fn said<T>(value: T) -> Sourced<T> {
    Sourced { value, source: Source::Producer }
}

/// The days of production; where one end is open, the day that was declared.
fn days(declared: &RangeDeclared) -> Option<Days> {
    let first = declared.made_from.or(declared.made_to)?;
    Some(Days { first, last: declared.made_to.unwrap_or(first) })
}
