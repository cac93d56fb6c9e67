//! `clock`: whether the service believes the machine's clock, and the operator's word that it is right.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{DataArgs, desk::Desk, exit_status::Status, invocation::Invocation, terminal::Consent};
use crate::app::{ClockReport, Language};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ClockArgs {
    /// Say that the clock is right: changes are taken again, and the audit record says who said so
    #[arg(value_enum)]
    word: Option<Word>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Clone, Copy, ValueEnum)]
enum Word {
    Confirm,
}

const EXAMPLES: &str = "\
Nothing is recorded while the clock is more than 5 minutes behind the last entry, or more than a day ahead
of what was expected. Exit status 1 while that is so.

Examples:
  ocop-stamp clock --data /var/lib/ocop-stamp/data
  ocop-stamp clock confirm --data /var/lib/ocop-stamp/data --yes";

pub(super) fn run(args: &ClockArgs, run: &Invocation) -> Result<ExitCode> {
    if args.word.is_some() {
        args.consent.require(Language::English)?;
    }
    let desk = Desk::open(&args.data)?;
    let done = match args.word {
        None => show(&desk, run),
        Some(Word::Confirm) => confirm(&desk, &args.consent, run),
    };
    desk.close();
    done
}

fn show(desk: &Desk, run: &Invocation) -> Result<ExitCode> {
    let report = desk.clock()?;
    run.print(&report, words(&report))?;
    Ok(if report.refused.is_none() { Status::Done } else { Status::NotDone }.into())
}

fn confirm(desk: &Desk, consent: &Consent, run: &Invocation) -> Result<ExitCode> {
    eprintln!("The clock says {}, and is to be believed.", desk.clock()?.now);
    consent.ask(Language::English)?;
    let report = desk.confirm_clock()?;
    run.print(&report, words(&report))?;
    Ok(Status::Done.into())
}

fn words(report: &ClockReport) -> String {
    let last_entry = match report.last_entry {
        Some(last_entry) => format!("the last entry is  {last_entry}"),
        None => "there is no entry yet".to_owned(),
    };
    let taken = match &report.refused {
        Some(why) => format!("changes are refused: {why}"),
        None => "changes are taken".to_owned(),
    };
    format!(
        "the clock says     {}\nit was expected at {}\n{last_entry}\n{taken}",
        report.now, report.expected
    )
}
