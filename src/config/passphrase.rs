//! The passphrase of the keys: in a file that a flag or a variable names, in the environment itself, or in
//! a systemd credential. It is read when keys are opened, and never shown.

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
};

use super::{ConfigError, Source, Sourced};
use crate::signing::key_file::Protection;

/// The environment variable that holds the passphrase.
pub const PASSPHRASE_VARIABLE: &str = "OCOP_STAMP_PASSPHRASE";

/// The systemd credential that holds it (`LoadCredential=`).
pub const CREDENTIAL: &str = "ocop-stamp-passphrase";

/// Where the passphrase of the keys would be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassphraseSource {
    /// In a file that was named.
    File(PathBuf, Source),
    /// In [`PASSPHRASE_VARIABLE`].
    Variable,
    /// In a file that systemd made for this process.
    Credential(PathBuf),
    /// Nowhere.
    Nowhere,
}

impl PassphraseSource {
    /// The first that is there: the file that was named, the variable, the credential.
    pub fn find(file: Option<Sourced<PathBuf>>) -> Self {
        if let Some(Sourced { value, source }) = file {
            return Self::File(value, source);
        }
        if env::var_os(PASSPHRASE_VARIABLE).is_some() {
            return Self::Variable;
        }
        match credential(CREDENTIAL) {
            Some(path) => Self::Credential(path),
            None => Self::Nowhere,
        }
    }

    /// How the keys of a folder are protected: in the clear in a demo folder, elsewhere by the passphrase.
    ///
    /// # Errors
    /// [`ConfigError`] if the source can't be read or is empty. Without any source the keys are opened as
    /// if in the clear, and the error of the key file says what is missing.
    pub fn protection(&self, demo: bool) -> Result<Protection, ConfigError> {
        if demo {
            return Ok(Protection::Clear);
        }
        let text = match self {
            Self::File(path, _) | Self::Credential(path) => {
                fs::read_to_string(path).map_err(|error| ConfigError::Io(path.clone(), error))?
            }
            Self::Variable => env::var(PASSPHRASE_VARIABLE).unwrap_or_default(),
            Self::Nowhere => return Ok(Protection::Clear),
        };
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            Err(ConfigError::EmptyPassphrase(self.to_string()))
        } else {
            Ok(Protection::Passphrase(text.to_owned()))
        }
    }
}

/// The file that systemd made for this process of a credential, if it did.
pub(super) fn credential(name: &str) -> Option<PathBuf> {
    let folder = env::var_os("CREDENTIALS_DIRECTORY")?;
    Some(Path::new(&folder).join(name)).filter(|path| path.is_file())
}

impl fmt::Display for PassphraseSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, _) => write!(f, "{}", path.display()),
            Self::Variable => f.write_str(PASSPHRASE_VARIABLE),
            Self::Credential(path) => write!(f, "{}", path.display()),
            Self::Nowhere => f.write_str("none"),
        }
    }
}
