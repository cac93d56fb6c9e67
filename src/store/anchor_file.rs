//! An anchor that is a file, on another disk or a mounted share: the last checkpoint, as it was published.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::disk::{Disk, Part, PlainDisk, replace_file};
use crate::ledger::{Anchor, AnchorUnreachable};

/// Whoever checks it may be another user.
const MODE: u32 = 0o644;

/// Keeps the last checkpoint in a file.
pub struct AnchorFile<D = PlainDisk> {
    path: PathBuf,
    place: String,
    disk: D,
}

impl AnchorFile {
    /// The anchor that is this file; its folder has to be there.
    pub fn at(path: &Path) -> Self {
        Self::on(PlainDisk, path)
    }
}

impl<D: Disk> AnchorFile<D> {
    /// The anchor that is this file on a disk.
    pub fn on(disk: D, path: &Path) -> Self {
        Self { path: path.to_owned(), place: path.display().to_string(), disk }
    }

    fn unreachable(&self, error: &io::Error) -> AnchorUnreachable {
        AnchorUnreachable { place: self.place.clone(), reason: error.to_string() }
    }
}

impl<D: Disk> Anchor for AnchorFile<D> {
    fn place(&self) -> &str {
        &self.place
    }

    fn read(&self) -> Result<Option<Vec<u8>>, AnchorUnreachable> {
        match fs::read(&self.path) {
            Ok(note) => Ok(Some(note)),
            // A disk that is not mounted has no folder either, and is no new anchor.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match self.path.parent().map(fs::metadata).transpose() {
                    Ok(_) => Ok(None),
                    Err(error) => Err(self.unreachable(&error)),
                }
            }
            Err(error) => Err(self.unreachable(&error)),
        }
    }

    fn keep(&self, note: &str) -> Result<(), AnchorUnreachable> {
        replace_file(&self.disk, Part::Anchor, MODE, &self.path, note.as_bytes())
            .map_err(|error| self.unreachable(&error))
    }
}
