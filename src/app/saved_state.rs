//! What all entries add up to, as a start finds it saved, and who saves it while the service works.
//!
//! ```text
//! "ocop-stamp saved state\n" ‖ version ‖ where the change stands in the journal ‖ the log's verifier key
//! ‖ state of the log ‖ batches of the register ‖ edge of the tiles ‖ peaks of the tree
//! ‖ SHA-256 of all before
//! ```
//!
//! Nothing in it is not in journal, sled and published log as well, so whoever can't read it, or has another version, goes
//! the long way. It is bound to the log by the hash of its change's frame, which binds all changes before it, and by its
//! peaks, which lead to the signed root.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use sha2::{Digest as _, Sha256};

use crate::{
    ledger::{Mark, Reached, SavesState, StateAfter},
    log::{
        LogState,
        checkpoint::Checkpoint,
        dense::{DenseReader, DenseWriter, Malformed},
        note::Vkey,
        tile_edge::TileEdge,
        tree::Frontier,
    },
    registry::{BatchRecord, Record, Register},
};

const MAGIC: &[u8] = b"ocop-stamp saved state\n";

/// Another number wherever something else is written, here or by what is written in it.
const VERSION: u64 = 2;

const HASH: usize = 32;

/// A log of fewer entries and changes is read whole at each start: that takes some half a second.
pub const SAVE_AFTER: u32 = 50_000;

/// In a long log, so many for each that is saved: writing a large state often would cost more than it spares.
const A_SHARE_OF: u64 = 100;

/// Bytes that are no saved state, or none that this program can begin at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSavedState {
    /// The operating system refused.
    #[error("it can't be read ({0})")]
    Unreadable(String),
    /// Far longer than any.
    #[error("{0} bytes are too many for one")]
    TooLong(u64),
    /// Something else, or cut short at the beginning.
    #[error("it does not begin like one")]
    Foreign,
    /// Of an earlier or a later program.
    #[error("it has version {0}, and this program's is {VERSION}")]
    Version(u64),
    /// Not what was written.
    #[error("it is damaged")]
    Damaged,
    /// Well kept, and still not right.
    #[error("it can't be read: {0}")]
    Malformed(#[from] Malformed),
    /// Of another log.
    #[error("it is another log's")]
    OtherLog,
}

/// A saved state.
#[derive(Debug, Clone)]
pub struct SavedState {
    /// After which change.
    pub mark: Mark,
    /// By which key the log is signed.
    pub vkey: String,
    /// What all entries add up to.
    pub log: LogState,
    /// Of the register only its batches, which are as many as in the log.
    pub register: Register,
    /// The tree's right edge, by tiles and by nodes.
    pub edges: (TileEdge, Frontier),
}

impl SavedState {
    /// Writes what was reached.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn write(reached: &Reached, vkey: &str, to: &mut dyn Write) -> io::Result<()> {
        let Reached { state, edges: (edge, frontier), checkpoint: _ } = reached;
        let StateAfter { mark, log, register } = state;
        let mut hashed = Hashed { to, hash: Sha256::new() };
        let mut dense = DenseWriter::new(&mut hashed);
        dense.bytes(MAGIC);
        dense.number(VERSION);
        mark.write(&mut dense);
        dense.block(vkey.as_bytes());
        log.write(&mut dense);
        dense.count(register.batches().count());
        for BatchRecord { batch, variant } in register.batches() {
            dense.number(*batch);
            dense.number(*variant);
        }
        edge.write(&mut dense);
        frontier.write(&mut dense);
        dense.end()?;
        let Hashed { to, hash } = hashed;
        to.write_all(&hash.finalize())
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`NotSavedState`]; whatever the bytes are, it does not panic.
    pub fn read(bytes: &[u8]) -> Result<Self, NotSavedState> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(NotSavedState::Foreign)?;
        let version = DenseReader::new(rest).number()?;
        if version != VERSION {
            return Err(NotSavedState::Version(version));
        }
        let (body, hash) = bytes.split_last_chunk::<HASH>().ok_or(NotSavedState::Damaged)?;
        if <[u8; HASH]>::from(Sha256::digest(body)) != *hash {
            return Err(NotSavedState::Damaged);
        }
        let mut from = DenseReader::new(body.strip_prefix(MAGIC).ok_or(NotSavedState::Foreign)?);
        from.number()?;
        let (mark, vkey) = (Mark::read(&mut from)?, from.text("a key")?);
        let log = LogState::read(&mut from)?;
        let mut register = Register::default();
        for _ in 0..from.count()? {
            let (batch, variant) = (from.of("a batch")?, from.of("a variant")?);
            if log.batch(batch).is_none() {
                return Err(Malformed("a batch of the register").into());
            }
            register.put(&Record::Batch(BatchRecord { batch, variant }));
        }
        let (edge, frontier) = (TileEdge::read(&mut from)?, Frontier::read(&mut from)?);
        let fits = (edge.size(), edge.root()) == (log.size(), frontier.root())
            && frontier.size() == log.size();
        if !fits || !from.is_at_end() {
            return Err(Malformed("the edge of the tree").into());
        }
        Ok(Self { mark, vkey, log, register, edges: (edge, frontier) })
    }

    /// Whether a start may begin at it: it is this log's, and all of it is published.
    pub fn is_under(&self, checkpoint: Option<&Checkpoint>, vkey: &Vkey) -> bool {
        self.vkey == vkey.to_string()
            && checkpoint.is_some_and(|checkpoint| checkpoint.size >= self.log.size())
    }
}

