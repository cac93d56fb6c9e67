//! The audit trail, read and exported.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web,
};
use jiff::Timestamp;
use serde::Deserialize;

use super::outcome::{Page, private};
use crate::{
    access::{AccountNumber, act::ReadAudit},
    app::{AUDIT_PAGE, AuditFilter, AuditPage, AuditView},
    tables::{BYTE_ORDER_MARK, csv_line},
    web::{problem::Problem, response, site::Site, who::May},
};

/// The most rows of one exported table.
const MOST_ROWS: usize = 10_000;

/// The columns of the exported table.
const HEADINGS: [&str; 11] = [
    "sequence",
    "at",
    "actor",
    "name",
    "on_behalf_of",
    "action",
    "target",
    "refused",
    "network",
    "agent",
    "first_log_index",
];

/// Which records.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// Of this account.
    account: Option<AccountNumber>,
    /// Of this act, as the records call it.
    action: Option<String>,
    /// On this, as the records call it.
    target: Option<String>,
    /// Not before.
    from: Option<Timestamp>,
    /// Before.
    until: Option<Timestamp>,
    /// The change whose entry carries this actor id.
    actor_id: Option<String>,
    /// The change whose entry stands at this position.
    log_index: Option<u64>,
    /// What the answer before said as `next`.
    cursor: Option<u64>,
}

impl AuditQuery {
    fn split(self) -> (AuditFilter, Option<u64>) {
        let Self { account, action, target, from, until, actor_id, log_index, cursor } = self;
        (AuditFilter { account, action, target, from, until, actor_id, log_index }, cursor)
    }
}

/// A page of the trail.
type AuditRecords = Page<AuditView, u64>;

/// Who did what, the newest first.
#[utoipa::path(
    get, path = "/api/v1/audit",
    params(AuditQuery),
    responses(
        (status = 200, description = "Some of the records.", body = AuditRecords),
    ),
)]
pub(super) async fn list(
    who: May<ReadAudit>,
    site: web::Data<Site>,
    query: web::Query<AuditQuery>,
) -> Result<HttpResponse, Problem> {
    let page = read(who, &site, query.into_inner(), AUDIT_PAGE).await?;
    Ok(private(StatusCode::OK, &Page { items: page.records, next: page.next }))
}

/// The same as a table, at most ten thousand rows.
///
/// The trail says who has it.
#[utoipa::path(
    get, path = "/api/v1/audit.csv",
    params(AuditQuery),
    responses(
        (status = 200, description = "The table.", body = String, content_type = "text/csv"),
        (status = 409, description = "Too often today."),
    ),
)]
pub(super) async fn table(
    who: May<ReadAudit>,
    site: web::Data<Site>,
    query: web::Query<AuditQuery>,
) -> Result<HttpResponse, Problem> {
    let asker = who.asker.clone();
    let page = read(who, &site, query.into_inner(), MOST_ROWS).await?;
    let what = format!("{} records", page.records.len());
    site.service.note_handed_out(&asker, "audit export", what).await?;
    let lines = page.records.iter().map(|record| csv_line(row(record)));
    let table: String =
        [BYTE_ORDER_MARK.to_owned(), csv_line(HEADINGS)].into_iter().chain(lines).collect();
    let mut response = response::typed(StatusCode::OK, "text/csv; charset=utf-8");
    Ok(response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""))
        .body(table))
}

/// Reads the trail, which waits for the disk, on a thread that nobody else waits for.
async fn read(
    who: May<ReadAudit>,
    site: &Site,
    query: AuditQuery,
    most: usize,
) -> Result<AuditPage, Problem> {
    let (filter, before) = query.split();
    let service = site.service.clone();
    let page = web::block(move || service.audit(&who.asker, &filter, before, most)).await;
    Ok(page.map_err(|error| Problem::failed(&error))??)
}

fn row(record: &AuditView) -> [String; 11] {
    let from = record.from.clone().unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        record.sequence.to_string(),
        record.at.to_string(),
        record.actor.to_string(),
        text(&record.name),
        record.on_behalf_of.map_or_else(String::new, |producer| producer.to_string()),
        record.action.clone(),
        record.target.clone(),
        text(&record.refused),
        from.network,
        from.agent,
        record.first_log_index.map_or_else(String::new, |index| index.to_string()),
    ]
}
