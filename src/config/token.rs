//! The token that a command shows to a service elsewhere: found as the passphrase of the keys is. In a file that a
//! flag or a variable names, in the environment itself, or in a systemd credential; never a flag's value, which every
//! user of the machine could read.

use std::{env, fs, path::Path};

use super::{ConfigError, passphrase::credential};

/// The environment variable that holds the token.
pub const TOKEN_VARIABLE: &str = "OCOP_STAMP_TOKEN";

/// The systemd credential that holds it (`LoadCredential=`).
pub const TOKEN_CREDENTIAL: &str = "ocop-stamp-token";

/// The first that is there: the text of the file that was named, of the variable, of the credential; `None` if there
/// is none of them.
///
/// # Errors
/// [`ConfigError`] if it can't be read or is empty.
pub fn find_token(file: Option<&Path>) -> Result<Option<String>, ConfigError> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| ConfigError::Io(path.to_owned(), error))
    };
    let (text, place) = if let Some(path) = file {
        (read(path)?, path.display().to_string())
    } else if env::var_os(TOKEN_VARIABLE).is_some() {
        (env::var(TOKEN_VARIABLE).unwrap_or_default(), TOKEN_VARIABLE.to_owned())
    } else if let Some(path) = credential(TOKEN_CREDENTIAL) {
        (read(&path)?, path.display().to_string())
    } else {
        return Ok(None);
    };
    let text = text.trim();
    if text.is_empty() { Err(ConfigError::EmptyToken(place)) } else { Ok(Some(text.to_owned())) }
}
