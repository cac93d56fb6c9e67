//! Responses with the headers that belong to their kind: pages, JSON, files.

use std::sync::LazyLock;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    etag::Etag,
    negotiation::Representation,
    page::{STYLE, account::ACCOUNT_STYLE, list::LIST_STYLE, print::SLIP_STYLE},
};

/// A page holds style sheets of ours, named by their hashes, and pictures of this host; it sends its form
/// here and runs nothing.
static PAGE_POLICY: LazyLock<HeaderValue> = LazyLock::new(|| policy("'self'"));

/// The same for a person's own pages, which may show a picture that was just given: within themselves.
static OWN_POLICY: LazyLock<HeaderValue> = LazyLock::new(|| policy("'self' data:"));

fn policy(pictures: &str) -> HeaderValue {
    let [style, list_style, account_style, slip_style] =
        [STYLE, LIST_STYLE, ACCOUNT_STYLE, SLIP_STYLE]
            .map(|style| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(style))));
    let policy = format!(
        "default-src 'none'; img-src {pictures}; style-src {style} {list_style} {account_style} \
         {slip_style}; \
         form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("words and base64 are visible ASCII")
}

/// Room for nearly every answer in JSON, so that it is written without moving.
const JSON_CAPACITY: usize = 2 * 1024;

/// To be asked about again each time.
pub(super) const NO_CACHE: &str = "no-cache";

/// Never another content under this name.
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A response that says what it holds. What all answers are given, the front adds.
pub(super) fn typed(status: StatusCode, content_type: &'static str) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, content_type));
    response
}

/// A page for people.
pub(super) fn page(status: StatusCode, html: String) -> HttpResponse {
    typed(status, "text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY.clone()))
        .insert_header((header::CACHE_CONTROL, NO_CACHE))
        .body(html)
}

/// A page that is one person's.
pub(super) fn own_page(status: StatusCode, html: String) -> HttpResponse {
    with(page(status, html), header::CONTENT_SECURITY_POLICY, OWN_POLICY.clone())
}

/// JSON that any site's scripts may read.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    let mut bytes = Vec::with_capacity(JSON_CAPACITY);
    serde_json::to_writer(&mut bytes, body).expect("answers of ours serialise");
    json_bytes(status, bytes)
}

/// The same, written already.
pub(super) fn json_bytes(status: StatusCode, body: Vec<u8>) -> HttpResponse {
    let mut response = typed(status, "application/json");
    response.insert_header((header::CACHE_CONTROL, NO_CACHE));
    shared(&mut response).body(body)
}

/// The sites whose scripts may read what is public: any.
const ANY_SITE: HeaderValue = HeaderValue::from_static("*");

/// What they may read of its headers.
const EXPOSED: HeaderValue =
    HeaderValue::from_static("ETag, Retry-After, Link, RateLimit, RateLimit-Policy, X-Request-Id");

/// Lets scripts of other sites read the response: it is public.
pub(super) fn shared(response: &mut HttpResponseBuilder) -> &mut HttpResponseBuilder {
    response
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_SITE))
        .insert_header((header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED))
}

/// The same for a response that is made already.
pub(super) fn share(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_SITE);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// What the client has still stands. Its headers take the place of those that were kept with it (RFC 9111 §3.2), so a
/// page's must have the page's policy.
pub(super) fn not_modified(
    etag: &Etag,
    cache_control: &'static str,
    kept: Representation,
) -> HttpResponse {
    let mut response = HttpResponse::NotModified();
    response
        .insert_header((header::ETAG, etag.header_value()))
        .insert_header((header::CACHE_CONTROL, cache_control));
    match kept {
        Representation::Page => {
            response.insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY.clone())).finish()
        }
        Representation::Json => shared(&mut response).finish(),
    }
}

/// The answer to a browser that asks first whether a script of another site may ask (Fetch standard).
pub(super) async fn preflight() -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, OPTIONS"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, If-None-Match"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"));
    shared(&mut response).finish()
}

/// Adds a header to a finished response.
pub(super) fn with(
    mut response: HttpResponse,
    name: HeaderName,
    value: HeaderValue,
) -> HttpResponse {
    response.headers_mut().insert(name, value);
    response
}
