//! `serve`: the service on a data folder.

use std::{fs, net::TcpListener, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use super::{
    DataArgs,
    desk::system_clock,
    exit_status::{Failure, Status},
    invocation::Invocation,
    setting_flags::{
        AnchorFlag, ControlFlag, ExpiryFlag, ListenFlag, MetricsFlag, OfficeFlags, PublicSideFlags,
    },
};
use crate::{
    app::PublicSide,
    store::folder::{self, ControlGroup},
    web::{self, Folders, Listeners},
    wiring::{self, Running},
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    _listen: ListenFlag,
    #[command(flatten)]
    _control: ControlFlag,
    #[command(flatten)]
    _public_side: PublicSideFlags,
    #[command(flatten)]
    _anchors: AnchorFlag,
    #[command(flatten)]
    _expiry: ExpiryFlag,
    #[command(flatten)]
    _metrics: MetricsFlag,
    #[command(flatten)]
    _office: OfficeFlags,
    /// Serve a folder that `demo` made
    #[arg(long)]
    demo: bool,
}

const EXAMPLES: &str = "\
Settings stand in DIR/ocop-stamp.toml; `ocop-stamp config show` says where each comes from.

Examples:
  ocop-stamp serve --data /var/lib/ocop-stamp/data
  ocop-stamp serve --data /var/lib/ocop-stamp/data --listen '[::]:8080' --languages vi
  ocop-stamp serve --demo --data /tmp/ocop-stamp-demo-x";

pub(super) fn run(args: &ServeArgs, run: &Invocation) -> Result<ExitCode> {
    let settings = run.settings(&args.data)?;
    // Asked before the folder is opened: a demo must not be taken for the real thing.
    if settings.demo && !args.demo {
        let words = format!(
            "{} was made by `demo`: its key is public and its data invented; to serve it all the same, add --demo",
            args.data.data.display()
        );
        bail!(Failure::new(Status::Usage, words));
    }
    // Before anything is opened, too.
    let group = settings.control_group.value.as_deref().map(ControlGroup::find).transpose()?;
    let metrics = settings.metrics.value.map(|address| {
        TcpListener::bind(address)
            .with_context(|| format!("can't listen on {address} (serve.metrics)"))
    });
    let metrics = metrics.transpose()?;
    let mut running = wiring::open(&settings, system_clock())?;
    running.expire_daily(settings.expiry.value)?;
    running.make_bases_daily(settings.bases.value)?;
    let listen = settings.listen.value;
    let listener =
        TcpListener::bind(listen).with_context(|| format!("can't listen on {listen}"))?;
    serve(running, (listener, metrics), group.as_ref(), settings.public_side(), run)
}

/// Answers until it is told to stop, then closes the folder.
pub(super) fn serve(
    mut running: Running,
    (public, metrics): (TcpListener, Option<TcpListener>),
    control_group: Option<&ControlGroup>,
    public_side: PublicSide,
    run: &Invocation,
) -> Result<ExitCode> {
    running.audit_behind()?;
    running.print_behind()?;
    let data = running.folder.path();
    let control = running.folder.listen_for_control(control_group)?;
    let folders = Folders { log: folder::logs(data), pictures: folder::pictures(data) };
    let address = format!("http://{}", public.local_addr()?);
    run.print(&json!({ "listening_on": address }), format!("Listening on {address}"))?;
    tracing::info!(data = %data.display(), "the service answers");
    let listeners = Listeners { public, control, metrics };
    let served = web::run(running.service.clone(), folders, public_side, listeners);
    drop(fs::remove_file(folder::control_socket(data)));
    running.close();
    tracing::info!("the service has stopped, with everything on disk");
    served?;
    Ok(Status::Done.into())
}
