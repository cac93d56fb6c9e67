//! The way to the disk. Every write, sync, rename and sync of a folder that a promise rests on is a named
//! step, done through a [`Disk`]: [`PlainDisk`] does it and nothing else; a test's has one go wrong, before
//! or after it is done. What is only read needs no step.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The journal's segments.
    Journal,
    /// What a start cuts off the journal's end and sets aside.
    JournalCut,
    /// The view in sled.
    Sled,
    /// A tile or bundle of the published log.
    Tile,
    /// The published checkpoint.
    Checkpoint,
    /// The log's verifier key beside its checkpoint.
    VerifierKey,
    /// The last time that the service knew.
    KnownTime,
    /// The last checkpoint, outside the data folder.
    Anchor,
    /// A product's picture.
    Picture,
    /// A key of personal data.
    PersonalKey,
    /// Who is signed in.
    Presence,
    /// What all entries add up to, for the next start.
    SavedState,
    /// An order of a print job.
    PrintOrder,
    /// A base, or a part of one that is being made.
    Base,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Bytes are handed over; for sled, a batch.
    Write,
    /// sled writes out what it holds in memory.
    Flush,
    /// The bytes of a file reach the disk.
    Sync,
    /// A file gets the name under which it is read.
    Rename,
    /// The names in a folder reach the disk.
    SyncFolder,
    /// A file is deleted.
    Remove,
}

/// One step to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step(pub Part, pub Act);

/// Does the steps.
pub trait Disk: Clone + Send + Sync + 'static {
    /// Does a step. An error means that it may have been done or not.
    fn perform<T, E: From<io::Error>>(
        &self,
        step: Step,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E>;
}

/// The disk as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainDisk;

impl Disk for PlainDisk {
    #[inline]
    fn perform<T, E: From<io::Error>>(
        &self,
        _: Step,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        act()
    }
}

/// Has a file hold these bytes, on disk when it returns. Temporary file, fsync, rename, fsync of the folder:
/// readers and crashes see the old file or the new one.
pub(super) fn replace_file(
    disk: &impl Disk,
    part: Part,
    mode: u32,
    path: &Path,
    bytes: &[u8],
) -> io::Result<()> {
    replace_file_by(&path.with_extension("tmp"), disk, part, mode, path, bytes)
}

/// As [`replace_file`], by way of a temporary file of the caller's choice: for what several processes write.
pub(super) fn replace_file_by(
    temporary: &Path,
    disk: &impl Disk,
    part: Part,
    mode: u32,
    path: &Path,
    bytes: &[u8],
) -> io::Result<()> {
    replace_file_with(temporary, disk, part, mode, path, &mut |file| file.write_all(bytes))
}

/// Writes what a file is to hold.
pub(super) type WriteAll<'w> = &'w mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// As [`replace_file_by`], for what is too long to be held in memory as well.
pub(super) fn replace_file_with(
    temporary: &Path,
    disk: &impl Disk,
    part: Part,
    mode: u32,
    path: &Path,
    write: WriteAll<'_>,
) -> io::Result<()> {
    let mut file = disk.perform(Step(part, Act::Write), || {
        let mut options = OpenOptions::new();
        let mut file =
            options.write(true).create(true).truncate(true).mode(mode).open(temporary)?;
        write(&mut file).map(|()| file)
    })?;
    disk.perform(Step(part, Act::Sync), || file.flush().and_then(|()| file.sync_all()))?;
    disk.perform(Step(part, Act::Rename), || fs::rename(temporary, path))?;
    sync_folder(disk, part, path.parent().unwrap_or(Path::new(".")))
}

/// Has a folder's names on disk.
pub(super) fn sync_folder(disk: &impl Disk, part: Part, folder: &Path) -> io::Result<()> {
    disk.perform(Step(part, Act::SyncFolder), || File::open(folder)?.sync_all())
}

/// What an operator does about an error of the operating system, to be put behind it; nothing if the
/// error says enough.
pub(super) fn advice(error: &io::Error) -> &'static str {
    let is = |kinds: &[io::ErrorKind]| kinds.contains(&error.kind());
    if is(&[io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded]) {
        "; the disk is full: free some space there"
    } else if is(&[io::ErrorKind::ReadOnlyFilesystem]) {
        "; the disk is mounted read-only: find out why (`dmesg`), mount it writable"
    } else if is(&[io::ErrorKind::PermissionDenied]) {
        "; run it as the user to whom the data folder belongs"
    } else if matches!(error.raw_os_error(), Some(nix::libc::EMFILE | nix::libc::ENFILE)) {
        "; too many files are open: raise the limit (`LimitNOFILE=` of the unit, `ulimit -n`)"
    } else {
        ""
    }
}
