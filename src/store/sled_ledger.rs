//! The default ledger: the journal, and sled as a view of it, in one data folder of one process.
//!
//! Recovery and the normal path share their code: a frame that the journal has and sled lacks is taken
//! in as if it had just been committed. What follows the longest good prefix of the journal is cut only
//! if it lies beyond sled's head and beyond the published checkpoint, for then nobody was told of it.
//! Anything else refuses to start.
//!
//! Bases (an export of the private part bound to a checkpoint, behind which old segments are deleted)
//! belong here: [`SledLedger::open`] would begin at one instead of at the first segment.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    journal::{Frame, Journal, JournalError, Scan},
    sled_view::SledView,
};
use crate::ledger::{Commit, KeyHash, Ledger, LedgerError, Remembered, Replayed};

/// The store can't be opened or used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("{0}: {1}")]
    Io(PathBuf, #[source] io::Error),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// sled reported an error, or panicked over its files.
    #[error(
        "sled failed: {0}; stop, look at the disk, and move the folder `sled` aside: it is made again from the journal"
    )]
    Sled(String),
    /// The view holds something that we did not write.
    #[error(
        "the view in sled is damaged: {0}; move the folder `sled` aside, and it is made again from the journal"
    )]
    View(&'static str),
    /// The journal lost changes that were acknowledged.
    #[error(
        "the journal's good part ends with change {journal}, but change {sled} was acknowledged: the journal is damaged; restore its segments from a backup"
    )]
    JournalBehind {
        /// The journal's last good sequence.
        journal: u64,
        /// sled's head.
        sled: u64,
    },
    /// The journal's end is torn, and the view that would say whether it was acknowledged is gone.
    #[error(
        "{path}: the journal is damaged behind change {sequence}, and sled, which would say whether what follows was acknowledged, is gone too: restore the journal's segments from a backup; or, if the machine stopped while it was writing that very change, cut it off with `truncate -s {length} {path}`", path = .path.display()
    )]
    TornWithoutView {
        /// The segment that is damaged.
        path: PathBuf,
        /// The last good change.
        sequence: u64,
        /// The length of the segment's good part.
        length: u64,
    },
    /// The journal lost entries that were published.
    #[error(
        "the ledger has {ledger} entries, but a checkpoint over {checkpoint} was published: acknowledged entries are missing; restore the journal's segments from a backup"
    )]
    BehindCheckpoint {
        /// Entries in the ledger.
        ledger: u64,
        /// Entries under the checkpoint.
        checkpoint: u64,
    },
    /// Journal and view tell different histories.
    #[error(
        "journal and sled differ at change {0}; move the folder `sled` aside, and it is made again from the journal"
    )]
    Diverged(u64),
}

impl StoreError {
    pub(super) fn sled(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(error) => Self::Io(PathBuf::from("sled"), error),
            sled::Error::CollectionNotFound(_)
            | sled::Error::Unsupported(_)
            | sled::Error::ReportableBug(_)
            | sled::Error::Corruption { .. } => Self::Sled(error.to_string()),
        }
    }
}

/// The journal with sled beside it.
pub struct SledLedger {
    journal: Journal,
    view: SledView,
    sequence: u64,
}

/// A ledger that was opened, and what the opening had to mend.
pub struct Opened {
    /// The ledger.
    pub ledger: SledLedger,
    /// In words for the operator.
    pub mended: Vec<String>,
}

impl SledLedger {
    /// Makes an empty ledger in a data folder that has none.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn create(data: &Path) -> Result<Self, StoreError> {
        let journal = Journal::create(&data.join("journal"))?;
        let view = SledView::open(&data.join("sled"))?
            .ok_or(StoreError::View("files before the first change"))?;
        view.begin()?;
        Ok(Self { journal, view, sequence: 0 })
    }

    /// Opens the ledger of a data folder, and mends what a crash left behind. `published` is the size of
    /// the last checkpoint.
    ///
    /// # Errors
    /// [`StoreError`]: whatever a crash alone can't have done refuses to start and says how to recover.
    pub fn open(data: &Path, published: u64) -> Result<Opened, StoreError> {
        let mut mended = Vec::new();
        let (journal_folder, sled_folder) = (data.join("journal"), data.join("sled"));
        let readable = match SledView::open(&sled_folder)? {
            Some(view) => follow_if_readable(&journal_folder, view)?,
            None => None,
        };
        let (view, followed) = match readable {
            Some(followed) => followed,
            None => {
                refuse_torn(&journal_folder)?;
                let aside = set_aside(&sled_folder)?;
                mended.push(format!(
                    "sled could not be read: set aside as {}, made again from the journal",
                    aside.display()
                ));
                let view = SledView::open(&sled_folder)?
                    .ok_or(StoreError::View("files that were just made"))?;
                let followed = follow(&journal_folder, &view)?;
                (view, followed)
            }
        };
        let Followed { scan, log_size, replayed } = followed;
        if replayed > 0 {
            mended.push(format!("{replayed} changes stood in the journal alone and were taken in"));
        }
        if log_size < published {
            return Err(StoreError::BehindCheckpoint { ledger: log_size, checkpoint: published });
        }
        if scan.has_bad_tail {
            mended.push(format!(
                "the journal's end was torn after change {}: nobody was told of what followed; it is set aside as *.cut",
                scan.sequence
            ));
        }
        let journal = Journal::open_behind(&journal_folder, &scan)?;
        Ok(Opened { ledger: Self { journal, view, sequence: scan.sequence }, mended })
    }
}

