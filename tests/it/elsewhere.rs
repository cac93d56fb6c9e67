//! `--url`: commands that ask a service elsewhere, each with the token of a person who may and of one who may not; what
//! is said where nobody can be asked.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Command, Output},
    thread,
};

use jiff::{Timestamp, ToSpan};
use ocop_stamp::{
    access::{ApiTokenText, Scope, SecondFactor},
    stamp::today,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::manual::commands;
use crate::program::{Demo, Serving, ocop_stamp, path, run, run_well};

/// The producer of certificate 235, and where it is.
const PRODUCER: &str = "144";
const PROVINCE: &str = "68";
const COMMUNE: &str = "22972";

/// A service with people, each with a token in a file.
struct Elsewhere {
    demo: Demo,
    serving: Serving,
}

/// Somebody who followed a link.
struct Person<'e> {
    serving: &'e Serving,
    cookie: String,
}

impl Person<'_> {
    /// What a token can be for in their role.
    fn scopes(&self) -> Vec<&'static str> {
        let account = self.ask(Method::GET, "/api/v1/account", &Value::Null);
        let kind = serde_json::from_value(account["role"]["kind"].clone()).expect("a role");
        Scope::ALL.into_iter().filter(|scope| scope.is_for(kind)).map(Scope::word).collect()
    }

    /// Asks as a browser does for who sits before it.
    #[track_caller]
    fn ask(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = self.serving.client.request(method, format!("{}{path}", self.serving.url));
        let request = request.header("Sec-Fetch-Site", "none").header("Cookie", &self.cookie);
        let response = request.json(body).send().expect("an answer");
        let status = response.status();
        let answer = response.text().expect("text");
        assert!(status.is_success(), "{path}: {answer}");
        serde_json::from_str(&answer).expect("JSON")
    }
}

impl Elsewhere {
    fn new() -> Self {
        let demo = Demo::new();
        let serving = demo.serve();
        Self { demo, serving }
    }

    /// Has somebody of a role follow their link.
    fn person(&self, role: &str) -> Person<'_> {
        let data = self.demo.data();
        let email = format!("{}@example.vn", role.replace(':', "-"));
        let invite = ["account", "invite", "--json", "--data", path(&data), "--name", "Người Mẫu"];
        let invited = run_well(&[&invite[..], &["--role", role, "--email", &email]].concat());
        let invited: Value = serde_json::from_str(&invited).expect("JSON");
        let secret = invited["path"].as_str().and_then(|path| path.rsplit('/').next());
        let secret = secret.expect("a link");
        let post = |path: &str, body: Value| {
            let request = self.serving.client.post(format!("{}{path}", self.serving.url));
            request.json(&body).header("Sec-Fetch-Site", "none").send().expect("an answer")
        };
        let shown: Value =
            post("/api/v1/invitation", json!({ "secret": secret })).json().expect("JSON");
        let factor = shown["second_factor"]["secret"].as_str().map(|secret| {
            let factor = SecondFactor::from_base32(secret).expect("a secret");
            json!({ "secret": secret, "code": factor.code(Timestamp::now()) })
        });
        let accept = json!({
            "secret": secret,
            "password": "cau ca mua thu lua",
            "second_factor": factor,
        });
        let accepted = post("/api/v1/invitation/accept", accept);
        assert_eq!(accepted.status(), 200, "{role}");
        let cookie = accepted.headers()["set-cookie"].to_str().expect("text");
        let cookie = cookie.split(';').next().expect("a cookie").to_owned();
        Person { serving: &self.serving, cookie }
    }

    /// A token of somebody new in a role, in a file.
    fn token(&self, role: &str) -> PathBuf {
        let file = self.demo.beside(&format!("{}.token", role.replace(':', "-")));
        if !file.exists() {
            let made = make_token(&self.person(role));
            fs::write(&file, made["secret"].as_str().expect("shown once")).expect("written");
        }
        file
    }

    /// A command with `--url` and a token.
    fn run(&self, command: &str, token: &std::path::Path) -> Output {
        let place = ["--url", &self.serving.url, "--token-file", path(token)];
        run(&[&words(command)[..], &place].concat())
    }

    #[track_caller]
    fn run_well(&self, command: &str, token: &std::path::Path) -> String {
        let output = self.run(command, token);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {errors}");
        String::from_utf8(output.stdout).expect("text")
    }
}

/// A token for all that its owner's role does.
fn make_token(person: &Person<'_>) -> Value {
    let request = json!({
        "name": "lệnh",
        "scopes": person.scopes(),
        "expires_at": Timestamp::now() + 24.hours(),
    });
    person.ask(Method::POST, "/api/v1/tokens", &request)
}

