//! Keys and secrets in files: PKCS#8 PEM (RFC 5958, RFC 8410), encrypted by PBES2 with scrypt in real
//! folders, in the clear in a demo folder. Always PKCS#8 version 1, without the public half: version 2
//! is refused by openssl 3.0, and an office must be able to read its keys without us.
//!
//! The secrets of short codes and PINs are written the same way, their algorithm named hmacWithSHA256.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use ed25519_dalek::{Signer as _, SigningKey};
use pkcs8::{
    AlgorithmIdentifierRef, EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef,
    SecretDocument,
    der::{
        Decode, Encode,
        asn1::OctetStringRef,
        pem::{LineEnding, PemLabel},
    },
    pkcs5::EncryptionScheme,
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{IssuerKey, SignError, Signer};
use crate::stamp::{KeyNumber, SIGNATURE_LENGTH};

/// id-Ed25519 (RFC 8410 §3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// hmacWithSHA256 (RFC 4231 §3.1).
const HMAC_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.9");

/// What scrypt may take, in bytes that are gone through: twice what openssl asks for, and all the memory that openssl
/// itself allows.
const MOST_SCRYPT: u64 = 32 << 20;

/// What PBKDF2 may take: three times what is advised today for HMAC-SHA-256.
const MOST_ITERATIONS: u32 = 2_000_000;

/// How the files of a folder are protected.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub enum Protection {
    /// Encrypted under this passphrase.
    Passphrase(String),
    /// In the clear: demo folders only.
    Clear,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// An Ed25519 private key.
    SigningKey,
    /// Thirty-two random bytes for HMAC-SHA-256.
    HmacSecret,
}

/// A key file that can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The operating system refused.
    #[error("{0}: can't read or write the key file")]
    Io(PathBuf, #[source] io::Error),
    /// It is not there.
    #[error("{0}: this key file is missing; put it back from your copy of the folder `keys`")]
    Missing(PathBuf),
    /// Others could read it.
    #[error("{path}: mode {mode:04o} lets others read the key; mend it with: chmod 600 {path}", path = .0.display(), mode = .1)]
    Mode(PathBuf, u32),
    /// Not a PKCS#8 file of the right content.
    #[error("{0}: not a PKCS#8 PEM file with the key that belongs here")]
    Format(PathBuf),
    /// Encrypted, and the passphrase does not open it.
    #[error("{0}: the passphrase does not open this key")]
    WrongPassphrase(PathBuf),
    /// Encrypted, and no passphrase was given.
    #[error(
        "{0}: the key is encrypted; give its passphrase with --passphrase-file FILE, the environment variable OCOP_STAMP_PASSPHRASE, or the systemd credential ocop-stamp-passphrase"
    )]
    PassphraseNeeded(PathBuf),
    /// Encrypted so that trying a passphrase takes too much.
    #[error(
        "{0}: opening this key would take more memory or time than it should: the file is damaged, or was encrypted with uncommon parameters; encrypt it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt"
    )]
    TooCostly(PathBuf),
    /// In the clear where it must not be.
    #[error(
        "{0}: the key is not encrypted, which only a demo folder may have; encrypt it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt"
    )]
    NotEncrypted(PathBuf),
    /// There is a file already.
    #[error("{0}: there is a key file already, and keys are never overwritten")]
    Exists(PathBuf),
}

/// Writes 32 private bytes to a new file that its owner alone can read, and has it on disk before it returns.
///
/// # Errors
/// [`KeyFileError`]; an existing file is never touched.
pub fn write(
    path: &Path,
    content: Content,
    private: &[u8; 32],
    protection: &Protection,
) -> Result<(), KeyFileError> {
    let io_error = |error| KeyFileError::Io(path.to_owned(), error);
    let pem = to_pem(content, private, protection);
    let mut file = match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
    {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(KeyFileError::Exists(path.to_owned()));
        }
        Err(error) => return Err(io_error(error)),
    };
    file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(io_error)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error)
}

/// Reads the 32 private bytes of a file.
///
/// # Errors
/// [`KeyFileError`]: a mode wider than its owner's, a wrong passphrase, a key in the clear where the
/// folder's keys are encrypted.
pub fn read(
    path: &Path,
    content: Content,
    protection: &Protection,
) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let io_error = |error| KeyFileError::Io(path.to_owned(), error);
    let mode = match fs::metadata(path) {
        Ok(metadata) => metadata.permissions().mode() & 0o777,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeyFileError::Missing(path.to_owned()));
        }
        Err(error) => return Err(io_error(error)),
    };
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Mode(path.to_owned(), mode));
    }
    let pem = Zeroizing::new(fs::read_to_string(path).map_err(io_error)?);
    from_pem(path, &pem, content, protection)
}

/// Reads the 32 private bytes of a PEM text that is no file.
///
/// # Errors
/// [`KeyFileError`]
pub fn parse(
    pem: &str,
    content: Content,
    protection: &Protection,
) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    from_pem(Path::new("built-in key"), pem, content, protection)
}

