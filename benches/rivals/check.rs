//! Checking scanned stamps against the bare signature checks of `ed25519-dalek`, `ring` and `aws-lc-rs`, which
//! neither read a payload nor find its key: with one key, and with 300 whose stamps come in random order, so that
//! their tables fall out of the caches. Each way checks the same rounds of stamps, never one twice in a row.

use std::{hint::black_box, time::Instant};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use ocop_stamp::{
    signing::{DemoKey, IssuerKey, KeyRing, check, check_many},
    stamp::{
        BatchNumber, CertificateNumber, Code, Flags, KeyNumber, Payload, ScannedStamp, StampIndex,
        ValidUntil, stamp_digits,
    },
};

const STAMPS: u64 = 8_192;
/// So many stamps are checked between two looks at the clock.
const ROUND: usize = 256;

/// A signed stamp, and whatever a check of it may want ready.
struct Stamp {
    digits: String,
    scanned: ScannedStamp,
    message: Vec<u8>,
    /// The place of its key.
    key: usize,
}

/// Stamps whose signatures are good.
struct Stamps {
    keys: Vec<VerifyingKey>,
    ring: KeyRing,
    stamps: Vec<Stamp>,
}

/// Checks a round of stamps: whether all are good.
type CheckRound<'s> = Box<dyn Fn(&[Stamp]) -> bool + 's>;

/// A way to check stamps.
struct Way<'s> {
    name: &'static str,
    all_good: CheckRound<'s>,
}

impl<'s> Way<'s> {
    fn new(name: &'static str, all_good: impl Fn(&[Stamp]) -> bool + 's) -> Self {
        Self { name, all_good: Box::new(all_good) }
    }

    fn one_by_one(name: &'static str, is_good: impl Fn(&Stamp) -> bool + 's) -> Self {
        Self::new(name, move |round| round.iter().all(|stamp| is_good(black_box(stamp))))
    }
}

impl Stamps {
    fn of_keys(keys: u16) -> Self {
        let signer = |place: u16| {
            let mut seed = [7; 32];
            seed[..2].copy_from_slice(&place.to_be_bytes());
            SigningKey::from_bytes(&seed)
        };
        let signers: Vec<_> = (0..keys).map(signer).collect();
        // Knuth's generator: a random order that is the same in every run.
        let mut random: u64 = 1;
        let mut stamp = |index| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let key = (random >> 33) as usize % signers.len();
            signed(&signers[key], key, index)
        };
        let stamps = (0..STAMPS).map(&mut stamp).collect();
        let keys: Vec<_> = signers.iter().map(SigningKey::verifying_key).collect();
        let ring = ring_of(&keys);
        for (key, signer) in signers.iter().enumerate() {
            give_a_table(&ring, &signed(signer, key, 0).scanned);
        }
        Self { ring, keys, stamps }
    }

    /// Ours, one by one, first: the others are told in its time.
    fn ways(&self) -> [Way<'_>; 6] {
        let parse = |key: &VerifyingKey| {
            let algorithm = &ring::signature::ED25519;
            ring::signature::UnparsedPublicKey::new(algorithm, key.to_bytes())
        };
        let ring_keys: Vec<_> = self.keys.iter().map(parse).collect();
        let parse = |key: &VerifyingKey| {
            let algorithm = &aws_lc_rs::signature::ED25519;
            aws_lc_rs::signature::ParsedPublicKey::new(algorithm, key.to_bytes()).expect("a key")
        };
        let aws_lc_keys: Vec<_> = self.keys.iter().map(parse).collect();
        [
            Way::one_by_one("ocop-stamp", |stamp| check(&stamp.scanned, &self.ring).is_ok()),
            Way::new("ocop-stamp, in groups", |round| {
                let scanned: Vec<_> = round.iter().map(|stamp| &stamp.scanned).collect();
                check_many(black_box(&scanned), &self.ring).iter().all(Result::is_ok)
            }),
            Way::one_by_one("ocop-stamp, from 192 digits", |stamp| {
                let code = Code::from_text(&stamp.digits);
                matches!(code, Ok(Code::Printed(scanned)) if check(&scanned, &self.ring).is_ok())
            }),
            Way::one_by_one("ed25519-dalek verify_strict", |stamp| {
                let signature = Signature::from_bytes(stamp.scanned.signature());
                self.keys[stamp.key].verify_strict(&stamp.message, &signature).is_ok()
            }),
            Way::one_by_one("ring", move |stamp| {
                ring_keys[stamp.key].verify(&stamp.message, stamp.scanned.signature()).is_ok()
            }),
            Way::one_by_one("aws-lc-rs", move |stamp| {
                let signature = stamp.scanned.signature();
                aws_lc_keys[stamp.key].verify_sig(&stamp.message, signature).is_ok()
            }),
        ]
    }
}