fn words(command: &str) -> Vec<&str> {
    command.split(' ').collect()
}

#[track_caller]
fn check(what: &str, output: &Output, status: i32, said: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{what}: {errors}");
    assert!(errors.contains(said), "{what}: {errors}");
}

#[test]
fn each_command_does_for_a_token_what_its_owner_may() {
    let elsewhere = Elsewhere::new();
    let out = elsewhere.demo.beside("out");
    let table = elsewhere.demo.beside("register.csv");
    let (out, table) = (path(&out), path(&table));
    let role = |kind: &str| match kind {
        "producer" => format!("producer:{PRODUCER}"),
        "clerk" => format!("clerk:{COMMUNE}"),
        "administrator" => kind.to_owned(),
        _ => format!("{kind}:{PROVINCE}"),
    };
    let token = |kind: &str| elsewhere.token(&role(kind));
    let mint = format!("mint --certificate 235 --quantity 9 --format txt --out {out}");
    let minted = elsewhere.run_well(&format!("{mint} --json"), &token("officer"));
    let minted: Value = serde_json::from_str(&minted).expect("JSON");
    let batch = minted["batch"].to_string();
    let review_on = (today(Timestamp::now()) + 30.days()).to_string();
    let suspend =
        format!("suspend --batch {batch} --reason food_safety --review-on {review_on} --yes");
    let index = elsewhere.run_well(&suspend, &token("inspector"));
    let index = index.trim();

    // Who may not; who may, and how that ends: what is settled needs something that waits.
    let refused_and_done = [
        (
            format!("mint --certificate 235 --quantity 1 --format txt --out {out}-2"),
            "inspector",
            "producer",
            0,
        ),
        (
            format!("print batch --batch {batch} --sheet single --label 40x25 --plan"),
            "administrator",
            "producer",
            0,
        ),
        (format!("print batch --batch {batch} --format csv --out {out}-3"), "clerk", "officer", 0),
        (suspend.clone(), "producer", "officer", 0),
        (format!("lift {index} --yes"), "producer", "inspector", 0),
        (
            format!("revoke --batch {batch} --range 0-3 --reason stamp_lost_or_spoiled --yes"),
            "clerk",
            "producer",
            0,
        ),
        (format!("export register {table}"), "inspector", "officer", 0),
        // The table is the whole province's.
        (format!("import register {table} --dry-run"), "producer", "clerk", 77),
        (format!("import register {table}"), "clerk", "officer", 0),
        ("correction list".to_owned(), "inspector", "clerk", 0),
        ("correction approve 235 --yes".to_owned(), "clerk", "officer", 1),
        ("correction dismiss 235".to_owned(), "clerk", "officer", 1),
        ("proposal list".to_owned(), "administrator", "officer", 0),
        ("proposal dismiss 99".to_owned(), "administrator", "officer", 1),
    ];
    for (command, refused, done, status) in &refused_and_done {
        let by_one = elsewhere.run(command, &token(refused));
        check(&format!("{command} as {refused}"), &by_one, 77, "your role does not do this");
        let by_other = elsewhere.run(command, &token(done));
        check(&format!("{command} as {done}"), &by_other, *status, "");
    }
    // Of another province, nothing is there.
    let stranger = elsewhere.token("officer:79");
    let elsewheres =
        elsewhere.run(&format!("revoke --batch {batch} --reason expired --yes"), &stranger);
    check("another province's", &elsewheres, 1, "");
}

#[test]
fn what_one_person_may_not_do_alone_waits_and_is_found_again() {
    let elsewhere = Elsewhere::new();
    let clerk = elsewhere.token(&format!("clerk:{COMMUNE}"));
    let out = elsewhere.demo.beside("out");
    let data = elsewhere.demo.data();
    let mint = format!(
        "mint --certificate 235 --quantity 5 --format txt --out {} --idempotency-key spring",
        path(&out)
    );
    check(
        "a clerk",
        &elsewhere.run(&mint, &clerk),
        75,
        "as proposal 1. An officer who is signed in",
    );
    let officer = elsewhere.token(&format!("officer:{PROVINCE}"));
    let listed = elsewhere.run_well("proposal list --json", &officer);
    let listed: Value = serde_json::from_str(&listed).expect("one object");
    assert_eq!((&listed["proposal"], &listed["state"]), (&json!(1), &json!("waiting")));
    assert_eq!(listed["request"]["quantity"], 5);
    let approved =
        run_well(&["proposal", "approve", "--data", path(&data), "1", "--yes", "--json"]);
    let approved: Value = serde_json::from_str(&approved).expect("one object");
    let again = elsewhere.run(&mint, &clerk);
    // The batch is issued now; a clerk has nobody's stamps signed.
    check("a clerk again", &again, 77, "your role does not do this");
    let batch =
        elsewhere.serving.control_get("/api/v1/batches?certificate=235")["items"][0].clone();
    assert_eq!((&batch["quantity"], &batch["log_index"]), (&json!(5), &approved["log_indexes"][0]));

    let other = mint.replace("spring", "summer").replace("--quantity 5", "--quantity 6");
    check("another", &elsewhere.run(&other, &clerk), 75, "proposal 2");
    let dismissed = elsewhere.run_well("proposal dismiss 2 --note twice", &clerk);
    assert!(
        dismissed.contains("dismissed") && dismissed.trim_end().ends_with(": twice"),
        "{dismissed}"
    );
    check("what was dismissed", &elsewhere.run(&other, &clerk), 1, "was dismissed: twice");
    assert_eq!(elsewhere.run_well("proposal list", &officer), "");
    assert_eq!(elsewhere.run_well("proposal list --all", &officer).lines().count(), 2);
}

