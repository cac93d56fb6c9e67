//! The private part of changes by key: as sled has it, and bases. And what of it is past its time.
//!
//! Keys: `r` kind number → record; `u` kind number → record of people; `n` commitment → note; `a` sequence → audit
//! record; `i` key hash → outcome. Numbers are big-endian, so that they stand in their order.

use jiff::Timestamp;
use serde::Serialize;

use super::base_file::KeyAndValue;
use crate::{
    access::{AccessRecord, AuditRecord},
    ledger::{KeyHash, Private, Remembered, Replayed},
    registry::{Note, Record},
};

/// All records of a change, each with its key.
pub(super) fn records_of(sequence: u64, private: &Private) -> Vec<KeyAndValue> {
    let records = private.records.iter().map(|record| (record_key(record), json(record)));
    let access = private.access.iter().map(|record| (access_key(record), json(record)));
    let remembered = private.remembered.iter().map(|remembered| {
        let key = [b"i".as_slice(), &hex(&remembered.key)].concat();
        (key, json(remembered))
    });
    let audit = (audit_key(sequence), json(&private.audit));
    records.chain(access).chain(remembered).chain([audit]).collect()
}

/// What a start is handed of a record, if it is.
pub(super) fn replayed(key: &[u8], value: &[u8]) -> Option<serde_json::Result<Replayed>> {
    match key.first() {
        Some(b'r') => Some(serde_json::from_slice(value).map(Box::new).map(Replayed::Record)),
        Some(b'u') => Some(serde_json::from_slice(value).map(Box::new).map(Replayed::Access)),
        Some(_) | None => None,
    }
}

/// Where the outcome under an idempotency key stands.
pub(super) fn outcome_key(key: KeyHash) -> Vec<u8> {
    [b"i".as_slice(), &key.0].concat()
}

/// Where the audit record of a change stands.
pub(super) fn audit_key(sequence: u64) -> Vec<u8> {
    [b"a".as_slice(), &sequence.to_be_bytes()].concat()
}

fn record_key(record: &Record) -> Vec<u8> {
    let (kind, number): (&[u8], u64) = match record {
        Record::Producer(producer) => (b"rp", producer.producer.into()),
        Record::ProducerDetails(details) => (b"rd", details.producer.into()),
        Record::Product(product) => (b"rg", product.product.into()),
        Record::Certificate(certificate) => (b"rc", certificate.certificate.into()),
        Record::CertificateRemark(remark) => (b"rm", remark.certificate.into()),
        Record::Correction(correction) => (b"rx", correction.number().into()),
        Record::Batch(batch) => (b"rb", batch.batch.into()),
        Record::Note(Note { commitment, .. }) => return [b"n", commitment.as_bytes()].concat(),
    };
    [kind, &number.to_be_bytes()].concat()
}

fn access_key(record: &AccessRecord) -> Vec<u8> {
    let (kind, number): (&[u8], u64) = match record {
        AccessRecord::Account(account) => (b"ua", account.account.into()),
        AccessRecord::Token(token) => (b"ut", token.token.into()),
        AccessRecord::Proposal(proposal) => (b"up", proposal.proposal.into()),
        AccessRecord::Notice(notice) => (b"un", notice.notice.into()),
    };
    [kind, &number.to_be_bytes()].concat()
}

/// What is past its time.
#[derive(Debug, Clone, Copy)]
pub(super) struct IsOver {
    pub(super) now: Timestamp,
    pub(super) outcomes_before: Timestamp,
    pub(super) audit_before: Option<Timestamp>,
}

impl IsOver {
    /// The record as it is kept; `None` if its time is over. An outcome that does not say when it came about, as those of
    /// earlier versions, is kept from now on as long as one of today.
    pub(super) fn kept(&self, (key, value): KeyAndValue) -> Option<KeyAndValue> {
        match key.first() {
            Some(b'i') => {
                let Ok(mut outcome) = serde_json::from_slice::<Remembered>(&value) else {
                    return Some((key, value));
                };
                match outcome.at {
                    Some(at) if at < self.outcomes_before => None,
                    Some(_) => Some((key, value)),
                    None => {
                        outcome.at = Some(self.now);
                        Some((key, json(&outcome)))
                    }
                }
            }
            Some(b'a') => {
                let Some(audit_before) = self.audit_before else { return Some((key, value)) };
                let record = serde_json::from_slice::<AuditRecord>(&value);
                let is_over = record.is_ok_and(|record| record.at < audit_before);
                (!is_over).then_some((key, value))
            }
            Some(_) | None => Some((key, value)),
        }
    }
}

pub(super) fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("records of ours serialise")
}

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).expect("we wrote it in hex")
}
