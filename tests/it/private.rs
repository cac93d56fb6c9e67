//! Nothing private in what anybody may see: private words that occur nowhere else are planted in every
//! record that can hold one, and looked for in every answer, entry and log line of the real program.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use ocop_stamp::{
    access::Actor,
    app::Asker,
    registry::{
        Certificate, CertificateRemark, Correction, Private, Producer, ProducerDetails, Record,
    },
    web::{API_ROUTES, PublicPath},
};
use serde_json::json;

use crate::program::{Demo, Serving, open, path, run};

/// What is planted: where it stands, and the word. The salt of a commitment is no person's, but who knows
/// it can guess what the log hides.
const PLANTED: [(&str, &str); 7] = [
    ("tax code", "PLANTED-TAX-7f3a"),
    ("representative", "PLANTED Người đại diện 7f3b"),
    ("telephone", "PLANTED-0900-7f3c"),
    ("remark", "PLANTED-REMARK-7f3d"),
    ("salt", "7f3e7f3e7f3e7f3e7f3e7f3e7f3e7f3e"),
    ("note", "PLANTED-NOTE-7f3f"),
    ("who proposed a correction", "PLANTED-PERSON-7f40"),
];

/// A search that finds nothing, as long as `PLANTED-TAX-7f3a`.
const ABSENT: &str = "MISSING-TAX-7f3a";

#[test]
fn no_private_word_is_in_any_public_answer_entry_or_log_line() {
    let demo = Demo::new();
    let data = demo.data();
    plant(&data);
    let serving = Serving::start_logging(&data, "ocop_stamp=trace");
    import_tables(&serving, &demo);
    let size = revoke_with_a_note(&serving, &demo);
    serving.wait_until_published(size);

    let mut answers = 0;
    for public in PublicPath::ALL {
        for path in addresses(public, &demo) {
            for accept in ["text/html", "application/json", "*/*"] {
                for path in in_both_languages(&path) {
                    check_answer(&serving, &path, accept);
                    answers += 1;
                }
            }
        }
    }
    assert!(answers > 500, "{answers} answers: addresses are missing");
    check_sent(&serving, &demo);
    check_searches(&serving);
    // What fails is logged with its cause.
    fs::remove_dir_all(data.join("pictures")).expect("it was there");
    fs::write(data.join("pictures"), "").expect("a file where a folder is expected");
    check_answer(&serving, &format!("/pictures/{}.svg", "a".repeat(64)), "*/*");
    assert_eq!(serving.terminate(), Some(0));

    let lines = fs::read(data.with_extension("log")).expect("log lines");
    assert!(contains(&lines, "a change is recorded"), "log lines were kept");
    check_absent("log lines on standard error", &lines);
    check_lines_about_requests(&lines, &demo);
    for file in files(&data.join("log")) {
        check_absent(&file.display().to_string(), &fs::read(&file).expect("published"));
    }
    let journal: Vec<u8> = files(&data.join("journal"))
        .iter()
        .flat_map(|file| fs::read(file).expect("kept"))
        .collect();
    for (what, word) in PLANTED {
        assert!(contains(&journal, word), "the {what} was not planted, so nothing is tested");
    }
}

/// Plants a word in each record that can hold one.
fn plant(data: &Path) {
    let running = open(data, Arc::new(Timestamp::now));
    let snapshot = running.service.snapshot();
    let register = snapshot.register();
    let private = |place: usize| Some(Private::new(PLANTED[place].1));
    let producer = |producer: &Producer| {
        Record::ProducerDetails(ProducerDetails {
            producer: producer.producer,
            tax_code: private(0),
            representative: private(1),
            phone: private(2),
        })
    };
    let certificate = |certificate: &Certificate| {
        let number = certificate.certificate;
        let salted = Certificate { salt: PLANTED[4].1.to_owned(), ..certificate.clone() };
        [
            Record::Certificate(salted),
            Record::CertificateRemark(CertificateRemark { certificate: number, text: private(3) }),
        ]
    };
    let correction = |certificate: &Certificate| {
        Record::Correction(Box::new(Correction {
            certificate: certificate.clone(),
            proposed_by: PLANTED[6].1.to_owned(),
            proposer: String::new(),
            proposed_at: Timestamp::now(),
            settled: None,
        }))
    };
    let records: Vec<_> = register
        .producers()
        .map(producer)
        .chain(register.certificates().flat_map(certificate))
        .chain(register.certificates().map(correction))
        .collect();
    assert!(records.len() > 1_000, "every producer and certificate of the demo");
    let asker = Asker::operator(Actor::Demo);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(running.service.keep_records(asker, records)).expect("kept");
    drop(snapshot);
    running.close();
}

