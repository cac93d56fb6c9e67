//! A data folder read without opening it: nothing is locked, made or written, and no key is needed. For who wants
//! the data out where it can't be opened any more, on a full or read-only disk.

use std::path::Path;

use super::{OpenError, at, block_on};
use crate::{
    app::{Beginning, enter_all, open_checkpoint},
    signing::DemoKey,
    store::{JournalAlone, folder, read_checkpoint},
    verification::Snapshot,
};

/// What was read of a folder.
pub struct Read {
    /// What the good part of the journal comes to.
    pub snapshot: Snapshot,
    /// The change after which the journal can't be read, if there is one. A start may find it in sled, cut it off as
    /// never acknowledged, or refuse; without sled that can't be told.
    pub ends_after: Option<u64>,
}

/// Reads the journal, enters it by the log's rules, and holds it against the published checkpoint, by the key that
/// the log's entry 0 names. A service that works on the folder meanwhile does no harm: what it writes later is
/// not in it.
///
/// # Errors
/// [`OpenError`]
pub fn read(data: &Path, demo_key: DemoKey) -> Result<Read, OpenError> {
    folder::find(data)?;
    let log_folder = folder::log(data);
    // The checkpoint before the journal, which may have grown meanwhile.
    let note = read_checkpoint(&log_folder).map_err(at(&log_folder))?;
    let is_written = folder::seems_in_use(data);
    let journal = JournalAlone::read(data)?;
    let opened = journal.opened.as_ref();
    let vkey = opened.map(|opened| opened.vkey.clone());
    let vkey = vkey.ok_or_else(|| OpenError::NeverOpened(data.to_owned()))?;
    let checkpoint = open_checkpoint(note.as_deref(), &vkey)?;
    let published = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
    let beginning = Beginning::nothing(demo_key);
    let entered = block_on(enter_all(&journal, beginning, &vkey, checkpoint.as_ref(), published))?;
    let ends_after = (journal.is_torn && !is_written).then_some(journal.sequence);
    Ok(Read { snapshot: entered.snapshot, ends_after })
}
