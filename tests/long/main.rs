//! What takes long, run by hand: `cargo test --features s3 --test long`, after `tests/run` has installed what it needs.
//! `.ci/run` runs the crashes (`OCOP_STAMP_CRASHES` says how often the service is killed; 200 times if it is not set), a
//! minute of load, the interface against its document, and the bucket.

#[path = "../it/crash.rs"]
mod crash;
#[path = "../it/damaged_view.rs"]
mod damaged_view;
#[path = "../it/data.rs"]
#[expect(dead_code, reason = "the shorter tests use all of it")]
mod data;
#[path = "../it/history.rs"]
#[expect(dead_code, reason = "the shorter tests use all of it")]
mod history;
#[path = "../it/invented.rs"]
#[expect(dead_code, reason = "the shorter tests use all of it")]
mod invented;
#[path = "../it/large_change.rs"]
mod large_change;
#[path = "../it/printed.rs"]
mod printed;
#[path = "../it/program.rs"]
#[expect(dead_code, reason = "the shorter tests use all of it")]
mod program;
#[path = "../it/slow_clients.rs"]
mod slow_clients;
#[path = "../it/spoilt.rs"]
mod spoilt;
mod torn_journal;
#[path = "../it/writer.rs"]
#[expect(dead_code, reason = "the shorter tests use all of it")]
mod writer;

#[cfg(feature = "s3")]
mod bucket;
mod connections;
mod list;
mod memory;
mod print_jobs;
mod printing;
mod register;
mod schemathesis;

#[test]
fn nothing_acknowledged_is_lost_by_many_crashes() {
    let times =
        std::env::var("OCOP_STAMP_CRASHES").map_or(200, |times| times.parse().expect("a number"));
    crash::crash(times);
}

#[test]
fn a_long_journal_is_torn_at_every_byte() {
    torn_journal::torn_at_every_byte(12);
}

#[test]
fn damage_at_many_places_of_sled_never_changes_an_answer() {
    damaged_view::damage_at(150);
}

/// More than the whole country has.
#[test]
fn fifty_thousand_certificates_come_as_one_change() {
    large_change::one_change(50_000);
}
