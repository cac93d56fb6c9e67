//! How many entries say what: the sum of an audit.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{Body, Entry, Reason};

/// Entries by what they say. Stamps are those of the batches; revocations and suspensions count entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All of them.
    pub entries: u64,
    /// Issuer keys added.
    pub keys_added: u64,
    /// Issuer keys retired or compromised.
    pub keys_ended: u64,
    /// Certificates recorded.
    pub certificates_recorded: u64,
    /// Certificates corrected.
    pub certificates_corrected: u64,
    /// Certificates whose last valid day was moved to an earlier one.
    pub certificates_ended: u64,
    /// Batches issued.
    pub batches_issued: u64,
    /// Stamps in these batches.
    pub stamps_issued: u64,
    /// Ranges activated.
    pub ranges_activated: u64,
    /// Ranges declared.
    pub ranges_declared: u64,
    /// Revocations by reason.
    pub revoked: BTreeMap<&'static str, u64>,
    /// Suspensions by reason.
    pub suspended: BTreeMap<&'static str, u64>,
    /// Suspensions lifted and revocations annulled.
    pub lifted: u64,
}

impl Tally {
    /// Counts one more entry.
    pub(super) fn count(&mut self, entry: &Entry) {
        self.entries += 1;
        match &entry.body {
            Body::LogOpened { .. } => {}
            Body::KeyAdded(_) => self.keys_added += 1,
            Body::KeyRetired { .. } | Body::KeyCompromised { .. } => self.keys_ended += 1,
            Body::CertificateRecorded(_) => self.certificates_recorded += 1,
            Body::CertificateCorrected(_) => self.certificates_corrected += 1,
            Body::CertificateEnded(_) => self.certificates_ended += 1,
            Body::BatchIssued(issued) => {
                self.batches_issued += 1;
                self.stamps_issued += u64::from(issued.quantity);
            }
            Body::RangeActivated { .. } => self.ranges_activated += 1,
            Body::RangeDeclared(_) => self.ranges_declared += 1,
            Body::Revoked(facts) => count_reason(&mut self.revoked, facts.reason),
            Body::Suspended { facts, .. } => count_reason(&mut self.suspended, facts.reason),
            Body::Lifted(_) => self.lifted += 1,
        }
    }
}

fn count_reason(reasons: &mut BTreeMap<&'static str, u64>, reason: Reason) {
    *reasons.entry(reason.word()).or_default() += 1;
}