/// How far the view followed the journal.
struct Followed {
    scan: Scan,
    log_size: u64,
    /// Changes that the view lacked.
    replayed: u64,
}

/// As [`follow`], but `None` if sled can't read what it could open: it reports damage late, or panics.
fn follow_if_readable(
    journal: &Path,
    view: SledView,
) -> Result<Option<(SledView, Followed)>, StoreError> {
    let followed = SledView::without_panic(|| follow(journal, &view));
    match followed {
        Ok(followed) => Ok(Some((view, followed))),
        Err(StoreError::Sled(error)) => {
            tracing::warn!(error, "sled can't read its files");
            // Closing damaged files may panic as well.
            let close = || {
                drop(view);
                Ok(())
            };
            drop(SledView::without_panic(close));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// A view that is gone can't say whether the journal's torn end was acknowledged.
fn refuse_torn(journal: &Path) -> Result<(), StoreError> {
    let scan = Journal::scan(journal, |_| Ok::<_, StoreError>(()))?;
    if !scan.has_bad_tail {
        return Ok(());
    }
    let (path, length) = scan.end();
    Err(StoreError::TornWithoutView { path: path.to_owned(), sequence: scan.sequence, length })
}

/// Holds view and journal against each other, frame by frame, and has the view follow to the journal's
/// end.
fn follow(journal: &Path, view: &SledView) -> Result<Followed, StoreError> {
    let head = view.head()?;
    if head.is_none() {
        refuse_torn(journal)?;
    }
    let head_sequence = head.as_ref().map_or(0, |head| head.sequence);
    let (mut log_size, mut replayed) = (0, 0);
    let scan = Journal::scan(journal, |frame: Frame| {
        if frame.sequence > head_sequence {
            view.follow(&frame, log_size)?;
            replayed += 1;
        } else {
            for (index, entry) in (log_size..).zip(&frame.entries) {
                if view.entry(index)?.as_ref() != Some(entry) {
                    return Err(StoreError::Diverged(frame.sequence));
                }
            }
            let at_head = head.as_ref().filter(|head| head.sequence == frame.sequence);
            if at_head.is_some_and(|head| head.frame_hash != frame.hash) {
                return Err(StoreError::Diverged(frame.sequence));
            }
        }
        log_size += frame.entries.len() as u64;
        Ok(())
    })?;
    if scan.sequence < head_sequence {
        return Err(StoreError::JournalBehind { journal: scan.sequence, sled: head_sequence });
    }
    if replayed > 0 {
        view.sync()?;
    }
    Ok(Followed { scan, log_size, replayed })
}

/// Renames a folder to a name that is free.
fn set_aside(folder: &Path) -> Result<PathBuf, StoreError> {
    let free = (1..)
        .map(|number| folder.with_extension(format!("damaged-{number}")))
        .find(|path| !path.exists());
    let aside = free.expect("some number is free");
    std::fs::rename(folder, &aside).map_err(|error| StoreError::Io(folder.to_owned(), error))?;
    Ok(aside)
}

impl Ledger for SledLedger {
    /// Journal with fdatasync, then sled with flush and fdatasync.
    async fn commit(&mut self, group: &[Commit]) -> Result<(), LedgerError> {
        let hash = self.journal.append(group).map_err(|error| LedgerError(error.to_string()))?;
        self.view.put(group, hash).map_err(|error| LedgerError(error.to_string()))?;
        self.sequence = group.last().map_or(self.sequence, |commit| commit.sequence);
        Ok(())
    }

    async fn recall(&self, key: KeyHash) -> Result<Option<Remembered>, LedgerError> {
        self.view.remembered(key).map_err(|error| LedgerError(error.to_string()))
    }

    async fn replay(
        &self,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> Result<u64, LedgerError> {
        let failed = |error: StoreError| LedgerError(error.to_string());
        let told = SledView::without_panic(|| {
            for entry in self.view.entries() {
                if let Err(refused) = each(Replayed::Entry(entry?)) {
                    return Ok(Err(refused));
                }
            }
            for record in self.view.records() {
                if let Err(refused) = each(Replayed::Record(Box::new(record?))) {
                    return Ok(Err(refused));
                }
            }
            Ok(Ok(()))
        });
        told.map_err(failed)??;
        Ok(self.sequence)
    }
}
