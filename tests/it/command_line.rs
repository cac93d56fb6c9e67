//! The commands as their users type them: what they print, refuse and leave behind.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Output, Stdio},
    thread,
    time::Duration,
};

use crate::program::{self, Demo, ocop_stamp, path, run, run_well};

#[track_caller]
fn refused(arguments: &[&str], status: i32, words: &str) {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {errors}");
    assert!(errors.contains(words), "{arguments:?}: {errors}");
}

#[test]
fn the_exit_status_says_whether_all_codes_are_good() {
    let demo = Demo::new();
    let data = demo.data();
    let (valid, forged) = (demo.sample("valid"), demo.sample("forged"));
    let picture = data.join("samples/valid.png");
    for (codes, status) in [
        (vec![valid.as_str()], 0),
        (vec![path(&picture)], 0),
        (vec![valid.as_str(), forged.as_str()], 1),
        (vec!["123456789012"], 65),
        (vec![valid.as_str(), "x"], 65),
    ] {
        let mut arguments = vec!["verify", "--data", path(&data)];
        arguments.extend(&codes);
        assert_eq!(run(&arguments).status.code(), Some(status), "{codes:?}");
    }
    let asked = ["verify", "--json", "--data", path(&data), path(&picture), "x"];
    let printed = String::from_utf8(run(&asked).stdout).expect("text");
    assert!(printed.starts_with('{') && printed.contains("samples/valid.png"), "{printed}");
    refused(&["verify", "--data", path(&data), "nowhere.png"], 66, "no such file");
    refused(&["verify", &valid], 2, "--url URL, --data DIR or --keys FILE");
}

