//! The keys and secrets of a data folder, opened; and what is missing of them by what the log says.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use super::{OpenError, at};
use crate::{
    ledger::LogKey,
    log::{LogState, note::KeyName},
    signing::{
        DemoKey, KeyStatus, Signer,
        key_file::{self, Content, FileSigner, KeyFileError, Protection},
    },
    stamp::{KeyNumber, ShortSecret},
    verification::ShortSecrets,
};

/// The generation of the secrets that a new folder is given.
pub(super) const FIRST_GENERATION: u32 = 1;

/// What a service holds of private keys and secrets.
pub(super) struct Keys {
    pub log_key: LogKey,
    pub signers: BTreeMap<KeyNumber, Arc<dyn Signer>>,
    pub short_secrets: ShortSecrets,
    /// What is not needed yet and not there, in words for the operator.
    missing: Vec<String>,
}

impl Keys {
    /// Opens all of them.
    pub(super) fn read(
        folder: &Path,
        origin: KeyName,
        protection: &Protection,
        demo_key: DemoKey,
    ) -> Result<Self, OpenError> {
        let log_private = key_file::read(&folder.join("log.pem"), Content::SigningKey, protection)?;
        let signers = read_signers(folder, protection, demo_key)?;
        let short_path = folder.join(short_secret_file(FIRST_GENERATION));
        let short_secret = key_file::read(&short_path, Content::HmacSecret, protection)?;
        let pin_path = folder.join(pin_secret_file(FIRST_GENERATION));
        let missing = match key_file::read(&pin_path, Content::HmacSecret, protection) {
            Ok(_) => Vec::new(),
            Err(error @ KeyFileError::Missing(_)) => {
                vec![format!("{error}; nothing needs it yet")]
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            log_key: LogKey::new(origin, &log_private),
            signers,
            short_secrets: BTreeMap::from([(FIRST_GENERATION, ShortSecret::new(*short_secret))]),
            missing,
        })
    }

    /// Leaves out keys that the log knows under another public half: what they signed would read as forged.
    /// Returns what is wrong and missing, in words for the operator; the service starts all the same.
    pub(super) fn hold_against(&mut self, log: &LogState) -> Vec<String> {
        let mut wrong = self.missing.clone();
        self.signers.retain(|number, signer| {
            let is_the_logs =
                log.key(*number).is_none_or(|key| key.public_key == signer.public_key());
            if !is_the_logs {
                wrong.push(format!(
                    "keys/issuer-{number}.pem is not key {number} of the log: it is not used; put the right file there"
                ));
            }
            is_the_logs
        });
        for (number, key) in log.keys() {
            if key.status() == KeyStatus::Active && !self.signers.contains_key(&number) {
                wrong.push(format!(
                    "key {number} signs nothing here, since keys/issuer-{number}.pem is missing; put it back from your copy of the folder `keys`, or retire the key"
                ));
            }
        }
        wrong
    }
}

/// Signers for all issuer keys in the folder.
fn read_signers(
    keys: &Path,
    protection: &Protection,
    demo_key: DemoKey,
) -> Result<BTreeMap<KeyNumber, Arc<dyn Signer>>, OpenError> {
    let mut signers: BTreeMap<KeyNumber, Arc<dyn Signer>> = BTreeMap::new();
    for name in fs::read_dir(keys).map_err(at(keys))? {
        let path = name.map_err(at(keys))?.path();
        let number = path.file_name().and_then(|name| {
            name.to_str()?.strip_prefix("issuer-")?.strip_suffix(".pem")?.parse().ok()
        });
        let Some(number) = number else { continue };
        if number == KeyNumber::DEMO && demo_key == DemoKey::Refused {
            return Err(OpenError::DemoKey(path));
        }
        let private = key_file::read(&path, Content::SigningKey, protection)?;
        signers.insert(number, Arc::new(FileSigner::new(number, &private)));
    }
    Ok(signers)
}

pub(super) fn issuer_file(number: KeyNumber) -> String {
    format!("issuer-{number}.pem")
}

pub(super) fn short_secret_file(generation: u32) -> String {
    format!("short-secret-{generation}.pem")
}

pub(super) fn pin_secret_file(generation: u32) -> String {
    format!("pin-secret-{generation}.pem")
}
