//! Symbol, text, scratch zone and artwork on the label, in one of three arrangements: text beside the symbol with
//! artwork beside or over the text, or all under the symbol. Nothing may touch the quiet zone.

use super::artwork_room::SizedArtwork;
use super::text_block::{self, TextBlock, thousandths};
use super::{
    Align, Frame, Label, LabelError, LabelRequest, Line, PlacedArtwork, Point, ScratchZone, Size,
    SymbolKind,
};
use crate::printing::font::{BASELINE, LINE_HEIGHT};
use crate::printing::{Length, LineText, ModuleDots, QUIET_ZONE_MODULES, Weight, printable};

/// From the label's edge to text. Label sheets may be half a millimetre off.
const TEXT_MARGIN: Length = Length::micrometres(1_000);

/// From the label's edge to the quiet zone: what is wanted, and what is done with rather than print a weaker
/// code. The quiet zone itself is a margin of more than a millimetre.
const CLEARANCES: [Length; 2] = [Length::micrometres(500), Length::micrometres(100)];

/// Modules are not made larger than this, where nobody asks for a size.
const LARGEST_MODULE: Length = Length::micrometres(501);

/// For the sake of a name that would be cut, modules are not made smaller than this: three dots at 203 dpi.
const EASY_MODULE: Length = Length::micrometres(375);

/// The size of a PIN's type, and what the scratch layer covers beyond it on each side.
const PIN_TYPE: Length = Length::tenths_of_points(75);
const SCRATCH_BEYOND: Length = Length::micrometres(1_500);

/// Between artwork or scratch zone and text.
const GAP: Length = Length::micrometres(1_000);

/// The best label with a symbol of this kind.
pub(super) fn best(
    request: &LabelRequest,
    kind: SymbolKind,
    modules: u16,
    artwork: Option<&SizedArtwork<'_>>,
) -> Result<Label, LabelError> {
    let sizes: Vec<ModuleDots> = match request.module {
        Some(module) => vec![module],
        None => ModuleDots::largest_first(LARGEST_MODULE, request.dpi).collect(),
    };
    let mut symbol_fits = None;
    for clearance in CLEARANCES {
        let mut best: Option<Label> = None;
        for &module in &sizes {
            let box_side = module.length(modules + 2 * QUIET_ZONE_MODULES);
            let Some(room) = Room::of(request, module, box_side, clearance) else { continue };
            symbol_fits = Some(box_side);
            let arrangements = match artwork {
                None => [room.beside(request), room.under(request), None],
                Some(artwork) => [
                    room.beside_with(request, artwork),
                    room.beside_below(request, artwork),
                    room.under_over(request, artwork),
                ],
            };
            for label in arrangements.into_iter().flatten() {
                let label = Label { symbol: kind, modules, module, ..label };
                // Sizes come the largest first, so a smaller one has to say more.
                if best.as_ref().is_none_or(|best| says_more(&label, best)) {
                    best = Some(label);
                }
            }
        }
        if let Some(label) = best {
            return Ok(label);
        }
    }
    let Size { width, height } = request.size;
    Err(match symbol_fits {
        Some(side) => LabelError::NoRoom { side, width, height },
        None => {
            let module = sizes.last().copied().expect("a printer has a smallest module");
            let modules = modules + 2 * QUIET_ZONE_MODULES;
            let side = module.length(modules);
            LabelError::SymbolTooLarge { modules, module, side, width, height }
        }
    })
}

/// Whether a label of smaller modules is worth it: fewer fields are left out, or the product's name is whole and phones
/// still read the code with ease.
fn says_more(label: &Label, best: &Label) -> bool {
    let (fields, of_best) = (label.left_out.len(), best.left_out.len());
    let name = best.name_is_cut && !label.name_is_cut;
    fields < of_best || (fields == of_best && name && label.module.length(1) >= EASY_MODULE)
}

/// A label on which the symbol fits.
struct Room {
    module: ModuleDots,
    /// The symbol with its quiet zone.
    side: Length,
    /// Where its upper left corner may be.
    first: Point,
    last: Point,
    /// Where text may be.
    text: Frame,
}

