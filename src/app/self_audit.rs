//! The service's audit of itself, behind the start. What it published is read as a stranger would read it. If the start
//! began at a saved state, journal and sled are held against each other as well, and what was saved against what all
//! entries add up to.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{SavedStates, Service, saved_state::hash_of};
use crate::{
    ledger::{History, LedgerError, Replayed},
    log::{
        LogState,
        audit::{AuditError, Audited, Expected, Seen, audit},
        lineage::Lineage,
        published_log::{FetchError, PublishedLog},
        tree::TreeHead,
    },
};

/// How the last audit of itself ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SelfAudit {
    /// None did.
    #[default]
    NotYet,
    /// What is published holds together.
    Sound {
        /// Entries that were audited.
        size: u64,
    },
    /// It does not.
    Broken,
}

/// What a start believed, since it was saved.
#[derive(Debug, Clone)]
pub struct Believed {
    /// What the entries up to there add up to.
    pub log: LogState,
    /// Their tree.
    pub head: TreeHead,
}

impl Service {
    /// Says what the start believed, and where it was saved. It is held against the published log by the next
    /// [`audit_itself`](Self::audit_itself).
    pub fn believes(&self, believed: Believed, states: Arc<SavedStates>) {
        *self.believed.lock().unwrap_or_else(PoisonError::into_inner) = Some((believed, states));
    }

    /// Does what reads the ledger from its beginning, while no base is made.
    pub fn while_the_journal_stays<T>(&self, read: impl FnOnce() -> T) -> T {
        let _turn = self.reads_journal.lock().unwrap_or_else(PoisonError::into_inner);
        read()
    }

    /// Reads the ledger from its first change, and holds it against the tree that the start believed. Broken off since
    /// the service closes, it is no audit.
    pub async fn audit_ledger(&self, history: &impl History, closes: &AtomicBool) -> SelfAudit {
        let Some(Believed { log: believed, head }) = self.believed() else {
            return SelfAudit::NotYet;
        };
        let mut lineage = Lineage::default();
        let mut hold_against = |item: Replayed| {
            if closes.load(Ordering::Relaxed) {
                return Err(LedgerError("the service closes".to_owned()));
            }
            if let Replayed::Entry(bytes) = item {
                lineage.append(&bytes);
                let is_there = lineage.position() == believed.next_position();
                if is_there && lineage.tree().head() != head {
                    let words = "its entries are not those of the saved state";
                    return Err(LedgerError(words.to_owned()));
                }
            }
            Ok(())
        };
        let outcome = match history.replay(&mut hold_against).await {
            _ if closes.load(Ordering::Relaxed) => return SelfAudit::NotYet,
            Ok(changes) => {
                let size = lineage.position();
                tracing::info!(
                    changes,
                    size,
                    "journal and sled were read from the beginning: all of it holds together"
                );
                return SelfAudit::Sound { size };
            }
            Err(error) => {
                tracing::error!(
                    %error,
                    "the ledger does not hold together: restart, which reads all of it and says what to do"
                );
                SelfAudit::Broken
            }
        };
        self.ended_with(outcome);
        outcome
    }

    /// Audits what this service published, by its own key, on the calling thread alone: scans come first. If it does
    /// not hold together, that is said loudly, and the service is unwell from then on. What could not be read, or is
    /// broken off since the service closes, is no audit yet.
    pub fn audit_itself(&self, log: &dyn PublishedLog, closes: &AtomicBool) -> SelfAudit {
        let mut believed = Held::by(self.believed());
        let outcome = match self.try_to_audit(&UntilClosed { log, closes }, &mut believed) {
            _ if closes.load(Ordering::Relaxed) => SelfAudit::NotYet,
            Ok(_) if believed.is_wrong => {
                tracing::error!(
                    "the saved state is not what all entries add up to: what scans were answered since the start may \
                     have been wrong; restart, which begins without it, and have the machine's memory tested"
                );
                SelfAudit::Broken
            }
            Ok(audited) => {
                let size = audited.checkpoint.size;
                tracing::info!(size, "the published log was audited: all of it holds together");
                SelfAudit::Sound { size }
            }
            Err(AuditError::Fetch(error @ FetchError::Unreachable(..))) => {
                tracing::warn!(%error, "the published log could not be audited; it is tried again");
                SelfAudit::NotYet
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(
                    %error,
                    cause,
                    "the published log does not hold together: restart, and look at the disk; if it stays so, keep \
                     everything and have it looked into"
                );
                SelfAudit::Broken
            }
        };
        self.ended_with(outcome);
        outcome
    }

    /// How the last audit of itself ended.
    pub fn self_audit(&self) -> SelfAudit {
        *self.self_audit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn believed(&self) -> Option<Believed> {
        let believed = self.believed.lock().unwrap_or_else(PoisonError::into_inner);
        believed.as_ref().map(|(believed, _)| believed.clone())
    }

    /// Keeps the outcome. What was found broken is not begun at again: the next start reads everything, mends what can be
    /// mended, and says what can't.
    fn ended_with(&self, outcome: SelfAudit) {
        *self.self_audit.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
        let mut believed = self.believed.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            SelfAudit::NotYet => {}
            // It holds memory.
            SelfAudit::Sound { .. } => *believed = None,
            SelfAudit::Broken => {
                if let Some((_, states)) = believed.as_ref() {
                    states.distrust();
                }
            }
        }
    }

    fn try_to_audit(
        &self,
        log: &dyn PublishedLog,
        believed: &mut Held,
    ) -> Result<Audited, AuditError> {
        let note = log.file("checkpoint")?;
        let vkey = self.vkey().clone();
        let expected = Expected { vkey, seen: Seen::Nothing, threads: NonZeroUsize::MIN };
        audit(log, &note, &expected, &mut |placed| believed.hold_against(placed.state))
    }
}

/// What was believed, held against what follows from the entries.
struct Held {
    believed: Option<Believed>,
    is_wrong: bool,
}

impl Held {
    fn by(believed: Option<Believed>) -> Self {
        Self { believed, is_wrong: false }
    }

    fn hold_against(&mut self, state: &LogState) {
        if let Some(Believed { log, .. }) = &self.believed
            && log.next_position() == state.next_position()
        {
            self.is_wrong = hash_of(log) != hash_of(state);
        }
    }
}

/// A log that can't be read any more once the service closes, so that nobody waits for the end of an audit.
struct UntilClosed<'a> {
    log: &'a dyn PublishedLog,
    closes: &'a AtomicBool,
}

impl PublishedLog for UntilClosed<'_> {
    fn file(&self, name: &str) -> Result<Vec<u8>, FetchError> {
        if self.closes.load(Ordering::Relaxed) {
            return Err(FetchError::Unreachable(name.to_owned(), "the service closes".to_owned()));
        }
        self.log.file(name)
    }
}
