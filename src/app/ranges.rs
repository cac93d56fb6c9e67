//! Ranges of a batch: stamps that arrived from the print house are put in use, and what was stamped is declared.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError, ownership, people::AccessError};
use crate::{
    access::Act,
    ledger::{Change, Draft, RequestDigest},
    log::{Body, Lot, RangeDeclared},
    stamp::{BatchNumber, StampIndex},
};

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
        let DeclareRequest { from, to, lot, made_from, made_to, best_before } = request.clone();
        let declared = RangeDeclared { batch, from, to, lot, made_from, made_to, best_before };
        let digest = RequestDigest::of(&("declare", batch, request));
        let body = Body::RangeDeclared(declared);
        self.enter_range(asker, "declare", (batch, from, to), body, digest).await
    }

    async fn enter_range(
        &self,
        asker: &Asker,
        action: &'static str,
        (batch, from, to): (BatchNumber, StampIndex, StampIndex),
        body: Body,
        digest: RequestDigest,
    ) -> Result<RangeOutcome, UseCaseError> {
        asker.authority.may(Act::DeclareRange).map_err(AccessError::from)?;
        ownership::reached_batch(asker, &self.snapshot(), batch)?;
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
