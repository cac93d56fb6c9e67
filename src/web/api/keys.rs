//! Issuer keys, bases and the clock: the operator's, but for a key's compromise, which officers propose.

use actix_web::{HttpResponse, http::StatusCode, web};

use super::outcome::{Waiting, acted, entered, private};
use crate::{
    access::act,
    app::{AddKeyRequest, ClockReport, CompromiseRequest, KeyOutcome, MadeBase},
    stamp::KeyNumber,
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// Adds an issuer key to the log.
#[utoipa::path(
    post, path = "/api/v1/keys",
    request_body = AddKeyRequest,
    responses(
        (status = 201, description = "It is in the log.", body = KeyOutcome),
    ),
)]
pub(super) async fn add(
    who: May<act::Operate>,
    site: web::Data<Site>,
    Body(request): Body<AddKeyRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.add_key(who.asker, &request).await)
}

/// Retires a key: it signs no more, what it signed stands. The body says nothing.
#[utoipa::path(
    post, path = "/api/v1/keys/{key}/retire",
    params(("key" = KeyNumber, Path, description = "The key.")),
    responses(
        (status = 201, description = "It is in the log.", body = KeyOutcome),
    ),
)]
pub(super) async fn retire(
    who: May<act::Operate>,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.retire_key(who.asker, key.into_inner()).await)
}

/// Declares a key compromised: what it signed from a position on is revoked.
#[utoipa::path(
    post, path = "/api/v1/keys/{key}/compromise",
    params(("key" = KeyNumber, Path, description = "The key.")),
    request_body = CompromiseRequest,
    responses(
        (status = 201, description = "It is in the log.", body = KeyOutcome),
        (status = 202, description = "It waits for a second person.", body = Waiting,
            headers(("Location" = String, description = "The path of the proposal."))),
    ),
)]
pub(super) async fn compromise(
    who: May<act::CompromiseKey>,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
    Body(request): Body<CompromiseRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.compromise_key(&who.asker, key.into_inner(), &request).await)
}

/// Makes a base, so that the journal before it can be deleted; the body says nothing.
#[utoipa::path(
    post, path = "/api/v1/bases",
    responses(
        (status = 200, description = "It is made, and was read again.", body = MadeBase),
    ),
)]
pub(super) async fn make_base(
    _: May<act::Operate>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.make_base().await?))
}

/// How the clock stands, and whether changes are refused for it.
#[utoipa::path(
    get, path = "/api/v1/clock",
    responses(
        (status = 200, description = "How it stands.", body = ClockReport),
    ),
)]
pub(super) async fn clock(_: May<act::Operate>, site: web::Data<Site>) -> HttpResponse {
    private(StatusCode::OK, &site.service.clock())
}

/// Takes the operator's word that the clock is right; the body says nothing.
#[utoipa::path(
    post, path = "/api/v1/clock/confirm",
    responses(
        (status = 200, description = "How it stands.", body = ClockReport),
    ),
)]
pub(super) async fn confirm_clock(
    who: May<act::Operate>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.confirm_clock(who.asker).await?))
}
