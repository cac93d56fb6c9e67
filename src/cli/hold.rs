//! `revoke`, `suspend` and `lift`. What would be hit is said first, then asked, then done.

use std::{collections::BTreeSet, process::ExitCode};

use anyhow::{Result, bail};
use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::{
    IdempotencyArgs,
    day::parse_day,
    desk::{Desk, at_once},
    exit_status::Status,
    invocation::Invocation,
    place::PlaceArgs,
    terminal::Consent,
};
use crate::{
    app::{HoldRequest, Language, LiftPreview, LiftRequest, MOST_TARGETS},
    log::{Decision, Hold, LiftAs, Reason, Target, Text},
};
use targets::TargetArgs;

// What is hit.
mod targets;

#[derive(Args)]
#[command(after_help = REVOKE_EXAMPLES)]
pub(super) struct RevokeArgs {
    #[command(flatten)]
    hold: HoldArgs,
}

#[derive(Args)]
#[command(after_help = SUSPEND_EXAMPLES)]
pub(super) struct SuspendArgs {
    #[command(flatten)]
    hold: HoldArgs,
    /// When somebody is to look at it again
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    review_on: Option<Date>,
}

#[derive(Args)]
struct HoldArgs {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    target: TargetArgs,
    /// Why: expired, re_evaluation_failed, food_safety, process_not_as_declared, label_not_as_certified,
    /// production_stopped, no_traceability_records, recognition_annulled, stamp_copied,
    /// stamp_lost_or_spoiled, key_compromised, replaced, other
    #[arg(long)]
    reason: Reason,
    #[command(flatten)]
    decision: DecisionArgs,
    /// From which day on [default: at once]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    effective_from: Option<Date>,
    /// A text for the register; the public log holds only its fingerprint
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

/// The decision behind it: number, date and body, or none of them.
#[derive(Args)]
struct DecisionArgs {
    /// Number of the decision
    #[arg(long, value_name = "TEXT", requires = "decided_on", requires = "decided_by")]
    decision: Option<Text>,
    /// Its date
    #[arg(long, value_name = "DATE", value_parser = parse_day, requires = "decision")]
    decided_on: Option<Date>,
    /// The body that took it
    #[arg(long, value_name = "TEXT", requires = "decision")]
    decided_by: Option<Text>,
}

#[derive(Args)]
#[command(after_help = LIFT_EXAMPLES)]
pub(super) struct LiftArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Log index of each suspension or revocation to take back
    #[arg(required = true, value_name = "INDEX")]
    indexes: Vec<u64>,
    #[command(flatten)]
    decision: DecisionArgs,
    /// A text for the register
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

const REVOKE_EXAMPLES: &str = "\
Says what would be hit, asks, and prints the place in the log. A revocation of copied, lost or spoiled stamps, or
for a compromised key, can never be taken back.

Examples:
  ocop-stamp revoke --url https://tem.example.vn --token-file token --reason food_safety WBN5-N2DG-DJZE-8G3M
  ocop-stamp revoke --data /var/lib/ocop-stamp/data --reason stamp_lost_or_spoiled --batch 12 --range 100-199 --yes
  ocop-stamp revoke --data /var/lib/ocop-stamp/data --reason label_not_as_certified --certificate 235 --decision 12/QĐ-UBND --decided-on 01/11/2026 --decided-by 'UBND tỉnh …'";

const SUSPEND_EXAMPLES: &str = "\
Examples:
  ocop-stamp suspend --data /var/lib/ocop-stamp/data --reason no_traceability_records --batch 12
  ocop-stamp suspend --url https://tem.example.vn --token-file token --reason food_safety --producer 7 --review-on 15/12/2026 --yes";

const LIFT_EXAMPLES: &str = "\
Examples:
  ocop-stamp lift --data /var/lib/ocop-stamp/data 4711
  ocop-stamp lift --url https://tem.example.vn --token-file token 4711 4712 --note 'kiểm tra xong' --yes";

pub(super) fn revoke(args: &RevokeArgs, run: &Invocation) -> Result<ExitCode> {
    hold(Hold::Revoked, &args.hold, None, run)
}

pub(super) fn suspend(args: &SuspendArgs, run: &Invocation) -> Result<ExitCode> {
    hold(Hold::Suspended, &args.hold, args.review_on, run)
}

fn hold(
    hold: Hold,
    args: &HoldArgs,
    review_on: Option<Date>,
    run: &Invocation,
) -> Result<ExitCode> {
    args.consent.require(Language::English)?;
    let from_file = args.target.in_file()?;
    let desk = Desk::at(&args.place.find()?, Language::English)?;
    let done = hold_at(&desk, hold, args, review_on, from_file, run);
    desk.close();
    done?;
    Ok(Status::Done.into())
}

fn hold_at(
    desk: &Desk,
    hold: Hold,
    args: &HoldArgs,
    review_on: Option<Date>,
    from_file: Option<Vec<Target>>,
    run: &Invocation,
) -> Result<()> {
    let targets = match from_file {
        Some(targets) => targets,
        None => vec![args.target.named(desk)?],
    };
    tell_what_is_hit(desk, hold, args.reason, &targets)?;
    args.consent.ask(Language::English)?;
    let key = args.idempotency.given_or_fresh();
    let progress = run.progress("Entering", targets.len() as u64);
    for (place, targets) in targets.chunks(MOST_TARGETS).enumerate() {
        let request = HoldRequest {
            targets: targets.to_vec(),
            reason: args.reason,
            decision: args.decision.to_decision(),
            effective_from: args.effective_from,
            review_on,
            note: args.note.clone(),
        };
        let outcome = at_once(desk.hold(hold, &request, &key_of_part(&key, place))?)?;
        progress.advance(targets.len() as u64);
        let indexes = outcome.log_indexes.as_slice();
        let (Some(first), Some(last)) = (indexes.first(), indexes.last()) else {
            bail!("nothing was entered");
        };
        let words = if first == last { first.to_string() } else { format!("{first}-{last}") };
        run.print(&json!({ "first_log_index": first, "last_log_index": last }), words)?;
    }
    Ok(())
}

/// One request is one change, whole or not at all; what takes several has a key for each, so that asking
/// again finishes what was begun.
fn key_of_part(key: &str, place: usize) -> String {
    if place == 0 { key.to_owned() } else { format!("{key} {place}") }
}

pub(super) fn lift(args: &LiftArgs, run: &Invocation) -> Result<ExitCode> {
    args.consent.require(Language::English)?;
    let desk = Desk::at(&args.place.find()?, Language::English)?;
    let done = lift_at(&desk, args, run);
    desk.close();
    done?;
    Ok(Status::Done.into())
}

fn lift_at(desk: &Desk, args: &LiftArgs, run: &Invocation) -> Result<()> {
    for &index in &args.indexes {
        let LiftPreview { lifted_as, reason, hits } = desk.preview_lift(index)?;
        let what = match lifted_as {
            LiftAs::Lifted => "Ends the suspension",
            LiftAs::Annulled => "Annuls, as a mistake, the revocation",
        };
        let (stamps, batches, products) = (hits.stamps, hits.batches, hits.products.join("; "));
        eprintln!("{what} of {stamps} stamps in {batches} batches ({}): {products}", reason.word());
    }
    args.consent.ask(Language::English)?;
    let key = args.idempotency.given_or_fresh();
    for (place, &log_index) in args.indexes.iter().enumerate() {
        let request = LiftRequest {
            log_index,
            decision: args.decision.to_decision(),
            note: args.note.clone(),
        };
        let done = at_once(desk.lift(&request, &key_of_part(&key, place))?)?;
        let told =
            json!({ "lifted": log_index, "as": done.lifted_as, "log_index": done.log_index });
        run.print(&told, done.log_index)?;
    }
    Ok(())
}

impl DecisionArgs {
    fn to_decision(&self) -> Option<Decision> {
        Some(Decision {
            decision: self.decision.clone()?,
            decided_on: self.decided_on?,
            decided_by: self.decided_by.clone()?,
        })
    }
}

/// Says what would be hit, and how much of it is revoked already. Refuses a target that does not exist,
/// before the first change is made.
fn tell_what_is_hit(desk: &Desk, hold: Hold, reason: Reason, targets: &[Target]) -> Result<()> {
    let (mut stamps, mut batches, mut later, mut products) = (0, 0, false, Vec::new());
    let mut revoked_already = 0;
    for targets in targets.chunks(MOST_TARGETS) {
        let preview = desk.preview_hold(targets)?;
        stamps += preview.stamps;
        batches += preview.batches;
        revoked_already += preview.revoked_already;
        later |= preview.later_ones_too;
        products.extend(preview.products);
    }
    if let [Target::Range { .. }, ..] = targets {
        // The stamps of one batch may have been asked about in several requests.
        let named: BTreeSet<_> = targets.iter().filter_map(Target::batch).collect();
        batches = named.len() as u64;
    }
    products.sort();
    products.dedup();
    products.truncate(5);
    let verb = match hold {
        Hold::Revoked => "Revokes",
        Hold::Suspended => "Suspends",
    };
    let (later, word) = (if later { ", and those issued later" } else { "" }, reason.word());
    let products = products.join("; ");
    eprintln!("{verb} {stamps} stamps in {batches} batches{later} ({word}): {products}");
    match revoked_already {
        0 => {}
        all if all == stamps => eprintln!("All of them are revoked already."),
        some => eprintln!("{some} of them are revoked already."),
    }
    if hold == Hold::Revoked && !reason.can_be_annulled() {
        eprintln!("A revocation for this reason can never be taken back.");
    }
    Ok(())
}
