//! Revocations, suspensions, and taking either back; which are in force, and what each would hit, is asked first.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::outcome::{Page, Waiting, acted, entered, private};
use crate::{
    access::act,
    app::{
        ExpiredCertificate, HoldFilter, HoldOutcome, HoldPreview, HoldRequest, HoldView,
        LiftOutcome, LiftPreview, LiftRequest,
    },
    log::{Hold, Target},
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber},
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// Revokes stamps, ranges, batches, a certificate, a producer or a key; all targets or none.
#[utoipa::path(
    post, path = "/api/v1/revocations",
    request_body = HoldRequest,
    responses(
        (status = 201, description = "It is in the log.", body = HoldOutcome),
        (status = 202, description = "It waits for a second person.", body = Waiting,
            headers(("Location" = String, description = "The path of the proposal."))),
    ),
)]
pub(super) async fn revoke(
    who: May<act::Revoke>,
    site: web::Data<Site>,
    Body(request): Body<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.hold(&who.asker, Hold::Revoked, &request).await)
}

/// Suspends stamps, ranges, batches, a certificate, a producer or a key; all targets or none.
#[utoipa::path(
    post, path = "/api/v1/suspensions",
    request_body = HoldRequest,
    responses(
        (status = 201, description = "It is in the log.", body = HoldOutcome),
        (status = 202, description = "It waits for a second person.", body = Waiting,
            headers(("Location" = String, description = "The path of the proposal."))),
    ),
)]
pub(super) async fn suspend(
    who: May<act::Suspend>,
    site: web::Data<Site>,
    Body(request): Body<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.hold(&who.asker, Hold::Suspended, &request).await)
}

/// Which revocations and suspensions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HoldQuery {
    /// Of this kind.
    #[param(inline)]
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

/// A page of revocations and suspensions.
type Holds = Page<HoldView, u64>;

/// The revocations and suspensions in force that the asker reaches, the newest first.
#[utoipa::path(
    get, path = "/api/v1/holds",
    params(HoldQuery),
    responses(
        (status = 200, description = "Some of them.", body = Holds),
    ),
)]
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
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewRequest {
    /// What it would hit.
    targets: Vec<Target>,
}

/// Says what a revocation or suspension would hit, and changes nothing.
#[utoipa::path(
    post, path = "/api/v1/holds/preview",
    request_body = PreviewRequest,
    responses(
        (status = 200, description = "What it would hit.", body = HoldPreview),
    ),
)]
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

/// Says what lifting an entry would take back.
#[utoipa::path(
    get, path = "/api/v1/holds/{index}",
    params(("index" = u64, Path, description = "Position of the entry in the log.")),
    responses(
        (status = 200, description = "What it would take back.", body = LiftPreview),
        (status = 422, description = "Against the rules."),
    ),
)]
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

/// Takes a suspension back, or proposes to annul a mistaken revocation.
#[utoipa::path(
    post, path = "/api/v1/lifts",
    request_body = LiftRequest,
    responses(
        (status = 201, description = "It is in the log.", body = LiftOutcome),
        (status = 202, description = "It waits for a second person.", body = Waiting,
            headers(("Location" = String, description = "The path of the proposal."))),
    ),
)]
pub(super) async fn lift(
    who: May<act::Lift>,
    site: web::Data<Site>,
    Body(request): Body<LiftRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.lift(&who.asker, &request).await)
}

/// Certificates that are over and not entered as that.
#[utoipa::path(
    get, path = "/api/v1/expiry",
    responses(
        (status = 200, description = "All of them.", body = Vec<ExpiredCertificate>),
    ),
)]
pub(super) async fn expired(_: May<act::Operate>, site: web::Data<Site>) -> HttpResponse {
    private(StatusCode::OK, &site.service.expired())
}

/// Enters them as expired; the body says nothing.
#[utoipa::path(
    post, path = "/api/v1/expiry",
    responses(
        (status = 201, description = "They are in the log.", body = Vec<ExpiredCertificate>),
    ),
)]
pub(super) async fn expire(
    who: May<act::Operate>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.expire(who.asker.actor).await)
}
