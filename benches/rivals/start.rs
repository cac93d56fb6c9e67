//! What a start reads, and how long each part of it takes: journal against sled, tiles, entries by the log's rules.
//! Against reading the files alone. Times are of the core, waiting for the disk left out.
//!
//!     cargo bench --bench start -- [how many entries]

use std::{fs, path::Path, time::Duration};

use core_time::{core_time, since};
use folder::{new_folder, open, revoke, settings};
use ocop_stamp::{
    ledger::{History, Replayed},
    log::{Entry, LogState, tile_edge::check_published},
    store::{SledLedger, read_tile},
};
use tokio::runtime::Runtime;

mod core_time;
mod folder;

/// Revoked by one request, each by an entry of its own.
const IN_A_REQUEST: u64 = 1_000;

fn main() {
    let entries = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(200_000);
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let data = folder.path().join("data");
    let (running, batch) = new_folder(&runtime, &data, 16_000_000);
    for first in (0..entries).step_by(IN_A_REQUEST as usize) {
        let places = first..entries.min(first + IN_A_REQUEST);
        runtime.block_on(revoke(&running.service, batch, places.map(|place| place * 2)));
    }
    let size = running.service.snapshot().log().size();
    running.close();
    println!("{size} entries; an entry costs a start, in µs:");
    let told = |what: &str, time: Duration| {
        println!("  {what:<56} {:>6.2}", time.as_secs_f64() * 1e6 / size as f64);
    };

    let begun = core_time();
    let read = bytes_of(&data.join("journal"));
    told(&format!("the journal's files read, {} MB", read >> 20), since(begun));
    let begun = core_time();
    let opened = SledLedger::open(&data, 0).expect("it opens");
    told("journal checked frame by frame, and against sled", since(begun));

    let mut bytes = Vec::new();
    let begun = core_time();
    let replayed = runtime.block_on(opened.ledger.replay(&mut |item| {
        if let Replayed::Entry(entry) = item {
            bytes.push(entry);
        }
        Ok(())
    }));
    replayed.expect("it can be read");
    told("entries and records read from sled", since(begun));
    drop(opened);
    let begun = core_time();
    let parsed: Vec<Entry> =
        bytes.iter().map(|bytes| Entry::parse(bytes).expect("an entry")).collect();
    told("entries parsed, strictly", since(begun));
    let begun = core_time();
    let mut state = LogState::default();
    parsed.iter().for_each(|entry| state.apply(entry).expect("it may stand there"));
    told("entries entered by the log's rules", since(begun));
    let log = data.join("log");
    let begun = core_time();
    check_published(size, |path| read_tile(&log, path).expect("read")).expect("well published");
    told("entries hashed, and every tile compared", since(begun));

    let begun = core_time();
    let running = open(&settings(&data));
    told("all of a start", since(begun));
    running.close();
}

/// Reads all files of a folder.
fn bytes_of(folder: &Path) -> usize {
    let names = fs::read_dir(folder).expect("a folder").flatten();
    names.map(|name| fs::read(name.path()).expect("a file").len()).sum()
}