fn to_pem(content: Content, private: &[u8; 32], protection: &Protection) -> Zeroizing<String> {
    let wrapped;
    let (oid, octets): (_, &[u8]) = match content {
        Content::SigningKey => {
            // RFC 8410 §7: the key is an OCTET STRING inside the OCTET STRING.
            wrapped = Zeroizing::new([&[0x04, 0x20], &private[..]].concat());
            (ED25519, &wrapped)
        }
        Content::HmacSecret => (HMAC_SHA256, private),
    };
    let octets = OctetStringRef::new(octets).expect("34 bytes fit");
    let info = PrivateKeyInfoRef::new(AlgorithmIdentifierRef { oid, parameters: None }, octets);
    let (label, document) = match protection {
        Protection::Passphrase(passphrase) => {
            let document = info.encrypt(passphrase).expect("the operating system has randomness");
            (EncryptedPrivateKeyInfoRef::PEM_LABEL, document)
        }
        Protection::Clear => {
            let der = Zeroizing::new(info.to_der().expect("a key of fixed shape encodes"));
            let document = SecretDocument::try_from(der.as_slice()).expect("it was just encoded");
            (PrivateKeyInfoRef::PEM_LABEL, document)
        }
    };
    document.to_pem(label, LineEnding::LF).expect("a document of fixed shape fits in PEM")
}

fn from_pem(
    path: &Path,
    pem: &str,
    content: Content,
    protection: &Protection,
) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let format_error = || KeyFileError::Format(path.to_owned());
    let (label, document) = SecretDocument::from_pem(pem).map_err(|_| format_error())?;
    let document = match (label, protection) {
        (EncryptedPrivateKeyInfoRef::PEM_LABEL, Protection::Passphrase(passphrase)) => {
            let encrypted = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
                .map_err(|_| format_error())?;
            if !is_affordable(&encrypted.encryption_algorithm) {
                return Err(KeyFileError::TooCostly(path.to_owned()));
            }
            encrypted
                .decrypt(passphrase)
                .map_err(|_| KeyFileError::WrongPassphrase(path.to_owned()))?
        }
        (EncryptedPrivateKeyInfoRef::PEM_LABEL, Protection::Clear) => {
            return Err(KeyFileError::PassphraseNeeded(path.to_owned()));
        }
        (_, Protection::Passphrase(_)) => return Err(KeyFileError::NotEncrypted(path.to_owned())),
        (_, Protection::Clear) => document,
    };
    let info = PrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| format_error())?;
    let octets = info.private_key.as_bytes();
    let private = match (content, info.algorithm.oid) {
        (Content::SigningKey, ED25519) => octets.strip_prefix(&[0x04, 0x20]),
        (Content::HmacSecret, HMAC_SHA256) => Some(octets),
        (Content::SigningKey | Content::HmacSecret, _) => None,
    };
    let private = private.and_then(|octets| <[u8; 32]>::try_from(octets).ok());
    private.map(Zeroizing::new).ok_or_else(format_error)
}

/// Whether a passphrase can be tried without more memory and time than a key is worth: a damaged file asks for any.
fn is_affordable(encryption: &EncryptionScheme) -> bool {
    let Some(parameters) = encryption.pbes2() else { return true };
    let pbkdf2 = parameters.kdf.pbkdf2().map(|kdf| kdf.iteration_count <= MOST_ITERATIONS);
    let scrypt = parameters.kdf.scrypt().map(|kdf| {
        // RFC 7914 §2: 128 · N · r bytes, gone through p times.
        let (blocks, times) = (u64::from(kdf.block_size), u64::from(kdf.parallelization));
        let cost = kdf.cost_parameter.checked_mul(128 * blocks * times);
        cost.is_some_and(|cost| cost <= MOST_SCRYPT)
    });
    pbkdf2.or(scrypt).unwrap_or(true)
}

/// An issuer key held in memory, read from a file.
pub struct FileSigner {
    number: KeyNumber,
    key: SigningKey,
    public_key: IssuerKey,
}

impl FileSigner {
    /// A signer for 32 private bytes (RFC 8032 §5.1.5).
    pub fn new(number: KeyNumber, private: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(private);
        let public_key = IssuerKey::from_bytes(key.verifying_key().as_bytes())
            .expect("a clamped scalar times the base point passes the gate");
        Self { number, key, public_key }
    }
}

impl Signer for FileSigner {
    fn number(&self) -> KeyNumber {
        self.number
    }

    fn public_key(&self) -> IssuerKey {
        self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], SignError> {
        Ok(self.key.sign(message).to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Protection {
        Protection::Passphrase(text.to_owned())
    }

    #[test]
    fn a_file_is_opened_only_by_its_passphrase_and_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("issuer-1.pem");
        write(&path, Content::SigningKey, &[7; 32], &passphrase("one")).expect("written");
        let read = |content, protection: &Protection| read(&path, content, protection);
        assert_eq!(*read(Content::SigningKey, &passphrase("one")).expect("opens"), [7; 32]);
        assert!(matches!(
            read(Content::SigningKey, &passphrase("two")),
            Err(KeyFileError::WrongPassphrase(_))
        ));
        assert!(matches!(
            read(Content::SigningKey, &Protection::Clear),
            Err(KeyFileError::PassphraseNeeded(_))
        ));
        assert!(matches!(
            read(Content::HmacSecret, &passphrase("one")),
            Err(KeyFileError::Format(_))
        ));
        assert!(matches!(
            write(&path, Content::SigningKey, &[8; 32], &Protection::Clear),
            Err(KeyFileError::Exists(_))
        ));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("chmod");
        let error =
            read(Content::SigningKey, &passphrase("one")).expect_err("too wide").to_string();
        assert!(error.contains("0640") && error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn a_key_in_the_clear_is_for_demo_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("short-secret-1.pem");
        write(&path, Content::HmacSecret, &[9; 32], &Protection::Clear).expect("written");
        assert_eq!(*read(&path, Content::HmacSecret, &Protection::Clear).expect("opens"), [9; 32]);
        assert!(matches!(
            read(&path, Content::HmacSecret, &passphrase("one")),
            Err(KeyFileError::NotEncrypted(_))
        ));
    }
}
