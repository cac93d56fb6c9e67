//! Who is signed in, in a file of its own: not journalled, since it changes with every request and a crash
//! may lose it. It holds hashes of secrets, and the networks that people came from.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::disk::{Disk, Part, PlainDisk, replace_file};
use crate::app::{KeepsPresence, KeptPresence};

/// A data folder's `presence.json`.
pub struct PresenceFile<D = PlainDisk> {
    path: PathBuf,
    disk: D,
}

impl PresenceFile {
    /// That of this data folder.
    pub fn of(data: &Path) -> Self {
        Self { path: data.join("presence.json"), disk: PlainDisk }
    }
}

impl<D: Disk> KeepsPresence for PresenceFile<D> {
    fn read(&self) -> KeptPresence {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return KeptPresence::default();
            }
            Err(error) => {
                tracing::warn!(%error, "presence.json can't be read: everybody signs in again");
                return KeptPresence::default();
            }
        };
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, "presence.json says nothing: everybody signs in again");
            KeptPresence::default()
        })
    }

    fn keep(&self, presence: &KeptPresence) -> io::Result<()> {
        let bytes = serde_json::to_vec(presence).expect("texts and times serialise");
        replace_file(&self.disk, Part::Presence, 0o600, &self.path, &bytes)
    }
}
