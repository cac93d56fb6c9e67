//! Backups of a running service, and folders made from them: what was acknowledged is in them, what is damaged is
//! refused, and nothing that was revoked comes back to life.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::program::{Demo, Serving, copy, foreign, ocop_stamp, path, run, run_well};

/// Revokes a stamp of the valid sample's batch. Returns the entry's position.
fn revoke(serving: &Serving, batch: &Value, index: u64) -> u64 {
    let target = json!({ "batch": batch, "from": index, "to": index });
    let request = json!({ "targets": [target], "reason": "food_safety" });
    let (status, done) =
        serving.post("/api/v1/revocations", &request, &format!("{index}")).expect("an answer");
    assert_eq!(status, 201, "{done}");
    done["log_indexes"][0].as_u64().expect("a position")
}

fn stamp(serving: &Serving, demo: &Demo) -> (Value, u64) {
    let stamp = serving.verdict(&demo.sample("valid"))["stamp"].clone();
    (stamp["batch"].clone(), stamp["index"].as_u64().expect("a number"))
}

/// A key to seal to, and the file with its secret half.
fn identity(demo: &Demo) -> (String, PathBuf) {
    let secret = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG";
    let public = "age13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0sy5p2wh";
    let file = demo.beside("identity.txt");
    fs::write(&file, format!("# mine\n{secret}\n")).expect("written");
    (public.to_owned(), file)
}

fn said(output: &Output) -> String {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(said).expect("text")
}

/// Restores, which must fail in these words, with this status, and leave nothing.
#[track_caller]
fn check_refused(demo: &Demo, arguments: &[&str], status: i32, words: &str) {
    let data = demo.beside("refused");
    let before = names(demo);
    let output = run(&[&["restore", "--data", path(&data)], arguments].concat());
    let said = said(&output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(said.contains(words), "{words:?} in {said}");
    assert_eq!(names(demo), before, "nothing is left: {said}");
}

/// What stands beside the data folder.
fn names(demo: &Demo) -> Vec<PathBuf> {
    let names = fs::read_dir(demo.beside("")).expect("a folder");
    let mut names: Vec<_> = names.map(|name| name.expect("read").path()).collect();
    names.sort();
    names
}

const SAMPLES: [&str; 4] = ["valid", "revoked", "suspended", "not_activated"];

#[test]
fn a_backup_under_load_has_what_was_acknowledged_and_gives_the_same_verdicts() {
    let demo = Demo::new();
    let (recipient, identity) = identity(&demo);
    let serving = demo.serve();
    let (batch, index) = stamp(&serving, &demo);
    let (ends, acknowledged) = (AtomicBool::new(false), AtomicU64::new(0));
    let file = demo.beside("tem.tar");
    let before = thread::scope(|scope| {
        scope.spawn(|| {
            let others = (0..).filter(|number| *number != index);
            for other in others.take(400).take_while(|_| !ends.load(Ordering::Relaxed)) {
                acknowledged.store(revoke(&serving, &batch, other), Ordering::Relaxed);
            }
        });
        let begun = Instant::now();
        while acknowledged.load(Ordering::Relaxed) == 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "nothing was revoked");
        }
        let before = acknowledged.load(Ordering::Relaxed);
        let made = run_well(&[
            "backup",
            path(&file),
            "--data",
            path(&demo.data()),
            "--with-keys",
            "--recipient",
            &recipient,
            "--json",
        ]);
        ends.store(true, Ordering::Relaxed);
        let made: Value = serde_json::from_str(&made).expect("JSON");
        assert!(made["log_size"].as_u64().expect("a size") > before, "{made}");
        before
    });
    let sealed = [file.with_extension("tar.keys.age"), file.with_extension("tar.personal.age")];
    for file in sealed.iter().chain([&file]) {
        assert_eq!(fs::metadata(file).expect("there").permissions().mode() & 0o777, 0o600);
    }

    let whole = run_well(&[
        "restore",
        path(&file),
        "--check",
        "--json",
        "--keys",
        path(&sealed[0]),
        "--keys",
        path(&sealed[1]),
        "--identity",
        path(&identity),
    ]);
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    let size = whole["log_size"].as_u64().expect("a size");
    assert!(size > before && size == whole["counts"]["entries"], "{whole}");

    let restored = demo.beside("restored");
    let output = run(&[
        "restore",
        path(&file),
        "--data",
        path(&restored),
        "--keys",
        path(&sealed[0]),
        "--keys",
        path(&sealed[1]),
        "--identity",
        path(&identity),
    ]);
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    assert!(!words.contains("Missing"), "{words}");
    assert_eq!(fs::metadata(&restored).expect("there").permissions().mode() & 0o777, 0o700);
    let doctor = run(&["doctor", "--data", path(&restored)]);
    assert!(doctor.status.success(), "{}", said(&doctor));
    let again = Serving::start(&restored);
    for sample in SAMPLES {
        let code = demo.sample(sample);
        let verdict = |serving: &Serving| serving.verdict(&code)["verdict"].clone();
        assert_eq!(verdict(&again), verdict(&serving), "{sample}");
    }
    again.wait_until_published(size);
    let audit = run(&["log", "audit", &again.url]);
    assert!(audit.status.success(), "{}", said(&audit));
    // It goes on from there: the same request is not made twice.
    let first = (0..).find(|number| *number != index).expect("one");
    assert!(revoke(&again, &batch, first) <= before);
    assert_eq!(again.terminate(), Some(0));
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn what_any_tar_takes_out_is_what_the_manifest_says() {
    let demo = Demo::new();
    let out = demo.beside("out");
    fs::create_dir(&out).expect("made");
    let mut backup = ocop_stamp(&["backup", "-", "--data", path(&demo.data())]);
    let file = demo.beside("tem.tar");
    let output = backup.stdout(fs::File::create(&file).expect("made")).output().expect("it ends");
    assert!(output.status.success(), "{}", said(&output));
    let taken = foreign("tar", &["-xf", path(&file), "-C", path(&out)]);
    assert!(taken.status.success(), "{}", said(&taken));
    let manifest = fs::read(out.join("manifest.json")).expect("there");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let members = manifest["members"].as_array().expect("a list");
    assert!(members.len() > 10);
    let sums = members.iter().map(|member| {
        let text = |field: &str| member[field].as_str().expect("a text").to_owned();
        format!("{}  {}\n", text("sha256"), text("name"))
    });
    fs::write(out.join("sums"), sums.collect::<String>()).expect("written");
    let checked =
        foreign("sh", &["-c", &format!("cd {} && sha256sum -c --quiet sums", path(&out))]);
    assert!(checked.status.success(), "{}", said(&checked));
    for never in ["keys", "personal", "sled", "lock", "presence.json"] {
        assert!(!out.join(never).exists(), "{never}");
    }
    run_well(&["restore", path(&file), "--check"]);
}

