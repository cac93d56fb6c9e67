//! Pages that producers work with, and those who approve what they ask for, without script: my certificates, asking for a
//! batch, proposals, its state and files, received, today's stamping, voiding. What they do, the interface for programs
//! does as well.

mod artwork;
mod batch;
mod certificates;
mod print_job;
mod print_order;
mod print_sent;
mod proposals;
mod stamps;

#[cfg(test)]
mod tests;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::StatusCode,
    web::{self, ServiceConfig},
};

use super::{
    account_pages::{ACCOUNT, SIGN_IN, button, form, form_page, own_page, reading, to},
    messages::{Language, work_refusal_in_words},
    negotiation::Asked,
    page::{
        account::{FormPage, render_form},
        facts,
        view::Frame,
        work::{WorkPage, render_work},
    },
    problem::Problem,
    site::Site,
};
use crate::{
    access::Role,
    app::{Asker, UseCaseError},
    registry::ProducerNumber,
    stamp::BatchNumber,
};

/// The certificates of who asks.
pub(super) const OWN_CERTIFICATES: &str = "/account/certificates";

/// Their batches.
pub(super) const OWN_BATCHES: &str = "/account/batches";

/// What waits for a second person, and what became of it.
pub(super) const PROPOSALS: &str = "/account/proposals";

/// Registers them.
pub(super) fn work_routes(config: &mut ServiceConfig) {
    let read_only =
        || web::to(|| async { Problem::method_not_allowed("GET, HEAD").error_response() });
    let page = |path: &str, route| {
        web::resource(path.to_owned()).route(reading(route)).default_service(read_only())
    };
    let of_certificate = |below: &str| format!("{OWN_CERTIFICATES}/{{certificate}}/{below}");
    let of_batch = |below: &str| format!("{OWN_BATCHES}/{{batch}}/{below}");
    let of_job = |below: &str| format!("{OWN_BATCHES}/{{batch}}/print-jobs/{{job}}/{below}");
    let of_proposal = |below: &str| format!("{PROPOSALS}/{{proposal}}/{below}");
    config
        .service(page(OWN_CERTIFICATES, web::to(certificates::list)))
        .service(form(
            &of_certificate("request"),
            web::to(certificates::request_page),
            web::to(certificates::request),
        ))
        .service(form(
            &of_certificate("unused"),
            web::to(certificates::unused_page),
            web::to(certificates::void_unused),
        ))
        .service(page(OWN_BATCHES, web::to(batch::list)))
        .service(page(&format!("{OWN_BATCHES}/{{batch}}"), web::to(batch::page)))
        .service(form(
            &of_batch("received"),
            web::to(stamps::received_page),
            web::to(stamps::received),
        ))
        .service(form(
            &of_batch("stamped"),
            web::to(stamps::stamped_page),
            web::to(stamps::stamped),
        ))
        .service(form(&of_batch("void"), web::to(stamps::void_page), web::to(stamps::void)))
        .service(form(
            &of_batch("print"),
            web::to(print_order::print_page),
            web::to(print_order::print),
        ))
        .service(form(&of_batch("artwork"), web::to(artwork::page), web::to(artwork::keep)))
        .service(button(&of_batch("calibration"), web::to(print_order::calibration)))
        .service(page(
            &format!("{OWN_BATCHES}/{{batch}}/print-jobs/{{job}}"),
            web::to(print_job::page),
        ))
        .service(form(
            &of_job("again"),
            web::to(print_order::again_page),
            web::to(print_order::again),
        ))
        .service(button(&of_job("cancel"), web::to(print_job::cancel)))
        .service(button(&of_job("resume"), web::to(print_job::resume)))
        .service(form(&of_job("link"), web::to(print_job::link_page), web::to(print_job::link)))
        .service(button(&of_job("links/{link}/revoke"), web::to(print_job::revoke_link)))
        .service(page(&of_job("slip"), web::to(print_job::slip)))
        .service(page(PROPOSALS, web::to(proposals::list)))
        .service(page(&format!("{PROPOSALS}/{{proposal}}"), web::to(proposals::page)))
        .service(form(
            &of_proposal("approve"),
            web::to(proposals::approve_page),
            web::to(proposals::approve),
        ))
        .service(form(
            &of_proposal("dismiss"),
            web::to(proposals::dismiss_page),
            web::to(proposals::dismiss),
        ));
}

/// The address of a batch's page.
fn batch_path(batch: BatchNumber) -> String {
    format!("{OWN_BATCHES}/{batch}")
}

/// For whom somebody acts, in words; `None` for a producer, who acts for nobody else.
fn acts_for(
    site: &Site,
    asker: &Asker,
    producer: ProducerNumber,
    language: Language,
) -> Option<String> {
    if let Some(Role::Producer { .. }) = asker.authority.role() {
        return None;
    }
    let snapshot = site.service.snapshot();
    let producer = snapshot.register().producer(producer)?;
    Some(language.messages().work_acts_for(&producer.name))
}

/// A page of work.
fn work_page(page: &WorkPage) -> HttpResponse {
    own_page(StatusCode::OK, render_work(page))
}

/// The page of a form whose content was refused, with the reason.
fn refused(page: FormPage, error: UseCaseError) -> HttpResponse {
    let wrong = Some(work_refusal_in_words(&error, page.frame.language));
    let problem = Problem::from(error);
    let mut response = own_page(problem.status_code(), render_form(&FormPage { wrong, ..page }));
    problem.add_headers(response.headers_mut());
    response
}

/// What is another's, or not there; and what signing in mends.
fn not_there(site: &Site, asked: &Asked<'_>, error: UseCaseError) -> HttpResponse {
    let problem = Problem::from(error);
    own_page(problem.status_code(), super::page::render_not_found(&frame(site, asked)))
}

/// Who may not do it goes where they can sign in, or to their account.
fn elsewhere(problem: &Problem, asked: &Asked<'_>) -> HttpResponse {
    match problem.status_code() {
        StatusCode::UNAUTHORIZED => to(SIGN_IN, asked),
        _ => to(ACCOUNT, asked),
    }
}

fn frame(site: &Site, asked: &Asked<'_>) -> Frame {
    facts::frame(site.service.office(), asked)
}

/// What the address says was done.
fn done(request: &HttpRequest) -> Option<&str> {
    request.query_string().split('&').find_map(|pair| pair.strip_prefix("done="))
}
