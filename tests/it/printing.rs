//! What printers get, looked at by programs that are not ours: poppler and MuPDF open the sheets, zbar reads every
//! code on them.

use std::{collections::BTreeSet, fs, path::Path};

use image::{GrayImage, Luma, imageops};

use ocop_stamp::{
    printing::{
        Insets, Label, LabelPainter, LabelRequest, LabelWords, Length, Point, Preset, PrintError,
        PrintJob, PrintedBatch, PrintedStamp, PrinterLanguage, RollPreset, Sheet, SheetRun,
        SheetWords, Size, SymbolKind, pdf::Layer, png::Dpi,
    },
    stamp::{BatchNumber, StampIndex},
};

use crate::program::{self, Demo, foreign, path, run_well};

const BASE: &str = "https://tem.example.vn/";

fn mm(width: f64, height: f64) -> Size {
    let length = |mm| Length::mm(mm).expect("a length");
    Size { width: length(width), height: length(height) }
}

fn label(size: Size, insets: Insets, dpi: u16, quantity: u32, pin: bool) -> Label {
    let request = LabelRequest {
        size,
        insets,
        dpi: Dpi::new(dpi).expect("in range"),
        module: None,
        symbol: None,
        pin,
        artwork: None,
        words: LabelWords {
            product_name: "Chè Shan tuyết Tà Xùa hộp quà biếu Ổ Ễ".to_owned(),
            certificate: "OCOP 4 sao · Số 1234/QĐ-UBND".to_owned(),
            domain: "tem.example.vn".to_owned(),
            pin_heading: "Cào để lấy mã PIN".to_owned(),
        },
        batch: PrintedBatch { batch: BatchNumber::new(7), quantity },
        link_base: BASE.to_owned(),
    };
    Label::plan(&request).expect("a label")
}

fn stamp(index: u32, kind: SymbolKind, pin: bool) -> PrintedStamp {
    let mut random = 88_172_645_463_325_252 ^ u64::from(index) << 20;
    let digits = (0..kind.digits()).map(|_| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        char::from(b'0' + (random % 10) as u8)
    });
    let digits: String = digits.collect();
    PrintedStamp {
        index: StampIndex::try_from(u64::from(index)).expect("small"),
        link: format!("{BASE}{digits}"),
        short_code: "WBN5-N2DG-DJZE-8G3M".to_owned(),
        pin: pin.then(|| format!("{index:08}")),
    }
}

fn run(sheet: &Sheet, dpi: u16, quantity: u32, pin: bool) -> SheetRun {
    SheetRun {
        label: label(sheet.label, sheet.insets(), dpi, quantity, pin),
        sheet: sheet.clone(),
        used_labels: 0,
        offset: Point::default(),
        words: SheetWords { batch: "Lô".to_owned(), sheet: "tờ".to_owned() },
    }
}

/// The first file of a job, and the stamps in it.
fn written(job: &PrintJob, kind: SymbolKind, pin: bool) -> (Vec<u8>, Vec<PrintedStamp>) {
    let file = job.files().remove(0);
    let mut bytes = Vec::new();
    let mut stamps = Vec::new();
    let source = |range: std::ops::Range<u32>| {
        stamps = range.map(|index| stamp(index, kind, pin)).collect();
        Ok::<_, PrintError>(stamps.clone())
    };
    job.write(&file, source, &mut bytes).expect("written");
    (bytes, stamps)
}

