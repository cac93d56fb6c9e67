//! A ledger in memory, for tests: it fails when it is told to, in both ways in which a disk can fail.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    access::AuditRecord,
    app::{AuditError, ReadsAudit},
    ledger::{Commit, History, KeyHash, Known, Ledger, LedgerError, Remembered, Replayed},
    registry::Record,
};

/// How a commit goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is kept, and the failure is reported.
    NotPersisted,
    /// The group is kept, and a failure is reported all the same.
    PersistedButReported,
}

/// What was kept; outlives the ledger, as a disk does.
#[derive(Debug, Default)]
pub struct Memory {
    commits: Vec<Commit>,
    /// The fault of the next commit.
    next_fault: Option<Fault>,
    longest_change: Option<u64>,
}

/// A ledger that keeps its commits in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryLedger {
    memory: Arc<Mutex<Memory>>,
}

impl MemoryLedger {
    /// Has the next commit go wrong.
    pub fn fail_next(&self, fault: Fault) {
        self.with(|memory| memory.next_fault = Some(fault));
    }

    /// Has it keep no longer changes than this.
    pub fn keep_up_to(&self, longest_change: u64) {
        self.with(|memory| memory.longest_change = Some(longest_change));
    }

    fn with<T>(&self, act: impl FnOnce(&mut Memory) -> T) -> T {
        act(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ledger for MemoryLedger {
    async fn commit(&mut self, group: &[Commit]) -> Result<(), LedgerError> {
        self.with(|memory| {
            let fault = memory.next_fault.take();
            if fault != Some(Fault::NotPersisted) {
                memory.commits.extend_from_slice(group);
            }
            fault.map_or(Ok(()), |fault| Err(LedgerError(format!("{fault:?}"))))
        })
    }

    async fn recall(&self, key: KeyHash) -> Result<Option<Remembered>, LedgerError> {
        let hex = data_encoding::HEXLOWER.encode(&key.0);
        Ok(self.with(|memory| {
            let remembered =
                memory.commits.iter().filter_map(|commit| commit.private.remembered.clone());
            remembered.into_iter().find(|remembered| remembered.key == hex)
        }))
    }

    fn longest_change(&self) -> u64 {
        self.with(|memory| memory.longest_change.unwrap_or(u64::MAX))
    }
}

impl ReadsAudit for MemoryLedger {
    fn before(&self, sequence: u64, most: usize) -> Result<Vec<(u64, AuditRecord)>, AuditError> {
        Ok(self.with(|memory| {
            let before = memory.commits.iter().rev().filter(|commit| commit.sequence < sequence);
            before
                .take(most)
                .map(|commit| (commit.sequence, commit.private.audit.clone()))
                .collect()
        }))
    }
}

impl History for MemoryLedger {
    async fn replay_behind(
        &self,
        known: Known,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> Result<u64, LedgerError> {
        let commits = self.with(|memory| memory.commits.clone());
        let mut records: BTreeMap<String, Record> = BTreeMap::new();
        let mut access = Vec::new();
        for commit in &commits {
            for (index, (_, bytes)) in (commit.first_index..).zip(&commit.entries) {
                if index >= known.entries {
                    each(Replayed::Entry(bytes.clone()))?;
                }
            }
            for (place, record) in commit.private.records.iter().enumerate() {
                records.insert(format!("{:020} {place:09}", commit.sequence), record.clone());
            }
            access.extend(commit.private.access.iter().cloned());
        }
        records.into_values().try_for_each(|record| each(Replayed::Record(Box::new(record))))?;
        access.into_iter().try_for_each(|record| each(Replayed::Access(Box::new(record))))?;
        Ok(commits.last().map_or(0, |commit| commit.sequence))
    }
}
