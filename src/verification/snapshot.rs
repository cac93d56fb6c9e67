//! What is known at a moment, from the log and the register. Immutable: the next one is made beside it
//! and shares what did not change.

use crate::{
    log::{Body, Entry, LogState, RuleBroken, tree::Hash},
    registry::{Record, Register},
    signing::{DemoKey, KeyRing},
};

/// Log and register at a moment, and the keys that follow from the log.
#[derive(Debug, Clone)]
pub struct Snapshot {
    log: LogState,
    register: Register,
    keys: KeyRing,
    changes: u64,
}

impl Snapshot {
    /// Before the first entry.
    pub fn empty(demo_key: DemoKey) -> Self {
        Self {
            log: LogState::default(),
            register: Register::default(),
            keys: KeyRing::new(demo_key),
            changes: 0,
        }
    }

    /// The snapshot after more entries and records.
    ///
    /// # Errors
    /// [`RuleBroken`] if an entry may not stand where it stands.
    pub fn after<'a>(
        &self,
        entries: impl IntoIterator<Item = &'a Entry>,
        records: impl IntoIterator<Item = &'a Record>,
    ) -> Result<Self, RuleBroken> {
        let mut next = self.clone();
        for entry in entries {
            next.append(entry)?;
        }
        for record in records {
            next.put(record);
        }
        next.changes += 1;
        Ok(next)
    }

    /// The snapshot of a later state, which it shares with who keeps it.
    pub fn with_state(&self, log: LogState, register: Register) -> Self {
        let mut keys = self.keys.clone();
        for (number, key) in log.keys() {
            if keys.get(number).is_none() {
                keys.insert(number, key.public_key);
            }
        }
        Self { log, register, keys, changes: self.changes + 1 }
    }

    /// Takes an entry in, while a snapshot is being built that nobody reads yet.
    ///
    /// # Errors
    /// [`RuleBroken`] if it may not stand here.
    pub fn append(&mut self, entry: &Entry) -> Result<(), RuleBroken> {
        self.log.apply(entry)?;
        if let Body::KeyAdded(added) = &entry.body {
            let key = self.log.key(added.key).expect("it was just added");
            self.keys.insert(added.key, key.public_key);
        }
        Ok(())
    }

    /// Takes the log for closed, as [`LogState::close`] does, while a snapshot is being built.
    pub fn close_log(&mut self, root: Hash) {
        self.log.close(root);
    }

    /// Takes a record in, as [`append`](Self::append) does an entry.
    pub fn put(&mut self, record: &Record) {
        self.register.put(record);
    }

    /// What the log adds up to.
    pub fn log(&self) -> &LogState {
        &self.log
    }

    /// What the register holds.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The keys that signatures are checked against.
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// Counts the snapshots since the start of the process: another number, another answer.
    pub fn changes(&self) -> u64 {
        self.changes
    }
}
