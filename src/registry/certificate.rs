//! An OCOP certificate (giấy chứng nhận) as the register knows it. Issuer, level, dates and unit names
//! are stored as certified and never derived from today's rules, which changed five times since 2018.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Producer, ProducerKind, ProducerNumber, Product, ProductGroup, ProductNumber};
use crate::stamp::CertificateNumber;

/// Stars that a certificate can carry: fewer than three are no recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Stars {
    /// 3 sao.
    Three,
    /// 4 sao.
    Four,
    /// 5 sao.
    Five,
}

impl TryFrom<u8> for Stars {
    type Error = String;

    fn try_from(stars: u8) -> Result<Self, String> {
        match stars {
            3 => Ok(Self::Three),
            4 => Ok(Self::Four),
            5 => Ok(Self::Five),
            _ => Err(format!("{stars} stars: only 3, 4 and 5 are certified")),
        }
    }
}

impl From<Stars> for u8 {
    fn from(stars: Stars) -> u8 {
        match stars {
            Stars::Three => 3,
            Stars::Four => 4,
            Stars::Five => 5,
        }
    }
}

/// Points of the evaluation in hundredths: councils average, so fractions occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Points(pub u16);

/// Who issued it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssuerLevel {
    /// Cấp huyện; gone since 2025-07-01, its certificates run on.
    District,
    /// Cấp tỉnh.
    Province,
    /// Trung ương.
    Ministry,
}

/// How it came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// Công nhận mới.
    New,
    /// Công nhận lại.
    Renewed,
    /// Nâng hạng.
    Upgraded,
}

/// Product and holder in the words of the certificate. Names change, and groups were counted anew; a
/// certificate stays as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    /// The product's name.
    pub product_name: String,
    /// The code that the programme gave it, where it has one.
    pub product_code: Option<String>,
    /// Its group.
    pub group: ProductGroup,
    /// Its sub-group, in the annex's words.
    pub subgroup: String,
    /// The holder's name.
    pub producer_name: String,
    /// The holder's legal kind.
    pub producer_kind: ProducerKind,
    /// The holder's address, in the names of that day.
    pub address: Option<String>,
}

impl Certified {
    /// Product and holder as the register calls them now.
    pub fn as_known(producer: &Producer, product: &Product, address: Option<&str>) -> Self {
        Self {
            product_name: product.name.clone(),
            product_code: product.code.clone(),
            group: product.group,
            subgroup: product.subgroup.clone(),
            producer_name: producer.name.clone(),
            producer_kind: producer.kind,
            address: address.map(str::to_owned),
        }
    }
}

/// A certificate as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The service's number: short, given once, printed in every stamp.
    pub certificate: CertificateNumber,
    /// The number on the paper, where it has one.
    pub number: Option<String>,
    /// What it is for.
    pub product: ProductNumber,
    /// Who holds it.
    pub producer: ProducerNumber,
    /// Stars.
    pub stars: Stars,
    /// Points, where they were published.
    pub points: Option<Points>,
    /// "Tiềm năng 5 sao": shown as 4 stars until the ministry decides.
    pub proposed_5_star: bool,
    /// New, renewed or upgraded.
    pub kind: CertificateKind,
    /// Number of the decision that granted it.
    pub decision: String,
    /// Date of that decision.
    pub decided_on: Date,
    /// Last valid day.
    pub valid_until: Date,
    /// The issuing body, by its name of that day.
    pub issuer: String,
    /// Its level.
    pub issuer_level: IssuerLevel,
    /// Product and holder in its words.
    pub certified: Certified,
    /// Today's managing province, two digits.
    pub province_code: String,
    /// The certificate that it renews or upgrades.
    pub replaces: Option<CertificateNumber>,
    /// Most stamps that may be issued for it in a rolling year; `None` leaves it to its province.
    pub quota_per_year: Option<u64>,
    /// The sixteen random bytes, in hex, before which nobody can guess what the log's commitment hides.
    pub salt: String,
}

impl Certificate {
    /// What the log's `record` commits to: the public fields as recorded, with product and holder in the words
    /// of the certificate. So none of them changes without an entry.
    pub fn public_fields(&self) -> serde_json::Value {
        serde_json::json!({
            "certificate": self.certificate,
            "number": self.number,
            "product": self.product,
            "product_name": self.certified.product_name,
            "product_code": self.certified.product_code,
            "group": self.certified.group,
            "subgroup": self.certified.subgroup,
            "producer": self.producer,
            "producer_name": self.certified.producer_name,
            "producer_kind": self.certified.producer_kind,
            "address_certified": self.certified.address,
            "stars": self.stars,
            "points_hundredths": self.points,
            "proposed_5_star": self.proposed_5_star,
            "kind": self.kind,
            "decision": self.decision,
            "decided_on": self.decided_on,
            "valid_until": self.valid_until,
            "issuer": self.issuer,
            "issuer_level": self.issuer_level,
            "province_code": self.province_code,
            "replaces": self.replaces,
        })
    }
}