#[test]
fn damaged_cut_longer_and_foreign_files_are_refused_and_leave_nothing() {
    let demo = Demo::new();
    let file = demo.beside("tem.tar");
    run_well(&["backup", path(&file), "--data", path(&demo.data())]);
    let good = fs::read(&file).expect("there");
    let with = |bytes: &[u8]| fs::write(&file, bytes).expect("written");
    let refused = |words: &str| check_refused(&demo, &[path(&file)], 65, words);
    for at in [600, good.len() / 3, good.len() / 2] {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        with(&flipped);
        refused("");
    }
    for length in [513, good.len() / 2, good.len() - 1] {
        with(&good[..length]);
        refused("it ends in the middle");
    }
    with(&[good.as_slice(), b"x"].concat());
    refused("something stands behind its end");
    for foreign in [&b""[..], b"SQLite format 3", &[0; 2048]] {
        with(foreign);
        refused("it is no backup of ocop-stamp");
    }
    let climbs = demo.beside("climbs.tar");
    let tar =
        foreign("tar", &["-cPf", path(&climbs), "--transform", "s,.*,../escaped,", path(&file)]);
    assert!(tar.status.success(), "{}", said(&tar));
    check_refused(&demo, &[path(&climbs)], 65, "it is no backup of ocop-stamp");
    check_refused(&demo, &["nowhere.tar"], 66, "nowhere.tar");
    with(&good);
    fs::create_dir(demo.beside("there")).expect("made");
    let there = run(&["restore", path(&file), "--data", path(&demo.beside("there"))]);
    assert_eq!(there.status.code(), Some(73), "{}", said(&there));
    let over = run(&["backup", path(&file), "--data", path(&demo.data())]);
    assert_eq!(over.status.code(), Some(73), "{}", said(&over));
    assert_eq!(fs::read(&file).expect("there"), good, "a backup is never written over");
}

