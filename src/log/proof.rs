//! Proofs about the log's tree after RFC 6962 §2.1.1 and §2.1.2: that an entry is in it, and that
//! a later tree only added to an earlier one. Made by walking down the definition, checked by
//! climbing up from the leaf (RFC 9162 §2.1.3.2 and §2.1.4.2).
//!
//! Whoever checks must trust the tree heads, as `checkpoint` opens them; this module signs nothing.

use std::ops::Range;

use thiserror::Error;

use super::tree::{Hash, TreeHead, empty_root, node_hash, root_of, split_point};

/// A proof that was asked for in vain, or that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// There is no such leaf in the tree.
    #[error("leaf {index} is not in a tree of size {size}")]
    OutsideTree {
        /// The position of the leaf.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The tree that is called earlier is the larger one.
    #[error("a tree of size {size} does not continue one of size {old_size}")]
    Shrunk {
        /// The size of the earlier tree.
        old_size: u64,
        /// The size of the later tree.
        size: u64,
    },
    /// The proof has more or fewer hashes than its place in the tree calls for.
    #[error("a proof of {0} hashes is too long or too short for its place")]
    WrongLength(usize),
    /// The proof leads to another root.
    #[error("the proof leads to another root")]
    OtherRoot,
}

/// Proves that the leaf at `index` is in the tree of all `leaves`: PATH(m, D\[n\]) of RFC 6962
/// §2.1.1.
pub fn prove_inclusion(leaves: &[Hash], index: u64) -> Result<Vec<Hash>, ProofError> {
    let outside = ProofError::OutsideTree { index, size: size_of(leaves) };
    let index =
        position_within(leaves, index).filter(|index| *index < leaves.len()).ok_or(outside)?;

    let mut siblings = Vec::new();
    let mut subtree = 0..leaves.len();
    while subtree.len() > 1 {
        let (left, right) = halves(&subtree);
        let (inside, sibling) = if left.contains(&index) { (left, right) } else { (right, left) };
        siblings.push(root_of(&leaves[sibling]));
        subtree = inside;
    }
    siblings.reverse();
    Ok(siblings)
}

/// Proves that the tree of all `leaves` continues that of the first `old_size`: PROOF(m, D\[n\])
/// of RFC 6962 §2.1.2. If that tree is empty or the same, there is nothing to prove: the proof is
/// empty.
pub fn prove_consistency(leaves: &[Hash], old_size: u64) -> Result<Vec<Hash>, ProofError> {
    let shrunk = ProofError::Shrunk { old_size, size: size_of(leaves) };
    let old_size = position_within(leaves, old_size).ok_or(shrunk)?;
    if old_size == 0 {
        return Ok(Vec::new());
    }

    let mut siblings = Vec::new();
    let mut subtree = 0..leaves.len();
    while subtree.end != old_size {
        let (left, right) = halves(&subtree);
        let (edge, sibling) = if old_size <= left.end { (left, right) } else { (right, left) };
        siblings.push(root_of(&leaves[sibling]));
        subtree = edge;
    }
    // A subtree that starts at 0 is the earlier tree itself, whose root the checker has.
    if subtree.start != 0 {
        siblings.push(root_of(&leaves[subtree]));
    }
    siblings.reverse();
    Ok(siblings)
}

/// Checks that the leaf at `index` is in the tree (RFC 9162 §2.1.3.2).
pub fn check_inclusion(
    tree: TreeHead,
    index: u64,
    leaf: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= tree.size {
        return Err(ProofError::OutsideTree { index, size: tree.size });
    }

    let mut root = leaf;
    let mut siblings = proof.iter().copied();
    for side in (Climb { node: index, last: tree.size - 1 }) {
        let sibling = siblings.next().ok_or(ProofError::WrongLength(proof.len()))?;
        root = match side {
            Side::Left => node_hash(sibling, root),
            Side::Right => node_hash(root, sibling),
        };
    }
    if siblings.next().is_some() {
        return Err(ProofError::WrongLength(proof.len()));
    }
    if root == tree.root { Ok(()) } else { Err(ProofError::OtherRoot) }
}

/// Checks that the `new` tree continues the `old` one (RFC 9162 §2.1.4.2). Every tree continues the
/// empty one, and itself, by an empty proof.
pub fn check_consistency(old: TreeHead, new: TreeHead, proof: &[Hash]) -> Result<(), ProofError> {
    if old.size > new.size {
        return Err(ProofError::Shrunk { old_size: old.size, size: new.size });
    }
    if old.size == 0 || old.size == new.size {
        let expected = if old.size == 0 { empty_root() } else { new.root };
        return match proof {
            [] if old.root == expected => Ok(()),
            [] => Err(ProofError::OtherRoot),
            [_, ..] => Err(ProofError::WrongLength(proof.len())),
        };
    }

    // The climb starts from the last perfect subtree of the old tree.
    let height = (old.size - 1).trailing_ones();
    let climb = Climb { node: (old.size - 1) >> height, last: (new.size - 1) >> height };
    let mut siblings = proof.iter().copied();
    let start = match climb.node {
        0 => Some(old.root), // that subtree is the whole old tree, and the proof leaves it out
        _ => siblings.next(),
    };
    let mut old_root = start.ok_or(ProofError::WrongLength(proof.len()))?;
    let mut new_root = old_root;
    for side in climb {
        let sibling = siblings.next().ok_or(ProofError::WrongLength(proof.len()))?;
        match side {
            Side::Left => {
                old_root = node_hash(sibling, old_root);
                new_root = node_hash(sibling, new_root);
            }
            Side::Right => new_root = node_hash(new_root, sibling), // was not there yet
        }
    }
    if siblings.next().is_some() {
        return Err(ProofError::WrongLength(proof.len()));
    }
    if (old_root, new_root) == (old.root, new.root) { Ok(()) } else { Err(ProofError::OtherRoot) }
}

