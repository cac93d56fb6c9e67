//! Which path leads where. Paths are fixed texts and prefixes: the router compares them without a
//! pattern, and what none of them is goes to the scan. Patterns stand below a prefix only.

use actix_web::{
    HttpRequest, HttpResponse, Resource, ResponseError, Route, Scope, guard,
    http::Method,
    web::{self, Data, JsonConfig, PathConfig, PayloadConfig, QueryConfig, ServiceConfig},
};

use super::{
    certificate, certificate_list, control, health, problem::Problem, published, register,
    response::preflight, scan, site::Site, verify,
};
use crate::app::LARGEST_PICTURE;

/// What the world may ask. Each has a row of its own in the test that looks for private words in every
/// answer, so that a new one is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicPath {
    /// `/`
    Home,
    /// `/check`
    Check,
    /// `/api/v1/stamps/…`
    Stamps,
    /// `/certificates`
    CertificateList,
    /// `/certificates.csv`
    CertificateTable,
    /// `/certificates/{number}`, and its code as a picture below it.
    Certificate,
    /// `/api/v1/certificates`, and `…/{number}`.
    Certificates,
    /// `/log/…`
    Log,
    /// `/.well-known/ocop-stamp/issuer-keys.json`
    IssuerKeys,
    /// `/pictures/…`
    Pictures,
    /// `/healthz`, `/readyz`
    Health,
    /// Everything else: what a stamp's code leads to.
    Scan,
}

impl PublicPath {
    /// All of them, in the order in which they are compared; the one for everything else last.
    pub const ALL: [Self; 12] = [
        Self::Home,
        Self::Check,
        Self::Stamps,
        Self::CertificateList,
        Self::CertificateTable,
        Self::Certificate,
        Self::Certificates,
        Self::Log,
        Self::IssuerKeys,
        Self::Pictures,
        Self::Health,
        Self::Scan,
    ];

    fn register(self, config: &mut ServiceConfig) {
        match self {
            Self::Home => config.service(web::resource("/").to(scan::home)),
            Self::Check => config.service(web::resource("/check").to(scan::check)),
            Self::Stamps => config.service(preflights(verify::STAMPS)).service(stamps()),
            Self::CertificateList => config
                .service(shared(certificate::CERTIFICATES).route(web::to(certificate_list::list))),
            Self::CertificateTable => config.service(
                shared(certificate_list::CERTIFICATES_CSV).route(web::to(certificate_list::table)),
            ),
            Self::Certificate => config
                .service(preflights(certificate::CERTIFICATES))
                .service(below(certificate::CERTIFICATES, web::to(certificate::certificate))),
            Self::Certificates => config
                .service(preflights(certificate::API_CERTIFICATES))
                .service(
                    web::resource(certificate::API_CERTIFICATES).to(certificate_list::api_list),
                )
                .service(below(
                    certificate::API_CERTIFICATES,
                    web::to(certificate::api_certificate),
                )),
            Self::Log => config
                .service(preflights(published::LOG))
                .service(below(published::LOG, web::to(published::log_file))),
            Self::IssuerKeys => config
                .service(shared(published::ISSUER_KEYS).route(web::to(published::issuer_keys))),
            Self::Pictures => {
                config.service(below(published::PICTURES, web::to(published::picture)))
            }
            Self::Health => {
                let health = |path| web::resource(path).to(health::health);
                config.service(health("/healthz")).service(health("/readyz"))
            }
            Self::Scan => config.default_service(web::to(scan::scan)),
        };
    }
}

// A path that is added before the last one and left out of the list does not compile.
const _: () = assert!(PublicPath::ALL.len() == PublicPath::Scan as usize + 1);

/// The public side.
pub(super) fn public_routes(site: Data<Site>) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(site);
        for path in PublicPath::ALL {
            path.register(config);
        }
    }
}

