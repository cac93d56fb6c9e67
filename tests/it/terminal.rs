//! At a terminal, which `script` (util-linux) plays: colours and bars for those who can see and want them,
//! and a question before what can't be undone.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use crate::program::{Demo, path, run};

/// Runs the program at a terminal, with something typed. Returns what the terminal showed, and the status.
fn at_terminal(
    arguments: &[&str],
    environment: &[(&str, &str)],
    typed: &str,
) -> (String, Option<i32>) {
    let quoted = arguments.iter().map(|argument| format!("'{argument}'"));
    let line = [env!("CARGO_BIN_EXE_ocop-stamp").to_owned()].into_iter().chain(quoted);
    let line = line.collect::<Vec<_>>().join(" ");
    let mut child = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        // A build machine's terminal counts as one that knows colours.
        .env_remove("CI")
        .env_remove("RUST_LOG")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("script is part of every Debian");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(typed.as_bytes()).expect("it reads");
    // Kept open until it ends: an early end of input would be typed as well.
    let output = child.wait_with_output().expect("it ends");
    drop(stdin);
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

#[test]
fn colours_are_for_terminals_that_know_them_and_people_who_want_them() {
    let check = |environment: &[(&str, &str)], is_coloured: bool| {
        let (shown, status) = at_terminal(&["--help"], environment, "");
        assert_eq!(status, Some(0));
        assert_eq!(shown.contains('\u{1b}'), is_coloured, "{environment:?}: {shown:?}");
        assert!(shown.contains("Examples:"), "{shown}");
    };
    check(&[], true);
    check(&[("NO_COLOR", "1")], false);
    check(&[("NO_COLOR", "")], true);
    check(&[("TERM", "dumb")], false);
    let piped = run(&["--help"]).stdout;
    assert!(!piped.contains(&0x1b));
}

#[test]
fn a_bar_is_shown_where_a_line_can_be_redrawn() {
    let demo = Demo::new();
    let _serving = demo.serve();
    let data = demo.data();
    let mint = |out: &str, environment: &[(&str, &str)], extra: &[&str]| {
        let out = demo.beside(out);
        let arguments =
            ["mint", "--data", path(&data), "--certificate", "235", "--quantity", "300"];
        let arguments: Vec<_> = arguments
            .iter()
            .chain(&["--format", "txt,svg", "--out", path(&out)])
            .chain(extra)
            .copied()
            .collect();
        let (shown, status) = at_terminal(&arguments, environment, "");
        assert_eq!(status, Some(0), "{shown}");
        shown
    };
    assert!(mint("terminal", &[], &[]).contains("Writing stamps ["));
    assert!(mint("no-colour", &[("NO_COLOR", "1")], &[]).contains("Writing stamps ["));
    assert!(!mint("dumb", &[("TERM", "dumb")], &[]).contains("Writing stamps"));
    assert!(!mint("json", &[], &["--json"]).contains("Writing stamps"));
}

#[test]
fn whoever_is_at_the_terminal_is_asked() {
    let demo = Demo::new();
    let _serving = demo.serve();
    let data = demo.data();
    let revoke = ["revoke", "--data", path(&data), "--batch", "1", "--reason", "other"];
    let check = |typed: &str, status: i32, words: &str| {
        let (shown, found) = at_terminal(&revoke, &[], typed);
        assert_eq!(found, Some(status), "{shown}");
        assert!(shown.contains("Go on? [y/N]") && shown.contains(words), "{shown}");
    };
    check("n\n", 1, "nothing was changed");
    check("\n", 1, "nothing was changed");
    check("c\n", 0, "Revokes");
    // Asked again about the same, it says so first.
    check("n\n", 1, "All of them are revoked already.");
}

#[test]
fn where_nobody_can_be_asked_yes_is_needed() {
    let demo = Demo::new();
    let data = demo.data();
    let before = crate::crash::audit(&data).size();
    for arguments in [
        &["revoke", "--batch", "1", "--reason", "other"][..],
        &["suspend", "--batch", "1", "--reason", "other"],
        &["lift", "3"],
        &["key", "retire", "0"],
        &["key", "compromise", "0"],
    ] {
        let arguments: Vec<_> = arguments.iter().chain(&["--data", path(&data)]).copied().collect();
        let output = run(&arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains("add --yes"), "{errors}");
    }
    assert_eq!(crate::crash::audit(&data).size(), before);
}
