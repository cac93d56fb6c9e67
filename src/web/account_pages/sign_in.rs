//! Signing in by a password, and out.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{
    ACCOUNT, SECOND_FACTOR, SIGN_IN, form_page, frame, not_admitted, refused, to, with_session,
};
use crate::{
    access::{Password, SessionStage},
    web::{
        getting_in::{self, admit, end_session_before},
        messages::Messages,
        negotiation::Asked,
        page::account::{Field, FormPage, Input},
        site::Site,
        who::{origin, session_of},
    },
};

/// Says in an address that its page follows a sign-in: the browser has a session then, if it keeps cookies.
pub(super) const AFTER_SIGN_IN: &str = "after=sign-in";

/// `GET /sign-in`
pub(super) async fn page(request: HttpRequest, site: Data<Site>) -> HttpResponse {
    let asked = site.asked(&request);
    let session = session_of(&request).map(|secret| secret.hash());
    match session.and_then(|session| site.service.by_session(&session)) {
        Some(_) => to(ACCOUNT, &asked),
        None => form_page(&sign_in_page(&site, &asked, "")),
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    password: String,
}

/// `POST /sign-in`
pub(super) async fn sign_in(
    request: HttpRequest,
    site: Data<Site>,
    Form(Sent { identifier, password }): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    if let Err(problem) = admit(&request, &site, &asked) {
        return not_admitted(&site, &asked, &problem);
    }
    let signed = site.service.sign_in(&identifier, Password::new(password), origin(&request)).await;
    match signed {
        Ok(signed) => {
            end_session_before(&request, &site);
            let path = match signed.stage {
                SessionStage::SignedIn => ACCOUNT,
                SessionStage::SecondFactorAsked | SessionStage::SecondFactorNeeded => SECOND_FACTOR,
            };
            with_session(&format!("{path}?{AFTER_SIGN_IN}"), &signed, &asked)
        }
        Err(error) => refused(sign_in_page(&site, &asked, &identifier), error),
    }
}

/// `POST /sign-out`
pub(super) async fn sign_out(request: HttpRequest, site: Data<Site>) -> HttpResponse {
    let mut response = to(SIGN_IN, &site.asked(&request));
    let gone = getting_in::sign_out(&request, &site);
    response.add_cookie(&gone).expect("an empty text is a cookie's value");
    response
}

/// Where somebody goes who has no session. Who should have one, and whose browser shows none, is told so.
pub(super) fn sign_in_first(request: &HttpRequest, site: &Site, asked: &Asked<'_>) -> HttpResponse {
    let is_after_sign_in = asked.query.split('&').any(|pair| pair == AFTER_SIGN_IN);
    if is_after_sign_in && session_of(request).is_none() {
        let t = asked.language.messages();
        let wrong = Some(t.sign_in_cookie_refused());
        return form_page(&FormPage { wrong, ..sign_in_page(site, asked, "") });
    }
    to(SIGN_IN, asked)
}

fn sign_in_page(site: &Site, asked: &Asked<'_>, identifier: &str) -> FormPage {
    let t = asked.language.messages();
    FormPage {
        advice: t.sign_in_advice(),
        action: asked.stay().href(SIGN_IN),
        fields: vec![
            Field::line("identifier", t.sign_in_identifier(), Input::Identifier)
                .holding(identifier),
            Field::line("password", t.sign_in_password(), Input::CurrentPassword),
        ],
        submit: t.sign_in_submit(),
        note: Some(t.sign_in_forgotten()),
        ..FormPage::new(frame(site, asked), Messages::sign_in_title)
    }
}
