//! `log`: the public log as anybody may look at it, ours or another's, for which no data folder is opened and no key
//! needed; and the change of our log's key.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::invocation::Invocation;

mod audit;
mod check_receipt;
mod succeed;

#[derive(Subcommand)]
pub(super) enum LogCommand {
    /// Fetch a whole log and check it: signature, tiles, every entry's form and rules
    Audit(Box<audit::AuditArgs>),
    /// Check a receipt offline: that its entry stands in the log
    CheckReceipt(Box<check_receipt::CheckReceiptArgs>),
    /// Change the log's key: close the log, and open a successor that continues it
    Succeed(Box<succeed::SucceedArgs>),
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp log audit https://tem.example.vn --since tem.example.vn.checkpoint
  ocop-stamp log check-receipt 1234.tlog-proof --vkey tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY
  ocop-stamp log succeed --data /var/lib/ocop-stamp/data --passphrase-file /etc/ocop-stamp/passphrase";

pub(super) fn run(command: &LogCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        LogCommand::Audit(args) => audit::run(args, run),
        LogCommand::CheckReceipt(args) => check_receipt::run(args, run),
        LogCommand::Succeed(args) => succeed::run(args, run),
    }
}
