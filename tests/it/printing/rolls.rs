//! What thermal printers get, read by others. ZPL: zebrash, an interpreter of it in Go, as the npm package
//! zpl-renderer-js has it. No program reads TSPL that could be installed here, so its commands are read by a strict reader
//! of our own, after TSC's "TSPL/TSPL2 Programming Language" manual: it knows the commands that labels need, each with the
//! arguments that the manual gives it, and nothing else.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use image::{GrayImage, Luma};
use ocop_stamp::printing::{Insets, PrintJob, PrintedStamp, PrinterLanguage, RollPreset};

use crate::{
    printed::{Reader, check_codes, label, written},
    program::{foreign, path},
};

const PRINTERS: [u16; 3] = [203, 300, 600];

/// Rows of labels; the last is not full where two stand side by side.
const ROWS: u32 = 3;

fn job(preset: RollPreset, dpi: u16, language: PrinterLanguage) -> (Vec<u8>, Vec<PrintedStamp>) {
    let across = u32::from(preset.roll.across);
    let quantity = across * ROWS - (across - 1);
    let label = label(preset.roll.label, Insets::default(), dpi, quantity, false);
    let kind = label.symbol;
    written(&PrintJob::Roll { roll: preset.roll, label, language, speed: 3 }, kind, false)
}

/// Whole dots of millimetres, one more where the printer rounds up.
fn dots(mm: f64, dpi: u16) -> u32 {
    (mm * f64::from(dpi) / 25.4).round() as u32
}

#[test]
fn tspl_says_what_the_manual_knows_and_its_labels_are_read() {
    for preset in RollPreset::ALL {
        for dpi in PRINTERS {
            let (bytes, stamps) = job(preset, dpi, PrinterLanguage::Tspl);
            let folder = tempfile::tempdir().expect("a folder");
            let printer = Tspl::print(&bytes, dpi);
            let roll = preset.roll;
            assert_eq!(
                (printer.width_mm, printer.height_mm),
                (roll.width.as_mm(), roll.label.height.as_mm())
            );
            assert_eq!(printer.rows.len(), ROWS as usize);
            let pictures: Vec<PathBuf> = printer
                .rows
                .iter()
                .enumerate()
                .map(|(row, picture)| {
                    let name = folder.path().join(format!("{row}.png"));
                    picture.save(&name).expect("written");
                    name
                })
                .collect();
            let pictures: Vec<&Path> = pictures.iter().map(|picture| picture.as_path()).collect();
            for reader in Reader::ALL {
                if reader == Reader::Zxing && roll.across > 1 {
                    // It reads one symbol a picture.
                    continue;
                }
                let what = format!("{} at {dpi} dpi, {reader:?}", preset.name);
                check_codes(&reader.read(&pictures), &stamps, &what);
            }
        }
    }
}

/// A printer that knows these commands.
struct Tspl {
    width_mm: f64,
    height_mm: f64,
    /// What PRINT put out.
    rows: Vec<GrayImage>,
}

