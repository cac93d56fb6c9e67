//! A data folder that a test damages: written by one process, opened again by the next.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ocop_stamp::{
    registry::{Certificate, Record},
    store::{Disk, PlainDisk, SledLedger, TileFiles, read_checkpoint},
};
use tempfile::TempDir;

use crate::{
    invented::{certificate_record, number, on_batch, suspended},
    writer::{
        Writer, audit, change, clock, edit, entries_of, log_folder, mint, opening, under_key,
    },
};

/// A data folder that is written by one process, damaged, and opened again.
pub(crate) struct Data {
    folder: TempDir,
    /// How long segments of the journal grow, if not as long as usual.
    pub(crate) segments: Option<u64>,
}

impl Data {
    /// A folder with a history of some changes, closed in good order: a batch, three suspensions, an edit of the
    /// register that no entry tells of.
    pub(crate) fn with_history() -> Self {
        let data = Self::empty();
        let ledger = SledLedger::create(data.path()).expect("a new ledger");
        let writer = Writer::start(ledger, &log_folder(data.path()));
        writer.change(opening()).expect("opened");
        writer.change(under_key("batch", mint(10))).expect("minted");
        for _ in 0..3 {
            writer.change(change([suspended(on_batch(1))])).expect("suspended");
        }
        let edited = Certificate { quota_per_year: Some(QUOTA), ..certificate_record(1) };
        writer.change(edit(vec![Record::Certificate(edited)])).expect("edited");
        writer.stop();
        data
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), segments: None }
    }

    /// As it is now, in a folder of its own.
    pub(crate) fn copy_of(data: &Self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy(data.path(), folder.path());
        Self { folder, segments: data.segments }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The journal, which is one segment unless a test has it grow.
    pub(crate) fn journal(&self) -> PathBuf {
        self.segment(1)
    }

    /// The segment that begins with this change.
    pub(crate) fn segment(&self, sequence: u64) -> PathBuf {
        self.path().join("journal").join(format!("{sequence:020}.journal"))
    }

    pub(crate) fn sled(&self) -> PathBuf {
        self.path().join("sled")
    }

    /// Opens ledger and published files as a service does. What was mended, or why it does not start.
    pub(crate) fn open(&self) -> Result<(Writer, Vec<String>), String> {
        self.open_on(PlainDisk)
    }

    /// As [`open`](Self::open), on a disk of the test's.
    pub(crate) fn open_on(&self, disk: impl Disk) -> Result<(Writer, Vec<String>), String> {
        let folder = log_folder(self.path());
        let checkpoint = read_checkpoint(&folder).expect("a file of ours");
        let published = checkpoint.map_or(0, |note| {
            let text = String::from_utf8(note).expect("a text");
            text.lines().nth(1).expect("a size").parse().expect("a number")
        });
        let opened = SledLedger::open_on(disk.clone(), self.path(), published)
            .map_err(|error| error.to_string())?;
        let mut ledger = opened.ledger;
        if let Some(length) = self.segments {
            ledger.end_segments_at(length);
        }
        let tiles = TileFiles::on(disk, folder.clone());
        let writer = Writer::start_with(ledger, tiles, &folder, clock())
            .map_err(|error| error.to_string())?;
        let mended = opened.mended.into_iter().chain(writer.mended.iter().cloned()).collect();
        Ok((writer, mended))
    }

    /// The whole history is there, goes on, and audits clean; the mendings are as expected.
    #[track_caller]
    pub(crate) fn recovers(&self, expected: &[&str]) {
        let (writer, mended) = self.open().expect("it starts");
        check_mended(&mended, expected);
        assert_eq!(writer.snapshot().log().size(), ENTRIES);
        let certificate = writer.snapshot().register().certificate(number(1)).cloned();
        assert_eq!(certificate.expect("recorded").quota_per_year, Some(QUOTA));
        assert_eq!(
            writer.change(under_key("batch", mint(10))).expect("found").batch,
            Some(number(1))
        );
        self.goes_on(writer, ENTRIES);
    }

    /// The next change has the next position, and everything audits clean after one more start.
    #[track_caller]
    pub(crate) fn goes_on(&self, writer: Writer, size: u64) {
        let next = writer.change(change([suspended(on_batch(1))])).expect("suspended");
        assert_eq!(next.log_indexes, [size]);
        writer.stop();
        let (writer, mended) = self.open().expect("it starts again");
        check_mended(&mended, &[]);
        writer.stop();
        let published = read_checkpoint(&log_folder(self.path())).expect("read").map(|_| size + 1);
        let ledger =
            SledLedger::open(self.path(), published.expect("a checkpoint")).expect("opens");
        let entries = entries_of(&ledger.ledger);
        assert_eq!(audit(&entries, &log_folder(self.path())).size(), size + 1);
    }

    /// The start is refused, in words that hold these; and again at the next try.
    #[track_caller]
    pub(crate) fn refuses(&self, expected: &[&str]) {
        for _ in 0..2 {
            let error = self.open().err().expect("it must not start");
            for words in expected {
                assert!(error.contains(words), "{error:?} should say {words:?}");
            }
        }
    }
}

/// Entries of the history.
pub(crate) const ENTRIES: u64 = 7;

/// The quota that the edit gave certificate 1.
pub(crate) const QUOTA: u64 = 900;

#[track_caller]
pub(crate) fn check_mended(mended: &[String], expected: &[&str]) {
    assert_eq!(mended.len(), expected.len(), "{mended:?}");
    for (mended, words) in mended.iter().zip(expected) {
        assert!(mended.contains(words), "{mended:?} should say {words:?}");
    }
}

/// Copies a folder of files.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of ours");
    for entry in fs::read_dir(from).expect("a folder of ours") {
        let path = entry.expect("a folder of ours").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}
