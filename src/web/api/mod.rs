//! The interface for programs and for the pages of signed-in people, below `/api/v1`. One table says which
//! paths there are, and what each does; a test calls every row as every role. The operator asks the same
//! paths over the control socket.

mod accounts;
mod audit;
mod batches;
mod holds;
mod keys;
mod outcome;
mod own_account;
mod precondition;
mod print_jobs;
mod proposals;
mod refusals;
mod register;
mod sign_in;

use actix_web::{
    Resource, ResponseError, Route,
    http::Method,
    middleware::from_fn,
    web::{self, PathConfig, PayloadConfig, QueryConfig, ServiceConfig},
};

#[cfg(test)]
mod over_the_socket;
#[cfg(test)]
pub(super) mod tests;

pub(super) use print_jobs::pdf;

use super::problem::Problem;
use crate::{
    access::Act,
    app::{LARGEST_ARTWORK, LARGEST_PICTURE},
};

/// The most bytes of a body, where nothing else is said.
const USUAL_BODY: usize = 64 * 1024;

/// A name and a password, or a code, with room: what a connection may hold of its own.
const BODY_OF_STRANGERS: usize = 16 * 1024;

/// `MOST_TARGETS` targets and a note, with room.
const BODY_OF_TARGETS: usize = 8 * 1024 * 1024;

/// Fifty thousand rows of a kilobyte, with room.
const BODY_OF_TABLE: usize = 96 << 20;

/// A path with one method.
#[derive(Debug, Clone, Copy)]
pub struct ApiRoute {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// What it does, which says who may.
    pub act: Act,
}

/// Declares the paths, each with what it does, how long a body may be, and who answers it.
macro_rules! routes {
    ($($method:ident $path:literal $act:ident, $largest:expr, $module:ident::$handler:ident;)*) => {
        /// All paths of the interface.
        pub const API_ROUTES: &[ApiRoute] = &[$(
            ApiRoute { method: stringify!($method), path: $path, act: Act::$act },
        )*];

        /// What is said of each where it is handled.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($module::$handler),*))]
        pub(super) struct ApiDescriptions;

        /// Registers all of them, and what refuses other methods.
        pub(super) fn api_routes(config: &mut ServiceConfig) {
            config
                .app_data(QueryConfig::default().error_handler(|e, _| Problem::from(e).into()))
                .app_data(PathConfig::default().error_handler(|e, _| Problem::from(e).into()));
            let mut paths = Paths::default();
            $(paths.add(Method::$method, $path, $largest, web::to($module::$handler));)*
            for resource in paths.resources() {
                config.service(resource.wrap(from_fn(refusals::note)));
            }
        }
    };
}

