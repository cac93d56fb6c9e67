//! The current snapshot. Readers never wait: a new one is made beside the old one and swapped in.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::{
    ledger::{Applied, Commit},
    verification::Snapshot,
};

/// The snapshot that scans are answered from.
#[derive(Clone)]
pub struct CurrentSnapshot {
    snapshot: Arc<ArcSwap<Snapshot>>,
}

impl CurrentSnapshot {
    /// Begins with this one.
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot: Arc::new(ArcSwap::from_pointee(snapshot)) }
    }

    /// The newest snapshot.
    pub fn get(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }
}

impl Applied for CurrentSnapshot {
    fn applied(&mut self, group: &[Commit]) {
        let entries = group.iter().flat_map(|commit| commit.entries.iter().map(|(entry, _)| entry));
        let records = group.iter().flat_map(|commit| &commit.private.records);
        let next = self.snapshot.load().after(entries, records);
        self.snapshot
            .store(Arc::new(next.expect("the sequencer admitted these entries in this order")));
    }
}
