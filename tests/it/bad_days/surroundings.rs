//! Full disks, read-only disks and file handles that run out, on the real program. The disks are in a mount
//! namespace of the test's own, which a process holds open: a mode is no obstacle to root.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    crash::audit,
    program::{Demo, Serving, foreign, path},
};

/// A mount namespace in which one folder is a small disk of its own.
struct Namespace {
    holder: Child,
    demo: Demo,
}

impl Namespace {
    /// Mounts a disk of this size over a part of a demo's folder, with the same files on it.
    fn with_small(part: &str, mebibytes: u32) -> Self {
        let demo = Demo::new();
        let place = demo.data().join(part);
        let aside = demo.beside("aside");
        let script = format!(
            "set -e; cp -a '{place}' '{aside}'; mount -t tmpfs -o size={mebibytes}m,mode=700 none '{place}'; \
             cp -a '{aside}/.' '{place}'; echo ready; exec sleep 3600",
            place = place.display(),
            aside = aside.display()
        );
        let mut command = Command::new("unshare");
        if !nix::unistd::geteuid().is_root() {
            command.args(["--user", "--map-root-user"]);
        }
        command.args(["--mount", "sh", "-c", &script]);
        let mut holder =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap_or_else(|error| {
                panic!("unshare can't be started ({error}): run tests/run")
            });
        let mut line = String::new();
        let stdout = holder.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        assert_eq!(line, "ready\n", "no mount namespace could be made");
        Self { holder, demo }
    }

    /// A program run in the namespace.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &self.holder.id().to_string(), "--mount"]);
        if !nix::unistd::geteuid().is_root() {
            command.args(["--user", "--preserve-credentials"]);
        }
        command.arg(program).stdin(Stdio::null()).env_remove("RUST_LOG");
        command
    }

    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program).args(arguments).output().expect("nsenter starts");
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
    }

    /// Where the folder's files are from outside.
    fn seen(&self) -> PathBuf {
        let inside = self.demo.data();
        Path::new(&format!("/proc/{}/root", self.holder.id()))
            .join(inside.strip_prefix("/").expect("an absolute path"))
    }

    fn try_serve(&self) -> Result<Serving, String> {
        let mut command = self.command(env!("CARGO_BIN_EXE_ocop-stamp"));
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(self.demo.data());
        Serving::spawn(command, &self.seen().join("control.sock"), &self.demo.beside("service.log"))
    }

    fn serve(&self) -> Serving {
        let serving = self.try_serve().unwrap_or_else(|why| panic!("it does not start: {why}"));
        serving.wait_until_healthy();
        serving
    }

    /// Fills the disk but for so much.
    fn fill(&self, part: &str, left_kib: u64) {
        let part = self.demo.data().join(part);
        let script = format!(
            "free=$(df --output=avail -k '{0}' | tail -1); [ $free -le {left_kib} ] || \
             dd if=/dev/zero bs=1k count=$((free - {left_kib})) 2>/dev/null >>'{0}/ballast'",
            part.display()
        );
        self.run("sh", &["-c", &script]);
    }

    fn make_room(&self, part: &str) {
        self.run("rm", &[path(&self.demo.data().join(part).join("ballast"))]);
    }

    fn remount(&self, part: &str, how: &str) {
        self.run(
            "mount",
            &["-o", &format!("remount,bind,{how}"), path(&self.demo.data().join(part))],
        );
    }

    /// What `doctor` says in the namespace.
    fn doctor(&self) -> String {
        let mut command = self.command(env!("CARGO_BIN_EXE_ocop-stamp"));
        let output = command.args(["doctor", "--data"]).arg(self.demo.data()).output();
        String::from_utf8(output.expect("it starts").stdout).expect("text")
    }

    /// How many certificates an export made beside the folder has.
    fn exported(&self, name: &str) -> usize {
        let table = self.demo.beside(name);
        let mut command = self.command(env!("CARGO_BIN_EXE_ocop-stamp"));
        command.args(["export", "register", path(&table), "--data"]).arg(self.demo.data());
        let output = command.output().expect("it starts");
        assert!(output.status.success(), "{output:?}");
        fs::read_to_string(table).expect("a table").lines().count() - 1
    }

    /// Audits a copy of the folder, and says how many entries the log has.
    fn audit(&self) -> u64 {
        let copied = self.demo.beside("copied");
        if copied.exists() {
            fs::remove_dir_all(&copied).expect("removed");
        }
        crate::program::copy(&self.seen(), &copied);
        audit(&copied).size()
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        drop(self.holder.kill());
        drop(self.holder.wait());
    }
}

