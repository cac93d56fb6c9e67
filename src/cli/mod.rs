//! The commands. Data on standard output, messages on standard error; how a command ended is its exit
//! status (`exit_status`).

use std::{env, io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{app::Language, config::Settings};
use invocation::{Invocation, asks_for_json, report, report_usage};

// What every command needs: its arguments, how it ends, what it shows.
mod day;
mod exit_status;
mod invocation;
mod progress;
mod setting_flags;
mod terminal;

// Why one does not begin, in a clerk's language.
mod clerk;

// The way to a data folder: through the service that runs on it, or by opening it. Or to a service elsewhere.
mod control_client;
mod desk;
mod place;

// One file a command.
mod account;
mod backup;
mod base;
mod batch;
mod clock;
mod config_show;
mod correction;
mod demo;
mod doctor;
mod expire;
mod export;
mod hold;
mod import;
mod init;
mod key;
mod log;
mod manual;
mod mint;
mod print;
mod proposal;
mod serve;
mod verify;

// What the register's commands share.
mod register;
mod restore;

// Pictures: with codes in them, and of products.
pub mod picture;
pub mod product_picture;

/// Mints, prints, checks and revokes signed traceability stamps for certified OCOP products.
#[derive(Parser)]
#[command(name = "ocop-stamp", version, after_help = EXAMPLES)]
struct Cli {
    /// Print data as JSON, an object a line, and errors as {"error": {"status", "message"}}
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  ocop-stamp demo
  ocop-stamp help revoke
  ocop-stamp serve --data /var/lib/ocop-stamp/data";

#[derive(Subcommand)]
enum Command {
    /// Run the whole service on invented data: nothing else is needed
    Demo(demo::DemoArgs),
    /// Make a data folder for an office
    Init(init::InitArgs),
    /// Answer scans, and take changes over DIR/control.sock
    Serve(serve::ServeArgs),
    /// Show the settings
    #[command(subcommand, after_help = config_show::EXAMPLES)]
    Config(config_show::ConfigCommand),
    /// Make, retire or give up issuer keys
    #[command(subcommand, after_help = key::EXAMPLES)]
    Key(key::KeyCommand),
    /// Invite people, and close their accounts
    #[command(subcommand, after_help = account::EXAMPLES)]
    Account(account::AccountCommand),
    /// Import the register from an office's table
    #[command(subcommand, after_help = import::EXAMPLES)]
    Import(import::ImportCommand),
    /// Export the register as a table
    #[command(subcommand, after_help = export::EXAMPLES)]
    Export(export::ExportCommand),
    /// Settle corrections of what was recorded
    #[command(subcommand, after_help = correction::EXAMPLES)]
    Correction(correction::CorrectionCommand),
    /// Settle what waits for a second person
    #[command(subcommand, after_help = proposal::EXAMPLES)]
    Proposal(proposal::ProposalCommand),
    /// Issue a batch of stamps and write it for the printer
    Mint(mint::MintArgs),
    /// Follow a batch from the request to the last stamp
    #[command(subcommand, after_help = batch::EXAMPLES)]
    Batch(batch::BatchCommand),
    /// Write labels for printers, and check proofs
    #[command(subcommand, after_help = print::EXAMPLES)]
    Print(print::PrintCommand),
    /// Revoke stamps, batches, certificates, a producer or a key
    Revoke(hold::RevokeArgs),
    /// Put stamps on hold while something is looked into
    Suspend(hold::SuspendArgs),
    /// Take back suspensions or mistaken revocations
    Lift(hold::LiftArgs),
    /// Enter certificates past their last valid day as expired
    Expire(expire::ExpireArgs),
    /// Check codes, links and pictures of codes
    Verify(verify::VerifyArgs),
    /// Audit a published log
    #[command(subcommand, after_help = log::EXAMPLES)]
    Log(log::LogCommand),
    /// Keep a data folder in one file, beside a service that runs
    Backup(backup::BackupArgs),
    /// Make a data folder from a backup, or bring an old copy of one forward to the published log
    Restore(restore::RestoreArgs),
    /// Make a base, so that the journal before it can be deleted
    Base(base::BaseArgs),
    /// Say whether the machine's clock is believed, and confirm it
    Clock(clock::ClockArgs),
    /// Say what is the matter with a data folder; changes nothing
    Doctor(doctor::DoctorArgs),
    /// Write the completions of a shell
    Completions(manual::CompletionsArgs),
    /// Write the man pages
    Man(manual::ManArgs),
}

/// Which data folder, and what opens its keys.
#[derive(Args, Clone)]
struct DataArgs {
    /// The data folder; a service that runs on it is asked, otherwise the folder is opened
    #[arg(long, value_name = "DIR", env = "OCOP_STAMP_DATA", hide_env_values = true)]
    data: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl DataArgs {
    /// The folder's settings under the environment, for commands that have no flags for them.
    fn settings(&self) -> Result<Settings> {
        setting_flags::settings(self, None)
    }
}

/// Where the passphrase of the keys is.
#[derive(Args, Clone)]
struct PassphraseArgs {
    /// File with the passphrase of the folder's keys (otherwise OCOP_STAMP_PASSPHRASE, or the systemd
    /// credential ocop-stamp-passphrase)
    #[arg(long, value_name = "FILE", env = "OCOP_STAMP_PASSPHRASE_FILE", hide_env_values = true)]
    passphrase_file: Option<PathBuf>,
}

/// The language in which the register's commands speak: clerks read them.
#[derive(Args, Clone)]
struct LanguageArgs {
    /// The language of what is said
    #[arg(long, value_name = "vi|en", env = "OCOP_STAMP_LANG", default_value = "vi", value_parser = parse_language)]
    lang: Language,
}

fn parse_language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "vi or en".to_owned())
}

/// Under which key a second asking finds the first one's outcome.
#[derive(Args, Clone)]
struct IdempotencyArgs {
    /// Ask again with the same text to finish what was begun; nothing is made twice
    #[arg(long, value_name = "TEXT")]
    idempotency_key: Option<String>,
}

impl IdempotencyArgs {
    /// The key that was given, or a fresh one for what does nothing when it is asked again.
    fn given_or_untold(&self) -> String {
        self.idempotency_key.clone().unwrap_or_else(|| {
            let mut random = [0; 12];
            getrandom::fill(&mut random).expect("the operating system has randomness");
            data_encoding::HEXLOWER.encode(&random)
        })
    }

    /// The key that was given, or a fresh one, which is told in case the command is interrupted.
    fn given_or_fresh(&self) -> String {
        if let Some(key) = &self.idempotency_key {
            return key.clone();
        }
        let key = self.given_or_untold();
        eprintln!("If this is interrupted, finish it by adding: --idempotency-key {key}");
        key
    }
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let parsed = command().try_get_matches_from(env::args_os());
    let parsed = parsed.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return report_usage(error, asks_for_json(env::args_os())),
    };
    let run = Invocation::new(cli.json, &matches);
    start_logging(match cli.command {
        // What a service does is told as it happens; what a command does, it prints itself.
        Command::Serve(_) => "info",
        Command::Demo(_)
        | Command::Init(_)
        | Command::Config(_)
        | Command::Key(_)
        | Command::Account(_)
        | Command::Import(_)
        | Command::Export(_)
        | Command::Correction(_)
        | Command::Proposal(_)
        | Command::Mint(_)
        | Command::Batch(_)
        | Command::Print(_)
        | Command::Revoke(_)
        | Command::Suspend(_)
        | Command::Lift(_)
        | Command::Expire(_)
        | Command::Verify(_)
        | Command::Log(_)
        | Command::Backup(_)
        | Command::Restore(_)
        | Command::Base(_)
        | Command::Clock(_)
        | Command::Doctor(_)
        | Command::Completions(_)
        | Command::Man(_) => "warn",
    });
    let done = match cli.command {
        Command::Demo(args) => demo::run(&args, &run),
        Command::Init(args) => init::run(&args, &run),
        Command::Serve(args) => serve::run(&args, &run),
        Command::Config(command) => config_show::run(&command, &run),
        Command::Key(command) => key::run(&command, &run),
        Command::Import(command) => import::run(&command, &run),
        Command::Export(command) => export::run(&command, &run),
        Command::Correction(command) => correction::run(&command, &run),
        Command::Proposal(command) => proposal::run(&command, &run),
        Command::Mint(args) => mint::run(&args, &run),
        Command::Batch(command) => batch::run(&command, &run),
        Command::Print(command) => print::run(&command, &run),
        Command::Revoke(args) => hold::revoke(&args, &run),
        Command::Suspend(args) => hold::suspend(&args, &run),
        Command::Lift(args) => hold::lift(&args, &run),
        Command::Account(command) => account::run(&command, &run),
        Command::Expire(args) => expire::run(&args, &run),
        Command::Verify(args) => verify::run(&args, &run),
        Command::Log(command) => log::run(&command, &run),
        Command::Backup(args) => backup::run(&args, &run),
        Command::Restore(args) => restore::run(&args, &run),
        Command::Base(args) => base::run(&args, &run),
        Command::Clock(args) => clock::run(&args, &run),
        Command::Doctor(args) => doctor::run(&args, &run),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    };
    done.unwrap_or_else(|error| report(&error, cli.json))
}

/// The command line as clap knows it: for completions, man pages, and the test that reads every example.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Log lines on standard error: for people at a terminal, as JSON lines elsewhere. `RUST_LOG` chooses.
fn start_logging(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        // What a start mends is said in our own words; sled's name places in its sources.
        EnvFilter::new(format!("{level},actix_server=warn,actix_http=off,sled=error"))
    });
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_ansi(terminal::takes_colour(&std::io::stderr()));
    if std::io::stderr().is_terminal() { log.compact().init() } else { log.json().init() }
}
