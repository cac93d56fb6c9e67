//! The operator's requests about the register: importing and exporting it, corrections. What they answer
//! holds private data, so none of these paths exists on the public listener.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web,
};
use serde::Deserialize;

use super::{control::entered, operator::Operator, problem::Problem, response, site::Site};
use crate::{
    app::{Approval, KeptPicture, PictureTooLarge, UseCaseError, register_import::ImportRequest},
    tables::{write_csv, write_workbook},
};

/// The largest body: fifty thousand rows of a kilobyte, with room.
pub(super) const LARGEST_BODY: usize = 96 << 20;

/// `POST /api/v1/register/import`: imports a table, or says what that would do. A table with something bad in
/// it is answered with its report, and nothing was imported.
pub(super) async fn import(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<ImportRequest>,
) -> Result<HttpResponse, Problem> {
    let report = site.service.import_register(asker, &request).await?;
    Ok(response::json(StatusCode::OK, &report))
}

/// `POST /api/v1/pictures`: keeps a JPEG of a product, before a table that names it is imported.
pub(super) async fn keep_picture(
    _: Operator,
    site: web::Data<Site>,
    jpeg: Result<web::Bytes, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    // A connection that broke off reads no answer.
    let jpeg = jpeg.map_err(|_| Problem::from(UseCaseError::from(PictureTooLarge)))?;
    let service = site.service.clone();
    let kept = web::block(move || service.keep_picture(&jpeg)).await;
    let picture = kept.map_err(|error| Problem::failed(&error))??;
    Ok(response::json(StatusCode::CREATED, &KeptPicture { picture }))
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

/// `GET /api/v1/register/export?format=xlsx|csv`: the whole register in the columns that are imported.
pub(super) async fn export(
    _: Operator,
    site: web::Data<Site>,
    query: web::Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let service = site.service.clone();
    let written = web::block(move || {
        let rows = service.export_register();
        match query.format {
            ExportFormat::Csv => Ok((write_csv(&rows), "text/csv; charset=utf-8")),
            ExportFormat::Xlsx => write_workbook(&rows).map(|bytes| {
                (bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            }),
        }
    });
    let written = written.await.map_err(|error| Problem::failed(&error))?;
    let (bytes, content_type) = written.map_err(|error| Problem::failed(&error))?;
    let mut response = response::typed(StatusCode::OK, content_type);
    Ok(response.insert_header((header::CACHE_CONTROL, "no-store")).body(bytes))
}

/// `GET /api/v1/corrections`: those that wait.
pub(super) async fn corrections(_: Operator, site: web::Data<Site>) -> HttpResponse {
    response::json(StatusCode::OK, &site.service.waiting_corrections())
}

/// `POST /api/v1/corrections/settle`: approves or dismisses one.
pub(super) async fn settle_correction(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<Approval>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.settle_correction(asker, &request).await)
}
