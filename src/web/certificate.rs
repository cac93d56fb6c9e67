//! A certificate by its number: its page or JSON at one address, and the code that opens it as a picture.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{StatusCode, header},
    web,
};

use super::{
    certificate_json::CertificateAnswerJson,
    moment::Moment,
    negotiation::{Asked, Reading, Representation, decoded},
    openapi::LanguageParameter,
    page::{
        certificate::{facts::certificate_page, render_certificate, render_unknown_certificate},
        facts,
    },
    problem::Problem,
    published::changing,
    response::{self, NO_CACHE},
    scan::negotiated,
    site::Site,
};
use crate::printing::png::{Dpi, PixelsPerModule};
use crate::printing::svg::ModuleSize;
use crate::printing::{self, Symbol};
use crate::stamp::{CertificateNumber, certificate_of_path, certificate_path};

/// The path before a certificate's number; also that of the list.
pub(super) const CERTIFICATES: &str = "/certificates";

/// The same for programs.
pub(super) const API_CERTIFICATES: &str = "/api/v1/certificates";

/// Half a millimetre a module: some two centimetres a side, for a pack or a card at the door.
const MODULE_MM: f64 = 0.5;

/// The picture's resolution, at which half a millimetre is six dots.
const DOTS_PER_INCH: u16 = 300;
const PIXELS_PER_MODULE: u16 = 6;

/// The address in a code is fixed for ever; how it is drawn may be bettered.
const FOR_A_DAY: &str = "public, max-age=86400";

/// `GET /certificates/{number}`, `…/code.svg`, `…/code.png`.
pub(super) async fn certificate(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> HttpResponse {
    let path = decoded(request.uri().path());
    if let Some(number) = path.strip_suffix("/code.svg").and_then(certificate_of_path) {
        return picture(&request, &site, number, "image/svg+xml", |symbol| {
            let size = ModuleSize::from_mm(MODULE_MM).expect("between 0.1 and 10 mm");
            printing::svg::draw(symbol, size).into_bytes()
        });
    }
    if let Some(number) = path.strip_suffix("/code.png").and_then(certificate_of_path) {
        return picture(&request, &site, number, "image/png", |symbol| {
            let pixels = PixelsPerModule::new(PIXELS_PER_MODULE).expect("between 1 and 100");
            printing::png::draw(
                symbol,
                pixels,
                Dpi::new(DOTS_PER_INCH).expect("between 72 and 4800"),
            )
        });
    }
    answer(&request, &site, &site.asked(&request), certificate_of_path(&path))
}

/// A certificate, and what it is worth. It confirms no pack.
#[utoipa::path(
    get, path = "/api/v1/certificates/{number}",
    params(("number" = CertificateNumber, Path,
        description = "The service's number of the certificate."), LanguageParameter),
    responses(
        (status = 200, description = "What it is worth today.", body = CertificateAnswerJson,
            headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "What the client has still stands."),
        (status = 404, description = "There is none of this number."),
    ),
)]
pub(super) async fn api_certificate(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> HttpResponse {
    let path = decoded(request.uri().path());
    let number = path.strip_prefix("/api/v1").and_then(certificate_of_path);
    answer(&request, &site, &site.asked_in_json(&request), number)
}

fn answer(
    request: &HttpRequest,
    site: &Site,
    asked: &Asked<'_>,
    number: Option<CertificateNumber>,
) -> HttpResponse {
    let moment = Moment::of(site);
    let service = &site.service;
    let known = number.and_then(|number| service.certificate(number, &moment.snapshot, moment.now));
    let Some(known) = known else { return negotiated(unknown(site, asked)) };
    let etag = moment.etag(site, request.head(), asked);
    if etag.is_named_by(request.headers()) {
        return negotiated(response::not_modified(&etag, NO_CACHE, asked.representation));
    }
    let response = match asked.representation {
        Representation::Json => {
            let body = CertificateAnswerJson::new(&known, moment.now, moment.published);
            response::json(StatusCode::OK, &body)
        }
        Representation::Page => {
            let office = service.office();
            let frame = facts::frame(office, asked);
            let page = certificate_page(frame, office, &known, moment.now, moment.data_as_of());
            response::page(StatusCode::OK, render_certificate(&page))
        }
    };
    negotiated(response::with(response, header::ETAG, etag.header_value()))
}

/// A number that no certificate has, for people or for programs.
fn unknown(site: &Site, asked: &Asked<'_>) -> HttpResponse {
    match asked.representation {
        Representation::Page => {
            let frame = facts::frame(site.service.office(), asked);
            response::page(StatusCode::NOT_FOUND, render_unknown_certificate(&frame))
        }
        Representation::Json => Problem::unknown_certificate(asked.language).error_response(),
    }
}

/// The code of a recorded certificate's page, whatever the certificate is worth: the page says that.
fn picture(
    request: &HttpRequest,
    site: &Site,
    number: CertificateNumber,
    content_type: &'static str,
    draw: impl FnOnce(&Symbol) -> Vec<u8>,
) -> HttpResponse {
    let asked = site.asked(request);
    if site.service.snapshot().log().certificate(number).is_none() {
        return unknown(site, &asked);
    }
    let path = certificate_path(number);
    let link = site.service.office().base_url.link(path.trim_start_matches('/'));
    match Symbol::of_link(&link) {
        Ok(symbol) => changing(request, content_type, FOR_A_DAY, draw(&symbol)),
        Err(error) => Problem::failed(&error).error_response(),
    }
}

#[cfg(test)]
mod tests;
