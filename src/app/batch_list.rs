//! Batches as their producers and their offices see them, the newest first.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Asker, Service, StampCount, UseCaseError, ownership};
use crate::{
    log::Batch,
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber},
    verification::Snapshot,
};

/// The most batches in one answer.
const PAGE: usize = 100;

/// The most batches that one request looks at.
const LOOKED_AT: u32 = 50_000;

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchView {
    /// Its number.
    pub batch: BatchNumber,
    /// The certificate that it was issued for.
    pub certificate: CertificateNumber,
    /// Whose certificate that is.
    pub producer: ProducerNumber,
    /// The product's name, as the register has it.
    pub product: Option<String>,
    /// Which variant of the product, from 0.
    pub variant: Option<u8>,
    /// The net content of that variant.
    pub pack: Option<String>,
    /// How many stamps.
    pub quantity: u32,
    /// Whether they were in use from the start.
    pub activated: bool,
    /// Whether they carry a PIN under a scratch layer.
    pub pin: bool,
    /// The key that signs them.
    pub key: KeyNumber,
    /// The last day that is printed in them.
    pub valid_until: Date,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Position of its entry.
    pub log_index: u64,
    /// How many of its stamps are revoked today.
    pub revoked: u64,
    /// How many are used, spoiled and left.
    pub stamps: StampCount,
}

/// Some batches, and where the rest begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPage {
    /// The newest first.
    pub batches: Vec<BatchView>,
    /// Ask for those before this one; `null` at the end.
    pub next: Option<BatchNumber>,
}

/// Which batches are asked for.
#[derive(Debug, Clone, Default)]
pub struct BatchFilter {
    /// Of this certificate.
    pub certificate: Option<CertificateNumber>,
    /// Of this producer.
    pub producer: Option<ProducerNumber>,
    /// Before this one.
    pub before: Option<BatchNumber>,
}

impl Service {
    /// Batches that are the asker's to see.
    pub fn batches(&self, asker: &Asker, filter: &BatchFilter) -> BatchPage {
        let snapshot = self.snapshot();
        let log = snapshot.log();
        let end = log.next_batch().map_or(u32::MAX, BatchNumber::get);
        let end = filter.before.map_or(end, |before| before.get().min(end));
        let mut batches = Vec::new();
        let last = end.saturating_sub(LOOKED_AT);
        for number in (last..end).rev().map(BatchNumber::new) {
            let Some(batch) = log.batch(number) else { continue };
            let is_wanted =
                filter.certificate.is_none_or(|wanted| batch.issued.certificate == wanted)
                    && filter.producer.is_none_or(|wanted| batch.issued.producer == wanted);
            let is_reached = || {
                ownership::of_batch(&snapshot, number)
                    .is_some_and(|owner| owner.is_reached_by(&asker.authority))
            };
            if is_wanted && is_reached() {
                batches.push(self.batch_view(&snapshot, batch));
                if batches.len() == PAGE {
                    return BatchPage { batches, next: Some(number) };
                }
            }
        }
        BatchPage { batches, next: (last > 0).then(|| BatchNumber::new(last)) }
    }

    /// A batch that is the asker's to see.
    ///
    /// # Errors
    /// As for one that is not there.
    pub fn batch(&self, asker: &Asker, number: BatchNumber) -> Result<BatchView, UseCaseError> {
        let snapshot = self.snapshot();
        ownership::reached_batch(asker, &snapshot, number)?;
        let batch = snapshot.log().batch(number).ok_or(UseCaseError::UnknownBatch(number))?;
        Ok(self.batch_view(&snapshot, batch))
    }

    fn batch_view(&self, snapshot: &Snapshot, batch: &Batch) -> BatchView {
        let issued = &batch.issued;
        let register = snapshot.register();
        let certificate = snapshot.log().certificate(issued.certificate);
        let product = certificate.and_then(|known| register.product(known.facts.product));
        let day = crate::stamp::today(self.now());
        let all = (0, issued.quantity - 1);
        let variant = register.batch(issued.batch).map(|record| record.variant);
        BatchView {
            batch: issued.batch,
            certificate: issued.certificate,
            producer: issued.producer,
            product: product.map(|product| product.name.clone()),
            variant,
            pack: product.and_then(|product| {
                let pack = product.variants.get(usize::from(variant?))?;
                Some(pack.net_content.to_string())
            }),
            quantity: issued.quantity,
            activated: issued.activated,
            pin: issued.pin_generation.is_some(),
            key: issued.key,
            valid_until: issued.valid_until,
            issued_at: batch.issued_at,
            log_index: batch.position,
            revoked: snapshot.log().revoked_stamps(issued.batch, all, day),
            stamps: StampCount::of(&snapshot.log().stamp_runs(issued.batch, day)),
        }
    }
}
