//! A page of the open list of 18,000 certificates, out of the index, against the naive way: all certificates
//! decided, folded, filtered and sorted for each page. The index is also made anew, after what changes it.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{
    Span,
    civil::{Date, date},
};
use ocop_stamp::{
    app::{CertificateFilter, CertificateIndex, certificate_facts},
    log::{ActorId, Body, Entry, HoldFacts, Reason, Target},
    registry::{
        Certificate, CertificateKind, Certified, IssuerLevel, Producer, ProducerKind, Product, ProductGroup, Record, Variant,
        programme, units,
    },
    signing::DemoKey,
    stamp::CertificateNumber,
    verification::{Snapshot, standing},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const CERTIFICATES: u64 = 18_000;
const PRODUCERS: u64 = 10_000;
const TODAY: Date = date(2026, 11, 24);
const ROWS: usize = 50;

fn number<N: TryFrom<u64>>(value: u64) -> N {
    N::try_from(value).unwrap_or_else(|_| panic!("{value} does not fit"))
}

fn producer(place: u64) -> Producer {
    Producer {
        producer: number(place),
        name: format!("Hợp tác xã Nông nghiệp Đồi Suối {place} (mẫu)"),
        kind: ProducerKind::Cooperative,
        commune_code: None,
        province_code: "08".to_owned(),
        contact: None,
    }
}

fn product(place: u64) -> Product {
    let name = ["Chè tôm nõn", "Mật ong rừng", "Gạo nếp nương", "Cà phê chè"][(place % 4) as usize];
    Product {
        product: number(place),
        producer: number(place % PRODUCERS),
        code: None,
        name: format!("{name} {place}"),
        group: ProductGroup::Food,
        subgroup: String::new(),
        variants: vec![Variant { net_content: "500 g".to_owned(), gtin: None, picture: None }],
        made_at: None,
        made_at_code: None,
        material_area: None,
        material_area_code: None,
        papers: Vec::new(),
        storage: None,
        warning: None,
    }
}

fn certificate(place: u64, province_code: &str) -> Certificate {
    let decided_on = TODAY.saturating_sub(Span::new().days((place * 37 % 1_500) as i64));
    Certificate {
        certificate: number(place),
        number: Some(format!("{place}/GCN-OCOP")),
        product: number(place),
        producer: number(place % PRODUCERS),
        stars: 4.try_into().expect("certified"),
        points: None,
        proposed_5_star: false,
        kind: CertificateKind::New,
        decision: format!("{}/QĐ-UBND", place % 3_000),
        decided_on,
        valid_until: programme::default_last_valid_day(decided_on),
        issuer: "UBND tỉnh (mẫu)".to_owned(),
        issuer_level: IssuerLevel::Province,
        certified: Certified::as_known(&producer(place % PRODUCERS), &product(place), None),
        province_code: province_code.to_owned(),
        replaces: None,
        quota_per_year: None,
        salt: "00".repeat(16),
    }
}

fn entry(body: Body) -> Entry {
    Entry { at: "2026-11-24T03:00:00Z".parse().expect("a time"), actor: ActorId([0; 16]), body }
}

fn withdrawn(place: u64) -> Entry {
    let target = Target::Certificate { certificate: number(place) };
    entry(Body::Revoked(HoldFacts::new(target, Reason::ReEvaluationFailed, None, TODAY, None)))
}

fn snapshot() -> Snapshot {
    let provinces: Vec<_> = units::provinces().collect();
    let mut snapshot = Snapshot::empty(DemoKey::Refused);
    let text = |text: &str| text.parse().expect("a text");
    let vkey = "tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY";
    let opened = Body::LogOpened { origin: text("tem.example.vn/log"), vkey: text(vkey), predecessor: None };
    snapshot.append(&entry(opened)).expect("the first");
    (0..PRODUCERS).for_each(|place| snapshot.put(&Record::Producer(producer(place))));
    for place in 0..CERTIFICATES {
        let certificate = certificate(place, provinces[(place % 34) as usize].code());
        let product = product(place);
        let facts = certificate_facts(&certificate).expect("good texts");
        snapshot.append(&entry(Body::CertificateRecorded(facts))).expect("a new one");
        snapshot.put(&Record::Product(product));
        snapshot.put(&Record::Certificate(certificate));
    }
    for place in (0..CERTIFICATES).step_by(50) {
        snapshot.append(&withdrawn(place)).expect("a revocation");
    }
    snapshot.after([], []).expect("nothing new")
}

fn fold(text: &str) -> String {
    let letters = text.nfd().filter(|letter| !is_combining_mark(*letter));
    letters.flat_map(char::to_lowercase).map(|letter| if letter == 'đ' { 'd' } else { letter }).collect()
}

/// A page as one would first write it.
fn naive(snapshot: &Snapshot, search: &str, skip: usize) -> Vec<CertificateNumber> {
    let (log, register) = (snapshot.log(), snapshot.register());
    let words: Vec<_> = fold(search).split_whitespace().map(str::to_owned).collect();
    let mut found: Vec<_> = log
        .certificates()
        .filter(|certificate| {
            let facts = &certificate.facts;
            let product = register.product(facts.product).map_or("", |product| &product.name);
            let producer = register.producer(facts.producer).map_or("", |producer| &producer.name);
            let number = facts.number.as_ref().map_or("", |number| number.as_str());
            words.is_empty() || {
                let text = fold(&format!("{product}\n{producer}\n{number}"));
                words.iter().all(|word| text.contains(word.as_str()))
            }
        })
        .map(|certificate| (certificate, standing(log, certificate, TODAY)))
        .collect();
    black_box(found.iter().map(|(_, standing)| *standing as usize).sum::<usize>());
    found.sort_by_key(|(certificate, _)| {
        (std::cmp::Reverse(certificate.facts.decided_on), certificate.facts.certificate)
    });
    found.iter().skip(skip).take(ROWS).map(|(certificate, _)| certificate.facts.certificate).collect()
}

fn bench(criterion: &mut Criterion) {
    let snapshot = snapshot();
    let index = CertificateIndex::of(&snapshot, TODAY, None);
    let mut group = criterion.benchmark_group("list of 18,000 certificates");
    for (name, search) in [("", ""), (", search for two words", "mat ong")] {
        let filter = CertificateFilter::new(None, None, search);
        assert_eq!(index.list(&filter, None, ROWS).certificates, naive(&snapshot, search, 0));
        let second = index.list(&filter, None, ROWS).next;
        group.bench_function(format!("a page, from the index{name}"), |bencher| {
            bencher.iter(|| index.list(black_box(&filter), second, ROWS));
        });
        group.bench_function(format!("a page, the naive way{name}"), |bencher| {
            bencher.iter(|| naive(black_box(&snapshot), search, ROWS));
        });
    }
    group.bench_function("the index, after a start", |bencher| {
        bencher.iter(|| CertificateIndex::of(black_box(&snapshot), TODAY, None));
    });
    let revoked = snapshot.after([&withdrawn(7)], []).expect("a revocation");
    group.bench_function("the index, after a revocation or a midnight", |bencher| {
        bencher.iter(|| CertificateIndex::of(black_box(&revoked), TODAY, Some(&index)));
    });
    let mut reworded = certificate(7, "08");
    reworded.certified.product_name = "Chè đinh".to_owned();
    let renamed = Record::Certificate(reworded);
    let renamed = snapshot.after([], [&renamed]).expect("records break no rule");
    group.bench_function("the index, after one certificate's record changed", |bencher| {
        bencher.iter(|| CertificateIndex::of(black_box(&renamed), TODAY, Some(&index)));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
