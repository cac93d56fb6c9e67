//! The plan of an import: rows in the order of their decisions, since a certificate can only replace one that
//! is recorded before it. Reads and computes; nothing is changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{Timestamp, civil::Date};

use super::{Counts, PictureGiven, known::Known};
use crate::{
    ledger::Draft,
    log::LogState,
    registry::{Correction, Policy, ProducerNumber, ProductNumber, Record, Register, Revision},
    stamp::{CertificateNumber, today},
    tables::{Field, Finding, Grade, Origin, Row, What},
};

/// What an import would do.
pub(super) struct Plan {
    pub drafts: Vec<Draft>,
    pub records: Vec<Record>,
    /// The register that it was made on.
    pub revision: Revision,
}

impl Plan {
    pub(super) fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.records.is_empty()
    }
}

/// Plans row by row. Each row sees what the rows before it would write.
pub(super) struct Planner<'a> {
    pub(super) log: &'a LogState,
    /// The register as it would be.
    pub(super) register: Register,
    revision: Revision,
    pub(super) known: Known,
    pub(super) policy: &'a Policy,
    pub(super) pictures: &'a BTreeMap<String, PictureGiven>,
    pub(super) proposed_by: String,
    pub(super) now: Timestamp,
    pub(super) today: Date,
    random: fn(&mut [u8]),
    pub(super) drafts: Vec<Draft>,
    records: Vec<Record>,
    pub(super) counts: Counts,
    findings: Vec<Finding>,
    /// The row of each certificate in this table.
    seen: HashMap<CertificateNumber, Row>,
    producers: BTreeSet<ProducerNumber>,
    products: BTreeSet<ProductNumber>,
    /// Net contents that the table names, by product, and the row that named the first.
    pub(super) packed: BTreeMap<ProductNumber, (Origin, BTreeSet<String>)>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        (log, register): (&'a LogState, &Register),
        policy: &'a Policy,
        pictures: &'a BTreeMap<String, PictureGiven>,
        (proposed_by, now): (String, Timestamp),
        random: fn(&mut [u8]),
    ) -> Self {
        Self {
            log,
            register: register.clone(),
            revision: register.revision(),
            known: Known::of(register),
            policy,
            pictures,
            proposed_by,
            now,
            today: today(now),
            random,
            drafts: Vec::new(),
            records: Vec::new(),
            counts: Counts::default(),
            findings: Vec::new(),
            seen: HashMap::new(),
            producers: BTreeSet::new(),
            products: BTreeSet::new(),
            packed: BTreeMap::new(),
        }
    }

    pub(super) fn plan(mut self, rows: &[Row]) -> (Plan, Counts, Vec<Finding>) {
        let mut in_order: Vec<&Row> = rows.iter().collect();
        in_order.sort_by_key(|row| row.decided_on);
        for row in in_order {
            self.row(row);
        }
        self.say_what_is_kept();
        let counts = Counts {
            producers: self.producers.len(),
            products: self.products.len(),
            ..self.counts
        };
        let plan = Plan { drafts: self.drafts, records: self.records, revision: self.revision };
        (plan, counts, self.findings)
    }

    fn row(&mut self, row: &Row) {
        let Some(producer) = self.producer(row) else { return };
        let product = self.product(row, producer.number);
        let known = match row.certificate {
            Some(number) if self.register.certificate(number).is_none() => {
                let number = number.into();
                return self.say(
                    row,
                    Grade::Bad,
                    Field::Certificate,
                    What::CertificateUnknown { number },
                );
            }
            Some(number) => Some(number),
            None => self.known.certificate(row, product.number, producer.number),
        };
        let number = match known {
            Some(number) => number,
            None => match self.record(row, producer.number, product.number) {
                Some(number) => number,
                None => return,
            },
        };
        if let Some(first) = self.seen.get(&number) {
            // Several rows for the variants of one product are one certificate.
            if !is_same_but_packed_otherwise(first, row) {
                let what = What::Twice { row: first.origin.row };
                self.say(row, Grade::Bad, Field::ProductName, what);
            }
            return;
        }
        self.seen.insert(number, row.clone());
        let is_corrected =
            known.is_some() && self.compare(row, number, producer.words, product.words);
        let is_kept = self.keep_quota_and_remark(row, number);
        self.say_doubts(row, number);
        let is_over = self.apply_status(row, number);
        if known.is_some() && !is_corrected && !is_kept && !is_over {
            self.counts.unchanged += 1;
        }
    }

    /// Writes a record, and lets later rows see it.
    pub(super) fn write(&mut self, record: Record) {
        self.register.put(&record);
        match &record {
            Record::Producer(producer) => drop(self.producers.insert(producer.producer)),
            Record::ProducerDetails(details) => drop(self.producers.insert(details.producer)),
            Record::Product(product) => drop(self.products.insert(product.product)),
            Record::Certificate(_)
            | Record::CertificateRemark(_)
            | Record::Correction(_)
            | Record::Batch(_)
            | Record::Note(_) => {}
        }
        self.records.push(record);
    }

    /// Proposes a correction, unless the very same waits already.
    pub(super) fn propose(&mut self, correction: Correction) {
        let waits = self.register.correction(correction.number()).is_some_and(|waiting| {
            let salt = correction.certificate.salt.clone();
            let mut waiting = waiting.clone();
            waiting.certificate.salt = salt;
            (waiting.certificate, waiting.product, waiting.producer)
                == (
                    correction.certificate.clone(),
                    correction.product.clone(),
                    correction.producer.clone(),
                )
        });
        self.counts.corrections += 1;
        if !waits {
            self.write(Record::Correction(Box::new(correction)));
        }
    }

    pub(super) fn say(&mut self, row: &Row, grade: Grade, field: Field, what: What) {
        self.findings.push(row.origin.finding(grade, field, what));
    }

    /// Sixteen random bytes in hex.
    pub(super) fn salt(&self) -> String {
        let mut salt = [0; 16];
        (self.random)(&mut salt);
        data_encoding::HEXLOWER.encode(&salt)
    }

    /// Variants that the table does not name any more.
    fn say_what_is_kept(&mut self) {
        for (number, (origin, packed)) in std::mem::take(&mut self.packed) {
            let product = self.register.product(number);
            for variant in product.into_iter().flat_map(|product| &product.variants) {
                if !packed.contains(&crate::tables::folded(&variant.net_content)) {
                    let net_content = variant.net_content.clone();
                    let what = What::VariantKept { net_content };
                    self.findings.push(origin.finding(Grade::Note, Field::NetContent, what));
                }
            }
        }
    }
}

/// Whether two rows are one certificate whose product is packed in several ways.
fn is_same_but_packed_otherwise(one: &Row, other: &Row) -> bool {
    let bare = |row: &Row| Row { origin: one.origin.clone(), variants: Vec::new(), ..row.clone() };
    bare(one) == bare(other)
}
