//! What a supervisor and a load balancer ask.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Serialize;

use super::{negotiation::Reading, problem::Problem, response, site::Site};

/// The service works.
#[derive(Serialize)]
struct Healthy {
    /// Always `ok`.
    status: &'static str,
    /// Size of the last published checkpoint.
    log_size: u64,
}

/// `GET /healthz`, `GET /readyz`: well once the first checkpoint is published, and as long as changes
/// can be recorded and published.
pub(super) async fn health(_: Reading, site: web::Data<Site>) -> Result<HttpResponse, Problem> {
    let published = site.service.published().filter(|_| site.service.is_healthy());
    let published = published.ok_or_else(Problem::unhealthy)?;
    Ok(response::json(StatusCode::OK, &Healthy { status: "ok", log_size: published.size }))
}
