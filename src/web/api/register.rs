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
        Approval, KeptPicture, PictureTooLarge, ProducerFilter, UseCaseError,
        register_import::ImportRequest,
    },
    registry::ProducerNumber,
    tables::{write_csv, write_workbook},
    web::{body::Body, problem::Problem, response, site::Site, who::May},
};

/// `GET /api/v1/office`: what the service was made for.
pub(super) async fn office(_: May<act::SeeOffice>, site: web::Data<Site>) -> HttpResponse {
    private(StatusCode::OK, site.service.office())
}

/// Which producers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProducerQuery {
    /// With these words in their name.
    name: Option<String>,
    /// What the answer before said as `next`.
    cursor: Option<ProducerNumber>,
}

/// `GET /api/v1/producers`: those that the asker reaches, by number.
pub(super) async fn producers(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<ProducerQuery>,
) -> HttpResponse {
    let ProducerQuery { name, cursor: after } = query.into_inner();
    let page = site.service.producers(&who.asker, &ProducerFilter { name, after });
    private(StatusCode::OK, &Page { items: page.producers, next: page.next })
}

/// `GET /api/v1/producers/{producer}`
pub(super) async fn producer(
    who: May<act::Look>,
    site: web::Data<Site>,
    producer: web::Path<ProducerNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.producer(&who.asker, producer.into_inner())?))
}

/// `POST /api/v1/register/import`: imports a table, or says what that would do. A table with something bad in
/// it is answered with its report, and nothing was imported.
pub(super) async fn import(
    who: May<act::PlanImport>,
    site: web::Data<Site>,
    Body(request): Body<ImportRequest>,
) -> Result<HttpResponse, Problem> {
    let report = site.service.import_register(who.asker, &request).await?;
    Ok(private(StatusCode::OK, &report))
}

/// `POST /api/v1/pictures`: keeps a JPEG of a product, before a table that names it is imported.
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
#[derive(Deserialize)]
pub(super) struct ExportQuery {
    format: ExportFormat,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ExportFormat {
    Xlsx,
    Csv,
}

/// `GET /api/v1/register/export?format=xlsx|csv`: the whole register in the columns that are imported. The audit
/// trail says who has it.
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

/// `GET /api/v1/corrections`: those that wait.
pub(super) async fn corrections(
    who: May<act::SeeCorrections>,
    site: web::Data<Site>,
) -> HttpResponse {
    private(StatusCode::OK, &site.service.waiting_corrections(&who.asker))
}

/// `POST /api/v1/corrections/settle`: approves or dismisses one.
pub(super) async fn settle_correction(
    who: May<act::SettleCorrection>,
    site: web::Data<Site>,
    Body(request): Body<Approval>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.settle_correction(who.asker, &request).await)
}
