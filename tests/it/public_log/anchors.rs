//! Anchors: what lies outside the data folder and knows the last checkpoint keeps a restored old folder from starting,
//! and a running one from signing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ocop_stamp::log::checkpoint::Checkpoint;
use serde_json::json;

use super::MadeLog;
use crate::program::{Demo, Serving, copy, ocop_stamp, path, run_well};

/// A demo folder, an anchor beside it, and copies of the folder at several times.
struct Kept {
    demo: Demo,
    anchor: PathBuf,
}

impl Kept {
    fn new() -> Self {
        let demo = Demo::new();
        let anchor = demo.beside("elsewhere").join("checkpoint");
        fs::create_dir(demo.beside("elsewhere")).expect("a folder");
        Self { demo, anchor }
    }

    fn serve(&self, data: &Path, anchors: &str) -> Result<Serving, String> {
        let mut command = ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
        command.args(["--anchors", anchors, "--data", path(data)]);
        let log = data.with_extension("log");
        let serving = Serving::spawn(command, &data.join("control.sock"), &log)?;
        serving.wait_until_healthy();
        Ok(serving)
    }

    fn copy_to(&self, name: &str) -> PathBuf {
        let copied = self.demo.beside(name);
        copy(&self.demo.data(), &copied);
        copied
    }

    #[track_caller]
    fn refuses(&self, data: &Path, anchors: &str, words: &[&str]) {
        let said = self.serve(data, anchors).err().expect("it must not start");
        for words in words {
            assert!(said.contains(words), "{words:?} expected: {said}");
        }
    }
}

/// Revokes a stamp; the size of the log with it.
fn revoke(serving: &Serving, place: u64) -> u64 {
    let body =
        json!({"targets": [{"batch": 1, "from": place, "to": place}], "reason": "stamp_copied"});
    let (status, answer) =
        serving.post("/api/v1/revocations", &body, &format!("{place}")).expect("an answer");
    assert_eq!(status, 201, "{answer}");
    let size = answer["log_indexes"][0].as_u64().expect("a position") + 1;
    serving.wait_until_published(size);
    size
}

fn size_of(note: &Path) -> u64 {
    let text = fs::read_to_string(note).expect("a checkpoint");
    text.lines().nth(1).expect("a size").parse().expect("a number")
}

#[test]
fn an_old_folder_is_refused_by_what_is_kept_elsewhere() {
    let kept = Kept::new();
    let data = kept.demo.data();
    let anchor = path(&kept.anchor).to_owned();
    let before = kept.copy_to("before");
    let serving = kept.serve(&data, &anchor).expect("it starts");
    let size = revoke(&serving, 3);
    assert_eq!(size_of(&kept.anchor), size, "kept elsewhere before anybody could read it");
    let vkey = serving.get("/log/vkey").text().expect("text").parse().expect("a vkey");
    let note = fs::read(&kept.anchor).expect("kept");
    assert_eq!(Checkpoint::open(&note, &vkey).expect("signed").size, size);
    assert_eq!(serving.terminate(), Some(0));

    // The copy of the whole folder, published log and all, that was made before the revocation.
    let missing =
        format!("knows {size} entries, and here are {}: the last 1 are missing", size - 1);
    kept.refuses(&before, &anchor, &[&missing, "come back to life", "a newer backup"]);
    // The doctor says the same.
    let told = ocop_stamp(&["doctor", "--data", path(&before)])
        .env("OCOP_STAMP_ANCHORS", &anchor)
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("anchors: refuses to start: ") && told.contains(&missing), "{told}");
    // Whoever works on it by a command is refused as well.
    let settings = before.join("ocop-stamp.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    let with_anchor = text.replace("[serve]\n", &format!("[serve]\nanchors = [\"{anchor}\"]\n"));
    fs::write(&settings, with_anchor).expect("written");
    let minted =
        ocop_stamp(&["mint", "--data", path(&before), "--certificate", "235", "--quantity", "1"])
            .args(["--format", "txt", "--out", path(&kept.demo.beside("minted"))])
            .output()
            .expect("it starts");
    assert_eq!(minted.status.code(), Some(65), "{}", String::from_utf8_lossy(&minted.stderr));
    // Of the present folder, all that the last day brought is cut off: journal, its view, published log.
    let cut = kept.copy_to("cut");
    fs::remove_dir_all(cut.join("sled")).expect("there");
    fs::remove_dir_all(cut.join("log")).expect("there");
    fs::remove_dir_all(cut.join("journal")).expect("there");
    copy(&before.join("journal"), &cut.join("journal"));
    kept.refuses(&cut, &anchor, &[&missing]);
    // Without an anchor nobody notices: the limit that README tells of.
    let unnoticed = Serving::start(&cut);
    unnoticed.kill();

    // The right folder starts, and goes on.
    let serving = kept.serve(&data, &anchor).expect("it starts");
    let size = revoke(&serving, 4);
    assert_eq!(size_of(&kept.anchor), size);
}

