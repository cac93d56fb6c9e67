//! `log check-receipt`: what a receipt proves, offline, by the log's key alone.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use super::super::{LanguageArgs, exit_status::Status, invocation::Invocation};
use crate::{
    log::{
        note::Vkey,
        receipt::{Proven, Receipt},
    },
    web::messages::receipt_in_words,
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CheckReceiptArgs {
    /// The receipt: a file in the format of C2SP tlog-proof
    file: PathBuf,
    /// The log's verifier key, as it was got when the log was trusted
    #[arg(long, value_name = "VKEY")]
    vkey: Vkey,
    #[command(flatten)]
    language: LanguageArgs,
}

const EXAMPLES: &str = "\
A receipt is at /api/v1/log/receipts/INDEX of the service. Nothing is asked of anybody: exit status 0 if the file
proves that its entry stands in the log of that key, 1 if not, 65 if it is no receipt.

Examples:
  ocop-stamp log check-receipt 1234.tlog-proof --vkey tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY
  ocop-stamp log check-receipt 1234.tlog-proof --vkey tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY --json";

pub(super) fn run(args: &CheckReceiptArgs, run: &Invocation) -> Result<ExitCode> {
    let name = args.file.display();
    let bytes = fs::read(&args.file).with_context(|| format!("can't read {name}"))?;
    let receipt = Receipt::parse(&String::from_utf8_lossy(&bytes));
    let proven = receipt.and_then(|receipt| receipt.check(&args.vkey));
    let proven = proven.with_context(|| name.to_string())?;
    let words = receipt_in_words(&proven, args.language.lang);
    run.print(&line(&proven), words.join("\n"))?;
    Ok(Status::Done.into())
}

fn line(proven: &Proven) -> Value {
    let bytes = proven.entry.to_bytes().expect("it was read from such bytes");
    let entry: Value = serde_json::from_slice(&bytes).expect("an entry is JSON");
    json!({
        "origin": proven.checkpoint.origin.as_str(),
        "index": proven.index,
        "size": proven.checkpoint.size,
        "root": proven.checkpoint.root.to_base64(),
        "entry": entry,
    })
}
