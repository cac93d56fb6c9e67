//! Changes and their order: one writer numbers them, has groups of them made durable, has them applied
//! to the snapshot, and only then answers.
//!
//! An edit of the register goes the same way as a revocation. Where changes are kept is a port; so is
//! who is told of them.

// What is asked for, what becomes of it, and how it is kept.
mod change;

// From what is asked to numbered entries, by the rules of the log and the register.
mod admission;

// Whether the clock can be believed.
mod clock;

// The one writer.
mod sequencer;

// What it counts of its work.
mod figures;

// What lies outside the data folder and knows the last checkpoint.
mod anchor;

// Publishing what was committed: tiles, then the checkpoint.
mod publisher;

// How far it has come, for the next start.
mod reached;

pub use admission::Refusal;
pub use anchor::{
    Anchor, AnchorError, AnchorUnreachable, Anchors, EarlierRoots, OwnTree, hold_against,
    is_of_later,
};
pub use change::{
    BatchRequest, Change, Commit, Draft, IdempotencyKey, IdempotencyKeyError, KeyHash, Outcome,
    Private, Remembered, RequestDigest,
};
pub use clock::{
    Clock, ClockDoubt, ClockStanding, Clocks, Confirmed, KnownTime, Monotonic, WatchedClock,
};
pub use figures::{Distribution, Histogram, WriterFigures};
pub use publisher::{
    COSIGN_EVERY, Cosigning, LogKey, Publication, PublishError, Published, Publishing, Signing,
    Tiles, start_publisher,
};
pub use reached::{Mark, Reached, SavesState, Saving, StateAfter};
pub use sequencer::{
    Applied, ChangeError, History, Known, Ledger, LedgerError, Replayed, SequencerHandle,
    Surroundings, start_sequencer,
};
