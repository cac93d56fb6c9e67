//! Files for printers: planned, ordered, followed, fetched, cancelled.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use serde::{Deserialize, Serialize};

use super::outcome::{Page, private};
use crate::{
    access::act,
    app::{
        ArtworkRefused, KeptArtwork, MadePrintLink, PrintJobNumber, PrintJobView, PrintLinkRequest,
        PrintLinkView, PrintPlan, PrintProfile, PrintRequest, SUMS_FILE, UseCaseError,
    },
    log::Reason,
    stamp::BatchNumber,
    web::{
        body::Body,
        file_answer::file_answer,
        messages::{calibration_in_words, plan_in_words},
        openapi::Bytes,
        problem::Problem,
        response,
        site::Site,
        who::May,
    },
};

/// What a print would be, in figures and in words.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(super) struct PlanAnswer {
    /// In figures.
    #[serde(flatten)]
    plan: PrintPlan,
    /// In words of the asker's language.
    notes: Vec<String>,
}

/// Says what an order would be: how large the symbol is, what has no room, which stamps on how many sheets, and how many
/// of them are void. Nothing is made.
#[utoipa::path(
    post, path = "/api/v1/batches/{batch}/print-plan",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    request_body = PrintRequest,
    responses(
        (status = 200, description = "What it would be.", body = PlanAnswer),
    ),
)]
pub(super) async fn plan(
    who: May<act::Look>,
    request: HttpRequest,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    Body(wanted): Body<PrintRequest>,
) -> Result<HttpResponse, Problem> {
    let service = site.service.clone();
    let plan = web::block(move || service.plan_print(&who.asker, batch.into_inner(), &wanted));
    let plan = plan.await.map_err(|error| Problem::failed(&error))??;
    let notes = plan_in_words(&plan, site.asked_in_json(&request).language);
    Ok(private(StatusCode::OK, &PlanAnswer { plan, notes }))
}

/// Keeps a producer's own picture for labels, SVG or PNG, which a print profile then has by this name (`artwork`).
#[utoipa::path(
    post, path = "/api/v1/artwork",
    request_body(content = Bytes, content_type = "application/octet-stream", description = "The SVG or PNG."),
    responses(
        (status = 201, description = "It is kept.", body = KeptArtwork),
        (status = 422, description = "No label can show it, or it is too large."),
    ),
)]
pub(super) async fn keep_artwork(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    picture: Result<web::Bytes, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    // A connection that broke off reads no answer.
    let picture =
        picture.map_err(|_| Problem::from(UseCaseError::from(ArtworkRefused::TooLarge)))?;
    let kept = site.service.keep_artwork(&who.asker, picture).await?;
    Ok(private(StatusCode::CREATED, &kept))
}

/// A page to adjust the printer by: the outlines of a profile's labels, moved as it says, and rulers.
#[utoipa::path(
    post, path = "/api/v1/batches/{batch}/calibration",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    request_body = PrintProfile,
    responses(
        (status = 200, description = "A page of PDF.", content_type = "application/pdf", body = Bytes),
    ),
)]
pub(super) async fn calibration(
    who: May<act::Look>,
    request: HttpRequest,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    Body(profile): Body<PrintProfile>,
) -> Result<HttpResponse, Problem> {
    site.service.batch(&who.asker, batch.into_inner())?;
    let words = calibration_in_words(site.asked_in_json(&request).language);
    Ok(pdf(profile.calibration_page(&words).map_err(UseCaseError::from)?))
}

/// A page of PDF for who asked, and for nobody else.
pub(in crate::web) fn pdf(page: Vec<u8>) -> HttpResponse {
    response::typed(StatusCode::OK, "application/pdf")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"calibration.pdf\""))
        .body(page)
}

/// A page of print jobs.
type PrintJobs = Page<PrintJobView, PrintJobNumber>;

/// The print jobs of a batch, the newest first.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch}/print-jobs",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    responses(
        (status = 200, description = "All of them.", body = PrintJobs),
    ),
)]
pub(super) async fn list(
    who: May<act::Look>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
) -> Result<HttpResponse, Problem> {
    let items = site.service.print_jobs(&who.asker, batch.into_inner())?;
    Ok(private(StatusCode::OK, &PrintJobs { items, next: None }))
}

/// Orders files of a batch, which are made in the background.
#[utoipa::path(
    post, path = "/api/v1/batches/{batch}/print-jobs",
    params(("batch" = BatchNumber, Path, description = "The batch.")),
    request_body = PrintRequest,
    responses(
        (status = 202, description = "It is ordered.", body = PrintJobView,
            headers(("Location" = String, description = "The path of the job."))),
    ),
)]
pub(super) async fn order(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    Body(request): Body<PrintRequest>,
) -> Result<HttpResponse, Problem> {
    let job = site.service.order_print(&who.asker, batch.into_inner(), &request).await?;
    Ok(accepted(&job))
}

/// A print job: how far it is, and its files.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch}/print-jobs/{job}",
    params(
        ("batch" = BatchNumber, Path, description = "The batch."),
        ("job" = PrintJobNumber, Path, description = "The job."),
    ),
    responses(
        (status = 200, description = "The job.", body = PrintJobView),
    ),
)]
pub(super) async fn job(
    who: May<act::Look>,
    site: web::Data<Site>,
    path: web::Path<(BatchNumber, PrintJobNumber)>,
) -> Result<HttpResponse, Problem> {
    let (batch, job) = path.into_inner();
    Ok(private(StatusCode::OK, &site.service.print_job(&who.asker, batch, job)?))
}

