//! Pictures of products as offices have them, made small enough for a page on a slow phone: turned upright,
//! shrunk, and saved as JPEG.

use std::{
    fs,
    io::{self, Cursor},
    path::{Path, PathBuf},
};

use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use crate::{
    app::LARGEST_PICTURE,
    tables::{PictureTrouble, cleaned, folded},
};

/// The largest file that is looked at, in bytes.
const LARGEST_FILE: u64 = 30 << 20;

/// What a picture may become when it is opened, in bytes: forty million pixels.
const LARGEST_OPENED: u64 = 160 << 20;

/// The longest side of a picture that is opened, in pixels: shrinking takes memory for each.
const LONGEST_SIDE: u32 = 20_000;

/// The sizes and qualities that are tried, best first. Pages show pictures 480 pixels wide, phones have two
/// pixels for one.
const TRIED: [(u32, u32, u8); 5] =
    [(960, 720, 80), (800, 600, 75), (640, 480, 75), (480, 360, 70), (480, 360, 45)];

/// Reads a picture beside a table and makes it a small JPEG.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(folder: &Path, name: &str) -> Result<Vec<u8>, PictureTrouble> {
    if Path::new(name).is_absolute() || name.split(['/', '\\']).any(|part| part == "..") {
        return Err(PictureTrouble::OutsideTheFolder);
    }
    let path = path_of(folder, name);
    let not_readable = |error: io::Error| match error.kind() == io::ErrorKind::NotFound {
        true => PictureTrouble::NotThere { similar: similar(folder, name) },
        false => PictureTrouble::NotReadable { error: error.to_string() },
    };
    let length = fs::metadata(&path).map_err(not_readable)?.len();
    if length > LARGEST_FILE {
        return Err(PictureTrouble::FileTooLarge { most_mb: LARGEST_FILE >> 20 });
    }
    made_small(&fs::read(&path).map_err(not_readable)?)
}

/// Where a picture is: Macs write names decomposed, tables have them composed, and both look the same.
fn path_of(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if path.exists() {
        return path;
    }
    let below = Path::new(name).parent().unwrap_or(Path::new(""));
    let entries = fs::read_dir(folder.join(below)).into_iter().flatten().flatten();
    let same = entries.map(|entry| below.join(entry.file_name()));
    let mut same = same.filter(|file| cleaned(&file.to_string_lossy()) == cleaned(name));
    same.next().map_or(path, |file| folder.join(file))
}

/// A picture of the same name but for case, diacritics and ending.
fn similar(folder: &Path, name: &str) -> Option<String> {
    let wanted = Path::new(name);
    let below = wanted.parent().unwrap_or(Path::new(""));
    let stem = |path: &Path| path.file_stem().map(|stem| folded(&stem.to_string_lossy()));
    let mut found: Vec<String> = fs::read_dir(folder.join(below))
        .ok()?
        .filter_map(|entry| Some(PathBuf::from(entry.ok()?.file_name())))
        .filter(|file| stem(file) == stem(wanted) && is_picture(file))
        .map(|file| below.join(file).to_string_lossy().into_owned())
        .collect();
    found.sort();
    found.into_iter().next()
}

fn is_picture(file: &Path) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    matches!(ending.as_deref(), Some("png" | "jpg" | "jpeg"))
}

/// Makes a picture a small JPEG; one that is small already stays as it is.
///
/// # Errors
/// What is wrong with it.
pub fn made_small(bytes: &[u8]) -> Result<Vec<u8>, PictureTrouble> {
    if is_cut_off(bytes) {
        return Err(PictureTrouble::NotAPicture);
    }
    let told = |_| PictureTrouble::NotAPicture;
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureTrouble::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(LARGEST_OPENED);
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(told)?;
    // A decoder that is asked step by step leaves the picture's own memory to us.
    limits.reserve(decoder.total_bytes()).map_err(told)?;
    // Phones save pictures as they were held, and say so.
    let orientation = decoder.orientation().map_err(told)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(told)?;
    if is_made_small(bytes, &picture) {
        // Made anew, it would be another picture each time that it goes with an export.
        return Ok(bytes.to_vec());
    }
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
            .map_err(told)?;
        if bytes.len() <= LARGEST_PICTURE {
            return Ok(bytes);
        }
    }
    Err(PictureTrouble::TooDetailed)
}

