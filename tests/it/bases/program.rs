//! `ocop-stamp base` beside a running service and on a folder that nobody serves; and everything that reads a folder
//! whose journal begins behind a base.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::program::{Demo, Serving, copy, ocop_stamp, path, run, run_well};

fn base(data: &Path) -> Value {
    let told = run_well(&["base", "--json", "--data", path(data)]);
    serde_json::from_str(&told).expect("JSON")
}

fn revoke(serving: &Serving, demo: &Demo, index: u64) {
    let stamp = serving.verdict(&demo.sample("valid"))["stamp"].clone();
    let target = json!({ "batch": stamp["batch"], "from": index, "to": index });
    let body = json!({ "targets": [target], "reason": "food_safety" });
    let (status, done) =
        serving.post("/api/v1/revocations", &body, &format!("{index}")).expect("an answer");
    assert_eq!(status, 201, "{done}");
}

fn exported(demo: &Demo) -> Vec<u8> {
    let table = demo.beside("export.csv");
    run_well(&["export", "register", path(&table), "--data", path(&demo.data())]);
    fs::read(table).expect("written")
}

#[test]
fn a_folder_whose_journal_begins_behind_a_base_is_as_good_as_before() {
    let demo = Demo::new();
    let whole = exported(&demo);
    // Without a service, and beside one.
    assert_eq!(base(&demo.data())["deleted_segments"], 0);
    let serving = demo.serve();
    let code = demo.sample("valid");
    let index = serving.verdict(&code)["stamp"]["index"].as_u64().expect("a number");
    revoke(&serving, &demo, index);
    assert_eq!(base(&demo.data())["deleted_segments"], 1);
    revoke(&serving, &demo, index + 1);
    serving.kill();
    assert!(!demo.data().join("journal/00000000000000000001.journal").exists());

    // Doctor, an export, a start; sled as it is, and made again.
    for sled in ["there", "gone"] {
        let doctor = ocop_stamp(&["doctor", "--data", path(&demo.data())]).output();
        let doctor = doctor.expect("it starts");
        let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
        assert_eq!(doctor.status.success(), sled == "there", "{said}");
        assert!(!said.contains("refuses"), "{said}");
        assert!(exported(&demo) == whole, "{sled}");
        let serving = demo.serve();
        assert_eq!(serving.verdict(&code)["verdict"], "revoked", "{sled}");
        let audit = run(&["log", "audit", &serving.url]);
        assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
        assert_eq!(serving.terminate(), Some(0));
        if sled == "there" {
            fs::remove_dir_all(demo.data().join("sled")).expect("removed");
        }
    }
}

#[test]
fn an_old_copy_with_bases_is_brought_forward() {
    let demo = Demo::new();
    let serving = demo.serve();
    let code = demo.sample("valid");
    let index = serving.verdict(&code)["stamp"]["index"].as_u64().expect("a number");
    base(&demo.data());
    revoke(&serving, &demo, index + 1);
    base(&demo.data());
    assert_eq!(serving.terminate(), Some(0));
    let old = demo.beside("old");
    copy(&demo.data(), &old);
    let serving = demo.serve();
    revoke(&serving, &demo, index);
    base(&demo.data());
    assert_eq!(serving.terminate(), Some(0));
    run_well(&["restore", "--data", path(&old), "--replay-log", path(&demo.data().join("log"))]);
    let restored = Serving::start(&old);
    assert_eq!(restored.verdict(&code)["verdict"], "revoked");
    assert_eq!(restored.terminate(), Some(0));
}
