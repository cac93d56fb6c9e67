//! The tiles of a log as it grows: which files have to be written next, the root that they lead to,
//! and the check of what was published.
//!
//! Where files lie, and in which order they and the checkpoint reach the disk, is for others to
//! say; here nothing is read or written.

use std::iter::zip;

use super::dense::{DenseReader, DenseWriter, Malformed};
use super::tile::{FULL_WIDTH, MAX_LEVEL, TileError, TileKind, TilePath, entries_of, push_entry};
use super::tree::{Hash, leaf_hash, root_of};

/// The tiles at the right edge of a growing log. It holds what is still partial, and what became
/// full but was not yet said to be published; all else is forgotten.
#[derive(Clone, Debug, Default)]
pub struct TileEdge {
    size: u64,
    published_size: u64,
    bundle: Vec<u8>,
    /// The hashes of the partial tile at each level, from level 0 up.
    levels: Vec<Vec<Hash>>,
    full: Vec<FullTile>,
}

#[derive(Clone, Debug)]
struct FullTile {
    /// The size of the tree that first had it.
    full_at: u64,
    path: TilePath,
    bytes: Vec<u8>,
}

impl TileEdge {
    /// An edge for the start, when all entries are appended again: it keeps no tile that a tree of
    /// `published_size` has in full, so that a long log takes little memory.
    pub fn published_up_to(published_size: u64) -> Self {
        Self { published_size, ..Self::default() }
    }

    /// The number of entries so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the next entry. If it is too long nothing changes.
    pub fn append(&mut self, entry: &[u8]) -> Result<(), TileError> {
        push_entry(&mut self.bundle, entry)?;
        self.size += 1;
        if self.size.is_multiple_of(u64::from(FULL_WIDTH)) {
            let bundle = std::mem::take(&mut self.bundle);
            self.keep(TileKind::Entries, bundle);
        }

        let mut hash = leaf_hash(entry);
        for level in 0..=MAX_LEVEL {
            let place = usize::from(level);
            if place == self.levels.len() {
                self.levels.push(Vec::new());
            }
            self.levels[place].push(hash);
            if self.levels[place].len() < usize::from(FULL_WIDTH) {
                break;
            }
            let hashes = std::mem::take(&mut self.levels[place]);
            self.keep(TileKind::Hashes { level }, Hash::concat(&hashes));
            hash = root_of(&hashes);
        }
        Ok(())
    }

    /// The files that a log of the present size has and one of `published_size` had not: what
    /// became full since then, and the partial tiles and bundle that have grown. Asking twice gives
    /// the same.
    pub fn files_since(&self, published_size: u64) -> Vec<(TilePath, Vec<u8>)> {
        let published_size = published_size.max(self.published_size);
        let full = self.full.iter().filter(|tile| tile.full_at > published_size);
        let full = full.map(|tile| (tile.path, tile.bytes.clone()));
        let grew =
            |path: &TilePath| TilePath::rightmost(path.kind(), published_size) != Some(*path);
        full.chain(self.partial_files().filter(|(path, _)| grew(path))).collect()
    }

    /// Drops what a log of `published_size` has in full. [`TileEdge::files_since`] gives none of it
    /// from now on.
    pub fn forget_published(&mut self, published_size: u64) {
        self.published_size = self.published_size.max(published_size);
        self.full.retain(|tile| tile.full_at > self.published_size);
    }

    /// The root by the hashes of the partial tiles alone, another way than
    /// [`Frontier`](super::tree::Frontier)'s: compare both before a checkpoint is signed.
    pub fn root(&self) -> Hash {
        let mut below: Option<Hash> = None;
        for level in &self.levels {
            // What is left of the levels below stands to the right, as one smaller subtree.
            let hashes: Vec<Hash> = level.iter().copied().chain(below).collect();
            below = (!hashes.is_empty()).then(|| root_of(&hashes));
        }
        below.unwrap_or_else(|| root_of(&[]))
    }

    /// Without what is full and not yet published.
    pub fn partial(&self) -> Self {
        Self {
            size: self.size,
            published_size: self.size,
            bundle: self.bundle.clone(),
            levels: self.levels.clone(),
            full: Vec::new(),
        }
    }

    /// The partial bundle and, level by level, the hashes of the partial tiles; the size says how many they are.
    pub fn write(&self, to: &mut DenseWriter<'_>) {
        to.number(self.size);
        to.block(&self.bundle);
        self.levels.iter().for_each(|level| to.bytes(&Hash::concat(level)));
    }

    /// Reads what is partial: what is full is taken for published.
    ///
    /// # Errors
    /// [`Malformed`], also if bundle and tiles don't fit each other.
    pub fn read(from: &mut DenseReader<'_>) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("the edge of the tiles");
        let (size, bundle) = (from.number()?, from.block()?.to_vec());
        let mut levels = Vec::new();
        let mut count = size;
        while count > 0 {
            let hashes =
                (0..count % u64::from(FULL_WIDTH)).map(|_| from.array().map(Hash::from_bytes));
            levels.push(hashes.collect::<Result<Vec<_>, _>>()?);
            count /= u64::from(FULL_WIDTH);
        }
        let leaves = match bundle.is_empty() {
            true => Vec::new(),
            false => entries_of(&bundle).map_err(|_| WRONG)?.into_iter().map(leaf_hash).collect(),
        };
        if levels.first().map_or(!leaves.is_empty(), |level| *level != leaves) {
            return Err(WRONG);
        }
        Ok(Self { size, published_size: size, bundle, levels, full: Vec::new() })
    }

