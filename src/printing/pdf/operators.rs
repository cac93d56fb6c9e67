//! The operators of a page's content, written byte by byte: a label has some four hundred rectangles, and a
//! batch a million labels. ISO 32000-1, 8.5 (paths) and 9.4 (text).

use super::embedded_font::EmbeddedFont;
use crate::printing::{Frame, Length, ModuleDots, Point, Size, Symbol};

/// Black ink alone, for filling and for lines: rich black blurs at the edges of modules.
const BLACK: &[u8] = b"0 0 0 1 k 0 0 0 1 K\n";

/// A page's content, from its begin.
pub(super) struct Operators {
    bytes: Vec<u8>,
    /// PDF counts from the lower edge.
    paper_height: Length,
}

impl Operators {
    pub(super) fn new(paper_height: Length) -> Self {
        Self { bytes: BLACK.to_vec(), paper_height }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The dark modules of a symbol as one filled path in units of modules. Its corner is moved to a whole dot of the
    /// printer, so that every edge falls between dots; to an even one if modules have an even number, so that
    /// it looks as sharp where it is shown or printed at half of the resolution.
    pub(super) fn symbol(&mut self, symbol: &Symbol, first_module_at: Point, module: ModuleDots) {
        let per_inch = i64::from(module.dpi().get());
        let side = MicroPoints(i64::from(module.dots()) * 72_000_000 / per_inch);
        let step = 1 << module.dots().trailing_zeros().min(2);
        let on_a_dot = |length: Length| {
            let micrometres = i64::from(length.as_micrometres());
            let steps = (micrometres * per_inch + 12_700 * step).div_euclid(25_400 * step);
            MicroPoints(steps * step * 72_000_000 / per_inch)
        };
        self.bytes.extend(b"q ");
        self.numbers([side, MicroPoints(0), MicroPoints(0), MicroPoints(-side.0)]);
        self.numbers([on_a_dot(first_module_at.x), on_a_dot(self.up(first_module_at.y))]);
        self.bytes.extend(b"cm\n");
        for Block { x, y, width, height } in blocks(symbol) {
            [x, y, width, height].into_iter().for_each(|side| small(&mut self.bytes, side));
            self.bytes.extend(b"re\n");
        }
        self.bytes.extend(b"f Q\n");
    }

    /// A line of text from a place on its baseline.
    pub(super) fn text(&mut self, font: &EmbeddedFont, size: Length, at: Point, text: &str) {
        self.bytes.extend(b"BT /");
        self.bytes.extend(font.name());
        self.bytes.push(b' ');
        self.numbers([points(size)]);
        self.bytes.extend(b"Tf ");
        self.place(at);
        self.bytes.extend(b"Td <");
        font.write_hex(text, &mut self.bytes);
        self.bytes.extend(b"> Tj ET\n");
    }

    /// A line between two places.
    pub(super) fn line(&mut self, from: Point, to: Point) {
        self.place(from);
        self.bytes.extend(b"m ");
        self.place(to);
        self.bytes.extend(b"l S\n");
    }

    /// How thick lines are.
    pub(super) fn line_width(&mut self, width: Length) {
        self.numbers([points(width)]);
        self.bytes.extend(b"w\n");
    }

    /// A rectangle, to be filled or drawn by the operator that follows.
    pub(super) fn rectangle(&mut self, frame: Frame, then: &[u8]) {
        self.place(Point { x: frame.at.x, y: frame.bottom() });
        self.numbers([points(frame.size.width), points(frame.size.height)]);
        self.bytes.extend(b"re ");
        self.bytes.extend(then);
        self.bytes.push(b'\n');
    }

    /// An object of the file's own in its frame: drawn in points as it is, or a square of one point that is scaled.
    pub(super) fn external_object(
        &mut self,
        name: &[u8],
        at: Point,
        size: Size,
        scaled_to: Option<Size>,
    ) {
        let one = MicroPoints(1_000_000);
        let none = MicroPoints(0);
        let (across, down) =
            scaled_to.map_or((one, one), |size| (points(size.width), points(size.height)));
        self.bytes.extend(b"q ");
        self.numbers([across, none, none, down]);
        self.place(Point { x: at.x, y: at.y + size.height });
        self.bytes.extend(b"cm /");
        self.bytes.extend(name);
        self.bytes.extend(b" Do Q\n");
    }

    /// Operators that take no measure.
    pub(super) fn plain(&mut self, operators: &[u8]) {
        self.bytes.extend(operators);
        self.bytes.push(b'\n');
    }

    /// Numbers, a blank after each.
    pub(super) fn numbers<const N: usize>(&mut self, numbers: [MicroPoints; N]) {
        for number in numbers {
            number.write(&mut self.bytes);
        }
    }

    fn place(&mut self, at: Point) {
        self.numbers([points(at.x), points(self.up(at.y))]);
    }

    fn up(&self, y: Length) -> Length {
        self.paper_height - y
    }
}

/// Dark modules that are one rectangle.
struct Block {
    x: u16,
    y: u16,
    width: u16,
    height: u16,
}

/// The dark modules of a symbol, from the top: runs of a row, those that are the same in the rows below in one. So a label
/// has a fifth fewer rectangles, and fewer seams where somebody shows them smoothed.
fn blocks(symbol: &Symbol) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(512);
    // Of the row above, which blocks end there, from the left.
    let (mut above, mut here): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for y in 0..symbol.width() {
        let mut at = 0;
        for run in symbol.dark_runs(y) {
            while above.get(at).is_some_and(|block| blocks[*block].x < run.start) {
                at += 1;
            }
            let width = run.end - run.start;
            let same = above.get(at).copied();
            let same =
                same.filter(|block| (blocks[*block].x, blocks[*block].width) == (run.start, width));
            match same {
                Some(block) => {
                    blocks[block].height += 1;
                    here.push(block);
                }
                None => {
                    here.push(blocks.len());
                    blocks.push(Block { x: run.start, y, width, height: 1 });
                }
            }
        }
        std::mem::swap(&mut above, &mut here);
        here.clear();
    }
    blocks
}

