//! `correction`: corrections of record that wait, and their approval by a second person.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::{
    IdempotencyArgs, LanguageArgs, clerk,
    control_client::ControlError,
    desk::Desk,
    exit_status::{Failure, Status},
    invocation::Invocation,
    place::PlaceArgs,
    terminal::Consent,
};
use crate::{
    app::{Approval, CorrectionOutcome, Language, UseCaseError, Waiting},
    registry::Settled,
    stamp::CertificateNumber,
    web::messages::{
        Unsettled, corrections_in_words, corrections_to_settle_in_words, settled_in_words,
        unsettled_in_words,
    },
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
    place: PlaceArgs,
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Args)]
#[command(after_help = APPROVE_EXAMPLES)]
pub(super) struct ApproveArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The certificate's number in this service
    certificate: CertificateNumber,
    /// Approve what you proposed yourself: for an operator who works alone; the audit record says so
    #[arg(long)]
    alone: bool,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
#[command(after_help = DISMISS_EXAMPLES)]
pub(super) struct DismissArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The certificate's number in this service
    certificate: CertificateNumber,
    #[command(flatten)]
    language: LanguageArgs,
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
  ocop-stamp correction list --url https://tem.example.vn --token-file token --lang en";

const APPROVE_EXAMPLES: &str = "\
Examples:
  ocop-stamp correction approve --data /var/lib/ocop-stamp/data 17
  ocop-stamp correction approve --data /var/lib/ocop-stamp/data 17 --alone --yes";

const DISMISS_EXAMPLES: &str = "\
Examples:
  ocop-stamp correction dismiss --data /var/lib/ocop-stamp/data 17
  ocop-stamp correction dismiss --url https://tem.example.vn --token-file token 17 --json";

pub(super) fn run(command: &CorrectionCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        CorrectionCommand::List(args) => clerk::in_words(list(args, run), args.language.lang),
        CorrectionCommand::Approve(args) => clerk::in_words(approve(args, run), args.language.lang),
        CorrectionCommand::Dismiss(args) => clerk::in_words(dismiss(args, run), args.language.lang),
    }
}

fn list(args: &ListArgs, run: &Invocation) -> Result<ExitCode> {
    let desk = Desk::at(&args.place.find()?, args.language.lang)?;
    let waiting = desk.waiting_corrections();
    desk.close();
    let waiting = waiting?;
    let words = corrections_to_settle_in_words(&waiting, args.language.lang);
    run.print(&waiting, words.join("\n"))?;
    Ok(Status::Done.into())
}

fn approve(args: &ApproveArgs, run: &Invocation) -> Result<ExitCode> {
    args.consent.require(args.language.lang)?;
    let desk = Desk::at(&args.place.find()?, args.language.lang)?;
    let done = approve_at(&desk, args);
    desk.close();
    let done = done?;
    run.print(&done, settled_in_words(args.certificate, done.log_index, args.language.lang))?;
    Ok(Status::Done.into())
}

fn approve_at(desk: &Desk, args: &ApproveArgs) -> Result<CorrectionOutcome> {
    let language = args.language.lang;
    let waiting = desk.waiting_corrections()?;
    let seen: Vec<Waiting> = of_certificate(waiting, args.certificate).into_iter().collect();
    if !seen.is_empty() {
        eprintln!("{}", corrections_in_words(&seen, language).join("\n"));
        args.consent.ask(language)?;
    }
    let settling = Settling {
        certificate: args.certificate,
        settled: Settled::Approved,
        alone: args.alone,
        key: args.idempotency.given_or_untold(),
        language,
    };
    settling.at(desk, seen.first())
}

fn dismiss(args: &DismissArgs, run: &Invocation) -> Result<ExitCode> {
    let language = args.language.lang;
    let desk = Desk::at(&args.place.find()?, language)?;
    let done = desk.waiting_corrections().and_then(|waiting| {
        let seen = of_certificate(waiting, args.certificate);
        let settling = Settling {
            certificate: args.certificate,
            settled: Settled::Dismissed,
            alone: false,
            key: args.idempotency.given_or_untold(),
            language,
        };
        settling.at(&desk, seen.as_ref())
    });
    desk.close();
    run.print(&done?, settled_in_words(args.certificate, None, language))?;
    Ok(Status::Done.into())
}

fn of_certificate(waiting: Vec<Waiting>, certificate: CertificateNumber) -> Option<Waiting> {
    waiting.into_iter().find(|correction| correction.certificate == certificate)
}

/// How a correction is to be settled, and in which language it is said if it can't be.
struct Settling {
    certificate: CertificateNumber,
    settled: Settled,
    alone: bool,
    key: String,
    language: Language,
}

impl Settling {
    /// Settles the correction that was seen; where none waits, the service says so, or finds what an earlier
    /// asking under the same key did.
    fn at(&self, desk: &Desk, seen: Option<&Waiting>) -> Result<CorrectionOutcome> {
        let (certificate, settled, alone) = (self.certificate, self.settled, self.alone);
        let proposed_at = seen.map_or(Timestamp::UNIX_EPOCH, |correction| correction.proposed_at);
        let approval = Approval { certificate, proposed_at, settled, alone };
        desk.settle_correction(&approval, &self.key).map_err(|error| match unsettled(&error) {
            Some(why) => {
                let words = unsettled_in_words(why, certificate, self.language);
                Failure::new(Status::NotDone, words).into()
            }
            None => error,
        })
    }
}

/// What a clerk can do something about, whether the service said it or this process.
fn unsettled(error: &anyhow::Error) -> Option<Unsettled> {
    let code = match error.downcast_ref::<ControlError>() {
        Some(ControlError::Problem { code, .. }) => code.as_str(),
        Some(ControlError::NoAnswer(_) | ControlError::OtherVersion | ControlError::Moved(_))
        | None => "",
    };
    let here = error.downcast_ref::<UseCaseError>();
    if code == "no_correction" || matches!(here, Some(UseCaseError::NoCorrection(_))) {
        return Some(Unsettled::NoneWaits);
    }
    if code == "other_correction" || matches!(here, Some(UseCaseError::OtherCorrection(_))) {
        return Some(Unsettled::OtherProposed);
    }
    if code == "one_person" || matches!(here, Some(UseCaseError::OnePerson(_))) {
        return Some(Unsettled::OnePerson);
    }
    None
}
