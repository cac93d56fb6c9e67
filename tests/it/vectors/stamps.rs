//! `fixtures/stamps.json`, both ways: 40 stamps in every form, and 23 codes that must be refused.

use ocop_stamp::{
    signing::{DemoKey, KeyRing, Signer, Unreadable, check, key_file::FileSigner, mint},
    stamp::{
        Code, Flags, Gtin, Payload, PinSecret, ScannedStamp, ShortCode, ShortSecret, ValidUntil,
        gs1_path,
    },
};
use serde::Deserialize;

use super::bytes;

#[derive(Deserialize)]
struct Vectors {
    seed_hex: String,
    public_key_hex: String,
    short_secret_hex: String,
    pin_secret_hex: String,
    cases: Vec<Case>,
    rejected: Vec<Rejected>,
}

/// One stamp in every form.
#[derive(Deserialize)]
struct Case {
    fields: Fields,
    payload_hex: String,
    signature_hex: String,
    digits: String,
    gs1_path: String,
    short_code: String,
    short_digits: String,
    pin: String,
}

#[derive(Deserialize)]
struct Fields {
    version: u8,
    flags: u8,
    key: u64,
    certificate: u64,
    batch: u64,
    index: u64,
    valid_until: jiff::civil::Date,
}

/// A code that must be refused, and what it must be called.
#[derive(Deserialize)]
struct Rejected {
    name: String,
    digits: String,
    expect: String,
}

impl Vectors {
    fn read() -> Self {
        serde_json::from_str(include_str!("../../../fixtures/stamps.json")).expect("the fixture")
    }

    /// All stamps are signed by one private key, under the number that each of them names.
    fn signer(&self, case: &Case) -> FileSigner {
        let number = case.fields.key.try_into().expect("two bytes");
        FileSigner::new(number, &bytes(&self.seed_hex))
    }

    fn keys(&self, case: &Case) -> KeyRing {
        let signer = self.signer(case);
        let mut keys = KeyRing::new(DemoKey::Refused);
        keys.insert(signer.number(), signer.public_key());
        keys
    }

    fn short_secret(&self) -> ShortSecret {
        ShortSecret::new(bytes(&self.short_secret_hex))
    }
}

impl Case {
    fn payload(&self) -> Payload {
        let fields = &self.fields;
        assert_eq!(fields.version, 1);
        Payload {
            flags: Flags::from_bits(fields.flags).expect("a flag of version 1"),
            key: fields.key.try_into().expect("two bytes"),
            certificate: fields.certificate.try_into().expect("three bytes"),
            batch: fields.batch.try_into().expect("four bytes"),
            index: fields.index.try_into().expect("three bytes"),
            valid_until: ValidUntil::try_from(fields.valid_until).expect("two bytes of days"),
        }
    }

    /// The stamp by the vector's own bytes.
    fn stamp(&self) -> ScannedStamp {
        ScannedStamp::new(bytes(&format!("{}{}", self.payload_hex, self.signature_hex)))
    }

    /// The GTIN that the vectors made up for all their GS1 links.
    fn gtin(&self) -> Gtin {
        Gtin::parse(&self.gs1_path["/01/".len()..][..Gtin::DIGITS]).expect("a right check digit")
    }
}

#[test]
fn stamps_are_written_as_the_vectors_have_them() {
    let vectors = Vectors::read();
    let (short_secret, pin_secret) =
        (vectors.short_secret(), PinSecret::new(bytes(&vectors.pin_secret_hex)));
    assert_eq!(vectors.cases.len(), 40);
    for case in &vectors.cases {
        let payload = case.payload();
        let signer = vectors.signer(case);
        assert_eq!(signer.public_key().as_bytes(), &bytes(&vectors.public_key_hex));
        let signed = mint(&signer, payload).expect("the key is the payload's");

        assert_eq!(payload.to_bytes(), bytes(&case.payload_hex));
        assert_eq!(signed.as_scanned().signature(), &bytes(&case.signature_hex));
        assert_eq!(signed.digits(), case.digits);
        assert_eq!(gs1_path(case.gtin(), &payload, signed.as_scanned()), case.gs1_path);
        assert_eq!(ShortCode::typed(&short_secret, &payload).to_string(), case.short_code);
        assert_eq!(ShortCode::symbol(&short_secret, &payload).to_string(), case.short_digits);
        assert_eq!(pin_secret.pin(&payload).to_string(), case.pin);
    }
}

#[test]
fn stamps_are_read_as_the_vectors_have_them() {
    let vectors = Vectors::read();
    for case in &vectors.cases {
        let (payload, stamp) = (case.payload(), case.stamp());
        assert_eq!(Payload::from_bytes(&bytes(&case.payload_hex)), Ok(payload));
        assert_eq!(read_both_ways(&case.digits), Some(Code::Printed(stamp)));
        let verified = check(&stamp, &vectors.keys(case)).expect("signed by its key");
        assert_eq!(verified.payload(), &payload);

        let Some(Code::Gs1(link)) = read_both_ways(&case.gs1_path) else {
            panic!("{} is a GS1 link", case.gs1_path);
        };
        assert_eq!((link.stamp, link.gtin), (stamp, case.gtin()));
        assert!(link.serial_names(&payload), "{}", case.gs1_path);
        assert_eq!(link.to_path(), case.gs1_path);

        for spelling in [&case.short_code, &case.short_digits] {
            let Some(Code::Short(short)) = read_both_ways(spelling) else {
                panic!("{spelling} is a short code");
            };
            assert!(short.matches(&vectors.short_secret(), &payload), "{spelling}");
            assert_eq!(short.to_string(), *spelling);
        }
    }
}

#[test]
fn what_must_be_refused_is_called_by_its_reason() {
    let vectors = Vectors::read();
    assert_eq!(vectors.rejected.len(), 23);
    let keys = vectors.keys(&vectors.cases[0]);
    for rejected in &vectors.rejected {
        let reason = match read_both_ways(&rejected.digits) {
            None => "malformed",
            Some(Code::Printed(stamp)) => match check(&stamp, &keys) {
                Err(Unreadable::Unsupported(_)) => "unsupported_version",
                Err(Unreadable::Forged(_)) => "bad_signature",
                Err(Unreadable::UnknownKey(_)) => "unknown_key",
                Ok(stamp) => panic!("{}: {stamp:?} was accepted", rejected.name),
            },
            Some(code) => panic!("{}: read as {code:?}", rejected.name),
        };
        // A flipped bit in bytes 1 and 2 changes the number of the key, anywhere else the message.
        let expected = match (rejected.expect.as_str(), rejected.name.as_str()) {
            ("bad_signature_or_unknown_key", "bit_flipped_at_byte_1") => "unknown_key",
            ("bad_signature_or_unknown_key", _) => "bad_signature",
            (expected, _) => expected,
        };
        assert_eq!(reason, expected, "{}", rejected.name);
    }
}

/// Reads a code as a path that was scanned and as a text that was pasted, which must agree.
fn read_both_ways(code: &str) -> Option<Code> {
    let path = format!("/{}", code.trim_start_matches('/'));
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let scanned = Code::from_link(path, query).ok();
    assert_eq!(Code::from_text(code).ok(), scanned, "{code}");
    scanned
}
