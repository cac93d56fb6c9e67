//! QR symbols (ISO/IEC 18004) of links, at error correction level M. How a symbol looks in pixels,
//! millimetres or characters is left to the drawing modules beside this one.

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, QrResult, Version};
use thiserror::Error;

/// The light margin that a reader needs on every side, in modules (ISO/IEC 18004).
pub const QUIET_ZONE_MODULES: u16 = 4;

/// Digits in a row from which on they get a numeric segment of their own. 14 is a GTIN, the
/// shortest number that a printed link holds; below that stay the digits in a base like
/// `https://ocop2026.vn`, which is one byte segment.
const NUMERIC_FROM_DIGITS: usize = 14;

/// Why a text got no symbol.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SymbolError {
    /// There is nothing to encode.
    #[error("an empty text has no symbol")]
    Empty,
    /// RFC 3986 writes links in visible ASCII. For anything else decoders disagree about the
    /// character set.
    #[error("byte {position} of the link is not a visible ASCII character")]
    NotVisibleAscii {
        /// Place of the first such byte, counted from 0.
        position: usize,
    },
    /// Even the largest symbol, version 40, is too small.
    #[error("a link of {characters} characters does not fit into a QR symbol")]
    TooLong {
        /// Length of the link.
        characters: usize,
    },
}

/// A QR symbol: a square of dark and light modules, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    version: u8,
    /// Row by row from the top left; true is dark.
    modules: Vec<bool>,
}

impl Symbol {
    /// The smallest symbol of level M that holds the link, long runs of digits in numeric mode (10
    /// bits for three digits), everything else in byte mode.
    pub fn of_link(link: &str) -> Result<Symbol, SymbolError> {
        if link.is_empty() {
            return Err(SymbolError::Empty);
        }
        if let Some(position) = link.bytes().position(|byte| !byte.is_ascii_graphic()) {
            return Err(SymbolError::NotVisibleAscii { position });
        }
        let segments = segments(link.as_bytes());
        (1..=40)
            .find_map(|version| draw(&segments, version))
            .ok_or(SymbolError::TooLong { characters: link.len() })
    }

    /// The version, 1 to 40.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Modules on each side, without the quiet zone: 21 for version 1, four more for each version
    /// after it.
    pub fn width(&self) -> u16 {
        17 + 4 * u16::from(self.version)
    }

    /// Whether the module in column `x` and row `y`, from the top left, is dark. Around the symbol
    /// all is light.
    pub fn is_dark(&self, x: u16, y: u16) -> bool {
        let width = self.width();
        x < width && y < width && self.modules[usize::from(y) * usize::from(width) + usize::from(x)]
    }

    /// The rows from the top, each from the left; true is dark.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.modules.chunks_exact(usize::from(self.width()))
    }

    /// Modules on each side with the quiet zone.
    pub(super) fn width_with_quiet_zone(&self) -> u16 {
        self.width() + 2 * QUIET_ZONE_MODULES
    }

    /// The rows with the quiet zone around them.
    pub(super) fn rows_with_quiet_zone(&self) -> Vec<Vec<bool>> {
        let margin = usize::from(QUIET_ZONE_MODULES);
        let side = usize::from(self.width_with_quiet_zone());
        let mut framed = vec![vec![false; side]; side];
        for (row, framed_row) in self.rows().zip(&mut framed[margin..]) {
            framed_row[margin..side - margin].copy_from_slice(row);
        }
        framed
    }
}

enum Segment<'a> {
    Bytes(&'a [u8]),
    Digits(&'a [u8]),
}

fn segments(text: &[u8]) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let mut bytes_from = 0;
    let mut at = 0;
    while at < text.len() {
        let digits = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits >= NUMERIC_FROM_DIGITS {
            if bytes_from < at {
                segments.push(Segment::Bytes(&text[bytes_from..at]));
            }
            segments.push(Segment::Digits(&text[at..at + digits]));
            bytes_from = at + digits;
        }
        at += digits.max(1);
    }
    if bytes_from < text.len() {
        segments.push(Segment::Bytes(&text[bytes_from..]));
    }
    segments
}

