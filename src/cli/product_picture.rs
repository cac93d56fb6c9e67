//! Pictures of products as offices have them, made small enough for a page on a slow phone: turned upright,
//! shrunk, and saved as JPEG.

use std::{fs, io::Cursor, path::Path};

use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use crate::app::LARGEST_PICTURE;

/// The largest file that is looked at, in bytes.
const LARGEST_FILE: u64 = 30 << 20;

/// What a picture may become when it is opened, in bytes: forty million pixels.
const LARGEST_OPENED: u64 = 160 << 20;

/// The sizes and qualities that are tried, best first. Pages show pictures 480 pixels wide, phones have two
/// pixels for one.
const TRIED: [(u32, u32, u8); 5] =
    [(960, 720, 80), (800, 600, 75), (640, 480, 75), (480, 360, 70), (480, 360, 45)];

/// Reads a picture beside a table and makes it a small JPEG.
///
/// # Errors
/// What is wrong with it, in words that stand after its name.
pub(super) fn read(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    if Path::new(name).is_absolute() || name.split(['/', '\\']).any(|part| part == "..") {
        return Err("it has to be in the folder of the table or below it".to_owned());
    }
    let path = folder.join(name);
    let length = fs::metadata(&path).map_err(|error| error.to_string())?.len();
    if length > LARGEST_FILE {
        return Err(format!("{length} bytes, at most {LARGEST_FILE}"));
    }
    small(&fs::read(&path).map_err(|error| error.to_string())?)
}

fn small(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let told =
        |error: &dyn std::fmt::Display| format!("not a PNG or JPEG that can be read: {error}");
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| told(&e))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(LARGEST_OPENED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| told(&error))?;
    // Phones save pictures as they were held, and say so.
    let orientation = decoder.orientation().map_err(|error| told(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| told(&error))?;
    picture.apply_orientation(orientation);
    for (width, height, quality) in TRIED {
        let is_larger = picture.width() > width || picture.height() > height;
        let fitting = match is_larger {
            true => picture.resize(width, height, FilterType::CatmullRom),
            false => picture.clone(),
        };
        let mut bytes = Vec::new();
        on_white(&fitting)
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
            .map_err(|error| told(&error))?;
        if bytes.len() <= LARGEST_PICTURE {
            return Ok(bytes);
        }
    }
    Err("it does not become small enough; choose a plainer picture".to_owned())
}

/// What can be seen through shows a page's white.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let mut white =
        image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4]));
    image::imageops::overlay(&mut white, &picture.to_rgba8(), 0, 0);
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(white).to_rgb8())
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, y| Rgba(pixel(x, y)));
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("in memory");
        bytes
    }

    #[track_caller]
    fn check(bytes: &[u8], width: u32, height: u32) -> DynamicImage {
        let bytes = small(bytes).expect("it becomes small");
        assert!(bytes.len() <= LARGEST_PICTURE);
        let picture = image::load_from_memory(&bytes).expect("a JPEG");
        assert_eq!((picture.width(), picture.height()), (width, height));
        picture
    }

    #[test]
    fn large_pictures_shrink_and_small_ones_stay() {
        check(&png(3_000, 2_000, |x, y| [(x / 12) as u8, (y / 8) as u8, 90, 255]), 960, 640);
        check(&png(300, 200, |_, _| [200, 30, 30, 255]), 300, 200);
        // What has detail everywhere gets smaller still.
        let noise = |x: u32, y: u32| {
            let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519);
            [(mixed >> 8) as u8, (mixed >> 16) as u8, (mixed >> 24) as u8, 255]
        };
        assert!(check_any(&png(1_200, 900, noise)));
    }

    fn check_any(bytes: &[u8]) -> bool {
        small(bytes).is_ok_and(|bytes| bytes.len() <= LARGEST_PICTURE)
    }

    #[test]
    fn what_can_be_seen_through_is_white() {
        let picture = check(&png(100, 100, |_, _| [0, 0, 0, 0]), 100, 100).to_rgb8();
        assert!(picture.get_pixel(50, 50).0.iter().all(|channel| *channel > 250));
    }

    #[test]
    fn what_is_no_picture_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.jpg"), b"<svg/>").expect("written");
        for name in ["a.jpg", "b.jpg", "../a.jpg", "/etc/hostname"] {
            assert!(read(folder.path(), name).is_err(), "{name}");
        }
    }
}
