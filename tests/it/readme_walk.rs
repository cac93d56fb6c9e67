//! The README's walk for programs, typed as it stands there: the test runs its blocks in one shell against a demo that
//! runs, and what they print is what stands behind `#` beside them.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::program::{ocop_stamp, path};

/// The lines of the blocks for a shell, in one section of the README.
fn lines_of_section(heading: &str) -> Vec<&'static str> {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once(&format!("\n## {heading}\n")).expect("a section");
    let (section, _) = section.split_once("\n## ").expect("another section follows");
    let mut lines = Vec::new();
    let mut is_in_block = false;
    for line in section.lines() {
        match line {
            "```sh" => is_in_block = true,
            "```" => is_in_block = false,
            line if is_in_block => lines.push(line),
            _ => {}
        }
    }
    assert!(!is_in_block && !lines.is_empty(), "{heading}: blocks that begin and end");
    lines
}

/// A demo as a newcomer starts it; ended when it is dropped.
struct RunningDemo {
    child: Child,
    url: String,
}

impl RunningDemo {
    fn start(data: &Path) -> Self {
        let mut demo = ocop_stamp(&["demo", "--json", "--listen", "127.0.0.1:0", "--data"]);
        let demo = demo.arg(data).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = demo.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let listening = lines.nth(1).expect("a second line").expect("text");
        let listening: Value = serde_json::from_str(&listening).expect("JSON");
        let url = listening["listening_on"].as_str().expect("an address").to_owned();
        Self { child, url }
    }
}

impl Drop for RunningDemo {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn the_walk_of_the_readme_prints_what_stands_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("demo");
    let demo = RunningDemo::start(&data);
    let lines = lines_of_section("Use it as a program");
    let expected: Vec<&str> =
        lines.iter().filter_map(|line| Some(line.rsplit_once(" # ")?.1.trim())).collect();
    let scans = lines.iter().filter(|line| line.starts_with("scan "));
    assert_eq!(scans.count(), 6, "after each step");

    let program = Path::new(env!("CARGO_BIN_EXE_ocop-stamp"));
    let programs = path(program.parent().expect("a folder"));
    let script = format!(
        "set -euo pipefail\nPATH={programs}:$PATH\ndemo={}\nurl={}\n{}\n",
        path(&data),
        demo.url,
        lines.join("\n")
    );
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .expect("bash starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{errors}\n{printed}\n(curl, jq and oathtool are needed: run tests/run, which installs them)"
    );
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected, "{errors}");
}
