//! Key files and published key sets.

use data_encoding::BASE64;
use ocop_stamp::signing::{
    Jwk, JwkSet,
    key_file::{self, Content, Protection},
};
use serde_json::json;

use super::{Bounds, Target};

/// What stands in a key file: DER, put into PEM here, so that a change reaches what is behind the base64.
pub const KEY_FILE: Target = Target {
    name: "key_file",
    seeds: key_files,
    words: &["\u{2}\u{4}", "0\u{20}", "\u{4}\u{20}"],
    read: key,
    // scrypt with what openssl asks for takes 16 MB.
    bounds: Bounds::of_thread(40),
};

/// A JWK set.
pub const KEY_SET: Target = Target {
    name: "key_set",
    seeds: || vec![include_bytes!("../../../fixtures/jwk_set_minimal.json").to_vec()],
    words: &[
        "\"kid\":",
        "\"x\":",
        "\"OKP\"",
        "\"Ed25519\"",
        "\"status\":\"compromised\"",
        "\"65535\"",
        "[",
        "{",
        "=",
    ],
    read: key_set,
    bounds: Bounds::of_thread(2),
};

const PASSPHRASE: &str = "a passphrase that is public";

/// The first byte says how the rest is wrapped.
fn key_files() -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for (number, protection, content) in [
        (0, Protection::Clear, Content::SigningKey),
        (1, Protection::Clear, Content::HmacSecret),
        (2, Protection::Passphrase(PASSPHRASE.to_owned()), Content::SigningKey),
    ] {
        let path = folder.path().join(number.to_string());
        key_file::write(&path, content, &[7; 32], &protection).expect("written");
        let pem = std::fs::read_to_string(&path).expect("text");
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = BASE64.decode(base64.as_bytes()).expect("base64");
        files.push([&[number][..], &der].concat());
        files.push([&[3][..], pem.as_bytes()].concat());
    }
    files
}

fn key(case: &[u8]) {
    let Some((how, rest)) = case.split_first() else { return };
    let wrapped = |label: &str| {
        let base64 = BASE64.encode(rest);
        let lines: Vec<&str> = base64
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).expect("ASCII"))
            .collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    let pem = match how % 4 {
        0 | 1 => wrapped("PRIVATE KEY"),
        2 => wrapped("ENCRYPTED PRIVATE KEY"),
        _ => String::from_utf8_lossy(rest).into_owned(),
    };
    let protections = [Protection::Clear, Protection::Passphrase(PASSPHRASE.to_owned())];
    for protection in protections {
        let as_key = key_file::parse(&pem, Content::SigningKey, &protection);
        let as_secret = key_file::parse(&pem, Content::HmacSecret, &protection);
        assert!(as_key.is_err() || as_secret.is_err(), "a file has one content");
        if let (Err(error), Protection::Clear) = (&as_key, &protection) {
            assert!(!error.to_string().contains(PASSPHRASE));
        }
    }
}

fn key_set(case: &[u8]) {
    let Ok(keys) = JwkSet::read(case) else { return };
    assert!(!keys.is_empty(), "a set without keys is none");
    let day = "2026-01-01".parse().expect("a day");
    let added_at = "2026-01-01T00:00:00Z".parse().expect("a time");
    let written: Vec<Jwk> = keys
        .iter()
        .map(|(number, key, status)| {
            Jwk::new(*number, key, *status, String::new(), (day, day), added_at)
        })
        .collect();
    let again = JwkSet::read(json!({ "keys": written }).to_string().as_bytes());
    assert_eq!(again.expect("what is written is read"), keys);
}
