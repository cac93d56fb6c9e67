//! Checking a scanned stamp: from 192 digits to a verified stamp, against the bare signature checks of
//! `ed25519-dalek` and `ring`, which neither parse nor decide. Every turn checks another stamp.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ed25519_dalek::{Signature, Signer, SigningKey};
use ocop_stamp::{
    signing::{DemoKey, IssuerKey, KeyRing, check},
    stamp::{
        BatchNumber, CertificateNumber, Code, Flags, KeyNumber, Payload, ScannedStamp, StampIndex, ValidUntil,
        stamp_digits,
    },
};

const STAMPS: u64 = 4_096;

fn stamps(key: &SigningKey) -> Vec<(Payload, ScannedStamp)> {
    let payload = |index| Payload {
        flags: Flags::default(),
        key: KeyNumber::new(1),
        certificate: CertificateNumber::try_from(77).expect("small"),
        batch: BatchNumber::new(1),
        index: StampIndex::try_from(index).expect("small"),
        valid_until: ValidUntil::from_days(3_000),
    };
    let sign = |payload: Payload| {
        let signature = key.sign(&payload.signed_message()).to_bytes();
        let bytes = [payload.to_bytes().as_slice(), &signature].concat();
        (payload, ScannedStamp::new(bytes.try_into().expect("79 bytes")))
    };
    (0..STAMPS).map(payload).map(sign).collect()
}

fn bench(criterion: &mut Criterion) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = key.verifying_key();
    let stamps = stamps(&key);
    let digits: Vec<_> = stamps.iter().map(|(_, stamp)| stamp_digits(stamp)).collect();
    let mut ring = KeyRing::new(DemoKey::Refused);
    ring.insert(KeyNumber::new(1), IssuerKey::from_bytes(public.as_bytes()).expect("a good key"));
    let mut group = criterion.benchmark_group("check");

    let mut turn = digits.iter().cycle();
    group.bench_function("ocop-stamp, digits to verified", |bencher| {
        bencher.iter(|| {
            let Ok(Code::Printed(stamp)) = Code::from_text(turn.next().expect("endless")) else {
                panic!("a printed code")
            };
            check(black_box(&stamp), &ring).expect("signed")
        });
    });
    let mut turn = stamps.iter().cycle();
    group.bench_function("ed25519-dalek verify_strict alone", |bencher| {
        bencher.iter(|| {
            let (payload, stamp) = turn.next().expect("endless");
            let signature = Signature::from_bytes(stamp.signature());
            public.verify_strict(&payload.signed_message(), black_box(&signature)).expect("signed");
        });
    });
    let mut turn = stamps.iter().cycle();
    let rival = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, public.to_bytes());
    group.bench_function("ring verify alone", |bencher| {
        bencher.iter(|| {
            let (payload, stamp) = turn.next().expect("endless");
            rival.verify(&payload.signed_message(), black_box(stamp.signature())).expect("signed");
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
