//! Entries read from the published files, newest first: no list of them is kept in memory, however long the log is.

use std::{fs, io, path::Path};

use super::query::EntriesQuery;
use crate::log::{
    Entry, LogState,
    checkpoint::{Checkpoint, CheckpointError},
    note::Vkey,
    tile::{FULL_WIDTH, TileKind, TilePath, entries_of},
    tile_tree::TileTreeError,
};

/// Bundles that are read for one request: some 16,000 entries. Who looks for rarer ones goes on from the cursor.
const MOST_BUNDLES: usize = 64;

/// What is published can't be read.
#[derive(Debug, thiserror::Error)]
pub(in crate::web) enum Unreadable {
    #[error("a file of the published log can't be read: {0}")]
    File(#[from] io::Error),
    #[error("the published checkpoint can't be opened")]
    Checkpoint(#[from] CheckpointError),
    #[error("the published tiles give no proof")]
    Tree(#[from] TileTreeError<io::Error>),
    #[error("{0} is damaged")]
    Bundle(TilePath),
}

/// An entry and where it stands.
#[derive(Debug)]
pub(in crate::web) struct Found {
    pub(in crate::web) position: u64,
    pub(in crate::web) entry: Entry,
}

/// Part of the published log.
#[derive(Debug)]
pub(in crate::web) struct Part {
    /// Newest first.
    pub(in crate::web) found: Vec<Found>,
    /// From where on older ones are; there may be none among them.
    pub(in crate::web) next: Option<u64>,
    /// Entries under the checkpoint.
    pub(in crate::web) size: u64,
}

/// The published checkpoint with its note; `None` before the first.
pub(super) fn checkpoint(
    folder: &Path,
    vkey: &Vkey,
) -> Result<Option<(String, Checkpoint)>, Unreadable> {
    let note = match fs::read_to_string(folder.join("checkpoint")) {
        Ok(note) => note,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let checkpoint = Checkpoint::open(note.as_bytes(), vkey)?;
    Ok(Some((note, checkpoint)))
}

/// The entries of a bundle of a log of that size.
pub(super) fn bundle(folder: &Path, size: u64, number: u64) -> Result<Vec<Vec<u8>>, Unreadable> {
    let last = TilePath::rightmost(TileKind::Entries, size).expect("the log is not empty");
    let width = if number < last.number() { FULL_WIDTH } else { last.width() };
    let path = TilePath::new(TileKind::Entries, number, width).expect("the log has this bundle");
    let bytes = fs::read(folder.join(path.to_string()))?;
    let entries = entries_of(&bytes).map_err(|_| Unreadable::Bundle(path))?;
    if entries.len() != usize::from(width) {
        return Err(Unreadable::Bundle(path));
    }
    Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
}

/// The newest entries that are asked for. `log` says what lifts concern, and where this log begins.
pub(super) fn newest(
    folder: &Path,
    vkey: &Vkey,
    log: &LogState,
    query: &EntriesQuery,
) -> Result<Part, Unreadable> {
    let size = checkpoint(folder, vkey)?.map_or(0, |(_, checkpoint)| checkpoint.size);
    let first = log.next_position() - log.size();
    let end = query.before.map_or(size, |before| before.saturating_sub(first).min(size));
    let (mut found, mut at) = (Vec::new(), end);
    for _ in 0..MOST_BUNDLES {
        let Some(last) = at.checked_sub(1) else { break };
        let width = u64::from(FULL_WIDTH);
        let number = last / width;
        let entries = bundle(folder, size, number)?;
        let within = (number * width..at).zip(entries);
        for (index, bytes) in within.collect::<Vec<_>>().into_iter().rev() {
            if found.len() == query.limit {
                return Ok(Part { found, next: Some(first + index + 1), size });
            }
            let entry = Entry::parse(&bytes).map_err(|error| {
                Unreadable::File(io::Error::other(format!("entry {index}: {error}")))
            })?;
            if query.wants(&entry.body, log) {
                found.push(Found { position: first + index, entry });
            }
        }
        at = number * width;
    }
    Ok(Part { found, next: (at > 0).then_some(first + at), size })
}
