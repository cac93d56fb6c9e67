//! Drawing the symbol of a printed code, level M, against crates that others would take, `qrcode` among
//! them, whose modules ours are. The modules a side are printed first: a rival that is faster at a larger
//! symbol does another job.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ocop_stamp::printing::Symbol;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// The version of the printed code's symbol, which a rival may be told.
const VERSION: i16 = 6;

const BASE: &str = "https://tem.example.vn/";

fn link(number: u64) -> String {
    format!("{BASE}{:096}{:096}", number, number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn rival_fast_qr(link: &str) -> fast_qr::QRCode {
    fast_qr::QRBuilder::new(link).ecl(fast_qr::ECL::M).build().expect("fits")
}

fn rival_qrcodegen(link: &str) -> QrCode {
    let (base, digits) = link.split_at(BASE.len());
    let segments = [QrSegment::make_bytes(base.as_bytes()), QrSegment::make_numeric(digits)];
    let levels = (Version::MIN, Version::MAX);
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, levels.0, levels.1, None, false).expect("fits")
}

/// With the segments of ours and the version given; what is left is what `qrcode` does for any text.
fn rival_qrcode(link: &str) -> qrcode::QrCode {
    let (base, digits) = link.split_at(BASE.len());
    let mut bits = qrcode::bits::Bits::new(qrcode::Version::Normal(VERSION));
    bits.push_byte_data(base.as_bytes()).expect("fits");
    bits.push_numeric_data(digits.as_bytes()).expect("fits");
    bits.push_terminator(qrcode::EcLevel::M).expect("fits");
    qrcode::QrCode::with_bits(bits, qrcode::EcLevel::M).expect("fits")
}

fn bench(criterion: &mut Criterion) {
    let first = link(1);
    println!(
        "modules a side: ocop-stamp {}, qrcode {}, fast_qr {}, qrcodegen {}",
        Symbol::of_link(&first).expect("fits").width(),
        rival_qrcode(&first).width(),
        rival_fast_qr(&first).size,
        rival_qrcodegen(&first).size()
    );
    let mut group = criterion.benchmark_group("symbol");
    let mut number = 0;
    let mut next = || {
        number += 1;
        link(number)
    };
    group.bench_function("ocop-stamp", |bencher| {
        bencher.iter(|| Symbol::of_link(black_box(&next())).expect("fits"));
    });
    group.bench_function("qrcode, two segments", |bencher| {
        bencher.iter(|| rival_qrcode(black_box(&next())));
    });
    group.bench_function("fast_qr", |bencher| bencher.iter(|| rival_fast_qr(black_box(&next()))));
    group.bench_function("qrcodegen, two segments", |bencher| {
        bencher.iter(|| rival_qrcodegen(black_box(&next())));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
