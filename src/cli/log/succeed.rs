//! `log succeed`: the log of a data folder is closed, and a successor with a new key continues it.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::super::{
    DataArgs,
    desk::{operator, system_clock},
    exit_status::Status,
    invocation::Invocation,
    terminal::Consent,
};
use crate::{
    app::Language,
    wiring::{self, Succeeding, Succession},
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct SucceedArgs {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    consent: Consent,
}

const EXAMPLES: &str = "\
Stop the service first. The log is closed with all its entries and stays where it is; its successor, with a new key and
a new cosigner, is published below it, and its entry 0 binds origin, size and root of the log before. Stamps, verdicts and
positions stay as they are. Then the first checkpoint is published, and the new verifier key printed: make it known by
other ways than this service. If it is broken off, the same command finishes it.

Examples:
  ocop-stamp log succeed --data /var/lib/ocop-stamp/data --passphrase-file /etc/ocop-stamp/passphrase
  ocop-stamp log succeed --data /var/lib/ocop-stamp/data --yes --json";

pub(super) fn run(args: &SucceedArgs, run: &Invocation) -> Result<ExitCode> {
    args.consent.require(Language::English)?;
    let settings = run.settings(&args.data)?;
    match wiring::succeeding(&settings)? {
        Succeeding::Finish { origin } => {
            eprintln!(
                "The change to {origin} was begun: it is finished, and its first checkpoint published."
            );
        }
        Succeeding::Close { origin, end } => eprintln!(
            "The log {origin}, {end} entries with those of the logs before it, is to be closed for good, and a successor \
             opened with a new key."
        ),
    }
    for place in &settings.anchors.value.0 {
        eprintln!(
            "The anchor {place} will know the successor, and no folder without it will be served again."
        );
    }
    args.consent.ask(Language::English)?;
    let (succession, running) = wiring::succeed(&settings, system_clock(), &operator())?;
    let cosigner_vkey = running.service.cosigner_vkey().to_string();
    running.close();
    let Succession { closed, closed_size, vkey, was_begun } = succession;
    let value = json!({
        "closed": { "origin": closed.as_str(), "size": closed_size },
        "origin": vkey.name().as_str(),
        "vkey": vkey.to_string(),
        "cosigner_vkey": cosigner_vkey,
        "was_begun": was_begun,
    });
    let lines = [
        format!("{closed} is closed, with {closed_size} entries"),
        format!("{} continues it", vkey.name()),
        format!("verifier key       {vkey}"),
        format!("cosigner's key     {cosigner_vkey}"),
        "Make both known, and back up the folder with its keys now: an older backup lacks them"
            .to_owned(),
    ];
    run.print(&value, lines.join("\n"))?;
    Ok(Status::Done.into())
}
