//! The one writer over a ledger in memory, which fails when it is told to. Each test ends with an audit of
//! the whole log.

use std::thread;

use ocop_stamp::{
    ledger::{Change, ChangeError, Outcome},
    log::LogState,
    store::memory::MemoryLedger,
};
use tempfile::TempDir;

use crate::writer::{Writer, audit, entries_of, log_folder, opening};

// One request, one outcome, however often it is asked.
mod idempotency;

// Many at once: order, density, quotas, time.
mod order;

// Faults of the ledger, then a restart.
mod faults;

// Tiles and checkpoint, and faults in writing them.
mod publishing;

// The checkpoint's second signature, which tells the time.
mod cosigning;

/// A ledger in memory with a folder to publish into; both outlive the writer, as a disk does.
struct Office {
    ledger: MemoryLedger,
    folder: TempDir,
}

impl Office {
    fn empty() -> Self {
        Self { ledger: MemoryLedger::default(), folder: tempfile::tempdir().expect("a folder") }
    }

    /// An office whose log is open, and its writer.
    fn open() -> (Self, Writer) {
        let office = Self::empty();
        let writer = office.start();
        writer.change(opening()).expect("the log is opened");
        (office, writer)
    }

    /// Starts a writer on what was kept.
    fn start(&self) -> Writer {
        Writer::start(self.ledger.clone(), &log_folder(self.folder.path()))
    }

    /// Stops the writer and audits its log.
    #[track_caller]
    fn close(&self, writer: Writer) -> LogState {
        writer.stop();
        audit(&entries_of(&self.ledger), &log_folder(self.folder.path()))
    }
}

/// Asks for each change on a thread of its own, all at once, and returns the answers in their order.
fn at_once(writer: &Writer, changes: Vec<Change>) -> Vec<Result<Outcome, ChangeError>> {
    thread::scope(|scope| {
        let asked: Vec<_> =
            changes.into_iter().map(|change| scope.spawn(|| writer.change(change))).collect();
        asked.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    })
}