/// None: the segments do not fit into this version.
fn draw(segments: &[Segment<'_>], version: u8) -> Option<Symbol> {
    let bits = bits(segments, Version::Normal(version.into())).ok()?;
    let code = QrCode::with_bits(bits, EcLevel::M)
        .expect("bits that were padded to their version are drawn");
    let modules = code.into_colors().into_iter().map(|colour| colour == Color::Dark).collect();
    Some(Symbol { version, modules })
}

/// The only error that versions 1 to 40 have for these two modes is that the data are too long.
fn bits(segments: &[Segment<'_>], version: Version) -> QrResult<Bits> {
    let mut bits = Bits::new(version);
    for segment in segments {
        match segment {
            Segment::Bytes(bytes) => bits.push_byte_data(bytes)?,
            Segment::Digits(digits) => bits.push_numeric_data(digits)?,
        }
    }
    bits.push_terminator(EcLevel::M)?;
    Ok(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 22 characters with its slash.
    const BASE: &str = "https://tem.ocop.vn/s/";

    fn vectors() -> Vec<serde_json::Value> {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../fixtures/stamps.json")).unwrap();
        vectors["cases"].as_array().unwrap().clone()
    }

    /// A base of so many characters, its slash counted.
    fn base_of(characters: usize) -> String {
        let base = format!("https://{}.vn/", "o".repeat(characters - 12));
        assert_eq!(base.len(), characters);
        base
    }

    fn check_width(link: &str, width: u16) {
        let symbol = Symbol::of_link(link).unwrap();
        assert_eq!(symbol.width(), width, "{link}");
        assert_eq!(symbol.rows().count(), usize::from(width));
        assert_eq!(symbol.width(), 17 + 4 * u16::from(symbol.version()));
    }

    fn check_segments(link: &str, expected: &[&str]) {
        let found: Vec<String> = segments(link.as_bytes())
            .iter()
            .map(|segment| match segment {
                Segment::Bytes(bytes) => format!("bytes {}", str::from_utf8(bytes).unwrap()),
                Segment::Digits(digits) => format!("digits {}", str::from_utf8(digits).unwrap()),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn printed_codes_have_41_modules_up_to_a_base_of_24_characters() {
        for case in vectors() {
            let digits = case["digits"].as_str().unwrap();
            check_width(&format!("{}{digits}", base_of(13)), 41);
            check_width(&format!("{}{digits}", base_of(24)), 41);
            check_width(&format!("{}{digits}", base_of(25)), 45);
        }
    }

    #[test]
    fn gs1_links_have_49_modules() {
        for case in vectors() {
            let path = case["gs1_path"].as_str().unwrap().trim_start_matches('/');
            check_width(&format!("{BASE}{path}"), 49);
            check_width(&format!("{}{path}", base_of(24)), 49);
        }
    }

    #[test]
    fn short_codes_have_29_modules() {
        for case in vectors() {
            check_width(&format!("{BASE}{}", case["short_digits"].as_str().unwrap()), 29);
        }
    }

    #[test]
    fn long_runs_of_digits_become_numeric_segments() {
        check_segments(
            "https://ocop2026.vn/012345678901234567890123456789",
            &["bytes https://ocop2026.vn/", "digits 012345678901234567890123456789"],
        );
        check_segments(
            "https://o.vn/01/08930000000019/21/380700941711562174?s=046798185656626906596469",
            &[
                "bytes https://o.vn/01/",
                "digits 08930000000019",
                "bytes /21/",
                "digits 380700941711562174",
                "bytes ?s=",
                "digits 046798185656626906596469",
            ],
        );
        check_segments("1234567890123", &["bytes 1234567890123"]);
        check_segments("12345678901234/", &["digits 12345678901234", "bytes /"]);
    }

    #[test]
    fn what_is_no_link_is_refused() {
        let check = |text: &str, error| assert_eq!(Symbol::of_link(text), Err(error));
        check("", SymbolError::Empty);
        check("https://tem ocop.vn/", SymbolError::NotVisibleAscii { position: 11 });
        check("https://quà.vn/", SymbolError::NotVisibleAscii { position: 10 });
        check(&"x".repeat(2332), SymbolError::TooLong { characters: 2332 });
        check(&"1".repeat(5597), SymbolError::TooLong { characters: 5597 });
    }

    #[test]
    fn the_largest_symbols_are_full() {
        check_width(&"x".repeat(2331), 177);
        check_width(&"1".repeat(5596), 177);
    }

    #[test]
    fn finder_patterns_stand_in_three_corners_and_all_is_light_around() {
        let symbol = Symbol::of_link(BASE).unwrap();
        let last = symbol.width() - 1;
        let check = |x, y, dark| assert_eq!(symbol.is_dark(x, y), dark, "{x}, {y}");
        check(0, 0, true);
        check(last, 0, true);
        check(0, last, true);
        check(1, 1, false);
        check(last + 1, 0, false);
        check(0, last + 1, false);
        check(u16::MAX, u16::MAX, false);
    }
}
