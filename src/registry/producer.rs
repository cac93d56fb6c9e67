//! A holder of OCOP certificates (chủ thể OCOP).

use serde::{Deserialize, Serialize};

use super::ProducerNumber;

/// The legal kinds of holders, as OCOP statistics count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProducerKind {
    /// Doanh nghiệp.
    Enterprise,
    /// Hợp tác xã.
    Cooperative,
    /// Tổ hợp tác.
    CooperativeGroup,
    /// Hộ kinh doanh, cơ sở sản xuất.
    HouseholdBusiness,
}

/// A producer as the register knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producer {
    /// The service's number.
    pub producer: ProducerNumber,
    /// Its name as certified.
    pub name: String,
    /// Its legal kind.
    pub kind: ProducerKind,
    /// The address as it stands on its certificates, in the names of that day.
    pub address_certified: String,
    /// Today's commune, five digits (QĐ 19/2025/QĐ-TTg).
    pub commune_code: String,
    /// Today's province, two digits.
    pub province_code: String,
    /// A telephone number that consumers may call.
    pub phone: Option<String>,
}
