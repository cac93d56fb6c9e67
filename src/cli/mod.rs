//! The commands. Data on standard output, messages on standard error; exit status 0 for done, 1 for not
//! done or not valid, 2 for wrong usage, 65 for codes that are none.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

// The way to a data folder: through the service that runs on it, or by opening it.
mod control_client;
mod desk;

// One file a command.
mod demo;
mod hold;
mod init;
mod key;
mod mint;
mod register;
mod serve;
mod verify;

// Codes in pictures.
pub mod picture;

/// Mints, prints, checks and revokes signed traceability stamps for certified OCOP products.
#[derive(Parser)]
#[command(version, after_help = "Start with:  ocop-stamp demo")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the whole service on invented data: nothing else is needed
    Demo(demo::DemoArgs),
    /// Make a data folder for an office
    Init(init::InitArgs),
    /// Make, retire or give up issuer keys
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Issue a batch of stamps and write it for the printer
    Mint(mint::MintArgs),
    /// Revoke stamps, batches, certificates, a producer or a key
    Revoke(hold::RevokeArgs),
    /// Put stamps on hold while something is looked into
    Suspend(hold::SuspendArgs),
    /// Take back a suspension or a mistaken revocation
    Lift(hold::LiftArgs),
    /// Check codes, links and pictures of codes
    Verify(verify::VerifyArgs),
    /// Answer scans, and take changes over DIR/control.sock
    Serve(serve::ServeArgs),
}

/// Which data folder, and what opens its keys.
#[derive(Args, Clone)]
struct DataArgs {
    /// The data folder; a service that runs on it is asked, otherwise the folder is opened
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

/// Where the passphrase of the keys is.
#[derive(Args, Clone)]
struct PassphraseArgs {
    /// File with the passphrase of the folder's keys (otherwise OCOP_STAMP_PASSPHRASE, or the systemd
    /// credential ocop-stamp-passphrase)
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Under which key a second asking finds the first one's outcome.
#[derive(Args, Clone)]
struct IdempotencyArgs {
    /// Ask again with the same text to finish what was begun; nothing is made twice
    #[arg(long, value_name = "TEXT")]
    idempotency_key: Option<String>,
}

impl IdempotencyArgs {
    /// The key that was given, or a fresh one, which is told in case the command is interrupted.
    fn given_or_fresh(&self) -> String {
        if let Some(key) = &self.idempotency_key {
            return key.clone();
        }
        let mut random = [0; 12];
        getrandom::fill(&mut random).expect("the operating system has randomness");
        let key = data_encoding::HEXLOWER.encode(&random);
        eprintln!("If this is interrupted, finish it by adding: --idempotency-key {key}");
        key
    }
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_logging();
    let done = match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Key(command) => key::run(&command),
        Command::Mint(args) => mint::run(&args),
        Command::Revoke(args) => hold::revoke(&args),
        Command::Suspend(args) => hold::suspend(&args),
        Command::Lift(args) => hold::lift(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Serve(args) => serve::run(&args),
    };
    done.unwrap_or_else(|error| {
        eprintln!("ocop-stamp: {error:#}");
        ExitCode::FAILURE
    })
}

/// Log lines on standard error: for people at a terminal, as JSON lines elsewhere. `RUST_LOG` chooses.
fn start_logging() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn,actix_http=off,sled=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { log.compact().init() } else { log.json().init() }
}
