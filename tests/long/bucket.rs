//! Files of print jobs in a bucket that speaks S3 and that others wrote (moto): made in parts, fetched in ranges, gone on with
//! after a crash, deleted, and what is said when the bucket is not there.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use reqwest::blocking::Client;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    print_jobs::{generous_demo, issue, order, wait_until_done},
    program::{Demo, Serving, ocop_stamp, path},
};

/// A server with an empty bucket; it ends when it is dropped.
struct Bucket {
    server: Child,
    url: String,
}

const NAME: &str = "tem-print";

impl Bucket {
    fn start() -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/moto/bin/moto_server");
        let mut command = Command::new(program);
        let command = command.args(["-H", "127.0.0.1", "-p", "0"]).stdout(Stdio::null());
        let mut server = command.stderr(Stdio::piped()).spawn().unwrap_or_else(|error| {
            panic!("moto can't be started ({error}): run tests/run, which installs it")
        });
        let mut lines = BufReader::new(server.stderr.take().expect("piped")).lines();
        let url = loop {
            let line = lines.next().expect("it says where it listens").expect("text");
            if let Some((_, url)) = line.split_once("Running on ") {
                break url.trim().to_owned();
            }
        };
        // Somebody has to read on, or it stops.
        thread::spawn(move || lines.for_each(drop));
        let bucket = Self { server, url };
        let made = plain_client().put(format!("{}/{NAME}", bucket.url)).send();
        assert!(made.expect("an answer").status().is_success());
        bucket
    }

    /// The names of all that is in it.
    fn names(&self) -> Vec<String> {
        let list = plain_client().get(format!("{}/{NAME}?list-type=2", self.url)).send();
        let list = list.expect("an answer").text().expect("XML");
        let names = list.split("<Key>").skip(1).map(|rest| rest.split_once("</Key>"));
        names.map(|name| name.expect("closed").0.to_owned()).collect()
    }

    /// Serves a demo whose files are here.
    fn serve(&self, demo: &Demo) -> Serving {
        let data = demo.data();
        let mut command =
            ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(&data)]);
        command.envs([("AWS_ACCESS_KEY_ID", "invented"), ("AWS_SECRET_ACCESS_KEY", "invented")]);
        let serving =
            Serving::spawn(command, &data.join("control.sock"), &data.with_extension("log"));
        let serving = serving.unwrap_or_else(|why| panic!("the service did not start: {why}"));
        serving.wait_until_healthy();
        serving
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn plain_client() -> Client {
    // A second call finds the provider installed, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().no_proxy().build().expect("a client")
}

fn use_bucket(demo: &Demo, name: &str, url: &str) {
    let settings = demo.data().join("ocop-stamp.toml");
    let bucket = format!(
        "\n[files.s3]\nbucket = {name:?}\nprefix = \"in/ra\"\nendpoint = {url:?}\nregion = \"vn-1\"\nallow_http = true\n"
    );
    let before = fs::read_to_string(&settings).expect("settings");
    fs::write(&settings, before + &bucket).expect("written");
}

/// Part of a file, or all of it.
fn fetch(serving: &Serving, path: &str, range: Option<&str>) -> Vec<u8> {
    let mut request = serving.control.get(format!("http://localhost{path}"));
    if let Some(range) = range {
        request = request.header("Range", range);
    }
    let answer = request.send().expect("an answer");
    assert_eq!(answer.status(), if range.is_some() { 206 } else { 200 }, "{path}");
    answer.bytes().expect("whole").to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn files_are_made_fetched_gone_on_with_and_deleted_in_a_bucket() {
    let (bucket, demo) = (Bucket::start(), generous_demo());
    use_bucket(&demo, NAME, &bucket.url);
    let mut serving = bucket.serve(&demo);
    // Rows of ten megabytes: more than a part.
    let batch = issue(&serving, 40_000);
    let rows = json!({ "profile": { "format": "csv" } });
    let rows = order(&serving, batch, &rows, "rows");
    let sheets =
        json!({ "profile": { "format": "pdf", "sheet": "a4-65" }, "reason": "other_format" });
    let sheets = order(&serving, batch, &sheets, "sheets");
    let begun = Instant::now();
    while serving.control_get(&sheets)["files"].as_array().is_none_or(Vec::is_empty) {
        assert!(begun.elapsed() < Duration::from_secs(120), "the first file of sheets");
        thread::sleep(Duration::from_millis(20));
    }
    serving.kill();
    serving = bucket.serve(&demo);
    let (rows_done, sheets_done) =
        (wait_until_done(&serving, &rows), wait_until_done(&serving, &sheets));

    let files = |job: &Value| job["files"].as_array().expect("a list").clone();
    let all = [files(&rows_done), files(&sheets_done)].concat();
    let mut expected = Vec::new();
    for file in &all {
        let (path, length) = (file["path"].as_str().expect("a path"), file["bytes"].as_u64());
        let fetched = fetch(&serving, path, None);
        assert_eq!(Some(fetched.len() as u64), length, "{path}");
        assert_eq!(sha256(&fetched), file["sha256"].as_str().expect("a hash"), "{path}");
        let middle = fetch(&serving, path, Some("bytes=1000-1999"));
        assert_eq!(middle, fetched[1_000..2_000], "{path}");
        let name = path.rsplit_once('/').expect("a name").1;
        let job = if path.starts_with(&rows) { 1 } else { 2 };
        expected.push(format!("in/ra/batch-{batch}/job-{job}/{name}"));
    }
    let length = all[0]["bytes"].as_u64().expect("a number");
    assert!(length > 8 << 20, "{length}: one part");
    expected.sort();
    assert_eq!(bucket.names(), expected, "nothing else, and nothing unfinished");
    assert!(!demo.data().join("files").exists(), "nothing in a folder");

    // Deleted, and made again.
    let delete = serving.control.delete(format!("http://localhost{sheets}"));
    let deleted: Value = delete.send().expect("an answer").json().expect("JSON");
    assert_eq!(deleted["state"], "deleted", "{deleted}");
    expected.retain(|name| name.contains("/job-1/"));
    assert_eq!(bucket.names(), expected);
    let (status, _) =
        serving.post(&format!("{sheets}/resume"), &json!({}), "again").expect("there");
    assert_eq!(status, 202);
    assert_eq!(files(&wait_until_done(&serving, &sheets)), files(&sheets_done));
}

#[test]
fn a_bucket_that_is_not_there_stops_the_job_and_says_so() {
    let (bucket, demo) = (Bucket::start(), Demo::new());
    use_bucket(&demo, "another", &bucket.url);
    let serving = bucket.serve(&demo);
    let batch = issue(&serving, 65);
    let path = order(&serving, batch, &json!({ "profile": { "format": "csv" } }), "rows");
    let begun = Instant::now();
    let job = loop {
        let job = serving.control_get(&path);
        if job["state"] == "failed" {
            break job;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{job}");
        thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(job["failure"], "not_written", "{job}");
    let log = fs::read_to_string(demo.data().with_extension("log")).expect("a log");
    assert!(log.contains("the bucket: ") && log.contains("NoSuchBucket"), "{log}");
}
