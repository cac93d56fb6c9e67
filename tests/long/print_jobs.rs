//! A million stamps through the job path: ordered over the interface, made by the service's own threads, on disk.

use std::{fs, time::Instant};

use serde_json::json;

use crate::{
    print_jobs::{generous_demo, issue, order, wait_until_done},
    program::Serving,
};

/// The most memory that a service had, in kilobytes.
fn most_memory(serving: &Serving) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", serving.id())).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse().ok()).expect("a number")
}

#[test]
fn print_jobs_survive_ten_crashes() {
    crate::print_jobs::crash(10, 40_000);
}

#[test]
fn a_job_of_a_million_stamps_takes_no_more_memory_than_one_of_ten_thousand() {
    let demo = generous_demo();
    let serving = demo.serve();
    let profile = json!({ "profile": { "format": "pdf", "sheet": "a4-65", "dpi": 600 } });
    let small = issue(&serving, 20_000);
    wait_until_done(&serving, &order(&serving, small, &profile, "small"));
    let before = most_memory(&serving);
    let large = issue(&serving, 1_000_000);
    let begun = Instant::now();
    let job = wait_until_done(&serving, &order(&serving, large, &profile, "large"));
    let seconds = begun.elapsed().as_secs_f64();
    let bytes: u64 = job["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| file["bytes"].as_u64().expect("a length"))
        .sum();
    let grown = most_memory(&serving).saturating_sub(before);
    println!(
        "{seconds:.1} s, {} files, {} bytes a label; {} MB before, {} MB more",
        job["file_count"],
        bytes / 1_000_000,
        before / 1024,
        grown / 1024
    );
    assert_eq!(job["stamps_done"], 1_000_000);
    assert!(grown < 50 * 1024, "{grown} kB more");
}
