//! The shape of the code as two tables: which module may use which, and where an outside crate may be
//! named. Change a row in the commit that changes the design.
//!
//! Read from the source files, tests within them included: a test that reaches where its module may not
//! is a sign of the same mistake. Comments are passed by.

use std::collections::BTreeSet;

use source::{Source, sources};

mod source;

/// A module, and what of this crate it may name besides itself. A name covers what lies within it.
///
/// `store::folder` is the data folder's lock and the places in it, no adapter: what works on a folder
/// before or beside a running service may name it.
const ARROWS: &[(&str, &str)] = &[
    ("stamp", ""),
    ("signing", "stamp"),
    ("registry", "stamp"),
    ("access", "stamp registry"),
    ("log", "stamp signing registry"),
    ("tables", "stamp registry log"),
    ("ledger", "stamp signing registry access log"),
    ("verification", "stamp signing registry log"),
    ("printing", "stamp"),
    ("app", "stamp signing registry access log tables ledger verification printing"),
    ("store", "stamp signing registry access log ledger app"),
    ("web", "stamp signing registry access log tables ledger verification printing app"),
    // A file may have a row of its own: the service on real storage that the routes' tests ask.
    ("web/test_service.rs", "stamp signing registry access log ledger verification app store web"),
    ("web/test_service/files.rs", "stamp app store web"),
    ("config", "stamp signing registry log app store::folder"),
    ("wiring", "stamp signing registry access log ledger verification app store web config"),
    (
        "cli",
        "stamp signing registry access log tables ledger verification printing app web config wiring store::folder",
    ),
    ("main", "cli"),
    ("lib", ""),
];

/// A name that only these files may write, though their modules' rows would allow it.
const NAMES: &[(&str, &str)] = &[
    ("FileSigner", "signing/key_file.rs wiring.rs wiring/ web/test_service.rs"),
    ("SledLedger", "store/ wiring.rs wiring/ledger.rs wiring/restore.rs wiring/backup.rs"),
    ("TileFiles", "store/ wiring.rs web/test_service.rs"),
    // Private texts are read where records are stored, compared and written for the office, and nowhere else.
    ("reveal", "registry/private.rs app/register_import/ app/register_export.rs"),
    // `unsafe` is denied; this lifts it.
    ("unsafe_code", "signing/prefetch.rs"),
];