/// Asks for changes, each under a key of its own, until one is not acknowledged. Their numbers, answered.
fn change_until_refused(serving: &Serving) -> Vec<Value> {
    let mut acknowledged = Vec::new();
    for number in 0..100_000 {
        let Some((status, answer)) = change(serving, number) else { break };
        if status != 201 {
            assert_eq!((status, &answer["code"]), (503, &json!("unavailable")), "{answer}");
            break;
        }
        acknowledged.push(answer);
    }
    acknowledged
}

/// A suspension with a note, so that a disk is soon full.
fn change(serving: &Serving, number: usize) -> Option<(u16, Value)> {
    let targets: Vec<_> = (0..40).map(|_| json!({"batch": 1})).collect();
    let body = json!({"targets": targets, "reason": "other", "note": "x".repeat(100_000)});
    serving.post("/api/v1/suspensions", &body, &format!("number {number}"))
}

/// Every acknowledged change is found under its key, and one more is taken.
#[track_caller]
fn all_there(serving: &Serving, acknowledged: &[Value]) {
    for (number, answer) in acknowledged.iter().enumerate() {
        assert_eq!(change(serving, number).expect("an answer").1, *answer, "change {number}");
    }
    assert_eq!(change(serving, acknowledged.len()).expect("an answer").0, 201);
}

/// The disk of journal or sled is full: nothing more is acknowledged, scans go on; with room again, a start has
/// all that was acknowledged.
#[test]
fn a_full_disk_ends_the_writer_and_loses_nothing() {
    for part in ["journal", "sled"] {
        let namespace = Namespace::with_small(part, 24);
        let serving = namespace.serve();
        namespace.fill(part, 3_000);
        let acknowledged = change_until_refused(&serving);
        serving.wait_until_unwell("changes can't be recorded");
        let valid = namespace.demo.sample("valid");
        assert!(serving.verdict(&valid)["verdict"].is_string(), "scans are answered");
        serving.kill();

        // While it is full a start refuses, and names the disk.
        namespace.fill(part, 100);
        let refused = namespace.try_serve().err().expect("it should not start");
        assert!(refused.contains("the disk is full") && refused.contains(part), "{refused}");
        assert!(namespace.doctor().contains("disk: refuses to start: "), "{}", namespace.doctor());

        namespace.make_room(part);
        let serving = namespace.serve();
        all_there(&serving, &acknowledged);
        assert_eq!(serving.terminate(), Some(0), "{part}");
        let entries = namespace.audit();
        assert!(entries >= 40 * (acknowledged.len() as u64 + 1), "{part}");
        assert!(namespace.doctor().contains("root: ok"), "{}", namespace.doctor());
    }
}

/// The disk of the published log is full or read-only: changes are recorded, no stamp is signed, and with room
/// again it is published without a restart.
#[test]
fn a_log_that_can_not_be_written_is_published_when_it_can() {
    for (what, spoil, mend) in [
        (
            "full",
            (|n: &Namespace| n.fill("log", 0)) as fn(&Namespace),
            (|n: &Namespace| n.make_room("log")) as fn(&Namespace),
        ),
        ("read-only", |n| n.remount("log", "ro"), |n| n.remount("log", "rw")),
    ] {
        let namespace = Namespace::with_small("log", 24);
        let serving = namespace.serve();
        spoil(&namespace);
        let (status, answer) = change(&serving, 0).expect("an answer");
        assert_eq!(status, 201, "{what}: {answer}");
        serving.wait_until_unwell("but not published");
        let batch = json!({"certificate": 235, "quantity": 1});
        let (status, problem) = serving.post("/api/v1/batches", &batch, "mint").expect("an answer");
        assert_eq!((status, &problem["code"]), (503, &json!("not_published")), "{what}: {problem}");
        mend(&namespace);
        serving.wait_until_healthy();
        assert_eq!(
            serving.post("/api/v1/batches", &batch, "mint").expect("an answer").0,
            201,
            "{what}"
        );
        all_there(&serving, &[answer]);
        assert_eq!(serving.terminate(), Some(0), "{what}");
        namespace.audit();
    }
}

#[test]
fn a_read_only_folder_refuses_to_start_and_says_why() {
    let namespace = Namespace::with_small("", 64);
    let good = namespace.audit();
    namespace.remount("", "ro");
    let refused = namespace.try_serve().err().expect("it should not start");
    assert!(refused.contains("the disk is mounted read-only"), "{refused}");
    assert!(namespace.doctor().contains("disk: refuses to start: "), "{}", namespace.doctor());
    assert_eq!(namespace.exported("ro.csv"), 401, "the data is to be had all the same");
    namespace.remount("", "rw");
    namespace.fill("", 100);
    assert_eq!(namespace.exported("full.csv"), 401);
    namespace.make_room("");
    let serving = namespace.serve();
    all_there(&serving, &[]);
    assert_eq!(serving.terminate(), Some(0));
    assert_eq!(namespace.audit(), good + 40);
}

