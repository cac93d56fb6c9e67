//! Under one idempotency key a request happens once, whether it is asked again within the same group, later,
//! or after a restart; another request under that key is refused.

use std::sync::{Arc, Mutex};

use ocop_stamp::{
    ledger::{
        ChangeError, Commit, History, KeyHash, Known, Ledger, LedgerError, Refusal, Remembered,
        Replayed,
    },
    store::memory::MemoryLedger,
};
use tokio::{sync::Semaphore, task::LocalSet};

use super::{Office, at_once};
use crate::{
    invented::{number, on_batch, on_certificate, on_key, on_producer, suspended},
    writer::{Writer, audit, change, entries_of, log_folder, mint, opening, under_key, wait},
};

#[test]
fn asking_again_gives_the_same_outcome() {
    let (office, writer) = Office::open();
    let first = writer.change(under_key("one", mint(10))).expect("minted");
    assert_eq!(first.batch, Some(number(1)));
    assert_eq!(writer.change(under_key("one", mint(10))).expect("the same"), first);
    let other = writer.change(under_key("two", mint(10))).expect("minted");
    assert_eq!(other.batch, Some(number(2)));

    writer.stop();
    let writer = office.start();
    assert_eq!(writer.change(under_key("one", mint(10))).expect("the same"), first);
    assert_eq!(office.close(writer).batches().count(), 2);
}

#[test]
fn another_request_under_the_key_is_refused() {
    let (office, writer) = Office::open();
    writer.change(under_key("one", mint(10))).expect("minted");
    let refused = writer.change(under_key("one", mint(11)));
    assert!(matches!(refused, Err(ChangeError::Refused(Refusal::OtherRequest))), "{refused:?}");
    assert_eq!(office.close(writer).batches().count(), 1);
}

#[test]
fn a_refused_request_leaves_its_key_free() {
    let (office, writer) = Office::open();
    writer.change(under_key("one", change([suspended(on_batch(1))]))).expect_err("no such batch");
    writer.change(mint(10)).expect("minted");
    writer.change(under_key("one", change([suspended(on_batch(1))]))).expect("suspended");
    assert_eq!(office.close(writer).size(), 5);
}

#[test]
fn many_at_once_under_one_key_are_one() {
    let (office, writer) = Office::open();
    let outcomes = at_once(&writer, (0..24).map(|_| under_key("one", mint(10))).collect());
    for outcome in outcomes {
        assert_eq!(outcome.expect("minted").batch, Some(number(1)));
    }
    assert_eq!(office.close(writer).batches().count(), 1);
}

/// A ledger that commits only as often as it is allowed to, and notes how large each group was.
struct GatedLedger {
    ledger: MemoryLedger,
    gate: Arc<Gate>,
}

struct Gate {
    begun: Semaphore,
    allowed: Semaphore,
    groups: Mutex<Vec<usize>>,
}

impl Ledger for GatedLedger {
    async fn commit(&mut self, group: &[Commit]) -> Result<(), LedgerError> {
        self.gate.begun.add_permits(1);
        self.gate.allowed.acquire().await.expect("open").forget();
        self.gate.groups.lock().expect("no panic").push(group.len());
        self.ledger.commit(group).await
    }

    async fn recall(&self, key: KeyHash) -> Result<Option<Remembered>, LedgerError> {
        self.ledger.recall(key).await
    }

    fn longest_change(&self) -> u64 {
        self.ledger.longest_change()
    }
}

impl History for GatedLedger {
    async fn replay_behind(
        &self,
        known: Known,
        each: &mut (dyn FnMut(Replayed) -> Result<(), LedgerError> + Send),
    ) -> Result<u64, LedgerError> {
        self.ledger.replay_behind(known, each).await
    }
}

#[test]
fn within_one_group_the_second_asking_finds_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let (begun, allowed) = (Semaphore::new(0), Semaphore::new(1));
    let gate = Arc::new(Gate { begun, allowed, groups: Mutex::default() });
    let ledger = MemoryLedger::default();
    let gated = GatedLedger { ledger: ledger.clone(), gate: gate.clone() };
    let writer = Writer::start(gated, &log_folder(folder.path()));
    writer.change(opening()).expect("the log is opened");

    let answers = wait(LocalSet::new().run_until(async {
        let ask = |change| {
            let sequencer = writer.sequencer.clone();
            tokio::task::spawn_local(async move { sequencer.change(change).await })
        };
        gate.begun.acquire().await.expect("open").forget();
        // While the first one waits at the gate, the others gather to one group.
        let first = ask(change([suspended(on_certificate(1))]));
        gate.begun.acquire().await.expect("open").forget();
        let gathered = [
            ask(under_key("one", change([suspended(on_producer(1))]))),
            ask(under_key("one", change([suspended(on_producer(1))]))),
            ask(under_key("one", change([suspended(on_key(1))]))),
            ask(under_key("two", change([suspended(on_key(1))]))),
        ];
        tokio::task::yield_now().await;
        gate.allowed.add_permits(2);
        first.await.expect("no panic").expect("suspended");
        let mut answers = Vec::new();
        for asked in gathered {
            answers.push(asked.await.expect("no panic").map(|outcome| outcome.log_indexes));
        }
        answers
    }));
    let [once, again, other_request, after] = answers.as_slice() else { panic!("four answers") };
    assert!(matches!((once, again), (Ok(once), Ok(again)) if once == again), "{answers:?}");
    assert!(matches!(other_request, Err(ChangeError::Refused(Refusal::OtherRequest))));
    assert!(after.is_ok());
    assert_eq!(*gate.groups.lock().expect("no panic"), [1, 1, 2], "all four were one group");
    writer.stop();
    audit(&entries_of(&ledger), &log_folder(folder.path()));
}