    /// Keeps the tile of this kind that the last entry made full, unless it is published.
    fn keep(&mut self, kind: TileKind, bytes: Vec<u8>) {
        if self.size > self.published_size {
            let path = TilePath::rightmost(kind, self.size).expect("a full tile is not empty");
            self.full.push(FullTile { full_at: self.size, path, bytes });
        }
    }

    fn partial_files(&self) -> impl Iterator<Item = (TilePath, Vec<u8>)> {
        let levels = zip(0.., &self.levels).filter(|(_, hashes)| !hashes.is_empty());
        let tiles =
            levels.map(|(level, hashes)| (TileKind::Hashes { level }, Hash::concat(hashes)));
        let bundle = (!self.bundle.is_empty()).then(|| (TileKind::Entries, self.bundle.clone()));
        bundle.into_iter().chain(tiles).map(|(kind, bytes)| {
            (TilePath::rightmost(kind, self.size).expect("a partial tile is not empty"), bytes)
        })
    }
}

/// Checks every file of a published log of that size, the entries first, and gives the root that
/// follows from them. Whether it is the signed one is for the caller to compare.
pub fn check_published(
    size: u64,
    read: impl Fn(&TilePath) -> Option<Vec<u8>>,
) -> Result<Hash, TileError> {
    let read = |path: TilePath| read(&path).ok_or(TileError::Missing(path));
    let compare = |path, expected: &[u8]| {
        if read(path)? == expected { Ok(()) } else { Err(TileError::Differs(path)) }
    };

    let mut edge = TileEdge::default();
    while edge.size < size {
        let end = size.min(edge.size.saturating_add(u64::from(FULL_WIDTH)));
        let path = TilePath::rightmost(TileKind::Entries, end).expect("the log is not empty");
        let bundle = read(path)?;
        let entries = entries_of(&bundle).map_err(|_| TileError::Differs(path))?;
        if entries.len() != usize::from(path.width()) {
            return Err(TileError::Differs(path));
        }
        entries.into_iter().try_for_each(|entry| edge.append(entry))?;
        edge.full.drain(..).try_for_each(|tile| compare(tile.path, &tile.bytes))?;
    }
    edge.partial_files().try_for_each(|(path, bytes)| compare(path, &bytes))?;
    Ok(edge.root())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::tree::Frontier;
    use super::*;

    type Files = BTreeMap<TilePath, Vec<u8>>;

    fn entry(index: u64) -> Vec<u8> {
        format!("entry {index}").into_bytes()
    }

    /// Publishes at each of the sizes in turn, as a log does that grows from one to the next.
    fn publish_at(sizes: &[u64]) -> (TileEdge, Files) {
        let (mut edge, mut files) = (TileEdge::default(), Files::new());
        for size in sizes {
            let published_size = edge.size();
            (published_size..*size).for_each(|i| edge.append(&entry(i)).expect("short"));
            for (path, bytes) in edge.files_since(published_size) {
                assert_eq!(files.insert(path, bytes), None, "{path} was written before");
            }
            edge.forget_published(*size);
        }
        (edge, files)
    }

    fn check_growth(sizes: &[u64]) {
        let mut frontier = Frontier::default();
        (0..*sizes.last().expect("a size")).for_each(|i| frontier.append(leaf_hash(&entry(i))));
        let (edge, files) = publish_at(sizes);
        assert_eq!(edge.root(), frontier.root());
        assert_eq!(check_published(edge.size(), |path| files.get(path).cloned()), Ok(edge.root()));
        // Each size that had a checkpoint can still be read.
        for size in sizes {
            check_published(*size, |path| files.get(path).cloned()).expect("published in full");
        }

        let mut restarted = TileEdge::published_up_to(edge.size());
        (0..edge.size()).for_each(|i| restarted.append(&entry(i)).expect("short"));
        assert_eq!(restarted.files_since(0), []);
        assert_eq!(restarted.root(), edge.root());
    }

    #[test]
    fn growing_logs_are_published_in_full() {
        check_growth(&[0]);
        check_growth(&[1, 2, 3, 255, 256, 257, 300, 512, 70_000]);
        check_growth(&[65_535, 65_536, 65_537, 66_048]);
    }

    #[test]
    fn a_tree_of_70000_has_the_tiles_that_the_specification_lists() {
        let (_, files) = publish_at(&[70_000]);
        let partial: Vec<String> =
            files.keys().map(TilePath::to_string).filter(|path| path.contains(".p/")).collect();
        assert_eq!(
            partial,
            ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"]
        );
        let full =
            |kind| files.keys().filter(|path| path.kind() == kind && path.width() == 256).count();
        assert_eq!(full(TileKind::Entries), 273);
        assert_eq!([0, 1, 2].map(|level| full(TileKind::Hashes { level })), [273, 1, 0]);
    }

    #[test]
    fn any_change_to_a_published_file_is_found() {
        let (edge, files) = publish_at(&[600]);
        for (path, bytes) in &files {
            let check = |found: Option<Vec<u8>>| {
                let read = |asked: &TilePath| {
                    if asked == path { found.clone() } else { files.get(asked).cloned() }
                };
                check_published(600, read)
            };
            assert_eq!(check(None), Err(TileError::Missing(*path)));
            assert!(check(Some(bytes[1..].to_vec())).is_err(), "{path} cut");
            assert!(check(Some([bytes.as_slice(), &[0]].concat())).is_err(), "{path} too long");
            let mut flipped = bytes.clone();
            *flipped.last_mut().expect("not empty") ^= 1;
            assert_ne!(check(Some(flipped)), Ok(edge.root()), "{path} flipped");
        }
    }
}
