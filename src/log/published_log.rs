//! A published log as a reader meets it: files by their names, wherever they lie. The port of the auditor and
//! of whoever else reads a log that somebody published; adapters are in `store`.

use super::tile::{FULL_WIDTH, TileKind, TilePath, entries_of, push_entry};

/// Reads the files of a published log. Nothing that it hands over is believed before it is checked.
pub trait PublishedLog: Sync {
    /// A file by its name below the log's address: `checkpoint`, `vkey`, or the path of a tile. Safe to call
    /// from many threads.
    ///
    /// # Errors
    /// [`FetchError`]
    fn file(&self, name: &str) -> Result<Vec<u8>, FetchError>;

    /// A tile or bundle. The full one stands in for a partial one that is gone (tlog-tiles, "Partial Tiles").
    ///
    /// # Errors
    /// [`FetchError`]
    fn tile(&self, path: &TilePath) -> Result<Vec<u8>, FetchError> {
        match self.file(&path.to_string()) {
            Err(missing @ FetchError::Missing(_)) if path.width() < FULL_WIDTH => {
                let full = TilePath::new(path.kind(), path.number(), FULL_WIDTH).ok();
                let full = full.and_then(|full| self.file(&full.to_string()).ok());
                full.and_then(|bytes| beginning(path, &bytes)).ok_or(missing)
            }
            fetched => fetched,
        }
    }
}

/// A log that lies beside another one: its files have the same names behind a way from there.
pub struct Beside<'l> {
    log: &'l dyn PublishedLog,
    way: String,
}

impl<'l> Beside<'l> {
    /// The log that this way leads to, such as `2/` or `../`; an empty one leads nowhere else.
    pub fn of(log: &'l dyn PublishedLog, way: &str) -> Self {
        Self { log, way: way.to_owned() }
    }
}

impl PublishedLog for Beside<'_> {
    fn file(&self, name: &str) -> Result<Vec<u8>, FetchError> {
        self.log.file(&format!("{}{name}", self.way))
    }
}

/// A file of a published log was not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// It is not there.
    #[error("{0} is missing from the log")]
    Missing(String),
    /// Nobody answers, or the disk fails.
    #[error("{0} can't be fetched: {1}")]
    Unreachable(String, String),
}

/// What a partial tile holds, as the beginning of the full one.
fn beginning(path: &TilePath, full: &[u8]) -> Option<Vec<u8>> {
    let width = usize::from(path.width());
    match path.kind() {
        TileKind::Hashes { .. } => full.get(..width * 32).map(<[u8]>::to_vec),
        TileKind::Entries => {
            let entries = entries_of(full).ok()?;
            let mut bundle = Vec::new();
            entries
                .get(..width)?
                .iter()
                .try_for_each(|entry| push_entry(&mut bundle, entry))
                .ok()?;
            Some(bundle)
        }
    }
}
