//! The running service: what use cases share. Cheap to share between threads; scans take no lock.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use jiff::Timestamp;
use tokio::sync::watch;

use super::{
    Asker, BatchLabel, Believed, CurrentDirectory, CurrentSnapshot, KeepsBases, KeepsPictures,
    KeepsPresence, KeepsPrintFiles, KeepsPrintOrders, KeepsTime, Office, PinSecrets, PrintTerms,
    PrintWords, ReadsAudit, Retention, SavedStates, SelfAudit, UseCaseError,
    certificates::CurrentIndex, heavy_work::HeavyWork, people::Presence, print_jobs::PrintDesk,
};
use crate::{
    access::{AccessRecord, Directory, OneTimeSecret, PersonalKeyName, ProposalState, Sealed},
    ledger::{Change, ClockDoubt, Outcome, Published, Publishing, SequencerHandle, WatchedClock},
    log::{cosignature::CosignerVkey, note::Vkey},
    registry::Policy,
    signing::Signer,
    stamp::{BatchNumber, Code, KeyNumber, ShortCode, StampIndex},
    verification::{Answer, CannotTell, Knowledge, ShortSecrets, Snapshot, decide, decide_many},
};

/// How many requests are signed for at once: each takes a core for up to a fifth of a second.
const SIGNING_AT_ONCE: usize = 2;

/// How many wait for it.
const SIGNING_WAITING: usize = 64;

/// What a service is made of.
pub struct Parts {
    /// The office it serves.
    pub office: Office,
    /// Its policies.
    pub policy: Policy,
    /// The current snapshot.
    pub current: CurrentSnapshot,
    /// The way to the one writer.
    pub sequencer: SequencerHandle,
    /// How publishing stands.
    pub publishing: watch::Receiver<Publishing>,
    /// The log's verifier key.
    pub vkey: Vkey,
    /// The verifier key of who cosigns checkpoints with the time.
    pub cosigner_vkey: CosignerVkey,
    /// Signers by key.
    pub signers: BTreeMap<KeyNumber, Arc<dyn Signer>>,
    /// Secrets of short codes by generation.
    pub short_secrets: ShortSecrets,
    /// Secrets of PINs by generation.
    pub pin_secrets: PinSecrets,
    /// The time, and whether it can be believed.
    pub clock: Arc<WatchedClock>,
    /// Where the last believed time is kept.
    pub known_time: Box<dyn KeepsTime>,
    /// Where pictures of products are kept.
    pub pictures: Arc<dyn KeepsPictures>,
    /// People and what they may do.
    pub directory: CurrentDirectory,
    /// Where audit records are read.
    pub audit: Box<dyn ReadsAudit>,
    /// Where sessions are kept.
    pub known_presence: Box<dyn KeepsPresence>,
    /// Where bases are kept; `None` where the ledger has no files.
    pub bases: Option<Arc<dyn KeepsBases>>,
    /// How long personal data is kept.
    pub retention: Retention,
    /// Where orders of print jobs are kept.
    pub print_orders: Arc<dyn KeepsPrintOrders>,
    /// Where their files are.
    pub print_files: Arc<dyn KeepsPrintFiles>,
    /// On what terms they are made.
    pub print_terms: PrintTerms,
    /// The words of labels and sheets, for a batch and the domain in its links.
    pub print_words: fn(&BatchLabel, &str) -> PrintWords,
    /// Fills a buffer with random bytes.
    pub random: fn(&mut [u8]),
}

/// The running service.
pub struct Service {
    pub(super) parts: Parts,
    /// Held while a change of the register is planned and made, so that two imports do not plan in vain.
    pub(super) planning: tokio::sync::Mutex<()>,
    pub(super) certificate_index: CurrentIndex,
    pub(super) presence: Presence,
    pub(super) signing: HeavyWork,
    pub(super) printing: Arc<PrintDesk>,
    pub(super) self_audit: Mutex<SelfAudit>,
    /// What the start believed, until it is audited, and where it was saved.
    pub(super) believed: Mutex<Option<(Believed, Arc<SavedStates>)>>,
    pub(super) making_bases: HeavyWork,
    /// Held while the ledger is read from its beginning, which a new base may delete.
    pub(super) reads_journal: Arc<Mutex<()>>,
}

/// Why a service does not do all of its work. Scans are answered all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwell {
    /// The ledger failed, and the writer ended.
    #[error("changes can't be recorded: the cause is in the service's log; mend it and restart")]
    NotRecording,
    /// The log can't be written, or must not be signed.
    #[error(
        "changes are recorded, but not published, so no stamp is signed: the cause is in the service's log"
    )]
    NotPublishing,
    /// Nothing was published yet.
    #[error("nothing was published yet")]
    NotPublishedYet,
    /// The clock can't be believed.
    #[error(transparent)]
    Clock(ClockDoubt),
    /// Its audit of itself failed.
    #[error("what is published does not hold together: the cause is in the service's log")]
    LogBroken,
}

impl Service {
    /// A service of these parts.
    pub fn new(parts: Parts) -> Self {
        let presence = Presence::new(parts.known_presence.read());
        Self {
            presence,
            printing: Arc::new(PrintDesk::open(parts.print_orders.clone())),
            parts,
            planning: tokio::sync::Mutex::default(),
            certificate_index: CurrentIndex::default(),
            self_audit: Mutex::default(),
            believed: Mutex::default(),
            making_bases: HeavyWork::new(1, 1),
            reads_journal: Arc::default(),
            signing: HeavyWork::new(SIGNING_AT_ONCE, SIGNING_WAITING),
        }
    }

    /// The office it serves.
    pub fn office(&self) -> &Office {
        &self.parts.office
    }

    /// The policies of that office.
    pub fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// The log's verifier key.
    pub fn vkey(&self) -> &Vkey {
        &self.parts.vkey
    }