#[test]
fn a_backup_of_what_is_damaged_is_not_made() {
    for (what, file) in
        [("tile", "log/tile/entries/000"), ("checkpoint", "log/checkpoint"), ("journal", "journal")]
    {
        let demo = Demo::new();
        let place = demo.data().join(file);
        let place = if place.is_dir() {
            fs::read_dir(&place).expect("a folder").next().expect("one").expect("read").path()
        } else {
            place
        };
        let mut bytes = fs::read(&place).expect("there");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&place, bytes).expect("written");
        let before = names(&demo);
        let backup = run(&["backup", path(&demo.beside("tem.tar")), "--data", path(&demo.data())]);
        assert_eq!(backup.status.code(), Some(65), "{what}: {}", said(&backup));
        assert!(said(&backup).contains("doctor"), "{what}: {}", said(&backup));
        assert_eq!(names(&demo), before, "{what}");
    }
}

#[test]
fn without_keys_it_says_what_does_not_work_and_with_them_only_to_whom_they_were_sealed() {
    let demo = Demo::new();
    let file = demo.beside("tem.tar");
    let passphrase = demo.beside("passphrase");
    fs::write(&passphrase, "mưa rừng\n").expect("written");
    run_well(&[
        "backup",
        path(&file),
        "--data",
        path(&demo.data()),
        "--with-keys",
        "--seal-passphrase-file",
        path(&passphrase),
    ]);
    let keys = file.with_extension("tar.keys.age");
    let sealed = fs::read(&keys).expect("there");
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"));

    let bare = demo.beside("bare");
    let output = run(&["restore", path(&file), "--data", path(&bare)]);
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    for name in
        ["keys/log.pem", "keys/cosigner.pem", "keys/issuer-0.pem", "keys/short-secret-1.pem"]
    {
        assert!(words.contains(&format!("Missing: {name}")), "{name} in {words}");
    }
    let serve = run(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&bare)]);
    assert_eq!(serve.status.code(), Some(78), "{}", said(&serve));
    // Put back by hand, it starts.
    fs::remove_dir(bare.join("keys")).expect("it is empty");
    copy(&demo.data().join("keys"), &bare.join("keys"));
    assert_eq!(Serving::start(&bare).terminate(), Some(0));

    let (_, identity) = identity(&demo);
    let other = demo.beside("other");
    fs::write(&other, "khác").expect("written");
    let with = |keys: &Path, flag: &str, file_with: &Path, status, words: &str| {
        let arguments = [path(&file), "--keys", path(keys), flag, path(file_with)];
        check_refused(&demo, &arguments, status, words);
    };
    with(&keys, "--seal-passphrase-file", &other, 78, "is not opened by this passphrase or key");
    with(&keys, "--identity", &identity, 2, "--seal-passphrase-file");
    with(&keys, "--identity", &other, 78, "holds no secret key");
    with(&file, "--identity", &identity, 65, "is no file that was sealed with age");
    let damaged = demo.beside("damaged.age");
    for at in [sealed.len() - 1, sealed.len() / 2] {
        let mut flipped = sealed.clone();
        flipped[at] ^= 1;
        fs::write(&damaged, flipped).expect("written");
        with(&damaged, "--seal-passphrase-file", &passphrase, 65, "not what was sealed");
    }
    fs::write(&damaged, &sealed[..sealed.len() - 100]).expect("written");
    with(&damaged, "--seal-passphrase-file", &passphrase, 65, "");
    let of_another = Demo::new_of_its_own();
    let elsewhere = demo.beside("elsewhere.tar");
    run_well(&[
        "backup",
        path(&elsewhere),
        "--data",
        path(&of_another),
        "--with-keys",
        "--seal-passphrase-file",
        path(&passphrase),
    ]);
    let other_keys = elsewhere.with_extension("tar.keys.age");
    with(&other_keys, "--seal-passphrase-file", &passphrase, 78, "keys of another log");
}

