//! Anchors: places outside the data folder that know the last checkpoint. What a restored old folder can't know, they
//! do: nothing is signed that is behind one of them, or of another history.
//!
//! Where they are is for adapters; here it is decided what they forbid.

use std::sync::{Arc, OnceLock};

use crate::log::{
    ClosedLog,
    checkpoint::{Checkpoint, CheckpointError},
    lineage::is_later,
    note::Vkey,
    tree::{Hash, TreeHead},
};

/// A place outside the data folder that knows the last checkpoint.
pub trait Anchor: Send {
    /// Where it is, in words for the operator.
    fn place(&self) -> &str;

    /// The checkpoint that it holds; `None` if it holds none yet.
    ///
    /// # Errors
    /// [`AnchorUnreachable`]
    fn read(&self) -> Result<Option<Vec<u8>>, AnchorUnreachable>;

    /// Has the checkpoint there, on disk, when it returns; readers and crashes see the old one or this one.
    ///
    /// # Errors
    /// [`AnchorUnreachable`]
    fn keep(&self, note: &str) -> Result<(), AnchorUnreachable>;
}

/// An anchor that can't be asked, or can't keep anything, now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the anchor {place} can't be reached: {reason}")]
pub struct AnchorUnreachable {
    /// Where it is.
    pub place: String,
    /// Why not.
    pub reason: String,
}

/// Why an anchor forbids to start, and to sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnchorError {
    /// It is not this log's.
    #[error(
        "the anchor {place} does not hold a checkpoint that this log's key signed: name another place, or put the right key back"
    )]
    OtherLog {
        /// Where it is.
        place: String,
        /// What is wrong.
        #[source]
        source: CheckpointError,
    },
    /// It knows a log that continues ours.
    #[error(
        "the anchor {place} knows {by}, which continues this log under another key: this folder is older than that change, and nothing may be added to it; restore a backup that was made after it"
    )]
    Succeeded {
        /// Where it is.
        place: String,
        /// The origin of the log that continues ours.
        by: String,
    },
    /// It knows more than we do.
    #[error("the anchor {place} knows {anchored} entries, and here are {own}: the last {missing} are missing, and what they revoked would come back to life{lost}; restore the data folder from a newer backup", missing = .anchored - .own)]
    Behind {
        /// Where it is.
        place: String,
        /// Entries under its checkpoint.
        anchored: u64,
        /// Entries here.
        own: u64,
        /// What the missing entries say, as far as that can be told.
        lost: String,
    },
    /// It knows another history.
    #[error(
        "the anchor {place} knows other entries: the first {size} here are not those that were published; two histories exist, keep both for who has to find out why"
    )]
    Forked {
        /// Where it is.
        place: String,
        /// Entries under its checkpoint.
        size: u64,
    },
    /// It does not hold what was kept there last.
    #[error(
        "the anchor {place} does not hold what this service kept there last: another one seems to publish this log from a copy of the data folder"
    )]
    Moved {
        /// Where it is.
        place: String,
    },
}

/// The tree that is held against anchors.
pub trait OwnTree {
    /// How many entries there are.
    fn size(&self) -> u64;

    /// The root that it had when it was that large, which it was; `None` if that can't be told now.
    fn root_at(&self, size: u64) -> Option<Hash>;

    /// The logs that ours continues, the oldest first.
    fn closed(&self) -> &[ClosedLog];

    /// The root that a log which ours continues had when it was that large, by its number from 1; `None` if that can't be
    /// told now.
    fn closed_root_at(&self, number: u32, size: u64) -> Option<Hash>;
}

