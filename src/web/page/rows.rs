//! The facts under the verdict, in the order of verdicts.md ("What the page shows", rows 7 to 25). What is not known
//! is left out, the production date aside: its absence tells the reader to look at the pack.

use super::view::{
    Answer, Certificate, Days, Decision, Frame, GoodsAtExpiry, Holder, IssuedStamp, Measure,
    Product, ProductCode, Revocation, Sourced, StampState,
};
use super::words;
use crate::{registry::Paper, stamp::vietnam_time, web::messages::Language};
use jiff::Timestamp;

/// A label and what it says.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    /// Who stands behind it, where that must be said.
    pub(super) source: Option<String>,
    /// A number to call, shown as a link before the value.
    pub(super) phone: Option<String>,
    /// Where the value leads.
    pub(super) href: Option<String>,
}

/// A part of the page with a title.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// `tel:` and the digits of a number.
pub(super) fn phone_href(phone: &str) -> String {
    let kept = |c: &char| c.is_ascii_digit() || *c == '+';
    format!("tel:{}", phone.chars().filter(kept).collect::<String>())
}

/// Rows 7 and 8, on the first screen. Row 9 waits for scans to be counted.
pub(super) fn first_facts(stamp: &IssuedStamp, language: Language) -> Vec<Row> {
    let t = language.messages();
    let mut rows = Vec::new();
    if let Some(holder) = &stamp.holder {
        rows.push(row(t.holder(), &holder.name));
    }
    match (&stamp.successor, &stamp.goods.made) {
        (Some(successor), _) if !names_successor(&stamp.state) => {
            let until = language.date(successor.valid_until);
            let value = t.successor_value(&successor.number, successor.stars, until);
            rows.push(row(t.successor(), value));
        }
        (_, Some(made)) => {
            rows.push(sourced(t.made(), made, language, |made| days(made, language)))
        }
        (_, None) => {}
    }
    rows
}

/// Whether the advice names the successor already.
fn names_successor(state: &StampState) -> bool {
    match state {
        StampState::CertificateExpired(expiry)
        | StampState::Revoked(Revocation::Expired(_, expiry)) => {
            matches!(expiry.goods, GoodsAtExpiry::CertifiedAgain(_))
        }
        StampState::Valid
        | StampState::KeyCompromisedLater
        | StampState::Revoked(
            Revocation::FoodSafety(_)
            | Revocation::CertificateWithdrawn(_)
            | Revocation::StampCancelled(_),
        )
        | StampState::Suspended(_)
        | StampState::NotActivated => false,
    }
}

/// Row 10: when it was checked, and how old the data is.
pub(super) fn checked(
    checked_at: Timestamp,
    data_as_of: Option<Timestamp>,
    language: Language,
) -> Vec<String> {
    let t = language.messages();
    let now = vietnam_time(checked_at);
    let time = now.strftime("%H:%M").to_string();
    let mut lines = vec![t.checked_at(time, language.date(now.date()))];
    if let Some(data_as_of) = data_as_of {
        lines.push(data_age(checked_at, data_as_of, language));
    }
    lines
}

fn data_age(now: Timestamp, data_as_of: Timestamp, language: Language) -> String {
    let t = language.messages();
    let seconds = now.as_second().saturating_sub(data_as_of.as_second());
    match seconds {
        ..60 => t.data_age_now(),
        60..3_600 => t.data_age_minutes(seconds / 60),
        3_600..86_400 => t.data_age_hours(seconds / 3_600),
        86_400.. => t.data_age_days(seconds / 86_400),
    }
}

/// Rows 11 to 25, where a stamp was issued; else only whom to ask and which site is the real one.
pub(super) fn sections(answer: &Answer, frame: &Frame) -> Vec<Section> {
    match answer {
        Answer::Issued(stamp) => vec![
            look(stamp, frame),
            goods(stamp, frame.language),
            certificate(stamp, frame.language),
            place(stamp.holder.as_ref(), stamp.product.as_ref(), frame.language),
            product(stamp.product.as_ref(), frame.language),
            contact(stamp.holder.as_ref(), frame),
            domain(frame),
            limits(frame.language),
        ],
        Answer::Unconfirmed(_) => vec![contact(None, frame), domain(frame)],
    }
    .into_iter()
    .filter(Section::says_something)
    .collect()
}

