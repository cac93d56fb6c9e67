//! A million batches of a thousand stamps, and a million or ten million of those revoked: as single stamps all over
//! them, as ranges of ten, and as whole batches. How much memory that takes, how long it takes to find what stands
//! against a stamp, to make the next snapshot, and to decide. Against a bitmap (`roaring`, over the stamps numbered
//! through), which only knows whether, and a `HashSet` of stamps, as most would begin, in the same run. Times are of the core, waiting left out.
//!
//!     cargo bench --bench revoked -- [singles|ranges|batches] [how many] [how many in a request]

use std::{
    alloc::{GlobalAlloc, Layout},
    collections::HashSet,
    hint::black_box,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

use core_time::{core_time, since};
use jiff::{SignedDuration, Timestamp, civil::date};
use mimalloc::MiMalloc;
use ocop_stamp::{
    app::certificate_facts,
    log::{
        ActorId, Base64Url, BatchIssued, Body, Entry, HoldFacts, KeyAdded, LogState, Reason, Target,
    },
    registry::{
        BatchRecord, Certificate, CertificateKind, Certified, IssuerLevel, Producer, ProducerKind,
        Product, ProductGroup, Record, Variant,
    },
    signing::{DemoKey, Signer, check_many, mint, proof_message},
    stamp::{BatchNumber, Code, KeyNumber, Payload, ScannedStamp},
    verification::{Knowledge, ShortSecrets, Snapshot, Verdict, decide_many},
    wiring::demo_signer,
};
use roaring::RoaringBitmap;

mod core_time;

const BATCHES: u32 = 1_000_000;
const QUANTITY: u32 = 1_000;
const CERTIFICATES: u32 = 18_000;
/// Entries that one request makes; each request comes half a minute after the one before.
const IN_A_REQUEST: usize = 1_000;
const LOOKUPS: usize = 1 << 19;
const ROUNDS: usize = 5;
const NEXT_SNAPSHOTS: usize = 20_000;
const DECIDED: u64 = 1 << 14;

/// The service's allocator, counting the bytes that are asked of it.
struct Counting;

static ASKED_FOR: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all of it is mimalloc's; beside it only a number changes.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED_FOR.fetch_add(layout.size(), Relaxed);
        unsafe { MiMalloc.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        ASKED_FOR.fetch_sub(layout.size(), Relaxed);
        unsafe { MiMalloc.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A stamp: batch and index.
type Stamp = (u32, u32);

/// How stamps are revoked.
#[derive(Debug, Clone, Copy)]
enum Mix {
    Singles,
    RangesOfTen,
    WholeBatches,
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let mixes = match arguments.first().map(String::as_str) {
        Some("singles") => vec![Mix::Singles],
        Some("ranges") => vec![Mix::RangesOfTen],
        Some("batches") => vec![Mix::WholeBatches],
        _ => vec![Mix::Singles, Mix::RangesOfTen, Mix::WholeBatches],
    };
    let numbers = arguments.get(1).map_or(vec![1_000_000, 10_000_000], |number| {
        vec![number.parse().expect("how many stamps to revoke")]
    });
    let in_a_request = arguments
        .get(2)
        .map_or(IN_A_REQUEST, |number| number.parse().expect("how many entries a request makes"));
    for mix in mixes {
        for revoked in &numbers {
            measure(mix, *revoked, in_a_request);
        }
    }
}

fn measure(mix: Mix, revoked: u32, at_once: usize) {
    println!(
        "\n{revoked} of {} stamps revoked, {mix:?}, {at_once} a request",
        u64::from(BATCHES) * u64::from(QUANTITY)
    );
    let empty = ASKED_FOR.load(Relaxed);
    let mut log = Growing::new();
    println!("  memory, {BATCHES} batches      {:>8.1} MB", megabytes_since(empty));
    let with_batches = ASKED_FOR.load(Relaxed);
    let begun = core_time();
    log.revoke(mix, revoked, at_once);
    let entries = log.snapshot.log().size();
    println!("  memory, revoked stamps       {:>8.1} MB", megabytes_since(with_batches));
    println!("  revoking, an entry           {:>8.0} ns", nanos(since(begun), entries));

    let before = ASKED_FOR.load(Relaxed);
    let mut bitmap: RoaringBitmap =
        stamps(mix, revoked).map(|(batch, index)| batch * QUANTITY + index).collect();
    bitmap.optimize();
    println!("  memory, roaring              {:>8.1} MB", megabytes_since(before));
    let before = ASKED_FOR.load(Relaxed);
    let set: HashSet<Stamp> = stamps(mix, revoked).collect();
    println!("  memory, HashSet              {:>8.1} MB", megabytes_since(before));

    lookups(&log, &bitmap, &set, mix, revoked);
    drop((bitmap, set));
    next_snapshots(&mut log);
    decisions(&log, mix, revoked);
}

/// What was revoked and what was not, apart, each in random order over all batches.
fn lookups(log: &Growing, bitmap: &RoaringBitmap, set: &HashSet<Stamp>, mix: Mix, revoked: u32) {
    let state = log.snapshot.log();
    let mut every: Vec<Stamp> = stamps(mix, revoked).collect();
    shuffle(&mut every);
    every.truncate(LOOKUPS);
    let mut others: Vec<Stamp> =
        (800_000_000..).map(scattered).flat_map(stamp).take(2 * LOOKUPS).collect();
    others.retain(|stamp| !set.contains(stamp));
    shuffle(&mut others);
    for (kind, stamps, expected) in [("revoked", every, true), ("not revoked", others, false)] {
        let count = |is_revoked: &dyn Fn(Stamp) -> bool| {
            let begun = core_time();
            let found = stamps.iter().filter(|stamp| is_revoked(**stamp)).count();
            assert_eq!(found, if expected { stamps.len() } else { 0 });
            nanos(since(begun), stamps.len() as u64)
        };
        let (mut ours, mut batch_alone) = (Vec::new(), Vec::new());
        let (mut with_bitmap, mut with_set) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(count(&|stamp| entry_against(state, stamp).is_some()));
            batch_alone.push(count(&|(batch, index)| {
                let batch = state.batch(batch_number(batch));
                let is_in_it = batch.is_some_and(|batch| index < batch.issued.quantity);
                is_in_it == expected
            }));
            with_bitmap.push(count(&|(batch, index)| bitmap.contains(batch * QUANTITY + index)));
            with_set.push(count(&|stamp| set.contains(&stamp)));
        }
        let with_bitmap = median(with_bitmap);
        for (what, times) in [
            ("which entry, and what it says", median(ours)),
            ("of that its batch, read by any scan", median(batch_alone)),
            ("roaring, whether", with_bitmap),
            ("HashSet, whether", median(with_set)),
        ] {
            println!(
                "  {kind:<11} {what:<35} {times:>7.0} ns {:>6.2} x roaring",
                times / with_bitmap
            );
        }
    }
}

fn entry_against(state: &LogState, (batch, index): Stamp) -> Option<u64> {
    let batch = state.batch(batch_number(batch))?;
    let hold = state.holds_on(batch, number(index)).next()?;
    Some(black_box(hold.position) + black_box(hold.at.as_second() as u64))
}

/// One revocation at a time, the snapshot before it dropped, as the service does.
fn next_snapshots(log: &mut Growing) {
    let mut times = Vec::new();
    for place in 0..NEXT_SNAPSHOTS as u32 {
        let (batch, index) = stamp(scattered(900_000_000 + place)).unwrap_or((7, 7));
        let entry = log.entry(revocation(batch, index, index));
        let begun = core_time();
        let next = log.snapshot.after([&entry], []).expect("it may stand there");
        drop(std::mem::replace(&mut log.snapshot, next));
        times.push(since(begun));
    }
    times.sort();
    let at = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1e6;
    println!("  the next snapshot            p50 {:.1} µs, p99 {:.1} µs", at(50), at(99));
}

/// Deciding in groups as under load, and its signatures alone, in turn.
fn decisions(log: &Growing, mix: Mix, revoked: u32) {
    let signer = demo_signer().expect("the demo key");
    let state = log.snapshot.log();
    let mut every: Vec<Stamp> = stamps(mix, revoked).take(1 << 20).collect();
    shuffle(&mut every);
    let others = (0..).map(|place| scattered(950_000_000 + place)).flat_map(stamp);
    let of = |stamps: &mut dyn Iterator<Item = Stamp>| -> Vec<Code> {
        let payload = |(batch, index): Stamp| -> Payload {
            state
                .batch(batch_number(batch))
                .and_then(|batch| batch.payload(number(index)))
                .expect("issued")
        };
        let scanned = |stamp| *mint(&signer, payload(stamp)).expect("signed").as_scanned();
        stamps.take(DECIDED as usize).map(|stamp| Code::Printed(scanned(stamp))).collect()
    };
    let secrets = ShortSecrets::new();
    let now = state.last_at();
    for (kind, codes) in
        [("revoked", of(&mut every.into_iter())), ("not revoked", of(&mut others.into_iter()))]
    {
        let scanned: Vec<&ScannedStamp> = codes.iter().filter_map(Code::signed_stamp).collect();
        let (mut decided, mut checked) = (Vec::new(), Vec::new());
        let mut valid = 0;
        for _ in 0..ROUNDS {
            let begun = core_time();
            for codes in codes.chunks(32) {
                let answers = decide_many(codes, &log.snapshot, &secrets, Knowledge::Fresh, now);
                let is_valid = |answer: &ocop_stamp::verification::Answer<'_>| {
                    answer.verdict == Verdict::Valid
                };
                valid += answers.iter().flatten().filter(|answer| is_valid(answer)).count();
            }
            decided.push(nanos(since(begun), DECIDED));
            let begun = core_time();
            for stamps in scanned.chunks(32) {
                black_box(check_many(stamps, log.snapshot.keys()));
            }
            checked.push(nanos(since(begun), DECIDED));
        }
        assert!(valid == 0 || kind == "not revoked");
        let (decided, checked) = (median(decided), median(checked));
        println!(
            "  {kind:<11} decided in groups {decided:>7.0} ns, its signature alone {checked:>7.0} ns: {:.0} ns beside",
            decided - checked
        );
    }
}

/// A log that grows, as a snapshot that nobody reads yet.
struct Growing {
    snapshot: Snapshot,
    at: Timestamp,
}

impl Growing {
    /// With all certificates and batches, in log and register.
    fn new() -> Self {
        let at = "2026-03-01T03:00:00Z".parse().expect("a time");
        let mut log = Self { snapshot: Snapshot::empty(DemoKey::Accepted), at };
        let vkey = "tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY";
        log.enter(Body::LogOpened {
            origin: "tem.example.vn/log".parse().expect("a text"),
            vkey: vkey.parse().expect("a text"),
            predecessor: None,
        });
        let signer = demo_signer().expect("the demo key");
        let key = signer.public_key();
        let proof = signer.sign(&proof_message(KeyNumber::DEMO, &key)).expect("it signs");
        log.enter(Body::KeyAdded(KeyAdded {
            key: KeyNumber::DEMO,
            public_key: Base64Url(*key.as_bytes()),
            body: "Văn phòng (mẫu)".parse().expect("a text"),
            sign_from: date(2026, 1, 1),
            sign_until: date(2036, 1, 1),
            proof: Base64Url(proof),
        }));
        for place in 0..CERTIFICATES {
            let (producer, product, certificate) = records(place);
            let facts = certificate_facts(&certificate).expect("good texts");
            log.enter(Body::CertificateRecorded(facts));
            for record in [
                Record::Producer(producer),
                Record::Product(product),
                Record::Certificate(certificate),
            ] {
                log.snapshot.put(&record);
            }
        }
        for batch in 0..BATCHES {
            let certificate = batch % CERTIFICATES;
            log.enter(Body::BatchIssued(BatchIssued {
                batch: batch_number(batch),
                certificate: number(certificate),
                producer: number(certificate),
                key: KeyNumber::DEMO,
                quantity: QUANTITY,
                flags: 0,
                valid_until: date(2029, 3, 1),
                gtin: None,
                activated: true,
                short_generation: Some(1),
                pin_generation: None,
            }));
            log.snapshot
                .put(&Record::Batch(BatchRecord { batch: batch_number(batch), variant: 0 }));
        }
        log
    }

    fn revoke(&mut self, mix: Mix, revoked: u32, at_once: usize) {
        let mut in_request = 0;
        let mut enter = |log: &mut Self, body| {
            if in_request == 0 {
                log.at += SignedDuration::from_secs(30);
            }
            in_request = (in_request + 1) % at_once;
            log.enter(body);
        };
        match mix {
            Mix::Singles => {
                for (batch, index) in singles(revoked) {
                    enter(self, revocation(batch, index, index));
                }
            }
            Mix::RangesOfTen => {
                for (batch, first) in ranges(revoked) {
                    enter(self, revocation(batch, first, first + 9));
                }
            }
            Mix::WholeBatches => {
                for batch in whole(revoked) {
                    let target = Target::Batch { batch: batch_number(batch) };
                    enter(self, Body::Revoked(facts(target)));
                }
            }
        }
    }

    fn enter(&mut self, body: Body) {
        let entry = self.entry(body);
        self.snapshot.append(&entry).expect("it may stand there");
    }

    fn entry(&self, body: Body) -> Entry {
        Entry { at: self.at, actor: ActorId([0; 16]), body }
    }
}

fn revocation(batch: u32, from: u32, to: u32) -> Body {
    let batch = batch_number(batch);
    Body::Revoked(facts(Target::Range { batch, from: number(from), to: number(to) }))
}

fn facts(target: Target) -> HoldFacts {
    HoldFacts::new(target, Reason::StampCopied, None, date(2026, 3, 1), None)
}

fn stamps(mix: Mix, revoked: u32) -> Box<dyn Iterator<Item = Stamp>> {
    match mix {
        Mix::Singles => Box::new(singles(revoked)),
        Mix::RangesOfTen => Box::new(
            ranges(revoked).flat_map(|(batch, first)| (first..first + 10).map(move |i| (batch, i))),
        ),
        Mix::WholeBatches => {
            Box::new(whole(revoked).flat_map(|batch| (0..QUANTITY).map(move |i| (batch, i))))
        }
    }
}

fn singles(revoked: u32) -> impl Iterator<Item = Stamp> {
    (0..).map(scattered).flat_map(stamp).take(revoked as usize)
}

fn ranges(revoked: u32) -> impl Iterator<Item = Stamp> {
    let starts = (0..).map(scattered).filter(|place| place % 10 == 0);
    starts.flat_map(stamp).take(revoked as usize / 10)
}

fn whole(revoked: u32) -> impl Iterator<Item = u32> {
    let firsts = (0..).map(scattered).filter(|place| place % QUANTITY == 0);
    firsts.flat_map(stamp).map(|(batch, _)| batch).take((revoked / QUANTITY) as usize)
}

/// Each number below 2^30 once, in an order that looks like none.
fn scattered(place: u32) -> u32 {
    const MASK: u32 = (1 << 30) - 1;
    let mixed = place.wrapping_mul(0x9e37_79b1) & MASK;
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca6b) & MASK;
    mixed ^ (mixed >> 13)
}

