//! The public log: its entries, what they add up to, and the tree, tiles and checkpoint by which anybody
//! can audit it with tools that this project did not write.
//!
//! Formats are fixed by `fixtures/log.json`. Nothing here knows where the log is kept or who asks.

// One entry: its words, its texts, its canonical bytes.
mod canonical;
mod entry;
mod hold;
mod reason;
mod text;

// Numbers and bytes in a row: how what entries add up to is saved.
pub mod dense;

// What entries add up to, and which entry may follow.
mod holds;
mod rules;
mod segments;
mod state;

// The Merkle tree and what proves a place in it; trees of logs that continue each other.
pub mod lineage;
pub mod proof;
pub mod tree;

// How the tree is published.
pub mod checkpoint;
pub mod cosignature;
pub mod note;
pub mod tile;
pub mod tile_edge;

// Reading a log that somebody published: its tree, its proofs, all of it.
pub mod audit;
pub mod published_log;
pub mod receipt;
pub mod tile_tree;

pub use canonical::{NotCanonical, canonical_json};
pub use entry::{
    BatchIssued, Body, CertificateEnded, CertificateFacts, Entry, EntryError, KeyAdded,
    MAX_ENTRY_LENGTH, Predecessor, RangeDeclared,
};
pub use hold::{Decision, Hold, HoldFacts, LiftAs, Lifted, Target};
pub use holds::{HoldTerms, Reach, StandingHold};
pub use reason::{Family, Reason};
pub use rules::RuleBroken;
pub use state::{Batch, CertificateState, ClosedLog, KeyState, LogState, StampRun};
pub use text::{ActorId, Base64Url, Commitment, Lot, Text, TextError};
