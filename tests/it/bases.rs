//! Bases: what stands before them is deleted from the journal and still there, what is past its time is not; each step of
//! making one goes wrong once, and the folder starts all the same.

use std::fs;

use jiff::{Span, Timestamp};
use ocop_stamp::{
    app::{BaseRequest, KeepsBases, MadeBase},
    ledger::Ledger,
    log::checkpoint::Checkpoint,
    store::{
        Act, Disk, Part, PlainDisk, SledLedger, Step,
        memory::Fault::{NotPersisted, PersistedButReported},
        read_checkpoint,
    },
};

use crate::{
    bad_days::FaultyDisk,
    data::{Data, ENTRIES, QUOTA, check_mended},
    history::time,
    invented::{number, on_batch, suspended},
    writer::{change, log_folder, mint, under_key, vkey},
};

// The real program, with journals that don't begin at the first change.
mod program;

/// When bases are made, unless a test says otherwise: a day after the history.
const A_DAY_LATER: &str = "2026-06-02T05:00:00Z";

/// Makes a base of all that a folder has, which nobody works on.
fn make(data: &Data, now: &str) -> Result<MadeBase, String> {
    make_on(data, PlainDisk, now, || ())
}

/// The same on a disk that something is done to when the folder is open.
fn make_on<D: Disk>(
    data: &Data,
    disk: D,
    now: &str,
    when_open: impl FnOnce(),
) -> Result<MadeBase, String> {
    let opened = SledLedger::open_on(disk.clone(), data.path(), 0);
    let ledger = opened.expect("it opens").ledger;
    when_open();
    let note = read_checkpoint(&log_folder(data.path())).expect("read").expect("published");
    let now: Timestamp = time(now);
    let request = BaseRequest {
        first_position: 0,
        mark: ledger.mark().expect("changes"),
        log: Checkpoint::open(&note, &vkey()).expect("signed").head(),
        checkpoint: String::from_utf8(note).expect("text"),
        now,
        outcomes_before: now - Span::new().hours(24 * 30),
        audit_before: Some(now - Span::new().hours(24 * 60)),
    };
    ledger.base_maker(disk).make(&request)
}

/// A change in a file of its own.
fn suspend(data: &Data) {
    let (writer, _) = data.open().expect("it starts");
    writer.change(change([suspended(on_batch(1))])).expect("suspended");
    writer.stop();
}

/// A history with two bases and a change behind each, so that the journal begins behind the first one.
fn with_two_bases() -> Data {
    let mut data = Data::with_history();
    data.segments = Some(1);
    let made = make(&data, A_DAY_LATER).expect("made");
    assert_eq!((made.sequence, made.entries, made.deleted_segments), (6, ENTRIES, 0));
    suspend(&data);
    let made = make(&data, A_DAY_LATER).expect("made");
    assert_eq!((made.sequence, made.entries, made.deleted_segments), (7, ENTRIES + 1, 1));
    assert!(!data.journal().exists(), "the first file is gone");
    suspend(&data);
    data
}

/// Everything of the history is there, and goes on.
#[track_caller]
fn all_there(data: &Data, mended: &[&str], size: u64) {
    let (writer, said) = data.open().expect("it starts");
    check_mended(&said, mended);
    assert_eq!(writer.snapshot().log().size(), size);
    let certificate = writer.snapshot().register().certificate(number(1)).cloned();
    assert_eq!(certificate.expect("recorded").quota_per_year, Some(QUOTA));
    assert_eq!(writer.change(under_key("batch", mint(10))).expect("found").batch, Some(number(1)));
    data.goes_on(writer, size);
}

fn base(data: &Data, sequence: u64) -> std::path::PathBuf {
    data.path().join("base").join(format!("{sequence:020}.base"))
}

#[test]
fn a_journal_that_begins_behind_a_base_goes_on() {
    all_there(&with_two_bases(), &[], ENTRIES + 2);
}

#[test]
fn sled_is_made_again_from_base_published_entries_and_tail() {
    let data = with_two_bases();
    fs::remove_dir_all(data.sled()).expect("removed");
    let mended = ["sled was made again from the base after change 7", "1 changes stood"];
    all_there(&data, &mended, ENTRIES + 2);
}

#[test]
fn sled_that_is_an_old_copy_is_brought_forward_by_the_base() {
    let mut data = Data::with_history();
    data.segments = Some(1);
    let old = Data::copy_of(&data);
    for _ in 0..2 {
        suspend(&data);
        make(&data, A_DAY_LATER).expect("made");
    }
    suspend(&data);
    fs::remove_dir_all(data.sled()).expect("removed");
    crate::data::copy(&old.sled(), &data.sled());
    let mended = ["sled was made again from the base after change 8", "1 changes stood"];
    all_there(&data, &mended, ENTRIES + 3);
}

