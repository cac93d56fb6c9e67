//! kill −9 at any moment of minting and revoking under eight clients. After each restart nothing that
//! was acknowledged is missing, nothing half-done shows, the log audits clean, and asking again under
//! the same idempotency key makes nothing twice.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use ocop_stamp::log::{
    Body, Entry, LogState,
    checkpoint::Checkpoint,
    note::Vkey,
    tile::{TileKind, TilePath, entries_of},
    tile_edge::check_published,
};
use serde_json::{Value, json};

use crate::program::{Demo, Serving};

const CLIENTS: usize = 8;

/// A certificate of the demo with stamps left for thousands of batches.
const CERTIFICATE: u64 = 235;

/// Something that a client asked for, and the answer if it got one.
#[derive(Clone)]
struct Request {
    path: &'static str,
    body: Value,
    key: String,
    answer: Option<Value>,
}

impl Request {
    fn is_acknowledged(&self) -> bool {
        self.answer.is_some()
    }
}

#[test]
fn nothing_acknowledged_is_lost_by_three_crashes() {
    crash(3);
}

/// Crashes the service this many times, and checks it after each.
pub fn crash(times: u64) {
    let demo = Demo::new();
    // Saved again and again, so that a crash meets it at every step.
    demo.set("save_state_after = 20");
    let mut requests: Vec<Request> = Vec::new();
    let before = audit(&demo.data()).size();
    for round in 0..times {
        let serving = demo.serve();
        let asked = Mutex::new(Vec::new());
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (serving, asked, stop) = (&serving, &asked, &stop);
                scope.spawn(move || ask(serving, asked, stop, round, client));
            }
            // Another moment in each round, from the first acknowledged change to the middle of many groups.
            while !asked.lock().expect("no client panicked").iter().any(Request::is_acknowledged) {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis((round * 37) % 240));
            serving.kill();
            stop.store(true, Ordering::SeqCst);
        });
        drop(serving);
        let first_of_round = requests.len();
        requests.extend(asked.into_inner().expect("no client panicked"));

        let serving = demo.serve();
        // Acknowledged or not: the same key finishes what was begun, and makes nothing twice.
        for request in &mut requests[first_of_round.saturating_sub(100)..] {
            let (status, answer) =
                serving.post(request.path, &request.body, &request.key).expect("the service stays");
            assert!((200..300).contains(&status), "{answer}");
            if let Some(acknowledged) = &request.answer {
                assert_eq!(&answer, acknowledged, "what was acknowledged changed");
            }
            request.answer = Some(answer);
        }
        nothing_is_half_done(&serving, &requests);
        serving.wait_until_published(before + requests.len() as u64);
        drop(serving);
        let log = audit(&demo.data());
        assert!(requests.iter().all(|request| request.answer.is_some()));
        assert_eq!(
            log.size() - before,
            requests.len() as u64,
            "an entry for each request, and only one"
        );
    }
    println!("{times} crashes, {} requests, each entered once", requests.len());
}

/// One client: mints, then revokes stamps of what it minted, until the service is gone.
fn ask(
    serving: &Serving,
    asked: &Mutex<Vec<Request>>,
    stop: &AtomicBool,
    round: u64,
    client: usize,
) {
    let mut batch = None;
    for number in 0_u64.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let (path, body) = match batch {
            Some(batch) if number % 4 != 0 => {
                let target = json!({"batch": batch, "from": number % 5, "to": number % 5 + 3});
                let body = json!({"targets": [target], "reason": "stamp_lost_or_spoiled"});
                ("/api/v1/revocations", body)
            }
            Some(_) | None => {
                ("/api/v1/batches", json!({"certificate": CERTIFICATE, "quantity": 10}))
            }
        };
        let key = format!("round {round} client {client} number {number}");
        let answer = serving.post(path, &body, &key).map(|(status, answer)| {
            assert!((200..300).contains(&status), "{answer}");
            answer
        });
        let is_gone = answer.is_none();
        batch = answer.as_ref().and_then(|answer| answer["batch"].as_u64()).or(batch);
        asked.lock().expect("no client panicked").push(Request { path, body, key, answer });
        if is_gone {
            return;
        }
    }
}

/// Every batch can be signed and scanned; every revoked stamp reads revoked.
fn nothing_is_half_done(serving: &Serving, requests: &[Request]) {
    let mut revoked: HashMap<u64, Vec<u64>> = HashMap::new();
    for request in requests.iter().filter(|request| request.path.ends_with("revocations")) {
        let target = &request.body["targets"][0];
        let number = |field: &str| target[field].as_u64().expect("a number");
        revoked.entry(number("batch")).or_default().extend(number("from")..=number("to"));
    }
    for request in
        requests.iter().rev().filter(|request| request.path.ends_with("batches")).take(20)
    {
        let batch =
            request.answer.as_ref().expect("answered above")["batch"].as_u64().expect("a number");
        let path = format!("/api/v1/batches/{batch}/stamps?from=0&to=9");
        let stamps = serving.control_get(&path);
        for (index, digits) in (0_u64..).zip(stamps["digits"].as_array().expect("stamps")) {
            let is_revoked = revoked.get(&batch).is_some_and(|indexes| indexes.contains(&index));
            let expected = if is_revoked { "revoked" } else { "valid" };
            assert_eq!(serving.verdict(digits.as_str().expect("digits"))["verdict"], expected);
        }
    }
}

/// Audits the published log with nothing but its files: signature, tiles, rules of every entry.
pub fn audit(data: &Path) -> LogState {
    let folder = data.join("log");
    let read = |path: &TilePath| fs::read(folder.join(path.to_string())).ok();
    let checkpoint = fs::read(folder.join("checkpoint")).expect("a checkpoint");
    let mut log = LogState::default();
    let mut vkey = None;
    let size: u64 = String::from_utf8_lossy(&checkpoint)
        .lines()
        .nth(1)
        .expect("a size")
        .parse()
        .expect("a number");
    for number in 0..size.div_ceil(256) {
        let width = u16::try_from((size - number * 256).min(256)).expect("at most 256");
        let path = TilePath::new(TileKind::Entries, number, width).expect("a bundle");
        let bundle = read(&path).unwrap_or_else(|| panic!("{path} is published"));
        for bytes in entries_of(&bundle).expect("a bundle") {
            let entry = Entry::parse(bytes).expect("an entry");
            if let Body::LogOpened { vkey: text, .. } = &entry.body {
                vkey = Some(text.as_str().parse::<Vkey>().expect("a verifier key"));
            }
            log.apply(&entry).expect("an entry that may stand here");
        }
    }
    let checkpoint =
        Checkpoint::open(&checkpoint, &vkey.expect("entry 0")).expect("signed by the log's key");
    let root = check_published(size, read).expect("tiles that follow from the entries");
    assert_eq!((log.size(), root), (checkpoint.size, checkpoint.root));
    log
}
