//! Every setting with its value and where that comes from.

use std::{
    collections::BTreeMap,
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::{NonZeroU16, NonZeroU32},
    path::{Path, PathBuf},
    thread,
};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{AnchorPlaces, ConfigError, Hotline, PassphraseSource, S3Place, file};
use crate::{
    app::{
        BasesMode, ExpiryMode, ForwardedHeader, Languages, Office, PrintTerms, PublicSide,
        RateLimit, Retention, SAVE_AFTER, SecurityContact, TrustedProxies,
    },
    log::Text,
    registry::{
        Policy,
        policy::{IssuerName, ProvinceCode, Quota},
    },
    stamp::BaseUrl,
    store::folder,
};

/// Behind a reverse proxy on the same machine.
pub const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// A start reads some 50,000 entries in half a second.
const DEFAULT_SAVE_AFTER: NonZeroU32 = NonZeroU32::new(SAVE_AFTER).expect("not 0");

/// What most label printers have.
pub const DEFAULT_DPI: NonZeroU16 = NonZeroU16::new(300).expect("not 0");

/// The folder of files of print jobs, in the data folder.
const DEFAULT_FILES: &str = "files";

/// Where a value comes from, the strongest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// The command line.
    Flag,
    /// An environment variable.
    Environment {
        /// Its name.
        name: String,
    },
    /// The data folder's settings, or what stands in for the passphrase.
    File {
        /// Where it is.
        #[serde(serialize_with = "as_text")]
        path: PathBuf,
    },
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Environment { name } => write!(f, "environment {name}"),
            Self::File { path } => write!(f, "file {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

/// What stands over the file: flags and the environment.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// The office as pages name it.
    pub office_name: Option<Sourced<Text>>,
    /// The number to call.
    pub hotline: Option<Sourced<Hotline>>,
    /// What pages are offered in.
    pub languages: Option<Sourced<Languages>>,
    /// Whom to tell of a fault.
    pub security_contact: Option<Sourced<SecurityContact>>,
    /// The quota where nothing else says one.
    pub quota_per_year: Option<Sourced<Quota>>,
    /// Where the service listens.
    pub listen: Option<Sourced<SocketAddr>>,
    /// Whose members may use the control socket.
    pub control_group: Option<Sourced<String>>,
    /// How often one network may ask.
    pub rate_limit: Option<Sourced<RateLimit>>,
    /// Which proxies are believed.
    pub trusted_proxies: Option<Sourced<TrustedProxies>>,
    /// What they write who asks in.
    pub forwarded_header: Option<Sourced<ForwardedHeader>>,
    /// What knows the last checkpoint besides.
    pub anchors: Option<Sourced<AnchorPlaces>>,
    /// What is done each day with certificates that are over.
    pub expiry: Option<Sourced<ExpiryMode>>,
    /// Where figures are.
    pub metrics: Option<Sourced<SocketAddr>>,
    /// The printer's dots per inch.
    pub dpi: Option<Sourced<NonZeroU16>>,
}

