//! Clients that hold on to the real program without doing their part: others are answered all the same, and what they
//! cost in memory is bounded.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::program::{Demo, Serving, path};

/// What a connection may cost, however slow its client: buffers for reading and writing, a half-read body of the small
/// kind, a portion of an answer.
pub const MOST_KB_A_CONNECTION: u64 = 48;

/// What it may cost besides if it takes nothing of an answer of 190 KB. All such answers together have a bound too.
const MOST_KB_AN_ANSWER: u64 = 1_024;

/// What the program may take besides while it works.
const SPARE_KB: u64 = 32 * 1024;

/// A client of the public side, below HTTP.
pub struct Slow(TcpStream);

impl Slow {
    pub fn connect(serving: &Serving) -> Self {
        let address = serving.url.strip_prefix("http://").expect("an address");
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("not 0");
        Self(stream)
    }

    pub fn send(&mut self, bytes: &str) -> &mut Self {
        // It may be refused in the middle of it.
        drop(self.0.write_all(bytes.as_bytes()));
        self
    }

    /// The status of the next answer; `None` if the connection is closed without one.
    pub fn status(&mut self) -> Option<u16> {
        let mut begin = [0; 12];
        self.0.read_exact(&mut begin).ok()?;
        std::str::from_utf8(&begin[9..]).expect("digits").parse().ok()
    }

    /// Asks once and reads the answer, which is small; then it idles.
    pub fn ask_once(&mut self) {
        self.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(self.status(), Some(200));
    }
}

/// What the program has in memory.
pub fn resident_kb(serving: &Serving) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", serving.id())).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it is told");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).expect("a number")
}

/// Others are answered.
pub fn check_that_others_are_served(serving: &Serving, demo: &Demo) {
    for name in ["valid", "revoked"] {
        let code = demo.sample(name);
        let path = format!("/{}", code.rsplit('/').next().expect("digits"));
        assert_eq!(serving.get(&path).status(), 200, "{name}");
    }
    assert_eq!(serving.get("/certificates").status(), 200);
}

/// What the program took for slow clients is within the bound.
pub fn check_memory(serving: &Serving, before: u64, most: u64) {
    let after = resident_kb(serving);
    println!("{before} KB before, {after} KB with slow clients");
    assert!(after <= before + most + SPARE_KB, "{after} KB, {before} KB before, {most} KB allowed");
}

#[test]
fn heads_and_bodies_that_are_too_large_are_refused_at_once() {
    let demo = Demo::new();
    let serving = demo.serve();
    let verify =
        "POST /api/v1/stamps/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    for (request, statuses) in [
        (format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(300_000)), [431, 400]),
        (format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(1_000)), [400, 431]),
        (format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "1".repeat(300_000)), [431, 400]),
        (format!("{verify}Content-Length: 99999999999\r\n\r\n{{"), [413, 413]),
        (format!("{verify}Content-Length: 1048577\r\n\r\n{{"), [413, 413]),
        ("nonsense\r\n\r\n".to_owned(), [400, 400]),
    ] {
        let status = Slow::connect(&serving).send(&request).status();
        // The rest of what was sent may close the connection before its answer is read.
        assert!(
            status.is_none_or(|status| statuses.contains(&status)),
            "{status:?}: {request:.80}"
        );
    }
    check_that_others_are_served(&serving, &demo);
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn who_does_not_do_his_part_keeps_nobody_from_an_answer() {
    let demo = Demo::new();
    let serving = demo.serve();
    check_that_others_are_served(&serving, &demo);
    let before = resident_kb(&serving);
    let mut clients = Vec::new();
    for number in 0..400 {
        let mut client = Slow::connect(&serving);
        match number % 5 {
            // Nothing; half a head; half a body; an answer that nobody takes; idling after one.
            0 => {}
            1 => drop(client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")),
            2 => {
                let head = "POST /api/v1/stamps/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
                client.send(&format!("{head}Content-Length: 9000\r\n\r\n{{\"codes\": ["));
            }
            3 => {
                let list = "GET /api/v1/certificates?limit=500 HTTP/1.1\r\nHost: a\r\n\r\n";
                client.send(&list.repeat(8));
            }
            _ => client.ask_once(),
        }
        clients.push(client);
    }
    check_that_others_are_served(&serving, &demo);
    check_memory(&serving, before, 400 * MOST_KB_A_CONNECTION + 80 * MOST_KB_AN_ANSWER);
    assert_eq!(serving.terminate(), Some(0), "it ends while they hold on");
}

#[test]
fn idle_clients_are_let_go_where_files_are_few() {
    let demo = Demo::new();
    let data = demo.data();
    let mut few = Command::new("sh");
    few.args(["-c", "ulimit -n 400; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ocop-stamp")]);
    few.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&data)]);
    let serving = Serving::spawn(few, &data.join("control.sock"), &data.with_extension("log"));
    let serving = serving.expect("it starts");
    serving.wait_until_healthy();
    // More than there are places for.
    let clients: Vec<_> = (0..350).map(|_| Slow::connect(&serving)).collect();
    let begun = Instant::now();
    while serving.client.get(format!("{}/healthz", serving.url)).send().is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody was let go");
        thread::sleep(Duration::from_millis(100));
    }
    check_that_others_are_served(&serving, &demo);
    drop(clients);
    assert_eq!(serving.terminate(), Some(0));
    let log = fs::read_to_string(data.with_extension("log")).expect("log lines");
    assert!(!log.contains("\"ERROR\""), "{log}");
}
