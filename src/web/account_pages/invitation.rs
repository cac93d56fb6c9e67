//! Following an invitation. Opening the link uses nothing up, since messengers open links to show what is behind them.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    ACCOUNT, INVITATION, SIGN_IN, form_page, frame, mistaken, not_admitted, own_page, refused,
    sign_in::AFTER_SIGN_IN, with_session,
};
use crate::{
    access::{OneTimeSecret, Password, SecondFactor, SecondFactorCode},
    app::people::{Accepted, NewFactor},
    web::{
        getting_in::{admit, end_session_before},
        messages::{Messages, role_in_words},
        negotiation::Asked,
        page::account::{DeadEnd, Field, FormPage, Input, SetUp, render_dead_end},
        site::Site,
        who::origin,
    },
};

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_again: String,
    /// The key of the second factor, where the role needs one.
    #[serde(default)]
    secret: String,
    /// What the authenticator shows.
    #[serde(default)]
    code: String,
}

/// `GET /invitation/{secret}`
pub(super) async fn page(
    request: HttpRequest,
    site: Data<Site>,
    secret: Path<String>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Some(secret) = read_secret(&secret) else { return cut(&site, &asked) };
    let Ok(invited) = site.service.invited_by(&secret) else { return over(&site, &asked) };
    let factor = site.service.factor_to_set_up(&secret.hash());
    form_page(&invitation_page(&site, &asked, &secret, &invited, &factor))
}

/// `POST /invitation/{secret}`
pub(super) async fn accept(
    request: HttpRequest,
    site: Data<Site>,
    secret: Path<String>,
    Form(sent): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    if let Err(problem) = admit(&request, &site, &asked) {
        return not_admitted(&site, &asked, &problem);
    }
    let Some(secret) = read_secret(&secret) else { return cut(&site, &asked) };
    let Ok(invited) = site.service.invited_by(&secret) else { return over(&site, &asked) };
    let factor = SecondFactor::from_base32(&sent.secret)
        .unwrap_or_else(|| site.service.factor_to_set_up(&secret.hash()));
    let again = invitation_page(&site, &asked, &secret, &invited, &factor);
    if sent.password != sent.password_again {
        return mistaken(again, asked.language.messages().refused_again());
    }
    let code = SecondFactorCode::new(&sent.code);
    let factor = invited.role.needs_second_factor().then_some(NewFactor { factor, code });
    let password = Password::new(sent.password);
    let accepted = site.service.accept_invitation(&secret, password, factor, origin(&request));
    match accepted.await {
        Ok(signed) => {
            end_session_before(&request, &site);
            with_session(&format!("{ACCOUNT}?{AFTER_SIGN_IN}"), &signed, &asked)
        }
        Err(error) => refused(again, error),
    }
}

/// The secret of a link. Messengers put a full stop or a blank behind one.
fn read_secret(text: &str) -> Option<OneTimeSecret> {
    let is_none_of_it = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    OneTimeSecret::parse(text.trim_matches(is_none_of_it))
}

/// The page of a link that was used, or is too old.
fn over(site: &Site, asked: &Asked<'_>) -> HttpResponse {
    dead_end(site, asked, DeadEnd::Over)
}

/// The page of a link that lacks a part.
fn cut(site: &Site, asked: &Asked<'_>) -> HttpResponse {
    dead_end(site, asked, DeadEnd::Cut)
}

fn dead_end(site: &Site, asked: &Asked<'_>, why: DeadEnd) -> HttpResponse {
    let html = render_dead_end(&frame(site, asked), why, asked.stay().href(SIGN_IN));
    own_page(StatusCode::NOT_FOUND, html)
}

fn invitation_page(
    site: &Site,
    asked: &Asked<'_>,
    secret: &OneTimeSecret,
    invited: &Accepted,
    factor: &SecondFactor,
) -> FormPage {
    let t = asked.language.messages();
    let needs_factor = invited.role.needs_second_factor();
    let producer_name = site.service.producer_name_of(&invited.role);
    let role = role_in_words(&invited.role, producer_name.as_deref(), asked.language);
    let mut fields = vec![
        Field::line("identifier", t.invitation_identifier(), Input::OwnIdentifier)
            .holding(&invited.label),
        Field::line("password", t.password_new(), Input::NewPassword).hinted(t.password_new_hint()),
        Field::line("password_again", t.password_again(), Input::NewPassword),
    ];
    if needs_factor {
        fields.push(Field::line("code", t.second_factor_code(), Input::Code));
        fields.push(Field::hidden("secret", factor.base32()));
    }
    let set_up = needs_factor
        .then(|| SetUp::new(site.service.factor_link(factor, &invited.label), &factor.base32()));
    FormPage {
        advice: t.invitation_advice(invited.name.as_str(), role),
        set_up,
        action: asked.stay().href(&format!("{INVITATION}/{}", secret.text())),
        fields,
        submit: t.invitation_submit(),
        ..FormPage::new(frame(site, asked), Messages::invitation_title)
    }
}
