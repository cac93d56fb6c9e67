//! The pixels of a PNG on white paper.

use std::io::Cursor;

use image::{ImageError, ImageFormat, ImageReader, Limits, imageops};

use super::ArtworkError;

/// Memory for an unpacked picture.
const MOST_UNPACKED: u64 = 64 << 20;

/// More pixels than that of any kind are not unpacked: each takes four bytes then.
const MOST_READ: u64 = 16 << 20;

/// More pixels a side are of no use on a label: they are 25 mm at 1200 dpi.
const MOST_PIXELS: u32 = 1200;

/// Pixels in red, green and blue, row by row.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::printing) struct Pixels {
    pub(in crate::printing) width: u32,
    pub(in crate::printing) height: u32,
    pub(in crate::printing) rgb: Vec<u8>,
}

/// Unpacks a PNG, laid on white: paper has no transparency.
pub(super) fn read(png: &[u8]) -> Result<Pixels, ArtworkError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_UNPACKED);
    let mut reader = ImageReader::with_format(Cursor::new(png), ImageFormat::Png);
    reader.limits(limits.clone());
    let damaged = |error: ImageError| ArtworkError::Damaged(error.to_string());
    let (width, height) = reader.into_dimensions().map_err(damaged)?;
    if u64::from(width) * u64::from(height) > MOST_READ {
        return Err(ArtworkError::TooManyPixels(MOST_READ >> 20));
    }
    let mut reader = ImageReader::with_format(Cursor::new(png), ImageFormat::Png);
    reader.limits(limits);
    let picture = reader.decode().map_err(damaged)?;
    let (width, height) = (picture.width(), picture.height());
    if width == 0 || height == 0 {
        return Err(ArtworkError::Empty);
    }
    let mut picture = picture.into_rgba8();
    for pixel in picture.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for shade in &mut pixel.0[..3] {
            let laid = (u16::from(*shade) * alpha + 255 * (255 - alpha) + 127) / 255;
            *shade = u8::try_from(laid).expect("a mean of two shades");
        }
        pixel.0[3] = 255;
    }
    let longer = width.max(height);
    if longer > MOST_PIXELS {
        let side =
            |side: u32| (u64::from(side) * u64::from(MOST_PIXELS) / u64::from(longer)).max(1);
        let side = |length| u32::try_from(side(length)).expect("it became smaller");
        picture = imageops::thumbnail(&picture, side(width), side(height));
    }
    let (width, height) = picture.dimensions();
    let rgb = picture.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
    Ok(Pixels { width, height, rgb })
}
