//! A page to adjust a printer by: the outlines of the labels, a ruler each way, and a cross in the first label.
//! Held against a label sheet and a light, it shows how far to move and whether the printer scaled.

use std::io::{self, Write};

use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

use super::deflated;
use super::embedded_font::EmbeddedFont;
use super::operators::Operators;
use crate::printing::{Frame, Length, Point, Sheet, Weight, printable};

const HAIRLINE: Length = Length::micrometres(100);
const TYPE: Length = Length::tenths_of_points(80);

/// The ruler stands so far from the paper's edges, which printers reach.
const RULER_FROM: Length = Length::micrometres(10_000);

/// The page of a sheet, moved as its labels will be. `lines` say how to use it.
///
/// # Errors
/// Of the writer.
pub fn calibration_page(
    sheet: &Sheet,
    offset: Point,
    title: &str,
    lines: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines: Vec<String> = lines.iter().map(|line| printable(line)).collect();
    let characters = lines.iter().flat_map(|line| line.chars()).chain("0123456789".chars());
    let font = EmbeddedFont::new(Weight::Regular, &characters.collect());
    let mut page = Operators::new(sheet.paper.height);
    page.line_width(HAIRLINE);
    for place in 0..sheet.labels() {
        let at = sheet.label_at(place);
        let at = Point { x: at.x + offset.x, y: at.y + offset.y };
        page.rectangle(Frame { at, size: sheet.label }, b"S");
    }
    cross(&mut page, sheet, offset);
    rulers(&mut page, &font, sheet);
    let mut y = sheet.paper.height.half();
    for line in &lines {
        let width = Weight::Regular.font().width(line, TYPE);
        let at = Point { x: (sheet.paper.width - width).half(), y };
        page.plain(b"q 0 0 0 0 k");
        let behind = Point { x: at.x - Length::micrometres(1_000), y: y - TYPE };
        let size = crate::printing::Size {
            width: width + Length::micrometres(2_000),
            height: Length::micrometres(TYPE.as_micrometres() * 14 / 10),
        };
        page.rectangle(Frame { at: behind, size }, b"f Q");
        page.text(&font, TYPE, at, line);
        y = y + Length::micrometres(TYPE.as_micrometres() * 14 / 10);
    }
    write(&page.into_bytes(), &font, sheet, title, out)
}

/// Through the middle of the first label.
fn cross(page: &mut Operators, sheet: &Sheet, offset: Point) {
    let at = sheet.label_at(0);
    let middle = Point {
        x: at.x + offset.x + sheet.label.width.half(),
        y: at.y + offset.y + sheet.label.height.half(),
    };
    let arm = Length::micrometres(3_000);
    page.line(Point { x: middle.x - arm, ..middle }, Point { x: middle.x + arm, ..middle });
    page.line(Point { y: middle.y - arm, ..middle }, Point { y: middle.y + arm, ..middle });
}

/// A mark each millimetre, longer ones each five and ten, numbers each ten: across and down.
fn rulers(page: &mut Operators, font: &EmbeddedFont, sheet: &Sheet) {
    let mark = |mm: i32| {
        Length::micrometres(match mm {
            mm if mm % 10 == 0 => 4_000,
            mm if mm % 5 == 0 => 3_000,
            _ => 2_000,
        })
    };
    let small = Length::tenths_of_points(55);
    let millimetres = |side: Length| (side - RULER_FROM * 2).as_micrometres() / 1000;
    for mm in 0..=millimetres(sheet.paper.width) {
        let x = RULER_FROM + Length::micrometres(mm * 1000);
        page.line(Point { x, y: RULER_FROM }, Point { x, y: RULER_FROM + mark(mm) });
        if mm % 10 == 0 {
            let at = Point {
                x: x + Length::micrometres(300),
                y: RULER_FROM + Length::micrometres(5_500),
            };
            page.text(font, small, at, &mm.to_string());
        }
    }
    for mm in 0..=millimetres(sheet.paper.height) {
        let y = RULER_FROM + Length::micrometres(mm * 1000);
        page.line(Point { x: RULER_FROM, y }, Point { x: RULER_FROM + mark(mm), y });
        if mm % 10 == 0 && mm > 0 {
            let at = Point {
                x: RULER_FROM + Length::micrometres(4_500),
                y: y + Length::micrometres(700),
            };
            page.text(font, small, at, &mm.to_string());
        }
    }
}

fn write(
    content: &[u8],
    font: &EmbeddedFont,
    sheet: &Sheet,
    title: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let [catalog, pages, page, content_id, information] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut next = 5;
    let mut pdf = Pdf::new();
    let font_id = font.write(&mut pdf, || {
        next += 1;
        Ref::new(next)
    });
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    pdf.stream(content_id, &deflated(content)).filter(Filter::FlateDecode);
    let mut of_page = pdf.page(page);
    let (width, height) = (sheet.paper.width.as_points(), sheet.paper.height.as_points());
    of_page.media_box(Rect::new(0.0, 0.0, width as f32, height as f32));
    of_page.parent(pages).contents(content_id);
    of_page.resources().fonts().pair(Name(font.name()), font_id);
    of_page.finish();
    pdf.document_info(information).title(TextStr(title)).producer(TextStr("ocop-stamp"));
    out.write_all(&pdf.finish())
}
