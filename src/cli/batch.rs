//! `batch`: the life of a batch from the request to the last stamp. Voiding a range is `revoke`'s, files are `print`'s.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::Value;

use super::{
    IdempotencyArgs,
    day::parse_day,
    desk::{Desk, asker, at_once, own},
    exit_status::{Failure, Status},
    invocation::Invocation,
    place::PlaceArgs,
    terminal::Consent,
};
use crate::{
    app::{
        ActivateRequest, BatchFilter, BatchPlan, BatchView, DeclareRequest, HoldOutcome,
        IssueRequest, Language, PrintProfile, RangeOutcome, UnusedStamps, VoidUnusedRequest,
    },
    log::Lot,
    stamp::{BatchNumber, CertificateNumber, StampIndex},
};

#[derive(Subcommand)]
pub(super) enum BatchCommand {
    /// Show batches, the newest first, with how many stamps are used, spoiled and left
    List(ListArgs),
    /// Say what a batch would be: days left, quota, stamps likely to be left over; changes nothing
    Plan(PlanArgs),
    /// Ask for a batch without writing its stamps
    Request(RequestArgs),
    /// Say that stamps arrived from the print house: they are in use from then on
    Received(ReceivedArgs),
    /// Say which stamps were put on goods, and on which
    Stamped(StampedArgs),
    /// Show the stamps of a certificate that nobody has used
    Unused(UnusedArgs),
    /// Void the unused stamps of a certificate that another took the place of, or that is over
    VoidUnused(VoidUnusedArgs),
}

#[derive(Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(super) struct ListArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Only of this certificate
    #[arg(long, value_name = "N")]
    certificate: Option<CertificateNumber>,
}

/// What is asked for.
#[derive(Args)]
struct Wanted {
    /// The service's number of the certificate
    #[arg(long, value_name = "N")]
    certificate: CertificateNumber,
    /// How many stamps, at most 16777216
    #[arg(long, value_name = "Q")]
    quantity: u64,
    /// For which net content of the product, counted from 1 as its page lists them
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    variant: u8,
    /// A print house prints them: they are in use once they are received
    #[arg(long)]
    print_house: bool,
    /// Each stamp has a PIN under a scratch layer, which only a print house can make
    #[arg(long)]
    with_pin: bool,
    /// What they are printed as, a print profile in JSON as the API takes it: {"format": "pdf", "sheet": "a4-65"}. A
    /// running service makes the files once the batch is issued
    #[arg(long, value_name = "FILE")]
    print_profile: Option<PathBuf>,
}

impl Wanted {
    fn request(&self) -> Result<IssueRequest> {
        let print = self.print_profile.as_deref().map(print_profile).transpose()?;
        Ok(IssueRequest {
            certificate: self.certificate,
            quantity: self.quantity,
            variant: self.variant - 1,
            activated: !self.print_house,
            with_pin: self.with_pin,
            print,
        })
    }
}

/// Reads a print profile.
fn print_profile(file: &Path) -> Result<PrintProfile> {
    let name = file.display();
    let bytes = fs::read(file).with_context(|| format!("can't read {name}"))?;
    let profile = serde_json::from_slice(&bytes);
    let words = |error| format!("{name} is no print profile, as the API takes it: {error}");
    Ok(profile.map_err(|error| Failure::new(Status::Data, words(error)))?)
}

#[derive(Args)]
#[command(after_help = PLAN_EXAMPLES)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Args)]
#[command(after_help = REQUEST_EXAMPLES)]
pub(super) struct RequestArgs {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
#[command(after_help = RECEIVED_EXAMPLES)]
pub(super) struct ReceivedArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The batch
    #[arg(long, value_name = "N")]
    batch: BatchNumber,
    /// First stamp, by its number (7-00000000), short code or link [default: the batch's first]
    #[arg(long, value_name = "STAMP")]
    first: Option<String>,
    /// Last stamp [default: the batch's last]
    #[arg(long, value_name = "STAMP")]
    last: Option<String>,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
#[command(after_help = STAMPED_EXAMPLES)]
pub(super) struct StampedArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// First stamp, by its number (7-00000000), short code or link
    #[arg(long, value_name = "STAMP")]
    first: String,
    /// Last stamp [default: the first]
    #[arg(long, value_name = "STAMP")]
    last: Option<String>,
    /// The producer's lot: letters without accents, digits, . / _ -
    #[arg(long, value_name = "TEXT", value_parser = parse_lot)]
    lot: Option<Lot>,
    /// Day of production
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    made_on: Option<Date>,
    /// Use-by date
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    best_before: Option<Date>,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

#[derive(Args)]
#[command(after_help = UNUSED_EXAMPLES)]
pub(super) struct UnusedArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The service's number of the certificate
    #[arg(long, value_name = "N")]
    certificate: CertificateNumber,
}

