//! Pictures of products as files.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    disk::{Disk, Part, PlainDisk, advice, replace_file_by, sync_folder},
    folder,
};
use crate::{app::KeepsPictures, registry::PictureId};

/// The pictures of a data folder.
pub struct PictureFolder<D = PlainDisk> {
    path: PathBuf,
    disk: D,
    /// Threads that keep a picture at once each write a file of their own until it is whole.
    written: AtomicU64,
}

impl PictureFolder {
    /// Those of this data folder.
    pub fn of(data: &Path) -> Self {
        Self::on(PlainDisk, data)
    }
}

impl<D: Disk> PictureFolder<D> {
    /// Those of this data folder on a disk.
    pub fn on(disk: D, data: &Path) -> Self {
        Self { path: folder::pictures(data), disk, written: AtomicU64::new(0) }
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if path.is_file() {
            // It may have its name since a moment ago, and that name not be on disk yet.
            return sync_folder(&self.disk, Part::Picture, &self.path);
        }
        if !self.path.is_dir() {
            fs::create_dir_all(&self.path)?;
            sync_folder(&self.disk, Part::Picture, self.path.parent().unwrap_or(Path::new(".")))?;
        }
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}.{number}.tmp", std::process::id()));
        let put = replace_file_by(&temporary, &self.disk, Part::Picture, 0o666, path, bytes);
        if put.is_err() {
            // Whatever is left of it; what it was meant for is told by the error.
            drop(fs::remove_file(&temporary));
        }
        put
    }
}

impl<D: Disk> KeepsPictures for PictureFolder<D> {
    fn keep(&self, id: &PictureId, bytes: &[u8]) -> io::Result<()> {
        let path = self.path.join(id.as_str());
        self.put(&path, bytes).map_err(|error| {
            let words = format!("{}: {error}{}", path.display(), advice(&error));
            io::Error::new(error.kind(), words)
        })
    }
}
