//! One's own account: who one is, sessions, tokens.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Serialize;

use super::outcome::{Page, entered, private};
use crate::{
    access::{TokenNumber, act},
    app::{
        AccessError, UseCaseError,
        people::{TokenRequest, TokenView},
    },
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

/// A token that the same request made before, under the same key.
#[derive(Debug, Serialize)]
struct MadeBefore {
    #[serde(flatten)]
    view: TokenView,
    /// `null`: it was shown once, and is kept as a hash.
    secret: Option<String>,
    shown_before: bool,
}

/// `POST /api/v1/tokens`: makes one, and shows it this once. Asked again under the same key, it says what it is, and does
/// not show it.
pub(super) async fn make_token(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
    Body(request): Body<TokenRequest>,
) -> Result<HttpResponse, Problem> {
    match site.service.make_token(&who.asker, &request).await {
        Err(UseCaseError::Access(AccessError::MadeBefore(number))) => {
            let view = site.service.own_token(&who.asker, number)?;
            let before = MadeBefore { view, secret: None, shown_before: true };
            Ok(private(StatusCode::OK, &before))
        }
        made => entered(made),
    }
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
