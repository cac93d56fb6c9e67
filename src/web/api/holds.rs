//! Revocations, suspensions, and taking either back; which are in force, and what each would hit, is asked first.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::outcome::{Page, acted, entered, private};
use crate::{
    access::act,
    app::{HoldFilter, HoldRequest, LiftRequest},
    log::{Hold, Target},
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber},
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// `POST /api/v1/revocations`
pub(super) async fn revoke(
    who: May<act::Revoke>,
    site: web::Data<Site>,
    Body(request): Body<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.hold(&who.asker, Hold::Revoked, &request).await)
}

/// `POST /api/v1/suspensions`
pub(super) async fn suspend(
    who: May<act::Suspend>,
    site: web::Data<Site>,
    Body(request): Body<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.hold(&who.asker, Hold::Suspended, &request).await)
}

/// Which revocations and suspensions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldQuery {
    /// `revoked` or `suspended`.
    hold: Option<Hold>,
    /// That name this certificate.
    certificate: Option<CertificateNumber>,
    /// That name this batch, or stamps of it.
    batch: Option<BatchNumber>,
    /// That name this producer.
    producer: Option<ProducerNumber>,
    /// That name this key.
    key: Option<KeyNumber>,
    /// What the answer before said as `next`.
    cursor: Option<u64>,
}

/// `GET /api/v1/holds`: those in force that the asker reaches, the newest first.
pub(super) async fn list(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<HoldQuery>,
) -> HttpResponse {
    let HoldQuery { hold, certificate, batch, producer, key, cursor: before } = query.into_inner();
    let filter = HoldFilter { hold, certificate, batch, producer, key, before };
    let page = site.service.holds(&who.asker, &filter);
    private(StatusCode::OK, &Page { items: page.holds, next: page.next })
}

/// What a revocation or suspension would hit is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewRequest {
    /// What it would hit.
    targets: Vec<Target>,
}

/// `POST /api/v1/holds/preview`: says what would be hit, and changes nothing.
pub(super) async fn preview(
    who: May<act::Look>,
    site: web::Data<Site>,
    Body(request): Body<PreviewRequest>,
) -> Result<HttpResponse, Problem> {
    let service = site.service.clone();
    let preview = web::block(move || service.preview_hold(&who.asker, &request.targets)).await;
    let preview = preview.map_err(|error| Problem::failed(&error))??;
    Ok(private(StatusCode::OK, &preview))
}

/// `GET /api/v1/holds/{index}`: says what lifting that entry would take back.
pub(super) async fn preview_lift(
    who: May<act::Look>,
    site: web::Data<Site>,
    index: web::Path<u64>,
) -> Result<HttpResponse, Problem> {
    let service = site.service.clone();
    let preview = web::block(move || service.preview_lift(&who.asker, index.into_inner())).await;
    let preview = preview.map_err(|error| Problem::failed(&error))??;
    Ok(private(StatusCode::OK, &preview))
}

/// `POST /api/v1/lifts`: takes a suspension back, or proposes to annul a mistaken revocation.
pub(super) async fn lift(
    who: May<act::Lift>,
    site: web::Data<Site>,
    Body(request): Body<LiftRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.lift(&who.asker, &request).await)
}

/// `GET /api/v1/expiry`: certificates that are over and not entered as that.
pub(super) async fn expired(_: May<act::Operate>, site: web::Data<Site>) -> HttpResponse {
    private(StatusCode::OK, &site.service.expired())
}

/// `POST /api/v1/expiry`: enters them; the body says nothing.
pub(super) async fn expire(
    who: May<act::Operate>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.expire(who.asker.actor).await)
}
