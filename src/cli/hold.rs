//! `revoke`, `suspend` and `lift`. What would be hit is said first, then asked, then done.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::civil::Date;

use super::{DataArgs, IdempotencyArgs, desk::Desk};
use crate::{
    app::{HoldRequest, LiftPreview, LiftRequest, MOST_TARGETS},
    log::{Decision, Hold, LiftAs, Reason, Target, Text},
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber, StampIndex},
};

#[derive(Args)]
pub(super) struct RevokeArgs {
    #[command(flatten)]
    hold: HoldArgs,
}

#[derive(Args)]
pub(super) struct SuspendArgs {
    #[command(flatten)]
    hold: HoldArgs,
    /// When somebody is to look at it again
    #[arg(long, value_name = "DATE")]
    review_on: Option<Date>,
}

#[derive(Args)]
struct HoldArgs {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    target: TargetArgs,
    /// Stamps of the batch, first and last, counted from 0
    #[arg(long, value_name = "I-J", requires = "batch")]
    range: Option<IndexRange>,
    /// Why: expired, re_evaluation_failed, food_safety, process_not_as_declared, label_not_as_certified,
    /// production_stopped, no_traceability_records, recognition_annulled, stamp_copied,
    /// stamp_lost_or_spoiled, key_compromised, replaced, other
    #[arg(long)]
    reason: Reason,
    #[command(flatten)]
    decision: DecisionArgs,
    /// From which day on [default: at once]
    #[arg(long, value_name = "DATE")]
    effective_from: Option<Date>,
    /// A text for the register; the public log holds only its fingerprint
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Don't ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

/// What is hit: exactly one of these.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct TargetArgs {
    /// One stamp: its code, its link, or the 16 characters under it
    code: Option<String>,
    /// A batch
    #[arg(long, value_name = "B")]
    batch: Option<BatchNumber>,
    /// All stamps of a certificate
    #[arg(long, value_name = "N")]
    certificate: Option<CertificateNumber>,
    /// All stamps of a producer, later ones too
    #[arg(long, value_name = "N")]
    producer: Option<ProducerNumber>,
    /// All stamps of a key, later ones too
    #[arg(long, value_name = "N")]
    key: Option<KeyNumber>,
    /// A file with `batch index` or `batch from to` a line
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

/// The decision behind it: number, date and body, or none of them.
#[derive(Args)]
struct DecisionArgs {
    /// Number of the decision
    #[arg(long, value_name = "TEXT", requires = "decided_on", requires = "decided_by")]
    decision: Option<Text>,
    /// Its date
    #[arg(long, value_name = "DATE", requires = "decision")]
    decided_on: Option<Date>,
    /// The body that took it
    #[arg(long, value_name = "TEXT", requires = "decision")]
    decided_by: Option<Text>,
}

#[derive(Args)]
pub(super) struct LiftArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Log index of the suspension or revocation to take back
    index: u64,
    #[command(flatten)]
    decision: DecisionArgs,
    /// A text for the register
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Don't ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

/// `I-J`, both ends within.
#[derive(Debug, Clone, Copy)]
struct IndexRange(StampIndex, StampIndex);

impl std::str::FromStr for IndexRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text.split_once('-').ok_or("write it as FIRST-LAST: 10-12")?;
        let (from, to): (StampIndex, StampIndex) = (from.parse()?, to.parse()?);
        if from <= to { Ok(Self(from, to)) } else { Err(format!("{from} is after {to}")) }
    }
}

pub(super) fn revoke(args: &RevokeArgs) -> Result<ExitCode> {
    hold(Hold::Revoked, &args.hold, None)
}

pub(super) fn suspend(args: &SuspendArgs) -> Result<ExitCode> {
    hold(Hold::Suspended, &args.hold, args.review_on)
}

