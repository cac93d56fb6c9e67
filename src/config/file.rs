//! `ocop-stamp.toml` in the data folder: written once when the folder is made, then read at each start and
//! changed by its office with any editor. What is not known is refused with its line, so that a mistyped
//! setting is not passed by.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs, io,
    net::SocketAddr,
    num::{NonZeroU16, NonZeroU32},
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use super::{AnchorPlaces, ConfigError};
use crate::{
    app::{
        BasesMode, ExpiryMode, ForwardedHeader, Languages, Office, RateLimit, SecurityContact,
        TrustedProxies,
    },
    log::Text,
    registry::policy::{IssuerName, ProvinceCode, Quota},
    stamp::BaseUrl,
    store::folder::{self, FolderError},
};

/// A hotline without a digit.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} holds no number: consumers are told to call it")]
pub struct NotANumber(String);

/// The telephone number that consumers are told to call, in groups as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Hotline(String);

impl Hotline {
    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Hotline {
    type Error = NotANumber;

    fn try_from(number: String) -> Result<Self, NotANumber> {
        if number.bytes().any(|byte| byte.is_ascii_digit()) {
            Ok(Self(number))
        } else {
            Err(NotANumber(number))
        }
    }
}

impl FromStr for Hotline {
    type Err = NotANumber;

