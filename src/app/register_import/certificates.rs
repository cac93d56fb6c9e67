//! A row's certificate: recorded for the first time, or compared with what is recorded. Its withdrawal is
//! `withdrawals`'.

use super::{
    known::body,
    parties::{better, is_known_better},
    plan::Planner,
};
use crate::{
    app::certificate_facts,
    ledger::Draft,
    log::Body,
    registry::{
        Certificate, CertificateKind, CertificateRemark, Certified, Correction, ProducerNumber,
        ProductNumber, Record,
    },
    stamp::{CertificateNumber, ValidUntil},
    tables::{Field, Grade, Row, Status, TextTrouble, What, words},
};

impl Planner<'_> {
    /// Records a certificate; `None` if it can't be, which is then said.
    pub(super) fn record(
        &mut self,
        row: &Row,
        producer: ProducerNumber,
        product: ProductNumber,
    ) -> Option<CertificateNumber> {
        let Some(number) = self.known.next_certificate() else {
            self.say(row, Grade::Bad, Field::Certificate, What::RegisterFull);
            return None;
        };
        self.say_paper_known(row, producer);
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
        // What is over on the day of its decision is a year that was typed wrongly. What is known may be so.
        if told.is_some_and(|day| day <= row.decided_on) {
            let what = What::EndsBeforeItBegins { decided_on: row.decided_on };
            self.say(row, Grade::Bad, Field::ValidUntil, what);
            return None;
        }
        if row.valid_until.is_none() {
            let what = What::LastDayCounted { day: by_rule };
            self.say(row, Grade::Note, Field::ValidUntil, what);
        }
        let valid_until = told.unwrap_or(by_rule);
        if ValidUntil::try_from(valid_until).is_err() {
            let decided = (Field::DecisionDate, row.decided_on);
            let (field, day) = told.map_or(decided, |day| (Field::ValidUntil, day));
            self.say(row, Grade::Bad, field, What::DayOutOfRange { day });
            return None;
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
            valid_until,
            issuer: row.issuer.clone(),
            issuer_level: row.issuer_level,
            certified: self.certified_as_known(row, producer, product),
            province_code: row.province_code.clone(),
            replaces,
            quota_per_year: row.quota_per_year,
            salt: self.salt(),
        };
        match certificate_facts(&certificate) {
            Ok(facts) => self.drafts.push(Draft::Ready(Body::CertificateRecorded(facts))),
            Err(error) => {
                let what = What::Text { trouble: TextTrouble::from(&error) };
                self.say(row, Grade::Bad, Field::DecisionNumber, what);
                return None;
            }
        }
        self.say_probably_known(row, &certificate);
        self.known.add_certificate(&certificate);
        self.write(Record::Certificate(certificate));
        self.counts.recorded += 1;
        Some(number)
    }

    /// What a new certificate calls product and holder: as they are known, where the row only lacks the diacritics.
    fn certified_as_known(
        &self,
        row: &Row,
        producer: ProducerNumber,
        product: ProductNumber,
    ) -> Certified {
        let told = certified(row);
        let better_of = |known: Option<&String>, told: String| match known {
            Some(known) => better(known, told),
            None => told,
        };
        let producer = self.register.producer(producer).map(|known| &known.name);
        let product = self.register.product(product).map(|known| &known.name);
        Certified {
            producer_name: better_of(producer, told.producer_name),
            product_name: better_of(product, told.product_name),
            ..told
        }
    }

    /// The certificate that a row's one replaces, by its number on paper: one of the same product, or else of
    /// the same holder. Numbers come back in every province, so nobody else's.
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
        let (number, what) = match (of_product.as_slice(), of_holder.as_slice()) {
            ([one], _) | ([], [one]) => (Some(one.certificate), None),
            ([], []) => (None, Some(What::ReplacesUnknown { number: paper.clone() })),
            (_, _) => (None, Some(What::ReplacesSeveral { number: paper.clone() })),
        };
        if let Some(what) = what {
            self.say(row, Grade::Doubtful, Field::Replaces, what);
        }
        number
    }

    /// Holds a row against what is recorded, and proposes a correction where they differ: that.
    pub(super) fn compare(&mut self, row: &Row, number: CertificateNumber) -> Option<Certificate> {
        let known = self.register.certificate(number).cloned()?;
        let replaces = match row.replaces {
            Some(_) => self.replaced(row, known.product, known.producer).or(known.replaces),
            None => known.replaces,
        };
        // In another spelling it is the same body, but for diacritics that were missing.
        let is_same = body(&known.issuer) == body(&row.issuer);
        let is_mended = known.issuer.is_ascii() && !row.issuer.is_ascii();
        let issuer = if is_same && !is_mended { &known.issuer } else { &row.issuer }.clone();
        let proposed = Certificate {
            number: row.certificate_number.clone().or(known.number.clone()),
            stars: row.stars,
            points: row.points.or(known.points),
            proposed_5_star: row.proposed_5_star.unwrap_or(known.proposed_5_star),
            kind: row.kind.unwrap_or(known.kind),
            decision: better(&known.decision, row.decision.clone()),
            decided_on: row.decided_on,
            valid_until: self.last_day(row, &known),
            issuer,
            issuer_level: row.issuer_level,
            certified: self.better_words(row, &known.certified),
            province_code: row.province_code.clone(),
            replaces,
            ..known.clone()
        };
        let differences = differences(&known, &proposed);
        if differences.is_empty() {
            return None;
        }
        for (field, from, to) in differences {
            self.say(row, Grade::Doubtful, field, What::Correction { from, to });
        }
        let salt = self.salt();
        self.propose(Correction {
            certificate: Certificate { salt, ..proposed.clone() },
            proposed_by: self.asked_by.to_string(),
            proposer: self.asked_by.identity(),
            proposed_at: self.now,
            settled: None,
        });
        Some(proposed)
    }

    /// What a row calls product and holder, in the known spelling where that is the better one. An empty cell
    /// takes nothing back.
    fn better_words(&mut self, row: &Row, known: &Certified) -> Certified {
        let told = certified(row);
        let texts = [
            (Field::ProductName, Some(&known.product_name), Some(&told.product_name)),
            (Field::Subgroup, Some(&known.subgroup), row.subgroup.as_ref()),
            (Field::ProducerName, Some(&known.producer_name), Some(&told.producer_name)),
            (Field::AddressCertified, known.address.as_ref(), told.address.as_ref()),
        ];
        for (field, known, told) in texts {
            if known.zip(told).is_some_and(|(known, told)| is_known_better(known, told)) {
                self.say(
                    row,
                    Grade::Note,
                    field,
                    What::SpelledBetter { known: known.cloned().unwrap_or_default() },
                );
            }
        }
        let or_known = |known: &Option<String>, told: Option<String>| match (known, told) {
            (Some(known), Some(told)) => Some(better(known, told)),
            (known, told) => told.or(known.clone()),
        };
        Certified {
            product_name: better(&known.product_name, told.product_name),
            product_code: told.product_code.or(known.product_code.clone()),
            group: told.group,
            subgroup: match row.subgroup {
                Some(_) => better(&known.subgroup, told.subgroup),
                None => known.subgroup.clone(),
            },
            producer_name: better(&known.producer_name, told.producer_name),
            producer_kind: told.producer_kind,
            address: or_known(&known.address, told.address),
        }
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
            let from = known.quota_per_year.map(|quota| quota.to_string());
            let to = row.quota_per_year.map_or_else(String::new, |quota| quota.to_string());
            self.say(row, Grade::Note, Field::QuotaPerYear, What::Changed { from, to });
            self.write(Record::Certificate(Certificate {
                quota_per_year: row.quota_per_year,
                ..known
            }));
        }
        let remark = self.register.remark(number).and_then(|remark| remark.text.as_ref());
        if let Some(text) = row.remark.as_ref().filter(|text| Some(*text) != remark) {
            let (was_empty, text) = (remark.is_none(), Some(text.clone()));
            if self.before.certificate(number).is_some() {
                let what = What::ChangedUnsaid { was_empty };
                self.say(row, Grade::Note, Field::Remark, what);
            }
            self.write(Record::CertificateRemark(CertificateRemark { certificate: number, text }));
        }
        self.register.revision() != before
    }
}

