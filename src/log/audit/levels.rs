//! The tiles above the leaves of a log under audit, computed from the leaves and held against what is published.

use super::{
    super::{
        published_log::PublishedLog,
        tile::{FULL_WIDTH, TileKind},
        tree::{Hash, empty_root, root_of},
    },
    AuditError, path_in,
};

/// The partial tiles from level 1 up: of each level the roots of full tiles below, and how many tiles are full.
#[derive(Debug, Default)]
pub(super) struct Levels {
    levels: Vec<Level>,
}

#[derive(Debug, Default)]
struct Level {
    full: u64,
    partial: Vec<Hash>,
}

impl Levels {
    /// Takes the leaves of the next full tile.
    pub(super) fn push(
        &mut self,
        log: &dyn PublishedLog,
        leaves: &[Hash],
    ) -> Result<(), AuditError> {
        let mut hash = root_of(leaves);
        for place in 0.. {
            if place == self.levels.len() {
                self.levels.push(Level::default());
            }
            let level = &mut self.levels[place];
            level.partial.push(hash);
            if level.partial.len() < usize::from(FULL_WIDTH) {
                break;
            }
            level.check(log, place)?;
            hash = root_of(&level.partial);
            level.partial.clear();
            level.full += 1;
        }
        Ok(())
    }

    /// The root of the tree so far, with these leaves behind the full tiles.
    pub(super) fn root_with(&self, leaves: &[Hash]) -> Hash {
        let mut below = (!leaves.is_empty()).then(|| root_of(leaves));
        for level in &self.levels {
            // What is left of the levels below stands to the right, as one smaller subtree.
            let hashes: Vec<Hash> = level.partial.iter().copied().chain(below).collect();
            below = (!hashes.is_empty()).then(|| root_of(&hashes));
        }
        below.unwrap_or_else(empty_root)
    }

    /// Holds the published partial tiles against what the leaves add up to.
    pub(super) fn check_partial(&self, log: &dyn PublishedLog) -> Result<(), AuditError> {
        let levels = self.levels.iter().enumerate();
        let mut partial = levels.filter(|(_, level)| !level.partial.is_empty());
        partial.try_for_each(|(place, level)| level.check(log, place))
    }
}

impl Level {
    fn check(&self, log: &dyn PublishedLog, place: usize) -> Result<(), AuditError> {
        let level = u8::try_from(place + 1).expect("a tree of 2^64 leaves has eight levels");
        let path = path_in(TileKind::Hashes { level }, self.full, self.partial.len() as u64);
        let is_same = log.tile(&path)? == Hash::concat(&self.partial);
        if is_same { Ok(()) } else { Err(AuditError::Tile(path)) }
    }
}
