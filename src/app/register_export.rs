//! The register as a table: the same columns that are imported, private ones included, so that importing it
//! changes nothing. For the office alone.

use jiff::civil::Date;

use super::{Asker, Service, ownership, people::AccessError};
use crate::{
    access::Act,
    log::{Hold, LogState},
    registry::{Certificate, PaperKind, Private, Producer, ProducerDetails, Product, Register},
    stamp::today,
    tables::{Field, Status, Written, WrittenRow, words},
    verification::Snapshot,
};

impl Service {
    /// All certificates that are the asker's, by number.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn export_register(&self, asker: &Asker) -> Result<Vec<WrittenRow>, AccessError> {
        asker.authority.may(Act::Export)?;
        let snapshot = self.snapshot();
        let is_reached = |certificate: &Certificate| {
            ownership::reached_certificate(asker, &snapshot, certificate.certificate).is_ok()
        };
        Ok(rows(&snapshot, today(self.now()), is_reached))
    }
}

/// All certificates of a snapshot, by number, as they stand on a day.
pub fn register_rows(snapshot: &Snapshot, today: Date) -> Vec<WrittenRow> {
    rows(snapshot, today, |_| true)
}

fn rows(
    snapshot: &Snapshot,
    today: Date,
    is_wanted: impl Fn(&Certificate) -> bool,
) -> Vec<WrittenRow> {
    let (log, register) = (snapshot.log(), snapshot.register());
    let wanted = register.certificates().filter(|certificate| is_wanted(certificate));
    let certificates = (1..).zip(wanted);
    certificates
        .map(|(place, certificate)| {
            let mut row = WrittenRow::default();
            row.put(Field::RowNumber, Some(Written::Whole(place)));
            put_product(&mut row, register, certificate);
            put_producer(&mut row, register, certificate);
            put_certificate(&mut row, register, certificate);
            put_state(&mut row, log, certificate, today);
            row
        })
        .collect()
}

fn put_product(row: &mut WrittenRow, register: &Register, certificate: &Certificate) {
    let certified = &certificate.certified;
    row.put_text(Field::ProductCode, certified.product_code.as_ref());
    row.put_text(Field::ProductName, Some(&certified.product_name));
    row.put_text(Field::Group, Some(words::group(certified.group)));
    row.put_text(Field::Subgroup, Some(&certified.subgroup).filter(|text| !text.is_empty()));
    if let Some(product) = register.product(certificate.product) {
        put_kept_of_product(row, product);
    }
}

/// What the office keeps of a product beside what its certificates call it.
pub(super) fn put_kept_of_product(row: &mut WrittenRow, product: &Product) {
    let contents: Vec<&str> =
        product.variants.iter().map(|variant| variant.net_content.as_str()).collect();
    row.put_text(Field::NetContent, listed(&contents));
    let gtins: Vec<&str> = product
        .variants
        .iter()
        .map(|variant| variant.gtin.as_ref().map_or("", |gtin| gtin.as_str()))
        .collect();
    row.put_text(Field::Gtin, listed(&gtins));
    // The names in the folder of pictures, where a copy of it goes with the table.
    let pictures: Vec<&str> = product
        .variants
        .iter()
        .map(|variant| variant.picture.as_ref().map_or("", |picture| picture.as_str()))
        .collect();
    row.put_text(Field::Picture, listed(&pictures));
    row.put_text(Field::MadeAt, product.made_at.as_ref());
    row.put_text(Field::MadeAtCode, product.made_at_code.as_ref().map(|code| code.as_str()));
    row.put_text(Field::MaterialArea, product.material_area.as_ref());
    let area = product.material_area_code.as_ref();
    row.put_text(Field::MaterialAreaCode, area.map(|code| code.as_str()));
    for (field, kind) in [
        (Field::QualityCertificates, PaperKind::QualityCertificate),
        (Field::GeographicalIndications, PaperKind::GeographicalIndication),
    ] {
        let of_kind = product.papers.iter().filter(|paper| paper.kind == kind);
        row.put_text(field, words::papers(of_kind));
    }
    row.put_text(Field::Warning, product.warning.as_ref());
    row.put_text(Field::Storage, product.storage.as_ref());
}

/// One after the other, each in its place; nothing if all are empty.
fn listed(texts: &[&str]) -> Option<String> {
    texts.iter().any(|text| !text.is_empty()).then(|| {
        let each = texts.iter().map(|text| if text.is_empty() { "-" } else { text });
        each.collect::<Vec<_>>().join("; ")
    })
}

