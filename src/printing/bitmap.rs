//! A label as dots: what thermal printers get, and pictures of whole labels. Text is drawn here too, so that
//! Vietnamese is right on every printer, whatever fonts it has.

use std::collections::HashMap;

use ab_glyph_rasterizer::{Point as Dot, Rasterizer, point};
use ttf_parser::{GlyphId, OutlineBuilder};

use super::png::Dpi;
use super::{
    Label, Length, LineText, ModuleDots, Point, PrintedStamp, Symbol, SymbolError, Weight,
};

/// Dark and light dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    height: u32,
    /// Eight dots a byte, the leftmost in its highest bit, 1 for dark; every row starts a new byte.
    bytes: Vec<u8>,
}

impl Bitmap {
    /// All light.
    pub fn new(width: u32, height: u32) -> Self {
        let bytes = vec![0; width.div_ceil(8) as usize * height as usize];
        Self { width, height, bytes }
    }

    /// Dots in a row.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Bytes of a row.
    pub fn bytes_a_row(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// The rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.chunks_exact(self.bytes_a_row().max(1))
    }

    /// Whether a dot is dark. Around the bitmap all is light.
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        x < self.width && y < self.height && self.bytes[self.at(x, y)] & 0x80 >> (x % 8) != 0
    }

    /// Makes a dot dark; one beside the bitmap is passed by.
    pub fn darken(&mut self, x: i64, y: i64) {
        if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
            && x < self.width
            && y < self.height
        {
            let at = self.at(x, y);
            self.bytes[at] |= 0x80 >> (x % 8);
        }
    }

    /// Lays the dark dots of another bitmap over this one.
    pub fn lay_over(&mut self, other: &Self, left: i64, top: i64) {
        for y in 0..other.height {
            for x in (0..other.width).filter(|&x| other.is_dark(x, y)) {
                self.darken(left + i64::from(x), top + i64::from(y));
            }
        }
    }

    fn at(&self, x: u32, y: u32) -> usize {
        y as usize * self.bytes_a_row() + x as usize / 8
    }
}

/// Whole dots of a length.
pub(super) fn dots(length: Length, dpi: Dpi) -> i64 {
    let per_inch = i64::from(dpi.get());
    (i64::from(length.as_micrometres()) * per_inch + 12_700).div_euclid(25_400)
}

/// A glyph as dots, and where they are from its place on the baseline.
struct GlyphDots {
    dots: Bitmap,
    left: i64,
    top: i64,
}

/// Draws the labels of a batch: what all have in common once, letters once a size.
pub struct LabelPainter<'a> {
    label: &'a Label,
    dpi: Dpi,
    in_common: Bitmap,
    glyphs: HashMap<(Weight, Length, GlyphId), GlyphDots>,
}

impl<'a> LabelPainter<'a> {
    /// A painter in the resolution that the label was planned for.
    pub fn new(label: &'a Label) -> Self {
        let dpi = label.module.dpi();
        let side = |length| u32::try_from(dots(length, dpi)).expect("labels are positive");
        let in_common = Bitmap::new(side(label.size.width), side(label.size.height));
        let mut painter = Self { label, dpi, in_common: in_common.clone(), glyphs: HashMap::new() };
        let mut drawn = in_common;
        for line in &label.lines {
            if let LineText::Fixed(text) = &line.text {
                painter.text(&mut drawn, line.weight, line.size, line.begins_at(text), text);
            }
        }
        painter.in_common = drawn;
        painter
    }

