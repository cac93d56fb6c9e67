//! The issuer keys that signatures are checked against at a moment.

use std::collections::HashMap;

use super::IssuerKey;
use crate::stamp::KeyNumber;

/// Whether key 0, whose private half is public, is taken for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoKey {
    /// As everywhere outside the demo.
    Refused,
    /// Only where somebody asked for the demo.
    Accepted,
}

/// Keys by number. Retired and compromised keys stay: what they signed is theirs.
#[derive(Debug, Clone)]
pub struct KeyRing {
    demo_key: DemoKey,
    keys: HashMap<KeyNumber, IssuerKey>,
}

impl KeyRing {
    /// A ring without keys.
    pub fn new(demo_key: DemoKey) -> Self {
        Self { demo_key, keys: HashMap::new() }
    }

    /// Adds a key. The demo key is passed by unless the ring accepts it.
    pub fn insert(&mut self, number: KeyNumber, key: IssuerKey) {
        if number == KeyNumber::DEMO && self.demo_key == DemoKey::Refused {
            return;
        }
        self.keys.insert(number, key);
    }

    /// The key of this number, if it is known.
    pub fn get(&self, number: KeyNumber) -> Option<&IssuerKey> {
        self.keys.get(&number)
    }
}
