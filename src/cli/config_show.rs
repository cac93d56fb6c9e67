//! `config show`: each setting, its value, and where that comes from.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{DataArgs, exit_status::Status, invocation::Invocation, setting_flags::AllFlags};
use crate::config::Shown;

#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Show each setting, its value, and where that comes from: flag, environment, file or default
    Show(ShowArgs),
}

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    _flags: AllFlags,
}

pub(super) const EXAMPLES: &str = "\
Flags and variables as `serve` and `mint` take them: this shows what they would work with.

Examples:
  ocop-stamp config show --data /var/lib/ocop-stamp/data
  ocop-stamp config show --data /var/lib/ocop-stamp/data --listen 0.0.0.0:80 --json";

pub(super) fn run(command: &ConfigCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        ConfigCommand::Show(args) => show(args, run),
    }
}

fn show(args: &ShowArgs, run: &Invocation) -> Result<ExitCode> {
    let shown = run.settings(&args.data)?.shown();
    let lines: Vec<String> = shown.iter().map(words).collect();
    run.print(&json!({ "settings": shown }), lines.join("\n"))?;
    Ok(Status::Done.into())
}

/// `office.hotline                      "1900 0000"  (environment OCOP_STAMP_HOTLINE)`, the value as the
/// file would have it.
fn words(setting: &Shown) -> String {
    let value = if setting.value.is_null() { "-".to_owned() } else { setting.value.to_string() };
    format!("{:<34} {value}  ({})", setting.name, setting.source)
}