impl Room {
    fn of(
        request: &LabelRequest,
        module: ModuleDots,
        side: Length,
        clearance: Length,
    ) -> Option<Self> {
        let Size { width, height } = request.size;
        let insets = request.insets;
        // The quiet zone is blank, so the printer need not reach it.
        let quiet = module.length(QUIET_ZONE_MODULES);
        let from = |inset: Length| clearance.max(inset - quiet);
        let first = Point { x: from(insets.left), y: from(insets.top) };
        let last =
            Point { x: width - from(insets.right) - side, y: height - from(insets.bottom) - side };
        let text_at = Point { x: TEXT_MARGIN.max(insets.left), y: TEXT_MARGIN.max(insets.top) };
        let size = Size {
            width: width - text_at.x - TEXT_MARGIN.max(insets.right),
            height: height - text_at.y - TEXT_MARGIN.max(insets.bottom),
        };
        let text = Frame { at: text_at, size };
        (first.x <= last.x && first.y <= last.y).then_some(Self { module, side, first, last, text })
    }

    /// The symbol at the left, text in a column at its right.
    fn beside(&self, request: &LabelRequest) -> Option<Label> {
        let (symbol_at, column) = self.at_left(request);
        self.filled(request, symbol_at, column, Align::Left)
    }

    /// The same, artwork at the right of the text.
    fn beside_with(&self, request: &LabelRequest, artwork: &SizedArtwork<'_>) -> Option<Label> {
        let size = artwork.size;
        let (symbol_at, mut column) = self.at_left(request);
        let at = Point { x: column.right() - size.width, y: column.at.y };
        if size.height > column.size.height {
            return None;
        }
        column.size.width = at.x - GAP - column.at.x;
        with_artwork(self.filled(request, symbol_at, column, Align::Left), artwork, at)
    }

    /// The same, artwork over the text.
    fn beside_below(&self, request: &LabelRequest, artwork: &SizedArtwork<'_>) -> Option<Label> {
        let size = artwork.size;
        let (symbol_at, mut column) = self.at_left(request);
        let at = Point { x: column.at.x + GAP, y: column.at.y };
        if at.x + size.width > column.right() {
            return None;
        }
        let top = at.y + size.height + GAP;
        column.size.height = column.bottom() - top;
        column.at.y = top;
        with_artwork(self.filled(request, symbol_at, column, Align::Left), artwork, at)
    }

    /// The symbol at the top, text centred under it.
    fn under(&self, request: &LabelRequest) -> Option<Label> {
        let (symbol_at, column) = self.at_top();
        self.filled(request, symbol_at, column, Align::Middle)
    }

    /// The same, artwork under the text.
    fn under_over(&self, request: &LabelRequest, artwork: &SizedArtwork<'_>) -> Option<Label> {
        let size = artwork.size;
        let (symbol_at, mut column) = self.at_top();
        let at = Point {
            x: column.at.x + (column.size.width - size.width).half(),
            y: column.bottom() - size.height,
        };
        if size.width > column.size.width {
            return None;
        }
        column.size.height = at.y - GAP - column.at.y;
        with_artwork(self.filled(request, symbol_at, column, Align::Middle), artwork, at)
    }

    /// The symbol at the left, in the middle of the height, and the column beside it.
    fn at_left(&self, request: &LabelRequest) -> (Point, Frame) {
        let symbol_at = Point { x: self.first.x, y: (self.first.y + self.last.y).half() };
        let mut left = symbol_at.x + self.side;
        if request.pin {
            // Scratch layers are printed in a second pass, some tenths of a millimetre off: none may lie in the quiet zone.
            left = left + GAP;
        }
        let column = Frame {
            at: Point { x: left, y: self.text.at.y },
            size: Size { width: self.text.right() - left, height: self.text.size.height },
        };
        (symbol_at, column)
    }