routes! {
    GET "/api/v1/office" SeeOffice, USUAL_BODY, register::office;

    GET "/api/v1/account" SeeOwnAccount, USUAL_BODY, own_account::own_account;
    GET "/api/v1/account/sessions" SeeOwnAccount, USUAL_BODY, own_account::sessions;
    PUT "/api/v1/account/password" SeeOwnAccount, USUAL_BODY, sign_in::change_password;
    DELETE "/api/v1/account/sessions/{session}" SeeOwnAccount, USUAL_BODY, own_account::end_session;
    GET "/api/v1/tokens" SeeOwnAccount, USUAL_BODY, own_account::tokens;
    POST "/api/v1/tokens" SeeOwnAccount, USUAL_BODY, own_account::make_token;
    DELETE "/api/v1/tokens/{token}" SeeOwnAccount, USUAL_BODY, own_account::revoke_token;

    GET "/api/v1/accounts" ManageAccounts, USUAL_BODY, accounts::list;
    POST "/api/v1/accounts" ManageAccounts, USUAL_BODY, accounts::invite;
    GET "/api/v1/accounts/{account}" ManageAccounts, USUAL_BODY, accounts::account;
    PATCH "/api/v1/accounts/{account}" ManageAccounts, USUAL_BODY, accounts::change;
    POST "/api/v1/accounts/{account}/invitation" ManageAccounts, USUAL_BODY, accounts::invite_again;
    POST "/api/v1/accounts/{account}/close" ManageAccounts, USUAL_BODY, accounts::close;

    GET "/api/v1/audit" ReadAudit, USUAL_BODY, audit::list;
    GET "/api/v1/audit.csv" ReadAudit, USUAL_BODY, audit::table;

    GET "/api/v1/proposals" Look, USUAL_BODY, proposals::list;
    GET "/api/v1/proposals/{proposal}" Look, USUAL_BODY, proposals::proposal;
    POST "/api/v1/proposals/{proposal}/approve" SettleProposal, USUAL_BODY, proposals::approve;
    POST "/api/v1/proposals/{proposal}/dismiss" DismissProposal, USUAL_BODY, proposals::dismiss;
    GET "/api/v1/notices" Look, USUAL_BODY, proposals::notices;
    POST "/api/v1/notices/{notice}/seen" NoteNotice, USUAL_BODY, proposals::notice_seen;

    GET "/api/v1/producers" Look, USUAL_BODY, register::producers;
    GET "/api/v1/producers/{producer}" Look, USUAL_BODY, register::producer;
    POST "/api/v1/register/import" PlanImport, BODY_OF_TABLE, register::import;
    GET "/api/v1/register/export" Export, USUAL_BODY, register::export;
    POST "/api/v1/pictures" PlanImport, LARGEST_PICTURE, register::keep_picture;
    GET "/api/v1/corrections" SeeCorrections, USUAL_BODY, register::corrections;
    POST "/api/v1/corrections/settle" SettleCorrection, USUAL_BODY, register::settle_correction;

    GET "/api/v1/batches" Look, USUAL_BODY, batches::list;
    POST "/api/v1/batches" RequestBatch, USUAL_BODY, batches::request;
    POST "/api/v1/batches/plan" Look, USUAL_BODY, batches::plan;
    GET "/api/v1/batches/{batch}" Look, USUAL_BODY, batches::batch;
    GET "/api/v1/batches/{batch}/stamps" SignStamps, USUAL_BODY, batches::stamps;
    GET "/api/v1/batches/{batch}/label" Look, USUAL_BODY, batches::label;
    GET "/api/v1/batches/{batch}/printable" SignStamps, USUAL_BODY, batches::printable;
    POST "/api/v1/batches/{batch}/activations" DeclareRange, USUAL_BODY, batches::activate;
    POST "/api/v1/batches/{batch}/declarations" DeclareRange, USUAL_BODY, batches::declare;

    POST "/api/v1/artwork" SignStamps, LARGEST_ARTWORK, print_jobs::keep_artwork;
    POST "/api/v1/batches/{batch}/print-plan" Look, USUAL_BODY, print_jobs::plan;
    POST "/api/v1/batches/{batch}/calibration" Look, USUAL_BODY, print_jobs::calibration;
    GET "/api/v1/batches/{batch}/print-jobs" Look, USUAL_BODY, print_jobs::list;
    POST "/api/v1/batches/{batch}/print-jobs" SignStamps, USUAL_BODY, print_jobs::order;
    GET "/api/v1/batches/{batch}/print-jobs/{job}" Look, USUAL_BODY, print_jobs::job;
    DELETE "/api/v1/batches/{batch}/print-jobs/{job}" SignStamps, USUAL_BODY, print_jobs::cancel;
    POST "/api/v1/batches/{batch}/print-jobs/{job}/resume" SignStamps, USUAL_BODY, print_jobs::resume;
    GET "/api/v1/batches/{batch}/print-jobs/{job}/files/{file}" SignStamps, USUAL_BODY, print_jobs::file;

    POST "/api/v1/batches/{batch}/print-jobs/{job}/links" SignStamps, USUAL_BODY, print_jobs::make_link;
    DELETE "/api/v1/batches/{batch}/print-jobs/{job}/links/{link}" SignStamps, USUAL_BODY, print_jobs::revoke_link;

    GET "/api/v1/unused-stamps" Look, USUAL_BODY, batches::unused;
    POST "/api/v1/unused-stamps/void" Revoke, USUAL_BODY, batches::void_unused;

    POST "/api/v1/revocations" Revoke, BODY_OF_TARGETS, holds::revoke;
    POST "/api/v1/suspensions" Suspend, BODY_OF_TARGETS, holds::suspend;
    GET "/api/v1/holds" Look, USUAL_BODY, holds::list;
    POST "/api/v1/holds/preview" Look, BODY_OF_TARGETS, holds::preview;
    GET "/api/v1/holds/{index}" Look, USUAL_BODY, holds::preview_lift;
    POST "/api/v1/lifts" Lift, USUAL_BODY, holds::lift;

    GET "/api/v1/expiry" Operate, USUAL_BODY, holds::expired;
    POST "/api/v1/expiry" Operate, USUAL_BODY, holds::expire;

    POST "/api/v1/keys" Operate, USUAL_BODY, keys::add;
    POST "/api/v1/keys/{key}/retire" Operate, USUAL_BODY, keys::retire;
    POST "/api/v1/keys/{key}/compromise" CompromiseKey, USUAL_BODY, keys::compromise;
    POST "/api/v1/bases" Operate, USUAL_BODY, keys::make_base;
    GET "/api/v1/clock" Operate, USUAL_BODY, keys::clock;
    POST "/api/v1/clock/confirm" Operate, USUAL_BODY, keys::confirm_clock;
}

