//! Flags that stand over settings, each with its environment variable: `--hotline` and
//! `OCOP_STAMP_HOTLINE`. What a command has no flag for is still taken from the environment, so that
//! whoever opens a data folder works by the same policies.

use std::{any::Any, net::SocketAddr, num::NonZeroU16, path::Path};

use anyhow::Result;
use clap::{ArgMatches, Args, Command, parser::ValueSource};

use super::{
    DataArgs,
    exit_status::{Failure, Status},
};
use crate::{
    app::{ExpiryMode, ForwardedHeader, Languages, RateLimit, SecurityContact, TrustedProxies},
    config::{AnchorPlaces, Hotline, Overrides, PassphraseSource, Settings, Source, Sourced},
    log::Text,
    registry::policy::Quota,
};

/// The office as the service presents it, and its policies.
#[derive(Args)]
pub(super) struct OfficeFlags {
    /// The office as pages name it [setting office.name; default: as in the log]
    #[arg(long, value_name = "TEXT", env = "OCOP_STAMP_OFFICE_NAME", hide_env_values = true)]
    office_name: Option<Text>,
    /// The telephone number that consumers are told to call [setting office.hotline]
    #[arg(long, value_name = "NUMBER", env = "OCOP_STAMP_HOTLINE", hide_env_values = true)]
    hotline: Option<Hotline>,
    /// What pages and problems are offered in, the first unless another is asked for [setting
    /// office.languages; default: vi,en]
    #[arg(long, value_name = "CODES", env = "OCOP_STAMP_LANGUAGES", hide_env_values = true)]
    languages: Option<Languages>,
    /// Where faults are reported, as mailto:, https:// or tel:, for /.well-known/security.txt [setting
    /// office.security_contact; default: none]
    #[arg(long, value_name = "URI", env = "OCOP_STAMP_SECURITY_CONTACT", hide_env_values = true)]
    security_contact: Option<SecurityContact>,
    /// Stamps in a year for a certificate without a quota of its own [setting policy.quota_per_year;
    /// default: 20000]
    #[arg(long, value_name = "Q", env = "OCOP_STAMP_QUOTA_PER_YEAR", hide_env_values = true)]
    quota_per_year: Option<Quota>,
}

/// Where the service listens.
#[derive(Args)]
pub(super) struct ListenFlag {
    /// Where to listen; a reverse proxy in front of it speaks TLS [setting serve.listen; default:
    /// 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "OCOP_STAMP_LISTEN", hide_env_values = true)]
    listen: Option<SocketAddr>,
}

/// How who asks over TCP is treated.
#[derive(Args)]
pub(super) struct PublicSideFlags {
    /// Scans a second that the addresses of one network (IPv4 /24, IPv6 /56) may ask for over time, ten times as
    /// many at once, and what else there is in proportion; or off. This machine may always [setting
    /// serve.rate_limit; default: 200]
    #[arg(long, value_name = "N|off", env = "OCOP_STAMP_RATE_LIMIT", hide_env_values = true)]
    rate_limit: Option<RateLimit>,
    /// Networks of the proxies that are believed when they say who asks, as 127.0.0.1,10.0.0.0/8 [setting
    /// serve.trusted_proxies; default: none]
    #[arg(
        long,
        value_name = "NETWORKS",
        env = "OCOP_STAMP_TRUSTED_PROXIES",
        hide_env_values = true
    )]
    trusted_proxies: Option<TrustedProxies>,
    /// The header in which they say it: x-forwarded-for or forwarded [setting serve.forwarded_header; default:
    /// x-forwarded-for]
    #[arg(long, value_name = "NAME", env = "OCOP_STAMP_FORWARDED_HEADER", hide_env_values = true)]
    forwarded_header: Option<ForwardedHeader>,
}

/// Who may use the control socket.
#[derive(Args)]
pub(super) struct ControlFlag {
    /// The group whose members may make changes through the service, each under their own name [setting
    /// serve.control_group; default: only who runs it]
    #[arg(long, value_name = "GROUP", env = "OCOP_STAMP_CONTROL_GROUP", hide_env_values = true)]
    control_group: Option<String>,
}

/// What knows the last checkpoint besides.
#[derive(Args)]
pub(super) struct AnchorFlag {
    /// Files outside the data folder, and addresses of the published log, that know its last checkpoint, commas
    /// between: nothing is signed that is behind one of them [setting serve.anchors; default: none]
    #[arg(
        long,
        visible_alias = "anchor",
        value_name = "PLACES",
        env = "OCOP_STAMP_ANCHORS",
        hide_env_values = true
    )]
    anchors: Option<AnchorPlaces>,
}

/// What is done each day with certificates that are over.
#[derive(Args)]
pub(super) struct ExpiryFlag {
    /// Each day, of certificates past their last valid day that are not entered as expired: off, list how many there
    /// are in the service's log, or write an entry each [setting serve.expiry; default: off]
    #[arg(long, value_name = "off|list|write", env = "OCOP_STAMP_EXPIRY", hide_env_values = true)]
    expiry: Option<ExpiryMode>,
}

