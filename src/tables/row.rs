//! A row of a register table, every cell understood.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use super::{
    Field, What,
    finding::{Finding, Grade, Place},
};
use crate::{
    log::Reason,
    registry::{
        CertificateKind, IssuerLevel, LocationCode, Paper, Points, Private, ProducerKind,
        ProductGroup, Stars,
    },
    stamp::{CertificateNumber, Gtin},
};

/// A certificate with its product and holder, as a row has them. `None` is an empty cell or a column that the
/// table lacks: it says nothing, and takes nothing back.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which row it is.
    pub origin: Origin,
    /// The service's number.
    pub certificate: Option<CertificateNumber>,
    /// The programme's code of the product.
    pub product_code: Option<String>,
    /// Its name.
    pub product_name: String,
    /// Its group.
    pub group: ProductGroup,
    /// Its sub-group.
    pub subgroup: Option<String>,
    /// How it is packed.
    pub variants: Vec<VariantCell>,
    /// What the product is told by beside its name.
    pub holding: Holding,
    /// The holder's name.
    pub producer_name: String,
    /// Its kind.
    pub producer_kind: ProducerKind,
    /// Private.
    pub tax_code: Option<Private>,
    /// Private.
    pub representative: Option<Private>,
    /// Private.
    pub phone: Option<Private>,
    /// How consumers reach it.
    pub contact: Option<String>,
    /// The address on the certificate.
    pub address_certified: Option<String>,
    /// Today's commune.
    pub commune_code: Option<String>,
    /// Today's province.
    pub province_code: String,
    /// Points.
    pub points: Option<Points>,
    /// Stars.
    pub stars: Stars,
    /// "Tiềm năng 5 sao".
    pub proposed_5_star: Option<bool>,
    /// New, renewed, upgraded.
    pub kind: Option<CertificateKind>,
    /// The number on the paper.
    pub certificate_number: Option<String>,
    /// Number of the decision.
    pub decision: String,
    /// Its date.
    pub decided_on: Date,
    /// The issuing body.
    pub issuer: String,
    /// Its level.
    pub issuer_level: IssuerLevel,
    /// Last valid day, where the table names it.
    pub valid_until: Option<Date>,
    /// In force or not.
    pub status: Option<Status>,
    /// Its withdrawal, or its end before time.
    pub withdrawal: Withdrawal,
    /// The number on paper of the certificate that it replaces.
    pub replaces: Option<String>,
    /// Most stamps in a rolling year.
    pub quota_per_year: Option<u64>,
    /// Private: the office's remark.
    pub remark: Option<Private>,
}

/// Where the product comes from and what it holds besides.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Holding {
    /// Where it is made.
    pub made_at: Option<String>,
    /// That place's code.
    pub made_at_code: Option<LocationCode>,
    /// Where its raw material comes from.
    pub material_area: Option<String>,
    /// That area's code.
    pub material_area_code: Option<LocationCode>,
    /// Its papers; none of a kind says nothing of that kind.
    pub papers: Vec<Paper>,
    /// Safety warning.
    pub warning: Option<String>,
    /// How to store it.
    pub storage: Option<String>,
}

/// How a product is packed, as a row has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VariantCell {
    /// Net content.
    pub net_content: String,
    /// The text as written, where this is one of several that stand in it with commas between.
    pub taken_from: Option<String>,
    /// Whether its commas may list several all the same; said until it is recorded so.
    pub may_be_several: bool,
    /// GTIN.
    pub gtin: Option<Gtin>,
    /// A file's name.
    pub picture: Option<String>,
}

/// What a table says of a certificate's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Còn hiệu lực.
    InForce,
    /// Hết hạn: so says the calendar, and nothing is done.
    Expired,
    /// Chấm dứt trước hạn.
    EndedEarly,
    /// Thu hồi.
    Withdrawn,
    /// Tạm dừng: suspensions come from inspectors, and nothing is done.
    Suspended,
}

/// A withdrawal as a row has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Withdrawal {
    /// Number of the decision.
    pub decision: Option<String>,
    /// Its date.
    pub decided_on: Option<Date>,
    /// The body that took it.
    pub decided_by: Option<String>,
    /// Why.
    pub reason: Option<Reason>,
    /// From which day, where the table says that it is another than that of the decision.
    pub effective_from: Option<Date>,
}

/// A row, and the columns of its sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The sheet's name.
    pub sheet: Arc<str>,
    /// The row as the spreadsheet counts, from 1.
    pub row: u32,
    /// The letters of each field's column.
    pub columns: Arc<BTreeMap<Field, String>>,
}

impl Origin {
    /// The cell of a field, or the row where the table has no such column.
    pub fn place(&self, field: Field) -> Place {
        Place {
            sheet: self.sheet.to_string(),
            row: self.row,
            column: self.columns.get(&field).cloned(),
            field: Some(field),
        }
    }

    /// Something about a field of this row.
    pub fn finding(&self, grade: Grade, field: Field, what: What) -> Finding {
        Finding { place: self.place(field), grade, what }
    }
}
