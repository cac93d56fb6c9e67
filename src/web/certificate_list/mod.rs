//! The open list of certificates: as a page and in JSON at one address, as one table beside it.
//!
//! What is asked of it is parsed here; which rows that gives is the index's of `app`. Lists are made on
//! threads of their own, so that scans do not wait for them.

mod json;
pub(in crate::web) mod query;
mod table_file;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    body::MessageBody,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};

use super::{
    certificate::{API_CERTIFICATES, CERTIFICATES},
    moment::Moment,
    negotiation::{Asked, Reading, Representation},
    openapi::LanguageParameter,
    page::{
        facts,
        list::{list_page, render_list, render_list_refused},
        view::StayIn,
    },
    problem::Problem,
    response::{self, NO_CACHE},
    scan::negotiated,
    site::Site,
};
use crate::{app::Listing, stamp::today, verification::decide_certificate};
use json::ListJson;
use query::{ListParameters, ListQuery, ListQueryError};

/// The list as a table.
pub(super) const CERTIFICATES_CSV: &str = "/certificates.csv";

/// `GET /certificates?province=&state=&q=&cursor=&limit=`
pub(super) async fn list(_: Reading, request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    answer(&request, &site, &site.asked(&request), CERTIFICATES).await
}

/// The open list of certificates, page by page.
#[utoipa::path(
    get, path = "/api/v1/certificates",
    params(ListParameters, LanguageParameter),
    responses(
        (status = 200, description = "Some of them.", body = ListJson,
            headers(
                ("Link" = String, description = "The beginning and what follows (RFC 8288)."),
                ("ETag" = String, description = "For `If-None-Match`."),
            )),
        (status = 304, description = "What the client has still stands."),
    ),
)]
pub(super) async fn api_list(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> HttpResponse {
    answer(&request, &site, &site.asked_in_json(&request), API_CERTIFICATES).await
}

async fn answer(
    request: &HttpRequest,
    site: &web::Data<Site>,
    asked: &Asked<'_>,
    path: &'static str,
) -> HttpResponse {
    let query = match ListQuery::parse(asked.query) {
        Ok(query) => query,
        Err(error) => return negotiated(refuse(site, asked, &error)),
    };
    let moment = Moment::of(site);
    let etag = moment.etag(site, request.head(), asked);
    if etag.is_named_by(request.headers()) {
        return negotiated(response::not_modified(&etag, NO_CACHE, asked.representation));
    }
    let frame = facts::frame(site.service.office(), asked);
    let (site, representation) = (site.clone(), asked.representation);
    let made = web::block(move || {
        let (snapshot, index) = site.service.certificate_index(moment.now);
        let listing = index.list(&query.filter(), query.cursor, query.limit);
        let numbers = listing.certificates.iter();
        let answers: Vec<_> = numbers
            .filter_map(|number| decide_certificate(*number, &snapshot, moment.now))
            .collect();
        let links = links(&query, &listing, path, frame.stay);
        let made = match representation {
            Representation::Json => {
                let body = ListJson::new(&listing, &answers, moment.now, moment.published);
                Made::Json(serde_json::to_vec(&body).expect("texts, numbers and dates serialise"))
            }
            Representation::Page => {
                let data_as_of = moment.data_as_of();
                let page = list_page(frame, &query, &listing, &answers, moment.now, data_as_of);
                Made::Page(render_list(&page))
            }
        };
        (made, links)
    });
    let (made, links) = match made.await {
        Ok(made) => made,
        Err(error) => return negotiated(Problem::failed(&error).error_response()),
    };
    let response = match made {
        Made::Json(body) => response::json_bytes(StatusCode::OK, body),
        Made::Page(html) => response::page(StatusCode::OK, html),
    };
    let response = response::with(response, header::LINK, links);
    negotiated(response::with(response, header::ETAG, etag.header_value()))
}

/// What a thread of its own made.
enum Made {
    Json(Vec<u8>),
    Page(String),
}

/// The beginning of the list and its next page (RFC 8288).
fn links(query: &ListQuery, listing: &Listing, path: &str, stay: StayIn) -> HeaderValue {
    let mut links = format!("<{}>; rel=\"first\"", query.href_from(path, None, stay));
    if let Some(next) = listing.next {
        let next = query.href_from(path, Some(next), stay);
        links.push_str(&format!(", <{next}>; rel=\"next\""));
    }
    HeaderValue::from_str(&links).expect("addresses of ours are visible ASCII")
}

/// `GET /certificates.csv?province=&state=&q=`: all rows.
pub(super) async fn table(_: Reading, request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let asked = site.asked(&request);
    let query = match ListQuery::parse(asked.query) {
        Ok(query) => query,
        Err(error) => return negotiated(refuse(&site, &asked, &error)),
    };
    let moment = Moment::of(&site);
    let etag = moment.etag(&site, request.head(), &asked);
    if etag.is_named_by(request.headers()) {
        return response::not_modified(&etag, NO_CACHE, Representation::Json);
    }
    let base_url = site.service.office().base_url.clone();
    let now = moment.now;
    let made = web::block(move || {
        let (snapshot, index) = site.service.certificate_index(now);
        let certificates = index.all(&query.filter());
        table_file::Table { snapshot, base_url, certificates, now, written: None }
    });
    let table = match made.await {
        Ok(table) => table,
        Err(error) => return Problem::failed(&error).error_response(),
    };
    let name = format!("attachment; filename=\"chung-nhan-ocop-{}.csv\"", today(now));
    let mut response = response::typed(StatusCode::OK, "text/csv; charset=utf-8; header=present");
    response
        .insert_header((header::CACHE_CONTROL, NO_CACHE))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::ETAG, etag.header_value()));
    response::shared(&mut response).body(table.boxed())
}

/// A list that can't be given, for people or for programs.
fn refuse(site: &Site, asked: &Asked<'_>, error: &ListQueryError) -> HttpResponse {
    match asked.representation {
        Representation::Json => Problem::from(error).error_response(),
        Representation::Page => {
            let frame = facts::frame(site.service.office(), asked);
            response::page(StatusCode::BAD_REQUEST, render_list_refused(&frame, error))
        }
    }
}

#[cfg(test)]
mod tests;
