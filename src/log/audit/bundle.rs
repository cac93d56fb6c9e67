//! One entry bundle of a log under audit: fetched with the tile of its leaves, hashed and read. What its entries may
//! say is the fold's to decide.

use super::{
    super::{
        Entry,
        published_log::PublishedLog,
        tile::{FULL_WIDTH, TileKind, entries_of},
        tree::{Hash, leaf_hash},
    },
    AuditError, path_in,
};

/// A bundle whose leaves are those of the published tile.
pub(super) struct Bundle {
    /// The index of its first entry.
    pub(super) first: u64,
    /// Its entries' leaf hashes.
    pub(super) leaves: Vec<Hash>,
    /// Its entries.
    pub(super) entries: Vec<Entry>,
}

impl Bundle {
    pub(super) fn is_full(&self) -> bool {
        self.leaves.len() == usize::from(FULL_WIDTH)
    }
}

/// How many bundles a log of that size has.
pub(super) fn count(size: u64) -> u64 {
    size.div_ceil(u64::from(FULL_WIDTH))
}

pub(super) fn read_bundle(
    log: &dyn PublishedLog,
    number: u64,
    size: u64,
) -> Result<Bundle, AuditError> {
    let first = number * u64::from(FULL_WIDTH);
    let width = (size - first).min(FULL_WIDTH.into());
    let path = path_in(TileKind::Entries, number, width);
    let bytes = log.tile(&path)?;
    let entries = entries_of(&bytes).map_err(|_| AuditError::Bundle(path))?;
    if entries.len() as u64 != width {
        return Err(AuditError::Bundle(path));
    }
    let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let tile = path_in(TileKind::Hashes { level: 0 }, number, width);
    if log.tile(&tile)? != Hash::concat(&leaves) {
        return Err(AuditError::Tile(tile));
    }
    let read = (first..).zip(entries);
    let read = read
        .map(|(index, bytes)| Entry::parse(bytes).map_err(|error| AuditError::Entry(index, error)));
    Ok(Bundle { first, leaves, entries: read.collect::<Result<_, _>>()? })
}