/// Where figures for who watches are.
#[derive(Args)]
pub(super) struct MetricsFlag {
    /// Where to listen for who watches the service: http://ADDR/metrics, in OpenMetrics [setting serve.metrics;
    /// default: nowhere]
    #[arg(long, value_name = "ADDR", env = "OCOP_STAMP_METRICS", hide_env_values = true)]
    metrics: Option<SocketAddr>,
}

/// What the printer can do.
#[derive(Args)]
pub(super) struct PrintFlags {
    /// The printer's dots per inch, for png [setting print.dpi; default: 300]
    #[arg(long, value_name = "N", env = "OCOP_STAMP_DPI", hide_env_values = true)]
    dpi: Option<NonZeroU16>,
}

/// All of them.
#[derive(Args)]
pub(super) struct AllFlags {
    #[command(flatten)]
    office: OfficeFlags,
    #[command(flatten)]
    listen: ListenFlag,
    #[command(flatten)]
    control: ControlFlag,
    #[command(flatten)]
    public_side: PublicSideFlags,
    #[command(flatten)]
    anchors: AnchorFlag,
    #[command(flatten)]
    expiry: ExpiryFlag,
    #[command(flatten)]
    metrics: MetricsFlag,
    #[command(flatten)]
    print: PrintFlags,
}

/// The settings of a data folder: the flags of the command that runs, over the environment, over the file.
pub(super) fn settings(args: &DataArgs, flags: Option<&ArgMatches>) -> Result<Settings> {
    // Reads the variables of flags that the command itself does not have.
    let all = AllFlags::augment_args(Command::new("ocop-stamp").no_binary_name(true));
    let environment = all.try_get_matches_from([] as [&str; 0]).map_err(|error| {
        let words = error.to_string();
        let words = words.lines().next().unwrap_or_default().trim_start_matches("error: ");
        Failure::new(Status::Usage, format!("in the environment: {words}"))
    })?;
    let overrides = Overrides {
        office_name: find(flags, &environment, "office_name"),
        hotline: find(flags, &environment, "hotline"),
        languages: find(flags, &environment, "languages"),
        security_contact: find(flags, &environment, "security_contact"),
        quota_per_year: find(flags, &environment, "quota_per_year"),
        listen: find(flags, &environment, "listen"),
        control_group: find(flags, &environment, "control_group"),
        rate_limit: find(flags, &environment, "rate_limit"),
        trusted_proxies: find(flags, &environment, "trusted_proxies"),
        forwarded_header: find(flags, &environment, "forwarded_header"),
        anchors: find(flags, &environment, "anchors"),
        expiry: find(flags, &environment, "expiry"),
        metrics: find(flags, &environment, "metrics"),
        dpi: find(flags, &environment, "dpi"),
    };
    let source = |id| flags.and_then(|flags| source(flags, id)).unwrap_or(Source::Flag);
    let data = Sourced { value: args.data.clone(), source: source("data") };
    let file = args.passphrase.passphrase_file.clone();
    let file = file.map(|value| Sourced { value, source: source("passphrase_file") });
    Ok(Settings::read(data, PassphraseSource::find(file), overrides)?)
}

/// The passphrase's source where no folder is there yet.
pub(super) fn passphrase(file: Option<&Path>) -> PassphraseSource {
    PassphraseSource::find(
        file.map(|value| Sourced { value: value.to_owned(), source: Source::Flag }),
    )
}

/// What a flag of the command that runs was given, or its variable.
pub(super) fn given<T: Any + Clone + Send + Sync>(
    flags: &ArgMatches,
    id: &str,
) -> Option<Sourced<T>> {
    let value = flags.try_get_one::<T>(id).ok().flatten()?.clone();
    Some(Sourced { value, source: source(flags, id)? })
}

fn find<T: Any + Clone + Send + Sync>(
    flags: Option<&ArgMatches>,
    environment: &ArgMatches,
    id: &str,
) -> Option<Sourced<T>> {
    // A command without this flag has nothing to say of it.
    flags.into_iter().chain([environment]).find_map(|matches| given(matches, id))
}

fn source(matches: &ArgMatches, id: &str) -> Option<Source> {
    // Asking for the source of an argument that the command does not have would panic.
    matches.ids().find(|known| known.as_str() == id)?;
    match matches.value_source(id)? {
        ValueSource::CommandLine => Some(Source::Flag),
        ValueSource::EnvVariable => {
            Some(Source::Environment { name: format!("OCOP_STAMP_{}", id.to_uppercase()) })
        }
        // No flag here has a default of its own; whatever a later clap tells apart is none either.
        ValueSource::DefaultValue | _ => None,
    }
}
