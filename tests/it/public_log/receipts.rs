//! Receipts as their holders use them: fetched from a running service, checked offline by the program and by Python.

use std::{fs, path::Path};

use serde_json::json;

use crate::program::{Demo, foreign, path, run};

/// What the program and Python say of a receipt.
fn checked(file: &Path, vkey: &str) -> (Option<i32>, String, String) {
    let ours = run(&["log", "check-receipt", path(file), "--vkey", vkey, "--lang", "en"]);
    let said = String::from_utf8_lossy(&[ours.stdout, ours.stderr].concat()).into_owned();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_receipt.py");
    let python = foreign("python3", &["-B", path(&script), path(file), vkey]);
    let python = String::from_utf8_lossy(&[python.stdout, python.stderr].concat()).into_owned();
    (ours.status.code(), said, python)
}

#[test]
fn a_revocation_is_proven_to_its_holder_for_ever() {
    let demo = Demo::new();
    let serving = demo.serve();
    let vkey = serving.get("/log/vkey").text().expect("text");
    let body = json!({"targets": [{"batch": 1, "from": 3, "to": 3}], "reason": "stamp_copied"});
    let (status, answer) = serving.post("/api/v1/revocations", &body, "one").expect("an answer");
    assert_eq!(status, 201);
    let index = answer["log_indexes"][0].as_u64().expect("a position");
    serving.wait_until_published(index + 1);
    for index in [0, 1, 255, 256, 700, index] {
        let file = demo.beside(&format!("{index}.tlog-proof"));
        let receipt = serving.get(&format!("/api/v1/log/receipts/{index}"));
        assert_eq!(receipt.status(), 200, "{index}");
        fs::write(&file, receipt.bytes().expect("bytes")).expect("written");
    }
    // Years later.
    serving.kill();
    let file = demo.beside(&format!("{index}.tlog-proof"));
    for index in [0, 1, 255, 256, 700, index] {
        let (status, ours, python) = checked(&demo.beside(&format!("{index}.tlog-proof")), &vkey);
        assert_eq!(status, Some(0), "{ours}");
        let place = format!("at place {index} of the log tem.example.vn/log");
        assert!(ours.contains(&place), "{ours}");
        assert!(
            python.starts_with(&format!("proven: entry {index} of tem.example.vn/log")),
            "{python}"
        );
    }
    let (_, ours, _) = checked(&file, &vkey);
    assert!(ours.contains("Revoked: stamp 1/3 – stamp copied"), "{ours}");

    let good = fs::read_to_string(&file).expect("kept");
    let size = good.lines().rev().nth(3).expect("a size");
    let line = good.lines().nth(5).expect("a hash").to_owned();
    let flipped = if line.starts_with('A') { "B" } else { "A" };
    let flipped = format!("{flipped}{}", &line[1..]);
    for (what, altered) in [
        ("another place", good.replace(&format!("index {index}"), &format!("index {}", index - 1))),
        ("another size", good.replace(&format!("\n{size}\n"), &format!("\n{index}9\n"))),
        ("another hash", good.replace(&line, &flipped)),
        ("a hash less", good.replace(&format!("{line}\n"), "")),
    ] {
        fs::write(&file, &altered).expect("written");
        let (status, ours, python) = checked(&file, &vkey);
        assert!(altered != good && status == Some(1), "{what}: {ours}");
        assert!(!python.contains("proven: "), "{what}: {python}");
    }
    fs::write(&file, "no receipt").expect("written");
    assert_eq!(checked(&file, &vkey).0, Some(65));
}
