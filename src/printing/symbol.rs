//! QR symbols (ISO/IEC 18004) of links, at error correction level M. How a symbol looks in pixels,
//! millimetres or characters is left to the drawing modules beside this one.

// The text in segments, and their codewords.
mod segments;

// What all symbols of a version have in common, and the choice of the mask.
mod frame;
mod penalty;

use std::ops::Range;

use qrcode::{Color, EcLevel, QrCode, Version};
use thiserror::Error;

use frame::Frame;
use segments::Segment;

/// The light margin that a reader needs on every side, in modules (ISO/IEC 18004).
pub const QUIET_ZONE_MODULES: u16 = 4;

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

/// Modules a side.
const fn width(version: u8) -> u16 {
    17 + 4 * version as u16
}

/// A QR symbol: a square of dark and light modules, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    version: u8,
    /// Row by row from the top, each beginning a new word; the leftmost module in the lowest bit, 1 for
    /// dark.
    words: Vec<u64>,
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
        let segments = segments::segments(link.as_bytes());
        let version = segments::smallest_version(&segments, EcLevel::M);
        let version = version.ok_or(SymbolError::TooLong { characters: link.len() })?;
        Ok(Symbol::draw(&segments, version, EcLevel::M))
    }

    /// Modules on each side of the symbol that holds the link in byte mode alone, as programs draw it that do not look for
    /// runs of digits.
    ///
    /// # Errors
    /// [`SymbolError::TooLong`]
    pub fn width_in_byte_mode(link: &str) -> Result<u16, SymbolError> {
        let version = segments::smallest_version(&[Segment::Bytes(link.as_bytes())], EcLevel::M);
        let version = version.ok_or(SymbolError::TooLong { characters: link.len() })?;
        Ok(width(version))
    }

    fn draw(segments: &[Segment<'_>], version: u8, level: EcLevel) -> Symbol {
        let of_qrcode = Version::Normal(version.into());
        let bits = segments::bits(segments, of_qrcode, level).expect("the version holds them");
        if version <= frame::LARGEST_VERSION {
            let codewords = segments::codewords(bits, of_qrcode, level);
            let codewords = codewords.expect("as many bits as the version holds");
            return Symbol { version, words: Frame::of(version, level).draw(&codewords) };
        }
        let code = QrCode::with_bits(bits, level).expect("as many bits as the version holds");
        let width = code.width();
        let mut words = Vec::new();
        for row in code.into_colors().chunks_exact(width) {
            words.extend(row.chunks(64).map(|word| {
                word.iter()
                    .rev()
                    .fold(0, |bits, &colour| bits << 1 | u64::from(colour == Color::Dark))
            }));
        }
        Symbol { version, words }
    }

    /// The version, 1 to 40.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Modules on each side, without the quiet zone: 21 for version 1, four more for each version
    /// after it.
    pub fn width(&self) -> u16 {
        width(self.version)
    }

    /// Modules on each side with the quiet zone.
    pub fn width_with_quiet_zone(&self) -> u16 {
        self.width() + 2 * QUIET_ZONE_MODULES
    }

    /// Whether the module in column `x` and row `y`, from the top left, is dark. Around the symbol
    /// all is light.
    pub fn is_dark(&self, x: u16, y: u16) -> bool {
        let width = self.width();
        x < width && y < width && self.row(y)[usize::from(x / 64)] >> (x % 64) & 1 == 1
    }

    /// The runs of dark modules in a row, from the left.
    pub fn dark_runs(&self, y: u16) -> impl Iterator<Item = Range<u16>> {
        let row = self.row(y);
        let mut from = 0;
        std::iter::from_fn(move || {
            let start = next(row, from, 0)?;
            // Behind the last module of a full word the row ends.
            from = next(row, start, u64::MAX).unwrap_or(self.width());
            Some(start..from)
        })
    }

    fn row(&self, y: u16) -> &[u64] {
        let words = usize::from(self.width()).div_ceil(64);
        &self.words[usize::from(y) * words..][..words]
    }
}

