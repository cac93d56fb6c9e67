//! `log audit`: what holds together passes, and whatever does not is named. The first ways to tamper are shown to the
//! Go checker as well, which shares no code with ours.

use std::fs;

use ed25519_dalek::SigningKey;
use ocop_stamp::log::{Base64Url, BatchIssued, Body, Entry, KeyAdded, LiftAs, Reason, note::Vkey};
use serde_json::Value;

use super::{MadeLog, entries, story};
use crate::{
    foreign::go,
    history::time,
    invented::{batch, hold, key_added, lift, number, on_batch, on_stamps, suspended},
    program::{Demo, path, run},
    writer::vkey,
};

/// Runs `log audit`; the exit status, and all that was said.
fn audited(arguments: &[&str]) -> (i32, String) {
    let output = run(&[&["log", "audit", "--lang", "en"], arguments].concat());
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (output.status.code().expect("it ended by itself"), said)
}

#[track_caller]
fn check(log: &MadeLog, status: i32, words: &str) {
    let ended = audited(&[path(log.path()), "--vkey", &vkey().to_string()]);
    assert!(ended.0 == status && ended.1.contains(words), "{words:?} expected: {ended:?}");
}

/// Another key under the log's name.
fn stranger() -> Vkey {
    Vkey::new(vkey().name().clone(), SigningKey::from_bytes(&[7; 32]).verifying_key())
}

/// A log of two full tiles and a partial one.
fn good() -> MadeLog {
    MadeLog::saying(story(700))
}

#[test]
fn a_good_log_passes_in_a_folder_and_behind_an_address() {
    let log = good();
    check(&log, 0, "holds together: 704 entries");
    check(&MadeLog::saying(story(0)), 0, "1 batches, 100 stamps");
    // A length at which nothing is partial.
    check(&MadeLog::saying(story(508)), 0, "512 entries");
    let (status, said) = audited(&[&log.serve()]);
    assert!(status == 0 && said.contains("704 entries"), "{said}");
    assert!(said.contains(&format!("--vkey {}", vkey())), "the key was taken on trust: {said}");
    let (good, said) = go(&[&log.serve(), &vkey().to_string()]);
    assert!(good, "{said}");
}

#[test]
fn a_partial_tile_that_is_gone_is_read_from_the_full_one() {
    let log = good();
    let old = fs::read(log.file("checkpoint")).expect("published");
    let all = MadeLog::saying(story(1_000));
    for file in ["tile/0/002", "tile/entries/002"] {
        log.write(file, &fs::read(all.file(file)).expect("published"));
        fs::remove_dir_all(log.file(&format!("{file}.p"))).expect("removed");
    }
    log.write("checkpoint", &old);
    check(&log, 0, "704 entries");
}

/// Ways to tamper that Go has to find as well.
#[test]
fn what_was_tampered_with_is_found_by_both_auditors() {
    type Tamper = fn(&MadeLog);
    let ways: [(&str, Tamper, &str); 6] = [
        (
            "a flipped byte in an entry",
            |log| log.alter("tile/entries/001", |bytes| bytes[5_000] ^= 1),
            "tile/0/001 does not follow from the entries",
        ),
        (
            "a flipped byte in a tile",
            |log| log.alter("tile/0/000", |bytes| bytes[77] ^= 1),
            "tile/0/000 does not follow from the entries",
        ),
        (
            "a flipped byte in a tile above the leaves",
            |log| log.alter("tile/1/000.p/2", |bytes| bytes[40] ^= 1),
            "tile/1/000.p/2 does not follow from the entries",
        ),
        (
            "a flipped byte in the checkpoint",
            |log| log.alter("checkpoint", |bytes| bytes[30] ^= 1),
            "the checkpoint is not this log's",
        ),
        (
            "a removed entry",
            |log| log.alter("tile/entries/000", |bytes| bytes.truncate(bytes.len() - 400)),
            "tile/entries/000 is no bundle of 256 entries",
        ),
        (
            "a missing tile",
            |log| fs::remove_file(log.file("tile/entries/001")).expect("removed"),
            "tile/entries/001 is missing from the log",
        ),
    ];
    for (what, tamper, words) in ways {
        let log = good();
        tamper(&log);
        check(&log, 1, words);
        let (good, said) = go(&[&log.serve(), &vkey().to_string()]);
        assert!(!good && said.contains("FAIL"), "Go, {what}: {said}");
    }
    let log = good();
    let foreign_key = stranger().to_string();
    let (status, said) = audited(&[path(log.path()), "--vkey", &foreign_key]);
    assert!(status == 1 && said.contains("is not signed by tem.example.vn/log"), "{said}");
    let (good, said) = go(&[&log.serve(), &foreign_key]);
    assert!(!good && said.contains("FAIL"), "{said}");
}

