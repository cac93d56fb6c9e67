//! `doctor`: what is the matter with a data folder. Changes nothing.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{DataArgs, desk::system_clock, exit_status::Status, invocation::Invocation};
use crate::wiring::doctor::{Finding, State, examine};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    data: DataArgs,
}

const EXAMPLES: &str = "\
A line for each thing that is looked at: ok, mended at the next start, wrong (a start goes on), refuses to
start, or not looked at. Exit status 0 if nothing is the matter, else 1. With the passphrase, keys are opened.

Examples:
  ocop-stamp doctor --data /var/lib/ocop-stamp/data
  ocop-stamp doctor --data /var/lib/ocop-stamp/data --json";

pub(super) fn run(args: &DoctorArgs, run: &Invocation) -> Result<ExitCode> {
    let settings = run.settings(&args.data).map_err(|error| format!("{error:#}"));
    let findings =
        examine(&args.data.data, settings.as_ref().map_err(String::clone), system_clock());
    for finding in &findings {
        run.print(finding, line(finding))?;
    }
    let is_well = !findings.iter().any(|finding| finding.state.is_matter());
    Ok(if is_well { Status::Done } else { Status::NotDone }.into())
}

fn line(Finding { part, state, words }: &Finding) -> String {
    let state = match state {
        State::Ok => "ok",
        State::NotSeen => "not looked at",
        State::Mended => "mended at the next start",
        State::Wrong => "wrong",
        State::Refuses => "refuses to start",
    };
    // An error in a file's syntax draws its line below it.
    let words: Vec<_> = words.split_whitespace().collect();
    format!("{part}: {state}: {}", words.join(" "))
}
