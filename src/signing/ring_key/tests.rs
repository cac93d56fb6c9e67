//! Damaged tables, floods, groups, and what tables take of memory.

use ed25519_dalek::{Signer, SigningKey};

use super::*;

type Signed = (Vec<u8>, [u8; SIGNATURE_LENGTH]);

fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn issuer_key(seed: u8) -> IssuerKey {
    IssuerKey::from_bytes(signing_key(seed).verifying_key().as_bytes()).expect("a good key")
}

/// A key with a wide table.
fn ring_key(seed: u8) -> RingKey {
    let key = RingKey::new(issuer_key(seed), Arc::default());
    key.make_table();
    key
}

fn good(seed: u8, count: u32) -> impl Iterator<Item = Signed> {
    (0..count).map(move |number| {
        let message = number.to_be_bytes().to_vec();
        let signature = signing_key(seed).sign(&message).to_bytes();
        (message, signature)
    })
}

fn forged(seed: u8) -> Signed {
    let (message, mut signature) = good(seed, 1).next().expect("one");
    signature[0] ^= 1;
    (message, signature)
}

impl RingKey {
    /// Gives it a table whose entries of one window are all damaged: hardly a signature passes.
    pub(in crate::signing) fn damage(&self) {
        let mut table = self.key.tabled(Width::Narrow).expect("not of small order");
        table.damage(7);
        assert!(self.table.set(Some(table)).is_ok(), "before it has one");
    }
}

fn damaged(seed: u8) -> RingKey {
    let key = RingKey::new(issuer_key(seed), Arc::default());
    key.damage();
    key
}

fn signed(key: &RingKey, (message, signature): &Signed) -> bool {
    key.signed(message, signature)
}

#[test]
fn a_damaged_table_condemns_no_good_signature_and_is_told_once() {
    let key = damaged(1);
    assert!(!signed(&key, &forged(1)) && !key.tell_damage());
    assert!(good(1, 300).all(|good| signed(&key, &good)));
    assert!(!signed(&key, &forged(1)));
    assert!(key.table().is_none());
    assert!(key.tables.take_news() && key.tell_damage());
    assert!(!key.tables.take_news() && !key.tell_damage());
}

#[test]
fn a_damaged_table_condemns_none_in_a_group_either() {
    let key = damaged(1);
    let good: Vec<Signed> = good(1, 32).collect();
    assert_eq!(signed_many(&questions(&key, &good)), [true; 32]);
    assert!(key.tell_damage());
}

#[test]
fn after_a_flood_of_forgeries_good_signatures_pay_for_second_checks() {
    let key = ring_key(1);
    let forged = forged(1);
    let mut flood = 0;
    while key.rechecks.spend() {
        flood += 1;
    }
    assert_eq!(flood, 64);
    assert!(!signed(&key, &forged) && !key.rechecks.spend());
    assert!(good(1, 16).all(|good| signed(&key, &good)));
    assert!(!signed(&key, &forged), "this one is looked at twice");
    assert!(!key.rechecks.spend());

    let key = damaged(2);
    while key.rechecks.spend() {}
    let wrongly_refused = good(2, 8).filter(|good| !signed(&key, good)).count();
    assert!(wrongly_refused > 0, "with nothing to pay with, a damaged table is believed");
    assert!(!key.tell_damage());
}

#[test]
fn an_s_that_is_not_reduced_costs_no_second_check() {
    let key = ring_key(1);
    let (message, mut signature) = forged(1);
    signature[63] = 0xff;
    for _ in 0..1_000 {
        assert!(!key.signed(&message, &signature));
    }
    let left = (0..1_000).filter(|_| key.rechecks.spend()).count();
    assert_eq!(left, 64);
}

#[test]
fn each_place_of_a_group_may_be_bad() {
    let keys = [ring_key(1), damaged(2), ring_key(3)];
    // Key 3 answers at once, without a table.
    keys[2].is_damaged.store(true, Ordering::Relaxed);
    let signatures: Vec<(&RingKey, Signed)> = (0..33)
        .map(|place| {
            let seed = 1 + place % 3;
            let number = u32::from(place) + 1;
            let good = good(seed, number).last().expect("one");
            (&keys[usize::from(seed) - 1], good)
        })
        .collect();
    for bad in 0..signatures.len() {
        for byte in [0, 32, 63] {
            let mut signatures = signatures.clone();
            signatures[bad].1.1[byte] ^= 0x80;
            let questions: Vec<_> = signatures
                .iter()
                .map(|(key, (message, signature))| Question { key, message, signature })
                .collect();
            let expected: Vec<bool> = (0..signatures.len()).map(|place| place != bad).collect();
            assert_eq!(signed_many(&questions), expected, "place {bad}, byte {byte}");
        }
    }
}

#[test]
fn a_group_may_be_empty() {
    assert!(signed_many::<Vec<u8>>(&[]).is_empty());
}

#[test]
fn a_table_is_made_for_a_key_that_is_often_asked_for_and_never_waited_for() {
    let key = RingKey::new(issuer_key(1), Arc::default());
    assert!(good(1, CHECKS_BEFORE_A_TABLE).all(|good| signed(&key, &good)));
    assert!(key.table.get().is_none());
    // Another check makes it meanwhile.
    key.checked.fetch_add(1, Ordering::Relaxed);
    assert!(good(1, 3).all(|good| signed(&key, &good)) && !signed(&key, &forged(1)));
    assert!(key.table.get().is_none());
    key.checked.store(CHECKS_BEFORE_A_TABLE, Ordering::Relaxed);
    assert!(good(1, 3).all(|good| signed(&key, &good)) && !signed(&key, &forged(1)));
    assert!(key.table().is_some());
}

#[test]
fn a_key_for_which_no_memory_is_left_is_answered_all_the_same() {
    let left = AtomicUsize::new(Width::Wide.bytes() + Width::Narrow.bytes() - 1);
    let tables = Arc::new(Tables { left, ..Tables::default() });
    let keys = [1, 2].map(|seed| RingKey::new(issuer_key(seed), tables.clone()));
    for (key, seed) in keys.iter().zip([1, 2]) {
        key.make_table();
        assert!(good(seed, 3).all(|good| signed(key, &good)));
        assert!(!signed(key, &forged(seed)));
    }
    assert_eq!(keys.map(|key| key.table().is_some()), [true, false]);
}

#[test]
fn tables_of_many_keys_are_narrow() {
    let tables = Tables::default();
    tables.set_key_count(FEW_KEYS);
    assert_eq!(tables.take(), Some(Width::Wide));
    tables.set_key_count(FEW_KEYS + 1);
    assert_eq!(tables.take(), Some(Width::Narrow));
}

#[test]
fn tables_of_three_hundred_keys_fit_in_200_megabytes() {
    let tables = Tables::default();
    tables.set_key_count(300);
    let narrow = (0..300).filter(|_| tables.take() == Some(Width::Narrow)).count();
    assert_eq!(narrow, 300);
    let keys = 300 * (size_of::<TabledKey>() + size_of::<RingKey>());
    let left = tables.left.load(Ordering::Relaxed);
    assert!(keys < left, "{keys} bytes of keys, {left} left");
}

fn questions<'a>(key: &'a RingKey, signed: &'a [Signed]) -> Vec<Question<'a, &'a Vec<u8>>> {
    signed.iter().map(|(message, signature)| Question { key, message, signature }).collect()
}