/// The settings of a data folder as they hold now.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder.
    pub data: Sourced<PathBuf>,
    /// Where the passphrase of its keys would be read.
    pub passphrase: PassphraseSource,
    /// What stands before the digits.
    pub base_url: BaseUrl,
    /// The log's origin.
    pub log_origin: Text,
    /// The office as the log has it.
    pub body: Text,
    /// Whether `demo` made the folder.
    pub demo: bool,
    /// The office as pages name it.
    pub office_name: Sourced<Text>,
    /// The number to call.
    pub hotline: Sourced<Hotline>,
    /// What pages are offered in.
    pub languages: Sourced<Languages>,
    /// Whom to tell of a fault.
    pub security_contact: Sourced<Option<SecurityContact>>,
    /// The quota of a year.
    pub quota_per_year: Sourced<Quota>,
    quota_by_province: Sourced<BTreeMap<ProvinceCode, Quota>>,
    one_day_less: Sourced<Vec<IssuerName>>,
    /// Where the service listens.
    pub listen: Sourced<SocketAddr>,
    /// Whose members may use the control socket, beside its owner.
    pub control_group: Sourced<Option<String>>,
    /// How often one network may ask.
    pub rate_limit: Sourced<RateLimit>,
    /// Which proxies are believed.
    pub trusted_proxies: Sourced<TrustedProxies>,
    /// What they write who asks in.
    pub forwarded_header: Sourced<ForwardedHeader>,
    /// What knows the last checkpoint besides: outside the folder.
    pub anchors: Sourced<AnchorPlaces>,
    /// What is done each day with certificates that are over.
    pub expiry: Sourced<ExpiryMode>,
    /// Where figures for who watches are.
    pub metrics: Sourced<Option<SocketAddr>>,
    /// After how many entries and changes the state is saved for the next start.
    pub save_state_after: Sourced<NonZeroU32>,
    /// Whether the service makes a base each day.
    pub bases: Sourced<BasesMode>,
    trace_days: Sourced<NonZeroU16>,
    closed_account_days: Sourced<NonZeroU16>,
    audit_days: Sourced<Option<NonZeroU16>>,
    /// The printer's dots per inch.
    pub dpi: Sourced<NonZeroU16>,
    files_folder: Sourced<PathBuf>,
    /// A bucket for files of print jobs, in place of the folder.
    pub files_s3: Sourced<Option<S3Place>>,
    files_keep_days: Sourced<NonZeroU16>,
    /// How many files are made at once.
    pub files_threads: Sourced<NonZeroU16>,
}

/// A setting as `config show` lists it.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Its name, with its table in the file.
    pub name: &'static str,
    /// Its value; null if there is none, or if it is not shown.
    pub value: Value,
    /// Where that comes from.
    pub source: Source,
}

