//! Whose something is, and whether it is the asker's to see or to act on. What is another's is answered as
//! what is not there.

use super::{Asker, UseCaseError, people::AccessError};
use crate::{
    access::{Authority, Role, Whose},
    ledger::{ChangeError, Draft, Refusal},
    log::{Body, HoldFacts, RuleBroken, Target},
    registry::{MintRefusal, ProducerNumber, Record, Register},
    stamp::{BatchNumber, CertificateNumber},
    verification::Snapshot,
};

/// An owner, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    /// The producer; `None` for what is no producer's.
    pub(super) producer: Option<ProducerNumber>,
    /// The province that manages it.
    pub(super) province_code: String,
    commune_code: Option<String>,
}

impl Owner {
    pub(super) fn whose(&self) -> Whose<'_> {
        Whose {
            producer: self.producer,
            province_code: &self.province_code,
            commune_code: self.commune_code.as_deref(),
        }
    }

    /// Whether it is the asker's.
    pub(super) fn is_reached_by(&self, authority: &Authority) -> bool {
        authority.reaches(self.whose())
    }
}

/// Whose a certificate is: its producer's, and its managing province's.
pub(super) fn of_certificate(snapshot: &Snapshot, number: CertificateNumber) -> Option<Owner> {
    let register = snapshot.register();
    let facts = &snapshot.log().certificate(number)?.facts;
    let record = register.certificate(number);
    let producer = register.producer(facts.producer);
    Some(Owner {
        producer: Some(facts.producer),
        province_code: record
            .map_or_else(|| facts.province.to_string(), |record| record.province_code.clone()),
        commune_code: producer.and_then(|producer| producer.commune_code.clone()),
    })
}

/// Whose a batch is: its certificate's owner's.
pub(super) fn of_batch(snapshot: &Snapshot, number: BatchNumber) -> Option<Owner> {
    of_certificate(snapshot, snapshot.log().batch(number)?.issued.certificate)
}

/// Whose a producer is: its own, and its managing province's.
pub(super) fn of_producer(register: &Register, number: ProducerNumber) -> Option<Owner> {
    let producer = register.producer(number)?;
    Some(Owner {
        producer: Some(number),
        province_code: producer.province_code.clone(),
        commune_code: producer.commune_code.clone(),
    })
}

/// Whose the target of a revocation or suspension is; `None` for a key, which is the whole country's.
///
/// # Errors
/// What the log says of a target that is not there.
pub(super) fn of_target(
    snapshot: &Snapshot,
    target: &Target,
) -> Result<Option<Owner>, UseCaseError> {
    snapshot.log().admits_target(target).map_err(not_there)?;
    Ok(match *target {
        Target::Certificate { certificate } => of_certificate(snapshot, certificate),
        Target::Batch { batch } | Target::Range { batch, .. } => of_batch(snapshot, batch),
        Target::Producer { producer } => of_producer(snapshot.register(), producer),
        Target::Key { .. } => None,
    })
}

/// What the log says of something that is not there, which is said of another's as well.
pub(super) fn not_there(rule: RuleBroken) -> UseCaseError {
    ChangeError::from(Refusal::from(rule)).into()
}

/// What is said of a target that is not the asker's: what is said of one that is not there.
pub(super) fn target_not_there(target: &Target) -> UseCaseError {
    not_there(match *target {
        Target::Certificate { certificate } => RuleBroken::CertificateUnknown(certificate),
        Target::Batch { batch } | Target::Range { batch, .. } => RuleBroken::BatchUnknown(batch),
        Target::Producer { producer } => RuleBroken::ProducerUnknown(producer),
        Target::Key { key } => RuleBroken::KeyUnknown(key),
    })
}

/// A certificate that the asker reaches.
///
/// # Errors
/// As for one that is not there.
pub(super) fn reached_certificate(
    asker: &Asker,
    snapshot: &Snapshot,
    number: CertificateNumber,
) -> Result<Owner, UseCaseError> {
    of_certificate(snapshot, number)
        .filter(|owner| owner.is_reached_by(&asker.authority))
        .ok_or_else(|| certificate_not_there(number))
}

fn certificate_not_there(number: CertificateNumber) -> UseCaseError {
    ChangeError::from(Refusal::from(MintRefusal::UnknownCertificate(number))).into()
}

