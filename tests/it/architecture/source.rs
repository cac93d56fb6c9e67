//! Reads the source files as the tables of `architecture` ask of them: which names of this crate, and
//! which words, a file writes. By words and braces, which is enough for code that rustfmt has laid out.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// All source files, in the order of their paths.
pub(super) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut paths: BTreeSet<PathBuf> = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of ours") {
            let path = entry.expect("a folder of ours").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                paths.insert(path);
            }
        }
    }
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a source file is UTF-8");
        let code = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or(""))
            .collect::<Vec<_>>()
            .join("\n");
        let path = path.strip_prefix(&root).expect("below it").to_string_lossy().into_owned();
        Source { path, text, code }
    };
    paths.iter().map(read).collect()
}

/// A source file: its path below `src/`, and its text without comments, line by line.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) code: String,
}

impl Source {
    /// The top-level module that it belongs to.
    pub(super) fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or(&self.path);
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many steps of `super` lead from its top to the root of the crate.
    pub(super) fn depth(&self) -> usize {
        let is_folder = self.path.ends_with("/mod.rs");
        self.path.split('/').count() - usize::from(is_folder)
    }

    /// Where a place in the code is, for a message.
    pub(super) fn at(&self, place: usize) -> String {
        format!("src/{}:{}", self.path, self.code[..place].matches('\n').count() + 1)
    }

    /// Where a word stands in the code, as a word of its own.
    pub(super) fn places_of(&self, word: &str) -> impl Iterator<Item = usize> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        self.code.match_indices(word).map(|(place, _)| place).filter(move |&place| {
            !self.code[..place].ends_with(is_part)
                && !self.code[place + word.len()..].starts_with(is_part)
        })
    }

    /// Each name of this crate that it writes: `crate::a::b`, and every branch of `crate::{a::b, c}`.
    pub(super) fn names_of_this_crate(&self) -> Vec<(usize, String)> {
        let mut names = Vec::new();
        for root in ["crate", "ocop_stamp"] {
            for place in self.places_of(root) {
                let Some(path) = self.code[place + root.len()..].strip_prefix("::") else {
                    continue;
                };
                for name in branches(path) {
                    names.push((place, name));
                }
            }
        }
        names
    }
}

/// The first two steps of each path in a tree of `use`, or of the one path that stands there.
fn branches(path: &str) -> Vec<String> {
    let Some(tree) = path.strip_prefix('{') else {
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        return vec![two_steps(&path[..end.unwrap_or(path.len())])];
    };
    let mut branches = vec![String::new()];
    let mut depth = 0;
    for c in tree.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => branches.push(String::new()),
            _ if depth == 0 && !c.is_whitespace() => branches.last_mut().expect("one").push(c),
            _ => {}
        }
    }
    branches.iter().filter(|branch| !branch.is_empty()).map(|branch| two_steps(branch)).collect()
}

fn two_steps(path: &str) -> String {
    path.split("::").filter(|step| !step.is_empty()).take(2).collect::<Vec<_>>().join("::")
}

#[test]
fn trees_of_use_are_read_branch_by_branch() {
    for (path, expected) in [
        ("log::Entry;", vec!["log::Entry"]),
        ("log::{Entry, Body};", vec!["log"]),
        ("store::folder::FolderError;", vec!["store::folder"]),
        (
            "{\n    app::Office,\n    log::{Entry, tree::Hash},\n    stamp\n};",
            vec!["app::Office", "log", "stamp"],
        ),
        ("{log, web::page::{A, B}}; }", vec!["log", "web::page"]),
    ] {
        assert_eq!(branches(path), expected, "{path}");
    }
}
