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

impl<D> PresenceFile<D> {
    /// What the next sign-in mends of it, if anything.
    pub fn damage(&self) -> Option<String> {
        let error = self.kept().err().filter(is_of_content)?;
        Some(format!("presence.json says nothing, so everybody signs in again: {error}"))
    }

    /// What keeps it from being read and written, if anything.
    pub fn obstacle(&self) -> Option<String> {
        let error = self.kept().err().filter(|error| !is_of_content(error))?;
        let words = "presence.json can't be read, so everybody signs in again at each start";
        Some(format!("{words}: {error}; move aside what stands there"))
    }

    fn kept(&self) -> io::Result<KeptPresence> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(KeptPresence::default()),
            Err(error) => Err(error),
        }
    }
}

impl<D: Disk> KeepsPresence for PresenceFile<D> {
    /// Whoever opens the folder has said what is damaged.
    fn read(&self) -> KeptPresence {
        self.kept().unwrap_or_default()
    }

    fn keep(&self, presence: &KeptPresence) -> io::Result<()> {
        let bytes = serde_json::to_vec(presence).expect("texts and times serialise");
        replace_file(&self.disk, Part::Presence, 0o600, &self.path, &bytes)
    }
}

fn is_of_content(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}