/// The codes that zbar reads in a picture.
fn read(picture: &Path) -> BTreeSet<String> {
    let arguments = ["-q", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable", path(picture)];
    let output = foreign("zbarimg", &arguments);
    let codes = String::from_utf8(output.stdout).expect("text");
    codes.lines().map(str::to_owned).collect()
}

#[track_caller]
fn check_codes(picture: &Path, stamps: &[PrintedStamp], what: &str) {
    let printed: BTreeSet<String> = stamps.iter().map(|stamp| stamp.link.clone()).collect();
    let found = read(picture);
    let missed = printed.difference(&found).count();
    assert!(missed == 0 && found.len() == printed.len(), "{what}: {missed} codes are not read");
}

/// A full sheet, as printers of the resolution see it: black or white.
#[track_caller]
fn check_sheet(name: &str, sheet: &Sheet, dpi: u16) {
    let folder = tempfile::tempdir().expect("a folder");
    let run = run(sheet, dpi, sheet.labels(), false);
    let kind = run.label.symbol;
    let (bytes, stamps) = written(&PrintJob::Sheets(run, Layer::Print), kind, false);
    let file = folder.path().join("sheet.pdf");
    fs::write(&file, &bytes).expect("written");
    let picture = folder.path().join("page");
    let resolution = dpi.to_string();
    let arguments = ["-mono", "-singlefile", "-r", &resolution, path(&file), path(&picture)];
    let rendered = foreign("pdftoppm", &arguments);
    assert!(rendered.status.success() && rendered.stderr.is_empty(), "{name}: {rendered:?}");
    check_codes(&picture.with_extension("pbm"), &stamps, &format!("{name} at {dpi} dpi"));
}

#[test]
fn every_code_of_every_sheet_is_read_at_300_dpi() {
    for preset in Preset::ALL {
        check_sheet(preset.name, &preset.sheet(), 300);
    }
    check_sheet("press", &Sheet::press(mm(40.0, 25.0)).expect("a sheet"), 300);
    check_sheet("single", &Sheet::single(mm(30.0, 40.0)).expect("a sheet"), 300);
}

#[test]
fn the_densest_sheet_is_read_at_600_dpi() {
    check_sheet("a4-96", &Preset::named("a4-96").expect("a preset").sheet(), 600);
}

#[test]
fn sheets_hold_black_ink_and_vectors_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = Preset::named("a4-65").expect("a preset").sheet();
    let run = run(&sheet, 600, 650, false);
    let kind = run.label.symbol;
    let job = PrintJob::Sheets(run, Layer::Print);
    let (bytes, stamps) = written(&job, kind, false);
    assert_eq!(bytes, written(&job, kind, false).0, "the same stamps are the same bytes");
    let bytes_a_label = bytes.len() / stamps.len();
    assert!(bytes_a_label <= 1500, "{bytes_a_label} bytes a label");
    let (file, plain) = (folder.path().join("sheet.pdf"), folder.path().join("plain.pdf"));
    fs::write(&file, &bytes).expect("written");
    let opened = foreign("mutool", &["clean", "-d", path(&file), path(&plain)]);
    assert!(opened.status.success() && opened.stderr.is_empty(), "{opened:?}");
    let plain = fs::read(&plain).expect("written");
    let plain = String::from_utf8_lossy(&plain);
    assert!(!plain.contains("/Image") && !plain.contains("/Subtype/Image"), "no picture");
    let colours: BTreeSet<&str> = plain
        .lines()
        .filter(|line| [" k", " K", " rg", " RG", " g", " G"].iter().any(|end| line.ends_with(end)))
        .collect();
    assert_eq!(colours, BTreeSet::from(["0 0 0 1 k 0 0 0 1 K"]));
    let text = foreign("pdftotext", &["-l", "1", path(&file), "-"]);
    let text = String::from_utf8(text.stdout).expect("text");
    assert!(text.contains("Chè Shan tuy") && text.contains("WBN5-N2DG"), "{text}");
}

#[test]
fn a_sheet_printed_again_is_the_sheet_that_was_printed() {
    let sheet = Preset::named("a4-65").expect("a preset").sheet();
    let mut run = run(&sheet, 300, 200, false);
    run.begin_at(60).expect("on the sheet");
    assert_eq!((run.sheets(), run.stamps_of(0), run.stamps_of(1)), (4, 0..6, 6..71));
    assert!(run.margin_text(1).contains("2/4 · 7-00000006 – 7-00000070"));
    assert!(run.begin_at(0).is_err() && run.begin_at(66).is_err());
    let job = PrintJob::Sheets(run, Layer::Print);
    let again = job.sheet_alone(1).expect("a sheet");
    assert_eq!(
        (again.name.as_str(), again.stamps),
        ("batch-7-00000006-00000070-sheet2.pdf", 6..71)
    );
    assert_eq!(job.sheet_alone(4), None);
}

#[test]
fn files_of_a_large_batch_break_between_sheets() {
    let sheet = Preset::named("a4-65").expect("a preset").sheet();
    let files = PrintJob::Sheets(run(&sheet, 300, 100_000, false), Layer::Print).files();
    assert_eq!(files.len(), 11);
    let mut next = 0;
    for file in &files {
        assert_eq!(file.stamps.start, next);
        assert!(file.stamps.len() <= 10_000);
        next = file.stamps.end;
    }
    assert_eq!(next, 100_000);
}

