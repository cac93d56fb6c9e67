//! `base`: what all changes come to in a file of its own, now, so that the journal before it can be deleted.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{DataArgs, desk::Desk, exit_status::Status, invocation::Invocation};
use crate::app::MadeBase;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct BaseArgs {
    #[command(flatten)]
    data: DataArgs,
}

const EXAMPLES: &str = "\
A service makes a base each day by itself (setting serve.bases). What is past its time is not in it, and the journal that
the base before stands in for is deleted. Scans and changes go on meanwhile.

Examples:
  ocop-stamp base --data /var/lib/ocop-stamp/data
  ocop-stamp base --data /var/lib/ocop-stamp/data --json";

pub(super) fn run(args: &BaseArgs, run: &Invocation) -> Result<ExitCode> {
    let desk = Desk::open(&args.data)?;
    let made = desk.make_base();
    desk.close();
    let made = made?;
    run.print(&made, line(&made))?;
    Ok(Status::Done.into())
}

fn line(made: &MadeBase) -> String {
    let MadeBase { sequence, entries, records, length, deleted_segments } = made;
    format!(
        "base after change {sequence}: {entries} entries, {records} records, {length} bytes; {deleted_segments} files of \
         the journal deleted"
    )
}
