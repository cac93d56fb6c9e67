//! Damaged, missing and empty files and folders, keys and secrets, on the real program. Before each start
//! `doctor` names the matter, in the words of the start, and changes not one byte and no time of any file.

use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Output,
};

use serde_json::Value;

use crate::{
    crash::audit,
    program::{BASE, Demo, Serving, ocop_stamp, path, run_well},
};

/// What a start makes of it. The words are the start's and doctor's.
#[derive(Clone, Copy)]
enum Start {
    /// It mends it.
    Mends(&'static str),
    /// It goes on, and somebody has to see to it.
    GoesOn(&'static str),
    /// It refuses.
    Refuses(&'static str),
}

/// A day: what happened to a demo folder, and what a start makes of it.
type Day = (&'static str, fn(&Path), Start);

use Start::{GoesOn, Mends, Refuses};

const DAYS: &[Day] = &[
    // sled is a view, made again.
    ("sled's folder deleted", |d| gone(d.join("sled")), Mends("since the folder `sled` was gone")),
    ("sled's folder empty", |d| empty(d.join("sled")), Mends("stood in the journal alone")),
    (
        "sled's file damaged in the middle",
        |d| spoil(&d.join("sled/db"), 2, 8),
        Mends("sled could not be read"),
    ),
    (
        "sled's file is garbage",
        |d| spoil(&d.join("sled/db"), 0, 1),
        Mends("sled could not be read"),
    ),
    (
        "a snapshot left behind",
        |d| write(d.join("sled/snap.0000000000000FFF.generating"), &[7; 99]),
        Mends("a crash left snap.0000000000000FFF.generating behind"),
    ),
    // The journal is the truth.
    (
        "a frame torn by a crash",
        |d| append(&d.join(JOURNAL), &[0, 0, 1, 0, 0, 0]),
        Mends("the journal's end was torn after change"),
    ),
    (
        "garbage behind the journal",
        |d| append(&d.join(JOURNAL), &[0xa5; 5_000]),
        Mends("the journal's end was torn after change"),
    ),
    (
        "the last acknowledged frame torn",
        |d| shorten(&d.join(JOURNAL), 1),
        Refuses("restore its segments from a backup"),
    ),
    (
        "a byte flipped in the journal",
        |d| flip(&d.join(JOURNAL)),
        Refuses("restore its segments from a backup"),
    ),
    (
        "the last frame torn, and sled gone",
        |d| {
            shorten(&d.join(JOURNAL), 1);
            gone(d.join("sled"));
        },
        Refuses("cut it off with `truncate -s"),
    ),
    (
        "the journal empty",
        |d| empty(d.join("journal")),
        Refuses("there is no journal here; restore the data folder from a backup"),
    ),
    (
        "the journal's first segment missing",
        |d| rename(&d.join(JOURNAL), "00000000000000000009.journal"),
        Refuses("a segment before this one is missing"),
    ),
    // What was saved for a quick start is only that.
    (
        "a saved state that is none",
        |d| write(d.join("saved-state"), b"x"),
        Mends("`saved-state` was not used"),
    ),
    // What was published follows, and the checkpoint binds.
    ("the published log empty", |d| empty(d.join("log")), Mends("there was no checkpoint")),
    ("the published log gone", |d| gone(d.join("log")), Mends("there was no checkpoint")),
    (
        "a byte flipped in a tile",
        |d| flip(&d.join("log/tile/0/000")),
        Mends("tiles did not fit the checkpoint"),
    ),
    (
        "a byte flipped in a bundle",
        |d| flip(&d.join("log/tile/entries/002")),
        Mends("tiles did not fit the checkpoint"),
    ),
    (
        "a tile missing",
        |d| gone(d.join("log/tile/0/001")),
        Mends("tiles did not fit the checkpoint"),
    ),
    (
        "a byte flipped in the checkpoint",
        |d| flip(&d.join("log/checkpoint")),
        Refuses("the published checkpoint is not this log's"),
    ),
    (
        "another folder's log key",
        |d| copy_key(d, "issuer-0.pem", "log.pem"),
        Refuses("the published checkpoint is not this log's"),
    ),
    // Keys and secrets.
    (
        "the log's key missing",
        |d| gone(d.join("keys/log.pem")),
        Refuses("log.pem: this key file is missing; put it back"),
    ),
    (
        "the secret of short codes missing",
        |d| gone(d.join("keys/short-secret-1.pem")),
        Refuses("short-secret-1.pem: this key file is missing"),
    ),
    (
        "the secret of PINs missing",
        |d| gone(d.join("keys/pin-secret-1.pem")),
        GoesOn("pin-secret-1.pem: this key file is missing"),
    ),
    (
        "the issuer's key missing",
        |d| gone(d.join("keys/issuer-0.pem")),
        GoesOn("signs nothing here, since keys/issuer-0.pem is missing"),
    ),
    (
        "another key in the issuer's place",
        |d| copy_key(d, "log.pem", "issuer-0.pem"),
        GoesOn("is not key 0 of the log"),
    ),
    (
        "a key that others can read",
        |d| mode(&d.join("keys/log.pem"), 0o644),
        Refuses("mend it with: chmod 600"),
    ),
    (
        "a key file that is none",
        |d| write(d.join("keys/log.pem"), b"x"),
        Refuses("not a PKCS#8 PEM file"),
    ),
    ("all keys missing", |d| gone(d.join("keys")), Refuses("keys: No such file or directory")),
    // The folder itself.
    ("an empty folder", |d| empty(d.to_owned()), Refuses("not a data folder of ocop-stamp")),
    (
        "settings that are none",
        |d| write(d.join("ocop-stamp.toml"), b"hotline = 7"),
        Refuses("these settings can't be used"),
    ),
    (
        "the known time is garbage",
        |d| write(d.join("clock.json"), b"x"),
        Mends("clock.json could not be read"),
    ),
    // People.
    (
        "presence.json torn",
        |d| write(d.join("presence.json"), br#"{"sessions":{"#),
        Mends("presence.json says nothing"),
    ),
    (
        "presence.json is a folder",
        |d| {
            gone(d.join("presence.json"));
            folder(d.join("presence.json"));
        },
        GoesOn("presence.json can't be read"),
    ),
    (
        "somebody's key missing",
        |d| {
            invite(d);
            gone(d.join("personal/account-1.key"));
        },
        GoesOn("personal/account-1.key is missing"),
    ),
    (
        "somebody's key torn",
        |d| {
            invite(d);
            shorten(&d.join("personal/account-1.key"), 9);
        },
        GoesOn("personal/account-1.key is damaged"),
    ),
    ("a picture missing", |d| gone(picture(d)), GoesOn("are damaged or missing")),
    ("a byte flipped in a picture", |d| flip(&picture(d)), GoesOn("is not what its name says")),
];

const JOURNAL: &str = "journal/00000000000000000001.journal";

#[test]
fn after_each_day_all_is_there_or_the_start_says_what_to_do_and_doctor_said_it_before() {
    let demo = Demo::new();
    assert_eq!(doctor(&demo.data()).status.code(), Some(0), "nothing is the matter");
    let good = audit(&demo.data()).size();
    let whole = exported(&demo.data()).expect("a good folder");
    for (day, damage, start) in DAYS {
        let demo = Demo::new();
        damage(&demo.data());
        // Without the keys or a start, an export has all of it, or says that it has not.
        if let Ok(table) = exported(&demo.data()) {
            assert!(table == whole, "{day}: an export that lacks something says nothing");
        }
        check(day, &demo.data(), *start, good);
    }
}

/// An export of a folder that nobody serves, made beside it. The error is that it is not all.
fn exported(data: &Path) -> Result<Vec<u8>, Option<i32>> {
    let table = data.with_file_name("export.csv");
    let output = ocop_stamp(&["export", "register", path(&table), "--data", path(data)]).output();
    let output = output.expect("it starts");
    match output.status.code() {
        Some(0) => Ok(fs::read(table).expect("written")),
        status => Err(status),
    }
}

#[track_caller]
fn check(day: &str, data: &Path, start: Start, good: u64) {
    let (state, words) = match start {
        Mends(words) => ("mended", words),
        GoesOn(words) => ("wrong", words),
        Refuses(words) => ("refuses", words),
    };
    let before = contents(data);
    let told = doctor(data);
    let after = contents(data);
    for (path, what) in &before {
        assert_eq!(after.get(path), Some(what), "{day}: doctor touched {}", path.display());
    }
    assert_eq!(before.len(), after.len(), "{day}: doctor made a file");
    assert_eq!(told.status.code(), Some(1), "{day}: {}", text(&told.stdout));
    let findings = findings(&told);
    let finding = findings.iter().find(|finding| {
        finding["state"] == state
            && finding["words"].as_str().is_some_and(|said| said.contains(words))
    });
    let finding = finding
        .unwrap_or_else(|| panic!("{day}: doctor should say {state}, {words:?}: {findings:#?}"));
    let refusals = findings.iter().filter(|finding| finding["state"] == "refuses").count();

    match start {
        Mends(_) | GoesOn(_) => {
            assert_eq!(refusals, 0, "{day}: {findings:#?}");
            let serving = Serving::start(data);
            serving.wait_until_published(good);
            assert_eq!(serving.terminate(), Some(0), "{day}");
            assert_eq!(audit(data).size(), good, "{day}");
            let left = doctor(data);
            assert_eq!(
                left.status.success(),
                matches!(start, Mends(_)),
                "{day}: {}",
                text(&left.stdout)
            );
        }
        Refuses(_) => {
            let log = data.with_extension("log");
            let command =
                ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(data)]);
            let refused = Serving::spawn(command, &data.join("control.sock"), &log);
            let said = refused.err().unwrap_or_else(|| panic!("{day}: it should not start"));
            assert!(said.contains(words), "{day}: {said}");
            let told = finding["words"].as_str().expect("a text");
            assert!(said.contains(told), "{day}: doctor said {told:?}, the start {said:?}");
        }
    }
}

/// A real folder, whose keys are encrypted.
#[test]
fn a_wrong_or_missing_passphrase_refuses_and_doctor_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let made = ocop_stamp(&[
        "init",
        "--data",
        path(&data),
        "--base-url",
        BASE,
        "--office",
        "Văn phòng (mẫu)",
    ])
    .args(["--hotline", "1900 0000"])
    .env("OCOP_STAMP_PASSPHRASE", "correct horse")
    .output()
    .expect("it starts");
    assert!(made.status.success(), "{}", text(&made.stderr));
    for (passphrase, words, status, state) in [
        (Some("correct horse"), "5 files, all opened", 0, "ok"),
        (Some("wrong"), "the passphrase does not open this key", 1, "refuses"),
        (None, "5 keys were not opened: no passphrase was given", 0, "not_seen"),
        (Some(""), "the passphrase is empty", 1, "refuses"),
    ] {
        let with_passphrase = |arguments: &[&str]| {
            let mut command = ocop_stamp(arguments);
            if let Some(passphrase) = passphrase {
                command.env("OCOP_STAMP_PASSPHRASE", passphrase);
            }
            command
        };
        let before = contents(&data);
        let told = with_passphrase(&["doctor", "--json", "--data", path(&data)])
            .output()
            .expect("it starts");
        assert_eq!(contents(&data), before, "{passphrase:?}");
        assert_eq!(told.status.code(), Some(status), "{passphrase:?}: {}", text(&told.stdout));
        let findings = findings(&told);
        let is_told = findings.iter().any(|finding| {
            finding["state"] == state
                && finding["words"].as_str().is_some_and(|said| said.contains(words))
        });
        assert!(is_told, "{passphrase:?}: {findings:#?}");
        if state == "refuses" || passphrase.is_none() {
            let serve =
                with_passphrase(&["serve", "--listen", "127.0.0.1:0", "--data", path(&data)]);
            let refused =
                Serving::spawn(serve, &data.join("control.sock"), &data.with_extension("log"));
            let said = refused.err().expect("it should not start");
            let words = passphrase.map_or("the key is encrypted; give its passphrase", |_| words);
            assert!(said.contains(words), "{said}");
        }
    }
}

/// Beside a service that works, what can be read beside it is read, and nothing is the matter.
#[test]
fn doctor_looks_beside_a_running_service() {
    let demo = Demo::new();
    let serving = demo.serve();
    let told = doctor(&demo.data());
    let findings = findings(&told);
    assert_eq!(told.status.code(), Some(0), "{findings:#?}");
    let says = |part: &str, words: &str| {
        findings.iter().any(|finding| {
            finding["part"] == part
                && finding["words"].as_str().is_some_and(|said| said.contains(words))
        })
    };
    assert!(says("service", "a service runs on this folder"), "{findings:#?}");
    assert!(says("sled", "the service works on it"), "{findings:#?}");
    assert!(says("root", "the one that was signed"), "{findings:#?}");
    let body = serde_json::json!({"targets": [{"batch": 1}], "reason": "replaced"});
    assert_eq!(serving.post("/api/v1/revocations", &body, "after").expect("an answer").0, 201);
}

fn doctor(data: &Path) -> Output {
    ocop_stamp(&["doctor", "--json", "--data", path(data)]).output().expect("it starts")
}

fn findings(told: &Output) -> Vec<Value> {
    text(&told.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

/// Every file and folder with its bytes, mode and time of change.
fn contents(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, u32, i64, i64)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let metadata = fs::metadata(&folder).expect("there");
        found.insert(
            folder.clone(),
            (Vec::new(), metadata.mode(), metadata.mtime(), metadata.mtime_nsec()),
        );
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("a name").path();
            let metadata = fs::symlink_metadata(&path).expect("there");
            if metadata.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.insert(
                    path,
                    (bytes, metadata.mode(), metadata.mtime(), metadata.mtime_nsec()),
                );
            }
        }
    }
    found
}

