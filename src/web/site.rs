//! What every handler works with.

use std::{path::PathBuf, sync::Arc};

use actix_web::HttpRequest;
use jiff::Timestamp;

use super::negotiation::Asked;
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

    /// What a request asks for, of what the office offers.
    pub(super) fn asked<'r>(&'r self, request: &'r HttpRequest) -> Asked<'r> {
        Asked::of(request.head(), &self.service.office().languages)
    }

    /// The same on a path that answers in JSON, whatever is accepted.
    pub(super) fn asked_in_json<'r>(&'r self, request: &'r HttpRequest) -> Asked<'r> {
        Asked::in_json(request.head(), &self.service.office().languages)
    }
}
