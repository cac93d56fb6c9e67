//! `--json`: what programs read of each command, and of its errors.

use std::fs;

use serde_json::{Value, json};

use crate::program::{BASE, Demo, ocop_stamp, path, run};

/// The objects that a command prints.
#[track_caller]
fn printed(arguments: &[&str]) -> Vec<Value> {
    let arguments: Vec<_> = arguments.iter().chain(&["--json"]).copied().collect();
    let output = run(&arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    let printed = String::from_utf8(output.stdout).expect("text");
    printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The names of an object's fields.
fn fields(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn each_command_prints_objects_with_the_same_fields() {
    let demo = Demo::new();
    // Quicker than opening the folder a dozen times.
    let _serving = demo.serve();
    let (data, out) = (demo.data(), demo.beside("out"));
    let (data, out) = (path(&data), path(&out));
    let mint = [
        "mint",
        "--data",
        data,
        "--certificate",
        "235",
        "--quantity",
        "3",
        "--format",
        "txt",
        "--out",
        out,
        "--idempotency-key",
        "json",
    ];
    let minted = printed(&mint);
    let [minted] = minted.as_slice() else { panic!("{minted:?}") };
    assert_eq!(fields(minted), ["batch", "idempotency_key", "log_index", "out", "quantity"]);
    assert_eq!((&minted["quantity"], &minted["idempotency_key"]), (&json!(3), &json!("json")));

    let batch = minted["batch"].to_string();
    let hold = ["--data", data, "--batch", &batch, "--reason", "other", "--yes"];
    let held = ["suspend", "revoke"].map(|verb| {
        let held = printed(&[&[verb], &hold[..]].concat());
        let [held] = held.as_slice() else { panic!("{held:?}") };
        assert_eq!(fields(held), ["first_log_index", "last_log_index"]);
        held["first_log_index"].clone()
    });
    let indexes = held.each_ref().map(Value::to_string);
    let lifted = printed(&["lift", "--data", data, &indexes[0], &indexes[1], "--yes"]);
    let as_what: Vec<_> = lifted.iter().map(|line| (&line["lifted"], &line["as"])).collect();
    assert_eq!(as_what, [(&held[0], &json!("lifted")), (&held[1], &json!("annulled"))]);
    assert_eq!(fields(&lifted[0]), ["as", "lifted", "log_index"]);

    for command in [
        &["key", "add", "7"][..],
        &["key", "compromise", "7", "--yes"],
        &["key", "retire", "0", "--yes"],
    ] {
        let told = printed(&[command, &["--data", data]].concat());
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(fields(told), ["key", "log_index"]);
    }
    let checked = printed(&["verify", "--data", data, &demo.sample("valid")]);
    assert_eq!(checked[0]["verdict"], "valid");
}

#[test]
fn a_new_folder_is_told_as_one_object() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let mut command = ocop_stamp(&["init", "--json", "--office", "Văn phòng (mẫu)"]);
    let made = command
        .env("OCOP_STAMP_PASSPHRASE", "p")
        .env("OCOP_STAMP_DATA", &data)
        .env("OCOP_STAMP_BASE_URL", BASE)
        .env("OCOP_STAMP_HOTLINE", "1900 0000")
        .output()
        .expect("it starts");
    let made: Value = serde_json::from_slice(&made.stdout).expect("one object");
    assert_eq!(fields(&made), ["base_url", "body", "data", "issuer_key", "log_origin"]);
    assert_eq!(made["log_origin"], "tem.example.vn/log");
    let settings = fs::read_to_string(data.join("ocop-stamp.toml")).expect("settings");
    assert!(settings.contains("hotline = \"1900 0000\""), "{settings}");
}

#[test]
fn errors_are_objects_on_standard_error() {
    let demo = Demo::new();
    let data = demo.data();
    let check = |arguments: &[&str], status: i32, words: &str| {
        let arguments: Vec<_> = arguments.iter().chain(&["--json"]).copied().collect();
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.lines().last().expect("an error");
        let error: Value = serde_json::from_str(last).expect("JSON");
        assert_eq!(error["error"]["status"], status);
        assert!(error["error"]["message"].as_str().expect("words").contains(words), "{error}");
    };
    let (data, bad) = (path(&data), demo.beside("bad"));
    let bad = path(&bad);
    fs::write(bad, "one two three four").expect("written");
    check(&["revoke", "--data", data, "--from", bad, "--reason", "other", "--yes"], 65, "line 1");
    check(
        &["revoke", "--data", data, "--from", "nowhere", "--reason", "other", "--yes"],
        66,
        "nowhere",
    );
    check(&["verify", "--keys", "nowhere", "1"], 66, "can't read nowhere");
    check(&["verify", "--keys", bad, "1"], 65, "not a JWK set");
    check(&["demo", "--no-serve", "--data", data], 73, "holds something already");
    check(&["verify", "--data", data, "--passphrase-file", "nowhere", "x.png"], 66, "x.png");
    check(&["man", "--out", bad], 73, "can't make");
    check(&["lift", "--data", data, "1", "--yes"], 1, "nothing to lift");
    check(&["lift", "--data", data, "1"], 2, "add --yes");
    check(&["mint"], 2, "required arguments");
    check(&["verify", "--data", "nowhere", "1"], 66, "not a data folder");
    check(&["verify", "--url", "http://127.0.0.1:1", "1"], 69, "can't say");
}
