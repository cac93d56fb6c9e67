//! The pages of who has a link to a print job's files: a print house, which has no account. Opening a page uses nothing
//! up, since messengers open links to show what is behind them; fetching a file does.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web::{self, Data, Path, ServiceConfig},
};

use super::{
    file_answer::file_answer,
    front::client::Client,
    negotiation::{Asked, Reading},
    page::{
        facts,
        print::{LinkedFile, PrintLinkPage, render_link, render_link_over, render_slip},
    },
    problem::Problem,
    response,
    site::Site,
};
use crate::{
    access::OneTimeSecret,
    app::{PRINT_LINK, SUMS_FILE, UseCaseError},
};

/// Registers what a link opens.
pub(super) fn print_routes(config: &mut ServiceConfig) {
    let read_only = || async { Problem::method_not_allowed("GET, HEAD").error_response() };
    let resource = |path: &str| {
        web::resource(format!("{PRINT_LINK}/{path}")).default_service(web::to(read_only))
    };
    let reading = |route: actix_web::Route| {
        route.guard(actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head()))
    };
    config
        .service(resource("{secret}").route(reading(web::to(page))))
        .service(resource("{secret}/slip").route(reading(web::to(slip))))
        .service(
            resource("{secret}/files/{file}")
                .route(web::get().to(file))
                .route(web::head().to(file_headers)),
        );
}

/// `GET /print/{secret}`: the files, and how often each can still be fetched.
async fn page(
    _: Reading,
    request: HttpRequest,
    site: Data<Site>,
    secret: Path<String>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let opened = OneTimeSecret::parse(&secret)
        .and_then(|secret| Some((site.service.opened_by(&secret)?, secret)));
    let Some((opened, secret)) = opened else { return over(&site, &asked) };
    let href = |below: &str| format!("{PRINT_LINK}/{}/{below}", secret.text());
    let files = opened.files.into_iter().map(|(held, left)| LinkedFile {
        href: (left > 0 || opened.link.fetched.iter().any(|fetch| fetch.file == held.place.name))
            .then(|| href(&format!("files/{}", held.place.name))),
        name: held.place.name,
        bytes: held.bytes,
        sha256: held.sha256,
        left,
    });
    let html = render_link(&PrintLinkPage {
        frame: facts::frame(site.service.office(), &asked),
        batch: opened.batch,
        product_name: opened.product_name,
        name: opened.link.name.clone(),
        expires_at: opened.link.expires_at,
        state: opened.state,
        pin: opened.pin,
        files: files.collect(),
        sums_href: href(&format!("files/{SUMS_FILE}")),
        slip_href: asked.stay().href(&href("slip")),
    });
    private(response::page(StatusCode::OK, html))
}

/// `GET /print/{secret}/slip`: the delivery slip, to be printed and signed.
async fn slip(
    _: Reading,
    request: HttpRequest,
    site: Data<Site>,
    secret: Path<String>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let slip = OneTimeSecret::parse(&secret).and_then(|secret| site.service.slip_by_link(&secret));
    let Some(slip) = slip else { return over(&site, &asked) };
    let frame = facts::frame(site.service.office(), &asked);
    private(response::page(StatusCode::OK, render_slip(&frame, &slip, site.service.now())))
}

/// `GET /print/{secret}/files/{file}`
async fn file(
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let (secret, name) = path.into_inner();
    let Some(secret) = OneTimeSecret::parse(&secret) else { return over(&site, &asked) };
    if name == SUMS_FILE {
        let Some(sums) = site.service.sums_by_link(&secret) else { return over(&site, &asked) };
        let text = response::typed(StatusCode::OK, "text/plain; charset=utf-8").body(sums);
        return private(text);
    }
    let network = Client::of_request(&request).map(Client::network_in_words);
    match site.service.fetch_by_link(&secret, &name, network).await {
        Ok(held) => {
            let answer = file_answer(&request, &site, held);
            answer.unwrap_or_else(|problem| problem.error_response())
        }
        Err(
            UseCaseError::PrintLinkOver
            | UseCaseError::NoPrintFile(_)
            | UseCaseError::PrintFilesGone(_),
        ) => over(&site, &asked),
        Err(error) => Problem::from(error).error_response(),
    }
}

/// `HEAD /print/{secret}/files/{file}`: how long a file is, which uses nothing up.
async fn file_headers(
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let (secret, name) = path.into_inner();
    let opened = OneTimeSecret::parse(&secret).and_then(|secret| site.service.opened_by(&secret));
    let files = opened.into_iter().flat_map(|opened| opened.files);
    match files.map(|(held, _)| held).find(|held| held.place.name == name) {
        Some(held) => {
            let answer = file_answer(&request, &site, held);
            answer.unwrap_or_else(|problem| problem.error_response())
        }
        None => over(&site, &asked),
    }
}

/// A link that works no more, or a file that it does not open.
fn over(site: &Site, asked: &Asked<'_>) -> HttpResponse {
    let problem = Problem::from(UseCaseError::PrintLinkOver);
    private(site.refuse(asked, &problem, render_link_over))
}

/// Who has the address has the files: it goes nowhere else, and nobody keeps what it opens.
fn private(response: HttpResponse) -> HttpResponse {
    let response =
        response::with(response, header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response::with(response, header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}
