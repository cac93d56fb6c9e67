//! Who holds a certificate: its kind, its codes, where it is today.

use super::{
    super::{
        Cell, Field, What,
        finding::{Expected, Grade},
        province::{self, ProvinceSaid},
        values::{self, Unreadable},
        vocabulary,
    },
    Understanding,
};
use crate::registry::{
    Private, ProducerKind,
    units::{self, Province},
};

impl Understanding<'_> {
    pub(super) fn producer_kind(&mut self, name: Option<&str>) -> Option<ProducerKind> {
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
    pub(super) fn private_digits(&mut self, field: Field) -> Option<Private> {
        let was_number = matches!(self.cells.get(field), Cell::Number(_));
        let text = self.text(field).filter(|text| !values::says_nothing(text))?;
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

    pub(super) fn code(
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
    pub(super) fn province(&mut self, commune: Option<&str>) -> Option<String> {
        let field = Field::ProvinceCode;
        let said = self.read(field, Expected::ProvinceCode, province::province);
        let said = said.map(|said| self.province_said(said));
        let of_commune = commune.and_then(units::commune).map(|commune| commune.province());
        match (said, of_commune) {
            (Some(said), Some(province)) if province != said => {
                let province = province.name().to_owned();
                self.say(Grade::Bad, Field::CommuneCode, What::CommuneElsewhere { province });
                None
            }
            (Some(said), _) => Some(said.code().to_owned()),
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

    fn province_said(&mut self, said: ProvinceSaid) -> &'static Province {
        match said {
            ProvinceSaid::Name(province) => province,
            ProvinceSaid::Code { province, was_short } => {
                if was_short {
                    self.say(Grade::Note, Field::ProvinceCode, What::ZeroPutBack);
                }
                province
            }
            ProvinceSaid::FormerName { former, province } => {
                let what = What::FormerProvince {
                    former: former.to_owned(),
                    province: province.name().to_owned(),
                    province_code: province.code().to_owned(),
                };
                self.say(Grade::Doubtful, Field::ProvinceCode, what);
                province
            }
        }
    }
}
