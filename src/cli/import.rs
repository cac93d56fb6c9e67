//! `import register`: an office's table into the register. Its report is in Vietnamese unless it is asked for
//! in English, since clerks read it.

use std::{collections::BTreeMap, fs, io, path::Path, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{
    IdempotencyArgs, LanguageArgs, clerk,
    desk::Desk,
    exit_status::{Failure, Status},
    invocation::Invocation,
    place::PlaceArgs,
    product_picture,
};
use crate::{
    app::{
        Language, picture_id,
        register_import::{ImportReport, ImportRequest, PictureGiven},
    },
    registry::units,
    tables::{self, Grade, Sheet, template},
    web::messages::{
        field_in_words, file_error_in_words, guide_titles, reading_pictures, report_in_words,
        unopened_in_words,
    },
};

/// Findings that are shown at a time.
const SHOWN: usize = 40;

#[derive(Subcommand)]
pub(super) enum ImportCommand {
    /// Import producers, products and certificates from an Excel or CSV table
    Register(RegisterArgs),
}

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RegisterArgs {
    /// The table: .xlsx or .csv
    #[arg(value_name = "FILE", required_unless_present = "template")]
    file: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArgs,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// The province of rows that name none, by its two digits
    #[arg(long, value_name = "CODE", env = "OCOP_STAMP_PROVINCE", value_parser = parse_province)]
    province: Option<String>,
    /// Where the pictures are that the table names [default: the table's folder]
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// Show all findings, not the first 40
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    language: LanguageArgs,
    /// Write an empty table to start from, and import nothing
    #[arg(long, value_name = "FILE.xlsx", conflicts_with_all = ["file", "dry_run"])]
    template: Option<PathBuf>,
    #[command(flatten)]
    idempotency: IdempotencyArgs,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp import register --template register.xlsx
  ocop-stamp import register --data /var/lib/ocop-stamp/data register.xlsx --dry-run
  ocop-stamp import register --url https://tem.example.vn --token-file token register.csv --province 38 --lang en";

pub(super) fn run(command: &ImportCommand, run: &Invocation) -> Result<ExitCode> {
    let ImportCommand::Register(args) = command;
    clerk::in_words(register(args, run), args.language.lang)
}

fn register(args: &RegisterArgs, run: &Invocation) -> Result<ExitCode> {
    match (&args.template, &args.file) {
        (Some(path), _) => write_template(path, args.language.lang, run),
        (None, Some(file)) => import(args, file, run),
        (None, None) => Err(Failure::new(Status::Usage, "name the table").into()),
    }
}

fn parse_province(code: &str) -> Result<String, String> {
    let province = units::province(code).map(|province| province.code().to_owned());
    province.ok_or_else(|| format!("{code:?} is not the code of a province of today: two digits"))
}

fn write_template(path: &Path, language: Language, run: &Invocation) -> Result<ExitCode> {
    let titles = guide_titles(language);
    let bytes = template([&titles[0], &titles[1]], |field| field_in_words(field, language))?;
    super::export::write_new(path, &bytes, language)?;
    run.print(&serde_json::json!({ "template": path }), path.display())?;
    Ok(Status::Done.into())
}

fn import(args: &RegisterArgs, file: &Path, run: &Invocation) -> Result<ExitCode> {
    let place = args.place.find()?;
    let sheets = read(file, args.language.lang)?;
    let desk = Desk::at(&place, args.language.lang)?;
    let report = import_at(&desk, args, file, sheets, run);
    desk.close();
    let report = report?;
    let shown = if args.all { usize::MAX } else { SHOWN };
    let words = report_in_words(&report, args.dry_run, shown, args.language.lang);
    run.print(&report, words.join("\n"))?;
    Ok(if is_bad(&report) { Status::Data } else { Status::Done }.into())
}

fn read(file: &Path, language: Language) -> Result<Vec<Sheet>> {
    let bytes = fs::read(file).map_err(|error| {
        let is_there = error.kind() != io::ErrorKind::NotFound;
        let told = is_there.then(|| error.to_string());
        let words = unopened_in_words(&file.display().to_string(), told.as_deref(), language);
        Failure::new(Status::of(&error.into()), words)
    })?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let sheets = tables::read(&name, &bytes);
    Ok(sheets.map_err(|error| Failure::new(Status::Data, file_error_in_words(&error, language)))?)
}

fn import_at(
    desk: &Desk,
    args: &RegisterArgs,
    file: &Path,
    sheets: Vec<Sheet>,
    run: &Invocation,
) -> Result<ImportReport> {
    let request = ImportRequest {
        pictures: pictures(desk, args, file, &sheets, run)?,
        sheets,
        province_code: args.province.clone(),
        dry_run: args.dry_run,
    };
    let key = if args.dry_run { String::from("-") } else { args.idempotency.given_or_untold() };
    desk.import_register(&request, &key)
}

fn is_bad(report: &ImportReport) -> bool {
    report.findings.iter().any(|finding| finding.grade == Grade::Bad)
}

/// The pictures that the table names, made small and kept; only named in a dry run.
fn pictures(
    desk: &Desk,
    args: &RegisterArgs,
    file: &Path,
    sheets: &[Sheet],
    run: &Invocation,
) -> Result<BTreeMap<String, PictureGiven>> {
    let table = tables::understand(sheets, args.province.as_deref());
    let beside = file.parent().unwrap_or(Path::new("."));
    let folder = args.pictures.as_deref().unwrap_or(beside);
    let variants = table.rows.iter().flat_map(|row| &row.variants);
    let names: std::collections::BTreeSet<&String> =
        variants.filter_map(|variant| variant.picture.as_ref()).collect();
    let progress = run.progress(reading_pictures(args.language.lang), names.len() as u64);
    let mut given = BTreeMap::new();
    for name in names {
        let picture = match product_picture::read(folder, name) {
            Err(error) => PictureGiven::Refused(error),
            Ok(jpeg) if args.dry_run => PictureGiven::Kept(picture_id(&jpeg, "jpg")?),
            Ok(jpeg) => PictureGiven::Kept(desk.keep_picture(jpeg)?),
        };
        given.insert(name.clone(), picture);
        progress.advance(1);
    }
    Ok(given)
}
