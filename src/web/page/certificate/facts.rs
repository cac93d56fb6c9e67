//! From what a certificate is worth to the facts of its page. Nothing is worded here.

use jiff::Timestamp;

use super::view::{CertificatePage, EarlyEnd, End, Linked, PageCode, State, Subject, Withdrawal};
use crate::{
    app::Office,
    log::{CertificateEnded, CertificateState, Family},
    registry::ProductGroup,
    stamp::{CertificateNumber, certificate_path},
    verification::{CertificateAnswer, Standing},
    web::page::{
        facts::{certificate, measure, on_hold, successor},
        facts_of_register as register,
        view::{Decision, Frame, StayIn},
    },
};

/// The page of a certificate.
pub(in crate::web) fn certificate_page(
    frame: Frame,
    office: &Office,
    answer: &CertificateAnswer<'_>,
    now: Timestamp,
    data_as_of: Option<Timestamp>,
) -> CertificatePage {
    let records = &answer.records;
    let number = answer.certificate.facts.certificate;
    let path = certificate_path(number);
    let stay = frame.stay;
    CertificatePage {
        checked_at: now,
        data_as_of,
        subject: match records.product_words().map(|product| product.group) {
            Some(ProductGroup::Tourism) => Subject::Service,
            Some(
                ProductGroup::Food
                | ProductGroup::Drinks
                | ProductGroup::MedicinalHerbs
                | ProductGroup::Handicrafts
                | ProductGroup::OrnamentalLife,
            )
            | None => Subject::Pack,
        },
        state: state(answer, stay),
        is_record_missing: !records.are_complete(),
        number: number.get(),
        certificate: certificate(answer.certificate),
        recorded_until: answer.certificate.facts.valid_until,
        kind: records.certificate.map(|certificate| certificate.kind),
        ended_early: answer.certificate.ended.as_deref().map(early_end),
        successor: answer.successor.map(|successor| linked(successor, stay)),
        replaced: answer.replaced.map(|replaced| linked(replaced, stay)),
        product: register::certified_product(records),
        holder: register::holder(records),
        code: PageCode {
            address: format!("{}{path}", office.base_url.authority()),
            svg_href: format!("{path}/code.svg"),
            png_href: format!("{path}/code.png"),
        },
        frame,
    }
}

/// Where a certificate's page is.
pub(in crate::web) fn certificate_href(number: CertificateNumber, stay: StayIn) -> String {
    stay.href(&certificate_path(number))
}

fn state(answer: &CertificateAnswer<'_>, stay: StayIn) -> State {
    match (answer.standing, &answer.revocation, answer.suspension) {
        (Standing::InForce, _, _) => State::InForce { ends_in_days: answer.ends_in_days },
        (Standing::Suspended, _, Some(suspension)) => State::Suspended(on_hold(&suspension)),
        (Standing::Ended, revocation, _) => {
            let last_valid_on = answer.certificate.last_valid_on();
            let on = answer.ended_on.unwrap_or(last_valid_on);
            let early = answer.certificate.ended.as_ref().filter(|_| on == last_valid_on);
            let recorded = revocation.as_ref().map(measure);
            let end = End { on, early: early.map(|ended| ended.reason), recorded };
            match answer.successor {
                Some(successor) => State::CertifiedAgain(end, linked(successor, stay)),
                None => State::Ended(end),
            }
        }
        (Standing::Withdrawn, Some(revocation), _) => {
            let measure = measure(revocation);
            State::Withdrawn(match revocation.family {
                Family::FoodSafety => Withdrawal::FoodSafety(measure),
                Family::CertificateWithdrawn => Withdrawal::Certificate(measure),
                Family::StampCancelled => Withdrawal::Producer(measure),
                Family::Expired => unreachable!("this family only says that it ended"),
            })
        }
        (Standing::Suspended | Standing::Withdrawn, _, _) => {
            unreachable!("a certificate is suspended or withdrawn by an entry")
        }
    }
}

fn early_end(ended: &CertificateEnded) -> EarlyEnd {
    let paper = ended.decision.as_ref().zip(ended.decided_by.as_ref()).zip(ended.decided_on);
    EarlyEnd {
        reason: ended.reason,
        decision: paper.map(|((number, decided_by), decided_on)| Decision {
            number: number.to_string(),
            decided_on,
            decided_by: decided_by.to_string(),
        }),
    }
}

fn linked(certificate: &CertificateState, stay: StayIn) -> Linked {
    Linked {
        certificate: successor(certificate),
        href: certificate_href(certificate.facts.certificate, stay),
    }
}
