//! The pages that producers work with: lists of things, each with what can be done. What is shown has been looked up by
//! who asks for the page.

use askama::Template;

use super::{
    OtherHeadline,
    look::Tone,
    rows::{Row, Section, row},
    view::Frame,
    write,
};
use crate::web::messages::Messages;

/// A thing of a list.
#[derive(Debug, Default)]
pub(in crate::web) struct Item {
    pub(in crate::web) name: String,
    pub(in crate::web) lines: Vec<String>,
    /// What is said less loudly.
    pub(in crate::web) quiet: Vec<String>,
    /// Where it leads: addresses and words.
    pub(in crate::web) links: Vec<(String, String)>,
    /// What a button does: where it is sent, and its words.
    pub(in crate::web) buttons: Vec<(String, String)>,
}

/// A part of the page.
#[derive(Debug, Default)]
pub(in crate::web) struct Block {
    pub(in crate::web) title: String,
    pub(in crate::web) paragraphs: Vec<String>,
    /// Labels and what they say.
    pub(in crate::web) facts: Vec<(String, String)>,
    pub(in crate::web) items: Vec<Item>,
    pub(in crate::web) links: Vec<(String, String)>,
}

/// A page.
#[derive(Debug)]
pub(in crate::web) struct WorkPage {
    pub(in crate::web) frame: Frame,
    pub(in crate::web) title: fn(&Messages) -> String,
    /// What follows the title: the batch's number.
    pub(in crate::web) of: String,
    pub(in crate::web) advice: String,
    pub(in crate::web) done: Option<String>,
    pub(in crate::web) wrong: Option<String>,
    pub(in crate::web) blocks: Vec<Block>,
    /// A secret that is shown this once.
    pub(in crate::web) secret: Option<String>,
    /// The way back, and its words.
    pub(in crate::web) back: (String, String),
}

impl WorkPage {
    /// A page without blocks, and the way back from it.
    pub(in crate::web) fn new(
        frame: Frame,
        title: fn(&Messages) -> String,
        back: (String, String),
    ) -> Self {
        Self {
            frame,
            title,
            of: String::new(),
            advice: String::new(),
            done: None,
            wrong: None,
            blocks: Vec::new(),
            secret: None,
            back,
        }
    }
}

/// The page.
pub(in crate::web) fn render_work(page: &WorkPage) -> String {
    let frame = &page.frame;
    let t = frame.language.messages();
    let headline = |t: &Messages| format!("{} {}", (page.title)(t), page.of).trim_end().to_owned();
    let blocks = page.blocks.iter().map(|block| {
        let facts = block.facts.iter().map(|(label, value)| row(label.clone(), value));
        (block, facts.collect())
    });
    write(&WorkTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: headline(t),
        other_headline: OtherHeadline::of(frame, |other| headline(other.messages())),
        advice: &page.advice,
        sections: Vec::new(),
        blocks: blocks.collect(),
        page,
    })
}

#[derive(Template)]
#[template(path = "work.html")]
struct WorkTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: &'a str,
    sections: Vec<Section>,
    blocks: Vec<(&'a Block, Vec<Row>)>,
    page: &'a WorkPage,
}
