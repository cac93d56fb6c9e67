//! Recording certificates: the log's entry and the register's records go in together.

use sha2::{Digest, Sha256};

use super::{Asker, Service, UseCaseError};
use crate::{
    ledger::{Change, Draft, Outcome},
    log::{Body, CertificateFacts, Commitment, NotCanonical, Text, TextError, canonical_json},
    registry::{Certificate, Record},
};

/// What the log says of a certificate: its facts, and a commitment to its public fields.
///
/// # Errors
/// [`TextError`] for a text that can't stand in the log.
pub fn certificate_facts(certificate: &Certificate) -> Result<CertificateFacts, TextError> {
    let text = |text: &str| Text::try_from(text.to_owned());
    Ok(CertificateFacts {
        certificate: certificate.certificate,
        number: certificate.number.as_deref().map(text).transpose()?,
        decision: text(&certificate.decision)?,
        decided_on: certificate.decided_on,
        valid_until: certificate.valid_until,
        stars: certificate.stars,
        producer: certificate.producer,
        product: certificate.product,
        issuer: text(&certificate.issuer)?,
        province: text(&certificate.province_code)?,
        replaces: certificate.replaces,
        record: commitment(certificate).expect("the public fields are texts and whole numbers"),
    })
}

/// SHA-256 of the salt ‖ RFC 8785 of the public fields.
fn commitment(certificate: &Certificate) -> Result<Commitment, NotCanonical> {
    let fields = canonical_json(&certificate.public_fields())?;
    let salt = data_encoding::HEXLOWER.decode(certificate.salt.as_bytes()).unwrap_or_default();
    Ok(Commitment(Sha256::new().chain_update(salt).chain_update(fields).finalize().into()))
}

impl Service {
    /// Records a certificate.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn record_certificate(
        &self,
        asker: Asker,
        certificate: &Certificate,
    ) -> Result<Outcome, UseCaseError> {
        let facts = certificate_facts(certificate)?;
        let records = vec![Record::Certificate(certificate.clone())];
        let drafts = vec![Draft::Ready(Body::CertificateRecorded(facts))];
        self.change(Change { drafts, records, ..self.begin(&asker, "record") }).await
    }

    /// Keeps records of the register that the log says nothing of.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn keep_records(
        &self,
        asker: Asker,
        records: Vec<Record>,
    ) -> Result<Outcome, UseCaseError> {
        self.change(Change { records, ..self.begin(&asker, "record") }).await
    }

    /// Enters one entry as it is drafted, and does not wait for its checkpoint.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn enter(
        &self,
        asker: Asker,
        action: &'static str,
        draft: Draft,
    ) -> Result<Outcome, UseCaseError> {
        self.change(Change { drafts: vec![draft], ..self.begin(&asker, action) }).await
    }
}
