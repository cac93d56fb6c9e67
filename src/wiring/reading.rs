//! A data folder read without opening it: nothing is locked, made or written, and no key is needed. For who wants
//! the data out where it can't be opened any more, on a full or read-only disk.

use std::{fs, path::Path};

use super::{OpenError, at, block_on};
use crate::{
    app::{enter_all, open_checkpoint},
    log::note::Vkey,
    signing::DemoKey,
    store::{JournalAlone, StoreError, folder, read_checkpoint},
    verification::Snapshot,
};

/// What the good part of the journal comes to, entered by the log's rules and held against the published
/// checkpoint. A service that works on the folder meanwhile does no harm: what it writes later is not in it.
///
/// # Errors
/// [`OpenError`]
pub fn read(data: &Path, demo_key: DemoKey) -> Result<Snapshot, OpenError> {
    folder::is_a_data_folder(data)?;
    let log_folder = folder::log(data);
    let vkey_file = log_folder.join("vkey");
    let vkey = fs::read_to_string(&vkey_file).map_err(at(&vkey_file))?;
    let vkey: Vkey = vkey.trim_end().parse().map_err(|_| OpenError::Vkey(vkey_file))?;
    // The checkpoint before the journal, which may have grown meanwhile.
    let note = read_checkpoint(&log_folder).map_err(at(&log_folder))?;
    let checkpoint = open_checkpoint(note.as_deref(), &vkey)?;
    let journal = JournalAlone::read(data).map_err(StoreError::Journal)?;
    let published = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
    Ok(block_on(enter_all(&journal, demo_key, &vkey, checkpoint.as_ref(), published))?.snapshot)
}
