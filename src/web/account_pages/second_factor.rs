//! The second factor: a code at sign-in, and setting it up.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{
    ACCOUNT, OWN_SECOND_FACTOR, SECOND_FACTOR, SIGN_IN, form_page, frame, not_admitted, refused,
    sign_in::sign_in_first, to, with_session,
};
use crate::{
    access::{Password, SecondFactor, SecondFactorCode, SecretHash, SessionStage, act},
    app::{
        UseCaseError,
        people::{NewFactor, Shown, Signed},
    },
    web::{
        getting_in::admit,
        messages::Messages,
        negotiation::Asked,
        page::account::{Done, Field, FormPage, Input, SetUp},
        problem::Problem,
        site::Site,
        who::{May, origin, session_of},
    },
};

/// What the forms send.
#[derive(Deserialize)]
pub(super) struct Sent {
    /// Six digits.
    #[serde(default)]
    code: String,
    /// The new factor's key, where one is set up.
    #[serde(default)]
    secret: String,
    /// Six digits of the factor before, where there is one.
    #[serde(default)]
    current_code: String,
    /// The password, where there is none.
    #[serde(default)]
    password: String,
}

/// `GET /sign-in/second-factor`: asks for a code, or sets a second factor up where the role needs one.
pub(super) async fn page(request: HttpRequest, site: Data<Site>) -> HttpResponse {
    let asked = site.asked(&request);
    match stage(&request, &site) {
        Some((_, SessionStage::SecondFactorAsked)) => form_page(&code_page(&site, &asked)),
        Some((session, SessionStage::SecondFactorNeeded)) => {
            let factor = site.service.factor_to_set_up(&session);
            form_page(&set_up_page(&site, &asked, SECOND_FACTOR, &session, &factor, Asks::Nothing))
        }
        Some((_, SessionStage::SignedIn)) => to(ACCOUNT, &asked),
        None => sign_in_first(&request, &site, &asked),
    }
}

/// `POST /sign-in/second-factor`
pub(super) async fn give(
    request: HttpRequest,
    site: Data<Site>,
    Form(sent): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    if let Err(problem) = admit(&request, &site, &asked) {
        return not_admitted(&site, &asked, &problem);
    }
    match stage(&request, &site) {
        Some((session, SessionStage::SecondFactorAsked)) => {
            let code = SecondFactorCode::new(&sent.code);
            match site.service.give_second_factor(&session, &code, origin(&request)).await {
                Ok(signed) => with_session(ACCOUNT, &signed, &asked),
                Err(error) => refused(code_page(&site, &asked), error),
            }
        }
        Some((session, SessionStage::SecondFactorNeeded)) => {
            let page = |site: &Site, asked: &Asked<'_>, factor: &SecondFactor| {
                set_up_page(site, asked, SECOND_FACTOR, &session, factor, Asks::Nothing)
            };
            set(&request, &site, &session, &sent, page).await
        }
        Some((_, SessionStage::SignedIn)) => to(ACCOUNT, &asked),
        None => to(SIGN_IN, &asked),
    }
}

/// `GET /account/second-factor`: a second factor to be set up in place of none, or of an earlier one.
pub(super) async fn own_page(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Some((session, asks)) = of_person(who, &site) else { return to(SIGN_IN, &asked) };
    let factor = site.service.factor_to_set_up(&session);
    form_page(&set_up_page(&site, &asked, OWN_SECOND_FACTOR, &session, &factor, asks))
}

/// `POST /account/second-factor`
pub(super) async fn set_own(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    Form(sent): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Some((session, asks)) = of_person(who, &site) else { return to(SIGN_IN, &asked) };
    if let Err(problem) = admit(&request, &site, &asked) {
        return not_admitted(&site, &asked, &problem);
    }
    let page = |site: &Site, asked: &Asked<'_>, factor: &SecondFactor| {
        set_up_page(site, asked, OWN_SECOND_FACTOR, &session, factor, asks)
    };
    set(&request, &site, &session, &sent, page).await
}