/// On which side of the path the next sibling stands.
enum Side {
    Left,
    Right,
}

/// The way up from a node to the root, as the sides of the siblings it meets. `node` and `last`
/// count the nodes of the present level from the left.
struct Climb {
    node: u64,
    last: u64,
}

impl Climb {
    fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}

impl Iterator for Climb {
    type Item = Side;

    fn next(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        // The last node of a level, at an even place, has no sibling: it is moved up as it is.
        while self.node == self.last && self.node.is_multiple_of(2) {
            self.up();
        }
        let side = if self.node.is_multiple_of(2) { Side::Right } else { Side::Left };
        self.up();
        Some(side)
    }
}

fn halves(subtree: &Range<usize>) -> (Range<usize>, Range<usize>) {
    let middle = subtree.start + split_point(subtree.len());
    (subtree.start..middle, middle..subtree.end)
}

fn size_of(leaves: &[Hash]) -> u64 {
    u64::try_from(leaves.len()).expect("no machine holds more than 2^64 leaves")
}

/// The position as an index of the slice, its end included.
fn position_within(leaves: &[Hash], position: u64) -> Option<usize> {
    usize::try_from(position).ok().filter(|position| *position <= leaves.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tree::leaf_hash;
    use super::*;

    fn leaves(size: u64) -> Vec<Hash> {
        (0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect()
    }

    fn head(leaves: &[Hash]) -> TreeHead {
        TreeHead { size: size_of(leaves), root: root_of(leaves) }
    }

    fn flipped(hash: Hash, bit: usize) -> Hash {
        let mut bytes = *hash.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        Hash::from_bytes(bytes)
    }

    /// The proof passes, and fails with any hash flipped, with one less, with one more.
    fn check(proof: &[Hash], bit: usize, passes: impl Fn(&[Hash]) -> Result<(), ProofError>) {
        assert_eq!(passes(proof), Ok(()));
        for place in 0..proof.len() {
            let mut altered = proof.to_vec();
            altered[place] = flipped(altered[place], bit);
            assert_eq!(passes(&altered), Err(ProofError::OtherRoot), "hash {place} flipped");
        }
        if let Some((_, shorter)) = proof.split_last() {
            assert_eq!(passes(shorter), Err(ProofError::WrongLength(shorter.len())));
        }
        let longer = [proof, &[empty_root()]].concat();
        assert_eq!(passes(&longer), Err(ProofError::WrongLength(longer.len())));
    }

    fn check_inclusion_of(size: u64, index: u64, bit: usize) {
        let leaves = leaves(size);
        let (tree, leaf) = (head(&leaves), leaf_hash(&index.to_be_bytes()));
        let proof = prove_inclusion(&leaves, index).expect("the leaf is in the tree");
        check(&proof, bit, |proof| check_inclusion(tree, index, leaf, proof));

        assert_eq!(
            check_inclusion(tree, index, flipped(leaf, bit), &proof),
            Err(ProofError::OtherRoot)
        );
        let other = TreeHead { root: flipped(tree.root, bit), ..tree };
        assert_eq!(check_inclusion(other, index, leaf, &proof), Err(ProofError::OtherRoot));
        assert!(index == 0 || check_inclusion(tree, index - 1, leaf, &proof).is_err());
    }

    fn check_consistency_of(old_size: u64, size: u64, bit: usize) {
        let leaves = leaves(size);
        let (old, new) =
            (head(&leaves[..usize::try_from(old_size).expect("small")]), head(&leaves));
        let proof = prove_consistency(&leaves, old_size).expect("the old tree is the smaller one");
        check(&proof, bit, |proof| check_consistency(old, new, proof));

        let forked = TreeHead { root: flipped(old.root, bit), ..old };
        assert_eq!(check_consistency(forked, new, &proof), Err(ProofError::OtherRoot));
        let other = TreeHead { root: flipped(new.root, bit), ..new };
        assert!(
            old_size == 0 || check_consistency(old, other, &proof) == Err(ProofError::OtherRoot)
        );
    }

    #[test]
    fn every_proof_of_every_small_tree_holds() {
        for size in 0..=35 {
            (0..size).for_each(|index| check_inclusion_of(size, index, 0));
            (0..=size).for_each(|old_size| check_consistency_of(old_size, size, 255));
        }
    }

    #[test]
    fn what_lies_outside_the_tree_has_no_proof() {
        let (three, tree) = (leaves(3), head(&leaves(3)));
        let outside = ProofError::OutsideTree { index: 3, size: 3 };
        assert_eq!(prove_inclusion(&three, 3), Err(outside));
        assert_eq!(check_inclusion(tree, 3, three[0], &[]), Err(outside));

        let shrunk = ProofError::Shrunk { old_size: 4, size: 3 };
        assert_eq!(prove_consistency(&three, 4), Err(shrunk));
        assert_eq!(check_consistency(head(&leaves(4)), tree, &[]), Err(shrunk));
    }

    #[test]
    fn the_largest_tree_does_not_overflow() {
        let tree = TreeHead { size: u64::MAX, root: empty_root() };
        let old = TreeHead { size: u64::MAX - 1, root: empty_root() };
        assert!(check_inclusion(tree, u64::MAX - 1, empty_root(), &[empty_root(); 64]).is_err());
        assert!(check_consistency(old, tree, &[empty_root(); 65]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn proofs_of_larger_trees_hold(
            (size, index) in (1..700_u64).prop_flat_map(|size| (Just(size), 0..size)),
            bit in 0..256_usize,
        ) {
            check_inclusion_of(size, index, bit);
            check_consistency_of(index, size, bit);
        }
    }
}
