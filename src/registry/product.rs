//! A certified product and the variants in which it is sold.

use serde::{Deserialize, Serialize};

use super::{LocationCode, Paper, ProducerNumber, ProductNumber};
use crate::stamp::Gtin;

/// The six groups of QĐ 148/QĐ-TTg (2023), by their roman numbers there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ProductGroup {
    /// Thực phẩm.
    #[serde(rename = "I")]
    Food,
    /// Đồ uống.
    #[serde(rename = "II")]
    Drinks,
    /// Dược liệu và sản phẩm từ dược liệu.
    #[serde(rename = "III")]
    MedicinalHerbs,
    /// Thủ công mỹ nghệ.
    #[serde(rename = "IV")]
    Handicrafts,
    /// Sinh vật cảnh.
    #[serde(rename = "V")]
    OrnamentalLife,
    /// Dịch vụ du lịch: has no pack to stamp.
    #[serde(rename = "VI")]
    Tourism,
}

/// A picture by the SHA-256 of its bytes, in lower hex, with its file name's ending.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PictureId(String);

impl PictureId {
    /// Reads `{64 hex digits}.{png|jpg|svg}`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, ending) = text.split_once('.')?;
        let is_hash = hash.len() == 64
            && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        (is_hash && matches!(ending, "png" | "jpg" | "svg")).then(|| Self(text.to_owned()))
    }

    /// The file name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PictureId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} does not name a picture"))
    }
}

impl From<PictureId> for String {
    fn from(id: PictureId) -> String {
        id.0
    }
}

/// One way in which the product is packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Net content as on the pack: `500 g`.
    pub net_content: String,
    /// Its GTIN, if it has one.
    pub gtin: Option<Gtin>,
    /// What it looks like.
    pub picture: Option<PictureId>,
}

/// A product as the register knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The service's number.
    pub product: ProductNumber,
    /// Who makes it.
    pub producer: ProducerNumber,
    /// The code that the programme gave it, where it has one.
    pub code: Option<String>,
    /// Its name as its newest certificate has it.
    pub name: String,
    /// Its group.
    pub group: ProductGroup,
    /// Its sub-group, in the annex's words.
    pub subgroup: String,
    /// How it is packed; a batch names one.
    pub variants: Vec<Variant>,
    /// Where it is made.
    pub made_at: Option<String>,
    /// The location tracing code of that place.
    pub made_at_code: Option<LocationCode>,
    /// Where its raw material comes from.
    pub material_area: Option<String>,
    /// The location tracing code of that area.
    pub material_area_code: Option<LocationCode>,
    /// Quality certificates and geographical indications.
    pub papers: Vec<Paper>,
    /// How to store it.
    pub storage: Option<String>,
    /// Safety warning.
    pub warning: Option<String>,
}
