//! `key`: issuer keys.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use jiff::{Span, Timestamp, civil::Date};
use serde_json::json;

use super::{
    DataArgs, IdempotencyArgs,
    day::parse_day,
    desk::{Desk, at_once},
    exit_status::{Failure, Status},
    invocation::Invocation,
    terminal::Consent,
};
use crate::{
    app::{CompromiseRequest, KeyOutcome, Language},
    log::Target,
    stamp::{KeyNumber, today},
    wiring,
};

#[derive(Subcommand)]
pub(super) enum KeyCommand {
    /// Make an issuer key and add it to the log; the service signs with it from its next start on
    Add(AddArgs),
    /// Retire a key: it signs no more, what it signed stands
    Retire(RetireArgs),
    /// Declare a key compromised: its batches issued at or after a position are revoked, for ever
    Compromise(CompromiseArgs),
}

#[derive(Args)]
#[command(after_help = ADD_EXAMPLES)]
pub(super) struct AddArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Its number, never used before
    number: KeyNumber,
    /// First day on which it signs [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    sign_from: Option<Date>,
    /// Last day on which it signs [default: three years on]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    sign_until: Option<Date>,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
#[command(after_help = RETIRE_EXAMPLES)]
pub(super) struct RetireArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The key's number
    number: KeyNumber,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
#[command(after_help = COMPROMISE_EXAMPLES)]
pub(super) struct CompromiseArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The key's number
    number: KeyNumber,
    /// The first log position whose batches are revoked [default: from now on, earlier ones stand with a warning]
    #[arg(long, value_name = "INDEX")]
    from_index: Option<u64>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp key add --data /var/lib/ocop-stamp/data 2
  ocop-stamp key retire --data /var/lib/ocop-stamp/data 1
  ocop-stamp key compromise --data /var/lib/ocop-stamp/data 1";

const ADD_EXAMPLES: &str = "\
Examples:
  ocop-stamp key add --data /var/lib/ocop-stamp/data 2
  ocop-stamp key add --data /var/lib/ocop-stamp/data 2 --sign-from 01/01/2029 --sign-until 2031-12-31";

const RETIRE_EXAMPLES: &str = "\
Examples:
  ocop-stamp key retire --data /var/lib/ocop-stamp/data 1
  ocop-stamp key retire --data /var/lib/ocop-stamp/data 1 --yes --json";

const COMPROMISE_EXAMPLES: &str = "\
Examples:
  ocop-stamp key compromise --data /var/lib/ocop-stamp/data 1
  ocop-stamp key compromise --data /var/lib/ocop-stamp/data 1 --from-index 4711 --yes";

pub(super) fn run(command: &KeyCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        KeyCommand::Add(args) => add(args, run),
        KeyCommand::Retire(args) => retire(args, run),
        KeyCommand::Compromise(args) => compromise(args, run),
    }
}

fn retire(args: &RetireArgs, run: &Invocation) -> Result<ExitCode> {
    args.consent.require(Language::English)?;
    eprintln!(
        "Key {} will sign no more; what it signed stands. This can't be taken back.",
        args.number
    );
    args.consent.ask(Language::English)?;
    let desk = Desk::open(&args.data)?;
    let done = desk.retire_key(args.number, &args.idempotency.given_or_fresh());
    desk.close();
    tell(args.number, &done?, run)
}

fn compromise(args: &CompromiseArgs, run: &Invocation) -> Result<ExitCode> {
    args.consent.require(Language::English)?;
    let desk = Desk::open(&args.data)?;
    let done = compromise_at(&desk, args);
    desk.close();
    tell(args.number, &done?, run)
}

fn compromise_at(desk: &Desk, args: &CompromiseArgs) -> Result<KeyOutcome> {
    let issued = desk.preview_hold(&[Target::Key { key: args.number }])?;
    let from =
        args.from_index.map_or_else(|| "now".to_owned(), |index| format!("log index {index}"));
    eprintln!(
        "Key {} signed {} stamps in {} batches. Those issued from {from} on are revoked, the others stand with a warning. This can't be taken back.",
        args.number, issued.stamps, issued.batches
    );
    args.consent.ask(Language::English)?;
    let request = CompromiseRequest { from_index: args.from_index };
    at_once(desk.compromise_key(args.number, &request, &args.idempotency.given_or_fresh())?)
}

fn add(args: &AddArgs, run: &Invocation) -> Result<ExitCode> {
    let today = today(Timestamp::now());
    let sign_from = args.sign_from.unwrap_or(today);
    let sign_until =
        args.sign_until.unwrap_or_else(|| sign_from.saturating_add(Span::new().years(3)));
    if sign_until < sign_from {
        let words = format!("--sign-until {sign_until} is before --sign-from {sign_from}");
        bail!(Failure::new(Status::Usage, words));
    }
    let days = (sign_from, sign_until);
    let request = wiring::issuer_key_request(&args.data.settings()?, args.number, days)?;
    let desk = Desk::open(&args.data)?;
    let done = desk.add_key(&request, &args.idempotency.given_or_fresh());
    let is_served = matches!(desk, Desk::There(_));
    desk.close();
    let status = tell(args.number, &done?, run)?;
    if is_served {
        eprintln!("Restart the service, and it signs new batches with key {}.", args.number);
    }
    Ok(status)
}

/// Where in the log it stands now.
fn tell(number: KeyNumber, done: &KeyOutcome, run: &Invocation) -> Result<ExitCode> {
    let told = json!({ "key": number, "log_index": done.log_index });
    run.print(&told, done.log_index)?;
    Ok(Status::Done.into())
}
