//! Ranges of a batch: stamps that arrived from the print house are put in use, and what was stamped is declared.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError, ownership, people::AccessError};
use crate::{
    access::Act,
    ledger::{Change, Draft, RequestDigest},
    log::{Body, Lot, RangeDeclared},
    stamp::{BatchNumber, StampIndex, today},
};

/// The programme began in 2018 (QĐ 490/QĐ-TTg).
const EARLIEST_PRODUCTION: Date = date(2018, 1, 1);

/// Stamps to be put in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivateRequest {
    /// First index.
    pub from: StampIndex,
    /// Last index.
    pub to: StampIndex,
}

/// What is declared of stamps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareRequest {
    /// First index.
    pub from: StampIndex,
    /// Last index.
    pub to: StampIndex,
    /// The producer's lot.
    #[serde(default)]
    pub lot: Option<Lot>,
    /// First day of production.
    #[serde(default)]
    pub made_from: Option<Date>,
    /// Last day of production.
    #[serde(default)]
    pub made_to: Option<Date>,
    /// Use by.
    #[serde(default)]
    pub best_before: Option<Date>,
}

/// What was entered of a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RangeOutcome {
    /// Position of the entry.
    pub log_index: u64,
}

impl Service {
    /// Puts stamps of a batch in use.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn activate_range(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        request: &ActivateRequest,
    ) -> Result<RangeOutcome, UseCaseError> {
        self.may_declare(asker, batch)?;
        let body = Body::RangeActivated { batch, from: request.from, to: request.to };
        let digest = RequestDigest::of(&("activate", batch, request));
        self.enter_range(asker, "activate", (batch, request.from, request.to), body, digest).await
    }

    /// Declares what stamps of a batch were put on.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn declare_range(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        request: &DeclareRequest,
    ) -> Result<RangeOutcome, UseCaseError> {
        self.may_declare(asker, batch)?;
        self.can_be_declared(request)?;
        let count = self.count_stamps(asker, batch, (request.from, request.to))?;
        if count.not_received > 0 {
            return Err(UseCaseError::NotReceived { batch, stamps: count.not_received });
        }
        let DeclareRequest { from, to, lot, made_from, made_to, best_before } = request.clone();
        let declared = RangeDeclared { batch, from, to, lot, made_from, made_to, best_before };
        let digest = RequestDigest::of(&("declare", batch, request));
        let body = Body::RangeDeclared(declared);
        self.enter_range(asker, "declare", (batch, from, to), body, digest).await
    }

    fn may_declare(&self, asker: &Asker, batch: BatchNumber) -> Result<(), UseCaseError> {
        asker.authority.may(Act::DeclareRange).map_err(AccessError::from)?;
        ownership::reached_batch(asker, &self.snapshot(), batch).map(drop)
    }

    /// What nobody can mean: it would stand in the public log, and on a page.
    fn can_be_declared(&self, request: &DeclareRequest) -> Result<(), UseCaseError> {
        let DeclareRequest { from: _, to: _, lot, made_from, made_to, best_before } = request;
        let refuse = |what| Err(UseCaseError::Declaration(what));
        if lot.is_none() && made_from.is_none() && made_to.is_none() && best_before.is_none() {
            return refuse(
                "it says nothing: name the lot, the days of production or the use-by date",
            );
        }
        let last = made_to.or(*made_from);
        if let (Some(first), Some(last)) = (made_from, last)
            && last < *first
        {
            return refuse("the last day of production is before the first");
        }
        let today = today(self.now());
        if made_from.iter().chain(last.as_ref()).any(|day| *day > today) {
            return refuse("a day of production is still to come");
        }
        if made_from.is_some_and(|first| first < EARLIEST_PRODUCTION) {
            return refuse("the first day of production is before the programme began (2018)");
        }
        if let (Some(first), Some(best_before)) = (made_from, best_before)
            && best_before < first
        {
            return refuse("the use-by date is before the first day of production");
        }
        Ok(())
    }

    async fn enter_range(
        &self,
        asker: &Asker,
        action: &'static str,
        (batch, from, to): (BatchNumber, StampIndex, StampIndex),
        body: Body,
        digest: RequestDigest,
    ) -> Result<RangeOutcome, UseCaseError> {
        let change = Change {
            target: format!("batch {batch} {from}-{to}"),
            drafts: vec![Draft::Ready(body)],
            idempotency: asker.idempotency(digest),
            ..self.begin(asker, action)
        };
        let outcome = self.change(change).await?;
        Ok(RangeOutcome { log_index: outcome.log_indexes[0] })
    }
}
