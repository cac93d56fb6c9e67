//! What a printer needs of a batch: the words of its labels, and its stamps in every spelling that a label may
//! carry. Signing is `batches`'; how labels look is left to `printing`.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError, ownership, people::AccessError};
use crate::{
    access::Act,
    log::Batch,
    registry::Stars,
    signing::{SignError, SignedStamp, Signer, mint},
    stamp::{BatchNumber, CertificateNumber, Pin, PinSecret, ShortCode, ShortSecret, StampIndex},
};

/// Secrets of PINs by generation.
pub type PinSecrets = BTreeMap<u32, PinSecret>;

/// What all labels of a batch say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchLabel {
    /// The batch.
    pub batch: BatchNumber,
    /// How many stamps it has.
    pub quantity: u32,
    /// The service's number of the certificate.
    pub certificate: CertificateNumber,
    /// The number on the certificate's paper, where it has one.
    pub certificate_number: Option<String>,
    /// The certificate's stars.
    pub stars: Stars,
    /// The product as the certificate names it.
    pub product_name: String,
    /// Whether its stamps carry a PIN.
    pub pin: bool,
}

/// A stamp in every spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PrintableStamp {
    /// The signed code's 192 digits.
    pub digits: String,
    /// The sixteen characters.
    pub short_code: String,
    /// The small symbol's 30 digits.
    pub short_digits: String,
    /// The PIN under its scratch layer, where the batch has them: for the print house, and for nobody else.
    #[serde(default)]
    pub pin: Option<Pin>,
}

/// Some stamps of a batch, from the first index asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PrintableStamps {
    /// In their order.
    pub stamps: Vec<PrintableStamp>,
}

impl Service {
    /// What the labels of a batch say.
    ///
    /// # Errors
    /// [`UseCaseError`] if there is no such batch, or the register lacks its certificate.
    pub fn batch_label(
        &self,
        asker: &Asker,
        number: BatchNumber,
    ) -> Result<BatchLabel, UseCaseError> {
        let snapshot = self.snapshot();
        ownership::reached_batch(asker, &snapshot, number)?;
        let batch = snapshot.log().batch(number).ok_or(UseCaseError::UnknownBatch(number))?;
        let (issued, pin) = (&batch.issued, batch.issued.pin_generation.is_some());
        self.label_of(number, issued.certificate, issued.quantity, pin)
    }

    /// What the labels of a batch say, whether it is issued or to come.
    ///
    /// # Errors
    /// [`UseCaseError::RecordMissing`]
    pub(super) fn label_of(
        &self,
        batch: BatchNumber,
        certificate: CertificateNumber,
        quantity: u32,
        pin: bool,
    ) -> Result<BatchLabel, UseCaseError> {
        let snapshot = self.snapshot();
        let record = snapshot.register().certificate(certificate);
        let record = record.ok_or(UseCaseError::RecordMissing(certificate))?;
        Ok(BatchLabel {
            batch,
            quantity,
            certificate,
            certificate_number: record.number.clone(),
            stars: record.stars,
            product_name: record.certified.product_name.clone(),
            pin,
        })
    }

    /// Signs the stamps from one index to another, both within, and adds their short codes and PINs. The same again
    /// gives the same. The audit trail says that they were handed out, never what.
    ///
    /// # Errors
    /// As [`Service::sign_stamps`], and if the secret of the short codes, or of the PINs that the batch has, is not held.
    pub async fn printable_stamps(
        &self,
        asker: &Asker,
        number: BatchNumber,
        range: (u32, u32),
    ) -> Result<Vec<PrintableStamp>, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        let snapshot = self.snapshot();
        ownership::reached_batch(asker, &snapshot, number)?;
        let batch = snapshot.log().batch(number).ok_or(UseCaseError::UnknownBatch(number))?;
        let secrets = self.stamp_secrets(batch)?;
        let write = move |stamp: SignedStamp| PrintableStamp::of(&stamp, &secrets);
        self.sign_and_write(asker, number, range, write).await
    }

    /// How the stamps of a batch are signed here, whoever asked for it.
    ///
    /// # Errors
    /// [`UseCaseError`]: there is no such batch, or its key or a secret of its codes is not held.
    pub(super) fn minting(&self, number: BatchNumber) -> Result<Minting, UseCaseError> {
        let snapshot = self.snapshot();
        let log = snapshot.log();
        let batch = log.batch(number).ok_or(UseCaseError::UnknownBatch(number))?;
        let key = batch.issued.key;
        let signer = self.parts.signers.get(&key).ok_or(UseCaseError::KeyNotHeld(key))?.clone();
        let secrets = self.stamp_secrets(batch)?;
        let published_at = batch.position + 1;
        Ok(Minting { batch: batch.clone(), signer, secrets, published_at })
    }

    fn stamp_secrets(&self, batch: &Batch) -> Result<StampSecrets, UseCaseError> {
        let number = batch.issued.batch;
        let generation = batch.issued.short_generation;
        let short = generation.and_then(|generation| self.parts.short_secrets.get(&generation));
        let short = short.ok_or(UseCaseError::NoShortCodes(number))?.clone();
        let pin = match batch.issued.pin_generation {
            None => None,
            Some(generation) => {
                let secret = self.parts.pin_secrets.get(&generation);
                Some(secret.ok_or(UseCaseError::NoPins(number))?.clone())
            }
        };
        Ok(StampSecrets { short, pin })
    }
}

/// What a batch's codes and PINs are made with.
struct StampSecrets {
    short: ShortSecret,
    /// Where its stamps have PINs.
    pin: Option<PinSecret>,
}

/// How the stamps of a batch are signed.
pub(super) struct Minting {
    batch: Batch,
    signer: Arc<dyn Signer>,
    secrets: StampSecrets,
    /// The least size of a published checkpoint: nothing is signed before.
    pub(super) published_at: u64,
}

impl Minting {
    /// Signs the stamp at a place, which the batch must have.
    pub(super) fn printable(&self, index: StampIndex) -> Result<PrintableStamp, SignError> {
        let payload = self.batch.payload(index).expect("the batch has it");
        Ok(PrintableStamp::of(&mint(self.signer.as_ref(), payload)?, &self.secrets))
    }
}

impl PrintableStamp {
    fn of(stamp: &SignedStamp, secrets: &StampSecrets) -> Self {
        let payload = stamp.as_scanned().claimed_payload();
        let payload = payload.expect("what was signed here is of a kind in use");
        Self {
            digits: stamp.digits(),
            short_code: ShortCode::typed(&secrets.short, &payload).to_string(),
            short_digits: ShortCode::symbol(&secrets.short, &payload).to_string(),
            pin: secrets.pin.as_ref().map(|secret| secret.pin(&payload)),
        }
    }
}
