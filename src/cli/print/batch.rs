//! `print batch`: decides what a label carries, says so, and writes the files.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{
    artwork::ArtworkArgs,
    files::{Shown, Writing, write_files},
    layout::{Format, Pair, RollArgs, SheetArgs},
    pins::{self, PinChoice, Printer},
};
use crate::{
    app::{BatchLabel, Language},
    cli::{
        LanguageArgs,
        desk::Desk,
        exit_status::{Failure, Status},
        invocation::Invocation,
        place::PlaceArgs,
        setting_flags::PrintFlags,
    },
    printing::{
        Cut, Insets, JobFile, Label, LabelRequest, LabelWords, Length, ModuleDots, PictureFormat,
        PlacedArtwork, PrintJob, PrintedBatch, PrinterLanguage, RowFormat, SheetRun, Size,
        SymbolKind, pdf::Layer, png::Dpi,
    },
    stamp::{BaseUrl, BatchNumber},
    web::messages::{
        byte_mode_in_words, label_in_words, label_words, pins_in_words, printed_in_words,
        sheet_words,
    },
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct BatchArgs {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    language: LanguageArgs,
    /// The batch
    #[arg(long, value_name = "N")]
    batch: BatchNumber,
    /// What to write
    #[arg(long, value_name = "F", default_value = "pdf")]
    format: Format,
    #[command(flatten)]
    sheet: SheetArgs,
    #[command(flatten)]
    roll: RollArgs,
    #[command(flatten)]
    artwork: ArtworkArgs,
    #[command(flatten)]
    _print: PrintFlags,
    /// The side of a module in mm, whole dots of the printer [default: the largest up to 0.5 that leaves room for text]
    #[arg(long, value_name = "MM")]
    module: Option<Length>,
    /// Which code the symbol holds [default: signed where the label has room for it]
    #[arg(long, value_name = "KIND")]
    symbol: Option<Symbol>,
    /// What becomes of the PINs of a batch that has them [default: printed for print houses; on an office's printer it has
    /// to be said]
    #[arg(long, value_name = "WHAT")]
    pin: Option<PinChoice>,
    /// The label of the first sheet to begin at, counted from 1, to use up a sheet
    #[arg(long, value_name = "N", default_value_t = 1)]
    begin_at: u32,
    /// How far to move everything, right and down, in mm
    #[arg(long, value_name = "XxY", default_value = "0x0", allow_hyphen_values = true)]
    offset: Pair,
    /// Only this sheet, counted from 1, to print it again
    #[arg(long, value_name = "N")]
    only_sheet: Option<u32>,
    /// Say what the labels will carry, and write nothing
    #[arg(long)]
    plan: bool,
    /// Go on where an interrupted run stopped: files that are whole are kept
    #[arg(long)]
    resume: bool,
    /// The folder to write into; made if it is missing
    #[arg(long, value_name = "DIR", required_unless_present = "plan")]
    out: Option<PathBuf>,
}

/// Which code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Symbol {
    /// The signed code, which anybody can check
    Signed,
    /// The short code, which only the service can check
    Short,
}

const EXAMPLES: &str = "\
Examples:
  ocop-stamp print batch --data /var/lib/ocop-stamp/data --batch 7 --sheet a4-65 --dpi 600 --begin-at 12 --out tem
  ocop-stamp print batch --data /var/lib/ocop-stamp/data --batch 7 --format tspl --roll 35x22x2 --dpi 203 --out tem
  ocop-stamp print batch --url https://tem.example.vn --token-file token --batch 7 --sheet single --label 40x25 --plan";

impl BatchArgs {
    pub(super) fn language(&self) -> Language {
        self.language.lang
    }

    fn printer(&self) -> Result<Printer> {
        Ok(match self.format {
            Format::Pdf => match self.sheet.sheet()?.cut {
                Cut::Before => Printer::Office,
                Cut::After => Printer::House,
            },
            Format::Tspl | Format::Zpl => Printer::Office,
            Format::Svg | Format::Png | Format::Csv | Format::Jsonl => Printer::House,
        })
    }
}

pub(super) fn run(args: &BatchArgs, run: &Invocation) -> Result<ExitCode> {
    let place = args.place.find()?;
    let dpi = run.dpi(&place)?.value.get();
    let dpi = Dpi::new(dpi).map_err(|error| Failure::new(Status::Usage, error.to_string()))?;
    let desk = Desk::at(&place, args.language())?;
    let done = print(args, dpi, &desk, run);
    desk.close();
    done
}

fn print(args: &BatchArgs, dpi: Dpi, desk: &Desk, run: &Invocation) -> Result<ExitCode> {
    let language = args.language();
    let batch = desk.batch_label(args.batch)?;
    let base = desk.office()?.base_url;
    let words = label_words(&batch, base.authority());
    let pin = pins::printed(&batch, args.pin, args.printer()?)?;
    let job = job(args, dpi, &batch, pin, &base, &words)?;
    let shown = Shown { symbol: symbol_kind(&job, args), pin };
    let mask = job.scratch_mask();
    let pins_told = batch.pin.then(|| pins_in_words(pin, mask.is_some(), language));
    for line in told(&job, &words, language).into_iter().chain(pins_told) {
        eprintln!("{line}");
    }
    let Some(out) = args.out.as_ref().filter(|_| !args.plan) else {
        run.print(&plan_json(&job, &batch, pin), "")?;
        return Ok(Status::Done.into());
    };
    let link = |digits: &str| base.link(digits);
    let mut names = Vec::new();
    for job in std::iter::once(&job).chain(&mask) {
        let files = files(args, job)?;
        let writing = Writing { job, files: &files, out, resume: args.resume };
        write_files(&writing, desk, args.batch, shown, &link, run)?;
        names.extend(files.into_iter().map(|file| file.name));
    }
    let words = printed_in_words(names.len(), &out.display().to_string(), language);
    let mut printed = plan_json(&job, &batch, pin);
    printed["out"] = json!(out.display().to_string());
    printed["files"] = json!(names);
    run.print(&printed, words)?;
    Ok(Status::Done.into())
}

