//! The facts under the headline of a certificate's page, in the order of those on a stamp's.

use super::{
    view::{CertificatePage, Linked, State, Subject},
    words::{end_reason, leads_on},
};
use crate::{
    registry::CertificateKind,
    web::{
        messages::{Language, Messages},
        page::{
            rows::{
                Row, Section, capitalised, contact, domain, numbered, place, product, push_measure,
                push_recognition, row, section,
            },
            view::Measure,
        },
    },
};

/// On the first screen: the holder, and the newer certificate unless the advice leads to it.
pub(super) fn first_facts(page: &CertificatePage) -> Vec<Row> {
    let language = page.frame.language;
    let t = language.messages();
    let mut rows = Vec::new();
    if let Some(holder) = &page.holder {
        rows.push(row(t.holder(), &holder.name));
    }
    if let Some(newer) = page.successor.as_ref().filter(|_| leads_on(&page.state).is_none()) {
        rows.push(link(t.successor(), newer, language));
    }
    rows
}

pub(super) fn sections(page: &CertificatePage) -> Vec<Section> {
    let language = page.frame.language;
    let sections = [
        certificate(page),
        place(page.holder.as_ref(), page.product.as_ref(), language),
        product(page.product.as_ref(), language),
        contact(page.holder.as_ref(), &page.frame),
        code(page),
        domain(&page.frame),
        limits(page),
    ];
    sections.into_iter().filter(Section::says_something).collect()
}

fn certificate(page: &CertificatePage) -> Section {
    let language = page.frame.language;
    let t = language.messages();
    let certificate = &page.certificate;
    let mut rows = Vec::new();
    if let Some(number) = &certificate.number {
        rows.push(row(t.certificate_number(), number));
    }
    rows.push(row(t.certificate_service_number(), page.number.to_string()));
    let from = language.date(certificate.valid_from);
    match &page.state {
        // What the paper says comes after what holds.
        State::Withdrawn(withdrawal) => {
            let since = language.date(withdrawal.measure().in_force_since);
            rows.push(row(t.certificate_void_since(), since));
            let until = language.date(page.recorded_until);
            let validity = t.certificate_validity_value(from, until);
            rows.push(row(t.certificate_validity_on_paper(), validity));
        }
        State::InForce { .. }
        | State::Suspended(_)
        | State::Ended(_)
        | State::CertifiedAgain(..) => {
            let until = language.date(certificate.valid_until);
            rows.push(row(t.certificate_validity(), t.certificate_validity_value(from, until)));
        }
    }
    if let Some(kind) = page.kind {
        rows.push(row(t.certificate_kind(), words_of(kind, t)));
    }
    push_recognition(&mut rows, certificate, language);
    if let Some(replaced) = &page.replaced {
        rows.push(link(t.certificate_replaced(), replaced, language));
    }
    if let Some(early) = &page.ended_early {
        rows.push(row(t.certificate_end_reason(), capitalised(&end_reason(early.reason, t))));
        if let Some(decision) = &early.decision {
            let value = format!("{}, {}", numbered(decision, language), decision.decided_by);
            rows.push(row(t.certificate_end_decision(), value));
        }
    }
    match &page.state {
        State::Suspended(measure) => {
            let (reason, decision) = (t.suspension_reason(), t.suspension_decision());
            push_measure(&mut rows, measure, reason, decision, language);
        }
        State::Withdrawn(withdrawal) => {
            push_revocation(&mut rows, withdrawal.measure(), language);
        }
        State::Ended(end) | State::CertifiedAgain(end, _) => {
            if let Some(measure) = &end.recorded {
                push_revocation(&mut rows, measure, language);
            }
        }
        State::InForce { .. } => {}
    }
    section(t.certificate_title(), rows)
}

fn push_revocation(rows: &mut Vec<Row>, measure: &Measure, language: Language) {
    let t = language.messages();
    push_measure(rows, measure, t.revocation_reason(), t.revocation_decision(), language);
}

fn words_of(kind: CertificateKind, t: &Messages) -> String {
    match kind {
        CertificateKind::New => t.kind_new(),
        CertificateKind::Renewed => t.kind_renewed(),
        CertificateKind::Upgraded => t.kind_upgraded(),
    }
}

fn link(label: String, linked: &Linked, language: Language) -> Row {
    let other = &linked.certificate;
    let until = language.date(other.valid_until);
    let value = language.messages().successor_value(&other.number, other.stars, until);
    Row { href: Some(linked.href.clone()), ..row(label, value) }
}

fn code(page: &CertificatePage) -> Section {
    let t = page.frame.language.messages();
    let code = &page.code;
    let line = match page.subject {
        Subject::Pack => t.code_line(&code.address),
        Subject::Service => t.code_line_service(&code.address),
    };
    let picture = |href: &String, name: String| Row {
        href: Some(href.clone()),
        ..row(t.code_picture(), name)
    };
    let rows = vec![picture(&code.svg_href, t.code_svg()), picture(&code.png_href, t.code_png())];
    Section { paragraphs: vec![line], ..section(t.code_title(), rows) }
}

fn limits(page: &CertificatePage) -> Section {
    let t = page.frame.language.messages();
    let limits = match page.subject {
        Subject::Pack => t.certificate_limits(),
        Subject::Service => t.certificate_limits_service(),
    };
    Section { paragraphs: vec![limits], ..section(t.certificate_limits_title(), Vec::new()) }
}
