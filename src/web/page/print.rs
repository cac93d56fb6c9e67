//! The pages of print jobs that whoever has a link sees: the files, the delivery slip, and a link that is over.

use askama::Template;
use jiff::Timestamp;

use super::{
    OtherHeadline,
    look::Tone,
    rows::{Row, Section, row},
    view::Frame,
    write,
};
use crate::{
    app::{DeliverySlip, PrintJobState},
    stamp::{BatchNumber, vietnam_time},
    web::messages::{Language, Messages, file_size_in_words},
};

/// The style sheet that only the delivery slip carries, in a second `<style>`.
pub const SLIP_STYLE: &str = include_str!("templates/slip.css");

/// A file that a link opens.
#[derive(Debug)]
pub(in crate::web) struct LinkedFile {
    pub(in crate::web) name: String,
    pub(in crate::web) bytes: u64,
    pub(in crate::web) sha256: String,
    /// How often it can still be fetched.
    pub(in crate::web) left: u16,
    /// Where, if it still can.
    pub(in crate::web) href: Option<String>,
}

/// What a link opens.
#[derive(Debug)]
pub(in crate::web) struct PrintLinkPage {
    pub(in crate::web) frame: Frame,
    pub(in crate::web) batch: BatchNumber,
    pub(in crate::web) product_name: String,
    pub(in crate::web) name: String,
    pub(in crate::web) expires_at: Timestamp,
    pub(in crate::web) state: PrintJobState,
    /// Whether the files hold PINs.
    pub(in crate::web) pin: bool,
    pub(in crate::web) files: Vec<LinkedFile>,
    pub(in crate::web) sums_href: String,
    pub(in crate::web) slip_href: String,
}

/// The page of a link.
pub(in crate::web) fn render_link(page: &PrintLinkPage) -> String {
    let (frame, language) = (&page.frame, page.frame.language);
    let t = language.messages();
    let files = page.files.iter().map(|file| File {
        name: &file.name,
        words: file_size_in_words(file.bytes, language),
        sha256: &file.sha256,
        left: t.print_link_left(file.left),
        href: file.href.as_deref(),
    });
    write(&LinkTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: t.print_link_title(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().print_link_title()),
        advice: when(page.expires_at, language, |time, date| t.print_link_advice(time, date)),
        sections: Vec::new(),
        facts: vec![
            row(t.slip_batch(), page.batch.to_string()),
            row(t.slip_product(), &page.product_name),
            row(t.slip_taker(), &page.name),
        ],
        none: match page.state {
            PrintJobState::Waiting | PrintJobState::Running | PrintJobState::Done => {
                t.print_link_not_yet()
            }
            PrintJobState::Failed => t.print_link_stopped(),
            PrintJobState::Cancelled | PrintJobState::Deleted => t.print_link_deleted(),
        },
        files: files.collect(),
        page,
    })
}

/// The page of a link that opens nothing.
pub(in crate::web) fn render_link_over(frame: &Frame) -> String {
    let t = frame.language.messages();
    write(&super::PlainTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: t.print_link_over_title(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().print_link_over_title()),
        advice: t.print_link_over_advice(),
        sections: Vec::new(),
    })
}

/// The delivery slip.
pub(in crate::web) fn render_slip(frame: &Frame, slip: &DeliverySlip, now: Timestamp) -> String {
    let language = frame.language;
    let t = language.messages();
    let at = |at: Timestamp| language.moment(at);
    let serial = |index: u32| format!("{}-{index:08}", slip.batch);
    let certificate = match (&slip.certificate_number, slip.stars) {
        (Some(number), Some(stars)) => Some(t.slip_certificate_value(number, u8::from(stars))),
        (_, _) => None,
    };
    let takers = slip.takers.iter().map(|(name, fetched_at)| match fetched_at {
        Some(fetched_at) => t.slip_taker_value(name, at(*fetched_at)),
        None => name.clone(),
    });
    let takers: Vec<String> = takers.collect();
    let rows = [
        (t.slip_office(), Some(frame.hotline.office.clone())),
        (t.slip_holder(), slip.holder.clone()),
        (t.slip_product(), Some(slip.product_name.clone())),
        (t.slip_certificate(), certificate),
        (t.slip_batch(), Some(t.slip_batch_value(slip.batch.to_string(), slip.job.to_string()))),
        (t.slip_stamps(), Some(language.count(slip.stamps))),
        (t.slip_range(), Some(format!("{} – {}", serial(slip.range.0), serial(slip.range.1)))),
        (t.slip_ordered_by(), slip.ordered_by.clone()),
        (t.slip_ordered_at(), Some(at(slip.ordered_at))),
        (t.slip_taker(), (!takers.is_empty()).then(|| takers.join("; "))),
    ];
    let facts = rows.into_iter().filter_map(|(label, value)| Some(row(label, value?)));
    write(&SlipTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: t.slip_title(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().slip_title()),
        advice: t.slip_made_at(at(now)),
        sections: Vec::new(),
        facts: facts.collect(),
        files: slip
            .files
            .iter()
            .map(|file| (file.name.as_str(), language.count(file.bytes), file.sha256.as_str()))
            .collect(),
    })
}

/// An instant in words of Viet Nam's time and date.
fn when(at: Timestamp, language: Language, words: impl Fn(String, String) -> String) -> String {
    let time = vietnam_time(at);
    words(time.strftime("%H:%M").to_string(), language.date(time.date()))
}

struct File<'a> {
    name: &'a str,
    words: String,
    sha256: &'a str,
    left: String,
    href: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "print_link.html")]
struct LinkTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<Section>,
    facts: Vec<Row>,
    /// What is said where there are no files.
    none: String,
    files: Vec<File<'a>>,
    page: &'a PrintLinkPage,
}

#[derive(Template)]
#[template(path = "slip.html")]
struct SlipTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<Section>,
    facts: Vec<Row>,
    files: Vec<(&'a str, String, &'a str)>,
}
