//! Refused acts of people, for the audit trail: who keeps trying what is not theirs is seen.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
    web::Data,
};

use super::API_ROUTES;
use crate::web::{problem::Problem, site::Site, who};

/// Has what would have changed something, and was forbidden, noted with who asked for it.
pub(super) async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    let request = response.request();
    if response.status() != StatusCode::FORBIDDEN || *request.method() == Method::GET {
        return Ok(response);
    }
    let problem = response.response().error().and_then(|error| error.as_error::<Problem>());
    let pattern = request.match_pattern();
    let route = API_ROUTES.iter().find(|route| {
        route.method == request.method().as_str() && Some(route.path) == pattern.as_deref()
    });
    let site = request.app_data::<Data<Site>>();
    if let (Some(problem), Some(route), Some(site)) = (problem, route, site)
        && let Some(asker) = who::person(request, site)
    {
        // The pattern: what stands in its place, a stranger may have written.
        let what = format!("{} {}", route.method, route.path);
        site.service.note_refusal(&asker, what, problem.code()).await;
    }
    Ok(response)
}