/// What the operator may ask over the control socket, whoever the socket lets in.
pub fn control_routes(site: Data<Site>) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config
            .app_data(site)
            .app_data(bodies_up_to(control::LARGEST_BODY))
            .app_data(QueryConfig::default().error_handler(|e, _| Problem::from(e).into()))
            .app_data(PathConfig::default().error_handler(|e, _| Problem::from(e).into()))
            .service(stamps())
            .service(only("/api/v1/office", "GET", web::get().to(control::office)))
            .service(only("/api/v1/batches", "POST", web::post().to(control::issue_batch)))
            .service(only("/api/v1/batches/{batch}/stamps", "GET", web::get().to(control::stamps)))
            .service(only(
                "/api/v1/batches/{batch}/label",
                "GET",
                web::get().to(control::batch_label),
            ))
            .service(only(
                "/api/v1/batches/{batch}/printable",
                "GET",
                web::get().to(control::printable_stamps),
            ))
            .service(only("/api/v1/revocations", "POST", web::post().to(control::revoke)))
            .service(only("/api/v1/suspensions", "POST", web::post().to(control::suspend)))
            .service(only("/api/v1/holds/preview", "POST", web::post().to(control::preview_hold)))
            .service(only("/api/v1/holds/{index}", "GET", web::get().to(control::preview_lift)))
            .service(only("/api/v1/lifts", "POST", web::post().to(control::lift)))
            .service(
                web::resource("/api/v1/register/import")
                    .app_data(bodies_up_to(register::LARGEST_BODY))
                    .route(web::post().to(register::import)),
            )
            .service(
                only("/api/v1/pictures", "POST", web::post().to(register::keep_picture))
                    .app_data(PayloadConfig::new(LARGEST_PICTURE)),
            )
            .service(only("/api/v1/register/export", "GET", web::get().to(register::export)))
            .service(only("/api/v1/corrections", "GET", web::get().to(register::corrections)))
            .service(only(
                "/api/v1/corrections/settle",
                "POST",
                web::post().to(register::settle_correction),
            ))
            .service(only("/api/v1/keys", "POST", web::post().to(control::add_key)))
            .service(only("/api/v1/keys/{key}/retire", "POST", web::post().to(control::retire_key)))
            .service(only(
                "/api/v1/keys/{key}/compromise",
                "POST",
                web::post().to(control::compromise_key),
            ))
            .service(only("/api/v1/clock", "GET", web::get().to(control::clock)))
            .service(only("/api/v1/clock/confirm", "POST", web::post().to(control::confirm_clock)))
            .service(web::resource(["/healthz", "/readyz"]).to(health::health))
            .default_service(web::to(no_such_path));
    }
}

/// Checking stamps, for programs: the same on both sides.
fn stamps() -> Scope {
    web::scope(verify::STAMPS)
        .app_data(bodies_up_to(verify::LARGEST_BODY))
        .service(only("/verify", "POST", web::post().to(verify::verify)))
        .default_service(web::to(verify::stamp))
}

/// A path that scripts of other sites may ask for.
fn shared(path: &str) -> Resource {
    web::resource(path).route(web::method(Method::OPTIONS).to(preflight))
}

/// Whatever is below a prefix.
fn below(prefix: &str, route: Route) -> Scope {
    web::scope(prefix).default_service(route)
}

/// Browsers ask first, whatever is below the prefix.
fn preflights(prefix: &str) -> Scope {
    web::scope(prefix).guard(guard::Options()).default_service(web::to(preflight))
}

/// A path with one method.
fn only(path: &str, method: &'static str, route: Route) -> Resource {
    let refuse = move || async move { Problem::method_not_allowed(method).error_response() };
    web::resource(path).route(route).default_service(web::to(refuse))
}

fn bodies_up_to(largest: usize) -> JsonConfig {
    JsonConfig::default().limit(largest).error_handler(|error, _| Problem::from(error).into())
}

async fn no_such_path(request: HttpRequest, site: Data<Site>) -> HttpResponse {
    Problem::not_found(site.asked_in_json(&request).language).error_response()
}
