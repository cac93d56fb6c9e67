//! What a revocation or suspension would hit, said before anything is changed.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Asker, MOST_TARGETS, Service, UseCaseError, ownership};
use crate::{
    access::{Role, RoleKind},
    ledger::{ChangeError, Refusal},
    log::{Batch, LiftAs, LogState, Reason, Target},
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber, today},
    verification::Snapshot,
};

/// Products that are named.
const PRODUCTS: usize = 10;

/// What a request would hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldPreview {
    /// Stamps issued so far, each counted once.
    pub stamps: u64,
    /// Batches with such stamps.
    pub batches: u64,
    /// Their products by name, at most ten.
    pub products: Vec<String>,
    /// Whether stamps issued later are hit as well.
    pub later_ones_too: bool,
    /// How many of the stamps a revocation in force hits already.
    #[serde(default)]
    #[schema(required = true)]
    pub revoked_already: u64,
}

/// What lifting an entry would take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LiftPreview {
    /// As a suspension or as a mistaken revocation.
    pub lifted_as: LiftAs,
    /// Why it was entered.
    pub reason: Reason,
    /// What it hits.
    pub hits: HoldPreview,
}

/// Ranges of indexes by batch, both ends within.
type Hit = BTreeMap<BatchNumber, Vec<(u32, u32)>>;

impl Service {
    /// Says what a revocation or suspension would hit, and changes nothing. Producers look at their own. It may look
    /// at every batch there is: not for a thread that others wait for.
    ///
    /// # Errors
    /// [`UseCaseError`] if a target does not exist, or there are too many, as the change itself would answer.
    pub fn preview_hold(
        &self,
        asker: &Asker,
        targets: &[Target],
    ) -> Result<HoldPreview, UseCaseError> {
        if targets.len() > MOST_TARGETS {
            return Err(UseCaseError::TooManyTargets(targets.len()));
        }
        let snapshot = self.snapshot();
        if asker.authority.role().map(Role::kind) == Some(RoleKind::Producer) {
            for target in targets {
                let owner = ownership::of_target(&snapshot, target)?;
                if !owner.is_some_and(|owner| owner.is_reached_by(&asker.authority)) {
                    return Err(ownership::target_not_there(target));
                }
            }
        }
        self.preview(&snapshot, targets)
    }

    fn preview(
        &self,
        snapshot: &Snapshot,
        targets: &[Target],
    ) -> Result<HoldPreview, UseCaseError> {
        for target in targets {
            snapshot
                .log()
                .admits_target(target)
                .map_err(|rule| ChangeError::from(Refusal::from(rule)))?;
        }
        let hit = hit_by(snapshot.log(), targets);
        let day = today(self.now());
        let ranges =
            hit.iter().flat_map(|(batch, ranges)| ranges.iter().map(|range| (*batch, *range)));
        let (mut stamps, mut revoked_already) = (0, 0);
        for (batch, (from, to)) in ranges {
            stamps += u64::from(to - from) + 1;
            revoked_already += snapshot.log().revoked_stamps(batch, (from, to), day);
        }
        Ok(HoldPreview {
            stamps,
            revoked_already,
            batches: hit.len() as u64,
            products: products(snapshot, &hit),
            later_ones_too: targets.iter().any(|target| match target {
                Target::Certificate { .. } | Target::Producer { .. } | Target::Key { .. } => true,
                Target::Batch { .. } | Target::Range { .. } => false,
            }),
        })
    }
}

impl Service {
    /// Says what lifting an entry would take back, and changes nothing.
    ///
    /// # Errors
    /// [`UseCaseError::NothingToLift`]
    pub fn preview_lift(&self, asker: &Asker, log_index: u64) -> Result<LiftPreview, UseCaseError> {
        let snapshot = self.snapshot();
        let log = snapshot.log();
        let nothing = UseCaseError::NothingToLift(log_index);
        let Some((hold, target)) = log.hold(log_index).zip(log.target_of_hold(log_index)) else {
            return Err(nothing);
        };
        Ok(LiftPreview {
            lifted_as: hold.terms.hold.into(),
            reason: hold.terms.reason,
            hits: self.preview_hold(asker, &[target])?,
        })
    }
}

/// What admitted targets hit. All batches are gone over once, however many certificates, producers and keys are named.
fn hit_by(log: &LogState, targets: &[Target]) -> Hit {
    let mut hit = Hit::new();
    let mut certificates: HashSet<CertificateNumber> = HashSet::new();
    let mut producers: HashSet<ProducerNumber> = HashSet::new();
    let mut keys: HashSet<KeyNumber> = HashSet::new();
    let mut add_all = |batch: &Batch| {
        let all = (0, batch.issued.quantity - 1);
        hit.entry(batch.issued.batch).or_default().push(all);
    };
    let mut ranges = Vec::new();
    for target in targets {
        match *target {
            Target::Range { batch, from, to } => ranges.push((batch, (from.get(), to.get()))),
            Target::Batch { batch } => log.batch(batch).into_iter().for_each(&mut add_all),
            Target::Certificate { certificate } => drop(certificates.insert(certificate)),
            Target::Producer { producer } => drop(producers.insert(producer)),
            Target::Key { key } => drop(keys.insert(key)),
        }
    }
    if !(certificates.is_empty() && producers.is_empty() && keys.is_empty()) {
        let is_hit = |batch: &&Batch| {
            certificates.contains(&batch.issued.certificate)
                || producers.contains(&batch.issued.producer)
                || keys.contains(&batch.issued.key)
        };
        log.batches().filter(is_hit).for_each(&mut add_all);
    }
    for (batch, range) in ranges {
        hit.entry(batch).or_default().push(range);
    }
    hit.values_mut().for_each(merge);
    hit
}

/// Makes the ranges cover the same places, each once.
fn merge(ranges: &mut Vec<(u32, u32)>) {
    ranges.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for &(from, to) in ranges.iter() {
        match merged.last_mut() {
            Some((_, last)) if from <= *last => *last = to.max(*last),
            Some(_) | None => merged.push((from, to)),
        }
    }
    *ranges = merged;
}

fn products(snapshot: &Snapshot, hit: &Hit) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for number in hit.keys() {
        let batch = snapshot.log().batch(*number);
        let certificate =
            batch.and_then(|batch| snapshot.log().certificate(batch.issued.certificate));
        let product =
            certificate.and_then(|known| snapshot.register().product(known.facts.product));
        if let Some(product) = product
            && !names.contains(&product.name)
        {
            names.push(product.name.clone());
        }
        if names.len() == PRODUCTS {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_counted_once() {
        for (mut ranges, merged) in [
            (vec![(0, 9)], vec![(0, 9)]),
            (vec![(5, 9), (0, 6)], vec![(0, 9)]),
            (vec![(0, 9), (2, 3)], vec![(0, 9)]),
            (vec![(0, 0), (2, 2)], vec![(0, 0), (2, 2)]),
        ] {
            merge(&mut ranges);
            assert_eq!(ranges, merged);
        }
    }
}
