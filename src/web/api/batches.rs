//! Batches: asked for, looked at, signed; their ranges put in use and declared.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::outcome::{Page, acted, entered, private};
use crate::{
    access::act,
    app::{ActivateRequest, BatchFilter, DeclareRequest, IssueRequest, PrintableStamps},
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber},
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// The most stamps that one request may sign: it keeps a core for a fifth of a second.
const MOST_STAMPS: u64 = 10_000;

/// Which batches.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchQuery {
    /// Of this certificate.
    certificate: Option<CertificateNumber>,
    /// Of this producer.
    producer: Option<ProducerNumber>,
    /// What the answer before said as `next`.
    cursor: Option<BatchNumber>,
}

/// `GET /api/v1/batches`: those that the asker reaches, the newest first.
pub(super) async fn list(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<BatchQuery>,
) -> HttpResponse {
    let BatchQuery { certificate, producer, cursor: before } = query.into_inner();
    let filter = BatchFilter { certificate, producer, before };
    let page = site.service.batches(&who.asker, &filter);
    private(StatusCode::OK, &Page { items: page.batches, next: page.next })
}

/// `GET /api/v1/batches/{batch}`
pub(super) async fn batch(
    who: May<act::Look>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.batch(&who.asker, batch.into_inner())?))
}

/// `POST /api/v1/batches`: issues a batch, whose stamps may be signed from then on; or proposes it.
pub(super) async fn request(
    who: May<act::RequestBatch>,
    site: web::Data<Site>,
    Body(request): Body<IssueRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.request_batch(&who.asker, &request).await)
}

/// Which stamps of a batch, both ends within.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StampRange {
    /// First index.
    from: u32,
    /// Last index.
    to: u32,
}

impl StampRange {
    /// The same, unless it is more than a core should be kept for.
    fn within_limits(&self) -> Result<Self, Problem> {
        let Self { from, to } = *self;
        let count = (u64::from(to) + 1).saturating_sub(u64::from(from));
        if count > MOST_STAMPS {
            return Err(Problem::too_many_stamps(count, MOST_STAMPS));
        }
        Ok(Self { from, to })
    }
}

/// `GET /api/v1/batches/{batch}/label`: what its labels say.
pub(super) async fn label(
    who: May<act::Look>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.batch_label(&who.asker, batch.into_inner())?))
}

/// `GET /api/v1/batches/{batch}/printable?from=&to=`: stamps in every spelling, for labels.
pub(super) async fn printable(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    range: web::Query<StampRange>,
) -> Result<HttpResponse, Problem> {
    let StampRange { from, to } = range.within_limits()?;
    let stamps = site.service.printable_stamps(&who.asker, batch.into_inner(), (from, to)).await?;
    Ok(private(StatusCode::OK, &PrintableStamps { stamps }))
}

/// `GET /api/v1/batches/{batch}/stamps?from=&to=`: signs stamps; the same again gives the same.
pub(super) async fn stamps(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    range: web::Query<StampRange>,
) -> Result<HttpResponse, Problem> {
    let StampRange { from, to } = range.within_limits()?;
    let stamps = site.service.batch_stamps(&who.asker, batch.into_inner(), (from, to)).await?;
    Ok(private(StatusCode::OK, &stamps))
}

/// `POST /api/v1/batches/{batch}/activations`: stamps that arrived are in use from now on.
pub(super) async fn activate(
    who: May<act::DeclareRange>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    Body(request): Body<ActivateRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.activate_range(&who.asker, batch.into_inner(), &request).await)
}

/// `POST /api/v1/batches/{batch}/declarations`: what stamps were put on.
pub(super) async fn declare(
    who: May<act::DeclareRange>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    Body(request): Body<DeclareRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.declare_range(&who.asker, batch.into_inner(), &request).await)
}
