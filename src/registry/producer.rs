//! A holder of OCOP certificates (chủ thể OCOP). What is private about it is [`super::private`]'s; its
//! words and its address as certified stand with each certificate.

use serde::{Deserialize, Serialize};

use super::ProducerNumber;

/// The legal kinds of holders, as OCOP statistics count them, and all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// A commune's committee, a management board, an association, a community, a person: such bodies hold most
    /// certificates of tourism.
    Other,
}

/// A producer as the register knows it and as anybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Producer {
    /// The service's number.
    pub producer: ProducerNumber,
    /// Its name as its newest certificate has it.
    pub name: String,
    /// Its legal kind.
    pub kind: ProducerKind,
    /// Today's commune, five digits (QĐ 19/2025/QĐ-TTg); `None` if the office has not said.
    pub commune_code: Option<String>,
    /// Today's province, two digits.
    pub province_code: String,
    /// How consumers may reach it, as the producer chose to publish it.
    pub contact: Option<String>,
}
