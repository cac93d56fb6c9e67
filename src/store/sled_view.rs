//! The view of the journal in sled 0.34: what is asked for by key, and what a start reads in order.
//!
//! One tree with prefixes, so that a group is one atomic batch. Keys: `e` index → entry; `h` → head; those of the private
//! part are `records`'.
//!
//! What sled 0.34.7 does not do is done here: its `flush` calls `sync_file_range` and never fsync, so the
//! file is synced by hand; a torn `snap.*.generating` keeps it from opening, so that is removed first;
//! damaged files can panic, so it is opened behind `catch_unwind`.

use std::{
    fs::File,
    panic,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use sled::Batch;

use super::{
    base_file::KeyAndValue,
    disk::{Act, Disk, Part, Step, sync_folder},
    journal::{BEFORE_THE_FIRST, Frame},
    records::{IsOver, json, outcome_key, records_of},
    sled_audit::SledAuditTrail,
    sled_ledger::StoreError,
};
use crate::{
    access::AccessRecord,
    ledger::{Commit, KeyHash, Private, Remembered},
    registry::Record,
};

/// Up to where the view has followed the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub sequence: u64,
    pub frame_hash: [u8; 32],
    pub log_size: u64,
}

#[derive(Clone)]
pub(super) struct SledView<D> {
    disk: D,
    db: sled::Db,
    file: Arc<File>,
}

/// sled's memory, in bytes: scans never read it, so little is enough.
const CACHE: u64 = 64 << 20;

/// Records that are taken out at once.
const FORGOTTEN_AT_ONCE: usize = 1_000;

/// How often, and after which wait, a view is tried that was just closed.
const TRIES: u32 = 50;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

impl<D: Disk> SledView<D> {
    /// Opens the view, or makes an empty one. `Ok(None)` if what is there can't be opened.
    pub(super) fn open(folder: &Path, disk: D) -> Result<Option<Self>, StoreError> {
        let io_error = |error| StoreError::Io(folder.to_owned(), error);
        if let Ok(names) = std::fs::read_dir(folder) {
            for name in names {
                let path = name.map_err(io_error)?.path();
                let is_torn = path.extension().is_some_and(|ending| ending == "generating");
                if is_torn {
                    std::fs::remove_file(&path).map_err(io_error)?;
                }
            }
        }
        let config = sled::Config::new()
            .path(folder)
            .cache_capacity(CACHE)
            .mode(sled::Mode::HighThroughput)
            .flush_every_ms(Some(500));
        let db = match panic::catch_unwind(panic::AssertUnwindSafe(|| open_when_free(&config))) {
            Ok(Ok(db)) => db,
            Ok(Err(sled::Error::Io(error))) => return Err(io_error(error)),
            Ok(Err(error)) => {
                tracing::warn!(%error, "sled can't open its files");
                return Ok(None);
            }
            Err(_) => {
                tracing::warn!("sled panicked when it opened its files");
                return Ok(None);
            }
        };
        let file = Arc::new(File::open(folder.join("db")).map_err(io_error)?);
        for folder in [Some(folder), folder.parent()].into_iter().flatten() {
            sync_folder(&disk, Part::Sled, folder).map_err(io_error)?;
        }
        Ok(Some(Self { disk, db, file }))
    }

    /// Says that an empty view has followed the empty journal: from now on a view without a head is one
    /// that lost it.
    pub(super) fn begin(&self) -> Result<(), StoreError> {
        let nothing = Head { sequence: 0, frame_hash: BEFORE_THE_FIRST, log_size: 0 };
        self.write(Batch::default(), &nothing)
    }

    /// Up to where it has followed; `None` if it is empty.
    pub(super) fn head(&self) -> Result<Option<Head>, StoreError> {
        let bytes = self.db.get(b"h").map_err(StoreError::sled)?;
        bytes
            .map(|bytes| serde_json::from_slice(&bytes).map_err(|_| StoreError::View("its head")))
            .transpose()
    }

    /// Takes a group in, and has it on disk when it returns.
    pub(super) fn put(&self, group: &[Commit], frame_hash: [u8; 32]) -> Result<(), StoreError> {
        let Some(last) = group.last() else { return Ok(()) };
        let mut batch = Batch::default();
        for commit in group {
            let entries = commit.entries.iter().map(|(_, bytes)| bytes.as_slice());
            put_change(&mut batch, commit.sequence, commit.first_index, entries, &commit.private);
        }
        let log_size = last.first_index + last.entries.len() as u64;
        self.write(batch, &Head { sequence: last.sequence, frame_hash, log_size })
    }

