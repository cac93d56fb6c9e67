//! The colours of one picture, all derived from the pack's colour and its accent, so that any pair of the sample data gives
//! warm, related tones and dark text on a light label.

use std::fmt;

/// What an unreadable colour is replaced by.
const CLAY: Rgb = Rgb([0xa9, 0x67, 0x3f]);
const CREAM: Rgb = Rgb([0xff, 0xfa, 0xf0]);
const BROWN: Rgb = Rgb([0x2e, 0x1d, 0x14]);

/// A colour that displays as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb([u8; 3]);

/// The tones that the shapes are filled with.
pub(super) struct Palette {
    /// The pack.
    pub(super) body: Rgb,
    /// Its shaded side.
    pub(super) deep: Rgb,
    /// Its lit side.
    pub(super) light: Rgb,
    /// Glass, or film, over the pack's colour.
    pub(super) glass: Rgb,
    /// Lid, band, fruit.
    pub(super) accent: Rgb,
    /// The same, shaded.
    pub(super) accent_deep: Rgb,
    /// The label.
    pub(super) paper: Rgb,
    /// Text on the label.
    pub(super) ink: Rgb,
    /// Shadows.
    pub(super) shade: Rgb,
    /// The background, and the disc in it.
    pub(super) ground: Rgb,
    pub(super) halo: Rgb,
}

impl Palette {
    pub(super) fn of(colour: &str, accent: &str) -> Self {
        let body = Rgb::parse(colour).unwrap_or(CLAY);
        let accent = Rgb::parse(accent).unwrap_or(CLAY);
        Self {
            body,
            deep: body.mixed(BROWN, 30),
            light: body.mixed(CREAM, 28),
            glass: body.mixed(CREAM, 66),
            accent,
            accent_deep: accent.mixed(BROWN, 26),
            paper: CREAM,
            ink: body.mixed(BROWN, 78),
            shade: BROWN,
            ground: accent.mixed(body, 40).mixed(CREAM, 76),
            halo: accent.mixed(body, 40).mixed(CREAM, 54),
        }
    }
}

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// This colour with `percent` of another one in it.
    fn mixed(self, other: Self, percent: u16) -> Self {
        let blend = |own: u8, other: u8| {
            let sum = u16::from(own) * (100 - percent) + u16::from(other) * percent;
            u8::try_from(sum / 100).expect("a mean of two bytes is a byte")
        };
        Self(std::array::from_fn(|channel| blend(self.0[channel], other.0[channel])))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_hexadecimal_digits_are_a_colour() {
        check_parse("#0aF4d9", Some("#0af4d9"));
        check_parse("0af4d9", None);
        check_parse("#0af4d", None);
        check_parse("#+af4d9", None);
        check_parse("", None);
    }

    fn check_parse(text: &str, expected: Option<&str>) {
        assert_eq!(
            Rgb::parse(text).map(|colour| colour.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn mixing_goes_from_one_colour_to_the_other() {
        assert_eq!(CLAY.mixed(CREAM, 0), CLAY);
        assert_eq!(CLAY.mixed(CREAM, 100), CREAM);
    }
}