impl Section {
    /// Nothing may be known of what a section is for.
    pub(super) fn says_something(&self) -> bool {
        !self.paragraphs.is_empty() || !self.rows.is_empty()
    }
}

/// Row 11.
fn look(stamp: &IssuedStamp, frame: &Frame) -> Section {
    let t = frame.language.messages();
    let code = match stamp.look.short_code {
        true => t.look_code(&frame.domain),
        false => t.look_code_only(&frame.domain),
    };
    let mut paragraphs = vec![code, t.look_this_product()];
    if stamp.look.scratch_layer {
        paragraphs.push(t.look_scratch());
    }
    Section { title: t.look_title(), paragraphs, rows: Vec::new() }
}

/// Rows 12 to 15.
fn goods(stamp: &IssuedStamp, language: Language) -> Section {
    let t = language.messages();
    let goods = &stamp.goods;
    let mut rows = Vec::new();
    if let Some(lot) = &goods.lot {
        rows.push(sourced(t.lot(), lot, language, String::clone));
    }
    rows.push(match &goods.made {
        Some(made) => sourced(t.made(), made, language, |made| days(made, language)),
        None => row(t.made(), t.made_not_declared()),
    });
    if let Some(day) = &goods.best_before {
        rows.push(sourced(t.use_by(), day, language, |day| language.date(*day)));
    }
    rows.push(row(t.serial(), t.serial_value(stamp.serial.batch, stamp.serial.index)));
    section(t.goods_title(), rows)
}

/// Rows 16 to 18.
fn certificate(stamp: &IssuedStamp, language: Language) -> Section {
    let t = language.messages();
    let certificate = &stamp.certificate;
    let mut rows = Vec::new();
    if let Some(number) = &certificate.number {
        rows.push(row(t.certificate_number(), number));
    }
    let from = language.date(certificate.valid_from);
    let until = language.date(certificate.valid_until);
    let validity = t.certificate_validity_value(from, until);
    rows.push(row(t.certificate_validity(), validity));
    push_recognition(&mut rows, certificate, language);
    match &stamp.state {
        StampState::Revoked(
            Revocation::FoodSafety(measure)
            | Revocation::CertificateWithdrawn(measure)
            | Revocation::StampCancelled(measure)
            | Revocation::Expired(measure, _),
        ) => {
            let (reason, decision) = (t.revocation_reason(), t.revocation_decision());
            push_measure(&mut rows, measure, reason, decision, language);
        }
        StampState::Suspended(measure) => {
            let (reason, decision) = (t.suspension_reason(), t.suspension_decision());
            push_measure(&mut rows, measure, reason, decision, language);
        }
        StampState::Valid
        | StampState::KeyCompromisedLater
        | StampState::NotActivated
        | StampState::CertificateExpired(_) => {}
    }
    section(t.certificate_title(), rows)
}

/// Row 17.
pub(super) fn push_recognition(rows: &mut Vec<Row>, certificate: &Certificate, language: Language) {
    let t = language.messages();
    rows.push(row(t.recognition_decision(), numbered(&certificate.decision, language)));
    rows.push(row(t.issuer(), &certificate.decision.decided_by));
}

pub(super) fn push_measure(
    rows: &mut Vec<Row>,
    measure: &Measure,
    reason_label: String,
    decision_label: String,
    language: Language,
) {
    let t = language.messages();
    let reason = capitalised(&words::reason(measure.reason, t));
    rows.push(row(reason_label, reason));
    if let Some(decision) = &measure.decision {
        let value = format!("{}, {}", numbered(decision, language), decision.decided_by);
        rows.push(row(decision_label, value));
    }
    rows.push(row(t.in_force_since(), language.date(measure.in_force_since)));
    if let Some(day) = measure.review_on {
        rows.push(row(t.review_on(), language.date(day)));
    }
}

