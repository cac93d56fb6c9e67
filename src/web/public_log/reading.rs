//! Entries read from the published files, newest first: no list of them is kept in memory, however long the log is.

use std::{
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use super::query::EntriesQuery;
use crate::{
    log::{
        Entry, LogState,
        checkpoint::{Checkpoint, CheckpointError},
        note::Vkey,
        tile::{FULL_WIDTH, TileKind, TilePath, entries_of},
        tile_tree::TileTreeError,
    },
    web::site::Folders,
};

/// Bundles that are looked through for one request: some 260,000 entries, 60 MB. Who looks for rarer ones goes on from the cursor.
const MOST_BUNDLES: usize = 1_024;

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
    /// Entries that are published, in all logs.
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
    let (path, bytes) = read_bundle(folder, size, number)?;
    Ok(entries_in(&path, &bytes)?.into_iter().map(<[u8]>::to_vec).collect())
}

/// A bundle as it is published.
fn read_bundle(folder: &Path, size: u64, number: u64) -> Result<(TilePath, Vec<u8>), Unreadable> {
    let last = TilePath::rightmost(TileKind::Entries, size).expect("the log is not empty");
    let width = if number < last.number() { FULL_WIDTH } else { last.width() };
    let path = TilePath::new(TileKind::Entries, number, width).expect("the log has this bundle");
    let bytes = fs::read(folder.join(path.to_string()))?;
    Ok((path, bytes))
}

/// The entries in a bundle, as many as its name says.
fn entries_in<'a>(path: &TilePath, bytes: &'a [u8]) -> Result<Vec<&'a [u8]>, Unreadable> {
    let entries = entries_of(bytes).ok().filter(|it| it.len() == usize::from(path.width()));
    entries.ok_or(Unreadable::Bundle(*path))
}

/// One of the published logs that continue each other.
pub(super) struct OneLog {
    pub(super) folder: PathBuf,
    pub(super) vkey: Vkey,
    pub(super) first_position: u64,
}

/// The published logs, the oldest first. `log` says which there are; the key is the last one's.
pub(super) fn logs(folders: &Folders, vkey: &Vkey, log: &LogState) -> Vec<OneLog> {
    let closed = log.closed_logs().iter().map(|closed| {
        let vkey = closed.vkey.as_str().parse().expect("it was opened by the key that it names");
        (vkey, closed.first_position)
    });
    let all = closed.chain([(vkey.clone(), log.first_position())]);
    let all = (1..).zip(all).map(|(number, (vkey, first_position))| OneLog {
        folder: folders.log_at(number),
        vkey,
        first_position,
    });
    all.collect()
}

/// The newest entries that are asked for. `log` says what lifts concern, and which logs there are.
pub(super) fn newest(
    folders: &Folders,
    vkey: &Vkey,
    log: &LogState,
    query: &EntriesQuery,
) -> Result<Part, Unreadable> {
    let mut logs = logs(folders, vkey, log);
    let last = logs.last().expect("one goes on");
    let published = checkpoint(&last.folder, &last.vkey)?.map_or(0, |(_, signed)| signed.size);
    let mut part = Part { found: Vec::new(), next: None, size: last.first_position + published };
    let mut end = query.before.map_or(part.size, |before| before.min(part.size));
    let (mut bundles, begins_at) = (MOST_BUNDLES, query.begins_at(log));
    while let Some(one) = logs.pop() {
        let size = match logs.len() == log.closed_logs().len() {
            true => published,
            false => log.closed_logs()[logs.len()].head.size,
        };
        let at = end.saturating_sub(one.first_position).min(size);
        if end <= begins_at {
            break;
        }
        let first = begins_at.saturating_sub(one.first_position);
        let within = (&one, size, first..at);
        if let Some(next) = newest_of(within, log, query, &mut bundles, &mut part.found)? {
            part.next = (next > begins_at).then_some(next);
            return Ok(part);
        }
        end = end.min(one.first_position);
    }
    Ok(part)
}

/// The newest entries of one log of that size, of these indexes. Says from which position on to look if the page is full, or enough was
/// read.
fn newest_of(
    (one, size, indexes): (&OneLog, u64, Range<u64>),
    log: &LogState,
    query: &EntriesQuery,
    bundles: &mut usize,
    found: &mut Vec<Found>,
) -> Result<Option<u64>, Unreadable> {
    let mut at = indexes.end;
    while let Some(last) = at.checked_sub(1).filter(|last| *last >= indexes.start) {
        if *bundles == 0 {
            return Ok(Some(one.first_position + at));
        }
        *bundles -= 1;
        let width = u64::from(FULL_WIDTH);
        let number = last / width;
        let (path, bytes) = read_bundle(&one.folder, size, number)?;
        let within = (number * width..at).zip(entries_in(&path, &bytes)?);
        for (index, bytes) in within.collect::<Vec<_>>().into_iter().rev() {
            let position = one.first_position + index;
            if found.len() == query.limit {
                return Ok(Some(position + 1));
            }
            if !query.may_want(bytes, log) {
                continue;
            }
            let entry = Entry::parse(bytes).map_err(|error| {
                Unreadable::File(io::Error::other(format!("entry {position}: {error}")))
            })?;
            if query.wants(&entry.body, log) {
                found.push(Found { position, entry });
            }
        }
        at = number * width;
    }
    Ok(None)
}
