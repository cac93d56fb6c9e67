//! A scan part by part, without a network: the printed code parsed, the stamp decided, the whole answer made, each
//! beside what the plain service does there. The same codes of all verdicts as under load, in random order; nothing of
//! an answer is kept for the next one.

use std::{error::Error, fs, hint::black_box, path::PathBuf, process::Command, sync::Arc};

use actix_http::{Request, body::to_bytes};
use actix_service::{Service, ServiceFactory};
use actix_web::{App, dev::AppConfig, rt::System, test::TestRequest, web};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use mimalloc::MiMalloc;
use num_bigint::BigUint;
use ocop_stamp::{
    app::PublicSide,
    config::{Overrides, PassphraseSource, Settings, Source, Sourced},
    ledger::Clocks,
    stamp::{Code, ScannedStamp},
    store::folder,
    verification::{Knowledge, ShortSecrets, decide, decide_many},
    web::{Folders, Site, public_side},
    wiring::{self, Running},
};
use ocop_stamp_load::{Known, check};

/// As the service has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// So many codes are asked between two looks at the clock.
const ROUND: usize = 256;
/// So many are asked before the first is answered, where it says "together".
const TOGETHER: usize = 32;

struct Corpus {
    paths: Vec<String>,
    stamps: Vec<ScannedStamp>,
    running: Running,
    known: Known,
    data: PathBuf,
}

impl Corpus {
    fn open() -> Result<Self, Box<dyn Error>> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/corpus");
        if !folder.join("key.hex").is_file() {
            println!("making a folder with a million revoked stamps");
            let made = Command::new(env!("CARGO_BIN_EXE_corpus")).arg(&folder).status()?;
            assert!(made.success(), "the folder could not be made");
        }
        let data = folder.join("data");
        let settings = Settings::read(
            Sourced { value: data.clone(), source: Source::Flag },
            PassphraseSource::Nowhere,
            Overrides::default(),
        )?;
        let running = wiring::open(&settings, Clocks::moved_by_hand(Arc::new(Timestamp::now)))?;
        let codes = fs::read_to_string(folder.join("codes.tsv"))?;
        let codes = codes.lines().filter_map(|line| line.split_once('\t'));
        let mut paths: Vec<String> = codes.map(|(code, _)| format!("/{code}")).collect();
        paths.retain(|path| Code::printed_of_path(path).is_some());
        shuffle(&mut paths);
        let stamps = paths.iter().map(|path| Code::printed_of_path(path).expect("kept above"));
        let stamps = stamps.collect();
        Ok(Self { stamps, paths, running, known: Known::read(&folder)?, data })
    }
}

fn shuffle(paths: &mut [String]) {
    // Knuth's generator: a random order that is the same in every run.
    let mut random: u64 = 1;
    for place in (1..paths.len()).rev() {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        paths.swap(place, (random >> 33) as usize % (place + 1));
    }
}

fn scan(criterion: &mut Criterion) {
    let corpus = Corpus::open().expect("the corpus");
    parsing(criterion, &corpus);
    deciding(criterion, &corpus);
    answering(criterion, corpus);
}

