//! Memory under load: scans of every kind at the rate that the machine gives, strangers' nonsense among them, and
//! revocations going on, each of which the next scan knows of. `OCOP_STAMP_LOAD_SECONDS` says for how long; ten minutes
//! if it is not set.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

use serde_json::json;

use crate::{
    program::{Demo, Serving, ocop_stamp, path},
    slow_clients::resident_kb,
};

/// Clients that ask without a pause, each over one connection.
const CLIENTS: usize = 4;

/// Stamps that can be revoked meanwhile.
const STAMPS: u64 = 15_000;

/// Between two revocations.
const PAUSE: Duration = Duration::from_millis(50);

/// What memory may still grow by once it is warm: what a revocation leaves behind (an entry, a run, a key of
/// idempotency, log lines), and what an allocator makes of it.
const GROWTH_KB: u64 = 16 * 1024;
const KB_A_REVOCATION: u64 = 8;

#[test]
fn memory_stays_flat_under_load() {
    let seconds = std::env::var("OCOP_STAMP_LOAD_SECONDS");
    let seconds: u64 = seconds.map_or(600, |seconds| seconds.parse().expect("a number"));
    let demo = Demo::new();
    let data = demo.data();
    let mut command =
        ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&data)]);
    command.args(["--quota-per-year", "1000000"]).env("RUST_LOG", "warn");
    let serving = Serving::spawn(command, &data.join("control.sock"), &data.with_extension("log"));
    let serving = serving.expect("it starts");
    serving.wait_until_healthy();
    let requests = requests(&demo);
    let (revocable, batch) = revocable(&demo, &serving);
    let (is_over, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut sizes = Vec::new();
    let revoked = thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (serving, requests, is_over, answered) = (&serving, &requests, &is_over, &answered);
            scope.spawn(move || ask_on(serving, &requests[client..], is_over, answered));
        }
        let revoker = scope.spawn(|| revoke_on(&serving, batch, &revocable, &is_over));
        for _ in 0..seconds {
            thread::sleep(Duration::from_secs(1));
            sizes.push(resident_kb(&serving));
            assert!(!revoker.is_finished(), "revocations went on to the end");
        }
        is_over.store(true, Ordering::Relaxed);
        revoker.join().expect("each was seen")
    });
    // The first fifth fills caches, tables and the allocator's pages.
    let tenth = sizes.len() / 10;
    let warm = median(&sizes[2 * tenth..3 * tenth]);
    let last = median(&sizes[9 * tenth..]);
    let answered = answered.load(Ordering::Relaxed);
    println!(
        "{seconds} s: {answered} answers, {revoked} revocations; {warm} KB warm, {last} KB at the end"
    );
    assert!(answered > 100 * seconds && revoked >= seconds, "that was no load");
    let allowed = GROWTH_KB + KB_A_REVOCATION * revoked;
    assert!(last <= warm + allowed, "{last} KB at the end, {warm} KB when it was warm: {sizes:?}");
    assert_eq!(serving.terminate(), Some(0));
}

/// Scans of all verdicts as page and as JSON, what is no code, lists, the log; each with the statuses that it may have.
fn requests(demo: &Demo) -> Vec<(String, &'static [u16])> {
    const ANSWERED: &[u16] = &[200];
    let mut requests = Vec::new();
    let mut ask = |target: &str, accept: &str, statuses| {
        let head = format!("GET {target} HTTP/1.1\r\nHost: a\r\nAccept: {accept}\r\n\r\n");
        requests.push((head, statuses));
    };
    let samples = [
        "valid",
        "revoked",
        "certificate_expired",
        "not_activated",
        "suspended",
        "not_issued",
        "forged",
    ];
    for name in samples {
        let code = demo.sample(name);
        let digits = code.rsplit('/').next().expect("digits");
        for accept in ["application/json", "text/html"] {
            ask(&format!("/{digits}"), accept, ANSWERED);
            // A digit less, and a signature that is none.
            ask(&format!("/{}", &digits[1..]), accept, &[400]);
            let (head, tail) = digits.split_at(digits.len() - 9);
            let other: String =
                tail.bytes().map(|digit| if digit == b'9' { '0' } else { '9' }).collect();
            ask(&format!("/{head}{other}"), accept, &[200, 400]);
        }
    }
    for (target, statuses) in [
        ("/", ANSWERED),
        ("/certificates", ANSWERED),
        ("/certificates.csv", ANSWERED),
        ("/log", ANSWERED),
        ("/log.atom", ANSWERED),
        ("/log/checkpoint", ANSWERED),
        ("/api/v1/log/entries", ANSWERED),
        ("/sign-in", ANSWERED),
        ("/nowhere", &[404]),
        ("/7K3M9QXT2HWD4RBN", &[200, 404]),
        ("/api/v1/account", &[401]),
    ] {
        ask(target, "text/html", statuses);
    }
    requests
}

