//! Auditing a published log as anybody can: its checkpoint, every tile, every entry by the log's rules, and
//! that it continues what was seen of it before.
//!
//! Nothing is believed that was not checked, and nothing of the service that published it is asked. Bundles are
//! fetched, hashed and read by several threads and folded by one, a few at a time, so a log of any length needs
//! the memory of what its entries add up to and no more.

use std::{num::NonZeroUsize, sync::mpsc, thread};

use super::{
    Body, Entry, EntryError, LogState, RuleBroken,
    checkpoint::{Checkpoint, CheckpointError},
    note::Vkey,
    published_log::{FetchError, PublishedLog},
    tile::{TileKind, TilePath},
    tree::{Hash, TreeHead, empty_root},
};
use bundle::{Bundle, read_bundle};
use levels::Levels;

// One bundle: fetched, hashed, read.
mod bundle;

// The tiles above the leaves.
mod levels;

// How many entries say what.
mod tally;

pub use tally::Tally;

/// Bundles that each thread may be ahead of the fold.
const AHEAD: usize = 4;

/// What a log is audited against.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The key that has to have signed its checkpoint, and that its entry 0 has to name.
    pub vkey: Vkey,
    /// What was seen of it before: it has to continue that.
    pub earlier: Option<TreeHead>,
    /// How many threads fetch and read.
    pub threads: NonZeroUsize,
}

/// An entry in its place.
#[derive(Debug)]
pub struct Placed<'a> {
    /// Its place in this log, from 0.
    pub index: u64,
    /// Its position, which counts on through the logs before this one.
    pub position: u64,
    /// What it says.
    pub entry: &'a Entry,
    /// What it and all before it add up to.
    pub state: &'a LogState,
}

/// A log that holds together.
#[derive(Debug, Clone)]
pub struct Audited {
    /// The checkpoint over all that was read.
    pub checkpoint: Checkpoint,
    /// What the entries add up to.
    pub state: LogState,
    /// How many entries say what, of those that were not seen before.
    pub news: Tally,
}

