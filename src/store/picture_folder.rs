//! Pictures of products as files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    disk::{Part, PlainDisk, advice, replace_file_by},
    folder,
};
use crate::{app::KeepsPictures, registry::PictureId};

/// The pictures of a data folder.
pub struct PictureFolder(PathBuf);

impl PictureFolder {
    /// Those of this data folder.
    pub fn of(data: &Path) -> Self {
        Self(folder::pictures(data))
    }

    fn put(&self, path: &Path, temporary: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        replace_file_by(temporary, &PlainDisk, Part::Picture, 0o666, path, bytes)
    }
}

impl KeepsPictures for PictureFolder {
    fn keep(&self, id: &PictureId, bytes: &[u8]) -> io::Result<()> {
        let path = self.0.join(id.as_str());
        if path.is_file() {
            return Ok(());
        }
        // Threads and processes that keep the same picture at once each have a file of their own until it is whole.
        let thread = std::thread::current().id();
        let temporary =
            self.0.join(format!("{}.{}.{thread:?}.tmp", id.as_str(), std::process::id()));
        self.put(&path, &temporary, bytes).map_err(|error| {
            let words = format!("{}: {error}{}", path.display(), advice(&error));
            io::Error::new(error.kind(), words)
        })
    }
}
