//! Revoking, suspending, and taking either back.

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Acted, Asker, Service, UseCaseError,
    proposals::{Proposed, acts_alone},
};
use crate::{
    access::{AccessRecord, ProposalKind},
    ledger::{Change, Draft, RequestDigest},
    log::{Body, Commitment, Decision, Hold, HoldFacts, LiftAs, Lifted, Reason, Target},
    registry::{Note, Record},
    stamp::today,
};

/// The most targets in one request: each is an entry, and all of them stand or fall together.
pub const MOST_TARGETS: usize = 4_096;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldOutcome {
    /// Positions of the entries, in the order of the targets.
    pub log_indexes: Vec<u64>,
}

/// What is asked to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LiftOutcome {
    /// Position of the new entry.
    pub log_index: u64,
    /// As a suspension or as a mistaken revocation.
    pub lifted_as: LiftAs,
}

impl Service {
    /// Revokes, or suspends, each target; all of them or none. Revoking a producer or a key waits for a second
    /// person.
    ///
    /// # Errors
    /// [`UseCaseError`] with the rule that forbids it.
    pub async fn hold(
        &self,
        asker: &Asker,
        hold: Hold,
        request: &HoldRequest,
    ) -> Result<Acted<HoldOutcome>, UseCaseError> {
        let owners = self.may_hold_these(asker, hold, request)?;
        let takes_two = hold == Hold::Revoked
            && request.targets.iter().any(|target| match target {
                Target::Producer { .. } | Target::Key { .. } => true,
                Target::Certificate { .. } | Target::Batch { .. } | Target::Range { .. } => false,
            });
        if takes_two && !acts_alone(asker) {
            self.may_hold(request, today(self.now()))?;
            // A key, or producers of several provinces, are the whole country's.
            let mut owners = owners.into_iter();
            let first = owners.next().flatten();
            let is_one_province = owners.all(|owner| {
                owner.map(|owner| owner.province_code)
                    == first.as_ref().map(|first| first.province_code.clone())
            });
            let owner = first.filter(|_| is_one_province);
            let proposed = Proposed { kind: ProposalKind::Revocation, request, owner };
            let acted = self.propose(asker, proposed).await?;
            return Ok(acted.map(|log_indexes| HoldOutcome { log_indexes }));
        }
        let told = self.told_of(asker, owners);
        let Some(by) = asker.authority.account().filter(|_| !told.is_empty()) else {
            return Ok(Acted::Done(self.enter_hold(asker, hold, request, Vec::new()).await?));
        };
        let planning = self.planning.lock().await;
        let notices = self.notices_to(told, by, hold, &planning);
        Ok(Acted::Done(self.enter_hold(asker, hold, request, notices).await?))
    }

    /// Enters a revocation or suspension, with records that belong to it.
    pub(super) async fn enter_hold(
        &self,
        asker: &Asker,
        hold: Hold,
        request: &HoldRequest,
        access: Vec<AccessRecord>,
    ) -> Result<HoldOutcome, UseCaseError> {
        let action = match hold {
            Hold::Revoked => "revoke",
            Hold::Suspended => "suspend",
        };
        let idempotency = asker.idempotency(RequestDigest::of(&(action, request)));
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
        let change = Change {
            target: named(&request.targets),
            drafts: drafts.collect(),
            records,
            access,
            idempotency,
            ..self.begin(asker, action)
        };
        let outcome = self.change(change).await?;
        Ok(HoldOutcome { log_indexes: outcome.log_indexes })
    }

    /// Takes a suspension back, or, with a second person, a mistaken revocation.
    ///
    /// # Errors
    /// [`UseCaseError`] with the rule that forbids it.
    pub async fn lift(
        &self,
        asker: &Asker,
        request: &LiftRequest,
    ) -> Result<Acted<LiftOutcome>, UseCaseError> {
        let (hold, owner) = self.may_lift(asker, request.log_index)?;
        match hold {
            Hold::Revoked if !acts_alone(asker) => {
                let proposed = Proposed { kind: ProposalKind::Annulment, request, owner };
                let acted = self.propose(asker, proposed).await?;
                let lifted_as = LiftAs::from(hold);
                Ok(acted.map(|log_indexes| LiftOutcome { log_index: log_indexes[0], lifted_as }))
            }
            Hold::Revoked | Hold::Suspended => {
                Ok(Acted::Done(self.enter_lift(asker, request, Vec::new()).await?))
            }
        }
    }

    /// Enters a lift, with records that belong to it.
    pub(super) async fn enter_lift(
        &self,
        asker: &Asker,
        request: &LiftRequest,
        access: Vec<AccessRecord>,
    ) -> Result<LiftOutcome, UseCaseError> {
        let index = request.log_index;
        let snapshot = self.snapshot();
        let hold = snapshot.log().hold(index).ok_or(UseCaseError::NothingToLift(index))?.terms.hold;
        let lifted_as = LiftAs::from(hold);
        let (note, records) = self.commit_to(request.note.as_deref());
        let (decision, decided_on, decided_by) = Decision::split(request.decision.clone());
        let body =
            Body::Lifted(Lifted { index, lifted_as, decision, decided_on, decided_by, note });
        let outcome = self
            .change(Change {
                target: format!("entry {index}"),
                drafts: vec![Draft::Ready(body)],
                records,
                access,
                idempotency: asker.idempotency(RequestDigest::of(request)),
                ..self.begin(asker, "lift")
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

/// What is hit, for the audit trail: the first few by name.
fn named(targets: &[Target]) -> String {
    const NAMED: usize = 5;
    let name = |target: &Target| match target {
        Target::Certificate { certificate } => format!("certificate {certificate}"),
        Target::Batch { batch } => format!("batch {batch}"),
        Target::Range { batch, from, to } => format!("batch {batch} {from}-{to}"),
        Target::Producer { producer } => format!("producer {producer}"),
        Target::Key { key } => format!("key {key}"),
    };
    let names: Vec<String> = targets.iter().take(NAMED).map(name).collect();
    let more = targets.len().saturating_sub(NAMED);
    if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
}
