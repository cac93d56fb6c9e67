//! Why the store can't be opened or used: each says what to do.

use std::{io, path::PathBuf};

use super::{base_file::BaseError, disk::advice, journal::JournalError};

/// The store can't be opened or used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("{0}: {1}{advice}", advice = advice(.1))]
    Io(PathBuf, io::Error),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// sled reported an error, or panicked over its files.
    #[error(
        "sled failed: {0}; stop, look at the disk, and move the folder `sled` aside: it is made again from the journal"
    )]
    Sled(String),
    /// The view holds something that we did not write.
    #[error(
        "the view in sled is damaged: {0}; move the folder `sled` aside, and it is made again from the journal"
    )]
    View(&'static str),
    /// The journal lost changes that were acknowledged.
    #[error(
        "the journal's good part ends with change {journal}, but change {sled} was acknowledged: the journal is damaged; restore its segments from a backup"
    )]
    JournalBehind {
        /// The journal's last good sequence.
        journal: u64,
        /// sled's head.
        sled: u64,
    },
    /// The journal's end is torn, and the view that would say whether it was acknowledged is gone.
    #[error(
        "{path}: the journal is damaged behind change {sequence}, and sled, which would say whether what follows was acknowledged, is gone too: restore the journal's segments from a backup; or, if the machine stopped while it was writing that very change, cut it off with `truncate -s {length} {path}`", path = .path.display()
    )]
    TornWithoutView {
        /// The segment that is damaged.
        path: PathBuf,
        /// The last good change.
        sequence: u64,
        /// The length of the segment's good part.
        length: u64,
    },
    /// The journal lost changes that were saved.
    #[error(
        "the journal ends with change {journal}, but `saved-state` was made after change {saved}: acknowledged entries are missing; restore the journal's segments from a newer backup"
    )]
    BehindSaved {
        /// The journal's last good sequence.
        journal: u64,
        /// The change after which the state was saved.
        saved: u64,
    },
    /// The journal tells another history than was saved.
    #[error(
        "change {0} in the journal is not the one after which `saved-state` was made: two histories exist; keep both for who has to find out why, and move the file `saved-state` aside only if the journal is the right one"
    )]
    OtherThanSaved(u64),
    /// The journal lost entries that were published.
    #[error(
        "the ledger has {ledger} entries, but a checkpoint over {checkpoint} was published: acknowledged entries are missing; restore the journal's segments from a backup"
    )]
    BehindCheckpoint {
        /// Entries in the ledger.
        ledger: u64,
        /// Entries under the checkpoint.
        checkpoint: u64,
    },
    /// A base.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// The published log lacks entries that only it has besides sled.
    #[error(
        "sled can't be made again: the journal begins behind a base, and entry {0} before it is not as it was in `log/tile/entries`; restore the folder `log` from a backup or a copy of the published log"
    )]
    EntriesLost(u64),
    /// Journal and view tell different histories.
    #[error(
        "journal and sled differ at change {0}; move the folder `sled` aside, and it is made again from the journal"
    )]
    Diverged(u64),
}

impl StoreError {
    /// The operating system's error, if it is one.
    pub fn io(&self) -> Option<&io::Error> {
        match self {
            Self::Io(_, error)
            | Self::Journal(JournalError::Io(_, error))
            | Self::Base(BaseError::Io(_, error)) => Some(error),
            Self::Journal(
                JournalError::Missing(_) | JournalError::Exists(_) | JournalError::Gap(_),
            )
            | Self::Sled(_)
            | Self::View(_)
            | Self::JournalBehind { .. }
            | Self::TornWithoutView { .. }
            | Self::BehindSaved { .. }
            | Self::OtherThanSaved(_)
            | Self::BehindCheckpoint { .. }
            | Self::Base(BaseError::Damaged(..) | BaseError::Impossible(_))
            | Self::EntriesLost(_)
            | Self::Diverged(_) => None,
        }
    }

    pub(super) fn sled(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(error) => Self::Io(PathBuf::from("sled"), error),
            sled::Error::CollectionNotFound(_)
            | sled::Error::Unsupported(_)
            | sled::Error::ReportableBug(_)
            | sled::Error::Corruption { .. } => Self::Sled(error.to_string()),
        }
    }
}
