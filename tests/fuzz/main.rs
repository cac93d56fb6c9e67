//! The targets as property tests, for whoever has no libFuzzer: `cargo test --test fuzz`. Each is fed what was found
//! before (`fixtures/fuzz/`) and its seeds; then mutations of these for as long as `OCOP_STAMP_FUZZ_SECONDS` says.
//! `OCOP_STAMP_FUZZ_CORPUS` names a folder that gets them for libFuzzer, and
//! `OCOP_STAMP_FUZZ_TARGET` names one target. What is found is shrunk, and written to `target/fuzz-found/`.

use std::{
    cell::RefCell,
    env, fs, panic,
    path::Path,
    time::{Duration, Instant},
};

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, TestError, TestRunner},
};
use targets::{TARGETS, Target, Took};

#[path = "../it/program.rs"]
#[expect(dead_code, reason = "the integration tests use all of it")]
mod program;
#[path = "src/lib.rs"]
#[expect(dead_code, reason = "cargo-fuzz uses the rest")]
mod targets;

/// A case grows no longer.
const LONGEST_CASE: usize = 64 * 1024;

/// What encodings and lengths stumble over.
const ODD: &[&[u8]] =
    &[b"\0", b"\xff", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80", b"\xed\xa0\x80"];

/// What is done to a case.
#[derive(Debug, Clone)]
enum Edit {
    Flip(Index, u8),
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    /// Puts one of its own parts elsewhere.
    Copy(Index, usize, Index),
    /// Puts a part of another seed into it.
    Splice(Index, Index, usize, Index),
}

fn edits(words: &'static [&'static str]) -> impl Strategy<Value = Vec<Edit>> {
    let word = select(words).prop_map(|word| word.as_bytes().to_vec());
    let odd = select(ODD);
    let number = any::<u64>().prop_map(|number| number.to_string().into_bytes());
    let inserted = prop_oneof![
        3 => word,
        1 => odd.prop_map(<[u8]>::to_vec),
        1 => number,
        1 => vec(any::<u8>(), 1..9),
    ];
    let length = prop_oneof![1_usize..4, 1_usize..64, 1_usize..4096];
    let place = any::<Index>;
    let edit = prop_oneof![
        3 => (place(), 0_u8..8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        4 => (place(), inserted).prop_map(|(at, bytes)| Edit::Insert(at, bytes)),
        2 => (place(), length.clone()).prop_map(|(at, length)| Edit::Remove(at, length)),
        2 => (place(), length.clone(), place()).prop_map(|(from, length, to)| Edit::Copy(from, length, to)),
        1 => (place(), place(), length, place()).prop_map(|(seed, from, length, to)| Edit::Splice(seed, from, length, to)),
    ];
    vec(edit, 0..12)
}

impl Edit {
    fn make(&self, case: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let part = |of: &Vec<u8>, from: &Index, length: usize| {
            let from = from.index(of.len() + 1);
            of[from..(from + length).min(of.len())].to_vec()
        };
        let (place, inserted) = match self {
            Self::Flip(at, bit) if !case.is_empty() => {
                let at = at.index(case.len());
                return case[at] ^= 1 << bit;
            }
            Self::Set(at, byte) if !case.is_empty() => {
                let at = at.index(case.len());
                return case[at] = *byte;
            }
            Self::Remove(at, length) if !case.is_empty() => {
                let from = at.index(case.len());
                let to = (from + length).min(case.len());
                return drop(case.drain(from..to));
            }
            Self::Flip(..) | Self::Set(..) | Self::Remove(..) => return,
            Self::Insert(at, bytes) => (at, bytes.clone()),
            Self::Copy(from, length, to) => (to, part(case, from, *length)),
            Self::Splice(seed, from, length, to) => (to, part(seed.get(seeds), from, *length)),
        };
        if case.len() + inserted.len() <= LONGEST_CASE {
            let at = place.index(case.len() + 1);
            case.splice(at..at, inserted);
        }
    }
}

#[test]
fn whatever_is_read_holds_what_is_promised() {
    // Panics that the service catches are no findings, and need not be told.
    panic::set_hook(Box::new(|_| {}));
    let demo = program::Demo::new();
    targets::use_data(&demo.data());
    let seconds =
        env::var("OCOP_STAMP_FUZZ_SECONDS").map_or(0, |text| text.parse().expect("a number"));
    let wanted = env::var("OCOP_STAMP_FUZZ_TARGET").ok();
    let is_wanted = |target: &&Target| wanted.as_deref().is_none_or(|name| name == target.name);
    if let Some(corpus) = env::var_os("OCOP_STAMP_FUZZ_CORPUS") {
        TARGETS
            .iter()
            .for_each(|target| write_corpus(target, &Path::new(&corpus).join(target.name)));
    }
    let mut found = Vec::new();
    for target in TARGETS.iter().filter(is_wanted) {
        let result = of_before(target).and_then(|()| mutate(target, Duration::from_secs(seconds)));
        found.extend(result.err());
    }
    drop(panic::take_hook());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn write_corpus(target: &Target, folder: &Path) {
    fs::create_dir_all(folder).expect("a folder for seeds");
    let kept = target.kept().into_iter().map(|(_, case)| case);
    for (number, seed) in (target.seeds)().into_iter().chain(kept).enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).expect("written");
    }
}

/// What was found before, and is kept.
fn of_before(target: &Target) -> Result<(), String> {
    for (name, case) in target.kept() {
        target
            .try_check(&case)
            .map_err(|words| format!("{}: {name} again: {words}", target.name))?;
    }
    Ok(())
}

fn mutate(target: &Target, time: Duration) -> Result<(), String> {
    let mut seeds = (target.seeds)();
    seeds.extend(target.kept().into_iter().map(|(_, case)| case));
    for (number, seed) in seeds.iter().enumerate() {
        target
            .try_check(seed)
            .map_err(|words| format!("{}: seed {number}: {words}", target.name))?;
    }
    let (begun, count, most) = (Instant::now(), RefCell::new(0_u64), RefCell::new(Took::default()));
    let strategy = (any::<Index>(), edits(target.words)).prop_map(|(seed, edits)| {
        let mut case = seed.get(&seeds).clone();
        edits.iter().for_each(|edit| edit.make(&mut case, &seeds));
        case
    });
    let config = Config {
        cases: 32,
        failure_persistence: None,
        max_shrink_iters: 4_096,
        max_shrink_time: 10_000,
        ..Config::default()
    };
    while begun.elapsed() < time {
        let run = TestRunner::new(config.clone()).run(&strategy, |case| {
            *count.borrow_mut() += 1;
            let took = target.try_check(&case).map_err(TestCaseError::fail)?;
            let most_before = *most.borrow();
            *most.borrow_mut() = most_before.max(took);
            Ok(())
        });
        match run {
            Ok(()) => {}
            Err(TestError::Fail(why, case)) => {
                return Err(write_down(target, &case, why.message()));
            }
            Err(TestError::Abort(why)) => return Err(format!("{}: {why}", target.name)),
        }
    }
    let Took { time, bytes } = *most.borrow();
    eprintln!(
        "{}: {} cases, the longest {time:?}, the largest {} KB",
        target.name,
        count.borrow(),
        bytes / 1024
    );
    Ok(())
}

fn write_down(target: &Target, case: &[u8], why: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz-found");
    fs::create_dir_all(&folder).expect("a folder for what is found");
    let path = folder.join(target.name);
    fs::write(&path, case).expect("written");
    format!("{}: {why}\n  case: {}\n  kept in {}", target.name, case.escape_ascii(), path.display())
}
