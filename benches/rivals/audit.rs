//! A published log of a million entries audited from a folder: every tile, every entry by the log's rules. Against
//! the least that an auditor can do, hashing the entries to the root, as C2SP's tools do, in the same run.

use std::{
    fs,
    num::NonZeroUsize,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use ocop_stamp::{
    log::{
        ActorId, Body, Entry,
        audit::{Expected, Seen, audit},
        checkpoint::Checkpoint,
        note::Vkey,
        published_log::PublishedLog,
        tile_edge::{TileEdge, check_published},
    },
    store::{LogFolder, read_tile},
};

const ENTRIES: u64 = 1_000_000;
const ROUNDS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let vkey = publish(folder.path());
    let log = LogFolder::of(folder.path());
    let note = log.file("checkpoint").expect("published");
    let size = Checkpoint::open(&note, &vkey).expect("signed").size;
    println!("{size} entries, {} MB of them", bytes_of(folder.path()) >> 20);
    let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let (mut all, mut one, mut hashing) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (threads, times) in [(cores, &mut all), (NonZeroUsize::MIN, &mut one)] {
            let expected = Expected { vkey: vkey.clone(), seen: Seen::Nothing, threads };
            let begun = Instant::now();
            let audited = audit(&log, &note, &expected, &mut |_| {}).expect("it holds together");
            times.push(begun.elapsed());
            assert_eq!(audited.state.size(), size);
        }
        let begun = Instant::now();
        check_published(size, |path| read_tile(folder.path(), path).expect("read")).expect("well");
        hashing.push(begun.elapsed());
    }
    let hashing = median(hashing);
    report(&format!("audit, {cores} threads"), median(all), hashing);
    report("audit, 1 thread", median(one), hashing);
    report("hashing alone", hashing, hashing);
}

fn report(what: &str, time: Duration, rival: Duration) {
    let ratio = time.as_secs_f64() / rival.as_secs_f64();
    println!("{what:<20} {:>6.2} s   {ratio:>5.2} x", time.as_secs_f64());
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Publishes certificates, batches, and revocations of single stamps all over them.
fn publish(folder: &Path) -> Vkey {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../fixtures/log.json")).expect("JSON");
    let texts = vectors["entries"].as_array().expect("entries");
    let vector = |kind: &str| {
        let kind = format!("\"kind\":\"{kind}\"");
        let mut texts = texts.iter().filter_map(serde_json::Value::as_str);
        let text = texts.find(|text| text.contains(&kind)).expect("one of each kind");
        Entry::parse(text.as_bytes()).expect("an entry")
    };
    let seed = vectors["log_key_seed_hex"].as_str().expect("hex");
    let seed: [u8; 32] = (0..32)
        .map(|at| u8::from_str_radix(&seed[2 * at..2 * at + 2], 16).expect("hex"))
        .collect::<Vec<_>>()
        .try_into()
        .expect("32 bytes");
    let key = ed25519_dalek::SigningKey::from_bytes(&seed);
    let vkey: Vkey = vectors["vkey"].as_str().expect("a vkey").parse().expect("a vkey");

    let (opened, key_added) = (vector("log_opened"), vector("key_added"));
    let mut edge = TileEdge::default();
    let mut at: Timestamp = key_added.at;
    let mut enter = |body: Body| {
        let entry = Entry { at, actor: ActorId([edge.size() as u8; 16]), body };
        if edge.size().is_multiple_of(50) {
            at += SignedDuration::from_secs(1);
        }
        edge.append(&entry.to_bytes().expect("an entry")).expect("short");
    };
    enter(opened.body);
    enter(key_added.body);
    let (recorded, issued) = (vector("certificate_recorded"), vector("batch_issued"));
    let revoked = vector("revoked");
    let Body::CertificateRecorded(facts) = recorded.body else { panic!("a certificate") };
    let Body::BatchIssued(batch) = issued.body else { panic!("a batch") };
    let Body::Revoked(hold) = revoked.body else { panic!("a revocation") };
    let certificates = ENTRIES / 50;
    for number in 1..=certificates {
        let mut facts = facts.clone();
        facts.certificate = number.try_into().expect("small");
        (facts.producer, facts.replaces) = (number.try_into().expect("small"), None);
        let mut batch = batch.clone();
        (batch.certificate, batch.producer) = (facts.certificate, facts.producer);
        (batch.batch, batch.quantity) = (number.try_into().expect("small"), 1_000);
        batch.valid_until = facts.valid_until;
        enter(Body::CertificateRecorded(facts));
        enter(Body::BatchIssued(batch));
    }
    for number in 0..ENTRIES - 2 - 2 * certificates {
        let mut hold = hold.clone();
        let batch = (number % certificates + 1).try_into().expect("small");
        let index = (number / certificates * 7).try_into().expect("small");
        hold.target = ocop_stamp::log::Target::Range { batch, from: index, to: index };
        enter(Body::Revoked(hold));
    }
    for (path, bytes) in edge.files_since(0) {
        let file = folder.join(path.to_string());
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, bytes).expect("written");
    }
    let checkpoint =
        Checkpoint { origin: vkey.name().clone(), size: edge.size(), root: edge.root() };
    fs::write(folder.join("checkpoint"), checkpoint.to_note(&key)).expect("written");
    vkey
}

fn bytes_of(folder: &Path) -> u64 {
    let names = fs::read_dir(folder).expect("a folder").flatten();
    let sizes = names.map(|name| match name.path().is_dir() {
        true => bytes_of(&name.path()),
        false => name.metadata().expect("a file").len(),
    });
    sizes.sum()
}