#[derive(Args)]
#[command(after_help = VOID_EXAMPLES)]
pub(super) struct VoidUnusedArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The service's number of the certificate
    #[arg(long, value_name = "N")]
    certificate: CertificateNumber,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp batch list --data /var/lib/ocop-stamp/data
  ocop-stamp batch stamped --url https://tem.example.vn --token-file token --first 7-00000000 --last 7-00000499 --lot L2026-11
  ocop-stamp batch unused --data /var/lib/ocop-stamp/data --certificate 235";

const LIST_EXAMPLES: &str = "\
Examples:
  ocop-stamp batch list --data /var/lib/ocop-stamp/data
  ocop-stamp batch list --url https://tem.example.vn --token-file token --certificate 235 --json";

const PLAN_EXAMPLES: &str = "\
Examples:
  ocop-stamp batch plan --data /var/lib/ocop-stamp/data --certificate 235 --quantity 5000
  ocop-stamp batch plan --url https://tem.example.vn --token-file token --certificate 235 --quantity 5000 --json";

const REQUEST_EXAMPLES: &str = "\
Examples:
  ocop-stamp batch request --data /var/lib/ocop-stamp/data --certificate 235 --quantity 5000
  ocop-stamp batch request --url https://tem.example.vn --token-file token --certificate 235 --quantity 5000 --print-house --idempotency-key tet
  ocop-stamp batch request --url https://tem.example.vn --token-file token --certificate 235 --quantity 650 --print-profile a4-65.json";

const RECEIVED_EXAMPLES: &str = "\
Examples:
  ocop-stamp batch received --data /var/lib/ocop-stamp/data --batch 7
  ocop-stamp batch received --url https://tem.example.vn --token-file token --batch 7 --first 7-00000000 --last 7-00004999";

const STAMPED_EXAMPLES: &str = "\
Examples:
  ocop-stamp batch stamped --data /var/lib/ocop-stamp/data --first 7-00000000 --last 7-00000499 --lot L2026-11 --made-on 2026-11-26
  ocop-stamp batch stamped --url https://tem.example.vn --token-file token --first WBN5-N2DG-DJZE-8G3M --made-on 26/11/2026";

const UNUSED_EXAMPLES: &str = "\
Examples:
  ocop-stamp batch unused --data /var/lib/ocop-stamp/data --certificate 235
  ocop-stamp batch unused --url https://tem.example.vn --token-file token --certificate 235 --json";

const VOID_EXAMPLES: &str = "\
Examples:
  ocop-stamp batch void-unused --data /var/lib/ocop-stamp/data --certificate 235
  ocop-stamp batch void-unused --url https://tem.example.vn --token-file token --certificate 235 --yes";

pub(super) fn run(command: &BatchCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        BatchCommand::List(args) => list(args, run)?,
        BatchCommand::Plan(args) => plan(args, run)?,
        BatchCommand::Request(args) => request(args, run)?,
        BatchCommand::Received(args) => received(args, run)?,
        BatchCommand::Stamped(args) => stamped(args, run)?,
        BatchCommand::Unused(args) => unused(args, run)?,
        BatchCommand::VoidUnused(args) => void_unused(args, run)?,
    }
    Ok(Status::Done.into())
}

/// Asks at a desk, and closes it however that ends.
fn at_desk<T>(place: &PlaceArgs, ask: impl FnOnce(&Desk) -> Result<T>) -> Result<T> {
    let desk = Desk::at(&place.find()?, Language::English)?;
    let answer = ask(&desk);
    desk.close();
    answer
}

fn parse_lot(text: &str) -> Result<Lot, String> {
    Lot::try_from(text.to_owned()).map_err(|error| error.to_string())
}

fn list(args: &ListArgs, run: &Invocation) -> Result<()> {
    let batches = at_desk(&args.place, |desk| desk.batches(args.certificate))?;
    batches.iter().try_for_each(|batch| {
        let count = &batch.stamps;
        let words = format!(
            "batch {} of certificate {}: {} stamps, {} used, {} spoiled, {} left ({} not received), until {}",
            batch.batch,
            batch.certificate,
            batch.quantity,
            count.used,
            count.spoiled,
            count.left,
            count.not_received,
            batch.valid_until
        );
        run.print(batch, words)
    })
}

