//! `completions` and `man`: what shells and readers know of the commands, made from their definitions.

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
    io::Write::write_all(&mut io::stdout(), &script)?;
    Ok(Status::Done.into())
}

pub(super) fn man(args: &ManArgs) -> Result<ExitCode> {
    let mut root = command();
    root.build();
    match &args.out {
        None => Man::new(root).render(&mut io::stdout())?,
        Some(folder) => {
            fs::create_dir_all(folder)
                .map_err(Failure::cant_create(format!("can't make {}", folder.display())))?;
            write_pages(&root, folder)?;
        }
    }
    Ok(Status::Done.into())
}

/// A page for a command and for each below it: `ocop-stamp-key-add.1`.
fn write_pages(command: &clap::Command, folder: &Path) -> Result<()> {
    // `help` is every command's, and says nothing that the pages don't.
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        write_pages(below, folder)?;
    }
    let man = Man::new(command.clone());
    let path = folder.join(man.get_filename());
    let mut page = Vec::new();
    man.render(&mut page)?;
    let words = format!("can't write {}", path.display());
    fs::write(&path, page).map_err(Failure::cant_create(words))?;
    Ok(())
}