/// Holds our own tree against what an anchor knows. Returns what it knows of our log; `None` if that is a checkpoint of a
/// log that ours continues, from before it was closed.
///
/// # Errors
/// [`AnchorError`]
pub fn hold_against(
    place: &str,
    note: &[u8],
    vkey: &Vkey,
    own: &dyn OwnTree,
) -> Result<Option<TreeHead>, AnchorError> {
    let place = place.to_owned();
    let known = match Checkpoint::open(note, vkey) {
        Ok(checkpoint) => checkpoint.head(),
        Err(source) => match of_closed(note, own) {
            None => return Err(not_ours(place, note, vkey, source)),
            Some((_, known, closed)) if known.size > closed.head.size => {
                return Err(AnchorError::Forked { place, size: known.size });
            }
            Some((number, known, closed)) => {
                let is_whole = known.size == closed.head.size;
                let root = if is_whole { Some(closed.head.root) } else { None };
                return match root.or_else(|| own.closed_root_at(number, known.size)) {
                    Some(root) if root != known.root => {
                        Err(AnchorError::Forked { place, size: known.size })
                    }
                    Some(_) | None => Ok(None),
                };
            }
        },
    };
    if known.size > own.size() {
        let (anchored, own) = (known.size, own.size());
        return Err(AnchorError::Behind { place, anchored, own, lost: String::new() });
    }
    match own.root_at(known.size) {
        Some(root) if root != known.root => Err(AnchorError::Forked { place, size: known.size }),
        Some(_) | None => Ok(Some(known)),
    }
}

/// What is said of a checkpoint that no key of ours signed.
fn not_ours(place: String, note: &[u8], vkey: &Vkey, source: CheckpointError) -> AnchorError {
    match is_of_later(note, vkey) {
        Some(by) => AnchorError::Succeeded { place, by },
        None => AnchorError::OtherLog { place, source },
    }
}

/// The origin that a checkpoint names, if it is that of a log which continues the one of this key.
pub fn is_of_later(note: &[u8], vkey: &Vkey) -> Option<String> {
    let first_line = note.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let origin = std::str::from_utf8(first_line).ok()?;
    is_later(origin, vkey.name().as_str()).then(|| origin.to_owned())
}

/// The log that ours continues and whose key signed a checkpoint.
fn of_closed<'o>(note: &[u8], own: &'o dyn OwnTree) -> Option<(u32, TreeHead, &'o ClosedLog)> {
    (1..).zip(own.closed()).find_map(|(number, closed)| {
        let vkey = closed.vkey.as_str().parse().ok()?;
        let checkpoint = Checkpoint::open(note, &vkey).ok()?;
        Some((number, checkpoint.head(), closed))
    })
}

/// What the publisher asks before it signs, and tells what it signed.
#[derive(Default)]
pub struct Anchors {
    kept: Vec<KeptAnchor>,
    earlier_roots: Option<EarlierRoots>,
    closed: Vec<ClosedLog>,
    forbidden: Arc<OnceLock<AnchorError>>,
}

/// The root of a log by its number, from 1, at a size, the last, when it is published up to another, the second; `None` if
/// that can't be told.
pub type EarlierRoots = Box<dyn Fn(u32, u64, u64) -> Option<Hash> + Send>;

/// An anchor that we keep, and what we know that it holds.
struct KeptAnchor {
    anchor: Box<dyn Anchor>,
    known: Option<TreeHead>,
    /// What it may hold as well, since keeping it there was reported as failed.
    attempted: Option<TreeHead>,
    is_failing: bool,
}

impl Anchors {
    /// Adds an anchor that was held against our own tree, with what it knows.
    pub fn keep_in(&mut self, anchor: Box<dyn Anchor>, known: Option<TreeHead>) {
        self.kept.push(KeptAnchor { anchor, known, attempted: None, is_failing: false });
    }

    /// Says by what an anchor is checked that could not be reached before, and holds an earlier checkpoint of ours.
    /// It may be of one of the logs that ours continues.
    pub fn look_up_earlier_roots(&mut self, closed: &[ClosedLog], earlier_roots: EarlierRoots) {
        self.closed = closed.to_vec();
        self.earlier_roots = Some(earlier_roots);
    }

