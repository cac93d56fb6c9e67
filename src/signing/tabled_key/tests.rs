//! Every case is put to `verify_strict` as well, and has to be answered as it answers.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey};
use serde::Deserialize;

use super::{super::multiples::tests::edges, *};

/// A key under test, from bytes that the gate for issuer keys may refuse.
struct Rivals {
    strict: VerifyingKey,
    /// With either table; none for a key of small order.
    tabled: Vec<TabledKey>,
}

impl Rivals {
    /// `None` for bytes that are no key to either.
    fn new(bytes: &[u8; 32]) -> Option<Self> {
        let strict = VerifyingKey::from_bytes(bytes).ok()?;
        let tabled = |width| TabledKey::new(&strict, width);
        let tabled = [Width::Wide, Width::Narrow].into_iter().filter_map(tabled).collect();
        Some(Self { strict, tabled })
    }

    /// What all say.
    #[track_caller]
    fn signed(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> bool {
        let strict = self.strict.verify_strict(message, &Signature::from_bytes(signature)).is_ok();
        for tabled in &self.tabled {
            let expected = tabled.expected_r(message, signature);
            let tabled = expected.is_some_and(|expected| is_r(&expected.compress(), signature));
            let signature = HEXLOWER.encode(signature);
            assert_eq!(tabled, strict, "key {:?}, signature {signature}", self.strict);
        }
        assert!(!strict || !self.tabled.is_empty());
        strict
    }
}

/// A private scalar whose public point has any part of small order, and signatures with any R.
struct Maker {
    secret: Scalar,
    public: [u8; 32],
}

impl Maker {
    fn new(secret: u64, torsion: EdwardsPoint) -> Self {
        let secret = Scalar::from(secret);
        Self { secret, public: (EdwardsPoint::mul_base(&secret) + torsion).compress().0 }
    }

    /// R as these bytes, and the s that belongs to a nonce: r + k · secret.
    fn sign(&self, nonce: Scalar, r: [u8; 32], message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        let hash = Sha512::new().chain_update(r).chain_update(self.public).chain_update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        joined(r, (nonce + k * self.secret).to_bytes())
    }
}

fn joined(r: [u8; 32], s: [u8; 32]) -> [u8; SIGNATURE_LENGTH] {
    [r, s].concat().try_into().expect("two halves")
}

/// Every spelling of a point's y that is not canonical, 2^255 − 19 to 2^255 − 1, with either sign; most are points.
fn second_spellings() -> Vec<[u8; 32]> {
    let mut spellings = Vec::new();
    for lowest in 0xed..=0xff {
        for highest in [0x7f, 0xff] {
            let mut bytes = [0xff; 32];
            (bytes[0], bytes[31]) = (lowest, highest);
            spellings.push(bytes);
        }
    }
    // The points (0, ±1) with the sign bit of no x.
    spellings.extend([1, -1].map(|y: i8| {
        let point = if y == 1 { EIGHT_TORSION[0] } else { EIGHT_TORSION[4] };
        let mut bytes = point.compress().0;
        bytes[31] |= 0x80;
        bytes
    }));
    spellings
}

/// The group's order, as bytes.
fn order() -> [u8; 32] {
    let mut order = (-Scalar::ONE).to_bytes();
    order[0] += 1;
    order
}

/// The sum of two numbers of 32 bytes, lowest first.
fn sum(a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
    let mut carry = 0;
    std::array::from_fn(|place| {
        let digit = u16::from(a[place]) + u16::from(b[place]) + carry;
        carry = digit >> 8;
        (digit & 0xff) as u8
    })
}

#[test]
fn good_and_damaged_signatures() {
    for seed in 0..8 {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let rivals = Rivals::new(key.verifying_key().as_bytes()).expect("a key");
        for length in 0..100_usize {
            let mut message = vec![seed; length];
            let signature = key.sign(&message).to_bytes();
            assert!(rivals.signed(&message, &signature));
            let mut damaged = signature;
            damaged[length % 64] ^= 1 << (length % 8);
            assert!(!rivals.signed(&message, &damaged));
            message.push(0);
            assert!(!rivals.signed(&message, &signature));
        }
    }
}

#[test]
fn every_bit_of_a_signature_counts() {
    let key = SigningKey::from_bytes(&[9; 32]);
    let rivals = Rivals::new(key.verifying_key().as_bytes()).expect("a key");
    let signature = key.sign(b"stamp").to_bytes();
    for bit in 0..512 {
        let mut damaged = signature;
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(!rivals.signed(b"stamp", &damaged), "bit {bit}");
    }
}

#[test]
fn an_s_that_is_not_reduced_is_refused() {
    let key = SigningKey::from_bytes(&[9; 32]);
    let rivals = Rivals::new(key.verifying_key().as_bytes()).expect("a key");
    let signature = key.sign(b"stamp").to_bytes();
    let (r, mut s) = (*r_of(&signature), *s_of(&signature));
    // 16 L is the first multiple past 2^256; up to there all spell the same s.
    for _ in 1..15 {
        s = sum(s, order());
        assert!(!rivals.signed(b"stamp", &joined(r, s)));
    }
    for s in [order(), sum(order(), Scalar::ONE.to_bytes()), [0xff; 32]] {
        assert!(!rivals.signed(b"stamp", &joined(r, s)));
    }
}

/// Keys and R with and without parts of small order, where s is the right one for a check with cofactor. Without
/// it, whether they are accepted depends on k; both answers have to occur.
#[test]
fn parts_of_small_order_in_key_and_r() {
    let nonce = Scalar::from(77_u64);
    let (mut accepted, mut refused) = (0, 0);
    for of_key in EIGHT_TORSION {
        let maker = Maker::new(1_234_567, of_key);
        let rivals = Rivals::new(&maker.public).expect("a key");
        for of_r in EIGHT_TORSION {
            let r = (EdwardsPoint::mul_base(&nonce) + of_r).compress().0;
            for message in 0..16_u8 {
                let signature = maker.sign(nonce, r, &[message]);
                let is_signed = rivals.signed(&[message], &signature);
                let counts = if is_signed { &mut accepted } else { &mut refused };
                *counts += 1;
            }
        }
    }
    assert!(accepted > 100 && refused > 500, "{accepted} accepted, {refused} refused");
}

/// With a nonce of 0 these R are what the formula comes to, so only the rule about them refuses.
#[test]
fn an_r_of_small_order_or_not_canonical() {
    for of_key in EIGHT_TORSION {
        let maker = Maker::new(1_234_567, of_key);
        let rivals = Rivals::new(&maker.public).expect("a key");
        let small = EIGHT_TORSION.map(|point| point.compress().0);
        for r in small.into_iter().chain(second_spellings()) {
            for message in 0..16_u8 {
                assert!(!rivals.signed(&[message], &maker.sign(Scalar::ZERO, r, &[message])));
            }
        }
    }
}

#[test]
fn a_key_of_small_order_or_not_canonical() {
    let small = EIGHT_TORSION.map(|point| point.compress().0);
    let mut large = 0;
    for public in small.into_iter().chain(second_spellings()) {
        let Some(rivals) = Rivals::new(&public) else { continue };
        for nonce in 0..16_u64 {
            let nonce = Scalar::from(nonce);
            let r = EdwardsPoint::mul_base(&nonce).compress().0;
            let maker = Maker { secret: Scalar::ZERO, public };
            assert!(!rivals.signed(b"stamp", &maker.sign(nonce, r, b"stamp")));
        }
        if rivals.tabled.is_empty() {
            continue;
        }
        // No private half is known of these, so the formula is asked: k over the key's bytes as given.
        large += 1;
        let signature = joined([3; 32], [4; 32].map(|byte| byte & 0x0f));
        let hash = Sha512::new().chain_update([3; 32]).chain_update(public).chain_update(b"stamp");
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let s = Scalar::from_canonical_bytes(*s_of(&signature)).expect("reduced");
        let expected = formula(&s, &k, &rivals.strict.to_edwards());
        for tabled in rivals.tabled {
            assert_eq!(tabled.expected_r(b"stamp", &signature), Some(expected));
        }
    }
    assert!(large > 5, "{large} keys that are not canonical, and not of small order");
}

/// What the library computes for sB − kA.
fn formula(s: &Scalar, k: &Scalar, key: &EdwardsPoint) -> EdwardsPoint {
    EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &-key, s)
}