/// Tables whose private cells hold the words: one that is imported, one with a bad cell, and a request that is none.
fn import_tables(serving: &Serving, demo: &Demo) {
    let [tax_code, representative, phone, remark, ..] = PLANTED.map(|(_, word)| word);
    let table = |name: &str, tax_code: &str| {
        let file = demo.beside(name);
        let text = format!(
            "Tên sản phẩm,Nhóm,Quy cách,Tên chủ thể,Loại hình,MST,Người đại diện,Điện thoại,Mã tỉnh hiện nay,Hạng sao,Số QĐ,Ngày QĐ,Cơ quan ban hành,Cấp,Ghi chú\n\
             Chè lam Bản Vỉ (mẫu),I,Gói 200 g,HTX Bản Vỉ (mẫu),HTX,{tax_code},{representative},{phone},38,3,77/QĐ-UBND,01/06/2026,UBND tỉnh (mẫu),Tỉnh,{remark}\n"
        );
        fs::write(&file, text).expect("written");
        file
    };
    for (name, tax_code, status) in [("good.csv", "2800000000", 0), ("bad.csv", tax_code, 65)] {
        let file = table(name, tax_code);
        let output = run(&["import", "register", path(&file), "--data", path(&demo.data())]);
        let report = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&report).into_owned();
        assert_eq!(output.status.code(), Some(status), "{said}");
        // Not even to the clerk: reports are mailed around.
        check_absent(name, &report);
    }
    let body = json!({ "sheets": [{ "name": phone, "rows": phone }] });
    let (status, _) = serving.post("/api/v1/register/import", &body, "none").expect("there");
    assert_eq!(status, 400);
}

/// A change whose note is private; the size of the log with it.
fn revoke_with_a_note(serving: &Serving, demo: &Demo) -> u64 {
    let batch = serving.verdict(&demo.sample("valid"))["stamp"]["batch"].clone();
    let target = json!({ "batch": batch, "from": 9, "to": 9 });
    let request = json!({ "targets": [target], "reason": "stamp_copied", "note": PLANTED[5].1 });
    let (status, outcome) = serving.post("/api/v1/revocations", &request, "note").expect("there");
    assert_eq!(status, 201, "{outcome}");
    outcome["log_index"].as_u64().or(outcome["log_indexes"][0].as_u64()).expect("an index") + 1
}

/// What can be asked for below each public path. A path that is added needs its row.
fn addresses(public: PublicPath, demo: &Demo) -> Vec<String> {
    let codes = || {
        let samples = crate::demo::SAMPLES.iter().map(|name| demo.sample(name));
        samples.map(|code| code.rsplit('/').next().expect("digits").to_owned())
    };
    let rows = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>();
    // Those of all states, and every eighth.
    let certificates = || (1..402_u32).filter(|n| n % 8 == 0 || [258, 251, 229, 68].contains(n));
    match public {
        PublicPath::Home => rows(&["/"]),
        PublicPath::Check => {
            let checks = codes().map(|code| format!("/check?code={code}"));
            checks.chain(rows(&["/check", "/check?code=x"])).collect()
        }
        PublicPath::Stamps => {
            let stamps = codes().map(|code| format!("/api/v1/stamps/{code}"));
            stamps.chain(rows(&["/api/v1/stamps/x", "/api/v1/stamps/verify"])).collect()
        }
        PublicPath::CertificateList => rows(&[
            "/certificates",
            "/certificates?state=in_force&limit=500",
            "/certificates?state=suspended",
            "/certificates?state=ended&province=08",
            "/certificates?state=withdrawn",
            "/certificates?q=che",
            "/certificates?province=99",
            "/certificates?cursor=x",
        ]),
        PublicPath::CertificateTable => rows(&[
            "/certificates.csv",
            "/certificates.csv?state=ended",
            "/certificates.csv?state=x",
        ]),
        PublicPath::Certificate => certificates()
            .map(|number| format!("/certificates/{number}"))
            .chain(rows(&[
                "/certificates/9999",
                "/certificates/8/code.svg",
                "/certificates/8/code.png",
            ]))
            .collect(),
        PublicPath::Certificates => certificates()
            .map(|number| format!("/api/v1/certificates/{number}"))
            .chain(rows(&["/api/v1/certificates?limit=500", "/api/v1/certificates?state=x"]))
            .collect(),
        PublicPath::OpenApi => rows(&["/api/v1/openapi.json"]),
        PublicPath::ApiDocs => rows(&[
            "/api/v1/docs",
            "/api/v1/docs/start.js",
            "/api/v1/docs/swagger-ui.css",
            "/api/v1/docs/x",
        ]),
        // Nobody is signed in.
        PublicPath::Api => API_ROUTES
            .iter()
            .map(|route| route.path.replace(['{', '}'], ""))
            .chain(rows(&["/api/v1", "/api/v1/", "/api/v1/nowhere"]))
            .collect(),
        PublicPath::Log => {
            let folder = demo.data().join("log");
            let names = files(&folder).into_iter().map(|file| {
                let name = file.strip_prefix(&folder).expect("within").display().to_string();
                format!("/log/{name}")
            });
            names.chain(rows(&["/log/tile/0/999"])).collect()
        }
        PublicPath::SignIn => rows(&["/sign-in", "/sign-in/second-factor", "/sign-out"]),
        PublicPath::Account => rows(&["/account", "/account/password", "/account/tokens"]),
        PublicPath::Invitation => rows(&["/invitation/x"]),
        PublicPath::PrintLink => rows(&["/print/x", "/print/x/slip", "/print/x/files/SHA256SUMS"]),
        PublicPath::LogPage => rows(&["/log", "/log?kind=revoked", "/log?batch=1", "/log?kind=x"]),
        PublicPath::LogFeed => rows(&["/log.atom", "/log.atom?kind=lifted"]),
        PublicPath::LogForPrograms => (0..2_000)
            .step_by(37)
            .map(|index| format!("/api/v1/log/receipts/{index}"))
            .chain(rows(&[
                "/api/v1/log/receipts/x",
                "/api/v1/log/entries?limit=500",
                "/api/v1/log/x",
            ]))
            .collect(),
        PublicPath::IssuerKeys => rows(&["/.well-known/ocop-stamp/issuer-keys.json"]),
        PublicPath::SecurityContact => rows(&["/.well-known/security.txt"]),
        PublicPath::Pictures => {
            let pictures = files(&demo.data().join("pictures")).into_iter().take(10);
            let names = pictures.map(|file| file.file_name().expect("a name").to_owned());
            names.map(|name| format!("/pictures/{}", name.display())).collect()
        }
        PublicPath::Health => rows(&["/healthz", "/readyz"]),
        PublicPath::Scan => {
            let scans = codes().map(|code| format!("/{code}"));
            scans.chain(rows(&["/123456789012", "/nowhere", "/01/x?s=1"])).collect()
        }
    }
}

