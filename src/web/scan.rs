//! What a phone's camera opens: `GET /{code}`, and every other address that no route has; the home page
//! with its field for a code.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    dev::RequestHead,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use serde::Deserialize;

use super::{
    answer_json::AnswerJson,
    etag::Etag,
    moment::Moment,
    negotiation::{Asked, Reading, Representation, decoded},
    page::{self, certificate::facts::certificate_href, facts, view::Unconfirmed},
    problem::Problem,
    response,
    site::Site,
};
use crate::{
    stamp::{CertificateNumber, Code, Malformed, certificate_of_path, looks_like_code},
    verification::{Answer, CannotTell},
};

/// `GET /{code}`: checks the code and answers with a page or in JSON, whichever is preferred. Any path
/// that no route has comes here; what can't mean a code leads nowhere.
pub(super) async fn scan(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let asked = site.asked(&request);
    let path = decoded(request.uri().path());
    if !looks_like_code(&path) {
        return negotiated(not_found(&site, &asked));
    }
    if let Err(problem) = Reading::of(&request) {
        return refuse(&site, &asked, &problem, None);
    }
    match Code::from_link(&path, asked.query) {
        Ok(code) => {
            match site.count_guesses(&request, usize::from(code.is_guessable()), asked.language) {
                Ok(()) => answer(&site, &Question { head: request.head(), asked, code }),
                Err(problem) => negotiated(site.refuse(&asked, &problem, page::render_too_many)),
            }
        }
        Err(malformed) => refuse_malformed(&site, &asked, malformed),
    }
}

/// `GET /`: one field for a code.
pub(super) async fn home(_: Reading, request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let frame = facts::frame(site.service.office(), &site.asked(&request));
    response::page(StatusCode::OK, page::render_home(&frame))
}

/// What the field sends.
#[derive(Deserialize)]
struct Typed {
    code: String,
}

/// `GET /check?code=`: leads to the code's own address, whatever a person typed or pasted.
pub(super) async fn check(_: Reading, request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let asked = site.asked(&request);
    let typed = web::Query::<Typed>::from_query(asked.query);
    let typed = typed.map_or_else(|_| String::new(), |typed| typed.into_inner().code);
    if let Some(number) = certificate_of_text(&typed) {
        let page = certificate_href(number, asked.stay());
        return HttpResponse::SeeOther().insert_header((header::LOCATION, page)).finish();
    }
    match code_of_text(&typed) {
        Ok(code) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, asked.stay().href(&address(&code))))
            .finish(),
        Err(malformed) => refuse_malformed(&site, &asked, malformed),
    }
}

/// Blanks and line breaks that came along are passed by.
fn code_of_text(text: &str) -> Result<Code, Malformed> {
    Code::from_text(text.trim()).or_else(|malformed| {
        let without_blanks: String = text.split_whitespace().collect();
        Code::from_text(&without_blanks).map_err(|_| malformed)
    })
}

/// The certificate of a pasted link to its page.
fn certificate_of_text(text: &str) -> Option<CertificateNumber> {
    let (_, after_scheme) = text.trim().split_once("://")?;
    let (_, path) = after_scheme.split_once('/')?;
    certificate_of_path(path.split(['?', '#']).next()?)
}

/// Where a code is answered.
fn address(code: &Code) -> String {
    match code {
        Code::Printed(stamp) => format!("/{}", crate::stamp::stamp_digits(stamp)),
        Code::Gs1(link) => link.to_path(),
        Code::Short(short) => format!("/{short}"),
    }
}

/// A code that was asked for, and how.
pub(super) struct Question<'r> {
    pub(super) head: &'r RequestHead,
    pub(super) asked: Asked<'r>,
    pub(super) code: Code,
}

/// Answers a code: not modified, a verdict, or that nothing can be told now.
pub(super) fn answer(site: &Site, question: &Question<'_>) -> HttpResponse {
    let moment = Moment::of(site);
    let etag = moment.etag(site, question.head, &question.asked);
    if etag.is_named_by(&question.head.headers) {
        return not_modified(&etag, &question.asked);
    }
    let answer = site.service.scan(&question.code, &moment.snapshot, moment.now);
    told(site, &moment, question, &etag, answer)
}

