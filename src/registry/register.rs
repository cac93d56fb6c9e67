//! All records at a moment. Maps are persistent: a clone is cheap and shares what did not change, so
//! the register of a snapshot and the one that the next change is checked against are the same code.

use rpds::HashTrieMapSync;
use serde::{Deserialize, Serialize};

use super::{BatchRecord, Certificate, Producer, ProducerNumber, Product, ProductNumber};
use crate::stamp::{BatchNumber, CertificateNumber};

/// One record, as a change carries it and the store keeps it; the newest of a number stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A producer.
    Producer(Producer),
    /// A product with its variants.
    Product(Product),
    /// A certificate.
    Certificate(Certificate),
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

/// The register at a moment.
#[derive(Debug, Clone, Default)]
pub struct Register {
    producers: HashTrieMapSync<ProducerNumber, Producer>,
    products: HashTrieMapSync<ProductNumber, Product>,
    certificates: HashTrieMapSync<CertificateNumber, Certificate>,
    batches: HashTrieMapSync<BatchNumber, BatchRecord>,
}

impl Register {
    /// Takes a record in; an earlier one of the same number gives way.
    pub fn put(&mut self, record: &Record) {
        match record.clone() {
            Record::Producer(producer) => self.producers.insert_mut(producer.producer, producer),
            Record::Product(product) => self.products.insert_mut(product.product, product),
            Record::Certificate(certificate) => {
                self.certificates.insert_mut(certificate.certificate, certificate);
            }
            Record::Batch(batch) => self.batches.insert_mut(batch.batch, batch),
            // Only asked for by who looks into one entry: the store keeps it, memory need not.
            Record::Note(_) => {}
        }
    }

    /// A producer.
    pub fn producer(&self, number: ProducerNumber) -> Option<&Producer> {
        self.producers.get(&number)
    }

    /// A product.
    pub fn product(&self, number: ProductNumber) -> Option<&Product> {
        self.products.get(&number)
    }

    /// A certificate.
    pub fn certificate(&self, number: CertificateNumber) -> Option<&Certificate> {
        self.certificates.get(&number)
    }

    /// The private side of a batch.
    pub fn batch(&self, number: BatchNumber) -> Option<&BatchRecord> {
        self.batches.get(&number)
    }
}
