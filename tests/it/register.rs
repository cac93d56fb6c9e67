//! The register that an office keeps: tables as offices have them, imported, corrected, exported; and the
//! programme's rules, a row each.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use ocop_stamp::{
    access::Actor,
    app::{
        Asker, Languages, Office, Service,
        register_import::{ImportReport, ImportRequest},
    },
    ledger::{Clock, Draft},
    log::{Body, Text},
    registry::Certificate,
    signing::key_file::Protection,
    stamp::KeyNumber,
    tables::{self, Finding, Grade},
    wiring::{self, NewFolder, Running},
};
use tempfile::TempDir;

use crate::{history::time, program, writer::wait};

// Tables as offices have them.
mod workbooks;

// What becomes of them.
mod corrections;
mod doubted;
mod export;
mod import;
mod in_words;
mod kept;
mod misread;
mod old_fonts;
mod reading;
mod two_headings;
mod which_sheets;
mod withdrawals;

// The programme's rules.
mod rules;

// The commands, on the real program.
mod commands;

// Two people of one office.
mod second_person;

/// An office with an empty register, on a real folder.
struct Registry {
    running: Running,
    folder: TempDir,
}

impl Registry {
    /// Opens one whose clock stands still.
    fn at(now: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let office = Office {
            base_url: "https://tem.example.vn".parse().expect("a base"),
            log_origin: text("tem.example.vn/log"),
            body: text("Văn phòng Điều phối NTM tỉnh (mẫu)"),
            name: text("Văn phòng Điều phối NTM tỉnh (mẫu)"),
            hotline: "1900 0000".to_owned(),
            languages: Languages::default(),
            demo: true,
        };
        let issuer_key = wiring::demo_private_key().expect("built in");
        let new = NewFolder {
            office: &office,
            protection: &Protection::Clear,
            issuer_key: Some((KeyNumber::DEMO, &issuer_key)),
        };
        let data = folder.path().join("data");
        wiring::create(&data, &new).expect("a new folder");
        let running = program::open(&data, clock(now));
        let opened = Body::LogOpened {
            origin: office.log_origin,
            vkey: text(&running.service.vkey().to_string()),
            predecessor: None,
        };
        wait(running.service.enter(asker("khởi tạo"), "init", Draft::Ready(opened)))
            .expect("opened");
        Self { running, folder }
    }

    fn service(&self) -> &Service {
        &self.running.service
    }

    /// The same folder opened again on another day.
    fn reopened_at(self, now: &str) -> Self {
        self.running.close();
        let running = program::open(&self.folder.path().join("data"), clock(now));
        Self { running, folder: self.folder }
    }

    fn import(&self, name: &str, bytes: &[u8]) -> ImportReport {
        self.import_as("minh", &request(name, bytes))
    }

    fn import_as(&self, who: &str, request: &ImportRequest) -> ImportReport {
        wait(self.service().import_register(asker(who), request)).expect("a table")
    }

    fn dry_run(&self, name: &str, bytes: &[u8]) -> ImportReport {
        let before = self.log_size();
        let request = ImportRequest { dry_run: true, ..request(name, bytes) };
        let report = self.import_as("minh", &request);
        assert!(!report.imported);
        assert_eq!(self.log_size(), before, "a dry run changes nothing");
        report
    }

    fn log_size(&self) -> u64 {
        self.service().snapshot().log().size()
    }

    fn certificates(&self) -> Vec<Certificate> {
        self.service().snapshot().register().certificates().cloned().collect()
    }
}

fn request(name: &str, bytes: &[u8]) -> ImportRequest {
    ImportRequest {
        sheets: tables::read(name, bytes).expect("a table"),
        province_code: Some("38".to_owned()),
        pictures: BTreeMap::new(),
        dry_run: false,
    }
}

fn asker(who: &str) -> Asker {
    // Each name is another user.
    let uid = who.bytes().fold(1_000, |uid, byte| uid * 31 % 60_000 + u32::from(byte));
    let actor = Actor::OperatingSystemUser { name: who.to_owned(), uid };
    Asker::operator(actor)
}

fn clock(now: &str) -> Clock {
    let now: Timestamp = time(now);
    Arc::new(move || now)
}

fn text(text: &str) -> Text {
    text.parse().expect("a good text")
}

/// The findings of a grade, as `row:column code`.
fn found(report: &ImportReport, grade: Grade) -> Vec<String> {
    let of_grade = report.findings.iter().filter(|finding| finding.grade == grade);
    of_grade.map(told).collect()
}

fn told(finding: &Finding) -> String {
    let what = serde_json::to_value(&finding.what).expect("JSON");
    let column = finding.place.column.as_deref().unwrap_or("");
    format!("{}{} {}", column, finding.place.row, what["code"].as_str().expect("a code"))
}