/// An outside crate, and the files and folders that may name it. Every dependency has a row.
const CRATES: &[(&str, &str)] = &[
    // Cryptography stays where keys, secrets and commitments are.
    (
        "ed25519_dalek",
        "signing/ log/checkpoint.rs log/note.rs log/cosignature.rs ledger/publisher.rs",
    ),
    ("curve25519_dalek", "signing/ store/backup/sealed/"),
    ("hmac", "stamp/short_code.rs stamp/pin.rs store/backup/sealed/"),
    ("pkcs8", "signing/key_file.rs"),
    (
        "sha2",
        "stamp/ signing/tabled_key.rs log/ access/secret.rs ledger/change.rs app/ store/ web/etag.rs web/response.rs web/api/tests/print_jobs.rs cli/demo/ wiring/doctor.rs",
    ),
    ("zeroize", "stamp/ signing/ access/ store/backup/ wiring.rs wiring/ cli/backup.rs"),
    ("argon2", "access/password.rs"),
    ("zxcvbn", "access/password.rs"),
    ("totp_rs", "access/second_factor.rs"),
    ("chacha20poly1305", "access/sealed.rs store/backup/sealed/"),
    ("scrypt", "store/backup/sealed/"),
    // Randomness is asked for at the edges only.
    ("getrandom", "wiring.rs cli/ web/test_service.rs web/api/tests.rs"),
    // Storage never shows outside its file.
    ("sled", "store/sled_view.rs store/store_error.rs store/sled_audit.rs"),
    ("crc32c", "store/journal.rs access/api_token.rs"),
    ("object_store", "store/print_file_store.rs"),
    // Pictures.
    ("qrcode", "printing/symbol.rs printing/symbol/"),
    ("png", "printing/png.rs printing/artwork/tests.rs cli/ app/print_jobs/profile.rs"),
    (
        "image",
        "cli/picture.rs cli/product_picture.rs cli/print/proof_pages.rs printing/png.rs printing/artwork/",
    ),
    ("usvg", "printing/artwork/"),
    ("hayro", "cli/print/proof_pages.rs"),
    ("rqrr", "cli/picture.rs printing/"),
    // What printers get.
    ("pdf_writer", "printing/pdf/"),
    ("subsetter", "printing/pdf/"),
    ("ttf_parser", "printing/font.rs printing/bitmap.rs printing/label_svg.rs"),
    ("libdeflater", "printing/pdf/ store/backup/sealed/tests.rs"),
    ("ab_glyph_rasterizer", "printing/bitmap.rs"),
    // The web, and being its client.
    ("actix_web", "web/"),
    ("actix_http", "web/way_in.rs web/front/ web/server.rs"),
    ("actix_multipart", "web/work_pages/artwork.rs"),
    ("futures_core", "web/work_pages/artwork.rs"),
    ("actix_service", "web/way_in.rs web/front/ web/server.rs web/test_service.rs"),
    ("askama", "web/page/"),
    ("fluent_typed", "web/messages/"),
    ("percent_encoding", "web/"),
    ("prometheus_client", "web/metrics/"),
    ("governor", "web/front/"),
    ("ipnet", "app/public_side.rs"),
    ("reqwest", "cli/ store/log_over_http.rs"),
    ("rustls", "cli/ store/log_over_http.rs store/print_file_store.rs"),
    // The command line and the operating system.
    ("clap", "cli/"),
    ("clap_complete", "cli/manual.rs"),
    ("clap_mangen", "cli/manual.rs"),
    ("indicatif", "cli/progress.rs"),
    ("anyhow", "cli/"),
    ("nix", "cli/ web/ store/folder.rs store/disk.rs"),
    ("toml", "config/"),
    ("mimalloc", "main.rs"),
    ("tracing_subscriber", "cli/"),
    (
        "tempfile",
        "cli/ config/ signing/key_file.rs store/personal_key_folder.rs store/backup/ web/test_service.rs wiring/doctor/ wiring/backup.rs",
    ),
    // State that snapshots share, and the one writer's queue.
    ("arc_swap", "app/current.rs"),
    ("rpds", "log/ registry/register.rs access/directory.rs"),
    ("tokio", "ledger/ app/ web/ cli/ wiring.rs store/print_file_store.rs"),
    // Formats.
    ("base64", "signing/ log/ web/ access/ printing/label_svg/"),
    (
        "data_encoding",
        "stamp/ signing/tabled_key/tests.rs log/ access/ ledger/ app/ store/ web/etag.rs web/api/tests/print_jobs.rs cli/ wiring/doctor.rs",
    ),
    (
        "unicode_normalization",
        "log/text.rs access/password.rs printing/font.rs registry/units.rs registry/policy.rs registry/spelling.rs tables/text.rs tables/syllable.rs tables/font_encoding.rs",
    ),
    // Office files stay in one module.
    ("calamine", "tables/workbook.rs"),
    ("zip", "tables/hidden.rs printing/archive.rs web/api_docs.rs web/api/tests/print_jobs.rs"),
    ("quick_xml", "tables/hidden.rs"),
    ("memchr", "web/public_log/glance.rs"),
    ("rust_xlsxwriter", "tables/write.rs"),
    ("csv", "tables/write.rs tables/delimited.rs printing/rows.rs"),
    ("regex", "tables/values.rs tables/decisions.rs tables/vocabulary.rs tables/net_content.rs"),
    // A type's schema is derived beside its serde attributes, which it reads: so it can't say another thing. Types that
    // are one number or one text have theirs in web/openapi/.
    ("utoipa", "app/ access/ registry/ log/ tables/ web/"),
    ("utoipa_swagger_ui_vendored", "web/api_docs.rs"),
    // Named anywhere.
    ("jiff", ""),
    ("serde", ""),
    ("serde_json", ""),
    ("serde_path_to_error", "web/body.rs"),
    ("thiserror", ""),
    ("tracing", ""),
];

/// No file grows past this.
const MOST_LINES: usize = 600;

