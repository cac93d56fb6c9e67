//! What printers get, looked at by programs that are not ours: poppler and MuPDF open the sheets, zbar reads every
//! code on them.

use std::{collections::BTreeSet, fs, path::Path};

use ocop_stamp::printing::{
    Cut, Frame, Length, Point, Preset, PrintJob, Sheet, SheetRun, Size, pdf::Layer,
};

use crate::{
    printed::{Reader, Renderer, check_sheet, mm, run, stamps, written},
    program::{self, Demo, foreign, path, run_well},
    spoilt::{Spoilt, read_of},
};

mod artwork;
mod pictures;
mod pins;
mod rolls;

/// `tests/long` has all of them at 203, 300 and 600 dpi.
#[test]
fn every_code_of_every_sheet_is_read_at_300_dpi() {
    for preset in Preset::ALL {
        check_sheet(preset.name, &preset.sheet(), 300);
    }
    check_sheet("single", &Sheet::single(mm(30.0, 40.0)).expect("a sheet"), 300);
}

#[test]
fn the_densest_sheet_is_read_at_600_dpi() {
    check_sheet("a4-96", &Preset::named("a4-96").expect("a preset").sheet(), 600);
}

/// A PDF as MuPDF writes it without compression; it finds nothing to complain of.
fn plain(pdf: &Path) -> String {
    // Any other ending, and it takes the name for a range of pages, for ever.
    let plain = pdf.with_extension("plain.pdf");
    let opened = foreign("mutool", &["clean", "-d", path(pdf), path(&plain)]);
    assert!(opened.status.success() && opened.stderr.is_empty(), "{opened:?}");
    String::from_utf8_lossy(&fs::read(&plain).expect("written")).into_owned()
}

/// What a program says of a PDF, without a warning.
fn said(program: &str, arguments: &[&str]) -> String {
    let said = foreign(program, arguments);
    assert!(said.status.success() && said.stderr.is_empty(), "{said:?}");
    String::from_utf8(said.stdout).expect("text")
}

#[test]
fn sheets_hold_black_ink_and_vectors_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, sheet) in [
        ("a4-65", Preset::named("a4-65").expect("a preset").sheet()),
        ("single", Sheet::single(mm(40.0, 25.0)).expect("a sheet")),
        ("press", Sheet::press(mm(40.0, 25.0)).expect("a sheet")),
    ] {
        let run = run(&sheet, 600, 650, false);
        let kind = run.label.symbol;
        let is_cut = sheet.cut == Cut::After;
        let margin = sheet.margin_text_at().map(|_| run.margin_text(0));
        let job = PrintJob::Sheets(run, Layer::Print);
        let (bytes, stamps) = written(&job, kind, false);
        assert_eq!(bytes, written(&job, kind, false).0, "the same stamps are the same bytes");
        let bytes_a_label = bytes.len() / stamps.len();
        assert!(bytes_a_label <= 1500, "{name}: {bytes_a_label} bytes a label");
        let file = folder.path().join(format!("{name}.pdf"));
        fs::write(&file, &bytes).expect("written");
        for renderer in [Renderer::Poppler, Renderer::MuPdf] {
            renderer.first_page(&file, 75);
        }
        let plain = plain(&file);
        assert!(!plain.contains("/Image"), "{name}: no picture");
        let colours: BTreeSet<&str> = plain
            .lines()
            .filter(|line| {
                [" k", " K", " rg", " RG", " g", " G"].iter().any(|end| line.ends_with(end))
            })
            .collect();
        assert_eq!(colours, BTreeSet::from(["0 0 0 1 k 0 0 0 1 K"]), "{name}");
        // The knife's path is of its own ink, and there is no ink that nothing is printed in.
        assert_eq!(plain.contains("/CutContour"), is_cut, "{name}");
        assert!(!plain.contains("/SCRATCH"), "{name}");
        let text = said("pdftotext", &["-l", "1", path(&file), "-"]);
        assert!(text.contains("Chè Shan"), "{name}: {text}");
        if let Some(margin) = margin {
            assert!(text.contains(&margin), "{name}: {margin}: {text}");
        }
        let (text, short_code) = (text.replace('-', ""), stamps[0].short_code.replace('-', ""));
        assert!(text.replace('\n', "").contains(&short_code), "{name}: {short_code}: {text}");
    }
}

/// A box of the first page, in millimetres.
fn page_box(pdf: &Path, name: &str) -> Vec<f64> {
    let boxes = said("pdfinfo", &["-box", path(pdf)]);
    let line = boxes.lines().find(|line| line.starts_with(name)).expect("a box");
    let numbers = line[name.len() + 1..].split_whitespace();
    numbers.map(|number| number.parse::<f64>().expect("points") * 25.4 / 72.0).collect()
}

#[track_caller]
fn check_box(found: &[f64], expected: [f64; 4]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 0.02, "{found} mm instead of {expected}");
    }
}

