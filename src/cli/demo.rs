//! `demo`: the whole service on invented data, and nothing else is needed. The history that it replays
//! is relative to the day of the start, so that nothing in it grows old.

use std::{
    io::IsTerminal,
    net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::Args;

use super::{
    desk::system_clock,
    init::{StagedFolder, default_origin},
    serve,
};
use crate::{
    app::Office,
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

pub(super) fn run(args: &DemoArgs) -> Result<ExitCode> {
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
        hotline: "1900 0000".to_owned(),
        demo: true,
    };
    let issuer_key = wiring::demo_private_key()?;
    let new = NewFolder {
        office: &office,
        protection: &Protection::Clear,
        issuer_key: Some((KeyNumber::DEMO, &issuer_key)),
    };
    let staged = StagedFolder::create(&data, &new)?;
    let samples = history::replay(&staged)?;
    staged.finish()?;

    println!("Demo folder: {}", data.display());
    let running = wiring::open(&data, None, system_clock())?;
    print_samples(&samples, &data)?;
    if args.no_serve {
        running.close();
        return Ok(ExitCode::SUCCESS);
    }
    println!("Everything shown is invented. Stop with Ctrl-C; start again with:");
    println!(
        "  ocop-stamp serve --demo --listen {} --data {}",
        listener.local_addr()?,
        data.display()
    );
    serve::serve(running, listener)
}

/// A QR code for the phone at hand, and the links.
fn print_samples(samples: &samples::Samples, data: &std::path::Path) -> Result<()> {
    let is_coloured = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let colours = if is_coloured { Colours::On } else { Colours::Off };
    for sample in &samples.stamps {
        if sample.name == "valid" {
            println!("{}", terminal::draw(&Symbol::of_link(&sample.link)?, colours));
        }
    }
    for sample in &samples.stamps {
        println!("{:<20} {}", sample.name, sample.link);
    }
    println!("{:<20} {}", "valid, typed", samples.short_code);
    println!("Pictures of these codes: {}", folder::samples(data).display());
    Ok(())
}

/// Takes the address that was asked for; by default the first free port from 8080 on.
fn listen(args: &DemoArgs) -> Result<TcpListener> {
    if let Some(address) = args.listen {
        return TcpListener::bind(address).with_context(|| format!("can't listen on {address}"));
    }
    let address = if args.lan { lan_address()? } else { Ipv4Addr::LOCALHOST };
    let first = 8080;
    (first..first + PORTS).find_map(|port| TcpListener::bind((address, port)).ok()).with_context(
        || format!("no port of {address} from {first} on is free; name one with --listen"),
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
