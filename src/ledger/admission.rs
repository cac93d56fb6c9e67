//! From what is asked to numbered entries. Runs inside the sequencer, on the state after all changes
//! before, so that two requests can't both take the last of a quota or lift one entry twice.

use jiff::Timestamp;

use super::{BatchRequest, ClockDoubt, Draft};
use crate::{
    log::{BatchIssued, Body, EntryError, LogState, RuleBroken},
    registry::{BatchRecord, CertificateStanding, MintRefusal, Policy, Record, Register, may_mint},
    stamp::{BatchNumber, Flags, KeyNumber, today},
};

/// Why a change is refused. Nothing of it happened.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The rules of minting.
    #[error(transparent)]
    Mint(#[from] MintRefusal),
    /// The rules of the log.
    #[error(transparent)]
    Rule(#[from] RuleBroken),
    /// An entry that can't be written.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The idempotency key stands for another request.
    #[error(
        "this idempotency key was used for another request: choose a new one, or ask for the same again"
    )]
    OtherRequest,
    /// Somebody else changed the register after the change was planned.
    #[error("the register changed meanwhile: ask again")]
    RegisterMoved,
    /// More than can be kept, and read again, as one change.
    #[error("a change of {length} bytes: {longest} at most; make it in parts")]
    TooLong {
        /// Its length.
        length: u64,
        /// The most.
        longest: u64,
    },
    /// Nothing can be dated.
    #[error(transparent)]
    Clock(#[from] ClockDoubt),
    /// Four thousand million batches.
    #[error("no batch number is left")]
    NoBatchNumber,
}

/// What a draft is checked against.
pub(super) struct Admission<'a> {
    pub log: &'a LogState,
    pub register: &'a Register,
    /// Keys that this node can sign with.
    pub held_keys: &'a [KeyNumber],
    /// Generations of the secrets in use.
    pub short_generation: u32,
    pub pin_generation: Option<u32>,
    pub policy: &'a Policy,
    pub now: Timestamp,
}

/// A draft made ready: its entry's body, the record that goes with it, the batch that it issues.
pub(super) struct Admitted {
    pub body: Body,
    pub record: Option<Record>,
    pub batch: Option<BatchNumber>,
}

impl Admission<'_> {
    pub(super) fn admit(&self, draft: &Draft) -> Result<Admitted, Refusal> {
        match draft {
            Draft::Ready(body) => Ok(Admitted { body: body.clone(), record: None, batch: None }),
            Draft::Batch(request) => self.admit_batch(request),
            Draft::KeyCompromised { key, from_index } => {
                let from_index = from_index.unwrap_or(self.log.next_position());
                let body = Body::KeyCompromised { key: *key, from_index };
                Ok(Admitted { body, record: None, batch: None })
            }
        }
    }

    fn admit_batch(&self, request: &BatchRequest) -> Result<Admitted, Refusal> {
        let number = request.certificate;
        let day = today(self.now);
        let certificate =
            self.log.certificate(number).ok_or(MintRefusal::UnknownCertificate(number))?;
        let record = self.register.certificate(number).ok_or(MintRefusal::RecordMissing(number))?;
        let product = self.register.product(record.product);
        let product = product.ok_or(MintRefusal::RecordMissing(number))?;
        self.register.producer(record.producer).ok_or(MintRefusal::RecordMissing(number))?;
        let standing = CertificateStanding {
            last_valid_on: certificate.last_valid_on(),
            held: self.log.certificate_is_held(certificate, day),
            issued_in_a_year: self.log.issued_in_a_year(certificate, self.now),
        };
        match may_mint(
            record,
            product,
            request.variant,
            request.quantity,
            &standing,
            self.policy,
            day,
        ) {
            Err(MintRefusal::Quota { .. }) if request.above_quota => {}
            minted => minted?,
        }

        let pin_generation = match (request.with_pin, self.pin_generation) {
            (false, _) => None,
            (true, Some(generation)) => Some(generation),
            (true, None) => return Err(MintRefusal::NoPinSecret.into()),
        };
        let key = self
            .held_keys
            .iter()
            .rev()
            .find(|key| self.log.key(**key).is_some_and(|key| key.may_sign_on(day)));
        let batch = self.log.next_batch().ok_or(Refusal::NoBatchNumber)?;
        let issued = BatchIssued {
            batch,
            certificate: number,
            producer: certificate.facts.producer,
            key: *key.ok_or(MintRefusal::NoKey)?,
            quantity: u32::try_from(request.quantity)
                .map_err(|_| MintRefusal::Quantity(request.quantity))?,
            flags: Flags { pin: pin_generation.is_some() }.bits(),
            valid_until: certificate.last_valid_on(),
            gtin: product.variants[usize::from(request.variant)].gtin,
            activated: request.activated,
            short_generation: Some(self.short_generation),
            pin_generation,
        };
        let record = Record::Batch(BatchRecord { batch, variant: request.variant });
        Ok(Admitted { body: Body::BatchIssued(issued), record: Some(record), batch: Some(batch) })
    }
}
