//! `key`: issuer keys.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::{Span, Timestamp, civil::Date};

use super::{DataArgs, IdempotencyArgs, desk::Desk, hold::go_on};
use crate::{
    app::CompromiseRequest,
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
pub(super) struct AddArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Its number, never used before
    number: KeyNumber,
    /// First day on which it signs [default: today]
    #[arg(long, value_name = "DATE")]
    sign_from: Option<Date>,
    /// Last day on which it signs [default: three years on]
    #[arg(long, value_name = "DATE")]
    sign_until: Option<Date>,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
pub(super) struct RetireArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The key's number
    number: KeyNumber,
    /// Don't ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
pub(super) struct CompromiseArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The key's number
    number: KeyNumber,
    /// The first log position whose batches are revoked [default: from now on, earlier ones stand with a warning]
    #[arg(long, value_name = "INDEX")]
    from_index: Option<u64>,
    /// Don't ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

pub(super) fn run(command: &KeyCommand) -> Result<ExitCode> {
    match command {
        KeyCommand::Add(args) => add(args),
        KeyCommand::Retire(args) => retire(args),
        KeyCommand::Compromise(args) => compromise(args),
    }
}

fn retire(args: &RetireArgs) -> Result<ExitCode> {
    eprintln!(
        "Key {} will sign no more; what it signed stands. This can't be taken back.",
        args.number
    );
    if !go_on(args.yes)? {
        eprintln!("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let desk = Desk::open(&args.data)?;
    let done = desk.retire_key(args.number, &args.idempotency.given_or_fresh());
    desk.close();
    println!("{}", done?.log_index);
    Ok(ExitCode::SUCCESS)
}

fn compromise(args: &CompromiseArgs) -> Result<ExitCode> {
    let desk = Desk::open(&args.data)?;
    let issued = desk.preview_hold(&[Target::Key { key: args.number }])?;
    let from =
        args.from_index.map_or_else(|| "now".to_owned(), |index| format!("log index {index}"));
    eprintln!(
        "Key {} signed {} stamps in {} batches. Those issued from {from} on are revoked, the others stand with a warning. This can't be taken back.",
        args.number, issued.stamps, issued.batches
    );
    if !go_on(args.yes)? {
        desk.close();
        eprintln!("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let request = CompromiseRequest { from_index: args.from_index };
    let done = desk.compromise_key(args.number, &request, &args.idempotency.given_or_fresh());
    desk.close();
    println!("{}", done?.log_index);
    Ok(ExitCode::SUCCESS)
}

fn add(args: &AddArgs) -> Result<ExitCode> {
    let today = today(Timestamp::now());
    let sign_from = args.sign_from.unwrap_or(today);
    let sign_until =
        args.sign_until.unwrap_or_else(|| sign_from.saturating_add(Span::new().years(3)));
    if sign_until < sign_from {
        anyhow::bail!("--sign-until {sign_until} is before --sign-from {sign_from}");
    }
    let passphrase_file = args.data.passphrase.passphrase_file.as_deref();
    let request = wiring::issuer_key_request(
        &args.data.data,
        passphrase_file,
        args.number,
        (sign_from, sign_until),
    )?;
    let desk = Desk::open(&args.data)?;
    let done = desk.add_key(&request, &args.idempotency.given_or_fresh());
    let is_served = matches!(desk, Desk::There(_));
    desk.close();
    println!("{}", done?.log_index);
    if is_served {
        eprintln!("Restart the service, and it signs new batches with key {}.", args.number);
    }
    Ok(ExitCode::SUCCESS)
}
