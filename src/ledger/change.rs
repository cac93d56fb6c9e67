//! A change: what is asked for, and what it became. Public entries and private part stand or fall
//! together, as one frame.

use std::io;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    access::{AccessRecord, Actor, AuditRecord, Sealed},
    log::{Body, Entry},
    registry::{Record, Revision},
    stamp::{BatchNumber, CertificateNumber, KeyNumber},
};

/// What somebody asks for. Either all of it happens, or nothing.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who asks.
    pub actor: Actor,
    /// What for, in a word for the audit record.
    pub action: &'static str,
    /// On what, for the audit record.
    pub target: String,
    /// Why it is not done, where the audit record alone is asked for.
    pub refused: &'static str,
    /// From where, sealed, for the audit record.
    pub from: Option<Sealed>,
    /// The entries to be made, in order. Empty for an edit of the register alone.
    pub drafts: Vec<Draft>,
    /// Records of the register to be written.
    pub records: Vec<Record>,
    /// Records of people and what they may do, to be written.
    pub access: Vec<AccessRecord>,
    /// The state of the register that it was planned on, if that must still be the one.
    pub planned_on: Option<Revision>,
    /// Under which key a second asking finds the first one's outcome.
    pub idempotency: Option<(KeyHash, RequestDigest)>,
}

impl Change {
    /// A change of nothing yet but the audit trail.
    pub fn new(actor: Actor, action: &'static str) -> Self {
        Self {
            actor,
            action,
            target: String::new(),
            refused: "",
            from: None,
            drafts: Vec::new(),
            records: Vec::new(),
            access: Vec::new(),
            planned_on: None,
            idempotency: None,
        }
    }
}

/// An entry that is asked for. Numbers that follow from the order of changes are given by the sequencer.
#[derive(Debug, Clone)]
pub enum Draft {
    /// All of it is known.
    Ready(Body),
    /// A batch: its number, key, dates and GTIN follow.
    Batch(BatchRequest),
    /// A key's compromise, from a position or from now on.
    KeyCompromised {
        /// The key.
        key: KeyNumber,
        /// The first position whose batches are revoked; the entry's own if none is given.
        from_index: Option<u64>,
    },
}

/// A batch that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchRequest {
    /// For which certificate.
    pub certificate: CertificateNumber,
    /// For which variant of its product, from 0.
    pub variant: u8,
    /// How many stamps.
    pub quantity: u64,
    /// Whether they are in use from the start.
    pub activated: bool,
    /// Whether they carry a PIN under a scratch layer.
    pub with_pin: bool,
    /// Whether an officer approved more than the quota.
    pub above_quota: bool,
}

/// A key of the asker's choice: printable ASCII, 1 to 255 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// A text that can't be an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key has 1 to 255 printable ASCII characters")]
pub struct IdempotencyKeyError;

/// SHA-256 of an idempotency key: what is kept of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyHash(pub [u8; 32]);

/// SHA-256 of a request, so that the same key for another request is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestDigest(pub [u8; 32]);

impl IdempotencyKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`IdempotencyKeyError`]
    pub fn parse(text: &str) -> Result<Self, IdempotencyKeyError> {
        let good =
            (1..=255).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b));
        if good { Ok(Self(text.to_owned())) } else { Err(IdempotencyKeyError) }
    }

    /// What is kept of it.
    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(&self.0).into())
    }

    /// What is kept of it where askers have keys of their own. A key is printable, so the zero byte parts them.
    pub fn hash_of(&self, asker: &str) -> KeyHash {
        let hash = Sha256::new().chain_update(asker).chain_update([0]).chain_update(&self.0);
        KeyHash(hash.finalize().into())
    }
}

impl RequestDigest {
    /// The digest of what is asked for.
    pub fn of(request: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec(request).expect("requests of ours serialise");
        Self(Sha256::digest(bytes).into())
    }
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Positions of its entries in the log.
    pub log_indexes: Vec<u64>,
    /// How many entries have to be published to cover them, those of the logs that this one continues included.
    pub log_size: u64,
    /// The batch that it issued, if it did.
    pub batch: Option<BatchNumber>,
}

/// The private part of a change, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Private {
    /// Who did it.
    pub audit: AuditRecord,
    /// Records of the register.
    pub records: Vec<Record>,
    /// Records of people and what they may do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<AccessRecord>,
    /// What a second asking finds.
    pub remembered: Option<Remembered>,
}

/// The outcome under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// SHA-256 of the key, in hex.
    pub key: String,
    /// SHA-256 of the request, in hex.
    pub request: String,
    /// What became of it.
    pub outcome: Outcome,
    /// When; earlier versions did not say. It is forgotten some time after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Remembered {
    /// An outcome to be found again, for some time.
    pub fn new(key: KeyHash, request: RequestDigest, outcome: Outcome, at: Timestamp) -> Self {
        let (key, request) = (HEXLOWER.encode(&key.0), HEXLOWER.encode(&request.0));
        Self { key, request, outcome, at: Some(at) }
    }

    /// Whether it was the same request.
    pub fn is_of(&self, request: RequestDigest) -> bool {
        self.request == HEXLOWER.encode(&request.0)
    }
}

/// A change as it is committed: numbered, checked, ready to be kept.
#[derive(Debug, Clone)]
pub struct Commit {
    /// Counts changes from 1, without gaps.
    pub sequence: u64,
    /// Position of its first entry.
    pub first_index: u64,
    /// Its entries, each with its canonical bytes.
    pub entries: Vec<(Entry, Vec<u8>)>,
    /// Its private part.
    pub private: Private,
}

impl Commit {
    /// How long its parts are, in bytes: the entries, each with four bytes for its length, their count, and
    /// the private part as JSON.
    pub fn length(&self) -> u64 {
        let entries: usize = self.entries.iter().map(|(_, entry)| 4 + entry.len()).sum();
        let mut private = Counted(0);
        serde_json::to_writer(&mut private, &self.private).expect("records of ours serialise");
        4 + entries as u64 + private.0
    }
}

/// Counts what is written to it.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
