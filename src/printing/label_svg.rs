//! A whole label as SVG, in millimetres, its letters as outlines: no program needs our font to show it.

use std::fmt::Write;

// A producer's own picture.
mod artwork_svg;

use ttf_parser::OutlineBuilder;

use super::{Label, Length, Point, PrintedStamp, Symbol, SymbolError, Weight};

/// The label of a stamp.
///
/// # Errors
/// [`SymbolError`] for a link that no symbol holds.
pub fn draw(label: &Label, stamp: &PrintedStamp) -> Result<String, SymbolError> {
    let symbol = Symbol::of_link(&stamp.link)?;
    let (width, height) = (label.size.width, label.size.height);
    let mut path = Path::new();
    for line in &label.lines {
        let text = label.text_of(&line.text, stamp);
        path.text(line.weight, line.size, line.begins_at(&text), &text);
    }
    if let Some((at, size, pin)) = label.pin_of(stamp) {
        path.text(Weight::Bold, size, at, &pin);
    }
    let letters = path.d;
    let artwork = label.artwork.as_ref().map(artwork_svg::draw).unwrap_or_default();
    let at = label.first_module_at();
    let module = f64::from(label.module.dots()) * 25.4 / f64::from(label.module.dpi().get());
    let mut modules = String::new();
    for y in 0..symbol.width() {
        for run in symbol.dark_runs(y) {
            write!(modules, "M{} {y}h{}v1H{}z", run.start, run.len(), run.start)
                .expect("writing to a string does not fail");
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\"><path fill=\"#fff\" d=\"M0 0h{width}v{height}H0z\"/>\
         <path shape-rendering=\"crispEdges\" transform=\"translate({} {}) scale({module:.6})\" \
         d=\"{modules}\"/><path d=\"{letters}\"/>{artwork}</svg>\n",
        at.x, at.y
    ))
}

/// Lines of the guard pattern are so far apart, in millimetres.
const GUARD_PITCH: f64 = 0.35;

/// The scratch layer over the PIN of every label, in register with it: a pattern over a plain layer, which print houses
/// take for inks of their own by the names that they have here. `None`: the label has no PIN.
pub fn draw_scratch_mask(label: &Label) -> Option<String> {
    let frame = label.scratch.as_ref()?.frame;
    let (width, height) = (label.size.width, label.size.height);
    let (x, y) = (frame.at.x.as_mm(), frame.at.y.as_mm());
    let (right, foot) = (frame.right().as_mm(), frame.bottom().as_mm());
    let rise = foot - y;
    let mut lines = String::new();
    let mut from = x - rise;
    while from < right {
        // Both ways, cut off at the sides of the zone.
        let (left, end) = (from.max(x), (from + rise).min(right));
        write!(
            lines,
            "M{left:.3} {:.3}L{end:.3} {:.3}M{left:.3} {:.3}L{end:.3} {:.3}",
            foot - (left - from),
            y + (from + rise - end),
            y + (left - from),
            foot - (from + rise - end),
        )
        .expect("writing to a string does not fail");
        from += GUARD_PITCH;
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\"><rect id=\"SCRATCH\" fill=\"#808080\" x=\"{x}\" y=\"{y}\" \
         width=\"{}\" height=\"{}\"/><path id=\"SCRATCH_GUARD\" fill=\"none\" stroke=\"#293d66\" \
         stroke-width=\"0.09\" d=\"{lines}\"/></svg>\n",
        frame.size.width, frame.size.height
    ))
}

/// Outlines of letters, in millimetres.
struct Path {
    d: String,
    origin: (f32, f32),
    scale: f32,
}

impl Path {
    fn new() -> Self {
        Self { d: String::new(), origin: (0.0, 0.0), scale: 1.0 }
    }

    fn text(&mut self, weight: Weight, size: Length, at: Point, text: &str) {
        let font = weight.font();
        self.scale = size.as_mm() as f32 / f32::from(font.units_per_em());
        let mut x = at.x.as_mm() as f32;
        for character in text.chars() {
            let glyph = font.glyph(character);
            self.origin = (x, at.y.as_mm() as f32);
            font.outline(glyph, self);
            x += f32::from(font.advance(glyph)) * self.scale;
        }
    }

    /// Thousandths of a millimetre are finer than any printer.
    fn push(&mut self, operator: char, places: &[(f32, f32)]) {
        self.d.push(operator);
        for (at, (x, y)) in places.iter().enumerate() {
            let x = self.origin.0 + x * self.scale;
            let y = self.origin.1 - y * self.scale;
            let separator = if at > 0 { " " } else { "" };
            write!(self.d, "{separator}{x:.3} {y:.3}").expect("writing to a string does not fail");
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.push('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.push('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.d.push('Z');
    }
}
