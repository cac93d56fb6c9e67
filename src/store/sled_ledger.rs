//! The default ledger: the journal, and sled as a view of it, in one data folder of one process.
//!
//! Recovery and the normal path share their code: a frame that the journal has and sled lacks is taken
//! in as if it had just been committed. What follows the longest good prefix of the journal is cut only
//! if it lies beyond sled's head and beyond the published checkpoint, for then nobody was told of it.
//! Anything else refuses to start.
//!
//! Where there is a base, the journal begins behind it: what the base says stands in for all frames before, and the
//! published log for their entries.

use std::path::{Path, PathBuf};

use super::{
    base_maker::BaseMaker,
    disk::{Act, Disk, Part, PlainDisk, Step, sync_folder},
    ground::{holds_entries_of, make_view, newest_base, newest_good_base},
    journal::{self, Frame, Journal, Scan},
    sled_audit::SledAuditTrail,
    sled_check::SledCheck,
    sled_view::{SledView, without_panic},
    store_error::StoreError,
};
use crate::ledger::{
    Commit, History, KeyHash, Known, Ledger, LedgerError, Mark, Remembered, Replayed,
};

/// The journal with sled beside it.
pub struct SledLedger<D = PlainDisk> {
    journal: Journal<D>,
    view: SledView<D>,
    sequence: u64,
}

/// A ledger that was opened, and what the opening had to mend.
pub struct Opened<D = PlainDisk> {
    /// The ledger.
    pub ledger: SledLedger<D>,
    /// In words for the operator.
    pub mended: Vec<String>,
    /// Whether it was read from the saved state on, and what stands before that was believed.
    pub begins_behind_saved: bool,
}

/// What an opening is held against: what is known of the ledger from elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Against {
    /// Size of the last checkpoint.
    pub published: u64,
    /// Where the saved state was made.
    pub saved: Option<SavedAt>,
}

/// Where a state was saved.
#[derive(Debug, Clone, Copy)]
pub struct SavedAt {
    /// After which change.
    pub mark: Mark,
    /// How many entries there were.
    pub entries: u64,
    /// Whether what stands before it is believed. Else all is read, and the mark is only looked for.
    pub is_believed: bool,
}

/// What an opening found, before it touches the journal: its view follows the journal to the end.
pub struct Examined<D = PlainDisk> {
    view: SledView<D>,
    scan: Scan,
    disk: D,
    begins_behind_saved: bool,
    /// What has to be mended; of sled, it is done.
    pub mendings: Vec<Mending>,
}

/// Something that an opening mends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mending {
    /// sled's files can't be read.
    SledSetAside(PathBuf),
    /// sled lacks changes, or is gone.
    Followed {
        /// How many.
        changes: u64,
        /// Whether the folder was there.
        was_there: bool,
    },
    /// The journal's end is torn behind this change.
    TornEnd(u64),
    /// sled was made again from the base after this change.
    MadeFromBase(u64),
    /// A base can't be read; the one before it stands in.
    BaseDamaged(PathBuf),
}

impl std::fmt::Display for Mending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SledSetAside(aside) => write!(
                f,
                "sled could not be read: set aside as {}, made again from the journal",
                aside.file_name().unwrap_or_default().display()
            ),
            Self::Followed { changes, was_there } => {
                let why = if *was_there { "" } else { ", since the folder `sled` was gone" };
                write!(f, "{changes} changes stood in the journal alone and were taken in{why}")
            }
            Self::MadeFromBase(sequence) => {
                write!(f, "sled was made again from the base after change {sequence}")
            }
            Self::BaseDamaged(path) => write!(
                f,
                "the base {} is damaged: the one before it stands in; it is deleted when two newer ones are made",
                path.file_name().unwrap_or_default().display()
            ),
            Self::TornEnd(sequence) => write!(
                f,
                "the journal's end was torn after change {sequence}: nobody was told of what followed; it is set aside as *.cut"
            ),
        }
    }
}

