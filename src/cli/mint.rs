//! `mint`: issue a batch and write its stamps for the printer.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{
    IdempotencyArgs,
    desk::{Desk, at_once},
    exit_status::{Failure, Status},
    invocation::Invocation,
    place::PlaceArgs,
    setting_flags::PrintFlags,
};
use crate::{
    app::{IssueRequest, IssuedBatch, Language},
    config::Source,
    printing::{
        Symbol,
        png::{self, Dpi, PixelsPerModule},
        svg::{self, ModuleSize},
    },
    stamp::{BaseUrl, BatchNumber, CertificateNumber},
};

/// Stamps that are signed and written at a time.
const CHUNK: u32 = 10_000;

/// The smallest module that GS1 allows at a till, in millimetres (General Specifications §5.12.3).
const MODULE_MM: f64 = 0.396;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct MintArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The service's number of the certificate
    #[arg(long, value_name = "N")]
    certificate: CertificateNumber,
    /// How many stamps, at most 16777216
    #[arg(long, value_name = "Q")]
    quantity: u64,
    /// For which net content of the product, counted from 1 as its page lists them
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    variant: u8,
    /// With a PIN each under a scratch layer, for a print house that can make one; `print batch` prints them
    #[arg(long)]
    with_pin: bool,
    /// What to write
    #[arg(long, value_name = "F", value_delimiter = ',', required = true)]
    format: Vec<Format>,
    /// The folder to write into; made if it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    _print: PrintFlags,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One file, a URL a line
    Txt,
    /// A 1-bit picture a stamp
    Png,
    /// A vector drawing a stamp
    Svg,
}

const EXAMPLES: &str = "\
Examples:
  ocop-stamp mint --data /var/lib/ocop-stamp/data --certificate 235 --quantity 5000 --format txt --out stamps
  ocop-stamp mint --data /var/lib/ocop-stamp/data --certificate 235 --variant 2 --quantity 100 --format png,svg --dpi 600 --out stamps
  ocop-stamp mint --url https://tem.example.vn --token-file token --certificate 235 --quantity 100 --format txt --out stamps --idempotency-key spring --json";

pub(super) fn run(args: &MintArgs, run: &Invocation) -> Result<ExitCode> {
    let place = args.place.find()?;
    let dpi = run.dpi(&place)?;
    let pixels = (MODULE_MM * f64::from(dpi.value.get()) / 25.4).ceil();
    let status = match dpi.source {
        Source::File { .. } => Status::Config,
        Source::Flag | Source::Environment { .. } | Source::Default => Status::Usage,
    };
    let drawing = Drawing {
        dpi: Dpi::new(dpi.value.get()).map_err(|error| Failure::new(status, error.to_string()))?,
        pixels: PixelsPerModule::new(pixels as u16)?,
        module: ModuleSize::from_mm(MODULE_MM)?,
    };
    prepare(&args.out, args.idempotency.idempotency_key.is_some())?;
    let desk = Desk::at(&place, Language::English)?;
    let key = args.idempotency.given_or_fresh();
    let done = mint(&desk, args, &drawing, &key, run);
    desk.close();
    let issued = done?;
    let words = format!(
        "batch {} with {} stamps, log index {}",
        issued.batch, issued.quantity, issued.log_index
    );
    let minted = json!({
        "batch": issued.batch,
        "quantity": issued.quantity,
        "log_index": issued.log_index,
        "out": args.out.display().to_string(),
        "idempotency_key": key,
    });
    run.print(&minted, words)?;
    Ok(Status::Done.into())
}

fn mint(
    desk: &Desk,
    args: &MintArgs,
    drawing: &Drawing,
    key: &str,
    run: &Invocation,
) -> Result<IssuedBatch> {
    let request = IssueRequest {
        certificate: args.certificate,
        quantity: args.quantity,
        variant: args.variant - 1,
        activated: true,
        with_pin: args.with_pin,
        print: None,
    };
    let base_url = desk.office()?.base_url;
    let issued = at_once(desk.issue_batch(&request, key)?)?;
    refuse_files_of_others(&args.out, issued.batch)?;
    let mut writer = Writer::new(args, issued.batch, &base_url, drawing)?;
    let progress = run.progress("Writing stamps", issued.quantity.into());
    let mut from = 0;
    while from < issued.quantity {
        let to = (from + CHUNK).min(issued.quantity) - 1;
        for (index, digits) in (from..).zip(desk.stamps(issued.batch, from, to)?) {
            writer.write(index, &digits)?;
            progress.advance(1);
        }
        from = to + 1;
    }
    writer.finish()?;
    Ok(issued)
}

