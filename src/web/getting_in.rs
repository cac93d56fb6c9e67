//! What the interface and the pages have in common where somebody gets in: who may try, and the cookie of who did.

use std::num::NonZeroU32;

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite},
};

use super::{
    front::{client::Client, cross_origin::is_from_here, limits::Class},
    negotiation::Asked,
    problem::Problem,
    site::Site,
    who::{SESSION_COOKIE, session_of},
};
use crate::app::people::Signed;

/// Counts an attempt of its network, and refuses what a page of another site asks.
pub(super) fn admit(request: &HttpRequest, site: &Site, asked: &Asked<'_>) -> Result<(), Problem> {
    let headers = request.headers();
    let own_origin = site.service.office().base_url.as_str();
    let says_whence = headers.contains_key("sec-fetch-site") || headers.contains_key("origin");
    if says_whence && !is_from_here(headers, own_origin) {
        return Err(Problem::from_another_site(asked.language));
    }
    match site.limits.count(Class::SignIn, Client::of_request(request), NonZeroU32::MIN) {
        Some(Err(too_many)) => Err(Problem::too_many(too_many, asked.language)),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// The cookie of who got in.
pub(super) fn session_cookie(signed: &Signed) -> Cookie<'static> {
    cookie(signed.secret.text())
}

/// Ends the session of the browser that asks, if it has one; the cookie that takes its own away.
pub(super) fn sign_out(request: &HttpRequest, site: &Site) -> Cookie<'static> {
    end_session_before(request, site);
    let mut gone = cookie(String::new());
    gone.make_removal();
    gone
}

/// Whoever gets in anew leaves no session behind that nobody has the cookie of.
pub(super) fn end_session_before(request: &HttpRequest, site: &Site) {
    if let Some(before) = session_of(request) {
        site.service.sign_out(&before.hash());
    }
}

/// Of the browser's session only, since the server knows when it ends.
fn cookie(value: String) -> Cookie<'static> {
    Cookie::build(SESSION_COOKIE, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish()
}