    fn from_str(number: &str) -> Result<Self, NotANumber> {
        Self::try_from(number.to_owned())
    }
}

impl From<Hotline> for String {
    fn from(hotline: Hotline) -> Self {
        hotline.0
    }
}

/// The file as it stands. The first four are fixed for ever, the tables may change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFile {
    pub(super) base_url: BaseUrl,
    pub(super) log_origin: Text,
    pub(super) body: Text,
    #[serde(default)]
    pub(super) demo: bool,
    /// Where files of the first version have it.
    hotline: Option<Hotline>,
    #[serde(default)]
    pub(super) office: OfficeTable,
    #[serde(default)]
    pub(super) policy: PolicyTable,
    #[serde(default)]
    pub(super) serve: ServeTable,
    #[serde(default)]
    pub(super) retention: RetentionTable,
    #[serde(default)]
    pub(super) print: PrintTable,
    #[serde(default)]
    pub(super) files: FilesTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeTable {
    pub(super) name: Option<Text>,
    pub(super) hotline: Option<Hotline>,
    pub(super) languages: Option<Languages>,
    pub(super) security_contact: Option<SecurityContact>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyTable {
    pub(super) quota_per_year: Option<Quota>,
    pub(super) quota_per_year_by_province: Option<BTreeMap<ProvinceCode, Quota>>,
    pub(super) one_day_less: Option<Vec<IssuerName>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServeTable {
    pub(super) listen: Option<SocketAddr>,
    pub(super) control_group: Option<String>,
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) trusted_proxies: Option<TrustedProxies>,
    pub(super) forwarded_header: Option<ForwardedHeader>,
    pub(super) anchors: Option<AnchorPlaces>,
    pub(super) expiry: Option<ExpiryMode>,
    pub(super) metrics: Option<SocketAddr>,
    pub(super) save_state_after: Option<NonZeroU32>,
    pub(super) bases: Option<BasesMode>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionTable {
    pub(super) trace_days: Option<NonZeroU16>,
    pub(super) closed_account_days: Option<NonZeroU16>,
    pub(super) audit_days: Option<NonZeroU16>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintTable {
    pub(super) dpi: Option<NonZeroU16>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilesTable {
    pub(super) folder: Option<PathBuf>,
    pub(super) s3: Option<S3Place>,
    pub(super) keep_days: Option<NonZeroU16>,
    pub(super) threads: Option<NonZeroU16>,
}

/// A bucket for files of print jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Place {
    /// Its name.
    pub bucket: String,
    /// What stands before the names of files.
    pub prefix: Option<String>,
    /// Where it is, if not at Amazon's.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Whether an endpoint without TLS is taken.
    #[serde(default)]
    pub allow_http: bool,
}

/// Reads the file of a data folder.
///
/// # Errors
/// [`ConfigError`] with the line that is wrong.
pub(super) fn read(data: &Path) -> Result<SettingsFile, ConfigError> {
    let path = folder::settings_file(data);
    let text = fs::read_to_string(&path).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            FolderError::NotADataFolder(data.to_owned()).into()
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            FolderError::NotYours(data.to_owned()).into()
        } else {
            ConfigError::Io(path.clone(), error)
        }
    })?;
    let mut file: SettingsFile = toml::from_str(&text)
        .map_err(|error| ConfigError::Settings(path.clone(), error.to_string()))?;
    match (file.hotline.take(), &file.office.hotline) {
        (Some(_), Some(_)) => return Err(ConfigError::HotlineTwice(path)),
        (Some(hotline), None) => file.office.hotline = Some(hotline),
        (None, Some(_) | None) => {}
    }
    Ok(file)
}

/// Writes the file of a new data folder: what is fixed, and what may change with its defaults named.
///
/// # Errors
/// [`ConfigError`]; existing settings are never touched.
pub fn write_new(data: &Path, office: &Office) -> Result<(), ConfigError> {
    let path = folder::settings_file(data);
    let mut text = String::from(
        "# What this data folder was made for. These stand on paper and in the public log: changing them here\n\
         # breaks every stamp printed so far.\n",
    );
    let mut line = |name: &str, value: toml::Value| {
        writeln!(text, "{name} = {value}").expect("writing to a String can't fail");
    };
    line("base_url", office.base_url.to_string().into());
    line("log_origin", office.log_origin.to_string().into());
    line("body", office.body.to_string().into());
    if office.demo {
        line("demo", true.into());
    }
    text.push_str("\n# Settings that may change; a restart reads them. docs/configuration.md has all of them.\n[office]\n");
    let hotline = toml::Value::from(office.hotline.as_str());
    writeln!(text, "hotline = {hotline}").expect("writing to a String can't fail");
    text.push_str(TEMPLATE);
    folder::write_new(&path, &text).map_err(|error| ConfigError::Io(path, error))
}

/// The settings that a new file only names.
const TEMPLATE: &str = r#"# name = "…"                         # as pages show the office; default: body, above
# languages = ["vi", "en"]          # what pages are offered in; the first is shown unless another is asked for
# security_contact = "mailto:security@tem.example.vn"   # where faults are reported, for /.well-known/security.txt

[policy]
# quota_per_year = 20000            # stamps in a year for a certificate without a quota of its own
# one_day_less = ["UBND tỉnh …"]    # issuing bodies whose certificates end the day before the same day 36 months on
# [policy.quota_per_year_by_province]
# "22" = 50000

[serve]
# listen = "127.0.0.1:8080"
# control_group = "ocop-stamp"      # whose members may make changes through the service, each under their own name
# rate_limit = 200                  # scans a second that one network may ask for, or "off"; in proportion what else there is
# trusted_proxies = ["127.0.0.1"]   # proxies that are believed when they say who asks, in the header below
# forwarded_header = "x-forwarded-for"
# anchors = ["/mnt/elsewhere/tem.checkpoint", "https://tem.example.vn"]   # what knows the last checkpoint, outside this folder
# expiry = "off"                    # each day, of certificates past their last valid day: off, list, or write an entry each
# metrics = "127.0.0.1:9464"        # where figures for who watches are, as OpenMetrics
# save_state_after = 50000          # entries and changes after which it is saved what all add up to, for a quick start
# bases = "daily"                   # whether a base is made each day, and the journal before it deleted: off, daily

[retention]
# trace_days = 365                  # how long it is kept from which network somebody asked
# closed_account_days = 730         # how long a person is known after their account was closed
# audit_days = 3650                 # how long the audit trail is kept; default: without end

[print]
# dpi = 300                         # the printer's, for png

[files]
# folder = "files"                  # where files of print jobs are, in this folder or elsewhere
# keep_days = 30                    # how long they are kept; made again, the same, when asked for
# threads = 1                       # how many are made at once; half of the cores if nothing is said
"#;

#[cfg(test)]
mod tests {
    use super::*;

    const FIXED: &str = "base_url = \"https://tem.example.vn\"\nlog_origin = \"tem.example.vn/log\"\nbody = \"Văn phòng (mẫu)\"\n";

