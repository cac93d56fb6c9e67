//! A row's cells understood: each value read, each doubt said, and no row from cells that are bad.

use jiff::civil::Date;

use super::{
    Cell, Field, What, decisions,
    finding::{Expected, Finding, Grade, TextTrouble},
    font_encoding::looks_garbled,
    row::{Holding, Origin, Row},
    rows::Cells,
    values::{self, Unreadable},
    vocabulary::{self, GroupSaid, StarsSaid},
};
use crate::{
    registry::{LocationCode, Paper, PaperKind, Private, ProductGroup, Stars, programme, units},
    stamp::CertificateNumber,
};

// The parts of a row of which each has much to say.
mod decided;
mod holder;
mod packed;

/// The longest text of a field, in characters: what is longer is a paragraph in the wrong column.
const LONGEST: usize = 200;

/// The longest text that may stand in the public log, in bytes (log-format, version 1).
const LONGEST_IN_LOG: usize = 200;

/// One row on its way.
pub(super) struct Understanding<'a> {
    cells: Cells<'a>,
    origin: Origin,
    section: Option<ProductGroup>,
    default_province: Option<&'a str>,
    findings: Vec<Finding>,
}

impl<'a> Understanding<'a> {
    pub(super) const fn new(
        cells: Cells<'a>,
        origin: Origin,
        section: Option<ProductGroup>,
        default_province: Option<&'a str>,
    ) -> Self {
        Self { cells, origin, section, default_province, findings: Vec::new() }
    }

    /// The row; `None` if one of its cells is bad, which is then among the findings.
    pub(super) fn row(mut self, findings: &mut Vec<Finding>) -> Option<Row> {
        let row = self.understood();
        self.doubt_letters();
        let mut is_bad = self.findings.iter().any(|finding| finding.grade == Grade::Bad);
        if row.is_none() && !is_bad {
            // Nothing is left out without a word.
            self.say(Grade::Bad, Field::ProductName, What::Missing);
            is_bad = true;
        }
        findings.append(&mut self.findings);
        row.filter(|_| !is_bad)
    }

    /// Every field is read, so that all that is bad is told at once.
    fn understood(&mut self) -> Option<Row> {
        let certificate = self.read(Field::Certificate, Expected::Certificate, |cell| {
            let number = values::whole_number(cell)?;
            CertificateNumber::try_from(number).map_err(|_| Unreadable)
        });
        let product_code = self.text(Field::ProductCode);
        let product_name = self.needed(Field::ProductName);
        let decided = self.decision();
        let group = self.group(decided.as_ref().and_then(|decided| decided.date));
        let subgroup = self.text(Field::Subgroup);
        let variants = self.variants();
        let holding = self.holding();
        let producer_name = self.needed(Field::ProducerName);
        let producer_kind = self.producer_kind(producer_name.as_deref());
        let tax_code = self.private_digits(Field::TaxCode);
        let representative = self.text(Field::Representative).map(Private::new);
        let phone = self.private_digits(Field::Phone);
        let contact = self.text(Field::Contact);
        let address_certified = self.text(Field::AddressCertified);
        let commune_code = self.code(Field::CommuneCode, 5, Expected::CommuneCode, |code| {
            units::commune(code).is_some()
        });
        let province_code = self.province(commune_code.as_deref());
        let points = self.read(Field::Points, Expected::Points, values::points);
        let stars = self.stars();
        let kind =
            self.read(Field::Kind, Expected::Kind, |cell| vocabulary::kind(&values::line(cell)));
        let proposed_5_star = self
            .read(Field::Proposed5Star, Expected::YesNo, |cell| {
                vocabulary::yes_no(&values::line(cell))
            })
            .or_else(|| stars.filter(|stars| stars.1).map(|_| true));
        let certificate_number = self.text_of_log(Field::CertificateNumber);
        let issuer = self.issuer(decided.as_ref());
        let issuer_level =
            self.issuer_level(issuer.as_deref(), decided.as_ref().and_then(|decided| decided.date));
        let valid_until = self.read(Field::ValidUntil, Expected::Date, decisions::date);
        let status = self
            .read(Field::Status, Expected::Status, |cell| vocabulary::status(&values::line(cell)));
        let withdrawal = self.withdrawal(status);
        let replaces = self.text(Field::Replaces);
        let quota_per_year = self.read(Field::QuotaPerYear, Expected::Quota, values::whole_number);
        let remark = self.text(Field::Remark).map(Private::new);
        let decided = decided?;
        Some(Row {
            origin: self.origin.clone(),
            certificate,
            product_code,
            product_name: product_name?,
            group: group?,
            subgroup,
            variants,
            holding,
            producer_name: producer_name?,
            producer_kind: producer_kind?,
            tax_code,
            representative,
            phone,
            contact,
            address_certified,
            commune_code,
            province_code: province_code?,
            points,
            stars: stars?.0,
            proposed_5_star,
            kind,
            certificate_number,
            decision: decided.number?,
            decided_on: decided.date?,
            issuer: issuer?,
            issuer_level: issuer_level?,
            valid_until,
            status,
            withdrawal,
            replaces,
            quota_per_year,
            remark,
        })
    }

    fn doubt_letters(&mut self) {
        let cells = self.cells;
        for (field, _) in cells.texts().filter(|(_, text)| looks_garbled(text)) {
            self.say(Grade::Doubtful, field, What::LooksGarbled);
        }
    }

    fn say(&mut self, grade: Grade, field: Field, what: What) {
        self.findings.push(self.origin.finding(grade, field, what));
    }

