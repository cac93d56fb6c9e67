//! What a printer needs of a batch: the words of its labels, and its stamps in every spelling that a label may
//! carry. Signing is `batches`'; how labels look is left to `printing`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError, ownership, people::AccessError};
use crate::{
    access::Act,
    registry::Stars,
    signing::SignedStamp,
    stamp::{BatchNumber, CertificateNumber, Pin, PinSecret, ShortCode},
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
        let issued = &batch.issued;
        let certificate = snapshot.register().certificate(issued.certificate);
        let certificate = certificate.ok_or(UseCaseError::RecordMissing(issued.certificate))?;
        Ok(BatchLabel {
            batch: number,
            quantity: issued.quantity,
            certificate: issued.certificate,
            certificate_number: certificate.number.clone(),
            stars: certificate.stars,
            product_name: certificate.certified.product_name.clone(),
            pin: issued.pin_generation.is_some(),
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
        let generation = batch.issued.short_generation;
        let secret = generation.and_then(|generation| self.parts.short_secrets.get(&generation));
        let secret = secret.ok_or(UseCaseError::NoShortCodes(number))?.clone();
        let pin_secret = match batch.issued.pin_generation {
            None => None,
            Some(generation) => {
                let secret = self.parts.pin_secrets.get(&generation);
                Some(secret.ok_or(UseCaseError::NoPins(number))?.clone())
            }
        };
        let write = move |stamp: SignedStamp| {
            let payload = stamp.as_scanned().claimed_payload();
            let payload = payload.expect("what was signed here is of a kind in use");
            PrintableStamp {
                digits: stamp.digits(),
                short_code: ShortCode::typed(&secret, &payload).to_string(),
                short_digits: ShortCode::symbol(&secret, &payload).to_string(),
                pin: pin_secret.as_ref().map(|secret| secret.pin(&payload)),
            }
        };
        self.sign_and_write(asker, number, range, write).await
    }
}
