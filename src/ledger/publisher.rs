//! Publishing: what was committed is written as tiles and bundles, and then a checkpoint is signed over
//! it. Derived from the ledger, so a crash at any moment is mended by publishing again.
//!
//! The checkpoint is cosigned with the time, again and again also when nothing happens, so that the age of what it
//! says can be proved. While the clock is in doubt it is not: a wrong time that was signed could not be taken back.
//!
//! Before signing, the root is computed in two ways that share no code: by the tree's right edge, and
//! from the hashes in the tiles. One flipped bit in a leaf has ended public logs before.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError, TryRecvError},
    },
    thread,
    time::{Duration, Instant},
};

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use tokio::sync::{oneshot, watch};

use super::{AnchorError, Anchors, Clock, Commit, Reached, Saving, StateAfter, reached::Announced};
use crate::log::{
    Body,
    checkpoint::Checkpoint,
    cosignature::Cosigner,
    note::{KeyName, Vkey},
    tile::TilePath,
    tile_edge::TileEdge,
    tree::{Frontier, leaf_hash},
};

/// The least time between two publications. With the time that writing takes, a batch, whose stamps wait for it, stands
/// under a checkpoint within a fifth of a second.
const INTERVAL: Duration = Duration::from_millis(100);

/// The same where nobody waits: each publication has the disk to itself for as long as several changes take.
const UNHURRIED: Duration = Duration::from_millis(500);

/// How often what was committed is taken over meanwhile. Whoever were woken by each change would slow the writer down;
/// whoever took over the changes of 100 ms at once would hold a core for 3 ms, in which a change is slow.
const TAKE_EVERY: Duration = Duration::from_millis(10);

/// How often the checkpoint is cosigned when nothing happens: with the time that writing takes, at least every
/// thirty seconds.
pub const COSIGN_EVERY: Duration = Duration::from_secs(25);

/// How long the publisher waits after a first failure, and at most after many.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Where tiles and checkpoint are published.
pub trait Tiles: Send + 'static {
    /// Has a tile or bundle on disk, whole, when it returns. Safe to call twice with the same bytes.
    ///
    /// # Errors
    /// [`PublishError`]; readers see the old file or the new one, never a part.
    fn write_tile(&mut self, path: &TilePath, bytes: &[u8]) -> Result<(), PublishError>;

    /// Replaces the checkpoint, after all tiles that it needs.
    ///
    /// # Errors
    /// As for tiles.
    fn write_checkpoint(&mut self, note: &str) -> Result<(), PublishError>;
}

/// Publishing failed; nothing that was acknowledged is lost by it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PublishError {
    /// Writing failed.
    #[error("the log can't be published: {0}")]
    Write(String),
    /// The two ways to the root disagree: memory or code is broken, and nothing may be signed.
    #[error("two ways to the root of size {0} disagree: nothing is signed")]
    Roots(u64),
    /// An entry that no bundle can hold.
    #[error("entry {0} does not fit in a bundle")]
    Entry(u64),
    /// What lies outside the folder contradicts it.
    #[error(transparent)]
    Anchor(#[from] AnchorError),
}

/// The log's own key. It signs checkpoints and nothing else.
pub struct LogKey {
    origin: KeyName,
    key: SigningKey,
}

impl LogKey {
    /// A log key for its origin.
    pub fn new(origin: KeyName, private: &[u8; 32]) -> Self {
        Self { origin, key: SigningKey::from_bytes(private) }
    }

    /// The key by which anybody checks checkpoints (C2SP signed-note).
    pub fn vkey(&self) -> Vkey {
        Vkey::new(self.origin.clone(), self.key.verifying_key())
    }
}

/// Cosigns each checkpoint with the time.
pub struct Cosigning {
    /// The key.
    pub cosigner: Cosigner,
    /// The time, as long as it is believed.
    pub believed_time: Arc<dyn Fn() -> Option<Timestamp> + Send + Sync>,
    /// How often it is done when nothing happens: [`COSIGN_EVERY`].
    pub every: Duration,
}

/// What signs checkpoints, and what may forbid it.
pub struct Signing {
    /// The log's own key.
    pub key: LogKey,
    /// The word on the time.
    pub cosigning: Cosigning,
    /// What lies outside the folder.
    pub anchors: Anchors,
    /// Entries in the logs that this one continues: what is published is told with these.
    pub first_position: u64,
}

/// The last checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// How many entries it covers, those of the logs that this one continues included.
    pub size: u64,
    /// When it was cosigned: up to then it is known to be the newest. While the clock is in doubt, when it was last
    /// cosigned before; if never, when it was published.
    pub at: Timestamp,
}

