//! What people are called, how they are reached, and what lets them in stands in no line of the service's log, in
//! nothing that it publishes, and on disk only sealed or hashed: planted, used, and searched for everywhere.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use ocop_stamp::access::SecondFactor;
use reqwest::blocking::Response;
use serde_json::{Value, json};

use crate::program::{Demo, Serving};

const NAMES: [&str; 2] = ["Nguyễn Thị Giấu Kín", "Trần Văn Không Lộ"];
const PHONES: [&str; 2] = ["0987654321", "0987654322"];
const EMAILS: [&str; 2] = ["giau.kin@bi-mat.example", "khong.lo@bi-mat.example"];
const PASSWORD: &str = "con trau lang le qua song";
const NEW_PASSWORD: &str = "bay sao luon quanh cay da";
const WRONG_PASSWORD: &str = "doan bua khong trung dau";

/// A person who asks, with the cookie that they have.
struct Browser<'s> {
    serving: &'s Serving,
    cookie: String,
}

impl Browser<'_> {
    fn ask(&mut self, request: &str, body: &Value) -> (u16, Value) {
        let (method, path) = request.split_once(' ').expect("a method and a path");
        let url = format!("{}{path}", self.serving.url);
        let method = method.parse().expect("a method");
        let sent = self.serving.client.request(method, url).json(body);
        let sent = sent.header("Cookie", &self.cookie).header("Sec-Fetch-Site", "same-origin");
        let reply = sent.send().expect("an answer");
        if let Some(cookie) = cookie(&reply) {
            self.cookie = cookie;
        }
        (reply.status().as_u16(), reply.json().unwrap_or_default())
    }

    /// The secret of the session.
    fn secret(&self) -> String {
        self.cookie.trim_start_matches("__Host-session=").to_owned()
    }
}

fn cookie(reply: &Response) -> Option<String> {
    let set = reply.headers().get("set-cookie")?.to_str().expect("ASCII");
    Some(set.split(';').next().expect("a pair").to_owned())
}

