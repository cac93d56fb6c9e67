//! The page of the open list: a filter that needs no script, states with their counts, and a table whose
//! rows become cards on a phone.

use askama::Template;
use jiff::{Timestamp, civil::Date};

use super::{
    OtherHeadline,
    certificate::facts::certificate_href,
    look::{Icon, Tone},
    rows,
    view::{Frame, StayIn},
    write,
};
use crate::{
    app::Listing,
    registry::units::{self, Province},
    verification::{CertificateAnswer, Standing},
    web::{
        certificate::CERTIFICATES,
        certificate_list::{
            CERTIFICATES_CSV,
            query::{ListQuery, ListQueryError},
        },
        messages::{Language, Messages},
    },
};

/// The style sheet that only the list carries, in a second `<style>`.
pub const LIST_STYLE: &str = include_str!("../templates/list.css");

/// A page of the list.
#[derive(Debug)]
pub struct ListPage {
    frame: Frame,
    checked_at: Timestamp,
    data_as_of: Option<Timestamp>,
    province: Option<&'static Province>,
    standing: Option<Standing>,
    search: String,
    tabs: Vec<Tab>,
    rows: Vec<Listed>,
    count: usize,
    first_href: Option<String>,
    next_href: Option<String>,
    csv_href: String,
}

/// A state to look at, and how many certificates it has.
#[derive(Debug)]
struct Tab {
    standing: Option<Standing>,
    count: usize,
    href: String,
}

/// A certificate of the list.
#[derive(Debug)]
struct Listed {
    name: Option<String>,
    number: String,
    href: String,
    holder: Option<String>,
    province: &'static str,
    stars: u8,
    decision: String,
    decided_on: Date,
    until: Until,
    standing: Standing,
    mark: Mark,
}

/// Up to when a certificate holds, or held.
#[derive(Debug, Clone, Copy)]
enum Until {
    /// Its last valid day.
    Through(Date),
    /// The day from which it is withdrawn.
    WithdrawnFrom(Date),
}

/// What is said beside a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Nothing,
    EndsSoon,
    CertifiedAgain,
}

/// The facts of a page of the list.
pub(in crate::web) fn list_page(
    frame: Frame,
    query: &ListQuery,
    listing: &Listing,
    answers: &[CertificateAnswer<'_>],
    checked_at: Timestamp,
    data_as_of: Option<Timestamp>,
) -> ListPage {
    let stay = frame.stay;
    let counts = &listing.counts;
    let count_of = |standing: Option<Standing>| match standing {
        Some(standing) => counts.of(standing),
        None => counts.total(),
    };
    let standings = Standing::ALL.into_iter().map(Some).chain([None]);
    let tab = |standing| Tab {
        standing,
        count: count_of(standing),
        href: query.href_of(CERTIFICATES, standing, stay),
    };
    let next = listing.next;
    ListPage {
        checked_at,
        data_as_of,
        province: query.province,
        standing: query.standing,
        search: query.search.clone(),
        tabs: standings.map(tab).collect(),
        rows: answers.iter().map(|answer| Listed::new(answer, stay)).collect(),
        count: count_of(query.standing),
        first_href: query.cursor.map(|_| query.href_from(CERTIFICATES, None, stay)),
        next_href: next.map(|next| query.href_from(CERTIFICATES, Some(next), stay)),
        csv_href: query.href_from(CERTIFICATES_CSV, None, StayIn(None)),
        frame,
    }
}

impl Listed {
    fn new(answer: &CertificateAnswer<'_>, stay: StayIn) -> Self {
        let (facts, records) = (&answer.certificate.facts, &answer.records);
        let number = facts.number.as_ref().unwrap_or(&facts.decision);
        let province = units::province(facts.province.as_str());
        Self {
            name: records.product_words().map(|product| product.name.to_owned()),
            number: number.to_string(),
            href: certificate_href(facts.certificate, stay),
            holder: records.producer_words().map(|producer| producer.name.to_owned()),
            province: province.map_or("", |province| province.name()),
            stars: facts.stars.into(),
            decision: facts.decision.to_string(),
            decided_on: facts.decided_on,
            until: Until::of(answer),
            standing: answer.standing,
            mark: match answer.standing {
                Standing::InForce if answer.ends_in_days.is_some() => Mark::EndsSoon,
                Standing::Ended if answer.successor.is_some() => Mark::CertifiedAgain,
                Standing::InForce | Standing::Ended | Standing::Suspended | Standing::Withdrawn => {
                    Mark::Nothing
                }
            },
        }
    }
}

impl Until {
    fn of(answer: &CertificateAnswer<'_>) -> Self {
        let last_valid_on = || answer.ended_on.unwrap_or(answer.certificate.last_valid_on());
        answer.withdrawn_from().map_or_else(|| Self::Through(last_valid_on()), Self::WithdrawnFrom)
    }
}

/// A page of the list.
pub fn render_list(page: &ListPage) -> String {
    let (frame, language) = (&page.frame, page.frame.language);
    let t = language.messages();
    let tab = |tab: &Tab| TabWords {
        text: tab.standing.map_or_else(|| t.list_all(), |standing| standing_word(standing, t)),
        count: language.count(tab.count as u64),
        href: tab.href.clone(),
        is_current: tab.standing == page.standing,
    };
    write(&ListTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: t.list_title(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().list_title()),
        advice: t.list_advice(),
        sections: vec![rows::domain(frame)],
        page,
        state: page.standing.map_or("", Standing::word),
        tabs: page.tabs.iter().map(tab).collect(),
        count: t.list_count(language.count(page.count as u64)),
        rows: page.rows.iter().map(|listed| RowWords::of(listed, language)).collect(),
        checked: rows::checked(page.checked_at, page.data_as_of, language),
    })
}

