//! `backup`: a data folder in one file, beside a service that runs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{
    exit_status::{Failure, Status},
    invocation::Invocation,
};
use crate::{
    store::folder,
    wiring::{
        BackedUp, BackupContent, Identity, Manifest, Recipient, Seal, SealError, Unseal, back_up,
        back_up_to_output,
    },
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct BackupArgs {
    /// The file to make, on another disk if there is one; - for the standard output
    file: PathBuf,
    /// The data folder; a service that runs on it is neither asked nor held up
    #[arg(long, value_name = "DIR", env = "OCOP_STAMP_DATA", hide_env_values = true)]
    data: PathBuf,
    /// Keep keys and secrets as well, sealed with age in FILE.keys.age and FILE.personal.age
    #[arg(long, requires = "seal")]
    with_keys: bool,
    /// Seal them to this public key, as age-keygen prints it: its secret half need not be here; may be given again
    #[arg(long, value_name = "AGE1…", group = "seal", requires = "with_keys")]
    recipient: Vec<Recipient>,
    /// Seal them under the passphrase in this file
    #[arg(long, value_name = "FILE", group = "seal", requires = "with_keys")]
    seal_passphrase_file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
The file holds journal, published log, settings, pictures and orders of print jobs, with a SHA-256 of each: a plain tar. It is consistent, and
there whole or not at all. Keys are in it never; the passphrase of the keys is nowhere in a backup.

Examples:
  ocop-stamp backup /mnt/elsewhere/tem-2026-11-30.tar --data /var/lib/ocop-stamp/data
  ocop-stamp backup tem.tar --with-keys --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
  ocop-stamp backup - | zstd > tem.tar.zst";

pub(super) fn run(args: &BackupArgs, run: &Invocation) -> Result<ExitCode> {
    folder::find(&args.data)?;
    let seal = seal(args)?;
    if args.file == Path::new("-") {
        if seal.is_some() {
            let words = "keys are sealed into files of their own: name a file instead of -";
            bail!(Failure::new(Status::Usage, words));
        }
        let manifest = back_up_to_output(&args.data, io::stdout().lock(), Timestamp::now())?;
        eprintln!("{}", words(&manifest, "Backed up").join("\n"));
        return Ok(Status::Done.into());
    }
    let made = back_up(&args.data, &args.file, seal.as_ref(), Timestamp::now())?;
    let BackedUp { manifest, sealed } = made;
    let mut value = facts(&manifest);
    value["file"] = json!(args.file);
    value["sealed"] = json!(sealed);
    let mut lines = words(&manifest, &format!("Made {}", args.file.display()));
    lines.extend(sealed.iter().map(|path| format!("  keys, sealed      {}", path.display())));
    run.print(&value, lines.join("\n"))?;
    Ok(Status::Done.into())
}

fn seal(args: &BackupArgs) -> Result<Option<Seal>> {
    Ok(match &args.seal_passphrase_file {
        Some(path) => Some(Seal::Passphrase(passphrase(path)?)),
        None if args.recipient.is_empty() => None,
        None => Some(Seal::Recipients(args.recipient.clone())),
    })
}

/// What opens sealed files, as flags name it.
pub(super) fn unseal(
    passphrase_file: Option<&Path>,
    identity: Option<&Path>,
) -> Result<Option<Unseal>> {
    Ok(match (passphrase_file, identity) {
        (Some(path), _) => Some(Unseal::Passphrase(passphrase(path)?)),
        (None, Some(path)) => {
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            let found = Identity::all_in(&text);
            let found = found.map_err(|error: SealError| {
                Failure::new(Status::Config, format!("{}: {error}", path.display()))
            })?;
            Some(Unseal::Identities(found))
        }
        (None, None) => None,
    })
}

fn passphrase(path: &Path) -> Result<Zeroizing<String>> {
    let text =
        Zeroizing::new(fs::read_to_string(path).with_context(|| path.display().to_string())?);
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        bail!(Failure::new(Status::Config, format!("{}: the passphrase is empty", path.display())));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

/// What a backup holds, for programs.
pub(super) fn facts(manifest: &Manifest) -> Value {
    let mut value = json!({
        "made_at": manifest.made_at,
        "made_by": manifest.made_by,
        "origin": manifest.origin,
        "files": manifest.members.len(),
        "bytes": bytes(manifest),
    });
    if let BackupContent::Folder(folder) = &manifest.content {
        value["last_sequence"] = json!(folder.last_sequence);
        value["log_size"] = json!(folder.log_size);
        value["root"] = json!(folder.root);
        value["checkpoint"] = json!(folder.checkpoint);
        value["counts"] = json!(folder.counts);
    }
    value
}

/// The same for people, below a first line.
pub(super) fn words(manifest: &Manifest, first: &str) -> Vec<String> {
    let mut lines = vec![
        format!("{first}: {} of {}", manifest.content.name(), manifest.origin),
        format!("  made              {}, by {}", manifest.made_at, manifest.made_by),
        format!("  files             {}, {} bytes", manifest.members.len(), bytes(manifest)),
    ];
    if let BackupContent::Folder(folder) = &manifest.content {
        let published = folder.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
        let counts = &folder.counts;
        lines.extend([
            format!("  changes           {}", folder.last_sequence),
            format!("  entries           {}, {published} of them published", folder.log_size),
            format!("  root              {}", folder.root),
            format!("  certificates      {}", counts.certificates),
            format!("  batches           {}, with {} stamps", counts.batches, counts.stamps),
            format!(
                "  held back         {} revocations, {} suspensions, {} lifted",
                counts.revocations, counts.suspensions, counts.lifts
            ),
            format!("  pictures          {}", counts.pictures),
            format!("  print jobs        {}", counts.print_jobs),
        ]);
    }
    lines
}

fn bytes(manifest: &Manifest) -> u64 {
    manifest.members.iter().map(|member| member.length).sum()
}
