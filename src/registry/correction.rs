//! Corrections of record: a mistake in what was recorded of a certificate, proposed by one person and
//! approved by another. What the log says of a certificate is corrected in no other way.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Certificate;
use crate::stamp::CertificateNumber;

/// A correction that was proposed: the certificate as it would stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The certificate, all fields.
    pub certificate: Certificate,
    /// Who proposed it, as the audit record names people.
    pub proposed_by: String,
    /// By what that person is told from others, whatever the name; empty in records of before.
    #[serde(default)]
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// What became of it; `None` while it waits.
    pub settled: Option<Settled>,
}

/// What became of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It is in the log.
    Approved,
    /// It was a mistake itself.
    Dismissed,
}

/// The same person proposed and approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} proposed this correction, and a correction takes two people: have somebody else approve it, or, where \
     nobody else is there, add --alone, which the audit record keeps"
)]
pub struct OnePerson(pub String);

impl Correction {
    /// The certificate that it is about; there is one correction of a certificate at a time.
    pub fn number(&self) -> CertificateNumber {
        self.certificate.certificate
    }

    /// Whether somebody may approve it: anybody but who proposed it. `approver` is what tells people apart.
    ///
    /// # Errors
    /// [`OnePerson`]
    pub fn takes_two_people(&self, approver: &str, name: &str) -> Result<(), OnePerson> {
        let is_the_same = match self.proposer.as_str() {
            "" => self.proposed_by == name,
            proposer => proposer == approver,
        };
        if is_the_same { Err(OnePerson(name.to_owned())) } else { Ok(()) }
    }
}
