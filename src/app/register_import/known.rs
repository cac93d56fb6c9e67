//! What the register knows, by what identifies it in a table: holders by tax code or by name and province,
//! products by code or name, certificates by body, decision, date, product and holder, since numbers of
//! decisions come back every year.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use crate::{
    log::{CertificateState, LogState},
    registry::{
        Certificate, PictureId, Producer, ProducerDetails, ProducerNumber, Product, ProductNumber,
        Register,
    },
    stamp::CertificateNumber,
    tables::{Row, folded},
};

/// What tells one certificate from all others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Identity {
    issuer: String,
    decision: String,
    decided_on: Date,
    product: ProductNumber,
    producer: ProducerNumber,
}

/// The register by identities; grows with what an import adds.
#[derive(Default)]
pub(super) struct Known {
    by_tax_code: HashMap<String, ProducerNumber>,
    by_name: HashMap<(String, String), Vec<ProducerNumber>>,
    has_tax_code: HashMap<ProducerNumber, String>,
    products_by_code: HashMap<(ProducerNumber, String), ProductNumber>,
    products_by_name: HashMap<(ProducerNumber, String), ProductNumber>,
    certificates: HashMap<Identity, CertificateNumber>,
    by_paper: BTreeMap<String, Vec<CertificateNumber>>,
    by_product: HashMap<ProductNumber, Vec<CertificateNumber>>,
    /// The first product of each, whoever holds it.
    by_code: HashMap<String, ProductNumber>,
    has_code: BTreeMap<ProductNumber, String>,
    /// Pictures that products have.
    pictures: HashSet<PictureId>,
    /// The day of each one's newest certificate.
    newest: (HashMap<ProducerNumber, Date>, HashMap<ProductNumber, Date>),
    highest: (u64, u64, u64),
}

/// What was found of a row's holder.
pub(super) enum Holder {
    One(ProducerNumber),
    None,
    Several,
}

impl Known {
    /// Whether a product has this picture, which then is kept.
    pub(super) fn has_picture(&self, id: &PictureId) -> bool {
        self.pictures.contains(id)
    }

    /// What the register holds. Numbers that the log has given are not given again, even if a folder that was brought
    /// forward from the published log lacks their records.
    pub(super) fn of(register: &Register, log: &LogState) -> Self {
        let mut known = Self::default();
        for CertificateState { facts, .. } in log.certificates() {
            let (producers, products, certificates) = &mut known.highest;
            *producers = u64::from(facts.producer).max(*producers);
            *products = u64::from(facts.product).max(*products);
            *certificates = u64::from(facts.certificate).max(*certificates);
        }
        for producer in register.producers() {
            known.add_producer(producer, register.producer_details(producer.producer));
        }
        for product in register.products() {
            let pictures = product.variants.iter().filter_map(|variant| variant.picture.clone());
            known.pictures.extend(pictures);
            known.add_product(product);
        }
        for certificate in register.certificates() {
            known.add_certificate(certificate);
        }
        known
    }

    pub(super) fn add_producer(&mut self, producer: &Producer, details: Option<&ProducerDetails>) {
        let number = producer.producer;
        self.highest.0 = self.highest.0.max(number.into());
        let key = (folded(&producer.name), producer.province_code.clone());
        let named = self.by_name.entry(key).or_default();
        if !named.contains(&number) {
            named.push(number);
        }
        let tax_code = details.and_then(|details| details.tax_code.as_ref());
        if let Some(code) = tax_code.map(|code| spelt(code.reveal())) {
            self.by_tax_code.insert(code.clone(), number);
            self.has_tax_code.insert(number, code);
        }
    }

    pub(super) fn add_product(&mut self, product: &Product) {
        let (number, producer) = (product.product, product.producer);
        self.highest.1 = self.highest.1.max(number.into());
        self.products_by_name.entry((producer, folded(&product.name))).or_insert(number);
        if let Some(code) = &product.code {
            self.products_by_code.insert((producer, folded(code)), number);
            self.has_code.insert(number, folded(code));
            self.by_code.entry(folded(code)).or_insert(number);
        }
    }

    pub(super) fn add_certificate(&mut self, certificate: &Certificate) {
        let number = certificate.certificate;
        self.highest.2 = self.highest.2.max(number.into());
        self.certificates.insert(Identity::of(certificate), number);
        let (producers, products) = &mut self.newest;
        let day = certificate.decided_on;
        let later = |known: &mut Date| *known = day.max(*known);
        producers.entry(certificate.producer).and_modify(later).or_insert(day);
        products.entry(certificate.product).and_modify(later).or_insert(day);
        self.by_product.entry(certificate.product).or_default().push(number);
        if let Some(paper) = &certificate.number {
            self.by_paper.entry(folded(paper)).or_default().push(number);
        }
    }

