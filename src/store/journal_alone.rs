//! The journal read without its view: for who looks at a folder and must not touch it.

use std::path::{Path, PathBuf};

use super::{
    journal::{self, JournalError},
    sled_ledger::journal_folder,
};
use crate::ledger::{History, Known, LedgerError, Replayed};

/// The good part of a data folder's journal.
pub struct JournalAlone {
    folder: PathBuf,
    /// The newest good change.
    pub sequence: u64,
    /// How many entries there are.
    pub entries: u64,
    /// Whether something stands behind the good part.
    pub is_torn: bool,
    /// The first entry's bytes.
    pub first_entry: Option<Vec<u8>>,
}

impl JournalAlone {
    /// Goes through the journal once; changes nothing.
    ///
    /// # Errors
    /// [`JournalError`]
    pub fn read(data: &Path) -> Result<Self, JournalError> {
        let folder = journal_folder(data);
        let (mut entries, mut first_entry) = (0, None);
        let scan = journal::scan(&folder, |frame| {
            entries += frame.entries.len() as u64;
            if first_entry.is_none() {
                first_entry = frame.entries.into_iter().next();
            }
            Ok::<_, JournalError>(())
        })?;
        let (sequence, is_torn) = (scan.sequence, scan.has_bad_tail);
        Ok(Self { folder, sequence, entries, is_torn, first_entry })
    }
}

/// A reader's refusal, or the journal's failure.
enum Stopped {
    Refused(LedgerError),
    Failed(JournalError),
}

impl From<JournalError> for Stopped {
    fn from(error: JournalError) -> Self {
        Self::Failed(error)
    }
}

impl History for JournalAlone {
    /// Every record of a number in its order, so that the newest stands.
    async fn replay_behind(
        &self,
        known: Known,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> Result<u64, LedgerError> {
        let mut index = 0;
        let scan = journal::scan(&self.folder, |frame| {
            for entry in frame.entries {
                if index >= known.entries {
                    each(Replayed::Entry(entry)).map_err(Stopped::Refused)?;
                }
                index += 1;
            }
            for record in frame.private.records {
                each(Replayed::Record(Box::new(record))).map_err(Stopped::Refused)?;
            }
            for record in frame.private.access {
                each(Replayed::Access(Box::new(record))).map_err(Stopped::Refused)?;
            }
            Ok(())
        });
        match scan {
            Ok(scan) => Ok(scan.sequence),
            Err(Stopped::Refused(refused)) => Err(refused),
            Err(Stopped::Failed(error)) => Err(LedgerError(error.to_string())),
        }
    }
}
