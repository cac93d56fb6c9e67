//! The plan of an import: rows in the order of their decisions, since a certificate can only replace one that
//! is recorded before it. Reads and computes; nothing is changed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{
    Counts, PictureGiven,
    kept::Party,
    known::{Holder, Known},
};
use crate::{
    access::Actor,
    ledger::Draft,
    log::LogState,
    registry::{
        Certificate, Correction, Policy, ProducerNumber, ProductNumber, Record, Register, Revision,
    },
    stamp::{CertificateNumber, Gtin, today},
    tables::{Field, Finding, Grade, Origin, Row, What, folded},
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
    pub(super) before: Register,
    pub(super) known: Known,
    pub(super) policy: &'a Policy,
    pub(super) pictures: &'a BTreeMap<String, PictureGiven>,
    pub(super) asked_by: &'a Actor,
    pub(super) now: Timestamp,
    pub(super) today: Date,
    random: fn(&mut [u8]),
    pub(super) drafts: Vec<Draft>,
    records: Vec<Record>,
    pub(super) counts: Counts,
    pub(super) findings: Vec<Finding>,
    /// The row of each certificate in this table.
    pub(super) seen: BTreeMap<CertificateNumber, &'a Row>,
    /// Who is spoken of in which row, the newest last.
    pub(super) told: Vec<(Party, &'a Row)>,
    /// New certificates that are probably known ones, with a mistake mended.
    pub(super) mistaken: BTreeMap<CertificateNumber, CertificateNumber>,
    /// Net contents that the table names, by product, and the row that named the first.
    pub(super) packed: BTreeMap<ProductNumber, (Origin, BTreeSet<String>)>,
    /// GTINs that the table names: the rows, and the product of each.
    pub(super) told_gtins: BTreeMap<Gtin, Vec<(Origin, ProductNumber)>>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        (log, register): (&'a LogState, &Register),
        policy: &'a Policy,
        pictures: &'a BTreeMap<String, PictureGiven>,
        (asked_by, now): (&'a Actor, Timestamp),
        random: fn(&mut [u8]),
    ) -> Self {
        Self {
            log,
            register: register.clone(),
            before: register.clone(),
            known: Known::of(register, log),
            policy,
            pictures,
            asked_by,
            now,
            today: today(now),
            random,
            drafts: Vec::new(),
            records: Vec::new(),
            counts: Counts::default(),
            findings: Vec::new(),
            seen: BTreeMap::new(),
            told: Vec::new(),
            mistaken: BTreeMap::new(),
            packed: BTreeMap::new(),
            told_gtins: BTreeMap::new(),
        }
    }

    pub(super) fn plan(mut self, rows: &'a [Row]) -> (Plan, Counts, Vec<Finding>) {
        let mut in_order: Vec<&'a Row> = rows.iter().collect();
        in_order.sort_by_key(|row| row.decided_on);
        for row in in_order {
            self.row(row);
        }
        self.say_variants_kept();
        self.say_what_is_kept_of_parties();
        self.say_gtins_twice();
        self.say_who_stays_in_force();
        let records = news(self.records, &self.before);
        let (mut producers, mut products) = (BTreeSet::new(), BTreeSet::new());
        for record in &records {
            match record {
                Record::Producer(producer) => drop(producers.insert(producer.producer)),
                Record::ProducerDetails(details) => drop(producers.insert(details.producer)),
                Record::Product(product) => drop(products.insert(product.product)),
                Record::Certificate(_)
                | Record::CertificateRemark(_)
                | Record::Correction(_)
                | Record::Batch(_)
                | Record::Note(_) => {}
            }
        }
        let counts = Counts { producers: producers.len(), products: products.len(), ..self.counts };
        let plan = Plan { drafts: self.drafts, records, revision: self.before.revision() };
        (plan, counts, self.findings)
    }

    fn row(&mut self, row: &'a Row) {
        let Some(identified) = self.identify(row) else { return };
        match identified {
            Identified::As { producer, product, certificate } => {
                if producer.is_some() && certificate.is_none() {
                    self.say_other_name(row, producer);
                }
                let (producer, product) = self.parties(row, producer, product);
                match certificate {
                    Some(number) if self.is_first(row, number) => {
                        let proposed = self.compare(row, number);
                        self.known_certificate(row, number, proposed);
                    }
                    Some(_) => {}
                    None => self.new_certificate(row, producer, product),
                }
            }
            Identified::ByNumberAlone(number) if self.is_first(row, number) => {
                self.named_by_number(row, number);
            }
            Identified::ByNumberAlone(_) => {}
        }
    }

    /// A row of which the number alone says which certificate it is. Where it says something else of that, nothing
    /// else of it is believed: a wrong number would write to a stranger's records.
    fn named_by_number(&mut self, row: &'a Row, number: CertificateNumber) {
        if let Some(proposed) = self.compare(row, number) {
            self.say_doubts(row, &proposed);
            self.say_what_has_to_wait(row, number);
            return;
        }
        let Some(certificate) = self.register.certificate(number) else { return };
        let (producer, product) = (certificate.producer, certificate.product);
        match self.known.holder(row) {
            Holder::One(other) if row.tax_code.is_some() && other != producer => {
                let holder = self.register.producer(other).map(|holder| holder.name.clone());
                let what = What::TaxCodeElsewhere { producer: holder.unwrap_or_default() };
                self.say(row, Grade::Bad, Field::TaxCode, what);
            }
            // All that its certificate says confirms the number: the holder has another name since.
            Holder::One(_) | Holder::None | Holder::Several => {
                self.parties(row, Some(producer), Some(product));
                self.known_certificate(row, number, None);
            }
        }
    }

    /// A row's holder and product, made if they are not found.
    fn parties(
        &mut self,
        row: &'a Row,
        producer: Option<ProducerNumber>,
        product: Option<ProductNumber>,
    ) -> (ProducerNumber, ProductNumber) {
        let producer = self.producer(row, producer);
        let product = self.product(row, product, producer);
        self.told.push((Party::Producer(producer), row));
        self.told.push((Party::Product(product, producer), row));
        (producer, product)
    }

    /// Which holder, product and certificate a row means; `None` if that can't be said, which is then bad.
    fn identify(&mut self, row: &Row) -> Option<Identified> {
        let producer = match (self.known.holder(row), row.certificate) {
            (Holder::One(number), _) => Some(number),
            (Holder::None, _) | (Holder::Several, Some(_)) => None,
            (Holder::Several, None) => {
                self.say(row, Grade::Bad, Field::TaxCode, What::HolderAmbiguous);
                return None;
            }
        };
        let product = producer.and_then(|producer| self.known.product(row, producer));
        let parties = producer.zip(product);
        let certificate =
            parties.and_then(|(producer, product)| self.known.certificate(row, product, producer));
        let Some(number) = row.certificate else {
            return Some(Identified::As { producer, product, certificate });
        };
        if self.register.certificate(number).is_none() {
            let what = What::CertificateUnknown { number: number.into() };
            self.say(row, Grade::Bad, Field::Certificate, what);
            return None;
        }
        match certificate {
            Some(found) if found == number => {
                Some(Identified::As { producer, product, certificate })
            }
            Some(found) => {
                let what = What::NumberDisagrees { found: found.into() };
                self.say(row, Grade::Bad, Field::Certificate, what);
                None
            }
            None => Some(Identified::ByNumberAlone(number)),
        }
    }

    /// A tax code that is known under a quite different name may be a mistake of filling down.
    fn say_other_name(&mut self, row: &Row, producer: Option<ProducerNumber>) {
        let known = producer.and_then(|number| self.register.producer(number));
        let known = known.map(|known| known.name.clone()).unwrap_or_default();
        if folded(&known) != folded(&row.producer_name) {
            self.say(row, Grade::Doubtful, Field::ProducerName, What::HolderOtherName { known });
        }
    }

    fn new_certificate(&mut self, row: &'a Row, producer: ProducerNumber, product: ProductNumber) {
        let Some(number) = self.record(row, producer, product) else { return };
        self.seen.insert(number, row);
        self.keep_quota_and_remark(row, number);
        if let Some(recorded) = self.register.certificate(number).cloned() {
            self.say_doubts(row, &recorded);
        }
        self.apply_status(row, number);
    }

    /// A certificate that is recorded, and the correction that the row proposes.
    fn known_certificate(
        &mut self,
        row: &'a Row,
        number: CertificateNumber,
        proposed: Option<Certificate>,
    ) {
        let is_corrected = proposed.is_some();
        let is_kept = self.keep_quota_and_remark(row, number);
        // As it would stand, since that is what the table says.
        if let Some(told) = proposed.or_else(|| self.register.certificate(number).cloned()) {
            self.say_doubts(row, &told);
        }
        let is_over = self.apply_status(row, number);
        if !is_corrected && !is_kept && !is_over {
            self.counts.unchanged += 1;
        }
    }

    /// Whether no row before this one is the same certificate. Several rows for the variants of one product
    /// are one; others are a mistake.
    fn is_first(&mut self, row: &'a Row, number: CertificateNumber) -> bool {
        let Some(first) = self.seen.get(&number) else {
            self.seen.insert(number, row);
            return true;
        };
        if !is_same_but_packed_otherwise(first, row) {
            let what = What::Twice { row: first.origin.row };
            self.say(row, Grade::Bad, Field::ProductName, what);
        } else if first.variants == row.variants {
            let what = What::SameRow { row: first.origin.row };
            self.say(row, Grade::Note, Field::ProductName, what);
        }
        false
    }

    /// Writes a record, and lets later rows see it.
    pub(super) fn write(&mut self, record: Record) {
        self.register.put(&record);
        self.records.push(record);
    }

    /// Proposes a correction, unless the very same waits already.
    pub(super) fn propose(&mut self, correction: Correction) {
        let waits = self.register.correction(correction.number()).is_some_and(|waiting| {
            let salt = correction.certificate.salt.clone();
            Certificate { salt, ..waiting.certificate.clone() } == correction.certificate
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
    fn say_variants_kept(&mut self) {
        for (number, (origin, packed)) in std::mem::take(&mut self.packed) {
            let product = self.register.product(number);
            for variant in product.into_iter().flat_map(|product| &product.variants) {
                if !packed.contains(&folded(&variant.net_content)) {
                    let net_content = variant.net_content.clone();
                    let what = What::VariantKept { net_content };
                    self.findings.push(origin.finding(Grade::Note, Field::NetContent, what));
                }
            }
        }
    }
}

/// What a row is about.
enum Identified {
    /// What the row says of itself; what is not found is new.
    As {
        producer: Option<ProducerNumber>,
        product: Option<ProductNumber>,
        certificate: Option<CertificateNumber>,
    },
    /// The certificate that its number names, of which it says something else: a correction, and no more.
    ByNumberAlone(CertificateNumber),
}

/// Each record once, as it was written last, and none that says what the register says already.
fn news(records: Vec<Record>, register: &Register) -> Vec<Record> {
    let mut later: BTreeSet<(u8, u64)> = BTreeSet::new();
    let mut news: Vec<Record> = records
        .into_iter()
        .rev()
        .filter(|record| {
            let (key, is_known) = match record {
                Record::Producer(producer) => {
                    let number = producer.producer;
                    ((0, number.into()), register.producer(number) == Some(producer))
                }
                Record::ProducerDetails(details) => {
                    let number = details.producer;
                    ((1, number.into()), register.producer_details(number) == Some(details))
                }
                Record::Product(product) => {
                    let number = product.product;
                    ((2, number.into()), register.product(number) == Some(product))
                }
                Record::Certificate(certificate) => {
                    let number = certificate.certificate;
                    ((3, number.into()), register.certificate(number) == Some(certificate))
                }
                Record::CertificateRemark(remark) => {
                    let number = remark.certificate;
                    ((4, number.into()), register.remark(number) == Some(remark))
                }
                Record::Correction(correction) => ((5, correction.number().into()), false),
                Record::Batch(batch) => ((6, batch.batch.into()), false),
                Record::Note(_) => return true,
            };
            later.insert(key) && !is_known
        })
        .collect();
    news.reverse();
    news
}

/// Whether two rows are one certificate whose product is packed in several ways.
fn is_same_but_packed_otherwise(one: &Row, other: &Row) -> bool {
    let bare = |row: &Row| Row { origin: one.origin.clone(), variants: Vec::new(), ..row.clone() };
    bare(one) == bare(other)
}