#[test]
fn digits_at_the_edges_of_their_windows() {
    let (some, edges) = (Scalar::from_bytes_mod_order([0xa7; 32]), edges());
    for of_key in [EIGHT_TORSION[0], EIGHT_TORSION[1]] {
        let public = Maker::new(1_234_567, of_key).public;
        let rivals = Rivals::new(&public).expect("a key");
        let key = rivals.strict.to_edwards();
        assert_eq!(rivals.tabled.len(), 2);
        for (place, edge) in edges.iter().enumerate() {
            let other = edges[(place * 7 + 3) % edges.len()];
            for (s, k) in [(edge, &some), (&some, edge), (edge, &other)] {
                for tabled in &rivals.tabled {
                    assert_eq!(
                        tabled.difference(&Digits::of(s), k),
                        formula(s, k, &key),
                        "{s:?} {k:?}"
                    );
                }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wycheproof {
    test_groups: Vec<WycheproofGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WycheproofGroup {
    public_key: WycheproofKey,
    tests: Vec<WycheproofTest>,
}

#[derive(Deserialize)]
struct WycheproofKey {
    pk: String,
}

#[derive(Deserialize)]
struct WycheproofTest {
    msg: String,
    sig: String,
    result: String,
}

#[derive(Deserialize)]
struct Speccheck {
    message: String,
    pub_key: String,
    signature: String,
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).expect("hex")
}

#[test]
fn the_vectors_of_wycheproof() {
    let text = include_str!("../../../fixtures/wycheproof_ed25519.json");
    let vectors: Wycheproof = serde_json::from_str(text).expect("the fixture");
    for group in &vectors.test_groups {
        let key = hex(&group.public_key.pk).try_into().expect("32 bytes");
        let rivals = Rivals::new(&key).expect("a key");
        for test in &group.tests {
            // Another length is no signature to either.
            let Ok(signature) = hex(&test.sig).try_into() else { continue };
            assert_eq!(rivals.signed(&hex(&test.msg), &signature), test.result == "valid");
        }
    }
}

#[test]
fn the_vectors_of_speccheck() {
    let text = include_str!("../../../fixtures/ed25519_speccheck.json");
    let cases: Vec<Speccheck> = serde_json::from_str(text).expect("the fixture");
    for (number, case) in cases.iter().enumerate() {
        let rivals = Rivals::new(&hex(&case.pub_key).try_into().expect("32 bytes"));
        let signature = hex(&case.signature).try_into().expect("64 bytes");
        let is_signed = rivals.is_some_and(|rivals| rivals.signed(&hex(&case.message), &signature));
        assert_eq!(is_signed, number == 3, "case {number}");
    }
}