/// Makes the folder before anything is issued. What stands in it is only taken for the begun files of
/// this batch if the asker named the key under which it was begun.
fn prepare(out: &Path, is_repeated: bool) -> Result<()> {
    let cant = |what: &str| Failure::cant_create(format!("can't {what} {}", out.display()));
    fs::create_dir_all(out).map_err(cant("make"))?;
    if !is_repeated && fs::read_dir(out)?.next().is_some() {
        let words = format!(
            "{} holds something already; name a new folder with --out, or finish an interrupted batch with its --idempotency-key",
            out.display()
        );
        bail!(Failure::new(Status::CantCreate, words));
    }
    tempfile::tempfile_in(out).map_err(cant("write in"))?;
    Ok(())
}

fn refuse_files_of_others(out: &Path, batch: BatchNumber) -> Result<()> {
    for name in fs::read_dir(out)? {
        let name = name?.file_name();
        let ours = name.to_str().is_some_and(|name| {
            name.strip_prefix(&format!("batch-{batch}"))
                .is_some_and(|rest| rest.starts_with(['.', '-']))
        });
        if !ours {
            let words = format!(
                "batch {batch} is issued, but {} holds {}, which is not of it; ask again with the same --idempotency-key and another --out",
                out.display(),
                name.display()
            );
            bail!(Failure::new(Status::CantCreate, words));
        }
    }
    Ok(())
}

/// How symbols are drawn.
struct Drawing {
    dpi: Dpi,
    pixels: PixelsPerModule,
    module: ModuleSize,
}

/// Writes the files of a batch. Each is whole under its name or not there: the list is renamed at the
/// end, pictures one by one; so a second run finishes what a first one began.
struct Writer<'a> {
    args: &'a MintArgs,
    batch: BatchNumber,
    base_url: &'a BaseUrl,
    drawing: &'a Drawing,
    list: Option<BufWriter<File>>,
}

impl<'a> Writer<'a> {
    fn new(
        args: &'a MintArgs,
        batch: BatchNumber,
        base_url: &'a BaseUrl,
        drawing: &'a Drawing,
    ) -> Result<Self> {
        let mut writer = Self { args, batch, base_url, drawing, list: None };
        if args.format.contains(&Format::Txt) {
            let file = File::create(writer.path("part")).context("can't write the list")?;
            writer.list = Some(BufWriter::new(file));
        }
        Ok(writer)
    }

    fn write(&mut self, index: u32, digits: &str) -> Result<()> {
        let link = self.base_url.link(digits);
        for format in &self.args.format {
            match format {
                Format::Txt => {
                    if let Some(list) = &mut self.list {
                        writeln!(list, "{link}").context("can't write the list")?;
                    }
                }
                Format::Png => self.picture(index, "png", || {
                    Ok(png::draw(&Symbol::of_link(&link)?, self.drawing.pixels, self.drawing.dpi))
                })?,
                Format::Svg => self.picture(index, "svg", || {
                    Ok(svg::draw(&Symbol::of_link(&link)?, self.drawing.module).into_bytes())
                })?,
            }
        }
        Ok(())
    }

    fn picture(
        &self,
        index: u32,
        ending: &str,
        draw: impl FnOnce() -> Result<Vec<u8>>,
    ) -> Result<()> {
        let path = self.args.out.join(format!("batch-{}-{index:08}.{ending}", self.batch));
        let temporary = self.path("picture.part");
        fs::write(&temporary, draw()?)
            .and_then(|()| fs::rename(&temporary, &path))
            .with_context(|| format!("can't write {}", path.display()))
    }

    fn finish(self) -> Result<()> {
        let part = self.path("part");
        let list = self.path("txt");
        if let Some(writer) = self.list {
            let file = writer.into_inner().context("can't write the list")?;
            file.sync_all()
                .and_then(|()| fs::rename(&part, &list))
                .with_context(|| format!("can't write {}", list.display()))?;
        }
        Ok(())
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.args.out.join(format!("batch-{}.{ending}", self.batch))
    }
}
