//! The page of a certificate: what it is worth today, and all that the log and the register say of it. It
//! confirms no pack, and says so before anything else about the product.

pub(in crate::web) mod facts;
mod rows;
#[cfg(test)]
mod tests;
pub mod view;
mod words;

use askama::Template;

use super::{
    GoodsHead, OtherHeadline,
    look::{Icon, Tone},
    rows as shared,
    rows::{Row, Section},
    view::Frame,
    write,
};
use crate::web::messages::{Language, Messages};
use view::{CertificatePage, Subject};
pub(in crate::web) use words::end_reason;

/// The page of a recorded certificate.
pub fn render_certificate(page: &CertificatePage) -> String {
    let (frame, language) = (&page.frame, page.frame.language);
    let look = words::look(&page.state);
    let scope = |language: Language| match page.subject {
        Subject::Pack => language.messages().certificate_scope(),
        Subject::Service => language.messages().certificate_scope_service(),
    };
    write(&CertificateTemplate {
        frame,
        t: language.messages(),
        tone: look.tone,
        icon: look.icon,
        state: look.word,
        headline: words::headline(page, language),
        other_headline: OtherHeadline::of(frame, |other| words::headline(page, other)),
        advice: words::advice(page),
        scope: scope(language),
        other_scope: OtherHeadline::of(frame, scope),
        asks_to_call: look.asks_to_call,
        successor_href: words::leads_on(&page.state),
        notices: words::notices(page),
        goods: Some(GoodsHead::of(&page.certificate, page.product.as_ref(), language)),
        facts: rows::first_facts(page),
        checked: shared::checked(page.checked_at, page.data_as_of, language),
        sections: rows::sections(page),
    })
}

/// The page for a number that no certificate has.
pub fn render_unknown_certificate(frame: &Frame) -> String {
    let t = frame.language.messages();
    write(&UnknownTemplate {
        frame,
        t,
        tone: Tone::Grey,
        icon: Icon::Question,
        headline: t.certificate_unknown(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().certificate_unknown()),
        advice: t.certificate_unknown_advice(super::words::unbroken(&frame.hotline)),
        sections: vec![shared::contact(None, frame), shared::domain(frame)],
    })
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificateTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    icon: Icon,
    state: &'static str,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    scope: String,
    other_scope: Option<OtherHeadline>,
    asks_to_call: bool,
    successor_href: Option<&'a str>,
    notices: Vec<String>,
    goods: Option<GoodsHead<'a>>,
    facts: Vec<Row>,
    checked: Vec<String>,
    sections: Vec<Section>,
}

#[derive(Template)]
#[template(path = "unknown_certificate.html")]
struct UnknownTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    icon: Icon,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<Section>,
}
