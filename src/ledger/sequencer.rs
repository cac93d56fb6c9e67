//! The one writer. It takes changes from a queue, numbers them, commits them in groups, has them
//! applied, and answers.
//!
//! The order of a commit, which nothing may change: journal, store, snapshot, answer; then tiles, the
//! checkpoint last. A change is acknowledged only after the ledger said that it is durable. If the
//! ledger fails, nothing more is acknowledged and the sequencer ends: what became of the group is only
//! known after a restart, which reads it from disk.

use std::{future::Future, sync::Arc, thread, time::Instant};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::{
    Change, Commit, KeyHash, Mark, Outcome, Private, Publication, Reached, Refusal, Remembered,
    RequestDigest, StateAfter, WatchedClock, WriterFigures, admission::Admission,
    reached::Announced,
};
use crate::{
    access::{AccessRecord, Actor, AuditRecord},
    log::{ActorId, Entry, LogState},
    registry::{Policy, Record, Register},
    stamp::KeyNumber,
};

/// The most changes in a group.
const GROUP: usize = 128;

/// The most entries and records in a group, so that a group of large changes stays small enough to commit
/// quickly. A single change may have more.
const GROUP_PARTS: usize = 8_192;

/// How many changes may wait.
const QUEUE: usize = 4_096;

/// What the sequencer takes from outside.
#[derive(Clone)]
pub struct Surroundings {
    /// The time, and whether it can be believed.
    pub clock: Arc<WatchedClock>,
    /// Fills a buffer with random bytes.
    pub random: fn(&mut [u8]),
    /// The keys that this node can sign with, oldest first.
    pub held_keys: Vec<KeyNumber>,
    /// The generation of the short secret for new batches.
    pub short_generation: u32,
    /// The generation of the PIN secret for new batches that carry PINs; `None`: it is not held here.
    pub pin_generation: Option<u32>,
    /// What the office decides for itself.
    pub policy: Policy,
}

/// What a reader of a history knows already, from what was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// So many entries.
    pub entries: u64,
    /// The records of the batches up to this one.
    pub batches: u32,
}

/// What was committed, in its order.
pub trait History: Send + Sync + 'static {
    /// Hands over everything committed: all entries in the order of the log, and the newest record of
    /// each number. Returns the sequence of the newest change.
    fn replay(
        &self,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> impl Future<Output = Result<u64, LedgerError>> + Send {
        self.replay_behind(Known::default(), each)
    }

    /// The same without entries that the reader knows; records of batches that it knows may be left out.
    fn replay_behind(
        &self,
        known: Known,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> impl Future<Output = Result<u64, LedgerError>> + Send;
}

/// Where changes are kept. One at a time; the adapter owns its folder or its lock.
pub trait Ledger: History {
    /// Makes a group durable, each change whole or not at all, in this order.
    ///
    /// When this returns `Ok`, the group survives a crash of process and machine. When it returns an
    /// error, the group may be there or not; it is never called again then.
    fn commit(&mut self, group: &[Commit]) -> impl Future<Output = Result<(), LedgerError>> + Send;

    /// The outcome under an idempotency key, of any change committed before.
    fn recall(
        &self,
        key: KeyHash,
    ) -> impl Future<Output = Result<Option<Remembered>, LedgerError>> + Send;

    /// The longest change that it can keep and read again, as [`Commit::length`] counts.
    fn longest_change(&self) -> u64;

    /// Where the newest change stands; `None` before the first, and where a start can't begin at one.
    fn mark(&self) -> Option<Mark> {
        None
    }

    /// Begins a file, where there are files, so that what stands before it can be deleted whole. What keeps it from that is
    /// said; nothing is lost by it.
    fn end_file(&mut self) {}
}

/// What [`History::replay`] hands over.
#[derive(Debug)]
pub enum Replayed {
    /// An entry's bytes.
    Entry(Vec<u8>),
    /// A record.
    Record(Box<Record>),
    /// A record of people and what they may do.
    Access(Box<AccessRecord>),
}

/// The ledger failed. Nothing more can be acknowledged by this process.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the ledger failed: {0}")]
pub struct LedgerError(pub String);

/// Told of a committed group before it is answered.
pub trait Applied: Send + 'static {
    /// Takes the group in; scans that begin after this returns see it. Log and register are those after the
    /// group: a copy shares what does not change.
    fn applied(&mut self, group: &[Commit], log: &LogState, register: &Register);
}

