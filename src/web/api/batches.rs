//! Batches: asked for, looked at, signed; their ranges put in use and declared.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::outcome::{Page, Waiting, acted, entered, private};
use crate::{
    access::act,
    app::{
        ActivateRequest, BatchFilter, BatchLabel, BatchPlan, BatchStamps, BatchView,
        DeclareRequest, HoldOutcome, IssueRequest, IssuedBatch, PrintableStamps, RangeOutcome,
        UnusedStamps, VoidUnusedRequest,
    },
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber},
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// The most stamps that one request may sign: it keeps a core for a fifth of a second.
const MOST_STAMPS: u64 = 10_000;

/// Which batches.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BatchQuery {
    /// Of this certificate.
    certificate: Option<CertificateNumber>,
    /// Of this producer.
    producer: Option<ProducerNumber>,
    /// What the answer before said as `next`.
    cursor: Option<BatchNumber>,
}

/// A page of batches.
type Batches = Page<BatchView, BatchNumber>;

/// The batches that the asker reaches, the newest first.
#[utoipa::path(
    get, path = "/api/v1/batches",
    params(BatchQuery),
    responses(
        (status = 200, description = "Some of them.", body = Batches),
    ),
)]
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

/// A batch.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch}",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    responses(
        (status = 200, description = "The batch.", body = BatchView),
    ),
)]
pub(super) async fn batch(
    who: May<act::Look>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.batch(&who.asker, batch.into_inner())?))
}

/// Issues a batch, whose stamps may be signed from then on; or proposes it.
#[utoipa::path(
    post, path = "/api/v1/batches",
    request_body = IssueRequest,
    responses(
        (status = 201, description = "It is issued.", body = IssuedBatch),
        (status = 202, description = "It waits for a second person.", body = Waiting,
            headers(("Location" = String, description = "The path of the proposal."))),
    ),
)]
pub(super) async fn request(
    who: May<act::RequestBatch>,
    site: web::Data<Site>,
    Body(request): Body<IssueRequest>,
) -> Result<HttpResponse, Problem> {
    acted(site.service.request_batch(&who.asker, &request).await)
}

/// Says what a batch would be: the days its certificate has left, its quota, stamps that are likely to be left over. Nothing
/// is changed.
#[utoipa::path(
    post, path = "/api/v1/batches/plan",
    request_body = IssueRequest,
    responses(
        (status = 200, description = "What it would be.", body = BatchPlan),
    ),
)]
pub(super) async fn plan(
    who: May<act::Look>,
    site: web::Data<Site>,
    Body(request): Body<IssueRequest>,
) -> Result<HttpResponse, Problem> {
    let service = site.service.clone();
    let plan = web::block(move || service.plan_batch(&who.asker, &request)).await;
    let plan = plan.map_err(|error| Problem::failed(&error))??;
    Ok(private(StatusCode::OK, &plan))
}

/// Of which certificate.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UnusedQuery {
    /// The certificate.
    certificate: CertificateNumber,
}

/// The stamps of a certificate that nobody has used: neither declared nor revoked.
#[utoipa::path(
    get, path = "/api/v1/unused-stamps",
    params(UnusedQuery),
    responses(
        (status = 200, description = "Which.", body = UnusedStamps),
        (status = 404, description = "There is no such certificate, or it is another's."),
    ),
)]
pub(super) async fn unused(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<UnusedQuery>,
) -> Result<HttpResponse, Problem> {
    let (service, certificate) = (site.service.clone(), query.certificate);
    let unused = web::block(move || service.unused_stamps(&who.asker, certificate)).await;
    let unused = unused.map_err(|error| Problem::failed(&error))??;
    Ok(private(StatusCode::OK, &unused))
}

/// Voids the unused stamps of a certificate that another took the place of, or whose time is over.
#[utoipa::path(
    post, path = "/api/v1/unused-stamps/void",
    request_body = VoidUnusedRequest,
    responses(
        (status = 201, description = "It is in the log.", body = HoldOutcome),
    ),
)]
pub(super) async fn void_unused(
    who: May<act::Revoke>,
    site: web::Data<Site>,
    Body(request): Body<VoidUnusedRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.void_unused(&who.asker, &request).await)
}

/// Which stamps of a batch, both ends within.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
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

/// What the labels of a batch say.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch}/label",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    responses(
        (status = 200, description = "What they say.", body = BatchLabel),
        (status = 422, description = "Against the rules."),
    ),
)]
pub(super) async fn label(
    who: May<act::Look>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.batch_label(&who.asker, batch.into_inner())?))
}

/// Signs stamps, and gives each in every spelling, for labels.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch}/printable",
    params(("batch" = BatchNumber, Path, description = "The batch."), StampRange),
    responses(
        (status = 200, description = "The stamps.", body = PrintableStamps),
        (status = 409, description = "The key is not held here, or too often today."),
        (status = 422, description = "Against the rules."),
    ),
)]
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

/// Signs stamps; the same again gives the same.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch}/stamps",
    params(("batch" = BatchNumber, Path, description = "The batch."), StampRange),
    responses(
        (status = 200, description = "The stamps.", body = BatchStamps),
        (status = 409, description = "The key is not held here, or too often today."),
        (status = 422, description = "Against the rules."),
    ),
)]
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

/// Says that stamps which arrived are in use from now on.
#[utoipa::path(
    post, path = "/api/v1/batches/{batch}/activations",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    request_body = ActivateRequest,
    responses(
        (status = 201, description = "It is in the log.", body = RangeOutcome),
    ),
)]
pub(super) async fn activate(
    who: May<act::DeclareRange>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    Body(request): Body<ActivateRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.activate_range(&who.asker, batch.into_inner(), &request).await)
}

/// Says what stamps were put on.
#[utoipa::path(
    post, path = "/api/v1/batches/{batch}/declarations",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    request_body = DeclareRequest,
    responses(
        (status = 201, description = "It is in the log.", body = RangeOutcome),
    ),
)]
pub(super) async fn declare(
    who: May<act::DeclareRange>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    Body(request): Body<DeclareRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.declare_range(&who.asker, batch.into_inner(), &request).await)
}
