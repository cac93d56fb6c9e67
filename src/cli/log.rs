//! `log`: the public log as anybody may look at it, ours or another's. No data folder is opened, no key needed.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::invocation::Invocation;

mod audit;

#[derive(Subcommand)]
pub(super) enum LogCommand {
    /// Fetch a whole log and check it: signature, tiles, every entry's form and rules
    Audit(audit::AuditArgs),
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp log audit https://tem.example.vn
  ocop-stamp log audit https://tem.example.vn --since tem.example.vn.checkpoint";

pub(super) fn run(command: &LogCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        LogCommand::Audit(args) => audit::run(args, run),
    }
}
