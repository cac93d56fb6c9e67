//! A label: where its symbol stands, what stands beside it and how large, in millimetres from the upper left
//! corner. Decided once for a batch, before anything is made, so that whoever asks for it is told what fits.
//! How a label is written into a file is left to the formats beside this one.

// Which lines of text fit a column, and how large.
mod text_block;

// Symbol, column, scratch zone and artwork in one of three arrangements.
mod arrangement;

// How large artwork may be.
mod artwork_room;

pub use artwork_room::{ArtworkRequest, ArtworkTooLarge, PlacedArtwork};

use std::borrow::Cow;
use std::ops::Range;

use super::png::Dpi;
use super::{
    Length, ModuleDots, PrintedBatch, PrintedStamp, QUIET_ZONE_MODULES, Symbol, SymbolError, Weight,
};

/// A place on the label or sheet, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Point {
    /// From the left.
    pub x: Length,
    /// From the top.
    pub y: Length,
}

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: Length,
    /// From top to bottom.
    pub height: Length,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Its upper left corner.
    pub at: Point,
    /// Its size.
    pub size: Size,
}

/// How far from each edge of the label nothing may be printed: printers can't reach the edge of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Insets {
    /// From the left.
    pub left: Length,
    /// From the top.
    pub top: Length,
    /// From the right.
    pub right: Length,
    /// From the bottom.
    pub bottom: Length,
}

/// Which code the symbol holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// The signed code, 192 digits: anybody can check it, offline too.
    Signed,
    /// The short code, 30 digits: only the service can check it.
    Short,
}

/// What a label says in words. All of it but the symbol and the short code is left out where it does not
/// fit, in the order of [`Field::LEFT_OUT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Sixteen characters to type; never left out.
    ShortCode,
    /// The domain in clear text: who scans compares it with what the phone shows.
    Domain,
    /// What the stamp is for.
    ProductName,
    /// Stars and number of the certificate.
    Certificate,
    /// Place in the batch, which the short code holds too.
    Serial,
}

impl Field {
    /// What is left out first, second and so on.
    pub const LEFT_OUT: [Self; 4] =
        [Self::Serial, Self::Certificate, Self::ProductName, Self::Domain];
}

/// The words of a batch's labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelWords {
    /// The product's name.
    pub product_name: String,
    /// Stars and number of the certificate: `OCOP 4 sao · Số 12/QĐ-UBND`.
    pub certificate: String,
    /// The domain as it stands in the link.
    pub domain: String,
    /// What stands over the scratch layer.
    pub pin_heading: String,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelRequest {
    /// Width and height of a label.
    pub size: Size,
    /// Where the printer does not reach.
    pub insets: Insets,
    /// The printer's resolution.
    pub dpi: Dpi,
    /// The side of a module; `None`: the largest that leaves most room for text, half a millimetre at most.
    pub module: Option<ModuleDots>,
    /// Which code the symbol holds; `None`: the signed one, and the short one if the label is too small for it.
    pub symbol: Option<SymbolKind>,
    /// Whether there is a PIN under a scratch layer.
    pub pin: bool,
    /// The producer's own artwork beside the symbol.
    pub artwork: Option<ArtworkRequest>,
    /// The words.
    pub words: LabelWords,
    /// The batch.
    pub batch: PrintedBatch,
    /// What stands before the digits in every link, its slash included.
    pub link_base: String,
}

/// Why there is no such label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// The symbol with its quiet zone.
    #[error(
        "a symbol of {modules} modules of {module}, its quiet zone included, takes {side} mm and does not fit a label of {width} × {height} mm with its margins"
    )]
    SymbolTooLarge {
        /// With the quiet zone.
        modules: u16,
        /// The side of one.
        module: ModuleDots,
        /// The side of all.
        side: Length,
        /// The label's width.
        width: Length,
        /// The label's height.
        height: Length,
    },
    /// The symbol alone would fit.
    #[error(
        "a label of {width} × {height} mm has no room for the short code, or for the PIN, beside a symbol of {side} mm"
    )]
    NoRoom {
        /// The symbol with its quiet zone.
        side: Length,
        /// The label's width.
        width: Length,
        /// The label's height.
        height: Length,
    },
    /// Its artwork has no room.
    #[error("{0}")]
    Artwork(ArtworkTooLarge),
    /// The base of the links can't be drawn.
    #[error("no symbol for the links of this base")]
    Link(#[from] SymbolError),
}

/// What a line of text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineText {
    /// The same on every label.
    Fixed(String),
    /// These characters of the short code.
    ShortCode(Range<usize>),
    /// Batch and place, then the place of all.
    SerialAndCount,
    /// Batch and place.
    Serial,
    /// The place of all.
    Count,
}

/// Where a line's place is on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At its begin.
    Left,
    /// In its middle.
    Middle,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub text: LineText,
    /// How heavy.
    pub weight: Weight,
    /// The size of type.
    pub size: Length,
    /// Where on its baseline it is held.
    pub at: Point,
    /// By which of its points.
    pub align: Align,
}

