//! `restore`: brings an old copy of a data folder forward, from the log that was published since.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::{DataArgs, LanguageArgs, desk::operator, exit_status::Status, invocation::Invocation};
use crate::{
    signing::DemoKey,
    web::messages::brought_forward_in_words,
    wiring::{self, bring_forward},
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Where the log is published: its address or its service's, or a folder with a copy of it
    #[arg(long, value_name = "URL|DIR")]
    replay_log: String,
    #[command(flatten)]
    language: LanguageArgs,
}

const EXAMPLES: &str = "\
For a folder that came from a backup, or whose journal lost its end: no service may run on it. The published log is
audited whole, and has to continue what the folder has; then the entries that the folder lacks are taken in. What was
private of those changes was never published and is not brought back: records of the register, accounts, the audit trail.

Examples:
  ocop-stamp restore --data /var/lib/ocop-stamp/data --replay-log https://tem.example.vn
  ocop-stamp restore --data /var/lib/ocop-stamp/data --replay-log /mnt/mirror/log";

pub(super) fn run(args: &RestoreArgs, run: &Invocation) -> Result<ExitCode> {
    let demo_key =
        if run.settings(&args.data)?.demo { DemoKey::Accepted } else { DemoKey::Refused };
    let log = wiring::published_log(&args.replay_log)?;
    let data = &args.data.data;
    let forward = bring_forward(data, demo_key, log.as_ref(), (&operator(), Timestamp::now()))?;
    let value = json!({
        "before": forward.before,
        "now": forward.now,
        "certificates_without_record": forward.without_record,
    });
    let words = brought_forward_in_words(&forward, args.language.lang);
    run.print(&value, words.join("\n"))?;
    Ok(Status::Done.into())
}
