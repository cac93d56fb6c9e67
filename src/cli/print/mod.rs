//! `print`: labels of a batch as files that a printer can use, a page to adjust a printer by, and what a proof
//! is worth.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::{clerk, invocation::Invocation};

// What is asked for, as flags; the sheets and rolls that it names.
mod layout;

// A producer's own picture.
mod artwork;

// Whether PINs are printed.
mod pins;

// The files of a batch, written on all cores.
mod batch;
mod files;

// A page to adjust a printer by.
mod calibration;

// A proof: a PDF, a photograph or a scan.
mod check;
mod proof_pages;

#[derive(Subcommand)]
pub(super) enum PrintCommand {
    /// Write the labels of a batch for a printer: sheets, rolls, single labels, rows for variable data
    Batch(batch::BatchArgs),
    /// Write a page with the outlines of a sheet's labels and a ruler each way
    Calibration(calibration::CalibrationArgs),
    /// Say what a proof shows, a PDF or a picture of it: modules, size, quiet zone, contrast, and what a scan answers
    Check(check::CheckArgs),
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp print batch --data /var/lib/ocop-stamp/data --batch 7 --sheet a4-65 --out tem
  ocop-stamp print calibration --sheet a4-65 calibration.pdf
  ocop-stamp print check proof.png";

pub(super) fn run(command: &PrintCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        PrintCommand::Batch(args) => clerk::in_words(batch::run(args, run), args.language()),
        PrintCommand::Calibration(args) => calibration::run(args, run),
        PrintCommand::Check(args) => check::run(args, run),
    }
}
