//! The order of writes and syncs as the operating system sees it: the real service under `strace`, a few
//! changes, and a table of rules over the trace. Each sync that a promise rests on comes before the step that
//! relies on it. A sync taken out of the code breaks a rule.

use std::{fs, path::Path, process::Command};

use serde_json::json;

use crate::program::{Demo, Serving, foreign, path};

/// A system call: from the line on which it began to that on which it ended.
#[derive(Debug)]
struct Call {
    name: String,
    /// The file that it names or works on; for a rename, the new name.
    path: String,
    text: String,
    began: usize,
    ended: usize,
}

/// Before each `before`, and after every `after` that ended before that, `comes` has begun and ended.
struct Rule {
    says: &'static str,
    after: fn(&Call) -> bool,
    comes: fn(after: &Call, call: &Call) -> bool,
    before: fn(&Call) -> bool,
}

const RULES: &[Rule] = &[
    Rule {
        says: "a change is in the journal, synced, before its answer",
        after: |c| c.is("write", ".journal"),
        comes: |_, c| c.is("fdatasync", ".journal"),
        before: Call::is_answer,
    },
    Rule {
        says: "then sled writes it",
        after: |c| c.is("fdatasync", ".journal"),
        comes: |_, c| c.is("pwrite64", "/sled/db"),
        before: |c| c.is("fdatasync", "/sled/db"),
    },
    Rule {
        says: "and sled's file is synced by us, before the answer",
        after: |c| c.is("fdatasync", ".journal"),
        comes: |_, c| c.is("fdatasync", "/sled/db"),
        before: Call::is_answer,
    },
    Rule {
        says: "a change's entry is published after that",
        after: |c| c.is("fdatasync", ".journal"),
        comes: |_, c| c.is("fdatasync", "/sled/db"),
        // The checkpoint alone is written at other times, too: it is cosigned anew.
        before: |c| c.is("openat", ".tmp") && c.path.contains("/log/tile/"),
    },
    Rule {
        says: "a tile's bytes are on disk before it has its name",
        after: |c| c.is("write", ".tmp") && c.path.contains("/tile/"),
        comes: |after, c| c.is("fsync", &after.path),
        before: |c| c.is("rename", "") && c.path.contains("/tile/"),
    },
    Rule {
        says: "a tile's name is on disk before the checkpoint is begun",
        after: |c| c.is("rename", "") && c.path.contains("/tile/"),
        comes: |after, c| c.is("fsync", folder_of(&after.path)),
        before: |c| c.is("openat", "/log/checkpoint.tmp"),
    },
    Rule {
        says: "a folder of tiles is on disk before a tile is made in it",
        after: |c| c.is("mkdir", "") && c.path.contains("/tile/"),
        comes: |after, c| c.is("fsync", folder_of(&after.path)),
        before: |c| c.is("openat", ".tmp") && c.path.contains("/tile/"),
    },
    Rule {
        says: "the checkpoint's bytes are on disk before it has its name",
        after: |c| c.is("write", "/log/checkpoint.tmp"),
        comes: |after, c| c.is("fsync", &after.path),
        before: |c| c.is("rename", "/log/checkpoint"),
    },
    Rule {
        says: "a batch stands under a checkpoint before its answer",
        after: |c| c.is("write", ".journal"),
        comes: |_, c| c.is("rename", "/log/checkpoint"),
        before: |c| c.is_answer() && c.text.contains(r#"\"batch\":"#),
    },
    Rule {
        says: "and that checkpoint's name is on disk",
        after: |c| c.is("rename", "/log/checkpoint"),
        comes: |_, c| c.is("fsync", "/log"),
        before: |c| c.is_answer() && c.text.contains(r#"\"batch\":"#),
    },
    Rule {
        says: "the known time's bytes are on disk before it has its name",
        after: |c| c.is("write", "/clock.tmp"),
        comes: |after, c| c.is("fsync", &after.path),
        before: |c| c.is("rename", "/clock.json"),
    },
    Rule {
        says: "an operator's word about the clock is on disk before its answer",
        after: |c| c.is("rename", "/clock.json"),
        comes: |after, c| c.is("fsync", folder_of(&after.path)),
        before: |c| c.name == "sendto" && c.text.contains(r#"\"expected\":"#),
    },
    Rule {
        says: "what is saved for the next start is published before it is written",
        after: |c| c.is("rename", "/log/checkpoint"),
        comes: |_, c| c.is("fsync", "/log"),
        before: |c| c.is("openat", "/saved-state.tmp"),
    },
    Rule {
        says: "its bytes are on disk before it has its name",
        after: |c| c.is("write", "/saved-state.tmp"),
        comes: |after, c| c.is("fsync", &after.path),
        before: |c| c.is("rename", "/saved-state"),
    },
    Rule {
        says: "a torn end's bytes are on disk elsewhere before they are cut off",
        after: |c| c.is("write", ".cut"),
        comes: |after, c| c.is("fsync", &after.path),
        before: |c| c.is("ftruncate", ".journal"),
    },
    Rule {
        says: "and so is the name of what is set aside",
        after: |c| c.is("openat", ".cut"),
        comes: |_, c| c.is("fsync", "/journal"),
        before: |c| c.is("ftruncate", ".journal"),
    },
    Rule {
        says: "the cut is on disk before anything is written behind it",
        after: |c| c.is("ftruncate", ".journal"),
        comes: |after, c| c.is("fsync", &after.path),
        before: |c| c.is("write", ".journal"),
    },
];

#[test]
fn each_sync_comes_before_the_step_that_relies_on_it() {
    let demo = Demo::new();
    // A torn end to be cut, and tiles to be made anew, so that folders are made as well.
    let journal = demo.data().join("journal/00000000000000000001.journal");
    let mut torn = fs::read(&journal).expect("a file");
    torn.extend([7; 600]);
    fs::write(&journal, torn).expect("written");
    fs::remove_dir_all(demo.data().join("log")).expect("removed");
    demo.set("save_state_after = 1");

    let calls = calls_of(&trace(&demo));
    for rule in RULES {
        check(rule, &calls);
    }
    // Three changes and a word about the clock.
    assert_eq!(calls.iter().filter(|call| call.is_answer()).count(), 3);
}

#[track_caller]
fn check(rule: &Rule, calls: &[Call]) {
    let mut pairs = 0;
    for before in calls.iter().filter(|call| (rule.before)(call)) {
        for after in calls.iter().filter(|call| (rule.after)(call) && call.ended < before.began) {
            pairs += 1;
            let is_kept = calls.iter().any(|call| {
                after.ended < call.began && call.ended < before.began && (rule.comes)(after, call)
            });
            assert!(is_kept, "{}: nothing between {after:#?} and {before:#?}", rule.says);
        }
    }
    assert!(pairs > 0, "{}: the trace has nothing of it", rule.says);
}

/// Runs the service under strace, has it make three changes, and returns the trace.
fn trace(demo: &Demo) -> String {
    let file = demo.beside("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-s", "4000", "-o", path(&file), "-e"]);
    command.arg("trace=openat,mkdir,write,pwrite64,fsync,fdatasync,ftruncate,rename,sendto");
    command.args([env!("CARGO_BIN_EXE_ocop-stamp"), "serve", "--demo", "--listen", "127.0.0.1:0"]);
    command.args(["--data", path(&demo.data())]).env_remove("RUST_LOG");
    let socket = demo.data().join("control.sock");
    let serving = Serving::spawn(command, &socket, &demo.beside("service.log"))
        .unwrap_or_else(|why| panic!("it does not start: {why}"));
    let traced = Traced::below(serving.id());
    serving.wait_until_healthy();
    let post = |path: &str, body, key: &str| {
        let (status, answer) = serving.post(path, &body, key).expect("an answer");
        assert!((200..300).contains(&status), "{answer}");
        // The next change comes when this one is published, so that the trace tells them apart.
        let index = [&answer["log_index"], &answer["log_indexes"][0]];
        if let Some(index) = index.into_iter().find_map(serde_json::Value::as_u64) {
            serving.wait_until_published(index + 1);
        }
    };
    let hold = || json!({"targets": [{"batch": 1}], "reason": "other"});
    post("/api/v1/suspensions", hold(), "a");
    post("/api/v1/batches", json!({"certificate": 235, "quantity": 1}), "b");
    post("/api/v1/clock/confirm", json!({}), "c");
    post("/api/v1/suspensions", hold(), "d");
    drop(traced);
    serving.wait();
    fs::read_to_string(&file).expect("a trace")
}

/// The program below strace, told to stop when this is dropped: strace itself would leave it running.
struct Traced(String);

impl Traced {
    fn below(strace: u32) -> Self {
        let children = fs::read_to_string(format!("/proc/{strace}/task/{strace}/children"));
        let children = children.expect("strace runs");
        Self(children.split_whitespace().next().expect("it runs the service").to_owned())
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        drop(foreign("kill", &["-TERM", &self.0]));
    }
}

impl Call {
    /// Whether it is this call on a file whose path ends so.
    fn is(&self, name: &str, path_ends: &str) -> bool {
        self.name == name && self.path.ends_with(path_ends)
    }

    /// Whether it tells somebody that a change was made.
    fn is_answer(&self) -> bool {
        self.name == "sendto" && self.text.contains("HTTP/1.1 201 ")
    }

    /// Reads `name(3</a/file>, …` or `name("/a/file", …`.
    fn begin(text: &str, line: usize) -> Self {
        let (name, arguments) = text.split_once('(').unwrap_or((text, ""));
        let quoted: Vec<&str> = arguments.split('"').skip(1).step_by(2).collect();
        let opened = || Some(arguments.split_once('<')?.1.split_once('>')?.0);
        let path = match name {
            "rename" => quoted[1],
            "openat" | "mkdir" => quoted[0],
            _ => opened().unwrap_or_default(),
        };
        let (name, path, text) = (name.to_owned(), path.to_owned(), text.to_owned());
        Self { name, path, text, began: line, ended: line }
    }
}

/// The folder that a path lies in.
fn folder_of(file: &str) -> &str {
    Path::new(file).parent().and_then(Path::to_str).expect("an absolute path")
}

/// All calls of a trace; one that another thread interrupted stands on two lines.
fn calls_of(trace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut unfinished: Vec<(&str, usize)> = Vec::new();
    for (line, text) in trace.lines().enumerate() {
        let Some((thread, text)) = text.split_once(' ') else { continue };
        let text = text.trim_start();
        if text.starts_with("<... ") {
            let open = unfinished.iter().position(|(waiting, _)| *waiting == thread);
            let (_, call) = unfinished.swap_remove(open.expect("it began before"));
            calls[call].ended = line;
        } else if !text.starts_with(['+', '-']) {
            if text.ends_with("<unfinished ...>") {
                unfinished.push((thread, calls.len()));
            }
            calls.push(Call::begin(text, line));
        }
    }
    // What never ended stays where it began, after which nothing relied on it.
    for (_, call) in unfinished {
        calls[call].ended = usize::MAX;
    }
    calls
}
