//! Pictures that the command line is given, and the journal as a crash or a disk may leave it.

use std::{fs, io::Cursor};

use image::{DynamicImage, ImageFormat, codecs::jpeg::JpegEncoder};
use ocop_stamp::{
    app::LARGEST_PICTURE,
    cli::{picture::read_codes, product_picture::made_small},
    printing::{Symbol, png},
    store::JournalAlone,
};

use super::{Bounds, Target};

/// A picture of a product, that becomes a small JPEG.
pub const PRODUCT_PICTURE: Target = Target {
    name: "product_picture",
    seeds: pictures,
    words: CHUNKS,
    read: product_picture,
    // Forty million pixels may be unpacked.
    bounds: Bounds::of_thread(400),
};

/// A picture in which codes are looked for.
pub const PICTURE_OF_CODES: Target = Target {
    name: "picture_of_codes",
    seeds: || {
        let symbol = Symbol::of_link("https://tem.example.vn/012345678901234567890123456789")
            .expect("short");
        let (pixels, dpi) =
            (png::PixelsPerModule::new(3).expect("3"), png::Dpi::new(300).expect("300"));
        let drawn = png::draw(&symbol, pixels, dpi);
        let picture = image::load_from_memory(&drawn).expect("ours");
        vec![drawn, jpeg(&picture)]
    },
    words: CHUNKS,
    read: |case| {
        if let Ok(codes) = read_codes(&mended(case)) {
            assert!(!codes.is_empty(), "no code is an error");
        }
    },
    bounds: Bounds::of_thread(600),
};

/// A segment of the journal. The first byte says whether the rest is a whole segment, or the body of a frame that is
/// whole otherwise, so that a change reaches what is behind the checksum.
pub const JOURNAL: Target = Target {
    name: "journal",
    seeds: || {
        let body = [&1_u32.to_be_bytes()[..], &2_u32.to_be_bytes(), b"{}", PRIVATE].concat();
        let framed = [&[1][..], &body].concat();
        vec![[&[0][..], &frame(&body)].concat(), framed]
    },
    words: &["\u{0}\u{0}\u{0}\u{1}", "\"records\":[", "\"access\":[", "null", "{}", "[]"],
    read: journal,
    bounds: Bounds::of_thread(4),
};

const CHUNKS: &[&str] = &[
    "IHDR", "IDAT", "PLTE", "tRNS", "pHYs", "iCCP", "eXIf", "acTL", "fcTL", "fdAT", "iTXt",
    "Exif\0\0", "JFIF\0",
];

const PRIVATE: &[u8] = br#"{"records":[],"access":[]}"#;

fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::ImageRgb8(picture.to_rgb8());
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 60))
        .expect("memory takes it");
    bytes
}

fn pictures() -> Vec<Vec<u8>> {
    let shades =
        image::RgbaImage::from_fn(40, 30, |x, y| image::Rgba([x as u8 * 6, y as u8 * 8, 90, 200]));
    let picture = DynamicImage::ImageRgba8(shades);
    let png = |picture: &DynamicImage| {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("memory takes it");
        bytes
    };
    let grey = DynamicImage::ImageLuma16(picture.to_luma16());
    vec![png(&picture), png(&grey), jpeg(&picture)]
}

/// A PNG with the checksums that its chunks should have, so that a change reaches what is behind them.
fn mended(case: &[u8]) -> Vec<u8> {
    let mut bytes = case.to_vec();
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return bytes;
    }
    let mut at = 8;
    while let Some(length) = bytes.get(at..at + 4) {
        let length = u32::from_be_bytes(length.try_into().expect("4 bytes")) as usize;
        let end = at.saturating_add(8).saturating_add(length);
        let Some(chunk) = bytes.get(at + 4..end) else { break };
        let checksum = crc32(chunk).to_be_bytes();
        let Some(place) = bytes.get_mut(end..end + 4) else { break };
        place.copy_from_slice(&checksum);
        at = end + 4;
    }
    bytes
}

/// The checksum of PNG (ISO/IEC 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

fn product_picture(case: &[u8]) {
    let Ok(small) = made_small(&mended(case)) else { return };
    assert!(small.len() <= LARGEST_PICTURE, "{} bytes", small.len());
    let picture = image::load_from_memory_with_format(&small, ImageFormat::Jpeg).expect("a JPEG");
    assert!(picture.width() <= 960 && picture.height() <= 960, "it is small");
    assert_eq!(made_small(&small), Ok(small), "what was made small stays as it is");
}

/// A frame as the journal has it: length, sequence, hash of the one before, checksum, body.
fn frame(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    let head = [&length[..], &1_u64.to_be_bytes(), &[0; 32]].concat();
    let checksum = crc32c::crc32c_append(crc32c::crc32c(&head), body).to_be_bytes();
    [&head[..], &checksum, body].concat()
}

fn journal(case: &[u8]) {
    let Some((how, rest)) = case.split_first() else { return };
    let segment = if how % 2 == 0 { rest.to_vec() } else { frame(rest) };
    let folder = tempfile::tempdir().expect("a folder");
    let journal = folder.path().join("journal");
    fs::create_dir(&journal).expect("a new folder");
    let path = journal.join(format!("{:020}.journal", 1));
    fs::write(&path, &segment).expect("written");
    let read = JournalAlone::read(folder.path()).expect("a bad tail is no failure");
    assert_eq!(fs::read(&path).expect("still there"), segment, "reading changes nothing");
    // Whatever stands behind the good part, it is the same without.
    fs::write(&path, [&segment[..], b"torn"].concat()).expect("written");
    let torn = JournalAlone::read(folder.path()).expect("a bad tail is no failure");
    assert!(torn.is_torn);
    assert_eq!((torn.sequence, torn.entries), (read.sequence, read.entries));
    assert!(read.sequence as usize <= segment.len() / 48, "a frame has 48 bytes before its body");
}
