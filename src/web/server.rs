//! The two servers of a process: to the world over TCP, to the operator over a Unix socket.

use std::{
    future::ready, io, net::TcpListener, os::unix::net::UnixListener, sync::Arc, thread,
    time::Duration,
};

use actix_http::HttpService;
use actix_service::{ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App, HttpServer,
    dev::{AppConfig, Server},
    rt::{
        self, System,
        net::TcpStream,
        signal::unix::{SignalKind, signal},
    },
    web::Data,
};

use super::{
    Folders, Site,
    connection::{Connection, Places, TERMS},
    control_routes,
    front::public_side,
    metrics, open_files, who,
};
use crate::app::{PublicSide, Service};

/// Phones and proxies come again within a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// A request's head that takes longer is not a phone's.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a client may take to close its side.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long requests may take that run when the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 15;

/// Each takes some 20 KB when it idles; docs/operation.md tells what that adds up to.
const MOST_CONNECTIONS: usize = 20_000;

/// Files of the store and the log, and whoever asks over the control socket. Connections leave them alone, so that a
/// change is recorded however many phones hold on.
const FILES_FOR_OTHERS: u64 = 256;

/// Where hardly any files may be open, it is better to fail sometimes than to answer nobody.
const FEWEST_CONNECTIONS: u64 = 64;

/// Threads of a worker for what takes longer than a scan: lists, a thousand codes, files. More would share the same cores,
/// and each keep memory of its own.
const BLOCKING_THREADS: usize = 8;

/// One worker signs, the other stays free for whatever else is asked.
const CONTROL_WORKERS: usize = 2;

/// Where the service listens.
#[derive(Debug)]
pub struct Listeners {
    /// The world.
    pub public: TcpListener,
    /// The operator.
    pub control: UnixListener,
    /// Who watches, if somebody does.
    pub metrics: Option<TcpListener>,
}

/// Answers on both sides until a signal (SIGINT, SIGTERM, SIGQUIT) says stop; requests that run are
/// answered first. Nothing holds the service any more when this returns.
///
/// # Errors
/// If a listener can't be used, or a server fails.
pub fn run(
    service: Arc<Service>,
    folders: Folders,
    settings: PublicSide,
    listeners: Listeners,
) -> io::Result<()> {
    System::new().block_on(async {
        let stop = stop_signal()?;
        serve(service, folders, settings, listeners)?.run_until(stop).await
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
    metrics: Option<Server>,
}

/// Starts listening on all sides. For who has an `actix_web::rt::System` running.
///
/// # Errors
/// If a listener can't be used.
pub(super) fn serve(
    service: Arc<Service>,
    folders: Folders,
    settings: PublicSide,
    listeners: Listeners,
) -> io::Result<Servers> {
    let Listeners { public: listener, control, metrics } = listeners;
    // Made here, so that nobody who asks for the list waits for its index.
    drop(service.certificate_index(service.now()));
    let site = Data::new(Site::new(service, folders, settings));
    let public_site = site.clone();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let places = Arc::new(Places::new(places_for(open_files::raise_limit()), TERMS));
    let metrics = metrics.map(|listener| metrics::server(listener, site.clone(), places.clone()));
    let metrics = metrics.transpose()?;
    let public = public_server(listener, public_site, places, workers)?;
    let control = HttpServer::new(move || App::new().configure(control_routes(site.clone())))
        .on_connect(who::remember_peer)
        .workers(CONTROL_WORKERS)
        .client_request_timeout(HEAD_TIMEOUT)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .listen_uds(control)?
        .run();
    Ok(Servers { public, control, metrics })
}

/// The places for connections where so many files may be open.
fn places_for(open_files: u64) -> usize {
    let files = open_files.saturating_sub(FILES_FOR_OTHERS).max(FEWEST_CONNECTIONS);
    usize::try_from(files).unwrap_or(MOST_CONNECTIONS).min(MOST_CONNECTIONS)
}

/// The server of the public side: `HttpServer` but for connections of our own kind.
fn public_server(
    listener: TcpListener,
    site: Data<Site>,
    places: Arc<Places>,
    workers: usize,
) -> io::Result<Server> {
    let address = listener.local_addr()?;
    let builder = Server::build()
        .workers(workers)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .max_concurrent_connections(places.most().div_ceil(workers))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals();
    let stops = builder.graceful_shutdown_signal();
    let connect = move || {
        let (places, stops) = (places.clone(), stops.clone());
        let http = HttpService::<Connection, _, _>::build()
            .graceful_shutdown_signal(move || {
                let stops = stops.clone();
                async move { stops.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .local_addr(address)
            .h1(map_config(public_side(site.clone()), |()| AppConfig::default()));
        fn_service(move |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            ready(Ok((Connection::new(stream, places.clone()), peer)))
        })
        .and_then(http)
    };
    Ok(builder.listen("public", listener, connect)?.run())
}

impl Servers {
    /// Runs until `stop` ends. The operator's side is stopped first: a change that was taken is answered.
    pub(super) async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let (public_handle, control_handle) = (self.public.handle(), self.control.handle());
        let (public, control) = (rt::spawn(self.public), rt::spawn(self.control));
        let metrics = self.metrics.map(|server| (server.handle(), rt::spawn(server)));
        stop.await;
        control_handle.stop(true).await;
        public_handle.stop(true).await;
        if let Some((handle, metrics)) = metrics {
            handle.stop(false).await;
            metrics.await.map_err(io::Error::other)??;
        }
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
            let watched = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let listeners = Listeners { public: listener, control, metrics: Some(watched) };
            let servers = serve(test.service.clone(), folders, settings, listeners);
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