#[test]
fn who_asks_for_a_producer_says_so() {
    let elsewhere = Elsewhere::new();
    let officer = elsewhere.token(&format!("officer:{PROVINCE}"));
    let out = elsewhere.demo.beside("out");
    let mint = format!("mint --certificate 235 --quantity 1 --format txt --out {}", path(&out));
    elsewhere.run_well(&format!("{mint} --on-behalf-of {PRODUCER}"), &officer);
    let trail = elsewhere.serving.control_get("/api/v1/audit?action=mint");
    assert_eq!(trail["items"][0]["on_behalf_of"], json!(144), "{trail}");
    let stranger = elsewhere.run(&format!("{mint}-2 --on-behalf-of 1"), &officer);
    check("a producer of another province", &stranger, 1, "producer");
}

#[test]
fn a_token_is_found_in_a_file_in_the_environment_and_as_a_credential() {
    let elsewhere = Elsewhere::new();
    let file = elsewhere.token(&format!("officer:{PROVINCE}"));
    let token = fs::read_to_string(&file).expect("a token");
    let credentials = elsewhere.demo.beside("credentials");
    fs::create_dir(&credentials).expect("a folder");
    fs::write(credentials.join("ocop-stamp-token"), format!("{token}\n")).expect("written");
    let empty = elsewhere.demo.beside("empty");
    fs::write(&empty, "\n").expect("written");
    let url = elsewhere.serving.url.as_str();
    let check = |variables: &[(&str, &str)], status: i32, said: &str| {
        let mut command = ocop_stamp(&["proposal", "list"]);
        command.env_remove("CREDENTIALS_DIRECTORY").env("OCOP_STAMP_URL", url);
        let output = command.envs(variables.iter().copied()).output().expect("it starts");
        check(&format!("{variables:?}"), &output, status, said);
    };
    let mistyped = format!("{}x", &token[..token.len() - 1]);
    let unknown = ApiTokenText::new(|bytes| bytes.fill(7));
    let folder = elsewhere.demo.data();
    for (variables, status, said) in [
        (&[("OCOP_STAMP_TOKEN_FILE", path(&file))][..], 0, ""),
        (&[("OCOP_STAMP_TOKEN", token.as_str())], 0, ""),
        (&[("CREDENTIALS_DIRECTORY", path(&credentials))], 0, ""),
        (&[], 78, "name a file that holds it with --token-file"),
        (&[("OCOP_STAMP_TOKEN", "")], 78, "OCOP_STAMP_TOKEN: the token is empty"),
        (&[("OCOP_STAMP_TOKEN_FILE", path(&empty))], 78, "the token is empty"),
        (&[("OCOP_STAMP_TOKEN_FILE", "nowhere")], 66, "nowhere"),
        (&[("OCOP_STAMP_TOKEN", mistyped.as_str())], 78, "mistyped"),
        (&[("OCOP_STAMP_TOKEN", unknown.as_str())], 77, "was revoked, has expired"),
        (
            &[("OCOP_STAMP_TOKEN", token.as_str()), ("OCOP_STAMP_URL", "http://127.0.0.1:1")],
            69,
            "does not answer",
        ),
        (
            &[("OCOP_STAMP_TOKEN", token.as_str()), ("OCOP_STAMP_URL", "http://192.0.2.1")],
            2,
            "over https:// only",
        ),
        (
            &[("OCOP_STAMP_TOKEN", token.as_str()), ("OCOP_STAMP_URL", "tem.example.vn")],
            2,
            "must start with https://",
        ),
        // The folder of this machine comes first, as with `verify`.
        (&[("OCOP_STAMP_DATA", path(&folder))], 0, ""),
    ] {
        check(variables, status, said);
    }
}

