//! The settings of a data folder.

use std::{fs, path::Path};

use ocop_stamp::config::{Overrides, PassphraseSource, Settings, Source, Sourced};

use super::{Bounds, Target};

/// `ocop-stamp.toml`.
pub const SETTINGS: Target = Target {
    name: "settings",
    seeds: || {
        let rest = "[office]\nhotline = \"1900 0000\"\nname = \"Văn phòng\"\nlanguages = [\"vi\", \"en\"]\nsecurity_contact = \"mailto:a@b.vn\"\n\
            [policy]\nquota_per_year = 20000\none_day_less = [\"UBND tỉnh Sơn La\"]\n[policy.quota_per_year_by_province]\n\"22\" = 50000\n\
            [serve]\nlisten = \"127.0.0.1:8080\"\ncontrol_group = \"g\"\nrate_limit = 200\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\n\
            forwarded_header = \"x-forwarded-for\"\nanchors = [\"/mnt/x\", \"https://x.vn\"]\nexpiry = \"list\"\n[print]\ndpi = 300\n";
        [&format!("{FIXED}hotline = \"1900\"\ndemo = true\n"), &format!("{FIXED}{rest}")]
            .map(|text| text.clone().into_bytes())
            .into()
    },
    words: &[
        "\"",
        "[[",
        "]]",
        "'''",
        "\"\"\"",
        "\\u0000",
        " = ",
        "off",
        "inf",
        "nan",
        "0x",
        "2026-01-01",
        "[serve]\n",
        "{}",
        "::/0",
        "0.0.0.0:0",
    ],
    read: settings,
    bounds: Bounds::of_thread(4),
};

const FIXED: &str = "base_url = \"https://tem.example.vn\"\nlog_origin = \"tem.example.vn/log\"\nbody = \"Văn phòng (mẫu)\"\n";

fn settings(case: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("ocop-stamp.toml"), case).expect("written");
    match read(folder.path()) {
        Ok(settings) => {
            let again = read(folder.path()).expect("the same file again");
            assert_eq!(format!("{:?}", settings.office()), format!("{:?}", again.office()));
            assert!(!settings.office().hotline.is_empty(), "consumers are told to call it");
            assert!(settings.office().base_url.as_str().starts_with("http"));
        }
        Err(error) => {
            let lines = case.iter().filter(|byte| **byte == b'\n').count() + 1;
            if let Some((_, rest)) = error.split_once("parse error at line ") {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let line: usize = digits.parse().expect("a line's number");
                assert!((1..=lines).contains(&line), "line {line} of {lines}: {error}");
            }
        }
    }
}

fn read(folder: &Path) -> Result<Settings, String> {
    let folder = Sourced { value: folder.to_owned(), source: Source::Flag };
    Settings::read(folder, PassphraseSource::Nowhere, Overrides::default())
        .map_err(|error| error.to_string())
}