/// Hashes what is written through it.
struct Hashed<'w> {
    to: &'w mut dyn Write,
    hash: Sha256,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// SHA-256 over what all entries add up to: the same entries, the same hash.
pub(super) fn hash_of(log: &LogState) -> [u8; HASH] {
    let mut nowhere = io::sink();
    let mut hashed = Hashed { to: &mut nowhere, hash: Sha256::new() };
    let mut dense = DenseWriter::new(&mut hashed);
    log.write(&mut dense);
    dense.end().expect("a sink takes everything");
    hashed.hash.finalize().into()
}

/// Where a state is kept between two runs.
pub trait KeepsState: Send + Sync + 'static {
    /// Has what `write` writes on disk, in place of what was kept before, when it returns. A crash leaves one of both.
    ///
    /// # Errors
    /// If it can't be kept; what was kept before is still there, or nothing.
    fn keep(&self, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()>;

    /// Has the next start find nothing. What was kept lies beside it, for who wants to look into it.
    ///
    /// # Errors
    /// If the operating system refuses.
    fn set_aside(&self) -> io::Result<()>;
}

/// What is kept, and whether it can be relied on.
pub struct SavedStates {
    keeper: Box<dyn KeepsState>,
    is_distrusted: AtomicBool,
}

impl SavedStates {
    /// Kept there.
    pub fn new(keeper: Box<dyn KeepsState>) -> Self {
        Self { keeper, is_distrusted: AtomicBool::new(false) }
    }

    /// What this process began at was not right: nothing that follows from it is saved, and the next start reads all.
    pub fn distrust(&self) {
        self.is_distrusted.store(true, Ordering::SeqCst);
        if let Err(error) = self.keeper.set_aside() {
            tracing::error!(%error, "the saved state can't be set aside: delete the file `saved-state`");
        }
    }

    fn keep(&self, reached: &Reached, vkey: &str) {
        let (sequence, size) = (reached.state.mark.sequence, reached.state.log.next_position());
        if self.is_distrusted.load(Ordering::SeqCst) {
            return;
        }
        match self.keeper.keep(&mut |to| SavedState::write(reached, vkey, to)) {
            Ok(()) => tracing::info!(sequence, size, "the state is saved for the next start"),
            Err(error) => {
                tracing::error!(%error, "the state can't be saved: the next start takes longer");
            }
        }
        // Found wrong meanwhile.
        if self.is_distrusted.load(Ordering::SeqCst) {
            self.distrust();
        }
    }
}

/// Saves what was reached, on threads of its own.
pub struct StateSaver {
    states: Arc<SavedStates>,
    vkey: String,
    after: u64,
    /// Sequence and size of what was saved last.
    saved: Option<(u64, u64)>,
    under_way: Option<JoinHandle<()>>,
}

impl StateSaver {
    /// Saves after so many entries and changes. Of what this process began at: after which change that was, and with how
    /// many entries.
    pub fn new(
        states: Arc<SavedStates>,
        vkey: &Vkey,
        after: u32,
        began_at: Option<(Mark, u64)>,
    ) -> Self {
        let saved = began_at.map(|(mark, size)| (mark.sequence, size));
        Self { states, vkey: vkey.to_string(), after: after.into(), saved, under_way: None }
    }

    /// Entries and changes since what was saved.
    fn since(&self, mark: &Mark, size: u64) -> u64 {
        let (saved_sequence, saved_size) = self.saved.unwrap_or_default();
        mark.sequence.saturating_sub(saved_sequence) + size.saturating_sub(saved_size)
    }
}

impl SavesState for StateSaver {
    fn wants(&self, mark: &Mark, size: u64) -> bool {
        let is_free = self.under_way.as_ref().is_none_or(JoinHandle::is_finished);
        is_free && self.since(mark, size) >= self.after.max(size / A_SHARE_OF)
    }

    fn save(&mut self, reached: Reached) {
        let (states, vkey) = (self.states.clone(), self.vkey.clone());
        self.saved = Some((reached.state.mark.sequence, reached.state.log.next_position()));
        let save = move || states.keep(&reached, &vkey);
        match thread::Builder::new().name("saver".to_owned()).spawn(save) {
            Ok(thread) => self.under_way = Some(thread),
            Err(error) => tracing::error!(%error, "no thread to save the state with"),
        }
    }

    /// A log that was never long enough stays without.
    fn end(&mut self, reached: Option<Reached>) {
        if let Some(thread) = self.under_way.take() {
            drop(thread.join());
        }
        let Some(reached) = reached else { return };
        let since = self.since(&reached.state.mark, reached.state.log.next_position());
        if since >= self.after || since > 0 && self.saved.is_some() {
            self.states.keep(&reached, &self.vkey);
        }
    }
}
