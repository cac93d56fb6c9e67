//! What is saved for a quick start: a start from it has what a start from nothing has; whatever is wrong with it costs
//! time and nothing else; and what it knows and the journal lacks refuses to start.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use jiff::Timestamp;
use ocop_stamp::{
    app::{SavedState, SelfAudit},
    log::{LogState, dense::DenseWriter},
    store::{LogFolder, SavedStateFile},
    wiring::Running,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::program::{Demo, Serving, copy, ocop_stamp, open, path, run};

// What it holds, against histories of all kinds.
mod contents;

// Steps to the disk that go wrong.
mod faults;

/// A demo whose state is saved after each change, and once it was.
fn saved() -> Demo {
    let demo = Demo::new();
    demo.set("save_state_after = 1");
    start(&demo.data()).close();
    assert!(file(&demo.data()).is_file());
    demo
}

fn file(data: &Path) -> PathBuf {
    data.join("saved-state")
}

/// Starts as a service does, and waits until everything is published.
fn start(data: &Path) -> Running {
    let running = open(data, Arc::new(Timestamp::now));
    let size = running.service.snapshot().log().size();
    while running.service.published().is_none_or(|published| published.size < size) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    running
}

/// Everything that answers follow from, as bytes and text.
fn all_of(running: &Running) -> (Vec<u8>, String) {
    let snapshot = running.service.snapshot();
    let register = snapshot.register();
    let records = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        register.producers().collect::<Vec<_>>(),
        register.products().collect::<Vec<_>>(),
        register.certificates().collect::<Vec<_>>(),
        register.batches().collect::<Vec<_>>(),
        running.service.directory(),
    );
    (bytes_of(snapshot.log()), records)
}

fn bytes_of(log: &LogState) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut to = DenseWriter::new(&mut bytes);
    log.write(&mut to);
    to.end().expect("memory takes it");
    bytes
}

/// Suspends batch 1 by the command line, on a folder that nobody serves.
fn suspend(data: &Path) {
    let words = ["suspend", "--data", path(data), "--reason", "other", "--yes", "--batch", "1"];
    let done = run(&words);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_start_from_the_saved_state_has_what_a_start_from_nothing_has() {
    let demo = saved();
    let quick = start(&demo.data());
    assert!(quick.began_behind.is_some() && quick.mended.is_empty(), "{:?}", quick.mended);
    let saved = all_of(&quick);
    quick.close();
    fs::remove_file(file(&demo.data())).expect("removed");
    let slow = start(&demo.data());
    assert_eq!(slow.began_behind, None);
    assert!(all_of(&slow) == saved);
    slow.close();
}

#[test]
fn what_came_after_it_is_read_from_the_journal() {
    let demo = saved();
    let before = demo.beside("before");
    fs::copy(file(&demo.data()), &before).expect("copied");
    suspend(&demo.data());
    suspend(&demo.data());
    fs::copy(&before, file(&demo.data())).expect("put back");
    let quick = start(&demo.data());
    assert!(quick.began_behind.is_some(), "the older one is as good");
    let behind = all_of(&quick);
    quick.close();
    fs::remove_file(file(&demo.data())).expect("removed");
    let slow = start(&demo.data());
    assert!(all_of(&slow) == behind);
    slow.close();
}

#[test]
fn a_log_that_is_short_is_not_saved() {
    let demo = Demo::new();
    start(&demo.data()).close();
    assert!(!file(&demo.data()).exists());
}

/// Writes the hash behind what was changed, as whoever forges one would.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 32;
    bytes.truncate(end);
    let hash = Sha256::digest(&bytes);
    bytes.extend_from_slice(&hash);
    bytes
}

#[test]
fn one_that_can_t_be_used_costs_a_slow_start() {
    let demo = saved();
    let good = fs::read(file(&demo.data())).expect("a file");
    let other = {
        let other = demo.beside("other");
        let words = ["demo", "--data", path(&other), "--no-serve", "--base-url", "https://x.vn"];
        assert!(run(&words).status.success());
        let toml = other.join("ocop-stamp.toml");
        let text = fs::read_to_string(&toml).expect("settings");
        fs::write(&toml, text.replace("[serve]\n", "[serve]\nsave_state_after = 1\n"))
            .expect("written");
        start(&other).close();
        fs::read(file(&other)).expect("a file")
    };
    let changed = |place: usize, to: u8| {
        let mut bytes = good.clone();
        bytes[place] = to;
        bytes
    };
    let version = "ocop-stamp saved state\n".len();
    let middle = good.len() / 2;
    for (what, bytes, words) in [
        ("empty", Vec::new(), "does not begin like one"),
        ("cut in the beginning", good[..30].to_vec(), "damaged"),
        ("cut in the middle", good[..middle].to_vec(), "damaged"),
        ("cut at the end", good[..good.len() - 1].to_vec(), "damaged"),
        ("something behind it", [&good[..], &[0]].concat(), "damaged"),
        ("a flipped bit", changed(middle, good[middle] ^ 1), "damaged"),
        ("an older version", sealed(changed(version, 0)), "version 0"),
        ("a newer version", sealed(changed(version, 9)), "version 9"),
        ("another log's", other, "another log's"),
        ("well sealed nonsense", sealed(good[..middle].to_vec()), "can't be right"),
    ] {
        fs::write(file(&demo.data()), &bytes).expect("written");
        let doctor = ocop_stamp(&["doctor", "--data", path(&demo.data())]).output();
        let doctor = String::from_utf8(doctor.expect("it starts").stdout).expect("text");
        assert!(doctor.contains(words) && doctor.contains("set aside"), "{what}: {doctor}");
        let running = start(&demo.data());
        assert_eq!(running.began_behind, None, "{what}");
        let [mended] = running.mended.as_slice() else { panic!("{what}: {:?}", running.mended) };
        assert!(mended.contains(words), "{what}: {mended}");
        running.close();
        assert_eq!(fs::read(file(&demo.data()).with_extension("aside")).expect("kept"), bytes);
        let running = start(&demo.data());
        assert!(running.began_behind.is_some() && running.mended.is_empty(), "{what}");
        running.close();
    }
}

