//! Issuer keys and the clock: the operator's, but for a key's compromise, which officers propose.

use actix_web::{HttpResponse, http::StatusCode, web};

use super::outcome::{acted, entered, private};
use crate::{
    access::act,
    app::{AddKeyRequest, CompromiseRequest},
    stamp::KeyNumber,
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// `POST /api/v1/keys`
pub(super) async fn add(
    who: May<act::Operate>,
    site: web::Data<Site>,
    Body(request): Body<AddKeyRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.add_key(who.asker, &request).await)
}

/// `POST /api/v1/keys/{key}/retire`; the body says nothing.
pub(super) async fn retire(
    who: May<act::Operate>,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.retire_key(who.asker, key.into_inner()).await)
}

/// `POST /api/v1/keys/{key}/compromise`
pub(super) async fn compromise(
    who: May<act::CompromiseKey>,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
    Body(request): Body<CompromiseRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.compromise_key(&who.asker, key.into_inner(), &request).await)
}

/// `GET /api/v1/clock`: how the clock stands, and whether changes are refused for it.
pub(super) async fn clock(_: May<act::Operate>, site: web::Data<Site>) -> HttpResponse {
    private(StatusCode::OK, &site.service.clock())
}

/// `POST /api/v1/clock/confirm`: the operator's word that the clock is right; the body says nothing.
pub(super) async fn confirm_clock(
    who: May<act::Operate>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.confirm_clock(who.asker).await?))
}
