//! Pages of who works with the service: following an invitation, signing in, one's own account. Forms without script;
//! what they do, the interface for programs does as well.

mod invitation;
mod own_account;
mod second_factor;
mod sign_in;
mod tokens;

#[cfg(test)]
mod tests;

use actix_web::{
    HttpRequest, HttpResponse, Resource, ResponseError, Route, guard,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web::{self, FormConfig, ServiceConfig},
};

use super::{
    getting_in::session_cookie,
    messages::refusal_in_words,
    negotiation::Asked,
    page::{
        account::{FormPage, render_form},
        facts,
        view::Frame,
    },
    problem::Problem,
    response,
    site::Site,
};
use crate::app::{UseCaseError, people::Signed};

/// Signing in by a password.
pub(super) const SIGN_IN: &str = "/sign-in";

/// The second step of signing in.
pub(super) const SECOND_FACTOR: &str = "/sign-in/second-factor";

/// Signing out.
pub(super) const SIGN_OUT: &str = "/sign-out";

/// One's own account, and what is done with it below.
pub(super) const ACCOUNT: &str = "/account";

const PASSWORD: &str = "/account/password";
const OWN_SECOND_FACTOR: &str = "/account/second-factor";
const TOKENS: &str = "/account/tokens";

/// The path before an invitation's secret.
pub(super) const INVITATION: &str = "/invitation";

/// The most bytes of a form.
const LARGEST_FORM: usize = 16 * 1024;

/// Registers signing in and out.
pub(super) fn sign_in_routes(config: &mut ServiceConfig) {
    config
        .service(form(SIGN_IN, web::to(sign_in::page), web::to(sign_in::sign_in)))
        .service(form(SECOND_FACTOR, web::to(second_factor::page), web::to(second_factor::give)))
        .service(button(SIGN_OUT, web::to(sign_in::sign_out)));
}

/// Registers invitations.
pub(super) fn invitation_routes(config: &mut ServiceConfig) {
    let path = format!("{INVITATION}/{{secret}}");
    config.service(form(&path, web::to(invitation::page), web::to(invitation::accept)));
}

/// Registers one's own account.
pub(super) fn account_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(ACCOUNT).route(reading(web::to(own_account::page))).default_service(
            web::to(|| async { Problem::method_not_allowed("GET, HEAD").error_response() }),
        ))
        .service(form(
            PASSWORD,
            web::to(own_account::password_page),
            web::to(own_account::change_password),
        ))
        .service(form(
            OWN_SECOND_FACTOR,
            web::to(second_factor::own_page),
            web::to(second_factor::set_own),
        ))
        .service(form(TOKENS, web::to(tokens::page), web::to(tokens::make)))
        .service(button("/account/tokens/{token}/revoke", web::to(tokens::revoke)))
        .service(button("/account/sessions/{session}/end", web::to(own_account::end_session)));
}

/// A page with a form that is sent to its own address.
pub(super) fn form(path: &str, page: Route, sent: Route) -> Resource {
    web::resource(path)
        .app_data(FormConfig::default().limit(LARGEST_FORM).error_handler(unreadable))
        .route(reading(page))
        .route(sent.guard(guard::Post()))
        .default_service(web::to(|| async {
            Problem::method_not_allowed("GET, HEAD, POST").error_response()
        }))
}

/// What is only ever sent.
pub(super) fn button(path: &str, sent: Route) -> Resource {
    web::resource(path)
        .route(sent.guard(guard::Post()))
        .default_service(web::to(|| async { Problem::method_not_allowed("POST").error_response() }))
}

pub(super) fn reading(route: Route) -> Route {
    route.guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn unreadable(error: actix_web::error::UrlencodedError, _: &HttpRequest) -> actix_web::Error {
    Problem::form_not_read(&error).into()
}

/// A page that is one person's: nobody keeps it. Its forms say whence they are sent, which `no-referrer` would hide
/// from us too (Fetch standard, "append a request `Origin` header").
pub(super) fn own_page(status: StatusCode, html: String) -> HttpResponse {
    own(response::own_page(status, html))
}

fn own(response: HttpResponse) -> HttpResponse {
    let no_store = HeaderValue::from_static("no-store");
    let response = response::with(response, header::CACHE_CONTROL, no_store);
    let same_origin = HeaderValue::from_static("same-origin");
    response::with(response, header::REFERRER_POLICY, same_origin)
}

/// The page of a form.
pub(super) fn form_page(page: &FormPage) -> HttpResponse {
    own_page(StatusCode::OK, render_form(page))
}

/// The page of a form whose content was refused, with the reason.
fn refused(page: FormPage, error: UseCaseError) -> HttpResponse {
    let wrong = Some(refusal_in_words(&error, page.frame.language));
    let problem = Problem::from(error);
    let mut response = own_page(problem.status_code(), render_form(&FormPage { wrong, ..page }));
    problem.add_headers(response.headers_mut());
    response
}

/// The page of a form whose content can't be right whoever sent it.
pub(super) fn mistaken(page: FormPage, wrong: String) -> HttpResponse {
    let page = FormPage { wrong: Some(wrong), ..page };
    own_page(StatusCode::UNPROCESSABLE_ENTITY, render_form(&page))
}

/// A page of ours that refuses whoever asks.
fn not_admitted(site: &Site, asked: &Asked<'_>, problem: &Problem) -> HttpResponse {
    let render = match problem.status_code() {
        StatusCode::TOO_MANY_REQUESTS => super::page::render_too_many,
        _ => super::page::render_from_another_site,
    };
    own(site.refuse(asked, problem, render))
}

/// Leads on to another page.
pub(super) fn to(path: &str, asked: &Asked<'_>) -> HttpResponse {
    let href = asked.stay().href(path);
    own(HttpResponse::SeeOther().insert_header((header::LOCATION, href)).finish())
}

/// Leads on with a session.
fn with_session(path: &str, signed: &Signed, asked: &Asked<'_>) -> HttpResponse {
    let mut response = to(path, asked);
    response.add_cookie(&session_cookie(signed)).expect("base64 is a cookie's value");
    response
}

fn frame(site: &Site, asked: &Asked<'_>) -> Frame {
    facts::frame(site.service.office(), asked)
}
