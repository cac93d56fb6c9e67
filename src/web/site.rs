//! What every handler works with.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;

use crate::app::Service;

/// Where published files lie.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The published log: checkpoint and tiles.
    pub log: PathBuf,
    /// Pictures of products.
    pub pictures: PathBuf,
}

/// The service and its folders; one for all workers of a process.
pub struct Site {
    pub(super) service: Arc<Service>,
    pub(super) folders: Folders,
    /// Tells this process from those before and beside it: snapshots are counted from its start.
    pub(super) started_at: Timestamp,
}

impl Site {
    /// A site that begins now.
    pub fn new(service: Arc<Service>, folders: Folders) -> Self {
        let started_at = service.now();
        Self { service, folders, started_at }
    }
}
