//! Journal, sled and the published log, held against each other by the code of the start.

use std::{fs, io, path::Path};

use super::{Doctor, State};
use crate::{
    app::{
        Beginning, Entered, StartError, enter_all, never_published, open_checkpoint, tiles_unfit,
    },
    ledger::History,
    log::{LogState, checkpoint::Checkpoint, note::Vkey, tile_edge::check_published},
    signing::DemoKey,
    store::{
        Against, Examined, JournalAlone, Mending, PlainDisk, SavedAt, SavedStateFile, StoreError,
        folder, read_tile,
    },
    wiring::{block_on, ledger},
};

impl Doctor<'_> {
    /// Journal and sled, as the start holds them against each other. The temporary folder lives as long as
    /// the view in it.
    pub(super) fn store(
        &mut self,
        journal: &JournalAlone,
        against: Against,
        is_served: bool,
    ) -> Option<(tempfile::TempDir, Examined)> {
        let (changes, entries) = (journal.sequence, journal.entries);
        let behind = match journal.base() {
            Some(sequence) => format!(", the first {sequence} of them in a base"),
            None => String::new(),
        };
        let good = format!(
            "{changes} changes with {entries} entries{behind}, each frame bound to the one before"
        );
        if is_served {
            let tail = if journal.is_torn { "; one more is being written" } else { "" };
            self.find("journal", State::Ok, good + tail);
            self.find("sled", State::NotSeen, "the service works on it");
            return None;
        }
        let sled = self.data.join("sled");
        let copy = match copy_beside(&sled) {
            Ok(copy) => copy,
            Err(error) => {
                let state = if journal.is_torn { State::Wrong } else { State::Ok };
                let tail = if journal.is_torn { "; its end is torn" } else { "" };
                self.find("journal", state, good + tail);
                let words = format!(
                    "no copy of it could be made to be opened ({error}): set TMPDIR to a folder with room"
                );
                self.find("sled", State::NotSeen, words);
                return None;
            }
        };
        match Examined::new(PlainDisk, self.data, &copy.path().join("sled"), against) {
            Ok(examined) => {
                let torn = |mending: &&Mending| matches!(mending, Mending::TornEnd(_));
                match examined.mendings.iter().find(torn) {
                    Some(torn) => self.find("journal", State::Mended, torn.to_string()),
                    None => self.find("journal", State::Ok, good),
                }
                let mut of_sled: Vec<_> =
                    examined.mendings.iter().filter(|mending| !torn(mending)).collect();
                if of_sled.is_empty() {
                    let words = format!("follows the journal to change {}", examined.sequence());
                    self.find("sled", State::Ok, words);
                }
                for mending in of_sled.drain(..) {
                    let part = match mending {
                        Mending::BaseDamaged(_) => "bases",
                        Mending::SledSetAside(_)
                        | Mending::Followed { .. }
                        | Mending::TornEnd(_)
                        | Mending::MadeFromBase(_) => "sled",
                    };
                    self.find(part, State::Mended, mending.to_string());
                }
                Some((copy, examined))
            }
            Err(error) => {
                let part = match &error {
                    StoreError::Journal(_)
                    | StoreError::JournalBehind { .. }
                    | StoreError::TornWithoutView { .. }
                    | StoreError::BehindSaved { .. }
                    | StoreError::OtherThanSaved(_)
                    | StoreError::BehindCheckpoint { .. } => "journal",
                    StoreError::Base(_) => "bases",
                    StoreError::EntriesLost(_) => "tiles",
                    StoreError::Io(..)
                    | StoreError::Sled(_)
                    | StoreError::View(_)
                    | StoreError::Diverged(_) => "sled",
                };
                self.refuses(part, &error);
                None
            }
        }
    }

    /// What was saved for the next start, and where, if it can be used.
    pub(super) fn saved_state(&mut self, vkey: Option<&Vkey>) -> Option<SavedAt> {
        match ledger::saved_state(&SavedStateFile::of(self.data), vkey) {
            Ok(None) => {
                let words = "none, as long as the log is short: a start reads all of it";
                self.find("saved state", State::Ok, words);
                None
            }
            Ok(Some(saved)) => {
                let (sequence, entries) = (saved.mark.sequence, saved.log.next_position());
                let words = format!(
                    "made after change {sequence}, with {entries} entries: a start begins there"
                );
                self.find("saved state", State::Ok, words);
                Some(ledger::saved_at(&saved, false))
            }
            Err(error) => {
                self.find("saved state", State::Mended, ledger::in_words(&error));
                None
            }
        }
    }

    pub(super) fn checkpoint(
        &mut self,
        note: Option<&[u8]>,
        vkey: &Vkey,
        entries: u64,
    ) -> Option<Checkpoint> {
        let checkpoint = match open_checkpoint(note, vkey) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                self.refuses("checkpoint", &error);
                return None;
            }
        };
        if let Some(words) = never_published(checkpoint.as_ref(), entries) {
            self.find("checkpoint", State::Mended, words);
        }
        let checkpoint = checkpoint?;
        self.find(
            "checkpoint",
            State::Ok,
            format!("over {} entries, signed by the log's key", checkpoint.size),
        );
        let log_folder = folder::log(self.data);
        let read = |path: &_| read_tile(&log_folder, path).ok().flatten();
        match tiles_unfit(Some(&checkpoint), read) {
            Some(words) => self.find("tiles", State::Mended, words),
            None => self.find("tiles", State::Ok, "all are there, and lead to the signed root"),
        }
        Some(checkpoint)
    }

    /// The logs that the log continues: checkpoint and tiles of each.
    pub(super) fn closed_logs(&mut self, log: &LogState) {
        let mut lost = ledger::closed_logs_lost(self.data, log);
        for (number, closed) in (1..).zip(log.closed_logs()) {
            let log_folder = folder::log_at(self.data, number);
            let read = |path: &_| read_tile(&log_folder, path).ok().flatten();
            let root = check_published(closed.head.size, read);
            if root.is_ok_and(|root| root == closed.head.root) {
                continue;
            }
            lost.push(format!(
                "{}: the tiles of {} are not all there as they were published; restore them from a backup or a copy",
                log_folder.display(),
                closed.origin
            ));
        }
        match (lost.is_empty(), log.closed_logs().len()) {
            (true, 0) => {}
            (true, count) => {
                self.find("closed logs", State::Ok, format!("{count}, as they were closed"));
            }
            (false, _) => {
                lost.into_iter().for_each(|lost| self.find("closed logs", State::Wrong, lost))
            }
        }
    }

    /// All entries by the log's rules, and their root.
    pub(super) fn entries(
        &mut self,
        history: &impl History,
        demo_key: DemoKey,
        vkey: &Vkey,
        checkpoint: Option<&Checkpoint>,
    ) -> Option<Entered> {
        match block_on(enter_all(history, Beginning::nothing(demo_key), vkey, checkpoint, 0)) {
            Ok(entered) => {
                let size = entered.snapshot.log().next_position();
                self.find("entries", State::Ok, format!("{size}, all by the log's rules"));
                if checkpoint.is_some() {
                    self.find("root", State::Ok, "that of the entries is the one that was signed");
                }
                Some(entered)
            }
            Err(error) => {
                let part = match &error {
                    StartError::BehindCheckpoint { .. } | StartError::OtherEntries(_) => "root",
                    StartError::Ledger(_)
                    | StartError::Entry(..)
                    | StartError::Rule(..)
                    | StartError::Checkpoint(_)
                    | StartError::OtherLog(_) => "entries",
                };
                self.refuses(part, &error);
                None
            }
        }
    }
}

/// A copy of a data folder's view in a temporary folder, for sled to open. The names that a mending would
/// find taken are taken there too.
fn copy_beside(sled: &Path) -> io::Result<tempfile::TempDir> {
    let temporary = tempfile::Builder::new().prefix("ocop-stamp-doctor-").tempdir()?;
    if sled.is_dir() {
        copy(sled, &temporary.path().join("sled"))?;
    }
    let beside = sled.parent().map(fs::read_dir).transpose()?;
    for name in beside.into_iter().flatten() {
        let name = name?.file_name();
        if name.to_string_lossy().starts_with("sled.damaged-") {
            fs::create_dir(temporary.path().join(name))?;
        }
    }
    Ok(temporary)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