#[test]
fn nothing_of_people_is_told_where_it_does_not_belong() {
    let demo = Demo::new();
    let data = demo.data();
    let serving = Serving::start_logging(&data, "ocop_stamp=trace");
    let mut secrets: Vec<String> = Vec::new();

    // Invited.
    let roles =
        [json!({"kind": "producer", "producer": 1}), json!({"kind": "officer", "territory": "08"})];
    let mut links = Vec::new();
    for (place, role) in roles.iter().enumerate() {
        let person = json!({
            "role": role, "name": NAMES[place], "phone": PHONES[place], "email": EMAILS[place]
        });
        let invited = serving.post("/api/v1/accounts", &person, &format!("invite {place}"));
        let (status, invited) = invited.expect("an answer");
        assert_eq!(status, 201, "{invited}");
        let link = invited["path"].as_str().expect("a path").to_owned();
        links.push(link.rsplit('/').next().expect("a secret").to_owned());
    }
    secrets.extend(links.clone());

    // Accepted, badly first.
    let visitor = || Browser { serving: &serving, cookie: String::new() };
    let (mut producer, mut officer) = (visitor(), visitor());
    let accept = "POST /api/v1/invitation/accept";
    for bad in [
        json!({"secret": links[0], "password": "matkhau123"}),
        json!({"secret": links[0], "password": [PASSWORD]}),
        json!({"secret": format!("{}x", links[0]), "password": PASSWORD}),
        json!({"secret": links[1], "password": PASSWORD}),
    ] {
        let (status, problem) = producer.ask(accept, &bad);
        assert!((400..500).contains(&status), "{problem}");
    }
    let body = json!({"secret": links[0], "password": PASSWORD});
    assert_eq!(producer.ask(accept, &body).0, 200);
    let (_, shown) = officer.ask("POST /api/v1/invitation", &json!({"secret": links[1]}));
    let factor =
        shown["second_factor"]["secret"].as_str().expect("an officer needs one").to_owned();
    let code = SecondFactor::from_base32(&factor).expect("base32").code(Timestamp::now());
    secrets.push(factor.clone());
    let second_factor = json!({"secret": factor, "code": code});
    let body = json!({"secret": links[1], "password": PASSWORD, "second_factor": second_factor});
    let (status, problem) = officer.ask(accept, &body);
    assert_eq!(status, 200, "{problem}");
    secrets.extend([producer.secret(), officer.secret()]);

    // Signed in, wrongly and rightly, by number and by address.
    let sign_in = "POST /api/v1/session";
    for (identifier, password, expected) in [
        (PHONES[0], WRONG_PASSWORD, 401),
        (EMAILS[0], WRONG_PASSWORD, 401),
        ("0987654399", PASSWORD, 401),
        (PHONES[0], PASSWORD, 200),
        (EMAILS[0], PASSWORD, 200),
    ] {
        let mut browser = visitor();
        let sent = json!({"identifier": identifier, "password": password});
        let (status, problem) = browser.ask(sign_in, &sent);
        assert_eq!(status, expected, "{identifier}: {problem}");
        secrets.extend(Some(browser.secret()).filter(|secret| !secret.is_empty()));
    }
    let mut halfway = visitor();
    halfway.ask(sign_in, &json!({"identifier": PHONES[1], "password": PASSWORD}));
    secrets.push(halfway.secret());
    let wrong_code = json!({"code": "000000"});
    assert_eq!(halfway.ask("POST /api/v1/session/second-factor", &wrong_code).0, 401);

    let in_a_month = Timestamp::now() + SignedDuration::from_hours(30 * 24);
    // A token is made, used, mistyped; a password is changed.
    let token = json!({"name": "máy in", "scopes": ["read"], "expires_at": in_a_month});
    let token = match producer.ask("POST /api/v1/tokens", &token) {
        (201, made) => made["secret"].as_str().expect("it is shown once").to_owned(),
        (_, problem) => panic!("{problem}"),
    };
    for (sent, expected) in [(token.clone(), 200), (format!("{token}x"), 401)] {
        let asked = serving.client.get(format!("{}/api/v1/office", serving.url));
        let reply = asked.bearer_auth(sent).send().expect("an answer");
        assert_eq!(reply.status(), expected);
    }
    secrets.push(token);
    let change = "PUT /api/v1/account/password";
    let wrong = json!({"current": WRONG_PASSWORD, "new": NEW_PASSWORD});
    assert_eq!(producer.ask(change, &wrong).0, 401);
    let right = json!({"current": PASSWORD, "new": NEW_PASSWORD});
    let (status, problem) = producer.ask(change, &right);
    assert_eq!(status, 200, "{problem}");
    secrets.push(producer.secret());
    assert_eq!(producer.ask("DELETE /api/v1/session", &Value::Null).0, 204);

    let planted = planted(&secrets);
    for public in [
        "/",
        "/log",
        "/log.atom",
        "/certificates",
        "/certificates/1",
        "/certificates.csv",
        "/healthz",
        "/api/v1/certificates",
        "/api/v1/certificates/1",
        "/api/v1/log/entries",
        "/api/v1/nothing",
        "/.well-known/ocop-stamp/issuer-keys.json",
        "/log/checkpoint",
    ] {
        let page = serving.get(public).bytes().expect("a body");
        check_absent(public, &page, &planted);
    }
    assert_eq!(serving.terminate(), Some(0));

    let lines = fs::read(data.with_extension("log")).expect("log lines");
    assert!(contains(&lines, "/api/v1/"), "requests are logged");
    assert!(contains(&lines, "a change is recorded"), "changes are logged");
    check_absent("the service's log", &lines, &planted);
    let mut folders = vec![data];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                files += 1;
                check_absent(&path.display().to_string(), &bytes, &planted);
            }
        }
    }
    assert!(files > 20, "the folder was searched");
}

/// Every word, in the spellings that it may take.
fn planted(secrets: &[String]) -> Vec<String> {
    let numbers = PHONES.map(|phone| phone.trim_start_matches('0').to_owned());
    let words = NAMES.iter().chain(&EMAILS).chain(&[PASSWORD, NEW_PASSWORD, WRONG_PASSWORD]);
    let escaped = NAMES.iter().map(|name| name.escape_unicode().to_string());
    assert!(secrets.iter().all(|secret| secret.len() > 20), "{secrets:?}");
    words
        .map(|word| (*word).to_owned())
        .chain(numbers)
        .chain(escaped)
        .chain(secrets.to_vec())
        .collect()
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

#[track_caller]
fn check_absent(place: &str, bytes: &[u8], planted: &[String]) {
    for word in planted {
        assert!(!contains(bytes, word), "{word:?} in {place}");
    }
}