/// Both are told, the first one first.
impl<A: Applied, B: Applied> Applied for (A, B) {
    fn applied(&mut self, group: &[Commit], log: &LogState, register: &Register) {
        self.0.applied(group, log, register);
        self.1.applied(group, log, register);
    }
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It is against the rules; nothing happened.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger failed; whether it happened is known after a restart. Ask again with the same
    /// idempotency key.
    #[error("changes can't be recorded now; ask again with the same idempotency key")]
    Unavailable,
}

type Reply<T> = oneshot::Sender<Result<T, ChangeError>>;

/// What waits in the queue.
enum Request {
    /// A change.
    Change(Box<Change>, Reply<Outcome>),
    /// An operator's word that the clock is right.
    ConfirmClock(Actor, Reply<Outcome>),
    /// Whether a request was carried out under a key before.
    Recall(KeyHash, RequestDigest, Reply<Option<Outcome>>),
    /// All that there is, once it stands under a checkpoint.
    Reach(oneshot::Sender<Reached>),
}

impl Request {
    /// How many entries and records it brings.
    fn parts(&self) -> usize {
        match self {
            Self::Change(change, _) => change.drafts.len() + change.records.len(),
            Self::ConfirmClock(..) | Self::Recall(..) | Self::Reach(_) => 0,
        }
    }
}

/// The way to the sequencer, for any thread.
#[derive(Clone)]
pub struct SequencerHandle {
    queue: mpsc::Sender<Request>,
    figures: Arc<WriterFigures>,
}

impl SequencerHandle {
    /// Asks for a change and waits until it is durable and visible to scans.
    ///
    /// # Errors
    /// [`ChangeError`]
    pub async fn change(&self, change: Change) -> Result<Outcome, ChangeError> {
        self.ask(|reply| Request::Change(Box::new(change), reply)).await
    }

    /// Takes an operator's word that the clock is right, with an audit record and nothing else.
    ///
    /// # Errors
    /// [`ChangeError::Unavailable`]
    pub async fn confirm_clock(&self, actor: Actor) -> Result<Outcome, ChangeError> {
        self.ask(|reply| Request::ConfirmClock(actor, reply)).await
    }

    /// What became of a request under its key, if it was carried out before. A change finds it by itself;
    /// this is for who would refuse the request before it is a change.
    ///
    /// # Errors
    /// [`ChangeError`], also if the key stands for another request.
    pub async fn recall(
        &self,
        key: KeyHash,
        request: RequestDigest,
    ) -> Result<Option<Outcome>, ChangeError> {
        self.ask(|reply| Request::Recall(key, request, reply)).await
    }

    /// Ends the ledger's file, and waits until everything up to there stands under a checkpoint.
    ///
    /// # Errors
    /// [`ChangeError::Unavailable`], also where the ledger has no files.
    pub async fn reach(&self) -> Result<Reached, ChangeError> {
        let (reply, reached) = oneshot::channel();
        self.queue.send(Request::Reach(reply)).await.map_err(|_| ChangeError::Unavailable)?;
        reached.await.map_err(|_| ChangeError::Unavailable)
    }

    async fn ask<T>(&self, request: impl FnOnce(Reply<T>) -> Request) -> Result<T, ChangeError> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(request(reply)).await.map_err(|_| ChangeError::Unavailable)?;
        answer.await.unwrap_or(Err(ChangeError::Unavailable))
    }

    /// What it counts of its work.
    pub fn figures(&self) -> &WriterFigures {
        &self.figures
    }

    /// How many changes wait, and how many may.
    pub fn queue(&self) -> (usize, usize) {
        let most = self.queue.max_capacity();
        (most - self.queue.capacity(), most)
    }

    /// Whether the sequencer has ended, which it does after a failure of the ledger.
    pub fn has_ended(&self) -> bool {
        self.queue.is_closed()
    }
}

