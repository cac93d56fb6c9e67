//! Which path leads where. Paths are fixed texts and prefixes: the router compares them without a
//! pattern, and what none of them is goes to the scan. Patterns stand below a prefix only.

use actix_web::{
    HttpRequest, HttpResponse, Resource, ResponseError, Route, Scope, guard,
    http::Method,
    web::{self, Data, JsonConfig, ServiceConfig},
};

use super::{
    account_pages,
    api::{api_routes, open_routes},
    api_docs, certificate, certificate_list, health, openapi, print_pages,
    problem::Problem,
    public_log, published,
    response::preflight,
    scan,
    site::Site,
    verify, work_pages,
};

use crate::app::PRINT_LINK;

/// Where the interface for programs begins.
const API: &str = "/api/v1";

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
    /// `/sign-in`, its second step below it, and `/sign-out`.
    SignIn,
    /// `/account`, and below it.
    Account,
    /// `/invitation/…`
    Invitation,
    /// `/print/…`: for who has a link to files of a print job.
    PrintLink,
    /// `/log`
    LogPage,
    /// `/log.atom`
    LogFeed,
    /// `/log/…`
    Log,
    /// `/api/v1/log/…`
    LogForPrograms,
    /// `/api/v1/openapi.json`
    OpenApi,
    /// `/api/v1/docs`, and its files below it.
    ApiDocs,
    /// The rest of `/api/v1/…`: for who shows a token or is signed in.
    Api,
    /// `/.well-known/ocop-stamp/issuer-keys.json`
    IssuerKeys,
    /// `/.well-known/security.txt`
    SecurityContact,
    /// `/pictures/…`
    Pictures,
    /// `/healthz`, `/readyz`
    Health,
    /// Everything else: what a stamp's code leads to.
    Scan,
}

impl PublicPath {
    /// All of them, in the order in which they are compared; the one for everything else last.
    pub const ALL: [Self; 23] = [
        Self::Home,
        Self::Check,
        Self::Stamps,
        Self::CertificateList,
        Self::CertificateTable,
        Self::Certificate,
        Self::Certificates,
        Self::SignIn,
        Self::Account,
        Self::Invitation,
        Self::PrintLink,
        Self::LogPage,
        Self::LogFeed,
        Self::Log,
        Self::LogForPrograms,
        Self::OpenApi,
        Self::ApiDocs,
        Self::Api,
        Self::IssuerKeys,
        Self::SecurityContact,
        Self::Pictures,
        Self::Health,
        Self::Scan,
    ];

    /// Which of them a path leads to.
    pub(super) fn of(path: &str) -> Self {
        let is_below =
            |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        match path {
            "/" => Self::Home,
            "/check" => Self::Check,
            certificate::CERTIFICATES => Self::CertificateList,
            certificate_list::CERTIFICATES_CSV => Self::CertificateTable,
            certificate::API_CERTIFICATES => Self::Certificates,
            published::ISSUER_KEYS => Self::IssuerKeys,
            published::SECURITY_TXT => Self::SecurityContact,
            account_pages::SIGN_IN | account_pages::SECOND_FACTOR | account_pages::SIGN_OUT => {
                Self::SignIn
            }
            account_pages::ACCOUNT => Self::Account,
            public_log::LOG_PAGE => Self::LogPage,
            public_log::LOG_FEED => Self::LogFeed,
            "/healthz" | "/readyz" => Self::Health,
            _ if is_below(verify::STAMPS) => Self::Stamps,
            _ if is_below(certificate::CERTIFICATES) => Self::Certificate,
            _ if is_below(certificate::API_CERTIFICATES) => Self::Certificates,
            openapi::OPENAPI => Self::OpenApi,
            api_docs::API_DOCS => Self::ApiDocs,
            _ if is_below(account_pages::ACCOUNT) => Self::Account,
            _ if is_below(account_pages::INVITATION) => Self::Invitation,
            _ if is_below(PRINT_LINK) => Self::PrintLink,
            _ if is_below(public_log::API_LOG) => Self::LogForPrograms,
            _ if is_below(api_docs::API_DOCS) => Self::ApiDocs,
            _ if is_below(API) => Self::Api,
            _ if is_below(published::LOG) => Self::Log,
            _ if is_below(published::PICTURES) => Self::Pictures,
            _ => Self::Scan,
        }
    }

