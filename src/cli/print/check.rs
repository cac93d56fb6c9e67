//! `print check`: what a proof shows, as a file or as a picture of it.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use super::proof_pages;
use crate::{
    cli::{
        LanguageArgs, PassphraseArgs,
        exit_status::{Failure, Status},
        invocation::Invocation,
        picture::{self, PictureError, SymbolInPicture},
        verify::{self, SourceArgs},
    },
    web::messages::{proof_in_words, proof_page_in_words, proof_pages_in_words},
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    source: SourceArgs,
    /// Take the demo key of a key set for a key: its private half is public, so this proves nothing
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// The picture's dots per inch, where the file does not say them; for a PDF, how fine its pages are drawn [default: 600]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(36..=9600))]
    dpi: Option<u16>,
    /// Look at so many pages of a PDF at most, from its first
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    pages: u16,
    /// The PDF that goes to the printer; or a PNG or JPEG, a scan or a photograph of what came of it
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// A module of 0.33 mm has eight dots then.
const PDF_DPI: u16 = 600;

const EXAMPLES: &str = "\
Without --url, --data or --keys nobody is asked what a scan would answer. Exit status 0: all symbols are good; 1: some are
not, or a scan would not answer valid.

Examples:
  ocop-stamp print check batch-7-00000000-00000064-1of1.pdf --data /var/lib/ocop-stamp/data
  ocop-stamp print check scan.jpg --url https://tem.example.vn";

pub(super) fn run(args: &CheckArgs, run: &Invocation) -> Result<ExitCode> {
    let language = args.language.lang;
    let name = args.file.display().to_string();
    let bytes = fs::read(&args.file).with_context(|| format!("can't read {name}"))?;
    let (pages, count) = pages(args, bytes)?;
    let mut checked = Checked { all_good: true, symbols: 0 };
    let mut looked_at = 0;
    for page in pages {
        let page = page?;
        looked_at += 1;
        checked.page(args, page, run)?;
    }
    if checked.symbols == 0 {
        bail!(Failure::new(Status::Data, PictureError::NoCode.to_string()));
    }
    if looked_at < count {
        eprintln!("{}", proof_pages_in_words(looked_at, count, language));
    }
    Ok(if checked.all_good { Status::Done } else { Status::NotDone }.into())
}

/// What is looked at: a picture, or a page of a PDF.
struct Looked {
    symbols: Vec<SymbolInPicture>,
    dpi: Option<f64>,
    /// Counted from 1, in a PDF.
    page: Option<usize>,
}

type Pages = Box<dyn Iterator<Item = Result<Looked>>>;

/// What a file shows, page by page, and how many pages it has.
fn pages(args: &CheckArgs, bytes: Vec<u8>) -> Result<(Pages, usize)> {
    let data = |error: String| Failure::new(Status::Data, error);
    if !bytes.starts_with(b"%PDF-") {
        let symbols = picture::measure_symbols(&bytes).map_err(|error| data(error.to_string()))?;
        let dpi = args.dpi.map(f64::from).or_else(|| picture::dots_per_inch(&bytes));
        let looked = Looked { symbols, dpi, page: None };
        return Ok((Box::new(std::iter::once(Ok(looked))), 1));
    }
    let dpi = args.dpi.unwrap_or(PDF_DPI);
    let drawn = proof_pages::pages(bytes, dpi, args.pages.into());
    let (count, drawn) = drawn.map_err(|error| data(error.to_string()))?;
    let looked = drawn.map(move |page| {
        let page = page.map_err(|error| data(error.to_string()))?;
        let symbols = picture::symbols_in(&page.picture);
        Ok(Looked { symbols, dpi: Some(page.dpi), page: Some(page.number) })
    });
    Ok((Box::new(looked), count))
}

/// What was found so far.
struct Checked {
    all_good: bool,
    symbols: usize,
}

impl Checked {
    /// Measures the symbols of a page, asks what a scan of each answers, and tells.
    fn page(&mut self, args: &CheckArgs, looked: Looked, run: &Invocation) -> Result<()> {
        let language = args.language.lang;
        let Looked { symbols, dpi, page } = looked;
        let codes: Vec<String> = symbols.iter().map(|symbol| symbol.text.clone()).collect();
        let answers = match args.source.given_or_set() {
            Some(checker) if !codes.is_empty() => {
                let asked = verify::ask(&checker, args.demo, &args.passphrase, &codes)?;
                asked.into_iter().map(Some).collect()
            }
            Some(_) | None => vec![None; codes.len()],
        };
        for (SymbolInPicture { text, proof, .. }, answer) in symbols.iter().zip(answers) {
            let millimetres = dpi.map(|dpi| proof.pixels_a_module * 25.4 / dpi);
            let (is_good, mut lines) = proof_in_words(proof, millimetres, language);
            let verdict = answer.as_ref().and_then(|answer| answer["verdict"].as_str());
            let is_refused = answer.is_some() && !matches!(verdict, Some("valid" | "signed"));
            self.all_good &= is_good && !is_refused;
            self.symbols += 1;
            let mut object = json!({
                "code": text,
                "modules": proof.modules,
                "module_mm": millimetres,
                "quiet_zone_modules": proof.quiet_zone,
                "contrast_percent": proof.contrast_percent,
                "is_good": is_good,
                "verdict": verdict,
            });
            if let Some(page) = page {
                object["page"] = json!(page);
            }
            lines.insert(0, text.clone());
            lines.extend(page.map(|page| proof_page_in_words(page, language)));
            lines.extend(verdict.map(str::to_owned));
            run.print(&object, lines.join("\n  "))?;
        }
        Ok(())
    }
}