fn stamp(place: u32) -> Option<Stamp> {
    let batch = place / QUANTITY;
    (batch < BATCHES).then_some((batch, place % QUANTITY))
}

fn shuffle(stamps: &mut [Stamp]) {
    let mut random: u64 = 1;
    for place in (1..stamps.len()).rev() {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        stamps.swap(place, (random >> 33) as usize % (place + 1));
    }
}

fn records(place: u32) -> (Producer, Product, Certificate) {
    let producer = Producer {
        producer: number(place),
        name: format!("Hợp tác xã Nông nghiệp Đồi Suối {place} (mẫu)"),
        kind: ProducerKind::Cooperative,
        commune_code: None,
        province_code: "08".to_owned(),
        contact: None,
    };
    let product = Product {
        product: number(place),
        producer: number(place),
        code: None,
        name: format!("Chè tôm nõn {place}"),
        group: ProductGroup::Drinks,
        subgroup: String::new(),
        variants: vec![Variant { net_content: "500 g".to_owned(), gtin: None, picture: None }],
        made_at: None,
        made_at_code: None,
        material_area: None,
        material_area_code: None,
        papers: Vec::new(),
        storage: None,
        warning: None,
    };
    let certificate = Certificate {
        certificate: number(place),
        number: Some(format!("{place}/GCN-OCOP")),
        product: number(place),
        producer: number(place),
        stars: 4.try_into().expect("certified"),
        points: None,
        proposed_5_star: false,
        kind: CertificateKind::New,
        decision: format!("{}/QĐ-UBND", place % 3_000),
        decided_on: date(2026, 3, 1),
        valid_until: date(2029, 3, 1),
        issuer: "UBND tỉnh (mẫu)".to_owned(),
        issuer_level: IssuerLevel::Province,
        certified: Certified::as_known(&producer, &product, None),
        province_code: "08".to_owned(),
        replaces: None,
        quota_per_year: None,
        salt: "00".repeat(16),
    };
    (producer, product, certificate)
}

/// Batches are numbered from 1.
fn batch_number(batch: u32) -> BatchNumber {
    BatchNumber::new(batch + 1)
}

fn number<N: TryFrom<u64>>(value: u32) -> N {
    N::try_from(u64::from(value)).unwrap_or_else(|_| panic!("{value} does not fit"))
}

fn megabytes_since(before: usize) -> f64 {
    (ASKED_FOR.load(Relaxed) as f64 - before as f64) / 1e6
}

fn nanos(time: Duration, times: u64) -> f64 {
    time.as_secs_f64() * 1e9 / times as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
