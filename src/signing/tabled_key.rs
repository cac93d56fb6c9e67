//! The strict check of Ed25519 signatures with tables of multiples, faster than
//! `verify_strict` of `ed25519-dalek`, and of the same opinion about every signature.
//!
//! **Why it is the same.** `verify_strict` accepts (R, s) of a message M by a key A if s < L, R is the
//! encoding of a point, neither that point nor A is of small order, and compress(sB − kA) has R's bytes, where
//! k = SHA-512(R ‖ A ‖ M) mod L over the bytes of R and A as they were given. Here:
//!
//! - s is read by the same function, which refuses s ≥ L; k is reduced in the same way over the same bytes.
//! - sB + k(−A) is a sum of table entries, d · 256^i · B and d · 256^i · (−A), over the digits d of s and k.
//!   The digits come to s and k as integers, so this holds for an A with a part of small order as well. Additions
//!   on this curve have no exceptions.
//! - The sum, compressed, is compared with R's bytes. If they are equal, R is the one canonical encoding of that very
//!   point: it decompresses, and it is of small order if and only if it is one of the eight canonical encodings
//!   of points of small order, which are refused. If they differ, `verify_strict` refuses too, whether R is a point or not.
//! - A key of small order gets no table.
//!
//! Nothing here is secret, and all of it takes variable time.

use std::sync::LazyLock;

use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION},
    edwards::CompressedEdwardsY,
    traits::Identity,
};
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha512};

use super::multiples::{Digits, Multiples, add_entries};
use crate::stamp::SIGNATURE_LENGTH;

/// Multiples of the base point: for all keys the same, made at the first check.
static OF_THE_BASE_POINT: LazyLock<Multiples> =
    LazyLock::new(|| Multiples::of(&ED25519_BASEPOINT_POINT));

/// The canonical encodings of the eight points of small order.
static SMALL_ORDER: LazyLock<[CompressedEdwardsY; 8]> =
    LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress()));

/// A public key with the multiples of its negative.
pub(super) struct TabledKey {
    bytes: [u8; 32],
    of_the_negative: Multiples,
}

impl TabledKey {
    /// What a key takes of memory, in bytes; the base point takes as much once.
    #[cfg(test)]
    pub(super) const SIZE: usize = size_of::<Self>() + Multiples::SIZE;

    /// Makes the table, which takes less than a millisecond. `None` for a key of small order, whose
    /// signatures the strict rules refuse.
    pub(super) fn new(key: &VerifyingKey) -> Option<Self> {
        let point = key.to_edwards();
        let table = || Self { bytes: key.to_bytes(), of_the_negative: Multiples::of(&-point) };
        (!point.is_small_order()).then(table)
    }

    /// The point that a good signature's R encodes. `None` if s is not reduced: no signature then.
    pub(super) fn expected_r(
        &self,
        message: &[u8],
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Option<EdwardsPoint> {
        let s = Scalar::from_canonical_bytes(*s_of(signature)).into_option()?;
        let hash = Sha512::new()
            .chain_update(r_of(signature))
            .chain_update(self.bytes)
            .chain_update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        Some(self.difference(&s, &k))
    }

    /// sB − kA.
    fn difference(&self, s: &Scalar, k: &Scalar) -> EdwardsPoint {
        let (s, k) = (Digits::of(s), Digits::of(k));
        // First what has to be fetched from far: the base point's table is used at every check, a key's may not be.
        let entries = self.of_the_negative.entries(&k);
        let sum = OF_THE_BASE_POINT.add_to(EdwardsPoint::identity(), &s);
        add_entries(sum, &entries, &k)
    }
}

/// Whether a signature's R is what [`TabledKey::expected_r`] comes to, and not of small order.
pub(super) fn is_r(expected: &CompressedEdwardsY, signature: &[u8; SIGNATURE_LENGTH]) -> bool {
    expected.as_bytes() == r_of(signature) && !SMALL_ORDER.contains(expected)
}

fn r_of(signature: &[u8; SIGNATURE_LENGTH]) -> &[u8; 32] {
    signature.first_chunk().expect("its first half")
}

fn s_of(signature: &[u8; SIGNATURE_LENGTH]) -> &[u8; 32] {
    signature.last_chunk().expect("its second half")
}

#[cfg(test)]
impl TabledKey {
    /// Damages the entry of one digit of k, as a flipped bit does.
    pub(super) fn damage(&mut self, window: usize, multiple: usize) {
        self.of_the_negative.damage(window, multiple);
    }
}

#[cfg(test)]
mod tests;