/// A folder of which all but the saved state is an old copy.
#[test]
fn a_folder_that_is_behind_it_refuses() {
    let demo = saved();
    let old = demo.beside("old");
    copy(&demo.data(), &old);
    suspend(&demo.data());
    fs::copy(file(&demo.data()), file(&old)).expect("copied");
    check_refused(&old, "acknowledged entries are missing");
    // A second history of the same length.
    fs::remove_file(file(&old)).expect("removed");
    suspend(&old);
    fs::copy(file(&demo.data()), file(&old)).expect("copied");
    check_refused(&old, "two histories exist");
}

#[track_caller]
fn check_refused(data: &Path, words: &str) {
    let doctor = ocop_stamp(&["doctor", "--data", path(data)]).output().expect("it starts");
    let doctor = String::from_utf8(doctor.stdout).expect("text");
    assert!(doctor.contains(words), "{doctor}");
    let refused = run(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(data)]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains(words), "{said}");
}

#[test]
fn a_crash_loses_nothing_that_came_after_it() {
    let demo = saved();
    let serving = demo.serve();
    let code = demo.sample("valid");
    let batch = serving.verdict(&code)["stamp"]["batch"].clone();
    let body = json!({"targets": [{"batch": batch}], "reason": "food_safety"});
    let revoke = |serving: &Serving| serving.post("/api/v1/revocations", &body, "once");
    let revoked = revoke(&serving).expect("an answer");
    assert_eq!(revoked.0, 201, "{}", revoked.1);
    serving.kill();
    let serving = demo.serve();
    assert_eq!(serving.verdict(&code)["verdict"], "revoked");
    assert_eq!(revoke(&serving), Some(revoked), "it is found, not made again");
    assert_eq!(serving.terminate(), Some(0));
}

/// Each kind of damage that a quick start passes by is found behind it; the next start is a whole one, and mends.
#[test]
fn what_a_quick_start_passes_by_is_found_behind_it() {
    let of_tile = |data: &Path| flip(&data.join("log/tile/entries/001"));
    let of_state = |data: &Path| {
        let mut bytes = fs::read(file(data)).expect("a file");
        let stars = bytes.windows(9).position(|window| window == br#""stars":4"#).expect("one");
        bytes[stars + 8] = b'3';
        fs::write(file(data), sealed(bytes)).expect("written");
    };
    let mends_tiles = Some("tiles did not fit the checkpoint");
    for (what, damage, mends) in [
        ("a tile", &of_tile as &dyn Fn(&Path), mends_tiles),
        ("the saved state itself", &of_state, None),
    ] {
        let demo = saved();
        damage(&demo.data());
        let mut running = start(&demo.data());
        assert!(running.began_behind.is_some(), "{what}");
        running.audit_behind().expect("a thread");
        until(|| running.service.self_audit() != SelfAudit::NotYet);
        assert_eq!(running.service.self_audit(), SelfAudit::Broken, "{what}");
        assert!(running.service.health().is_err(), "{what}");
        assert!(!file(&demo.data()).exists(), "{what}");
        running.close();
        assert!(!file(&demo.data()).exists(), "{what}: nothing that follows from it is saved");
        let running = start(&demo.data());
        assert_eq!(running.began_behind, None, "{what}");
        match mends {
            Some(words) => assert!(running.mended[0].contains(words), "{:?}", running.mended),
            None => assert!(running.mended.is_empty(), "{what}: {:?}", running.mended),
        }
        running.close();
    }
}

#[test]
fn a_journal_that_was_damaged_long_ago_is_found_behind_a_quick_start() {
    let demo = saved();
    let journal = demo.data().join("journal/00000000000000000001.journal");
    let mut bytes = fs::read(&journal).expect("a file");
    bytes[200] ^= 1;
    fs::write(&journal, &bytes).expect("written");
    let mut running = start(&demo.data());
    assert!(running.began_behind.is_some());
    running.audit_behind().expect("a thread");
    until(|| running.service.self_audit() != SelfAudit::NotYet);
    assert_eq!(running.service.self_audit(), SelfAudit::Broken);
    running.close();
    check_refused(&demo.data(), "restore its segments from a backup");
}

#[test]
fn a_sound_folder_is_found_sound_behind_a_quick_start() {
    let demo = saved();
    let mut running = start(&demo.data());
    running.audit_behind().expect("a thread");
    until(|| running.service.self_audit() != SelfAudit::NotYet);
    assert!(matches!(running.service.self_audit(), SelfAudit::Sound { .. }));
    let log = LogFolder::of(&demo.data());
    let again = running.service.audit_itself(&log, &AtomicBool::new(false));
    assert!(matches!(again, SelfAudit::Sound { .. }));
    running.close();
    assert!(read(&demo.data()).is_some());
}

fn read(data: &Path) -> Option<SavedState> {
    SavedStateFile::of(data).read().expect("a good one")
}

fn until(is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed().as_secs() < 30, "not within 30 s");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).expect("written");
}
