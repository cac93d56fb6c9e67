//! A data folder that is brought forward from the published log: opened alone, without its keys.

use std::path::Path;

use jiff::Timestamp;

use super::{OpenError, at, block_on};
use crate::{
    access::Actor,
    app::{
        Beginning, BringForwardError, BroughtForward, KeepsState as _, enter_all, missing_entries,
        take_in,
    },
    log::{
        lineage::way_to,
        note::Vkey,
        published_log::{Beside, FetchError, PublishedLog},
    },
    signing::DemoKey,
    store::{JournalAlone, SavedStateFile, SledLedger, backup::BackupError, folder::DataFolder},
};

/// A folder was not brought forward.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// It can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log can't be taken in.
    #[error(transparent)]
    BringForward(#[from] BringForwardError),
    /// The backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// What was taken out does not come to what the backup says.
    #[error(
        "the journal in the backup does not come to what its manifest says: it was made by another program, or altered"
    )]
    OtherHistory,
}

/// Takes in what a published log has and a data folder lacks. No passphrase is needed.
///
/// # Errors
/// [`RestoreError`]
pub fn bring_forward(
    data: &Path,
    demo_key: DemoKey,
    log: &dyn PublishedLog,
    by: (&Actor, Timestamp),
) -> Result<BroughtForward, RestoreError> {
    // Nobody else works on it meanwhile.
    let folder = DataFolder::open(data).map_err(OpenError::from)?;
    let vkey = own_vkey(data)?;
    // Whether the ledger is behind its own checkpoint is not asked: that is what this is for.
    let mut ledger = SledLedger::open(data, 0).map_err(OpenError::from)?.ledger;
    let beginning = Beginning::nothing(demo_key);
    let entered = block_on(enter_all(&ledger, beginning, &vkey, None, u64::MAX));
    let entered = entered.map_err(OpenError::from)?;
    let number = entered.snapshot.log().number();
    match Beside::of(log, &way_to(number + 1)).file("checkpoint") {
        Ok(_) => return Err(BringForwardError::Succeeded(vkey.name().to_string()).into()),
        Err(FetchError::Missing(_)) => {}
        Err(error) => return Err(BringForwardError::from(error).into()),
    }
    let log = &Beside::of(log, &way_to(number));
    let note = log.file("checkpoint").map_err(BringForwardError::from)?;
    let missing = missing_entries(&entered, vkey, (log, &note))?;
    // It may know changes that the folder lost, and whose entries come back in others.
    SavedStateFile::of(data).set_aside().map_err(at(data))?;
    let brought = block_on(take_in(&mut ledger, &entered, missing, by))?;
    drop(folder);
    Ok(brought)
}

/// The key of the folder's log, by the entry that opened it.
fn own_vkey(data: &Path) -> Result<Vkey, OpenError> {
    let opened = JournalAlone::read(data)?.opened;
    opened.map(|opened| opened.vkey).ok_or_else(|| OpenError::NeverOpened(data.to_owned()))
}
