//! Damage to a data folder, then a start: what an acknowledged change left behind is there again, or the
//! start refuses and says what to do. Never a wrong answer, never a panic.

use ocop_stamp::ledger::Outcome;

use crate::{
    data::{Data, ENTRIES, check_mended},
    writer::{mint, under_key},
};

// The journal: cut, torn, flipped, behind, missing.
mod journal;

// sled, which is only a view of it.
mod view;

// What was published: tiles follow, a checkpoint binds.
mod published;

#[test]
fn a_folder_that_was_closed_in_good_order_opens_without_mending() {
    Data::with_history().recovers(&[]);
}

#[test]
fn nothing_acknowledged_is_missing_after_each_of_many_starts() {
    let data = Data::with_history();
    let mut acknowledged: Vec<(String, Outcome)> = Vec::new();
    for start in 0..4 {
        let (writer, mended) = data.open().expect("it starts");
        check_mended(&mended, &[]);
        for (key, outcome) in &acknowledged {
            assert_eq!(writer.change(under_key(key, mint(3))).expect("found"), *outcome);
        }
        let key = format!("start {start}");
        let outcome = writer.change(under_key(&key, mint(3))).expect("minted");
        acknowledged.push((key, outcome));
        writer.stop();
    }
    let (writer, _) = data.open().expect("it starts");
    data.goes_on(writer, ENTRIES + 4);
}
