//! Corrections of record: what waits, and its approval by a second person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError, certificate_facts, register_import::differences};
use crate::{
    ledger::{Change, Draft, RequestDigest},
    log::Body,
    registry::{Certificate, Correction, Producer, Product, Record, Register, Settled},
    stamp::CertificateNumber,
    tables::Field,
};

/// A correction that waits, as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Of which certificate.
    pub certificate: CertificateNumber,
    /// Its number on paper.
    pub number: Option<String>,
    /// The product's name as it stands.
    pub product: String,
    /// What would change, from what to what.
    pub changes: Vec<(Field, String, String)>,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
}

/// How a correction is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Of which certificate.
    pub certificate: CertificateNumber,
    /// Approved or dismissed.
    pub settled: Settled,
    /// The operator works on the folder alone, and the audit record says so.
    #[serde(default)]
    pub alone: bool,
}

/// What was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionOutcome {
    /// Position of the entry; none for a correction that was dismissed.
    pub log_index: Option<u64>,
}

impl Service {
    /// All corrections that wait.
    pub fn waiting_corrections(&self) -> Vec<Waiting> {
        let snapshot = self.snapshot();
        let register = snapshot.register();
        register.corrections().filter_map(|correction| waiting(register, correction)).collect()
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
        let idempotency = asker
            .idempotency_key
            .as_ref()
            .map(|key| (key.hash(), RequestDigest::of(&(action, approval))));
        let snapshot = self.snapshot();
        let register = snapshot.register();
        let number = approval.certificate;
        let Some(correction) = register.correction(number) else {
            // Settled before, perhaps by this very request.
            let refusal = UseCaseError::NoCorrection(number);
            let Some((key, digest)) = idempotency else { return Err(refusal) };
            let made_before = self.parts.sequencer.recall(key, digest).await?;
            let log_index = made_before.ok_or(refusal)?.log_indexes.first().copied();
            return Ok(CorrectionOutcome { log_index });
        };
        let (drafts, records) = match approval.settled {
            Settled::Approved => {
                if !approval.alone {
                    correction.takes_two_people(&asker.actor.to_string())?;
                }
                corrected(register, correction)?
            }
            Settled::Dismissed => (Vec::new(), Vec::new()),
        };
        let settled = Correction { settled: Some(approval.settled), ..correction.clone() };
        let settled = Record::Correction(Box::new(settled));
        let outcome = self
            .change(Change {
                actor: asker.actor,
                action,
                drafts,
                records: records.into_iter().chain([settled]).collect(),
                planned_on: Some(register.revision()),
                idempotency,
            })
            .await?;
        Ok(CorrectionOutcome { log_index: outcome.log_indexes.first().copied() })
    }
}

/// The entry and the records of a correction that is approved.
fn corrected(
    register: &Register,
    correction: &Correction,
) -> Result<(Vec<Draft>, Vec<Record>), UseCaseError> {
    let number = correction.number();
    let (producer, product) =
        as_corrected(register, correction).ok_or(UseCaseError::RecordMissing(number))?;
    // The quota is no part of a correction.
    let quota_per_year = register.certificate(number).and_then(|known| known.quota_per_year);
    let certificate = Certificate { quota_per_year, ..correction.certificate.clone() };
    let facts = certificate_facts(&certificate, &producer, &product)?;
    let records = vec![
        Record::Producer(producer),
        Record::Product(product),
        Record::Certificate(certificate),
    ];
    Ok((vec![Draft::Ready(Body::CertificateCorrected(facts))], records))
}

/// Holder and product with the words of a correction; what the office keeps of them stays as it is now.
fn as_corrected(register: &Register, correction: &Correction) -> Option<(Producer, Product)> {
    let known = register.producer(correction.certificate.producer)?.clone();
    let told = &correction.producer;
    let producer = Producer { name: told.name.clone(), kind: told.kind, ..known };
    let known = register.product(correction.certificate.product)?.clone();
    let told = &correction.product;
    let product = Product {
        code: told.code.clone(),
        name: told.name.clone(),
        group: told.group,
        subgroup: told.subgroup.clone(),
        ..known
    };
    Some((producer, product))
}

fn waiting(register: &Register, correction: &Correction) -> Option<Waiting> {
    let known = register.certificate(correction.number())?;
    let holder = register.producer(known.producer)?;
    let product = register.product(known.product)?;
    let told = (&correction.certificate, &correction.producer, &correction.product);
    Some(Waiting {
        certificate: correction.number(),
        number: known.number.clone(),
        product: product.name.clone(),
        changes: differences((known, holder, product), told),
        proposed_by: correction.proposed_by.clone(),
        proposed_at: correction.proposed_at,
    })
}
