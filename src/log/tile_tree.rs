//! The tree as its published tiles hold it: roots of any earlier size, and proofs, from a few tiles each, however
//! long the log is.
//!
//! Tiles are believed here; who hands a proof on checks it against a signed root, as `proof` does.

use std::{cell::RefCell, collections::HashMap, ops::Range};

use super::{
    proof::ProofError,
    tile::{FULL_WIDTH, TileKind, TilePath},
    tree::{Hash, empty_root, node_hash, root_of},
};

/// Why tiles give no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileTreeError<E> {
    /// There is no such leaf, or no such earlier tree.
    #[error(transparent)]
    Place(ProofError),
    /// A tile was not handed over.
    #[error("{0}")]
    Tile(E),
    /// A tile that is shorter than its name says.
    #[error("{0} is cut short")]
    Short(TilePath),
}

/// A tree of a size, over tiles that are read as they are needed, each once.
pub struct TileTree<R> {
    size: u64,
    read: R,
    known: RefCell<HashMap<TilePath, Vec<u8>>>,
}

impl<E, R: Fn(&TilePath) -> Result<Vec<u8>, E>> TileTree<R> {
    /// The tree of that size, by a reader of its tiles.
    pub fn new(size: u64, read: R) -> Self {
        Self { size, read, known: RefCell::default() }
    }

    /// The root that the tree had when it was that large.
    ///
    /// # Errors
    /// [`TileTreeError`]
    pub fn root_at(&self, size: u64) -> Result<Hash, TileTreeError<E>> {
        if size > self.size {
            let shrunk = ProofError::Shrunk { old_size: size, size: self.size };
            return Err(TileTreeError::Place(shrunk));
        }
        if size == 0 { Ok(empty_root()) } else { self.root(0..size) }
    }

    /// Proves that a leaf is in the tree: PATH(m, D\[n\]) of RFC 6962 §2.1.1.
    ///
    /// # Errors
    /// [`TileTreeError`]
    pub fn prove_inclusion(&self, index: u64) -> Result<Vec<Hash>, TileTreeError<E>> {
        if index >= self.size {
            let outside = ProofError::OutsideTree { index, size: self.size };
            return Err(TileTreeError::Place(outside));
        }
        let mut siblings = Vec::new();
        let mut subtree = 0..self.size;
        while subtree.end - subtree.start > 1 {
            let (left, right) = halves(&subtree);
            let (inside, sibling) =
                if left.contains(&index) { (left, right) } else { (right, left) };
            siblings.push(self.root(sibling)?);
            subtree = inside;
        }
        siblings.reverse();
        Ok(siblings)
    }

    /// The root of a subtree, which begins where a full one of its length might.
    fn root(&self, subtree: Range<u64>) -> Result<Hash, TileTreeError<E>> {
        let length = subtree.end - subtree.start;
        if length.is_power_of_two() {
            return self.full_root(subtree.start, length);
        }
        let (left, right) = halves(&subtree);
        Ok(node_hash(self.root(left)?, self.root(right)?))
    }

    /// The root of a full subtree, from the highest tile that has its nodes.
    fn full_root(&self, start: u64, length: u64) -> Result<Hash, TileTreeError<E>> {
        let height = length.trailing_zeros();
        let level = u8::try_from(height / 8).expect("a tree of 2^64 leaves has eight levels");
        let kind = TileKind::Hashes { level };
        let first = start >> (u32::from(level) * 8);
        let number = first / u64::from(FULL_WIDTH);
        let last = TilePath::rightmost(kind, self.size).expect("the tree has this node");
        let width = if number < last.number() { FULL_WIDTH } else { last.width() };
        let path = TilePath::new(kind, number, width).expect("the tree has this tile");
        let place = usize::try_from(first % u64::from(FULL_WIDTH)).expect("below 256");
        let hashes = self.tile(path)?;
        let nodes = hashes.get(place..place + (1 << (height % 8)));
        nodes.map(root_of).ok_or(TileTreeError::Short(path))
    }

    fn tile(&self, path: TilePath) -> Result<Vec<Hash>, TileTreeError<E>> {
        let mut known = self.known.borrow_mut();
        let bytes = match known.get(&path) {
            Some(bytes) => bytes,
            None => {
                let bytes = (self.read)(&path).map_err(TileTreeError::Tile)?;
                known.entry(path).or_insert(bytes)
            }
        };
        let (hashes, rest) = bytes.as_chunks::<{ Hash::LENGTH }>();
        if hashes.len() < usize::from(path.width()) || !rest.is_empty() {
            return Err(TileTreeError::Short(path));
        }
        Ok(hashes.iter().copied().map(Hash::from_bytes).collect())
    }
}

/// RFC 6962 §2.1: parted at the largest power of two below the length.
fn halves(subtree: &Range<u64>) -> (Range<u64>, Range<u64>) {
    let middle = subtree.start + (1 << (subtree.end - subtree.start - 1).ilog2());
    (subtree.start..middle, middle..subtree.end)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::log::{proof, tile_edge::TileEdge, tree::leaf_hash};

    /// Against the proofs that are made from all leaves.
    #[track_caller]
    fn check(size: u64, indexes: impl IntoIterator<Item = u64>) {
        let entry = |index: u64| index.to_be_bytes();
        let mut edge = TileEdge::default();
        (0..size).for_each(|index| edge.append(&entry(index)).expect("short"));
        let files: BTreeMap<_, _> = edge.files_since(0).into_iter().collect();
        let leaves: Vec<Hash> = (0..size).map(|index| leaf_hash(&entry(index))).collect();
        let tree = TileTree::new(size, |path: &TilePath| files.get(path).cloned().ok_or("missing"));
        for index in indexes {
            let expected = proof::prove_inclusion(&leaves, index).expect("in the tree");
            assert_eq!(tree.prove_inclusion(index), Ok(expected), "{index} of {size}");
            let earlier = usize::try_from(index).expect("small");
            assert_eq!(tree.root_at(index), Ok(root_of(&leaves[..earlier])), "{index} of {size}");
        }
        assert_eq!(tree.root_at(size), Ok(root_of(&leaves)));
        let outside = ProofError::OutsideTree { index: size, size };
        assert_eq!(tree.prove_inclusion(size), Err(TileTreeError::Place(outside)));
        let shrunk = ProofError::Shrunk { old_size: size + 1, size };
        assert_eq!(tree.root_at(size + 1), Err(TileTreeError::Place(shrunk)));
    }

    #[test]
    fn roots_and_proofs_are_those_of_all_leaves() {
        for size in [1, 2, 3, 7, 255, 256, 257, 300, 511, 512, 513, 700] {
            check(size, (0..size).step_by(if size < 10 { 1 } else { 37 }));
        }
        check(66_000, [0, 1, 255, 256, 65_535, 65_536, 65_999]);
    }

    #[test]
    fn a_tile_that_is_missing_or_short_gives_no_proof() {
        let missing = TileTree::new(300, |_: &TilePath| Err("missing"));
        assert_eq!(missing.prove_inclusion(3), Err(TileTreeError::Tile("missing")));
        let short = TileTree::new(300, |_: &TilePath| Ok::<_, &str>(vec![0; 64]));
        assert!(matches!(short.prove_inclusion(3), Err(TileTreeError::Short(_))));
    }
}