/// Digits of stamps that nothing else is done to, and their batch.
fn revocable(demo: &Demo, serving: &Serving) -> (Vec<String>, u64) {
    let certificate = serving.verdict(&demo.sample("valid"))["stamp"]["certificate"].clone();
    let request = json!({ "certificate": certificate, "quantity": STAMPS });
    let (status, issued) = serving.post("/api/v1/batches", &request, "batch").expect("an answer");
    assert_eq!(status, 201, "{issued}");
    let batch = issued["batch"].as_u64().expect("a number");
    let mut digits = Vec::new();
    for from in (0..STAMPS).step_by(1_000) {
        let to = from + 999;
        let signed =
            serving.control_get(&format!("/api/v1/batches/{batch}/stamps?from={from}&to={to}"));
        let signed = signed["digits"].as_array().expect("a list").iter();
        digits.extend(signed.map(|digits| digits.as_str().expect("digits").to_owned()));
    }
    (digits, batch)
}

/// Asks all requests in turn, until it is over.
fn ask_on(
    serving: &Serving,
    requests: &[(String, &'static [u16])],
    is_over: &AtomicBool,
    answered: &AtomicU64,
) {
    let address = serving.url.strip_prefix("http://").expect("an address");
    let mut stream = BufReader::new(TcpStream::connect(address).expect("it listens"));
    for (request, statuses) in requests.iter().cycle() {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        stream.get_mut().write_all(request.as_bytes()).expect("taken");
        let status = read_answer(&mut stream);
        assert!(statuses.contains(&status), "{status}: {request}");
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// Reads an answer to its end; its status.
fn read_answer(stream: &mut BufReader<TcpStream>) -> u16 {
    let mut line = || {
        let mut line = String::new();
        stream.read_line(&mut line).expect("a line");
        line
    };
    let status = line().split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut length = None;
    loop {
        let header = line().to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok();
        }
        if header.trim().is_empty() {
            break;
        }
    }
    match length {
        Some(length) => {
            std::io::copy(&mut stream.take(length), &mut std::io::sink()).expect("the body");
        }
        None => read_portions(stream),
    }
    status.expect("a status")
}

/// Reads a body that comes in portions (RFC 9112, 7.1).
fn read_portions(stream: &mut BufReader<TcpStream>) {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).expect("a line");
        let length = u64::from_str_radix(line.trim(), 16).expect("a length");
        std::io::copy(&mut stream.take(length + 2), &mut std::io::sink()).expect("a portion");
        if length == 0 {
            return;
        }
    }
}

/// Revokes stamps one by one until it is over; once a revocation is answered, the next scan says it. How many.
fn revoke_on(serving: &Serving, batch: u64, digits: &[String], is_over: &AtomicBool) -> u64 {
    let mut revoked = 0;
    for (index, digits) in digits.iter().enumerate() {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let target = json!({ "batch": batch, "from": index, "to": index });
        let request = json!({ "targets": [target], "reason": "stamp_lost_or_spoiled" });
        let answer = serving.post("/api/v1/revocations", &request, &format!("revocation {index}"));
        let (status, body) = answer.expect("an answer");
        assert_eq!(status, 201, "{body}");
        assert_eq!(serving.verdict(digits)["verdict"], "revoked", "seen at once");
        revoked += 1;
        thread::sleep(PAUSE);
    }
    revoked
}

fn median(sizes: &[u64]) -> u64 {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}
