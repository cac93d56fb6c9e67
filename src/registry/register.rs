//! All records at a moment. Maps are persistent: a clone is cheap and shares what did not change, so
//! the register of a snapshot and the one that the next change is checked against are the same code.

use std::sync::Arc;

use rpds::{HashTrieMapSync, RedBlackTreeMapSync};
use serde::{Deserialize, Serialize};

use super::{
    BatchRecord, Certificate, CertificateRemark, Correction, Numbered, Producer, ProducerDetails,
    ProducerNumber, Product, ProductNumber, private::stored,
};
use crate::stamp::{BatchNumber, CertificateNumber};

/// One record, as a change carries it and the store keeps it; the newest of a number stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A producer.
    Producer(Producer),
    /// What is private about a producer.
    #[serde(with = "stored::producer_details")]
    ProducerDetails(ProducerDetails),
    /// A product with its variants.
    Product(Product),
    /// A certificate.
    Certificate(Certificate),
    /// The office's remark on a certificate.
    #[serde(with = "stored::remark")]
    CertificateRemark(CertificateRemark),
    /// A correction of a certificate, proposed or settled.
    Correction(Box<Correction>),
    /// The private side of a batch.
    Batch(BatchRecord),
    /// The text behind a `note` in the log.
    Note(Note),
}

/// The text behind a `note` in the log, with the salt of its commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What the log says: SHA-256 of salt ‖ text, in hex.
    pub commitment: String,
    /// Sixteen random bytes, in hex.
    pub salt: String,
    /// The text.
    pub text: String,
}

/// Counts what was put into a register, batches and notes aside: who planned a change on one revision can
/// tell whether it is still that one. Means nothing across a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revision(u64);

/// The register at a moment.
#[derive(Debug, Clone, Default)]
pub struct Register {
    producers: Numbered<Arc<Producer>>,
    producer_details: HashTrieMapSync<ProducerNumber, ProducerDetails>,
    products: Numbered<Arc<Product>>,
    certificates: Numbered<Arc<Certificate>>,
    remarks: HashTrieMapSync<CertificateNumber, CertificateRemark>,
    /// Those that wait.
    corrections: RedBlackTreeMapSync<CertificateNumber, Correction>,
    batches: Numbered<BatchRecord>,
    revision: Revision,
}

impl Register {
    /// Takes a record in; an earlier one of the same number gives way.
    pub fn put(&mut self, record: &Record) {
        match record.clone() {
            Record::Producer(producer) => {
                self.producers.insert(producer.producer, Arc::new(producer));
            }
            Record::ProducerDetails(details) => {
                self.producer_details.insert_mut(details.producer, details);
            }
            Record::Product(product) => self.products.insert(product.product, Arc::new(product)),
            Record::Certificate(certificate) => {
                self.certificates.insert(certificate.certificate, Arc::new(certificate));
            }
            Record::CertificateRemark(remark) => {
                self.remarks.insert_mut(remark.certificate, remark)
            }
            Record::Correction(correction) => match correction.settled {
                None => self.corrections.insert_mut(correction.number(), *correction),
                Some(_) => drop(self.corrections.remove_mut(&correction.number())),
            },
            Record::Batch(batch) => return self.batches.insert(batch.batch, batch),
            // Only asked for by who looks into one entry: the store keeps it, memory need not.
            Record::Note(_) => return,
        }
        self.revision.0 += 1;
    }

    /// A producer.
    pub fn producer(&self, number: ProducerNumber) -> Option<&Producer> {
        self.producers.get(number).map(Arc::as_ref)
    }

    /// All producers, by number.
    pub fn producers(&self) -> impl DoubleEndedIterator<Item = &Producer> {
        self.producers.values().map(Arc::as_ref)
    }

    /// What is private about a producer.
    pub fn producer_details(&self, number: ProducerNumber) -> Option<&ProducerDetails> {
        self.producer_details.get(&number)
    }

    /// A product.
    pub fn product(&self, number: ProductNumber) -> Option<&Product> {
        self.products.get(number).map(Arc::as_ref)
    }

    /// All products, by number.
    pub fn products(&self) -> impl DoubleEndedIterator<Item = &Product> {
        self.products.values().map(Arc::as_ref)
    }

    /// A certificate.
    pub fn certificate(&self, number: CertificateNumber) -> Option<&Certificate> {
        self.certificates.get(number).map(Arc::as_ref)
    }

    /// All certificates, by number.
    pub fn certificates(&self) -> impl DoubleEndedIterator<Item = &Certificate> {
        self.certificates.values().map(Arc::as_ref)
    }

    /// The office's remark on a certificate.
    pub fn remark(&self, number: CertificateNumber) -> Option<&CertificateRemark> {
        self.remarks.get(&number)
    }

    /// The correction of a certificate that waits to be approved.
    pub fn correction(&self, number: CertificateNumber) -> Option<&Correction> {
        self.corrections.get(&number)
    }

    /// All corrections that wait, by certificate.
    pub fn corrections(&self) -> impl Iterator<Item = &Correction> {
        self.corrections.values()
    }

    /// The private side of a batch.
    pub fn batch(&self, number: BatchNumber) -> Option<&BatchRecord> {
        self.batches.get(number)
    }

    /// The private side of all batches, by number.
    pub fn batches(&self) -> impl Iterator<Item = &BatchRecord> {
        self.batches.values()
    }

    /// Which state of the register this is.
    pub fn revision(&self) -> Revision {
        self.revision
    }
}