/// Answers codes of one moment, each as [`answer`] does, in their order and faster.
pub(super) fn answer_many(site: &Site, questions: &[Question<'_>]) -> Vec<HttpResponse> {
    let moment = Moment::of(site);
    let tags = questions.iter().map(|question| {
        let etag = moment.etag(site, question.head, &question.asked);
        let is_known = etag.is_named_by(&question.head.headers);
        (question, etag, is_known)
    });
    let tags: Vec<_> = tags.collect();
    let news = tags.iter().filter(|(.., is_known)| !is_known);
    let codes: Vec<Code> = news.map(|(question, ..)| question.code).collect();
    let mut answers = site.service.scan_many(&codes, &moment.snapshot, moment.now).into_iter();
    let responses = tags.iter().map(|(question, etag, is_known)| {
        if *is_known {
            return not_modified(etag, &question.asked);
        }
        let answer = answers.next().expect("one for each that is not known");
        told(site, &moment, question, etag, answer)
    });
    responses.collect()
}

/// The client has this answer.
fn not_modified(etag: &Etag, asked: &Asked<'_>) -> HttpResponse {
    negotiated(response::not_modified(etag, response::NO_CACHE, asked.representation))
}

/// An answer in the form that was asked for.
fn told(
    site: &Site,
    moment: &Moment,
    question: &Question<'_>,
    etag: &Etag,
    answer: Result<Answer<'_>, CannotTell>,
) -> HttpResponse {
    let (office, now, asked) = (site.service.office(), moment.now, &question.asked);
    match &answer {
        Ok(answer) => site.metrics.found(answer),
        Err(_) => site.metrics.could_not_tell(),
    }
    let response = match (answer, asked.representation) {
        (Ok(answer), Representation::Json) => {
            response::json(StatusCode::OK, &AnswerJson::new(&answer, now, moment.published))
        }
        (Ok(answer), Representation::Page) => {
            let (frame, code) = (facts::frame(office, asked), &question.code);
            let scan_page = facts::scan_page(frame, code, &answer, now, moment.data_as_of());
            response::page(StatusCode::OK, page::render(&scan_page))
        }
        (Err(why), _) => {
            let problem = Problem::cannot_tell(why, asked.language, &office.hotline);
            return refuse(site, asked, &problem, Some(Unconfirmed::CannotTell));
        }
    };
    negotiated(response::with(response, header::ETAG, etag.header_value()))
}

/// A path that leads nowhere, for people or for programs.
fn not_found(site: &Site, asked: &Asked<'_>) -> HttpResponse {
    match asked.representation {
        Representation::Page => {
            let frame = facts::frame(site.service.office(), asked);
            response::page(StatusCode::NOT_FOUND, page::render_not_found(&frame))
        }
        Representation::Json => Problem::not_found(asked.language).error_response(),
    }
}

/// A code that is none.
pub(super) fn refuse_malformed(
    site: &Site,
    asked: &Asked<'_>,
    malformed: Malformed,
) -> HttpResponse {
    let problem = Problem::malformed(malformed, asked.language);
    refuse(site, asked, &problem, Some(Unconfirmed::Malformed))
}

/// A problem for programs; for people its page, where there is one.
fn refuse(
    site: &Site,
    asked: &Asked<'_>,
    problem: &Problem,
    page_of: Option<Unconfirmed>,
) -> HttpResponse {
    negotiated(match (asked.representation, page_of) {
        (Representation::Page, Some(unconfirmed)) => {
            let frame = facts::frame(site.service.office(), asked);
            let page = facts::unconfirmed_page(frame, unconfirmed, site.service.now());
            let mut response = response::page(problem.status_code(), page::render(&page));
            problem.add_headers(response.headers_mut());
            response
        }
        (Representation::Page | Representation::Json, _) => problem.error_response(),
    })
}

/// What `Accept` has a part in.
pub(super) fn negotiated(response: HttpResponse) -> HttpResponse {
    response::with(response, header::VARY, HeaderValue::from_static("Accept"))
}

#[cfg(test)]
mod tests;