/// Whether the batch goes with its job.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CancelQuery {
    /// Revokes the batch too, for this reason: of the reasons that the asker may revoke it for.
    #[param(inline)]
    revoke: Option<Reason>,
}

/// Cancels a print job, and deletes its files: of one that is done only these, and they can be made again. On request its
/// batch is revoked first.
#[utoipa::path(
    delete, path = "/api/v1/batches/{batch}/print-jobs/{job}",
    params(
        ("batch" = BatchNumber, Path, description = "The batch."),
        ("job" = PrintJobNumber, Path, description = "The job."),
        CancelQuery,
    ),
    responses(
        (status = 200, description = "It is cancelled, or its files are deleted.", body = PrintJobView),
    ),
)]
pub(super) async fn cancel(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    path: web::Path<(BatchNumber, PrintJobNumber)>,
    query: web::Query<CancelQuery>,
) -> Result<HttpResponse, Problem> {
    let (batch, job) = path.into_inner();
    let cancelled = match query.revoke {
        Some(reason) => site.service.cancel_print_and_batch(&who.asker, batch, job, reason).await?,
        None => site.service.cancel_print(&who.asker, batch, job).await?,
    };
    Ok(private(StatusCode::OK, &cancelled))
}

/// Has a print job go on that stopped, or makes its deleted files again; the body says nothing.
#[utoipa::path(
    post, path = "/api/v1/batches/{batch}/print-jobs/{job}/resume",
    params(
        ("batch" = BatchNumber, Path, description = "The batch."),
        ("job" = PrintJobNumber, Path, description = "The job."),
    ),
    responses(
        (status = 202, description = "It goes on.", body = PrintJobView,
            headers(("Location" = String, description = "The path of the job."))),
    ),
)]
pub(super) async fn resume(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    path: web::Path<(BatchNumber, PrintJobNumber)>,
) -> Result<HttpResponse, Problem> {
    let (batch, job) = path.into_inner();
    Ok(accepted(&site.service.resume_print(&who.asker, batch, job).await?))
}

/// Makes a link for a print house, which has no account. It is shown this once.
#[utoipa::path(
    post, path = "/api/v1/batches/{batch}/print-jobs/{job}/links",
    params(
        ("batch" = BatchNumber, Path, description = "The batch."),
        ("job" = PrintJobNumber, Path, description = "The job."),
    ),
    request_body = PrintLinkRequest,
    responses(
        (status = 200, description = "It was made before, and is not shown again.", body = MadePrintLink),
        (status = 201, description = "It is made.", body = MadePrintLink),
    ),
)]
pub(super) async fn make_link(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    path: web::Path<(BatchNumber, PrintJobNumber)>,
    Body(request): Body<PrintLinkRequest>,
) -> Result<HttpResponse, Problem> {
    let made = site.service.make_print_link(&who.asker, path.into_inner(), &request).await?;
    let status = if made.path.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    Ok(private(status, &made))
}

/// Revokes a link.
#[utoipa::path(
    delete, path = "/api/v1/batches/{batch}/print-jobs/{job}/links/{link}",
    params(
        ("batch" = BatchNumber, Path, description = "The batch."),
        ("job" = PrintJobNumber, Path, description = "The job."),
        ("link" = u32, Path, description = "The link's number."),
    ),
    responses(
        (status = 200, description = "It works no more.", body = PrintLinkView),
    ),
)]
pub(super) async fn revoke_link(
    who: May<act::SignStamps>,
    site: web::Data<Site>,
    path: web::Path<(BatchNumber, PrintJobNumber, u32)>,
) -> Result<HttpResponse, Problem> {
    let (batch, job, link) = path.into_inner();
    let revoked = site.service.revoke_print_link(&who.asker, (batch, job), link).await?;
    Ok(private(StatusCode::OK, &revoked))
}

/// A file of a print job, whole or in parts (`Range`); or `SHA256SUMS`, the hashes of those that are there.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch}/print-jobs/{job}/files/{file}",
    params(
        ("batch" = BatchNumber, Path, description = "The batch."),
        ("job" = PrintJobNumber, Path, description = "The job."),
        ("file" = String, Path, description = "The file's name."),
    ),
    responses(
        (status = 200, description = "The file.", content_type = "application/octet-stream", body = Bytes),
        (status = 206, description = "The part that was asked for.", content_type = "application/octet-stream",
            body = Bytes),
        (status = 304, description = "What the client has still stands."),
        (status = 409, description = "Its files are deleted, or too often today."),
        (status = 416, description = "The file has no such part."),
    ),
)]
pub(super) async fn file(
    who: May<act::SignStamps>,
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<(BatchNumber, PrintJobNumber, String)>,
) -> Result<HttpResponse, Problem> {
    let (batch, job, name) = path.into_inner();
    if name == SUMS_FILE {
        let sums = site.service.print_sums(&who.asker, batch, job)?;
        return Ok(response::typed(StatusCode::OK, "text/plain; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(sums));
    }
    let held = site.service.fetch_print_file(&who.asker, batch, job, &name).await?;
    file_answer(&request, &site, held)
}

fn accepted(job: &PrintJobView) -> HttpResponse {
    let path = format!("/api/v1/batches/{}/print-jobs/{}", job.batch, job.job);
    let mut response = private(StatusCode::ACCEPTED, job);
    let location = HeaderValue::from_str(&path).expect("a path of ASCII");
    response.headers_mut().insert(header::LOCATION, location);
    response
}