    /// The label of a stamp.
    ///
    /// # Errors
    /// [`SymbolError`] for a link that no symbol holds.
    pub fn paint(&mut self, stamp: &PrintedStamp) -> Result<Bitmap, SymbolError> {
        let label = self.label;
        let mut bitmap = self.in_common.clone();
        let symbol = Symbol::of_link(&stamp.link)?;
        let at = label.first_module_at();
        draw_symbol(&mut bitmap, &symbol, label.module, dots(at.x, self.dpi), dots(at.y, self.dpi));
        for line in &label.lines {
            let text = match &line.text {
                LineText::Fixed(_) => continue,
                LineText::ShortCode(_)
                | LineText::SerialAndCount
                | LineText::Serial
                | LineText::Count => label.text_of(&line.text, stamp),
            };
            self.text(&mut bitmap, line.weight, line.size, line.begins_at(&text), &text);
        }
        if let Some((at, size, pin)) = label.pin_of(stamp) {
            self.text(&mut bitmap, Weight::Bold, size, at, &pin);
        }
        Ok(bitmap)
    }

    fn text(&mut self, bitmap: &mut Bitmap, weight: Weight, size: Length, at: Point, text: &str) {
        let font = weight.font();
        let dpi = self.dpi;
        let mut x = at.x;
        for character in text.chars() {
            let glyph = font.glyph(character);
            let drawn = self.glyphs.entry((weight, size, glyph));
            let drawn = drawn.or_insert_with(|| rasterised(weight, size, glyph, dpi));
            bitmap.lay_over(&drawn.dots, dots(x, dpi) + drawn.left, dots(at.y, dpi) + drawn.top);
            let advance = i64::from(font.advance(glyph)) * i64::from(size.as_micrometres())
                / i64::from(font.units_per_em());
            x = x + Length::micrometres(i32::try_from(advance).expect("less than a label"));
        }
    }
}

fn draw_symbol(bitmap: &mut Bitmap, symbol: &Symbol, module: ModuleDots, left: i64, top: i64) {
    let side = i64::from(module.dots());
    for y in 0..symbol.width() {
        for run in symbol.dark_runs(y) {
            for x in i64::from(run.start) * side..i64::from(run.end) * side {
                for row in 0..side {
                    bitmap.darken(left + x, top + i64::from(y) * side + row);
                }
            }
        }
    }
}

/// A dot is dark if at least half of it is.
const DARK_FROM: f32 = 0.5;

fn rasterised(weight: Weight, size: Length, glyph: GlyphId, dpi: Dpi) -> GlyphDots {
    let font = weight.font();
    let em = size.as_mm() as f32 * f32::from(dpi.get()) / 25.4;
    let (highest, lowest, _) = font.extents();
    let scale = em / f32::from(font.units_per_em());
    // Room for marks that stand higher than the font says, and for letters that reach back.
    let room = (em * 0.4).ceil();
    let top = (f32::from(highest) * scale).ceil() + room;
    let height = top + (f32::from(-lowest) * scale).ceil() + room;
    let width = (f32::from(font.advance(glyph)) * scale).ceil() + 2.0 * room;
    let mut pen = Pen {
        rasterizer: Rasterizer::new(width as usize, height as usize),
        scale,
        origin: point(room, top),
        begin: point(0.0, 0.0),
        last: point(0.0, 0.0),
    };
    font.outline(glyph, &mut pen);
    let mut dots = Bitmap::new(width as u32, height as u32);
    pen.rasterizer.for_each_pixel_2d(|x, y, covered| {
        if covered >= DARK_FROM {
            dots.darken(x.into(), y.into());
        }
    });
    GlyphDots { dots, left: -(room as i64), top: -(top as i64) }
}

/// Hands the outline of a glyph to the rasteriser.
struct Pen {
    rasterizer: Rasterizer,
    scale: f32,
    origin: Dot,
    begin: Dot,
    last: Dot,
}

impl Pen {
    fn place(&self, x: f32, y: f32) -> Dot {
        point(self.origin.x + x * self.scale, self.origin.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.begin = self.place(x, y);
        self.last = self.begin;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.rasterizer.draw_line(self.last, to);
        self.last = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, to) = (self.place(x1, y1), self.place(x, y));
        self.rasterizer.draw_quad(self.last, by, to);
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.rasterizer.draw_cubic(self.last, first, second, to);
        self.last = to;
    }

    fn close(&mut self) {
        self.rasterizer.draw_line(self.last, self.begin);
        self.last = self.begin;
    }
}
