//! `log`: the public log as anybody may look at it, ours or another's. No data folder is opened, no key needed.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::invocation::Invocation;

mod audit;
mod check_receipt;

#[derive(Subcommand)]
pub(super) enum LogCommand {
    /// Fetch a whole log and check it: signature, tiles, every entry's form and rules
    Audit(Box<audit::AuditArgs>),
    /// Check a receipt offline: that its entry stands in the log
    CheckReceipt(Box<check_receipt::CheckReceiptArgs>),
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp log audit https://tem.example.vn
  ocop-stamp log audit https://tem.example.vn --since tem.example.vn.checkpoint
  ocop-stamp log check-receipt 1234.tlog-proof --vkey tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY";

pub(super) fn run(command: &LogCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        LogCommand::Audit(args) => audit::run(args, run),
        LogCommand::CheckReceipt(args) => check_receipt::run(args, run),
    }
}
