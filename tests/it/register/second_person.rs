//! Two people of one office, two users of one machine: the service runs as the first, and lets the second in by a
//! group.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use super::workbooks::{C, HEADER, T, good, plain};
use crate::program::{Demo, Serving, ocop_stamp, path, run};

/// No user of ours: the one that Debian calls `nobody`, and a group that nobody is in.
const SOMEBODY: u32 = 65_534;

struct Office {
    demo: Demo,
    /// The program where anybody may start it.
    program: PathBuf,
    group: nix::unistd::Group,
}

impl Office {
    fn new() -> Self {
        let demo = Demo::new();
        let program = demo.beside("ocop-stamp");
        fs::copy(env!("CARGO_BIN_EXE_ocop-stamp"), &program).expect("copied");
        fs::set_permissions(demo.beside("."), fs::Permissions::from_mode(0o711)).expect("ours");
        let group = nix::unistd::Group::from_gid(nix::unistd::getegid());
        Self { demo, program, group: group.expect("asked").expect("our group has a name") }
    }

    fn serve(&self) -> Serving {
        let data = self.demo.data();
        let mut command =
            ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&data)]);
        command.args(["--control-group", &self.group.name]);
        let serving =
            Serving::spawn(command, &data.join("control.sock"), &data.with_extension("log"));
        let serving = serving.unwrap_or_else(|why| panic!("the service did not start: {why}"));
        serving.wait_until_healthy();
        serving
    }

    /// Another program, as another user with one group.
    fn as_somebody(&self, group: u32, words: &[&str]) -> Output {
        let mut command = Command::new("setpriv");
        if !nix::unistd::geteuid().is_root() {
            command = Command::new("sudo");
            command.args(["-n", "setpriv"]);
        }
        command.arg(format!("--reuid={SOMEBODY}")).arg(format!("--regid={group}"));
        command.arg("--clear-groups").args(words).current_dir("/").stdin(Stdio::null());
        command.output().unwrap_or_else(|error| {
            panic!("setpriv can't be started ({error}): run tests/run, which installs it")
        })
    }

    /// `ocop-stamp {words} --data …` as the second person.
    fn second(&self, words: &[&str]) -> Output {
        self.as_member_of(self.group.gid.as_raw(), words)
    }

    fn as_member_of(&self, group: u32, words: &[&str]) -> Output {
        let data = self.demo.data();
        let program = [path(&self.program)];
        self.as_somebody(group, &[&program[..], words, &["--data", path(&data)]].concat())
    }

    fn first(&self, words: &[&str]) -> Output {
        run(&[words, &["--data", path(&self.demo.data())]].concat())
    }

    /// A table that anybody may read.
    fn table(&self, row: &[C<'_>]) -> PathBuf {
        let file = self.demo.beside("bang.xlsx");
        fs::write(&file, plain(&[HEADER, row])).expect("written");
        file
    }
}

#[track_caller]
fn check(output: &Output, status: i32, words: &str) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{errors}");
    assert!(errors.contains(words), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn one_proposes_and_the_other_approves() {
    let office = Office::new();
    let serving = office.serve();
    let import =
        |file: &Path| office.first(&["import", "register", path(file), "--province", "38"]);
    check(&import(&office.table(&good(&[]))), 0, "");
    check(&import(&office.table(&good(&[(10, T("99/GCN"))]))), 0, "");
    let listed = check(&office.second(&["correction", "list", "--json"]), 0, "");
    let listed: Value = serde_json::from_str(&listed).expect("JSON");
    let number = listed[0]["certificate"].to_string();
    check(
        &office.first(&["correction", "approve", &number, "--yes"]),
        1,
        "đính chính cần hai người",
    );
    let approved =
        check(&office.second(&["correction", "approve", &number, "--yes", "--json"]), 0, "");
    let approved: Value = serde_json::from_str(&approved).expect("JSON");
    serving.wait_until_published(approved["log_index"].as_u64().expect("a position") + 1);
    let page = serving.get(&format!("/api/v1/certificates/{number}")).text().expect("text");
    assert!(page.contains("99/GCN"), "{page}");
}

#[test]
fn the_second_person_mints_exports_and_dismisses() {
    let office = Office::new();
    let serving = office.serve();
    let out = office.demo.beside("of-the-second");
    fs::create_dir(&out).expect("made");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o777)).expect("ours");
    let stamps = out.join("stamps");
    let mint = [
        "mint",
        "--certificate",
        "235",
        "--quantity",
        "1",
        "--format",
        "png",
        "--out",
        path(&stamps),
    ];
    check(&office.second(&mint), 0, "");
    let table = out.join("register.csv");
    check(&office.second(&["export", "register", path(&table)]), 0, "");
    check(&office.second(&["config", "show"]), 0, "");
    check(&office.second(&["correction", "dismiss", "1"]), 1, "không có đính chính nào");
    drop(serving);
}

