//! `init`: a data folder for an office, whole or not at all.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::{Span, Timestamp};

use super::{
    PassphraseArgs,
    desk::{operator, system_clock},
};
use crate::{
    app::{Asker, Office},
    config,
    ledger::{Clocks, Draft},
    log::{Body, Text},
    stamp::{BaseUrl, KeyNumber, today},
    store::folder::FolderError,
    wiring::{self, NewFolder, Running},
};

/// Years for which a first key signs, unless the office says otherwise later by adding another.
const KEY_YEARS: i64 = 3;

#[derive(Args)]
pub(super) struct InitArgs {
    /// The folder to make; new or empty
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// What stands before the digits in every printed code: `https://tem.example.vn` (24 characters with
    /// its slash keep the symbol at 41 × 41 modules)
    #[arg(long, value_name = "URL")]
    base_url: BaseUrl,
    /// The log's origin: its public address without https:// [default: the base URL's host, then /log]
    #[arg(long, value_name = "NAME")]
    log_origin: Option<Text>,
    /// The issuing office, as it will stand in the public log
    #[arg(long, value_name = "TEXT")]
    office: Text,
    /// The telephone number that consumers are told to call
    #[arg(long, value_name = "NUMBER")]
    hotline: String,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

pub(super) fn run(args: &InitArgs) -> Result<ExitCode> {
    if !args.hotline.bytes().any(|byte| byte.is_ascii_digit()) {
        bail!("--hotline {:?}: consumers are told to call it, so it needs a number", args.hotline);
    }
    let origin = match &args.log_origin {
        Some(origin) => origin.clone(),
        None => default_origin(&args.base_url),
    };
    let office = Office {
        base_url: args.base_url.clone(),
        log_origin: origin,
        body: args.office.clone(),
        hotline: args.hotline.clone(),
        demo: false,
    };
    let passphrase_file = args.passphrase.passphrase_file.as_deref();
    let protection = config::protection(&office, passphrase_file)?;
    let new = NewFolder { office: &office, protection: &protection, issuer_key: None };
    let folder = StagedFolder::create(&args.data, &new)?;
    let running = folder.open(passphrase_file, system_clock())?;
    let today = today(Timestamp::now());
    let days = (today, today.saturating_add(Span::new().years(KEY_YEARS)));
    open_log(&running, folder.staging(), passphrase_file, KeyNumber::new(1), days)?;
    running.close();
    folder.finish()?;
    println!("Made {}", args.data.display());
    println!("  printed codes begin with  {}/", office.base_url);
    println!("  the log's origin is       {}", office.log_origin);
    println!("  the issuing office is     {}", office.body);
    println!("These three are fixed for ever: they stand on paper and in the public log.");
    println!(
        "Issuer key 1 signs until {}. Keep keys/ and the passphrase in a second, safe place.",
        days.1
    );
    println!("Next:  ocop-stamp serve --data {}", args.data.display());
    Ok(ExitCode::SUCCESS)
}

/// The host, then `/log`.
pub(super) fn default_origin(base_url: &BaseUrl) -> Text {
    Text::try_from(format!("{}/log", base_url.authority())).expect("a host is short ASCII")
}

/// Makes entry 0, and adds the first issuer key.
pub(super) fn open_log(
    running: &Running,
    data: &Path,
    passphrase_file: Option<&Path>,
    number: KeyNumber,
    days: (jiff::civil::Date, jiff::civil::Date),
) -> Result<()> {
    let asker = Asker { actor: operator(), idempotency_key: None };
    let service = &running.service;
    let opened = Body::LogOpened {
        origin: service.office().log_origin.clone(),
        vkey: Text::try_from(service.vkey().to_string())?,
        predecessor: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let request = wiring::issuer_key_request(data, passphrase_file, number, days)?;
    runtime.block_on(async {
        service.enter(asker.clone(), "init", Draft::Ready(opened)).await?;
        service.add_key(asker, &request).await
    })?;
    Ok(())
}

/// A data folder in the making, beside its place; moved there when it is whole.
pub(super) struct StagedFolder {
    place: PathBuf,
    staging: tempfile::TempDir,
}

impl StagedFolder {
    pub(super) fn create(place: &Path, new: &NewFolder<'_>) -> Result<Self> {
        if fs::read_dir(place).is_ok_and(|mut names| names.next().is_some()) {
            return Err(FolderError::NotEmpty(place.to_owned()).into());
        }
        let place = std::path::absolute(place)?;
        let parent = place.parent().context("a data folder can't be the root")?;
        fs::create_dir_all(parent).with_context(|| format!("can't make {}", parent.display()))?;
        let staging = tempfile::Builder::new()
            .prefix(".ocop-stamp-")
            // Private records, telephones and salts: for the owner only.
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .with_context(|| format!("can't write in {}", parent.display()))?;
        wiring::create(staging.path(), new)?;
        Ok(Self { place, staging })
    }

    pub(super) fn staging(&self) -> &Path {
        self.staging.path()
    }

    pub(super) fn open(&self, passphrase_file: Option<&Path>, clocks: Clocks) -> Result<Running> {
        Ok(wiring::open(self.staging(), passphrase_file, clocks)?)
    }

    /// Moves the folder to its place, in one step.
    pub(super) fn finish(self) -> Result<()> {
        fs::rename(self.staging.path(), &self.place)
            .with_context(|| format!("can't move the new folder to {}", self.place.display()))?;
        let parent = self.place.parent().unwrap_or(Path::new("/"));
        fs::File::open(parent)?.sync_all()?;
        // Nothing is left to delete.
        drop(self.staging.keep());
        Ok(())
    }
}
