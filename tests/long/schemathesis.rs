//! The OpenAPI document against the running service: schemathesis makes requests from it, good and bad ones, as a person
//! of each role and as nobody, and holds the answers against it. No 5xx, no status, header or body that the document
//! does not have. What it leaves out, and why, is in `tests/schemathesis/schemathesis.toml`.

use std::{path::Path, process::Command};

use jiff::Timestamp;
use ocop_stamp::access::SecondFactor;
use serde_json::{Value, json};

use crate::program::{Demo, Serving, path};

const PASSWORD: &str = "cau ca mua thu lua";

/// A person of a role, signed in by the link that invites them; the session's secret.
fn person(serving: &Serving, role: &Value) -> String {
    let request = json!({ "role": role, "name": "Người Mẫu", "phone": "0912 000 001" });
    let (status, invited) = serving.post("/api/v1/accounts", &request, "person").expect("there");
    assert_eq!(status, 201, "{invited}");
    let secret = invited["path"].as_str().and_then(|path| path.rsplit('/').next());
    let post = |path: &str, body: &Value| {
        let answer = serving.client.post(format!("{}{path}", serving.url)).json(body).send();
        answer.expect("an answer")
    };
    let mut accept = json!({ "secret": secret, "password": PASSWORD });
    let shown: Value =
        post("/api/v1/invitation", &json!({ "secret": secret })).json().expect("JSON");
    if let Some(factor) = shown["second_factor"]["secret"].as_str() {
        let code = SecondFactor::from_base32(factor).expect("a factor").code(Timestamp::now());
        accept["second_factor"] = json!({ "secret": factor, "code": code });
    }
    let accepted = post("/api/v1/invitation/accept", &accept);
    assert_eq!(accepted.status(), 200, "{role}");
    let cookie = accepted.headers()["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().and_then(|pair| pair.split_once('='));
    cookie.expect("a cookie").1.to_owned()
}

/// Runs schemathesis against a service of its own, with these headers besides.
#[track_caller]
fn run(demo: &Demo, serving: &Serving, session: &str, headers: &[String]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = root.join("target/schemathesis/bin/schemathesis");
    let mut command = Command::new(&program);
    let folder = root.join("tests/schemathesis");
    command.env("PYTHONPATH", &folder).env("SCHEMATHESIS_HOOKS", "hooks");
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.arg("--config-file").arg(folder.join("schemathesis.toml"));
    command.arg("run").arg(format!("{}/api/v1/openapi.json", serving.url));
    for header in headers {
        command.args(["--header", header]);
    }
    // Whatever it writes beside, it writes there.
    command.current_dir(demo.data().parent().expect("a folder around it"));
    let output = command.env("SESSION", session).output().unwrap_or_else(|error| {
        let program = path(&program);
        panic!("{program} can't be started ({error}): run tests/run, which installs it")
    });
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
}

/// As somebody of a role, who is still signed in afterwards: else nothing but refusals was seen.
#[track_caller]
fn check(role: &Value) {
    let demo = Demo::new();
    let serving = demo.serve();
    let session = person(&serving, role);
    run(&demo, &serving, &session, &[]);
    let own = serving.client.get(format!("{}/api/v1/account", serving.url));
    let own = own.header("Cookie", format!("__Host-session={session}")).send();
    assert_eq!(own.expect("an answer").status(), 200, "signed in to the end");
}

#[test]
fn as_a_producer() {
    check(&json!({ "kind": "producer", "producer": 1 }));
}

#[test]
fn as_a_clerk() {
    check(&json!({ "kind": "clerk", "commune": "09700" }));
}

#[test]
fn as_an_inspector() {
    check(&json!({ "kind": "inspector", "territory": "country" }));
}

#[test]
fn as_an_officer() {
    check(&json!({ "kind": "officer", "territory": "country" }));
}

#[test]
fn as_an_administrator() {
    check(&json!({ "kind": "administrator" }));
}

#[test]
fn as_nobody() {
    let demo = Demo::new();
    run(&demo, &demo.serve(), "nobody", &[]);
}

#[test]
fn as_a_program_with_a_token() {
    let demo = Demo::new();
    let serving = demo.serve();
    let session = person(&serving, &json!({ "kind": "officer", "territory": "country" }));
    let scopes = ["read", "batches", "holds", "register", "audit"];
    let expires_at = Timestamp::now() + jiff::SignedDuration::from_hours(24);
    let request = json!({ "name": "schemathesis", "scopes": scopes, "expires_at": expires_at });
    let made = serving.client.post(format!("{}/api/v1/tokens", serving.url)).json(&request);
    let made = made.header("Cookie", format!("__Host-session={session}"));
    let made = made.header("Sec-Fetch-Site", "same-origin").send().expect("an answer");
    let made: Value = made.json().expect("JSON");
    let token = made["secret"].as_str().expect("shown once");
    run(&demo, &serving, "nobody", &[format!("Authorization: Bearer {token}")]);
}