/// How publishing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Publishing {
    /// The last checkpoint; `None` before the first.
    pub published: Option<Published>,
    /// Whether the last try failed. It is tried again.
    pub is_failing: bool,
}

impl Publishing {
    /// Whether the last checkpoint covers that many entries, counted in the same way.
    pub fn covers(&self, size: u64) -> bool {
        self.published.is_some_and(|published| published.size >= size)
    }
}

/// Where the sequencer announces what it committed.
pub struct Publication {
    groups: mpsc::Sender<Announced>,
}

impl Publication {
    /// Announces a group, log and register after it, and who waits for that.
    pub(super) fn announce(&self, announced: Announced) {
        // The publisher ended only if publishing failed, which it reported then.
        drop(self.groups.send(announced));
    }
}

/// Starts publishing on a thread of its own. `edge` and `frontier` hold all entries so far; the first
/// checkpoint is published at once. A write that fails is tried again until it is done. The receiver tells of
/// each checkpoint and each failure, and closes if nothing may be signed any more. What is published is saved for the
/// next start from time to time.
///
/// # Errors
/// If the thread can't be started.
pub fn start_publisher<T: Tiles>(
    tiles: T,
    (edge, frontier): (TileEdge, Frontier),
    published: u64,
    signing: Signing,
    saving: Saving,
    clock: Clock,
) -> std::io::Result<(Publication, watch::Receiver<Publishing>, thread::JoinHandle<()>)> {
    let (groups, announced) = mpsc::channel();
    let (tell, told) = watch::channel(Publishing::default());
    let (checkpoint, asked) = (String::new(), Vec::new());
    let publisher = Publisher {
        tiles,
        edge,
        frontier,
        published,
        signing,
        saving,
        checkpoint,
        asked,
        is_hurried: false,
        clock,
        tell,
    };
    let thread = thread::Builder::new()
        .name("publisher".to_owned())
        .spawn(move || publisher.run(&announced))?;
    Ok((Publication { groups }, told, thread))
}

/// Whether stamps wait for a change: none is signed before its batch is published.
fn issues_stamps(commit: &Commit) -> bool {
    commit.entries.iter().any(|(entry, _)| matches!(entry.body, Body::BatchIssued(_)))
}

struct Publisher<T> {
    tiles: T,
    edge: TileEdge,
    frontier: Frontier,
    published: u64,
    signing: Signing,
    saving: Saving,
    /// The last checkpoint, and who waits for the next one.
    checkpoint: String,
    asked: Vec<oneshot::Sender<Reached>>,
    /// Whether somebody waits for what was taken.
    is_hurried: bool,
    clock: Clock,
    tell: watch::Sender<Publishing>,
}

impl<T: Tiles> Publisher<T> {
    fn run(mut self, announced: &mpsc::Receiver<Announced>) {
        let ended = self.publish_on(announced);
        // Only what stands under a checkpoint is saved.
        let reached = if ended.is_ok() { self.reached() } else { None };
        self.saving.saver.end(reached);
        if let Err(error) = ended {
            tracing::error!(%error, "the log is not published any more: nothing new is signed");
        }
    }

    /// Publishes until nothing is announced any more. What fails in writing is tried again, later each time;
    /// any other error ends it.
    fn publish_on(&mut self, announced: &mpsc::Receiver<Announced>) -> Result<(), PublishError> {
        let mut wait = FIRST_WAIT;
        loop {
            let begun = Instant::now();
            match self.publish() {
                Ok(()) => {
                    wait = FIRST_WAIT;
                    self.hand_over();
                    if self.rest(begun, announced)?.is_break() {
                        return Ok(());
                    }
                }
                Err(PublishError::Write(error)) => {
                    self.failed(&error);
                    if self.take_for(wait, announced)?.is_break() {
                        // The last try; what it can't do, the next start does.
                        return self.publish();
                    }
                    wait = LONGEST_WAIT.min(wait * 2);
                }
                Err(
                    error @ (PublishError::Roots(_)
                    | PublishError::Entry(_)
                    | PublishError::Anchor(_)),
                ) => return Err(error),
            }
        }
    }

    /// Waits, after a publication that began then, until there is reason for the next: a change, and all that came with
    /// it; or that the same checkpoint is to be cosigned anew. Breaks off when nothing will come any more.
    fn rest(
        &mut self,
        begun: Instant,
        announced: &mpsc::Receiver<Announced>,
    ) -> Result<ControlFlow<()>, PublishError> {
        let until = self.signing.cosigning.every.saturating_sub(begun.elapsed());
        match announced.recv_timeout(until) {
            Ok(first) => self.take(first)?,
            Err(RecvTimeoutError::Timeout) => return Ok(ControlFlow::Continue(())),
            Err(RecvTimeoutError::Disconnected) => return Ok(ControlFlow::Break(())),
        }
        loop {
            loop {
                match announced.try_recv() {
                    Ok(group) => self.take(group)?,
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return Ok(ControlFlow::Continue(())),
                }
            }
            if begun.elapsed() >= if self.is_hurried { INTERVAL } else { UNHURRIED } {
                self.is_hurried = false;
                return Ok(ControlFlow::Continue(()));
            }
            thread::sleep(TAKE_EVERY);
        }
    }

