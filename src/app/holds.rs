//! Revoking, suspending, and taking either back.

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Asker, Service, UseCaseError};
use crate::{
    ledger::{Change, Draft, RequestDigest},
    log::{Body, Commitment, Decision, Hold, HoldFacts, LiftAs, Lifted, Reason, Target},
    registry::{Note, Record},
    stamp::today,
};

/// The most targets in one request: each is an entry, and all of them stand or fall together.
pub const MOST_TARGETS: usize = 4_096;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldRequest {
    /// What it hits, an entry each.
    pub targets: Vec<Target>,
    /// Why.
    pub reason: Reason,
    /// The decision behind it.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// From which day on; today if none is named.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// When a suspension is to be looked at again.
    #[serde(default)]
    pub review_on: Option<Date>,
    /// A text for the register; the log holds its commitment only.
    #[serde(default)]
    pub note: Option<String>,
}

/// What was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldOutcome {
    /// Positions of the entries, in the order of the targets.
    pub log_indexes: Vec<u64>,
}

/// What is asked to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiftRequest {
    /// Position of the entry.
    pub log_index: u64,
    /// The decision behind it.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// A text for the register.
    #[serde(default)]
    pub note: Option<String>,
}

/// What was entered, and how the entry was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiftOutcome {
    /// Position of the new entry.
    pub log_index: u64,
    /// As a suspension or as a mistaken revocation.
    pub lifted_as: LiftAs,
}

impl Service {
    /// Revokes, or suspends, each target; all of them or none.
    ///
    /// # Errors
    /// [`UseCaseError`] with the rule that forbids it.
    pub async fn hold(
        &self,
        asker: Asker,
        hold: Hold,
        request: &HoldRequest,
    ) -> Result<HoldOutcome, UseCaseError> {
        let action = match hold {
            Hold::Revoked => "revoke",
            Hold::Suspended => "suspend",
        };
        let idempotency =
            asker.idempotency_key.map(|key| (key.hash(), RequestDigest::of(&(action, request))));
        let day = today(self.now());
        if let Err(refusal) = self.may_hold(request, day) {
            // What was done in time is found again, however late it is asked for again.
            let Some((key, digest)) = idempotency else { return Err(refusal) };
            let made_before = self.parts.sequencer.recall(key, digest).await?;
            let log_indexes = made_before.ok_or(refusal)?.log_indexes;
            return Ok(HoldOutcome { log_indexes });
        }
        let (note, records) = self.commit_to(request.note.as_deref());
        let effective_from = request.effective_from.unwrap_or(day);
        let drafts = request.targets.iter().map(|&target| {
            let facts = HoldFacts::new(
                target,
                request.reason,
                request.decision.clone(),
                effective_from,
                note,
            );
            Draft::Ready(match hold {
                Hold::Revoked => Body::Revoked(facts),
                Hold::Suspended => Body::Suspended { facts, review_on: request.review_on },
            })
        });
        let drafts = drafts.collect();
        let change =
            Change { actor: asker.actor, action, drafts, records, planned_on: None, idempotency };
        let outcome = self.change(change).await?;
        Ok(HoldOutcome { log_indexes: outcome.log_indexes })
    }

    /// Takes a suspension, or a mistaken revocation, back.
    ///
    /// # Errors
    /// [`UseCaseError`] with the rule that forbids it.
    pub async fn lift(
        &self,
        asker: Asker,
        request: &LiftRequest,
    ) -> Result<LiftOutcome, UseCaseError> {
        let index = request.log_index;
        let snapshot = self.snapshot();
        let hold = snapshot.log().hold(index).ok_or(UseCaseError::NothingToLift(index))?.hold;
        let lifted_as = LiftAs::from(hold);
        let (note, records) = self.commit_to(request.note.as_deref());
        let (decision, decided_on, decided_by) = Decision::split(request.decision.clone());
        let body =
            Body::Lifted(Lifted { index, lifted_as, decision, decided_on, decided_by, note });
        let outcome = self
            .change(Change {
                actor: asker.actor,
                action: "lift",
                drafts: vec![Draft::Ready(body)],
                records,
                planned_on: None,
                idempotency: asker
                    .idempotency_key
                    .map(|key| (key.hash(), RequestDigest::of(request))),
            })
            .await?;
        Ok(LiftOutcome { log_index: outcome.log_indexes[0], lifted_as })
    }

    /// What is asked for makes sense on that day.
    fn may_hold(&self, request: &HoldRequest, day: Date) -> Result<(), UseCaseError> {
        if request.targets.is_empty() {
            return Err(UseCaseError::NoTarget);
        }
        if request.targets.len() > MOST_TARGETS {
            return Err(UseCaseError::TooManyTargets(request.targets.len()));
        }
        if let Some(decision) =
            request.decision.as_ref().filter(|decision| decision.decided_on > day)
        {
            return Err(UseCaseError::NotDecidedYet(decision.decided_on));
        }
        if let Some(review_on) = request.review_on.filter(|review_on| *review_on < day) {
            return Err(UseCaseError::ReviewPassed(review_on));
        }
        if request.reason == Reason::Expired {
            request.targets.iter().try_for_each(|target| self.is_over(target, day))?;
        }
        Ok(())
    }

    /// Whether the certificate behind a target is over, so that "expired" is the truth about it.
    fn is_over(&self, target: &Target, day: Date) -> Result<(), UseCaseError> {
        let snapshot = self.snapshot();
        let batch = target.batch().and_then(|batch| snapshot.log().batch(batch));
        let number = match *target {
            Target::Certificate { certificate } => Some(certificate),
            Target::Batch { .. } | Target::Range { .. } => {
                batch.map(|batch| batch.issued.certificate)
            }
            Target::Producer { .. } | Target::Key { .. } => None,
        };
        let certificate = number.and_then(|number| snapshot.log().certificate(number));
        match certificate
            .map(|certificate| (certificate.facts.certificate, certificate.last_valid_on()))
        {
            Some((number, last_day)) if last_day >= day => {
                Err(UseCaseError::StillRuns(number, last_day))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A text's commitment for the log, and the record that keeps the text.
    fn commit_to(&self, text: Option<&str>) -> (Option<Commitment>, Vec<Record>) {
        let Some(text) = text else { return (None, Vec::new()) };
        let mut salt = [0; 16];
        (self.parts.random)(&mut salt);
        let commitment =
            Commitment(Sha256::new().chain_update(salt).chain_update(text).finalize().into());
        let note = Note {
            commitment: commitment.to_string(),
            salt: HEXLOWER.encode(&salt),
            text: text.to_owned(),
        };
        (Some(commitment), vec![Record::Note(note)])
    }
}
