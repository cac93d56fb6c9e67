//! Reads the codes in a picture that `verify` is given: a photograph, a scan or a screenshot, as
//! PNG or JPEG. What a code says is left to others; its text comes from a stranger and may hold
//! anything.

use std::io::Cursor;
use std::panic;

use image::imageops::{self, FilterType};
use image::{GrayImage, ImageError, ImageFormat, ImageReader, Limits, Luma};
use rqrr::PreparedImage;
use thiserror::Error;

use crate::printing::QUIET_ZONE_MODULES;
use crate::printing::proof::{Grey, Proof, between, measure};

/// Memory for an unpacked picture: 100 megapixels of four bytes.
const MAX_UNPACKED_BYTES: u64 = 400_000_000;

/// Pixels of the first, coarse look. Shrinking a larger picture to them evens out its grain too.
const COARSE_PIXELS: u64 = 1_000_000;

/// Pixels of the fine look: an A4 sheet scanned at 300 dpi. With more, `rqrr` may take minutes.
const FINE_PIXELS: u64 = 9_000_000;

/// Why a picture gave no code.
#[derive(Debug, Error)]
pub enum PictureError {
    /// By its first bytes it is something else.
    #[error("the file is neither a PNG nor a JPEG picture")]
    NotPngOrJpeg,
    /// It was not unpacked.
    #[error("the picture takes more than 400 MB unpacked: cut out the part with the code")]
    TooLarge,
    /// It starts like a picture, but can't be unpacked.
    #[error("the picture file is damaged or incomplete")]
    DamagedFile(#[source] ImageError),
    /// There is no QR symbol, or it does not look like one.
    #[error("no code found in the picture: take it straight from above, sharper and closer")]
    NoCode,
    /// There is a QR symbol, but with more faults than its error correction can make good.
    #[error("the code in the picture can't be read: take it sharper, closer and without glare")]
    UnreadableCode,
}

/// The texts of the QR symbols in the picture, at least one. Of several symbols some may be missed.
pub fn read_codes(picture: &[u8]) -> Result<Vec<String>, PictureError> {
    let picture = unpack(picture)?;
    let mut symbols_seen = false;
    for look in Look::ALL {
        let symbols = find_symbols(look.at(&picture));
        symbols_seen |= !symbols.is_empty();
        let texts: Vec<String> = symbols.into_iter().flatten().collect();
        if !texts.is_empty() {
            return Ok(texts);
        }
    }
    Err(if symbols_seen { PictureError::UnreadableCode } else { PictureError::NoCode })
}

/// A symbol that was read, and what the picture shows of its quality.
pub(super) struct SymbolInPicture {
    /// What it says.
    pub(super) text: String,
    /// How it is printed.
    pub(super) proof: Proof,
    /// Its middle, in pixels.
    at: (f64, f64),
}

impl SymbolInPicture {
    /// Its side with the quiet zone that it should have, in pixels.
    fn side(&self) -> f64 {
        f64::from(self.proof.modules + 2 * QUIET_ZONE_MODULES) * self.proof.pixels_a_module
    }
}

/// The symbols of a picture that can be read without mending it first: what takes a second look is no good proof.
pub(super) fn measure_symbols(picture: &[u8]) -> Result<Vec<SymbolInPicture>, PictureError> {
    let found = symbols_in(&unpack(picture)?);
    if found.is_empty() { Err(PictureError::NoCode) } else { Ok(found) }
}

/// The same of a picture that is unpacked, row by row from its upper left corner.
pub(super) fn symbols_in(picture: &GrayImage) -> Vec<SymbolInPicture> {
    let mut found = Vec::new();
    for most_pixels in [COARSE_PIXELS, FINE_PIXELS] {
        let looked_at = shrink(picture, most_pixels);
        let scale = f64::from(picture.width()) / f64::from(looked_at.width());
        for symbol in measured(picture, looked_at, scale, (0.0, 0.0)) {
            add(&mut found, symbol);
        }
    }
    // `rqrr` loses its way among the many symbols of a sheet: it is shown a part at a time.
    let longer = picture.width().max(picture.height());
    let largest = found.iter().map(SymbolInPicture::side).fold(0.0, f64::max);
    let side = if found.is_empty() { longer / 6 } else { largest as u32 };
    if side > 0 && side < longer / PARTS_FROM {
        for (x, y, width, height) in parts(picture, side) {
            let part = imageops::crop_imm(picture, x, y, width, height).to_image();
            for symbol in measured(picture, part, 1.0, (x.into(), y.into())) {
                add(&mut found, symbol);
            }
        }
    }
    found.sort_by(|a, b| {
        let row = |symbol: &SymbolInPicture| (symbol.at.1 / symbol.side()).round();
        row(a).total_cmp(&row(b)).then(a.at.0.total_cmp(&b.at.0))
    });
    found
}

/// Adds a symbol that was not found before.
fn add(found: &mut Vec<SymbolInPicture>, symbol: SymbolInPicture) {
    let is_known = found.iter().any(|known| {
        let (x, y) = (known.at.0 - symbol.at.0, known.at.1 - symbol.at.1);
        x.hypot(y) < symbol.side() / 2.0
    });
    if !is_known {
        found.push(symbol);
    }
}

/// A picture that is so many times as wide as its symbols is looked at in parts too.
const PARTS_FROM: u32 = 3;

/// Parts of a picture, two and a half times as wide as its symbols and half covered by the next, so that each symbol is
/// whole in one: left, top, width, height.
fn parts(picture: &GrayImage, symbol: u32) -> Vec<(u32, u32, u32, u32)> {
    let side = symbol * 5 / 2;
    let step = symbol * 5 / 4;
    let along =
        |length: u32| (0..length.saturating_sub(symbol / 2).max(1)).step_by(step.max(1) as usize);
    let cut = |from: u32, length: u32| side.min(length - from);
    along(picture.height())
        .flat_map(|y| along(picture.width()).map(move |x| (x, y)))
        .map(|(x, y)| (x, y, cut(x, picture.width()), cut(y, picture.height())))
        .collect()
}

/// Finds symbols in the smaller picture, or the part of it, and measures them in the larger.
fn measured(
    picture: &GrayImage,
    looked_at: GrayImage,
    scale: f64,
    (left, top): (f64, f64),
) -> Vec<SymbolInPicture> {
    let grey = Grey {
        shades: picture.as_raw(),
        width: picture.width() as usize,
        height: picture.height() as usize,
    };
    // As in `find_symbols`: an assertion that fails in `rqrr` means that it found nothing.
    let found = panic::catch_unwind(|| {
        let mut prepared = PreparedImage::prepare(looked_at);
        let symbols = prepared.detect_grids();
        let read = symbols.iter().filter_map(|symbol| {
            let (meta, text) = symbol.decode().ok()?;
            let modules = u16::try_from(meta.version.to_size()).ok()?;
            let corner = |corner: rqrr::Point| (f64::from(corner.x), f64::from(corner.y));
            Some((text, modules, symbol.bounds.map(corner)))
        });
        read.collect::<Vec<_>>()
    });
    let measured = found.unwrap_or_default().into_iter().map(|(text, modules, corners)| {
        let bounds = corners.map(|(x, y)| (x * scale + left, y * scale + top));
        // `rqrr` bounds a square of one module more.
        let side = f64::from(modules) / f64::from(modules + 1);
        let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
        let corners = corners.map(|(x, y)| between(&bounds, x, y));
        let at = between(&corners, 0.5, 0.5);
        SymbolInPicture { text, proof: measure(&grey, &corners, modules), at }
    });
    measured.collect()
}

/// What a PNG or a JPEG says of its resolution.
pub(super) fn dots_per_inch(picture: &[u8]) -> Option<f64> {
    if picture.starts_with(&[0xff, 0xd8]) {
        // JFIF, section 4: a unit, and the dots in it across.
        let at = picture.windows(5).take(64).position(|bytes| bytes == b"JFIF\0")?;
        let &[unit, high, low] = picture.get(at + 7..at + 10)? else { return None };
        let density = f64::from(u16::from_be_bytes([high, low]));
        return match unit {
            1 => Some(density),
            2 => Some(density * 2.54),
            _ => None,
        };
    }
    let reader = png::Decoder::new(Cursor::new(picture)).read_info().ok()?;
    let dimensions = reader.info().pixel_dims?;
    match dimensions.unit {
        png::Unit::Meter => Some(f64::from(dimensions.xppu) * 0.0254),
        png::Unit::Unspecified => None,
    }
}

fn unpack(picture: &[u8]) -> Result<GrayImage, PictureError> {
    let format = image::guess_format(picture).map_err(|_| PictureError::NotPngOrJpeg)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(PictureError::NotPngOrJpeg);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_UNPACKED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(picture), format);
    reader.limits(limits);
    match reader.decode() {
        Ok(picture) => Ok(picture.into_luma8()),
        Err(ImageError::Limits(_)) => Err(PictureError::TooLarge),
        Err(error) => Err(PictureError::DamagedFile(error)),
    }
}

