//! GS1 Digital Link (URI syntax 1.6) for products with a GTIN:
//! `{base}/01/{GTIN-14}/21/{batch, 10 digits}{index, 8 digits}?s={192 digits}`.
//!
//! `s` is not numeric, so a GS1 reader passes it by. Whether the link's GTIN and serial agree with
//! the stamp is a question of the verdict, not of spelling.

use serde::{Deserialize, Serialize};

use super::{Malformed, Payload, ScannedStamp, digits};

/// A GTIN padded to fourteen digits, its check digit right (GS1 General Specifications §7.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gtin([u8; Self::DIGITS]);

/// A text that is not a GTIN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a GTIN of 14 digits with a right check digit")]
pub struct GtinError(pub String);

impl Gtin {
    /// Length of the padded form.
    pub const DIGITS: usize = 14;

    /// Reads fourteen digits.
    ///
    /// # Errors
    /// [`GtinError`] for another length, another character or a wrong check digit.
    pub fn parse(text: &str) -> Result<Self, GtinError> {
        let error = || GtinError(text.to_owned());
        let digits: [u8; Self::DIGITS] = text.as_bytes().try_into().map_err(|_| error())?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(error());
        }
        // From the left, the odd places weigh 3, and the whole sum is a multiple of ten.
        let sum: u32 = digits
            .iter()
            .zip([3, 1].into_iter().cycle())
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        if sum.is_multiple_of(10) { Ok(Self(digits)) } else { Err(error()) }
    }

    /// The fourteen digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits are ASCII")
    }

    /// The 8, 12, 13 or 14 digits that stand on a pack. Twelve never begin with four zeros, nor thirteen with one: GS1
    /// gives no such prefixes.
    pub fn as_on_packs(&self) -> &str {
        let digits = self.as_str();
        let padding = ["000000", "00", "0"].iter().find(|zeros| digits.starts_with(**zeros));
        padding.map_or(digits, |zeros| &digits[zeros.len()..])
    }
}

impl TryFrom<String> for Gtin {
    type Error = GtinError;

    fn try_from(text: String) -> Result<Self, GtinError> {
        Self::parse(&text)
    }
}

impl From<Gtin> for String {
    fn from(gtin: Gtin) -> String {
        gtin.as_str().to_owned()
    }
}

/// What a GS1 Digital Link carries: the stamp, and the link's own claims about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gs1Link {
    /// The stamp behind `s`.
    pub stamp: ScannedStamp,
    /// Application identifier 01.
    pub gtin: Gtin,
    serial: [u8; Self::SERIAL_DIGITS],
}

impl Gs1Link {
    const SERIAL_DIGITS: usize = 18;

    /// Reads what follows `/01/` in the path, and the query.
    ///
    /// # Errors
    /// [`Malformed`] unless it is a GTIN, `/21/`, eighteen digits, and exactly one `s` of 192 digits.
    pub(super) fn parse(after_01: &str, query: &str) -> Result<Self, Malformed> {
        let (gtin, serial) =
            after_01.split_once("/21/").ok_or(Malformed("a GS1 link without a serial number"))?;
        let gtin = Gtin::parse(gtin).map_err(|_| Malformed("a GS1 link without a right GTIN"))?;
        let serial: [u8; Self::SERIAL_DIGITS] = serial
            .as_bytes()
            .try_into()
            .map_err(|_| Malformed("a serial number not of 18 digits"))?;
        if !serial.iter().all(u8::is_ascii_digit) {
            return Err(Malformed("a serial number not of 18 digits"));
        }
        let mut stamps = query.split('&').filter_map(|pair| pair.strip_prefix("s="));
        let (Some(stamp), None) = (stamps.next(), stamps.next()) else {
            return Err(Malformed("a GS1 link needs exactly one s"));
        };
        let stamp = ScannedStamp::new(digits::decode(stamp.as_bytes())?);
        Ok(Self { stamp, gtin, serial })
    }

    /// Whether the link's serial number names this stamp.
    pub fn serial_names(&self, payload: &Payload) -> bool {
        serial(payload).as_bytes() == self.serial
    }

    /// The link's path and query.
    pub fn to_path(&self) -> String {
        let serial = std::str::from_utf8(&self.serial).expect("digits are ASCII");
        format!("/01/{}/21/{serial}?s={}", self.gtin.as_str(), digits::stamp_digits(&self.stamp))
    }
}

/// The path and query of a stamp's GS1 Digital Link.
pub fn gs1_path(gtin: Gtin, payload: &Payload, stamp: &ScannedStamp) -> String {
    format!("/01/{}/21/{}?s={}", gtin.as_str(), serial(payload), digits::stamp_digits(stamp))
}

/// Application identifier 21: batch and index, zeros kept.
fn serial(payload: &Payload) -> String {
    format!("{:010}{:08}", payload.batch.get(), payload.index.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_check_digit_is_refused() {
        assert!(Gtin::parse("08930000000019").is_ok());
        assert!(Gtin::parse("08930000000018").is_err());
        assert!(Gtin::parse("8930000000019").is_err());
        assert!(Gtin::parse("0893000000001x").is_err());
    }

    #[test]
    fn digits_as_they_stand_on_packs() {
        for (padded, on_packs) in [
            ("18930000000016", "18930000000016"),
            ("08930000000019", "8930000000019"),
            ("00614141000036", "614141000036"),
            ("00036000291452", "036000291452"),
            ("00000096385074", "96385074"),
            ("00000001234565", "01234565"),
        ] {
            assert_eq!(Gtin::parse(padded).expect(padded).as_on_packs(), on_packs);
        }
    }

    #[test]
    fn none_or_two_s_are_malformed() {
        let after_01 = "08930000000019/21/380700941711562174";
        let digits = digits::encode(&[0x10; 79]);
        for (query, good) in [
            (format!("s={digits}"), true),
            (format!("utm=1&s={digits}&x"), true),
            (String::new(), false),
            (format!("s={digits}&s={digits}"), false),
            ("s=".to_owned(), false),
        ] {
            assert_eq!(Gs1Link::parse(after_01, &query).is_ok(), good, "{query}");
        }
    }
}
