//! Turns the messages of the pages into typed functions, one a message, in `OUT_DIR`.
//!
//! `fluent-typed` only warns of a message that one language lacks, and leaves its function out. What this script adds:
//! all languages hold the same messages with the same arguments, and the first describes them in the order in which the
//! made functions take them, or the build fails and names the difference. What the messages say is left to the files in
//! `LOCALES`.

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, try_build_from_locales_folder};
use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

const LOCALES: &str = "src/web/messages/locales";
/// Vietnamese decides, the others follow it.
const FIRST_LANGUAGE: &str = "vi";

fn main() -> Result<(), Box<dyn Error>> {
    require_same_signatures()?;
    require_described_order()?;
    let out_dir = env::var("OUT_DIR")?;
    let joined = format!("{out_dir}/messages.ftl");
    let options = BuildOptions::default()
        .with_locales_folder(LOCALES)
        .with_default_language(FIRST_LANGUAGE)
        .with_output_file_path(&format!("{out_dir}/messages.rs"))
        .with_ftl_output(FtlOutputOptions::single_file(&joined))
        .with_lint_level(LintLevel::Strict)
        .with_prefix("")
        // Every language here runs from left to right.
        .without_bidi_isolation()
        .without_format();
    Ok(try_build_from_locales_folder(options)?)
}

fn require_same_signatures() -> Result<(), Box<dyn Error>> {
    let first = signatures(&Path::new(LOCALES).join(FIRST_LANGUAGE))?;
    for entry in fs::read_dir(LOCALES)? {
        let folder = entry?.path();
        let other = signatures(&folder)?;
        let different: Vec<&str> = first.symmetric_difference(&other).map(String::as_str).collect();
        if !different.is_empty() {
            let (folder, different) = (folder.display(), different.join(", "));
            return Err(format!(
                "{folder} and {FIRST_LANGUAGE} do not have in common: {different}"
            )
            .into());
        }
    }
    Ok(())
}

/// `name` or `name.attribute` for each message, and the same followed by ` $argument` for each argument. Reads no more
/// of Fluent than that: whether the files are well formed is for `fluent-typed` to say.
fn signatures(folder: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut signatures = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let (mut message, mut name) = (String::new(), String::new());
        let text = fs::read_to_string(entry?.path())?;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
                message = before_equals(line);
                name = message.clone();
            } else if let Some(attribute) = line.trim_start().strip_prefix('.') {
                name = format!("{message}.{}", before_equals(attribute));
            }
            signatures.insert(name.clone());
            signatures.extend(arguments(line).map(|argument| format!("{name} ${argument}")));
        }
    }
    Ok(signatures)
}

/// The functions take arguments in the order in which a message uses them first. Whoever calls one reads the comment
/// above the message, so that has to have the same order.
fn require_described_order() -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(Path::new(LOCALES).join(FIRST_LANGUAGE))? {
        let path = entry?.path();
        let (mut message, mut described, mut used) = (String::new(), Vec::new(), Vec::new());
        let text = fs::read_to_string(&path)?;
        for line in text.lines().chain(["end ="]) {
            let is_new =
                line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '#');
            if is_new && !used.is_empty() {
                if !described.is_empty() && described != used {
                    let path = path.display();
                    return Err(format!(
                        "{path}: {message} uses {used:?} but describes {described:?}"
                    )
                    .into());
                }
                (described, used) = (Vec::new(), Vec::new());
            }
            if line.starts_with("# $") {
                described.extend(arguments(line));
            } else if !line.starts_with('#') {
                if is_new {
                    message = before_equals(line);
                }
                for argument in arguments(line) {
                    if !used.contains(&argument) {
                        used.push(argument);
                    }
                }
                if used.is_empty() && is_new {
                    described.clear();
                }
            }
        }
    }
    Ok(())
}

/// The names behind each `$` of a line.
fn arguments(line: &str) -> impl Iterator<Item = String> {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    line.split('$')
        .skip(1)
        .map(move |rest| rest.chars().take_while(is_part).collect())
        .filter(|name: &String| !name.is_empty())
}

fn before_equals(line: &str) -> String {
    line.split('=').next().unwrap_or(line).trim().to_owned()
}