impl SledLedger {
    /// Makes an empty ledger in a data folder that has none.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn create(data: &Path) -> Result<Self, StoreError> {
        Self::create_on(PlainDisk, data)
    }

    /// Opens the ledger of a data folder, and mends what a crash left behind. `published` is the size of
    /// the last checkpoint.
    ///
    /// # Errors
    /// [`StoreError`]: whatever a crash alone can't have done refuses to start and says how to recover.
    pub fn open(data: &Path, published: u64) -> Result<Opened, StoreError> {
        Self::open_on(PlainDisk, data, published)
    }

    /// The same, held against all that is known. Where a state was saved and is believed, only what stands behind it is
    /// read, if the journal holds its change and sled has come as far.
    ///
    /// # Errors
    /// As [`open`](SledLedger::open).
    pub fn open_against(data: &Path, against: Against) -> Result<Opened, StoreError> {
        Self::open_against_on(PlainDisk, data, against)
    }
}

impl<D: Disk> SledLedger<D> {
    /// As [`create`](SledLedger::create), through a disk of the caller's.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn create_on(disk: D, data: &Path) -> Result<Self, StoreError> {
        let journal = Journal::create(&journal_folder(data), disk.clone())?;
        let view = SledView::open(&sled_folder(data), disk)?
            .ok_or(StoreError::View("files before the first change"))?;
        view.begin()?;
        Ok(Self { journal, view, sequence: 0 })
    }

    /// As [`open`](SledLedger::open), through a disk of the caller's.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn open_on(disk: D, data: &Path, published: u64) -> Result<Opened<D>, StoreError> {
        Self::open_against_on(disk, data, Against { published, saved: None })
    }

    /// As [`open_against`](SledLedger::open_against), through a disk of the caller's.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn open_against_on(
        disk: D,
        data: &Path,
        against: Against,
    ) -> Result<Opened<D>, StoreError> {
        let journal_folder = journal_folder(data);
        let Examined { view, scan, disk, begins_behind_saved, mendings } =
            Examined::new(disk, data, &sled_folder(data), against)?;
        let journal = Journal::open_behind(&journal_folder, &scan, disk)?;
        let mended = mendings.iter().map(Mending::to_string).collect();
        let ledger = Self { journal, view, sequence: scan.sequence };
        Ok(Opened { ledger, mended, begins_behind_saved })
    }

    /// A way to hold journal and sled against each other from the beginning, up to the newest change of now, on another
    /// thread.
    pub fn check(&self) -> SledCheck<D> {
        SledCheck::new(self.data().to_owned(), self.view.clone(), self.sequence)
    }

    /// A way to make bases, on other threads.
    pub fn base_maker(&self, disk: D) -> BaseMaker<D> {
        BaseMaker::new(self.data(), disk, self.view.clone())
    }

    fn data(&self) -> &Path {
        self.journal.folder().parent().unwrap_or(Path::new("."))
    }

    /// A way to the audit records, for other threads than the writer's.
    pub fn audit_trail(&self) -> SledAuditTrail {
        self.view.audit_records()
    }

    /// Has the journal's segments end when they are this long, instead of 64 MiB.
    pub fn end_segments_at(&mut self, length: u64) {
        self.journal.end_segments_at(length);
    }
}

impl<D: Disk> Examined<D> {
    /// Opens the view, has it follow the journal, and says what is not as it should be. The journal is only
    /// read; `sled` is written to, so who wants to leave it alone names a copy.
    ///
    /// # Errors
    /// [`StoreError`]: as a start would refuse.
    pub fn new(disk: D, data: &Path, sled: &Path, against: Against) -> Result<Self, StoreError> {
        let Against { published, saved } = against;
        let mut mendings = Vec::new();
        // Before sled is asked: it makes an empty view where there is none.
        let was_there = sled.is_dir();
        let readable = match SledView::open(sled, disk.clone())? {
            Some(view) => follow_if_readable(data, view, saved.as_ref())?,
            None => None,
        };
        let (view, followed) = match readable {
            Some(followed) => followed,
            None => {
                refuse_torn(data)?;
                mendings.push(Mending::SledSetAside(set_aside(&disk, sled)?));
                let view = SledView::open(sled, disk.clone())?
                    .ok_or(StoreError::View("files that were just made"))?;
                let followed = follow(data, &view, saved.as_ref())?;
                (view, followed)
            }
        };
        let Followed { scan, log_size, replayed, begins_behind_saved, of_bases } = followed;
        mendings.extend(of_bases);
        if replayed > 0 {
            mendings.push(Mending::Followed { changes: replayed, was_there });
        }
        if log_size < published {
            return Err(StoreError::BehindCheckpoint { ledger: log_size, checkpoint: published });
        }
        if scan.has_bad_tail {
            mendings.push(Mending::TornEnd(scan.sequence));
        }
        Ok(Self { view, scan, disk, begins_behind_saved, mendings })
    }

