//! What is restored from a backup, into a folder that nobody else knows yet.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use super::{
    ArchiveError, BackupError, Unseal,
    archive::{Each, read_archive},
    manifest::{Content, Manifest},
};

/// Reads a backup of a data folder to its end, and makes nothing.
///
/// # Errors
/// [`BackupError`]: of a file of which one byte is not what was written, as well.
pub fn check_backup(path: &Path) -> Result<Manifest, BackupError> {
    let manifest = read_archive(opened(path)?, &mut |_, _| Ok(())).map_err(of(path))?;
    match &manifest.content {
        Content::Folder(_) => Ok(manifest),
        Content::Keys | Content::Personal => Err(other_content(path, &manifest, "a data folder")),
    }
}

/// Reads a sealed file to its end, and makes nothing.
///
/// # Errors
/// As [`check_backup`]; and if it is not of the log of that backup.
pub fn check_sealed(
    path: &Path,
    with: &Unseal,
    of_log: &Manifest,
) -> Result<Manifest, BackupError> {
    let manifest = read_sealed(path, with, &mut |_, _| Ok(()))?;
    match &manifest.content {
        Content::Folder(_) => return Err(other_content(path, &manifest, "keys")),
        Content::Keys | Content::Personal => {}
    }
    match (&manifest.origin, &manifest.vkey) == (&of_log.origin, &of_log.vkey) {
        true => Ok(manifest),
        false => Err(BackupError::OtherLog(path.to_owned())),
    }
}

/// Takes the files of a backup that was checked out of it, into an empty folder.
///
/// # Errors
/// [`BackupError`]: also if it is not any more what was checked.
pub fn unpack_backup(path: &Path, checked: &Manifest, into: &Path) -> Result<(), BackupError> {
    let manifest = read_archive(opened(path)?, &mut |name, content| take_out(into, name, content));
    is_as_checked(path, &manifest.map_err(of(path))?, checked)
}

/// The same for a sealed file.
///
/// # Errors
/// As [`unpack_backup`].
pub fn unpack_sealed(
    path: &Path,
    with: &Unseal,
    checked: &Manifest,
    into: &Path,
) -> Result<(), BackupError> {
    let manifest = read_sealed(path, with, &mut |name, content| take_out(into, name, content))?;
    is_as_checked(path, &manifest, checked)
}

fn read_sealed(path: &Path, with: &Unseal, each: &mut Each<'_>) -> Result<Manifest, BackupError> {
    let opened = with.open(opened(path)?);
    let opened = opened.map_err(|error| BackupError::Seal(path.to_owned(), error))?;
    read_archive(opened, each).map_err(of(path))
}

fn is_as_checked(path: &Path, found: &Manifest, checked: &Manifest) -> Result<(), BackupError> {
    if found == checked {
        return Ok(());
    }
    let words = "it is another file than the one that was checked a moment ago".to_owned();
    Err(BackupError::Archive(path.to_owned(), ArchiveError::Manifest(words)))
}

/// Makes a file of this name, which was found to lie within, and its folders.
fn take_out(into: &Path, name: &str, content: &mut dyn Read) -> Result<(), ArchiveError> {
    let path = into.join(name);
    let not_taken = |error| ArchiveError::NotTaken(path.clone(), error);
    // The published log and the pictures may be served by somebody else; all else is its owner's alone.
    let is_public = name.starts_with("log/") || name.starts_with("pictures/");
    let (folder_mode, mode) = if is_public { (0o777, 0o666) } else { (0o700, 0o600) };
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(folder_mode)
            .create(folder)
            .map_err(not_taken)?;
    }
    let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&path);
    let mut file = file.map_err(not_taken)?;
    let mut buffer = vec![0; 128 << 10];
    loop {
        match content.read(&mut buffer)? {
            0 => return Ok(()),
            read => file.write_all(&buffer[..read]).map_err(not_taken)?,
        }
    }
}

fn opened(path: &Path) -> Result<BufReader<File>, BackupError> {
    let file = File::open(path).map_err(|error| BackupError::Io(path.to_owned(), error))?;
    Ok(BufReader::with_capacity(1 << 20, file))
}

fn other_content(path: &Path, found: &Manifest, wanted: &'static str) -> BackupError {
    BackupError::OtherContent { path: path.to_owned(), found: found.content.name(), wanted }
}

fn of(path: &Path) -> impl Fn(ArchiveError) -> BackupError {
    move |error| match error {
        // So says age.
        ArchiveError::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            BackupError::Archive(path.to_owned(), ArchiveError::Tampered)
        }
        ArchiveError::Io(error) => BackupError::Io(path.to_owned(), error),
        ArchiveError::NotTaken(path, error) => BackupError::Io(path, error),
        ArchiveError::Unreadable(..)
        | ArchiveError::Tampered
        | ArchiveError::Foreign
        | ArchiveError::Cut
        | ArchiveError::Extended
        | ArchiveError::Header(_)
        | ArchiveError::Name(_)
        | ArchiveError::Damaged(_)
        | ArchiveError::Format(_)
        | ArchiveError::Manifest(_)
        | ArchiveError::TooLong(_)
        | ArchiveError::Shrunk(_) => BackupError::Archive(path.to_owned(), error),
    }
}