/// Sets up what a form brought; if it is refused, the same form again, with the same key.
async fn set(
    request: &HttpRequest,
    site: &Site,
    session: &SecretHash,
    sent: &Sent,
    page: impl Fn(&Site, &Asked<'_>, &SecondFactor) -> FormPage,
) -> HttpResponse {
    let asked = site.asked(request);
    let factor = SecondFactor::from_base32(&sent.secret);
    let Some(factor) = factor else { return to(SIGN_IN, &asked) };
    let again = page(site, &asked, &factor);
    match try_to_set(request, site, session, sent, factor).await {
        Ok(signed) => {
            let done = format!("{ACCOUNT}?done={}", Done::SecondFactorSet.word());
            with_session(&done, &signed, &asked)
        }
        Err(error) => refused(again, error),
    }
}

async fn try_to_set(
    request: &HttpRequest,
    site: &Site,
    session: &SecretHash,
    sent: &Sent,
    factor: SecondFactor,
) -> Result<Signed, UseCaseError> {
    let new = NewFactor { factor, code: SecondFactorCode::new(&sent.code) };
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let shown = Shown {
        code: given(&sent.current_code).map(|code| SecondFactorCode::new(&code)),
        password: given(&sent.password).map(Password::new),
    };
    site.service.set_own_second_factor(session, new, shown, origin(request)).await
}

/// What is asked for beside the new factor.
#[derive(Clone, Copy)]
enum Asks {
    /// The password was just given.
    Nothing,
    Password,
    /// Of the factor before.
    Code,
}

/// The session of a person who is signed in all the way, and what they show to set up a factor.
fn of_person(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    site: &Site,
) -> Option<(SecretHash, Asks)> {
    let who = who.ok()?;
    let account = site.service.own_account(&who.asker).ok()?;
    Some((who.session?, if account.has_second_factor { Asks::Code } else { Asks::Password }))
}

/// How far the browser's session has come.
fn stage(request: &HttpRequest, site: &Site) -> Option<(SecretHash, SessionStage)> {
    let session = session_of(request)?.hash();
    let stage = site.service.session(&session)?.stage;
    Some((session, stage))
}

fn code_page(site: &Site, asked: &Asked<'_>) -> FormPage {
    let t = asked.language.messages();
    FormPage {
        advice: t.second_factor_advice(),
        action: asked.stay().href(SECOND_FACTOR),
        fields: vec![Field::line("code", t.second_factor_code(), Input::Code)],
        submit: t.second_factor_submit(),
        note: Some(t.sign_in_forgotten()),
        back: Some((asked.stay().href(SIGN_IN), t.sign_in_title())),
        ..FormPage::new(frame(site, asked), Messages::second_factor_title)
    }
}

/// The form that sets a factor up, with its key carried along.
fn set_up_page(
    site: &Site,
    asked: &Asked<'_>,
    path: &str,
    session: &SecretHash,
    factor: &SecondFactor,
    asks: Asks,
) -> FormPage {
    let t = asked.language.messages();
    let label = site.service.account_label(session).unwrap_or_default();
    let code = Field::line("code", t.factor_new_code(), Input::Code);
    let shown = match asks {
        Asks::Nothing => None,
        Asks::Password => {
            Some(Field::line("password", t.password_current(), Input::CurrentPassword))
        }
        Asks::Code => Some(Field::line("current_code", t.factor_current_code(), Input::Code)),
    };
    let secret = Field::hidden("secret", factor.base32());
    let fields = shown.into_iter().chain([code, secret]).collect();
    FormPage {
        advice: t.factor_set_advice(),
        set_up: Some(SetUp::new(site.service.factor_link(factor, &label), &factor.base32())),
        action: asked.stay().href(path),
        fields,
        submit: t.factor_submit(),
        back: Some((asked.stay().href(ACCOUNT), t.account_title())),
        ..FormPage::new(frame(site, asked), Messages::factor_title)
    }
}