/// Why a log does not hold together, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A file was not handed over.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The checkpoint.
    #[error("the checkpoint is not this log's")]
    Checkpoint(#[from] CheckpointError),
    /// Less than before.
    #[error("the log had {earlier} entries when it was seen before, and has {now} now: it was cut")]
    Shrunk {
        /// Entries before.
        earlier: u64,
        /// Entries now.
        now: u64,
    },
    /// Another history than before.
    #[error("the first {0} entries are not those that were seen before: two histories exist")]
    Forked(u64),
    /// A bundle that holds no entries, or too few or many.
    #[error("{0} is no bundle of {width} entries", width = .0.width())]
    Bundle(TilePath),
    /// A tile that does not follow from the entries.
    #[error("{0} does not follow from the entries: one of them was altered")]
    Tile(TilePath),
    /// A root that does not follow from the entries.
    #[error("the entries do not lead to the root that was signed over {0} of them")]
    Root(u64),
    /// Bytes that are no entry.
    #[error("entry {0} is none")]
    Entry(u64, #[source] EntryError),
    /// An entry that may not stand where it stands.
    #[error("entry {0} breaks the log's rules")]
    Rule(u64, #[source] RuleBroken),
    /// Entry 0 opened another log.
    #[error("entry 0 opened the log of {0}, which is not the key that signed the checkpoint")]
    OtherLog(String),
    /// The operating system gives no thread.
    #[error("can't start a thread: {0}")]
    Thread(#[source] std::io::Error),
}

/// Audits a whole log up to a checkpoint that it published. `each` is handed every entry that was not seen before, in order, once it passed the rules;
/// what it hands over is only to be relied on when this returns `Ok`.
///
/// # Errors
/// [`AuditError`] with the first thing that does not hold.
pub fn audit(
    log: &dyn PublishedLog,
    checkpoint: &[u8],
    expected: &Expected,
    each: &mut dyn FnMut(&Placed<'_>),
) -> Result<Audited, AuditError> {
    let checkpoint = Checkpoint::open(checkpoint, &expected.vkey)?;
    let earlier = expected.earlier.unwrap_or(TreeHead { size: 0, root: empty_root() });
    if earlier.size > checkpoint.size {
        return Err(AuditError::Shrunk { earlier: earlier.size, now: checkpoint.size });
    }
    let mut fold = Fold::new(expected, earlier);
    in_order(log, checkpoint.size, expected.threads, |bundle| fold.take(log, &bundle, each))?;
    fold.end(log, checkpoint.head())?;
    Ok(Audited { checkpoint, state: fold.state, news: fold.news })
}

/// Reads the bundles of a log of that size on several threads and hands them over in their order, until one is
/// refused.
fn in_order(
    log: &dyn PublishedLog,
    size: u64,
    threads: NonZeroUsize,
    mut take: impl FnMut(Bundle) -> Result<(), AuditError>,
) -> Result<(), AuditError> {
    let count = bundle::count(size);
    thread::scope(|scope| {
        let mut readers = Vec::new();
        for first in 0..threads.get() as u64 {
            let (read, taken) = mpsc::sync_channel(AHEAD);
            let reader = move || {
                for number in (first..count).step_by(threads.get()) {
                    // Nobody takes it any more after an earlier one was refused.
                    if read.send(read_bundle(log, number, size)).is_err() {
                        return;
                    }
                }
            };
            thread::Builder::new().spawn_scoped(scope, reader).map_err(AuditError::Thread)?;
            readers.push(taken);
        }
        for number in 0..count {
            let reader = &readers[(number % threads.get() as u64) as usize];
            take(reader.recv().expect("each reader sends all of its bundles")?)?;
        }
        Ok(())
    })
}

/// The fold over bundles: rules, tiles above the leaves, roots.
struct Fold<'e> {
    expected: &'e Expected,
    earlier: TreeHead,
    levels: Levels,
    state: LogState,
    news: Tally,
    /// The leaves of the last bundle while it is not full.
    last_leaves: Vec<Hash>,
}

impl<'e> Fold<'e> {
    fn new(expected: &'e Expected, earlier: TreeHead) -> Self {
        Self {
            expected,
            earlier,
            levels: Levels::default(),
            state: LogState::default(),
            news: Tally::default(),
            last_leaves: Vec::new(),
        }
    }

    fn take(
        &mut self,
        log: &dyn PublishedLog,
        bundle: &Bundle,
        each: &mut dyn FnMut(&Placed<'_>),
    ) -> Result<(), AuditError> {
        let end = bundle.first + bundle.leaves.len() as u64;
        if (bundle.first..end).contains(&self.earlier.size) {
            self.continues(&bundle.leaves[..(self.earlier.size - bundle.first) as usize])?;
        }
        for (index, entry) in (bundle.first..).zip(&bundle.entries) {
            self.names_this_log(entry)?;
            self.state.apply(entry).map_err(|rule| AuditError::Rule(index, rule))?;
            if index >= self.earlier.size {
                let position = self.state.next_position() - 1;
                self.news.count(entry);
                each(&Placed { index, position, entry, state: &self.state });
            }
        }
        match bundle.is_full() {
            true => self.levels.push(log, &bundle.leaves),
            false => {
                self.last_leaves.clone_from(&bundle.leaves);
                Ok(())
            }
        }
    }

    fn names_this_log(&self, entry: &Entry) -> Result<(), AuditError> {
        match &entry.body {
            Body::LogOpened { origin, vkey, .. } => {
                let expected = &self.expected.vkey;
                let is_this = vkey.as_str() == expected.to_string()
                    && origin.as_str() == expected.name().as_str();
                if is_this { Ok(()) } else { Err(AuditError::OtherLog(vkey.to_string())) }
            }
            Body::KeyAdded(_)
            | Body::KeyRetired { .. }
            | Body::KeyCompromised { .. }
            | Body::CertificateRecorded(_)
            | Body::CertificateCorrected(_)
            | Body::CertificateEnded(_)
            | Body::BatchIssued(_)
            | Body::RangeActivated { .. }
            | Body::RangeDeclared(_)
            | Body::Revoked(_)
            | Body::Suspended { .. }
            | Body::Lifted(_) => Ok(()),
        }
    }

    /// Whether the log up to here, with these leaves behind its full bundles, is what was seen before.
    fn continues(&self, leaves: &[Hash]) -> Result<(), AuditError> {
        let is_same = self.levels.root_with(leaves) == self.earlier.root;
        if is_same { Ok(()) } else { Err(AuditError::Forked(self.earlier.size)) }
    }

    fn end(&self, log: &dyn PublishedLog, signed: TreeHead) -> Result<(), AuditError> {
        self.levels.check_partial(log)?;
        if self.levels.root_with(&self.last_leaves) != signed.root {
            return Err(AuditError::Root(signed.size));
        }
        if self.earlier.size == signed.size { self.continues(&self.last_leaves) } else { Ok(()) }
    }
}

/// The path of the tile or bundle of that number in a log of that size.
fn path_in(kind: TileKind, number: u64, width: u64) -> TilePath {
    let width = u16::try_from(width).expect("a tile is no wider than 256");
    TilePath::new(kind, number, width).expect("a tree of 2^64 leaves has no other tiles")
}
