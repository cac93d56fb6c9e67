//! A journal that is torn anywhere behind what sled and the checkpoint know of.

use std::fs;

use ocop_stamp::{ledger::Ledger, store::SledLedger};

use crate::{
    data::{Data, ENTRIES, copy},
    invented::{on_batch, suspended},
    writer::{change, entries_of, under_key, wait},
};

/// A history and this many changes more, which the machine forgot everywhere but in the journal; that is torn
/// at every byte of them. Each start has the longest good prefix, and the changes in it under their keys.
pub(crate) fn torn_at_every_byte(changes: u64) {
    let data = Data::with_history();
    let before = Data::copy_of(&data);
    let mut ends = vec![fs::metadata(data.journal()).expect("a file").len()];
    for number in 0..changes {
        let (writer, _) = data.open().expect("it starts");
        writer.change(asked(number)).expect("suspended");
        writer.stop();
        ends.push(fs::metadata(data.journal()).expect("a file").len());
    }
    let journal = fs::read(data.journal()).expect("a file");
    for length in ends[0]..=*ends.last().expect("the first") {
        let folder = Data::copy_of(&before);
        let torn = usize::try_from(length).expect("small");
        fs::write(folder.journal(), &journal[..torn]).expect("written");
        let opened = SledLedger::open(folder.path(), ENTRIES)
            .unwrap_or_else(|why| panic!("cut at {length}: {why}"));
        let whole = ends.iter().filter(|end| **end <= length).count() as u64 - 1;
        assert_eq!(entries_of(&opened.ledger).len() as u64, ENTRIES + whole, "cut at {length}");
        for number in 0..changes {
            let (key, _) = asked(number).idempotency.expect("it has one");
            let found = wait(opened.ledger.recall(key)).expect("read");
            assert_eq!(found.is_some(), number < whole, "cut at {length}");
        }
    }
    let last = Data::copy_of(&before);
    copy(data.path(), last.path());
    let (writer, _) = last.open().expect("it starts");
    last.goes_on(writer, ENTRIES + changes);
}

fn asked(number: u64) -> ocop_stamp::ledger::Change {
    under_key(&format!("number {number}"), change([suspended(on_batch(1))]))
}
