//! Secrets that are shown once: what an invitation's link or a browser's cookie carries. Only their
//! hashes are kept, so who reads the disk can't use them. They are drawn at random, so a plain hash is enough.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A secret of 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeSecret([u8; 32]);

/// SHA-256 of a secret, in hex: what is kept of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SecretHash(String);

impl OneTimeSecret {
    /// A new one. `random` fills a buffer with random bytes.
    pub fn new(random: fn(&mut [u8])) -> Self {
        let mut bytes = [0; 32];
        random(&mut bytes);
        Self(bytes)
    }

    /// Reads one: 43 characters of base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// As it is shown.
    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is kept of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

impl SecretHash {
    /// The hash of a secret's bytes.
    pub fn of(secret: &[u8]) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(secret)))
    }

    /// A few of its characters: names one among few, and opens nothing.
    pub fn short(&self) -> &str {
        &self.0[..16]
    }
}

impl std::fmt::Debug for OneTimeSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_is_shown_and_not_printed() {
        let secret = OneTimeSecret::new(|bytes| bytes.fill(0xAB));
        assert_eq!(secret.text().len(), 43);
        assert_eq!(OneTimeSecret::parse(&secret.text()), Some(secret.clone()));
        assert_eq!(format!("{secret:?}"), "(secret)");
        for text in ["", "x", &secret.text()[1..], &format!("{}A", secret.text())] {
            assert_eq!(OneTimeSecret::parse(text), None, "{text}");
        }
    }
}
