//! A weight of the font within a PDF: only the glyphs that its pages show, and a table that makes text of them
//! again (ISO 32000-1, 9.7 and 9.10).

use std::collections::{BTreeMap, BTreeSet};

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;

use crate::printing::Weight;

const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// A weight with the glyphs of some characters.
pub(super) struct EmbeddedFont {
    pub(super) weight: Weight,
    /// Numbers of glyphs in the part that is embedded.
    glyphs: BTreeMap<char, u16>,
    /// The same for ASCII, quicker.
    ascii: [u16; 128],
    file: Vec<u8>,
}

impl EmbeddedFont {
    /// The part of a weight that shows these characters.
    pub(super) fn new(weight: Weight, characters: &BTreeSet<char>) -> Self {
        let font = weight.font();
        let mut numbers = GlyphRemapper::new();
        let number = |c: char| (c, numbers.remap(font.glyph(c).0));
        let glyphs: BTreeMap<char, u16> =
            characters.iter().copied().chain(['?']).map(number).collect();
        let file = subsetter::subset(font.file, 0, &numbers);
        let file = file.expect("the font that is built in can be cut down");
        let mut ascii = [glyphs[&'?']; 128];
        for (&character, &glyph) in &glyphs {
            if let Some(place) = ascii.get_mut(character as usize) {
                *place = glyph;
            }
        }
        Self { weight, glyphs, ascii, file }
    }

    /// What pages call it.
    pub(super) fn name(&self) -> &'static [u8] {
        match self.weight {
            Weight::Regular => b"R",
            Weight::Bold => b"B",
        }
    }

    /// The glyphs of a text, four hex digits each.
    pub(super) fn write_hex(&self, text: &str, bytes: &mut Vec<u8>) {
        for character in text.chars() {
            let ascii = self.ascii.get(character as usize);
            let glyph =
                ascii.or_else(|| self.glyphs.get(&character)).unwrap_or(&self.ascii[b'?' as usize]);
            for shift in [12, 8, 4, 0] {
                bytes.push(HEX[usize::from(glyph >> shift & 0xf)]);
            }
        }
    }

    /// Writes the font's objects. `next` gives their numbers; the first is the font's.
    pub(super) fn write(&self, pdf: &mut Pdf, mut next: impl FnMut() -> Ref) -> Ref {
        let (id, cid_id, descriptor_id, file_id, unicode_id) =
            (next(), next(), next(), next(), next());
        let font = self.weight.font();
        let em = i32::from(font.units_per_em());
        let scaled = |units: i16| (i32::from(units) * 1000 / em) as f32;
        let post_script_name = match self.weight {
            Weight::Regular => "OCOPAA+NotoSans-Regular",
            Weight::Bold => "OCOPAB+NotoSans-Bold",
        };
        let base = Name(post_script_name.as_bytes());
        pdf.type0_font(id)
            .base_font(base)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid_id)
            .to_unicode(unicode_id);
        let mut cid = pdf.cid_font(cid_id);
        cid.subtype(CidFontType::Type2).base_font(base).system_info(SYSTEM);
        cid.font_descriptor(descriptor_id)
            .default_width(0.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let by_glyph: BTreeMap<u16, char> = self.glyphs.iter().map(|(c, g)| (*g, *c)).collect();
        let mut widths = cid.widths();
        for (&glyph, &character) in &by_glyph {
            let advance = i32::from(font.advance(font.glyph(character))) * 1000 / em;
            widths.consecutive(glyph, [advance as f32]);
        }
        widths.finish();
        cid.finish();
        let (ascent, descent, capitals) = font.extents();
        let [left, low, right, high] = font.bounds().map(scaled);
        pdf.font_descriptor(descriptor_id)
            .name(base)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(left, low, right, high))
            .italic_angle(0.0)
            .ascent(scaled(ascent))
            .descent(scaled(descent))
            .cap_height(scaled(capitals))
            .stem_v(match self.weight {
                Weight::Regular => 80.0,
                Weight::Bold => 140.0,
            })
            .font_file2(file_id);
        let file = super::deflated(&self.file);
        let length = i32::try_from(self.file.len()).expect("a font of some kilobytes");
        pdf.stream(file_id, &file)
            .filter(pdf_writer::Filter::FlateDecode)
            .pair(Name(b"Length1"), length);
        let mut unicode = UnicodeCmap::new(Name(b"ocop-stamp"), SYSTEM);
        for (&glyph, &character) in &by_glyph {
            unicode.pair(glyph, character);
        }
        let unicode = super::deflated(unicode.finish().as_slice());
        pdf.cmap(unicode_id, &unicode).filter(pdf_writer::Filter::FlateDecode);
        id
    }
}
