//! Issuing a batch, and signing its stamps. Entry, checkpoint, then signing: no stamp is signed before
//! its batch's entry is under a published checkpoint.

use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError};
use crate::{
    ledger::{BatchRequest, Change, Draft, RequestDigest},
    signing::{SignedStamp, mint},
    stamp::{BatchNumber, CertificateNumber, StampIndex},
};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueRequest {
    /// The service's number of the certificate.
    pub certificate: CertificateNumber,
    /// How many stamps.
    pub quantity: u64,
    /// Which variant of the product, from 0.
    #[serde(default)]
    pub variant: u8,
    /// Whether the stamps are in use from the start.
    #[serde(default = "yes")]
    pub activated: bool,
}

const fn yes() -> bool {
    true
}

/// A batch that was issued, and may be signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedBatch {
    /// Its number.
    pub batch: BatchNumber,
    /// How many stamps it has.
    pub quantity: u32,
    /// Position of its entry.
    pub log_index: u64,
}

/// Some stamps of a batch, as they are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchStamps {
    /// The printed codes' digits, from the first index asked for.
    pub digits: Vec<String>,
}

impl Service {
    /// Issues a batch and waits until its entry is under a published checkpoint.
    ///
    /// # Errors
    /// [`UseCaseError`] with the rule that forbids it.
    pub async fn issue_batch(
        &self,
        asker: Asker,
        request: &IssueRequest,
    ) -> Result<IssuedBatch, UseCaseError> {
        let draft = Draft::Batch(BatchRequest {
            certificate: request.certificate,
            variant: request.variant,
            quantity: request.quantity,
            activated: request.activated,
        });
        let outcome = self
            .change(Change {
                actor: asker.actor,
                action: "mint",
                drafts: vec![draft],
                records: Vec::new(),
                planned_on: None,
                idempotency: asker
                    .idempotency_key
                    .map(|key| (key.hash(), RequestDigest::of(request))),
            })
            .await?;
        self.until_published(outcome.log_size).await?;
        let batch = outcome.batch.expect("this draft issues a batch");
        let snapshot = self.snapshot();
        let issued = snapshot.log().batch(batch).ok_or(UseCaseError::UnknownBatch(batch))?;
        Ok(IssuedBatch { batch, quantity: issued.issued.quantity, log_index: issued.position })
    }

    /// Signs the stamps of a batch from one index to another, both within. The same again gives the same.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn sign_stamps(
        &self,
        number: BatchNumber,
        from: u32,
        to: u32,
    ) -> Result<Vec<SignedStamp>, UseCaseError> {
        let snapshot = self.snapshot();
        let log = snapshot.log();
        let batch = log.batch(number).ok_or(UseCaseError::UnknownBatch(number))?;
        let quantity = batch.issued.quantity;
        if from > to || to >= quantity {
            return Err(UseCaseError::Range { batch: number, from, to, quantity });
        }
        // Positions count on through the logs before this one; a checkpoint's size counts this log's entries.
        let first_position = log.next_position() - log.size();
        self.until_published(batch.position - first_position + 1).await?;
        let key = batch.issued.key;
        let signer = self.parts.signers.get(&key).ok_or(UseCaseError::KeyNotHeld(key))?;
        (from..=to)
            .map(|index| {
                let index = StampIndex::try_from(u64::from(index)).expect("below the quantity");
                let payload = batch.payload(index).expect("below the quantity");
                Ok(mint(signer.as_ref(), payload)?)
            })
            .collect()
    }
}
