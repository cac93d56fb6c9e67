//! `doctor`: what is the matter with a data folder. Changes nothing.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{DataArgs, desk::system_clock};
use crate::wiring::doctor::{Finding, State, examine};

#[derive(Args)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Answer as JSON, a finding a line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &DoctorArgs) -> Result<ExitCode> {
    let passphrase_file = args.data.passphrase.passphrase_file.as_deref();
    let findings = examine(&args.data.data, passphrase_file, system_clock());
    for finding in &findings {
        if args.json {
            println!("{}", serde_json::to_string(finding)?);
        } else {
            println!("{}", line(finding));
        }
    }
    let is_well = !findings.iter().any(|finding| finding.state.is_matter());
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
