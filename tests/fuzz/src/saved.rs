//! The saved state as a disk may leave it, or somebody who can write the data folder.

use ocop_stamp::{
    app::SavedState,
    ledger::{Mark, Reached, StateAfter},
    log::{
        Entry, LogState,
        tile_edge::TileEdge,
        tree::{Frontier, leaf_hash},
    },
    registry::{BatchRecord, Record, Register},
};
use sha2::{Digest, Sha256};

use super::{
    Bounds, Target,
    log::{entries, text},
};

/// A saved state; the hash at its end is made right, so that what stands behind it is met.
pub const STATE: Target = Target {
    name: "saved_state",
    seeds: || vec![saved()],
    words: &["ocop-stamp saved state\n", "\"stars\":", "\u{1}", "\u{7f}", "{\"batch\":1}"],
    read: state,
    bounds: Bounds::of_thread(16),
};

/// The state after the entries of the fixtures.
fn saved() -> Vec<u8> {
    let (mut log, mut register) = (LogState::default(), Register::default());
    let mut edges = (TileEdge::default(), Frontier::default());
    for bytes in entries() {
        log.apply(&Entry::parse(&bytes).expect("a good entry")).expect("it may stand there");
        edges.0.append(&bytes).expect("short");
        edges.1.append(leaf_hash(&bytes));
    }
    for batch in log.batches() {
        register.put(&Record::Batch(BatchRecord { batch: batch.issued.batch, variant: 0 }));
    }
    let mark = Mark { sequence: 9, frame_hash: [7; 32], segment: 1, begin: 700, end: 900 };
    let (state, checkpoint) = (StateAfter { mark, log, register }, text("checkpoint"));
    let reached = Reached { state, edges, checkpoint };
    let mut bytes = Vec::new();
    SavedState::write(&reached, &text("vkey"), &mut bytes).expect("memory takes it");
    bytes
}

fn state(case: &[u8]) {
    drop(SavedState::read(case));
    let body = &case[..case.len().saturating_sub(32)];
    let sealed = [body, &Sha256::digest(body)].concat();
    let Ok(saved) = SavedState::read(&sealed) else { return };
    let SavedState { mark, vkey, log, register, edges } = saved;
    for batch in log.batches() {
        let first = 0_u64.try_into().expect("an index");
        assert!(log.holds_on(batch, first).count() <= sealed.len(), "no more than were written");
        assert!(batch.declarations(first).count() <= sealed.len(), "no more than were written");
        assert!(batch.payload(first).is_some(), "a batch has a first stamp");
    }
    for position in (0..log.next_position()).take(64) {
        let _ = log.target_of_hold(position);
    }
    let mut again = Vec::new();
    let (state, checkpoint) = (StateAfter { mark, log, register }, String::new());
    let reached = Reached { state, edges, checkpoint };
    SavedState::write(&reached, &vkey, &mut again).expect("memory takes it");
    drop(SavedState::read(&again).expect("what was read is written so that it is read again"));
}
