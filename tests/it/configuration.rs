//! Where a setting's value comes from: flag over environment over file over default, on the real program;
//! and that the service works by what it was told.

use std::{fs, path::Path, process::Output};

use jiff::civil::date;
use serde_json::{Value, json};

use crate::program::{Demo, Serving, ocop_stamp, open, path};

/// What a data folder's file must have; the hotline where the first version had it.
const FIXED: &str = "\
base_url = \"https://tem.example.vn\"
log_origin = \"tem.example.vn/log\"
body = \"Văn phòng (mẫu)\"
";

/// A setting that can be made everywhere: its name, its table and key, its flag, its variable, and a value
/// for each place, the default last.
struct Row {
    name: &'static str,
    table: &'static str,
    flag: &'static str,
    variable: &'static str,
    given: [&'static str; 3],
    values: [Value; 4],
}

fn rows() -> Vec<Row> {
    vec![
        Row {
            name: "office.name",
            table: "[office]\nname = \"file\"",
            flag: "--office-name",
            variable: "OCOP_STAMP_OFFICE_NAME",
            given: ["flag", "environment", "file"],
            values: [json!("flag"), json!("environment"), json!("file"), json!("Văn phòng (mẫu)")],
        },
        Row {
            name: "office.languages",
            table: "[office]\nlanguages = [\"vi\"]",
            flag: "--languages",
            variable: "OCOP_STAMP_LANGUAGES",
            given: ["en,vi", "vi,en", "vi"],
            values: [json!(["en", "vi"]), json!(["vi", "en"]), json!(["vi"]), json!(["vi", "en"])],
        },
        Row {
            name: "office.security_contact",
            table: "[office]\nsecurity_contact = \"tel:3\"",
            flag: "--security-contact",
            variable: "OCOP_STAMP_SECURITY_CONTACT",
            given: ["mailto:a@b", "https://b", "tel:3"],
            values: [json!("mailto:a@b"), json!("https://b"), json!("tel:3"), json!(null)],
        },
        Row {
            name: "policy.quota_per_year",
            table: "[policy]\nquota_per_year = 3",
            flag: "--quota-per-year",
            variable: "OCOP_STAMP_QUOTA_PER_YEAR",
            given: ["1", "2", "3"],
            values: [json!(1), json!(2), json!(3), json!(20_000)],
        },
        Row {
            name: "serve.listen",
            table: "[serve]\nlisten = \"127.0.0.3:1\"",
            flag: "--listen",
            variable: "OCOP_STAMP_LISTEN",
            given: ["127.0.0.1:1", "127.0.0.2:1", "127.0.0.3:1"],
            values: [
                json!("127.0.0.1:1"),
                json!("127.0.0.2:1"),
                json!("127.0.0.3:1"),
                json!("127.0.0.1:8080"),
            ],
        },
        Row {
            name: "serve.control_group",
            table: "[serve]\ncontrol_group = \"file\"",
            flag: "--control-group",
            variable: "OCOP_STAMP_CONTROL_GROUP",
            given: ["flag", "environment", "file"],
            values: [json!("flag"), json!("environment"), json!("file"), json!(null)],
        },
        Row {
            name: "serve.rate_limit",
            table: "[serve]\nrate_limit = \"off\"",
            flag: "--rate-limit",
            variable: "OCOP_STAMP_RATE_LIMIT",
            given: ["1", "2", "off"],
            values: [json!(1), json!(2), json!("off"), json!(200)],
        },
        Row {
            name: "serve.trusted_proxies",
            table: "[serve]\ntrusted_proxies = [\"10.0.0.0/8\"]",
            flag: "--trusted-proxies",
            variable: "OCOP_STAMP_TRUSTED_PROXIES",
            given: ["127.0.0.1", "127.0.0.1,::1", "10.0.0.0/8"],
            values: [
                json!(["127.0.0.1/32"]),
                json!(["127.0.0.1/32", "::1/128"]),
                json!(["10.0.0.0/8"]),
                json!([]),
            ],
        },
        Row {
            name: "serve.forwarded_header",
            table: "[serve]\nforwarded_header = \"forwarded\"",
            flag: "--forwarded-header",
            variable: "OCOP_STAMP_FORWARDED_HEADER",
            given: ["Forwarded", "x-forwarded-for", "forwarded"],
            values: [
                json!("forwarded"),
                json!("x-forwarded-for"),
                json!("forwarded"),
                json!("x-forwarded-for"),
            ],
        },
        Row {
            name: "serve.anchors",
            table: "[serve]\nanchors = [\"/file\"]",
            flag: "--anchors",
            variable: "OCOP_STAMP_ANCHORS",
            given: ["/flag", "/environment", "/file"],
            values: [json!(["/flag"]), json!(["/environment"]), json!(["/file"]), json!([])],
        },
        Row {
            name: "serve.expiry",
            table: "[serve]\nexpiry = \"write\"",
            flag: "--expiry",
            variable: "OCOP_STAMP_EXPIRY",
            given: ["list", "off", "write"],
            values: [json!("list"), json!("off"), json!("write"), json!("off")],
        },
        Row {
            name: "print.dpi",
            table: "[print]\ndpi = 203",
            flag: "--dpi",
            variable: "OCOP_STAMP_DPI",
            given: ["600", "1200", "203"],
            values: [json!(600), json!(1_200), json!(203), json!(300)],
        },
    ]
}

/// A folder with settings and nothing else, which is enough to show them.
fn folder_with(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("ocop-stamp.toml"), settings).expect("written");
    folder
}

