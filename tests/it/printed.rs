//! Labels as tests print them, the pictures that other programs make of them, and the programs that read those: poppler
//! and MuPDF render, zbar and ZXing decode. What is decoded has to be signed.

use std::{collections::BTreeSet, fs, ops::Range, path::Path};

use image::{DynamicImage, GrayImage, Luma};

use ocop_stamp::{
    printing::{
        Insets, Label, LabelRequest, LabelWords, Length, Point, PrintError, PrintJob, PrintedBatch,
        PrintedStamp, Sheet, SheetRun, SheetWords, Size, SymbolKind, pdf::Layer, png::Dpi,
    },
    signing::{DemoKey, KeyRing, Signer, check, mint},
    stamp::{
        BatchNumber, CertificateNumber, Code, Flags, KeyNumber, Payload, ShortCode, ShortSecret,
        StampIndex, ValidUntil,
    },
    wiring,
};

use crate::program::{foreign, path};

const BASE: &str = "https://tem.example.vn/";

const SHORT_SECRET: [u8; 32] = [7; 32];

pub fn mm(width: f64, height: f64) -> Size {
    let length = |mm| Length::mm(mm).expect("a length");
    Size { width: length(width), height: length(height) }
}

pub fn request(size: Size, insets: Insets, dpi: u16, quantity: u32) -> LabelRequest {
    LabelRequest {
        size,
        insets,
        dpi: Dpi::new(dpi).expect("in range"),
        module: None,
        symbol: None,
        pin: false,
        artwork: None,
        words: LabelWords {
            product_name: "Chè Shan tuyết Tà Xùa hộp quà biếu Ổ Ễ".to_owned(),
            certificate: "OCOP 4 sao · Số 1234/QĐ-UBND".to_owned(),
            domain: "tem.example.vn".to_owned(),
            pin_heading: "Cào để lấy mã PIN".to_owned(),
        },
        batch: PrintedBatch { batch: BatchNumber::new(7), quantity },
        link_base: BASE.to_owned(),
    }
}

pub fn label(size: Size, insets: Insets, dpi: u16, quantity: u32, pin: bool) -> Label {
    let request = LabelRequest { pin, ..request(size, insets, dpi, quantity) };
    Label::plan(&request).expect("a label")
}

fn payload(index: u32) -> Payload {
    Payload {
        flags: Flags::default(),
        key: KeyNumber::DEMO,
        certificate: CertificateNumber::try_from(235).expect("small"),
        batch: BatchNumber::new(7),
        index: StampIndex::try_from(u64::from(index)).expect("small"),
        valid_until: ValidUntil::from_days(3000),
    }
}

/// The stamps of a range, signed with the demo's key.
pub fn stamps(range: Range<u32>, kind: SymbolKind, pin: bool) -> Vec<PrintedStamp> {
    let signer = wiring::demo_signer().expect("built in");
    let secret = ShortSecret::new(SHORT_SECRET);
    range
        .map(|index| {
            let payload = payload(index);
            let digits = match kind {
                SymbolKind::Signed => mint(&signer, payload).expect("signed").digits(),
                SymbolKind::Short => ShortCode::symbol(&secret, &payload).to_string(),
            };
            PrintedStamp {
                index: payload.index,
                link: format!("{BASE}{digits}"),
                short_code: ShortCode::typed(&secret, &payload).to_string(),
                pin: pin.then(|| format!("{:08}", index * 97).parse().expect("a PIN")),
            }
        })
        .collect()
}

/// Panics at a link that is not signed, or whose tag is another.
#[track_caller]
pub fn verify(link: &str) {
    let code = Code::from_text(link).expect("a code");
    match code {
        Code::Printed(stamp) => {
            let signer = wiring::demo_signer().expect("built in");
            let mut keys = KeyRing::new(DemoKey::Accepted);
            keys.insert(KeyNumber::DEMO, signer.public_key());
            check(&stamp, &keys).expect("signed");
        }
        Code::Short(code) => {
            let is_ours = code.matches(&ShortSecret::new(SHORT_SECRET), &payload(code.index.get()));
            assert!(is_ours, "{link}");
        }
        Code::Gs1(_) => panic!("{link} is of no label"),
    }
}

pub fn sheet_run(sheet: &Sheet, label: Label) -> SheetRun {
    SheetRun {
        label,
        sheet: sheet.clone(),
        used_labels: 0,
        offset: Point::default(),
        words: SheetWords { batch: "Lô".to_owned(), sheet: "tờ".to_owned() },
    }
}

/// So many labels on sheets.
pub fn run(sheet: &Sheet, dpi: u16, quantity: u32, pin: bool) -> SheetRun {
    sheet_run(sheet, label(sheet.label, sheet.insets(), dpi, quantity, pin))
}

/// The first file of a job, and the stamps in it.
pub fn written(job: &PrintJob, kind: SymbolKind, pin: bool) -> (Vec<u8>, Vec<PrintedStamp>) {
    let file = job.files().remove(0);
    let mut bytes = Vec::new();
    let mut shown = Vec::new();
    let source = |range: Range<u32>| {
        shown = stamps(range, kind, pin);
        Ok::<_, PrintError>(shown.clone())
    };
    job.write(&file, source, &mut bytes).expect("written");
    (bytes, shown)
}

/// Who makes a picture of a PDF.
#[derive(Debug, Clone, Copy)]
pub enum Renderer {
    Poppler,
    MuPdf,
}

