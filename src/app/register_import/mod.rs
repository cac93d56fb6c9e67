//! Importing the register from an office's table: read, planned against what is known, and made as one change,
//! whole or not at all. The same table again changes nothing.
//!
//! What the office keeps of a producer or product in the ordinary way is written. What is recorded of a
//! certificate, its product's and its holder's words included, is never written over: a difference becomes a
//! correction for a second person to approve.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError, ownership, people::AccessError};
use crate::{
    access::Act,
    ledger::{Change, ChangeError, Outcome, Refusal, RequestDigest},
    registry::PictureId,
    tables::{self, Finding, Grade, PictureTrouble, Row, Sheet},
    verification::Snapshot,
};

// What is known already, by what identifies it in a table.
mod known;

// From rows to records and entries.
mod certificates;
mod doubts;
mod kept;
mod parties;
mod plan;
mod withdrawals;

pub(super) use certificates::differences;
use known::{Holder, Known};
use plan::{Plan, Planner};

/// The most certificates in one import: it is one change, whole or not at all.
pub const MOST_CERTIFICATES: usize = 50_000;

/// How often a plan is made anew because somebody else changed the register meanwhile.
const TRIES: usize = 5;

/// A table to be imported.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// Its sheets, cell by cell. Whoever has a file reads it: a damaged workbook is not the service's to unpack.
    pub sheets: Vec<Sheet>,
    /// The province of rows that name none.
    #[serde(default)]
    pub province_code: Option<String>,
    /// The pictures that the table names.
    #[serde(default)]
    pub pictures: BTreeMap<String, PictureGiven>,
    /// Only say what would be done.
    #[serde(default)]
    pub dry_run: bool,
}

/// A picture that a table names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PictureGiven {
    /// It is kept under this name.
    Kept(PictureId),
    /// It is not used.
    Refused(PictureTrouble),
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportReport {
    /// Whether it was done. Not in a dry run, and not if something is bad.
    pub imported: bool,
    /// How much of what.
    pub counts: Counts,
    /// What is bad, doubtful or worth a note, in the order of places.
    pub findings: Vec<Finding>,
    /// Whether there is anything new in it.
    pub has_news: bool,
    /// Positions of the first and the last new entry of the log.
    pub log_indexes: Option<(u64, u64)>,
}

/// How much an import changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ImportCounts)]
pub struct Counts {
    /// Certificates in the table.
    pub certificates: usize,
    /// Certificates recorded for the first time.
    pub recorded: usize,
    /// Certificates with nothing new.
    pub unchanged: usize,
    /// Certificates with a correction proposed.
    pub corrections: usize,
    /// Certificates withdrawn.
    pub withdrawn: usize,
    /// Certificates that end before their time.
    pub ended: usize,
    /// Producers of whom something was written.
    pub producers: usize,
    /// Products of which something was written.
    pub products: usize,
}

/// What an import has to know beside table and register.
struct Planned {
    plan: Plan,
    report: ImportReport,
}

impl Service {
    /// Imports a table, or says what that would do. What is bad in it is in the report, and then nothing was
    /// done.
    ///
    /// # Errors
    /// [`UseCaseError`] if it is too large, or the change is refused.
    pub async fn import_register(
        &self,
        asker: Asker,
        request: &ImportRequest,
    ) -> Result<ImportReport, UseCaseError> {
        let act = if request.dry_run { Act::PlanImport } else { Act::Import };
        asker.authority.may(act).map_err(AccessError::from)?;
        let table = tables::understand(&request.sheets, request.province_code.as_deref());
        if table.certificates > MOST_CERTIFICATES {
            return Err(UseCaseError::TooManyCertificates(table.certificates));
        }
        reaches_rows(&asker, &self.snapshot(), &table.rows)?;
        let _planning = self.planning.lock().await;
        let mut tries = 0;
        loop {
            let Planned { plan, mut report } = self.plan_import(&asker, &table, &request.pictures);
            ownership::reaches_plan(&asker, &self.snapshot(), (&plan.drafts, &plan.records))?;
            let is_bad = report.findings.iter().any(|finding| finding.grade == Grade::Bad);
            if request.dry_run || is_bad {
                return Ok(report);
            }
            report.imported = true;
            if plan.is_empty() {
                // Nothing new, perhaps because this very request was carried out before.
                let made = self.import_made_before(&asker, request).await?;
                report.log_indexes = made.as_ref().and_then(first_and_last);
                return Ok(report);
            }
            tries += 1;
            match self.make_import(&asker, plan, request).await {
                Ok(outcome) => {
                    report.log_indexes = first_and_last(&outcome);
                    return Ok(report);
                }
                Err(UseCaseError::Change(ChangeError::Refused(Refusal::RegisterMoved)))
                    if tries < TRIES => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn plan_import(
        &self,
        asker: &Asker,
        table: &tables::Table,
        pictures: &BTreeMap<String, PictureGiven>,
    ) -> Planned {
        let snapshot = self.snapshot();
        let planner = Planner::new(
            (snapshot.log(), snapshot.register()),
            &self.parts.policy,
            pictures,
            (&asker.actor, self.now()),
            self.parts.random,
        );
        let (plan, counts, mut findings) = planner.plan(&table.rows);
        findings.extend(table.findings.iter().cloned());
        table.sort(&mut findings);
        let counts = Counts { certificates: table.certificates, ..counts };
        let has_news = !plan.is_empty();
        let report =
            ImportReport { imported: false, counts, findings, has_news, log_indexes: None };
        Planned { plan, report }
    }

    async fn import_made_before(
        &self,
        asker: &Asker,
        request: &ImportRequest,
    ) -> Result<Option<Outcome>, UseCaseError> {
        let Some((key, digest)) = asker.idempotency(RequestDigest::of(request)) else {
            return Ok(None);
        };
        Ok(self.parts.sequencer.recall(key, digest).await?)
    }

    async fn make_import(
        &self,
        asker: &Asker,
        plan: Plan,
        request: &ImportRequest,
    ) -> Result<Outcome, UseCaseError> {
        self.change(Change {
            drafts: plan.drafts,
            records: plan.records,
            planned_on: Some(plan.revision),
            idempotency: asker.idempotency(RequestDigest::of(request)),
            ..self.begin(asker, "import")
        })
        .await
    }
}

/// Whether all rows are about what the asker reaches, whatever they say: a plan tells what is recorded.
///
/// # Errors
/// [`AccessError::Elsewhere`] with the first that is not.
fn reaches_rows(asker: &Asker, snapshot: &Snapshot, rows: &[Row]) -> Result<(), AccessError> {
    let known = Known::of(snapshot.register(), snapshot.log());
    for row in rows {
        let is_reached = match known.holder(row) {
            Holder::One(producer) => {
                let product = known.product(row, producer);
                let certificate =
                    product.and_then(|product| known.certificate(row, product, producer));
                let owners = [
                    ownership::of_producer(snapshot.register(), producer),
                    certificate.and_then(|number| ownership::of_certificate(snapshot, number)),
                ];
                owners.into_iter().flatten().all(|owner| owner.is_reached_by(&asker.authority))
            }
            Holder::None | Holder::Several => ownership::territory_holds(asker, &row.province_code),
        };
        if !is_reached {
            return Err(AccessError::Elsewhere(row.product_name.clone()));
        }
    }
    Ok(())
}

/// The positions of a change's first and last entry.
fn first_and_last(outcome: &Outcome) -> Option<(u64, u64)> {
    outcome.log_indexes.first().copied().zip(outcome.log_indexes.last().copied())
}