fn in_both_languages(path: &str) -> [String; 2] {
    let join = if path.contains('?') { '&' } else { '?' };
    [path.to_owned(), format!("{path}{join}lang=en")]
}

fn check_answer(serving: &Serving, path: &str, accept: &str) {
    let request = serving.client.get(format!("{}{path}", serving.url)).header("Accept", accept);
    let response = request.send().expect("an answer");
    let headers = format!("{:?}", response.headers());
    check_absent(path, headers.as_bytes());
    check_absent(path, &response.bytes().expect("a body"));
}

/// Answers to bodies, and to methods that a path does not have.
fn check_sent(serving: &Serving, demo: &Demo) {
    let codes: Vec<_> = crate::demo::SAMPLES.iter().map(|name| demo.sample(name)).collect();
    let url = format!("{}/api/v1/stamps/verify", serving.url);
    for body in [json!({ "codes": codes }), json!({ "codes": ["x", ""] }), json!(1)] {
        let response = serving.client.post(&url).json(&body).send().expect("an answer");
        check_absent("verify", &response.bytes().expect("a body"));
    }
    for path in ["/", "/certificates", "/certificates/8", "/api/v1/certificates/8"] {
        let response = serving.client.post(format!("{}{path}", serving.url)).send();
        check_absent(path, &response.expect("an answer").bytes().expect("a body"));
    }
}

/// A search for a private word finds what a search for any absent word finds; only the asker's own words
/// are in the answer.
fn check_searches(serving: &Serving) {
    for (what, word) in PLANTED {
        for path in ["/certificates", "/api/v1/certificates", "/certificates.csv"] {
            let ask = |word: &str| {
                let body = serving.get(&format!("{path}?q={}", encoded(word))).text();
                // Times move on between two questions.
                let body = body.expect("text").replace(word, "").replace(&encoded(word), "");
                let timeless = |line: &&str| !line.contains("class=\"checked\"");
                let body = body.lines().filter(timeless).collect::<Vec<_>>().join("\n");
                match body.split_once("\"checked_at\"") {
                    Some((before, after)) => {
                        format!("{before}{}", after.split_once(',').map_or("", |(_, rest)| rest))
                    }
                    None => body,
                }
            };
            assert_eq!(ask(word), ask(ABSENT), "{what}, {path}");
        }
    }
}

/// In a query, as the page's own links have it too.
fn encoded(word: &str) -> String {
    let bytes = word.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}

/// The log says of requests which route was asked and how it went, and nothing of who asked, or for which code.
fn check_lines_about_requests(lines: &[u8], demo: &Demo) {
    let text = String::from_utf8_lossy(lines);
    let told: Vec<&str> = text.lines().filter(|line| line.contains("a request was")).collect();
    assert!(told.len() > 500, "{} lines", told.len());
    for line in told {
        for field in ["request_id", "method", "route", "status", "duration_micros"] {
            assert!(line.contains(&format!("\"{field}\":")), "{field} is missing: {line}");
        }
        for word in ["127.0.0.1", "lang=", "?"] {
            assert!(!line.contains(word), "{word}: {line}");
        }
    }
    for name in crate::demo::SAMPLES {
        let code = demo.sample(name);
        let digits = code.rsplit('/').next().expect("digits");
        assert!(!text.contains(digits), "the code {name} is in a log line");
    }
}

#[track_caller]
fn check_absent(place: &str, bytes: &[u8]) {
    for (what, word) in PLANTED {
        assert!(!contains(bytes, word), "{place}: the planted {what}");
    }
}

/// Without regard to case: a page may write a word in another.
fn contains(bytes: &[u8], word: &str) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    text.contains(&word.to_lowercase())
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
