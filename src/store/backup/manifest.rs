//! What a backup says of itself: its last member, `manifest.json`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::log::{Body, Entry};

/// The version of all this. A later one may have other fields; this program reads its own only.
pub const FORMAT: u32 = 1;

/// The name of the last member.
pub(super) const MANIFEST: &str = "manifest.json";

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `FORMAT`
    pub format: u32,
    /// The program that made it.
    pub made_by: String,
    /// When, by that machine's clock.
    pub made_at: Timestamp,
    /// The log's origin.
    pub origin: String,
    /// The verifier key of the log.
    pub vkey: String,
    /// What it holds.
    pub content: Content,
    /// Its files in their order, this one left out.
    pub members: Vec<Member>,
}

/// One file in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its path in the data folder.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// In lower hex.
    pub sha256: String,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A data folder without its keys.
    Folder(FolderContent),
    /// Its keys and secrets.
    Keys,
    /// Its keys of personal data.
    Personal,
}

impl Content {
    /// What it is, for people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Folder(_) => "a data folder",
            Self::Keys => "keys and secrets",
            Self::Personal => "keys of personal data",
        }
    }

    /// The folders of a data folder of which there may be files, and the files beside them.
    pub(super) fn places(&self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Folder(_) => {
                (&["journal", "base", "log", "pictures", "print-jobs"], &["ocop-stamp.toml"])
            }
            Self::Keys => (&["keys"], &[]),
            Self::Personal => (&["personal"], &[]),
        }
    }
}

/// How far a data folder had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderContent {
    /// The newest change in the journal.
    pub last_sequence: u64,
    /// SHA-256 of its frame, in lower hex.
    pub last_frame: String,
    /// Entries of the log, published or not; without those of the logs that it continues.
    pub log_size: u64,
    /// The root over them, in base64.
    pub root: String,
    /// The checkpoint that was published; none before the first.
    pub checkpoint: Option<PublishedHead>,
    /// What there is of each.
    pub counts: Counts,
}

/// The size and root of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedHead {
    /// Entries under it.
    pub size: u64,
    /// In base64.
    pub root: String,
}

/// How many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Entries of the log.
    pub entries: u64,
    /// Issuer keys added.
    pub keys: u64,
    /// Certificates recorded.
    pub certificates: u64,
    /// Batches issued.
    pub batches: u64,
    /// Stamps in them.
    pub stamps: u64,
    /// Entries that revoke.
    pub revocations: u64,
    /// Entries that suspend.
    pub suspensions: u64,
    /// Entries that lift one of these.
    pub lifts: u64,
    /// Pictures of products.
    pub pictures: u64,
    /// Orders of print jobs.
    #[serde(default)]
    pub print_jobs: u64,
}

impl Counts {
    /// Counts one more entry.
    pub(super) fn count(&mut self, entry: &Entry) {
        self.entries += 1;
        match &entry.body {
            Body::KeyAdded(_) => self.keys += 1,
            Body::CertificateRecorded(_) => self.certificates += 1,
            Body::BatchIssued(issued) => {
                self.batches += 1;
                self.stamps += u64::from(issued.quantity);
            }
            Body::Revoked(_) => self.revocations += 1,
            Body::Suspended { .. } => self.suspensions += 1,
            Body::Lifted(_) => self.lifts += 1,
            Body::LogOpened { .. }
            | Body::KeyRetired { .. }
            | Body::KeyCompromised { .. }
            | Body::CertificateCorrected(_)
            | Body::CertificateEnded(_)
            | Body::RangeActivated { .. }
            | Body::RangeDeclared(_) => {}
        }
    }
}
