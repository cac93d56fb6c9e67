//! A row's cells understood: each value read, each doubt said, and no row from cells that are bad.

use jiff::civil::Date;

use super::{
    Cell, Field,
    decisions::{self, DecisionSaid},
    finding::{Expected, Finding, Grade, What},
    row::{Holding, Origin, Row, Status, VariantCell, Withdrawal},
    rows::Cells,
    values::{self, Unreadable},
    vocabulary::{self, GroupSaid, StarsSaid},
};
use crate::{
    registry::{
        IssuerLevel, LocationCode, Paper, PaperKind, Private, ProducerKind, ProductGroup, Stars,
        programme, units,
    },
    stamp::CertificateNumber,
};

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
        let issuer_level = self.issuer_level(issuer.as_deref());
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

    fn say(&mut self, grade: Grade, field: Field, what: What) {
        self.findings.push(self.origin.finding(grade, field, what));
    }

    fn unreadable(&mut self, field: Field, cell: &Cell, expected: Expected) {
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
        self.read(field, Expected::Text, |cell| {
            let text = values::line(cell);
            let is_text = !matches!(cell, Cell::Error(_)) && text.chars().count() <= LONGEST;
            is_text.then_some(text).ok_or(Unreadable)
        })
    }

    /// A text that goes into the public log.
    fn text_of_log(&mut self, field: Field) -> Option<String> {
        let text = self.text(field)?;
        if text.len() > LONGEST_IN_LOG {
            let cell = Cell::Text(text);
            self.unreadable(field, &cell, Expected::Text);
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

    /// Number and date, from one cell or two.
    fn decision(&mut self) -> Option<DecisionSaid> {
        let cell = self.cells.get(Field::DecisionNumber);
        if cell == Cell::Empty {
            self.say(Grade::Bad, Field::DecisionNumber, What::Missing);
            return None;
        }
        let said = self.read(Field::DecisionNumber, Expected::Decision, decisions::decision)?;
        let own_date = self.read(Field::DecisionDate, Expected::Date, decisions::date);
        if let Some(said) = said.date.filter(|said| own_date.is_some_and(|own| own != *said)) {
            self.say(Grade::Bad, Field::DecisionDate, What::DatesDisagree { said });
        }
        let date = own_date.or(said.date);
        if date.is_none() && self.cells.get(Field::DecisionDate) == Cell::Empty {
            self.say(Grade::Bad, Field::DecisionDate, What::Missing);
        }
        if said.number.is_none() {
            self.unreadable(Field::DecisionNumber, &cell, Expected::Decision);
        }
        Some(DecisionSaid { date, ..said })
    }

    fn group(&mut self, decided_on: Option<Date>) -> Option<ProductGroup> {
        let said =
            self.read(Field::Group, Expected::Group, |cell| vocabulary::group(&values::line(cell)));
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

    /// Net contents with their GTINs and pictures, which stand in the same order.
    fn variants(&mut self) -> Vec<VariantCell> {
        let contents = values::listed(&self.cells.get(Field::NetContent));
        let gtin_cell = self.cells.get(Field::Gtin);
        let listed_gtins = values::listed(&gtin_cell);
        let gtins: Vec<_> = listed_gtins
            .iter()
            .map(|text| if is_dash(text) { Ok(None) } else { values::gtin(text).map(Some) })
            .collect();
        if gtins.contains(&Err(Unreadable)) {
            self.unreadable(Field::Gtin, &gtin_cell, Expected::Gtin);
        }
        let pictures = values::listed(&self.cells.get(Field::Picture));
        for (field, here) in [(Field::Gtin, listed_gtins.len()), (Field::Picture, pictures.len())] {
            let net_contents = contents.len();
            // One net content may be left out: the product then has one variant without words.
            let fits = here == 0 || here == net_contents || (here == 1 && net_contents == 0);
            if !fits {
                self.say(Grade::Bad, field, What::VariantsDisagree { net_contents, here });
            }
        }
        let count = contents.len().max(gtins.len()).max(pictures.len());
        (0..count)
            .map(|place| VariantCell {
                net_content: contents.get(place).cloned().unwrap_or_default(),
                gtin: gtins.get(place).copied().and_then(|gtin| gtin.unwrap_or_default()),
                picture: pictures.get(place).filter(|file| !is_dash(file)).cloned(),
            })
            .collect()
    }

    fn holding(&mut self) -> Holding {
        let certificates = self.papers(Field::QualityCertificates, PaperKind::QualityCertificate);
        let origins =
            self.papers(Field::GeographicalIndications, PaperKind::GeographicalIndication);
        let papers = match (certificates, origins) {
            (None, None) => None,
            (one, other) => Some(one.into_iter().chain(other).flatten().collect()),
        };
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
        self.read(field, Expected::Date, |cell| {
            values::listed(cell).iter().map(|text| decisions::paper(kind, text)).collect()
        })
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

    fn producer_kind(&mut self, name: Option<&str>) -> Option<ProducerKind> {
        let said = self.read(Field::ProducerKind, Expected::ProducerKind, |cell| {
            vocabulary::producer_kind(&values::line(cell))
        });
        if said.is_some() || self.cells.get(Field::ProducerKind) != Cell::Empty {
            return said;
        }
        match vocabulary::producer_kind(name?) {
            Ok(kind) => {
                self.say(Grade::Doubtful, Field::ProducerKind, What::KindFromName { kind });
                Some(kind)
            }
            Err(Unreadable) => {
                self.say(Grade::Bad, Field::ProducerKind, What::Missing);
                None
            }
        }
    }

    /// Digits that Excel takes for a number, and whose first zero it drops.
    fn private_digits(&mut self, field: Field) -> Option<Private> {
        let was_number = matches!(self.cells.get(field), Cell::Number(_));
        let text = self.text(field)?;
        let lengths: &[usize] = if field == Field::TaxCode { &[9, 11, 12] } else { &[9] };
        let is_short = was_number && lengths.contains(&text.len()) && !text.starts_with('0');
        let text = match is_short {
            true => {
                self.say(Grade::Note, field, What::ZeroPutBack);
                format!("0{text}")
            }
            false => text,
        };
        if field == Field::TaxCode && !values::is_tax_code(&text) {
            self.unreadable(field, &Cell::Empty, Expected::TaxCode);
            return None;
        }
        Some(Private::new(text))
    }

    fn code(
        &mut self,
        field: Field,
        length: usize,
        expected: Expected,
        exists: fn(&str) -> bool,
    ) -> Option<String> {
        let (code, was_short) = self.read(field, expected, |cell| {
            let (code, was_short) = values::code(cell, length)?;
            if exists(&code) { Ok((code, was_short)) } else { Err(Unreadable) }
        })?;
        if was_short {
            self.say(Grade::Note, field, What::ZeroPutBack);
        }
        Some(code)
    }

    /// The province's own cell, the commune's province, or the one that holds for the whole table.
    fn province(&mut self, commune: Option<&str>) -> Option<String> {
        let field = Field::ProvinceCode;
        let said =
            self.code(field, 2, Expected::ProvinceCode, |code| units::province(code).is_some());
        let of_commune = commune.and_then(units::commune).map(|commune| commune.province());
        match (said, of_commune) {
            (Some(said), Some(province)) if province.code() != said => {
                let province = province.name().to_owned();
                self.say(Grade::Bad, Field::CommuneCode, What::CommuneElsewhere { province });
                None
            }
            (Some(said), _) => Some(said),
            (None, Some(province)) => Some(province.code().to_owned()),
            (None, None) => {
                if self.cells.get(field) != Cell::Empty {
                    return None;
                }
                let default = self.default_province.map(str::to_owned);
                if default.is_none() {
                    self.say(Grade::Bad, field, What::Missing);
                }
                default
            }
        }
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

    fn issuer(&mut self, decided: Option<&DecisionSaid>) -> Option<String> {
        let said = self.text_of_log(Field::Issuer);
        let issuer = said.or_else(|| decided.and_then(|decided| decided.body.clone()));
        if issuer.is_none() && self.cells.get(Field::Issuer) == Cell::Empty {
            self.say(Grade::Bad, Field::Issuer, What::Missing);
        }
        issuer
    }

    fn issuer_level(&mut self, issuer: Option<&str>) -> Option<IssuerLevel> {
        let field = Field::IssuerLevel;
        let said =
            self.read(field, Expected::IssuerLevel, |cell| vocabulary::level(&values::line(cell)));
        if said.is_some() || self.cells.get(field) != Cell::Empty {
            return said;
        }
        match vocabulary::level_of_body(issuer?) {
            Some(level) => {
                self.say(Grade::Doubtful, field, What::LevelFromIssuer { level });
                Some(level)
            }
            None => {
                self.say(Grade::Bad, field, What::Missing);
                None
            }
        }
    }

    /// A withdrawal from one cell or from several; whole, if the certificate is said to be withdrawn.
    fn withdrawal(&mut self, status: Option<Status>) -> Withdrawal {
        let whole = self.cells.get(Field::Withdrawal);
        let in_one = self
            .read(Field::Withdrawal, Expected::Decision, decisions::withdrawal)
            .unwrap_or_default();
        let number = self
            .read(Field::WithdrawalNumber, Expected::Decision, decisions::decision)
            .unwrap_or_default();
        let date = self.read(Field::WithdrawalDate, Expected::Date, decisions::date);
        let words = match self.text(Field::WithdrawalReason) {
            Some(words) => Some(words),
            None => decisions::reason_text(&whole),
        };
        let body = self.text_of_log(Field::WithdrawalBody);
        let reason = words.map(|words| match decisions::reason(&words) {
            Some(reason) => reason,
            None => {
                let what = What::ReasonInOwnWords { text: words };
                self.say(Grade::Doubtful, Field::WithdrawalReason, what);
                crate::log::Reason::Other
            }
        });
        let withdrawal = Withdrawal {
            decision: number.number.or(in_one.number),
            decided_on: date.or(number.date).or(in_one.date),
            decided_by: body.or(number.body).or(in_one.body),
            reason,
        };
        let is_over = matches!(status, Some(Status::Withdrawn | Status::EndedEarly));
        if !is_over && withdrawal != Withdrawal::default() {
            self.say(Grade::Bad, Field::Status, What::WithdrawalWithoutStatus);
        }
        let is_whole = withdrawal.decision.is_some()
            && withdrawal.decided_on.is_some()
            && withdrawal.reason.is_some();
        if status == Some(Status::Withdrawn) && !is_whole {
            self.say(Grade::Bad, Field::Withdrawal, What::WithdrawalIncomplete);
        }
        withdrawal
    }
}

/// A dash in a list keeps the place of what is not there.
fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—")
}
