//! The two servers of a process: to the world over TCP, to the operator over a Unix socket.

use std::{io, net::TcpListener, os::unix::net::UnixListener, sync::Arc, thread, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::Server,
    rt::{
        self, System,
        signal::unix::{SignalKind, signal},
    },
    web::Data,
};

use super::{Folders, Site, control_routes, front::public_side, operator};
use crate::app::{PublicSide, Service};

/// Phones and proxies come again within a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// A request's head that takes longer is not a phone's.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a client may take to close its side.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long requests may take that run when the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 15;

/// One worker signs, the other stays free for whatever else is asked.
const CONTROL_WORKERS: usize = 2;

/// Answers on both sides until a signal (SIGINT, SIGTERM, SIGQUIT) says stop; requests that run are
/// answered first. Nothing holds the service any more when this returns.
///
/// # Errors
/// If a listener can't be used, or a server fails.
pub fn run(
    service: Arc<Service>,
    folders: Folders,
    settings: PublicSide,
    listener: TcpListener,
    control: UnixListener,
) -> io::Result<()> {
    System::new().block_on(async {
        let stop = stop_signal()?;
        serve(service, folders, settings, listener, control)?.run_until(stop).await
    })
}

/// Ends with the first signal that asks the process to stop. The servers' own handling would end the
/// operator's side in the middle of a change.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut quit = signal(SignalKind::quit())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = quit.recv() => {}
        }
    })
}

/// Both servers, listening.
pub(super) struct Servers {
    public: Server,
    control: Server,
}

/// Starts listening on both sides. For who has an `actix_web::rt::System` running.
///
/// # Errors
/// If a listener can't be used.
pub(super) fn serve(
    service: Arc<Service>,
    folders: Folders,
    settings: PublicSide,
    listener: TcpListener,
    control: UnixListener,
) -> io::Result<Servers> {
    // Made here, so that nobody who asks for the list waits for its index.
    drop(service.certificate_index(service.now()));
    let site = Data::new(Site::new(service, folders, settings));
    let public_site = site.clone();
    let public = HttpServer::new(move || public_side(public_site.clone()))
        .workers(thread::available_parallelism().map_or(1, usize::from))
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(HEAD_TIMEOUT)
        .client_disconnect_timeout(DISCONNECT_TIMEOUT)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .listen(listener)?
        .run();
    let control = HttpServer::new(move || App::new().configure(control_routes(site.clone())))
        .on_connect(operator::remember_peer)
        .workers(CONTROL_WORKERS)
        .client_request_timeout(HEAD_TIMEOUT)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .listen_uds(control)?
        .run();
    Ok(Servers { public, control })
}

impl Servers {
    /// Runs until `stop` ends. The operator's side is stopped first: a change that was taken is answered.
    pub(super) async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let (public_handle, control_handle) = (self.public.handle(), self.control.handle());
        let (public, control) = (rt::spawn(self.public), rt::spawn(self.control));
        stop.await;
        control_handle.stop(true).await;
        public_handle.stop(true).await;
        let (public, control) = (public.await, control.await);
        public.map_err(io::Error::other)?.and(control.map_err(io::Error::other)?)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::web::test_service;

    #[test]
    fn nothing_holds_the_service_after_the_servers_ended() {
        let test = test_service::run(async |test| {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let control = UnixListener::bind(test.folder.path().join("control.sock"));
            let folders = test.site.folders.clone();
            let control = control.expect("a free name");
            let settings = PublicSide::default();
            let servers = serve(test.service.clone(), folders, settings, listener, control);
            let servers = servers.expect("both listen");
            servers.run_until(std::future::ready(())).await.expect("well");
            test
        });
        // The test's own, and its site's.
        let begun = Instant::now();
        while Arc::strong_count(&test.service) > 2 {
            assert!(begun.elapsed() < Duration::from_secs(5), "still held");
            thread::sleep(Duration::from_millis(10));
        }
    }
}
