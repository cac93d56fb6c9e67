//! Settings: what a data folder was made for, what its office may change, and where the passphrase of its
//! keys comes from.
//!
//! A flag stands over the environment, that over the folder's one file, that over the default; each value
//! remembers which of them it came from. Which flags there are is the command line's to say.

// The file in the data folder.
mod file;

// Where the last checkpoint is kept besides.
mod anchors;

// Values with their sources, and which one holds.
mod settings;

// What opens the keys. Never a flag, which every user of the machine could read.
mod passphrase;

// What is shown to a service elsewhere. Never a flag, either.
mod token;

use std::{io, path::PathBuf};

use crate::store::folder::FolderError;

pub use anchors::{AnchorPlace, AnchorPlaces, NoAnchor};
pub use file::{Hotline, NotANumber, S3Place, write_new};
pub use passphrase::{CREDENTIAL, PASSPHRASE_VARIABLE, PassphraseSource};
pub use settings::{DEFAULT_DPI, DEFAULT_LISTEN, Overrides, Settings, Shown, Source, Sourced};
pub use token::{TOKEN_CREDENTIAL, TOKEN_VARIABLE, find_token};

/// Settings that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The operating system refused.
    #[error("{0} can't be read or written")]
    Io(PathBuf, #[source] io::Error),
    /// Not what a data folder's settings look like.
    #[error("{0}: these settings can't be used: {1}")]
    Settings(PathBuf, String),
    /// A setting that old files have at the top, twice.
    #[error("{0}: hotline stands at the top and in [office]: keep the one in [office]")]
    HotlineTwice(PathBuf),
    /// A setting that nothing stands in for.
    #[error("{0}: no hotline; write one in [office]: hotline = \"1900 …\"")]
    NoHotline(PathBuf),
    /// Nothing in it.
    #[error("{0}: the passphrase is empty")]
    EmptyPassphrase(String),
    /// Nothing in it, either.
    #[error("{0}: the token is empty")]
    EmptyToken(String),
}
