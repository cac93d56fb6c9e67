//! From a scanned stamp to a verified one, through the signature check and no other way.
//!
//! ```
//! # use ocop_stamp::{signing::VerifiedStamp, stamp::Payload};
//! // Who has a verified stamp may read it …
//! fn read(stamp: &VerifiedStamp) -> Payload { *stamp.payload() }
//! ```
//!
//! ```compile_fail
//! # use ocop_stamp::{signing::VerifiedStamp, stamp::Payload};
//! // … but the field is private: nobody else can say that a stamp is verified.
//! fn claim(payload: Payload) -> VerifiedStamp { VerifiedStamp { payload } }
//! ```

use super::KeyRing;
use crate::stamp::{KeyNumber, Payload, ScannedStamp, Unsupported};

/// A stamp whose signature is its key's. That a key signed it is all that it proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedStamp {
    payload: Payload,
}

impl VerifiedStamp {
    /// What was signed.
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }
}

/// Why a scanned stamp is no verified one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Of a version or with a flag that was never issued.
    Unsupported(Unsupported),
    /// No key of this number is known.
    UnknownKey(KeyNumber),
    /// The key is known, and it did not sign this.
    Forged(Payload),
}

/// Checks a stamp against the keys, by the strict rules of [`IssuerKey::signed`](super::IssuerKey::signed).
///
/// # Errors
/// [`Unreadable`]: three answers that are equally red to a consumer.
pub fn check(stamp: &ScannedStamp, keys: &KeyRing) -> Result<VerifiedStamp, Unreadable> {
    let payload = stamp.claimed_payload().map_err(Unreadable::Unsupported)?;
    match keys.signed(payload.key, &payload.signed_message(), stamp.signature()) {
        Some(true) => Ok(VerifiedStamp { payload }),
        Some(false) => Err(Unreadable::Forged(payload)),
        None => Err(Unreadable::UnknownKey(payload.key)),
    }
}
