//! What in a row does not fit the programme's rules, or other rows and what is recorded. It is said, and imported
//! as it stands.

use jiff::civil::Date;

use super::plan::Planner;
use crate::{
    log::Hold,
    registry::{
        Certificate, ProducerNumber, ProductNumber,
        programme::{self, Doubt},
    },
    stamp::{CertificateNumber, Gtin},
    tables::{Field, Grade, Row, Status, What, folded},
};

impl Planner<'_> {
    /// A holder has one certificate of a number: another may be the same one, with a mistake mended.
    pub(super) fn say_paper_known(&mut self, row: &Row, producer: ProducerNumber) {
        let Some(paper) = &row.certificate_number else { return };
        let name = folded(&row.product_name);
        let known = self.known.of_paper(paper).iter().find(|number| {
            self.register.certificate(**number).is_some_and(|known| {
                known.producer == producer || folded(&known.certified.product_name) == name
            })
        });
        if let Some(number) = known {
            let what = What::PaperNumberKnown { certificate: (*number).into() };
            self.say(row, Grade::Doubtful, Field::CertificateNumber, what);
        }
    }

    /// Says what does not fit the programme's rules. It is recorded as it stands.
    pub(super) fn say_doubts(&mut self, row: &Row, number: CertificateNumber) {
        let Some(certificate) = self.register.certificate(number) else { return };
        let replaced = certificate.replaces.and_then(|number| self.register.certificate(number));
        for doubt in programme::doubts(certificate, replaced, self.today) {
            self.say(row, Grade::Doubtful, field_of(doubt), What::Rule { doubt });
        }
        self.say_older_in_force(row, number);
    }

    /// A renewal that does not name the certificate before it leaves both in force.
    fn say_older_in_force(&mut self, row: &Row, number: CertificateNumber) {
        let Some(newer) = self.register.certificate(number).filter(|new| new.replaces.is_none())
        else {
            return;
        };
        let others = self.known.of_product(newer.product).iter();
        let others: Vec<&Certificate> =
            others.filter_map(|number| self.register.certificate(*number)).collect();
        let is_replaced = |number| others.iter().any(|other| other.replaces == Some(number));
        let older = others.iter().find_map(|older| {
            let last_day = self.last_day_in_force(older)?;
            let stands = older.decided_on < newer.decided_on
                && last_day >= self.today
                && !is_replaced(older.certificate);
            stands.then(|| (older.number.clone(), last_day))
        });
        if let Some((paper, last_valid_on)) = older {
            let what = What::OlderInForce { paper, last_valid_on };
            self.say(row, Grade::Doubtful, Field::Replaces, what);
        }
    }

    /// The last day of a certificate as log and table have it; `None` if it is withdrawn.
    fn last_day_in_force(&self, certificate: &Certificate) -> Option<Date> {
        let number = certificate.certificate;
        let row = self.seen.get(&number);
        if self.log.holds_naming_certificate(number).any(|hold| hold.hold == Hold::Revoked) {
            return None;
        }
        let as_it_stands = self.log.certificate(number);
        let recorded = as_it_stands.map_or(certificate.valid_until, |state| state.last_valid_on());
        match row.and_then(|row| row.status) {
            Some(Status::Withdrawn) => None,
            Some(Status::EndedEarly) => row.and_then(|row| row.valid_until),
            Some(Status::InForce | Status::Expired | Status::Suspended) | None => Some(recorded),
        }
    }

    /// A GTIN is one product's.
    pub(super) fn say_gtin_elsewhere(&mut self, row: &Row, gtin: Gtin, product: ProductNumber) {
        let first = self.known.of_gtin(gtin).filter(|first| *first != product);
        // It may have been given another one since.
        let first = first
            .and_then(|first| self.register.product(first))
            .filter(|first| first.variants.iter().any(|variant| variant.gtin == Some(gtin)));
        let Some(first) = first else { return };
        let (gtin, product) = (String::from(gtin), first.name.clone());
        let what = What::GtinElsewhere { gtin, product, producer: self.name_of(first.producer) };
        self.say(row, Grade::Doubtful, Field::Gtin, what);
    }

    /// So is the programme's code.
    pub(super) fn say_code_elsewhere(&mut self, row: &Row, producer: ProducerNumber) {
        let first = row.product_code.as_ref().and_then(|code| self.known.of_code(code));
        let first = first.and_then(|first| self.register.product(first));
        let Some(first) = first.filter(|first| first.producer != producer) else { return };
        let product = first.name.clone();
        let what = What::CodeElsewhere { product, producer: self.name_of(first.producer) };
        self.say(row, Grade::Doubtful, Field::ProductCode, what);
    }

    fn name_of(&self, producer: ProducerNumber) -> String {
        self.register.producer(producer).map(|known| known.name.clone()).unwrap_or_default()
    }
}

/// The column in which a doubt is best looked at.
const fn field_of(doubt: Doubt) -> Field {
    match doubt {
        Doubt::PointsOutsideBand => Field::Points,
        Doubt::IssuerLevel | Doubt::LevelWasGone => Field::IssuerLevel,
        Doubt::ValidTooLong | Doubt::ValidShorter => Field::ValidUntil,
        Doubt::BeforeTheProgramme | Doubt::DecidedInTheFuture => Field::DecisionDate,
        Doubt::UpgradeWithoutMoreStars | Doubt::KindAndReplaced => Field::Kind,
        Doubt::ReplacesOtherProduct | Doubt::ReplacesLater => Field::Replaces,
    }
}