#[test]
fn the_scratch_layer_covers_the_pin_and_no_code() {
    let sheet = Sheet::single(mm(50.0, 30.0)).expect("a sheet");
    let run = run(&sheet, 600, 1, true);
    let zone = run.label.scratch.as_ref().expect("a zone");
    let side = run.label.symbol_side();
    let symbol = ocop_stamp::printing::Frame {
        at: run.label.symbol_at,
        size: Size { width: side, height: side },
    };
    assert!(!zone.frame.overlaps(&symbol));
    let kind = run.label.symbol;
    let written = |layer| {
        let (bytes, _) = written(&PrintJob::Sheets(run.clone(), layer), kind, true);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let scratch = written(Layer::Scratch);
    for ink in ["/SCRATCH", "/CutContour"] {
        assert!(scratch.contains(ink), "{ink}");
    }
}

#[test]
fn rolls_are_read_as_their_printers_would_print_them() {
    for preset in RollPreset::ALL {
        for dpi in [203, 300] {
            let across = u32::from(preset.roll.across);
            let label = label(preset.roll.label, Insets::default(), dpi, across, false);
            let kind = label.symbol;
            let roll = preset.roll;
            let job = PrintJob::Roll { roll, label, language: PrinterLanguage::Tspl, speed: 3 };
            let (bytes, stamps) = written(&job, kind, false);
            let folder = tempfile::tempdir().expect("a folder");
            let picture = folder.path().join("row.pbm");
            fs::write(&picture, picture_of_tspl(&bytes)).expect("written");
            check_codes(&picture, &stamps, &format!("{} at {dpi} dpi", preset.name));
        }
    }
}

/// The bitmap of a TSPL file as a PBM with a light margin, as the label has around it.
fn picture_of_tspl(bytes: &[u8]) -> Vec<u8> {
    let at = bytes.windows(7).position(|word| word == b"BITMAP ").expect("a bitmap") + 7;
    let mut fields = bytes[at..].splitn(6, |byte| *byte == b',');
    let mut number = || -> usize {
        let field = fields.next().and_then(|field| std::str::from_utf8(field).ok());
        field.and_then(|field| field.parse().ok()).expect("a number")
    };
    let (_, _, width, height, _) = (number(), number(), number(), number(), number());
    let dots = &fields.next().expect("dots")[..width * height];
    let margin = vec![0; width + 8];
    let mut picture = format!("P4\n{} {}\n", (width + 8) * 8, height + 64).into_bytes();
    picture.extend(margin.repeat(32));
    for row in dots.chunks(width) {
        picture.extend([0; 4]);
        picture.extend(row.iter().map(|byte| !byte));
        picture.extend([0; 4]);
    }
    picture.extend(margin.repeat(32));
    picture
}

#[test]
fn labels_of_a_batch_are_printed_once_resumed_and_checked() {
    let demo = Demo::new();
    let (data, out) = (demo.data(), demo.beside("labels"));
    let minted = demo.beside("minted");
    run_well(&[
        "mint",
        "--data",
        path(&data),
        "--certificate",
        "235",
        "--quantity",
        "70",
        "--format",
        "txt",
        "--out",
        path(&minted),
        "--json",
    ]);
    let list = fs::read_dir(&minted).expect("a folder").next().expect("a file").expect("read");
    let name = list.file_name().into_string().expect("plain");
    let batch = name.trim_start_matches("batch-").trim_end_matches(".txt").to_owned();
    let links: BTreeSet<String> =
        fs::read_to_string(list.path()).expect("text").lines().map(str::to_owned).collect();
    let print = |extra: &[&str]| {
        let of_batch = ["print", "batch", "--data", path(&data), "--batch", &batch];
        program::run(&[&of_batch, extra].concat())
    };
    let sheets = ["--sheet", "a4-65", "--dpi", "600", "--out", path(&out)];
    assert_eq!(print(&sheets).status.code(), Some(0));
    assert_eq!(print(&sheets).status.code(), Some(73), "never over a file that is there");
    assert_eq!(print(&[&sheets[..], &["--resume"]].concat()).status.code(), Some(0));
    let file = out.join(format!("batch-{batch}-00000000-00000069-1of1.pdf"));
    let page = demo.beside("page");
    let arguments = ["-mono", "-r", "600", path(&file), path(&page)];
    assert!(foreign("pdftoppm", &arguments).status.success());
    let mut found = read(&demo.beside("page-1.pbm"));
    found.extend(read(&demo.beside("page-2.pbm")));
    assert_eq!(found, links);

    let plan = print(&["--sheet", "a4-65", "--plan", "--json", "--module", "0.25"]);
    let words = String::from_utf8_lossy(&plan.stderr).into_owned();
    assert_eq!(plan.status.code(), Some(2));
    assert!(words.contains("next possible size is 0.339 mm (4 dots at 300 dpi)"), "{words}");
    let custom = ["--sheet", "custom", "--label", "20x20", "--grid", "5x5", "--first", "10x10"];
    let plan = print(&[&custom[..], &["--pitch", "22x22", "--plan", "--lang", "vi"]].concat());
    assert!(String::from_utf8_lossy(&plan.stderr).contains("chỉ kiểm tra qua mạng"));

    let check = |picture: &Path, extra: &[&str]| {
        let output = program::run(&[&["print", "check", path(picture), "--json"], extra].concat());
        let printed = String::from_utf8(output.stdout).expect("text");
        let first = printed.lines().next().and_then(|line| serde_json::from_str(line).ok());
        (output.status.code(), first.unwrap_or(serde_json::Value::Null))
    };
    let sample = data.join("samples/valid.png");
    let (status, proof) = check(&sample, &["--data", path(&data)]);
    assert_eq!((status, &proof["verdict"]), (Some(0), &"valid".into()), "{proof}");
    assert_eq!((&proof["modules"], &proof["quiet_zone_modules"]), (&41.into(), &4.into()));
    assert!(proof["module_mm"].as_f64().is_some_and(|mm| (mm - 0.423).abs() < 0.01), "{proof}");
    assert_eq!(check(&sample, &["--dpi", "1200"]).0, Some(1), "too small when printed so");
    assert_eq!(check(&file, &[]).0, Some(65), "a PDF is no picture");
}

/// What happens to a label between the printer and a phone.
fn spoilt(label: &GrayImage, how: &str) -> GrayImage {
    let mut random = 88_172_645_463_325_252_u64;
    let mut noise = move |most: i32| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % (2 * most as u64 + 1)) as i32 - most
    };
    let shade = |shade: i32| Luma([shade.clamp(0, 255) as u8]);
    match how {
        "clean" => label.clone(),
        "blur" => imageops::blur(label, 1.5),
        "3 % shear" => {
            GrayImage::from_fn(label.width() + label.height() * 3 / 100, label.height(), |x, y| {
                let from = x.checked_sub(y * 3 / 100).filter(|x| *x < label.width());
                from.map_or(Luma([255]), |x| *label.get_pixel(x, y))
            })
        }
        "low contrast" => GrayImage::from_fn(label.width(), label.height(), |x, y| {
            shade(110 + i32::from(label.get_pixel(x, y).0[0]) * 60 / 255)
        }),
        // Grain as a phone's picture has it, evened out by the lens.
        "noise" => {
            let grainy = GrayImage::from_fn(label.width(), label.height(), |x, y| {
                shade(i32::from(label.get_pixel(x, y).0[0]) * 160 / 255 + 48 + noise(24))
            });
            imageops::blur(&grainy, 0.8)
        }
        // Ink spreads a sixth of a module to the right and down.
        "dot gain" => GrayImage::from_fn(label.width(), label.height(), |x, y| {
            let dark = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .iter()
                .any(|(dx, dy)| x >= *dx && y >= *dy && label.get_pixel(x - dx, y - dy).0[0] == 0);
            Luma([if dark { 0 } else { 255 }])
        }),
        other => panic!("{other}"),
    }
}

/// Labels of the smallest modules that thermal printers make, twenty a way of spoiling them.
#[test]
fn spoilt_labels_are_still_read() {
    let size = mm(40.0, 30.0);
    let label = label(size, Insets::default(), 203, 20, false);
    let kind = label.symbol;
    let mut painter = LabelPainter::new(&label);
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("label.png");
    for how in ["clean", "blur", "3 % shear", "low contrast", "noise", "dot gain"] {
        let mut good = 0;
        for index in 0..20 {
            let stamp = stamp(index, kind, false);
            let dots = painter.paint(&stamp).expect("drawn");
            // Two pixels a dot, as a scan at 406 dpi has them: six a module.
            let label = GrayImage::from_fn(dots.width() * 2, dots.height() * 2, |x, y| {
                Luma([if dots.is_dark(x / 2, y / 2) { 0 } else { 255 }])
            });
            spoilt(&label, how).save(&picture).expect("written");
            good += usize::from(read(&picture).contains(&stamp.link));
        }
        println!("{how}: {good} of 20");
        assert!(good >= 19, "{how}: {good} of 20");
    }
}
