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

use super::{
    KeyRing,
    ring_key::{Question, RingKey, signed_many},
};
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
    let (payload, key) = claim(stamp, keys)?;
    verdict(payload, key.signed(&payload.signed_message(), stamp.signature()))
}

/// Checks stamps as [`check`] does each, in their order, with one inversion for a group of them.
pub fn check_many(
    stamps: &[&ScannedStamp],
    keys: &KeyRing,
) -> Vec<Result<VerifiedStamp, Unreadable>> {
    stamps.chunks(GROUP).flat_map(|group| check_group(group, keys)).collect()
}

/// So many stamps share an inversion; more would gain nothing worth their memory.
const GROUP: usize = 32;

fn check_group(stamps: &[&ScannedStamp], keys: &KeyRing) -> Vec<Result<VerifiedStamp, Unreadable>> {
    let claims: Vec<_> = stamps.iter().map(|stamp| claim(stamp, keys)).collect();
    let mut questions = Vec::with_capacity(stamps.len());
    for (claim, stamp) in claims.iter().zip(stamps) {
        if let Ok((payload, key)) = claim {
            let (message, signature) = (payload.signed_message(), stamp.signature());
            questions.push(Question { key, message, signature });
        }
    }
    let mut answers = signed_many(&questions).into_iter();
    let verdict = |claim: Result<(Payload, &RingKey), Unreadable>| {
        let (payload, _) = claim?;
        verdict(payload, answers.next().expect("one for each question"))
    };
    claims.into_iter().map(verdict).collect()
}

/// What a stamp says, and the key that it names.
fn claim<'k>(
    stamp: &ScannedStamp,
    keys: &'k KeyRing,
) -> Result<(Payload, &'k RingKey), Unreadable> {
    let payload = stamp.claimed_payload().map_err(Unreadable::Unsupported)?;
    let key = keys.ring_key(payload.key).ok_or(Unreadable::UnknownKey(payload.key))?;
    Ok((payload, key))
}

fn verdict(payload: Payload, is_signed: bool) -> Result<VerifiedStamp, Unreadable> {
    if is_signed { Ok(VerifiedStamp { payload }) } else { Err(Unreadable::Forged(payload)) }
}
