//! A data folder in one file, to be kept elsewhere; keys and secrets in files of their own beside it, sealed.
//!
//! The file is a plain tar: what is in it can be taken out with any tar and checked with any SHA-256. It is written
//! beside a service that runs, which is not asked and not held up: the journal only grows, and what was copied up to a
//! whole frame is what the service knew at that moment. It is read strictly, twice when something is restored: nothing is
//! made from a file of which one byte is not what was written.
//!
//! Where a folder is restored to, and what outside of it may forbid that, is for others.

use std::{io, path::PathBuf};

use super::{disk::advice, journal::JournalError};

// What is in the file, as its last member says it.
mod manifest;

// The file itself: written and read as a pair.
mod archive;

// What of a data folder goes in.
mod gather;

// Files that appear whole or not at all.
mod file;

// What is restored from it.
mod unpack;

// Keys and secrets under a passphrase or somebody's public key.
mod sealed;

pub use archive::ArchiveError;
pub use file::{BackedUp, back_up_to_file, back_up_to_output};
pub use manifest::{Content, Counts, FolderContent, Manifest, Member};
pub use sealed::{Identity, Recipient, Seal, SealError, Unseal};
pub use unpack::{check_backup, check_sealed, unpack_backup, unpack_sealed};

/// No backup was made, or nothing was restored from one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The operating system refused.
    #[error("{0}: {1}{advice}", advice = advice(.1))]
    Io(PathBuf, #[source] io::Error),
    /// Writing where there is no path: to the standard output.
    #[error("the backup could not be written")]
    Output(#[source] io::Error),
    /// A file is in the way.
    #[error(
        "{0}: there is a file here already, and a backup is never written over: choose another name"
    )]
    Exists(PathBuf),
    /// A folder is in the way.
    #[error(
        "{0}: there is something here already, and a restored folder replaces nothing: name a new one"
    )]
    InTheWay(PathBuf),
    /// The journal can't be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal's end is no frame, and stays none.
    #[error(
        "the journal is damaged behind change {0}, so a backup would lack what follows; `ocop-stamp doctor` says what to do"
    )]
    Torn(u64),
    /// Segments went away while they were copied, more than once.
    #[error("the journal was shortened while it was copied; ask again")]
    Shortened,
    /// The log was never opened.
    #[error("{0}: the log was never opened, so there is nothing to keep")]
    NeverOpened(PathBuf),
    /// What was published does not fit the journal.
    #[error("{0}; `ocop-stamp doctor` says what to do, and a backup of it would be worth nothing")]
    Unfit(String),
    /// A file that can't be put in.
    #[error("the backup can't be written")]
    NotPut(#[source] ArchiveError),
    /// The backup can't be used.
    #[error("{0}: the backup can't be used")]
    Archive(PathBuf, #[source] ArchiveError),
    /// It is of another kind than what was asked for.
    #[error("{path}: holds {found}, where {wanted} should be", path = .path.display())]
    OtherContent {
        /// The file.
        path: PathBuf,
        /// What it holds.
        found: &'static str,
        /// What was asked for.
        wanted: &'static str,
    },
    /// Keys of another log.
    #[error("{0}: these are keys of another log than the backup's")]
    OtherLog(PathBuf),
    /// What is sealed can't be opened, or not be sealed.
    #[error("{0}: {1}")]
    Seal(PathBuf, #[source] SealError),
}

impl BackupError {
    /// The operating system's error, if it is one.
    pub fn io(&self) -> Option<&io::Error> {
        match self {
            Self::Io(_, error)
            | Self::Output(error)
            | Self::Journal(JournalError::Io(_, error)) => Some(error),
            Self::Exists(_)
            | Self::InTheWay(_)
            | Self::Journal(
                JournalError::Missing(_) | JournalError::Exists(_) | JournalError::Gap(_),
            )
            | Self::Torn(_)
            | Self::Shortened
            | Self::NeverOpened(_)
            | Self::Unfit(_)
            | Self::NotPut(_)
            | Self::Archive(..)
            | Self::OtherContent { .. }
            | Self::OtherLog(_)
            | Self::Seal(..) => None,
        }
    }
}