fn plan(args: &PlanArgs, run: &Invocation) -> Result<()> {
    let plan = at_desk(&args.place, |desk| desk.plan_batch(&args.wanted.request()?))?;
    let left_over = match plan.left_over {
        Some(left) => format!(
            "some {} stamps are likely to be left over ({:.1} used a day since {})",
            left.stamps, left.used_a_day, left.since
        ),
        None => "no estimate of what is left over: too little is known".to_owned(),
    };
    let approval = if plan.needs_approval { "; an officer has to approve" } else { "" };
    let files = plan.print.as_ref().map_or_else(String::new, |print| {
        let sheets = print.sheets.map_or_else(String::new, |sheets| format!(" of {sheets} sheets"));
        format!("; {} files{sheets}, symbols of {} modules", print.file_count, print.modules)
    });
    let words = format!(
        "certificate {}: {} days left, until {}; {} stamps left of the quota{approval}; {} unused now; {left_over}{files}",
        plan.certificate, plan.days_left, plan.last_valid_on, plan.quota_left, plan.unused
    );
    run.print(&plan, words)
}

fn request(args: &RequestArgs, run: &Invocation) -> Result<()> {
    let wanted = args.wanted.request()?;
    let key = args.idempotency.given_or_fresh();
    let issued = at_desk(&args.place, |desk| at_once(desk.issue_batch(&wanted, &key)?))?;
    let job = match issued.print_job {
        Some(job) => format!(", print job {job}"),
        None if args.wanted.print_profile.is_some() => {
            ", its files not ordered: order them".to_owned()
        }
        None => String::new(),
    };
    let words = format!(
        "batch {} with {} stamps, log index {}{job}",
        issued.batch, issued.quantity, issued.log_index
    );
    run.print(&issued, words)
}

fn received(args: &ReceivedArgs, run: &Invocation) -> Result<()> {
    let key = args.idempotency.given_or_untold();
    let outcome = at_desk(&args.place, |desk| {
        let batch = desk.batch(args.batch)?;
        let named = |stamp: Option<&String>, otherwise: u32| match stamp {
            Some(stamp) => desk.stamp_of(args.batch, stamp),
            None => Ok(StampIndex::try_from(u64::from(otherwise))?),
        };
        let from = named(args.first.as_ref(), 0)?;
        let to = named(args.last.as_ref(), batch.quantity - 1)?;
        desk.activate(args.batch, &ActivateRequest { from, to }, &key)
    })?;
    run.print(&outcome, format!("received, log index {}", outcome.log_index))
}

fn stamped(args: &StampedArgs, run: &Invocation) -> Result<()> {
    let key = args.idempotency.given_or_untold();
    let (batch, outcome) = at_desk(&args.place, |desk| {
        let (batch, from) = desk.stamp(&args.first)?;
        let to = match &args.last {
            Some(last) => desk.stamp_of(batch, last)?,
            None => from,
        };
        let request = DeclareRequest {
            from,
            to,
            lot: args.lot.clone(),
            made_from: args.made_on,
            made_to: args.made_on,
            best_before: args.best_before,
        };
        Ok((batch, desk.declare(batch, &request, &key)?))
    })?;
    run.print(
        &outcome,
        format!("stamps of batch {batch} declared, log index {}", outcome.log_index),
    )
}

fn unused(args: &UnusedArgs, run: &Invocation) -> Result<()> {
    let unused = at_desk(&args.place, |desk| desk.unused(args.certificate))?;
    run.print(&unused, in_words(&unused))
}

fn in_words(unused: &UnusedStamps) -> String {
    let mut words =
        format!("{} stamps of certificate {} are unused", unused.stamps, unused.certificate);
    for range in &unused.ranges {
        words += &format!("\n  batch {} {}-{}", range.batch, range.from, range.to);
    }
    words
}

fn void_unused(args: &VoidUnusedArgs, run: &Invocation) -> Result<()> {
    args.consent.require(Language::English)?;
    let key = args.idempotency.given_or_untold();
    let outcome = at_desk(&args.place, |desk| {
        let unused = desk.unused(args.certificate)?;
        eprintln!("{}; voiding them can't be taken back", in_words(&unused));
        args.consent.ask(Language::English)?;
        let request = VoidUnusedRequest { certificate: args.certificate, stamps: unused.stamps };
        desk.void_unused(&request, &key)
    })?;
    run.print(&outcome, format!("voided, {} entries", outcome.log_indexes.len()))
}