/// What `config show` says of a setting.
fn shown(output: &Output, name: &str) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let shown: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let settings = shown["settings"].as_array().expect("a list").iter();
    settings.clone().find(|setting| setting["name"] == name).expect(name).clone()
}

#[track_caller]
fn check(row: &Row, in_flag: bool, in_environment: bool, in_file: bool) {
    let hotline = "hotline = \"1900\"\n";
    let table = if in_file { row.table } else { "" };
    let folder = folder_with(&format!("{FIXED}{hotline}{table}"));
    let mut command = ocop_stamp(&["config", "show", "--json", "--data", path(folder.path())]);
    if in_environment {
        command.env(row.variable, row.given[1]);
    }
    if in_flag {
        command.args([row.flag, row.given[0]]);
    }
    let setting = shown(&command.output().expect("it starts"), row.name);
    let file = folder.path().join("ocop-stamp.toml");
    let (place, source) = match (in_flag, in_environment, in_file) {
        (true, _, _) => (0, json!({ "kind": "flag" })),
        (false, true, _) => (1, json!({ "kind": "environment", "name": row.variable })),
        (false, false, true) => (2, json!({ "kind": "file", "path": file })),
        (false, false, false) => (3, json!({ "kind": "default" })),
    };
    assert_eq!(
        (&setting["value"], &setting["source"]),
        (&row.values[place], &source),
        "{}",
        row.name
    );
}

#[test]
fn a_flag_stands_over_the_environment_over_the_file_over_the_default() {
    for row in rows() {
        for places in 0..8 {
            check(&row, places & 1 != 0, places & 2 != 0, places & 4 != 0);
        }
    }
}

#[test]
fn the_hotline_has_no_default_and_old_files_have_it_at_the_top() {
    let show = |settings: &str, variable: Option<&str>| {
        let folder = folder_with(&format!("{FIXED}{settings}"));
        let mut command = ocop_stamp(&["config", "show", "--json", "--data", path(folder.path())]);
        command.envs(variable.map(|number| ("OCOP_STAMP_HOTLINE", number)));
        command.output().expect("it starts")
    };
    for (settings, variable, value) in [
        ("hotline = \"1\"", None, "1"),
        ("[office]\nhotline = \"2\"", None, "2"),
        ("hotline = \"1\"", Some("3"), "3"),
        ("", Some("3"), "3"),
    ] {
        assert_eq!(shown(&show(settings, variable), "office.hotline")["value"], value);
    }
    for (settings, words) in [
        ("", "no hotline"),
        ("hotline = \"1\"\n[office]\nhotline = \"2\"", "keep the one in [office]"),
        ("hotline = \"1\"\nhot_line = \"2\"", "line 5"),
    ] {
        let output = show(settings, None);
        let error: Value = serde_json::from_slice(&output.stderr).expect("JSON");
        assert_eq!(output.status.code(), Some(78), "{settings}");
        assert_eq!(error["error"]["status"], 78);
        assert!(error["error"]["message"].as_str().expect("words").contains(words), "{error}");
    }
}

