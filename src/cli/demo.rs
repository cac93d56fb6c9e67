//! `demo`: the whole service on invented data, and nothing else is needed. The history that it replays
//! is relative to the day of the start, so that nothing in it grows old.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use super::{
    desk::system_clock,
    exit_status::{Failure, Status},
    init::{StagedFolder, default_origin},
    invocation::Invocation,
    serve,
    terminal::takes_colour,
};
use crate::{
    app::{Languages, Office, PublicSide},
    config::{Overrides, PassphraseSource, Settings, Source, Sourced},
    log::Text,
    printing::{
        Symbol,
        terminal::{self, Colours},
    },
    signing::key_file::Protection,
    stamp::{BaseUrl, KeyNumber},
    store::folder,
    wiring::{self, NewFolder},
};

// The invented register, and pictures of its products.
mod drawing;
mod register;

// What happened in it, and one stamp for each verdict.
mod history;
mod samples;

/// How many ports are tried if the first one is taken.
const PORTS: u16 = 100;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DemoArgs {
    /// The folder to make [default: a new temporary one, which is printed]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8080, or the next free port]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// What printed codes begin with [default: where it listens]
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    /// Listen where a phone on the same network can open it
    #[arg(long, conflicts_with = "listen")]
    lan: bool,
    /// Only make the folder
    #[arg(long)]
    no_serve: bool,
}

const EXAMPLES: &str = "\
Examples:
  ocop-stamp demo
  ocop-stamp demo --lan
  ocop-stamp demo --data trial --no-serve --base-url https://tem.example.vn";

pub(super) fn run(args: &DemoArgs, run: &Invocation) -> Result<ExitCode> {
    let listener = listen(args)?;
    let base_url = match &args.base_url {
        Some(base_url) => base_url.clone(),
        None => format!("http://{}", listener.local_addr()?).parse()?,
    };
    let data = match &args.data {
        Some(data) => data.clone(),
        None => tempfile::Builder::new().prefix("ocop-stamp-demo-").tempdir()?.keep(),
    };
    let office = Office {
        log_origin: default_origin(&base_url),
        base_url,
        body: Text::try_from("Văn phòng Điều phối NTM (mẫu)".to_owned())?,
        demo: true,
        name: Text::try_from("Văn phòng Điều phối NTM (mẫu)".to_owned())?,
        hotline: "1900 0000".to_owned(),
        languages: Languages::default(),
    };
    let issuer_key = wiring::demo_private_key()?;
    let new = NewFolder {
        office: &office,
        protection: &Protection::Clear,
        issuer_key: Some((KeyNumber::DEMO, &issuer_key)),
    };
    let staged = StagedFolder::create(&data, &new, PassphraseSource::Nowhere)?;
    let samples = history::replay(&staged, run)?;
    staged.finish()?;

    let folder = Sourced { value: data.clone(), source: Source::Flag };
    let settings = Settings::read(folder, PassphraseSource::Nowhere, Overrides::default())?;
    let running = wiring::open(&settings, system_clock())?;
    let mut words = in_words(&samples, &data)?;
    if !args.no_serve {
        words.push_str(&format!(
            "\nEverything shown is invented. Stop with Ctrl-C; start again with:\n  ocop-stamp serve --demo --listen {} --data {}",
            listener.local_addr()?,
            data.display()
        ));
    }
    let stamps = samples.stamps.iter();
    let stamps: Vec<_> =
        stamps.map(|sample| json!({ "name": sample.name, "link": sample.link })).collect();
    let folder = data.display().to_string();
    let made = json!({ "data": folder, "samples": stamps, "short_code": samples.short_code });
    run.print(&made, words)?;
    if args.no_serve {
        running.close();
        return Ok(Status::Done.into());
    }
    serve::serve(running, (listener, None), None, PublicSide::default(), run)
}

/// A QR code for the phone at hand, and the links.
fn in_words(samples: &samples::Samples, data: &Path) -> Result<String> {
    let colours = if takes_colour(&io::stdout()) { Colours::On } else { Colours::Off };
    let mut lines = vec![format!("Demo folder: {}", data.display())];
    for sample in &samples.stamps {
        if sample.name == "valid" {
            lines.push(terminal::draw(&Symbol::of_link(&sample.link)?, colours));
        }
    }
    for sample in &samples.stamps {
        lines.push(format!("{:<20} {}", sample.name, sample.link));
    }
    lines.push(format!("{:<20} {}", "valid, typed", samples.short_code));
    lines.push(format!("Pictures of these codes: {}", folder::samples(data).display()));
    Ok(lines.join("\n"))
}

/// Takes the address that was asked for; by default the first free port from 8080 on.
fn listen(args: &DemoArgs) -> Result<TcpListener> {
    if let Some(address) = args.listen {
        return TcpListener::bind(address).with_context(|| format!("can't listen on {address}"));
    }
    let address = if args.lan { lan_address()? } else { Ipv4Addr::LOCALHOST };
    let first = 8080;
    (first..first + PORTS).find_map(|port| TcpListener::bind((address, port)).ok()).ok_or_else(
        || {
            let words =
                format!("no port of {address} from {first} on is free; name one with --listen");
            Failure::new(Status::Unavailable, words).into()
        },
    )
}

/// The address by which this machine is known on its network. Nothing is sent: a datagram socket is
/// only asked which way it would go.
fn lan_address() -> Result<Ipv4Addr> {
    let asked = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    match asked.context("this machine is on no network; leave --lan out")? {
        SocketAddr::V4(address) => Ok(*address.ip()),
        SocketAddr::V6(address) => anyhow::bail!("expected an IPv4 address, found {address}"),
    }
}
