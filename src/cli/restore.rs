//! `restore`: a data folder from a backup, or an old copy of one brought forward, from the log that was published since.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::{
    DataArgs, LanguageArgs, PassphraseArgs, backup, desk::operator, exit_status::Status,
    invocation::Invocation, setting_flags::AnchorFlag,
};
use crate::{
    app::BroughtForward,
    config::Settings,
    signing::DemoKey,
    web::messages::brought_forward_in_words,
    wiring::{self, Lacking, Restored, StagedRestore, bring_forward, check_backups},
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RestoreArgs {
    /// The backup; left out, the data folder is there, and brought forward
    #[arg(required_unless_present = "replay_log")]
    file: Option<PathBuf>,
    /// The data folder: with a backup, the one to make
    #[arg(
        long,
        value_name = "DIR",
        env = "OCOP_STAMP_DATA",
        hide_env_values = true,
        required_unless_present = "check"
    )]
    data: Option<PathBuf>,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// A sealed file beside the backup, FILE.keys.age or FILE.personal.age; may be given again
    #[arg(long, value_name = "FILE", requires_all = ["file", "unseal"])]
    keys: Vec<PathBuf>,
    /// The file with the secret key that opens them
    #[arg(long, value_name = "FILE", group = "unseal", requires = "keys")]
    identity: Option<PathBuf>,
    /// The file with the passphrase that opens them
    #[arg(long, value_name = "FILE", group = "unseal", requires = "keys")]
    seal_passphrase_file: Option<PathBuf>,
    /// Where the log is published: its address or its service's, or a folder with a copy of it
    #[arg(long, value_name = "URL|DIR")]
    replay_log: Option<String>,
    /// Only read the backup, and the sealed files, to their ends, and say what they hold
    #[arg(long, requires = "file", conflicts_with = "replay_log")]
    check: bool,
    #[command(flatten)]
    anchors: AnchorFlag,
    #[command(flatten)]
    language: LanguageArgs,
}

const EXAMPLES: &str = "\
With FILE, a folder is made that was not there: everything in the backup is checked first, and refused if one byte is
not what was written, or if an anchor or the published log knows more entries. --replay-log takes those in. It says what
does not work without a key that is missing.
Without FILE, for a folder that is there, whose journal lost its end: no service may run on it. The published log is
audited whole, and has to continue what the folder has; then the entries that the folder lacks are taken in. What was
private of those changes was never published and is not brought back: records of the register, accounts, the audit trail.

Examples:
  ocop-stamp restore tem-2026-11-30.tar --data /var/lib/ocop-stamp/data --replay-log https://tem.example.vn
  ocop-stamp restore tem.tar --check --keys tem.tar.keys.age --identity key.txt
  ocop-stamp restore --data /var/lib/ocop-stamp/data --replay-log /mnt/mirror/log";

pub(super) fn run(args: &RestoreArgs, run: &Invocation) -> Result<ExitCode> {
    match (&args.file, &args.data) {
        (Some(file), _) if args.check => check(file, args, run),
        (Some(file), Some(data)) => restore(file, data, args, run),
        (None, Some(data)) => {
            let settings = run.settings(&folder_of(data, args))?;
            let forward = forward(data, &settings, args)?;
            let forward = forward.context("clap asks for a file or a log")?;
            let words = brought_forward_in_words(&forward, args.language.lang);
            run.print(&in_json(&forward), words.join("\n"))?;
            Ok(Status::Done.into())
        }
        (_, None) => unreachable!("clap asks for the folder"),
    }
}

fn folder_of(data: &Path, args: &RestoreArgs) -> DataArgs {
    DataArgs { data: data.to_owned(), passphrase: args.passphrase.clone() }
}

/// Reads everything, and makes nothing.
fn check(file: &Path, args: &RestoreArgs, run: &Invocation) -> Result<ExitCode> {
    let with = backup::unseal(args.seal_passphrase_file.as_deref(), args.identity.as_deref())?;
    let (manifest, keys) = check_backups(file, &args.keys, with.as_ref())?;
    let mut value = backup::facts(&manifest);
    value["file"] = json!(file);
    value["sealed"] = args
        .keys
        .iter()
        .zip(&keys)
        .map(|(file, keys)| json!({ "file": file, "files": keys.members.len() }))
        .collect();
    let mut lines = backup::words(&manifest, &format!("{} is whole", file.display()));
    for (file, keys) in args.keys.iter().zip(&keys) {
        let (holds, files) = (keys.content.name(), keys.members.len());
        lines.push(format!("{} is whole: {files} files, {holds}", file.display()));
    }
    run.print(&value, lines.join("\n"))?;
    Ok(Status::Done.into())
}

/// Makes a folder from a backup, whole or not at all.
fn restore(file: &Path, data: &Path, args: &RestoreArgs, run: &Invocation) -> Result<ExitCode> {
    let with = backup::unseal(args.seal_passphrase_file.as_deref(), args.identity.as_deref())?;
    let staged = StagedRestore::unpack(file, (&args.keys, with.as_ref()), data)?;
    let settings = run.settings(&folder_of(staged.path(), args))?;
    let forward = forward(staged.path(), &settings, args)?;
    let found = staged.examine(&settings)?;
    let made_at = staged.manifest.made_at;
    staged.finish()?;
    let Restored { log_size, unasked, lacking } = found;
    let mut value = json!({
        "data": data,
        "made_at": made_at,
        "log_size": log_size,
        "unasked": unasked,
        "lacking": lacking.iter().map(|Lacking { file, words }| json!({ "file": file, "words": words })).collect::<Vec<_>>(),
    });
    let mut lines =
        vec![format!("Made {}, as it was at {made_at}, with {log_size} entries", data.display())];
    if let Some(forward) = &forward {
        value["brought_forward"] = in_json(forward);
        lines.extend(brought_forward_in_words(forward, args.language.lang));
    }
    for unasked in &unasked {
        lines.push(format!("Not asked whether this is behind: {unasked}"));
    }
    for Lacking { file, words } in &lacking {
        lines.push(format!("Missing: {file}: {words}"));
    }
    lines.push(format!("Next:  ocop-stamp doctor --data {}", data.display()));
    run.print(&value, lines.join("\n"))?;
    Ok(Status::Done.into())
}

/// Brings a folder forward, if a log was named.
fn forward(data: &Path, settings: &Settings, args: &RestoreArgs) -> Result<Option<BroughtForward>> {
    let Some(log) = &args.replay_log else { return Ok(None) };
    let demo_key = if settings.demo { DemoKey::Accepted } else { DemoKey::Refused };
    let log = wiring::published_log(log)?;
    Ok(Some(bring_forward(data, demo_key, log.as_ref(), (&operator(), Timestamp::now()))?))
}

fn in_json(forward: &BroughtForward) -> serde_json::Value {
    json!({
        "before": forward.before,
        "now": forward.now,
        "certificates_without_record": forward.without_record,
    })
}
