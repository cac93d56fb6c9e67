//! Publishing: what was committed is written as tiles and bundles, and then a checkpoint is signed over
//! it. Derived from the ledger, so a crash at any moment is mended by publishing again.
//!
//! Before signing, the root is computed in two ways that share no code: by the tree's right edge, and
//! from the hashes in the tiles. One flipped bit in a leaf has ended public logs before.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use tokio::sync::watch;

use super::{Clock, Commit};
use crate::log::{
    checkpoint::Checkpoint,
    note::{KeyName, Vkey},
    tile::TilePath,
    tile_edge::TileEdge,
    tree::{Frontier, leaf_hash},
};

/// The least time between two publications. With the time that writing takes, a change stands under a
/// checkpoint within a fifth of a second.
const INTERVAL: Duration = Duration::from_millis(100);

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

/// The last checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// How many entries it covers.
    pub size: u64,
    /// When it was published.
    pub at: Timestamp,
}

/// Where the sequencer announces what it committed.
pub struct Publication {
    commits: mpsc::Sender<Vec<Commit>>,
}

impl Publication {
    pub(super) fn announce(&self, commits: Vec<Commit>) {
        // The publisher ended only if publishing failed, which it reported then.
        drop(self.commits.send(commits));
    }
}

/// Starts publishing on a thread of its own. `edge` and `frontier` hold all entries so far; the first
/// checkpoint is published at once. The receiver tells of each checkpoint, and closes if publishing failed.
///
/// # Errors
/// If the thread can't be started.
pub fn start_publisher<T: Tiles>(
    tiles: T,
    (edge, frontier): (TileEdge, Frontier),
    published: u64,
    key: LogKey,
    clock: Clock,
) -> std::io::Result<(Publication, watch::Receiver<Option<Published>>, thread::JoinHandle<()>)> {
    let (commits, announced) = mpsc::channel();
    let (tell, told) = watch::channel(None);
    let publisher = Publisher { tiles, edge, frontier, published, key, clock, tell };
    let thread = thread::Builder::new()
        .name("publisher".to_owned())
        .spawn(move || publisher.run(&announced))?;
    Ok((Publication { commits }, told, thread))
}

struct Publisher<T> {
    tiles: T,
    edge: TileEdge,
    frontier: Frontier,
    published: u64,
    key: LogKey,
    clock: Clock,
    tell: watch::Sender<Option<Published>>,
}

impl<T: Tiles> Publisher<T> {
    fn run(mut self, announced: &mpsc::Receiver<Vec<Commit>>) {
        loop {
            let begun = Instant::now();
            if let Err(error) = self.publish() {
                tracing::error!(%error, "the log is not published any more: nothing new is signed");
                return;
            }
            thread::sleep(INTERVAL.saturating_sub(begun.elapsed()));
            // Waits for the next change, then takes all that came meanwhile.
            let Ok(first) = announced.recv() else { return };
            for commits in std::iter::once(first).chain(announced.try_iter()) {
                if let Err(error) = self.take(&commits) {
                    tracing::error!(%error, "the log is not published any more: nothing new is signed");
                    return;
                }
            }
        }
    }

    fn take(&mut self, commits: &[Commit]) -> Result<(), PublishError> {
        for (_, bytes) in commits.iter().flat_map(|commit| &commit.entries) {
            let index = self.edge.size();
            self.edge.append(bytes).map_err(|_| PublishError::Entry(index))?;
            self.frontier.append(leaf_hash(bytes));
        }
        Ok(())
    }

    /// Tiles, then the checkpoint.
    fn publish(&mut self) -> Result<(), PublishError> {
        let size = self.edge.size();
        if size == 0 {
            return Ok(());
        }
        let head = self.frontier.head();
        if self.edge.root() != head.root || head.size != size {
            return Err(PublishError::Roots(size));
        }
        for (path, bytes) in self.edge.files_since(self.published) {
            self.tiles.write_tile(&path, &bytes)?;
        }
        let checkpoint = Checkpoint { origin: self.key.origin.clone(), size, root: head.root };
        self.tiles.write_checkpoint(&checkpoint.to_note(&self.key.key))?;
        self.published = size;
        self.edge.forget_published(size);
        self.tell.send_replace(Some(Published { size, at: (self.clock)() }));
        Ok(())
    }
}