#[test]
fn verify_answers_alike_by_folder_and_by_service() {
    let demo = Demo::new();
    let data = demo.data();
    let names = crate::demo::SAMPLES;
    let codes: Vec<_> = names.iter().map(|name| demo.sample(name)).collect();
    let ask = |source: &[&str]| {
        let mut arguments = vec!["verify", "--json"];
        arguments.extend(source);
        arguments.extend(codes.iter().map(String::as_str));
        let printed = String::from_utf8(run(&arguments).stdout).expect("text");
        let lines = printed
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        lines.map(|line| line["verdict"].as_str().unwrap_or("error").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ask(&["--data", path(&data)]), names);
    let serving = demo.serve();
    assert_eq!(ask(&["--data", path(&data)]), names, "through the control socket");
    assert_eq!(ask(&["--url", &serving.url]), names);
}

#[test]
fn offline_the_demo_key_is_taken_only_on_demand() {
    let demo = Demo::new();
    let keys = demo.beside("issuer-keys.json");
    let set = demo.serve().get("/.well-known/ocop-stamp/issuer-keys.json").text().expect("text");
    fs::write(&keys, &set).expect("written");
    let verify = |extra: &[&str], name: &str| {
        let code = demo.sample(name);
        let mut arguments = vec!["verify", "--json", "--keys", path(&keys)];
        arguments.extend(extra);
        arguments.push(&code);
        run(&arguments)
    };
    let check = |output: Output, verdict: &str, status: i32, words: &str| {
        let (printed, errors) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(printed.contains(&format!("\"verdict\":\"{verdict}\"")), "{printed}");
        assert_eq!(output.status.code(), Some(status));
        assert!(errors.contains(words) || printed.contains(words), "{errors}{printed}");
    };
    check(verify(&[], "valid"), "unknown_key", 1, "Key 0 is the demo key");
    check(verify(&["--demo"], "valid"), "signed", 0, "prove nothing");
    check(verify(&["--demo"], "revoked"), "signed", 0, "nothing is known of the log");
    check(verify(&["--demo"], "certificate_expired"), "certificate_expired", 1, "offline");
    check(verify(&["--demo"], "forged"), "forged", 1, "offline");
    // Only a service can check a short code: that is no "not valid".
    let typed = ["verify", "--keys", path(&keys), "WBN5–N2DG–DJZE–8G3M"];
    assert_eq!(run(&typed).status.code(), Some(69));
    let forged = demo.sample("forged");
    let and_forged = [&typed[..], &[&forged]].concat();
    assert_eq!(run(&and_forged).status.code(), Some(1));
    fs::write(&keys, set.replace("\"active\"", "\"compromised\"")).expect("written");
    check(verify(&["--demo"], "valid"), "signed", 1, "key_compromised");
}

#[test]
fn minting_again_under_the_same_key_finishes_what_was_begun() {
    let demo = Demo::new();
    let (data, out) = (demo.data(), demo.beside("out"));
    let arguments = [
        "mint",
        "--data",
        path(&data),
        "--certificate",
        "235",
        "--quantity",
        "40",
        "--format",
        "txt,png,svg",
        "--out",
        path(&out),
        "--idempotency-key",
        "spring",
    ];
    let first = run_well(&arguments);
    let list = || {
        fs::read_to_string(
            fs::read_dir(&out)
                .expect("out")
                .map(|n| n.expect("a name").path())
                .find(|path| path.extension().is_some_and(|e| e == "txt"))
                .expect("a list"),
        )
        .expect("text")
    };
    let links = list();
    assert_eq!(links.lines().count(), 40);
    assert_eq!(fs::read_dir(&out).expect("out").count(), 81);
    // What an interruption leaves: a list that is not finished, pictures that are not there.
    for name in fs::read_dir(&out).expect("out").map(|name| name.expect("a name").path()).take(30) {
        fs::remove_file(name).expect("removed");
    }
    assert_eq!(run_well(&arguments), first, "the same batch");
    assert_eq!(list(), links, "the same stamps");
    assert_eq!(fs::read_dir(&out).expect("out").count(), 81);

    let mut arguments = arguments.to_vec();
    arguments[6] = "41";
    refused(&arguments, 1, "used for another request");
    arguments.truncate(arguments.len() - 2);
    refused(&arguments, 73, "holds something already");
}

#[test]
fn a_mint_that_was_killed_is_finished_under_the_same_key() {
    let demo = Demo::new();
    let (data, out) = (demo.data(), demo.beside("killed"));
    let mint = || {
        let mut command = ocop_stamp(&["mint", "--data", path(&data), "--certificate", "235"]);
        command.args(["--quantity", "3000", "--format", "txt,png", "--out", path(&out)]);
        command.args(["--idempotency-key", "killed"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let written = || fs::read_dir(&out).map_or(0, Iterator::count);
    let mut child = mint().spawn().expect("it starts");
    while written() < 100 {
        assert!(child.try_wait().expect("it runs").is_none(), "it was faster than the test");
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("it runs");
    child.wait().expect("it ended");
    assert!(written() < 3_000);
    assert!(mint().status().expect("it starts").success());
    assert_eq!(written(), 3_001);

    let names = || fs::read_dir(&out).expect("out").map(|name| name.expect("a name").path());
    let list = names().find(|name| name.extension().is_some_and(|ending| ending == "txt"));
    let links = fs::read_to_string(list.expect("a list")).expect("text");
    assert_eq!(links.lines().count(), 3_000);
    for (index, link) in links.lines().enumerate().step_by(700) {
        let picture = names().find(|name| path(name).ends_with(&format!("-{index:08}.png")));
        let read =
            program::foreign("zbarimg", &["-q", "--raw", path(&picture.expect("a picture"))]);
        assert_eq!(String::from_utf8_lossy(&read.stdout).trim_end(), link);
    }
}

#[test]
fn a_service_that_is_told_to_stop_leaves_nothing_behind() {
    let demo = Demo::new();
    let serving = demo.serve();
    let body = serde_json::json!({"targets": [{"batch": 1}], "reason": "replaced"});
    let (_, answer) = serving.post("/api/v1/revocations", &body, "last").expect("an answer");
    let position = answer["log_indexes"][0].as_u64().expect("a position");
    assert_eq!(serving.terminate(), Some(0));
    assert!(!demo.data().join("control.sock").exists());
    let log = crate::crash::audit(&demo.data());
    assert_eq!(log.size(), position + 1, "the last change is published");
}

#[test]
fn minting_refuses_what_the_rules_forbid() {
    let demo = Demo::new();
    let (data, out) = (demo.data(), demo.beside("out"));
    let mint = |certificate: &str, quantity: &str, words: &str| {
        refused(
            &[
                "mint",
                "--data",
                path(&data),
                "--certificate",
                certificate,
                "--quantity",
                quantity,
                "--format",
                "txt",
                "--out",
                path(&out),
            ],
            1,
            words,
        );
        assert_eq!(fs::read_dir(&out).map_or(0, Iterator::count), 0, "nothing is left behind");
    };
    mint("90", "1", "ended on");
    mint("258", "1", "suspended or revoked");
    mint("235", "0", "1 to 16777216");
    mint("235", "16777217", "1 to 16777216");
    mint("235", "5000000", "stamps left of its quota");
    mint("9999", "1", "not recorded");
}

#[test]
fn revoking_from_a_file_and_taking_it_back() {
    let demo = Demo::new();
    let data = demo.data();
    let valid = demo.sample("valid");
    let verdict = || {
        let printed = run(&["verify", "--json", "--data", path(&data), &valid]).stdout;
        serde_json::from_slice::<serde_json::Value>(&printed).expect("JSON")["verdict"].clone()
    };
    let suspend =
        ["suspend", "--data", path(&data), &valid, "--reason", "no_traceability_records", "--yes"];
    let index = run_well(&suspend);
    assert_eq!(verdict(), "suspended");
    run_well(&["lift", "--data", path(&data), index.trim(), "--yes"]);
    assert_eq!(verdict(), "valid");
    refused(&["lift", "--data", path(&data), index.trim(), "--yes"], 1, "lifted before");

    let batch = run(&["verify", "--json", "--data", path(&data), &valid]).stdout;
    let batch =
        serde_json::from_slice::<serde_json::Value>(&batch).expect("JSON")["stamp"]["batch"]
            .clone();
    let file = demo.beside("spoiled");
    let lines: String = (0..10_000).map(|index| format!("{batch} {}\n", index * 2 + 1)).collect();
    fs::write(&file, lines).expect("written");
    let revoke = [
        "revoke",
        "--yes",
        "--data",
        path(&data),
        "--from",
        path(&file),
        "--reason",
        "stamp_lost_or_spoiled",
        "--idempotency-key",
        "spoiled",
    ];
    let indexes = run_well(&revoke);
    assert_eq!(indexes.lines().count(), 3, "three changes: {indexes}");
    assert_eq!(run_well(&revoke), indexes, "nothing is made twice");
    assert_eq!(verdict(), "revoked");
    refused(
        &["revoke", "--yes", "--data", path(&data), &demo.sample("forged"), "--reason", "other"],
        1,
        "no issued stamp",
    );
    let expired =
        ["revoke", "--yes", "--data", path(&data), "--certificate", "235", "--reason", "expired"];
    refused(&expired, 1, "it has not expired");
    refused(
        &["revoke", "--data", path(&data), "--batch", "1", "--reason", "tired"],
        2,
        "the reasons are",
    );
    // A bad line behind thousands of good ones: nothing is entered.
    let before = crate::crash::audit(&data).size();
    let lines: String = (0..9_000).map(|index| format!("{batch} {}\n", index * 2)).collect();
    fs::write(&file, lines + "999999 1\n").expect("written");
    let words = "batch 999999 is not in the log";
    refused(
        &["revoke", "--yes", "--data", path(&data), "--from", path(&file), "--reason", "other"],
        1,
        words,
    );
    assert_eq!(crate::crash::audit(&data).size(), before);
}

#[test]
fn days_are_read_in_both_orders() {
    let demo = Demo::new();
    let _serving = demo.serve();
    let data = demo.data();
    let suspend = |day: &str| {
        let batch = ["suspend", "--yes", "--data", path(&data), "--batch", "1"];
        run(&[&batch[..], &["--reason", "other", "--review-on", day]].concat())
    };
    for (day, status, words) in [
        ("31/12/2099", 0, "Suspends"),
        ("2099-12-31", 0, "Suspends"),
        ("12/31/2099", 2, "write a day as 2026-11-01 or 01/11/2026"),
        ("01/11/2020", 1, "2020-11-01, has passed"),
    ] {
        let output = suspend(day);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{day}: {errors}");
        assert!(errors.contains(words), "{day}: {errors}");
    }
}

#[test]
fn what_is_revoked_already_is_said_before_it_is_revoked_again() {
    let demo = Demo::new();
    let _serving = demo.serve();
    let data = demo.data();
    let revoke = |target: &[&str]| {
        let revoke = ["revoke", "--yes", "--data", path(&data), "--reason", "other"];
        let output = run(&[&revoke, target].concat());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    assert!(!revoke(&["--batch", "1", "--range", "0–9"]).contains("already"));
    assert!(revoke(&["--batch", "1", "--range", "5-14"]).contains("5 of them are revoked already"));
    assert!(revoke(&["--batch", "1"]).contains("15 of them are revoked already"));
    assert!(revoke(&["--batch", "1", "--range", "3-3"]).contains("All of them are revoked"));
}

#[test]
fn a_running_service_is_changed_through_its_socket() {
    let demo = Demo::new();
    let data = demo.data();
    let serving = demo.serve();
    let mode = fs::metadata(data.join("control.sock")).expect("a socket").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let valid = demo.sample("valid");
    assert_eq!(serving.verdict(&valid)["verdict"], "valid");
    run_well(&["revoke", "--yes", "--data", path(&data), &valid, "--reason", "stamp_copied"]);
    assert_eq!(serving.verdict(&valid)["verdict"], "revoked");
    let out = demo.beside("out");
    run_well(&[
        "mint",
        "--data",
        path(&data),
        "--certificate",
        "235",
        "--quantity",
        "3",
        "--format",
        "txt",
        "--out",
        path(&out),
    ]);
    refused(
        &["serve", "--demo", "--data", path(&data), "--listen", "127.0.0.1:0"],
        75,
        "another ocop-stamp is working",
    );
    refused(&["serve", "--data", path(&data)], 2, "add --demo");
    // What the socket takes is no route of the public side.
    let public =
        serving.client.post(format!("{}/api/v1/revocations", serving.url)).body("{}").send();
    assert_eq!(public.expect("an answer").status(), 401);
}

fn init_arguments(data: &Path) -> [&str; 9] {
    let (office, hotline) = ("Văn phòng (mẫu)", "1900 0000");
    let base = program::BASE;
    ["init", "--data", path(data), "--base-url", base, "--office", office, "--hotline", hotline]
}

#[test]
fn a_real_folder_is_opened_by_its_passphrase_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, passphrase) = (folder.path().join("data"), folder.path().join("passphrase"));
    fs::write(&passphrase, "correct horse\n").expect("written");
    let init = |extra: &[&str]| {
        let mut arguments = init_arguments(&data).to_vec();
        arguments.extend(extra);
        run(&arguments)
    };
    let mut in_the_clear = init_arguments(&data);
    in_the_clear[4] = "http://tem.example.vn";
    refused(&in_the_clear, 2, "without encryption for ever");
    let refused_init = init(&[]);
    assert!(String::from_utf8_lossy(&refused_init.stderr).contains("--passphrase-file"));
    assert!(!data.exists(), "nothing is left behind");
    let made = init(&["--passphrase-file", path(&passphrase)]);
    assert!(String::from_utf8_lossy(&made.stdout).contains("fixed for ever"), "{made:?}");

    let retire = ["key", "retire", "--yes", "--data", path(&data), "1"];
    refused(&retire, 78, "the key is encrypted");
    let other =
        ocop_stamp(&retire).env("OCOP_STAMP_PASSPHRASE", "wrong").output().expect("it starts");
    assert!(String::from_utf8_lossy(&other.stderr).contains("does not open this key"));
    let log_key = data.join("keys/log.pem");
    fs::set_permissions(&log_key, fs::Permissions::from_mode(0o644)).expect("chmod");
    let wide = ocop_stamp(&retire)
        .env("OCOP_STAMP_PASSPHRASE", "correct horse")
        .output()
        .expect("it starts");
    assert!(String::from_utf8_lossy(&wide.stderr).contains("chmod 600"));
    fs::set_permissions(&log_key, fs::Permissions::from_mode(0o600)).expect("chmod");
    let good = ocop_stamp(&retire)
        .env("OCOP_STAMP_PASSPHRASE", "correct horse")
        .output()
        .expect("it starts");
    assert!(good.status.success(), "{good:?}");
    for name in fs::read_dir(data.join("keys")).expect("keys") {
        let text = fs::read_to_string(name.expect("a name").path()).expect("PEM");
        assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    }
}

#[test]
fn the_demo_key_does_not_open_a_real_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let command = |arguments: &[&str]| {
        ocop_stamp(arguments).env("OCOP_STAMP_PASSPHRASE", "p").output().expect("it starts")
    };
    let made = command(&init_arguments(&data));
    assert!(made.status.success(), "{made:?}");
    let demo_key = concat!(env!("CARGO_MANIFEST_DIR"), "/keys/demo-issuer-0.pem");
    let place = data.join("keys/issuer-0.pem");
    fs::copy(demo_key, &place).expect("copied");
    fs::set_permissions(&place, fs::Permissions::from_mode(0o600)).expect("chmod");
    let refused = command(&["key", "retire", "--yes", "--data", path(&data), "1"]);
    assert!(
        String::from_utf8_lossy(&refused.stderr)
            .contains("the demo key, whose private half is public")
    );
}
