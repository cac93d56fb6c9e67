//! What a start reads, and how long each part of it takes: journal against sled, tiles, entries by the log's rules.
//! Against reading the files alone, and against a start from the saved state. Times of parts are of the core, waiting
//! for the disk left out; those of whole starts are what somebody waits for.
//!
//!     cargo bench --bench start -- [how many batches] [how many revocations]

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use core_time::{core_time, since};
use folder::{new_folder, open, settings};
use long_folder::lengthen;
use ocop_stamp::{
    app::SavedState,
    ledger::{History, Replayed},
    log::{Entry, LogState, tile_edge::check_published},
    store::{Against, SavedAt, SavedStateFile, SledLedger, read_tile},
};
use tokio::runtime::Runtime;

mod core_time;
mod folder;
mod long_folder;

/// Starts from the saved state, of which the median is told.
const STARTS: usize = 5;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<u32>().ok());
    let batches = numbers.next().unwrap_or(20_000);
    let revocations = u64::from(numbers.next().unwrap_or(200_000));
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let data = folder.path().join("data");
    let (running, _) = new_folder(&runtime, &data, 1_000);
    running.close();
    lengthen(&runtime, &data, batches, revocations);

    let begun = Instant::now();
    let running = open(&settings(&data));
    let slow = begun.elapsed();
    let size = running.service.snapshot().log().size();
    println!("{size} entries; a start that reads all of them: {:.2} s", slow.as_secs_f64());
    // It is saved as soon as it is published, at the latest when it closes.
    running.close();
    let file = data.join("saved-state");
    let length = fs::metadata(&file).expect("saved").len();
    let mut quick: Vec<Duration> = (0..STARTS)
        .map(|_| {
            let begun = Instant::now();
            let running = open(&settings(&data));
            let took = begun.elapsed();
            assert!(running.began_behind.is_some(), "it begins at the saved state");
            running.close();
            took
        })
        .collect();
    quick.sort();
    let median = quick[STARTS / 2];
    println!(
        "a start from the saved state, {:.1} MB: {:.2} s, the slowest of {STARTS} {:.2} s: {:.0} x as fast",
        length as f64 / 1e6,
        median.as_secs_f64(),
        quick[STARTS - 1].as_secs_f64(),
        slow.as_secs_f64() / median.as_secs_f64()
    );
    parts_of_a_quick_start(&runtime, &data);
    if size <= 2_000_000 {
        parts_of_a_slow_start(&runtime, &data, size);
    }
}

fn parts_of_a_quick_start(runtime: &Runtime, data: &Path) {
    println!("of a start from the saved state, s:");
    let told = |what: &str, begun: Instant| {
        println!("  {what:<56} {:>6.2}", begun.elapsed().as_secs_f64());
    };
    let begun = Instant::now();
    let bytes = fs::read(data.join("saved-state")).expect("a file");
    told("the file read", begun);
    let begun = Instant::now();
    drop(SavedState::read(&bytes).expect("a good one"));
    told("hashed, and made a state", begun);
    let saved = SavedStateFile::of(data).read().expect("a good one").expect("there");
    // A view that was just closed lets go of its files in the background.
    thread::sleep(Duration::from_secs(1));
    let begun = Instant::now();
    let at = SavedAt { mark: saved.mark, entries: saved.log.size(), is_believed: true };
    let against = Against { published: 0, saved: Some(at) };
    let opened = SledLedger::open_against(data, against).expect("it opens");
    assert!(opened.begins_behind_saved);
    told("sled opened, and the journal's tail read", begun);
    let begun = Instant::now();
    let known = ocop_stamp::ledger::Known {
        entries: saved.log.size(),
        batches: saved.log.highest_batch(),
    };
    let mut records = 0;
    let replayed = runtime.block_on(opened.ledger.replay_behind(known, &mut |_| {
        records += 1;
        Ok(())
    }));
    replayed.expect("it can be read");
    told(&format!("{records} records read from sled"), begun);
    drop(opened);
    thread::sleep(Duration::from_secs(1));
}

fn parts_of_a_slow_start(runtime: &Runtime, data: &Path, size: u64) {
    println!("of a start that reads everything, µs of the core for each entry:");
    let told = |what: &str, time: Duration| {
        println!("  {what:<56} {:>6.2}", time.as_secs_f64() * 1e6 / size as f64);
    };
    let begun = core_time();
    let read = bytes_of(&data.join("journal"));
    told(&format!("the journal's files read, {} MB", read >> 20), since(begun));
    let begun = core_time();
    let opened = SledLedger::open(data, 0).expect("it opens");
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
}

/// Reads all files of a folder.
fn bytes_of(folder: &Path) -> usize {
    let names = fs::read_dir(folder).expect("a folder").flatten();
    names.map(|name| fs::read(name.path()).expect("a file").len()).sum()
}
