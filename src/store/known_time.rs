//! The last time that the service knew, in a file of its own: not journalled, since it is written every
//! minute and says nothing of the log.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::disk::{Disk, Part, PlainDisk, advice, replace_file};
use crate::{app::KeepsTime, ledger::KnownTime};

/// A data folder's `clock.json`.
pub struct KnownTimeFile<D = PlainDisk> {
    path: PathBuf,
    disk: D,
}

impl KnownTimeFile {
    /// That of this data folder.
    pub fn of(data: &Path) -> Self {
        Self::on(PlainDisk, data)
    }
}

impl<D: Disk> KnownTimeFile<D> {
    /// That of this data folder on a disk.
    pub fn on(disk: D, data: &Path) -> Self {
        Self { path: data.join("clock.json"), disk }
    }

    /// What was kept; `None` if nothing was, or the file says nothing that can be read: then one counts
    /// from the last entry.
    ///
    /// # Errors
    /// If the file is there and can't be read.
    pub fn read(&self) -> io::Result<Option<KnownTime>> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl<D: Disk> KnownTimeFile<D> {
    /// What has to be mended of it, if anything.
    pub fn damage(&self) -> Option<&'static str> {
        let is_damaged = self.path.is_file() && matches!(self.read(), Ok(None));
        is_damaged
            .then_some("clock.json could not be read: the clock is held against the last entry")
    }
}

impl<D: Disk> KeepsTime for KnownTimeFile<D> {
    fn keep(&self, known: &KnownTime) -> io::Result<()> {
        let bytes = serde_json::to_vec(known).expect("two or three times serialise");
        replace_file(&self.disk, Part::KnownTime, 0o600, &self.path, &bytes).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("{}: {error}{}", self.path.display(), advice(&error)),
            )
        })
    }
}
