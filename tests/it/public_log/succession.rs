//! A change of the log's key: the log is closed, a successor continues it, and everybody who reads the log finds both.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    foreign::go,
    program::{Demo, Serving, copy, ocop_stamp, path, run, run_well},
};

/// Changes the key of a folder's log.
fn succeed(data: &Path, anchor: &Path) -> Result<Value, String> {
    let output = ocop_stamp(&["log", "succeed", "--data", path(data), "--yes", "--json"])
        .env("OCOP_STAMP_ANCHORS", anchor)
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(said);
    }
    Ok(serde_json::from_slice(&output.stdout).expect("JSON"))
}

fn serve(data: &Path, anchor: &Path) -> Result<Serving, String> {
    let mut command = ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
    command.args(["--data", path(data)]).env("OCOP_STAMP_ANCHORS", anchor);
    let serving = Serving::spawn(command, &data.join("control.sock"), &data.with_extension("log"))?;
    serving.wait_until_healthy();
    Ok(serving)
}

/// Revokes a sample stamp of the demo; its position in the log.
fn revoke(serving: &Serving, demo: &Demo, sample: &str) -> u64 {
    let of = serving.verdict(&demo.sample(sample));
    let (batch, index) = (&of["stamp"]["batch"], &of["stamp"]["index"]);
    revoke_stamp(serving, batch, index)
}

fn revoke_stamp(serving: &Serving, batch: &Value, index: &Value) -> u64 {
    let body = json!({
        "targets": [{"batch": batch, "from": index, "to": index}],
        "reason": "stamp_copied",
    });
    let key = format!("{batch}/{index}");
    let (status, answer) = serving.post("/api/v1/revocations", &body, &key).expect("an answer");
    assert_eq!(status, 201, "{answer}");
    answer["log_indexes"][0].as_u64().expect("a position")
}

fn text(serving: &Serving, path: &str) -> String {
    let response = serving.get(path);
    assert_eq!(response.status(), 200, "{path}");
    response.text().expect("text")
}