/// Rows 19 and 20.
pub(super) fn place(
    holder: Option<&Holder>,
    product: Option<&Product>,
    language: Language,
) -> Section {
    let t = language.messages();
    let mut rows = Vec::new();
    if let Some(holder) = holder {
        rows.push(row(t.producer_kind(), words::producer_kind(holder.kind, t)));
        if let Some(address) = &holder.address_as_certified {
            rows.push(row(t.address_as_certified(), address));
        }
        if let Some(address) = &holder.address_today {
            rows.push(row(t.address_today(), address));
        }
    }
    if let Some(product) = product {
        let facts = [
            (t.place_of_production(), &product.place_of_production),
            (t.location_code(), &product.location_code),
            (t.raw_material_area(), &product.raw_material_area),
            (t.raw_material_code(), &product.raw_material_code),
        ];
        for (label, fact) in facts {
            if let Some(fact) = fact {
                rows.push(sourced(label, fact, language, String::clone));
            }
        }
    }
    section(t.place_title(), rows)
}

/// Rows 21 to 23.
pub(super) fn product(product: Option<&Product>, language: Language) -> Section {
    let t = language.messages();
    let mut rows = Vec::new();
    if let Some(product) = product {
        rows.push(match &product.code {
            ProductCode::Gtin(gtin) => row(t.gtin(), gtin),
            ProductCode::Programme(code) => row(t.product_code(), code),
            ProductCode::Service(number) => row(t.product_service_number(), number),
        });
        for fact in &product.papers {
            let label = words::paper_kind(fact.value.kind, t);
            rows.push(sourced(label, fact, language, |value| paper(value, language)));
        }
        if let Some(warning) = &product.safety_warning {
            rows.push(row(t.safety_warning(), warning));
        }
        if let Some(storage) = &product.storage {
            rows.push(row(t.storage(), storage));
        }
    }
    section(t.product_title(), rows)
}

/// Row 24.
pub(super) fn contact(holder: Option<&Holder>, frame: &Frame) -> Section {
    let t = frame.language.messages();
    let hotline = &frame.hotline;
    let mut rows =
        vec![Row { phone: Some(hotline.phone.clone()), ..row(t.hotline(), &hotline.office) }];
    if let Some(contact) = holder.and_then(|holder| holder.contact.as_ref()) {
        rows.push(row(t.producer_contact(), contact));
    }
    section(t.contact_title(), rows)
}

/// Row 25, its first half.
pub(super) fn domain(frame: &Frame) -> Section {
    let t = frame.language.messages();
    Section {
        title: t.domain_title(),
        paragraphs: vec![t.domain_line(&frame.domain)],
        rows: Vec::new(),
    }
}

/// Row 25, its second half.
fn limits(language: Language) -> Section {
    let t = language.messages();
    Section { title: t.limits_title(), paragraphs: vec![t.limits()], rows: Vec::new() }
}

pub(super) fn section(title: String, rows: Vec<Row>) -> Section {
    Section { title, paragraphs: Vec::new(), rows }
}

pub(super) fn row(label: String, value: impl Into<String>) -> Row {
    Row { label, value: value.into(), ..Row::default() }
}

pub(super) fn sourced<T>(
    label: String,
    fact: &Sourced<T>,
    language: Language,
    value: impl Fn(&T) -> String,
) -> Row {
    Row {
        source: Some(words::source(fact.source, language.messages())),
        ..row(label, value(&fact.value))
    }
}

fn days(days: &Days, language: Language) -> String {
    language.days(days.first, days.last)
}

pub(super) fn numbered(decision: &Decision, language: Language) -> String {
    let date = language.date(decision.decided_on);
    language.messages().decision_value(&decision.number, date)
}

/// Reasons are written to stand within a sentence.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn paper(paper: &Paper, language: Language) -> String {
    match paper.valid_until {
        Some(day) => language.messages().quality_until(&paper.name, language.date(day)),
        None => paper.name.clone(),
    }
}
