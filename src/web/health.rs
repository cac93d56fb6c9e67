//! What a supervisor and a load balancer ask.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Serialize;

use super::{negotiation::Reading, problem::Problem, response, site::Site};

/// The service works.
#[derive(Serialize)]
struct Healthy {
    /// Always `ok`.
    status: &'static str,
    /// Entries that are published, those of the logs that this one continues included.
    log_size: u64,
}

/// `GET /healthz`, `GET /readyz`: well once the first checkpoint is published, and as long as changes
/// can be recorded and published.
pub(super) async fn health(_: Reading, site: web::Data<Site>) -> Result<HttpResponse, Problem> {
    let published = site.service.health()?;
    Ok(response::json(StatusCode::OK, &Healthy { status: "ok", log_size: published.size }))
}

#[cfg(test)]
mod tests {
    use crate::{
        log::{Hold, Reason},
        web::test_service::{self, one},
    };

    #[test]
    fn a_service_that_can_not_record_is_unwell_and_still_answers_scans() {
        test_service::run(async |test| {
            for path in ["/healthz", "/readyz"] {
                let reply = test.get_json(path).await;
                assert_eq!((reply.status, reply.json()["status"].as_str()), (200, Some("ok")));
            }
            test.ledger_fails_next();
            let failed = test.try_hold(Hold::Revoked, Reason::StampCopied, one(1, 0)).await;
            assert!(failed.is_err());
            test.writer_has_ended().await;
            let reply = test.get_json("/healthz").await;
            assert_eq!((reply.status, reply.json()["code"].as_str()), (503, Some("unhealthy")));
            assert_eq!(reply.header("retry-after"), "10");
            let scan = test.get_json(&format!("/{}", test.digits(1, 0))).await;
            assert_eq!(scan.json()["verdict"], "valid");
        });
    }
}
