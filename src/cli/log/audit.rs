//! `log audit`: a whole published log, checked as a stranger would, and held against what was seen of it before.

use std::{
    fs,
    io::{self, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::{
    LanguageArgs,
    exit_status::{Failure, Status},
    invocation::Invocation,
};
use crate::{
    log::{
        audit::{AuditError, Expected, Placed, audit},
        checkpoint::Checkpoint,
        cosignature::CosignerVkey,
        note::Vkey,
        published_log::{FetchError, PublishedLog},
    },
    web::messages::{Findings, audit_in_words, entry_in_words, key_on_trust_in_words},
    wiring,
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct AuditArgs {
    /// The log's address or its service's, or the folder that it lies in
    #[arg(value_name = "URL|DIR")]
    log: String,
    /// The log's verifier key as you got it first [default: the one that is published beside the log]
    #[arg(long, value_name = "VKEY")]
    vkey: Option<Vkey>,
    /// The verifier key of who cosigns the log's checkpoint with the time [default: the one that is published beside
    /// the log]
    #[arg(long, value_name = "VKEY")]
    cosigner_vkey: Option<CosignerVkey>,
    /// The checkpoint that was seen last: the log has to continue it, and only what is new is reported. Written
    /// anew after a good audit; made if it is not there
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// Print each entry, too; with --since, each new one
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    language: LanguageArgs,
}

const EXAMPLES: &str = "\
Everything is fetched and checked: the checkpoint's signature, every tile, every entry and the log's rules. Exit
status 0 if all of it holds together, 1 if not, 69 if it can't be fetched. What contradicts FILE is kept beside it as
FILE.contradicts: two signed checkpoints that contradict each other are the proof.

Examples:
  ocop-stamp log audit https://tem.example.vn --vkey tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY
  ocop-stamp log audit https://tem.example.vn --since seen.checkpoint --list --lang en
  ocop-stamp log audit /var/lib/ocop-stamp/data --json";

pub(super) fn run(args: &AuditArgs, run: &Invocation) -> Result<ExitCode> {
    let log = wiring::published_log(&args.log)?;
    let vkey = match &args.vkey {
        Some(vkey) => vkey.clone(),
        None => published_vkey(log.as_ref())?,
    };
    let earlier = args.since.as_deref().map(|file| read_earlier(file, &vkey)).transpose()?;
    let earlier = earlier.flatten();
    let note = log.file("checkpoint")?;
    let cosigned_at = cosigned_at(args, log.as_ref(), &note)?;
    let expected = Expected {
        vkey,
        earlier: earlier.as_ref().map(Checkpoint::head),
        threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
    };
    let mut printed = Ok(());
    let mut print = |placed: &Placed<'_>| {
        if args.list && printed.is_ok() {
            printed = run.print(&entry_line(placed), entry_words(placed, args));
        }
    };
    let audited = match audit(log.as_ref(), &note, &expected, &mut print) {
        Ok(audited) => audited,
        Err(error) => {
            if let Some(file) = &args.since {
                keep_contradiction(file, &note, &error)?;
            }
            return Err(error.into());
        }
    };
    printed?;
    if let Some(file) = &args.since {
        replace(file, &note).with_context(|| format!("can't write {}", file.display()))?;
    }
    let size_before = earlier.map(|earlier| earlier.size);
    let found = Findings { audited: &audited, earlier: size_before, cosigned_at };
    run.print(&summary(&found), audit_in_words(&found, args.language.lang).join("\n"))?;
    // A checkpoint that was kept before pins the key as well.
    if args.vkey.is_none() && size_before.is_none() {
        eprintln!("{}", key_on_trust_in_words(&expected.vkey.to_string(), args.language.lang));
    }
    Ok(Status::Done.into())
}

/// The key that stands beside the log: to be believed the first time, if at all.
fn published_vkey(log: &dyn PublishedLog) -> Result<Vkey> {
    let bytes = log.file("vkey")?;
    let text = String::from_utf8_lossy(&bytes);
    let vkey = text.trim_end().parse::<Vkey>();
    Ok(vkey.map_err(|error| Failure::new(Status::NotDone, format!("the log's vkey: {error}")))?)
}

/// The time to which the checkpoint is proved to be the newest, if it is to any.
fn cosigned_at(args: &AuditArgs, log: &dyn PublishedLog, note: &[u8]) -> Result<Option<Timestamp>> {
    let vkey = match &args.cosigner_vkey {
        Some(vkey) => vkey.clone(),
        None => match log.file("cosigner-vkey") {
            Ok(bytes) => {
                let vkey = String::from_utf8_lossy(&bytes).trim_end().parse();
                vkey.map_err(|error| {
                    Failure::new(Status::NotDone, format!("the log's cosigner-vkey: {error}"))
                })?
            }
            Err(FetchError::Missing(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        },
    };
    let cosigned_at = vkey.cosigned_at(note).map_err(|error| {
        Failure::new(Status::NotDone, format!("the checkpoint's cosignature: {error}"))
    })?;
    if cosigned_at.is_none() && args.cosigner_vkey.is_some() {
        bail!(Failure::new(Status::NotDone, "the checkpoint is not cosigned by that key"));
    }
    Ok(cosigned_at)
}

/// What was seen before; `None` the first time.
fn read_earlier(file: &Path, vkey: &Vkey) -> Result<Option<Checkpoint>> {
    let note = match fs::read(file) {
        Ok(note) => note,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("can't read {}", file.display())),
    };
    let opened = Checkpoint::open(&note, vkey).map_err(|error| {
        let words = format!("{}: not a checkpoint of this log's key: {error}", file.display());
        Failure::new(Status::Data, words)
    });
    Ok(Some(opened?))
}

/// Two checkpoints of one key that contradict each other prove that it signed two histories.
fn keep_contradiction(file: &Path, note: &[u8], error: &AuditError) -> Result<()> {
    if let AuditError::Shrunk { .. } | AuditError::Forked(_) = error {
        let beside = PathBuf::from(format!("{}.contradicts", file.display()));
        replace(&beside, note).with_context(|| format!("can't write {}", beside.display()))?;
    }
    Ok(())
}

/// Has a file hold these bytes, on disk, whole at any time.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        Some(_) | None => Path::new("."),
    };
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(file).map_err(|error| error.error)?;
    fs::File::open(folder)?.sync_all()
}

fn entry_line(placed: &Placed<'_>) -> Value {
    let bytes = placed.entry.to_bytes().expect("it was read from such bytes");
    let entry: Value = serde_json::from_slice(&bytes).expect("an entry is JSON");
    json!({ "position": placed.position, "entry": entry })
}

fn entry_words(placed: &Placed<'_>, args: &AuditArgs) -> String {
    let words = entry_in_words(placed.entry, args.language.lang);
    format!("{:>8}  {}  {words}", placed.position, placed.entry.at)
}

fn summary(found: &Findings<'_>) -> Value {
    let Findings { audited, earlier, cosigned_at } = found;
    let checkpoint = &audited.checkpoint;
    json!({
        "origin": checkpoint.origin.as_str(),
        "size": checkpoint.size,
        "root": checkpoint.root.to_base64(),
        "continues": earlier,
        "cosigned_at": cosigned_at,
        "last_entry_at": audited.state.last_at(),
        "news": audited.news,
    })
}
