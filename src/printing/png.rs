//! A symbol as a 1-bit greyscale PNG with its real resolution in `pHYs`, so that it prints at its
//! true size. Every module is a whole number of pixels: scaled pixels are what makes dense codes
//! unreadable on label printers. Which size suits which printer is left to the caller.

use ::png::{BitDepth, ColorType, Compression, Encoder, Filter, PixelDimensions, Unit};
use thiserror::Error;

use super::{Bitmap, QUIET_ZONE_MODULES, Symbol};

/// Why a picture of this size is not drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PngError {
    /// Outside 1 to [`PixelsPerModule::MAX`].
    #[error("{0} pixels a module: 1 to {max} are possible", max = PixelsPerModule::MAX)]
    PixelsPerModule(u16),
    /// Outside [`Dpi::MIN`] to [`Dpi::MAX`].
    #[error("{0} dpi: {min} to {max} are possible", min = Dpi::MIN, max = Dpi::MAX)]
    Dpi(u16),
}

/// The side of a module, in pixels. Printers want at least 4 of their dots (Denso Wave's advice).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelsPerModule(u16);

impl PixelsPerModule {
    /// Two millimetres at 1200 dpi. Larger prints are better drawn as SVG.
    pub const MAX: u16 = 100;

    /// Refuses 0 and what is more than [`PixelsPerModule::MAX`].
    pub fn new(pixels: u16) -> Result<PixelsPerModule, PngError> {
        if (1..=Self::MAX).contains(&pixels) {
            Ok(PixelsPerModule(pixels))
        } else {
            Err(PngError::PixelsPerModule(pixels))
        }
    }
}

/// A printer's resolution, in dots an inch: 203, 300 and 600 are usual for labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dpi(u16);

impl Dpi {
    /// Coarser than any printer.
    pub const MIN: u16 = 72;

    /// Finer than any printer of labels.
    pub const MAX: u16 = 4800;

    /// Refuses what is outside [`Dpi::MIN`] to [`Dpi::MAX`].
    pub fn new(dots_per_inch: u16) -> Result<Dpi, PngError> {
        if (Self::MIN..=Self::MAX).contains(&dots_per_inch) {
            Ok(Dpi(dots_per_inch))
        } else {
            Err(PngError::Dpi(dots_per_inch))
        }
    }

    /// Dots an inch.
    pub fn get(self) -> u16 {
        self.0
    }

    /// The unit of `pHYs`, rounded: an inch is 0.0254 m.
    fn pixels_per_metre(self) -> u32 {
        (u32::from(self.0) * 10_000 + 127) / 254
    }
}

/// The symbol with its quiet zone as the bytes of a PNG file.
pub fn draw(symbol: &Symbol, pixels_per_module: PixelsPerModule, dpi: Dpi) -> Vec<u8> {
    let side = u32::from(symbol.width_with_quiet_zone()) * u32::from(pixels_per_module.0);
    file((side, side), &packed_rows(symbol, pixels_per_module), dpi)
}

/// A whole label as the bytes of a PNG file.
pub fn of_bitmap(bitmap: &Bitmap, dpi: Dpi) -> Vec<u8> {
    let light: Vec<u8> = bitmap.rows().flatten().map(|byte| !byte).collect();
    file((bitmap.width(), bitmap.height()), &light, dpi)
}

/// Pixels in red, green and blue as a PNG.
pub(super) fn of_colours(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    let mut writer = encoder.write_header().expect("writing to memory does not fail");
    writer.write_image_data(rgb).expect("the rows fill the picture");
    writer.finish().expect("writing to memory does not fail");
    file
}

fn file((width, height): (u32, u32), packed_rows: &[u8], dpi: Dpi) -> Vec<u8> {
    let pixels_per_metre = dpi.pixels_per_metre();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_compression(Compression::High);
    // After `set_compression`, which sets a filter too. Rows of bits are smallest without one.
    encoder.set_filter(Filter::NoFilter);
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: pixels_per_metre,
        yppu: pixels_per_metre,
        unit: Unit::Meter,
    }));
    let mut writer = encoder.write_header().expect("writing to memory does not fail");
    writer.write_image_data(packed_rows).expect("the rows fill the picture");
    writer.finish().expect("writing to memory does not fail");
    file
}