impl Renderer {
    /// The first page in dots that are black or white, as a printer of the resolution has them. A warning fails the test.
    #[track_caller]
    pub fn first_page(self, pdf: &Path, dpi: u16) -> GrayImage {
        let stem = pdf.with_extension(format!("{self:?}"));
        let (picture, dpi) = (stem.with_extension("png"), dpi.to_string());
        let rendered = match self {
            Self::Poppler => {
                let stem = picture.with_extension("");
                let how = ["-mono", "-png", "-singlefile", "-r", &dpi, path(pdf), path(&stem)];
                foreign("pdftoppm", &how)
            }
            Self::MuPdf => {
                let how = ["draw", "-q", "-N", "-c", "gray", "-A", "0", "-r", &dpi];
                foreign("mutool", &[&how[..], &["-o", path(&picture), path(pdf), "1"]].concat())
            }
        };
        assert!(rendered.status.success() && rendered.stderr.is_empty(), "{self:?}: {rendered:?}");
        image::open(picture).expect("a picture").into_luma8()
    }
}

/// Who decodes pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Zbar,
    Zxing,
}

impl Reader {
    pub const ALL: [Self; 2] = [Self::Zbar, Self::Zxing];

    /// The codes in pictures.
    pub fn read(self, pictures: &[&Path]) -> BTreeSet<String> {
        let pictures = pictures.iter().map(|picture| path(picture));
        let mut codes = BTreeSet::new();
        match self {
            Self::Zbar => {
                let how = ["-q", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable"];
                let output =
                    foreign("zbarimg", &how.into_iter().chain(pictures).collect::<Vec<_>>());
                let text = String::from_utf8(output.stdout).expect("text");
                codes.extend(text.lines().map(str::to_owned));
            }
            Self::Zxing => {
                let how = ["-1", "-format", "QRCode"];
                let output =
                    foreign("ZXingReader", &how.into_iter().chain(pictures).collect::<Vec<_>>());
                let text = String::from_utf8(output.stdout).expect("text");
                // A line ends with the code in quotes.
                let code = |line: &str| {
                    Some(line.split_once("https://")?.1.trim_end_matches('"').to_owned())
                };
                codes.extend(text.lines().filter_map(code).map(|rest| format!("https://{rest}")));
            }
        }
        codes
    }
}

/// Holds the codes that were read against those that were printed, and verifies each.
#[track_caller]
pub fn check_codes(found: &BTreeSet<String>, stamps: &[PrintedStamp], what: &str) {
    let printed: BTreeSet<String> = stamps.iter().map(|stamp| stamp.link.clone()).collect();
    let missed = printed.difference(found).count();
    assert!(missed == 0 && found.len() == printed.len(), "{what}: {missed} codes are not read");
    found.iter().for_each(|link| verify(link));
}

/// A full sheet as printers of the resolution see it: poppler's page is read by zbar whole, and by ZXing label by label;
/// MuPDF's by the two together.
#[track_caller]
pub fn check_sheet(name: &str, sheet: &Sheet, dpi: u16) {
    let folder = tempfile::tempdir().expect("a folder");
    let run = run(sheet, dpi, sheet.labels(), false);
    let kind = run.label.symbol;
    let (bytes, stamps) = written(&PrintJob::Sheets(run.clone(), Layer::Print), kind, false);
    let file = folder.path().join("sheet.pdf");
    fs::write(&file, &bytes).expect("written");
    for renderer in [Renderer::Poppler, Renderer::MuPdf] {
        let what = format!("{name} at {dpi} dpi, {renderer:?}");
        let page = renderer.first_page(&file, dpi);
        let whole = folder.path().join("page.png");
        // zbarimg reads no grey picture of more than some fifty million dots.
        DynamicImage::from(page.clone()).to_rgb8().save(&whole).expect("written");
        let on_the_page = Reader::Zbar.read(&[&whole]);
        let crops: Vec<_> = (0..sheet.labels())
            .map(|place| {
                let crop = folder.path().join(format!("{place}.png"));
                label_of(&page, &run, place, dpi).save(&crop).expect("written");
                crop
            })
            .collect();
        let crops: Vec<&Path> = crops.iter().map(|crop| crop.as_path()).collect();
        let mut on_labels = Reader::Zxing.read(&crops);
        match renderer {
            Renderer::Poppler => check_codes(&on_the_page, &stamps, &what),
            // It draws edges in shades of grey, and zbar misses some of a page's hundred symbols then; of poppler's pages
            // drawn so, too.
            Renderer::MuPdf => on_labels.extend(on_the_page),
        }
        check_codes(&on_labels, &stamps, &what);
    }
}

/// A label cut out of its page.
fn label_of(page: &GrayImage, run: &SheetRun, place: u32, dpi: u16) -> GrayImage {
    let dots = |length: Length| (length.as_mm() * f64::from(dpi) / 25.4).round().max(0.0) as u32;
    let (at, size) = (run.label_at(place), run.sheet.label);
    let (left, top) = (dots(at.x), dots(at.y));
    let (width, height) = (dots(size.width), dots(size.height));
    image::imageops::crop_imm(page, left, top, width, height).to_image()
}

/// A picture of dots, so many pixels each.
pub fn enlarged(
    width: u32,
    height: u32,
    pixels: u32,
    is_dark: impl Fn(u32, u32) -> bool,
) -> GrayImage {
    GrayImage::from_fn(width * pixels, height * pixels, |x, y| {
        Luma([if is_dark(x / pixels, y / pixels) { 0 } else { 255 }])
    })
}
