//! Files of print jobs as the service's own threads make them: through kill −9, and for a million stamps.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use ocop_stamp::stamp::BatchNumber;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    crash::audit,
    program::{Demo, Serving},
};

/// A certificate of the demo that is in force.
const CERTIFICATE: u64 = 235;

/// How long a job may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// A demo whose certificates may have millions of stamps.
pub fn generous_demo() -> Demo {
    let demo = Demo::new();
    let path = demo.data().join("ocop-stamp.toml");
    let settings = fs::read_to_string(&path).expect("settings");
    let generous = settings.replace("[policy]\n", "[policy]\nquota_per_year = 50000000\n");
    assert_ne!(settings, generous, "there is a table of policies");
    fs::write(&path, generous).expect("written");
    demo
}

/// Asks for a batch; its number.
pub fn issue(serving: &Serving, quantity: u64) -> u64 {
    let request = json!({ "certificate": CERTIFICATE, "quantity": quantity });
    let key = format!("batch of {quantity}");
    let (status, issued) = serving.post("/api/v1/batches", &request, &key).expect("there");
    assert_eq!(status, 201, "{issued}");
    issued["batch"].as_u64().expect("a number")
}

/// Orders files; the path of the job.
pub fn order(serving: &Serving, batch: u64, request: &Value, key: &str) -> String {
    let jobs = format!("/api/v1/batches/{batch}/print-jobs");
    let (status, job) = serving.post(&jobs, request, key).expect("there");
    assert_eq!(status, 202, "{job}");
    format!("{jobs}/{}", job["job"])
}

/// Waits until a job is done; what is said of it.
pub fn wait_until_done(serving: &Serving, path: &str) -> Value {
    let begun = Instant::now();
    loop {
        let job = serving.control_get(path);
        match job["state"].as_str() {
            Some("done") => return job,
            Some("waiting" | "running") => {}
            Some(_) | None => panic!("{job}"),
        }
        assert!(begun.elapsed() < PATIENCE, "{job}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The files of a job by name, with their hashes as they lie on disk.
fn on_disk(data: &Path, batch: u64, job: u64) -> BTreeMap<String, String> {
    let folder = data.join(format!("files/batch-{batch}/job-{job}"));
    let files = fs::read_dir(&folder).expect("files");
    files
        .map(|file| {
            let path = file.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let hash = Sha256::digest(fs::read(&path).expect("readable"));
            (name, hash.iter().map(|byte| format!("{byte:02x}")).collect())
        })
        .collect()
}

/// The same as the service says it.
fn as_told(job: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let files = job["files"].as_array().expect("a list").iter();
    files.map(|file| (text(&file["name"]), text(&file["sha256"]))).collect()
}

/// kill −9 in the middle of print jobs. After each start they go on at the files that are missing; in the end the files
/// are byte for byte those of an undisturbed service, each batch has one entry, and nothing unfinished is left.
#[test]
fn print_jobs_survive_ten_crashes() {
    let (times, quantity) = (10, 40_000);
    let profile = json!({ "format": "pdf", "sheet": "a4-65", "dpi": 600 });
    let (demo, undisturbed) = (generous_demo(), generous_demo());
    let (expected, a_file) = {
        let serving = undisturbed.serve();
        let batch = issue(&serving, quantity);
        let begun = Instant::now();
        let path = order(&serving, batch, &json!({ "profile": profile }), "first");
        let job = wait_until_done(&serving, &path);
        assert_eq!(on_disk(&undisturbed.data(), batch, 1), as_told(&job));
        let files = as_told(&job);
        // Two are made at a time, so this is about how long one takes.
        let a_file = begun.elapsed().mul_f64(2.0 / files.len() as f64);
        (files, a_file)
    };
    let mut serving = demo.serve();
    let entries_before = audit(&demo.data()).size();
    let batch = issue(&serving, quantity);
    let mut path = order(&serving, batch, &json!({ "profile": profile }), "first");
    let (mut job, mut disturbed, mut killed) = (1, 0, 0);
    while killed < times {
        // Another moment in each round: in the middle of a file, or when one or two more are done.
        let moment = a_file.mul_f64((killed * 37 % 100) as f64 / 50.0);
        thread::sleep(Duration::from_millis(20) + moment);
        let before = serving.control_get(&path);
        let was_done = before["state"] == "done";
        serving.kill();
        serving = demo.serve();
        if was_done {
            // The next one: nothing was in the middle.
            let after = wait_until_done(&serving, &path);
            assert_eq!(as_told(&after), expected);
            job += 1;
            let again = json!({ "again_of": 1, "reason": "not_printed" });
            path = order(&serving, batch, &again, &format!("job {job}"));
            continue;
        }
        killed += 1;
        disturbed += before["files"].as_array().map_or(0, Vec::len);
        // The same order under the same key finds the job that is there.
        if job == 1 {
            let same = order(&serving, batch, &json!({ "profile": profile }), "first");
            assert_eq!(same, path);
        }
    }
    let done = wait_until_done(&serving, &path);
    assert_eq!(as_told(&done), expected);
    for job in 1..=job {
        assert_eq!(
            on_disk(&demo.data(), batch, job),
            expected,
            "job {job}, and nothing unfinished"
        );
    }
    drop(serving);
    let log = audit(&demo.data());
    let number = BatchNumber::new(u32::try_from(batch).expect("small"));
    assert!(log.batch(number).is_some());
    assert_eq!(log.size(), entries_before + 1, "one entry");
    println!("{killed} crashes, {job} jobs, {disturbed} files were done before");
}

/// The most memory that a service had, in kilobytes.
fn most_memory(serving: &Serving) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", serving.id())).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse().ok()).expect("a number")
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
