//! `clock`: whether the service believes the machine's clock, and the operator's word that it is right.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{DataArgs, desk::Desk, hold::go_on};
use crate::app::ClockReport;

#[derive(Args)]
pub(super) struct ClockArgs {
    /// Say that the clock is right: changes are taken again, and the audit record says who said so
    #[arg(value_enum)]
    word: Option<Word>,
    #[command(flatten)]
    data: DataArgs,
    /// Don't ask
    #[arg(long, requires = "word")]
    yes: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Word {
    Confirm,
}

pub(super) fn run(args: &ClockArgs) -> Result<ExitCode> {
    let desk = Desk::open(&args.data)?;
    let done = match args.word {
        None => show(&desk),
        Some(Word::Confirm) => confirm(&desk, args.yes),
    };
    desk.close();
    done
}

/// Says the three times; exit status 1 while changes are refused.
fn show(desk: &Desk) -> Result<ExitCode> {
    let report = desk.clock()?;
    print(&report);
    Ok(if report.refused.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn confirm(desk: &Desk, yes: bool) -> Result<ExitCode> {
    eprintln!("The clock says {}, and is to be believed.", desk.clock()?.now);
    if !go_on(yes)? {
        eprintln!("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    print(&desk.confirm_clock()?);
    Ok(ExitCode::SUCCESS)
}

fn print(report: &ClockReport) {
    println!("the clock says     {}", report.now);
    println!("it was expected at {}", report.expected);
    match report.last_entry {
        Some(last_entry) => println!("the last entry is  {last_entry}"),
        None => println!("there is no entry yet"),
    }
    match &report.refused {
        Some(why) => println!("changes are refused: {why}"),
        None => println!("changes are taken"),
    }
}