fn put_producer(row: &mut WrittenRow, register: &Register, certificate: &Certificate) {
    let certified = &certificate.certified;
    row.put_text(Field::ProducerName, Some(&certified.producer_name));
    row.put_text(Field::ProducerKind, Some(words::producer_kind(certified.producer_kind)));
    if let Some(producer) = register.producer(certificate.producer) {
        put_kept_of_producer(row, producer, register.producer_details(producer.producer));
    }
}

/// What the office keeps of a holder beside what its certificates call it.
pub(super) fn put_kept_of_producer(
    row: &mut WrittenRow,
    producer: &Producer,
    details: Option<&ProducerDetails>,
) {
    row.put_text(Field::Contact, producer.contact.as_ref());
    row.put_text(Field::CommuneCode, producer.commune_code.as_ref());
    if let Some(details) = details {
        row.put_text(Field::TaxCode, details.tax_code.as_ref().map(Private::reveal));
        row.put_text(Field::Representative, details.representative.as_ref().map(Private::reveal));
        row.put_text(Field::Phone, details.phone.as_ref().map(Private::reveal));
    }
}

fn put_certificate(row: &mut WrittenRow, register: &Register, certificate: &Certificate) {
    row.put(Field::Certificate, Some(Written::Whole(certificate.certificate.into())));
    row.put_text(Field::AddressCertified, certificate.certified.address.as_ref());
    row.put_text(Field::ProvinceCode, Some(&certificate.province_code));
    row.put(Field::Points, certificate.points.map(|points| Written::Hundredths(points.0)));
    row.put(Field::Stars, Some(Written::Whole(u8::from(certificate.stars).into())));
    let proposed = certificate.proposed_5_star.then_some("Có");
    row.put_text(Field::Proposed5Star, proposed);
    row.put_text(Field::Kind, Some(words::kind(certificate.kind)));
    row.put_text(Field::CertificateNumber, certificate.number.as_ref());
    row.put_text(Field::DecisionNumber, Some(&certificate.decision));
    row.put(Field::DecisionDate, Some(Written::Day(certificate.decided_on)));
    row.put_text(Field::Issuer, Some(&certificate.issuer));
    row.put_text(Field::IssuerLevel, Some(words::level(certificate.issuer_level)));
    let replaced = certificate.replaces.and_then(|number| register.certificate(number));
    row.put_text(Field::Replaces, replaced.and_then(|replaced| replaced.number.as_ref()));
    row.put(Field::QuotaPerYear, certificate.quota_per_year.map(Written::Whole));
    let remark = register.remark(certificate.certificate).and_then(|remark| remark.text.as_ref());
    row.put_text(Field::Remark, remark.map(Private::reveal));
}

fn put_state(row: &mut WrittenRow, log: &LogState, certificate: &Certificate, today: Date) {
    let number = certificate.certificate;
    let state = log.certificate(number);
    let last_day = state.map_or(certificate.valid_until, |state| state.last_valid_on());
    let ended = state.and_then(|state| state.ended.as_ref());
    let holds = |wanted: Hold| {
        log.holds_naming_certificate(number).filter(move |hold| hold.terms.hold == wanted)
    };
    // One whose day is to come is carried, too: who imports it anew has to enter it.
    let revoked = holds(Hold::Revoked).next();
    let suspended = holds(Hold::Suspended).find(|hold| hold.terms.effective_from <= today);
    row.put(Field::ValidUntil, Some(Written::Day(last_day)));
    let status = match (revoked, ended, suspended) {
        (Some(_), ..) => Status::Withdrawn,
        (None, Some(_), _) => Status::EndedEarly,
        (None, None, Some(_)) => Status::Suspended,
        (None, None, None) if last_day < today => Status::Expired,
        (None, None, None) => Status::InForce,
    };
    row.put_text(Field::Status, Some(words::status(status)));
    let decided = match (revoked, ended) {
        (Some(hold), _) => Some((
            hold.terms.decision.as_ref(),
            hold.terms.decided_on,
            hold.terms.decided_by.as_ref(),
            hold.terms.reason,
            Some(hold.terms.effective_from),
        )),
        (None, Some(ended)) => Some((
            ended.decision.as_ref(),
            ended.decided_on,
            ended.decided_by.as_ref(),
            ended.reason,
            None,
        )),
        (None, None) => None,
    };
    if let Some((decision, decided_on, decided_by, reason, effective_from)) = decided {
        let decision = decision.map(|decision| decision.as_str());
        let told = words::withdrawal(decision, decided_on, reason, effective_from);
        row.put_text(Field::Withdrawal, Some(told));
        row.put_text(Field::WithdrawalBody, decided_by.map(|body| body.as_str()));
    }
}
