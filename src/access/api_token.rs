//! Tokens of the programme interface: what a producer's or a ministry's systems show. A prefix that scanners
//! of leaked secrets know, 160 random bits, and a checksum that tells a mistyped token from a revoked one.
//!
//! ```text
//! ocopstamp_ 32 characters of base32 (the secret)  7 characters of base32 (CRC-32C of all before it)
//! ```

use std::{collections::BTreeSet, sync::LazyLock};

use data_encoding::{Encoding, Specification};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountNumber, Scope, SecretHash};
use crate::stamp::number;

number!(
    /// The service's number of a token.
    TokenNumber, u32, u32::MAX, "token"
);

const PREFIX: &str = "ocopstamp_";
const SECRET_CHARACTERS: usize = 32;

/// RFC 4648 base32 in lower case.
static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    specification.encoding().expect("the alphabet has 32 symbols")
});

/// A token as the store keeps it: what it may be used for, and a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its number.
    pub token: TokenNumber,
    /// Whose. It may never do more than they may.
    pub account: AccountNumber,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// SHA-256 of its text.
    pub secret: SecretHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The hash of the idempotency key that it was asked for under, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_under: Option<String>,
}

impl ApiToken {
    /// Whether it works at an instant.
    pub fn works_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A token as it is shown, once.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiTokenText(String);

/// A text that is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a token of this service, or mistyped: a token begins with ocopstamp_ and is shown once, when it is made"
)]
pub struct ApiTokenError;

impl ApiTokenText {
    /// A new one. `random` fills a buffer with random bytes.
    pub fn new(random: fn(&mut [u8])) -> Self {
        let mut secret = [0; 20];
        random(&mut secret);
        let text = format!("{PREFIX}{}", BASE32.encode(&secret));
        let checksum = checksum(&text);
        Self(text + &checksum)
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`ApiTokenError`]
    pub fn parse(text: &str) -> Result<Self, ApiTokenError> {
        let (rest, given) =
            text.split_at_checked(PREFIX.len() + SECRET_CHARACTERS).ok_or(ApiTokenError)?;
        let good = rest.starts_with(PREFIX) && checksum(rest) == given;
        if good { Ok(Self(text.to_owned())) } else { Err(ApiTokenError) }
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(self.0.as_bytes())
    }
}

impl std::fmt::Debug for ApiTokenText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(token)")
    }
}

fn checksum(text: &str) -> String {
    BASE32.encode(&crc32c::crc32c(text.as_bytes()).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_is_shown() {
        let token = ApiTokenText::new(|bytes| bytes.fill(0x11));
        let text = token.as_str().to_owned();
        assert_eq!((text.len(), text.starts_with("ocopstamp_")), (49, true), "{text}");
        assert_eq!(ApiTokenText::parse(&text), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "(token)");
        for place in 0..text.len() {
            let mut damaged = text.clone().into_bytes();
            damaged[place] = if damaged[place] == b'a' { b'b' } else { b'a' };
            let damaged = String::from_utf8(damaged).expect("ASCII");
            assert_eq!(ApiTokenText::parse(&damaged), Err(ApiTokenError), "{damaged}");
        }
        for nonsense in ["", "ocopstamp_", &text[..48], &format!("{text}a")] {
            assert_eq!(ApiTokenText::parse(nonsense), Err(ApiTokenError), "{nonsense}");
        }
    }
}