#[test]
fn what_is_behind_an_anchor_is_refused_until_the_log_is_replayed() {
    let demo = Demo::new();
    let (recipient, identity) = identity(&demo);
    let file = demo.beside("tem.tar");
    let keys = file.with_extension("tar.keys.age");
    run_well(&[
        "backup",
        path(&file),
        "--data",
        path(&demo.data()),
        "--with-keys",
        "--recipient",
        &recipient,
    ]);
    let anchor = demo.beside("anchor.checkpoint");
    let mut command =
        ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&demo.data())]);
    command.args(["--anchors", path(&anchor)]);
    let serving =
        Serving::spawn(command, &demo.data().join("control.sock"), &demo.beside("service.log"));
    let serving = serving.expect("it starts");
    serving.wait_until_healthy();
    let (batch, index) = stamp(&serving, &demo);
    let position = revoke(&serving, &batch, index);
    serving.wait_until_published(position + 1);

    let with_keys =
        [path(&file), "--keys", path(&keys), "--identity", path(&identity), "--anchors"];
    let by_file = [with_keys.as_slice(), &[path(&anchor)]].concat();
    check_refused(&demo, &by_file, 65, "would come back to life");
    let by_address = [with_keys.as_slice(), &[serving.url.as_str()]].concat();
    check_refused(&demo, &by_address, 65, "would come back to life");
    // The log of somebody else brings nothing forward, and leaves nothing.
    let stranger = Demo::new_of_its_own();
    let strange_log = stranger.join("log");
    let replayed = [by_file.as_slice(), &["--replay-log", path(&strange_log)]].concat();
    check_refused(&demo, &replayed, 1, "");

    let restored = demo.beside("restored");
    let mut replay = vec!["restore", "--data", path(&restored)];
    replay.extend(&by_file);
    replay.extend(["--replay-log", serving.url.as_str()]);
    let output = run(&replay);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(serving.terminate(), Some(0));
    let again = Serving::start(&restored);
    assert_eq!(again.verdict(&demo.sample("valid"))["verdict"], "revoked");
    again.wait_until_published(position + 1);
    let audit = run(&["log", "audit", &again.url, "--since", path(&anchor)]);
    assert!(audit.status.success(), "{}", said(&audit));
}

/// Waits for a file or folder beside the data folder whose name begins so.
fn wait_for(demo: &Demo, begins: &str) {
    let begun = Instant::now();
    let is_there = || {
        names(demo).iter().any(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins))
        })
    };
    while !is_there() {
        assert!(begun.elapsed() < Duration::from_secs(15), "{begins} did not appear");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn orders_of_print_jobs_come_back_with_the_pictures_that_they_name() {
    let demo = Demo::new();
    let (orders, name) = (demo.data().join("print-jobs"), "a".repeat(64));
    fs::create_dir_all(orders.join("artwork")).expect("made");
    let ours = [("7.json", "{}"), (&*format!("artwork/{name}"), "<svg/>")];
    for (name, content) in ours {
        fs::write(orders.join(name), content).expect("written");
    }
    // What a crash left is nobody's.
    fs::write(orders.join("8.tmp"), "half").expect("written");
    let file = demo.beside("tem.tar");
    let told = run_well(&["backup", path(&file), "--data", path(&demo.data()), "--json"]);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["counts"]["print_jobs"], 1, "{told}");
    let data = demo.beside("restored");
    run_well(&["restore", path(&file), "--data", path(&data)]);
    for (name, content) in ours {
        let there = data.join("print-jobs").join(name);
        assert_eq!(fs::read_to_string(&there).expect("it came back"), content);
        let mode = fs::metadata(&there).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    }
    assert!(!data.join("print-jobs/8.tmp").exists());
}

#[test]
fn a_crash_in_the_middle_leaves_no_folder_and_no_backup() {
    let demo = Demo::new();
    let file = demo.beside("tem.tar");
    // A picture that never ends: a pipe into which nobody writes.
    let pictures = demo.data().join("pictures");
    fs::create_dir_all(&pictures).expect("made");
    let pipe = pictures.join(format!("{}.png", "f".repeat(64)));
    assert!(foreign("mkfifo", &[path(&pipe)]).status.success());
    let mut backup = ocop_stamp(&["backup", path(&file), "--data", path(&demo.data())]);
    let mut backup = backup.spawn().expect("it starts");
    wait_for(&demo, ".ocop-stamp-backup-");
    backup.kill().expect("it runs");
    backup.wait().expect("it ended");
    assert!(!file.exists());
    fs::remove_file(&pipe).expect("removed");
    run_well(&["backup", path(&file), "--data", path(&demo.data())]);

    // A backup that is read once, and not a second time.
    let pipe = demo.beside("pipe.tar");
    assert!(foreign("mkfifo", &[path(&pipe)]).status.success());
    let data = demo.beside("restored");
    let mut restore = ocop_stamp(&["restore", path(&pipe), "--data", path(&data)]);
    let mut restore = restore.spawn().expect("it starts");
    fs::write(&pipe, fs::read(&file).expect("there")).expect("it reads");
    wait_for(&demo, ".ocop-stamp-restore-");
    restore.kill().expect("it runs");
    restore.wait().expect("it ended");
    assert!(!data.exists());
    run_well(&["restore", path(&file), "--data", path(&data)]);
    assert!(data.is_dir());
}
