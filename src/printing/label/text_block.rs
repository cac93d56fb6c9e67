//! Which lines of text fit a column, and how large: fields are dropped before type becomes too small to
//! read.

use super::{Field, LabelRequest, LineText};
use crate::printing::font::{LINE_HEIGHT, printable};
use crate::printing::{Length, Size, Weight};

/// The smallest size of type, for what is read but not typed.
const SMALL_TYPE: Length = Length::tenths_of_points(52);

/// The smallest size of type for name and short code.
const LARGE_TYPE: Length = Length::tenths_of_points(64);

/// Printers with fewer dots an inch need larger type: marks of Vietnamese run together in 14 dots.
const COARSE_BELOW_DPI: u16 = 250;

/// By how much type may be larger than the smallest, in hundredths, the largest first.
const SCALES: [i32; 5] = [170, 150, 130, 115, 100];

/// The same for coarse printers.
const COARSE_SCALES: [i32; 4] = [170, 150, 130, 125];

/// The most lines of a product's name: longer names end in `…`, and before anything is left out they end
/// earlier.
const NAME_LINES: [usize; 3] = [3, 2, 1];

/// No letter of a short code is wider. Cut in halves or quarters, each part but the last ends with its hyphen.
const WIDEST_SHORT_CODE: &str = "WWWW-WWWW-WWWW-WWWW-";

/// Its characters without the hyphen at the end.
const SHORT_CODE: usize = WIDEST_SHORT_CODE.len() - 1;

/// A line without its place.
#[derive(Debug, Clone)]
pub(super) struct SetLine {
    pub(super) text: LineText,
    pub(super) weight: Weight,
    pub(super) size: Length,
}

/// The lines that fit, from the top, and what was left out.
pub(super) struct TextBlock {
    pub(super) lines: Vec<SetLine>,
    pub(super) left_out: Vec<Field>,
    /// Whether the product's name ends in `…`.
    pub(super) name_is_cut: bool,
}

impl SetLine {
    /// From the top of this line to the top of the next.
    pub(super) fn height(&self) -> Length {
        thousandths(self.size, LINE_HEIGHT)
    }
}

/// A part of a length.
pub(super) fn thousandths(length: Length, thousandths: i32) -> Length {
    Length::micrometres(length.as_micrometres() * thousandths / 1000)
}

/// As many fields as fit the column, the product's name whole if it can be, in type as large as fits.
pub(super) fn fit(request: &LabelRequest, column: Size) -> Option<TextBlock> {
    let scales: &[i32] =
        if request.dpi.get() < COARSE_BELOW_DPI { &COARSE_SCALES } else { &SCALES };
    (0..=Field::LEFT_OUT.len()).find_map(|count| {
        let left_out = &Field::LEFT_OUT[..count];
        let scaled = |name_lines| scales.iter().map(move |&scale| (name_lines, scale));
        let blocks = NAME_LINES.into_iter().flat_map(scaled).filter_map(|(name_lines, scale)| {
            let (lines, name_is_cut) = set(request, column.width, left_out, name_lines, scale)?;
            let height: Length = lines.iter().map(SetLine::height).sum();
            let left_out = left_out.to_vec();
            (height <= column.height).then_some(TextBlock { lines, left_out, name_is_cut })
        });
        let mut best: Option<TextBlock> = None;
        for block in blocks {
            if !block.name_is_cut {
                return Some(block);
            }
            best.get_or_insert(block);
        }
        best
    })
}

