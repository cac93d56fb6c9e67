//! Codes of places: a location tracing code (mã truy vết địa điểm, TT 02/2024/TT-BKHCN) is a GLN where the
//! place has one, else the code of its commune.

use serde::{Deserialize, Serialize};

use super::units;
use crate::stamp::Gtin;

/// The code of a place of production or of a raw-material area.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LocationCode {
    /// A Global Location Number: thirteen digits, the last of them a check digit (GS1 General
    /// Specifications §7.9).
    Gln(String),
    /// A commune, five digits (QĐ 19/2025/QĐ-TTg).
    Commune(String),
}

/// A text that is no code of a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is neither a GLN of 13 digits with a right check digit nor a commune of five digits"
)]
pub struct LocationCodeError(pub String);

impl LocationCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`LocationCodeError`] for another length, a wrong check digit or a commune that does not exist.
    pub fn parse(text: &str) -> Result<Self, LocationCodeError> {
        // A GLN's check digit is that of a GTIN with one zero before it.
        if text.len() == 13 && Gtin::parse(&format!("0{text}")).is_ok() {
            Ok(Self::Gln(text.to_owned()))
        } else if units::commune(text).is_some() {
            Ok(Self::Commune(text.to_owned()))
        } else {
            Err(LocationCodeError(text.to_owned()))
        }
    }

    /// The code's digits.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Gln(digits) | Self::Commune(digits) => digits,
        }
    }
}

impl TryFrom<String> for LocationCode {
    type Error = LocationCodeError;

    fn try_from(text: String) -> Result<Self, LocationCodeError> {
        Self::parse(&text)
    }
}

impl From<LocationCode> for String {
    fn from(code: LocationCode) -> String {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<LocationCode>) {
        assert_eq!(LocationCode::parse(text).ok(), expect, "{text}");
    }

    #[test]
    fn a_place_is_a_gln_or_a_commune() {
        check("8930000000019", Some(LocationCode::Gln("8930000000019".to_owned())));
        check("8930000000018", None);
        check("00802", Some(LocationCode::Commune("00802".to_owned())));
        check("00000", None);
        check("802", None);
        check("", None);
    }
}
