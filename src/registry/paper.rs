//! Papers that a product holds beside its OCOP certificate: quality certificates (VietGAP, HACCP, ISO …) and
//! geographical indications, each with its number and the day on which it ends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What kind of paper.
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
pub enum PaperKind {
    /// Chứng nhận chất lượng.
    QualityCertificate,
    /// Chỉ dẫn địa lý.
    GeographicalIndication,
}

/// A paper, as the producer states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Paper {
    /// What kind.
    pub kind: PaperKind,
    /// Its name with its number: `VietGAP TT-059`.
    pub name: String,
    /// Its last valid day; `None` if it has none, as a geographical indication.
    pub valid_until: Option<Date>,
}