    /// The verifier key of who cosigns checkpoints with the time.
    pub fn cosigner_vkey(&self) -> &CosignerVkey {
        &self.parts.cosigner_vkey
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }

    /// The snapshot that answers now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.parts.current.get()
    }

    /// The last checkpoint; `None` before the first.
    pub fn published(&self) -> Option<Published> {
        self.parts.publishing.borrow().published
    }

    /// Whether changes can be recorded and published. Returns the last checkpoint, or what is wrong: what a
    /// supervisor asks for.
    ///
    /// # Errors
    /// [`Unwell`]
    pub fn health(&self) -> Result<Published, Unwell> {
        let published = self.works()?;
        match self.self_audit() {
            SelfAudit::Broken => return Err(Unwell::LogBroken),
            SelfAudit::NotYet | SelfAudit::Sound { .. } => {}
        }
        let last_entry = self.snapshot().log().last_at();
        match self.parts.clock.standing(last_entry).doubt {
            Some(doubt) => Err(Unwell::Clock(doubt)),
            None => Ok(published),
        }
    }

    fn works(&self) -> Result<Published, Unwell> {
        if self.parts.sequencer.has_ended() {
            return Err(Unwell::NotRecording);
        }
        let publishing = *self.parts.publishing.borrow();
        let has_ended = self.parts.publishing.has_changed().is_err();
        match publishing.published {
            _ if has_ended || publishing.is_failing => Err(Unwell::NotPublishing),
            Some(published) => Ok(published),
            None => Err(Unwell::NotPublishedYet),
        }
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
        let answer = decide(code, snapshot, &self.parts.short_secrets, Knowledge::Fresh, now);
        report_damaged_tables(snapshot);
        answer
    }

    /// Decides what codes are worth, each as [`scan`](Self::scan) does, in their order and faster.
    pub fn scan_many<'s>(
        &self,
        codes: &[Code],
        snapshot: &'s Snapshot,
        now: Timestamp,
    ) -> Vec<Result<Answer<'s>, CannotTell>> {
        let secrets = &self.parts.short_secrets;
        let answers = decide_many(codes, snapshot, secrets, Knowledge::Fresh, now);
        report_damaged_tables(snapshot);
        answers
    }

    /// The short code to print under a stamp; `None` if the stamp was not issued, or its secret is not held.
    pub fn short_code(&self, batch: BatchNumber, index: StampIndex) -> Option<ShortCode> {
        let snapshot = self.snapshot();
        let batch = snapshot.log().batch(batch)?;
        let secret = self.parts.short_secrets.get(&batch.issued.short_generation?)?;
        Some(ShortCode::typed(secret, &batch.payload(index)?))
    }

    /// A key that a form carries, so that it is carried out once however often it is sent.
    pub fn form_key(&self) -> String {
        OneTimeSecret::new(self.parts.random).text()
    }

    /// People and what they may do, now.
    pub fn directory(&self) -> Arc<Directory> {
        self.parts.directory.get()
    }

    /// Keeps who is signed in, for the next start.
    pub fn keep_presence(&self) {
        let kept = self.presence.keep_in(self.parts.known_presence.as_ref(), self.now());
        if let Err(error) = kept {
            tracing::error!(%error, "who is signed in could not be kept: a restart signs them out");
        }
    }

    /// A change in the name of who asks, which the audit trail will tell.
    pub(super) fn begin(&self, asker: &Asker, action: &'static str) -> Change {
        let from = asker.origin.as_ref().and_then(|origin| {
            let name = PersonalKeyName::traces_of(self.now());
            match self.parts.directory.keys().get_or_make(name) {
                Ok(key) => Some(Sealed::seal(name, &key, origin, self.parts.random)),
                Err(error) => {
                    tracing::error!(%error, "where somebody asked from could not be kept");
                    None
                }
            }
        });
        Change { from, ..Change::new(asker.actor.clone(), action) }
    }

    /// Has a change made. What two people did names the proposal and who made it, too.
    pub(super) async fn change(&self, mut change: Change) -> Result<Outcome, UseCaseError> {
        let approved = change.access.iter().find_map(|record| match record {
            AccessRecord::Proposal(proposal)
                if matches!(proposal.state, ProposalState::Approved { .. }) =>
            {
                Some((proposal.proposal, proposal.proposed_by))
            }
            AccessRecord::Proposal(_)
            | AccessRecord::Account(_)
            | AccessRecord::Token(_)
            | AccessRecord::Notice(_) => None,
        });
        if let Some((proposal, proposed_by)) = approved {
            change.target += &format!(", proposal {proposal} of account {proposed_by}");
        }
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

    /// Waits until something is published, or it is known that nothing is now.
    pub async fn until_first_published(&self) {
        // Whether there is anything to read shows when it is read.
        drop(self.until_published(1).await);
    }

    /// Waits until a checkpoint of at least this size is published, or it is known that none comes now.
    pub(super) async fn until_published(&self, size: u64) -> Result<(), UseCaseError> {
        let mut publishing = self.parts.publishing.clone();
        let settled = publishing
            .wait_for(|publishing| publishing.covers(size) || publishing.is_failing)
            .await
            .map_err(|_| UseCaseError::NotPublished)?;
        if settled.covers(size) { Ok(()) } else { Err(UseCaseError::NotPublished) }
    }
}

/// Says once of each key that its table was found damaged. Its stamps were answered rightly, and are from now on.
fn report_damaged_tables(snapshot: &Snapshot) {
    for key in snapshot.keys().take_damaged() {
        tracing::error!(
            key = key.get(),
            "a table for checking signatures was damaged in memory; this key's stamps are now checked without \
             it, more slowly: restart the service, and have the machine's memory tested"
        );
    }
}
