//! `serve`: the service on a data folder.

use std::{
    fs,
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    os::unix::{fs::PermissionsExt, net::UnixListener},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::{DataArgs, desk::system_clock};
use crate::{
    config,
    store::folder,
    web::{self, Folders},
    wiring::{self, Running},
};

#[derive(Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Where to listen; a reverse proxy in front of it speaks TLS
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Serve a folder that `demo` made
    #[arg(long)]
    demo: bool,
}

pub(super) fn run(args: &ServeArgs) -> Result<ExitCode> {
    let data = &args.data.data;
    // Asked before the folder is opened: a demo must not be taken for the real thing.
    if let Ok(office) = config::read_office(data)
        && office.demo
        && !args.demo
    {
        bail!(
            "{} was made by `demo`: its key is public and its data invented; to serve it all the same, add --demo",
            data.display()
        );
    }
    let running =
        wiring::open(data, args.data.passphrase.passphrase_file.as_deref(), system_clock())?;
    let listener = TcpListener::bind(args.listen)
        .with_context(|| format!("can't listen on {}", args.listen))?;
    serve(running, listener)
}

/// Answers until it is told to stop, then closes the folder.
pub(super) fn serve(running: Running, listener: TcpListener) -> Result<ExitCode> {
    let data = running.folder.path();
    let socket = folder::control_socket(data);
    // The folder is ours alone, so a socket that is there is what a crash left behind.
    match fs::remove_file(&socket) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    let control = UnixListener::bind(&socket)
        .with_context(|| format!("can't listen on {}", socket.display()))?;
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o600))?;
    let folders = Folders { log: folder::log(data), pictures: folder::pictures(data) };
    println!("Listening on http://{}", listener.local_addr()?);
    tracing::info!(data = %data.display(), "the service answers");
    let served = web::run(running.service.clone(), folders, listener, control);
    drop(fs::remove_file(&socket));
    running.close();
    tracing::info!("the service has stopped, with everything on disk");
    served?;
    Ok(ExitCode::SUCCESS)
}