#[test]
fn arrows_between_modules_are_those_of_the_table() {
    check(|source| {
        let module = source.module();
        let row_of = |wanted: &str| ARROWS.iter().find(|(name, _)| *name == wanted);
        let row = row_of(&source.path).or_else(|| row_of(module));
        let Some((_, allowed)) = row else {
            return vec![format!("src/{}: no row of ARROWS for `{module}`; add one", source.path)];
        };
        let allowed = || allowed.split(' ').chain([module]);
        let may_name = |name: &str| {
            allowed().any(|row| {
                name == row || name.strip_prefix(row).is_some_and(|rest| rest.starts_with("::"))
            })
        };
        let broken = source.names_of_this_crate().into_iter().filter(|(_, name)| !may_name(name));
        let broken = broken.map(|(place, name)| {
            format!(
                "{}: `{module}` may not use `{name}` (row {module:?} of ARROWS): move the code, hand it what it needs, or change the design and the row",
                source.at(place)
            )
        });
        broken.collect()
    });
}

#[test]
fn modules_are_named_from_the_root_where_super_would_climb_there() {
    check(|source| {
        let tests_begin = source.code.find("\nmod tests {").unwrap_or(source.code.len());
        let climbs = source.places_of("super").filter_map(|place| {
            let steps =
                source.code[place..].split("::").take_while(|step| *step == "super").count();
            let depth = source.depth() + usize::from(place > tests_begin);
            (steps >= depth).then(|| {
                format!(
                    "{}: `super` climbs to the root; write `crate::` so that this test can read it",
                    source.at(place)
                )
            })
        });
        climbs.collect()
    });
}

#[test]
fn adapters_are_named_where_they_are_wired() {
    check(|source| words_out_of_place(source, NAMES, "NAMES", |_, _| true));
}

#[test]
fn outside_crates_are_named_where_the_table_allows_it() {
    check(|source| {
        words_out_of_place(source, CRATES, "CRATES", |source, place| {
            // A crate's name begins a path; a module or a method of ours may have the same.
            let is_in_a_path =
                source.code[..place].ends_with("::") || source.code[..place].ends_with('.');
            let rest =
                source.code[place..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
            let begins = rest.starts_with("::") || source.code[..place].ends_with("use ");
            begins && !is_in_a_path
        })
    });
}

#[test]
fn each_dependency_has_a_row() {
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().expect("a manifest");
    let dependencies = manifest["dependencies"].as_table().expect("a table");
    let named: BTreeSet<String> = dependencies.keys().map(|name| name.replace('-', "_")).collect();
    let rows: BTreeSet<String> = CRATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(
        named, rows,
        "Cargo.toml and the rows of CRATES name different crates: say where the new one may be named"
    );
}

#[test]
fn files_begin_with_what_they_are_and_stay_short() {
    check(|source| {
        let mut broken = Vec::new();
        if !source.text.starts_with("//!") {
            broken.push(format!(
                "src/{}:1: begin with `//!`: what it is, and what it leaves to others",
                source.path
            ));
        }
        let lines = source.text.lines().count();
        if lines > MOST_LINES {
            broken.push(format!(
                "src/{}: {lines} lines, {MOST_LINES} at most: look for the seam",
                source.path
            ));
        }
        broken
    });
}

/// Asks every source file for the rules that it breaks, and fails with all of them.
#[track_caller]
fn check(broken_in: impl Fn(&Source) -> Vec<String>) {
    let sources = sources();
    assert!(sources.len() > 50, "the source files were not found");
    let broken: Vec<String> = sources.iter().flat_map(broken_in).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Words of a table that stand in a file which their row does not name.
fn words_out_of_place(
    source: &Source,
    table: &[(&str, &str)],
    table_name: &str,
    counts: impl Fn(&Source, usize) -> bool,
) -> Vec<String> {
    let mut broken = Vec::new();
    for (word, allowed) in table {
        let is_allowed = allowed.is_empty()
            || allowed.split(' ').any(|row| {
                source.path == row || row.ends_with('/') && source.path.starts_with(row)
            });
        if is_allowed {
            continue;
        }
        for place in source.places_of(word).filter(|place| counts(source, *place)) {
            broken.push(format!(
                "{}: `{word}` is named in {} only (row {word:?} of {table_name}): use what those offer, or change the row",
                source.at(place),
                allowed.replace(' ', ", ")
            ));
        }
    }
    broken
}
