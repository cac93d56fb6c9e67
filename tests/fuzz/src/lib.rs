//! What fuzzing feeds to the service's parsers, and what has to hold of each whatever it is fed. cargo-fuzz runs
//! these targets under libFuzzer (`fuzz_targets/`); `tests/long` runs the same as property tests.

use std::{
    fs,
    panic::{self, AssertUnwindSafe},
    path::Path,
    process,
    sync::Once,
};

mod bounds;
mod codes;
mod files;
mod keys;
mod log;
mod requests;
mod saved;
mod service;
mod settings;
mod tables;

pub use bounds::{Bounds, Took};
pub use service::use_data;

/// Something that reads bytes of strangers.
pub struct Target {
    /// Its name: of the binary in `fuzz_targets/`, and of its folder in `fixtures/fuzz/`.
    pub name: &'static str,
    /// What to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that bring a mutation further.
    pub words: &'static [&'static str],
    /// Reads, and panics if something does not hold.
    pub read: fn(&[u8]),
    /// What a case may take.
    pub bounds: Bounds,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    codes::CODE,
    codes::CERTIFICATE_CODE,
    codes::CONTACT,
    codes::SECRETS,
    tables::CSV,
    tables::XLSX,
    tables::SHEET,
    files::PRODUCT_PICTURE,
    files::PICTURE_OF_CODES,
    files::JOURNAL,
    saved::STATE,
    settings::SETTINGS,
    log::ENTRY,
    log::CHECKPOINT,
    log::NOTE,
    log::TILE,
    log::RECEIPT,
    keys::KEY_FILE,
    keys::KEY_SET,
    requests::BODY,
    requests::QUERY,
    requests::PATH,
];

/// The target of this name.
///
/// # Panics
/// If there is none.
pub fn target(name: &str) -> &'static Target {
    let found = TARGETS.iter().find(|target| target.name == name);
    found.unwrap_or_else(|| panic!("no target is named {name:?}"))
}

impl Target {
    /// Reads one case within bounds, and says what it took.
    ///
    /// # Errors
    /// What does not hold of it, or what it took too much of.
    pub fn try_check(&self, case: &[u8]) -> Result<Took, String> {
        let read = || self.bounds.hold(|| (self.read)(case));
        panic::catch_unwind(AssertUnwindSafe(read)).map_err(|panicked| {
            let text = panicked.downcast_ref::<String>().cloned();
            text.or_else(|| panicked.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_else(|| "a panic without words".to_owned())
        })
    }

    /// What was found and mended, by its name.
    ///
    /// # Panics
    /// If it can't be read.
    pub fn kept(&self) -> Vec<(String, Vec<u8>)> {
        let fixtures =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("fixtures"));
        let fixtures = fixtures.into_iter().find(|folder| folder.is_dir()).expect("the project's");
        let Ok(entries) = fs::read_dir(fixtures.join("fuzz").join(self.name)) else {
            return Vec::new();
        };
        let mut kept: Vec<_> = entries
            .map(|entry| {
                let path = entry.expect("an entry").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, fs::read(&path).expect("a fixture"))
            })
            .collect();
        kept.sort();
        kept
    }
}

/// Reads one case under libFuzzer. Panics that the service catches are no findings, so libFuzzer's own hook, which
/// ends the process at each, is taken away.
pub fn under_libfuzzer(name: &str, case: &[u8]) {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| panic::set_hook(Box::new(|_| {})));
    if let Err(words) = target(name).try_check(case) {
        eprintln!("{words}");
        process::abort();
    }
}