#[test]
fn a_token_that_was_revoked_does_nothing_any_more() {
    let elsewhere = Elsewhere::new();
    let officer = elsewhere.person(&format!("officer:{PROVINCE}"));
    let made = make_token(&officer);
    let file = elsewhere.demo.beside("token");
    fs::write(&file, made["secret"].as_str().expect("shown once")).expect("written");
    elsewhere.run_well("correction list", &file);
    officer.ask(Method::DELETE, &format!("/api/v1/tokens/{}", made["token"]), &json!({}));
    for (command, said) in [
        ("suspend --batch 1 --reason other --review-on 2099-12-31 --yes", "make a new one"),
        ("correction list", "không dùng được nữa"),
        ("correction list --lang en", "works no more"),
        ("export register table.csv", "không dùng được nữa"),
        ("print batch --batch 1 --plan", "không dùng được nữa"),
    ] {
        check(command, &elsewhere.run(command, &file), 77, said);
    }
    let inspector = elsewhere.token(&format!("inspector:{PROVINCE}"));
    for (command, said) in [
        ("export register table.csv", "không được làm việc này"),
        ("export register table.csv --lang en", "is not for this"),
    ] {
        check(command, &elsewhere.run(command, &inspector), 77, said);
    }
}

#[test]
fn nobody_else_is_shown_a_token() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let target = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let moved = format!("http://{}/", target.local_addr().expect("an address"));
    let answer = format!(
        "HTTP/1.1 301 Moved\r\nLocation: {moved}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let answering = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut request = [0; 4096];
        let length = stream.read(&mut request).expect("a request");
        stream.write_all(answer.as_bytes()).expect("it reads");
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let token = ApiTokenText::new(|bytes| bytes.fill(7));
    let command = |arguments: &[&str]| -> Command {
        let mut command = ocop_stamp(arguments);
        command.env("OCOP_STAMP_TOKEN", token.as_str());
        // A proxy that nobody listens at: on this machine none is asked.
        command.env("http_proxy", "http://127.0.0.1:1").env("HTTP_PROXY", "http://127.0.0.1:1");
        command
    };
    let output = command(&["proposal", "list", "--url", &url]).output().expect("it starts");
    check("a service that moved", &output, 2, &moved);
    let asked = answering.join().expect("it answered").to_lowercase();
    assert!(asked.contains(&format!("authorization: bearer {}", token.as_str())), "{asked}");
    target.set_nonblocking(true).expect("it may");
    assert!(target.accept().is_err(), "the redirect was followed");
}

#[test]
fn the_manual_lists_what_asks_elsewhere() {
    let manual = include_str!("../../docs/commands.md");
    let (_, section) = manual.split_once("\n## A service elsewhere\n").expect("a section");
    let (section, _) = section.split_once("\n## ").expect("another section follows");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let listed: BTreeSet<String> = rows
        .flat_map(|row| row.split('|').nth(1).expect("a cell").split('`').skip(1).step_by(2))
        .map(|name| format!("ocop-stamp {name}"))
        .collect();
    let takes_url = |command: &clap::Command| {
        command.get_arguments().any(|argument| argument.get_id() == "url")
    };
    let taking = commands().into_iter().filter(|(_, command)| takes_url(command));
    assert_eq!(listed, taking.map(|(name, _)| name).collect());
}

#[test]
fn what_no_token_is_enough_for_says_where_it_is_done() {
    let commands = [
        "init",
        "serve",
        "config show",
        "key add 7",
        "key retire 1",
        "key compromise 1",
        "account invite",
        "account list",
        "account invite-again 1",
        "account close 1",
        "proposal approve 1",
        "expire",
        "clock",
        "doctor",
    ];
    for command in commands {
        let url = ["--url", "https://tem.example.vn"];
        let output = run(&[&words(command)[..], &url].concat());
        check(command, &output, 2, "run it on the machine of the service, with --data DIR");
    }
    let both = ["--url", "https://tem.example.vn", "--data", "data"];
    check(
        "two places",
        &run(&[&["proposal", "list"], &both[..]].concat()),
        2,
        "cannot be used with",
    );
    check("no place", &run(&["proposal", "list"]), 2, "--url URL with a token, or --data DIR");
    check("no place", &run(&["correction", "list"]), 2, "--url và địa chỉ");
    let operator = ["proposal", "list", "--data", "data", "--on-behalf-of", "7"];
    check("the operator", &run(&operator), 2, "goes with --url");
}