/// The PIN and what is scratched off it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScratchZone {
    /// What the scratch layer covers: the PIN and 1.5 mm on each side.
    pub frame: Frame,
    /// The PIN's line, held by its middle.
    pub at: Point,
    /// The PIN's size of type.
    pub size: Length,
}

/// A label, decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its size.
    pub size: Size,
    /// Which code the symbol holds.
    pub symbol: SymbolKind,
    /// Modules a side, without the quiet zone.
    pub modules: u16,
    /// The side of one.
    pub module: ModuleDots,
    /// Where the quiet zone begins.
    pub symbol_at: Point,
    /// The lines of text.
    pub lines: Vec<Line>,
    /// The PIN, if there is one.
    pub scratch: Option<ScratchZone>,
    /// The producer's artwork.
    pub artwork: Option<PlacedArtwork>,
    /// What is left out for want of room.
    pub left_out: Vec<Field>,
    /// Whether the product's name is cut short.
    pub name_is_cut: bool,
    /// The batch.
    pub batch: PrintedBatch,
}

impl Label {
    /// Decides what fits. Fields count more than the size of modules, the size of modules more than the size of
    /// type.
    ///
    /// # Errors
    /// [`LabelError`] if not even symbol and short code fit, or the artwork does not.
    pub fn plan(request: &LabelRequest) -> Result<Self, LabelError> {
        if let Some(artwork) = &request.artwork {
            return artwork_room::plan(request, artwork);
        }
        let kinds = match request.symbol {
            Some(kind) => vec![kind],
            None => vec![SymbolKind::Signed, SymbolKind::Short],
        };
        let mut refusal = None;
        for kind in kinds {
            let modules = kind.modules(&request.link_base)?;
            match arrangement::best(request, kind, modules, None) {
                Ok(label) => return Ok(label),
                Err(error) => refusal = Some(error),
            }
        }
        Err(refusal.expect("at least one kind was tried"))
    }

    /// The side of the symbol, quiet zone included.
    pub fn symbol_side(&self) -> Length {
        self.module.length(self.modules + 2 * QUIET_ZONE_MODULES)
    }

    /// Where the first module is, behind the quiet zone.
    pub fn first_module_at(&self) -> Point {
        let quiet = self.module.length(QUIET_ZONE_MODULES);
        Point { x: self.symbol_at.x + quiet, y: self.symbol_at.y + quiet }
    }

    /// The PIN of a stamp, and where its first digit begins on its line.
    pub fn pin_of(&self, stamp: &PrintedStamp) -> Option<(Point, Length, String)> {
        let (zone, pin) = (self.scratch.as_ref()?, stamp.pin?.to_string());
        let width = Weight::Bold.font().width(&pin, zone.size);
        Some((Point { x: zone.at.x - width.half(), y: zone.at.y }, zone.size, pin))
    }

    /// What a line says on the label of a stamp.
    pub fn text_of<'a>(&self, text: &'a LineText, stamp: &'a PrintedStamp) -> Cow<'a, str> {
        match text {
            LineText::Fixed(text) => Cow::Borrowed(text),
            LineText::ShortCode(characters) => {
                Cow::Borrowed(stamp.short_code.get(characters.clone()).unwrap_or_default())
            }
            LineText::SerialAndCount => serial_and_count(&self.batch, stamp).into(),
            LineText::Serial => self.batch.serial(stamp.index).into(),
            LineText::Count => self.batch.count(stamp.index).into(),
        }
    }
}

fn serial_and_count(batch: &PrintedBatch, stamp: &PrintedStamp) -> String {
    format!("{} · {}", batch.serial(stamp.index), batch.count(stamp.index))
}

impl SymbolKind {
    /// Digits of its code.
    pub fn digits(self) -> usize {
        match self {
            Self::Signed => 192,
            Self::Short => 30,
        }
    }

    /// Modules a side of the symbol that holds it: the digits do not matter, only their number.
    ///
    /// # Errors
    /// [`SymbolError`] for a base that is no visible ASCII.
    pub fn modules(self, link_base: &str) -> Result<u16, SymbolError> {
        Ok(Symbol::of_link(&self.link(link_base))?.width())
    }

    /// The same where a program encodes the link byte by byte, digits as well.
    ///
    /// # Errors
    /// [`SymbolError`] for a link that no symbol holds.
    pub fn modules_in_byte_mode(self, link_base: &str) -> Result<u16, SymbolError> {
        Symbol::width_in_byte_mode(&self.link(link_base))
    }

    fn link(self, link_base: &str) -> String {
        format!("{link_base}{}", "0".repeat(self.digits()))
    }
}

impl Frame {
    /// From its left edge to its right one.
    pub fn right(&self) -> Length {
        self.at.x + self.size.width
    }

    /// Its lower edge.
    pub fn bottom(&self) -> Length {
        self.at.y + self.size.height
    }

    /// Whether both have a part in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.at.x < other.right()
            && other.at.x < self.right()
            && self.at.y < other.bottom()
            && other.at.y < self.bottom()
    }
}