fn until_published(serving: &Serving, path: &str, size: u64) -> String {
    for _ in 0..200 {
        let note = text(serving, path);
        if note.lines().nth(1).and_then(|size| size.parse().ok()) >= Some(size) {
            return note;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{path} does not come to {size}");
}

fn audit(place: &str, arguments: &[&str]) -> (Option<i32>, String, Value) {
    let output = run(&[&["log", "audit", place, "--json", "--lang", "en"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said, serde_json::from_slice(&output.stdout).unwrap_or_default())
}

struct Changed {
    demo: Demo,
    anchor: PathBuf,
    /// Copies of the folder before, with an old and the last checkpoint.
    before: PathBuf,
    old_vkey: String,
    old_checkpoint: PathBuf,
    size: u64,
    said: Value,
}

/// A demo whose log had a revocation before its key was changed.
fn changed() -> Changed {
    let demo = Demo::new();
    let (data, anchor) = (demo.data(), demo.beside("anchor"));
    let old_checkpoint = demo.beside("seen");
    let serving = serve(&data, &anchor).expect("it starts");
    fs::write(&old_checkpoint, text(&serving, "/log/checkpoint")).expect("written");
    let old_vkey = text(&serving, "/log/vkey").trim_end().to_owned();
    let size = revoke(&serving, &demo, "valid") + 1;
    until_published(&serving, "/log/checkpoint", size);
    let receipt = text(&serving, &format!("/api/v1/log/receipts/{}", size - 1));
    fs::write(demo.beside("receipt"), receipt).expect("written");
    assert!(succeed(&data, &anchor).is_err(), "a service works on it");
    assert_eq!(serving.terminate(), Some(0));
    let before = demo.beside("before");
    copy(&data, &before);
    let said = succeed(&data, &anchor).expect("changed");
    Changed { demo, anchor, before, old_vkey, old_checkpoint, size, said }
}

#[test]
fn a_successor_continues_the_log_for_everybody() {
    let Changed { demo, anchor, before, old_vkey, old_checkpoint, size, said } = changed();
    let data = demo.data();
    let closed = json!({"origin": "tem.example.vn/log", "size": size});
    assert_eq!((&said["closed"], &said["was_begun"]), (&closed, &false.into()), "{said}");
    let vkey = said["vkey"].as_str().expect("a key");
    assert!(vkey.starts_with("tem.example.vn/log/2+") && vkey != old_vkey, "{said}");
    let anchored = fs::read_to_string(&anchor).expect("kept");
    assert!(anchored.starts_with("tem.example.vn/log/2\n1\n"), "{anchored}");

    // Verdicts stay; positions count on; the closed log stays where it is.
    let serving = serve(&data, &anchor).expect("it starts");
    assert_eq!(serving.verdict(&demo.sample("valid"))["verdict"], "revoked");
    let position = revoke(&serving, &demo, "not_activated");
    assert_eq!(position, size + 1, "behind the entry that opened the log");
    let note = until_published(&serving, "/log/2/checkpoint", 2);
    assert!(note.starts_with("tem.example.vn/log/2\n2\n"), "{note}");
    let closed_note = text(&serving, "/log/checkpoint");
    assert!(closed_note.starts_with(&format!("tem.example.vn/log\n{size}\n")), "{closed_note}");
    assert_eq!(text(&serving, "/log/vkey").trim_end(), old_vkey);
    assert_eq!(text(&serving, "/log/2/vkey").trim_end(), vkey);
    assert_eq!(
        text(&serving, "/log/2/cosigner-vkey"),
        said["cosigner_vkey"].as_str().expect("one")
    );
    for nowhere in
        ["/log/3/checkpoint", "/log/1/checkpoint", "/log/02/checkpoint", "/log/2/../vkey2"]
    {
        assert_eq!(serving.get(nowhere).status(), 404, "{nowhere}");
    }

    // An auditor with the new key, with what it saw of the old log, and with the old key alone.
    let seen = fs::read(&old_checkpoint).expect("kept");
    let (status, words, found) =
        audit(&serving.url, &["--vkey", vkey, "--since", path(&old_checkpoint)]);
    assert_eq!(status, Some(0), "{words}");
    assert_eq!(found["closed_logs"][0]["size"], size);
    assert_eq!((&found["size"], &found["continues"]), (&2.into(), &(size - 1).into()), "{found}");
    assert_eq!(found["news"]["entries"], 3, "the revocation, the opening, the next one: {found}");
    assert_eq!(found["news"]["revoked"], json!({"stamp_copied": 2}));
    let (status, words, found) = audit(&serving.url, &["--since", path(&old_checkpoint)]);
    assert_eq!((status, &found["news"]["entries"]), (Some(0), &0.into()), "it was kept: {words}");
    assert_eq!(found["origin"], "tem.example.vn/log/2", "by the log that FILE is of now");
    // Without the new key, who saw the old log goes no further than there: anybody could have made the next one up.
    fs::write(&old_checkpoint, &seen).expect("written");
    let (status, words, found) = audit(&serving.url, &["--since", path(&old_checkpoint)]);
    assert_eq!((status, &found["origin"]), (Some(1), &"tem.example.vn/log".into()), "{words}");
    assert_eq!((&found["size"], &found["continued_by"]), (&size.into(), &vkey.into()), "{found}");
    fs::write(&old_checkpoint, &seen).expect("written");
    let (status, _, found) = audit(&serving.url, &["--vkey", &old_vkey]);
    assert_eq!((status, &found["continued_by"]), (Some(1), &vkey.into()), "{found}");
    for log in ["log", "log/2"] {
        let url = format!("{}/{log}", serving.url);
        let key = if log == "log" { &old_vkey } else { vkey };
        let (good, said) = go(&[&url, key]);
        assert!(good, "{log}: {said}");
        let (status, words, _) = audit(&url, &["--vkey", vkey]);
        assert_eq!(status, Some(0), "{log}: {words}");
    }

    // Receipts of both logs, each by its own key, the one from before as well; and the list through both.
    for (index, key) in [(size - 1, old_vkey.as_str()), (size, vkey), (position, vkey)] {
        let file = demo.beside(&format!("{index}.tlog-proof"));
        fs::write(&file, text(&serving, &format!("/api/v1/log/receipts/{index}"))).expect("kept");
        run_well(&["log", "check-receipt", path(&file), "--vkey", key]);
    }
    run_well(&["log", "check-receipt", path(&demo.beside("receipt")), "--vkey", &old_vkey]);
    let receipt = demo.beside("receipt");
    let by_new = run(&["log", "check-receipt", path(&receipt), "--vkey", vkey]);
    assert_eq!(by_new.status.code(), Some(1));
    let why = String::from_utf8_lossy(&by_new.stderr).into_owned();
    assert!(why.contains("says that it is of the log tem.example.vn/log,"), "{why}");
    let (mut listed, mut cursor) = (Vec::new(), String::new());
    loop {
        let query = format!("/api/v1/log/entries?limit=300&cursor={cursor}");
        let page: Value = serving.get(&query).json().expect("JSON");
        assert_eq!(page["log_size"], position + 1);
        let entries = page["entries"].as_array().expect("a list");
        listed.extend(entries.iter().map(|entry| entry["log_index"].as_u64().expect("a position")));
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(listed, (0..=position).rev().collect::<Vec<_>>());
    // New stamps are signed under the successor's checkpoint.
    run_well(&[
        "mint",
        "--data",
        path(&data),
        "--certificate",
        "235",
        "--quantity",
        "3",
        "--format",
        "txt",
        "--out",
        path(&demo.beside("minted")),
    ]);
    assert_eq!(serving.terminate(), Some(0));

    // Whoever goes on from a copy of before is refused, with an anchor; and there is no way forward without the new key.
    let refused = serve(&before, &anchor).err().expect("it is behind");
    assert!(refused.contains("knows tem.example.vn/log/2, which continues this log"), "{refused}");
    let output =
        run(&["restore", "--data", path(&before), "--replay-log", path(&data.join("log"))]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && words.contains("another log continues it"), "{words}");

    // Base, backup, restore, a folder without sled, and one without its last day.
    run_well(&["doctor", "--data", path(&data)]);
    for _ in 0..2 {
        run_well(&["base", "--data", path(&data)]);
    }
    let [backup, restored] = ["backup.tar", "restored"].map(|name| demo.beside(name));
    run_well(&["backup", path(&backup), "--data", path(&data)]);
    run_well(&["restore", path(&backup), "--data", path(&restored)]);
    fs::remove_dir(restored.join("keys")).expect("an empty one");
    copy(&data.join("keys"), &restored.join("keys"));
    fs::remove_dir_all(data.join("sled")).expect("it is made again");
    let serving = serve(&data, &anchor).expect("it starts");
    revoke_stamp(&serving, &1.into(), &9.into());
    assert_eq!(serving.verdict(&demo.sample("not_activated"))["verdict"], "revoked");
    assert_eq!(serving.terminate(), Some(0));
    let refused = serve(&restored, &anchor).err().expect("it is behind");
    assert!(refused.contains("the last 1 are missing"), "{refused}");
    run_well(&["restore", "--data", path(&restored), "--replay-log", path(&data.join("log"))]);
    let serving = serve(&restored, &anchor).expect("it starts");
    assert_eq!(serving.verdict(&demo.sample("valid"))["verdict"], "revoked");
    let (status, words, _) = audit(&serving.url, &["--vkey", vkey]);
    assert_eq!(status, Some(0), "{words}");
    assert_eq!(serving.terminate(), Some(0));

    // And once more: where nothing was entered since, it is the same change, else another one.
    let said = succeed(&restored, &anchor).expect("changed again");
    run_well(&["base", "--data", path(&restored)]);
    let again = succeed(&restored, &anchor).expect("the same");
    assert_eq!((&again["vkey"], &again["was_begun"]), (&said["vkey"], &true.into()));
    let serving = serve(&restored, &anchor).expect("it starts");
    let third = said["vkey"].as_str().expect("a key");
    assert!(third.starts_with("tem.example.vn/log/3+"), "{said}");
    let (status, words, found) =
        audit(&serving.url, &["--vkey", third, "--since", path(&old_checkpoint)]);
    assert_eq!(status, Some(0), "{words}");
    assert_eq!(found["closed_logs"].as_array().map(Vec::len), Some(2), "{found}");
}

#[test]
fn what_is_broken_off_is_finished_by_the_same_command() {
    let Changed { demo, anchor, before, said, .. } = changed();
    let data = demo.data();
    let put = |from: &Path, file: &str, as_file: &str| {
        fs::rename(from.join("keys").join(file), from.join("keys").join(as_file)).expect("moved");
    };
    // All but the last step; all but the last two.
    let cut = demo.beside("cut");
    for steps in [1, 2] {
        copy(&data, &cut);
        fs::remove_dir_all(cut.join("log/2")).expect("made last");
        if steps == 2 {
            for name in ["log", "cosigner"] {
                put(&cut, &format!("{name}.pem"), &format!("{name}.next.pem"));
                put(&cut, &format!("{name}.1.pem"), &format!("{name}.pem"));
            }
        }
        let refused = serve(&cut, &anchor).err().expect("it is to be finished first");
        assert!(refused.contains("ocop-stamp log succeed"), "{refused}");
        let finished = succeed(&cut, &anchor).expect("finished");
        assert_eq!((&finished["was_begun"], &finished["vkey"]), (&true.into(), &said["vkey"]));
        let serving = serve(&cut, &anchor).expect("it starts");
        assert_eq!(serving.verdict(&demo.sample("valid"))["verdict"], "revoked");
        assert_eq!(serving.terminate(), Some(0));
        fs::remove_dir_all(&cut).expect("ours");
    }
    // New keys and no entry: nothing has happened, and these keys are the ones that come into place.
    let nowhere = demo.beside("nowhere");
    copy(&data.join("keys"), &demo.beside("of-the-successor"));
    for name in ["log", "cosigner"] {
        fs::copy(
            demo.beside("of-the-successor").join(format!("{name}.pem")),
            before.join("keys").join(format!("{name}.next.pem")),
        )
        .expect("copied");
    }
    let serving = serve(&before, &nowhere).expect("it starts as before");
    assert_eq!(serving.terminate(), Some(0));
    // The service's own address can't answer while it is stopped; an anchor that knows nothing has to be seen to.
    let empty = demo.beside("empty");
    let refused = succeed(&before, &empty).expect_err("an anchor without the log");
    assert!(refused.contains("holds no checkpoint yet"), "{refused}");
    let with_own = format!("{},https://tem.example.vn", path(&nowhere));
    let done = succeed(&before, Path::new(&with_own)).expect("changed");
    assert_eq!((&done["was_begun"], &done["vkey"]), (&false.into(), &said["vkey"]));
}

#[test]
fn an_altered_ancestor_is_caught() {
    let Changed { demo, before, said, old_checkpoint, .. } = changed();
    let vkey = said["vkey"].as_str().expect("a key");
    let (log, bad) = (demo.data().join("log"), demo.beside("bad"));
    let check = |what: &str, expected: &[&str], alter: &dyn Fn(&Path)| {
        copy(&log, &bad);
        alter(&bad);
        let (status, words, _) = audit(path(&bad), &["--vkey", vkey]);
        assert_eq!(status, Some(1), "{what}: {words}");
        for part in expected {
            assert!(words.contains(part), "{what}: {words}");
        }
        fs::remove_dir_all(&bad).expect("ours");
    };
    let flip = |file: PathBuf| {
        let mut bytes = fs::read(&file).expect("published");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(file, bytes).expect("written");
    };
    let ancestor = "tem.example.vn/log, which this log continues, does not hold together";
    check("a tile", &[ancestor], &|bad| flip(bad.join("tile/0/001")));
    check("an entry", &[ancestor], &|bad| flip(bad.join("tile/entries/001")));
    check("a checkpoint from before", &["was closed with", "two histories exist"], &|bad| {
        fs::copy(&old_checkpoint, bad.join("checkpoint")).expect("copied");
    });
    check("another root in entry 0", &[], &|bad| {
        let file = bad.join("2/tile/entries/000.p/1");
        let text = fs::read(&file).expect("published");
        let at = text.windows(8).position(|part| part == b"\"root\":\"").expect("a root") + 8;
        let mut text = text;
        text[at] = if text[at] == b'0' { b'1' } else { b'0' };
        fs::write(file, text).expect("written");
    });
    drop(before);
}
