//! Journal and sled held against each other from the beginning, behind a start that believed what was saved. Reads beside
//! the writer: the journal only grows, and sled allows it from any thread.

use std::path::PathBuf;

use super::{
    disk::{Disk, PlainDisk},
    ground::newest_good_base,
    journal::{self, JournalError},
    sled_ledger::{Mending, journal_folder},
    sled_view::{SledView, without_panic},
    store_error::StoreError,
};
use crate::ledger::{History, Known, LedgerError, Replayed};

/// A ledger up to a change, to be checked while others come.
pub struct SledCheck<D = PlainDisk> {
    data: PathBuf,
    view: SledView<D>,
    up_to: u64,
}

impl<D: Disk> SledCheck<D> {
    pub(super) const fn new(data: PathBuf, view: SledView<D>, up_to: u64) -> Self {
        Self { data, view, up_to }
    }
}

/// Why reading ends before the end of the journal.
enum Stopped {
    /// All that was asked for is read.
    Done,
    Refused(LedgerError),
    Failed(StoreError),
}

impl From<JournalError> for Stopped {
    fn from(error: JournalError) -> Self {
        Self::Failed(error.into())
    }
}

impl<D: Disk> History for SledCheck<D> {
    /// Every frame is checked, and its entries are held against sled. Every record of a number comes in its order.
    async fn replay_behind(
        &self,
        known: Known,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> Result<u64, LedgerError> {
        // Where the journal begins behind a base, sled alone is left of the entries before it: the reader has their root.
        let (base, damaged) =
            newest_good_base(&self.data).map_err(|error| LedgerError(error.to_string()))?;
        if let Some(damaged) = damaged.first() {
            return Err(LedgerError(Mending::BaseDamaged(damaged.clone()).to_string()));
        }
        let mut index = base.as_ref().map_or(0, |base| base.head.entries());
        for entry in self.view.entries(0).take(usize::try_from(index).unwrap_or(usize::MAX)) {
            let entry = entry.map_err(|error| LedgerError(error.to_string()))?;
            each(Replayed::Entry(entry))?;
        }
        let mut hand_over = |item: Replayed| each(item).map_err(Stopped::Refused);
        let mark = base.as_ref().map(|base| &base.head.mark);
        let scan = journal::scan(&journal_folder(&self.data), mark, |frame| {
            if frame.sequence > self.up_to {
                return Err(Stopped::Done);
            }
            for entry in frame.entries {
                let of_sled = without_panic(|| self.view.entry(index)).map_err(Stopped::Failed)?;
                if of_sled.as_ref() != Some(&entry) {
                    return Err(Stopped::Failed(StoreError::Diverged(frame.sequence)));
                }
                if index >= known.entries {
                    hand_over(Replayed::Entry(entry))?;
                }
                index += 1;
            }
            let private = frame.private;
            let records = private.records.into_iter();
            records.map(Box::new).map(Replayed::Record).try_for_each(&mut hand_over)?;
            let access = private.access.into_iter();
            access.map(Box::new).map(Replayed::Access).try_for_each(&mut hand_over)
        });
        match scan {
            Err(Stopped::Done) => Ok(self.up_to),
            Ok(scan) if scan.sequence == self.up_to => Ok(self.up_to),
            Ok(scan) => {
                let behind = StoreError::JournalBehind { journal: scan.sequence, sled: self.up_to };
                Err(LedgerError(behind.to_string()))
            }
            Err(Stopped::Refused(refused)) => Err(refused),
            Err(Stopped::Failed(error)) => Err(LedgerError(error.to_string())),
        }
    }
}
