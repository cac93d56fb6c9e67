//! The operator's requests, over the control socket: the JSON that the API for signed-in people will
//! have. What each does is the use case's; none of these paths exists on the public listener.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use super::{operator::Operator, problem::Problem, response, site::Site};
use crate::{
    app::{
        AddKeyRequest, BatchStamps, CompromiseRequest, HoldRequest, IssueRequest, LiftRequest,
        UseCaseError,
    },
    log::{Hold, Target},
    signing::SignedStamp,
    stamp::{BatchNumber, KeyNumber},
};

/// The largest body: `MOST_TARGETS` targets and a note, with room.
pub(super) const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// The most stamps that one request may sign: it keeps a worker for a fifth of a second.
const MOST_STAMPS: u64 = 10_000;

/// `GET /api/v1/office`: what the data folder was made for.
pub(super) async fn office(_: Operator, site: web::Data<Site>) -> HttpResponse {
    response::json(StatusCode::OK, site.service.office())
}

/// `POST /api/v1/batches`: issues a batch; its stamps may be signed from then on.
pub(super) async fn issue_batch(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<IssueRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.issue_batch(asker, &request).await)
}

/// Which stamps of a batch, both ends within.
#[derive(Deserialize)]
pub(super) struct StampRange {
    from: u32,
    to: u32,
}

/// `GET /api/v1/batches/{batch}/stamps?from=&to=`: signs stamps; the same again gives the same.
pub(super) async fn stamps(
    _: Operator,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    range: web::Query<StampRange>,
) -> Result<HttpResponse, Problem> {
    let StampRange { from, to } = range.into_inner();
    let count = (u64::from(to) + 1).saturating_sub(u64::from(from));
    if count > MOST_STAMPS {
        return Err(Problem::too_many_stamps(count, MOST_STAMPS));
    }
    let stamps = site.service.sign_stamps(batch.into_inner(), from, to).await?;
    let digits = stamps.iter().map(SignedStamp::digits).collect();
    Ok(response::json(StatusCode::OK, &BatchStamps { digits }))
}

/// `POST /api/v1/revocations`
pub(super) async fn revoke(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.hold(asker, Hold::Revoked, &request).await)
}

/// `POST /api/v1/suspensions`
pub(super) async fn suspend(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.hold(asker, Hold::Suspended, &request).await)
}

/// What a revocation or suspension would hit is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewRequest {
    targets: Vec<Target>,
}

/// `POST /api/v1/holds/preview`: says what would be hit, and changes nothing.
pub(super) async fn preview_hold(
    _: Operator,
    site: web::Data<Site>,
    request: web::Json<PreviewRequest>,
) -> HttpResponse {
    response::json(StatusCode::OK, &site.service.preview_hold(&request.targets))
}

/// `POST /api/v1/lifts`: takes a suspension, or a mistaken revocation, back.
pub(super) async fn lift(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<LiftRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.lift(asker, &request).await)
}

/// `POST /api/v1/keys`
pub(super) async fn add_key(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<AddKeyRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.add_key(asker, &request).await)
}

/// `POST /api/v1/keys/{key}/retire`; the body says nothing.
pub(super) async fn retire_key(
    Operator(asker): Operator,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.retire_key(asker, key.into_inner()).await)
}

/// `POST /api/v1/keys/{key}/compromise`
pub(super) async fn compromise_key(
    Operator(asker): Operator,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
    request: web::Json<CompromiseRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.compromise_key(asker, key.into_inner(), &request).await)
}

/// What a change came to: it is in the log now, and in the answers.
fn entered(outcome: Result<impl Serialize, UseCaseError>) -> Result<HttpResponse, Problem> {
    Ok(response::json(StatusCode::CREATED, &outcome?))
}