/// Logs whose tree and signature are right and whose entries are not: the log's own key did it.
#[test]
fn what_the_logs_own_key_signed_against_the_rules_is_found() {
    #[track_caller]
    fn follows(bodies: Vec<Body>, words: &str) {
        check(&MadeLog::saying(story(0).into_iter().chain(bodies)), 1, words);
    }
    let revoked = |reason| Body::Revoked(hold(on_stamps(1, 3, 3), reason));
    follows(
        vec![revoked(Reason::StampCopied), lift(4, LiftAs::Annulled)],
        "entry 5 breaks the log's rules: entry 4 revoked stamps that were copied",
    );
    follows(
        vec![revoked(Reason::FoodSafety), lift(4, LiftAs::Lifted)],
        "entry 4 is lifted as a suspension or annulled as a revocation",
    );
    follows(
        vec![suspended(on_batch(1)), lift(4, LiftAs::Lifted), lift(4, LiftAs::Lifted)],
        "entry 4 was lifted before, by entry 5",
    );
    follows(
        vec![Body::BatchIssued(BatchIssued { certificate: number(9), ..batch(2) })],
        "certificate 9 is not in the log",
    );
    follows(
        vec![Body::BatchIssued(BatchIssued { quantity: 0, ..batch(2) })],
        "quantity outside 1 to 16777216",
    );
    follows(vec![Body::Revoked(hold(on_stamps(1, 0, 100), Reason::Other))], "has no stamp 100");
    let unproven = KeyAdded { proof: Base64Url([0; 64]), ..key_added(2) };
    follows(vec![Body::KeyAdded(unproven)], "the proof of key 2 is not its signature");

    let mut out_of_order = entries(story(40));
    out_of_order.swap(20, 30);
    check(&MadeLog::of(out_of_order), 1, "entry 21 breaks the log's rules: entered at");

    let mut no_entry = entries(story(10));
    no_entry[7] = b"{\"v\":1}".to_vec();
    check(&MadeLog::of(no_entry), 1, "entry 7 is none");

    let mut other_log = entries(story(1));
    let text = String::from_utf8(other_log[0].clone()).expect("JSON");
    other_log[0] = text.replace(&vkey().to_string(), &stranger().to_string()).into_bytes();
    check(&MadeLog::of(other_log), 1, "entry 0 opened the log of");
}

#[test]
fn a_log_has_to_continue_what_was_seen_of_it() {
    let log = good();
    let seen = log.file("seen");
    let audit = |log: &MadeLog, more: &[&str]| {
        audited(&[&[path(log.path()), "--since", path(&seen)], more].concat())
    };
    for (size, words) in [
        (1, "In all of it"),
        (256, "continues the 1 "),
        (256, "the 256 "),
        (300, "the 256 "),
        (704, "the 300 "),
    ] {
        log.publish(size);
        let (status, said) = audit(&log, &[]);
        assert!(status == 0 && said.contains(words), "{size}: {said}");
        assert_eq!(
            fs::read(&seen).expect("kept"),
            fs::read(log.file("checkpoint")).expect("there")
        );
    }
    // What is kept is what Go takes as an old checkpoint.
    log.publish(704);
    let (good, said) = go(&[&log.serve(), &vkey().to_string(), path(&seen)]);
    assert!(good && said.contains("consistent_with=704"), "{said}");

    // The last entries are gone, signed anew.
    let before = fs::read(&seen).expect("kept");
    log.publish(690);
    let (status, said) = audit(&log, &[]);
    assert!(
        status == 1 && said.contains("had 704 entries when it was seen before, and has 690 now"),
        "{said}"
    );
    // An entry in the middle is gone, and others follow.
    for (removed, added) in [(500, 0), (500, 1), (5, 40), (703, 1)] {
        let mut entries = entries(story(704 + added));
        entries.remove(removed);
        let forked = MadeLog::of(entries[..704 + added as usize].to_vec());
        let (status, said) = audit(&forked, &[]);
        assert!(status == 1 && said.contains("the first 704 entries are not those"), "{said}");
        let kept = fs::read(log.file("seen.contradicts")).expect("the proof is kept");
        assert_eq!(kept, fs::read(forked.file("checkpoint")).expect("there"));
    }
    assert_eq!(fs::read(&seen).expect("kept"), before, "a bad audit leaves what was seen");

    fs::write(&seen, "no checkpoint").expect("written");
    let (status, said) = audit(&log, &[]);
    assert!(status == 65 && said.contains("not a checkpoint of this log's key"), "{said}");
}

#[test]
fn what_is_new_is_listed_for_people_and_programs() {
    let log = MadeLog::saying(story(3));
    let seen = log.file("seen");
    log.publish(4);
    let arguments = [path(log.path()), "--since", path(&seen), "--list"];
    let (status, said) = audited(&arguments);
    assert!(status == 0 && said.contains("Batch 1 issued: 100 stamps for certificate 1"), "{said}");
    log.publish(7);
    let (_, said) = audited(&arguments);
    assert!(!said.contains("Batch 1 issued") && said.contains("Revoked: stamp 1/2"), "{said}");
    fs::remove_file(&seen).expect("kept");
    let output = run(&[&["log", "audit", "--json"][..], &arguments].concat());
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 8);
    assert_eq!((&lines[5]["position"], &lines[5]["entry"]["kind"]), (&5.into(), &"revoked".into()));
    assert_eq!(lines[7]["news"]["stamps_issued"], 100);
    assert_eq!(lines[7]["news"]["revoked"]["stamp_copied"], 3);
    let at = Entry::parse(&log.entries[6]).expect("an entry").at;
    assert_eq!(lines[7]["last_entry_at"], serde_json::to_value(at).expect("a time"));
    assert!(at > time("2026-03-01T08:00:00Z"));
}

#[test]
fn a_running_service_and_its_folder_are_audited_alike() {
    let demo = Demo::new();
    let serving = demo.serve();
    let (status, there) = audited(&[&serving.url]);
    assert_eq!(status, 0, "{there}");
    let (status, here) = audited(&[path(&demo.data())]);
    assert_eq!((status, here), (0, there));
    let (status, said) = audited(&["http://127.0.0.1:9"]);
    assert_eq!(status, 69, "{said}");
    let (status, said) = audited(&[path(&demo.beside("nothing"))]);
    assert_eq!(status, 66, "{said}");
}
