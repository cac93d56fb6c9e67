//! The port through which anything is signed as an issuer, and minting.

use super::IssuerKey;
use crate::stamp::{KeyNumber, Payload, SIGNATURE_LENGTH, ScannedStamp, stamp_digits};

/// Whoever holds an issuer key's private half: a key file today, a hardware module later.
///
/// Safe to call from many threads. Ed25519 is deterministic with key files, so the same payload gives
/// the same stamp; a signer that can't promise that must say so where batches are printed again.
pub trait Signer: Send + Sync {
    /// The number under which the key is in the log.
    fn number(&self) -> KeyNumber;

    /// Its public half.
    fn public_key(&self) -> IssuerKey;

    /// Signs a message as it stands (Ed25519 without context, RFC 8032 §5.1).
    ///
    /// # Errors
    /// [`SignError`] if the key can't be used now; nothing was signed then.
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], SignError>;
}

/// A stamp could not be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The payload names another key than the signer's.
    #[error("the stamp names key {asked}, but this signer holds key {held}")]
    OtherKey {
        /// The payload's key.
        asked: KeyNumber,
        /// The signer's key.
        held: KeyNumber,
    },
    /// The device or file behind the signer failed.
    #[error("the signing key can't be used: {0}")]
    Unavailable(String),
}

/// A stamp that we signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedStamp {
    payload: Payload,
    stamp: ScannedStamp,
}

impl SignedStamp {
    /// What it says.
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }

    /// Payload and signature, as anybody will scan them.
    pub const fn as_scanned(&self) -> &ScannedStamp {
        &self.stamp
    }

    /// The printed code's 192 digits.
    pub fn digits(&self) -> String {
        stamp_digits(&self.stamp)
    }
}

/// Signs one stamp. Whether it may be minted was decided before: its batch stands under a published checkpoint.
///
/// # Errors
/// [`SignError`]
pub fn mint(signer: &dyn Signer, payload: Payload) -> Result<SignedStamp, SignError> {
    if payload.key != signer.number() {
        return Err(SignError::OtherKey { asked: payload.key, held: signer.number() });
    }
    let signature = signer.sign(&payload.signed_message())?;
    let mut bytes = [0; ScannedStamp::LENGTH];
    bytes[..Payload::LENGTH].copy_from_slice(&payload.to_bytes());
    bytes[Payload::LENGTH..].copy_from_slice(&signature);
    Ok(SignedStamp { payload, stamp: ScannedStamp::new(bytes) })
}
