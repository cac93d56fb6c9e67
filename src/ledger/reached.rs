//! How far a ledger has come, with all that a start needs to go on from there instead of from the first change.
//!
//! Where that is kept is a port's matter; what is kept is believed by the next start only as far as the ledger holds
//! the change that it names.

use tokio::sync::oneshot;

use super::Commit;
use crate::{
    log::{
        LogState,
        dense::{DenseReader, DenseWriter, Malformed},
        tile_edge::TileEdge,
        tree::Frontier,
    },
    registry::Register,
};

/// A change, by its place in the files of the ledger that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub sequence: u64,
    /// SHA-256 of its frame, which binds all changes before it.
    pub frame_hash: [u8; 32],
    /// The first change of the file that it stands in.
    pub segment: u64,
    /// Where its frame begins and ends there.
    pub begin: u64,
    /// The end, where the next one begins.
    pub end: u64,
}

impl Mark {
    /// Its five parts in their order.
    pub fn write(&self, to: &mut DenseWriter<'_>) {
        to.number(self.sequence);
        to.bytes(&self.frame_hash);
        [self.segment, self.begin, self.end].into_iter().for_each(|place| to.number(place));
    }

    /// Reads them.
    ///
    /// # Errors
    /// [`Malformed`]
    pub fn read(from: &mut DenseReader<'_>) -> Result<Self, Malformed> {
        let (sequence, frame_hash) = (from.number()?, from.array()?);
        let (segment, begin, end) = (from.number()?, from.number()?, from.number()?);
        let can_be = (1..=sequence).contains(&segment) && begin < end;
        let mark = Self { sequence, frame_hash, segment, begin, end };
        if can_be { Ok(mark) } else { Err(Malformed("a place in the journal")) }
    }
}

/// Log and register after a change.
#[derive(Debug, Clone)]
pub struct StateAfter {
    /// The change.
    pub mark: Mark,
    /// What all entries add up to.
    pub log: LogState,
    /// All records.
    pub register: Register,
}

/// As far as everything is published.
#[derive(Debug, Clone)]
pub struct Reached {
    /// Log and register.
    pub state: StateAfter,
    /// The tree's right edge, by what is partial of its tiles and by nodes.
    pub edges: (TileEdge, Frontier),
    /// The checkpoint over exactly that.
    pub checkpoint: String,
}

/// Saves what was reached. Asked by the publisher, which waits for nobody: what takes time is done elsewhere.
pub trait SavesState: Send + 'static {
    /// Whether a log of that size after that change is far enough from what was saved last.
    fn wants(&self, mark: &Mark, size: u64) -> bool;

    /// Begins to save, and returns at once. What fails is said, and costs nothing but a slower start.
    fn save(&mut self, reached: Reached);

    /// The service ends: returns when everything that was begun is done. What was reached is saved, if there is enough
    /// of it.
    fn end(&mut self, reached: Option<Reached>);
}

/// What a publisher saves, and where it begins.
pub struct Saving {
    /// After what was read at the start; `None` where the ledger has no files.
    pub state: Option<StateAfter>,
    /// Where it goes.
    pub saver: Box<dyn SavesState>,
}

impl Saving {
    /// Nothing is ever saved.
    pub fn never() -> Self {
        Self { state: None, saver: Box::new(Never) }
    }
}

struct Never;

impl SavesState for Never {
    fn wants(&self, _: &Mark, _: u64) -> bool {
        false
    }

    fn save(&mut self, _: Reached) {}

    fn end(&mut self, _: Option<Reached>) {}
}

/// What the writer announces: a group, and the state after it.
pub(super) struct Announced {
    pub(super) commits: Vec<Commit>,
    pub(super) state: Option<StateAfter>,
    /// Who waits until all of it is published.
    pub(super) asked: Vec<oneshot::Sender<Reached>>,
}
