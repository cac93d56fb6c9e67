//! Auditing a published log as anybody can: its checkpoint, every tile, every entry by the log's rules, and
//! that it continues what was seen of it before.
//!
//! A log that continues others is audited from the oldest of them on: what its entries say is said of what stands in
//! those. Each has to end where the next one says, and its own key has to have signed that.
//!
//! Nothing is believed that was not checked, and nothing of the service that published it is asked. Bundles are
//! fetched, hashed and read by several threads and folded by one, a few at a time, so a log of any length needs
//! the memory of what its entries add up to and no more.

use std::{cmp::Ordering, num::NonZeroUsize, sync::mpsc, thread};

use super::{
    Body, Entry, EntryError, LogState, RuleBroken,
    checkpoint::{Checkpoint, CheckpointError},
    note::{KeyName, Vkey},
    published_log::{FetchError, PublishedLog},
    tile::{TileKind, TilePath},
    tree::{Hash, TreeHead, empty_root},
};
use ancestors::Closed;
use bundle::{Bundle, read_bundle};
use levels::Levels;

// The logs that it continues.
mod ancestors;

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
    pub seen: Seen,
    /// How many threads fetch and read.
    pub threads: NonZeroUsize,
}

/// What was seen of a log before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing.
    Nothing,
    /// Its tree.
    Tree(TreeHead),
    /// A checkpoint of it, or of a log that it continues.
    Checkpoint(Vec<u8>),
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
    /// How many entries were seen before, with those of the logs that it continues; `None` if nothing was.
    pub seen: Option<u64>,
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
    /// What was seen before.
    #[error("what was seen before is not a checkpoint of this log's key")]
    Seen(#[source] CheckpointError),
    /// What was seen before, too.
    #[error(
        "what was seen before is not a checkpoint of this log's key, nor of a log that it continues: it is of {0:?}"
    )]
    SeenElsewhere(String),
    /// A log that this one continues.
    #[error("{origin}, which this log continues, does not hold together")]
    Ancestor {
        /// Its origin.
        origin: String,
        /// Why not.
        #[source]
        source: Box<AuditError>,
    },
    /// A log that did not end where its successor says.
    #[error(
        "{origin} was closed with {bound} entries, by what its successor says, and its own checkpoint is another one, over {signed}: two histories exist"
    )]
    NotClosed {
        /// Its origin.
        origin: String,
        /// Entries by the successor's entry 0.
        bound: u64,
        /// Entries by its own checkpoint.
        signed: u64,
    },
    /// Where a log that this one continues lies can't be told.
    #[error("the log continues {0}, which does not lie beside it")]
    Elsewhere(String),
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
    let closed = ancestors::of(log, &checkpoint)?;
    let seen = seen_in(&closed, expected)?;
    let threads = expected.threads;
    let (mut state, mut news) = (LogState::default(), Tally::default());
    for (place, Closed { log, vkey, head }) in closed.iter().enumerate() {
        let of = OneLog { log, vkey, head: *head, threads };
        let earlier = seen.as_ref().and_then(|seen| seen.of(place, *head));
        let folded = of.fold((state, news), earlier, each).map_err(|error| error.of(vkey.name()));
        (state, news) = folded?;
        state.close(head.root);
    }
    let of = OneLog { log, vkey: &expected.vkey, head: checkpoint.head(), threads };
    let earlier = seen.as_ref().and_then(|seen| seen.of(closed.len(), of.head));
    let (state, news) = of.fold((state, news), earlier, each)?;
    let seen = seen.map(|seen| {
        let logs_before = state.closed_logs().get(..seen.place).unwrap_or_default();
        logs_before.iter().map(|closed| closed.head.size).sum::<u64>() + seen.head.size
    });
    Ok(Audited { checkpoint, state, news, seen })
}

/// What was seen before, and of which log in the row, counted from the oldest.
struct SeenIn {
    place: usize,
    head: TreeHead,
}

impl SeenIn {
    /// What was seen of the log at a place: of those before it, all.
    fn of(&self, place: usize, whole: TreeHead) -> Option<TreeHead> {
        match place.cmp(&self.place) {
            Ordering::Less => Some(whole),
            Ordering::Equal => Some(self.head),
            Ordering::Greater => None,
        }
    }
}

/// Finds the log that what was seen is of, and opens it by that log's key.
fn seen_in(
    closed: &[Closed<'_>],
    Expected { vkey, seen, .. }: &Expected,
) -> Result<Option<SeenIn>, AuditError> {
    let note = match seen {
        Seen::Nothing => return Ok(None),
        Seen::Tree(head) => return Ok(Some(SeenIn { place: closed.len(), head: *head })),
        Seen::Checkpoint(note) => note,
    };
    let first_line = note.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let origin = String::from_utf8_lossy(first_line);
    let vkeys = closed.iter().map(|closed| &closed.vkey).chain([vkey]);
    let mut found = vkeys.enumerate().filter(|(_, vkey)| vkey.name().as_str() == origin);
    let Some((place, vkey)) = found.next() else {
        return Err(AuditError::SeenElsewhere(origin.into_owned()));
    };
    let head = Checkpoint::open(note, vkey).map_err(AuditError::Seen)?.head();
    Ok(Some(SeenIn { place, head }))
}

impl AuditError {
    /// The same, of a log that the one under audit continues.
    fn of(self, origin: &KeyName) -> Self {
        // What can't be fetched may be there the next time, whichever log it is of.
        if let Self::Fetch(_) = self {
            return self;
        }
        Self::Ancestor { origin: origin.to_string(), source: Box::new(self) }
    }
}

/// One log of the row.
struct OneLog<'l> {
    log: &'l dyn PublishedLog,
    vkey: &'l Vkey,
    head: TreeHead,
    threads: NonZeroUsize,
}

impl OneLog<'_> {
    /// Folds all of it behind the logs that it continues.
    fn fold(
        &self,
        before: (LogState, Tally),
        earlier: Option<TreeHead>,
        each: &mut dyn FnMut(&Placed<'_>),
    ) -> Result<(LogState, Tally), AuditError> {
        let earlier = earlier.unwrap_or(TreeHead { size: 0, root: empty_root() });
        if earlier.size > self.head.size {
            return Err(AuditError::Shrunk { earlier: earlier.size, now: self.head.size });
        }
        let mut fold = Fold::new(self.vkey, earlier, before);
        in_order(self.log, self.head.size, self.threads, |bundle| {
            fold.take(self.log, &bundle, each)
        })?;
        fold.end(self.log, self.head)?;
        Ok((fold.state, fold.news))
    }
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
    vkey: &'e Vkey,
    earlier: TreeHead,
    levels: Levels,
    state: LogState,
    news: Tally,
    /// The leaves of the last bundle while it is not full.
    last_leaves: Vec<Hash>,
}

impl<'e> Fold<'e> {
    fn new(vkey: &'e Vkey, earlier: TreeHead, (state, news): (LogState, Tally)) -> Self {
        Self { vkey, earlier, levels: Levels::default(), state, news, last_leaves: Vec::new() }
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
                let is_this = vkey.as_str() == self.vkey.to_string()
                    && origin.as_str() == self.vkey.name().as_str();
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
