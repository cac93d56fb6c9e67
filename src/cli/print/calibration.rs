//! `print calibration`: a page to adjust a printer by.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::layout::{Pair, SheetArgs};
use crate::{
    cli::{LanguageArgs, exit_status::Status, export::write_new, invocation::Invocation},
    printing::pdf::calibration_page,
    web::messages::calibration_in_words,
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CalibrationArgs {
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    sheet: SheetArgs,
    /// How far to move everything, right and down, in mm
    #[arg(long, value_name = "XxY", default_value = "0x0", allow_hyphen_values = true)]
    offset: Pair,
    /// The file to make
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  ocop-stamp print calibration --sheet a4-65 calibration.pdf
  ocop-stamp print calibration --sheet custom --label 38x21 --grid 5x13 --first 5x11 --pitch 40x21 --offset -0.5x1 calibration.pdf";

pub(super) fn run(args: &CalibrationArgs, run: &Invocation) -> Result<ExitCode> {
    let sheet = args.sheet.sheet()?;
    let lines = calibration_in_words(args.language.lang);
    let mut page = Vec::new();
    calibration_page(&sheet, args.offset.point(), "ocop-stamp", &lines, &mut page)?;
    write_new(&args.file, &page, args.language.lang)?;
    run.print(&json!({ "file": args.file }), args.file.display())?;
    Ok(Status::Done.into())
}