#[test]
fn policies_of_a_table_are_shown_as_they_stand() {
    let folder = folder_with(&format!(
        "{FIXED}hotline = \"1900\"\n[policy]\none_day_less = [\"UBND tỉnh Thanh Hóa\"]\n[policy.quota_per_year_by_province]\n\"22\" = 50000\n"
    ));
    let show = || ocop_stamp(&["config", "show", "--json", "--data", path(folder.path())]);
    let output = show().output().expect("it starts");
    let by_province = shown(&output, "policy.quota_per_year_by_province");
    assert_eq!(by_province["value"], json!({ "22": 50_000 }));
    assert_eq!(by_province["source"]["kind"], "file");
    let one_day_less = shown(&output, "policy.one_day_less");
    assert_eq!(one_day_less["value"], json!(["UBND tỉnh Thanh Hóa"]));
}

#[test]
fn the_folder_is_named_by_flag_or_environment() {
    let (flag, variable) = (
        folder_with(&format!("{FIXED}hotline = \"1\"")),
        folder_with(&format!("{FIXED}hotline = \"2\"")),
    );
    let show = |arguments: &[&str]| {
        let mut command = ocop_stamp(&["config", "show", "--json"]);
        command.args(arguments).env("OCOP_STAMP_DATA", variable.path());
        command.output().expect("it starts")
    };
    let by_variable = show(&[]);
    assert_eq!(shown(&by_variable, "office.hotline")["value"], "2");
    assert_eq!(shown(&by_variable, "data")["source"]["name"], "OCOP_STAMP_DATA");
    let by_flag = show(&["--data", path(flag.path())]);
    assert_eq!(shown(&by_flag, "office.hotline")["value"], "1");
    assert_eq!(shown(&by_flag, "data")["source"]["kind"], "flag");
    let nowhere = show(&["--data", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(66), "{nowhere:?}");
}

#[test]
fn the_passphrase_is_never_shown_only_where_it_would_come_from() {
    const SECRET: &str = "correct horse battery";
    let folder = folder_with(&format!("{FIXED}hotline = \"1\""));
    let file = folder.path().join("ocop-stamp-passphrase");
    fs::write(&file, SECRET).expect("written");
    let show = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = ocop_stamp(&["config", "show", "--json", "--data", path(folder.path())]);
        let output = command
            .env_remove("CREDENTIALS_DIRECTORY")
            .args(arguments)
            .envs(variables.iter().copied())
            .output()
            .expect("it starts");
        let printed = [output.stdout.as_slice(), &output.stderr].concat();
        assert!(!String::from_utf8_lossy(&printed).contains(SECRET));
        let shown = shown(&output, "passphrase_file");
        (shown["value"].clone(), shown["source"].clone())
    };
    let by_file = ("OCOP_STAMP_PASSPHRASE_FILE", path(&file));
    let by_variable = ("OCOP_STAMP_PASSPHRASE", SECRET);
    let by_credential = ("CREDENTIALS_DIRECTORY", path(folder.path()));
    let environment = |name: &str| json!({ "kind": "environment", "name": name });
    let all = [by_file, by_variable, by_credential];
    let flag = ["--passphrase-file", path(&file)];
    assert_eq!(show(&flag, &all), (json!(file), json!({ "kind": "flag" })));
    assert_eq!(show(&[], &all), (json!(file), environment(by_file.0)));
    assert_eq!(show(&[], &all[1..]), (Value::Null, environment(by_variable.0)));
    assert_eq!(show(&[], &all[2..]), (Value::Null, json!({ "kind": "file", "path": file })));
    assert_eq!(show(&[], &[]), (Value::Null, json!({ "kind": "default" })));
}

