//! The keys and secrets of a data folder, opened; and what is missing of them by what the log says.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use zeroize::Zeroizing;

use super::{OpenError, at, fill_random};
use crate::{
    app::PinSecrets,
    ledger::LogKey,
    log::{LogState, cosignature::Cosigner, note::KeyName},
    signing::{
        DemoKey, KeyStatus, Signer,
        key_file::{self, Content, FileSigner, KeyFileError, Protection},
    },
    stamp::{KeyNumber, PinSecret, ShortSecret},
    verification::ShortSecrets,
};

/// The generation of the secrets that a new folder is given.
pub(super) const FIRST_GENERATION: u32 = 1;

/// Where the log's own key stands.
pub(super) const LOG_FILE: &str = "log.pem";

/// Where the key stands that cosigns checkpoints.
pub(super) const COSIGNER_FILE: &str = "cosigner.pem";

/// What a service holds of private keys and secrets.
pub(super) struct Keys {
    pub log_key: LogKey,
    /// Missing only where the doctor looks at a folder of an earlier version.
    pub cosigner: Option<Cosigner>,
    pub signers: BTreeMap<KeyNumber, Arc<dyn Signer>>,
    pub short_secrets: ShortSecrets,
    pub pin_secrets: PinSecrets,
}

/// What a key file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Signs checkpoints.
    Log,
    /// Cosigns them with the time.
    Cosigner,
    /// Signs stamps.
    Issuer(KeyNumber),
    /// Makes short codes.
    ShortSecret,
    /// Makes PINs.
    PinSecret,
}

impl Role {
    pub(super) fn file(self) -> String {
        match self {
            Self::Log => LOG_FILE.to_owned(),
            Self::Cosigner => COSIGNER_FILE.to_owned(),
            Self::Issuer(number) => issuer_file(number),
            Self::ShortSecret => short_secret_file(FIRST_GENERATION),
            Self::PinSecret => pin_secret_file(FIRST_GENERATION),
        }
    }

    /// Opens the file, if it may be here.
    pub(super) fn read(
        self,
        folder: &Path,
        protection: &Protection,
        demo_key: DemoKey,
    ) -> Result<Zeroizing<[u8; 32]>, OpenError> {
        let path = folder.join(self.file());
        let content = match self {
            Self::Issuer(KeyNumber::DEMO) if demo_key == DemoKey::Refused => {
                return Err(OpenError::DemoKey(path));
            }
            Self::Log | Self::Cosigner | Self::Issuer(_) => Content::SigningKey,
            Self::ShortSecret | Self::PinSecret => Content::HmacSecret,
        };
        Ok(key_file::read(&path, content, protection)?)
    }
}

/// The key files that a folder has to have, and those of issuers that it has.
pub(super) fn roles(folder: &Path) -> Result<Vec<Role>, OpenError> {
    let mut roles = vec![Role::Log, Role::Cosigner, Role::ShortSecret, Role::PinSecret];
    for name in fs::read_dir(folder).map_err(at(folder))? {
        let name = name.map_err(at(folder))?.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_prefix("issuer-")?.strip_suffix(".pem")?.parse().ok());
        roles.extend(number.map(Role::Issuer));
    }
    Ok(roles)
}

impl Keys {
    /// Opens all of them.
    pub(super) fn read(
        folder: &Path,
        origin: KeyName,
        protection: &Protection,
        demo_key: DemoKey,
    ) -> Result<Self, OpenError> {
        let mut opened = Vec::new();
        for role in roles(folder)? {
            match role.read(folder, protection, demo_key) {
                Ok(private) => opened.push((role, private)),
                // All but PINs works without it, and what is missing is said below.
                Err(OpenError::Key(KeyFileError::Missing(_))) if role == Role::PinSecret => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self::of(opened, origin).expect("the log's key is among them"))
    }

    /// Keys and secrets that were opened; `None` without the log's own.
    pub(super) fn of(opened: Vec<(Role, Zeroizing<[u8; 32]>)>, origin: KeyName) -> Option<Self> {
        let (mut log_key, mut cosigner) = (None, None);
        let mut signers: BTreeMap<KeyNumber, Arc<dyn Signer>> = BTreeMap::new();
        let (mut short_secrets, mut pin_secrets) = (BTreeMap::new(), BTreeMap::new());
        for (role, private) in opened {
            match role {
                Role::Log => log_key = Some(LogKey::new(origin.clone(), &private)),
                Role::Cosigner => {
                    cosigner = Some(Cosigner::new(cosigner_name(&origin), &private));
                }
                Role::Issuer(number) => {
                    signers.insert(number, Arc::new(FileSigner::new(number, &private)));
                }
                Role::ShortSecret => {
                    short_secrets.insert(FIRST_GENERATION, ShortSecret::new(*private));
                }
                Role::PinSecret => {
                    pin_secrets.insert(FIRST_GENERATION, PinSecret::new(*private));
                }
            }
        }
        Some(Self { log_key: log_key?, cosigner, signers, short_secrets, pin_secrets })
    }

    /// What does not work without the secret of PINs, in words for the operator.
    fn missing_pin_secret(&self, log: &LogState) -> Vec<String> {
        if self.pin_secrets.contains_key(&FIRST_GENERATION) {
            return Vec::new();
        }
        let file = pin_secret_file(FIRST_GENERATION);
        let batches = log.batches().filter(|batch| batch.issued.pin_generation.is_some()).count();
        let what = match batches {
            0 => "no batch with PINs can be issued".to_owned(),
            _ => format!(
                "the labels of {batches} batches can't be printed, and no batch with PINs can be issued"
            ),
        };
        vec![format!(
            "keys/{file}: this key file is missing, so {what}; put it back from your copy of the folder `keys`"
        )]
    }

    /// Leaves out keys that the log knows under another public half: what they signed would read as forged.
    /// Returns what is wrong and missing, in words for the operator; the service starts all the same.
    pub(super) fn hold_against(&mut self, log: &LogState) -> Vec<String> {
        let mut wrong = self.missing_pin_secret(log);
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

/// The name under which a log's own service cosigns.
fn cosigner_name(origin: &KeyName) -> KeyName {
    format!("{origin}/cosigner").parse().expect("a name that goes on without blanks is one")
}

/// Makes the cosigner's key where a folder has none: one of an earlier version. Returns whether it did.
///
/// # Errors
/// [`OpenError`]
pub(super) fn make_missing_cosigner(
    folder: &Path,
    protection: &Protection,
) -> Result<bool, OpenError> {
    let path = folder.join(COSIGNER_FILE);
    // Without the others, this is no folder of keys; and under another passphrase than theirs it would be of no use.
    if path.exists() || Role::Log.read(folder, protection, DemoKey::Refused).is_err() {
        return Ok(false);
    }
    let mut private = Zeroizing::new([0; 32]);
    fill_random(&mut *private);
    key_file::write(&path, Content::SigningKey, &private, protection)?;
    Ok(true)
}

/// Where a key of a log that is closed is kept, by the log's number.
pub(super) fn replaced_file(file: &str, number: u32) -> String {
    format!("{}.{number}.pem", file.trim_end_matches(".pem"))
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
