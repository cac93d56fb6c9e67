//! `completions` and `man`: what shells and readers know of the commands, made from their definitions. What
//! `clap_mangen` does not write is added here: examples that can be copied, exit statuses, files.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{
    command,
    exit_status::{Failure, Status},
};

#[derive(Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(super) struct CompletionsArgs {
    /// For which shell
    shell: KnownShell,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  ocop-stamp completions bash > /usr/share/bash-completion/completions/ocop-stamp
  ocop-stamp completions zsh > /usr/share/zsh/vendor-completions/_ocop-stamp
  ocop-stamp completions fish > ~/.config/fish/completions/ocop-stamp.fish";

#[derive(Args)]
#[command(after_help = MAN_EXAMPLES)]
pub(super) struct ManArgs {
    /// The folder to write a page a command into; made if it is missing [default: the first page, on
    /// standard output]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const MAN_EXAMPLES: &str = "\
Examples:
  ocop-stamp man | man -l -
  ocop-stamp man --out /usr/local/share/man/man1";

/// The day on which the words of the pages were last gone through.
const REVISED: &str = "2026-11-24";

/// A shell whose completions are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KnownShell {
    Bash,
    Zsh,
    Fish,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<ExitCode> {
    let shell = match args.shell {
        KnownShell::Bash => Shell::Bash,
        KnownShell::Zsh => Shell::Zsh,
        KnownShell::Fish => Shell::Fish,
    };
    // Into memory first: clap_complete panics where it can't write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "ocop-stamp", &mut script);
    let script = String::from_utf8(script)?;
    // For bash, clap_complete 4.6 calls a program with a hyphen in its name by two names, and then finds
    // nothing below its first level. Nothing else in any of the scripts is called so.
    let script = script.replace("ocop__subcmd__stamp", "ocop__stamp");
    io::Write::write_all(&mut io::stdout(), script.as_bytes())?;
    Ok(Status::Done.into())
}

pub(super) fn man(args: &ManArgs) -> Result<ExitCode> {
    let mut root = without_help(command());
    root.build();
    match &args.out {
        None => io::Write::write_all(&mut io::stdout(), &page(&root)?)?,
        Some(folder) => {
            fs::create_dir_all(folder)
                .map_err(Failure::cant_create(format!("can't make {}", folder.display())))?;
            write_pages(&root, folder)?;
        }
    }
    Ok(Status::Done.into())
}

/// Leaves out `help`, which is every command's and says nothing that the pages don't.
fn without_help(command: clap::Command) -> clap::Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}

/// A page for a command and for each below it: `ocop-stamp-key-add.1`.
fn write_pages(command: &clap::Command, folder: &Path) -> Result<()> {
    for below in command.get_subcommands() {
        write_pages(below, folder)?;
    }
    let path = folder.join(Man::new(command.clone()).get_filename());
    let words = format!("can't write {}", path.display());
    fs::write(&path, page(command)?).map_err(Failure::cant_create(words))?;
    Ok(())
}

/// The page of a command in roff (man(7)).
fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let version = env!("CARGO_PKG_VERSION");
    // The second line lets troffs other than groff know what an apostrophe is.
    let mut page = format!(
        ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n.TH {} 1 {REVISED} \"ocop-stamp {version}\" \"User Commands\"\n",
        name.to_uppercase()
    )
    .into_bytes();
    let man = Man::new(command.clone());
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    // An empty line breaks the text by itself; mandoc warns of the requests around it.
    let page = String::from_utf8(page).map_err(io::Error::other)?.replace(".br\n\n.br\n", ".sp\n");
    Ok((page + &further_sections(command)).into_bytes())
}

/// Notes and examples as the help has them, then what all commands share.
fn further_sections(command: &clap::Command) -> String {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (notes, examples) = help.split_once("Examples:\n").unwrap_or((&help, ""));
    let mut sections = String::new();
    if !notes.trim().is_empty() {
        sections.push_str(&format!(".SH NOTES\n{}\n", escaped(notes.trim())));
    }
    sections.push_str(".SH EXIT STATUS\n");
    for (status, words) in Status::ALL {
        sections.push_str(&format!(".TP\n{}\n{}\n", status as u8, escaped(words)));
    }
    sections.push_str(".SH FILES\n.TP\nDIR/ocop\\-stamp.toml\nThe settings of a data folder.\n");
    if !examples.is_empty() {
        sections.push_str(&format!(".SH EXAMPLES\n.nf\n{}\n.fi\n", escaped(examples)));
    }
    sections
}

/// Text as roff prints it: as it is, and so that it can be copied.
fn escaped(text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_start().replace('\\', "\\e").replace('-', "\\-");
        let line = line.replace('\'', "\\(aq").replace('`', "\\(ga");
        // A line that begins so would be a request.
        if line.starts_with('.') { format!("\\&{line}") } else { line }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