/// Each symbol found, with its text unless it is unreadable. `rqrr` fails an assertion on some
/// distorted pictures (WanzenBug/rqrr#54), which here means that it found nothing.
fn find_symbols(picture: GrayImage) -> Vec<Option<String>> {
    panic::catch_unwind(|| {
        let mut prepared = PreparedImage::prepare(picture);
        let symbols = prepared.detect_grids();
        symbols.iter().map(|symbol| symbol.decode().ok().map(|(_, text)| text)).collect()
    })
    .unwrap_or_default()
}

/// Ways of looking at a picture. Of the 179 pictures of QR symbols that ZXing is tested with,
/// `rqrr` alone reads 101, with these 139. The tests have a picture for each that none before it
/// reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Quick, and enough for most.
    Coarse,
    /// For grainy pictures, evenly lit.
    CoarseThreshold,
    /// For small modules.
    Fine,
    /// For small modules and little contrast.
    FineThreshold,
    /// For light on dark, as in a dark terminal.
    Inverted,
}

impl Look {
    /// In the order in which they are tried.
    const ALL: [Look; 5] =
        [Look::Coarse, Look::CoarseThreshold, Look::Fine, Look::FineThreshold, Look::Inverted];

    fn at(self, picture: &GrayImage) -> GrayImage {
        match self {
            Look::Coarse => shrink(picture, COARSE_PIXELS),
            Look::CoarseThreshold => black_or_white(shrink(picture, COARSE_PIXELS)),
            Look::Fine => fine(picture),
            Look::FineThreshold => black_or_white(fine(picture)),
            Look::Inverted => {
                let mut inverted = shrink(picture, COARSE_PIXELS);
                imageops::invert(&mut inverted);
                inverted
            }
        }
    }
}