    /// Whether scripts of any site may read its answers: all that is public, and nothing that is somebody's.
    pub(super) const fn is_shared(self) -> bool {
        match self {
            Self::Api | Self::SignIn | Self::Account | Self::Invitation | Self::PrintLink => false,
            Self::Home
            | Self::Check
            | Self::Stamps
            | Self::CertificateList
            | Self::CertificateTable
            | Self::Certificate
            | Self::Certificates
            | Self::LogPage
            | Self::LogFeed
            | Self::LogForPrograms
            | Self::OpenApi
            | Self::ApiDocs
            | Self::Log
            | Self::IssuerKeys
            | Self::SecurityContact
            | Self::Pictures
            | Self::Health
            | Self::Scan => true,
        }
    }

    /// As log lines name it.
    pub(super) const fn pattern(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Check => "/check",
            Self::Stamps => "/api/v1/stamps/…",
            Self::CertificateList => "/certificates",
            Self::CertificateTable => "/certificates.csv",
            Self::Certificate => "/certificates/{number}",
            Self::Certificates => "/api/v1/certificates/…",
            Self::SignIn => "/sign-in",
            Self::Account => "/account/…",
            Self::Invitation => "/invitation/…",
            Self::PrintLink => "/print/…",
            Self::LogPage => "/log",
            Self::LogFeed => "/log.atom",
            Self::LogForPrograms => "/api/v1/log/…",
            Self::OpenApi => "/api/v1/openapi.json",
            Self::ApiDocs => "/api/v1/docs",
            Self::Api => "/api/v1/…",
            Self::Log => "/log/…",
            Self::IssuerKeys => "/.well-known/ocop-stamp/issuer-keys.json",
            Self::SecurityContact => "/.well-known/security.txt",
            Self::Pictures => "/pictures/…",
            Self::Health => "/healthz",
            Self::Scan => "/{code}",
        }
    }

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
            Self::SignIn => config.configure(account_pages::sign_in_routes),
            Self::Account => {
                config.configure(work_pages::work_routes).configure(account_pages::account_routes)
            }
            Self::Invitation => config.configure(account_pages::invitation_routes),
            Self::PrintLink => config.configure(print_pages::print_routes),
            Self::LogPage => {
                config.service(web::resource(public_log::LOG_PAGE).to(public_log::page))
            }
            Self::LogFeed => {
                config.service(shared(public_log::LOG_FEED).route(web::to(public_log::feed)))
            }
            Self::Log => config
                .service(preflights(published::LOG))
                .service(below(published::LOG, web::to(published::log_file))),
            Self::OpenApi => {
                config.service(shared(openapi::OPENAPI).route(web::to(openapi::openapi)))
            }
            Self::ApiDocs => config.service(below(api_docs::API_DOCS, web::to(api_docs::file))),
            Self::Api => config.configure(api),
            Self::LogForPrograms => config
                .service(preflights(public_log::API_LOG))
                .service(below(public_log::API_LOG, web::to(public_log::for_programs))),
            Self::IssuerKeys => config
                .service(shared(published::ISSUER_KEYS).route(web::to(published::issuer_keys))),
            Self::SecurityContact => config
                .service(shared(published::SECURITY_TXT).route(web::to(published::security_txt))),
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
            .service(stamps())
            .service(web::resource(["/healthz", "/readyz"]).to(health::health))
            .configure(api_routes)
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

/// The interface below `/api/v1`, on the public side.
fn api(config: &mut ServiceConfig) {
    config.configure(open_routes).configure(api_routes).service(below(API, web::to(no_such_path)));
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