    /// Takes a frame of the journal in that the view had not followed yet. Call [`Self::sync`] at the end.
    pub(super) fn follow(&self, frame: &Frame, first_index: u64) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let entries = frame.entries.iter().map(Vec::as_slice);
        put_change(&mut batch, frame.sequence, first_index, entries, &frame.private);
        let log_size = first_index + frame.entries.len() as u64;
        let head = Head { sequence: frame.sequence, frame_hash: frame.hash, log_size };
        put_head(&mut batch, &head);
        self.apply(batch)
    }

    /// Takes in entries and records by their keys, and forgets that they were handed over. Nothing of it counts before
    /// there is a head.
    pub(super) fn take(&self, records: &mut Vec<KeyAndValue>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for (key, value) in records.drain(..) {
            batch.insert(key, value);
        }
        self.apply(batch)
    }

    /// Has all of it on disk, up to a head.
    pub(super) fn begin_at(&self, head: &Head) -> Result<(), StoreError> {
        self.write(Batch::default(), head)
    }

    /// Takes out what is past its time, a few at once: the writer goes on beside it.
    pub(super) fn forget(&self, over: &IsOver) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let mut count = 0;
        for row in self
            .db
            .range(b"a".to_vec()..b"b".to_vec())
            .chain(self.db.range(b"i".to_vec()..b"j".to_vec()))
        {
            let (key, value) = row.map_err(StoreError::sled)?;
            let kept = over.kept((key.to_vec(), value.to_vec()));
            match kept {
                None => batch.remove(key),
                // An outcome that says from now on when it came about.
                Some((_, kept)) if kept.as_slice() != value.as_ref() => batch.insert(key, kept),
                Some(_) => continue,
            }
            count += 1;
            if count % FORGOTTEN_AT_ONCE == 0 {
                self.apply(std::mem::take(&mut batch))?;
            }
        }
        self.apply(batch)?;
        self.sync()
    }

    fn write(&self, mut batch: Batch, head: &Head) -> Result<(), StoreError> {
        put_head(&mut batch, head);
        self.apply(batch)?;
        self.sync()
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        self.disk
            .perform(Step(Part::Sled, Act::Write), || self.db.apply_batch(batch))
            .map_err(StoreError::sled)
    }

    /// `flush`, and the fsync that sled's flush is not.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        self.disk
            .perform(Step(Part::Sled, Act::Flush), || self.db.flush())
            .map_err(StoreError::sled)?;
        self.disk
            .perform(Step(Part::Sled, Act::Sync), || self.file.sync_data())
            .map_err(|error| StoreError::Io(PathBuf::from("sled/db"), error))
    }

    pub(super) fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.db.get(entry_key(index)).map_err(StoreError::sled)?.map(|bytes| bytes.to_vec()))
    }

    /// All entries in order, from one on.
    pub(super) fn entries(&self, from: u64) -> impl Iterator<Item = Result<Vec<u8>, StoreError>> {
        self.db
            .range(entry_key(from)..b"f".to_vec())
            .values()
            .map(|bytes| Ok(bytes.map_err(StoreError::sled)?.to_vec()))
    }

    /// The newest record of each number, those of batches up to one left out.
    pub(super) fn records(
        &self,
        known_batches: u32,
    ) -> impl Iterator<Item = Result<Record, StoreError>> {
        let first_batch = match known_batches {
            0 => b"rb".to_vec(),
            known => [b"rb".as_slice(), &(u64::from(known) + 1).to_be_bytes()].concat(),
        };
        let ranges = [b"r".to_vec()..b"rb".to_vec(), first_batch..b"s".to_vec()];
        ranges.into_iter().flat_map(|range| self.db.range(range).values()).map(|bytes| {
            let bytes = bytes.map_err(StoreError::sled)?;
            serde_json::from_slice(&bytes).map_err(|_| StoreError::View("a record"))
        })
    }

    /// The newest record of people of each number.
    pub(super) fn access_records(&self) -> impl Iterator<Item = Result<AccessRecord, StoreError>> {
        self.db.scan_prefix(b"u").values().map(|bytes| {
            let bytes = bytes.map_err(StoreError::sled)?;
            serde_json::from_slice(&bytes).map_err(|_| StoreError::View("a record of a person"))
        })
    }

    /// A way to the audit records, for other threads than the writer's.
    pub(super) fn audit_records(&self) -> SledAuditTrail {
        SledAuditTrail { db: self.db.clone() }
    }

    pub(super) fn remembered(&self, key: KeyHash) -> Result<Option<Remembered>, StoreError> {
        let bytes = self.db.get(outcome_key(key)).map_err(StoreError::sled)?;
        bytes
            .map(|bytes| serde_json::from_slice(&bytes).map_err(|_| StoreError::View("an outcome")))
            .transpose()
    }
}

/// Opens sled's files, with a little patience: a view that this process closed lets go of them in the
/// background. No other process can hold them, since the data folder is locked.
fn open_when_free(config: &sled::Config) -> sled::Result<sled::Db> {
    for _ in 0..TRIES {
        match config.open() {
            Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock") => {
                thread::sleep(BETWEEN_TRIES);
            }
            opened => return opened,
        }
    }
    config.open()
}

/// Takes a panic of sled, which its damaged files can cause, for an error like any other.
pub(super) fn without_panic<T>(
    act: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let panicked = |_| Err(StoreError::Sled("it panicked".to_owned()));
    panic::catch_unwind(panic::AssertUnwindSafe(act)).unwrap_or_else(panicked)
}

fn put_head(batch: &mut Batch, head: &Head) {
    batch.insert(b"h", json(head));
}

fn put_change<'a>(
    batch: &mut Batch,
    sequence: u64,
    first_index: u64,
    entries: impl Iterator<Item = &'a [u8]>,
    private: &Private,
) {
    for (index, entry) in (first_index..).zip(entries) {
        batch.insert(entry_key(index), entry);
    }
    for (key, value) in records_of(sequence, private) {
        batch.insert(key, value);
    }
}

/// Where an entry stands.
pub(super) fn entry_key(index: u64) -> Vec<u8> {
    [b"e".as_slice(), &index.to_be_bytes()].concat()
}
