//! Whether PINs are printed: they are of use only under a scratch layer, which an office's printer can't make.

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::{
    app::BatchLabel,
    cli::exit_status::{Failure, Status},
};

/// What becomes of PINs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PinChoice {
    /// Printed; each has to be covered before the labels leave the room
    Print,
    /// Left out, though the page of a scan speaks of a scratch layer
    LeaveOut,
}

/// Whose printer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Printer {
    /// An office's: labels on sheets or rolls.
    Office,
    /// A print house's, which can lay a scratch layer over a PIN.
    House,
}

/// Whether PINs are printed, as it was chosen or goes without saying.
pub(super) fn printed(
    batch: &BatchLabel,
    choice: Option<PinChoice>,
    printer: Printer,
) -> Result<bool> {
    let number = batch.batch;
    match (batch.pin, choice, printer) {
        (false, None | Some(PinChoice::LeaveOut), _) => Ok(false),
        (false, Some(PinChoice::Print), _) => {
            bail!(Failure::new(Status::Usage, format!("batch {number} has no PINs")))
        }
        (true, Some(choice), _) => Ok(choice == PinChoice::Print),
        (true, None, Printer::House) => Ok(true),
        (true, None, Printer::Office) => bail!(Failure::new(
            Status::Usage,
            format!(
                "batch {number} has PINs, and an office's printer makes no scratch layer: have a print house make it (--sheet single or press, --format csv), or say --pin print to cover each by hand, or --pin leave-out"
            ),
        )),
    }
}
