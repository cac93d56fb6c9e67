//! Journal, sled and published log of a folder, opened together: from the saved state on if there is one that fits, else
//! from the first change.

use std::path::Path;

use super::{OpenError, at, block_on};
use crate::{
    app::{
        KeepsState as _, NotSavedState, SavedState, Started, open_checkpoint, replay, replay_behind,
    },
    ledger::Mark,
    log::{LogState, checkpoint::Checkpoint, note::Vkey, tree::TreeHead},
    signing::DemoKey,
    store::{
        Against, Opened, SavedAt, SavedStateFile, SledLedger, folder, published_size,
        read_checkpoint, read_tile,
    },
};

/// A ledger, and what it comes to.
pub(super) struct OpenedLedger {
    pub(super) opened: Opened,
    pub(super) started: Started,
    /// Where the start began, if not at the first change: after which change, and with how many entries.
    pub(super) began_at: Option<(Mark, u64)>,
    /// The checkpoint that was held against what follows from there.
    pub(super) under: Option<TreeHead>,
    /// What became of a saved state that could not be used, in words for the operator.
    pub(super) of_saved: Option<String>,
}

/// Opens the ledger of a folder and replays it, held against its checkpoint.
///
/// # Errors
/// [`OpenError`]
pub(super) fn open(
    data: &Path,
    demo_key: DemoKey,
    vkey: &Vkey,
    note: Option<&[u8]>,
) -> Result<OpenedLedger, OpenError> {
    let file = SavedStateFile::of(data);
    let (saved, unusable) = match saved_state(&file, Some(vkey)) {
        Ok(saved) => (saved, None),
        Err(error) => (None, Some(error)),
    };
    // One that was not signed is refused further on.
    let checkpoint = open_checkpoint(note, vkey).ok().flatten();
    let against = Against {
        published: published_size(data).map_err(at(data))?,
        saved: saved
            .as_ref()
            .map(|saved| saved_at(saved, saved.is_under(checkpoint.as_ref(), vkey))),
    };
    let opened = SledLedger::open_against(data, against)?;
    let begins_there = |_: &SavedState| opened.begins_behind_saved;
    let (started, began_at, under) = match (saved.filter(begins_there), checkpoint) {
        (Some(saved), Some(checkpoint)) => {
            let began_at = (saved.mark, saved.log.next_position());
            let started = replay_behind(&opened.ledger, saved, demo_key, vkey, &checkpoint);
            (block_on(started)?, Some(began_at), Some(checkpoint.head()))
        }
        (Some(_), None) | (None, _) => {
            let log_folder = folder::log(data);
            let read_published = |path: &_| read_tile(&log_folder, path).ok().flatten();
            let started = replay(&opened.ledger, demo_key, vkey, note, read_published);
            (block_on(started)?, None, None)
        }
    };
    let of_saved = unusable.map(|error| {
        if let Err(error) = file.set_aside() {
            tracing::error!(%error, "`saved-state` can't be set aside: delete it");
        }
        in_words(&error)
    });
    Ok(OpenedLedger { opened, started, began_at, under, of_saved })
}

/// What was saved of a log.
///
/// # Errors
/// [`NotSavedState`] if it can't be used.
pub(super) fn saved_state(
    file: &SavedStateFile,
    vkey: Option<&Vkey>,
) -> Result<Option<SavedState>, NotSavedState> {
    match file.read()? {
        Some(saved) if vkey.is_some_and(|vkey| saved.vkey != vkey.to_string()) => {
            Err(NotSavedState::OtherLog)
        }
        saved => Ok(saved),
    }
}

/// Where it was saved.
pub(super) fn saved_at(saved: &SavedState, is_believed: bool) -> SavedAt {
    SavedAt { mark: saved.mark, entries: saved.log.next_position(), is_believed }
}

/// What a start says of one that it can't use.
pub(super) fn in_words(error: &NotSavedState) -> String {
    format!(
        "`saved-state` was not used, since {error}: set aside as saved-state.aside, and everything was read"
    )
}

/// Which logs that a folder's log continues are not published as they were closed, in words for the operator. Their
/// checkpoints are looked at, and not their tiles.
pub(super) fn closed_logs_lost(data: &Path, log: &LogState) -> Vec<String> {
    let closed = (1..).zip(log.closed_logs());
    let lost = closed.filter(|(number, closed)| {
        let note = read_checkpoint(&folder::log_at(data, *number)).ok().flatten();
        let signed = note
            .zip(closed.vkey.as_str().parse().ok())
            .and_then(|(note, vkey)| Checkpoint::open(&note, &vkey).ok());
        signed.map(|signed| signed.head()) != Some(closed.head)
    });
    let words = lost.map(|(number, closed)| {
        format!(
            "{}: not the checkpoint that closed {}: nobody can sign it again, so restore that log from a backup or a copy",
            folder::log_at(data, number).display(),
            closed.origin
        )
    });
    words.collect()
}
