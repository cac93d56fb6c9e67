//! The current snapshot. Readers never wait: a new one is made beside the old one and swapped in.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::{
    access::{AccountNumber, Directory, PersonalKeys},
    ledger::{Applied, Commit},
    log::LogState,
    registry::Register,
    verification::Snapshot,
};

/// People and what they may do, as of the newest change.
#[derive(Clone)]
pub struct CurrentDirectory {
    directory: Arc<ArcSwap<Directory>>,
    keys: Arc<dyn PersonalKeys>,
}

impl CurrentDirectory {
    /// Begins with this one. `keys` open the personal data of records to come.
    pub fn new(directory: Directory, keys: Arc<dyn PersonalKeys>) -> Self {
        Self { directory: Arc::new(ArcSwap::from_pointee(directory)), keys }
    }

    /// The newest one.
    pub fn get(&self) -> Arc<Directory> {
        self.directory.load_full()
    }

    /// The keys of personal data.
    pub fn keys(&self) -> &dyn PersonalKeys {
        self.keys.as_ref()
    }

    /// Forgets a person whose key was destroyed.
    pub fn forget(&self, account: AccountNumber) {
        self.directory.rcu(|directory| {
            let mut directory = Directory::clone(directory);
            directory.forget(account);
            directory
        });
    }
}

impl Applied for CurrentDirectory {
    fn applied(&mut self, group: &[Commit], _: &LogState, _: &Register) {
        let records: Vec<_> = group.iter().flat_map(|commit| &commit.private.access).collect();
        if records.is_empty() {
            return;
        }
        self.directory.rcu(|directory| {
            let mut directory = Directory::clone(directory);
            records.iter().for_each(|record| directory.put(record, self.keys.as_ref()));
            directory
        });
    }
}

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
    fn applied(&mut self, _: &[Commit], log: &LogState, register: &Register) {
        let next = self.snapshot.load().with_state(log.clone(), register.clone());
        self.snapshot.store(Arc::new(next));
    }
}
