//! A million stamps as PDF sheets and as CSV: signed, drawn and written on all cores, with flat memory. Prints how long each took;
//! a machine's speed is no pass or fail, its memory is. And every preset read in every resolution, and how much a label
//! bears, as the tables of docs/printing.md have it.

use std::{
    fs::File,
    io::BufWriter,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use ocop_stamp::{
    printing::{
        Label, LabelRequest, LabelWords, Point, Preset, PrintError, PrintJob, PrintedBatch,
        PrintedStamp, RowFormat, Sheet, SheetRun, SheetWords, pdf::Layer, png::Dpi,
    },
    signing::{Signer, mint},
    stamp::{
        BatchNumber, CertificateNumber, Flags, KeyNumber, Payload, ShortCode, ShortSecret,
        StampIndex, ValidUntil,
    },
    wiring,
};

use crate::{
    printed::{Reader, check_sheet, mm},
    spoilt::{Spoilt, read_of},
};

const BASE: &str = "https://tem.example.vn/";

fn stamps(signer: &dyn Signer, range: Range<u32>) -> Vec<PrintedStamp> {
    let secret = ShortSecret::new([7; 32]);
    range
        .map(|index| {
            let index = StampIndex::try_from(u64::from(index)).expect("small");
            let payload = Payload {
                flags: Flags::default(),
                key: KeyNumber::DEMO,
                certificate: CertificateNumber::try_from(1).expect("small"),
                batch: BatchNumber::new(7),
                index,
                valid_until: ValidUntil::from_days(3000),
            };
            let digits = mint(signer, payload).expect("signed").digits();
            let short_code = ShortCode::typed(&secret, &payload).to_string();
            PrintedStamp { index, link: format!("{BASE}{digits}"), short_code, pin: None }
        })
        .collect()
}

fn sheets(quantity: u32) -> PrintJob {
    let sheet = Preset::named("a4-65").expect("a preset").sheet();
    let request = LabelRequest {
        size: sheet.label,
        insets: sheet.insets(),
        dpi: Dpi::new(600).expect("in range"),
        module: None,
        symbol: None,
        pin: false,
        artwork: None,
        words: LabelWords {
            product_name: "Chè Shan tuyết Tà Xùa".to_owned(),
            certificate: "OCOP 4 sao · Số 1234/QĐ-UBND".to_owned(),
            domain: "tem.example.vn".to_owned(),
            pin_heading: String::new(),
        },
        batch: PrintedBatch { batch: BatchNumber::new(7), quantity },
        link_base: BASE.to_owned(),
    };
    let run = SheetRun {
        label: Label::plan(&request).expect("a label"),
        sheet,
        used_labels: 0,
        offset: Point::default(),
        words: SheetWords { batch: "Lô".to_owned(), sheet: "tờ".to_owned() },
    };
    PrintJob::Sheets(run, Layer::Print)
}

/// Writes every file of a job on all cores; returns the bytes written.
fn write_on_all_cores(job: &PrintJob, signer: &(dyn Signer + Sync)) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let files = job.files();
    let next = AtomicUsize::new(0);
    let write = || {
        let mut written = 0;
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = folder.path().join(&file.name);
            let mut out = BufWriter::new(File::create(&path).expect("made"));
            let source = |range| Ok::<_, PrintError>(stamps(signer, range));
            job.write(file, source, &mut out).expect("written");
            drop(out);
            written += std::fs::metadata(&path).expect("there").len();
            std::fs::remove_file(&path).expect("removed");
        }
        written
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..cores).map(|_| scope.spawn(write)).collect();
        writers.into_iter().map(|writer| writer.join().expect("it ends")).sum()
    })
}

/// The most memory that this process had, in kilobytes.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse().ok()).expect("a number")
}

#[test]
fn a_million_stamps_take_no_more_memory_than_ten_thousand() {
    let signer = wiring::demo_signer().expect("built in");
    write_on_all_cores(&sheets(10_000), &signer);
    let memory_of_ten_thousand = most_memory();
    let begun = Instant::now();
    let bytes = write_on_all_cores(&sheets(1_000_000), &signer);
    println!(
        "PDF sheets: {:.1} s, {} bytes a label",
        begun.elapsed().as_secs_f64(),
        bytes / 1_000_000
    );
    let batch = PrintedBatch { batch: BatchNumber::new(7), quantity: 1_000_000 };
    let (modules, modules_in_byte_mode) = (41, 61);
    let job = PrintJob::Rows { format: RowFormat::Csv, batch, modules, modules_in_byte_mode };
    let begun = Instant::now();
    let source = |range: Range<u32>| {
        // Two halves, each on a core.
        let middle = range.start.midpoint(range.end);
        Ok::<_, PrintError>(thread::scope(|scope| {
            let first = scope.spawn(|| stamps(&signer, range.start..middle));
            let second = stamps(&signer, middle..range.end);
            let mut all = first.join().expect("it ends");
            all.extend(second);
            all
        }))
    };
    let mut out = std::io::sink();
    job.write(&job.files()[0], source, &mut out).expect("written");
    println!("CSV: {:.1} s", begun.elapsed().as_secs_f64());
    let grown = most_memory() - memory_of_ten_thousand;
    println!(
        "{} MB for ten thousand, {} MB more for a million",
        memory_of_ten_thousand / 1024,
        grown / 1024
    );
    assert!(grown < 50 * 1024, "{grown} kB more");
}

#[test]
fn every_code_of_every_preset_is_read_in_every_resolution() {
    for dpi in [203, 300, 600] {
        for preset in Preset::ALL {
            check_sheet(preset.name, &preset.sheet(), dpi);
        }
        check_sheet("press", &Sheet::press(mm(40.0, 25.0)).expect("a sheet"), dpi);
        check_sheet("single", &Sheet::single(mm(30.0, 40.0)).expect("a sheet"), dpi);
        println!("{dpi} dpi: all read");
    }
}

#[test]
fn how_much_a_label_bears() {
    const LABELS: u32 = 100;
    println!("| spoilt by | zbar | ZXing |");
    println!("|---|---|---|");
    for spoilt in Spoilt::MILD.into_iter().chain(Spoilt::HARSH) {
        let [zbar, zxing] = Reader::ALL.map(|reader| read_of(spoilt, LABELS, reader));
        println!("| {} | {zbar} % | {zxing} % |", spoilt.words());
    }
}