fn hold(hold: Hold, args: &HoldArgs, review_on: Option<Date>) -> Result<ExitCode> {
    let from_file = args.target.from.as_deref().map(read_targets).transpose()?;
    let desk = Desk::open(&args.data)?;
    let done = hold_at(&desk, hold, args, review_on, from_file);
    desk.close();
    done
}

fn hold_at(
    desk: &Desk,
    hold: Hold,
    args: &HoldArgs,
    review_on: Option<Date>,
    from_file: Option<Vec<Target>>,
) -> Result<ExitCode> {
    let targets = match from_file {
        Some(targets) => targets,
        None => vec![named_target(desk, args)?],
    };
    if !is_wanted(desk, hold, args, &targets)? {
        eprintln!("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let key = args.idempotency.given_or_fresh();
    let chunks: Vec<_> = targets.chunks(MOST_TARGETS).collect();
    for (place, targets) in chunks.iter().enumerate() {
        let request = HoldRequest {
            targets: targets.to_vec(),
            reason: args.reason,
            decision: args.decision.to_decision(),
            effective_from: args.effective_from,
            review_on,
            note: args.note.clone(),
        };
        // One request is one change, whole or not at all; a large file is several, each under a key of
        // its own, so that asking again finishes what was begun.
        let key = if place == 0 { key.clone() } else { format!("{key} {place}") };
        let outcome = desk.hold(hold, &request, &key)?;
        match outcome.log_indexes.as_slice() {
            [only] => println!("{only}"),
            [first, .., last] => println!("{first}-{last}"),
            [] => bail!("nothing was entered"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn lift(args: &LiftArgs) -> Result<ExitCode> {
    let desk = Desk::open(&args.data)?;
    let done = lift_at(&desk, args);
    desk.close();
    done
}

fn lift_at(desk: &Desk, args: &LiftArgs) -> Result<ExitCode> {
    let LiftPreview { lifted_as, reason, hits } = desk.preview_lift(args.index)?;
    let what = match lifted_as {
        LiftAs::Lifted => "Ends the suspension",
        LiftAs::Annulled => "Annuls, as a mistake, the revocation",
    };
    let (stamps, batches, products) = (hits.stamps, hits.batches, hits.products.join("; "));
    eprintln!("{what} of {stamps} stamps in {batches} batches ({}): {products}", reason.word());
    if !go_on(args.yes)? {
        eprintln!("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let request = LiftRequest {
        log_index: args.index,
        decision: args.decision.to_decision(),
        note: args.note.clone(),
    };
    let done = desk.lift(&request, &args.idempotency.given_or_fresh())?;
    println!("{}", done.log_index);
    Ok(ExitCode::SUCCESS)
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

/// The one target that the flags name.
fn named_target(desk: &Desk, args: &HoldArgs) -> Result<Target> {
    let named = &args.target;
    if let Some(code) = &named.code {
        return stamp_of(desk, code);
    }
    if let Some(batch) = named.batch {
        return Ok(match args.range {
            Some(IndexRange(from, to)) => Target::Range { batch, from, to },
            None => Target::Batch { batch },
        });
    }
    if let Some(certificate) = named.certificate {
        return Ok(Target::Certificate { certificate });
    }
    if let Some(producer) = named.producer {
        return Ok(Target::Producer { producer });
    }
    let key = named.key.context("name one target")?;
    Ok(Target::Key { key })
}

/// The stamp behind a code, if it is one that was issued.
fn stamp_of(desk: &Desk, code: &str) -> Result<Target> {
    let answers = desk.verify(&[code.to_owned()])?;
    let answer = answers.first().context("no answer")?;
    let verdict = answer["verdict"].as_str().unwrap_or("malformed");
    let number = |field: &str| answer["stamp"][field].as_u64();
    // What was not issued has no batch to its name that could be revoked.
    match (answer["batch"].is_object(), number("batch"), number("index")) {
        (true, Some(batch), Some(index)) => {
            let index = StampIndex::try_from(index)?;
            Ok(Target::Range { batch: batch.try_into()?, from: index, to: index })
        }
        (_, _, _) => {
            bail!("this code is no issued stamp ({verdict}), so there is nothing to revoke")
        }
    }
}

/// Says what will be hit, and asks if there is somebody to ask.
fn is_wanted(desk: &Desk, hold: Hold, args: &HoldArgs, targets: &[Target]) -> Result<bool> {
    let (mut stamps, mut batches, mut later, mut products) = (0, 0, false, Vec::new());
    for targets in targets.chunks(MOST_TARGETS) {
        // Refuses a target that does not exist, before the first change is made.
        let preview = desk.preview_hold(targets)?;
        stamps += preview.stamps;
        batches += preview.batches;
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
    let later = if later { ", and those issued later" } else { "" };
    eprintln!(
        "{verb} {stamps} stamps in {batches} batches{later} ({}): {}",
        args.reason.word(),
        products.join("; ")
    );
    if hold == Hold::Revoked && !args.reason.can_be_annulled() {
        eprintln!("A revocation for this reason can never be taken back.");
    }
    go_on(args.yes)
}

/// Asks whether to go on, if there is somebody to ask.
pub(super) fn go_on(yes: bool) -> Result<bool> {
    if yes || !io::stdin().is_terminal() {
        return Ok(true);
    }
    eprint!("Go on? [y/N] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "c" | "có"))
}

/// Reads `batch index` or `batch from to` a line; neighbours become one range.
fn read_targets(path: &Path) -> Result<Vec<Target>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    let mut ranges: Vec<(BatchNumber, StampIndex, StampIndex)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let words: Vec<_> = line.split_whitespace().collect();
        let range = match words.as_slice() {
            [] => continue,
            [batch, index] => parse_range(batch, index, index),
            [batch, from, to] => parse_range(batch, from, to),
            _ => Err("write `batch index` or `batch from to`".to_owned()),
        };
        let range =
            range.map_err(|why| anyhow::anyhow!("{}, line {number}: {why}", path.display()))?;
        ranges.push(range);
    }
    if ranges.is_empty() {
        bail!("{} names no stamp", path.display());
    }
    ranges.sort();
    let mut targets: Vec<(BatchNumber, StampIndex, StampIndex)> = Vec::new();
    for (batch, from, to) in ranges {
        match targets.last_mut() {
            Some((last_batch, _, last)) if *last_batch == batch && from.get() <= last.get() + 1 => {
                *last = to.max(*last);
            }
            Some(_) | None => targets.push((batch, from, to)),
        }
    }
    Ok(targets.into_iter().map(|(batch, from, to)| Target::Range { batch, from, to }).collect())
}

fn parse_range(
    batch: &str,
    from: &str,
    to: &str,
) -> Result<(BatchNumber, StampIndex, StampIndex), String> {
    let (from, to): (StampIndex, StampIndex) = (from.parse()?, to.parse()?);
    if from > to {
        return Err(format!("{from} is after {to}"));
    }
    Ok((batch.parse()?, from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_a_file_become_one_range() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), "7 3\n7 1\n\n7 2\n8 10 20\n7 9 12\n8 15\n").expect("written");
        let targets = read_targets(file.path()).expect("good");
        let shown: Vec<_> =
            targets.iter().map(|t| serde_json::to_string(t).expect("json")).collect();
        assert_eq!(
            shown,
            [
                r#"{"batch":7,"from":1,"to":3}"#,
                r#"{"batch":7,"from":9,"to":12}"#,
                r#"{"batch":8,"from":10,"to":20}"#
            ]
        );
        for (text, line) in [("7\n", "line 1"), ("7 1\n7 x\n", "line 2"), ("7 5 4\n", "line 1")] {
            fs::write(file.path(), text).expect("written");
            let error = read_targets(file.path()).expect_err("refused").to_string();
            assert!(error.contains(line), "{error}");
        }
    }
}