/// Whether a JPEG ends before its end: decoders show what there is, grey below.
fn is_cut_off(bytes: &[u8]) -> bool {
    let last = |marker: u8| bytes.windows(2).rposition(|pair| pair == [0xff, marker]);
    let (scan, end) = (last(0xda), last(0xd9));
    bytes.starts_with(&[0xff, 0xd8, 0xff]) && (scan.is_none() || end < scan)
}

/// Whether a picture is a small JPEG already, without what phones write into theirs: place, time, owner.
fn is_made_small(bytes: &[u8], picture: &DynamicImage) -> bool {
    // Markers APP1 to APP15 and COM (ISO/IEC 10918-1, table B.1). Scan data never holds them; tables might, and then
    // the picture is made anew.
    let says_more = |pair: &[u8]| pair[0] == 0xff && matches!(pair[1], 0xe1..=0xef | 0xfe);
    let (width, height, _) = TRIED[0];
    bytes.starts_with(&[0xff, 0xd8, 0xff])
        && bytes.len() <= LARGEST_PICTURE
        && picture.width() <= width
        && picture.height() <= height
        && !bytes.windows(2).any(says_more)
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
        let bytes = made_small(bytes).expect("it becomes small");
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

    #[test]
    fn a_small_jpeg_stays_as_it_is_unless_it_tells_more_than_a_picture() {
        let made = made_small(&png(300, 200, |x, _| [x as u8, 30, 30, 255])).expect("small");
        assert_eq!(made_small(&made).as_ref(), Ok(&made));
        // A comment behind the first marker, as phones write places and names.
        let telling = [&made[..2], &[0xff, 0xfe, 0, 6], b"21.0", &made[2..]].concat();
        let told = made_small(&telling).expect("still a picture");
        assert!(!told.windows(4).any(|bytes| bytes == b"21.0"));
    }

    fn check_any(bytes: &[u8]) -> bool {
        made_small(bytes).is_ok_and(|bytes| bytes.len() <= LARGEST_PICTURE)
    }

    #[test]
    fn what_can_be_seen_through_is_white() {
        let picture = check(&png(100, 100, |_, _| [0, 0, 0, 0]), 100, 100).to_rgb8();
        assert!(picture.get_pixel(50, 50).0.iter().all(|channel| *channel > 250));
    }

    #[test]
    fn what_is_wrong_with_a_picture_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.jpg"), b"<svg/>").expect("written");
        fs::write(folder.path().join("Chè xanh.PNG"), png(30, 20, |_, _| [0; 4])).expect("written");
        let check = |name: &str, trouble: PictureTrouble| {
            assert_eq!(read(folder.path(), name), Err(trouble), "{name}");
        };
        let similar = |name: &str| PictureTrouble::NotThere { similar: Some(name.to_owned()) };
        check("a.jpg", PictureTrouble::NotAPicture);
        check("b.jpg", PictureTrouble::NotThere { similar: None });
        check("../a.jpg", PictureTrouble::OutsideTheFolder);
        check("/etc/hostname", PictureTrouble::OutsideTheFolder);
        check("che xanh.jpg", similar("Chè xanh.PNG"));
        check("chè xanh", similar("Chè xanh.PNG"));
        assert!(read(folder.path(), "Chè xanh.PNG").is_ok());
        // As a Mac writes the same name.
        let decomposed = "Che\u{300} xanh.PNG";
        fs::rename(folder.path().join("Chè xanh.PNG"), folder.path().join(decomposed))
            .expect("renamed");
        assert!(read(folder.path(), "Chè xanh.PNG").is_ok());
        let jpeg = made_small(&png(300, 200, |x, _| [x as u8, 30, 30, 255])).expect("small");
        fs::write(folder.path().join("half.jpg"), &jpeg[..jpeg.len() / 2]).expect("written");
        check("half.jpg", PictureTrouble::NotAPicture);
    }
}
