//! What is printed, typed and shown once: codes of stamps and certificates, contacts, secrets.

use std::collections::BTreeMap;

use ocop_stamp::{
    access::{ApiTokenText, Email, Identifier, OneTimeSecret, PhoneNumber},
    stamp::{
        Code, Payload, ShortCode, certificate_of_path, certificate_path, looks_like_code,
        stamp_digits,
    },
};
use serde_json::Value;

use super::{Bounds, Target};

/// A code as a phone opens it, a person types it, or a program sends it.
pub const CODE: Target = Target {
    name: "code",
    seeds: codes,
    words: &["https://", "/01/", "/21/", "?s=", "&s=", "#", "%20", "–", "0", "O", "certificates/"],
    read: code,
    bounds: Bounds::of_thread(1),
};

/// The code of a certificate's page.
pub const CERTIFICATE_CODE: Target = Target {
    name: "certificate_code",
    seeds: || {
        [&b"/certificates/235"[..], b"certificates/0/", b"/certificates/16777215"]
            .map(<[u8]>::to_vec)
            .into()
    },
    words: &["/", "0", "+", "certificates/"],
    read: certificate_code,
    bounds: Bounds::of_thread(1),
};

/// A telephone number or an e-mail address.
pub const CONTACT: Target = Target {
    name: "contact",
    seeds: || {
        [
            &b"0912 345 678"[..],
            b"+84 (912) 345-678",
            b"0084912345678",
            b"an@example.vn",
            "İ@e.vn".as_bytes(),
        ]
        .map(<[u8]>::to_vec)
        .into()
    },
    words: &["+", "00", "@", ".", "\u{130}", "ẞ", " "],
    read: contact,
    bounds: Bounds::of_thread(1),
};

/// A token, or the secret of a link or a cookie.
pub const SECRETS: Target = Target {
    name: "secrets",
    seeds: secrets_to_begin_with,
    words: &["ocopstamp_", "=", "-", "_", "A"],
    read: secrets,
    bounds: Bounds::of_thread(1),
};

fn fixtures() -> Value {
    serde_json::from_str(include_str!("../../../fixtures/stamps.json")).expect("JSON")
}

fn codes() -> Vec<Vec<u8>> {
    let mut codes = Vec::new();
    let fixtures = fixtures();
    for case in fixtures["cases"].as_array().expect("cases").iter().take(4) {
        let fields: BTreeMap<&String, &Value> = case.as_object().expect("fields").iter().collect();
        let texts = fields.values().filter_map(|value| value.as_str());
        codes.extend(texts.map(|text| text.as_bytes().to_vec()));
    }
    for case in fixtures["rejected"].as_array().expect("cases") {
        let texts = case.as_object().expect("fields").values().filter_map(Value::as_str);
        codes.extend(texts.map(|text| text.as_bytes().to_vec()));
    }
    codes.push("https://tem.example.vn/WBN5-N2DG-DJZE-8G3M".into());
    codes
}

fn code(case: &[u8]) {
    let Ok(text) = std::str::from_utf8(case) else { return };
    let Ok(code) = Code::from_text(text) else { return };
    let spelling = match code {
        Code::Printed(stamp) => {
            if let Ok(payload) = stamp.claimed_payload() {
                let bytes = payload.to_bytes();
                assert_eq!(
                    Payload::from_bytes(&bytes),
                    Ok(payload),
                    "a payload is read as written"
                );
                assert_eq!(stamp.bytes()[..bytes.len()], bytes, "and stands in front");
            }
            let digits = stamp_digits(&stamp);
            assert_eq!(Code::printed_of_path(&format!("/{digits}")), Some(stamp));
            assert!(text.contains(&digits), "digits have one spelling");
            digits
        }
        Code::Gs1(link) => {
            let path = link.to_path();
            // The slash in front may be missing where no host stands before it.
            let keys = path.split('?').next().expect("a path").trim_start_matches('/');
            assert!(text.contains(keys), "a GS1 link has one spelling");
            path
        }
        Code::Short(short) => {
            if short.to_string().contains('-') {
                assert_eq!(ShortCode::parse_typed(&short.to_string()), Ok(short));
            }
            short.to_string()
        }
    };
    assert_eq!(Code::from_text(&spelling), Ok(code), "a code is read as it is printed");
    assert!(looks_like_code(spelling.split('?').next().expect("a path")), "{spelling}");
    assert_eq!(certificate_of_path(&spelling), None, "no code is a certificate's and a stamp's");
}

fn certificate_code(case: &[u8]) {
    let Ok(text) = std::str::from_utf8(case) else { return };
    let Some(number) = certificate_of_path(text) else { return };
    let path = certificate_path(number);
    assert_eq!(certificate_of_path(&path), Some(number));
    assert_eq!(
        path.trim_matches('/'),
        text.strip_prefix('/').unwrap_or(text).trim_end_matches('/')
    );
    assert!(Code::from_text(text).is_err(), "it confirms no pack");
}

fn contact(case: &[u8]) {
    let Ok(text) = std::str::from_utf8(case) else { return };
    match Identifier::parse(text) {
        Ok(Identifier::Phone(number)) => {
            let again = PhoneNumber::try_from(number.as_str().to_owned());
            assert_eq!(again.map(String::from), Ok(String::from(number)), "one spelling a number");
        }
        Ok(Identifier::Email(address)) => {
            let again = Email::try_from(address.as_str().to_owned());
            assert_eq!(
                again.map(String::from),
                Ok(String::from(address)),
                "one spelling an address"
            );
        }
        Err(_) => {}
    }
}

fn secrets_to_begin_with() -> Vec<Vec<u8>> {
    let token = ApiTokenText::new(|bytes| bytes.fill(0x11));
    let secret = OneTimeSecret::new(|bytes| bytes.fill(0x11));
    vec![token.as_str().into(), secret.text().into()]
}

fn secrets(case: &[u8]) {
    let Ok(text) = std::str::from_utf8(case) else { return };
    if let Ok(token) = ApiTokenText::parse(text) {
        assert_eq!(token.as_str(), text);
    }
    if let Some(secret) = OneTimeSecret::parse(text) {
        assert_eq!(secret.text(), text, "a secret has one spelling");
    }
}
