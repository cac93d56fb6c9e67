//! The service's audit of itself: what it published is read as a stranger would read it, behind the start, which
//! believes what it saved.

use std::{
    num::NonZeroUsize,
    sync::{
        PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::Service;
use crate::log::{
    audit::{AuditError, Audited, Expected, audit},
    published_log::{FetchError, PublishedLog},
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

impl Service {
    /// Audits what this service published, by its own key, on the calling thread alone: scans come first. If it does
    /// not hold together, that is said loudly, and the service is unwell from then on. What could not be read, or is
    /// broken off since the service closes, is no audit yet.
    pub fn audit_itself(&self, log: &dyn PublishedLog, closes: &AtomicBool) -> SelfAudit {
        let outcome = match self.try_to_audit(&UntilClosed { log, closes }) {
            _ if closes.load(Ordering::Relaxed) => SelfAudit::NotYet,
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
        *self.self_audit.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
        outcome
    }

    /// How the last audit of itself ended.
    pub fn self_audit(&self) -> SelfAudit {
        *self.self_audit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_to_audit(&self, log: &dyn PublishedLog) -> Result<Audited, AuditError> {
        let note = log.file("checkpoint")?;
        let vkey = self.vkey().clone();
        let expected = Expected { vkey, earlier: None, threads: NonZeroUsize::MIN };
        audit(log, &note, &expected, &mut |_| {})
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