impl Desk {
    /// Batches, the newest first, page by page.
    fn batches(&self, certificate: Option<CertificateNumber>) -> Result<Vec<BatchView>> {
        let mut all: Vec<BatchView> = Vec::new();
        let mut before: Option<BatchNumber> = None;
        loop {
            let (batches, next) = match self {
                Self::There(client) => {
                    let certificate = certificate.map(|number| format!("certificate={number}&"));
                    let cursor = before.map(|number| format!("cursor={number}"));
                    let (certificate, cursor) =
                        (certificate.unwrap_or_default(), cursor.unwrap_or_default());
                    let mut page: Value =
                        client.get(&format!("/api/v1/batches?{certificate}{cursor}"))?;
                    let items: Vec<BatchView> = serde_json::from_value(page["items"].take())?;
                    (items, serde_json::from_value(page["next"].take())?)
                }
                Self::Here(running, _) => {
                    let filter = BatchFilter { certificate, producer: None, before };
                    let page = running.service.batches(&own(), &filter);
                    (page.batches, page.next)
                }
            };
            all.extend(batches);
            if next.is_none() {
                return Ok(all);
            }
            before = next;
        }
    }

    fn batch(&self, batch: BatchNumber) -> Result<BatchView> {
        match self {
            Self::There(client) => Ok(client.get(&format!("/api/v1/batches/{batch}"))?),
            Self::Here(running, _) => Ok(running.service.batch(&own(), batch)?),
        }
    }

    fn plan_batch(&self, request: &IssueRequest) -> Result<BatchPlan> {
        match self {
            Self::There(client) => Ok(client.post("/api/v1/batches/plan", request, None)?),
            Self::Here(running, _) => Ok(running.service.plan_batch(&own(), request)?),
        }
    }

    fn activate(
        &self,
        batch: BatchNumber,
        request: &ActivateRequest,
        key: &str,
    ) -> Result<RangeOutcome> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/batches/{batch}/activations");
                Ok(client.post(&path, request, Some(key))?)
            }
            Self::Here(running, runtime) => Ok(
                runtime.block_on(running.service.activate_range(&asker(key)?, batch, request))?
            ),
        }
    }

    fn declare(
        &self,
        batch: BatchNumber,
        request: &DeclareRequest,
        key: &str,
    ) -> Result<RangeOutcome> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/batches/{batch}/declarations");
                Ok(client.post(&path, request, Some(key))?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.declare_range(&asker(key)?, batch, request))?)
            }
        }
    }

    fn unused(&self, certificate: CertificateNumber) -> Result<UnusedStamps> {
        match self {
            Self::There(client) => {
                Ok(client.get(&format!("/api/v1/unused-stamps?certificate={certificate}"))?)
            }
            Self::Here(running, _) => Ok(running.service.unused_stamps(&own(), certificate)?),
        }
    }

    fn void_unused(&self, request: &VoidUnusedRequest, key: &str) -> Result<HoldOutcome> {
        match self {
            Self::There(client) => {
                Ok(client.post("/api/v1/unused-stamps/void", request, Some(key))?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.void_unused(&asker(key)?, request))?)
            }
        }
    }

    /// A stamp by what is printed on it: its number, its short code or its link.
    fn stamp(&self, text: &str) -> Result<(BatchNumber, StampIndex)> {
        if let Some((batch, index)) = text.split_once('-')
            && let (Ok(batch), Ok(index)) = (batch.parse(), index.parse())
        {
            return Ok((batch, index));
        }
        let answers = self.verify(&[text.to_owned()])?;
        let stamp = answers.first().map(|answer| &answer["stamp"]);
        let number = |field: &str| stamp.and_then(|stamp| stamp[field].as_u64());
        match (number("batch"), number("index")) {
            (Some(batch), Some(index)) => Ok((batch.try_into()?, index.try_into()?)),
            (_, _) => {
                let words = format!("{text:?} names no stamp: give its number, short code or link");
                bail!(Failure::new(Status::Usage, words))
            }
        }
    }

    /// The same, of this batch.
    fn stamp_of(&self, batch: BatchNumber, text: &str) -> Result<StampIndex> {
        match self.stamp(text)? {
            (of, index) if of == batch => Ok(index),
            (of, _) => Err(anyhow!(Failure::new(
                Status::Usage,
                format!("{text:?} is a stamp of batch {of}, not of batch {batch}")
            ))),
        }
    }
}