#[test]
fn a_wrong_variable_is_told_even_where_the_command_has_no_flag_for_it() {
    let folder = folder_with(&format!("{FIXED}hotline = \"1\""));
    let refused = |arguments: &[&str]| {
        let mut command = ocop_stamp(arguments);
        let command =
            command.env("OCOP_STAMP_LANGUAGES", "fr").env("OCOP_STAMP_DATA", folder.path());
        let output = command.output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    for arguments in [&["serve"][..], &["key", "add", "2"]] {
        let words = refused(arguments);
        assert!(
            words.contains("--languages") && words.contains("\"fr\" is no language"),
            "{words}"
        );
    }
}

/// Changes the file of a demo folder.
fn change_settings(data: &Path, from: &str, to: &str) {
    let file = data.join("ocop-stamp.toml");
    let settings = fs::read_to_string(&file).expect("text");
    assert!(settings.contains(from), "{settings}");
    fs::write(&file, settings.replace(from, to)).expect("written");
}

fn page(serving: &Serving, path: &str) -> String {
    serving.get(path).text().expect("text")
}

#[test]
fn the_service_offers_the_languages_that_the_office_chose() {
    let demo = Demo::new();
    let code = demo.sample("valid");
    let scan = format!("/{}", code.rsplit('/').next().expect("digits"));
    let template = "# languages = [\"vi\", \"en\"]";
    change_settings(&demo.data(), template, "languages = [\"en\", \"vi\"]");
    {
        let serving = demo.serve();
        let (english, vietnamese) =
            (page(&serving, &scan), page(&serving, &format!("{scan}?lang=vi")));
        assert!(english.contains("<html lang=\"en\">") && english.contains("href=\"?lang=vi\""));
        assert!(vietnamese.contains("<html lang=\"vi\">"));
        assert!(vietnamese.contains("href=\"/?lang=vi\""), "the home page stays in the language");
        let missing = serving.client.get(format!("{}/no/such/path", serving.url));
        let missing = missing.header("Accept", "application/json").send().expect("an answer");
        let problem: Value = missing.json().expect("JSON");
        assert_eq!(problem["title"], "No such page");
    }
    change_settings(&demo.data(), "languages = [\"en\", \"vi\"]", "languages = [\"vi\"]");
    let serving = demo.serve();
    let only = page(&serving, &format!("{scan}?lang=en"));
    assert!(only.contains("<html lang=\"vi\">") && !only.contains("lang=en"), "{only}");
}

#[test]
fn use_cases_are_given_the_policies() {
    let demo = Demo::new();
    change_settings(&demo.data(), "# quota_per_year = 20000", "quota_per_year = 7");
    change_settings(
        &demo.data(),
        "# one_day_less = [\"UBND tỉnh …\"]",
        "one_day_less = [\"UBND x\"]",
    );
    let table = "[policy.quota_per_year_by_province]\n";
    change_settings(&demo.data(), &format!("# {table}# \"22\""), &format!("{table}\"22\""));
    let running = open(&demo.data(), std::sync::Arc::new(jiff::Timestamp::now));
    let policy = running.service.policy();
    assert_eq!((policy.quota_per_year("22"), policy.quota_per_year("01")), (50_000, 7));
    let decided_on = date(2026, 2, 20);
    assert_eq!(policy.last_valid_day("ubnd  X", decided_on), date(2029, 2, 19));
    assert_eq!(policy.last_valid_day("UBND y", decided_on), date(2029, 2, 20));
    running.close();
}

#[test]
fn verify_takes_the_variable_of_the_source_that_no_flag_names() {
    let demo = Demo::new();
    let code = demo.sample("valid");
    let keys = demo.beside("issuer-keys.json");
    let serving = demo.serve();
    let set = serving.get("/.well-known/ocop-stamp/issuer-keys.json").text().expect("text");
    fs::write(&keys, set).expect("written");
    let data = demo.data();
    let by_folder = ("OCOP_STAMP_DATA", path(&data));
    let by_service = ("OCOP_STAMP_URL", serving.url.as_str());
    let by_keys = ("OCOP_STAMP_KEYS", path(&keys));
    let check = |variables: &[(&str, &str)], flags: &[&str], words: &str| {
        let mut command = ocop_stamp(&["verify", &code]);
        let output = command.args(flags).envs(variables.iter().copied()).output();
        let output = output.expect("it starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains(words), "{errors}");
    };
    check(&[by_folder, by_service, by_keys], &[], "Checked fully by the data folder");
    check(&[by_service, by_keys], &[], "Checked by the service at");
    check(&[by_keys], &[], "Checked offline by");
    check(&[by_folder, by_service], &["--keys", path(&keys)], "Checked offline by");
    check(&[], &[], "name by what to check");
}

#[test]
fn a_folder_of_the_first_version_is_served() {
    let demo = Demo::new();
    let flat = "base_url = \"https://tem.example.vn\"\nlog_origin = \"tem.example.vn/log\"\nbody = \"Văn phòng Điều phối NTM (mẫu)\"\nhotline = \"1900 1111\"\ndemo = true\n";
    fs::write(demo.data().join("ocop-stamp.toml"), flat).expect("written");
    let serving = demo.serve();
    let scan = format!("/{}", demo.sample("valid").rsplit('/').next().expect("digits"));
    let page = page(&serving, &scan);
    assert!(page.contains("data-verdict=\"valid\"") && page.contains("1900 1111"), "{page}");
    assert!(page.contains("Văn phòng Điều phối NTM (mẫu)"), "{page}");
}