    /// The newest change.
    pub fn sequence(&self) -> u64 {
        self.scan.sequence
    }
}

/// Where a data folder has its journal.
pub(super) fn journal_folder(data: &Path) -> PathBuf {
    data.join("journal")
}

/// Where a data folder has its view.
fn sled_folder(data: &Path) -> PathBuf {
    data.join("sled")
}

/// How far the view followed the journal.
struct Followed {
    scan: Scan,
    log_size: u64,
    /// Changes that the view lacked.
    replayed: u64,
    begins_behind_saved: bool,
    /// What is mended of bases, or by them.
    of_bases: Vec<Mending>,
}

/// As [`follow`], but `None` if sled can't read what it could open: it reports damage late, or panics.
fn follow_if_readable<D: Disk>(
    data: &Path,
    view: SledView<D>,
    saved: Option<&SavedAt>,
) -> Result<Option<(SledView<D>, Followed)>, StoreError> {
    let followed = without_panic(|| follow(data, &view, saved));
    match followed {
        Ok(followed) => Ok(Some((view, followed))),
        Err(StoreError::Sled(error)) => {
            tracing::warn!(error, "sled can't read its files");
            // Closing damaged files may panic as well.
            let close = || {
                drop(view);
                Ok(())
            };
            drop(without_panic(close));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// A view that is gone can't say whether the journal's torn end was acknowledged.
fn refuse_torn(data: &Path) -> Result<(), StoreError> {
    let base = newest_base(data)?.map(|base| base.head.mark);
    let scan = journal::scan(&journal_folder(data), base.as_ref(), |_| Ok::<_, StoreError>(()))?;
    if !scan.has_bad_tail {
        return Ok(());
    }
    let (path, length) = scan.end();
    Err(StoreError::TornWithoutView { path: path.to_owned(), sequence: scan.sequence, length })
}

/// Holds view and journal against each other, frame by frame, and has the view follow to the journal's
/// end. What stands before a saved state that is believed is passed by, if both have come as far.
fn follow<D: Disk>(
    data: &Path,
    view: &SledView<D>,
    saved: Option<&SavedAt>,
) -> Result<Followed, StoreError> {
    let journal = &journal_folder(data);
    let mut head = view.head()?;
    if head.is_none() {
        refuse_torn(data)?;
    }
    let begins_behind = match saved {
        Some(saved)
            if saved.is_believed
                && head.as_ref().is_some_and(|head| saved.mark.sequence <= head.sequence) =>
        {
            journal::holds(journal, &saved.mark)?.then_some(saved)
        }
        Some(_) | None => None,
    };
    let mut of_bases = Vec::new();
    let base = match begins_behind {
        Some(_) => None,
        None => {
            let (base, damaged) = newest_good_base(data)?;
            of_bases.extend(damaged.into_iter().map(Mending::BaseDamaged));
            base
        }
    };
    if let Some(base) = &base
        && head.as_ref().is_none_or(|head| head.sequence < base.head.mark.sequence)
    {
        make_view(view, data, base)?;
        head = view.head()?;
        of_bases.push(Mending::MadeFromBase(base.head.mark.sequence));
    }
    let head_sequence = head.as_ref().map_or(0, |head| head.sequence);
    let at_head = |sequence: u64, hash: &[u8; 32]| match &head {
        Some(head) if head.sequence == sequence && head.frame_hash != *hash => {
            Err(StoreError::Diverged(sequence))
        }
        Some(_) | None => Ok(()),
    };
    let begins_at = match (begins_behind, &base) {
        (Some(saved), _) => Some((saved.mark, saved.entries)),
        (None, Some(base)) => Some((base.head.mark, base.head.entries())),
        (None, None) => None,
    };
    if let Some((mark, _)) = &begins_at {
        at_head(mark.sequence, &mark.frame_hash)?;
    }
    let (mut log_size, mut replayed) = (begins_at.map_or(0, |(_, entries)| entries), 0);
    let begins_at = begins_at.map(|(mark, _)| mark);
    let scan = journal::scan(journal, begins_at.as_ref(), |frame: Frame| {
        if frame.sequence > head_sequence {
            view.follow(&frame, log_size)?;
            replayed += 1;
        } else {
            for (index, entry) in (log_size..).zip(&frame.entries) {
                if view.entry(index)?.as_ref() != Some(entry) {
                    return Err(StoreError::Diverged(frame.sequence));
                }
            }
            at_head(frame.sequence, &frame.hash)?;
        }
        log_size += frame.entries.len() as u64;
        match saved {
            Some(SavedAt { mark, entries, .. })
                if mark.sequence == frame.sequence
                    && (mark.frame_hash, *entries) != (frame.hash, log_size) =>
            {
                Err(StoreError::OtherThanSaved(frame.sequence))
            }
            Some(_) | None => Ok(()),
        }
    })?;
    if scan.sequence < head_sequence {
        return Err(StoreError::JournalBehind { journal: scan.sequence, sled: head_sequence });
    }
    if let Some(saved) = saved.map(|saved| saved.mark.sequence)
        && scan.sequence < saved
    {
        return Err(StoreError::BehindSaved { journal: scan.sequence, saved });
    }
    if replayed > 0 {
        view.sync()?;
    }
    if let Some(base) = &base {
        holds_entries_of(view, base)?;
    }
    let begins_behind_saved = begins_behind.is_some();
    Ok(Followed { scan, log_size, replayed, begins_behind_saved, of_bases })
}

/// Renames a folder to a name that is free.
fn set_aside(disk: &impl Disk, folder: &Path) -> Result<PathBuf, StoreError> {
    let free = (1..)
        .map(|number| folder.with_extension(format!("damaged-{number}")))
        .find(|path| !path.exists());
    let aside = free.expect("some number is free");
    disk.perform(Step(Part::Sled, Act::Rename), || std::fs::rename(folder, &aside))
        .and_then(|()| sync_folder(disk, Part::Sled, folder.parent().unwrap_or(Path::new("."))))
        .map_err(|error| StoreError::Io(folder.to_owned(), error))?;
    Ok(aside)
}

/// All that a view holds, in the order in which a start reads it.
fn replay_view<D: Disk>(
    view: &SledView<D>,
    known: Known,
    each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
) -> Result<(), LedgerError> {
    let told = without_panic(|| {
        for entry in view.entries(known.entries) {
            if let Err(refused) = each(Replayed::Entry(entry?)) {
                return Ok(Err(refused));
            }
        }
        for record in view.records(known.batches) {
            if let Err(refused) = each(Replayed::Record(Box::new(record?))) {
                return Ok(Err(refused));
            }
        }
        for record in view.access_records() {
            if let Err(refused) = each(Replayed::Access(Box::new(record?))) {
                return Ok(Err(refused));
            }
        }
        Ok(Ok(()))
    });
    told.map_err(|error: StoreError| LedgerError(error.to_string()))?
}

impl<D: Disk> History for SledLedger<D> {
    async fn replay_behind(
        &self,
        known: Known,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> Result<u64, LedgerError> {
        replay_view(&self.view, known, each)?;
        Ok(self.sequence)
    }
}

impl<D: Disk> History for Examined<D> {
    async fn replay_behind(
        &self,
        known: Known,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> Result<u64, LedgerError> {
        replay_view(&self.view, known, each)?;
        Ok(self.scan.sequence)
    }
}

impl<D: Disk> Ledger for SledLedger<D> {
    /// Journal with fdatasync, then sled with flush and fdatasync.
    async fn commit(&mut self, group: &[Commit]) -> Result<(), LedgerError> {
        let hash = self.journal.append(group).map_err(|error| LedgerError(error.to_string()))?;
        let put = without_panic(|| self.view.put(group, hash));
        put.map_err(|error| LedgerError(error.to_string()))?;
        self.sequence = group.last().map_or(self.sequence, |commit| commit.sequence);
        Ok(())
    }

    async fn recall(&self, key: KeyHash) -> Result<Option<Remembered>, LedgerError> {
        without_panic(|| self.view.remembered(key)).map_err(|error| LedgerError(error.to_string()))
    }

    fn longest_change(&self) -> u64 {
        u64::from(journal::LONGEST_BODY)
    }

    fn mark(&self) -> Option<Mark> {
        self.journal.last()
    }

    fn end_file(&mut self) {
        if let Err(error) = self.journal.end_segment() {
            tracing::warn!(%error, "the journal's file goes on, and is deleted later");
        }
    }
}
