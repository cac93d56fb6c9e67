//! From a link to something that can be printed or shown. Everything here works on plain text: what
//! a stamp's link looks like is left to `stamp`, and which sizes a batch is printed in to the
//! callers.

// The modules of a QR symbol.
mod symbol;

// The symbol as a picture made of whole pixels.
pub mod png;

// The symbol as a drawing with a size in millimetres.
pub mod svg;

// The symbol as text, to be scanned from a terminal.
pub mod terminal;

// A producer's own picture.
mod artwork;

// What labels are measured and written with.
mod font;
mod length;
mod module_dots;

// One stamp as a printer gets it, and a label that carries it.
mod label;
mod printed_stamp;

// A batch of labels on sheets, and sheets as files.
pub mod pdf;
mod sheet;
mod sheet_run;

// Labels as dots, on rolls of thermal printers, and as drawings.
mod bitmap;
pub mod label_svg;
mod roll;

// Stamps as rows, and pictures in one file.
mod archive;
mod rows;

// A batch as the files of a format, and what a picture of a print shows.
mod print_job;
pub mod proof;

pub use archive::Archive;
pub use artwork::{Artwork, ArtworkError};
pub use bitmap::{Bitmap, LabelPainter};
pub use font::{Weight, first_missing, printable};
pub use label::{
    Align, ArtworkRequest, ArtworkTooLarge, Field, Frame, Insets, Label, LabelError, LabelRequest,
    LabelWords, Line, LineText, PlacedArtwork, Point, ScratchZone, Size, SymbolKind,
};
pub use length::{Length, LengthError};
pub use module_dots::{ModuleDots, ModuleDotsError, SMALLEST_MODULE};
pub use print_job::{JobFile, PictureFormat, PrintError, PrintJob};
pub use printed_stamp::{PrintedBatch, PrintedStamp};
pub use roll::{PrinterLanguage, Roll, RollError, RollPreset, RollWriter};
pub use rows::{HEADINGS, RowFormat, RowWriter, image_file};
pub use sheet::{Cut, Preset, Sheet, SheetError};
pub use sheet_run::{MOST_LABELS_A_FILE, NoSuchLabel, Part, SheetRun, SheetWords};
pub use symbol::{QUIET_ZONE_MODULES, Symbol, SymbolError};