/// Eight pixels a byte, the leftmost in its highest bit, 1 for white; every row starts a new byte.
fn packed_rows(symbol: &Symbol, PixelsPerModule(pixels): PixelsPerModule) -> Vec<u8> {
    let side = symbol.width_with_quiet_zone();
    let bytes_a_row = (usize::from(side) * usize::from(pixels)).div_ceil(8);
    let light_row = vec![0xff; bytes_a_row];
    let mut packed = light_row.repeat(usize::from(QUIET_ZONE_MODULES * pixels));
    for y in 0..symbol.width() {
        let mut row = light_row.clone();
        for run in symbol.dark_runs(y) {
            let pixel =
                |module: u16| usize::from(module + QUIET_ZONE_MODULES) * usize::from(pixels);
            for x in pixel(run.start)..pixel(run.end) {
                row[x / 8] &= !(0x80 >> (x % 8));
            }
        }
        packed.extend(row.repeat(usize::from(pixels)));
    }
    packed.extend(light_row.repeat(usize::from(QUIET_ZONE_MODULES * pixels)));
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_pixels(link: &str, pixels: u16) {
        let symbol = Symbol::of_link(link).unwrap();
        let file = draw(&symbol, PixelsPerModule::new(pixels).unwrap(), Dpi::new(300).unwrap());
        let picture = image::load_from_memory(&file).unwrap().to_luma8();
        let side = (symbol.width() + 8) * pixels;
        assert_eq!(picture.dimensions(), (side.into(), side.into()));
        for (x, y, pixel) in picture.enumerate_pixels() {
            let module = |at: u32| u16::try_from(at).unwrap() / pixels;
            // The quiet zone wraps round to numbers beyond the symbol, where all is light.
            let dark = symbol.is_dark(module(x).wrapping_sub(4), module(y).wrapping_sub(4));
            assert_eq!(pixel.0[0], if dark { 0 } else { 255 }, "{x}, {y}");
        }
    }

    fn check_resolution(dpi: u16, pixels_per_metre: u32) {
        let symbol = Symbol::of_link("https://tem.ocop.vn/").unwrap();
        let file = draw(&symbol, PixelsPerModule::new(4).unwrap(), Dpi::new(dpi).unwrap());
        let reader = ::png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let info = reader.info();
        assert_eq!((info.color_type, info.bit_depth), (ColorType::Grayscale, BitDepth::One));
        let resolution = info.pixel_dims.unwrap();
        assert_eq!((resolution.xppu, resolution.yppu), (pixels_per_metre, pixels_per_metre));
        assert!(matches!(resolution.unit, Unit::Meter));
    }

    #[test]
    fn every_module_is_a_square_of_whole_pixels() {
        check_pixels("https://tem.ocop.vn/", 1);
        check_pixels("https://tem.ocop.vn/", 3);
        check_pixels("https://tem.ocop.vn/012345678901234567890123456789", 8);
    }

    #[test]
    fn the_resolution_is_written_in_pixels_a_metre() {
        check_resolution(72, 2835);
        check_resolution(203, 7992);
        check_resolution(300, 11811);
        check_resolution(600, 23622);
        check_resolution(4800, 188976);
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        assert_eq!(PixelsPerModule::new(0), Err(PngError::PixelsPerModule(0)));
        assert_eq!(PixelsPerModule::new(101), Err(PngError::PixelsPerModule(101)));
        assert_eq!(Dpi::new(71), Err(PngError::Dpi(71)));
        assert_eq!(Dpi::new(4801), Err(PngError::Dpi(4801)));
        assert_eq!(Dpi::new(4801).unwrap_err().to_string(), "4801 dpi: 72 to 4800 are possible");
    }

    #[test]
    fn pictures_are_small() {
        let symbol =
            Symbol::of_link(&format!("https://tem.ocop.vn/{}", "0123456789".repeat(19))).unwrap();
        let file = draw(&symbol, PixelsPerModule::new(8).unwrap(), Dpi::new(300).unwrap());
        assert!(file.len() < 1500, "{} bytes", file.len());
    }
}