/// Millionths of PDF's unit.
#[derive(Clone, Copy)]
pub(super) struct MicroPoints(pub(super) i64);

/// To the thousandth of a point, a third of a micrometre.
fn points(length: Length) -> MicroPoints {
    MicroPoints((i64::from(length.as_micrometres()) * 360 / 127) * 1000)
}

impl MicroPoints {
    /// A decimal without trailing zeros, a blank behind it.
    fn write(self, bytes: &mut Vec<u8>) {
        if self.0 < 0 {
            bytes.push(b'-');
        }
        let (whole, mut rest) =
            (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut left = whole;
        loop {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        bytes.extend(&digits[at..]);
        if rest > 0 {
            bytes.push(b'.');
            let mut place = 100_000;
            while rest > 0 {
                bytes.push(b'0' + (rest / place) as u8);
                rest %= place;
                place /= 10;
            }
        }
        bytes.push(b' ');
    }
}

/// A number below a thousand, a blank behind it.
fn small(bytes: &mut Vec<u8>, number: u16) {
    let digit = |value: u16| b'0' + (value % 10) as u8;
    if number >= 100 {
        bytes.push(digit(number / 100));
    }
    if number >= 10 {
        bytes.push(digit(number / 10));
    }
    bytes.extend([digit(number), b' ']);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_the_dark_modules_and_no_others() {
        let symbol = Symbol::of_link("https://tem.example.vn/WBN5-N2DG-DJZE-8G3M").expect("short");
        let (mut dark, blocks) = (std::collections::BTreeMap::new(), blocks(&symbol));
        for Block { x, y, width, height } in &blocks {
            for place in (*y..y + height).flat_map(|y| (*x..x + width).map(move |x| (x, y))) {
                *dark.entry(place).or_insert(0) += 1;
            }
        }
        let side = symbol.width();
        for place in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
            let times = dark.get(&place).copied().unwrap_or(0);
            assert_eq!(times, i32::from(symbol.is_dark(place.0, place.1)), "{place:?}");
        }
        let runs: usize = (0..side).map(|y| symbol.dark_runs(y).count()).sum();
        assert!(blocks.len() * 10 < runs * 9, "{} of {runs} runs", blocks.len());
    }

    #[test]
    fn numbers_are_short_decimals() {
        for (micropoints, written) in [
            (0, "0 "),
            (960_000, "0.96 "),
            (-960_000, "-0.96 "),
            (841_890_000, "841.89 "),
            (1_000_001, "1.000001 "),
            (-10_000_000, "-10 "),
        ] {
            let mut bytes = Vec::new();
            MicroPoints(micropoints).write(&mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), written);
        }
        for number in [0, 7, 10, 40, 99, 100, 176] {
            let mut bytes = Vec::new();
            small(&mut bytes, number);
            assert_eq!(String::from_utf8(bytes).unwrap(), format!("{number} "));
        }
    }
}