#[test]
fn without_the_published_entries_sled_can_t_be_made_again() {
    let data = with_two_bases();
    let log = log_folder(data.path());
    let bundles = log.join("tile/entries");
    fs::rename(&bundles, data.path().join("aside")).expect("moved");
    // sled has them: they are published again.
    let copy = Data::copy_of(&data);
    all_there(&copy, &["tiles did not fit the checkpoint"], ENTRIES + 2);
    fs::rename(data.sled(), data.path().join("sled.aside")).expect("moved");
    data.refuses(&["sled can't be made again", "restore the folder `log`"]);
    fs::rename(data.path().join("aside"), bundles).expect("put back");
    // What the first tries left of sled has no head, and counts for nothing.
    let (writer, _) = data.open().expect("it starts");
    data.goes_on(writer, ENTRIES + 2);
}

#[test]
fn the_base_before_stands_in_for_one_that_is_damaged() {
    for damage in [0.0, 0.01, 0.3, 0.6, 0.999] {
        let data = with_two_bases();
        let path = base(&data, 7);
        let mut bytes = fs::read(&path).expect("a file");
        let place = (bytes.len() as f64 * damage) as usize;
        bytes[place] ^= 1;
        fs::write(&path, bytes).expect("written");
        fs::remove_dir_all(data.sled()).expect("removed");
        let mended = ["is damaged", "made again from the base after change 6", "2 changes stood"];
        let (writer, said) = data.open().expect("it starts");
        check_mended(&said, &mended);
        writer.stop();
        // Two more, and it is gone.
        for _ in 0..2 {
            suspend(&data);
            make(&data, A_DAY_LATER).expect("made");
        }
        assert!(!path.exists());
    }
}

#[test]
fn without_any_base_the_journal_refuses() {
    let data = with_two_bases();
    fs::remove_dir_all(data.path().join("base")).expect("removed");
    data.refuses(&["a segment before this one is missing"]);
}

#[test]
fn asked_again_it_is_the_same_base() {
    let data = Data::with_history();
    let first = make(&data, A_DAY_LATER).expect("made");
    assert_eq!(make(&data, "2026-06-03T05:00:00Z"), Ok(first));
}

/// Nothing of it is left: neither in the journal nor in bases, and sled does not find it.
#[test]
fn what_is_past_its_time_is_gone() {
    let data = with_two_bases();
    let key = ocop_stamp::ledger::IdempotencyKey::parse("batch").expect("printable").hash();
    let hex = data_encoding::HEXLOWER.encode(&key.0);
    let of_the_opening = r#""first_log_index":0,"#;
    assert!(holds(&data, &hex) && holds(&data, of_the_opening) && is_recalled(&data, key));
    for (now, is_kept) in [("2026-06-30T05:00:00Z", true), ("2026-08-02T05:00:00Z", false)] {
        for _ in 0..2 {
            suspend(&data);
            make(&data, now).expect("made");
        }
        assert_eq!(holds(&data, &hex), is_kept, "{now}");
        assert_eq!(is_recalled(&data, key), is_kept, "{now}");
    }
    // The audit trail's records of the history are two months old, too.
    assert!(!holds(&data, of_the_opening));
}

fn is_recalled(data: &Data, key: ocop_stamp::ledger::KeyHash) -> bool {
    let ledger = SledLedger::open(data.path(), 0).expect("it opens").ledger;
    crate::writer::wait(ledger.recall(key)).expect("read").is_some()
}

/// Whether journal or bases hold a text or the bytes of its hex.
fn holds(data: &Data, words: &str) -> bool {
    let bytes = data_encoding::HEXLOWER.decode(words.as_bytes()).ok();
    let files = ["journal", "base"].into_iter().flat_map(|folder| {
        fs::read_dir(data.path().join(folder)).expect("a folder").map(|name| name.expect("a name"))
    });
    let mut contents = files.map(|name| fs::read(name.path()).expect("a file"));
    contents.any(|content| {
        let has = |part: &[u8]| content.windows(part.len()).any(|window| window == part);
        has(words.as_bytes()) || bytes.as_ref().is_some_and(|bytes| has(bytes))
    })
}

/// Steps of making a base, those of deleting included.
const STEPS: [Step; 8] = [
    Step(Part::Base, Act::Write),
    Step(Part::Base, Act::Sync),
    Step(Part::Base, Act::Rename),
    Step(Part::Base, Act::SyncFolder),
    Step(Part::Base, Act::Remove),
    Step(Part::Journal, Act::Remove),
    Step(Part::Journal, Act::SyncFolder),
    Step(Part::Sled, Act::Sync),
];

#[test]
fn a_fault_in_making_a_base_leaves_a_folder_that_starts() {
    for step in STEPS {
        for fault in [NotPersisted, PersistedButReported] {
            let data = with_two_bases();
            let disk = FaultyDisk::default();
            let made = make_on(&data, disk.clone(), A_DAY_LATER, || disk.fail_next(step, fault));
            let error = made.expect_err("as told");
            assert!(disk.has_failed() && error.contains("as told"), "{step:?}: {error}");
            let copy = Data::copy_of(&data);
            all_there(&copy, &[], ENTRIES + 2);
            fs::remove_dir_all(copy.sled()).expect("removed");
            let (writer, _) = copy.open().expect("it starts");
            copy.goes_on(writer, ENTRIES + 3);
            make(&data, A_DAY_LATER).expect("made");
            all_there(&data, &[], ENTRIES + 2);
        }
    }
}