impl Settings {
    /// Reads the file of a data folder, and lays over it what was said elsewhere.
    ///
    /// # Errors
    /// [`ConfigError`]
    pub fn read(
        data: Sourced<PathBuf>,
        passphrase: PassphraseSource,
        overrides: Overrides,
    ) -> Result<Self, ConfigError> {
        let file = file::read(&data.value)?;
        let path = folder::settings_file(&data.value);
        let hotline = pick(overrides.hotline, file.office.hotline, &path);
        let hotline = hotline.ok_or_else(|| ConfigError::NoHotline(path.clone()))?;
        // The name is the body's unless an office gives itself another.
        let office_name = pick(overrides.office_name, file.office.name, &path);
        let office_name = office_name.unwrap_or_else(|| by_default(file.body.clone()));
        let (policy, print) = (file.policy, file.print);
        let languages = pick(overrides.languages, file.office.languages, &path);
        let security_contact =
            pick(overrides.security_contact, file.office.security_contact, &path);
        let security_contact = security_contact
            .map(|contact| Sourced { value: Some(contact.value), source: contact.source });
        let quota_per_year = pick(overrides.quota_per_year, policy.quota_per_year, &path);
        let quota_by_province = pick(None, policy.quota_per_year_by_province, &path);
        let one_day_less = pick(None, policy.one_day_less, &path);
        let listen = pick(overrides.listen, file.serve.listen, &path);
        let control_group = pick(overrides.control_group, file.serve.control_group, &path);
        let control_group =
            control_group.map(|group| Sourced { value: Some(group.value), source: group.source });
        let rate_limit = pick(overrides.rate_limit, file.serve.rate_limit, &path);
        let trusted_proxies = pick(overrides.trusted_proxies, file.serve.trusted_proxies, &path);
        let forwarded_header = pick(overrides.forwarded_header, file.serve.forwarded_header, &path);
        let anchors = pick(overrides.anchors, file.serve.anchors, &path);
        let expiry = pick(overrides.expiry, file.serve.expiry, &path);
        let metrics = pick(overrides.metrics, file.serve.metrics, &path);
        let metrics =
            metrics.map(|address| Sourced { value: Some(address.value), source: address.source });
        let save_state_after = pick(None, file.serve.save_state_after, &path);
        let bases = pick(None, file.serve.bases, &path);
        // A demo lies around, and its invented days are long past.
        let usual_bases = if file.demo { BasesMode::Off } else { BasesMode::default() };
        let audit_days = pick(None, file.retention.audit_days, &path);
        let audit_days =
            audit_days.map(|days| Sourced { value: Some(days.value), source: days.source });
        let trace_days = pick(None, file.retention.trace_days, &path);
        let closed_account_days = pick(None, file.retention.closed_account_days, &path);
        let dpi = pick(overrides.dpi, print.dpi, &path);
        let files_folder = pick(None, file.files.folder, &path);
        let files_s3 = pick(None, file.files.s3, &path);
        let files_s3 =
            files_s3.map(|place| Sourced { value: Some(place.value), source: place.source });
        let files_keep_days = pick(None, file.files.keep_days, &path);
        let files_threads = pick(None, file.files.threads, &path);
        Ok(Self {
            data,
            passphrase,
            base_url: file.base_url,
            log_origin: file.log_origin,
            body: file.body,
            demo: file.demo,
            office_name,
            hotline,
            languages: languages.unwrap_or_else(|| by_default(Languages::default())),
            security_contact: security_contact.unwrap_or_else(|| by_default(None)),
            quota_per_year: quota_per_year.unwrap_or_else(|| by_default(Policy::DEFAULT_QUOTA)),
            quota_by_province: quota_by_province.unwrap_or_else(|| by_default(Default::default())),
            one_day_less: one_day_less.unwrap_or_else(|| by_default(Vec::new())),
            listen: listen.unwrap_or_else(|| by_default(DEFAULT_LISTEN)),
            control_group: control_group.unwrap_or_else(|| by_default(None)),
            rate_limit: rate_limit.unwrap_or_else(|| by_default(RateLimit::default())),
            trusted_proxies: trusted_proxies.unwrap_or_else(|| by_default(Default::default())),
            forwarded_header: forwarded_header.unwrap_or_else(|| by_default(Default::default())),
            anchors: anchors.unwrap_or_else(|| by_default(AnchorPlaces::default())),
            expiry: expiry.unwrap_or_else(|| by_default(ExpiryMode::default())),
            metrics: metrics.unwrap_or_else(|| by_default(None)),
            save_state_after: save_state_after.unwrap_or_else(|| by_default(DEFAULT_SAVE_AFTER)),
            bases: bases.unwrap_or_else(|| by_default(usual_bases)),
            audit_days: audit_days.unwrap_or_else(|| by_default(None)),
            trace_days: trace_days.unwrap_or_else(|| by_default(Retention::TRACE_DAYS)),
            closed_account_days: closed_account_days
                .unwrap_or_else(|| by_default(Retention::CLOSED_ACCOUNT_DAYS)),
            dpi: dpi.unwrap_or_else(|| by_default(DEFAULT_DPI)),
            files_folder: files_folder.unwrap_or_else(|| by_default(DEFAULT_FILES.into())),
            files_s3: files_s3.unwrap_or_else(|| by_default(None)),
            files_keep_days: files_keep_days.unwrap_or_else(|| by_default(PrintTerms::KEEP_DAYS)),
            files_threads: files_threads.unwrap_or_else(|| by_default(half_of_the_cores())),
        })
    }

    /// The office as a service presents it.
    pub fn office(&self) -> Office {
        Office {
            base_url: self.base_url.clone(),
            log_origin: self.log_origin.clone(),
            body: self.body.clone(),
            demo: self.demo,
            name: self.office_name.value.clone(),
            hotline: self.hotline.value.as_str().to_owned(),
            languages: self.languages.value.clone(),
        }
    }

    /// How who asks over TCP is treated.
    pub fn public_side(&self) -> PublicSide {
        PublicSide {
            rate_limit: self.rate_limit.value,
            trusted_proxies: self.trusted_proxies.value.clone(),
            forwarded_header: self.forwarded_header.value,
            security_contact: self.security_contact.value.clone(),
        }
    }

    /// Its policies.
    pub fn policy(&self) -> Policy {
        Policy::new(
            self.quota_per_year.value,
            self.quota_by_province.value.clone(),
            self.one_day_less.value.clone(),
        )
    }

    /// How long personal data is kept.
    pub fn retention(&self) -> Retention {
        Retention {
            trace_days: self.trace_days.value,
            closed_account_days: self.closed_account_days.value,
            audit_days: self.audit_days.value,
        }
    }

