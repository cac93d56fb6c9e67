//! Keys and secrets sealed as age files (age-encryption.org/v1, C2SP age), so that any age opens them: to somebody's
//! public key, whose secret half need not be where backups are made, or under a passphrase.
//!
//! The format is written here over the ciphers that the project has anyway, and held against its official test vectors:
//! the library of that name would bring a hundred crates, most of them older generations of ours.

use std::{
    fmt,
    io::{self, BufReader, Read, Write},
    str::FromStr,
};

use zeroize::{Zeroize, Zeroizing};

use header::{Header, Stanza};
pub(super) use stream::{Opening, Sealing};

// Text before the payload.
mod header;

// The payload, chunk by chunk.
mod stream;

// How the file's own key is wrapped.
mod wrapping;

// How keys are written for people.
mod bech32;

/// The key of one file.
type FileKey = Zeroizing<[u8; 16]>;

/// Why something can't be sealed, or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// No public key.
    #[error("{0:?} is no recipient: write age1…, the public key that `age-keygen` prints")]
    Recipient(String),
    /// No secret key.
    #[error(
        "holds no secret key: a line that begins with AGE-SECRET-KEY-1 is expected, as `age-keygen` writes it"
    )]
    Identity,
    /// No age file.
    #[error("is no file that was sealed with age")]
    Foreign,
    /// Another passphrase or key.
    #[error("is not opened by this passphrase or key")]
    WrongKey,
    /// A passphrase where a key is needed.
    #[error("is sealed to a public key: name the file with its secret key with --identity")]
    NeedsIdentity,
    /// A key where a passphrase is needed.
    #[error(
        "is sealed under a passphrase: name the file that holds it with --seal-passphrase-file"
    )]
    NeedsPassphrase,
}

/// Somebody's public key.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient([u8; 32]);

impl FromStr for Recipient {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let key = bech32::decode("age", text.trim());
        key.map(Self).ok_or_else(|| SealError::Recipient(text.to_owned()))
    }
}

/// It is public.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "age recipient {}", data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// What seals.
pub enum Seal {
    /// Under this passphrase.
    Passphrase(Zeroizing<String>),
    /// To these people, at least one: each of them can open it.
    Recipients(Vec<Recipient>),
}

impl Seal {
    /// Seals what is written to the answer, until its `finish`. `random` fills a buffer with random bytes.
    pub(super) fn seal<W: Write>(
        &self,
        mut to: W,
        random: fn(&mut [u8]),
    ) -> io::Result<Sealing<W>> {
        let mut key = FileKey::default();
        random(&mut *key);
        let stanzas = match self {
            Self::Passphrase(text) => {
                vec![wrapping::under_passphrase(&key, text, wrapping::WORK, random)]
            }
            Self::Recipients(recipients) => recipients
                .iter()
                .map(|recipient| wrapping::to_recipient(&key, &recipient.0, random))
                .collect(),
        };
        to.write_all(&Header::written(&stanzas, &key))?;
        Sealing::begin(to, &key, random)
    }
}

/// Somebody's secret key.
#[derive(Clone, Zeroize)]
#[zeroize(drop)]
pub struct Identity([u8; 32]);

impl Identity {
    /// Those in a file as `age-keygen` writes it: a line each, remarks behind `#`.
    ///
    /// # Errors
    /// [`SealError::Identity`]
    pub fn all_in(text: &str) -> Result<Vec<Self>, SealError> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let key = |line: &str| {
            // Another case than the one it is written in is a slip that a checksum can't find.
            let is_upper = line == line.to_uppercase();
            bech32::decode("age-secret-key-", line).filter(|_| is_upper).map(Self)
        };
        let found: Option<Vec<Self>> = lines.map(key).collect();
        found.filter(|keys| !keys.is_empty()).ok_or(SealError::Identity)
    }
}

/// What opens.
pub enum Unseal {
    /// This passphrase.
    Passphrase(Zeroizing<String>),
    /// One of these keys.
    Identities(Vec<Identity>),
}

impl Unseal {
    /// Opens what is read from there. Reading fails with `InvalidData` where a byte is not what was sealed.
    pub(super) fn open<R: Read>(&self, from: R) -> Result<Opening<R>, SealError> {
        let mut from = BufReader::with_capacity(1 << 17, from);
        let header = Header::read(&mut from).ok_or(SealError::Foreign)?;
        let is_under_passphrase = header.stanzas.iter().any(Stanza::is_passphrase);
        // Somebody else could have added a passphrase of theirs beside.
        if is_under_passphrase && header.stanzas.len() > 1 {
            return Err(SealError::Foreign);
        }
        let key = match self {
            Self::Passphrase(_) if !is_under_passphrase => return Err(SealError::NeedsIdentity),
            Self::Identities(_) if is_under_passphrase => return Err(SealError::NeedsPassphrase),
            Self::Passphrase(text) => wrapping::by_passphrase(&header.stanzas[0], text)?,
            Self::Identities(identities) => {
                let mut found = None;
                for stanza in header.stanzas.iter().filter(|stanza| stanza.is_recipient()) {
                    for identity in identities {
                        let key = wrapping::by_identity(stanza, &identity.0)?;
                        found = found.or(key);
                    }
                }
                found.ok_or(SealError::WrongKey)?
            }
        };
        if !header.is_of(&key) {
            return Err(SealError::Foreign);
        }
        Opening::begin(from, &key).map_err(|_| SealError::Foreign)
    }
}

#[cfg(test)]
mod tests;
