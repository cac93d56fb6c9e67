//! The strict check of Ed25519 signatures with tables of multiples, faster than
//! `verify_strict` of `ed25519-dalek`, and of the same opinion about every signature.
//!
//! **Why it is the same.** `verify_strict` accepts (R, s) of a message M by a key A if s < L, R is the
//! encoding of a point, neither that point nor A is of small order, and compress(sB − kA) has R's bytes, where
//! k = SHA-512(R ‖ A ‖ M) mod L over the bytes of R and A as they were given. Here:
//!
//! - s is read by the same function, which refuses s ≥ L; k is reduced in the same way over the same bytes.
//! - sB + k(−A) is a sum of table entries, d · 2^(wi) · B and d · 2^(wi) · (−A), over the digits d of s and k in windows
//!   of w bits.
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

use super::multiples::{Digits, Multiples, NarrowTable, WideDigits, WideTable};
use crate::stamp::SIGNATURE_LENGTH;

/// Multiples of the base point: for all keys the same, made with the first key's table.
static OF_THE_BASE_POINT: LazyLock<WideTable> =
    LazyLock::new(|| WideTable::of(&ED25519_BASEPOINT_POINT));

/// The canonical encodings of the eight points of small order.
static SMALL_ORDER: LazyLock<[[u8; 32]; 8]> =
    LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress().to_bytes()));

/// A public key with the multiples of its negative.
pub(super) struct TabledKey {
    bytes: [u8; 32],
    of_the_negative: Table,
}

enum Table {
    Wide(WideTable),
    Narrow(NarrowTable),
}

/// How much memory a key is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// An eighth less time than narrow, for eleven times the memory.
    Wide,
    Narrow,
}

impl Width {
    /// What a table takes of memory, in bytes; the base point takes as much as a wide one, once.
    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::Wide => WideTable::SIZE,
            Self::Narrow => NarrowTable::SIZE,
        }
    }
}

impl TabledKey {
    /// Makes the table, with as many additions as it has entries. `None` for a key of small order, whose signatures the strict
    /// rules refuse.
    pub(super) fn new(key: &VerifyingKey, width: Width) -> Option<Self> {
        let point = key.to_edwards();
        if point.is_small_order() {
            return None;
        }
        // Now, so that no check waits for it.
        LazyLock::force(&OF_THE_BASE_POINT);
        let of_the_negative = match width {
            Width::Wide => Table::Wide(Multiples::of(&-point)),
            Width::Narrow => Table::Narrow(Multiples::of(&-point)),
        };
        Some(Self { bytes: key.to_bytes(), of_the_negative })
    }

    /// The point that a good signature's R encodes. `None` if s is not reduced: no signature then.
    pub(super) fn expected_r(
        &self,
        message: &[u8],
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Option<EdwardsPoint> {
        let s = Digits::of(&Scalar::from_canonical_bytes(*s_of(signature)).into_option()?);
        // What is needed for s is on its way while k is made.
        OF_THE_BASE_POINT.prefetch(&s);
        let hash = Sha512::new()
            .chain_update(r_of(signature))
            .chain_update(self.bytes)
            .chain_update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        Some(self.difference(&s, &k))
    }

    /// sB − kA.
    fn difference(&self, s: &WideDigits, k: &Scalar) -> EdwardsPoint {
        match &self.of_the_negative {
            Table::Wide(table) => sum(s, table, k),
            Table::Narrow(table) => sum(s, table, k),
        }
    }
}

/// s times the base point, and k times the table's. What is needed for k is on its way while s is added.
fn sum<const BITS: usize, const WINDOWS: usize>(
    s: &WideDigits,
    table: &Multiples<BITS, WINDOWS>,
    k: &Scalar,
) -> EdwardsPoint {
    let k = Digits::of(k);
    table.prefetch(&k);
    table.add_to(OF_THE_BASE_POINT.add_to(EdwardsPoint::identity(), s), &k)
}

/// Whether a signature's R is what [`TabledKey::expected_r`] comes to, and not of small order.
pub(super) fn is_r(expected: &CompressedEdwardsY, signature: &[u8; SIGNATURE_LENGTH]) -> bool {
    // Not by the library's equality, which takes constant time.
    let expected = expected.as_bytes();
    expected == r_of(signature) && !SMALL_ORDER.contains(expected)
}

fn r_of(signature: &[u8; SIGNATURE_LENGTH]) -> &[u8; 32] {
    signature.first_chunk().expect("its first half")
}

fn s_of(signature: &[u8; SIGNATURE_LENGTH]) -> &[u8; 32] {
    signature.last_chunk().expect("its second half")
}

#[cfg(test)]
impl TabledKey {
    /// Damages the entries of one digit of k, as flipped bits do.
    pub(super) fn damage(&mut self, window: usize) {
        match &mut self.of_the_negative {
            Table::Wide(table) => table.damage(window),
            Table::Narrow(table) => table.damage(window),
        }
    }
}

#[cfg(test)]
mod tests;
