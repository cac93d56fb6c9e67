//! The public log in plain words: a page and a feed of its newest entries.

use askama::Template;
use jiff::Timestamp;

use super::{OtherHeadline, look::Tone, rows, view::Frame, write};
use crate::{
    app::Office,
    log::Entry,
    stamp::vietnam_time,
    web::{
        messages::{Language, Messages, entry_in_words},
        public_log::LOG_PAGE,
    },
};

/// A part of the log.
pub(in crate::web) struct LogPage {
    pub(in crate::web) frame: Frame,
    pub(in crate::web) checked_at: Timestamp,
    pub(in crate::web) data_as_of: Option<Timestamp>,
    /// Entries under the checkpoint.
    pub(in crate::web) size: u64,
    /// Which kind is shown; all if none.
    pub(in crate::web) kind: Option<&'static str>,
    /// Newest first, each with its position.
    pub(in crate::web) rows: Vec<(u64, Entry)>,
    /// Where another kind is shown.
    pub(in crate::web) hrefs_of_kinds: Box<dyn Fn(Option<&'static str>) -> String>,
    pub(in crate::web) first_href: Option<String>,
    pub(in crate::web) next_href: Option<String>,
    pub(in crate::web) feed_href: String,
}

/// The kinds that people look for.
const TABS: [Option<&str>; 6] = [
    None,
    Some("revoked"),
    Some("suspended"),
    Some("lifted"),
    Some("batch_issued"),
    Some("certificate_recorded"),
];

/// Where one entry is told.
pub(super) fn entry_href(position: u64, frame: &Frame) -> String {
    frame.stay.href(&format!("{LOG_PAGE}?cursor={}&limit=1", position + 1))
}

/// The page of a part of the log.
pub(in crate::web) fn render_log(page: &LogPage) -> String {
    let (frame, language) = (&page.frame, page.frame.language);
    let t = language.messages();
    let tab = |kind: Option<&'static str>| Tab {
        text: match kind {
            None => t.log_all(),
            Some("revoked") => t.log_revoked(),
            Some("suspended") => t.log_suspended(),
            Some("lifted") => t.log_lifted(),
            Some("batch_issued") => t.log_issued(),
            Some(_) => t.log_certificates(),
        },
        href: (page.hrefs_of_kinds)(kind),
        is_current: page.kind == kind,
    };
    write(&LogTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: t.log_title(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().log_title()),
        advice: t.log_advice(language.count(page.size)),
        sections: vec![rows::domain(frame)],
        page,
        tabs: TABS.into_iter().map(tab).collect(),
        rows: page.rows.iter().map(|row| Row::of(row, language)).collect(),
        checked: rows::checked(page.checked_at, page.data_as_of, language),
    })
}

/// The newest entries as a feed. `empty_since` dates a feed without any.
pub(in crate::web) fn render_feed(
    office: &Office,
    address: &str,
    rows: &[(u64, Entry)],
    empty_since: Timestamp,
    language: Language,
) -> String {
    write(&FeedTemplate {
        t: language.messages(),
        language,
        base: office.base_url.to_string(),
        office: office.name.as_str(),
        address,
        updated: rows.first().map_or(empty_since, |(_, entry)| entry.at),
        rows: rows.iter().map(|row| Row::of(row, language)).collect(),
        log_page: LOG_PAGE,
    })
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<rows::Section>,
    page: &'a LogPage,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    checked: Vec<String>,
}

#[derive(Template)]
#[template(path = "log_feed.xml")]
struct FeedTemplate<'a> {
    t: &'static Messages,
    language: Language,
    base: String,
    office: &'a str,
    address: &'a str,
    updated: Timestamp,
    rows: Vec<Row>,
    log_page: &'static str,
}

struct Tab {
    text: String,
    href: String,
    is_current: bool,
}

/// An entry in words.
struct Row {
    position: u64,
    at: Timestamp,
    when: String,
    words: String,
}

impl Row {
    fn of((position, entry): &(u64, Entry), language: Language) -> Self {
        let time = vietnam_time(entry.at);
        Self {
            position: *position,
            at: entry.at,
            when: format!("{} {}", time.strftime("%H:%M"), language.date(time.date())),
            words: entry_in_words(entry, language),
        }
    }
}