/// The 192 digits of a path to 79 bytes.
fn parsing(criterion: &mut Criterion, corpus: &Corpus) {
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Elements(ROUND as u64));
    let mut rounds = corpus.paths.chunks_exact(ROUND).cycle();
    group.bench_function("ocop-stamp", |bencher| {
        bencher.iter_batched(
            || rounds.next().expect("they go round"),
            |round| round.iter().filter_map(|path| Code::printed_of_path(path)).count(),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("num-bigint", |bencher| {
        let read = |path: &String| {
            let number = BigUint::parse_bytes(&path.as_bytes()[1..], 10).expect("digits");
            black_box(number.to_bytes_be()).len()
        };
        bencher.iter_batched(
            || rounds.next().expect("they go round"),
            |round| round.iter().map(read).sum::<usize>(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// Signature, lookup and rules, from a stamp that was read.
fn deciding(criterion: &mut Criterion, corpus: &Corpus) {
    let mut group = criterion.benchmark_group("decide");
    group.throughput(Throughput::Elements(ROUND as u64));
    let snapshot = corpus.running.service.snapshot();
    let (secrets, now) = (ShortSecrets::new(), Timestamp::now());
    let codes: Vec<Code> = corpus.stamps.iter().copied().map(Code::Printed).collect();
    let mut rounds = codes.chunks_exact(ROUND).cycle();
    group.bench_function("ocop-stamp", |bencher| {
        let decided =
            |code: &Code| decide(code, &snapshot, &secrets, Knowledge::Fresh, now).is_ok();
        bencher.iter_batched(
            || rounds.next().expect("they go round"),
            |round| round.iter().filter(|code| decided(code)).count(),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("ocop-stamp, together", |bencher| {
        let decided =
            |codes: &[Code]| decide_many(codes, &snapshot, &secrets, Knowledge::Fresh, now).len();
        bencher.iter_batched(
            || rounds.next().expect("they go round"),
            |round| round.chunks(TOGETHER).map(decided).sum::<usize>(),
            BatchSize::SmallInput,
        );
    });
    let mut rounds = corpus.stamps.chunks_exact(ROUND).cycle();
    group.bench_function("plain", |bencher| {
        let decided = |stamp: &ScannedStamp| corpus.known.verdict(stamp).is_some();
        bencher.iter_batched(
            || rounds.next().expect("they go round"),
            |round| round.iter().filter(|stamp| decided(stamp)).count(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// From a request that was read to the last byte of its answer.
fn answering(criterion: &mut Criterion, corpus: Corpus) {
    let mut group = criterion.benchmark_group("answer");
    group.throughput(Throughput::Elements(ROUND as u64));
    let system = System::new();
    let folders =
        Folders { log: folder::log(&corpus.data), pictures: folder::pictures(&corpus.data) };
    let service = corpus.running.service.clone();
    let site = web::Data::new(Site::new(service, folders, PublicSide::default()));
    let ours = system.block_on(public_side(site).new_service(AppConfig::default()));
    let ours = ours.expect("the public side");
    let known = web::Data::new(corpus.known);
    let plain = App::new().app_data(known).route("/{code}", web::get().to(check));
    let plain = system.block_on(actix_web::test::init_service(plain));

    let mut rounds = corpus.paths.chunks_exact(ROUND).cycle();
    // Nobody asks so often that a limit is reached; RFC 2544 has the addresses for benchmarks.
    let mut clients = (0..=u16::MAX).cycle();
    let mut requests = |accept: &str| -> Vec<Request> {
        let round = rounds.next().expect("they go round");
        let request = |path: &String| {
            let [third, fourth] = clients.next().expect("they go round").to_be_bytes();
            let request = TestRequest::with_uri(path).insert_header(("Accept", accept));
            request.peer_addr(([198, 18, third, fourth], 40_000).into()).to_request()
        };
        round.iter().map(request).collect()
    };
    for (name, accept, together) in [
        ("ocop-stamp, JSON", "application/json", 1),
        ("ocop-stamp, JSON, together", "application/json", TOGETHER),
        ("ocop-stamp, page", "text/html", 1),
        ("ocop-stamp, page, together", "text/html", TOGETHER),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || requests(accept),
                |requests| {
                    system.block_on(async {
                        let mut requests = requests.into_iter().peekable();
                        while requests.peek().is_some() {
                            let asked = requests.by_ref().take(together);
                            let asked: Vec<_> = asked.map(|request| ours.call(request)).collect();
                            for answer in asked {
                                let answer = answer.await.expect("an answer");
                                assert_eq!(answer.status(), 200);
                                black_box(to_bytes(answer.into_body()).await.expect("a body"));
                            }
                        }
                    });
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.bench_function("plain, JSON", |bencher| {
        bencher.iter_batched(
            || requests("application/json"),
            |requests| {
                system.block_on(async {
                    for request in requests {
                        let answer = plain.call(request).await.expect("an answer");
                        assert_eq!(answer.status(), 200);
                        black_box(to_bytes(answer.into_body()).await.expect("a body"));
                    }
                });
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
    // Whoever holds the service keeps its threads.
    drop(ours);
    corpus.running.close();
}

criterion_group!(benches, scan);
criterion_main!(benches);
