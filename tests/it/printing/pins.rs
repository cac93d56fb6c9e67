//! A batch with PINs from its request to the files of a print house: who gets PINs, and where they must never be.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt, path::Path};

use serde_json::Value;

use crate::program::{self, Demo, foreign, path, run_well};

/// Mints a batch with PINs; returns its number.
fn minted(demo: &Demo) -> String {
    let (data, out) = (demo.data(), demo.beside("minted"));
    let mint = ["mint", "--data", path(&data), "--certificate", "235", "--quantity", "12"];
    let what = ["--with-pin", "--format", "txt", "--out", path(&out), "--json"];
    let printed: Value =
        serde_json::from_str(&run_well(&[&mint[..], &what].concat())).expect("JSON");
    printed["batch"].to_string()
}

/// The pins of a CSV, in the order of stamps.
fn pins_of(csv: &Path) -> Vec<String> {
    let text = fs::read_to_string(csv).expect("text");
    let mut rows = text.lines();
    assert_eq!(rows.next(), Some("serial,url,short_code,pin,modules,image_file"));
    rows.map(|row| row.split(',').nth(3).expect("a cell").to_owned()).collect()
}

/// The names of a folder's files, each of which nobody but its owner may read.
fn secret_files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for file in fs::read_dir(folder).expect("a folder") {
        let file = file.expect("read");
        let mode = file.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.path());
        names.push(file.file_name().into_string().expect("plain"));
    }
    names.sort();
    names
}

fn text_of(pdf: &Path) -> String {
    let text = foreign("pdftotext", &[path(pdf), "-"]);
    assert!(text.stderr.is_empty(), "{text:?}");
    String::from_utf8(text.stdout).expect("text")
}

/// Whether any file under a folder holds one of the texts.
fn holds_any(folder: &Path, texts: &[String]) -> bool {
    fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("read").path();
        if path.is_dir() {
            return holds_any(&path, texts);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        texts.iter().any(|text| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    })
}

#[test]
fn a_print_house_gets_pins_and_a_mask_that_nobody_else_sees() {
    let demo = Demo::new();
    let data = demo.data();
    let batch = minted(&demo);
    let print = |extra: &[&str]| {
        let of_batch = ["print", "batch", "--data", path(&data), "--batch", &batch];
        program::run(&[&of_batch, extra].concat())
    };
    let told = |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();

    let rows = demo.beside("rows");
    assert!(print(&["--format", "csv", "--out", path(&rows)]).status.success());
    assert_eq!(secret_files(&rows), [format!("batch-{batch}-00000000-00000011-1of1.csv")]);
    let pins = pins_of(&rows.join(&secret_files(&rows)[0]));
    assert_eq!(pins.iter().collect::<BTreeSet<_>>().len(), 12, "one each");
    assert!(pins.iter().all(|pin| pin.len() == 8 && pin.bytes().all(|byte| byte.is_ascii_digit())));

    let house = ["--sheet", "single", "--label", "50x30", "--dpi", "1200"];
    let plan = print(&[&house[..], &["--plan", "--json"]].concat());
    assert!(told(&plan).contains("-scratch"), "{}", told(&plan));
    let labels = demo.beside("labels");
    assert!(print(&[&house[..], &["--out", path(&labels)]].concat()).status.success());
    let names = secret_files(&labels);
    assert_eq!(
        names,
        [
            format!("batch-{batch}-00000000-00000011-1of1-scratch.pdf"),
            format!("batch-{batch}-00000000-00000011-1of1.pdf"),
        ]
    );
    let printed = text_of(&labels.join(&names[1]));
    assert!(pins.iter().all(|pin| printed.contains(pin)), "code and PIN of one row on one label");
    let mask = text_of(&labels.join(&names[0]));
    assert!(!pins.iter().any(|pin| mask.contains(pin)) && !mask.contains("Cào"), "{mask}");

    // An office's printer makes no scratch layer: it has to be said what becomes of PINs.
    let office = ["--sheet", "a4-24", "--dpi", "600"];
    let refused = print(&[&office[..], &["--out", path(&demo.beside("office"))]].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert!(told(&refused).contains("--pin leave-out"), "{}", told(&refused));
    for (choice, has_pins) in [("print", true), ("leave-out", false)] {
        let out = demo.beside(choice);
        let choice = ["--pin", choice, "--out", path(&out)];
        assert!(print(&[&office[..], &choice].concat()).status.success());
        let names = secret_files(&out);
        let text = text_of(&out.join(&names[0]));
        assert_eq!(names.len(), 1, "no mask");
        assert_eq!(pins.iter().any(|pin| text.contains(pin)), has_pins);
    }

    let serving = demo.serve();
    let batch_number: u64 = batch.parse().expect("a number");
    let url = fs::read_to_string(demo.beside("minted").join(format!("batch-{batch}.txt")));
    let url = url.expect("text").lines().next().expect("a link").to_owned();
    assert_eq!(serving.verdict(&url)["verdict"], "valid");
    let digits = url.rsplit('/').next().expect("a code");
    let page = serving.get(&format!("/{digits}?lang=vi")).text().expect("text");
    assert!(page.contains("Lớp cào che mã PIN"), "{page}");
    let trail = serving.control_get("/api/v1/audit?limit=100").to_string();
    let label = serving.control_get(&format!("/api/v1/batches/{batch_number}/label"));
    assert_eq!(label["pin"], true);
    let entries = serving.control_get(&format!("/api/v1/batches/{batch_number}")).to_string();
    drop(serving);
    for answer in [&page, &trail, &label.to_string(), &entries] {
        assert!(!pins.iter().any(|pin| answer.contains(pin)), "{answer}");
    }
    assert!(!holds_any(&data, &pins), "in no log, journal or database");
    let service_log = fs::read_to_string(data.with_extension("log")).expect("text");
    assert!(!pins.iter().any(|pin| service_log.contains(pin)));
}

#[test]
fn without_the_secret_no_batch_with_pins_is_issued_or_printed() {
    let demo = Demo::new();
    let data = demo.data();
    let batch = minted(&demo);
    fs::remove_file(data.join("keys/pin-secret-1.pem")).expect("removed");
    let mint = ["mint", "--data", path(&data), "--certificate", "235", "--quantity", "1"];
    let what = ["--format", "txt", "--out"];
    let (with, without) = (demo.beside("with"), demo.beside("without"));
    let refused = program::run(&[&mint[..], &what, &[path(&with), "--with-pin"]].concat());
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && words.contains("keys/pin-secret-1.pem"), "{words}");
    assert!(program::run(&[&mint[..], &what, &[path(&without)]].concat()).status.success());
    let print = ["print", "batch", "--data", path(&data), "--batch", &batch, "--format", "csv"];
    let refused = program::run(&[&print[..], &["--out", path(&demo.beside("rows"))]].concat());
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(78), "{words}");
    assert!(words.contains("PINs is not held here"), "{words}");
}
