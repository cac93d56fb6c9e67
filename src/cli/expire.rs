//! `expire`: certificates past their last valid day, entered as revoked for that reason, one entry each and once.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{DataArgs, desk::Desk, exit_status::Status, invocation::Invocation, terminal::Consent};
use crate::app::{ExpiredCertificate, Language};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExpireArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Only say which certificates those are
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    consent: Consent,
}

const EXAMPLES: &str = "\
Stamps expire by the clock, whether this is done or not; their page stays amber. The service does it each day where the
setting serve.expiry says `write`.

Examples:
  ocop-stamp expire --data /var/lib/ocop-stamp/data --dry-run
  ocop-stamp expire --data /var/lib/ocop-stamp/data --yes";

pub(super) fn run(args: &ExpireArgs, run: &Invocation) -> Result<ExitCode> {
    if !args.dry_run {
        args.consent.require(Language::English)?;
    }
    let desk = Desk::open(&args.data)?;
    let done = expire(args, &desk, run);
    desk.close();
    done
}

fn expire(args: &ExpireArgs, desk: &Desk, run: &Invocation) -> Result<ExitCode> {
    let found = desk.expired()?;
    if args.dry_run {
        found.iter().try_for_each(|expired| run.print(expired, line(expired)))?;
        return Ok(Status::Done.into());
    }
    if found.is_empty() {
        eprintln!("No certificate is past its last valid day without an entry.");
        return Ok(Status::Done.into());
    }
    for expired in &found {
        eprintln!("{}", line(expired));
    }
    eprintln!("{} entries will be made in the public log, where they stay for ever.", found.len());
    args.consent.ask(Language::English)?;
    for expired in desk.expire()? {
        run.print(&expired, line(&expired))?;
    }
    Ok(Status::Done.into())
}

fn line(expired: &ExpiredCertificate) -> String {
    let number = expired.number.as_ref().map(|number| format!(" ({number})")).unwrap_or_default();
    let entry = expired.log_index.map(|index| format!(", entry {index}")).unwrap_or_default();
    format!(
        "certificate {}{number}, valid until {}{entry}",
        expired.certificate, expired.last_valid_on
    )
}
