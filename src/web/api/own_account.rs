//! One's own account: who one is, sessions, tokens.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Serialize;

use super::outcome::{Page, entered, private};
use crate::{
    access::{TokenNumber, act},
    app::{
        AccessError, UseCaseError,
        people::{AccountView, MadeToken, SessionView, TokenRequest, TokenView},
    },
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// All sessions of a person.
type OwnSessions = Page<SessionView, String>;

/// All tokens of a person.
type Tokens = Page<TokenView, String>;

/// Who asks, and what they may do.
#[utoipa::path(
    get, path = "/api/v1/account",
    responses(
        (status = 200, description = "The account.", body = AccountView),
    ),
)]
pub(super) async fn own_account(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.own_account(&who.asker)?))
}

/// Where the asker is signed in.
#[utoipa::path(
    get, path = "/api/v1/account/sessions",
    responses(
        (status = 200, description = "All of them.", body = OwnSessions),
    ),
)]
pub(super) async fn sessions(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let items = site.service.own_sessions(&who.asker, who.session.as_ref())?;
    Ok(private(StatusCode::OK, &Page { items, next: None::<String> }))
}

/// Ends one of the asker's sessions.
#[utoipa::path(
    delete, path = "/api/v1/account/sessions/{session}",
    params(("session" = String, Path, description = "The session, as the list names it.")),
    responses(
        (status = 204, description = "It ended."),
    ),
)]
pub(super) async fn end_session(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
    session: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    site.service.end_own_session(&who.asker, &session)?;
    Ok(HttpResponse::NoContent().finish())
}

/// The asker's tokens.
#[utoipa::path(
    get, path = "/api/v1/tokens",
    responses(
        (status = 200, description = "All of them.", body = Tokens),
    ),
)]
pub(super) async fn tokens(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let items = site.service.own_tokens(&who.asker)?;
    Ok(private(StatusCode::OK, &Page { items, next: None::<String> }))
}

/// A token that the same request made before, under the same key.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MadeBefore {
    #[serde(flatten)]
    view: TokenView,
    /// `null`: it was shown once, and is kept as a hash.
    secret: Option<String>,
    /// `true`.
    shown_before: bool,
}

/// Makes a token, and shows it this once.
///
/// Asked again under the same key, it says what it is, and does not show it.
#[utoipa::path(
    post, path = "/api/v1/tokens",
    request_body = TokenRequest,
    responses(
        (status = 201, description = "The token.", body = MadeToken),
        (status = 200, description = "It was made before, and shown.", body = MadeBefore),
    ),
)]
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

/// Revokes a token of the asker's.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{token}",
    params(("token" = TokenNumber, Path, description = "The token's number.")),
    responses(
        (status = 200, description = "It is revoked.", body = TokenView),
    ),
)]
pub(super) async fn revoke_token(
    who: May<act::SeeOwnAccount>,
    site: web::Data<Site>,
    token: web::Path<TokenNumber>,
) -> Result<HttpResponse, Problem> {
    let revoked = site.service.revoke_token(&who.asker, token.into_inner()).await?;
    Ok(private(StatusCode::OK, &revoked))
}
