//! Starts the real program: a demo folder of its own for each test, the service on a free port, and
//! clients of its public side and of its control socket.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Mutex, OnceLock},
    thread,
    time::{Duration, Instant},
};

use ocop_stamp::{
    config::{Overrides, PassphraseSource, Settings, Source, Sourced},
    ledger::{Clock, Clocks},
    wiring::{self, Running},
};
use reqwest::blocking::{Client, Response};
use serde_json::Value;

/// What printed codes of the test folders begin with: nothing listens there, and nothing has to.
pub const BASE: &str = "https://tem.example.vn";

/// The program with these arguments.
pub fn ocop_stamp(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocop-stamp"));
    command.args(arguments).stdin(Stdio::null()).env_remove("RUST_LOG");
    // What whoever runs the tests has set is not what the tests ask about.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("OCOP_STAMP_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    ocop_stamp(arguments).output().expect("the program starts")
}

/// Runs the program, which must succeed, and returns what it printed.
#[track_caller]
pub fn run_well(arguments: &[&str]) -> String {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

/// Runs another program that the tests need; a missing one fails the test and says how to install it.
#[track_caller]
pub fn foreign(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    output.unwrap_or_else(|error| {
        panic!("{program} can't be started ({error}): run tests/run, which installs it")
    })
}

/// A demo folder of one test's own: made once, copied for each.
pub struct Demo {
    folder: tempfile::TempDir,
}

impl Demo {
    pub fn new() -> Self {
        static ORIGINAL: OnceLock<tempfile::TempDir> = OnceLock::new();
        let original = ORIGINAL.get_or_init(|| {
            let parent = tempfile::tempdir().expect("a folder");
            let data = parent.path().join("data");
            run_well(&["demo", "--data", path(&data), "--no-serve", "--base-url", BASE]);
            parent
        });
        let folder = tempfile::tempdir().expect("a folder");
        copy(&original.path().join("data"), &folder.path().join("data"));
        Self { folder }
    }

    /// The folder of another demo, with keys and a log of its own, made once.
    pub fn new_of_its_own() -> PathBuf {
        static OTHER: OnceLock<tempfile::TempDir> = OnceLock::new();
        let other = OTHER.get_or_init(|| {
            let parent = tempfile::tempdir().expect("a folder");
            let data = parent.path().join("data");
            run_well(&["demo", "--data", path(&data), "--no-serve", "--base-url", BASE]);
            parent
        });
        other.path().join("data")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Gives `[serve]` a setting of its own.
    pub fn set(&self, setting: &str) {
        let path = self.data().join("ocop-stamp.toml");
        let settings = fs::read_to_string(&path).expect("settings");
        fs::write(path, settings.replace("[serve]\n", &format!("[serve]\n{setting}\n")))
            .expect("written");
    }

    /// A path beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The printed code of a sample.
    pub fn sample(&self, name: &str) -> String {
        let text =
            fs::read_to_string(self.data().join(format!("samples/{name}.txt"))).expect("a sample");
        text.trim_end().to_owned()
    }

    pub fn serve(&self) -> Serving {
        Serving::start(&self.data())
    }
}

/// A running service; killed when it is dropped.
pub struct Serving {
    child: Mutex<Child>,
    pub url: String,
    pub client: Client,
    pub control: Client,
}

impl Serving {
    /// Starts the service and waits until it is healthy.
    pub fn start(data: &Path) -> Self {
        Self::start_logging(data, "info")
    }

    /// The same, with log lines as `RUST_LOG` chooses them.
    pub fn start_logging(data: &Path, rust_log: &str) -> Self {
        let mut command =
            ocop_stamp(&["serve", "--demo", "--listen", "127.0.0.1:0", "--data", path(data)]);
        command.env("RUST_LOG", rust_log);
        let log = data.with_extension("log");
        let serving = Self::spawn(command, &data.join("control.sock"), &log);
        let serving = serving.unwrap_or_else(|why| panic!("the service did not start: {why}"));
        serving.wait_until_healthy();
        serving
    }

    /// Starts the service by a command, which may do so in surroundings of its own, and waits until it listens.
    /// The error is all that it said.
    pub fn spawn(mut command: Command, socket: &Path, log: &Path) -> Result<Self, String> {
        let mut child = command
            .stdout(Stdio::piped())
            // A file, not a pipe that nobody empties.
            .stderr(fs::File::create(log).expect("a file"))
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let Some(url) = line.trim_end().strip_prefix("Listening on ") else {
            child.wait().expect("it ended");
            return Err(line + &fs::read_to_string(log).unwrap_or_default());
        };
        // A second call finds the provider installed, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = || Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Ok(Self {
            url: url.to_owned(),
            client: client().build().expect("a client"),
            control: client().unix_socket(socket).build().expect("a client"),
            child: Mutex::new(child),
        })
    }

    /// The process that was started.
    pub fn id(&self) -> u32 {
        self.child.lock().expect("nobody panicked with it").id()
    }

    /// Waits until the service is unwell, for a reason in these words.
    pub fn wait_until_unwell(&self, words: &str) {
        let begun = Instant::now();
        loop {
            let health = self.get("/healthz");
            let is_unwell = health.status() == 503;
            let said = health.text().expect("text");
            if is_unwell && said.contains(words) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "{words:?} after 15 s, but {said}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until changes can be recorded and published.
    pub fn wait_until_healthy(&self) {
        let begun = Instant::now();
        while !self.get("/healthz").status().is_success() {
            assert!(begun.elapsed() < Duration::from_secs(15), "not healthy within 15 s");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the checkpoint covers this many entries.
    pub fn wait_until_published(&self, size: u64) {
        let begun = Instant::now();
        let published = || {
            let checkpoint = self.get("/log/checkpoint").text().expect("text");
            checkpoint.lines().nth(1).and_then(|size| size.parse::<u64>().ok()).expect("a size")
        };
        while published() < size {
            assert!(begun.elapsed() < Duration::from_secs(5), "not published within 5 s");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// GET on the public side.
    pub fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().expect("an answer")
    }

    /// GET of a printed code on this service, as a program asks.
    pub fn verdict(&self, code: &str) -> Value {
        let digits = code.rsplit('/').next().expect("a code");
        self.get(&format!("/api/v1/stamps/{digits}")).json().expect("JSON")
    }

    /// POST to the control socket; `None` if the service went away.
    pub fn post(&self, path: &str, body: &Value, idempotency_key: &str) -> Option<(u16, Value)> {
        let request = self.control.post(format!("http://localhost{path}")).json(body);
        let response = request.header("Idempotency-Key", idempotency_key).send().ok()?;
        let status = response.status().as_u16();
        Some((status, response.json().ok()?))
    }

    /// GET on the control socket.
    pub fn control_get(&self, path: &str) -> Value {
        let response = self.control.get(format!("http://localhost{path}")).send();
        response.expect("an answer").json().expect("JSON")
    }

    /// The end that a supervisor gives: SIGTERM. Returns the exit status.
    pub fn terminate(&self) -> Option<i32> {
        let sent = foreign("kill", &["-TERM", &self.id().to_string()]);
        assert!(sent.status.success());
        self.wait()
    }

    /// Waits for the end. Returns the exit status.
    pub fn wait(&self) -> Option<i32> {
        let mut child = self.child.lock().expect("nobody panicked with it");
        child.wait().expect("it ends").code()
    }

    /// The end that a crash gives: SIGKILL, no warning.
    pub fn kill(&self) {
        let mut child = self.child.lock().expect("nobody panicked with it");
        // It may have ended before.
        drop(child.kill());
        drop(child.wait());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Opens a demo's folder in this process, at a time that somebody moves by hand.
pub fn open(data: &Path, clock: Clock) -> Running {
    let data = Sourced { value: data.to_owned(), source: Source::Flag };
    let settings = Settings::read(data, PassphraseSource::Nowhere, Overrides::default());
    let clocks = Clocks::moved_by_hand(clock);
    wiring::open(&settings.expect("good settings"), clocks).expect("a good folder")
}

pub fn path(path: &Path) -> &str {
    path.to_str().expect("test folders have plain names")
}

/// Copies a folder of files.
pub fn copy(from: &Path, to: &Path) {
    let copied = foreign("cp", &["-r", path(from), path(to)]);
    assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
}
