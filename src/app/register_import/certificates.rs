//! A row's certificate: recorded for the first time, compared with what is recorded, withdrawn or ended as the
//! table says.

use super::plan::Planner;
use crate::{
    app::certificate_facts,
    ledger::Draft,
    log::{Body, CertificateEnded, Decision, Hold, HoldFacts, Reason, Target, Text},
    registry::{
        Certificate, CertificateKind, CertificateRemark, Correction, Producer, ProducerNumber,
        Product, ProductNumber, Record,
        programme::{self, Doubt},
    },
    stamp::CertificateNumber,
    tables::{Field, Grade, Row, Status, What, level_of_body, words},
};

impl Planner<'_> {
    /// Records a certificate; `None` if it can't be, which is then said.
    pub(super) fn record(
        &mut self,
        row: &Row,
        producer: ProducerNumber,
        product: ProductNumber,
    ) -> Option<CertificateNumber> {
        let number = self.known.next_certificate()?;
        let replaces = self.replaced(row, product, producer);
        let stars_before =
            replaces.and_then(|number| Some(self.register.certificate(number)?.stars));
        let kind = row.kind.unwrap_or(match stars_before {
            None => CertificateKind::New,
            Some(before) if row.stars > before => CertificateKind::Upgraded,
            Some(_) => CertificateKind::Renewed,
        });
        let by_rule = self.policy.last_valid_day(&row.issuer, row.decided_on);
        // A certificate that ended before its time was recorded with its whole time.
        let told = row.valid_until.filter(|_| row.status != Some(Status::EndedEarly));
        if row.valid_until.is_none() {
            let what = What::LastDayCounted { day: by_rule };
            self.say(row, Grade::Note, Field::ValidUntil, what);
        }
        let certificate = Certificate {
            certificate: number,
            number: row.certificate_number.clone(),
            product,
            producer,
            stars: row.stars,
            points: row.points,
            proposed_5_star: row.proposed_5_star.unwrap_or(false),
            kind,
            decision: row.decision.clone(),
            decided_on: row.decided_on,
            valid_until: told.unwrap_or(by_rule),
            issuer: row.issuer.clone(),
            issuer_level: row.issuer_level,
            address_certified: row.address_certified.clone(),
            province_code: row.province_code.clone(),
            replaces,
            quota_per_year: row.quota_per_year,
            salt: self.salt(),
        };
        let holder = self.register.producer(producer)?.clone();
        let packed = self.register.product(product)?.clone();
        match certificate_facts(&certificate, &holder, &packed) {
            Ok(facts) => self.drafts.push(Draft::Ready(Body::CertificateRecorded(facts))),
            Err(error) => {
                let what = What::Text { error: error.to_string() };
                self.say(row, Grade::Bad, Field::DecisionNumber, what);
                return None;
            }
        }
        self.known.add_certificate(&certificate);
        self.write(Record::Certificate(certificate));
        self.counts.recorded += 1;
        Some(number)
    }

    /// The certificate that a row's one replaces, by its number on paper: of the same product if it can be.
    fn replaced(
        &mut self,
        row: &Row,
        product: ProductNumber,
        producer: ProducerNumber,
    ) -> Option<CertificateNumber> {
        let paper = row.replaces.as_ref()?;
        let named: Vec<&Certificate> = self
            .known
            .of_paper(paper)
            .iter()
            .filter_map(|number| self.register.certificate(*number))
            .collect();
        let of_product: Vec<_> = named.iter().filter(|known| known.product == product).collect();
        let of_holder: Vec<_> = named.iter().filter(|known| known.producer == producer).collect();
        let (number, what) = match (of_product.as_slice(), of_holder.as_slice(), named.as_slice()) {
            ([one], _, _) | (_, [one], _) => (Some(one.certificate), None),
            (_, _, [one]) => (Some(one.certificate), None),
            (_, _, []) => (None, Some(What::ReplacesUnknown { number: paper.clone() })),
            (_, _, _) => (None, Some(What::ReplacesSeveral { number: paper.clone() })),
        };
        if let Some(what) = what {
            self.say(row, Grade::Doubtful, Field::Replaces, what);
        }
        number
    }

    /// Holds a row against what is recorded, and proposes a correction where they differ. Whether they do.
    pub(super) fn compare(
        &mut self,
        row: &Row,
        number: CertificateNumber,
        producer: Producer,
        product: Product,
    ) -> bool {
        let Some(known) = self.register.certificate(number).cloned() else { return false };
        let replaces = match row.replaces {
            Some(_) => self.replaced(row, known.product, known.producer).or(known.replaces),
            None => known.replaces,
        };
        let issuer = self.better(row, Field::Issuer, &known.issuer, row.issuer.clone());
        let issuer = if super::known::body(&issuer) == super::known::body(&known.issuer) {
            known.issuer.clone()
        } else {
            issuer
        };
        let address = match (&known.address_certified, &row.address_certified) {
            (Some(known), Some(told)) => {
                Some(self.better(row, Field::AddressCertified, known, told.clone()))
            }
            (known, told) => told.clone().or(known.clone()),
        };
        let decision =
            self.better(row, Field::DecisionNumber, &known.decision, row.decision.clone());
        let proposed = Certificate {
            number: row.certificate_number.clone().or(known.number.clone()),
            stars: row.stars,
            points: row.points.or(known.points),
            proposed_5_star: row.proposed_5_star.unwrap_or(known.proposed_5_star),
            kind: row.kind.unwrap_or(known.kind),
            decision,
            decided_on: row.decided_on,
            valid_until: self.last_day(row, &known),
            issuer,
            issuer_level: row.issuer_level,
            address_certified: address,
            province_code: row.province_code.clone(),
            replaces,
            ..known.clone()
        };
        let (Some(holder), Some(packed)) =
            (self.register.producer(known.producer), self.register.product(known.product))
        else {
            return false;
        };
        let differences = differences((&known, holder, packed), (&proposed, &producer, &product));
        if differences.is_empty() {
            return false;
        }
        for (field, from, to) in differences {
            self.say(row, Grade::Doubtful, field, What::Correction { from, to });
        }
        let salt = self.salt();
        self.propose(Correction {
            certificate: Certificate { salt, ..proposed },
            product,
            producer,
            proposed_by: self.proposed_by.clone(),
            proposed_at: self.now,
            settled: None,
        });
        true
    }

    /// The last valid day that a row would have recorded. A day to which the log moved it is no mistake.
    fn last_day(&self, row: &Row, known: &Certificate) -> jiff::civil::Date {
        let as_it_stands = self.log.certificate(known.certificate);
        let moved_to = as_it_stands.map(|state| state.last_valid_on());
        row.valid_until
            .filter(|told| row.status != Some(Status::EndedEarly) && Some(*told) != moved_to)
            .unwrap_or(known.valid_until)
    }

    /// What the office keeps of a certificate and the log does not say. Whether something is new.
    pub(super) fn keep_quota_and_remark(&mut self, row: &Row, number: CertificateNumber) -> bool {
        let before = self.register.revision();
        let known = self.register.certificate(number).cloned();
        if let Some(known) = known.filter(|known| {
            row.quota_per_year.is_some() && row.quota_per_year != known.quota_per_year
        }) {
            self.say(row, Grade::Note, Field::QuotaPerYear, What::Changed);
            self.write(Record::Certificate(Certificate {
                quota_per_year: row.quota_per_year,
                ..known
            }));
        }
        let remark = self.register.remark(number).and_then(|remark| remark.text.as_ref());
        if let Some(text) = row.remark.as_ref().filter(|text| Some(*text) != remark) {
            let text = Some(text.clone());
            self.write(Record::CertificateRemark(CertificateRemark { certificate: number, text }));
        }
        self.register.revision() != before
    }

    /// Says what does not fit the programme's rules. It is recorded as it stands.
    pub(super) fn say_doubts(&mut self, row: &Row, number: CertificateNumber) {
        let Some(certificate) = self.register.certificate(number) else { return };
        let replaced = certificate.replaces.and_then(|number| self.register.certificate(number));
        for doubt in programme::doubts(certificate, replaced, self.today) {
            self.say(row, Grade::Doubtful, field_of(doubt), What::Rule { doubt });
        }
    }

    /// Withdraws or ends a certificate as the table says, unless it is so already. Whether it did.
    pub(super) fn apply_status(&mut self, row: &Row, number: CertificateNumber) -> bool {
        let Some(certificate) = self.register.certificate(number).cloned() else { return false };
        let state = self.log.certificate(number);
        let last_day = state.map_or(certificate.valid_until, |state| state.last_valid_on());
        let is_revoked =
            self.log.holds_naming_certificate(number).any(|hold| hold.hold == Hold::Revoked);
        let before = self.drafts.len();
        match row.status {
            Some(Status::Withdrawn) if !is_revoked => self.withdraw(row, &certificate, last_day),
            Some(Status::EndedEarly) => self.end(row, &certificate, last_day),
            Some(Status::InForce) if is_revoked => {
                self.say(row, Grade::Doubtful, Field::Status, What::StillWithdrawn);
            }
            Some(Status::InForce) if last_day < self.today => {
                self.say(row, Grade::Doubtful, Field::Status, What::OverByDate);
            }
            Some(Status::Withdrawn | Status::InForce | Status::Expired | Status::Suspended)
            | None => {}
        }
        self.drafts.len() > before
    }

    fn withdraw(&mut self, row: &Row, certificate: &Certificate, last_day: jiff::civil::Date) {
        let (Some(decision), Some(decided_on), Some(reason)) =
            (&row.withdrawal.decision, row.withdrawal.decided_on, row.withdrawal.reason)
        else {
            return;
        };
        if reason == Reason::Expired && last_day >= self.today {
            let what = What::ExpiredButRuns { last_valid_on: last_day };
            return self.say(row, Grade::Bad, Field::Status, what);
        }
        let body = row.withdrawal.decided_by.as_ref().unwrap_or(&certificate.issuer);
        let may = level_of_body(body)
            .is_none_or(|level| programme::may_withdraw(certificate, level, decided_on));
        if !may {
            self.say(row, Grade::Doubtful, Field::Withdrawal, What::WithdrawnByOther);
        }
        let decision = Decision {
            decision: match self.log_text(row, decision) {
                Some(text) => text,
                None => return,
            },
            decided_on,
            decided_by: match self.log_text(row, body) {
                Some(text) => text,
                None => return,
            },
        };
        let target = Target::Certificate { certificate: certificate.certificate };
        let facts = HoldFacts::new(target, reason, Some(decision), decided_on, None);
        self.drafts.push(Draft::Ready(Body::Revoked(facts)));
        self.counts.withdrawn += 1;
    }

    fn end(&mut self, row: &Row, certificate: &Certificate, last_day: jiff::civil::Date) {
        match row.valid_until {
            Some(day) if day == last_day && certificate.valid_until != day => {}
            Some(day) if day < last_day => {
                let Some(ended) = self.ended(row, certificate, day) else { return };
                self.drafts.push(Draft::Ready(Body::CertificateEnded(ended)));
                self.counts.ended += 1;
            }
            Some(_) | None => self.say(row, Grade::Bad, Field::ValidUntil, What::EndIncomplete),
        }
    }

    fn ended(
        &mut self,
        row: &Row,
        certificate: &Certificate,
        day: jiff::civil::Date,
    ) -> Option<CertificateEnded> {
        let withdrawal = &row.withdrawal;
        let decision = match (&withdrawal.decision, withdrawal.decided_on) {
            (Some(number), Some(decided_on)) => {
                let body = withdrawal.decided_by.as_ref().unwrap_or(&certificate.issuer);
                Some(Decision {
                    decision: self.log_text(row, number)?,
                    decided_on,
                    decided_by: self.log_text(row, body)?,
                })
            }
            (_, _) => None,
        };
        let (decision, decided_on, decided_by) = Decision::split(decision);
        Some(CertificateEnded {
            certificate: certificate.certificate,
            last_valid_on: day,
            reason: withdrawal.reason.unwrap_or(Reason::Other),
            decision,
            decided_on,
            decided_by,
            replaced_by: None,
        })
    }

    /// A text that can stand in the log; what can't is said.
    fn log_text(&mut self, row: &Row, text: &str) -> Option<Text> {
        Text::try_from(text.to_owned())
            .map_err(|error| {
                let what = What::Text { error: error.to_string() };
                self.say(row, Grade::Bad, Field::Withdrawal, what);
            })
            .ok()
    }
}

