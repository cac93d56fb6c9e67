//! What is drawn of an SVG or a PNG, and what strangers' files can't do.

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::{ImageFormat, Rgba, RgbaImage};

use super::*;

const HEAD: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" \
    xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 20 10\">";

fn svg(inside: &str) -> String {
    format!("{HEAD}{inside}</svg>")
}

fn shapes(inside: &str) -> Vec<Shape> {
    match Artwork::read(svg(inside).as_bytes()).unwrap().drawing {
        Drawing::Outlines(shapes) => shapes,
        Drawing::Pixels(_) => panic!("an SVG has outlines"),
    }
}

fn png(width: u32, height: u32, colour: [u8; 4]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = RgbaImage::from_pixel(width, height, Rgba(colour));
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

#[test]
fn shapes_become_filled_outlines_in_their_colours() {
    let drawn = shapes(
        "<style>.leaf { fill: #2e7d32 }</style>\
         <rect class=\"leaf\" width=\"10\" height=\"10\"/>\
         <path d=\"M12 5h4\" stroke=\"red\" stroke-width=\"2\" fill=\"none\" stroke-opacity=\".5\"/>",
    );
    assert_eq!(drawn.len(), 2);
    assert_eq!((drawn[0].colour, drawn[0].opacity), ([0x2e, 0x7d, 0x32], 255));
    let corners = [[0, 0], [50_000, 0], [50_000, 50_000], [0, 50_000]];
    let [first, second, third, fourth] = corners;
    let steps =
        [Step::Move(first), Step::Line(second), Step::Line(third), Step::Line(fourth), Step::Close];
    assert_eq!(drawn[0].outline.steps, steps);
    // What the pen covers: four wide, two high.
    assert_eq!((drawn[1].colour, drawn[1].opacity), ([255, 0, 0], 128));
    let ys = drawn[1].outline.steps.iter().filter_map(|step| match step {
        Step::Move([_, y]) | Step::Line([_, y]) => Some(*y),
        Step::Curve(_) | Step::Close => None,
    });
    let ys: Vec<i32> = ys.collect();
    assert_eq!((ys.iter().min(), ys.iter().max()), (Some(&20_000), Some(&30_000)));
}

#[test]
fn what_is_repeated_clipped_and_moved_is_drawn_where_it_is_seen() {
    let drawn = shapes(
        "<defs><clipPath id=\"c\"><rect width=\"5\" height=\"5\"/></clipPath>\
         <rect id=\"r\" width=\"2\" height=\"2\"/></defs>\
         <g clip-path=\"url(#c)\" transform=\"translate(10 0)\"><use xlink:href=\"#r\" x=\"4\"/></g>",
    );
    let [shape] = drawn.as_slice() else { panic!("{drawn:?}") };
    assert_eq!(shape.outline.steps[0], Step::Move([70_000, 0]));
    let clip = shape.clip.as_ref().unwrap();
    assert_eq!(clip.outline.steps[0], Step::Move([50_000, 0]));
    assert!(clip.within.is_none());
}

#[test]
fn pictures_keep_their_proportions() {
    let size = |width, height| Size {
        width: Length::micrometres(width),
        height: Length::micrometres(height),
    };
    let artwork = Artwork::read(svg("<rect width=\"1\" height=\"1\"/>").as_bytes()).unwrap();
    assert_eq!(artwork.fitted(size(8_000, 8_000)), size(8_000, 4_000));
    assert_eq!(artwork.fitted(size(30_000, 5_000)), size(10_000, 5_000));
}

#[test]
fn a_png_is_laid_on_white() {
    let half = Artwork::read(&png(30, 20, [255, 0, 0, 128])).unwrap();
    let Drawing::Pixels(pixels) = &half.drawing else { panic!("{half:?}") };
    assert_eq!((pixels.width, pixels.height, &pixels.rgb[..3]), (30, 20, &[255, 127, 127][..]));
    let large = Artwork::read(&png(2400, 10, [0, 0, 0, 255])).unwrap();
    let Drawing::Pixels(pixels) = &large.drawing else { panic!("{large:?}") };
    assert_eq!((pixels.width, pixels.height), (1200, 5));
}

/// A file that repeats itself tenfold, so many times.
fn bomb(levels: usize) -> String {
    let mut text = "<g id=\"a0\"><rect width=\"1\" height=\"1\"/></g>".to_owned();
    for level in 1..=levels {
        let used = format!("<use xlink:href=\"#a{}\"/>", level - 1).repeat(10);
        text += &format!("<g id=\"a{level}\">{used}</g>");
    }
    svg(&format!("<defs>{text}</defs><use xlink:href=\"#a{levels}\"/>"))
}

fn entities() -> String {
    let mut declared = "<!ENTITY a0 \"0 0 10 10\">".to_owned();
    for level in 1..20 {
        let before = format!("&a{};", level - 1).repeat(10);
        declared += &format!("<!ENTITY a{level} \"{before}\">");
    }
    format!(
        "<!DOCTYPE svg [{declared}]>{HEAD}<text>&a19;</text><path d=\"M0 0h1v1z &a19;\"/></svg>"
    )
}

#[test]
fn hostile_files_are_refused_at_once() {
    let rect = "<rect width=\"1\" height=\"1\"/>";
    let deep = format!("{}{rect}{}", "<g>".repeat(5000), "</g>".repeat(5000));
    let points = format!("<path d=\"M0 0{}z\"/>", "l1 1-1-1".repeat(40_000));
    let table = [
        ("entities that repeat each other", entities(), "damaged"),
        (
            "an entity of another file",
            format!(
                "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{HEAD}{rect}<desc>&x;</desc></svg>"
            ),
            "damaged",
        ),
        ("use of use of use", bomb(9), "repeat each other"),
        (
            "use of itself",
            svg("<g id=\"a\"><rect width=\"1\" height=\"1\"/><use xlink:href=\"#a\"/></g>"),
            "repeat each other",
        ),
        ("a script", svg(&format!("<script>fetch('/')</script>{rect}")), "<script>"),
        (
            "HTML",
            svg(&format!(
                "<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>{rect}"
            )),
            "<foreignObject>",
        ),
        (
            "another file",
            svg("<image xlink:href=\"file:///etc/passwd\" width=\"9\" height=\"9\"/>"),
            "<image>",
        ),
        (
            "another site",
            svg("<use xlink:href=\"http://192.0.2.1/a.svg#b\"/>"),
            "reference to another file",
        ),
        ("text without its letters", svg("<text>OCOP</text>"), "<text>"),
        (
            "a gradient",
            svg("<linearGradient id=\"a\"/><rect fill=\"url(#a)\" width=\"1\" height=\"1\"/>"),
            "<linearGradient>",
        ),
        ("a filter", svg(&format!("<filter id=\"a\"/>{rect}")), "<filter>"),
        ("deep groups", svg(&deep), ""),
        ("too many points", svg(&points), "points"),
        ("nothing", svg(""), "empty"),
        (
            "no width",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"1\"/>".to_owned(),
            "",
        ),
        ("a picture of no kind", "GIF89a".to_owned(), "neither"),
        ("a page", "<html><svg/></html>".to_owned(), ""),
    ];
    for (what, file, words) in table {
        let begun = Instant::now();
        let error = Artwork::read(file.as_bytes()).expect_err(what).to_string();
        assert!(error.contains(words), "{what}: {error}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{what}: {:?}", begun.elapsed());
    }
    let long = svg(&format!("<desc>{}</desc>{rect}", "x".repeat(3 << 20)));
    assert!(matches!(Artwork::read(long.as_bytes()), Err(ArtworkError::TooLong(_))));
    let mut cut = png(300, 300, [1, 2, 3, 255]);
    cut.truncate(cut.len() / 2);
    assert!(matches!(Artwork::read(&cut), Err(ArtworkError::Damaged(_))));
}

#[test]
fn a_png_that_claims_to_be_huge_is_refused_before_it_is_unpacked() {
    let mut header_only = Vec::new();
    let mut writer = ::png::Encoder::new(&mut header_only, 60_000, 60_000).write_header().unwrap();
    writer.write_chunk(::png::chunk::IDAT, &[]).unwrap();
    drop(writer);
    assert!(matches!(Artwork::read(&header_only), Err(ArtworkError::TooManyPixels(16))));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_files_never_panic(at in 0_usize..10_000, byte: u8, is_svg: bool) {
        let mut file = if is_svg {
            svg("<g transform=\"rotate(9)\"><path d=\"M1 1C2 2 3 3 4 9Q1 2 9 9A3 4 5 1 0 8 8z\" \
                stroke-dasharray=\"1 2\" stroke=\"#123\"/><circle cx=\"4\" cy=\"4\" r=\"3\"/></g>").into_bytes()
        } else {
            png(20, 20, [9, 9, 200, 80])
        };
        let at = at % file.len();
        file[at] = byte;
        drop(Artwork::read(&file));
    }
}
