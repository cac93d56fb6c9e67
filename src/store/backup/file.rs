//! Backups as files that appear whole or not at all.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use tempfile::NamedTempFile;

use super::{
    BackupError, Seal,
    gather::{write_folder, write_keys},
    manifest::{Content, Manifest},
};

/// What was made.
#[derive(Debug)]
pub struct BackedUp {
    /// What is in it.
    pub manifest: Manifest,
    /// The sealed files beside it.
    pub sealed: Vec<PathBuf>,
}

/// Fills a buffer with random bytes.
pub type FillRandom = fn(&mut [u8]);

/// Backs a data folder up into a new file, beside a service that runs. With a seal, its keys stand sealed in
/// `FILE.keys.age` and `FILE.personal.age`, by random bytes that a function gives; without, no key leaves the folder. All of
/// them are on disk when this returns, or none is there; a crash while they get their names may leave sealed files without the backup, never a part of one.
///
/// # Errors
/// [`BackupError`]
pub fn back_up_to_file(
    data: &Path,
    path: &Path,
    seal: Option<(&Seal, FillRandom)>,
    now: Timestamp,
) -> Result<BackedUp, BackupError> {
    let sealed = match seal {
        Some(_) => vec![beside(path, "keys.age"), beside(path, "personal.age")],
        None => Vec::new(),
    };
    // Said before anything is read, and made sure of again when the files get their names.
    for path in sealed.iter().map(PathBuf::as_path).chain([path]) {
        if path.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(path.to_owned()));
        }
    }
    let named = |path: &Path, error| {
        if let BackupError::Output(error) = error {
            BackupError::Io(path.to_owned(), error)
        } else {
            error
        }
    };
    let (file, manifest) = write_folder(data, new_file(path)?, now).map_err(|e| named(path, e))?;
    let mut files = Vec::new();
    for (path, content) in sealed.iter().zip([Content::Keys, Content::Personal]) {
        let (seal, random) = seal.expect("there are names only with one");
        let sealing = seal.seal(new_file(path)?, random).map_err(on(path))?;
        let keys = write_keys(data, sealing, (content, &manifest), now);
        let (sealing, _) = keys.map_err(|error| named(path, error))?;
        files.push((end(sealing.finish().map_err(on(path))?, path)?, path.as_path()));
    }
    // The backup last: where it is, what belongs to it is.
    files.push((end(file, path)?, path));
    for (file, path) in files {
        file.persist_noclobber(path).map_err(|error| {
            if error.error.kind() == io::ErrorKind::AlreadyExists {
                BackupError::Exists(path.to_owned())
            } else {
                BackupError::Io(path.to_owned(), error.error)
            }
        })?;
    }
    let folder = folder_of(path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(on(folder))?;
    Ok(BackedUp { manifest, sealed })
}

/// Backs a data folder up, without its keys, into whatever reads this.
///
/// # Errors
/// [`BackupError`]; what was written by then has no end, and is refused by whoever reads it.
pub fn back_up_to_output(
    data: &Path,
    to: impl Write,
    now: Timestamp,
) -> Result<Manifest, BackupError> {
    let (mut to, manifest) = write_folder(data, BufWriter::new(to), now)?;
    to.flush().map_err(BackupError::Output)?;
    Ok(manifest)
}

/// A file in the making, for its owner only: gone if it is dropped.
fn new_file(path: &Path) -> Result<BufWriter<NamedTempFile>, BackupError> {
    let mut builder = tempfile::Builder::new();
    let file = builder.prefix(".ocop-stamp-backup-").tempfile_in(folder_of(path));
    Ok(BufWriter::with_capacity(1 << 20, file.map_err(on(path))?))
}

/// Has all of it on disk.
fn end(writer: BufWriter<NamedTempFile>, path: &Path) -> Result<NamedTempFile, BackupError> {
    let file = writer.into_inner().map_err(|error| on(path)(error.into_error()))?;
    file.as_file().sync_all().map_err(on(path))?;
    Ok(file)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

fn on(path: &Path) -> impl Fn(io::Error) -> BackupError {
    move |error| BackupError::Io(path.to_owned(), error)
}
