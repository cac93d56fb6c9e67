//! The public log as strangers read it: logs that were made for a test, good and bad, in a folder and behind an
//! address.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    thread,
};

use ed25519_dalek::SigningKey;
use jiff::SignedDuration;
use ocop_stamp::log::{
    ActorId, Body, Entry, checkpoint::Checkpoint, tile::TilePath, tile_edge::TileEdge,
};

use crate::{
    history::time,
    invented::{batch, certificate, hold, key_added, log_opened, on_stamps},
    writer::{log_seed, vkey},
};

mod anchors;
mod audit;
mod receipts;
mod self_audit;
mod succession;

/// A published log in a folder, made without the service that would refuse half of it.
pub(crate) struct MadeLog {
    folder: tempfile::TempDir,
    pub(crate) entries: Vec<Vec<u8>>,
}

impl MadeLog {
    /// Publishes entries as they are, whatever the rules say of them, and signs a checkpoint over them.
    pub(crate) fn of(entries: Vec<Vec<u8>>) -> Self {
        let made = Self { folder: tempfile::tempdir().expect("a folder"), entries };
        made.publish(made.entries.len());
        made
    }

    /// A log in which these follow each other, a minute apart.
    pub(crate) fn saying(bodies: impl IntoIterator<Item = Body>) -> Self {
        Self::of(entries(bodies))
    }

    /// Publishes the first so many of the entries.
    pub(crate) fn publish(&self, size: usize) {
        let mut edge = TileEdge::default();
        self.entries[..size].iter().for_each(|entry| edge.append(entry).expect("short"));
        for (path, bytes) in edge.files_since(0) {
            self.write(&path.to_string(), &bytes);
        }
        let (origin, size) = (vkey().name().clone(), size as u64);
        let checkpoint = Checkpoint { origin, size, root: edge.root() };
        let note = checkpoint.to_note(&SigningKey::from_bytes(&log_seed()));
        self.write("checkpoint", note.as_bytes());
        self.write("vkey", vkey().to_string().as_bytes());
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let file = self.file(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder of ours");
        fs::write(file, bytes).expect("written");
    }

    /// Changes a published file.
    pub(crate) fn alter(&self, name: &str, alter: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(self.file(name)).expect("published");
        alter(&mut bytes);
        self.write(name, &bytes);
    }

    /// Serves the folder over HTTP as long as the test runs, as any web server would. Returns the address.
    pub(crate) fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/log", listener.local_addr().expect("it listens"));
        let folder = self.path().to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &folder);
            }
        });
        address
    }
}

/// One request a connection: a file below `/log`, or 404.
fn answer(mut stream: TcpStream, folder: &Path) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    while lines.next().is_some_and(|line| !line.is_empty()) {}
    let name = request.split(' ').nth(1).and_then(|path| path.strip_prefix("/log/"));
    let file = name.filter(|name| *name == "checkpoint" || *name == "vkey" || is_tile(name));
    let (status, body) = match file.and_then(|name| fs::read(folder.join(name)).ok()) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    // Who asked may be gone.
    drop(stream.write_all(&[head.as_bytes(), &body].concat()));
}

fn is_tile(name: &str) -> bool {
    name.parse::<TilePath>().is_ok()
}

/// Entries a minute apart.
pub(crate) fn entries(bodies: impl IntoIterator<Item = Body>) -> Vec<Vec<u8>> {
    let mut at = time("2026-03-01T08:00:00Z");
    let entries = bodies.into_iter().map(|body| {
        let entry = Entry { at, actor: ActorId([0; 16]), body };
        at += SignedDuration::from_mins(1);
        entry.to_bytes().expect("an entry that can be written")
    });
    entries.collect()
}

/// What a small log says: key 1, certificate 1, batch 1, then as many revocations as asked for.
pub(crate) fn story(revocations: u64) -> Vec<Body> {
    use ocop_stamp::log::Reason;
    let mut bodies = vec![
        log_opened(),
        Body::KeyAdded(key_added(1)),
        Body::CertificateRecorded(certificate(1)),
        Body::BatchIssued(batch(1)),
    ];
    bodies.extend((0..revocations).map(|number| {
        let place = number % 100;
        Body::Revoked(hold(on_stamps(1, place, place), Reason::StampCopied))
    }));
    bodies
}
