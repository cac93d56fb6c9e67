//! The Merkle tree of the log after RFC 6962 §2.1: how leaves and nodes are hashed, and the root
//! of a tree in two ways that share nothing but the hashing.
//!
//! It knows leaves as bytes only. Proofs are `proof`'s matter, the tree as files is `tile`'s, and
//! the signature over a root is `checkpoint`'s.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::dense::{DenseReader, DenseWriter, Malformed};

/// RFC 6962 §2.1: the first byte tells a leaf from a node, so that neither passes for the other.
const LEAF: [u8; 1] = [0x00];
const NODE: [u8; 1] = [0x01];

/// The SHA-256 hash of a leaf, a node, or a whole tree. Written and read as lower-case hex;
/// checkpoints write it as base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; Hash::LENGTH]);

/// A text that does not hold a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HashError {
    /// Not 64 digits of lower-case hex.
    #[error("a hash in hex has 64 digits of 0-9 and a-f")]
    Hex,
    /// Not the one base64 text of 32 bytes.
    #[error("a hash in base64 has 44 characters, padding included, and holds 32 bytes")]
    Base64,
}

impl Hash {
    /// The length of a hash in bytes.
    pub const LENGTH: usize = 32;

    /// Takes 32 bytes for a hash.
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Reads standard base64 (RFC 4648 §4), padding and all.
    pub fn from_base64(text: &str) -> Result<Self, HashError> {
        let bytes = BASE64.decode(text).map_err(|_| HashError::Base64)?;
        bytes.try_into().map(Self).map_err(|_| HashError::Base64)
    }

    /// Hashes in a row, as a tile holds them (C2SP tlog-tiles).
    pub fn concat(hashes: &[Self]) -> Vec<u8> {
        hashes.iter().flat_map(Self::as_bytes).copied().collect()
    }

    /// Writes standard base64 (RFC 4648 §4), the form of C2SP tlog-checkpoint.
    pub fn to_base64(self) -> String {
        BASE64.encode(self.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| HashError::Hex)?;
        bytes.try_into().map(Self).map_err(|_| HashError::Hex)
    }
}

/// How large a tree is and what its root is: RFC 6962's tree head, unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// The number of leaves.
    pub size: u64,
    /// The root of the tree of these leaves.
    pub root: Hash,
}

/// The hash of a leaf (RFC 6962 §2.1).
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update(LEAF).chain_update(leaf).finalize().into())
}

/// The hash of a node over its two children (RFC 6962 §2.1).
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    Hash(
        Sha256::new()
            .chain_update(NODE)
            .chain_update(left.0)
            .chain_update(right.0)
            .finalize()
            .into(),
    )
}

/// The root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1).
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// The root over all leaf hashes, by the recursive definition of RFC 6962 §2.1. It is the second
/// way to what [`Frontier::root`] computes step by step; whoever signs a root compares two ways
/// first.
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        [_, _, ..] => {
            let (left, right) = leaves.split_at(split_point(leaves.len()));
            node_hash(root_of(left), root_of(right))
        }
    }
}

/// Where RFC 6962 §2.1 parts a tree of two leaves or more: the largest power of two below its size.
pub(super) fn split_point(size: usize) -> usize {
    1 << (size - 1).ilog2()
}

/// The right edge of a growing tree: enough to append and to tell the root, in O(log n) memory.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    size: u64,
    /// Roots of the perfect subtrees from left to right, one for each bit that is set in `size`.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Adds the next leaf, given by its hash.
    pub fn append(&mut self, leaf: Hash) {
        let mut right = leaf;
        // As in counting: the new leaf carries through every subtree that is full to the right.
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("each bit set in the size has its peak");
            right = node_hash(left, right);
        }
        self.peaks.push(right);
        self.size += 1;
    }

    /// The number of leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree so far.
    pub fn root(&self) -> Hash {
        let from_the_right = self.peaks.iter().rev().copied();
        from_the_right.reduce(|right, left| node_hash(left, right)).unwrap_or_else(empty_root)
    }

    /// Size and root together.
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size(), root: self.root() }
    }

    /// The size ‖ the peaks, of which the size says how many there are.
    pub fn write(&self, to: &mut DenseWriter<'_>) {
        to.number(self.size);
        to.bytes(&Hash::concat(&self.peaks));
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`Malformed`]
    pub fn read(from: &mut DenseReader<'_>) -> Result<Self, Malformed> {
        let size = from.number()?;
        let peaks = (0..size.count_ones()).map(|_| from.array().map(Hash));
        Ok(Self { size, peaks: peaks.collect::<Result<_, _>>()? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vectors() -> serde_json::Value {
        serde_json::from_str(include_str!("../../fixtures/log.json")).expect("the fixture is JSON")
    }

    fn texts(vectors: &serde_json::Value, field: &str) -> Vec<String> {
        serde_json::from_value(vectors[field].clone()).expect("the fixture holds a list of texts")
    }

    #[test]
    fn vectors_have_their_leaf_hashes_and_their_root_at_every_size() {
        let vectors = vectors();
        let (entries, roots) = (texts(&vectors, "entries"), texts(&vectors, "roots_hex"));
        let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry.as_bytes())).collect();

        let leaf_hashes: Vec<String> = leaves.iter().map(Hash::to_string).collect();
        assert_eq!(leaf_hashes, texts(&vectors, "leaf_hashes_hex"));

        let mut frontier = Frontier::default();
        for (size, root) in roots.iter().enumerate() {
            assert_eq!(root_of(&leaves[..size]).to_string(), *root, "root_of at size {size}");
            assert_eq!(frontier.root().to_string(), *root, "frontier at size {size}");
            leaves.get(size).copied().into_iter().for_each(|leaf| frontier.append(leaf));
        }
        assert_eq!(frontier.size(), 14);
    }

    #[test]
    fn trees_are_parted_at_the_largest_power_of_two_below_their_size() {
        let parted: Vec<usize> = (2..=9).map(split_point).collect();
        assert_eq!(parted, [1, 2, 2, 4, 4, 4, 4, 8]);
    }

    #[test]
    fn hash_texts_are_read_strictly() {
        let hash = empty_root();
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));

        let hex = hash.to_string();
        for wrong in [hex.to_uppercase(), hex[2..].to_owned(), format!("{hex}00"), String::new()] {
            assert_eq!(wrong.parse::<Hash>(), Err(HashError::Hex), "{wrong}");
        }
        // `V` for `U` before the padding has a bit that belongs to no byte.
        let base64 = hash.to_base64();
        let stray_bits = base64.replace("U=", "V=");
        assert_ne!(stray_bits, base64);
        for wrong in [base64.replace('=', ""), format!("{base64}\n"), "AAAA".to_owned(), stray_bits]
        {
            assert_eq!(Hash::from_base64(&wrong), Err(HashError::Base64), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_reach_the_same_root(
            leaves in prop::collection::vec(any::<[u8; 32]>(), 0..600),
        ) {
            let leaves: Vec<Hash> = leaves.into_iter().map(Hash::from_bytes).collect();
            let mut frontier = Frontier::default();
            leaves.iter().for_each(|leaf| frontier.append(*leaf));
            prop_assert_eq!(frontier.root(), root_of(&leaves));
        }
    }
}
