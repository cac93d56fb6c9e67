//! What in a row does not fit the programme's rules, or other rows and what is recorded. It is said, and imported
//! as it stands.

use std::collections::BTreeMap;

use super::{known::body, plan::Planner};
use crate::{
    ledger::Draft,
    log::{ActorId, CertificateState, Entry, Hold, LogState},
    registry::{
        Certificate, ProducerNumber, ProductNumber,
        programme::{self, Doubt},
    },
    stamp::{CertificateNumber, Gtin},
    tables::{Field, Grade, Row, What, folded},
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
            let what = match self.row_that_records(*number) {
                Some(row) => What::PaperNumberInRow { row },
                None => What::PaperNumberKnown { certificate: (*number).into() },
            };
            self.say(row, Grade::Doubtful, Field::CertificateNumber, what);
        }
    }

    /// A product's certificate by the same body whose decision differs in its number or its day alone: probably one that
    /// is known, with a mistake mended. A body decides on a product once a day, and its numbers begin anew each year.
    pub(super) fn say_probably_known(&mut self, row: &Row, new: &Certificate) {
        if row.replaces.is_some() {
            return;
        }
        let of_product = self.known.of_product(new.product).iter();
        let mut known = of_product.filter_map(|number| self.register.certificate(*number));
        let found = known.find_map(|known| Some((known.clone(), differs_in(new, known)?)));
        let Some((known, field)) = found else { return };
        let recorded = match field {
            DifferentIn::Number => known.decision.clone(),
            DifferentIn::Day => known.decided_on.strftime("%d/%m/%Y").to_string(),
        };
        let field = match field {
            DifferentIn::Number => Field::DecisionNumber,
            DifferentIn::Day => Field::DecisionDate,
        };
        self.mistaken.insert(new.certificate, known.certificate);
        let what = match self.row_that_records(known.certificate) {
            Some(row) => What::ProbablyTheSame { row, recorded },
            None => What::ProbablyKnown { certificate: known.certificate.into(), recorded },
        };
        self.say(row, Grade::Doubtful, field, what);
    }

    /// The row that has a certificate recorded for the first time. Until then its number means nothing to a reader.
    fn row_that_records(&self, number: CertificateNumber) -> Option<u32> {
        let is_new = self.before.certificate(number).is_none();
        self.seen.get(&number).filter(|_| is_new).map(|row| row.origin.row)
    }

    /// Says what does not fit the programme's rules. It is recorded as it stands.
    pub(super) fn say_doubts(&mut self, row: &Row, certificate: &Certificate) {
        let replaced = certificate.replaces.and_then(|number| self.register.certificate(number));
        for doubt in programme::doubts(certificate, replaced, self.today) {
            self.say(row, Grade::Doubtful, field_of(doubt), What::Rule { doubt });
        }
    }

    /// A renewal that does not name the certificate before it leaves both in force. Asked when all rows are planned,
    /// since any of them may end, withdraw or replace one; said at the row of the newer one, or, where only the
    /// older one is in the table, there.
    pub(super) fn say_who_stays_in_force(&mut self) {
        let log = self.log_as_planned();
        let mut said = Vec::new();
        for (number, row) in &self.seen {
            let Some(this) = self.register.certificate(*number) else { continue };
            let of_product = self.known.of_product(this.product).iter();
            let in_force: Vec<&Certificate> = of_product
                .filter_map(|number| self.register.certificate(*number))
                .filter(|other| self.is_in_force(&log, other.certificate))
                .filter(|other| !self.is_probably_the_same(*number, other.certificate))
                .collect();
            if !in_force.iter().any(|one| one.certificate == *number) {
                continue;
            }
            let is_replaced = |number: CertificateNumber| {
                log.certificate(number).is_some_and(|state| state.replaced_by().is_some())
            };
            let last_day = |one: &Certificate| {
                log.certificate(one.certificate)
                    .map_or(one.valid_until, CertificateState::last_valid_on)
            };
            let names_none = this.replaces.is_none() && row.replaces.is_none();
            let older = in_force.iter().filter(|one| {
                names_none && one.decided_on < this.decided_on && !is_replaced(one.certificate)
            });
            if let Some(older) = older.max_by_key(|one| one.decided_on) {
                let (paper, last_valid_on) = (older.number.clone(), last_day(older));
                let what = What::OlderInForce { paper, last_valid_on };
                said.push(row.origin.finding(Grade::Doubtful, Field::Replaces, what));
            }
            let newer = in_force.iter().filter(|one| {
                let is_elsewhere = !self.seen.contains_key(&one.certificate);
                is_elsewhere && one.decided_on > this.decided_on && one.replaces.is_none()
            });
            let newer = newer.min_by_key(|one| one.decided_on);
            if let Some(newer) = newer.filter(|_| !is_replaced(*number)) {
                let (paper, last_valid_on) = (newer.number.clone(), last_day(newer));
                let what = What::NewerInForce { paper, last_valid_on };
                said.push(row.origin.finding(Grade::Doubtful, Field::CertificateNumber, what));
            }
        }
        self.findings.append(&mut said);
    }

    fn is_probably_the_same(&self, one: CertificateNumber, other: CertificateNumber) -> bool {
        self.mistaken.get(&one) == Some(&other) || self.mistaken.get(&other) == Some(&one)
    }

    /// The log with the entries that are planned. One that may not stand there is left out: the ledger refuses the
    /// import for it.
    fn log_as_planned(&self) -> LogState {
        let mut log = self.log.clone();
        let at = self.now.max(log.last_at());
        for draft in &self.drafts {
            match draft {
                Draft::Ready(body) => {
                    let entry = Entry { at, actor: ActorId([0; 16]), body: body.clone() };
                    drop(log.apply(&entry));
                }
                Draft::Batch(_) | Draft::KeyCompromised { .. } => {}
            }
        }
        log
    }

    /// Whether a certificate runs and neither it nor its holder is withdrawn.
    fn is_in_force(&self, log: &LogState, number: CertificateNumber) -> bool {
        log.certificate(number).is_some_and(|state| {
            let mut holds = log.holds_on_certificate(state);
            state.last_valid_on() >= self.today
                && holds.all(|hold| hold.terms.hold != Hold::Revoked)
        })
    }

    /// A GTIN is one variant's of one product. Asked when all rows are planned, since a table may give one to another
    /// product and take it from the first; said at the later product's rows, or where one is alone in the table, there.
    pub(super) fn say_gtins_twice(&mut self) {
        let told = std::mem::take(&mut self.told_gtins);
        let mut owners: BTreeMap<Gtin, Vec<ProductNumber>> = BTreeMap::new();
        for product in self.register.products() {
            let gtins = product.variants.iter().filter_map(|variant| variant.gtin);
            for gtin in gtins.filter(|gtin| told.contains_key(gtin)) {
                owners.entry(gtin).or_default().push(product.product);
            }
        }
        for (gtin, rows) in told {
            let of = owners.remove(&gtin).unwrap_or_default();
            let is_later = |product| of.contains(&product) && of.first() != Some(&product);
            let is_said_later = rows.iter().any(|(_, product)| is_later(*product));
            for (origin, product) in rows.iter().filter(|(_, product)| of.contains(product)) {
                let mut say = |what| {
                    self.findings.push(origin.finding(Grade::Doubtful, Field::Gtin, what));
                };
                if of.iter().filter(|owner| *owner == product).count() > 1 {
                    say(What::GtinTwice { gtin });
                }
                let other = of.iter().find(|owner| *owner != product);
                let other = other.filter(|_| is_later(*product) || !is_said_later);
                if let Some(other) = other.and_then(|other| self.register.product(*other)) {
                    let holder = self.register.producer(other.producer);
                    let producer = holder.map(|holder| holder.name.clone()).unwrap_or_default();
                    say(What::GtinElsewhere { gtin, product: other.name.clone(), producer });
                }
            }
        }
    }

    /// The programme's code is one holder's.
    pub(super) fn say_code_elsewhere(&mut self, row: &Row, producer: ProducerNumber) {
        let first = row.product_code.as_ref().and_then(|code| self.known.of_code(code));
        let first = first.and_then(|first| self.register.product(first));
        let Some(first) = first.filter(|first| first.producer != producer) else { return };
        let holder = self.register.producer(first.producer).map(|holder| holder.name.clone());
        let (product, producer) = (first.name.clone(), holder.unwrap_or_default());
        let what = What::CodeElsewhere { product, producer };
        self.say(row, Grade::Doubtful, Field::ProductCode, what);
    }
}

/// In what alone two decisions differ.
enum DifferentIn {
    Number,
    Day,
}

/// In what alone the decisions of two certificates of one product differ, if they probably are one.
fn differs_in(new: &Certificate, known: &Certificate) -> Option<DifferentIn> {
    let papers = new.number.as_ref().zip(known.number.as_ref());
    if papers.is_some() || body(&new.issuer) != body(&known.issuer) {
        return None;
    }
    let (day, other) = (new.decided_on, known.decided_on);
    let is_same_number = folded(&new.decision) == folded(&known.decision);
    let is_near =
        day.year() == other.year() || (day.month(), day.day()) == (other.month(), other.day());
    match (is_same_number, day == other) {
        (false, true) => Some(DifferentIn::Number),
        (true, false) if is_near => Some(DifferentIn::Day),
        (true | false, _) => None,
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