/// `demo` on a full disk names the disk, and leaves nothing behind.
#[test]
fn a_demo_on_a_full_disk_names_the_disk() {
    let namespace = Namespace::with_small("log", 24);
    namespace.fill("log", 2_000);
    let place = namespace.demo.data().join("log/demo");
    let mut command = namespace.command(env!("CARGO_BIN_EXE_ocop-stamp"));
    let output =
        command.args(["demo", "--no-serve", "--data"]).arg(&place).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(74), "{said}");
    assert!(said.contains("the disk is full"), "{said}");
    assert!(!namespace.seen().join("log/demo").exists(), "nothing is left behind");
}

/// Backups and restored folders on a full disk name it, and leave nothing behind.
#[test]
fn a_backup_and_a_restored_folder_are_there_whole_or_not_at_all() {
    let namespace = Namespace::with_small("samples", 64);
    let run = |arguments: &[&str]| {
        let mut command = namespace.command(env!("CARGO_BIN_EXE_ocop-stamp"));
        let output = command.args(arguments).output().expect("it starts");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).expect("text"))
    };
    let (demo, small) = (&namespace.demo, namespace.demo.data().join("samples"));
    let names = || {
        let names = fs::read_dir(namespace.seen().join("samples")).expect("a folder");
        names.map(|name| name.expect("read").file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let (here, there) = (demo.beside("tem.tar"), small.join("tem.tar"));
    let backup = |to: &Path| run(&["backup", path(to), "--data", path(&demo.data())]);
    assert_eq!(backup(&here).0, Some(0));
    namespace.fill("samples", 300);
    let before = names();
    let (status, said) = backup(&there);
    assert_eq!(status, Some(74), "{said}");
    assert!(said.contains("the disk is full"), "{said}");
    let restored = small.join("restored");
    let (status, said) = run(&["restore", path(&here), "--data", path(&restored)]);
    assert_eq!(status, Some(74), "{said}");
    assert!(said.contains("the disk is full"), "{said}");
    assert_eq!(names(), before, "nothing is left behind");
    namespace.make_room("samples");
    assert_eq!(backup(&there).0, Some(0));
    assert_eq!(run(&["restore", path(&there), "--data", path(&restored)]).0, Some(0));
}

/// Without a handle left, changes are recorded over the connection that is open; publishing waits.
#[test]
fn a_service_without_file_handles_goes_on_when_it_has_them_again() {
    let demo = Demo::new();
    let before = audit(&demo.data()).size();
    let serving = demo.serve();
    // Both connections are open from now on.
    assert_eq!(serving.get("/healthz").status(), 200);
    serving.control_get("/api/v1/office");
    let limit = |files: &str| {
        let set =
            foreign("prlimit", &["--pid", &serving.id().to_string(), &format!("--nofile={files}")]);
        assert!(set.status.success(), "{set:?}");
    };
    limit("3:");
    let (status, answer) = change(&serving, 0).expect("an answer");
    assert_eq!(status, 201, "{answer}");
    serving.wait_until_unwell("but not published");
    limit("1024:");
    serving.wait_until_healthy();
    all_there(&serving, &[answer]);
    assert_eq!(serving.terminate(), Some(0));
    assert_eq!(audit(&demo.data()).size(), before + 80);
}

/// So few that it can't even start.
#[test]
fn a_start_without_file_handles_says_so() {
    let demo = Demo::new();
    let data = demo.data();
    let mut refusals = 0;
    for files in 4..40 {
        let mut command = Command::new("prlimit");
        command.args([&format!("--nofile={files}"), env!("CARGO_BIN_EXE_ocop-stamp")]);
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&data)]);
        command.stdin(Stdio::null());
        match Serving::spawn(command, &data.join("control.sock"), &demo.beside("service.log")) {
            Ok(serving) => {
                serving.kill();
                break;
            }
            Err(why) => {
                assert!(
                    why.contains("ocop-stamp: ") || why.contains("error while loading"),
                    "{files}: {why}"
                );
                refusals += u32::from(why.contains("too many files are open: raise the limit"));
            }
        }
    }
    assert!(refusals > 0, "some limit is met in a file of the folder");
    let serving = demo.serve();
    all_there(&serving, &[]);
    assert_eq!(serving.terminate(), Some(0));
    audit(&data);
}