/// Product and holder in a row's words.
fn certified(row: &Row) -> Certified {
    Certified {
        product_name: row.product_name.clone(),
        product_code: row.product_code.clone(),
        group: row.group,
        subgroup: row.subgroup.clone().unwrap_or_default(),
        producer_name: row.producer_name.clone(),
        producer_kind: row.producer_kind,
        address: row.address_certified.clone(),
    }
}

/// The fields that the log's commitment covers and in which two states of a certificate differ, in words.
pub(in crate::app) fn differences(
    known: &Certificate,
    told: &Certificate,
) -> Vec<(Field, String, String)> {
    let (was, is) = (&known.certified, &told.certified);
    let day = |day: jiff::civil::Date| day.strftime("%d/%m/%Y").to_string();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let points = |certificate: &Certificate| certificate.points.map(words::points);
    let number = |certificate: &Certificate| certificate.replaces.map(|number| number.to_string());
    let yes_no = |truth: bool| if truth { "Có" } else { "Không" }.to_owned();
    let rows = [
        (Field::ProductName, was.product_name.clone(), is.product_name.clone()),
        (Field::ProductCode, text(&was.product_code), text(&is.product_code)),
        (Field::Group, words::group(was.group).to_owned(), words::group(is.group).to_owned()),
        (Field::Subgroup, was.subgroup.clone(), is.subgroup.clone()),
        (Field::ProducerName, was.producer_name.clone(), is.producer_name.clone()),
        (
            Field::ProducerKind,
            words::producer_kind(was.producer_kind).to_owned(),
            words::producer_kind(is.producer_kind).to_owned(),
        ),
        (Field::AddressCertified, text(&was.address), text(&is.address)),
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
