//! Base and journal read without their view: for who looks at a folder and must not touch it.

use std::path::{Path, PathBuf};

use super::{
    base_file::Base,
    folder,
    ground::{FoundBase, first_published, newest_good_base, published_entries},
    journal::{self, JournalError},
    records::replayed,
    sled_ledger::journal_folder,
    store_error::StoreError,
};
use crate::{
    ledger::{History, Known, LedgerError, Replayed},
    log::{lineage::opened_by, note::Vkey},
};

/// What the entry says that opened a log.
pub struct OpenedLog {
    /// The log's key.
    pub vkey: Vkey,
    /// How many entries the log has that it continues.
    pub predecessor_size: Option<u64>,
    /// Whether nothing was entered since.
    pub is_last: bool,
}

/// The good part of a data folder's journal, with the base that it begins behind.
pub struct JournalAlone {
    data: PathBuf,
    base: Option<FoundBase>,
    /// The newest good change.
    pub sequence: u64,
    /// How many entries there are.
    pub entries: u64,
    /// Whether something stands behind the good part.
    pub is_torn: bool,
    /// How the log was opened that goes on.
    pub opened: Option<OpenedLog>,
    /// Bases that can't be read.
    pub damaged_bases: Vec<PathBuf>,
}

impl JournalAlone {
    /// Goes through base and journal once; changes nothing.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn read(data: &Path) -> Result<Self, StoreError> {
        let (base, damaged_bases) = newest_good_base(data)?;
        let mut entries = base.as_ref().map_or(0, |base| base.head.entries());
        let mut opened = None;
        let mut is_last = base.as_ref().is_some_and(|base| base.head.log.size == 1);
        if entries > 0 {
            // What is lost of the published log is said by who replays.
            let numbers = (1..=folder::log_number(data)).rev();
            opened = numbers.filter_map(|number| first_published(data, number)).next();
        }
        let mark = base.as_ref().map(|base| &base.head.mark);
        let scan = journal::scan(&journal_folder(data), mark, |frame| {
            entries += frame.entries.len() as u64;
            for entry in frame.entries {
                is_last = opened_by(&entry).is_some();
                if is_last {
                    opened = Some(entry);
                }
            }
            Ok::<_, StoreError>(())
        })?;
        let (sequence, is_torn) = (scan.sequence, scan.has_bad_tail);
        let data = data.to_owned();
        let opened = opened.and_then(|entry| {
            let (vkey, predecessor) = opened_by(&entry)?;
            let vkey = vkey.as_str().parse().ok()?;
            let predecessor_size = predecessor.map(|predecessor| predecessor.size);
            Some(OpenedLog { vkey, predecessor_size, is_last })
        });
        Ok(Self { data, base, sequence, entries, is_torn, opened, damaged_bases })
    }

    /// The change after which the base was made that the journal begins behind, if it does.
    pub fn base(&self) -> Option<u64> {
        self.base.as_ref().map(|base| base.head.mark.sequence)
    }

    fn replay_base(
        &self,
        base: &FoundBase,
        known: Known,
        each: &mut impl FnMut(Replayed) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let mut index = 0;
        let mut refused = None;
        published_entries(&self.data, base.head.entries(), |entry| {
            index += 1;
            if index > known.entries
                && refused.is_none()
                && let Err(stopped) = each(Replayed::Entry(entry))
            {
                refused = Some(stopped);
            }
            Ok(())
        })?;
        if let Some(refused) = refused {
            return Err(refused);
        }
        let mut records = Base::open(&base.path).map_err(StoreError::from)?;
        while let Some((key, value)) = records.next().map_err(StoreError::from)? {
            match replayed(&key, &value) {
                Some(Ok(record)) => each(record)?,
                Some(Err(_)) => return Err(StoreError::View("a record of the base").into()),
                None => {}
            }
        }
        Ok(())
    }
}

/// A reader's refusal, or the files' failure.
enum Stopped {
    Refused(LedgerError),
    Failed(StoreError),
}

impl From<JournalError> for Stopped {
    fn from(error: JournalError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
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
        let mut hand_over = |item: Replayed| each(item).map_err(Stopped::Refused);
        let mut read = || {
            let mut index = 0;
            if let Some(base) = &self.base {
                self.replay_base(base, known, &mut hand_over)?;
                index = base.head.entries();
            }
            let mark = self.base.as_ref().map(|base| &base.head.mark);
            journal::scan(&journal_folder(&self.data), mark, |frame| {
                for entry in frame.entries {
                    if index >= known.entries {
                        hand_over(Replayed::Entry(entry))?;
                    }
                    index += 1;
                }
                for record in frame.private.records {
                    hand_over(Replayed::Record(Box::new(record)))?;
                }
                for record in frame.private.access {
                    hand_over(Replayed::Access(Box::new(record)))?;
                }
                Ok(())
            })
        };
        match read() {
            Ok(scan) => Ok(scan.sequence),
            Err(Stopped::Refused(refused)) => Err(refused),
            Err(Stopped::Failed(error)) => Err(LedgerError(error.to_string())),
        }
    }
}
