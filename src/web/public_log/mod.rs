//! The public log for who does not read tiles: its entries as a list, a page and a feed, and receipts of single entries.
//!
//! All of it is read from the published files, so it says nothing that an auditor can't check.

pub(in crate::web) mod entries;
mod glance;
pub(in crate::web) mod query;
mod reading;
pub(in crate::web) mod receipt;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{negotiation::Reading, problem::Problem, site::Site};

pub(super) use entries::{feed, page};

/// The path before what programs ask of the log.
pub(super) const API_LOG: &str = "/api/v1/log";

/// The log in plain words.
pub(super) const LOG_PAGE: &str = "/log";

/// The same as a feed.
pub(super) const LOG_FEED: &str = "/log.atom";

/// `GET /api/v1/log/…`: entries, receipts.
pub(super) async fn for_programs(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let below = request.uri().path().strip_prefix(API_LOG).unwrap_or_default().to_owned();
    match below.strip_prefix("/receipts/") {
        Some(position) => receipt::receipt(&request, &site, position).await,
        None if below == "/entries" => entries::entries(request, site).await,
        None => Err(Problem::not_found(site.asked_in_json(&request).language)),
    }
}
