//! What takes long, run by hand and by `.ci/run`: `cargo test --test long`. `OCOP_STAMP_CRASHES` says how
//! often the service is killed; 200 times if it is not set.

#[path = "../it/crash.rs"]
mod crash;
#[path = "../it/program.rs"]
mod program;

mod list;

#[test]
fn nothing_acknowledged_is_lost_by_many_crashes() {
    let times =
        std::env::var("OCOP_STAMP_CRASHES").map_or(200, |times| times.parse().expect("a number"));
    crash::crash(times);
}
