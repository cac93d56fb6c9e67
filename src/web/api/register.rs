//! The register: imported, exported, corrected; producers; the office itself. What it answers holds private
//! data.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web,
};
use serde::Deserialize;

use super::outcome::{Page, entered, private};
use crate::{
    access::act,
    app::{
        Approval, CorrectionOutcome, KeptPicture, Office, PictureTooLarge, ProducerFilter,
        UseCaseError, Waiting as WaitingCorrection,
        register_import::{ImportReport, ImportRequest},
    },
    registry::{Producer, ProducerNumber},
    tables::{write_csv, write_workbook},
    web::{body::Body, openapi::Bytes, problem::Problem, response, site::Site, who::May},
};

/// What the service was made for, and how its office presents itself.
#[utoipa::path(
    get, path = "/api/v1/office",
    responses(
        (status = 200, description = "The office.", body = Office),
    ),
)]
pub(super) async fn office(_: May<act::SeeOffice>, site: web::Data<Site>) -> HttpResponse {
    private(StatusCode::OK, site.service.office())
}

/// Which producers.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProducerQuery {
    /// With these words in their name.
    name: Option<String>,
    /// What the answer before said as `next`.
    cursor: Option<ProducerNumber>,
}

/// A page of producers.
type Producers = Page<Producer, ProducerNumber>;

/// The producers that the asker reaches, by number.
#[utoipa::path(
    get, path = "/api/v1/producers",
    params(ProducerQuery),
    responses(
        (status = 200, description = "Some of them.", body = Producers),
    ),
)]
pub(super) async fn producers(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<ProducerQuery>,
) -> HttpResponse {
    let ProducerQuery { name, cursor: after } = query.into_inner();
    let page = site.service.producers(&who.asker, &ProducerFilter { name, after });
    private(StatusCode::OK, &Page { items: page.producers, next: page.next })
}

/// A producer.
#[utoipa::path(
    get, path = "/api/v1/producers/{producer}",
    params(("producer" = ProducerNumber, Path, description = "The producer.")),
    responses(
        (status = 200, description = "The producer.", body = Producer),
    ),
)]
pub(super) async fn producer(
    who: May<act::Look>,
    site: web::Data<Site>,
    producer: web::Path<ProducerNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.producer(&who.asker, producer.into_inner())?))
}

/// Imports a table, or says what that would do.
///
/// A table with something bad in it is answered with its report, and nothing was imported.
#[utoipa::path(
    post, path = "/api/v1/register/import",
    request_body = ImportRequest,
    responses(
        (status = 200, description = "What was done, or would be.", body = ImportReport),
    ),
)]
pub(super) async fn import(
    who: May<act::PlanImport>,
    site: web::Data<Site>,
    Body(request): Body<ImportRequest>,
) -> Result<HttpResponse, Problem> {
    let report = site.service.import_register(who.asker, &request).await?;
    Ok(private(StatusCode::OK, &report))
}

/// Keeps a picture of a product, before a table that names it is imported.
#[utoipa::path(
    post, path = "/api/v1/pictures",
    request_body(content = inline(Bytes), content_type = "image/jpeg",
        description = "A JPEG of at most 40 KiB."),
    responses(
        (status = 201, description = "It is kept.", body = KeptPicture),
    ),
)]
pub(super) async fn keep_picture(
    who: May<act::PlanImport>,
    site: web::Data<Site>,
    jpeg: Result<web::Bytes, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    // A connection that broke off reads no answer.
    let jpeg = jpeg.map_err(|_| Problem::from(UseCaseError::from(PictureTooLarge)))?;
    let picture = site.service.keep_picture(&who.asker, jpeg).await?;
    Ok(private(StatusCode::CREATED, &KeptPicture { picture }))
}

/// In which form.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    /// A workbook, or text.
    #[param(inline)]
    format: ExportFormat,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum ExportFormat {
    Xlsx,
    Csv,
}

/// The whole register in the columns that are imported.
///
/// It holds private data; the audit trail says who has it.
#[utoipa::path(
    get, path = "/api/v1/register/export",
    params(ExportQuery),
    responses(
        (status = 200, description = "The table.", content(
            (inline(Bytes) = "text/csv"),
            (inline(Bytes) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 409, description = "Too often today."),
    ),
)]
pub(super) async fn export(
    who: May<act::Export>,
    site: web::Data<Site>,
    query: web::Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let (service, asker) = (site.service.clone(), who.asker.clone());
    let written = web::block(move || {
        let rows = service.export_register(&asker).map_err(UseCaseError::from)?;
        let (bytes, content_type) = match query.format {
            ExportFormat::Csv => (write_csv(&rows), "text/csv; charset=utf-8"),
            ExportFormat::Xlsx => {
                let bytes = write_workbook(&rows).map_err(|error| Problem::failed(&error))?;
                (bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            }
        };
        Ok((rows.len(), bytes, content_type))
    });
    let written = written.await.map_err(|error| Problem::failed(&error))?;
    let (count, bytes, content_type) = written.map_err(|problem: Problem| problem)?;
    let what = format!("{count} certificates");
    site.service.note_handed_out(&who.asker, "register export", what).await?;
    let mut response = response::typed(StatusCode::OK, content_type);
    Ok(response.insert_header((header::CACHE_CONTROL, "no-store")).body(bytes))
}

/// The corrections of record that wait for a second person.
#[utoipa::path(
    get, path = "/api/v1/corrections",
    responses(
        (status = 200, description = "All of them.", body = Vec<WaitingCorrection>),
    ),
)]
pub(super) async fn corrections(
    who: May<act::SeeCorrections>,
    site: web::Data<Site>,
) -> HttpResponse {
    private(StatusCode::OK, &site.service.waiting_corrections(&who.asker))
}

/// Approves or dismisses a correction of record.
#[utoipa::path(
    post, path = "/api/v1/corrections/settle",
    request_body = Approval,
    responses(
        (status = 201, description = "It is settled.", body = CorrectionOutcome),
    ),
)]
pub(super) async fn settle_correction(
    who: May<act::SettleCorrection>,
    site: web::Data<Site>,
    Body(request): Body<Approval>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.settle_correction(who.asker, &request).await)
}
