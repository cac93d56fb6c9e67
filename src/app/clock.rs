//! The clock as an operator sees it: how it stands, and the word that it is right.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError};
use crate::ledger::{ClockStanding, KnownTime};

/// Where the last believed time outlives the process.
pub trait KeepsTime: Send + Sync + 'static {
    /// Has it on disk when it returns; an earlier one gives way.
    ///
    /// # Errors
    /// If it can't be written: the next start counts from the time before, which is the safe side.
    fn keep(&self, known: &KnownTime) -> std::io::Result<()>;
}

/// How the clock stands, in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClockReport {
    /// What the clock says.
    pub now: Timestamp,
    /// The last time that the service knew, and what has passed since while it ran.
    pub expected: Timestamp,
    /// When the last entry was made; `None` in a log without entries.
    pub last_entry: Option<Timestamp>,
    /// Why changes are refused; `None` while they are taken.
    pub refused: Option<String>,
}

impl From<ClockStanding> for ClockReport {
    fn from(standing: ClockStanding) -> Self {
        Self {
            now: standing.now,
            expected: standing.expected,
            last_entry: Some(standing.last_entry).filter(|at| *at > Timestamp::UNIX_EPOCH),
            refused: standing.doubt.map(|doubt| doubt.to_string()),
        }
    }
}

impl Service {
    /// How the clock stands.
    pub fn clock(&self) -> ClockReport {
        self.parts.clock.standing(self.snapshot().log().last_at()).into()
    }

    /// Takes an operator's word that the clock is right; on record, and kept, when it returns.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn confirm_clock(&self, asker: Asker) -> Result<ClockReport, UseCaseError> {
        self.parts.sequencer.confirm_clock(asker.actor).await?;
        self.keep_time();
        Ok(self.clock())
    }

    /// Follows the clock while it is believed, and keeps what it says: to be called every minute.
    pub fn keep_time(&self) {
        let known = self.parts.clock.follow(self.snapshot().log().last_at());
        match known {
            Ok(known) => {
                if let Err(error) = self.parts.known_time.keep(&known) {
                    tracing::warn!(%error, "the last known time can't be kept");
                }
            }
            Err(doubt) => tracing::warn!(%doubt, "the clock is in doubt"),
        }
    }
}
