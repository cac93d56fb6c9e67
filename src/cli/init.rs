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
use serde_json::json;

use super::{
    PassphraseArgs,
    desk::{operator, system_clock},
    exit_status::{Failure, Status},
    invocation::Invocation,
    setting_flags,
};
use crate::{
    app::{Asker, Languages, Office},
    config::{Hotline, Overrides, PassphraseSource, Settings, Source, Sourced},
    ledger::{Clocks, Draft},
    log::{Body, Text},
    stamp::{BaseUrl, KeyNumber, today},
    store::folder::FolderError,
    wiring::{self, NewFolder, Running},
};

/// Years for which a first key signs, unless the office says otherwise later by adding another.
const KEY_YEARS: i64 = 3;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct InitArgs {
    /// The folder to make; new or empty
    #[arg(long, value_name = "DIR", env = "OCOP_STAMP_DATA", hide_env_values = true)]
    data: PathBuf,
    /// What stands before the digits in every printed code: `https://tem.example.vn` (24 characters with
    /// its slash keep the symbol at 41 × 41 modules)
    #[arg(long, value_name = "URL", env = "OCOP_STAMP_BASE_URL", hide_env_values = true)]
    base_url: BaseUrl,
    /// The log's origin: its public address without https:// [default: the base URL's host, then /log]
    #[arg(long, value_name = "NAME", env = "OCOP_STAMP_LOG_ORIGIN", hide_env_values = true)]
    log_origin: Option<Text>,
    /// The issuing office, as it will stand in the public log
    #[arg(long, value_name = "TEXT", env = "OCOP_STAMP_OFFICE", hide_env_values = true)]
    office: Text,
    /// The telephone number that consumers are told to call
    #[arg(long, value_name = "NUMBER", env = "OCOP_STAMP_HOTLINE", hide_env_values = true)]
    hotline: Hotline,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

const EXAMPLES: &str = "\
Address, log origin and office are fixed for ever: they stand on paper and in the public log. The rest may be
changed in DIR/ocop-stamp.toml.

Examples:
  ocop-stamp init --data /var/lib/ocop-stamp/data --base-url https://tem.example.vn --office 'Văn phòng Điều phối NTM tỉnh …' --hotline '1900 0000' --passphrase-file /etc/ocop-stamp/passphrase
  ocop-stamp init --data trial --base-url http://127.0.0.1:8080 --office 'Thử' --hotline '0000' --json";

pub(super) fn run(args: &InitArgs, run: &Invocation) -> Result<ExitCode> {
    if !args.base_url.is_encrypted() && !args.base_url.is_on_this_machine() {
        let words = format!(
            "{}: printed codes would open it without encryption for ever; give an https:// address, or, for a trial on this machine, http://127.0.0.1:8080",
            args.base_url
        );
        bail!(Failure::new(Status::Usage, words));
    }
    let origin = match &args.log_origin {
        Some(origin) => origin.clone(),
        None => default_origin(&args.base_url),
    };
    let office = Office {
        base_url: args.base_url.clone(),
        log_origin: origin,
        body: args.office.clone(),
        demo: false,
        name: args.office.clone(),
        hotline: args.hotline.clone().into(),
        languages: Languages::default(),
    };
    let passphrase = setting_flags::passphrase(args.passphrase.passphrase_file.as_deref());
    let protection = passphrase.protection(office.demo)?;
    let new = NewFolder { office: &office, protection: &protection, issuer_key: None };
    let folder = StagedFolder::create(&args.data, &new, passphrase)?;
    let running = folder.open(system_clock())?;
    let today = today(Timestamp::now());
    let days = (today, today.saturating_add(Span::new().years(KEY_YEARS)));
    open_log(&running, folder.settings(), KeyNumber::new(1), days)?;
    running.close();
    folder.finish()?;
    let data = args.data.display();
    let words = format!(
        "Made {data}
  printed codes begin with  {}/
  the log's origin is       {}
  the issuing office is     {}
These three are fixed for ever: they stand on paper and in the public log.
Issuer key 1 signs until {}. Keep keys/ and the passphrase in a second, safe place.
Next:  ocop-stamp serve --data {data}",
        office.base_url, office.log_origin, office.body, days.1
    );
    let made = json!({
        "data": data.to_string(),
        "base_url": office.base_url,
        "log_origin": office.log_origin,
        "body": office.body,
        "issuer_key": { "key": 1, "sign_from": days.0, "sign_until": days.1 },
    });
    run.print(&made, words)?;
    Ok(Status::Done.into())
}

/// The host, then `/log`.
pub(super) fn default_origin(base_url: &BaseUrl) -> Text {
    Text::try_from(format!("{}/log", base_url.authority())).expect("a host is short ASCII")
}

/// Makes entry 0, and adds the first issuer key.
pub(super) fn open_log(
    running: &Running,
    settings: &Settings,
    number: KeyNumber,
    days: (jiff::civil::Date, jiff::civil::Date),
) -> Result<()> {
    let asker = Asker::operator(operator());
    let service = &running.service;
    let opened = Body::LogOpened {
        origin: service.office().log_origin.clone(),
        vkey: Text::try_from(service.vkey().to_string())?,
        predecessor: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let request = wiring::issuer_key_request(settings, number, days)?;
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
    settings: Settings,
}

impl StagedFolder {
    pub(super) fn create(
        place: &Path,
        new: &NewFolder<'_>,
        passphrase: PassphraseSource,
    ) -> Result<Self> {
        if fs::read_dir(place).is_ok_and(|mut names| names.next().is_some()) {
            return Err(FolderError::NotEmpty(place.to_owned()).into());
        }
        let place = std::path::absolute(place)?;
        let parent = place.parent().context("a data folder can't be the root")?;
        let cant = |what: &str| Failure::cant_create(format!("can't {what} {}", parent.display()));
        fs::create_dir_all(parent).map_err(cant("make"))?;
        let staging = tempfile::Builder::new()
            .prefix(".ocop-stamp-")
            // Private records, telephones and salts: for the owner only.
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .map_err(cant("write in"))?;
        wiring::create(staging.path(), new)?;
        let data = Sourced { value: staging.path().to_owned(), source: Source::Default };
        let settings = Settings::read(data, passphrase, Overrides::default())?;
        Ok(Self { place, staging, settings })
    }

    pub(super) fn staging(&self) -> &Path {
        self.staging.path()
    }

    /// The folder's settings, as long as it is in the making.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn open(&self, clocks: Clocks) -> Result<Running> {
        Ok(wiring::open(&self.settings, clocks)?)
    }

    /// Moves the folder to its place, in one step.
    pub(super) fn finish(self) -> Result<()> {
        let words = format!("can't move the new folder to {}", self.place.display());
        fs::rename(self.staging.path(), &self.place).map_err(Failure::cant_create(words))?;
        let parent = self.place.parent().unwrap_or(Path::new("/"));
        fs::File::open(parent)?.sync_all()?;
        // Nothing is left to delete.
        drop(self.staging.keep());
        Ok(())
    }
}
