//! The published issuer keys as a JWK set (RFC 7517, RFC 8037), from which anybody can check stamps.
//!
//! `alg` is written `EdDSA`: RFC 9864 has the newer name `Ed25519`, which libraries in the field refuse.
//! Reading asks for `kty`, `crv`, `kid` and `x` only, so that key sets which others wrote are read too;
//! a `status` is believed if there is one.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{IssuerKey, IssuerKeyError};
use crate::stamp::KeyNumber;

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    /// It may sign.
    #[default]
    Active,
    /// It signs no more; what it signed stands.
    Retired,
    /// Somebody else may hold it: ask the log before believing its signatures.
    Compromised,
}

/// One key as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// Always `OKP`.
    pub kty: &'static str,
    /// Always `Ed25519`.
    pub crv: &'static str,
    /// The key's number in decimal.
    pub kid: String,
    /// The public key, base64url without padding.
    pub x: String,
    /// Always `EdDSA`.
    pub alg: &'static str,
    /// What became of it.
    pub status: KeyStatus,
    /// The issuing office.
    pub body: String,
    /// First day on which it signs.
    pub sign_from: Date,
    /// Last day on which it signs.
    pub sign_until: Date,
    /// When it was added to the log.
    pub added_at: Timestamp,
    /// When it was retired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
    /// When it was declared compromised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compromised_at: Option<Timestamp>,
}

/// The set as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// All keys that ever signed, retired and compromised ones included.
    pub keys: Vec<Jwk>,
}

/// A key set that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum JwkSetError {
    /// Not JSON with a `keys` list whose members have `kty`, `crv`, `kid` and `x`.
    #[error("not a JWK set")]
    NotASet(#[source] serde_json::Error),
    /// A `kid` that is not a key's number.
    #[error("kid {0:?} is not the number of an issuer key (0 to 65535, without leading zeros)")]
    Kid(String),
    /// An `x` that is not 32 bytes in base64url.
    #[error("x of key {0} is not 32 bytes in base64url without padding")]
    X(KeyNumber),
    /// A key that the gate refuses.
    #[error("key {0} is refused")]
    Refused(KeyNumber, #[source] IssuerKeyError),
    /// One number for two different keys.
    #[error("two different keys have the number {0}")]
    Ambiguous(KeyNumber),
    /// No Ed25519 key in it.
    #[error("holds no Ed25519 key")]
    Empty,
}

#[derive(Deserialize)]
struct ReadSet {
    keys: Vec<ReadJwk>,
}

#[derive(Deserialize)]
struct ReadJwk {
    kty: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    kid: String,
    #[serde(default)]
    x: String,
    /// Read as text: a word that we do not know must not make the set unreadable.
    #[serde(default)]
    status: String,
}

/// The base64url of a public key, as `x` holds it.
pub(super) fn x_of(key: &IssuerKey) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key.as_bytes())
}

impl Jwk {
    /// A key's entry in the set.
    pub fn new(
        number: KeyNumber,
        key: &IssuerKey,
        status: KeyStatus,
        body: String,
        (sign_from, sign_until): (Date, Date),
        added_at: Timestamp,
    ) -> Self {
        Self {
            kty: "OKP",
            crv: "Ed25519",
            kid: number.to_string(),
            x: x_of(key),
            alg: "EdDSA",
            status,
            body,
            sign_from,
            sign_until,
            added_at,
            retired_at: None,
            compromised_at: None,
        }
    }
}

impl JwkSet {
    /// Reads the Ed25519 keys of a set. One key may stand under several numbers; keys of other types are passed by.
    ///
    /// # Errors
    /// [`JwkSetError`]: a set is read whole or not at all.
    pub fn read(json: &[u8]) -> Result<Vec<(KeyNumber, IssuerKey, KeyStatus)>, JwkSetError> {
        let set: ReadSet = serde_json::from_slice(json).map_err(JwkSetError::NotASet)?;
        let mut keys: Vec<(KeyNumber, IssuerKey, KeyStatus)> = Vec::new();
        for jwk in set.keys.iter().filter(|jwk| jwk.kty == "OKP" && jwk.crv == "Ed25519") {
            let number = jwk.kid.parse::<u16>().map(KeyNumber::new);
            let number = match number {
                Ok(number) if u16::to_string(&number.get()) == jwk.kid => number,
                Ok(_) | Err(_) => return Err(JwkSetError::Kid(jwk.kid.clone())),
            };
            let bytes = BASE64_URL_SAFE_NO_PAD
                .decode(&jwk.x)
                .ok()
                .and_then(|bytes| <[u8; IssuerKey::LENGTH]>::try_from(bytes).ok())
                .ok_or(JwkSetError::X(number))?;
            let key = IssuerKey::from_bytes(&bytes).map_err(|e| JwkSetError::Refused(number, e))?;
            if keys.iter().any(|(known, other, _)| *known == number && *other != key) {
                return Err(JwkSetError::Ambiguous(number));
            }
            let status = match jwk.status.as_str() {
                "compromised" => KeyStatus::Compromised,
                "retired" => KeyStatus::Retired,
                _ => KeyStatus::Active,
            };
            keys.push((number, key, status));
        }
        if keys.is_empty() { Err(JwkSetError::Empty) } else { Ok(keys) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: &str = "7g_5htUCSXIY7GXHAKQNRHp_j_NKZyLtwqr6e11kDmY";

    #[track_caller]
    fn check(keys: &str, numbers: Option<&[u16]>) {
        let read = JwkSet::read(format!(r#"{{"keys":[{keys}]}}"#).as_bytes()).ok();
        let read =
            read.map(|keys| keys.iter().map(|(number, ..)| number.get()).collect::<Vec<_>>());
        assert_eq!(read.as_deref(), numbers);
    }

    #[test]
    fn a_set_of_others_is_read_whole_or_not_at_all() {
        let good = include_str!("../../fixtures/jwk_set_minimal.json");
        let read = JwkSet::read(good.as_bytes()).expect("the least that a set can have");
        assert_eq!(read.iter().map(|(n, ..)| n.get()).collect::<Vec<_>>(), [1, 7]);
        let key = |kid: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{X}"}}"#);
        check(&key("01"), None);
        check(&key("x"), None);
        check(&key("65536"), None);
        check(r#"{"kty":"RSA","kid":"1","n":"AQAB"}"#, None);
        check(r#"{"kty":"OKP","crv":"Ed25519","kid":"1","x":"AAAA"}"#, None);
    }

    #[test]
    fn a_status_that_we_do_not_know_is_no_reason_to_refuse_the_set() {
        let key = |kid: u16, status: &str| {
            format!(
                r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{X}","status":"{status}"}}"#
            )
        };
        let set = format!(r#"{{"keys":[{},{}]}}"#, key(1, "asleep"), key(1, "compromised"));
        let read = JwkSet::read(set.as_bytes()).expect("readable");
        assert!(read.iter().any(|(.., status)| *status == KeyStatus::Compromised));
    }

    proptest::proptest! {
        #[test]
        fn reading_never_panics(bytes: Vec<u8>, x in "[A-Za-z0-9_-]{0,50}", kid in ".{0,8}") {
            drop(JwkSet::read(&bytes));
            let key = serde_json::json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x});
            drop(JwkSet::read(serde_json::json!({"keys": [key]}).to_string().as_bytes()));
        }
    }
}
