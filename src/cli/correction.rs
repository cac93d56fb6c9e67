//! `correction`: corrections of record that wait, and their approval by a second person.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::{
    DataArgs, IdempotencyArgs, desk::Desk, exit_status::Status, import::parse_language,
    invocation::Invocation, terminal::Consent,
};
use crate::{
    app::{Approval, CorrectionOutcome, Language, Waiting},
    registry::Settled,
    stamp::CertificateNumber,
    web::messages::corrections_in_words,
};

#[derive(Subcommand)]
pub(super) enum CorrectionCommand {
    /// Show the corrections that wait to be approved
    List(ListArgs),
    /// Approve a correction that somebody else proposed; it goes into the public log
    Approve(ApproveArgs),
    /// Dismiss a correction; nothing changes
    Dismiss(DismissArgs),
}

#[derive(Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(super) struct ListArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The language of the list
    #[arg(long, value_name = "vi|en", env = "OCOP_STAMP_LANG", default_value = "vi", value_parser = parse_language)]
    lang: Language,
}

#[derive(Args)]
#[command(after_help = APPROVE_EXAMPLES)]
pub(super) struct ApproveArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The certificate's number in this service
    certificate: CertificateNumber,
    /// Approve what you proposed yourself: for an operator who works alone; the audit record says so
    #[arg(long)]
    alone: bool,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
#[command(after_help = DISMISS_EXAMPLES)]
pub(super) struct DismissArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The certificate's number in this service
    certificate: CertificateNumber,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp correction list --data /var/lib/ocop-stamp/data
  ocop-stamp correction approve --data /var/lib/ocop-stamp/data 17
  ocop-stamp correction dismiss --data /var/lib/ocop-stamp/data 17";

const LIST_EXAMPLES: &str = "\
Examples:
  ocop-stamp correction list --data /var/lib/ocop-stamp/data
  ocop-stamp correction list --data /var/lib/ocop-stamp/data --lang en";

const APPROVE_EXAMPLES: &str = "\
Examples:
  ocop-stamp correction approve --data /var/lib/ocop-stamp/data 17
  ocop-stamp correction approve --data /var/lib/ocop-stamp/data 17 --alone --yes";

const DISMISS_EXAMPLES: &str = "\
Examples:
  ocop-stamp correction dismiss --data /var/lib/ocop-stamp/data 17
  ocop-stamp correction dismiss --data /var/lib/ocop-stamp/data 17 --json";

pub(super) fn run(command: &CorrectionCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        CorrectionCommand::List(args) => list(args, run),
        CorrectionCommand::Approve(args) => approve(args, run),
        CorrectionCommand::Dismiss(args) => dismiss(args, run),
    }
}

fn list(args: &ListArgs, run: &Invocation) -> Result<ExitCode> {
    let desk = Desk::open(&args.data)?;
    let waiting = desk.waiting_corrections();
    desk.close();
    let waiting = waiting?;
    run.print(&waiting, corrections_in_words(&waiting, args.lang).join("\n"))?;
    Ok(Status::Done.into())
}

fn approve(args: &ApproveArgs, run: &Invocation) -> Result<ExitCode> {
    args.consent.require()?;
    let desk = Desk::open(&args.data)?;
    let done = approve_at(&desk, args);
    desk.close();
    let done = done?;
    let words = done.log_index.map_or_else(String::new, |index| index.to_string());
    run.print(&done, words)?;
    Ok(Status::Done.into())
}

fn approve_at(desk: &Desk, args: &ApproveArgs) -> Result<CorrectionOutcome> {
    let waiting = desk.waiting_corrections()?;
    let seen: Vec<Waiting> = of_certificate(waiting, args.certificate).into_iter().collect();
    if !seen.is_empty() {
        eprintln!("{}", corrections_in_words(&seen, Language::Vietnamese).join("\n"));
    }
    args.consent.ask()?;
    let key = args.idempotency.given_or_fresh();
    settle(desk, args.certificate, seen.first(), Settled::Approved, args.alone, &key)
}

fn dismiss(args: &DismissArgs, run: &Invocation) -> Result<ExitCode> {
    let desk = Desk::open(&args.data)?;
    let done = desk.waiting_corrections().and_then(|waiting| {
        let seen = of_certificate(waiting, args.certificate);
        let key = args.idempotency.given_or_fresh();
        settle(&desk, args.certificate, seen.as_ref(), Settled::Dismissed, false, &key)
    });
    desk.close();
    run.print(&done?, "Dismissed.")?;
    Ok(Status::Done.into())
}

fn of_certificate(waiting: Vec<Waiting>, certificate: CertificateNumber) -> Option<Waiting> {
    waiting.into_iter().find(|correction| correction.certificate == certificate)
}

/// Settles the correction that was seen; where none waits, the service says so, or finds what an earlier
/// asking under the same key did.
fn settle(
    desk: &Desk,
    certificate: CertificateNumber,
    seen: Option<&Waiting>,
    settled: Settled,
    alone: bool,
    key: &str,
) -> Result<CorrectionOutcome> {
    let proposed_at = seen.map_or(Timestamp::UNIX_EPOCH, |correction| correction.proposed_at);
    desk.settle_correction(&Approval { certificate, proposed_at, settled, alone }, key)
}
