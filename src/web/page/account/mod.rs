//! The pages of who signs in: forms, and a person's own account. What is shown has been looked up, and what a form says
//! has been judged, by who asks for the page.

mod form;

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
    app::people::{AccountView, MadeToken, SessionView, TokenView},
    stamp::vietnam_time,
    web::messages::{Language, Messages, role_in_words, scope_in_words},
};

pub(in crate::web) use form::{
    Choice, Field, FieldKind, FormPage, Input, Preview, SetUp, render_form,
};

/// The style sheet that only these pages carry, in a second `<style>`.
pub const ACCOUNT_STYLE: &str = include_str!("../templates/account.css");

/// Something that was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Done {
    PasswordChanged,
    SecondFactorSet,
    SessionEnded,
    TokenRevoked,
}

impl Done {
    const ALL: [Self; 4] =
        [Self::PasswordChanged, Self::SecondFactorSet, Self::SessionEnded, Self::TokenRevoked];

    /// As an address names it.
    pub(in crate::web) const fn word(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password-changed",
            Self::SecondFactorSet => "second-factor-set",
            Self::SessionEnded => "session-ended",
            Self::TokenRevoked => "token-revoked",
        }
    }

    /// The one that an address names.
    pub(in crate::web) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }

    fn in_words(self, t: &Messages) -> String {
        match self {
            Self::PasswordChanged => t.account_password_changed(),
            Self::SecondFactorSet => t.account_factor_set_done(),
            Self::SessionEnded => t.account_session_ended(),
            Self::TokenRevoked => t.account_token_revoked(),
        }
    }
}

/// Where the page's links and buttons lead.
#[derive(Debug)]
pub(in crate::web) struct AccountHrefs {
    pub(in crate::web) sign_out: String,
    pub(in crate::web) password: String,
    pub(in crate::web) second_factor: String,
    pub(in crate::web) tokens: String,
    /// A producer's certificates; `None` for whoever holds none.
    pub(in crate::web) certificates: Option<String>,
    /// What waits for a second person; `None` for whoever proposes and settles nothing.
    pub(in crate::web) proposals: Option<String>,
    /// Ends the session that a word names.
    pub(in crate::web) end_session: fn(&str) -> String,
    /// Revokes a token.
    pub(in crate::web) revoke_token: fn(&TokenView) -> String,
}

/// A person's own account.
#[derive(Debug)]
pub(in crate::web) struct AccountPage {
    pub(in crate::web) frame: Frame,
    pub(in crate::web) now: Timestamp,
    pub(in crate::web) account: AccountView,
    /// The name of the producer whose person it is, if it is known.
    pub(in crate::web) producer_name: Option<String>,
    pub(in crate::web) sessions: Vec<SessionView>,
    pub(in crate::web) tokens: Vec<TokenView>,
    pub(in crate::web) done: Option<Done>,
    pub(in crate::web) wrong: Option<String>,
    pub(in crate::web) hrefs: AccountHrefs,
}

/// The page of a person's own account.
pub(in crate::web) fn render_account(page: &AccountPage) -> String {
    let (frame, language) = (&page.frame, page.frame.language);
    let t = language.messages();
    let stay = |href: String| frame.stay.href(&href);
    let hrefs = &page.hrefs;
    let sessions = page.sessions.iter().map(|session| Session {
        words: when(session.used_at, language, |time, date| {
            t.account_session_value(&session.network, time, date)
        }),
        agent: &session.agent,
        is_this_one: session.is_this_one,
        end_href: stay((hrefs.end_session)(&session.session)),
    });
    let tokens = page.tokens.iter().map(|token| {
        let works = token.revoked_at.is_none() && page.now < token.expires_at;
        Token {
            name: &token.name,
            words: terms(token, language),
            state: state(token, page.now, language),
            revoke_href: works.then(|| stay((hrefs.revoke_token)(token))),
        }
    });
    write(&AccountTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: t.account_title(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().account_title()),
        advice: t.account_advice(),
        sections: Vec::new(),
        page,
        hrefs,
        done: page.done.map(|done| done.in_words(t)),
        facts: facts(page, language),
        sessions: sessions.collect(),
        tokens: tokens.collect(),
    })
}