fn gone(path: PathBuf) {
    if path.is_dir() {
        fs::remove_dir_all(path).expect("removed");
    } else {
        fs::remove_file(path).expect("removed");
    }
}

fn empty(folder: PathBuf) {
    let mode = fs::metadata(&folder).expect("there").permissions();
    gone(folder.clone());
    fs::create_dir(&folder).expect("made");
    fs::set_permissions(folder, mode).expect("chmod");
}

fn write(path: PathBuf, bytes: &[u8]) {
    fs::write(path, bytes).expect("written");
}

/// Overwrites from one part of a file to the end of the next: part `part` of `parts` up to the last but one.
fn spoil(path: &Path, part: usize, parts: usize) {
    let mut bytes = fs::read(path).expect("a file");
    let (from, to) = (bytes.len() / parts * part, bytes.len() - bytes.len() / parts * part);
    bytes[from..to].fill(0xa5);
    fs::write(path, bytes).expect("written");
}

fn append(path: &Path, bytes: &[u8]) {
    let mut all = fs::read(path).expect("a file");
    all.extend_from_slice(bytes);
    fs::write(path, all).expect("written");
}

fn shorten(path: &Path, by: usize) {
    let bytes = fs::read(path).expect("a file");
    fs::write(path, &bytes[..bytes.len() - by]).expect("written");
}

/// Flips a bit in the middle.
fn flip(path: &Path) {
    let mut bytes = fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).expect("written");
}

fn rename(path: &Path, name: &str) {
    fs::rename(path, path.with_file_name(name)).expect("renamed");
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("chmod");
}

fn folder(path: PathBuf) {
    fs::create_dir(path).expect("made");
}

/// Has somebody to know about.
fn invite(data: &Path) {
    let words = ["account", "invite", "--data", path(data), "--role", "administrator"];
    let person = ["--name", "Người Mẫu", "--phone", "0912 345 678"];
    run_well(&[&words[..], &person].concat());
}

fn copy_key(data: &Path, from: &str, to: &str) {
    let keys = data.join("keys");
    fs::copy(keys.join(from), keys.join(to)).expect("copied");
}

/// Some picture of the register.
fn picture(data: &Path) -> PathBuf {
    let mut pictures: Vec<_> = fs::read_dir(data.join("pictures"))
        .expect("pictures")
        .map(|name| name.expect("a name").path())
        .collect();
    pictures.sort();
    pictures.swap_remove(0)
}
