//! The pages that a consumer sees: what a scan answers, home, and what is not there.
//!
//! Turns facts that are decided already (`view`) into complete HTML, without script, cookie or foreign address. Which
//! facts hold is left to the callers, and so are statuses, headers and where a link leads.

mod look;
mod rows;
#[cfg(test)]
pub(crate) mod samples;
pub mod view;
mod words;

use crate::web::messages::{Language, Messages};
use askama::Template;
use look::{Icon, Tone};
use rows::{Row, Section};
use view::{Answer, Certificate, Frame, Picture, Product, ScanPage};

/// The style sheet that every page carries in its only `<style>`, byte for byte: a Content-Security-Policy can name
/// its hash.
pub const STYLE: &str = include_str!("templates/style.css");

/// Room for a page, so that it is written without moving.
const PAGE_CAPACITY: usize = 12 * 1024;

/// The answer to a scanned or typed code.
pub fn render(page: &ScanPage) -> String {
    let (answer, frame) = (&page.answer, &page.frame);
    let language = frame.language;
    let look = answer.look();
    let (issued, invites_typing) = match answer {
        Answer::Issued(stamp) => (Some(&**stamp), false),
        Answer::Unconfirmed(unconfirmed) => (None, unconfirmed.invites_typing()),
    };
    let notices = issued.map_or(&[][..], |stamp| &stamp.notices);
    write(&ScanTemplate {
        frame,
        t: language.messages(),
        tone: look.tone,
        icon: look.icon,
        verdict: look.word,
        headline: words::headline(answer, language),
        other_headline: words::headline(answer, language.other()),
        advice: words::advice(answer, frame),
        asks_to_call: look.asks_to_call,
        invites_typing,
        notices: notices.iter().map(|n| words::notice(*n, frame)).collect(),
        goods: issued.map(|stamp| GoodsHead::of(&stamp.certificate, stamp.product.as_ref(), language)),
        facts: issued.map_or_else(Vec::new, |stamp| rows::first_facts(stamp, language)),
        checked: rows::checked(page),
        sections: rows::sections(answer, frame),
    })
}

/// The page where a code can be typed.
pub fn render_home(frame: &Frame) -> String {
    let t = frame.language.messages();
    let other = frame.language.other().messages();
    write(&PlainTemplate {
        frame,
        t,
        tone: Tone::Green,
        headline: t.home_title(),
        other_headline: other.home_title(),
        advice: t.home_advice(),
        sections: vec![rows::domain(frame)],
    })
}

/// The page for an address that leads nowhere.
pub fn render_not_found(frame: &Frame) -> String {
    let t = frame.language.messages();
    let other = frame.language.other().messages();
    write(&PlainTemplate {
        frame,
        t,
        tone: Tone::Grey,
        headline: t.not_found_title(),
        other_headline: other.not_found_title(),
        advice: t.not_found_advice(),
        sections: vec![rows::domain(frame)],
    })
}

fn write(template: &impl Template) -> String {
    let mut html = String::with_capacity(PAGE_CAPACITY);
    template
        .render_into(&mut html)
        .expect("writing to a String can't fail, and the templates call nothing that can");
    html
}

#[derive(Template)]
#[template(path = "scan.html")]
struct ScanTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    icon: Icon,
    verdict: &'static str,
    headline: String,
    other_headline: String,
    advice: String,
    asks_to_call: bool,
    invites_typing: bool,
    notices: Vec<String>,
    goods: Option<GoodsHead<'a>>,
    facts: Vec<Row>,
    checked: Vec<String>,
    sections: Vec<Section>,
}

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: String,
    advice: String,
    sections: Vec<Section>,
}

/// Rows 3 to 6: what to hold the pack against.
struct GoodsHead<'a> {
    product: Option<&'a Product>,
    picture: Option<&'a Picture>,
    star_glyphs: String,
    stars: String,
    group: Option<String>,
}

impl<'a> GoodsHead<'a> {
    fn of(certificate: &Certificate, product: Option<&'a Product>, language: Language) -> Self {
        let t = language.messages();
        let group = product.and_then(|product| product.group);
        Self {
            product,
            picture: product.and_then(|product| product.picture.as_ref()),
            star_glyphs: "★".repeat(usize::from(certificate.stars)),
            stars: t.stars(certificate.stars),
            group: group.map(|group| words::group(group, t)),
        }
    }
}
