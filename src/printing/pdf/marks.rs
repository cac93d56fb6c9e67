//! Where a print house cuts: crop marks in the sheet's margin, the knife's path around each label, and the
//! scratch layer over a PIN.

use super::operators::Operators;
use super::spot_ink::SpotInk;
use crate::printing::sheet::CROP_MARKS_TO;
use crate::printing::{Frame, Length, Point, ScratchZone, Sheet, SheetRun};

/// Crop marks begin behind the bleed and are so thick.
const MARK_FROM: Length = Length::micrometres(3_000);
const HAIRLINE: Length = Length::micrometres(90);

/// Lines of the guard pattern are so far apart.
const GUARD_PITCH: Length = Length::micrometres(350);

/// Marks beyond the first and last row and column, two for each label.
pub(super) fn crop_marks(page: &mut Operators, run: &SheetRun) {
    let sheet = &run.sheet;
    let first = run.label_at(0);
    let last = run.label_at(sheet.labels() - 1);
    let (right, bottom) = (last.x + sheet.label.width, last.y + sheet.label.height);
    page.line_width(HAIRLINE);
    for column in 0..u32::from(sheet.columns) {
        let left = run.label_at(column).x;
        for x in [left, left + sheet.label.width] {
            page.line(Point { x, y: first.y - CROP_MARKS_TO }, Point { x, y: first.y - MARK_FROM });
            page.line(Point { x, y: bottom + MARK_FROM }, Point { x, y: bottom + CROP_MARKS_TO });
        }
    }
    for row in 0..u32::from(sheet.rows) {
        let top = run.label_at(row * u32::from(sheet.columns)).y;
        for y in [top, top + sheet.label.height] {
            page.line(Point { x: first.x - CROP_MARKS_TO, y }, Point { x: first.x - MARK_FROM, y });
            page.line(Point { x: right + MARK_FROM, y }, Point { x: right + CROP_MARKS_TO, y });
        }
    }
}

/// The knife's path around a label.
pub(super) fn cut_contour(page: &mut Operators, sheet: &Sheet, at: Point) {
    page.plain(b"q");
    page.plain(&SpotInk::CutContour.chosen());
    page.line_width(HAIRLINE);
    page.rectangle(Frame { at, size: sheet.label }, b"S Q");
}

/// The scratch layer over a label's PIN, with the guard pattern over it.
pub(super) fn scratch_layer(page: &mut Operators, zone: &ScratchZone, label_at: Point) {
    let at = Point { x: label_at.x + zone.frame.at.x, y: label_at.y + zone.frame.at.y };
    let frame = Frame { at, size: zone.frame.size };
    page.plain(b"q");
    page.plain(&SpotInk::Scratch.chosen());
    page.rectangle(frame, b"f");
    page.plain(&SpotInk::Guard.chosen());
    page.line_width(HAIRLINE);
    page.rectangle(frame, b"W n");
    // Slanted lines both ways, over the whole zone and cut off at its edges.
    let height = frame.size.height;
    let mut x = at.x - height;
    while x < frame.right() {
        let (top, foot) = (at.y, frame.bottom());
        page.line(Point { x, y: foot }, Point { x: x + height, y: top });
        page.line(Point { x, y: top }, Point { x: x + height, y: foot });
        x = x + GUARD_PITCH;
    }
    page.plain(b"Q");
}
