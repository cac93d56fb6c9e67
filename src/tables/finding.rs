//! What a table's reader is told: where, how bad, and what it is, of which `what` has the list.

use serde::{Deserialize, Serialize};

use super::{Field, What};
use crate::log::TextError;

/// Something about a table, or about what it would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// How bad.
    pub grade: Grade,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// How bad it is.
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
pub enum Grade {
    /// Nothing is imported until it is mended.
    Bad,
    /// It is imported as it is understood; somebody should look.
    Doubtful,
    /// For information.
    Note,
}

/// A place in a table, as spreadsheets show it.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
pub struct Place {
    /// The sheet's name; a CSV file's.
    pub sheet: String,
    /// The row, from 1; 0 for the whole sheet.
    pub row: u32,
    /// The column's letters.
    pub column: Option<String>,
    /// What the column is.
    pub field: Option<Field>,
}

/// Why a text can't stand in the public log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextTrouble {
    /// More than 200 bytes.
    TooLong,
    /// Nothing in it.
    Empty,
    /// A control character.
    ControlCharacter,
    /// Not in Unicode NFC.
    NotNfc,
    /// Another spelling than its field asks for.
    Misspelt,
}

impl From<&TextError> for TextTrouble {
    fn from(error: &TextError) -> Self {
        match error {
            TextError::TooLong(_) => Self::TooLong,
            TextError::Empty => Self::Empty,
            TextError::Control(_) => Self::ControlCharacter,
            TextError::NotNfc(_) => Self::NotNfc,
            TextError::Lot(_) | TextError::Bytes(..) => Self::Misspelt,
        }
    }
}

/// What a cell should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// A text of at most 200 characters.
    Text,
    /// One of I to VI, or a group's name.
    Group,
    /// Fourteen digits with a right check digit, or fewer.
    Gtin,
    /// DN, HTX, THT, HKD, khác.
    ProducerKind,
    /// Ten or thirteen digits, twelve for a person.
    TaxCode,
    /// Five digits of a commune of today.
    CommuneCode,
    /// Two digits of a province of today, or its name.
    ProvinceCode,
    /// 0 to 100.
    Points,
    /// 3, 4, 5.
    Stars,
    /// Có, không.
    YesNo,
    /// Mới, công nhận lại, nâng hạng.
    Kind,
    /// A decision's number with its date.
    Decision,
    /// dd/mm/yyyy.
    Date,
    /// Huyện, tỉnh, trung ương.
    IssuerLevel,
    /// Còn hiệu lực, hết hạn, chấm dứt, thu hồi.
    Status,
    /// A whole number.
    Quota,
    /// The service's number.
    Certificate,
    /// A GLN or a commune.
    LocationCode,
}
