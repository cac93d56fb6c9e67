//! The running service: what use cases share. Cheap to share between threads; scans take no lock.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use tokio::sync::watch;

use super::{CurrentSnapshot, Office, UseCaseError, certificates::CurrentIndex};
use crate::{
    access::Actor,
    ledger::{Change, Clock, IdempotencyKey, Outcome, Published, SequencerHandle},
    log::note::Vkey,
    signing::Signer,
    stamp::{BatchNumber, Code, KeyNumber, ShortCode, StampIndex},
    verification::{Answer, CannotTell, Knowledge, ShortSecrets, Snapshot, decide},
};

/// What a service is made of.
pub struct Parts {
    /// The office it serves.
    pub office: Office,
    /// The current snapshot.
    pub current: CurrentSnapshot,
    /// The way to the one writer.
    pub sequencer: SequencerHandle,
    /// The last checkpoint.
    pub published: watch::Receiver<Option<Published>>,
    /// The log's verifier key.
    pub vkey: Vkey,
    /// Signers by key.
    pub signers: BTreeMap<KeyNumber, Arc<dyn Signer>>,
    /// Secrets of short codes by generation.
    pub short_secrets: ShortSecrets,
    /// The time.
    pub clock: Clock,
    /// Fills a buffer with random bytes.
    pub random: fn(&mut [u8]),
}

/// The running service.
pub struct Service {
    pub(super) parts: Parts,
    pub(super) certificate_index: CurrentIndex,
}

/// Who asks for a change, and under which key.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who.
    pub actor: Actor,
    /// The key under which a second asking finds the first one's outcome.
    pub idempotency_key: Option<IdempotencyKey>,
}

impl Service {
    /// A service of these parts.
    pub fn new(parts: Parts) -> Self {
        Self { parts, certificate_index: CurrentIndex::default() }
    }

    /// The office it serves.
    pub fn office(&self) -> &Office {
        &self.parts.office
    }

    /// The log's verifier key.
    pub fn vkey(&self) -> &Vkey {
        &self.parts.vkey
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.parts.clock)()
    }

    /// The snapshot that answers now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.parts.current.get()
    }

    /// The last checkpoint; `None` before the first.
    pub fn published(&self) -> Option<Published> {
        *self.parts.published.borrow()
    }

    /// Whether changes can be recorded and are published: what a supervisor asks for.
    pub fn is_healthy(&self) -> bool {
        let is_publishing = self.parts.published.has_changed().is_ok();
        is_publishing && self.published().is_some() && !self.parts.sequencer.has_ended()
    }

    /// Decides what a code is worth. This node is the log's own writer, so it always knows.
    ///
    /// # Errors
    /// [`CannotTell`]
    pub fn scan<'s>(
        &self,
        code: &Code,
        snapshot: &'s Snapshot,
        now: Timestamp,
    ) -> Result<Answer<'s>, CannotTell> {
        decide(code, snapshot, &self.parts.short_secrets, Knowledge::Fresh, now)
    }

    /// The short code to print under a stamp; `None` if the stamp was not issued, or its secret is not held.
    pub fn short_code(&self, batch: BatchNumber, index: StampIndex) -> Option<ShortCode> {
        let snapshot = self.snapshot();
        let batch = snapshot.log().batch(batch)?;
        let secret = self.parts.short_secrets.get(&batch.issued.short_generation?)?;
        Some(ShortCode::typed(secret, &batch.payload(index)?))
    }

    pub(super) async fn change(&self, change: Change) -> Result<Outcome, UseCaseError> {
        let (action, actor) = (change.action, change.actor.to_string());
        let outcome = self.parts.sequencer.change(change).await?;
        let (first, last) = (outcome.log_indexes.first(), outcome.log_indexes.last());
        tracing::info!(
            action,
            actor,
            first_index = first,
            last_index = last,
            "a change is recorded"
        );
        Ok(outcome)
    }

    /// Waits until a checkpoint of at least this size is published.
    pub(super) async fn until_published(&self, size: u64) -> Result<(), UseCaseError> {
        let mut published = self.parts.published.clone();
        let covered = published
            .wait_for(|published| published.is_some_and(|published| published.size >= size));
        covered.await.map(|_| ()).map_err(|_| UseCaseError::NotPublished)
    }
}
