//! The font of labels, built in: Noto Sans (`font/README.md` says where from), so that Vietnamese looks
//! the same on every printer. Each character is one glyph: precomposed Vietnamese needs no shaping.

use std::sync::LazyLock;

use ttf_parser::{Face as TrueType, GlyphId, OutlineBuilder};
use unicode_normalization::UnicodeNormalization;

use super::Length;

/// How heavy text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Most of it.
    Regular,
    /// What is looked for first.
    Bold,
}

/// What is drawn for a character that the font lacks.
const MISSING: char = '?';

/// Lines of text are so far apart, in thousandths of the size of type: capitals with two marks (Ổ) must not
/// touch what hangs from the line above.
pub(super) const LINE_HEIGHT: i32 = 1_200;

/// From the top of a line to its baseline, in the same unit.
pub(super) const BASELINE: i32 = 950;

/// A weight of the font.
pub(super) struct Font {
    /// The file.
    pub(super) file: &'static [u8],
    face: TrueType<'static>,
}

static REGULAR: LazyLock<Font> =
    LazyLock::new(|| Font::read(include_bytes!("font/NotoSans-Regular.ttf")));
static BOLD: LazyLock<Font> =
    LazyLock::new(|| Font::read(include_bytes!("font/NotoSans-Bold.ttf")));

impl Weight {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    pub(super) fn font(self) -> &'static Font {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }
}

impl Font {
    fn read(file: &'static [u8]) -> Self {
        let face = TrueType::parse(file, 0).expect("the font that is built in is whole");
        Self { file, face }
    }

    /// Its units to the size of type.
    pub(super) fn units_per_em(&self) -> u16 {
        self.face.units_per_em()
    }

    /// Highest and lowest of all glyphs, height of capitals.
    pub(super) fn extents(&self) -> (i16, i16, i16) {
        let capitals = self.face.capital_height().unwrap_or(714);
        (self.face.ascender(), self.face.descender(), capitals)
    }

    /// The box that holds every glyph.
    pub(super) fn bounds(&self) -> [i16; 4] {
        let all = self.face.global_bounding_box();
        [all.x_min, all.y_min, all.x_max, all.y_max]
    }

    /// The glyph of a character, that of [`MISSING`] if there is none.
    pub(super) fn glyph(&self, character: char) -> GlyphId {
        let glyph = |character| self.face.glyph_index(character);
        glyph(character).or_else(|| glyph(MISSING)).expect("the font has ASCII")
    }

    /// How far the next glyph is from this one, in the font's units.
    pub(super) fn advance(&self, glyph: GlyphId) -> u16 {
        self.face.glyph_hor_advance(glyph).unwrap_or_default()
    }

    /// How long a line is.
    pub(super) fn width(&self, text: &str, size: Length) -> Length {
        let units: i64 = text.chars().map(|c| i64::from(self.advance(self.glyph(c)))).sum();
        let micrometres = units * i64::from(size.as_micrometres());
        let micrometres = micrometres.div_euclid(self.units_per_em().into()) + 1;
        Length::micrometres(i32::try_from(micrometres).unwrap_or(i32::MAX / 4))
    }

    /// The lines and curves of a glyph, in the font's units, the baseline at 0 and up positive.
    pub(super) fn outline(&self, glyph: GlyphId, pen: &mut dyn OutlineBuilder) {
        self.face.outline_glyph(glyph, pen);
    }
}

/// A text as it is printed: composed, blanks for whatever is no character of a line.
pub fn printable(text: &str) -> String {
    let composed = text.nfc().map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c });
    composed.collect::<String>().trim().to_owned()
}

/// The first character that the font lacks, and for which `?` would be printed.
pub fn first_missing(text: &str) -> Option<char> {
    let face = &Weight::Regular.font().face;
    printable(text).chars().find(|c| face.glyph_index(*c).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_vietnamese_is_there() {
        let letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy";
        let marks = ["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"];
        for letter in letters.chars().chain(letters.to_uppercase().chars()) {
            for mark in marks {
                let text: String = format!("{letter}{mark}").nfc().collect();
                if "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".contains(letter) {
                    assert_eq!(first_missing(&text), None, "{text}");
                    assert_eq!(printable(&text).chars().count(), 1, "{text}");
                }
            }
            assert_eq!(first_missing(&letter.to_string()), None);
        }
        assert_eq!(first_missing("Chè 茶"), Some('茶'));
    }

    #[test]
    fn digits_are_equally_wide() {
        for weight in Weight::ALL {
            let font = weight.font();
            let width = |digit| font.advance(font.glyph(digit));
            assert!(('0'..='9').all(|digit| width(digit) == width('0')));
        }
    }

    #[test]
    fn text_is_composed_and_on_one_line() {
        assert_eq!(printable(" Cha\u{300}\nđa\u{323}m "), "Chà đạm");
    }
}