/// A batch that the asker reaches.
///
/// # Errors
/// As for one that is not there.
pub(super) fn reached_batch(
    asker: &Asker,
    snapshot: &Snapshot,
    number: BatchNumber,
) -> Result<Owner, UseCaseError> {
    of_batch(snapshot, number)
        .filter(|owner| owner.is_reached_by(&asker.authority))
        .ok_or_else(|| not_there(RuleBroken::BatchUnknown(number)))
}

/// Whether all that an import would write is the asker's: what is there now, and what would be.
///
/// # Errors
/// [`AccessError::Elsewhere`] with the first that is not.
pub(super) fn reaches_plan(
    asker: &Asker,
    snapshot: &Snapshot,
    (drafts, records): (&[Draft], &[Record]),
) -> Result<(), AccessError> {
    if matches!(asker.authority, Authority::Operator) {
        return Ok(());
    }
    let before = snapshot.register();
    let mut after = before.clone();
    records.iter().for_each(|record| after.put(record));
    let reaches_producer = |number: ProducerNumber| {
        [before, &after].iter().all(|register| {
            of_producer(register, number)
                .is_none_or(|owner| territory_holds(asker, &owner.province_code))
        })
    };
    let reaches_certificate = |number: CertificateNumber| {
        let records = [before, &after].map(|register| register.certificate(number));
        records.into_iter().flatten().all(|record| territory_holds(asker, &record.province_code))
            && of_certificate(snapshot, number)
                .is_none_or(|owner| territory_holds(asker, &owner.province_code))
    };
    let elsewhere = |what: String| Err(AccessError::Elsewhere(what));
    for record in records {
        let (is_reached, what) = match record {
            Record::Producer(producer) => {
                (reaches_producer(producer.producer), producer.name.clone())
            }
            Record::ProducerDetails(details) => {
                (reaches_producer(details.producer), format!("producer {}", details.producer))
            }
            Record::Product(product) => (reaches_producer(product.producer), product.name.clone()),
            Record::Certificate(certificate) => (
                reaches_certificate(certificate.certificate),
                certificate.certified.product_name.clone(),
            ),
            Record::CertificateRemark(remark) => (
                reaches_certificate(remark.certificate),
                format!("certificate {}", remark.certificate),
            ),
            Record::Correction(correction) => (
                reaches_certificate(correction.number())
                    && territory_holds(asker, &correction.certificate.province_code),
                correction.certificate.certified.product_name.clone(),
            ),
            // Neither names anybody.
            Record::Batch(_) | Record::Note(_) => (true, String::new()),
        };
        if !is_reached {
            return elsewhere(what);
        }
    }
    for certificate in drafts.iter().filter_map(certificate_of) {
        if !reaches_certificate(certificate) {
            return elsewhere(format!("certificate {certificate}"));
        }
    }
    Ok(())
}

/// Whether somebody who works for offices works for this province. A clerk plans for the province of their
/// commune; what they plan is an officer's to carry out.
pub(super) fn territory_holds(asker: &Asker, province_code: &str) -> bool {
    match asker.authority.role() {
        None => true,
        Some(Role::Clerk { commune }) => commune.province_code() == province_code,
        Some(Role::Inspector { territory } | Role::Officer { territory }) => {
            territory.holds(province_code)
        }
        Some(Role::Producer { .. } | Role::Administrator) => false,
    }
}

/// The certificate that a draft of an import is about.
fn certificate_of(draft: &Draft) -> Option<CertificateNumber> {
    let Draft::Ready(body) = draft else { return None };
    match body {
        Body::CertificateRecorded(facts) | Body::CertificateCorrected(facts) => {
            Some(facts.certificate)
        }
        Body::CertificateEnded(ended) => Some(ended.certificate),
        Body::Revoked(facts) | Body::Suspended { facts, .. } => certificate_held(facts),
        Body::LogOpened { .. }
        | Body::KeyAdded(_)
        | Body::KeyRetired { .. }
        | Body::KeyCompromised { .. }
        | Body::BatchIssued(_)
        | Body::RangeActivated { .. }
        | Body::RangeDeclared(_)
        | Body::Lifted(_) => None,
    }
}

fn certificate_held(facts: &HoldFacts) -> Option<CertificateNumber> {
    match facts.target {
        Target::Certificate { certificate } => Some(certificate),
        Target::Batch { .. }
        | Target::Range { .. }
        | Target::Producer { .. }
        | Target::Key { .. } => None,
    }
}
