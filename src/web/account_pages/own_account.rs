//! One's own account: who one is, where one is signed in, the password.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    ACCOUNT, OWN_SECOND_FACTOR, PASSWORD, SIGN_IN, SIGN_OUT, TOKENS, form_page, frame, mistaken,
    not_admitted, own_page, refused, sign_in::sign_in_first, to, with_session,
};
use crate::{
    access::{Password, RoleKind, act},
    app::{AccessError, UseCaseError},
    web::{
        getting_in::admit,
        messages::{Messages, refusal_in_words},
        negotiation::Asked,
        page::account::{AccountHrefs, AccountPage, Done, Field, FormPage, Input, render_account},
        problem::Problem,
        site::Site,
        who::{May, origin},
        work_pages::{OWN_CERTIFICATES, PROPOSALS},
    },
};

/// `GET /account`
pub(super) async fn page(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Ok(who) = who else { return sign_in_first(&request, &site, &asked) };
    match account_page(&who, &site, &asked) {
        Ok(page) => own_page(StatusCode::OK, render_account(&page)),
        Err(_) => to(SIGN_IN, &asked),
    }
}

fn account_page(
    who: &May<act::SeeOwnAccount>,
    site: &Site,
    asked: &Asked<'_>,
) -> Result<AccountPage, UseCaseError> {
    let service = &site.service;
    let account = service.own_account(&who.asker)?;
    let href = |path: &str| asked.stay().href(path);
    let is_producer = account.role.kind() == RoleKind::Producer;
    let proposes = account.role.kind() != RoleKind::Administrator;
    let done = asked.query.split('&').find_map(|pair| pair.strip_prefix("done="));
    Ok(AccountPage {
        frame: frame(site, asked),
        now: service.now(),
        producer_name: service.producer_name_of(&account.role),
        sessions: service.own_sessions(&who.asker, who.session.as_ref())?,
        tokens: service.own_tokens(&who.asker)?,
        account,
        done: done.and_then(Done::from_word),
        wrong: None,
        hrefs: AccountHrefs {
            sign_out: href(SIGN_OUT),
            password: href(PASSWORD),
            second_factor: href(OWN_SECOND_FACTOR),
            tokens: href(TOKENS),
            certificates: is_producer.then(|| href(OWN_CERTIFICATES)),
            proposals: proposes.then(|| href(PROPOSALS)),
            end_session: |session| format!("{ACCOUNT}/sessions/{session}/end"),
            revoke_token: |token| format!("{TOKENS}/{}/revoke", token.token),
        },
    })
}

/// What came of a button of the page: said on it.
pub(super) fn done_or_refused(
    who: &May<act::SeeOwnAccount>,
    site: &Site,
    asked: &Asked<'_>,
    outcome: Result<Done, UseCaseError>,
) -> HttpResponse {
    let error = match outcome {
        Ok(done) => return to(&format!("{ACCOUNT}?done={}", done.word()), asked),
        Err(error) => error,
    };
    let wrong = Some(refusal_in_words(&error, asked.language));
    match account_page(who, site, asked) {
        Ok(page) => {
            let status = Problem::from(error).status();
            own_page(status, render_account(&AccountPage { wrong, ..page }))
        }
        Err(_) => to(SIGN_IN, asked),
    }
}

/// `POST /account/sessions/{session}/end`
pub(super) async fn end_session(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    session: Path<String>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Ok(who) = who else { return to(SIGN_IN, &asked) };
    let ended = site.service.end_own_session(&who.asker, &session);
    done_or_refused(&who, &site, &asked, ended.map(|()| Done::SessionEnded))
}

/// `GET /account/password`
pub(super) async fn password_page(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
) -> HttpResponse {
    let asked = site.asked(&request);
    match who {
        Ok(who) => form_page(&change_page(&who, &site, &asked)),
        Err(_) => to(SIGN_IN, &asked),
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_again: String,
}

/// `POST /account/password`
pub(super) async fn change_password(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    Form(sent): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Ok(who) = who else { return to(SIGN_IN, &asked) };
    if let Err(problem) = admit(&request, &site, &asked) {
        return not_admitted(&site, &asked, &problem);
    }
    let again = change_page(&who, &site, &asked);
    let t = asked.language.messages();
    if sent.password != sent.password_again {
        return mistaken(again, t.refused_again());
    }
    let passwords = (Password::new(sent.current), Password::new(sent.password));
    match site.service.change_own_password(&who.asker, passwords, origin(&request)).await {
        Ok(signed) => {
            let done = format!("{ACCOUNT}?done={}", Done::PasswordChanged.word());
            with_session(&done, &signed, &asked)
        }
        // Here it is known whose password it is.
        Err(UseCaseError::Access(AccessError::WrongPassword)) => {
            mistaken(again, t.refused_current_password())
        }
        Err(error) => refused(again, error),
    }
}

fn change_page(who: &May<act::SeeOwnAccount>, site: &Site, asked: &Asked<'_>) -> FormPage {
    let t = asked.language.messages();
    let label = who.session.as_ref().and_then(|session| site.service.account_label(session));
    FormPage {
        advice: t.password_advice(),
        action: asked.stay().href(PASSWORD),
        fields: vec![
            Field::line("identifier", t.sign_in_identifier(), Input::OwnIdentifier)
                .holding(label.unwrap_or_default()),
            Field::line("current", t.password_current(), Input::CurrentPassword),
            Field::line("password", t.password_new(), Input::NewPassword)
                .hinted(t.password_new_hint()),
            Field::line("password_again", t.password_again(), Input::NewPassword),
        ],
        submit: t.password_submit(),
        back: Some((asked.stay().href(ACCOUNT), t.account_title())),
        ..FormPage::new(frame(site, asked), Messages::password_title)
    }
}
