//! A public issuer key, and the proof that who registers it holds its private half.

use curve25519_dalek::edwards::CompressedEdwardsY;
use ed25519_dalek::{Signature, VerifyingKey};

use super::tabled_key::{TabledKey, Width};
use crate::stamp::{KeyNumber, SIGNATURE_LENGTH};

/// What stands before number and key when a key proves itself.
const PROOF_DOMAIN: &[u8] = b"ocop-stamp/v1 key\0";

/// An Ed25519 public key (RFC 8032) on which every library agrees about what it signed: canonical, not
/// of small order, free of torsion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuerKey(VerifyingKey);

/// A signature by which a key proves itself when it is added to the log.
pub type KeyProof = [u8; SIGNATURE_LENGTH];

/// Why bytes are not accepted as an issuer key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssuerKeyError {
    /// Not a point of the curve.
    #[error("not a point of the curve")]
    NotAPoint,
    /// A second spelling of some point.
    #[error("not the canonical spelling of its point")]
    NotCanonical,
    /// Of small order, or with a part of small order: libraries would disagree about its signatures.
    #[error("has a part of small order")]
    Torsion,
}

impl IssuerKey {
    /// Length in bytes.
    pub const LENGTH: usize = 32;

    /// Lets a key through the gate.
    ///
    /// # Errors
    /// [`IssuerKeyError`] with what is wrong.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, IssuerKeyError> {
        let point = CompressedEdwardsY(*bytes).decompress().ok_or(IssuerKeyError::NotAPoint)?;
        if point.compress().as_bytes() != bytes {
            return Err(IssuerKeyError::NotCanonical);
        }
        if point.is_small_order() || !point.is_torsion_free() {
            return Err(IssuerKeyError::Torsion);
        }
        VerifyingKey::from_bytes(bytes).map(Self).map_err(|_| IssuerKeyError::NotAPoint)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        self.0.as_bytes()
    }

    /// Whether the signature is this key's under the strict rules: `verify_strict` of `ed25519-dalek`,
    /// no more and no less.
    pub fn signed(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }

    /// The key with a table, for many checks.
    pub(super) fn tabled(&self, width: Width) -> Option<TabledKey> {
        TabledKey::new(&self.0, width)
    }

    /// Whether the proof shows that the key's holder asked for this number.
    pub fn proves(&self, number: KeyNumber, proof: &KeyProof) -> bool {
        self.signed(&proof_message(number, self), proof)
    }
}

/// What a key signs to prove itself: domain ‖ number (2 bytes) ‖ public key.
pub fn proof_message(number: KeyNumber, key: &IssuerKey) -> Vec<u8> {
    [PROOF_DOMAIN, &number.get().to_be_bytes(), key.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A point of order 8 added to a good key: libraries with and without cofactor disagree about it.
    #[test]
    fn a_key_with_torsion_is_refused() {
        let torsion = curve25519_dalek::constants::EIGHT_TORSION[1];
        let good = curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
        let check = |bytes: [u8; 32]| IssuerKey::from_bytes(&bytes).map(|_| ());
        assert_eq!(check(good.compress().0), Ok(()));
        assert_eq!(check((good + torsion).compress().0), Err(IssuerKeyError::Torsion));
        assert_eq!(check(torsion.compress().0), Err(IssuerKeyError::Torsion));
        // y = 2^255 − 18 is a second spelling of y = 1.
        let mut second_spelling = [0xff; 32];
        second_spelling[0] = 0xee;
        second_spelling[31] = 0x7f;
        assert_eq!(check(second_spelling), Err(IssuerKeyError::NotCanonical));
    }
}
