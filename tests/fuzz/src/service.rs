//! The whole service in this process, on a copy of a demo's folder: what it answers is asked over its sockets, so
//! that everything between a stranger's bytes and a handler is asked too.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
    thread,
    time::Duration,
};

use jiff::Timestamp;
use ocop_stamp::{
    app::{PublicSide, RateLimit},
    config::{Overrides, PassphraseSource, Settings, Source, Sourced},
    ledger::Clocks,
    web::{self, Folders, Listeners},
    wiring,
};

/// Names the demo's folder where nobody called [`use_data`].
const DATA_VARIABLE: &str = "OCOP_STAMP_FUZZ_DATA";

static DATA: OnceLock<PathBuf> = OnceLock::new();

/// Has the service start on a copy of this demo's folder.
pub fn use_data(folder: &Path) {
    DATA.get_or_init(|| folder.to_owned());
}

/// Which side is asked.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    /// What the world may ask.
    Public,
    /// What the operator may.
    Control,
}

/// An answer that was read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// By names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

struct Sockets {
    public: SocketAddr,
    control: PathBuf,
    _folder: tempfile::TempDir,
    open: Mutex<[Option<Connection>; 2]>,
}

/// A connection to either side.
type Connection = BufReader<Box<dyn Stream>>;

trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

fn sockets() -> &'static Sockets {
    static SOCKETS: OnceLock<Sockets> = OnceLock::new();
    SOCKETS.get_or_init(start)
}

fn start() -> Sockets {
    let original = DATA.get().cloned().or_else(|| env::var_os(DATA_VARIABLE).map(PathBuf::from));
    let original = original.unwrap_or_else(|| {
        panic!("{DATA_VARIABLE} names no folder: ocop-stamp demo --no-serve --data FOLDER")
    });
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    copy(&original, &data);
    let settings = Sourced { value: data.clone(), source: Source::Flag };
    let settings = Settings::read(settings, PassphraseSource::Nowhere, Overrides::default());
    let now = Timestamp::now();
    let running =
        wiring::open(&settings.expect("a demo's"), Clocks::moved_by_hand(Arc::new(move || now)));
    let running = running.expect("a demo's");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let public = listener.local_addr().expect("an address");
    let control = folder.path().join("control.sock");
    let socket = UnixListener::bind(&control).expect("a free name");
    let folders = Folders { log: data.join("log"), pictures: data.join("pictures") };
    let settings = PublicSide { rate_limit: RateLimit::Off, ..PublicSide::default() };
    // Until the process ends.
    let listeners = Listeners { public: listener, control: socket, metrics: None };
    thread::spawn(move || web::run(running.service.clone(), folders, settings, listeners));
    Sockets { public, control, _folder: folder, open: Mutex::default() }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a type") {
            kind if kind.is_dir() => copy(&entry.path(), &target),
            kind if kind.is_file() => drop(fs::copy(entry.path(), target).expect("copied")),
            // The socket of a service that runs on it.
            _ => {}
        }
    }
}

/// Asks, and reads the answer.
///
/// # Panics
/// If there is none: the worker died, or takes more than ten seconds.
pub(crate) fn ask(side: Side, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    let sockets = sockets();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    let request = [request.as_bytes(), body].concat();
    let mut open = sockets.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let place = &mut open[side as usize];
    // A connection that was kept may have been closed meanwhile.
    if let Some(mut kept) = place.take()
        && kept.get_mut().write_all(&request).is_ok()
        && let Some((answer, keeps)) = read_answer(&mut kept, method)
    {
        *place = keeps.then_some(kept);
        return answer;
    }
    let mut stream = BufReader::new(connect(sockets, side));
    stream.get_mut().write_all(&request).expect("the service takes a request");
    let answer = read_answer(&mut stream, method);
    let (answer, keeps) = answer.unwrap_or_else(|| panic!("no answer to {method} {path}"));
    *place = keeps.then_some(stream);
    answer
}

fn connect(sockets: &Sockets, side: Side) -> Box<dyn Stream> {
    let patience = Some(Duration::from_secs(10));
    match side {
        Side::Public => {
            let stream = TcpStream::connect(sockets.public).expect("the service listens");
            stream.set_read_timeout(patience).expect("it can be told");
            stream.set_nodelay(true).expect("it can be told");
            Box::new(stream)
        }
        Side::Control => {
            let stream = UnixStream::connect(&sockets.control).expect("the service listens");
            stream.set_read_timeout(patience).expect("it can be told");
            Box::new(stream)
        }
    }
}

/// The answer, and whether the connection is good for another; `None` if it ended before.
fn read_answer(stream: &mut Connection, method: &str) -> Option<(Answer, bool)> {
    let mut line = String::new();
    let mut next = |stream: &mut Connection| {
        line.clear();
        stream.read_line(&mut line).ok().filter(|length| *length > 0)?;
        Some(line.trim_end().to_owned())
    };
    let status = next(stream)?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = BTreeMap::new();
    loop {
        let line = next(stream)?;
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let keeps = !headers.get("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    let mut body = Vec::new();
    let has_none = method == "HEAD" || status == 204 || status == 304;
    if let Some(length) = headers.get("content-length").filter(|_| !has_none) {
        body = vec![0; length.parse().ok()?];
        stream.read_exact(&mut body).ok()?;
    } else if headers.get("transfer-encoding").is_some_and(|value| value == "chunked") {
        loop {
            let length = usize::from_str_radix(&next(stream)?, 16).ok()?;
            let mut chunk = vec![0; length + 2];
            stream.read_exact(&mut chunk).ok()?;
            if length == 0 {
                break;
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }
    Some((Answer { status, headers, body }, keeps))
}
