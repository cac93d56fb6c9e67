//! The interface for programs as OpenAPI 3.1 describes it. What an operation takes and gives is said where it is
//! handled, and follows from its types; what many have in common (who may, which problems, which headers) follows from
//! the table of paths, and is added in `common`. The document is checked in as `docs/openapi.json`.

mod common;
pub(in crate::web) mod plain;

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use utoipa::{
    OpenApi, PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    api::{ApiDescriptions, OpenDescriptions},
    certificate, certificate_list,
    negotiation::Reading,
    public_log,
    published::{FOR_MINUTES, changing},
    verify,
};

/// Where the document stands.
pub(super) const OPENAPI: &str = "/api/v1/openapi.json";

/// The media type of OpenAPI documents in JSON.
const OPENAPI_JSON: &str = "application/vnd.oai.openapi+json;version=3.1";

/// What the whole document says of itself.
const INTRODUCTION: &str = include_str!("introduction.md");

/// What anybody may ask.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "ocop-stamp",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    paths(
        verify::stamp,
        verify::verify,
        certificate_list::api_list,
        certificate::api_certificate,
        public_log::entries::entries,
        public_log::receipt::receipt,
        openapi,
    )
)]
struct PublicDescriptions;

/// The groups of operations, in the order in which they are shown: the module that handles each, and what it is about.
const TAGS: [(&str, &str, &str); 16] = [
    ("verify", "stamps", "What stamps are worth. For anybody."),
    ("certificate", "certificates", "The open list of certificates. For anybody."),
    ("certificate_list", "certificates", ""),
    ("entries", "log", "The public log for who does not read tiles. For anybody."),
    ("receipt", "log", ""),
    ("openapi", "openapi", "This document. For anybody."),
    (
        "sign_in",
        "signing in",
        "Passwords, second factors, invitations. They set the session's cookie.",
    ),
    ("own_account", "own account", "Who one is; sessions and tokens."),
    ("batches", "batches", "Batches of stamps: asked for, signed, put in use, declared."),
    ("print_jobs", "print jobs", "Files for printers, made in the background."),
    ("holds", "revocations", "Revocations, suspensions, and what takes them back."),
    ("proposals", "proposals", "What waits for a second person; what offices are told."),
    ("register", "register", "Producers and the register of the office."),
    ("accounts", "accounts", "Other people's accounts."),
    ("audit", "audit trail", "Who did what."),
    ("keys", "keys and clock", "Issuer keys and the clock."),
];

/// `lang`, which every public answer with words understands.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "negotiation reads it")]
pub(super) struct LanguageParameter {
    /// The language of problems that consumers meet: `vi` or `en`, of those that the office offers; another is passed
    /// by.
    lang: Option<String>,
}

/// Bytes of a file.
pub(super) struct Bytes;

impl PartialSchema for Bytes {
    fn schema() -> RefOr<Schema> {
        plain::bytes().into()
    }
}

impl ToSchema for Bytes {}

/// The document.
pub fn openapi_document() -> Value {
    let mut document = PublicDescriptions::openapi();
    document.merge(OpenDescriptions::openapi());
    document.merge(ApiDescriptions::openapi());
    let mut document = serde_json::to_value(document).expect("texts and numbers serialise");
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["info"]["description"] = json!(INTRODUCTION);
    common::complete(&mut document);
    document
}

/// The document as it is checked in and served.
pub fn openapi_text() -> String {
    let document = openapi_document();
    serde_json::to_string_pretty(&document).expect("it was read from JSON") + "\n"
}

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "openapi",
    responses(
        (status = 200, description = "OpenAPI 3.1.", body = Object, content_type = OPENAPI_JSON,
            headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "What the client has still stands."),
    ),
)]
pub(super) async fn openapi(_: Reading, request: HttpRequest) -> HttpResponse {
    static TEXT: LazyLock<String> = LazyLock::new(openapi_text);
    changing(&request, OPENAPI_JSON, FOR_MINUTES, TEXT.clone().into_bytes())
}

#[cfg(test)]
mod tests;
