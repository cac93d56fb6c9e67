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
        ClosedLog,
        audit::{AuditError, Expected, Placed, Seen, audit},
        cosignature::CosignerVkey,
        lineage::{MOST_LOGS, numbered, origin_of, way_between},
        note::Vkey,
        published_log::{Beside, FetchError, PublishedLog},
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
status 0 if all of it holds together; 1 if not, or if another log continues this one, so that what came since was not
looked at; 69 if it can't be fetched. What contradicts FILE is kept beside it as
FILE.contradicts: two signed checkpoints that contradict each other are the proof. A log that continues others, since
its key was changed, is checked with them from the oldest on; with --vkey, FILE may be of one of those. Without, the log
that FILE is of is checked, and who continues it only told.

Examples:
  ocop-stamp log audit https://tem.example.vn --vkey tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY
  ocop-stamp log audit https://tem.example.vn --since seen.checkpoint --list --lang en
  ocop-stamp log audit /var/lib/ocop-stamp/data --json";

pub(super) fn run(args: &AuditArgs, run: &Invocation) -> Result<ExitCode> {
    let place = wiring::published_log(&args.log)?;
    let seen = args.since.as_deref().map(read_seen).transpose()?.unwrap_or(Seen::Nothing);
    let (vkey, way) = match (&args.vkey, &seen) {
        (Some(vkey), _) => (vkey.clone(), way_to_log(place.as_ref(), vkey.name().as_str())?),
        // No key of a later log is believed for what was seen of this one.
        (None, Seen::Checkpoint(note)) => {
            let way = way_to_log(place.as_ref(), &origin_in(note))?;
            (published_vkey(&Beside::of(place.as_ref(), &way))?, way)
        }
        (None, Seen::Nothing | Seen::Tree(_)) => newest(place.as_ref())?,
    };
    let log = &Beside::of(place.as_ref(), &way);
    let note = match log.file("checkpoint") {
        Err(FetchError::Missing(file)) if !way.is_empty() => {
            let words = format!(
                "{file} is missing, though a log is there that {} continues: the log of this key is gone, which is a finding; ask the office, and keep what you saw of it",
                vkey.name()
            );
            bail!(Failure::new(Status::NotDone, words));
        }
        note => note?,
    };
    let cosigned_at = cosigned_at(args, log, &note)?;
    let expected = Expected {
        vkey,
        seen,
        threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
    };
    let mut printed = Ok(());
    let mut print = |placed: &Placed<'_>| {
        if args.list && printed.is_ok() {
            printed = run.print(&entry_line(placed), entry_words(placed, args));
        }
    };
    let audited = match audit(log, &note, &expected, &mut print) {
        Ok(audited) => audited,
        Err(error) => {
            if let Some(file) = &args.since {
                keep_contradiction(file, log, &note, &error)?;
                return Err(error).with_context(|| file.display().to_string());
            }
            return Err(error.into());
        }
    };
    printed?;
    if let Some(file) = &args.since {
        replace(file, &note).with_context(|| format!("can't write {}", file.display()))?;
    }
    let continued_by = successor_of(place.as_ref(), &expected.vkey, &way);
    let continued_by = continued_by.as_ref().map(|(vkey, _)| vkey);
    let found = Findings { audited: &audited, cosigned_at, continued_by };
    run.print(&summary(&found), audit_in_words(&found, args.language.lang).join("\n"))?;
    // A checkpoint that was kept before pins the key as well.
    if args.vkey.is_none() && expected.seen == Seen::Nothing {
        eprintln!("{}", key_on_trust_in_words(&expected.vkey.to_string(), args.language.lang));
    }
    // Whoever looks at the exit status alone is not to take a log that ended for one in which nothing happens.
    let status = if continued_by.is_some() { Status::NotDone } else { Status::Done };
    Ok(status.into())
}

/// The way to the log of an origin from the place that was named: there, or beside it where its key was changed.
fn way_to_log(place: &dyn PublishedLog, origin: &str) -> Result<String> {
    let there = origin_in(&place.file("checkpoint")?);
    // Another log altogether is refused by its key.
    Ok(way_between(&there, origin).unwrap_or_default())
}

/// The origin that a checkpoint names.
fn origin_in(note: &[u8]) -> String {
    String::from_utf8_lossy(note).lines().next().unwrap_or_default().to_owned()
}

/// The newest log at a place, with the key that stands beside it: to be believed the first time, if at all.
fn newest(place: &dyn PublishedLog) -> Result<(Vkey, String)> {
    let mut found = (published_vkey(place)?, String::new());
    for _ in 1..MOST_LOGS {
        match successor_of(place, &found.0, &found.1) {
            Some(next) => found = next,
            None => break,
        }
    }
    Ok(found)
}

/// The key of the log that continues this one, as it stands beside it, and the way there; `None` if nobody shows one.
fn successor_of(place: &dyn PublishedLog, vkey: &Vkey, way: &str) -> Option<(Vkey, String)> {
    let origin = vkey.name().as_str();
    let (first, number) = numbered(origin);
    let next = origin_of(number.checked_add(1)?, first);
    let way = format!("{way}{}", way_between(origin, &next)?);
    let vkey = published_vkey(&Beside::of(place, &way)).ok()?;
    (vkey.name().as_str() == next).then_some((vkey, way))
}

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

/// What was seen before; nothing the first time.
fn read_seen(file: &Path) -> Result<Seen> {
    match fs::read(file) {
        Ok(note) => Ok(Seen::Checkpoint(note)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::Nothing),
        Err(error) => Err(error).with_context(|| format!("can't read {}", file.display())),
    }
}

/// Two checkpoints of one key that contradict each other prove that it signed two histories.
fn keep_contradiction(
    file: &Path,
    log: &dyn PublishedLog,
    note: &[u8],
    error: &AuditError,
) -> Result<()> {
    let contradicts =
        |error: &AuditError| matches!(error, AuditError::Shrunk { .. } | AuditError::Forked(_));
    let of_closed = if let AuditError::Ancestor { origin, source } = error
        && contradicts(source)
    {
        Some(origin)
    } else if let AuditError::NotClosed { origin, .. } = error {
        Some(origin)
    } else {
        None
    };
    match of_closed {
        Some(origin) => {
            let way = way_between(&origin_in(note), origin).unwrap_or_default();
            keep_beside(file, &Beside::of(log, &way).file("checkpoint")?)
        }
        None if contradicts(error) => keep_beside(file, note),
        None => Ok(()),
    }
}

fn keep_beside(file: &Path, note: &[u8]) -> Result<()> {
    let beside = PathBuf::from(format!("{}.contradicts", file.display()));
    replace(&beside, note).with_context(|| format!("can't write {}", beside.display()))
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
    let Findings { audited, cosigned_at, continued_by } = found;
    let checkpoint = &audited.checkpoint;
    json!({
        "origin": checkpoint.origin.as_str(),
        "size": checkpoint.size,
        "root": checkpoint.root.to_base64(),
        "first_position": audited.state.first_position(),
        "continues": audited.seen,
        "closed_logs": audited.state.closed_logs().iter().map(closed_line).collect::<Vec<_>>(),
        "continued_by": continued_by.map(ToString::to_string),
        "cosigned_at": cosigned_at,
        "last_entry_at": audited.state.last_at(),
        "news": audited.news,
    })
}

fn closed_line(closed: &ClosedLog) -> Value {
    let ClosedLog { origin, vkey, first_position, head } = closed;
    json!({
        "origin": origin,
        "vkey": vkey,
        "first_position": first_position,
        "size": head.size,
        "root": head.root.to_base64(),
    })
}
