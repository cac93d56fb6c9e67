//! Revocations and suspensions in force, as those see them whom they concern, the newest first.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Asker, Service, ownership};
use crate::{
    log::{Decision, Hold, Reason, StandingHold, Target},
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber},
};

/// The most of them in one answer.
const PAGE: usize = 100;

/// The most entries that one request looks at.
const LOOKED_AT: u64 = 50_000;

/// A revocation or suspension in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldView {
    /// Position of its entry: what takes it back names it.
    pub log_index: u64,
    /// Which of the two.
    pub hold: Hold,
    /// When it was entered.
    pub at: Timestamp,
    /// What it hits.
    pub target: Target,
    /// Why.
    pub reason: Reason,
    /// The decision behind it.
    pub decision: Option<Decision>,
    /// From which day on; it may lie ahead.
    pub effective_from: Date,
    /// When somebody is to look at a suspension again.
    pub review_on: Option<Date>,
    /// The producer that it concerns; `null` for a key.
    pub producer: Option<ProducerNumber>,
    /// The province that manages what it hits; `null` for a key.
    pub province: Option<String>,
}

/// Some of them, and where the rest begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldPage {
    /// The newest first.
    pub holds: Vec<HoldView>,
    /// Ask for those before this position; `None` at the end.
    pub next: Option<u64>,
}

/// Which are asked for.
#[derive(Debug, Clone, Default)]
pub struct HoldFilter {
    /// Of this kind.
    pub hold: Option<Hold>,
    /// That name this certificate.
    pub certificate: Option<CertificateNumber>,
    /// That name this batch, or stamps of it.
    pub batch: Option<BatchNumber>,
    /// That name this producer.
    pub producer: Option<ProducerNumber>,
    /// That name this key.
    pub key: Option<KeyNumber>,
    /// Before this position.
    pub before: Option<u64>,
}

impl HoldFilter {
    fn wants(&self, hold: Hold, target: Target) -> bool {
        let (certificate, producer, key) = match target {
            Target::Certificate { certificate } => (Some(certificate), None, None),
            Target::Producer { producer } => (None, Some(producer), None),
            Target::Key { key } => (None, None, Some(key)),
            Target::Batch { .. } | Target::Range { .. } => (None, None, None),
        };
        self.hold.is_none_or(|wanted| hold == wanted)
            && self.certificate.is_none_or(|wanted| certificate == Some(wanted))
            && self.batch.is_none_or(|wanted| target.batch() == Some(wanted))
            && self.producer.is_none_or(|wanted| producer == Some(wanted))
            && self.key.is_none_or(|wanted| key == Some(wanted))
    }
}

impl Service {
    /// Those in force that are the asker's to see: on what they reach, and what they entered elsewhere themselves. A
    /// page may hold few where there are many of others.
    pub fn holds(&self, asker: &Asker, filter: &HoldFilter) -> HoldPage {
        let snapshot = self.snapshot();
        let log = snapshot.log();
        let entered_elsewhere = self.entered_elsewhere(asker);
        let end = log.next_position();
        let end = filter.before.map_or(end, |before| before.min(end));
        let last = end.saturating_sub(LOOKED_AT);
        let mut holds = Vec::new();
        for position in (last..end).rev() {
            let Some(standing) = log.hold(position) else { continue };
            // Which targets a hold has is found by its place: only those in force are looked for.
            let in_force = Some(standing).filter(|standing| standing.lifted_by.is_none());
            let Some(target) = in_force.and_then(|_| log.target_of_hold(position)) else {
                continue;
            };
            if !filter.wants(standing.terms.hold, target) {
                continue;
            }
            let owner = ownership::of_target(&snapshot, &target).ok().flatten();
            let is_reached = match &owner {
                Some(owner) => owner.is_reached_by(&asker.authority),
                None => asker.authority.reaches_the_country(),
            };
            if is_reached || entered_elsewhere.contains(&position) {
                holds.push(view(standing, target, owner));
                if holds.len() == PAGE {
                    return HoldPage { holds, next: Some(position) };
                }
            }
        }
        HoldPage { holds, next: (last > 0).then_some(last) }
    }

    /// Positions of what the asker entered in other provinces, which were told of it.
    fn entered_elsewhere(&self, asker: &Asker) -> BTreeSet<u64> {
        let Some(account) = asker.authority.account() else { return BTreeSet::new() };
        let directory = self.directory();
        let notices = directory.notices().filter(|notice| notice.by == account);
        notices.flat_map(|notice| notice.log_indexes.iter().copied()).collect()
    }
}

fn view(standing: StandingHold<'_>, target: Target, owner: Option<ownership::Owner>) -> HoldView {
    let terms = standing.terms;
    let decision = terms.decision.clone().zip(terms.decided_on).zip(terms.decided_by.clone());
    HoldView {
        log_index: standing.position,
        hold: terms.hold,
        at: standing.at,
        target,
        reason: terms.reason,
        decision: decision.map(|((decision, decided_on), decided_by)| Decision {
            decision,
            decided_on,
            decided_by,
        }),
        effective_from: terms.effective_from,
        review_on: terms.review_on,
        producer: owner.as_ref().and_then(|owner| owner.producer),
        province: owner.map(|owner| owner.province_code),
    }
}
