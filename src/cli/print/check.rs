//! `print check`: what a picture of a proof shows.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use crate::{
    cli::{
        LanguageArgs, PassphraseArgs,
        exit_status::{Failure, Status},
        invocation::Invocation,
        picture::{self, SymbolInPicture},
        verify::{self, SourceArgs},
    },
    web::messages::{pdf_proof_in_words, proof_in_words},
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
    /// The picture's dots per inch, where the file does not say them
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(36..=9600))]
    dpi: Option<u16>,
    /// A PNG or JPEG: a scan or a photograph of the proof, or a page made a picture
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

const EXAMPLES: &str = "\
Without --url, --data or --keys nobody is asked what a scan would answer. Exit status 0: all symbols are good; 1: some are
not, or a scan would not answer valid.

Examples:
  ocop-stamp print check proof.png --dpi 600
  ocop-stamp print check scan.jpg --url https://tem.example.vn";

pub(super) fn run(args: &CheckArgs, run: &Invocation) -> Result<ExitCode> {
    let language = args.language.lang;
    let name = args.file.display().to_string();
    let bytes = fs::read(&args.file).with_context(|| format!("can't read {name}"))?;
    if bytes.starts_with(b"%PDF-") {
        bail!(Failure::new(Status::Data, pdf_proof_in_words(&name, language)));
    }
    let symbols = picture::measure_symbols(&bytes)
        .map_err(|error| Failure::new(Status::Data, error.to_string()))?;
    let dpi = args.dpi.map(f64::from).or_else(|| picture::dots_per_inch(&bytes));
    let codes: Vec<String> = symbols.iter().map(|symbol| symbol.text.clone()).collect();
    let answers = match args.source.given_or_set() {
        Some(checker) => {
            let asked = verify::ask(&checker, args.demo, &args.passphrase, &codes)?;
            asked.into_iter().map(Some).collect()
        }
        None => vec![None; codes.len()],
    };
    let mut all_good = true;
    for (SymbolInPicture { text, proof }, answer) in symbols.iter().zip(answers) {
        let millimetres = dpi.map(|dpi| proof.pixels_a_module * 25.4 / dpi);
        let (is_good, mut lines) = proof_in_words(proof, millimetres, language);
        let verdict = answer.as_ref().and_then(|answer| answer["verdict"].as_str());
        let is_refused = answer.is_some() && !matches!(verdict, Some("valid" | "signed"));
        all_good &= is_good && !is_refused;
        let object = json!({
            "code": text,
            "modules": proof.modules,
            "module_mm": millimetres,
            "quiet_zone_modules": proof.quiet_zone,
            "contrast_percent": proof.contrast_percent,
            "is_good": is_good,
            "verdict": verdict,
        });
        lines.insert(0, text.clone());
        lines.extend(verdict.map(str::to_owned));
        run.print(&object, lines.join("\n  "))?;
    }
    Ok(if all_good { Status::Done } else { Status::NotDone }.into())
}