#[test]
fn the_second_person_brings_pictures_too() {
    let office = Office::new();
    let serving = office.serve();
    let mut jpeg = Vec::new();
    image::RgbImage::from_pixel(600, 450, image::Rgb([90, 120, 40]))
        .write_to(&mut std::io::Cursor::new(&mut jpeg), image::ImageFormat::Jpeg)
        .expect("in memory");
    fs::write(office.demo.beside("che.jpg"), jpeg).expect("written");
    let header = [HEADER, &[T("File ảnh")]].concat();
    let row = [&good(&[])[..], &[T("che.jpg")]].concat();
    let file = office.demo.beside("bang.xlsx");
    fs::write(&file, plain(&[&header, &row])).expect("written");
    let pictures = office.demo.data().join("pictures");
    let kept = || fs::read_dir(&pictures).expect("pictures").count();
    let before = kept();
    let import = ["import", "register", path(&file), "--province", "38", "--json"];
    let report: Value = serde_json::from_str(&check(&office.second(&import), 0, "")).expect("JSON");
    assert_eq!(report["imported"], true, "{report}");
    assert_eq!(kept(), before + 1);
    drop(serving);
}

#[test]
fn what_stood_open_in_the_folder_is_closed_and_without_the_setting_all_of_it_again() {
    let office = Office::new();
    let data = office.demo.data();
    let mode =
        |name: &str| fs::metadata(data.join(name)).expect("there").permissions().mode() & 0o777;
    fs::write(data.join("notes.txt"), "of the office").expect("written");
    for (name, open) in [("notes.txt", 0o644), ("keys", 0o755), ("journal", 0o755)] {
        fs::set_permissions(data.join(name), fs::Permissions::from_mode(open)).expect("ours");
    }
    let serving = office.serve();
    for (name, closed) in [
        ("notes.txt", 0o600),
        ("keys", 0o700),
        ("journal", 0o700),
        ("", 0o710),
        ("control.sock", 0o660),
    ] {
        assert_eq!(mode(name), closed, "{name}");
    }
    assert_eq!(serving.terminate(), Some(0));
    let serving = Serving::start(&data);
    assert_eq!((mode(""), mode("control.sock")), (0o700, 0o600));
    check(&office.second(&["correction", "list"]), 77, "chưa cho bạn vào");
    drop(serving);
    // A mode that somebody chose stays theirs.
    fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).expect("ours");
    let serving = Serving::start(&data);
    assert_eq!(mode(""), 0o750);
    drop(serving);
}

#[test]
fn nobody_else_is_let_in_and_nothing_else_is_open() {
    let office = Office::new();
    let serving = office.serve();
    // Of the group, but not let into the folder.
    let data = office.demo.data();
    let group = office.group.gid.as_raw();
    for words in [
        ["ls".to_owned(), data.display().to_string()],
        ["cat".to_owned(), data.join("clock.json").display().to_string()],
        ["ls".to_owned(), data.join("keys").display().to_string()],
        ["ls".to_owned(), data.join("journal").display().to_string()],
        ["ls".to_owned(), data.join("sled").display().to_string()],
    ] {
        let words = words.each_ref().map(String::as_str);
        let refused = office.as_somebody(group, &words);
        assert!(!refused.status.success(), "{words:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("denied"), "{refused:?}");
    }
    // Not of the group.
    let list = ["correction", "list"];
    check(&office.as_member_of(SOMEBODY, &list), 77, "chưa cho bạn vào");
    check(&office.second(&list), 0, "");
    // Without the service there is nobody to let anybody in.
    assert_eq!(serving.terminate(), Some(0));
    check(&office.second(&list), 77, "Dịch vụ đang tắt");
}

/// What root wrote there, the owner's service could not read.
#[test]
fn root_does_not_work_on_the_folder_of_another_user() {
    let office = Office::new();
    let data = office.demo.data();
    let as_root = |words: &[&str]| {
        let is_root = nix::unistd::geteuid().is_root();
        let words = if is_root { words.to_vec() } else { [&["sudo", "-n"], words].concat() };
        let output = Command::new(words[0]).args(&words[1..]).stdin(Stdio::null()).output();
        output.expect("tests/run says what is needed")
    };
    let owner = SOMEBODY.to_string();
    assert!(as_root(&["chown", "-R", &owner, path(&data)]).status.success());
    let program = path(&office.program);
    let refused = as_root(&[program, "correction", "list", "--data", path(&data)]);
    check(&refused, 77, "là của người dùng");
    let of_root = as_root(&["find", path(&data), "!", "-user", &owner]);
    assert_eq!(String::from_utf8_lossy(&of_root.stdout), "", "nothing there is root's");
    // Whoever cleans up may do so.
    let us = nix::unistd::geteuid().to_string();
    assert!(as_root(&["chown", "-R", &us, path(&data)]).status.success());
}

#[test]
fn a_group_that_is_not_there_is_said_before_anything_is_served() {
    let demo = Demo::new();
    let words = ["serve", "--demo", "--listen", "127.0.0.1:0", "--control-group", "no-such-group"];
    let refused = run(&[&words[..], &["--data", path(&demo.data())]].concat());
    check(&refused, 78, "addgroup --system no-such-group");
}
