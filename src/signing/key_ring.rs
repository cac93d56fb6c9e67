//! The issuer keys that signatures are checked against at a moment.

use std::{collections::HashMap, fmt, sync::Arc};

use super::{
    IssuerKey,
    ring_key::{RingKey, Tables},
};
use crate::stamp::{KeyNumber, SIGNATURE_LENGTH};

/// Whether key 0, whose private half is public, is taken for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoKey {
    /// As everywhere outside the demo.
    Refused,
    /// Only where somebody asked for the demo.
    Accepted,
}

/// Keys by number. Retired and compromised keys stay: what they signed is theirs.
///
/// A copy shares its keys with the original, and with them the tables that make checks fast. A key's table is
/// made when it has been asked for some times, so a start pays for none and memory goes to keys in use: 7.2 MB a key while the
/// ring has up to eight of them, 0.64 MB in a larger ring, where there is room for 300.
#[derive(Clone)]
pub struct KeyRing {
    demo_key: DemoKey,
    keys: Arc<HashMap<KeyNumber, Arc<RingKey>>>,
    tables: Arc<Tables>,
}

impl KeyRing {
    /// A ring without keys.
    pub fn new(demo_key: DemoKey) -> Self {
        Self { demo_key, keys: Arc::default(), tables: Arc::default() }
    }

    /// Adds a key. The demo key is passed by unless the ring accepts it.
    pub fn insert(&mut self, number: KeyNumber, key: IssuerKey) {
        if number == KeyNumber::DEMO && self.demo_key == DemoKey::Refused {
            return;
        }
        let key = RingKey::new(key, self.tables.clone());
        let keys = Arc::make_mut(&mut self.keys);
        keys.insert(number, Arc::new(key));
        self.tables.set_key_count(keys.len());
    }

    /// The key of this number, if it is known.
    pub fn get(&self, number: KeyNumber) -> Option<&IssuerKey> {
        self.ring_key(number).map(RingKey::key)
    }

    /// Whether the signature is that key's, by the strict rules of [`IssuerKey::signed`]; `None` if no key of this
    /// number is known.
    pub fn signed(
        &self,
        number: KeyNumber,
        message: &[u8],
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Option<bool> {
        self.ring_key(number).map(|key| key.signed(message, signature))
    }

    /// Keys whose tables were found damaged in memory, each told once. Their signatures are checked
    /// without tables from then on. Costs next to nothing while there is none.
    pub fn take_damaged(&self) -> Vec<KeyNumber> {
        if !self.tables.take_news() {
            return Vec::new();
        }
        self.keys.iter().filter(|(_, key)| key.tell_damage()).map(|(number, _)| *number).collect()
    }

    pub(super) fn ring_key(&self, number: KeyNumber) -> Option<&RingKey> {
        self.keys.get(&number).map(Arc::as_ref)
    }
}

/// The keys, without their tables.
impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys.iter().map(|(number, key)| (number, key.key()));
        f.debug_struct("KeyRing")
            .field("demo_key", &self.demo_key)
            .field("keys", &keys.collect::<HashMap<_, _>>())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::{super::tabled_key::Width, *};

    fn key(seed: u8) -> IssuerKey {
        let key = SigningKey::from_bytes(&[seed; 32]).verifying_key();
        IssuerKey::from_bytes(key.as_bytes()).expect("a good key")
    }

    #[test]
    fn the_next_ring_shares_the_tables_of_keys_that_stay() {
        let (one, two) = (KeyNumber::new(1), KeyNumber::new(2));
        let mut ring = KeyRing::new(DemoKey::Refused);
        ring.insert(one, key(1));
        let mut next = ring.clone();
        next.insert(two, key(2));
        assert!(ring.get(two).is_none());
        let of = |ring: &KeyRing| std::ptr::from_ref(ring.ring_key(one).expect("known"));
        assert_eq!(of(&ring), of(&next));
        assert!(Arc::ptr_eq(&next.keys, &next.clone().keys));
    }

    /// What keys take of the memory for tables follows from how many the ring has.
    #[test]
    fn a_ring_of_many_keys_gives_them_narrow_tables() {
        let mut ring = KeyRing::new(DemoKey::Refused);
        let mut width_with = |keys: u8| {
            ring.insert(KeyNumber::new(keys.into()), key(keys));
            ring.tables.take()
        };
        let widths: Vec<_> = (1..=9).map(&mut width_with).collect();
        assert_eq!(widths[..8], [Some(Width::Wide); 8]);
        assert_eq!(widths[8], Some(Width::Narrow));
    }

    #[test]
    fn whose_table_is_damaged_is_told_once_whichever_ring_was_asked() {
        let mut ring = KeyRing::new(DemoKey::Refused);
        for number in [1, 2] {
            ring.insert(KeyNumber::new(number), key(number as u8));
        }
        ring.ring_key(KeyNumber::new(2)).expect("known").damage();
        let next = ring.clone();
        for message in 0..100_u8 {
            for seed in [1, 2] {
                let signature = SigningKey::from_bytes(&[seed; 32]).sign(&[message]).to_bytes();
                let number = KeyNumber::new(seed.into());
                assert_eq!(ring.signed(number, &[message], &signature), Some(true));
            }
        }
        assert_eq!(next.take_damaged(), [KeyNumber::new(2)]);
        assert!(ring.take_damaged().is_empty() && next.take_damaged().is_empty());
    }

    #[test]
    fn the_demo_key_is_a_key_only_where_it_is_asked_for() {
        for (demo_key, is_known) in [(DemoKey::Refused, false), (DemoKey::Accepted, true)] {
            let mut ring = KeyRing::new(demo_key);
            ring.insert(KeyNumber::DEMO, key(1));
            let signed = ring.signed(KeyNumber::DEMO, b"", &[0; SIGNATURE_LENGTH]);
            assert_eq!(
                (ring.get(KeyNumber::DEMO).is_some(), signed.is_some()),
                (is_known, is_known)
            );
        }
    }
}