/// The page that shows a token, this once.
pub(in crate::web) fn render_token(
    frame: &Frame,
    made: &MadeToken,
    account_href: String,
) -> String {
    let language = frame.language;
    let t = language.messages();
    write(&TokenTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: t.token_made_title(),
        other_headline: OtherHeadline::of(frame, |other| other.messages().token_made_title()),
        advice: t.token_made_advice(),
        sections: Vec::new(),
        name: &made.view.name,
        words: terms(&made.view, language),
        secret: &made.secret,
        account_href,
    })
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) enum DeadEnd {
    /// It was used, or is too old.
    Over,
    /// Part of it is missing.
    Cut,
}

impl DeadEnd {
    fn title(self, t: &Messages) -> String {
        match self {
            Self::Over => t.invitation_over_title(),
            Self::Cut => t.invitation_cut_title(),
        }
    }

    fn advice(self, t: &Messages) -> String {
        match self {
            Self::Over => t.invitation_over_advice(),
            Self::Cut => t.invitation_cut_advice(),
        }
    }
}

/// The page of a link that leads nowhere.
pub(in crate::web) fn render_dead_end(frame: &Frame, why: DeadEnd, sign_in_href: String) -> String {
    let t = frame.language.messages();
    write(&InvitationOverTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: why.title(t),
        other_headline: OtherHeadline::of(frame, |other| why.title(other.messages())),
        advice: why.advice(t),
        sections: Vec::new(),
        sign_in_href,
    })
}

fn facts(page: &AccountPage, language: Language) -> Vec<Row> {
    let t = language.messages();
    let account = &page.account;
    let person = account.person.as_ref();
    let role = role_in_words(&account.role, page.producer_name.as_deref(), language);
    let rows = [
        (t.account_name(), person.map(|person| person.name.clone())),
        (t.account_role(), Some(role)),
        (t.account_phone(), person.and_then(|person| person.phone.clone())),
        (t.account_email(), person.and_then(|person| person.email.clone())),
    ];
    rows.into_iter().filter_map(|(label, value)| Some(row(label, value?))).collect()
}

/// What a token is for, and until when.
fn terms(token: &TokenView, language: Language) -> String {
    let scopes: Vec<String> =
        token.scopes.iter().map(|scope| scope_in_words(*scope, language)).collect();
    when(token.expires_at, language, |_, date| {
        language.messages().tokens_value(scopes.join("; "), date)
    })
}

fn state(token: &TokenView, now: Timestamp, language: Language) -> String {
    let t = language.messages();
    match (token.revoked_at, token.last_used_at) {
        (Some(_), _) => t.tokens_revoked(),
        (None, _) if token.expires_at <= now => t.tokens_expired(),
        (None, Some(used_at)) => when(used_at, language, |_, date| t.tokens_used(date)),
        (None, None) => t.tokens_never_used(),
    }
}

/// An instant in words of Viet Nam's time and date.
fn when(at: Timestamp, language: Language, words: impl Fn(String, String) -> String) -> String {
    let time = vietnam_time(at);
    words(time.strftime("%H:%M").to_string(), language.date(time.date()))
}

struct Session<'a> {
    words: String,
    agent: &'a str,
    is_this_one: bool,
    end_href: String,
}

struct Token<'a> {
    name: &'a str,
    words: String,
    state: String,
    /// Absent where there is nothing left to revoke.
    revoke_href: Option<String>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<Section>,
    page: &'a AccountPage,
    hrefs: &'a AccountHrefs,
    done: Option<String>,
    facts: Vec<Row>,
    sessions: Vec<Session<'a>>,
    tokens: Vec<Token<'a>>,
}

#[derive(Template)]
#[template(path = "token.html")]
struct TokenTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<Section>,
    name: &'a str,
    words: String,
    secret: &'a str,
    account_href: String,
}

#[derive(Template)]
#[template(path = "invitation_over.html")]
struct InvitationOverTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<Section>,
    sign_in_href: String,
}