#[test]
fn an_address_that_publishes_the_log_tells_what_would_come_back() {
    let kept = Kept::new();
    let before = kept.copy_to("before");
    let serving = kept.demo.serve();
    let size = revoke(&serving, 3);
    let words = format!("knows {size} entries");
    kept.refuses(&before, &serving.url, &[&words, "(Revoked: stamp 1/3 – stamp copied)"]);
    // Several: one that can't be reached does not help who is behind another.
    let both = format!("http://127.0.0.1:9,{}", serving.url);
    kept.refuses(&before, &both, &[&words]);
    // A file may be behind, and is brought up.
    fs::copy(before.join("log/checkpoint"), &kept.anchor).expect("copied");
    serving.terminate();
    let both = format!("http://127.0.0.1:9,{}", path(&kept.anchor));
    let serving = kept.serve(&kept.demo.data(), &both).expect("what can't be reached is named");
    assert_eq!(size_of(&kept.anchor), size);
    drop(serving);
    let log = fs::read_to_string(kept.demo.data().with_extension("log")).expect("a log");
    assert!(log.contains("http://127.0.0.1:9") && log.contains("started without it"), "{log}");
}

#[test]
fn another_history_another_log_and_a_place_within_are_refused() {
    let kept = Kept::new();
    let data = kept.demo.data();
    let anchor = path(&kept.anchor).to_owned();
    let other = kept.copy_to("other");
    let serving = kept.serve(&data, &anchor).expect("it starts");
    let size = revoke(&serving, 3);
    serving.terminate();
    // The copy went on by itself, and is as long.
    let there = Serving::start(&other);
    assert_eq!(revoke(&there, 5), size);
    there.terminate();
    kept.refuses(&other, &anchor, &[&format!("the first {size} here are not those")]);

    let foreign = MadeLog::saying(super::story(3));
    fs::copy(foreign.file("checkpoint"), &kept.anchor).expect("copied");
    kept.refuses(&data, &anchor, &["does not hold a checkpoint that this log's key signed"]);
    let within = data.join("log/anchor");
    kept.refuses(&data, path(&within), &["lies in the data folder"]);
    kept.refuses(&data, "checkpoint", &["is no anchor"]);
}

#[test]
fn a_service_whose_anchor_moves_on_without_it_signs_nothing_more() {
    let kept = Kept::new();
    let data = kept.demo.data();
    let anchor = path(&kept.anchor).to_owned();
    let copied = kept.copy_to("copied");
    let serving = kept.serve(&data, &anchor).expect("it starts");
    revoke(&serving, 3);
    // A second service on a copy of the folder keeps its checkpoints in the same place.
    let there = Serving::start(&copied);
    revoke(&there, 5);
    revoke(&there, 6);
    fs::copy(copied.join("log/checkpoint"), &kept.anchor).expect("copied");
    let body = json!({"targets": [{"batch": 1, "from": 7, "to": 7}], "reason": "stamp_copied"});
    serving.post("/api/v1/revocations", &body, "seven").expect("an answer");
    serving.wait_until_unwell("not published");
    let log = fs::read_to_string(data.with_extension("log")).expect("a log");
    assert!(log.contains("does not hold what this service kept there last"), "{log}");
    let request = json!({"certificate": 235, "quantity": 1, "variant": 0, "activated": true});
    let (status, _) = serving.post("/api/v1/batches", &request, "batch").expect("an answer");
    assert_eq!(status, 503, "no stamp is signed");
}

/// A disk that is mounted late: what it holds is held against the log before anything more is signed.
#[test]
fn an_anchor_that_comes_late_is_heeded_when_it_comes() {
    let kept = Kept::new();
    let data = kept.demo.data();
    let anchor = path(&kept.anchor).to_owned();
    let serving = kept.serve(&data, &anchor).expect("it starts");
    let size = revoke(&serving, 3);
    serving.terminate();
    let copied = kept.copy_to("copied");
    let (folder, away) = (kept.demo.beside("elsewhere"), kept.demo.beside("away"));
    let leave = || fs::rename(&folder, &away).expect("unmounted");
    let come = || fs::rename(&away, &folder).expect("mounted");
    leave();
    let serving = kept.serve(&data, &anchor).expect("it starts without");
    revoke(&serving, 4);
    come();
    assert_eq!(size_of(&kept.anchor), size);
    let size = revoke(&serving, 5);
    assert_eq!(size_of(&kept.anchor), size, "it is brought up");
    serving.terminate();

    // The old copy started while the anchor was away; it signs nothing more once it is there.
    leave();
    let there = kept.serve(&copied, &anchor).expect("nobody tells it");
    come();
    let body = json!({"targets": [{"batch": 1, "from": 9, "to": 9}], "reason": "stamp_copied"});
    there.post("/api/v1/revocations", &body, "nine").expect("an answer");
    there.wait_until_unwell("not published");
    assert_eq!(size_of(&kept.anchor), size);
}

#[test]
fn the_setting_is_shown_with_its_source() {
    let kept = Kept::new();
    let shown = run_well(&[
        "config",
        "show",
        "--data",
        path(&kept.demo.data()),
        "--anchor",
        "/mnt/a,https://tem.example.vn",
        "--json",
    ]);
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let settings = shown["settings"].as_array().expect("a list");
    let anchors =
        settings.iter().find(|setting| setting["name"] == "serve.anchors").expect("shown");
    assert_eq!(anchors["value"], json!(["/mnt/a", "https://tem.example.vn"]));
    assert_eq!(anchors["source"]["kind"], "flag");
}
