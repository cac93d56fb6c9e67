//! What the program says of itself: every example in every help can be typed, completions and man pages are
//! what shells and readers take.

use std::fs;

use clap::{Command, error::ErrorKind};

use crate::program::{foreign, path, run, run_well};

/// Every command, with the words by which it is called.
pub fn commands() -> Vec<(String, Command)> {
    fn add(command: &Command, before: &str, commands: &mut Vec<(String, Command)>) {
        let name = format!("{before} {}", command.get_name()).trim().to_owned();
        commands.push((name.clone(), command.clone()));
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            add(below, &name, commands);
        }
    }
    let mut commands = Vec::new();
    add(&ocop_stamp::cli::command(), "", &mut commands);
    commands
}

/// The words of a line as a shell splits it: blanks, and quotes around blanks. What follows a pipe or a
/// redirection is the shell's.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut is_quoted) = (Vec::new(), None::<String>, false);
    for c in line.chars() {
        match c {
            '\'' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            ' ' if !is_quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    assert!(!is_quoted, "{line}");
    words.extend(word);
    let shell = words.iter().position(|word| word == "|" || word == ">");
    words.truncate(shell.unwrap_or(words.len()));
    words
}

#[test]
fn every_help_ends_with_examples_that_can_be_typed() {
    let mut examples = 0;
    for (name, mut command) in commands() {
        let help = command.render_long_help().to_string();
        let (_, lines) = help.split_once("\nExamples:\n").expect(&name);
        let lines: Vec<&str> = lines.lines().collect();
        assert!((2..=3).contains(&lines.len()), "{name}: {lines:?}");
        for line in lines {
            let example = line.strip_prefix("  ").expect("indented");
            let words = words(example);
            if name != "ocop-stamp" {
                assert!(words.join(" ").starts_with(&name), "{name}: {example}");
            }
            // Where an example leaves a required folder out, the variable stands for it.
            let data = ["--data".to_owned(), "data".to_owned()];
            let words_with_data: Vec<_> = words.iter().cloned().chain(data).collect();
            let read = |words: &[String]| ocop_stamp::cli::command().try_get_matches_from(words);
            let mut found = read(&words).map_err(|error| error.kind());
            if found == Err(ErrorKind::MissingRequiredArgument) {
                found = read(&words_with_data).map_err(|error| error.kind());
            }
            // `help` is an example too.
            let is_read = found.is_ok() || found == Err(ErrorKind::DisplayHelp);
            assert!(is_read, "{example}: {found:?}");
            examples += 1;
        }
    }
    assert!(examples > 25, "{examples} examples were found");
}

#[test]
fn every_setting_that_is_a_flag_names_its_variable() {
    // What is asked of one run, and no setting: where to write, what to hit, what to confirm.
    let of_one_run = [
        "json",
        "help",
        "version",
        "yes",
        "demo",
        "lan",
        "no_serve",
        "idempotency_key",
        "out",
        "format",
        "certificate",
        "quantity",
        "variant",
        "batch",
        "producer",
        "key",
        "from",
        "range",
        "reason",
        "decision",
        "decided_on",
        "decided_by",
        "effective_from",
        "review_on",
        "note",
        "sign_from",
        "sign_until",
        "from_index",
        "dry_run",
        "pictures",
        "all",
        "template",
        "alone",
        "keys",
        "url",
        "on_behalf_of",
        "role",
        "name",
        "phone",
        "email",
        "vkey",
        "cosigner_vkey",
        "since",
        "list",
        "sheet",
        "label",
        "grid",
        "first",
        "pitch",
        "paper",
        "roll",
        "across",
        "gap",
        "speed",
        "module",
        "symbol",
        "begin_at",
        "offset",
        "only_sheet",
        "artwork",
        "artwork_size",
        "pin",
        "with_pin",
        "print_house",
        "last",
        "lot",
        "made_on",
        "best_before",
        "pages",
        "plan",
        "resume",
        "replay_log",
        "check",
        "with_keys",
        "print_profile",
        "recipient",
        "seal_passphrase_file",
        "identity",
    ];
    for (name, command) in commands().into_iter().filter(|(name, _)| name != "ocop-stamp demo") {
        for argument in command.get_arguments().filter(|argument| argument.get_long().is_some()) {
            let id = argument.get_id().as_str();
            // Between a folder and a service, which have variables as well, the command chooses itself.
            let names_url = command.get_arguments().any(|argument| argument.get_id() == "url");
            let is_chosen = id == "data" && names_url;
            // `print check` asks of a picture what the setting says of a printer.
            let of_a_picture = name == "ocop-stamp print check" && id == "dpi";
            if of_one_run.contains(&id) || is_chosen || of_a_picture {
                continue;
            }
            let variable = argument.get_env().unwrap_or_default().to_string_lossy();
            assert_eq!(variable, format!("OCOP_STAMP_{}", id.to_uppercase()), "{name} --{id}");
        }
    }
}

#[test]
fn completions_are_read_by_their_shell() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("ocop-stamp.bash");
    fs::write(&script, run_well(&["completions", "bash"])).expect("written");
    let read = foreign("bash", &["-n", path(&script)]);
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let complete = |line: &str, expected: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let (last, before) = (words.len() - 1, words[words.len() - 2]);
        // What bash does when the tabulator is pressed: the command, the word under the cursor, the one before.
        let ask = format!(
            "source {}; COMP_WORDS=({line}); COMP_CWORD={last}; _ocop__stamp ocop-stamp '{}' '{before}'; echo ${{COMPREPLY[@]}}",
            path(&script),
            words[last]
        );
        let offered = foreign("bash", &["-c", &ask]);
        assert_eq!(String::from_utf8_lossy(&offered.stdout).trim_end(), expected, "{line}");
    };
    complete("ocop-stamp rev", "revoke");
    complete("ocop-stamp key re", "retire");
    complete("ocop-stamp lift --idem", "--idempotency-key");
    for shell in ["zsh", "fish"] {
        let script = run_well(&["completions", shell]);
        for (name, _) in commands() {
            let word = name.rsplit(' ').next().expect("a word");
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(run(&["completions", "cmd"]).status.code(), Some(2));
}

#[test]
fn each_command_has_a_man_page_that_mandoc_takes() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("man1");
    run_well(&["man", "--out", path(&out)]);
    for (name, _) in commands() {
        let page = out.join(format!("{}.1", name.replace(' ', "-")));
        let checked = foreign("mandoc", &["-Tlint", "-Wwarning", path(&page)]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
        let shown = foreign("mandoc", &["-Tutf8", path(&page)]);
        let shown = String::from_utf8_lossy(&shown.stdout).replace('\u{8}', "");
        assert!(shown.contains("data folder"), "{name}");
    }
    assert_eq!(fs::read_dir(&out).expect("pages").count(), commands().len());
    let first = fs::read_to_string(out.join("ocop-stamp.1")).expect("text");
    assert_eq!(run_well(&["man"]), first);
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    assert_eq!(run(&["man", "--out", path(&file)]).status.code(), Some(73));
}

#[test]
fn the_readme_lists_the_exit_statuses_of_the_manual() {
    let page = run_well(&["man"]);
    let (_, statuses) = page.split_once(".SH EXIT STATUS\n").expect("the section");
    let (statuses, _) = statuses.split_once(".SH").expect("another section follows");
    let statuses: Vec<&str> =
        statuses.split(".TP\n").filter_map(|entry| entry.lines().next()).collect();
    let readme = include_str!("../../README.md");
    let (_, table) = readme.split_once("### Exit statuses").expect("the section");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next());
    let rows: Vec<&str> = rows.filter(|cell| cell.parse::<u8>().is_ok()).collect();
    assert_eq!(rows, statuses);
}
