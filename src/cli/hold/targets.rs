//! What a revocation or suspension hits: named by a flag, by a code, or in a file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    cli::{
        desk::Desk,
        exit_status::{Failure, Status},
    },
    log::Target,
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber, StampIndex},
};

/// What is hit.
#[derive(Args)]
pub(super) struct TargetArgs {
    #[command(flatten)]
    one: OneTarget,
    /// Stamps of the batch, first and last, counted from 0
    #[arg(long, value_name = "I-J", requires = "batch")]
    range: Option<IndexRange>,
}

/// Exactly one of these.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct OneTarget {
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

/// `I-J`, both ends within.
#[derive(Debug, Clone, Copy)]
struct IndexRange(StampIndex, StampIndex);

impl std::str::FromStr for IndexRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // An en dash is what word processors make of a hyphen.
        let (from, to) = text.split_once(['-', '–']).ok_or("write it as FIRST-LAST: 10-12")?;
        let (from, to): (StampIndex, StampIndex) = (from.parse()?, to.parse()?);
        if from <= to { Ok(Self(from, to)) } else { Err(format!("{from} is after {to}")) }
    }
}

impl TargetArgs {
    /// The targets of the file, if one was named.
    pub(super) fn in_file(&self) -> Result<Option<Vec<Target>>> {
        self.one.from.as_deref().map(read_targets).transpose()
    }

    /// The one target that the flags name.
    pub(super) fn named(&self, desk: &Desk) -> Result<Target> {
        let named = &self.one;
        if let Some(code) = &named.code {
            return stamp_of(desk, code);
        }
        if let Some(batch) = named.batch {
            return Ok(match self.range {
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
}

/// The stamp behind a code, if it is one that was issued.
fn stamp_of(desk: &Desk, code: &str) -> Result<Target> {
    let answers = desk.verify(&[code.to_owned()])?;
    let answer = answers.first().context("no answer")?;
    let verdict = answer["verdict"].as_str().or_else(|| answer["error"]["code"].as_str());
    let verdict = verdict.unwrap_or("malformed");
    let number = |field: &str| answer["stamp"][field].as_u64();
    // What was not issued has no batch to its name that could be revoked.
    match (answer["batch"].is_object(), number("batch"), number("index")) {
        (true, Some(batch), Some(index)) => {
            let index = StampIndex::try_from(index)?;
            Ok(Target::Range { batch: batch.try_into()?, from: index, to: index })
        }
        (_, _, _) => {
            let words =
                format!("this code is no issued stamp ({verdict}), so there is nothing to revoke");
            let status = if verdict == "malformed" { Status::Data } else { Status::NotDone };
            bail!(Failure::new(status, words))
        }
    }
}

/// Reads `batch index` or `batch from to` a line; neighbours become one range.
fn read_targets(path: &Path) -> Result<Vec<Target>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    let bad = |words: String| Failure::new(Status::Data, words);
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
            range.map_err(|why| bad(format!("{}, line {number}: {why}", path.display())))?;
        ranges.push(range);
    }
    if ranges.is_empty() {
        bail!(bad(format!("{} names no stamp", path.display())));
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