#[test]
fn what_a_print_house_cuts_is_where_it_should_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, sheet: &Sheet| {
        let run = run(sheet, 600, 40, false);
        let kind = run.label.symbol;
        let file = folder.path().join(format!("{name}.pdf"));
        let bytes = written(&PrintJob::Sheets(run, Layer::Print), kind, false).0;
        fs::write(&file, bytes).expect("written");
        file
    };
    let label = mm(40.0, 25.0);
    let single = write("single", &Sheet::single(label).expect("a sheet"));
    // Two millimetres of bleed around the trimmed label, to the page's edge.
    check_box(&page_box(&single, "MediaBox:"), [0.0, 0.0, 44.0, 29.0]);
    check_box(&page_box(&single, "BleedBox:"), [0.0, 0.0, 44.0, 29.0]);
    check_box(&page_box(&single, "TrimBox:"), [2.0, 2.0, 42.0, 27.0]);
    let sheet = Sheet::press(label).expect("a sheet");
    let press = write("press", &sheet);
    check_box(&page_box(&press, "MediaBox:"), [0.0, 0.0, 325.0, 480.0]);
    let plain = plain(&press);
    let of_page = plain.lines().filter(|line| line.ends_with(" S")).count();
    // Crop marks: two a column above and below, two a row left and right.
    let marks = 4 * (usize::from(sheet.columns) + usize::from(sheet.rows));
    assert!(of_page >= marks, "{of_page} lines of {marks}");
    assert_eq!(plain.matches(" re S Q").count(), 1, "the knife's path, once a file");
}

#[test]
fn a_sheet_printed_again_is_the_sheet_that_was_printed() {
    let sheet = Preset::named("a4-65").expect("a preset").sheet();
    let mut run = run(&sheet, 300, 200, false);
    run.begin_at(60).expect("on the sheet");
    assert_eq!((run.sheets(), run.stamps_of(0), run.stamps_of(1)), (4, 0..6, 6..71));
    assert!(run.margin_text(1).contains("2/4 · 7-00000006 – 7-00000070"));
    assert!(run.begin_at(0).is_err() && run.begin_at(66).is_err());
    let moved = |x: i32| {
        let offset = Point { x: Length::micrometres(x), y: Length::ZERO };
        SheetRun { offset, ..run.clone() }.is_on_paper()
    };
    assert!(moved(0) && moved(2_000) && moved(-2_000) && !moved(50_000) && !moved(-50_000));
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
    let symbol = Frame { at: run.label.symbol_at, size: Size { width: side, height: side } };
    assert!(!zone.frame.overlaps(&symbol));
    let kind = run.label.symbol;
    let written = |layer| {
        let (bytes, _) = written(&PrintJob::Sheets(run.clone(), layer), kind, true);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let scratch = written(Layer::Scratch);
    for ink in ["/SCRATCH", "/SCRATCH_GUARD", "/CutContour"] {
        assert!(scratch.contains(ink), "{ink}");
    }
    // A millimetre and a half beyond the PIN on each side, above and below.
    let stamp = &stamps(0..1, kind, true)[0];
    let (at, size, _) = run.label.pin_of(stamp).expect("a PIN");
    // It is held by its middle.
    let right = zone.at.x + (zone.at.x - at.x);
    let least = Length::micrometres(1_500);
    assert!(at.x - zone.frame.at.x >= least && zone.frame.right() - right >= least, "{zone:?}");
    // Digits stand on their baseline, and are as high as the font's capitals.
    let top = at.y - Length::micrometres(size.as_micrometres() * 714 / 1000);
    assert!(top - zone.frame.at.y >= least && zone.frame.bottom() - at.y >= least, "{zone:?}");
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
    let arguments = ["-mono", "-png", "-r", "600", path(&file), path(&page)];
    assert!(foreign("pdftoppm", &arguments).status.success());
    let pages = [demo.beside("page-1.png"), demo.beside("page-2.png")];
    let found = Reader::Zbar.read(&[&pages[0], &pages[1]]);
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
    let pdf = [
        "print",
        "check",
        path(&file),
        "--data",
        path(&data),
        "--pages",
        "1",
        "--dpi",
        "300",
        "--json",
    ];
    let output = program::run(&pdf);
    let printed = String::from_utf8(output.stdout).expect("text");
    let symbols: Vec<serde_json::Value> =
        printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((output.status.code(), symbols.len()), (Some(0), 65), "{printed}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--pages"), "there is a second page");
    for symbol in &symbols {
        assert_eq!((&symbol["verdict"], &symbol["page"]), (&"valid".into(), &1.into()));
        assert!(links.contains(symbol["code"].as_str().expect("a link")), "{symbol}");
        assert_eq!((&symbol["modules"], &symbol["quiet_zone_modules"]), (&41.into(), &4.into()));
        let side = symbol["module_mm"].as_f64().expect("a page says its size");
        assert!((side - 0.381).abs() < 0.01, "{symbol}");
    }
    let cut = demo.beside("cut.pdf");
    let whole = fs::read(&file).expect("read");
    fs::write(&cut, &whole[..whole.len() / 3]).expect("written");
    assert!(matches!(check(&cut, &[]).0, Some(65)), "a part of a PDF");
}

/// Labels of the smallest modules that thermal printers make, twenty a way of spoiling them; `tests/long` has more of
/// both.
#[test]
fn spoilt_labels_are_still_read() {
    for spoilt in Spoilt::MILD {
        for reader in Reader::ALL {
            let good = read_of(spoilt, 20, reader);
            assert!(good >= 19, "{}, {reader:?}: {good} of 20", spoilt.words());
        }
    }
}
