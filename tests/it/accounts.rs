//! Accounts from the command line, on a folder and beside a running service; what of a person lies on disk.

use std::fs;

use serde_json::Value;

use crate::program::{Demo, path, run};

const NAME: &str = "Nguyễn Văn Giữ Kín";

fn invite(demo: &Demo, role: &str, phone: &str) -> (bool, String) {
    let data = demo.data();
    let words = ["account", "invite", "--data", path(&data), "--role", role, "--name", NAME];
    let output = run(&[&words[..], &["--phone", phone, "--json"]].concat());
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_first_administrator_is_invited_on_the_folder_and_nothing_personal_is_readable_there() {
    let demo = Demo::new();
    let (is_done, printed) = invite(&demo, "administrator", "0912 345 678");
    assert!(is_done, "{printed}");
    let invited: Value = serde_json::from_str(&printed).expect("JSON");
    let link = invited["path"].as_str().expect("a path");
    assert!(link.starts_with("/invitation/") && link.len() == 55, "{link}");
    let (is_done, _) = invite(&demo, "officer:08", "+84912345678");
    assert!(!is_done, "the number is taken");
    let (is_done, _) = invite(&demo, "officer:99", "0912 345 679");
    assert!(!is_done, "there is no such province");

    let secret = link.rsplit('/').next().expect("a secret");
    let mut folders = vec![demo.data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let file = entry.expect("an entry").path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let Ok(bytes) = fs::read(&file) else { continue };
            for word in [NAME, "912345678", secret] {
                let is_there = bytes.windows(word.len()).any(|part| part == word.as_bytes());
                assert!(!is_there, "{word} in {}", file.display());
            }
        }
    }
    // After a restart it is known all the same.
    let data = demo.data();
    let listed = run(&["account", "list", "--data", path(&data)]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert_eq!(listed.trim(), format!("1 administrator invited {NAME}"));
    let closed = run(&["account", "close", "--data", path(&data), "1"]);
    let closed = String::from_utf8_lossy(&closed.stdout).into_owned();
    assert_eq!(closed.trim(), format!("1 administrator closed {NAME}"));
    fs::remove_file(data.join("personal/account-1.key")).expect("there");
    let listed = run(&["account", "list", "--data", path(&data)]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert_eq!(listed.trim(), "1 administrator closed (deleted)");
}

#[test]
fn a_running_service_invites_over_its_socket() {
    let demo = Demo::new();
    let serving = demo.serve();
    let (is_done, printed) = invite(&demo, "inspector:08", "0912 345 678");
    assert!(is_done, "{printed}");
    let data = demo.data();
    let listed = run(&["account", "list", "--data", path(&data)]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert_eq!(listed.trim(), format!("1 inspector:08 invited {NAME}"));
    drop(serving);
}