impl Tspl {
    /// Reads a whole file; panics at anything that the manual does not have.
    fn print(mut bytes: &[u8], dpi: u16) -> Self {
        let mut said: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        let mut printer = Self { width_mm: 0.0, height_mm: 0.0, rows: Vec::new() };
        let mut buffer: Option<GrayImage> = None;
        while !bytes.is_empty() {
            if let Some(after) = bytes.strip_prefix(b"BITMAP ") {
                let paper = buffer.as_mut().expect("CLS comes first");
                bytes = bitmap(after, paper);
                continue;
            }
            let end =
                bytes.windows(2).position(|two| two == b"\r\n").expect("lines end with CR LF");
            let line = std::str::from_utf8(&bytes[..end]).expect("ASCII");
            bytes = &bytes[end + 2..];
            let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
            let numbers = |unit: &str| -> Vec<f64> {
                let number = |part: &str| part.strip_suffix(unit).expect(line).parse().expect(line);
                rest.split(',').map(number).collect()
            };
            match command {
                "SIZE" => {
                    let size = numbers(" mm");
                    (printer.width_mm, printer.height_mm) = (size[0], size[1]);
                    assert_eq!(size.len(), 2);
                }
                "GAP" => {
                    let gap = numbers(" mm");
                    assert!(gap.len() == 2 && gap[0] > 0.0 && gap[0] <= 25.4, "{line}");
                }
                "SPEED" => assert!((1.0..=18.0).contains(&numbers("")[0]), "{line}"),
                "DIRECTION" => assert!([0.0, 1.0].contains(&numbers("")[0]), "{line}"),
                "REFERENCE" => assert_eq!(numbers("").len(), 2, "{line}"),
                "SET" => assert_eq!(rest, "TEAR ON"),
                "CLS" => {
                    assert!(
                        said.contains_key("SIZE") && said.contains_key("GAP"),
                        "sizes come first"
                    );
                    let side = |mm| dots(mm, dpi).next_multiple_of(8) + 8;
                    buffer = Some(GrayImage::from_pixel(
                        side(printer.width_mm),
                        dots(printer.height_mm, dpi),
                        Luma([255]),
                    ));
                }
                "PRINT" => {
                    assert_eq!(numbers(""), [1.0, 1.0]);
                    printer.rows.push(buffer.clone().expect("CLS comes first"));
                }
                other => panic!("{other} is no command that a label needs"),
            }
            said.insert(command.to_owned(), Vec::new());
        }
        printer
    }
}

/// `BITMAP x,y,width in bytes,height in dots,mode,data`: mode 0 overwrites; a bit that is 0 is a dot. Returns what follows
/// the line.
fn bitmap<'b>(bytes: &'b [u8], paper: &mut GrayImage) -> &'b [u8] {
    let mut rest = bytes;
    let mut number = || -> u32 {
        let comma = rest.iter().position(|byte| *byte == b',').expect("a comma");
        let text = std::str::from_utf8(&rest[..comma]).expect("digits");
        rest = &rest[comma + 1..];
        text.parse().expect("a number")
    };
    let (left, top, width, height, mode) = (number(), number(), number(), number(), number());
    assert_eq!(mode, 0);
    let (data, rest) = rest.split_at((width * height) as usize);
    for y in 0..height {
        for x in 0..width * 8 {
            if data[(y * width + x / 8) as usize] & 0x80 >> (x % 8) == 0 {
                // Past the paper nothing may be printed.
                paper.put_pixel(left + x, top + y, Luma([0]));
            }
        }
    }
    rest.strip_prefix(b"\r\n").expect("the line ends behind the data")
}

#[test]
fn zpl_is_read_by_an_interpreter_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    for preset in RollPreset::ALL {
        for dpi in PRINTERS {
            let (zpl, stamps) = job(preset, dpi, PrinterLanguage::Zpl);
            let (width, height) = (preset.roll.width.as_mm(), preset.roll.label.height.as_mm());
            let out = folder.path().join(format!("{}-{dpi}", preset.name));
            fs::create_dir(&out).expect("made");
            let file = out.join("labels.zpl");
            fs::write(&file, &zpl).expect("written");
            // Dots a millimetre, as Zebra names its printheads.
            let per_mm = (f64::from(dpi) / 25.4).round().to_string();
            let renderer = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zpl/render.mjs");
            let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/zpl/node_modules");
            let arguments = [
                path(&renderer),
                path(&modules),
                path(&file),
                &width.to_string(),
                &height.to_string(),
                &per_mm,
                path(&out),
            ];
            let rendered = foreign("node", &arguments);
            assert!(
                rendered.status.success(),
                "{}: run tests/run, which installs what it needs",
                String::from_utf8_lossy(&rendered.stderr)
            );
            let pictures: Vec<PathBuf> =
                (0..ROWS).map(|row| out.join(format!("{row}.png"))).collect();
            let pictures: Vec<&Path> = pictures.iter().map(|picture| picture.as_path()).collect();
            check_codes(
                &Reader::Zbar.read(&pictures),
                &stamps,
                &format!("{} at {dpi} dpi", preset.name),
            );
        }
    }
}
