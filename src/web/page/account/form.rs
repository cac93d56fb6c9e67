//! Pages that are one form: signing in, following an invitation, changing a password. Each works without script.

use askama::Template;

use super::super::{OtherHeadline, look::Tone, view::Frame, write};
use crate::{
    printing::{self, Symbol, svg::ModuleSize},
    web::messages::Messages,
};

/// What is asked for.
#[derive(Debug)]
pub(in crate::web) struct Field {
    pub(in crate::web) name: &'static str,
    pub(in crate::web) label: String,
    pub(in crate::web) hint: Option<String>,
    pub(in crate::web) kind: FieldKind,
    /// What stands in it; never a password.
    pub(in crate::web) value: String,
}

/// How it is asked for.
#[derive(Debug)]
pub(in crate::web) enum FieldKind {
    Input(Input),
    /// One of so many days.
    Days(&'static [u16]),
    /// Any of them.
    Checks(Vec<Choice>),
    /// One of them: values and words.
    Select(Vec<(String, String)>),
    /// A file of these types.
    File(&'static str),
    Hidden,
}

/// What a line holds, which tells browsers what to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Input {
    /// A telephone number or an e-mail address.
    Identifier,
    /// The same, shown so that a browser keeps it with the password.
    OwnIdentifier,
    CurrentPassword,
    NewPassword,
    /// Six digits of an authenticator.
    Code,
    Text,
    /// A text that may be left out.
    MaybeText,
    /// A whole number.
    Number,
    /// A day that may be left out.
    MaybeDay,
}

impl Input {
    fn kind(self) -> &'static str {
        match self {
            Self::CurrentPassword | Self::NewPassword => "password",
            Self::MaybeDay => "date",
            Self::Identifier
            | Self::OwnIdentifier
            | Self::Code
            | Self::Text
            | Self::MaybeText
            | Self::Number => "text",
        }
    }

    /// The words of HTML, 4.10.18.7.
    fn autocomplete(self) -> &'static str {
        match self {
            Self::Identifier | Self::OwnIdentifier => "username",
            Self::CurrentPassword => "current-password",
            Self::NewPassword => "new-password",
            Self::Code => "one-time-code",
            Self::Text | Self::MaybeText | Self::Number | Self::MaybeDay => "off",
        }
    }

    fn is_digits(self) -> bool {
        self == Self::Code
    }

    fn is_number(self) -> bool {
        self == Self::Number
    }

    fn may_be_left_out(self) -> bool {
        matches!(self, Self::MaybeText | Self::MaybeDay)
    }

    fn is_fixed(self) -> bool {
        self == Self::OwnIdentifier
    }
}

/// Something to tick.
#[derive(Debug)]
pub(in crate::web) struct Choice {
    pub(in crate::web) value: &'static str,
    pub(in crate::web) label: String,
    pub(in crate::web) is_checked: bool,
}

impl Field {
    /// A line to fill in.
    pub(in crate::web) fn line(name: &'static str, label: String, input: Input) -> Self {
        Self { name, label, hint: None, kind: FieldKind::Input(input), value: String::new() }
    }

    /// One of some choices: values and words.
    pub(in crate::web) fn select(
        name: &'static str,
        label: String,
        choices: Vec<(String, String)>,
    ) -> Self {
        Self { kind: FieldKind::Select(choices), ..Self::line(name, label, Input::Text) }
    }

    /// A file of these types, as `accept` lists them.
    pub(in crate::web) fn file(name: &'static str, label: String, types: &'static str) -> Self {
        Self { kind: FieldKind::File(types), ..Self::line(name, label, Input::Text) }
    }

    /// What the form carries along.
    pub(in crate::web) fn hidden(name: &'static str, value: String) -> Self {
        Self { name, label: String::new(), hint: None, kind: FieldKind::Hidden, value }
    }

    pub(in crate::web) fn hinted(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(in crate::web) fn holding(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }
}

/// A second factor to be set up.
#[derive(Debug)]
pub(in crate::web) struct SetUp {
    /// The symbol that an authenticator scans.
    symbol: String,
    /// The link that it opens: `otpauth://totp/…`.
    link: String,
    /// The key in groups, to be typed.
    key: String,
}

impl SetUp {
    /// From the link and the key in base32.
    pub(in crate::web) fn new(link: String, key: &str) -> Self {
        // Its real size is the style sheet's to say.
        let size = ModuleSize::from_mm(1.0).expect("between 0.1 and 10 mm");
        let symbol = Symbol::of_link(&link);
        let symbol = symbol.map(|symbol| printing::svg::draw(&symbol, size)).unwrap_or_default();
        let characters: Vec<char> = key.chars().collect();
        let groups: Vec<String> = characters.chunks(4).map(|four| four.iter().collect()).collect();
        Self { symbol, link, key: groups.join(" ") }
    }
}

/// What is said of what a form would do, before it does.
#[derive(Debug, Default)]
pub(in crate::web) struct Preview {
    pub(in crate::web) lines: Vec<String>,
    /// An SVG of ours.
    pub(in crate::web) picture: Option<String>,
}

/// A page that is one form.
#[derive(Debug)]
pub(in crate::web) struct FormPage {
    pub(in crate::web) frame: Frame,
    pub(in crate::web) title: fn(&Messages) -> String,
    pub(in crate::web) advice: String,
    /// Why what was sent before was refused.
    pub(in crate::web) wrong: Option<String>,
    pub(in crate::web) set_up: Option<SetUp>,
    /// Where it is sent.
    pub(in crate::web) action: String,
    pub(in crate::web) fields: Vec<Field>,
    /// What few need, folded away, and the words for it.
    pub(in crate::web) folded: Option<(String, Vec<Field>)>,
    pub(in crate::web) preview: Option<Preview>,
    pub(in crate::web) submit: String,
    /// Another button, where it sends the form, and its words.
    pub(in crate::web) other_submit: Option<(String, String)>,
    /// Where else it leads, and the words for it.
    pub(in crate::web) link: Option<(String, String)>,
    pub(in crate::web) note: Option<String>,
    /// The way back, and its words.
    pub(in crate::web) back: Option<(String, String)>,
}

impl FormPage {
    /// A form without fields.
    pub(in crate::web) fn new(frame: Frame, title: fn(&Messages) -> String) -> Self {
        Self {
            frame,
            title,
            advice: String::new(),
            wrong: None,
            set_up: None,
            action: String::new(),
            fields: Vec::new(),
            folded: None,
            preview: None,
            submit: String::new(),
            other_submit: None,
            link: None,
            note: None,
            back: None,
        }
    }

    /// How its content is written: files are sent in no other way.
    fn encoding(&self) -> &'static str {
        let has_file = self.fields.iter().any(|field| matches!(field.kind, FieldKind::File(_)));
        if has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" }
    }

    /// Whether what is folded away has to be seen: something stands in it, or may be what is wrong.
    fn is_unfolded(&self) -> bool {
        let folded = self.folded.iter().flat_map(|(_, fields)| fields);
        self.wrong.is_some() || folded.into_iter().any(|field| !field.value.is_empty())
    }
}

/// The page of a form.
pub(in crate::web) fn render_form(page: &FormPage) -> String {
    let frame = &page.frame;
    let t = frame.language.messages();
    write(&FormTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: (page.title)(t),
        other_headline: OtherHeadline::of(frame, |other| (page.title)(other.messages())),
        advice: &page.advice,
        sections: Vec::new(),
        page,
    })
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: &'a str,
    sections: Vec<super::super::rows::Section>,
    page: &'a FormPage,
}