fn signed(signer: &SigningKey, key: usize, index: u64) -> Stamp {
    let payload = Payload {
        flags: Flags::default(),
        key: number(key),
        certificate: CertificateNumber::try_from(77).expect("small"),
        batch: BatchNumber::new(1),
        index: StampIndex::try_from(index).expect("small"),
        valid_until: ValidUntil::from_days(3_000),
    };
    let message = payload.signed_message();
    let bytes = [payload.to_bytes().as_slice(), &signer.sign(&message).to_bytes()].concat();
    let scanned = ScannedStamp::new(bytes.try_into().expect("79 bytes"));
    Stamp { digits: stamp_digits(&scanned), scanned, message: message.to_vec(), key }
}

fn number(place: usize) -> KeyNumber {
    KeyNumber::new(place as u16 + 1)
}

fn ring_of(keys: &[VerifyingKey]) -> KeyRing {
    let mut ring = KeyRing::new(DemoKey::Refused);
    for (place, key) in keys.iter().enumerate() {
        ring.insert(number(place), IssuerKey::from_bytes(key.as_bytes()).expect("a good key"));
    }
    ring
}

/// Checks as often as are made without a table.
fn check_without_table(ring: &KeyRing, stamp: &ScannedStamp) {
    assert!((0..64).all(|_| check(stamp, ring).is_ok()));
}

fn give_a_table(ring: &KeyRing, stamp: &ScannedStamp) {
    check_without_table(ring, stamp);
    assert!(check(stamp, ring).is_ok());
}

fn with_keys(criterion: &mut Criterion, name: &str, keys: u16) {
    let stamps = Stamps::of_keys(keys);
    let ways = stamps.ways();
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(ROUND as u64));
    for way in &ways {
        let mut rounds = stamps.stamps.chunks(ROUND).cycle();
        group.bench_function(way.name, |bencher| {
            bencher.iter(|| assert!((way.all_good)(rounds.next().expect("endless"))));
        });
    }
    group.finish();
    in_turn(name, &ways, &stamps.stamps);
}

/// The ways take turns at each round: how many times the time of the first one the others take, as the median over
/// the rounds and its quartiles. What slows the machine for a while slows all of them. At each turn each way has a
/// round of its own: entries of tables that one way fetched would lie in the caches for the next.
fn in_turn(name: &str, ways: &[Way<'_>], stamps: &[Stamp]) {
    const ROUNDS: usize = 128;
    let rounds: Vec<_> = stamps.chunks(ROUND).collect();
    let mut ratios = vec![Vec::new(); ways.len()];
    for turn in 0..ROUNDS {
        let seconds = |(place, way): (usize, &Way<'_>)| {
            let round = rounds[(turn + place * rounds.len() / ways.len()) % rounds.len()];
            let start = Instant::now();
            assert!((way.all_good)(round));
            start.elapsed().as_secs_f64()
        };
        let times: Vec<f64> = ways.iter().enumerate().map(seconds).collect();
        for (ratios, time) in ratios.iter_mut().zip(&times) {
            ratios.push(time / times[0]);
        }
    }
    for (way, mut ratios) in ways.iter().zip(ratios).skip(1) {
        ratios.sort_by(f64::total_cmp);
        let [low, median, high] = [1, 2, 3].map(|quarter| ratios[ROUNDS * quarter / 4]);
        println!("{name}, in turn: {} {median:.2} × ocop-stamp ({low:.2} to {high:.2})", way.name);
    }
}

/// A flood: every signature is forged, and what was saved up for second checks is soon used up.
fn forged(criterion: &mut Criterion) {
    let stamps = Stamps::of_keys(1);
    let forge = |stamp: &Stamp| {
        let mut bytes = *stamp.scanned.bytes();
        bytes[Payload::LENGTH] ^= 1;
        ScannedStamp::new(bytes)
    };
    let forged: Vec<_> = stamps.stamps.iter().map(forge).collect();
    let mut turn = forged.iter().cycle();
    criterion.bench_function("check, a flood of forged stamps", |bencher| {
        bencher.iter(|| check(black_box(turn.next().expect("endless")), &stamps.ring).is_err());
    });
}

/// A key's first check, and the one for which its table is made, with eight keys in the ring and with nine.
fn first(criterion: &mut Criterion) {
    for keys in [8, 9] {
        let stamps = Stamps::of_keys(keys);
        let stamp = &stamps.stamps[0].scanned;
        let mut time = |which: &str, prepare: fn(&KeyRing, &ScannedStamp)| {
            criterion.bench_function(&format!("check, a key's {which}, of {keys}"), |bencher| {
                let ring = || {
                    let ring = ring_of(&stamps.keys);
                    prepare(&ring, stamp);
                    ring
                };
                let checked = |ring: &mut KeyRing| check(black_box(stamp), ring).is_ok();
                bencher.iter_batched_ref(ring, checked, BatchSize::SmallInput);
            });
        };
        time("first", |_, _| {});
        time("first with a table", check_without_table);
    }
}

fn bench(criterion: &mut Criterion) {
    with_keys(criterion, "check, one key", 1);
    with_keys(criterion, "check, 300 keys in random order", 300);
    forged(criterion);
    first(criterion);
}

criterion_group!(benches, bench);
criterion_main!(benches);