/// A certificate with its holder and its product.
pub(in crate::app) type Whole<'a> = (&'a Certificate, &'a Producer, &'a Product);

/// The fields that the log's commitment covers and in which two states of a certificate differ, in words.
pub(in crate::app) fn differences(
    (known, holder, packed): Whole<'_>,
    (told, told_holder, told_packed): Whole<'_>,
) -> Vec<(Field, String, String)> {
    let day = |day: jiff::civil::Date| day.strftime("%d/%m/%Y").to_string();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let points = |certificate: &Certificate| {
        certificate.points.map(|points| format!("{}.{:02}", points.0 / 100, points.0 % 100))
    };
    let number = |certificate: &Certificate| certificate.replaces.map(|number| number.to_string());
    let yes_no = |truth: bool| if truth { "Có" } else { "Không" }.to_owned();
    let rows = [
        (Field::ProductName, packed.name.clone(), told_packed.name.clone()),
        (Field::ProductCode, text(&packed.code), text(&told_packed.code)),
        (
            Field::Group,
            words::group(packed.group).to_owned(),
            words::group(told_packed.group).to_owned(),
        ),
        (Field::Subgroup, packed.subgroup.clone(), told_packed.subgroup.clone()),
        (Field::ProducerName, holder.name.clone(), told_holder.name.clone()),
        (
            Field::ProducerKind,
            words::producer_kind(holder.kind).to_owned(),
            words::producer_kind(told_holder.kind).to_owned(),
        ),
        (Field::AddressCertified, text(&known.address_certified), text(&told.address_certified)),
        (Field::ProvinceCode, known.province_code.clone(), told.province_code.clone()),
        (Field::Points, points(known).unwrap_or_default(), points(told).unwrap_or_default()),
        (Field::Stars, u8::from(known.stars).to_string(), u8::from(told.stars).to_string()),
        (Field::Proposed5Star, yes_no(known.proposed_5_star), yes_no(told.proposed_5_star)),
        (Field::Kind, words::kind(known.kind).to_owned(), words::kind(told.kind).to_owned()),
        (Field::CertificateNumber, text(&known.number), text(&told.number)),
        (Field::DecisionNumber, known.decision.clone(), told.decision.clone()),
        (Field::DecisionDate, day(known.decided_on), day(told.decided_on)),
        (Field::Issuer, known.issuer.clone(), told.issuer.clone()),
        (
            Field::IssuerLevel,
            words::level(known.issuer_level).to_owned(),
            words::level(told.issuer_level).to_owned(),
        ),
        (Field::ValidUntil, day(known.valid_until), day(told.valid_until)),
        (Field::Replaces, number(known).unwrap_or_default(), number(told).unwrap_or_default()),
    ];
    rows.into_iter().filter(|(_, from, to)| from != to).collect()
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