    /// Takes what comes in that time. Breaks off when nothing will come any more.
    fn take_for(
        &mut self,
        time: Duration,
        announced: &mpsc::Receiver<Announced>,
    ) -> Result<ControlFlow<()>, PublishError> {
        let until = Instant::now() + time;
        loop {
            match announced.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(group) => self.take(group)?,
                Err(RecvTimeoutError::Timeout) => return Ok(ControlFlow::Continue(())),
                Err(RecvTimeoutError::Disconnected) => return Ok(ControlFlow::Break(())),
            }
        }
    }

    fn failed(&self, error: &str) {
        let is_news = self
            .tell
            .send_if_modified(|publishing| !std::mem::replace(&mut publishing.is_failing, true));
        if is_news {
            tracing::error!(
                error,
                "the log can't be published, and nothing new is signed; it is tried again"
            );
        }
    }

    fn take(&mut self, group: Announced) -> Result<(), PublishError> {
        for (_, bytes) in group.commits.iter().flat_map(|commit: &Commit| &commit.entries) {
            let index = self.edge.size();
            self.edge.append(bytes).map_err(|_| PublishError::Entry(index))?;
            self.frontier.append(leaf_hash(bytes));
        }
        self.saving.state = group.state.or(self.saving.state.take());
        self.is_hurried |= !group.asked.is_empty() || group.commits.iter().any(issues_stamps);
        self.asked.extend(group.asked);
        Ok(())
    }

    /// Everything that was taken, which is published.
    fn reached(&self) -> Option<Reached> {
        let state = self.saving.state.clone().filter(|state| state.log.size() == self.published)?;
        let edges = (self.edge.partial(), self.frontier.clone());
        Some(Reached { state, edges, checkpoint: self.checkpoint.clone() })
    }

    /// Answers who waits, and saves from time to time.
    fn hand_over(&mut self) {
        for asked in std::mem::take(&mut self.asked) {
            // Who asked may be gone; where the ledger has no files, nobody is answered.
            if let Some(reached) = self.reached() {
                drop(asked.send(reached));
            }
        }
        let Some(StateAfter { mark, log, .. }) = &self.saving.state else { return };
        if self.saving.saver.wants(mark, log.next_position())
            && let Some(reached) = self.reached()
        {
            self.saving.saver.save(reached);
        }
    }

    /// Tiles, then the anchors, then the checkpoint: no anchor is behind what anybody can read.
    fn publish(&mut self) -> Result<(), PublishError> {
        let size = self.edge.size();
        if size == 0 {
            return Ok(());
        }
        let head = self.frontier.head();
        if self.edge.root() != head.root || head.size != size {
            return Err(PublishError::Roots(size));
        }
        let key = &self.signing.key;
        self.signing.anchors.may_sign(&key.vkey(), head, self.published)?;
        for (path, bytes) in self.edge.files_since(self.published) {
            self.tiles.write_tile(&path, &bytes)?;
        }
        let checkpoint = Checkpoint { origin: key.origin.clone(), size, root: head.root };
        let (note, cosigned_at) = self.cosigned(checkpoint.to_note(&key.key));
        self.signing.anchors.keep(&note, head);
        self.tiles.write_checkpoint(&note)?;
        (self.checkpoint, self.published) = (note, size);
        self.edge.forget_published(size);
        let before = self.tell.borrow().published.map(|published| published.at);
        let at = cosigned_at.or(before).unwrap_or_else(|| (self.clock)());
        let published = Some(Published { size: self.signing.first_position + size, at });
        if self.tell.send_replace(Publishing { published, is_failing: false }).is_failing {
            tracing::info!(size, "the log is published again");
        }
        Ok(())
    }

    /// The checkpoint with the word that it is the newest as of now, if it is known when that is.
    fn cosigned(&self, note: String) -> (String, Option<Timestamp>) {
        let Cosigning { cosigner, believed_time, every: _ } = &self.signing.cosigning;
        let cosigned =
            believed_time().and_then(|now| Some((cosigner.cosign(&note, now).ok()?, now)));
        match cosigned {
            Some((cosigned, now)) => (cosigned, Some(now)),
            None => (note, None),
        }
    }
}
