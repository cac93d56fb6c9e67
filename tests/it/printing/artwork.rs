//! A producer's own picture on labels: its colours in the PDF, clear of the code, refused where it has no room.

use std::{fs, sync::Arc};

use ocop_stamp::printing::{
    Artwork, ArtworkRequest, Frame, Insets, Label, LabelError, LabelRequest, Length, PictureFormat,
    PrintJob, Sheet, Size, SymbolKind, pdf::Layer,
};

use crate::{
    printed::{Reader, Renderer, check_codes, mm, request, sheet_run, written},
    program::{foreign, path},
};

/// A leaf in green and gold, one part of it half transparent.
const LEAF: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\">\
    <defs><clipPath id=\"c\"><rect width=\"40\" height=\"30\"/></clipPath></defs><g clip-path=\"url(#c)\">\
    <path fill=\"#008040\" d=\"M2 28C2 8 20 2 38 2 38 22 20 28 2 28z\"/>\
    <path fill=\"none\" stroke=\"#ffc000\" stroke-width=\"2\" d=\"M2 28L30 9\"/>\
    <circle cx=\"30\" cy=\"22\" r=\"9\" fill=\"#ff0000\" fill-opacity=\".5\"/></g></svg>";

fn leaf() -> Arc<Artwork> {
    Arc::new(Artwork::read(LEAF.as_bytes()).expect("artwork"))
}

fn with_artwork(size: Size, within: Option<Size>, dpi: u16) -> Result<Label, LabelError> {
    let artwork = Some(ArtworkRequest { picture: leaf(), within });
    Label::plan(&LabelRequest { artwork, ..request(size, Insets::default(), dpi, 4) })
}

/// Whether artwork, text or the label's edge lies where it may not.
#[track_caller]
fn check_clear(label: &Label, what: &str) {
    let side = label.symbol_side();
    let symbol = Frame { at: label.symbol_at, size: Size { width: side, height: side } };
    let artwork = label.artwork.as_ref().expect("artwork").frame;
    assert!(!artwork.overlaps(&symbol), "{what}: over the quiet zone");
    assert!(artwork.at.x >= Length::ZERO && artwork.at.y >= Length::ZERO, "{what}");
    assert!(artwork.right() <= label.size.width && artwork.bottom() <= label.size.height, "{what}");
}

#[test]
fn artwork_never_touches_the_quiet_zone_and_never_makes_the_code_weaker() {
    for (width, height) in [(38.1, 21.2), (40.0, 25.0), (50.0, 30.0), (70.2, 37.04), (30.0, 50.0)] {
        let size = mm(width, height);
        let what = format!("{width} × {height} mm");
        let without = Label::plan(&request(size, Insets::default(), 1200, 4)).expect("a label");
        for within in [None, Some(mm(5.0, 5.0)), Some(mm(9.0, 4.0)), Some(mm(20.0, 20.0))] {
            match with_artwork(size, within, 1200) {
                Ok(label) => {
                    check_clear(&label, &what);
                    assert_eq!((label.symbol, label.module), (without.symbol, without.module));
                    if within.is_none() {
                        assert_eq!(label.left_out, without.left_out, "{what}");
                    }
                }
                Err(LabelError::Artwork(too_large)) => {
                    let fits = too_large.fits.expect(&what);
                    let label = with_artwork(size, Some(fits), 1200).expect("what fits fits");
                    check_clear(&label, &what);
                }
                Err(error) => panic!("{what}: {error}"),
            }
        }
    }
    let refused = with_artwork(mm(40.0, 25.0), Some(mm(38.0, 20.0)), 1200).unwrap_err().to_string();
    assert!(refused.contains("has no room beside the code; the largest that fits is"), "{refused}");
    // There are labels with room for the code alone.
    let none = with_artwork(mm(20.0, 24.0), None, 600).unwrap_err().to_string();
    assert!(none.contains("choose a larger label"), "{none}");
}

#[test]
fn artwork_keeps_its_colours_in_pdf_and_svg_and_the_codes_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = Sheet::press(mm(60.0, 30.0)).expect("a sheet");
    let artwork = Some(ArtworkRequest { picture: leaf(), within: None });
    let quantity = sheet.labels();
    let request = request(sheet.label, sheet.insets(), 600, quantity);
    let label = Label::plan(&LabelRequest { artwork, ..request }).expect("a label");
    let job = PrintJob::Sheets(sheet_run(&sheet, label.clone()), Layer::Print);
    let (bytes, stamps) = written(&job, SymbolKind::Signed, false);
    assert!(bytes.len() / stamps.len() <= 1500, "the picture is there once");
    let file = folder.path().join("sheet.pdf");
    fs::write(&file, bytes).expect("written");
    let page = Renderer::Poppler.first_page(&file, 300);
    let whole = folder.path().join("whole.png");
    page.save(&whole).expect("written");
    check_codes(&Reader::Zbar.read(&[&whole]), &stamps, "a press sheet with artwork");
    Renderer::MuPdf.first_page(&file, 100);

    let coloured = folder.path().join("coloured");
    let how = ["-png", "-singlefile", "-r", "150", path(&file), path(&coloured)];
    assert!(foreign("pdftoppm", &how).status.success());
    let picture = image::open(coloured.with_extension("png")).expect("a picture").into_rgb8();
    for (what, colour) in
        [("green", [0, 128, 64]), ("gold", [255, 192, 0]), ("red on white", [255, 127, 127])]
    {
        let near = |pixel: &image::Rgb<u8>| {
            pixel.0.iter().zip(colour).all(|(shade, other)| shade.abs_diff(other) < 12)
        };
        let count = picture.pixels().filter(|pixel| near(pixel)).count();
        assert!(count > 20 * quantity as usize, "{what}: {count} pixels");
    }

    let job = PrintJob::Pictures(label, PictureFormat::Svg);
    let (zip, stamps) = written(&job, SymbolKind::Signed, false);
    let file = folder.path().join("labels.zip");
    fs::write(&file, zip).expect("written");
    let unpacked = foreign("python3", &["-m", "zipfile", "-e", path(&file), path(folder.path())]);
    assert!(unpacked.status.success(), "{unpacked:?}");
    let svg = fs::read_to_string(folder.path().join("batch-7-00000000.svg")).expect("text");
    for colour in ["#008040", "#ffc000", "#ff0000"] {
        assert!(svg.contains(colour), "{svg}");
    }
    assert!(stamps.len() == quantity as usize && !svg.contains("xlink"));
}
