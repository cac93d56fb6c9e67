//! An old copy of a data folder, brought forward from the log that was published since: nothing that was revoked comes
//! back to life.

use std::{fs, path::Path};

use serde_json::json;

use crate::program::{Demo, Serving, copy, foreign, ocop_stamp, path, run};

/// Revokes a stamp of the valid sample's batch, and waits until that is published.
fn revoke(serving: &Serving, demo: &Demo, index: u64) {
    let stamp = serving.verdict(&demo.sample("valid"))["stamp"].clone();
    let target = json!({ "batch": stamp["batch"], "from": index, "to": index });
    let request = json!({ "targets": [target], "reason": "food_safety" });
    let (status, done) =
        serving.post("/api/v1/revocations", &request, &format!("{index}")).expect("an answer");
    assert_eq!(status, 201, "{done}");
    let position = done["log_indexes"][0].as_u64().expect("a position");
    serving.wait_until_published(position + 1);
}

/// The index of the valid sample.
fn index(serving: &Serving, demo: &Demo) -> u64 {
    serving.verdict(&demo.sample("valid"))["stamp"]["index"].as_u64().expect("a number")
}

fn restore(data: &Path, log: &str) -> (i32, String) {
    let output = run(&["restore", "--data", path(data), "--replay-log", log, "--lang", "en"]);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it ended"), String::from_utf8(said).expect("text"))
}

/// Fails, says so, and leaves the folder as it was.
#[track_caller]
fn check_refused(data: &Path, log: &str, status: i32, words: &str) {
    let before = journal(data);
    let (told, said) = restore(data, log);
    assert_eq!(told, status, "{said}");
    assert!(said.contains(words), "{said}");
    assert_eq!(journal(data), before, "nothing is half done");
}

fn journal(data: &Path) -> Vec<u8> {
    let mut segments: Vec<_> = fs::read_dir(data.join("journal"))
        .expect("a folder")
        .map(|entry| entry.expect("read").path())
        .collect();
    segments.sort();
    segments.iter().flat_map(|segment| fs::read(segment).expect("read")).collect()
}

/// Has the published log of both be the same, and whole.
#[track_caller]
fn check_same_log(one: &Serving, other: &Serving) {
    let head = |serving: &Serving| {
        let checkpoint = serving.get("/log/checkpoint").text().expect("text");
        checkpoint.lines().take(3).map(str::to_owned).collect::<Vec<_>>()
    };
    other.wait_until_published(head(one)[1].parse().expect("a size"));
    assert_eq!(head(one), head(other));
    let audit = run(&["log", "audit", &other.url]);
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
}

#[test]
fn an_old_copy_is_refused_by_an_anchor_and_brought_forward_from_the_published_log() {
    let demo = Demo::new();
    let old = demo.beside("old");
    copy(&demo.data(), &old);
    let anchor = demo.beside("anchor.checkpoint");
    let command = |data: &Path| {
        let listen = ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(data)];
        let mut command = ocop_stamp(&listen);
        command.args(["--anchors", path(&anchor)]);
        command
    };
    let spawn = |data: &Path| {
        Serving::spawn(command(data), &data.join("control.sock"), &data.with_extension("log"))
    };
    let serving = spawn(&demo.data()).expect("it starts");
    serving.wait_until_healthy();
    let code = demo.sample("valid");
    revoke(&serving, &demo, index(&serving, &demo));
    assert_eq!(serving.verdict(&code)["verdict"], "revoked");

    let refused = spawn(&old).err().expect("an old copy is behind the anchor");
    assert!(refused.contains("anchor"), "{refused}");
    let (status, said) = restore(&old, &serving.url);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("What was revoked stays revoked."), "{said}");
    let restored = spawn(&old).expect("it starts again");
    restored.wait_until_healthy();
    assert_eq!(restored.verdict(&code)["verdict"], "revoked");
    check_same_log(&serving, &restored);
    check_refused(&demo.data(), &restored.url, 75, "");
    assert_eq!(restored.terminate(), Some(0));
    let (status, said) = restore(&old, path(&demo.data().join("log")));
    assert_eq!((status, said.contains("had all")), (0, true), "nothing is taken in twice: {said}");
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn a_folder_whose_last_days_were_cut_off_gets_them_back() {
    let demo = Demo::new();
    let length = journal(&demo.data()).len();
    let serving = demo.serve();
    let code = demo.sample("valid");
    revoke(&serving, &demo, index(&serving, &demo));
    assert_eq!(serving.terminate(), Some(0));
    let mirror = demo.beside("mirror");
    copy(&demo.data().join("log"), &mirror);

    let segment = fs::read_dir(demo.data().join("journal")).expect("a folder").next();
    let segment = segment.expect("one").expect("read").path();
    let cut = fs::OpenOptions::new().write(true).open(&segment).expect("it is there");
    cut.set_len(length as u64).expect("cut");
    fs::remove_dir_all(demo.data().join("sled")).expect("it is made again");
    let refused =
        run(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&demo.data())]);
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(words.contains("acknowledged entries are missing"), "{words}");
    let (status, said) = restore(&demo.data(), path(&mirror));
    assert_eq!(status, 0, "{said}");
    let serving = demo.serve();
    assert_eq!(serving.verdict(&code)["verdict"], "revoked");
    // The numbers go on behind what was brought back.
    revoke(&serving, &demo, index(&serving, &demo) + 1);
    let audit = run(&["log", "audit", &serving.url]);
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
}

#[test]
fn a_log_that_does_not_continue_the_folder_is_not_taken_in() {
    let demo = Demo::new();
    let [other, mirror] = ["other", "mirror"].map(|name| demo.beside(name));
    copy(&demo.data(), &other);
    let serving = demo.serve();
    revoke(&serving, &demo, index(&serving, &demo));
    assert_eq!(serving.terminate(), Some(0));
    copy(&demo.data().join("log"), &mirror);
    check_refused(&demo.data(), path(&other.join("log")), 1, "nothing is missing here");

    // Another history behind the same beginning.
    let forked = Serving::start(&other);
    revoke(&forked, &demo, index(&forked, &demo) + 1);
    assert_eq!(forked.terminate(), Some(0));
    check_refused(&other, path(&mirror), 1, "two histories exist");

    // A byte of an entry is another one.
    let third = demo.beside("third");
    copy(&demo.data(), &third);
    let bundles = foreign("find", &[path(&mirror), "-path", "*entries*", "-type", "f"]);
    let bundles = String::from_utf8(bundles.stdout).expect("text");
    for bundle in bundles.lines() {
        let mut bytes = fs::read(bundle).expect("read");
        let place = bytes.len() - 20;
        bytes[place] ^= 1;
        fs::write(bundle, bytes).expect("written");
    }
    let empty = demo.beside("empty");
    fs::create_dir(&empty).expect("a new folder");
    check_refused(&third, path(&mirror), 1, "");
    check_refused(&third, path(&empty), 66, "checkpoint");
}
