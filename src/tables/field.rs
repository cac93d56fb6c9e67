//! The fields of a register table. The words above them are in `headings`.

use serde::{Deserialize, Serialize};

use super::{headings::HEADINGS, text::folded};

/// A column's meaning.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A running number of the table; passed by.
    RowNumber,
    /// The service's number of a certificate that it knows: makes a changed identity a correction.
    Certificate,
    /// The programme's code of the product.
    ProductCode,
    /// Its name as certified.
    ProductName,
    /// Its group, I to VI or in words.
    Group,
    /// Its sub-group.
    Subgroup,
    /// Net content; several are variants.
    NetContent,
    /// GTINs, in the order of the net contents.
    Gtin,
    /// Files with pictures, in the order of the net contents.
    Picture,
    /// The holder's name as certified.
    ProducerName,
    /// Its legal kind.
    ProducerKind,
    /// Private: its tax code or the number of its registration.
    TaxCode,
    /// Private: who represents it.
    Representative,
    /// Private: where the office reaches it.
    Phone,
    /// How consumers reach it.
    Contact,
    /// The address on the certificate.
    AddressCertified,
    /// Today's commune.
    CommuneCode,
    /// Today's province.
    ProvinceCode,
    /// Points of the evaluation.
    Points,
    /// Stars.
    Stars,
    /// Proposed for five stars.
    #[serde(rename = "proposed_5_star")]
    Proposed5Star,
    /// New, renewed or upgraded.
    Kind,
    /// The number on the paper.
    CertificateNumber,
    /// Number of the decision; offices write its date, and even its body, into the same cell.
    DecisionNumber,
    /// Date of the decision.
    DecisionDate,
    /// The issuing body.
    Issuer,
    /// Its level.
    IssuerLevel,
    /// Last valid day.
    ValidUntil,
    /// In force, ended, withdrawn.
    Status,
    /// The withdrawal: number, date, reason in one cell.
    Withdrawal,
    /// Number of the withdrawal's decision.
    WithdrawalNumber,
    /// Its date.
    WithdrawalDate,
    /// Its reason.
    WithdrawalReason,
    /// The body that took it.
    WithdrawalBody,
    /// The number of the certificate that this one replaces.
    Replaces,
    /// Most stamps in a rolling year.
    QuotaPerYear,
    /// Private: the office's remark.
    Remark,
    /// Where it is made.
    MadeAt,
    /// The location code of that place.
    MadeAtCode,
    /// Where its raw material comes from.
    MaterialArea,
    /// The location code of that area.
    MaterialAreaCode,
    /// Quality certificates with number and last day.
    QualityCertificates,
    /// Geographical indications.
    GeographicalIndications,
    /// Safety warning.
    Warning,
    /// How to store it.
    Storage,
}

impl Field {
    /// All fields in the order in which we write them.
    pub fn all() -> impl Iterator<Item = Self> {
        HEADINGS.iter().map(|(field, ..)| *field)
    }

    /// The fields of the tables that we write: a withdrawal stands in one cell there, its body beside it.
    pub fn written() -> impl Iterator<Item = Self> {
        let apart = [Self::WithdrawalNumber, Self::WithdrawalDate, Self::WithdrawalReason];
        Self::all().filter(move |field| !apart.contains(field))
    }

    /// The header without what it says in brackets, for use within a sentence.
    pub fn short_heading(self) -> &'static str {
        before_brackets(self.heading()).trim_end()
    }

    /// The header that we write.
    pub fn heading(self) -> &'static str {
        let line = HEADINGS.iter().find(|(field, ..)| *field == self);
        line.map(|(_, heading, _)| *heading).expect("each field has a line, and a test counts them")
    }

    /// Whether no row may leave it out. A commune's code gives the province, a decision's cell its date and
    /// body.
    pub fn is_needed(self) -> bool {
        matches!(
            self,
            Self::ProductName
                | Self::ProducerName
                | Self::Group
                | Self::Stars
                | Self::DecisionNumber
                | Self::DecisionDate
                | Self::Issuer
                | Self::ProvinceCode
        )
    }

    /// Whether what stands in its cells is for the office's eyes only.
    pub fn is_private(self) -> bool {
        matches!(self, Self::TaxCode | Self::Representative | Self::Phone | Self::Remark)
    }

    /// The field that a header names, whatever its case, its diacritics and what it says in brackets.
    pub(super) fn of_heading(heading: &str) -> Option<Self> {
        [folded(heading), folded(before_brackets(heading))]
            .iter()
            .filter(|spelling| !spelling.is_empty())
            .find_map(|spelling| Self::of_spelling(spelling))
    }

    fn of_spelling(spelling: &str) -> Option<Self> {
        let line = HEADINGS.iter().find(|(_, ours, others)| {
            others.contains(&spelling)
                || folded(ours) == spelling
                || folded(before_brackets(ours)) == spelling
        });
        line.map(|(field, ..)| *field)
    }
}

pub(super) fn before_brackets(heading: &str) -> &str {
    heading.split_once('(').map_or(heading, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[track_caller]
    fn check(heading: &str, expect: Option<Field>) {
        assert_eq!(Field::of_heading(heading), expect, "{heading}");
    }

    #[test]
    fn headers_are_known_in_any_spelling() {
        check("Tên sản phẩm", Some(Field::ProductName));
        check("TÊN SẢN PHẨM", Some(Field::ProductName));
        check("ten san pham", Some(Field::ProductName));
        check("Hạng sao (3-5)", Some(Field::Stars));
        check("Nhóm", Some(Field::Group));
        check("Nhóm (I–VI)", Some(Field::Group));
        check("Loại hình", Some(Field::ProducerKind));
        check("Số, ngày QĐ", Some(Field::DecisionNumber));
        check("QĐ thu hồi", Some(Field::Withdrawal));
        check("QĐ thu hồi (số)", Some(Field::WithdrawalNumber));
        check("Số QĐ", Some(Field::DecisionNumber));
        check("", None);
        check("()", None);
        check("Doanh thu", None);
    }

    #[test]
    fn no_header_means_two_fields() {
        let mut meanings: BTreeMap<String, Field> = BTreeMap::new();
        for (field, heading, others) in HEADINGS {
            for spelling in others.iter().map(|other| (*other).to_owned()).chain([folded(heading)])
            {
                assert_eq!(folded(&spelling), spelling, "spellings stand folded");
                let other = meanings.insert(spelling.clone(), field);
                assert!(
                    other.is_none_or(|other| other == field),
                    "{spelling}: {other:?}, {field:?}"
                );
            }
        }
        let fields: std::collections::BTreeSet<Field> = Field::all().collect();
        assert_eq!(fields.len(), HEADINGS.len());
        assert!(fields.iter().all(|field| Field::of_heading(field.heading()) == Some(*field)));
    }
}
