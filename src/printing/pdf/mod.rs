//! PDF for printers: rectangles and lines of text in black ink alone, millimetres true, nothing rasterised.
//! Written with `pdf-writer`, since precomposed Vietnamese needs no shaping and a label has to take
//! microseconds. The same run gives the same bytes: no dates, no random identifiers.

// What a page's content and a font are made of.
mod embedded_font;
mod operators;

// What print houses want beside the labels.
mod marks;
mod spot_ink;

// A producer's own picture.
mod placed_artwork;

// A page to adjust a printer by.
mod calibration;

// The file itself.
mod sheet_file;

pub use calibration::calibration_page;
pub use sheet_file::{Layer, SheetFile};

use libdeflater::{CompressionLvl, Compressor};

/// Level 5 is where a second look at each match begins; the levels above it gain little here.
const LEVEL: i32 = 5;

/// Compressed as PDF's `FlateDecode` has it.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let level = CompressionLvl::new(LEVEL).expect("a level of the library");
    let mut compressor = Compressor::new(level);
    let mut compressed = vec![0; compressor.zlib_compress_bound(bytes.len())];
    let length = compressor.zlib_compress(bytes, &mut compressed);
    compressed.truncate(length.expect("the bound holds what any bytes compress to"));
    compressed
}
