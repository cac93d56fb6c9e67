//! The published log as plain files, as C2SP tlog-tiles names them: any web server can serve them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    disk::{Disk, Part, PlainDisk, advice, replace_file, sync_folder},
    folder,
};
use crate::{
    ledger::{PublishError, Tiles},
    log::tile::TilePath,
};

/// Writes tiles and checkpoint under a folder.
pub struct TileFiles<D = PlainDisk> {
    folder: PathBuf,
    disk: D,
}

/// Whoever serves the published log may be another user.
const MODE: u32 = 0o666;

impl TileFiles {
    /// Publishes into this folder.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder, disk: PlainDisk }
    }
}

impl<D: Disk> TileFiles<D> {
    /// Publishes into this folder of a disk.
    pub const fn on(disk: D, folder: PathBuf) -> Self {
        Self { folder, disk }
    }

    fn write(&self, part: Part, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.join(name);
        self.create_folders(part, path.parent().unwrap_or(&self.folder))?;
        replace_file(&self.disk, part, MODE, &path, bytes)
    }

    /// Makes the folders that are missing, each one's name on disk before the next is made in it.
    fn create_folders(&self, part: Part, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        let parent = folder.parent().unwrap_or(&self.folder);
        if folder != self.folder {
            self.create_folders(part, parent)?;
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            Ok(()) | Err(_) => sync_folder(&self.disk, part, parent),
        }
    }

    fn publish(&self, part: Part, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.write(part, name, bytes)
            .map_err(|error| PublishError::Write(format!("{name}: {error}{}", advice(&error))))
    }
}

impl<D: Disk> Tiles for TileFiles<D> {
    fn write_tile(&mut self, path: &TilePath, bytes: &[u8]) -> Result<(), PublishError> {
        self.publish(Part::Tile, &path.to_string(), bytes)
    }

    fn write_checkpoint(&mut self, note: &str) -> Result<(), PublishError> {
        self.publish(Part::Checkpoint, "checkpoint", note.as_bytes())
    }
}

/// Writes a verifier key beside the checkpoint under its name, so that the folder alone can be audited.
///
/// # Errors
/// If it can't be written.
pub fn write_vkey(folder: &Path, name: &str, vkey: &str) -> io::Result<()> {
    match read(&folder.join(name))? {
        Some(there) if there == vkey.as_bytes() => Ok(()),
        Some(_) | None => {
            TileFiles::new(folder.to_owned()).write(Part::VerifierKey, name, vkey.as_bytes())
        }
    }
}

/// A published tile or bundle.
///
/// # Errors
/// If the file is there and can't be read.
pub fn read_tile(folder: &Path, path: &TilePath) -> io::Result<Option<Vec<u8>>> {
    read(&folder.join(path.to_string()))
}

/// The published checkpoint.
///
/// # Errors
/// If the file is there and can't be read.
pub fn read_checkpoint(folder: &Path) -> io::Result<Option<Vec<u8>>> {
    read(&folder.join("checkpoint"))
}

/// How many entries the published checkpoints of a data folder claim to cover, those of the logs that its log continues
/// included. Whether their keys signed that is checked when they are replayed.
///
/// # Errors
/// If a file is there and can't be read.
pub fn published_size(data: &Path) -> io::Result<u64> {
    let mut sum = 0_u64;
    for number in 1..=folder::log_number(data) {
        sum = sum.saturating_add(checkpoint_size(&folder::log_at(data, number))?);
    }
    Ok(sum)
}

/// The same of one log; 0 if it has no checkpoint.
///
/// # Errors
/// If the file is there and can't be read.
pub fn checkpoint_size(log_folder: &Path) -> io::Result<u64> {
    let note = read_checkpoint(log_folder)?;
    let text = note.as_deref().and_then(|note| std::str::from_utf8(note).ok());
    Ok(text.and_then(|text| text.lines().nth(1)?.parse().ok()).unwrap_or(0))
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