    /// The symbol at the top, in the middle of the width, and the column under it.
    fn at_top(&self) -> (Point, Frame) {
        let symbol_at = Point { x: (self.first.x + self.last.x).half(), y: self.first.y };
        let top = symbol_at.y + self.side;
        let column = Frame {
            at: Point { x: self.text.at.x, y: top },
            size: Size { width: self.text.size.width, height: self.text.bottom() - top },
        };
        (symbol_at, column)
    }

    /// The scratch zone at the foot of the column, text above it.
    fn filled(
        &self,
        request: &LabelRequest,
        symbol_at: Point,
        mut column: Frame,
        align: Align,
    ) -> Option<Label> {
        let mut lines = Vec::new();
        let mut scratch = None;
        if request.pin {
            let zone = scratch_zone(&column, align)?;
            let heading = heading_over(&zone, request, &column, align)?;
            column.size.height = heading.at.y - thousandths(heading.size, BASELINE) - column.at.y;
            lines.push(heading);
            scratch = Some(zone);
        }
        if column.size.width <= Length::ZERO || column.size.height <= Length::ZERO {
            return None;
        }
        let TextBlock { lines: set, left_out, name_is_cut } =
            text_block::fit(request, column.size)?;
        let height: Length = set.iter().map(text_block::SetLine::height).sum();
        let mut y = match align {
            // Centred on the symbol's height, close under the symbol.
            Align::Left => column.at.y + (column.size.height - height).half(),
            Align::Middle => column.at.y,
        };
        for line in set {
            let at = Point { x: held_at(&column, align), y: y + thousandths(line.size, BASELINE) };
            y = y + line.height();
            lines.push(Line { text: line.text, weight: line.weight, size: line.size, at, align });
        }
        Some(Label {
            size: request.size,
            symbol: SymbolKind::Signed,
            modules: 0,
            module: self.module,
            symbol_at,
            lines,
            scratch,
            artwork: None,
            left_out,
            name_is_cut,
            batch: request.batch,
        })
    }
}

fn with_artwork(label: Option<Label>, artwork: &SizedArtwork<'_>, at: Point) -> Option<Label> {
    let frame = Frame { at, size: artwork.size };
    let artwork = Some(PlacedArtwork { picture: artwork.picture.clone(), frame });
    Some(Label { artwork, ..label? })
}

fn held_at(column: &Frame, align: Align) -> Length {
    match align {
        Align::Left => column.at.x,
        Align::Middle => column.at.x + column.size.width.half(),
    }
}

/// The PIN at the column's foot, with what covers it. `None`: the column is too narrow or too low.
fn scratch_zone(column: &Frame, align: Align) -> Option<ScratchZone> {
    let font = Weight::Bold.font();
    let capitals = Length::micrometres(
        PIN_TYPE.as_micrometres() * i32::from(font.extents().2) / i32::from(font.units_per_em()),
    );
    let size = Size {
        width: font.width("88888888", PIN_TYPE) + SCRATCH_BEYOND * 2,
        height: capitals + SCRATCH_BEYOND * 2,
    };
    if size.width > column.size.width || size.height > column.size.height {
        return None;
    }
    let x = match align {
        Align::Left => column.at.x,
        Align::Middle => column.at.x + (column.size.width - size.width).half(),
    };
    let at = Point { x, y: column.bottom() - size.height };
    let pin = Point { x: x + size.width.half(), y: column.bottom() - SCRATCH_BEYOND };
    Some(ScratchZone { frame: Frame { at, size }, at: pin, size: PIN_TYPE })
}

fn heading_over(
    zone: &ScratchZone,
    request: &LabelRequest,
    column: &Frame,
    align: Align,
) -> Option<Line> {
    let size = Length::tenths_of_points(52);
    let text = printable(&request.words.pin_heading);
    if Weight::Regular.font().width(&text, size) > column.size.width {
        return None;
    }
    let y = zone.frame.at.y - thousandths(size, LINE_HEIGHT - BASELINE);
    let at = Point { x: held_at(column, align), y };
    Some(Line { text: LineText::Fixed(text), weight: Weight::Regular, size, at, align })
}