/// The files of a job, or the one of the sheet that is asked for.
fn files(args: &BatchArgs, job: &PrintJob) -> Result<Vec<JobFile>> {
    match args.only_sheet {
        None => Ok(job.files()),
        Some(sheet) => {
            let file = sheet.checked_sub(1).and_then(|sheet| job.sheet_alone(sheet));
            let words = format!("there is no sheet {sheet}");
            Ok(vec![file.ok_or_else(|| Failure::new(Status::Usage, words))?])
        }
    }
}

fn job(
    args: &BatchArgs,
    dpi: Dpi,
    batch: &BatchLabel,
    pin: bool,
    base: &BaseUrl,
    words: &LabelWords,
) -> Result<PrintJob> {
    let usage = |error: String| Failure::new(Status::Usage, error);
    let printed = PrintedBatch { batch: batch.batch, quantity: batch.quantity };
    let link_base = base.link("");
    let module = args.module.map(|size| ModuleDots::asked(size, dpi));
    let module = module.transpose().map_err(|error| usage(error.to_string()))?;
    let artwork = args.artwork.request(args.format)?;
    let label = |size: Size, insets: Insets| {
        let request = LabelRequest {
            size,
            insets,
            dpi,
            module,
            symbol: args.symbol.map(Symbol::kind),
            pin,
            artwork: artwork.clone(),
            words: words.clone(),
            batch: printed,
            link_base: link_base.clone(),
        };
        Label::plan(&request).map_err(|error| usage(error.to_string()))
    };
    let label_size = || {
        let size = args.sheet.label.context("this format needs --label WxH")?;
        Ok::<_, anyhow::Error>(Size { width: size.0, height: size.1 })
    };
    let rows = |format| {
        let kind = args.symbol.map_or(SymbolKind::Signed, Symbol::kind);
        Ok(PrintJob::Rows {
            format,
            batch: printed,
            modules: kind.modules(&link_base)?,
            modules_in_byte_mode: kind.modules_in_byte_mode(&link_base)?,
        })
    };
    let roll = |language| {
        let roll = args.roll.roll(args.sheet.label)?;
        let label = label(roll.label, Insets::default())?;
        Ok(PrintJob::Roll { roll, label, language, speed: args.roll.speed })
    };
    let pictures = |format| {
        let label = label(label_size()?, Insets::default())?;
        Ok(PrintJob::Pictures(label, format))
    };
    match args.format {
        Format::Pdf => {
            let sheet = args.sheet.sheet()?;
            let label = label(sheet.label, sheet.insets())?;
            let offset = args.offset.point();
            let mut run = SheetRun { sheet, label, used_labels: 0, offset, words: sheet_words() };
            run.begin_at(args.begin_at).map_err(|error| usage(error.to_string()))?;
            if !run.is_on_paper() {
                let words =
                    "--offset moves codes off the paper: a printer is off by a few millimetres";
                bail!(usage(words.to_owned()));
            }
            Ok(PrintJob::Sheets(run, Layer::Print))
        }
        Format::Tspl => roll(PrinterLanguage::Tspl),
        Format::Zpl => roll(PrinterLanguage::Zpl),
        Format::Svg => pictures(PictureFormat::Svg),
        Format::Png => pictures(PictureFormat::Png),
        Format::Csv => rows(RowFormat::Csv),
        Format::Jsonl => rows(RowFormat::JsonLines),
    }
}

impl Symbol {
    fn kind(self) -> SymbolKind {
        match self {
            Self::Signed => SymbolKind::Signed,
            Self::Short => SymbolKind::Short,
        }
    }
}

fn symbol_kind(job: &PrintJob, args: &BatchArgs) -> SymbolKind {
    let asked = args.symbol.map_or(SymbolKind::Signed, Symbol::kind);
    job.label().map_or(asked, |label| label.symbol)
}

/// What is told before anything is made.
fn told(job: &PrintJob, words: &LabelWords, language: Language) -> Vec<String> {
    match job {
        PrintJob::Rows { modules, modules_in_byte_mode, .. } => {
            vec![byte_mode_in_words(*modules, *modules_in_byte_mode, language)]
        }
        PrintJob::Sheets(..) | PrintJob::Roll { .. } | PrintJob::Pictures(..) => {
            let label = job.label().expect("these have one");
            label_in_words(label, words, language)
        }
    }
}

fn plan_json(job: &PrintJob, batch: &BatchLabel, pin: bool) -> serde_json::Value {
    let mut plan = json!({ "batch": batch.batch, "quantity": batch.quantity, "pin": pin });
    if let Some(label) = job.label() {
        plan["modules"] = json!(label.modules);
        plan["module_mm"] = json!(label.module.length(1).as_mm());
        plan["symbol_mm"] = json!(label.symbol_side().as_mm());
        plan["name_is_cut"] = json!(label.name_is_cut);
        plan["online_only"] = json!(label.symbol == SymbolKind::Short);
        if let Some(PlacedArtwork { frame, .. }) = &label.artwork {
            plan["artwork_mm"] = json!([frame.size.width.as_mm(), frame.size.height.as_mm()]);
        }
    }
    if let PrintJob::Rows { modules, modules_in_byte_mode, .. } = job {
        plan["modules"] = json!(modules);
        plan["modules_in_byte_mode"] = json!(modules_in_byte_mode);
    }
    plan
}