    /// Where somebody who watches other anchors says that nothing may be signed any more.
    pub fn forbidden(&self) -> Arc<OnceLock<AnchorError>> {
        self.forbidden.clone()
    }

    /// Whether anything may be signed now. An anchor that can't be reached forbids nothing; that is said once.
    pub(super) fn may_sign(
        &mut self,
        vkey: &Vkey,
        head: TreeHead,
        published: u64,
    ) -> Result<(), AnchorError> {
        if let Some(error) = self.forbidden.get() {
            return Err(error.clone());
        }
        let earlier_roots = self.earlier_roots.as_ref();
        let own = TreeToSign { head, published, closed: &self.closed, earlier_roots };
        self.kept.iter_mut().try_for_each(|kept| kept.holds_what_we_kept(vkey, &own))
    }

    /// Keeps what was signed. To be called before anybody else can read it, so that no anchor is behind what was
    /// published.
    pub(super) fn keep(&mut self, note: &str, head: TreeHead) {
        for kept in &mut self.kept {
            match kept.anchor.keep(note) {
                Ok(()) => {
                    (kept.known, kept.attempted, kept.is_failing) = (Some(head), None, false);
                }
                Err(error) => {
                    kept.attempted = Some(head);
                    kept.failed(&error);
                }
            }
        }
    }
}

/// The tree that is about to be signed.
struct TreeToSign<'a> {
    head: TreeHead,
    published: u64,
    closed: &'a [ClosedLog],
    earlier_roots: Option<&'a EarlierRoots>,
}

impl TreeToSign<'_> {
    fn number(&self) -> u32 {
        u32::try_from(self.closed.len() + 1).expect("keys are not changed that often")
    }
}

impl OwnTree for TreeToSign<'_> {
    fn size(&self) -> u64 {
        self.head.size
    }

    fn root_at(&self, size: u64) -> Option<Hash> {
        match self.earlier_roots {
            _ if size == self.head.size => Some(self.head.root),
            Some(earlier_root) if size <= self.published => {
                earlier_root(self.number(), self.published, size)
            }
            Some(_) | None => None,
        }
    }

    fn closed(&self) -> &[ClosedLog] {
        self.closed
    }

    fn closed_root_at(&self, number: u32, size: u64) -> Option<Hash> {
        let closed = self.closed.get(usize::try_from(number).ok()?.checked_sub(1)?)?;
        self.earlier_roots?(number, closed.head.size, size)
    }
}

impl KeptAnchor {
    fn holds_what_we_kept(&mut self, vkey: &Vkey, own: &TreeToSign<'_>) -> Result<(), AnchorError> {
        let place = self.anchor.place().to_owned();
        let note = match self.anchor.read() {
            Ok(Some(note)) => note,
            // It was emptied, or never held anything; it is written again.
            Ok(None) => return Ok(()),
            Err(error) => {
                self.failed(&error);
                return Ok(());
            }
        };
        let holds = Checkpoint::open(&note, vkey).map(|checkpoint| checkpoint.head());
        if let Ok(holds) = &holds
            && (Some(holds) == self.known.as_ref() || Some(holds) == self.attempted.as_ref())
        {
            return Ok(());
        }
        // It could not be reached at the start, or meanwhile, or nothing was kept there since the log was opened: it may
        // hold any earlier checkpoint of ours.
        if self.known.is_none() || self.attempted.is_some() {
            self.known = hold_against(&place, &note, vkey, own)?;
            return Ok(());
        }
        match holds {
            Ok(_) => Err(AnchorError::Moved { place }),
            Err(source) => Err(not_ours(place, &note, vkey, source)),
        }
    }

    fn failed(&mut self, error: &AnchorUnreachable) {
        if !std::mem::replace(&mut self.is_failing, true) {
            tracing::error!(
                %error,
                "signing goes on without this anchor; until it is there again, a restored old folder may pass it"
            );
        }
    }
}
