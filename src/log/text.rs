//! Texts and bytes as they may stand in an entry. Entries are public for ever, so each kind is narrow.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use unicode_normalization::is_nfc;

/// A text, or bytes written as text, that may not stand in an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// More than 200 bytes.
    #[error("{0:?} is longer than 200 bytes")]
    TooLong(String),
    /// Nothing in it.
    #[error("an empty text: leave the field out instead")]
    Empty,
    /// A control character.
    #[error("{0:?} holds a control character")]
    Control(String),
    /// Not in Unicode NFC.
    #[error("{0:?} is not in Unicode normal form NFC")]
    NotNfc(String),
    /// A lot with other characters than its alphabet.
    #[error("lot {0:?}: at most 30 of A–Z a–z 0–9 . / _ -")]
    Lot(String),
    /// Bytes in another spelling or length.
    #[error("{0:?} is not {1}")]
    Bytes(String, &'static str),
}

/// An official text: NFC, at most 200 bytes, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text(String);

impl Text {
    const LONGEST: usize = 200;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Text {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        if text.is_empty() {
            Err(TextError::Empty)
        } else if text.len() > Self::LONGEST {
            Err(TextError::TooLong(text))
        } else if text.chars().any(char::is_control) {
            Err(TextError::Control(text))
        } else if !is_nfc(&text) {
            Err(TextError::NotNfc(text))
        } else {
            Ok(Self(text))
        }
    }
}

impl std::str::FromStr for Text {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::try_from(text.to_owned())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.0
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A producer's lot number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lot(String);

impl Lot {
    const LONGEST: usize = 30;

    /// The lot number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Lot {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        let good = |b: u8| b.is_ascii_alphanumeric() || b"./_-".contains(&b);
        if (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(good) {
            Ok(Self(text))
        } else {
            Err(TextError::Lot(text))
        }
    }
}

impl From<Lot> for String {
    fn from(lot: Lot) -> String {
        lot.0
    }
}

/// Declares fixed bytes with one spelling in JSON.
macro_rules! bytes_as_text {
    ($(#[$doc:meta])* $name:ident<$length:literal>, $encoding:expr, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub [u8; $length]);

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                let bytes = $encoding.decode(text.as_bytes()).ok();
                let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
                bytes.map(Self).ok_or(TextError::Bytes(text, $what))
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> String {
                $encoding.encode(&bytes.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$encoding.encode(&self.0))
            }
        }
    };
}

bytes_as_text!(
    /// Who acted, as the public may know it: fresh for each entry, resolved by the private audit record.
    ActorId<16>, HEXLOWER, "32 digits of lower-case hex"
);

bytes_as_text!(
    /// SHA-256 over sixteen random bytes and what they hide.
    Commitment<32>, HEXLOWER, "64 digits of lower-case hex"
);

/// `N` bytes in base64url without padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base64Url<const N: usize>(pub [u8; N]);

impl<const N: usize> Serialize for Base64Url<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Base64Url<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not the right number of bytes in base64url"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_narrow_texts_stand_in_an_entry() {
        let check = |text: &str| Text::try_from(text.to_owned()).is_ok();
        assert!(check("12/QĐ-UBND"));
        assert!(!check(""));
        assert!(!check("a\nb"));
        assert!(!check("e\u{301}"));
        assert!(check(&"x".repeat(200)));
        assert!(!check(&"x".repeat(201)));
        assert!(Lot::try_from("L-03/2026_a.B".to_owned()).is_ok());
        assert!(Lot::try_from("L 03".to_owned()).is_err());
        assert!(Lot::try_from("x".repeat(31)).is_err());
        assert!(ActorId::try_from("AB".repeat(16)).is_err());
    }
}
