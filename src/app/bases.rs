//! Bases: what the private part of all changes comes to, in a file of its own, so that the journal before it can be
//! deleted, and what is past its time is gone from there as well. Where they are kept is a port's matter.

use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Service, UseCaseError};
use crate::{
    ledger::{ChangeError, Mark, Reached, Refusal, StateAfter},
    log::tree::TreeHead,
};

/// Whether the service makes bases by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum BasesMode {
    /// Only when it is asked to.
    Off,
    /// Each day.
    #[default]
    Daily,
}

/// How long the outcome under an idempotency key is found again.
pub const OUTCOME_DAYS: i64 = 30;

/// What a base is made of.
#[derive(Debug, Clone)]
pub struct BaseRequest {
    /// The change after which it is made.
    pub mark: Mark,
    /// The log up to there.
    pub log: TreeHead,
    /// Entries in the logs that the log continues.
    pub first_position: u64,
    /// The checkpoint over exactly these entries.
    pub checkpoint: String,
    /// When it is made.
    pub now: Timestamp,
    /// Outcomes under idempotency keys from before are left out.
    pub outcomes_before: Timestamp,
    /// Records of the audit trail from before are left out, if there is an end to keeping them.
    pub audit_before: Option<Timestamp>,
}

/// A base that was made, in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MadeBase {
    /// The change after which it was made.
    pub sequence: u64,
    /// Entries in the log up to there.
    pub entries: u64,
    /// Records in it.
    pub records: u64,
    /// Its length, in bytes.
    pub length: u64,
    /// Segments of the journal that were deleted, since the base before it stands in for them.
    pub deleted_segments: u64,
}

/// Where bases are kept.
pub trait KeepsBases: Send + Sync + 'static {
    /// Makes a base, reads it again, and deletes what the one before it stands in for. Safe to call again after it
    /// failed.
    ///
    /// # Errors
    /// In words, if it can't be made; nothing that is needed is deleted then.
    fn make(&self, request: &BaseRequest) -> Result<MadeBase, String>;

    /// When the newest one was made.
    fn last_made_at(&self) -> Option<Timestamp>;
}

impl Service {
    /// Makes a base now: the journal's file ends, and what everything comes to is written once it stands under a
    /// checkpoint. Scans and changes go on.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn make_base(&self) -> Result<MadeBase, UseCaseError> {
        let bases = self.parts.bases.clone().ok_or(UseCaseError::NoBases)?;
        // By a clock that is wrong, too much would be past its time.
        let last_entry = self.snapshot().log().last_at();
        if let Some(doubt) = self.parts.clock.standing(last_entry).doubt {
            return Err(ChangeError::from(Refusal::from(doubt)).into());
        }
        let Reached { state: StateAfter { mark, log, register: _ }, edges, checkpoint } =
            self.parts.sequencer.reach().await?;
        let now = self.now();
        let before = |days: i64| now - Span::new().hours(24 * days);
        let request = BaseRequest {
            mark,
            log: edges.1.head(),
            first_position: log.first_position(),
            checkpoint,
            now,
            outcomes_before: before(OUTCOME_DAYS),
            audit_before: self.parts.retention.audit_days.map(|days| before(days.get().into())),
        };
        let reading = self.reads_journal.clone();
        let made = self.making_bases.run(move || {
            // What is read from the beginning must not go meanwhile.
            let _turn = reading.lock();
            bases.make(&request)
        });
        let made = made.await?.map_err(UseCaseError::BaseNotMade)?;
        tracing::info!(
            sequence = made.sequence,
            entries = made.entries,
            records = made.records,
            deleted_segments = made.deleted_segments,
            "a base is made"
        );
        Ok(made)
    }

    /// Makes a base if the newest one is older than a day. Whether that is done for today: what failed is tried again.
    pub async fn make_base_daily(&self) -> bool {
        let Some(bases) = self.parts.bases.clone() else { return true };
        let begun = bases.last_made_at().or_else(|| {
            let snapshot = self.snapshot();
            snapshot.log().keys().into_iter().map(|(_, key)| key.added_at).min()
        });
        let is_due = begun.is_some_and(|at| at + Span::new().hours(24) <= self.now());
        if !is_due {
            return true;
        }
        match self.make_base().await {
            Ok(_) => true,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, cause, "no base could be made: the journal grows on; it is tried again");
                false
            }
        }
    }
}
