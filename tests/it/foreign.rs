//! Programs in other languages check what we publish: Go audits the log of a running service, Python
//! checks a stamp by the key set alone, openssl reads a key file.

use std::{fs, path::Path};

use ocop_stamp::signing::key_file::{self, Content, Protection};
use serde_json::json;

use crate::{
    crash::audit,
    program::{Demo, Serving, foreign, path},
};

/// Runs the Go checker against a log's address.
pub(crate) fn go(arguments: &[&str]) -> (bool, String) {
    static BINARY: std::sync::OnceLock<tempfile::TempDir> = std::sync::OnceLock::new();
    let folder = BINARY.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let built = std::process::Command::new("go")
            .args(["build", "-o", path(&folder.path().join("check_log"))])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/go/check_log.go"))
            .env("GO111MODULE", "off")
            .env("GOPATH", "/usr/share/gocode")
            .env("GOCACHE", folder.path().join("cache"))
            .output()
            .unwrap_or_else(|error| {
                panic!("go can't be started ({error}): run tests/run, which installs it")
            });
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        folder
    });
    let output = foreign(path(&folder.path().join("check_log")), arguments);
    (
        output.status.success(),
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
    )
}

fn audit_with_go(serving: &Serving, old_checkpoint: Option<&Path>) -> String {
    let log = format!("{}/log", serving.url);
    let vkey = serving.get("/log/vkey").text().expect("text");
    let mut arguments = vec![log.as_str(), vkey.trim_end()];
    arguments.extend(old_checkpoint.map(path));
    let (good, said) = go(&arguments);
    assert!(good, "{said}");
    said
}

#[test]
fn go_audits_a_running_log_and_its_growth() {
    let demo = Demo::new();
    let serving = demo.serve();
    let first = audit_with_go(&serving, None);
    assert!(first.starts_with("ok size="), "{first}");
    let old = demo.beside("old-checkpoint");
    fs::write(&old, serving.get("/log/checkpoint").bytes().expect("bytes")).expect("written");

    // Past the end of a tile, so that full and partial ones are both seen again.
    let before = audit(&demo.data()).size();
    for number in 0..300 {
        let body = json!({"targets": [{"batch": 1, "from": number, "to": number}], "reason": "stamp_copied"});
        let (status, answer) =
            serving.post("/api/v1/revocations", &body, &format!("go {number}")).expect("an answer");
        assert!((200..300).contains(&status), "{answer}");
    }
    serving.wait_until_published(before + 300);
    let second = audit_with_go(&serving, Some(&old));
    assert!(second.contains("consistent_with="), "{second}");
    assert_ne!(first, second);
}

#[test]
fn go_refuses_a_log_under_another_key() {
    let demo = Demo::new();
    let serving = demo.serve();
    // The key of the vectors, which has the same origin.
    let foreign_vkey = "tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY";
    let (good, said) = go(&[&format!("{}/log", serving.url), foreign_vkey]);
    assert!(!good && said.contains("FAIL") && !said.contains("refused"), "{said}");
}

#[test]
fn python_checks_a_stamp_by_the_key_set_alone() {
    let demo = Demo::new();
    let serving = demo.serve();
    let keys = demo.beside("issuer-keys.json");
    let published = serving.get("/.well-known/ocop-stamp/issuer-keys.json").bytes().expect("bytes");
    fs::write(&keys, published).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_stamp.py");
    for (name, expected) in [("valid", "signed"), ("revoked", "signed"), ("forged", "forged")] {
        let checked = foreign("python3", &[path(&script), path(&keys), &demo.sample(name)]);
        let said = String::from_utf8_lossy(&checked.stdout);
        assert!(
            said.starts_with(expected),
            "{name}: {said}{}",
            String::from_utf8_lossy(&checked.stderr)
        );
    }
}

#[test]
fn openssl_reads_our_key_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("issuer-1.pem");
    let protection = Protection::Passphrase("a passphrase".to_owned());
    key_file::write(&file, Content::SigningKey, &[7; 32], &protection).expect("written");
    let read = foreign(
        "openssl",
        &["pkey", "-in", path(&file), "-passin", "pass:a passphrase", "-text", "-noout"],
    );
    let said = String::from_utf8_lossy(&read.stdout).into_owned();
    assert!(said.contains("ED25519 Private-Key") && said.contains("07:07:07"), "{said}");
    let wrong =
        foreign("openssl", &["pkey", "-in", path(&file), "-passin", "pass:another", "-noout"]);
    assert!(!wrong.status.success());
}
