//! What all entries add up to, in a file of its own: derived, so that a damaged or lost one costs time and nothing else.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use super::disk::{Act, Disk, Part, PlainDisk, Step, advice, replace_file_with, sync_folder};
use crate::app::{KeepsState, NotSavedState, SavedState};

/// No saved state is longer: one with a thousand million stamps in a million batches has some 0.1 GB. What is longer is
/// not ours, and no memory is asked for it.
const LONGEST: u64 = 8 << 30;

/// A data folder's `saved-state`.
#[derive(Debug, Clone)]
pub struct SavedStateFile<D = PlainDisk> {
    path: PathBuf,
    disk: D,
}

impl SavedStateFile {
    /// That of this data folder.
    pub fn of(data: &Path) -> Self {
        Self::on(PlainDisk, data)
    }
}

impl<D: Disk> SavedStateFile<D> {
    /// That of this data folder on a disk.
    pub fn on(disk: D, data: &Path) -> Self {
        Self { path: data.join("saved-state"), disk }
    }

    /// What was saved; `None` if nothing was.
    ///
    /// # Errors
    /// [`NotSavedState`] if what is there can't be read: it has to be set aside.
    pub fn read(&self) -> Result<Option<SavedState>, NotSavedState> {
        let unreadable = |error: io::Error| NotSavedState::Unreadable(error.to_string());
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        };
        let length = file.metadata().map_err(unreadable)?.len();
        if length > LONGEST {
            return Err(NotSavedState::TooLong(length));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.take(LONGEST).read_to_end(&mut bytes).map_err(unreadable)?;
        SavedState::read(&bytes).map(Some)
    }

    fn aside(&self) -> PathBuf {
        self.path.with_extension("aside")
    }
}

impl<D: Disk> KeepsState for SavedStateFile<D> {
    fn keep(&self, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let temporary = self.path.with_extension("tmp");
        replace_file_with(&temporary, &self.disk, Part::SavedState, 0o600, &self.path, write)
            .map_err(|error| {
                let words = format!("{}: {error}{}", self.path.display(), advice(&error));
                io::Error::new(error.kind(), words)
            })
    }

    fn set_aside(&self) -> io::Result<()> {
        let renamed = self
            .disk
            .perform(Step(Part::SavedState, Act::Rename), || fs::rename(&self.path, self.aside()));
        match renamed {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            renamed => renamed.and_then(|()| {
                let folder = self.path.parent().unwrap_or(Path::new("."));
                sync_folder(&self.disk, Part::SavedState, folder)
            }),
        }
    }
}