    fn read_text(text: &str) -> Result<SettingsFile, String> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder::settings_file(folder.path()), text).expect("written");
        read(folder.path()).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn check_refused(settings: &str, line: usize, words: &str) {
        let error = read_text(&format!("{FIXED}{settings}")).expect_err(settings);
        // The first three lines are those above.
        assert!(error.contains(&format!("at line {}", line + 3)), "{settings}: {error}");
        assert!(error.contains(words), "{settings}: {error}");
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_line() {
        check_refused("hot_line = \"1900\"", 1, "unknown field `hot_line`");
        check_refused("[office]\nlanguage = [\"vi\"]", 2, "unknown field `language`");
        check_refused("[office]\nlanguages = [\"en\"]", 2, "vi must be among them");
        check_refused("[office]\nlanguages = [\"vi\", \"fr\"]", 2, "\"fr\" is no language");
        check_refused("[office]\nhotline = \"ask us\"", 2, "holds no number");
        check_refused("[office]\nsecurity_contact = \"a@b\"", 2, "mailto:");
        check_refused("[office]\nname = \"\"", 2, "an empty text");
        check_refused("[policy]\nquota_per_year = 0", 2, "would forbid every stamp");
        check_refused("[policy]\nquota_per_year = -1", 2, "invalid value");
        check_refused("[policy]\none_day_less = [\" \"]", 2, "an empty name");
        check_refused("[policy]\none_day_less = \"UBND\"", 2, "expected a sequence");
        check_refused("[retention]\ntrace_days = 0", 2, "nonzero");
        let by_province = "[policy.quota_per_year_by_province]\n";
        check_refused(&format!("{by_province}\"22\" = 1\n\"23\" = 2"), 3, "\"23\" is not the code");
        check_refused(&format!("{by_province}\"22\" = 0"), 2, "would forbid every stamp");
        check_refused("[serve]\nlisten = \"8080\"", 2, "socket address");
        check_refused("[serve]\nmetrics = true", 2, "invalid type");
        check_refused("[serve]\nmetrics = \":9464\"", 2, "socket address");
        check_refused("[serve]\nrate_limit = 0", 2, "or off");
        check_refused("[serve]\nrate_limit = \"on\"", 2, "or off");
        check_refused("[serve]\ntrusted_proxies = [\"nginx\"]", 2, "no address or network");
        check_refused("[serve]\nbases = \"hourly\"", 2, "unknown variant");
        check_refused("[retention]\naudit_days = 0", 2, "nonzero");
        check_refused("[serve]\nsave_state_after = 0", 2, "nonzero");
        check_refused("[serve]\nforwarded_header = \"x-real-ip\"", 2, "unknown variant");
        check_refused("[print]\ndpi = 0", 2, "nonzero");
        check_refused("[files]\nkeep_days = 0", 2, "nonzero");
        check_refused("[files]\nkept_days = 1", 2, "unknown field `kept_days`");
        check_refused("[files.s3]\nregion = \"x\"", 1, "missing field `bucket`");
        check_refused("[office\n", 1, "");
        check_refused("[stamps]\n", 1, "unknown field `stamps`");
    }

    #[test]
    fn a_file_of_the_first_version_is_read() {
        let old = read_text(&format!("{FIXED}hotline = \"1900 0000\"\ndemo = true\n"));
        let old = old.expect("good");
        assert_eq!(old.office.hotline, Some(Hotline("1900 0000".to_owned())));
        assert!(old.demo);
        let twice = format!("{FIXED}hotline = \"1\"\n[office]\nhotline = \"2\"\n");
        assert!(read_text(&twice).expect_err("twice").contains("keep the one in [office]"));
    }

    #[test]
    fn what_is_written_is_read_and_its_template_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let office = Office {
            base_url: "https://tem.example.vn".parse().expect("a base"),
            log_origin: "tem.example.vn/log".parse().expect("a text"),
            body: "Văn phòng \"mẫu\"".parse().expect("a text"),
            demo: false,
            name: "Văn phòng".parse().expect("a text"),
            hotline: "1900 0000".to_owned(),
            languages: Languages::default(),
        };
        write_new(folder.path(), &office).expect("a new file");
        let read_back = read(folder.path()).expect("it is ours");
        assert_eq!(read_back.body, office.body);
        assert_eq!(read_back.office.hotline.map(String::from), Some(office.hotline.clone()));
        assert!(write_new(folder.path(), &office).is_err(), "existing settings are not touched");
        let path = folder::settings_file(folder.path());
        let text = fs::read_to_string(&path).expect("text");
        let uncommented: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(setting) if setting.contains(" = ") || setting.starts_with('[') => setting,
                Some(_) | None => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let settings = read_text(&uncommented).expect("the template is right");
        assert!(settings.policy.quota_per_year_by_province.is_some());
        assert!(settings.serve.listen.is_some() && settings.print.dpi.is_some());
    }
}