    /// A row's holder: by its tax code; else by its name in the province, if no other tax code speaks
    /// against that.
    pub(super) fn holder(&self, row: &Row) -> Holder {
        let tax_code = row.tax_code.as_ref().map(|code| spelt(code.reveal()));
        if let Some(number) = tax_code.as_ref().and_then(|code| self.by_tax_code.get(code)) {
            return Holder::One(*number);
        }
        let named = self.by_name.get(&(folded(&row.producer_name), row.province_code.clone()));
        let fits = |number: &&ProducerNumber| {
            tax_code.is_none() || !self.has_tax_code.contains_key(*number)
        };
        let mut fitting = named.into_iter().flatten().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(number), None) => Holder::One(*number),
            (None, _) => Holder::None,
            (Some(_), Some(_)) => Holder::Several,
        }
    }

    /// A row's product, of a holder that is known: by its code; else by its name, if no other code speaks
    /// against that.
    pub(super) fn product(&self, row: &Row, producer: ProducerNumber) -> Option<ProductNumber> {
        let code = row.product_code.as_ref().map(|code| folded(code));
        let key = code.clone().map(|code| (producer, code));
        let by_code = key.and_then(|key| self.products_by_code.get(&key));
        let by_name = || {
            let named = self.products_by_name.get(&(producer, folded(&row.product_name)))?;
            let fits = code.is_none() || !self.has_code.contains_key(named);
            fits.then_some(named)
        };
        by_code.or_else(by_name).copied()
    }

    /// Whether no certificate of the holder is newer than a row: then the row says what it is called now.
    pub(super) fn is_newest_of_producer(&self, row: &Row, producer: ProducerNumber) -> bool {
        self.newest.0.get(&producer).is_none_or(|day| row.decided_on >= *day)
    }

    /// The same of a product.
    pub(super) fn is_newest_of_product(&self, row: &Row, product: ProductNumber) -> bool {
        self.newest.1.get(&product).is_none_or(|day| row.decided_on >= *day)
    }

    /// A row's certificate, whose product and holder are known.
    pub(super) fn certificate(
        &self,
        row: &Row,
        product: ProductNumber,
        producer: ProducerNumber,
    ) -> Option<CertificateNumber> {
        let identity = Identity {
            issuer: body(&row.issuer),
            decision: folded(&row.decision),
            decided_on: row.decided_on,
            product,
            producer,
        };
        self.certificates.get(&identity).copied()
    }

    /// The certificates with this number on paper.
    pub(super) fn of_paper(&self, number: &str) -> &[CertificateNumber] {
        self.by_paper.get(&folded(number)).map_or(&[], Vec::as_slice)
    }

    /// The certificates of a product.
    pub(super) fn of_product(&self, product: ProductNumber) -> &[CertificateNumber] {
        self.by_product.get(&product).map_or(&[], Vec::as_slice)
    }

    /// The first product with this code.
    pub(super) fn of_code(&self, code: &str) -> Option<ProductNumber> {
        self.by_code.get(&folded(code)).copied()
    }

    /// The next free number of a producer.
    pub(super) fn next_producer(&self) -> ProducerNumber {
        ProducerNumber::try_from(self.highest.0 + 1).expect("fewer than four thousand million")
    }

    /// The next free number of a product.
    pub(super) fn next_product(&self) -> ProductNumber {
        ProductNumber::try_from(self.highest.1 + 1).expect("fewer than four thousand million")
    }

    /// The next free number of a certificate; `None` after sixteen million.
    pub(super) fn next_certificate(&self) -> Option<CertificateNumber> {
        CertificateNumber::try_from(self.highest.2 + 1).ok()
    }
}

impl Identity {
    fn of(certificate: &Certificate) -> Self {
        Self {
            issuer: body(&certificate.issuer),
            decision: folded(&certificate.decision),
            decided_on: certificate.decided_on,
            product: certificate.product,
            producer: certificate.producer,
        }
    }
}

/// A body's name in any spelling: offices write "UBND" as often as the words.
pub(super) fn body(name: &str) -> String {
    folded(name).replace("uy ban nhan dan", "ubnd").replace("thanh pho", "tp")
}

/// A tax code without blanks and dashes.
fn spelt(code: &str) -> String {
    code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