impl<'a> RowWords<'a> {
    fn of(listed: &'a Listed, language: Language) -> Self {
        let t = language.messages();
        let standing = standing_word(listed.standing, t);
        let state = match listed.mark {
            Mark::Nothing => standing,
            Mark::EndsSoon => format!("{standing}, {}", t.list_ends_soon()),
            Mark::CertifiedAgain => format!("{standing}, {}", t.list_again()),
        };
        let (until_label, until) = match listed.until {
            Until::Through(day) => (t.list_until(), language.date(day)),
            Until::WithdrawnFrom(day) => {
                (t.certificate_validity(), t.list_withdrawn_from(language.date(day)))
            }
        };
        Self {
            name: match &listed.name {
                Some(name) => name.clone(),
                None => t.list_record_missing(&listed.number),
            },
            stars: t.stars(listed.stars),
            decision: t.decision_value(&listed.decision, language.date(listed.decided_on)),
            until_label,
            until,
            state_class: listed.standing.word(),
            state,
            listed,
        }
    }
}

/// The page for a list that can't be given: what to do, and the way back to its beginning.
pub(in crate::web) fn render_list_refused(frame: &Frame, error: &ListQueryError) -> String {
    let t = frame.language.messages();
    write(&RefusedTemplate {
        frame,
        t,
        tone: Tone::Grey,
        icon: Icon::Question,
        headline: t.list_refused(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().list_refused()),
        advice: match error {
            ListQueryError::Query => t.list_refused_query(),
            ListQueryError::Province(_) => t.list_refused_province(),
            ListQueryError::State(_) => t.list_refused_state(),
            ListQueryError::Search => t.list_refused_search(),
            ListQueryError::Cursor(_) => t.list_refused_cursor(),
            ListQueryError::Limit(_) => t.list_refused_limit(),
        },
        sections: vec![rows::domain(frame)],
    })
}

/// What a certificate is worth, in a word or two.
pub(in crate::web) fn standing_word(standing: Standing, t: &Messages) -> String {
    match standing {
        Standing::InForce => t.standing_in_force(),
        Standing::Suspended => t.standing_suspended(),
        Standing::Ended => t.standing_ended(),
        Standing::Withdrawn => t.standing_withdrawn(),
    }
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<rows::Section>,
    page: &'a ListPage,
    state: &'static str,
    tabs: Vec<TabWords>,
    count: String,
    rows: Vec<RowWords<'a>>,
    checked: Vec<String>,
}

/// A state in words.
struct TabWords {
    text: String,
    count: String,
    href: String,
    is_current: bool,
}

/// A certificate in words.
struct RowWords<'a> {
    listed: &'a Listed,
    name: String,
    stars: String,
    decision: String,
    /// What stands before it where rows are cards.
    until_label: String,
    until: String,
    state_class: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "unknown_certificate.html")]
struct RefusedTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    icon: Icon,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<rows::Section>,
}
