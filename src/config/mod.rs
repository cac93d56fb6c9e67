//! Settings: what a data folder was made for, and where the passphrase of its keys comes from. Never
//! from a flag, which every user of the machine could read.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::{app::Office, signing::key_file::Protection, store::folder};

/// The environment variable that holds the passphrase.
const PASSPHRASE_VARIABLE: &str = "OCOP_STAMP_PASSPHRASE";

/// The systemd credential that holds it (`LoadCredential=`).
const PASSPHRASE_CREDENTIAL: &str = "ocop-stamp-passphrase";

/// Settings that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The operating system refused.
    #[error("{0}: {1}")]
    Io(PathBuf, #[source] io::Error),
    /// Not what a data folder's settings look like.
    #[error("{0}: not the settings of a data folder: {1}")]
    Settings(PathBuf, String),
    /// Nothing in it.
    #[error("{0}: the passphrase is empty")]
    EmptyPassphrase(String),
}

/// Reads what a data folder was made for.
///
/// # Errors
/// [`ConfigError`]
pub fn read_office(data: &Path) -> Result<Office, ConfigError> {
    let path = folder::settings_file(data);
    let text = fs::read_to_string(&path).map_err(|error| ConfigError::Io(path.clone(), error))?;
    toml::from_str(&text).map_err(|error| ConfigError::Settings(path, error.to_string()))
}

/// Writes what a data folder is made for.
///
/// # Errors
/// [`ConfigError`]; existing settings are never touched.
pub fn write_office(data: &Path, office: &Office) -> Result<(), ConfigError> {
    let path = folder::settings_file(data);
    let settings = toml::to_string(office).expect("settings are texts and a truth value");
    let text = format!(
        "# What this data folder was made for. Address, origin and office stand on paper and in the public log:\n# changing them here breaks every stamp printed so far. The hotline may change.\n{settings}"
    );
    folder::write_new(&path, &text).map_err(|error| ConfigError::Io(path, error))
}

/// How the keys of a folder are protected: in the clear in a demo folder; elsewhere by the passphrase
/// from the named file, the environment, or a systemd credential, the first that is there.
///
/// # Errors
/// [`ConfigError`] if a named source can't be read or is empty. Without any source the keys are opened
/// as if in the clear, and the error of the key file says what is missing.
pub fn protection(
    office: &Office,
    passphrase_file: Option<&Path>,
) -> Result<Protection, ConfigError> {
    if office.demo {
        return Ok(Protection::Clear);
    }
    let credential = env::var_os("CREDENTIALS_DIRECTORY")
        .map(|folder| Path::new(&folder).join(PASSPHRASE_CREDENTIAL))
        .filter(|path| path.is_file());
    let (source, text) = match (passphrase_file, env::var(PASSPHRASE_VARIABLE), credential) {
        (Some(path), _, _) => read_passphrase(path)?,
        (None, Ok(text), _) => (PASSPHRASE_VARIABLE.to_owned(), text),
        (None, Err(_), Some(path)) => read_passphrase(&path)?,
        (None, Err(_), None) => return Ok(Protection::Clear),
    };
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        Err(ConfigError::EmptyPassphrase(source))
    } else {
        Ok(Protection::Passphrase(text.to_owned()))
    }
}

fn read_passphrase(path: &Path) -> Result<(String, String), ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| ConfigError::Io(path.to_owned(), error))?;
    Ok((path.display().to_string(), text))
}
