//! `export register`: the register as the table that is imported, what is private included.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;
use tempfile::NamedTempFile;

use super::{
    LanguageArgs, clerk,
    exit_status::{Failure, Status},
    invocation::Invocation,
    place::{Place, PlaceArgs},
    register::{TableFormat, export_register},
};
use crate::{
    app::Language,
    web::messages::{Obstacle, obstacle_in_words},
};

#[derive(Subcommand)]
pub(super) enum ExportCommand {
    /// Write the whole register as an Excel or CSV table, for the office alone: it holds private data
    Register(RegisterArgs),
}

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RegisterArgs {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    language: LanguageArgs,
    /// The file to make: .xlsx or .csv
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp export register --data /var/lib/ocop-stamp/data register.xlsx
  ocop-stamp export register --url https://tem.example.vn --token-file token register.csv --json";

pub(super) fn run(command: &ExportCommand, run: &Invocation) -> Result<ExitCode> {
    let ExportCommand::Register(args) = command;
    clerk::in_words(register(args, run), args.language.lang)
}

fn register(args: &RegisterArgs, run: &Invocation) -> Result<ExitCode> {
    let language = args.language.lang;
    let ending = args.file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let format = match ending.as_deref() {
        Some("xlsx") => TableFormat::Xlsx,
        Some("csv") => TableFormat::Csv,
        Some(_) | None => {
            let obstacle = Obstacle::FileEnding(args.file.display().to_string());
            return Err(Failure::new(Status::Usage, obstacle_in_words(&obstacle, language)).into());
        }
    };
    let place = args.place.find()?;
    let exported = export_register(&place, format, language)?;
    write_new(&args.file, &exported.bytes, language)?;
    let is_whole = exported.ends_after.is_none();
    run.print(&json!({ "file": args.file, "is_whole": is_whole }), args.file.display())?;
    if let (Some(change), Place::Folder(folder)) = (exported.ends_after, &place) {
        let words = format!(
            "{} is written, but the journal can't be read beyond change {change}, and what came after it is missing there; `ocop-stamp doctor --data {}` says what is the matter",
            args.file.display(),
            folder.data.display()
        );
        return Err(Failure::new(Status::Data, words).into());
    }
    Ok(Status::Done.into())
}

/// Writes a new file that its owner alone can read; an existing one is never overwritten, and where the disk is
/// full none is left behind.
pub(super) fn write_new(path: &Path, bytes: &[u8], language: Language) -> Result<()> {
    let words = || format!("can't make {}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
        .map_err(Failure::cant_create(words()))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(Failure::cant_create(words()))?;
    let made = file.persist_noclobber(path);
    made.map_err(|error| match error.error.kind() == io::ErrorKind::AlreadyExists {
        true => {
            let obstacle = Obstacle::FileExists(path.display().to_string());
            Failure::new(Status::CantCreate, obstacle_in_words(&obstacle, language))
        }
        false => Failure::cant_create(words())(error.error),
    })?;
    Ok(())
}
