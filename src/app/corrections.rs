//! Corrections of record: what waits, and its approval by a second person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Asker, Service, UseCaseError, certificate_facts, ownership, people::AccessError,
    proposals::acts_alone, register_import::differences,
};
use crate::{
    access::Act,
    ledger::{Change, Draft, RequestDigest},
    log::{Body, LogState},
    registry::{Certificate, Correction, Producer, Product, Record, Register, Settled},
    stamp::CertificateNumber,
    tables::Field,
};

/// A correction that waits, as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WaitingCorrection)]
pub struct Waiting {
    /// Of which certificate.
    pub certificate: CertificateNumber,
    /// Its number on paper.
    pub number: Option<String>,
    /// The product's name as it stands.
    pub product: String,
    /// The holder's name as it stands.
    pub producer: String,
    /// Number of its decision as it stands.
    pub decision: String,
    /// That decision's day.
    pub decided_on: jiff::civil::Date,
    /// The body that took it.
    pub issuer: String,
    /// What would change, from what to what.
    pub changes: Vec<(Field, String, String)>,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
}

/// How a correction is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Of which certificate.
    pub certificate: CertificateNumber,
    /// When it was proposed: who settles it has seen this one and no later one.
    pub proposed_at: Timestamp,
    /// Approved or dismissed.
    pub settled: Settled,
    /// The operator works on the folder alone, and the audit record says so.
    #[serde(default)]
    pub alone: bool,
}

/// What was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CorrectionOutcome {
    /// Position of the entry; none for a correction that was dismissed.
    pub log_index: Option<u64>,
}

impl Service {
    /// All corrections that wait and are the asker's to see.
    pub fn waiting_corrections(&self, asker: &Asker) -> Vec<Waiting> {
        let snapshot = self.snapshot();
        let register = snapshot.register();
        register
            .corrections()
            .filter(|correction| {
                ownership::reached_certificate(asker, &snapshot, correction.number()).is_ok()
            })
            .filter_map(|correction| self.waiting(register, correction))
            .collect()
    }

    /// Approves or dismisses a correction. Anybody may dismiss; approving takes somebody else than who
    /// proposed it, unless the operator does it alone and says so.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn settle_correction(
        &self,
        asker: Asker,
        approval: &Approval,
    ) -> Result<CorrectionOutcome, UseCaseError> {
        let action = match (approval.settled, approval.alone) {
            (Settled::Approved, true) => "correct-alone",
            (Settled::Approved, false) => "correct",
            (Settled::Dismissed, _) => "dismiss-correction",
        };
        let idempotency = asker.idempotency(RequestDigest::of(&(action, approval.certificate)));
        let snapshot = self.snapshot();
        let register = snapshot.register();
        let number = approval.certificate;
        asker.authority.may(Act::SettleCorrection).map_err(AccessError::from)?;
        if ownership::reached_certificate(&asker, &snapshot, number).is_err() {
            return Err(UseCaseError::NoCorrection(number));
        }
        if approval.alone && !acts_alone(&asker) {
            return Err(AccessError::OnePerson.into());
        }
        let Some(correction) = register.correction(number) else {
            // Settled before, perhaps by this very request.
            let refusal = UseCaseError::NoCorrection(number);
            let Some((key, digest)) = idempotency else { return Err(refusal) };
            let made_before = self.parts.sequencer.recall(key, digest).await?;
            let log_index = made_before.ok_or(refusal)?.log_indexes.first().copied();
            return Ok(CorrectionOutcome { log_index });
        };
        if correction.proposed_at != approval.proposed_at {
            return Err(UseCaseError::OtherCorrection(number));
        }
        let (drafts, records) = match approval.settled {
            Settled::Approved => {
                if !approval.alone {
                    let (approver, name) = (asker.actor.identity(), asker.actor.to_string());
                    correction.takes_two_people(&approver, &name)?;
                }
                corrected(snapshot.log(), register, correction)?
            }
            Settled::Dismissed => (Vec::new(), Vec::new()),
        };
        let settled = Correction { settled: Some(approval.settled), ..correction.clone() };
        let settled = Record::Correction(Box::new(settled));
        let outcome = self
            .change(Change {
                target: format!("certificate {number}"),
                drafts,
                records: records.into_iter().chain([settled]).collect(),
                planned_on: Some(register.revision()),
                idempotency,
                ..self.begin(&asker, action)
            })
            .await?;
        Ok(CorrectionOutcome { log_index: outcome.log_indexes.first().copied() })
    }
}

/// The entries and the records of a correction that is approved.
fn corrected(
    log: &LogState,
    register: &Register,
    correction: &Correction,
) -> Result<(Vec<Draft>, Vec<Record>), UseCaseError> {
    let number = correction.number();
    let missing = || UseCaseError::RecordMissing(number);
    let known = register.certificate(number).ok_or_else(missing)?;
    // The quota is no part of a correction.
    let quota_per_year = known.quota_per_year;
    let certificate = Certificate { quota_per_year, ..correction.certificate.clone() };
    let facts = certificate_facts(&certificate)?;
    let mut drafts = vec![Draft::Ready(Body::CertificateCorrected(facts))];
    // A correction cancels an earlier end (log-format, version 1). One that is about something else says it
    // again, or a certificate that was ended would be in force.
    let ended = log.certificate(number).and_then(|state| state.ended.as_deref());
    if let Some(ended) = ended.filter(|_| certificate.valid_until == known.valid_until) {
        drafts.push(Draft::Ready(Body::CertificateEnded(ended.clone())));
    }
    let mut records = vec![];
    // What the register calls product and holder follows where it came from this certificate.
    let (before, after) = (&known.certified, &certificate.certified);
    if let Some(producer) = register.producer(known.producer)
        && producer.name == before.producer_name
    {
        let (name, kind) = (after.producer_name.clone(), after.producer_kind);
        records.push(Record::Producer(Producer { name, kind, ..producer.clone() }));
    }
    if let Some(product) = register.product(known.product)
        && product.name == before.product_name
    {
        records.push(Record::Product(Product {
            code: after.product_code.clone(),
            name: after.product_name.clone(),
            group: after.group,
            subgroup: after.subgroup.clone(),
            ..product.clone()
        }));
    }
    records.push(Record::Certificate(certificate));
    Ok((drafts, records))
}

impl Service {
    fn waiting(&self, register: &Register, correction: &Correction) -> Option<Waiting> {
        let known = register.certificate(correction.number())?;
        // People are kept by their account, and called by their name.
        let account = correction.proposer.strip_prefix("account ").and_then(|n| n.parse().ok());
        let name = account.and_then(|account| {
            let directory = self.directory();
            directory.account(account)?.person.as_ref().map(|person| person.name.clone())
        });
        Some(Waiting {
            certificate: correction.number(),
            number: known.number.clone(),
            product: known.certified.product_name.clone(),
            producer: known.certified.producer_name.clone(),
            decision: known.decision.clone(),
            decided_on: known.decided_on,
            issuer: known.issuer.clone(),
            changes: differences(known, &correction.certificate),
            proposed_by: name.unwrap_or_else(|| correction.proposed_by.clone()),
            proposed_at: correction.proposed_at,
        })
    }
}