/// Starts the sequencer on a thread of its own, on the state that the ledger holds.
///
/// # Errors
/// If the thread can't be started.
pub fn start_sequencer<L: Ledger, A: Applied>(
    ledger: L,
    sequence: u64,
    state: (LogState, Register),
    surroundings: Surroundings,
    applied: A,
    publication: Publication,
) -> std::io::Result<(SequencerHandle, thread::JoinHandle<()>)> {
    let (queue, requests) = mpsc::channel(QUEUE);
    let (log, register) = state;
    let figures = Arc::new(WriterFigures::beginning_at(sequence));
    let counted = figures.clone();
    let sequencer =
        Sequencer { ledger, sequence, log, register, surroundings, applied, publication, figures };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let thread = thread::Builder::new()
        .name("sequencer".to_owned())
        .spawn(move || runtime.block_on(sequencer.run(requests)))?;
    Ok((SequencerHandle { queue, figures: counted }, thread))
}

struct Sequencer<L, A> {
    ledger: L,
    sequence: u64,
    log: LogState,
    register: Register,
    surroundings: Surroundings,
    applied: A,
    publication: Publication,
    figures: Arc<WriterFigures>,
}

/// What a change in a group is waiting for.
enum Numbered {
    /// Its commit.
    Commit(Box<Commit>, Outcome),
    /// Nothing: it was made before, or in this group.
    Repeated(Outcome),
}

