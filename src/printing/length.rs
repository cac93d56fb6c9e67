//! Lengths on paper in whole micrometres, so that a sheet's measures add up exactly and the same label is
//! the same bytes everywhere.

use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

/// A length, or a place along an axis. Ten metres either way at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Length(i32);

/// Longer than any paper, or not a number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} mm is no length on paper: -10000 to 10000 are")]
pub struct LengthError(f64);

const MOST_MM: f64 = 10_000.0;

impl Length {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many thousandths of a millimetre.
    pub const fn micrometres(micrometres: i32) -> Self {
        Self(micrometres)
    }

    /// Millimetres, rounded to the micrometre.
    ///
    /// # Errors
    /// [`LengthError`]
    pub fn mm(mm: f64) -> Result<Self, LengthError> {
        if (-MOST_MM..=MOST_MM).contains(&mm) {
            // Ten million micrometres at most, so nothing is cut off.
            Ok(Self((mm * 1000.0).round() as i32))
        } else {
            Err(LengthError(mm))
        }
    }

    /// A size of type: a point is 1/72 inch.
    pub const fn tenths_of_points(tenths: i32) -> Self {
        Self((tenths * 25_400 + 360) / 720)
    }

    /// Whole micrometres.
    pub const fn as_micrometres(self) -> i32 {
        self.0
    }

    /// Millimetres.
    pub fn as_mm(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// PDF's unit, a 72nd of an inch.
    pub fn as_points(self) -> f64 {
        f64::from(self.0) * 72.0 / 25_400.0
    }

    /// Half of it, rounded down to the micrometre.
    pub const fn half(self) -> Self {
        Self(self.0.div_euclid(2))
    }
}

impl Add for Length {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Length {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Length {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<u16> for Length {
    type Output = Self;

    fn mul(self, times: u16) -> Self {
        Self(self.0 * i32::from(times))
    }
}

impl std::iter::Sum for Length {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Length {
    /// Millimetres without trailing zeros and without the unit: `19.4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / 1000, self.0.abs() % 1000);
        let decimal = format!("{sign}{whole}.{rest:03}");
        f.write_str(decimal.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl std::str::FromStr for Length {
    type Err = String;

    /// Millimetres, with a point or, as Vietnamese has it, a comma.
    fn from_str(text: &str) -> Result<Self, String> {
        let mm = text.trim().replace(',', ".").parse::<f64>();
        let mm = mm.map_err(|_| format!("{text:?} is not a number of millimetres"))?;
        Self::mm(mm).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millimetres_are_read_and_written() {
        for (text, micrometres, written) in [
            ("38.1", 38_100, "38.1"),
            ("16,93", 16_930, "16.93"),
            ("-0.5", -500, "-0.5"),
            ("210", 210_000, "210"),
            (" 0.0004", 0, "0"),
        ] {
            let length: Length = text.parse().unwrap();
            assert_eq!(length, Length::micrometres(micrometres), "{text}");
            assert_eq!(length.to_string(), written);
        }
        for text in ["", "x", "NaN", "inf", "10001"] {
            assert!(text.parse::<Length>().is_err(), "{text}");
        }
    }

    #[test]
    fn points_are_72_to_the_inch() {
        assert_eq!(Length::tenths_of_points(720), Length::micrometres(25_400));
        assert_eq!(Length::micrometres(25_400).as_points(), 72.0);
    }
}