/// Declares the paths of those who are about to say who they are.
macro_rules! open_routes {
    ($($method:ident $path:literal $module:ident::$handler:ident;)*) => {
        /// The paths that ask nobody who they are, each with one method.
        pub(super) const OPEN_ROUTES: &[(&str, &str)] = &[$((stringify!($method), $path),)*];

        /// What is said of each where it is handled.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($module::$handler),*))]
        pub(super) struct OpenDescriptions;

        /// Registers all of them, and what refuses other methods.
        pub(super) fn open_routes(config: &mut ServiceConfig) {
            let mut paths = Paths::default();
            $(paths.add(Method::$method, $path, BODY_OF_STRANGERS, web::to($module::$handler));)*
            for resource in paths.resources() {
                config.service(resource);
            }
        }
    };
}

open_routes! {
    POST "/api/v1/session" sign_in::sign_in;
    DELETE "/api/v1/session" sign_in::sign_out;
    POST "/api/v1/session/second-factor" sign_in::second_factor;
    PUT "/api/v1/session/second-factor" sign_in::set_second_factor;
    POST "/api/v1/invitation" sign_in::invitation;
    POST "/api/v1/invitation/accept" sign_in::accept;
}

/// Whether a path asks nobody who they are.
pub(super) fn is_open(path: &str) -> bool {
    OPEN_ROUTES.iter().any(|(_, open)| *open == path)
}

/// Paths in the order of their table, each with what answers its methods. A path without a parameter stands before
/// one that would take its last part for one.
#[derive(Default)]
struct Paths(Vec<(&'static str, Vec<String>, Resource)>);

impl Paths {
    /// Adds a method; how long a body may be is one for all methods of a path.
    fn add(&mut self, method: Method, path: &'static str, largest: usize, route: Route) {
        let known = self.0.iter().position(|(known, ..)| *known == path);
        let (_, mut methods, resource) = match known {
            Some(place) => self.0.remove(place),
            None => {
                let resource = web::resource(path).app_data(PayloadConfig::new(largest));
                (path, Vec::new(), resource)
            }
        };
        methods.push(method.to_string());
        let resource = resource.route(route.method(method));
        self.0.insert(known.unwrap_or(self.0.len()), (path, methods, resource));
    }

    /// All of them; the methods that a path does not have are refused.
    fn resources(self) -> impl Iterator<Item = Resource> {
        self.0.into_iter().map(|(_, methods, resource)| {
            let allowed = methods.join(", ");
            let refuse = move || {
                let problem = Problem::method_not_allowed(allowed.clone());
                async move { problem.error_response() }
            };
            resource.default_service(web::to(refuse))
        })
    }
}