impl<L: Ledger, A: Applied> Sequencer<L, A> {
    async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        while let Some(first) = requests.recv().await {
            let mut parts = first.parts();
            let mut group = vec![first];
            while group.len() < GROUP && parts < GROUP_PARTS {
                let Ok(next) = requests.try_recv() else { break };
                parts += next.parts();
                group.push(next);
            }
            if let Err(error) = self.commit_group(group).await {
                tracing::error!(%error, "nothing more is acknowledged: restart to recover from disk");
                return;
            }
        }
    }

    async fn commit_group(&mut self, group: Vec<Request>) -> Result<(), LedgerError> {
        let mut commits = Vec::with_capacity(group.len());
        let mut answers = Vec::with_capacity(group.len());
        let mut asked = Vec::new();
        for request in group {
            let (numbered, reply) = match request {
                Request::Change(change, reply) => (self.number(&change, &commits).await?, reply),
                Request::ConfirmClock(actor, reply) => (self.confirm_clock(actor), reply),
                Request::Reach(reply) => {
                    asked.push(reply);
                    continue;
                }
                Request::Recall(key, request, reply) => {
                    // Who asked may be gone. An outcome of this very group is not durable yet, and not told.
                    drop(
                        reply.send(self.made_before(key, request, &[]).await?.map_err(Into::into)),
                    );
                    continue;
                }
            };
            match numbered {
                Ok(Numbered::Commit(commit, outcome)) => {
                    commits.push(*commit);
                    answers.push((reply, outcome));
                }
                Ok(Numbered::Repeated(outcome)) => answers.push((reply, outcome)),
                // Who asked may be gone; the refusal is theirs alone.
                Err(refusal) => drop(reply.send(Err(refusal.into()))),
            }
        }
        if let Some(last) = commits.last() {
            let begun = Instant::now();
            self.ledger.commit(&commits).await?;
            let on_disk = Instant::now();
            self.applied.applied(&commits, &self.log, &self.register);
            let times = (on_disk - begun, on_disk.elapsed());
            self.figures.committed(commits.len(), last.sequence, times);
        }
        for (reply, outcome) in answers {
            // Who asked may be gone; the change is made all the same.
            drop(reply.send(Ok(outcome)));
        }
        // Clones of a state share what does not change.
        let (log, register) = (self.log.clone(), self.register.clone());
        let state = self.ledger.mark().map(|mark| StateAfter { mark, log, register });
        if !asked.is_empty() {
            self.ledger.end_file();
        }
        self.publication.announce(Announced { commits, state, asked });
        Ok(())
    }

    /// Numbers a change on the state after all changes before it. The outer error is the ledger's.
    async fn number(
        &mut self,
        change: &Change,
        group: &[Commit],
    ) -> Result<Result<Numbered, Refusal>, LedgerError> {
        if let Some((key, request)) = change.idempotency {
            match self.made_before(key, request, group).await? {
                Ok(None) => {}
                Ok(Some(outcome)) => return Ok(Ok(Numbered::Repeated(outcome))),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        if let Some(doubt) = self.surroundings.clock.standing(self.log.last_at()).doubt {
            return Ok(Err(doubt.into()));
        }
        Ok(self.admit(change))
    }

    /// An operator's word about the clock, which is taken before it is on record: a crash between loses it,
    /// and the operator gives it again.
    fn confirm_clock(&mut self, actor: Actor) -> Result<Numbered, Refusal> {
        self.surroundings.clock.confirm(self.log.last_at());
        self.admit(&Change::new(actor, "clock confirm"))
    }

    /// The outcome of the same request under its key, from this group or from before.
    async fn made_before(
        &self,
        key: KeyHash,
        request: RequestDigest,
        group: &[Commit],
    ) -> Result<Result<Option<Outcome>, Refusal>, LedgerError> {
        Ok(match self.recall(key, group).await? {
            None => Ok(None),
            Some(remembered) if remembered.is_of(request) => Ok(Some(remembered.outcome)),
            Some(_) => Err(Refusal::OtherRequest),
        })
    }

    /// The outcome under a key, from this group or from before.
    async fn recall(
        &self,
        key: KeyHash,
        group: &[Commit],
    ) -> Result<Option<Remembered>, LedgerError> {
        let hex = HEXLOWER.encode(&key.0);
        let in_group = group.iter().filter_map(|commit| commit.private.remembered.as_ref());
        match in_group.into_iter().find(|remembered| remembered.key == hex) {
            Some(remembered) => Ok(Some(remembered.clone())),
            None => self.ledger.recall(key).await,
        }
    }

    /// Checks a change and gives it its numbers; the state moves on only if all of it is admitted.
    fn admit(&mut self, change: &Change) -> Result<Numbered, Refusal> {
        if change.planned_on.is_some_and(|revision| revision != self.register.revision()) {
            return Err(Refusal::RegisterMoved);
        }
        let now = self.surroundings.clock.now();
        let whole_second = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let (mut log, mut register) = (self.log.clone(), self.register.clone());
        let mut entries = Vec::with_capacity(change.drafts.len());
        let mut records = change.records.clone();
        let mut batch = None;
        records.iter().for_each(|record| register.put(record));
        for draft in &change.drafts {
            let at = whole_second.max(log.last_at());
            let admission = Admission {
                log: &log,
                register: &register,
                held_keys: &self.surroundings.held_keys,
                short_generation: self.surroundings.short_generation,
                pin_generation: self.surroundings.pin_generation,
                policy: &self.surroundings.policy,
                now: at,
            };
            let admitted = admission.admit(draft)?;
            let mut actor = ActorId([0; 16]);
            (self.surroundings.random)(&mut actor.0);
            let entry = Entry { at, actor, body: admitted.body };
            let bytes = entry.to_bytes()?;
            log.apply(&entry)?;
            entries.push((entry, bytes));
            batch = admitted.batch.or(batch);
            if let Some(record) = admitted.record {
                register.put(&record);
                records.push(record);
            }
        }
        let first_index = self.log.next_position();
        let log_size = log.next_position();
        let positions = first_index..log_size;
        let outcome = Outcome { log_indexes: positions.collect(), log_size, batch };
        let mut access = change.access.clone();
        access.iter_mut().for_each(|record| record.entered_at(&outcome.log_indexes));
        let private = Private {
            audit: AuditRecord {
                at: now,
                actor: change.actor.clone(),
                action: change.action.to_owned(),
                target: change.target.clone(),
                refused: change.refused.to_owned(),
                from: change.from.clone(),
                first_log_index: outcome.log_indexes.first().copied(),
                actor_ids: entries.iter().map(|(entry, _)| entry.actor.to_string()).collect(),
            },
            records,
            access,
            remembered: change
                .idempotency
                .map(|(key, request)| Remembered::new(key, request, outcome.clone(), now)),
        };
        let commit = Commit { sequence: self.sequence + 1, first_index, entries, private };
        let (length, longest) = (commit.length(), self.ledger.longest_change());
        if length > longest {
            return Err(Refusal::TooLong { length, longest });
        }
        self.sequence += 1;
        (self.log, self.register) = (log, register);
        Ok(Numbered::Commit(Box::new(commit), outcome))
    }
}