/// The lines of all fields that are not left out, and whether the name is cut. `None`: one is too wide.
fn set(
    request: &LabelRequest,
    width: Length,
    left_out: &[Field],
    name_lines: usize,
    scale: i32,
) -> Option<(Vec<SetLine>, bool)> {
    let small = thousandths(SMALL_TYPE, scale * 10);
    let large = thousandths(LARGE_TYPE, scale * 10);
    let words = &request.words;
    let mut lines = Vec::new();
    let mut name_is_cut = false;
    let mut add = |texts: Vec<LineText>, weight, size| {
        lines.extend(texts.into_iter().map(|text| SetLine { text, weight, size }));
    };
    let fixed = |lines: Vec<String>| lines.into_iter().map(LineText::Fixed).collect();
    if !left_out.contains(&Field::ProductName) {
        let name = printable(&words.product_name);
        let name = shortened(&name, name_lines, large, width)?;
        name_is_cut = name.is_cut;
        add(fixed(name.lines), Weight::Bold, large);
    }
    if !left_out.contains(&Field::Certificate) {
        let certificate = printable(&words.certificate);
        add(fixed(wrapped(&certificate, Weight::Regular, small, width)?), Weight::Regular, small);
    }
    let (code, code_size) = short_code(large, small, width)?;
    add(code, Weight::Bold, code_size);
    if !left_out.contains(&Field::Serial) {
        add(serial(request, small, width)?, Weight::Regular, small);
    }
    if !left_out.contains(&Field::Domain) {
        let domain = printable(&words.domain);
        add(fixed(wrapped(&domain, Weight::Regular, small, width)?), Weight::Regular, small);
    }
    Some((lines, name_is_cut))
}

/// On one line or two, in smaller type rather than on four.
fn short_code(large: Length, small: Length, width: Length) -> Option<(Vec<LineText>, Length)> {
    [(large, 1), (large, 2), (small, 2), (small, 4)].into_iter().find_map(|(size, lines)| {
        let characters = WIDEST_SHORT_CODE.len().div_ceil(lines);
        let widest = &WIDEST_SHORT_CODE[..characters];
        (Weight::Bold.font().width(widest, size) <= width).then(|| {
            let line =
                |number: usize| number * characters..((number + 1) * characters).min(SHORT_CODE);
            ((0..lines).map(|number| LineText::ShortCode(line(number))).collect(), size)
        })
    })
}

/// On one line if the last stamp's fits, else on two.
fn serial(request: &LabelRequest, size: Length, width: Length) -> Option<Vec<LineText>> {
    let font = Weight::Regular.font();
    let batch = &request.batch;
    let (serial, count) = (format!("{}-00000000", batch.batch), format!("{0}/{0}", batch.quantity));
    let fits = |text: &str| font.width(text, size) <= width;
    if fits(&format!("{serial} · {count}")) {
        return Some(vec![LineText::SerialAndCount]);
    }
    (fits(&serial) && fits(&count)).then(|| vec![LineText::Serial, LineText::Count])
}

/// The text in lines, broken behind blanks, and behind hyphens, points and slashes within numbers and
/// addresses. `None`: a part is too wide.
fn wrapped(text: &str, weight: Weight, size: Length, width: Length) -> Option<Vec<String>> {
    let font = weight.font();
    let mut lines = Vec::new();
    let mut line = String::new();
    for part in text.split_inclusive([' ', '-', '.', '/']) {
        let longer = format!("{line}{part}");
        if font.width(longer.trim_end(), size) <= width {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        if font.width(part.trim_end(), size) > width {
            return None;
        }
        line = part.to_owned();
    }
    lines.push(line.trim_end().to_owned());
    Some(lines)
}

/// A product's name.
struct Name {
    lines: Vec<String>,
    is_cut: bool,
}

/// A product's name in at most so many lines.
fn shortened(name: &str, most_lines: usize, size: Length, width: Length) -> Option<Name> {
    let mut lines = wrapped(name, Weight::Bold, size, width)?;
    let is_cut = lines.len() > most_lines;
    if is_cut {
        lines.truncate(most_lines);
        let last = lines.last_mut()?;
        while Weight::Bold.font().width(&format!("{}…", last.trim_end()), size) > width {
            last.pop()?;
        }
        *last = format!("{}…", last.trim_end());
    }
    Some(Name { lines, is_cut })
}
