//! One's own account: who one is, sessions, tokens.

use actix_web::{HttpResponse, http::StatusCode, web};

use super::outcome::{Page, entered, private};
use crate::{
    access::{TokenNumber, act},
    app::people::TokenRequest,
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// `GET /api/v1/account`: who asks, and what they may do.
pub(super) async fn own_account(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.own_account(&who.asker)?))
}

/// `GET /api/v1/account/sessions`: where the asker is signed in.
pub(super) async fn sessions(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let items = site.service.own_sessions(&who.asker, who.session.as_ref())?;
    Ok(private(StatusCode::OK, &Page { items, next: None::<String> }))
}

/// `DELETE /api/v1/account/sessions/{session}`: ends one.
pub(super) async fn end_session(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
    session: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    site.service.end_own_session(&who.asker, &session)?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/tokens`: the asker's tokens.
pub(super) async fn tokens(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let items = site.service.own_tokens(&who.asker)?;
    Ok(private(StatusCode::OK, &Page { items, next: None::<String> }))
}

/// `POST /api/v1/tokens`: makes one, and shows it this once.
pub(super) async fn make_token(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
    Body(request): Body<TokenRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.make_token(&who.asker, &request).await)
}

/// `DELETE /api/v1/tokens/{token}`: revokes one.
pub(super) async fn revoke_token(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
    token: web::Path<TokenNumber>,
) -> Result<HttpResponse, Problem> {
    let revoked = site.service.revoke_token(&who.asker, token.into_inner()).await?;
    Ok(private(StatusCode::OK, &revoked))
}
