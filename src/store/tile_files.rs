//! The published log as plain files, as C2SP tlog-tiles names them: any web server can serve them.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    ledger::{PublishError, Tiles},
    log::tile::TilePath,
};

/// Writes tiles and checkpoint under a folder.
pub struct TileFiles {
    folder: PathBuf,
}

impl TileFiles {
    /// Publishes into this folder.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Temporary file, fsync, rename, fsync of the folder: readers and crashes see the old file or the new one.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.join(name);
        let folder = path.parent().unwrap_or(&self.folder);
        create_folders(&self.folder, folder)?;
        let temporary = path.with_extension("tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &path)?;
        File::open(folder)?.sync_all()
    }
}

/// Makes the folders that are missing, each one's name on disk before the next is made in it.
fn create_folders(root: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or(root);
    if folder != root {
        create_folders(root, parent)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => File::open(parent)?.sync_all(),
    }
}

impl Tiles for TileFiles {
    fn write_tile(&mut self, path: &TilePath, bytes: &[u8]) -> Result<(), PublishError> {
        self.write(&path.to_string(), bytes)
            .map_err(|error| PublishError::Write(format!("{path}: {error}")))
    }

    fn write_checkpoint(&mut self, note: &str) -> Result<(), PublishError> {
        self.write("checkpoint", note.as_bytes())
            .map_err(|error| PublishError::Write(format!("checkpoint: {error}")))
    }
}

/// Writes the log's verifier key beside its checkpoint, so that the folder alone can be audited.
///
/// # Errors
/// If it can't be written.
pub fn write_vkey(folder: &Path, vkey: &str) -> io::Result<()> {
    match read(&folder.join("vkey"))? {
        Some(there) if there == vkey.as_bytes() => Ok(()),
        Some(_) | None => TileFiles::new(folder.to_owned()).write("vkey", vkey.as_bytes()),
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

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