    fn unreadable(&mut self, field: Field, cell: &Cell, expected: Expected) {
        if values::is_ditto(&values::line(cell)) {
            self.say(Grade::Bad, field, What::Ditto);
            return;
        }
        let cell = if field.is_private() { String::new() } else { values::line(cell) };
        self.say(Grade::Bad, field, What::Unreadable { cell, expected });
    }

    /// A value that may be left out.
    fn read<T>(
        &mut self,
        field: Field,
        expected: Expected,
        read: impl FnOnce(&Cell) -> Result<T, Unreadable>,
    ) -> Option<T> {
        let cell = self.cells.get(field);
        if cell == Cell::Empty {
            return None;
        }
        match read(&cell) {
            Ok(value) => Some(value),
            Err(Unreadable) => {
                self.unreadable(field, &cell, expected);
                None
            }
        }
    }

    fn text(&mut self, field: Field) -> Option<String> {
        let cell = values::line(&self.cells.get(field));
        if field != Field::Remark && values::is_ditto(&cell) {
            self.say(Grade::Bad, field, What::Ditto);
            return None;
        }
        let is_open = matches!(
            field,
            Field::ProductName | Field::ProducerName | Field::AddressCertified | Field::Issuer
        );
        if is_open && values::has_a_long_number(&cell) {
            self.say(Grade::Doubtful, field, What::LooksPrivate);
        }
        let characters = cell.chars().count();
        if characters > LONGEST {
            self.say(Grade::Bad, field, What::TooLong { characters, most: LONGEST });
            return None;
        }
        self.read(field, Expected::Text, |cell| match cell {
            Cell::Error(_) => Err(Unreadable),
            Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Date(_) => Ok(values::line(cell)),
        })
    }

    /// A text that goes into the public log.
    fn text_of_log(&mut self, field: Field) -> Option<String> {
        let text = self.text(field)?;
        if text.len() > LONGEST_IN_LOG {
            self.say(Grade::Bad, field, What::Text { trouble: TextTrouble::TooLong });
            return None;
        }
        Some(text)
    }

    fn needed(&mut self, field: Field) -> Option<String> {
        if self.cells.get(field) == Cell::Empty {
            self.say(Grade::Bad, field, What::Missing);
            return None;
        }
        self.text(field)
    }

    fn group(&mut self, decided_on: Option<Date>) -> Option<ProductGroup> {
        let said = self.read(Field::Group, Expected::Group, |cell| {
            vocabulary::group(&values::listed(cell).join("; "))
        });
        match (said, self.section) {
            (Some(GroupSaid::Named(group)), _) => Some(group),
            (Some(GroupSaid::Number(number)), _) => {
                // Before the programme, which is said elsewhere, there were no other groups.
                let group = programme::group_of(number, decided_on?)
                    .or_else(|| programme::group_of(number, programme::PROGRAMME_BEGAN))?;
                if programme::group_of(number, Date::MAX) != Some(group) {
                    self.say(Grade::Doubtful, Field::Group, What::GroupOfItsDay { group });
                }
                Some(group)
            }
            (None, Some(group)) => Some(group),
            (None, None) => {
                if self.cells.get(Field::Group) == Cell::Empty {
                    self.say(Grade::Bad, Field::Group, What::Missing);
                }
                None
            }
        }
    }

    fn holding(&mut self) -> Holding {
        let certificates = self.papers(Field::QualityCertificates, PaperKind::QualityCertificate);
        let origins =
            self.papers(Field::GeographicalIndications, PaperKind::GeographicalIndication);
        let papers = [certificates, origins].into_iter().flatten().flatten().collect();
        Holding {
            made_at: self.text(Field::MadeAt),
            made_at_code: self.location(Field::MadeAtCode),
            material_area: self.text(Field::MaterialArea),
            material_area_code: self.location(Field::MaterialAreaCode),
            papers,
            warning: self.text(Field::Warning),
            storage: self.text(Field::Storage),
        }
    }

    fn papers(&mut self, field: Field, kind: PaperKind) -> Option<Vec<Paper>> {
        let listed = self.listed(field);
        self.read(field, Expected::Date, |_| {
            listed.iter().map(|text| decisions::paper(kind, text)).collect()
        })
    }

    /// What a cell lists; nothing where one of it is what stands above.
    fn listed(&mut self, field: Field) -> Vec<String> {
        let listed = values::listed(&self.cells.get(field));
        if listed.iter().any(|text| values::is_ditto(text)) {
            self.say(Grade::Bad, field, What::Ditto);
            return Vec::new();
        }
        listed
    }

    fn location(&mut self, field: Field) -> Option<LocationCode> {
        self.read(field, Expected::LocationCode, |cell| {
            let digits: String =
                values::line(cell).chars().filter(|c| !c.is_whitespace()).collect();
            LocationCode::parse(&digits)
                .or_else(|_| LocationCode::parse(&format!("{digits:0>5}")))
                .map_err(|_| Unreadable)
        })
    }

    /// The stars, and whether five are proposed.
    fn stars(&mut self) -> Option<(Stars, bool)> {
        if self.cells.get(Field::Stars) == Cell::Empty {
            self.say(Grade::Bad, Field::Stars, What::Missing);
            return None;
        }
        let said = self
            .read(Field::Stars, Expected::Stars, |cell| vocabulary::stars(&values::line(cell)))?;
        let StarsSaid { stars, is_proposed_5_star } = said;
        if stars.is_none() {
            self.say(Grade::Doubtful, Field::Stars, What::FourUntilConfirmed);
        }
        Some((stars.unwrap_or(Stars::Four), is_proposed_5_star))
    }
}
