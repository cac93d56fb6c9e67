//! A published log that lies in a folder of this machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::log::published_log::{FetchError, PublishedLog};

/// Reads a published log from the folder that it lies in.
#[derive(Debug, Clone)]
pub struct LogFolder {
    folder: PathBuf,
}

impl LogFolder {
    /// The log in this folder, or the first one of the data folder that this is.
    pub fn of(folder: &Path) -> Self {
        let within = super::folder::logs(folder);
        let is_data_folder = super::folder::settings_file(folder).is_file() && within.is_dir();
        Self { folder: if is_data_folder { within } else { folder.to_owned() } }
    }
}

impl PublishedLog for LogFolder {
    fn file(&self, name: &str) -> Result<Vec<u8>, FetchError> {
        let path = self.folder.join(name);
        fs::read(&path).map_err(|error| match error.kind() == io::ErrorKind::NotFound {
            true => FetchError::Missing(path.display().to_string()),
            false => FetchError::Unreachable(path.display().to_string(), error.to_string()),
        })
    }
}