fn pixels(picture: &GrayImage) -> u64 {
    u64::from(picture.width()) * u64::from(picture.height())
}

/// What the coarse look shrinks is taken as it is; what it left is doubled.
fn fine(picture: &GrayImage) -> GrayImage {
    if pixels(picture) > COARSE_PIXELS {
        shrink(picture, FINE_PIXELS)
    } else {
        imageops::resize(picture, picture.width() * 2, picture.height() * 2, FilterType::Triangle)
    }
}

fn shrink(picture: &GrayImage, max_pixels: u64) -> GrayImage {
    if pixels(picture) <= max_pixels {
        return picture.clone();
    }
    let thousandths = (max_pixels * 1_000_000 / pixels(picture)).isqrt();
    let side = |side: u32| {
        u32::try_from(u64::from(side) * thousandths / 1000).expect("it became smaller").max(1)
    };
    imageops::thumbnail(picture, side(picture.width()), side(picture.height()))
}

/// Splits all shades at one threshold (Otsu, 1979): the one at which the means of the two halves,
/// weighted with their sizes, lie farthest apart.
fn black_or_white(mut picture: GrayImage) -> GrayImage {
    let mut histogram = [0_u32; 256];
    for Luma([shade]) in picture.pixels() {
        histogram[usize::from(*shade)] += 1;
    }
    let (mut light_count, mut light_sum) = (0.0, 0.0);
    for (shade, &count) in (0..=u8::MAX).zip(&histogram) {
        light_count += f64::from(count);
        light_sum += f64::from(count) * f64::from(shade);
    }
    let (mut dark_count, mut dark_sum) = (0.0, 0.0);
    let (mut threshold, mut farthest) = (0, 0.0);
    for (shade, &count) in (0..=u8::MAX).zip(&histogram) {
        dark_count += f64::from(count);
        dark_sum += f64::from(count) * f64::from(shade);
        light_count -= f64::from(count);
        light_sum -= f64::from(count) * f64::from(shade);
        // Not a number where a half is empty, and so never the farthest.
        let distance = dark_sum / dark_count - light_sum / light_count;
        let apart = dark_count * light_count * distance * distance;
        if apart > farthest {
            (threshold, farthest) = (shade, apart);
        }
    }
    for Luma([shade]) in picture.pixels_mut() {
        *shade = if *shade > threshold { 255 } else { 0 };
    }
    picture
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::printing::{Symbol, png};

    const LINK: &str = "https://tem.ocop.vn/\
        0467981856566269065964691967229626151971990917143596044787935134\
        1861444493359256285331608014176915248909371728258765511192540151\
        0425621870081603037656002270586298762585423402939175444492436867";

    /// How a symbol was photographed.
    #[derive(Clone, Copy)]
    struct View {
        pixels_per_module: f64,
        turned_radians: f64,
        /// Standard deviation, in pixels.
        blur: f32,
        dark_shade: f64,
        light_shade: f64,
        /// Each pixel is up to so many shades too dark or too light.
        grain: f64,
        /// The part of the light that is missing at the right edge.
        shadow: f64,
    }

    const CLEAR: View = View {
        pixels_per_module: 5.0,
        turned_radians: 0.1,
        blur: 0.5,
        dark_shade: 40.0,
        light_shade: 200.0,
        grain: 0.0,
        shadow: 0.0,
    };

    fn photograph(view: View) -> GrayImage {
        let symbol = Symbol::of_link(LINK).unwrap();
        let width = f64::from(symbol.width());
        let side = (width * 1.8 * view.pixels_per_module) as u32;
        let (sine, cosine) = view.turned_radians.sin_cos();
        let shade_at = |x: f64, y: f64| {
            let (x, y) = (x - f64::from(side) / 2.0, y - f64::from(side) / 2.0);
            let across = (x * cosine + y * sine) / view.pixels_per_module + width / 2.0;
            let down = (y * cosine - x * sine) / view.pixels_per_module + width / 2.0;
            let dark = across >= 0.0 && down >= 0.0 && symbol.is_dark(across as u16, down as u16);
            if dark { view.dark_shade } else { view.light_shade }
        };
        let sharp = GrayImage::from_fn(side, side, |x, y| {
            let samples = (0..9)
                .map(|n| shade_at(f64::from(3 * x + n % 3) / 3.0, f64::from(3 * y + n / 3) / 3.0));
            let light = 1.0 - view.shadow * f64::from(x) / f64::from(side);
            Luma([(samples.sum::<f64>() / 9.0 * light) as u8])
        });
        let mut picture = imageops::blur(&sharp, view.blur);
        let mut random = 88_172_645_463_325_252_u64;
        for Luma([shade]) in picture.pixels_mut() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let grain = (random % 2001) as f64 / 1000.0 - 1.0;
            *shade = (f64::from(*shade) + grain * view.grain) as u8;
        }
        picture
    }

    fn file(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    fn reads(picture: GrayImage) -> bool {
        find_symbols(picture).contains(&Some(LINK.to_owned()))
    }

    fn check_first_look(view: View, expected: Look) {
        let picture = photograph(view);
        let first = Look::ALL.into_iter().find(|look| reads(look.at(&picture)));
        assert_eq!(first, Some(expected));
        assert_eq!(read_codes(&file(&picture, ImageFormat::Png)).unwrap(), [LINK]);
    }

    fn check_refused(picture: &[u8], expected: &str) {
        let error = read_codes(picture).unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{error:?} instead of {expected}");
    }

    #[test]
    fn what_we_print_is_read() {
        let symbol = Symbol::of_link(LINK).unwrap();
        let check = |pixels| {
            let pixels = png::PixelsPerModule::new(pixels).unwrap();
            let picture = png::draw(&symbol, pixels, png::Dpi::new(300).unwrap());
            assert_eq!(read_codes(&picture).unwrap(), [LINK]);
        };
        check(2);
        check(4);
        check(8);
        check(30);
    }

    #[test]
    fn jpeg_is_read() {
        assert_eq!(read_codes(&file(&photograph(CLEAR), ImageFormat::Jpeg)).unwrap(), [LINK]);
    }

    #[test]
    fn each_look_reads_what_those_before_it_do_not() {
        check_first_look(CLEAR, Look::Coarse);
        check_first_look(View { grain: 60.0, ..CLEAR }, Look::CoarseThreshold);
        check_first_look(
            View { pixels_per_module: 3.0, blur: 1.0, shadow: 0.5, turned_radians: 0.0, ..CLEAR },
            Look::Fine,
        );
        check_first_look(
            View { pixels_per_module: 2.5, blur: 0.4, grain: 20.0, turned_radians: 0.3, ..CLEAR },
            Look::FineThreshold,
        );
        check_first_look(View { dark_shade: 220.0, light_shade: 30.0, ..CLEAR }, Look::Inverted);
    }

    #[test]
    fn large_grainy_pictures_are_read_shrunk() {
        let view =
            View { pixels_per_module: 20.0, blur: 3.0, grain: 30.0, turned_radians: 0.0, ..CLEAR };
        check_first_look(view, Look::Coarse);
        assert!(!reads(photograph(view)));
    }

    #[test]
    fn pictures_without_a_readable_code_are_told_apart() {
        let blank = GrayImage::from_pixel(400, 300, Luma([255]));
        check_refused(&file(&blank, ImageFormat::Png), "NoCode");
        check_refused(&file(&GrayImage::new(1, 1), ImageFormat::Png), "NoCode");
        let mut spoiled = photograph(View { turned_radians: 0.0, ..CLEAR });
        let white = GrayImage::from_pixel(100, 60, Luma([200]));
        imageops::overlay(&mut spoiled, &white, 135, 160);
        check_refused(&file(&spoiled, ImageFormat::Png), "UnreadableCode");
    }

    #[test]
    fn files_that_are_no_pictures_are_refused() {
        let png = file(&photograph(CLEAR), ImageFormat::Png);
        let jpeg = file(&photograph(CLEAR), ImageFormat::Jpeg);
        check_refused(b"", "NotPngOrJpeg");
        check_refused(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "NotPngOrJpeg");
        check_refused(b"GIF89a", "NotPngOrJpeg");
        check_refused(&png[..png.len() / 2], "DamagedFile");
        check_refused(&png[..20], "DamagedFile");
        check_refused(&jpeg[..20], "DamagedFile");
    }

    #[test]
    fn oversized_pictures_are_refused_before_they_are_unpacked() {
        let mut header_only = Vec::new();
        let mut writer =
            ::png::Encoder::new(&mut header_only, 30_000, 30_000).write_header().unwrap();
        writer.write_chunk(::png::chunk::IDAT, &[]).unwrap();
        drop(writer);
        check_refused(&header_only, "TooLarge");

        let mut jpeg = file(&photograph(CLEAR), ImageFormat::Jpeg);
        let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
        // Height and width stand after the marker, the length of its segment and the precision.
        jpeg[frame + 5..frame + 9].fill(0xf0);
        check_refused(&jpeg, "TooLarge");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn damaged_files_never_panic(at in 0_usize..4000, byte: u8, jpeg: bool) {
            let format = if jpeg { ImageFormat::Jpeg } else { ImageFormat::Png };
            let mut file = file(&photograph(View { pixels_per_module: 2.0, ..CLEAR }), format);
            let at = at % file.len();
            file[at] = byte;
            let _ = read_codes(&file);
        }
    }
}