/// The first module from `from` on whose bit is 1 once the row is XORed with `flip`.
fn next(row: &[u64], from: u16, flip: u64) -> Option<u16> {
    let mut above = u64::MAX << (from % 64);
    for (word, at) in row.iter().zip(0..).skip(usize::from(from / 64)) {
        let found = (word ^ flip) & above;
        if found != 0 {
            return Some(64 * at + found.trailing_zeros() as u16);
        }
        above = u64::MAX;
    }
    None
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
        assert_eq!(symbol.width(), 17 + 4 * u16::from(symbol.version()));
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

    /// The modules that `qrcode` itself draws for the same segments.
    fn of_qrcode(segments: &[Segment<'_>], version: u8, level: EcLevel) -> Vec<bool> {
        let bits = segments::bits(segments, Version::Normal(version.into()), level).unwrap();
        let code = QrCode::with_bits(bits, level).unwrap();
        code.into_colors().into_iter().map(|colour| colour == Color::Dark).collect()
    }

    fn check_like_qrcode(text: &str, level: EcLevel) -> u8 {
        let segments = segments::segments(text.as_bytes());
        let version = segments::smallest_version(&segments, level).unwrap();
        if version > frame::LARGEST_VERSION {
            return version;
        }
        let ours = Symbol::draw(&segments, version, level);
        let width = ours.width();
        let modules = (0..width).flat_map(|y| (0..width).map(move |x| (x, y)));
        let modules: Vec<bool> = modules.map(|(x, y)| ours.is_dark(x, y)).collect();
        assert!(modules == of_qrcode(&segments, version, level), "{text} at {level:?}");
        version
    }

    /// Texts of all lengths, as a generator gives them that always begins alike.
    fn texts() -> impl Iterator<Item = String> {
        let mut random = 88_172_645_463_325_252_u64;
        let mut next = move |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random % u64::try_from(below).unwrap()).unwrap()
        };
        std::iter::from_fn(move || {
            let bytes = next(120);
            let digits = next(350);
            let letters = (0..bytes).map(|_| char::from(u8::try_from(33 + next(94)).unwrap()));
            let text: String = letters.collect();
            let digits = (0..digits).map(|_| char::from(b'0' + u8::try_from(next(10)).unwrap()));
            let text: String = text.chars().chain(digits).collect();
            Some(if text.is_empty() { "x".to_owned() } else { text })
        })
    }

    #[test]
    fn symbols_are_module_for_module_those_of_qrcode() {
        let mut seen = std::collections::BTreeMap::new();
        for text in texts().take(1000) {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let version = check_like_qrcode(&text, level);
                *seen.entry((version, level)).or_insert(0) += 1;
            }
        }
        for version in 1..=frame::LARGEST_VERSION {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                assert!(seen.contains_key(&(version, level)), "none of {version} at {level:?}");
            }
        }
        for case in vectors() {
            let digits = case["digits"].as_str().unwrap();
            assert_eq!(check_like_qrcode(&format!("{BASE}{digits}"), EcLevel::M), 6);
        }
    }

    #[test]
    fn dark_runs_are_the_dark_modules() {
        for link in [BASE.to_owned(), "x".repeat(900), "x".repeat(2331)] {
            let symbol = Symbol::of_link(&link).unwrap();
            for y in 0..symbol.width() {
                let dark: Vec<u16> =
                    (0..symbol.width()).filter(|&x| symbol.is_dark(x, y)).collect();
                assert_eq!(symbol.dark_runs(y).flatten().collect::<Vec<_>>(), dark);
                let ends: Vec<_> =
                    symbol.dark_runs(y).flat_map(|run| [run.start, run.end]).collect();
                assert!(ends.is_sorted_by(|a, b| a < b), "{ends:?}");
            }
        }
    }
}