    /// On what terms files of print jobs are made.
    pub fn print_terms(&self) -> PrintTerms {
        PrintTerms { keep_days: self.files_keep_days.value, dpi: self.dpi.value }
    }

    /// The folder of files of print jobs: within the data folder unless it is named in full.
    pub fn files_folder(&self) -> PathBuf {
        self.data.value.join(&self.files_folder.value)
    }

    /// All settings, in the order of the file. The passphrase has no value here.
    pub fn shown(&self) -> Vec<Shown> {
        let file = Source::File { path: folder::settings_file(&self.data.value) };
        let fixed = |name, value| Shown { name, value, source: file.clone() };
        let demo = if self.demo { file.clone() } else { Source::Default };
        vec![
            Shown {
                name: "data",
                value: json!(self.data.value.display().to_string()),
                source: self.data.source.clone(),
            },
            fixed("base_url", json!(self.base_url)),
            fixed("log_origin", json!(self.log_origin)),
            fixed("body", json!(self.body)),
            Shown { name: "demo", value: json!(self.demo), source: demo },
            show("office.name", &self.office_name),
            Shown {
                name: "office.hotline",
                value: json!(self.hotline.value.as_str()),
                source: self.hotline.source.clone(),
            },
            show("office.languages", &self.languages),
            show("office.security_contact", &self.security_contact),
            show("policy.quota_per_year", &self.quota_per_year),
            show("policy.quota_per_year_by_province", &self.quota_by_province),
            show("policy.one_day_less", &self.one_day_less),
            show("serve.listen", &self.listen),
            show("serve.control_group", &self.control_group),
            show("serve.rate_limit", &self.rate_limit),
            show("serve.trusted_proxies", &self.trusted_proxies),
            show("serve.forwarded_header", &self.forwarded_header),
            show("serve.anchors", &self.anchors),
            show("serve.expiry", &self.expiry),
            show("serve.metrics", &self.metrics),
            show("serve.save_state_after", &self.save_state_after),
            show("serve.bases", &self.bases),
            show("retention.trace_days", &self.trace_days),
            show("retention.closed_account_days", &self.closed_account_days),
            show("retention.audit_days", &self.audit_days),
            show("print.dpi", &self.dpi),
            Shown {
                name: "files.folder",
                value: json!(self.files_folder.value.display().to_string()),
                source: self.files_folder.source.clone(),
            },
            show("files.s3", &self.files_s3),
            show("files.keep_days", &self.files_keep_days),
            show("files.threads", &self.files_threads),
            self.shown_passphrase(),
        ]
    }

    /// Where the passphrase would be read: the path of a file if one was named, and never what it holds.
    fn shown_passphrase(&self) -> Shown {
        let variable = || Source::Environment { name: super::PASSPHRASE_VARIABLE.to_owned() };
        let (value, source) = match &self.passphrase {
            PassphraseSource::File(path, source) => {
                (json!(path.display().to_string()), source.clone())
            }
            PassphraseSource::Variable => (Value::Null, variable()),
            PassphraseSource::Credential(path) => {
                (Value::Null, Source::File { path: path.clone() })
            }
            PassphraseSource::Nowhere => (Value::Null, Source::Default),
        };
        Shown { name: "passphrase_file", value, source }
    }
}

/// A path need not be UTF-8, JSON must.
fn as_text<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}

fn show<T: Serialize>(name: &'static str, setting: &Sourced<T>) -> Shown {
    let value = serde_json::to_value(&setting.value).expect("texts, numbers and lists serialise");
    Shown { name, value, source: setting.source.clone() }
}

/// The override, or else what the file says.
fn pick<T>(over: Option<Sourced<T>>, in_file: Option<T>, path: &Path) -> Option<Sourced<T>> {
    let from_file = |value| Sourced { value, source: Source::File { path: path.to_owned() } };
    over.or_else(|| in_file.map(from_file))
}

/// The other half answers scans.
fn half_of_the_cores() -> NonZeroU16 {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    NonZeroU16::new(u16::try_from(cores / 2).unwrap_or(u16::MAX)).unwrap_or(NonZeroU16::MIN)
}

fn by_default<T>(value: T) -> Sourced<T> {
    Sourced { value, source: Source::Default }
}
