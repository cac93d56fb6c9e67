//! Signatures on which Ed25519 libraries are known to differ, through [`IssuerKey`] and a [`KeyRing`] exactly
//! as `verify_strict` of `ed25519-dalek` answers them. A key that the gate refuses accepts nothing.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, VerifyingKey};
use ocop_stamp::{
    signing::{DemoKey, IssuerKey, IssuerKeyError, KeyRing},
    stamp::KeyNumber,
};
use serde::Deserialize;

use super::bytes;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wycheproof {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    public_key: PublicKey,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct PublicKey {
    pk: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    tc_id: u32,
    msg: String,
    sig: String,
    result: String,
}

#[derive(Deserialize)]
struct EdgeCase {
    message: String,
    pub_key: String,
    signature: String,
}

#[test]
fn wycheproof_is_answered_as_it_says() {
    let vectors: Wycheproof =
        serde_json::from_str(include_str!("../../../fixtures/wycheproof_ed25519.json"))
            .expect("the fixture");
    let mut asked = 0;
    for group in &vectors.test_groups {
        for test in &group.tests {
            let accepted = answer(&group.public_key.pk, &test.msg, &test.sig);
            assert_eq!(accepted, Ok(test.result == "valid"), "test {}", test.tc_id);
            asked += 1;
        }
    }
    assert_eq!(asked, vectors.number_of_tests);
}

/// The gate refuses the keys of all cases but 6 and 7, whose signatures are not reduced. Case 3 is the one
/// that `verify_strict` alone would accept: its key has a part of small order.
#[test]
fn speccheck_accepts_nothing_and_its_dubious_keys_stay_outside() {
    let cases: Vec<EdgeCase> =
        serde_json::from_str(include_str!("../../../fixtures/ed25519_speccheck.json"))
            .expect("the fixture");
    assert_eq!(cases.len(), 12);
    for (number, case) in cases.iter().enumerate() {
        let expected = match number {
            6 | 7 => Ok(false),
            10 | 11 => Err(IssuerKeyError::NotCanonical),
            _ => Err(IssuerKeyError::Torsion),
        };
        let answer = answer(&case.pub_key, &case.message, &case.signature);
        assert_eq!(answer, expected, "case {number}");

        let (key, signature) = (bytes(&case.pub_key), bytes(&case.signature));
        let strict = VerifyingKey::from_bytes(&key).is_ok_and(|key| {
            key.verify_strict(&hex(&case.message), &Signature::from_bytes(&signature)).is_ok()
        });
        assert_eq!(strict, number == 3, "verify_strict, case {number}");
    }
}

/// Whether the key accepts the signature. For keys that pass the gate, `verify_strict` must agree.
fn answer(key: &str, message: &str, signature: &str) -> Result<bool, IssuerKeyError> {
    let key_bytes = bytes(key);
    let key = IssuerKey::from_bytes(&key_bytes)?;
    // A signature of another length is refused before there is anything to check.
    let Ok(signature) = <[u8; 64]>::try_from(hex(signature)) else { return Ok(false) };
    let accepted = key.signed(&hex(message), &signature);
    let strict = VerifyingKey::from_bytes(&key_bytes)
        .expect("it passed the gate")
        .verify_strict(&hex(message), &Signature::from_bytes(&signature));
    assert_eq!(accepted, strict.is_ok());
    let mut ring = KeyRing::new(DemoKey::Refused);
    ring.insert(KeyNumber::new(1), key);
    let signed = ring.signed(KeyNumber::new(1), &hex(message), &signature);
    assert_eq!(signed, Some(accepted), "with tables");
    Ok(accepted)
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).expect("the vector is in hex")
}
