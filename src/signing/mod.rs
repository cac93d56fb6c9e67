//! Issuer keys: whose signature a stamp carries, how it is made and how it is checked.
//!
//! Which keys there are, and what became of them, is the log's to say; whether a stamp is worth
//! anything is `verification`'s.

// A public key that passed the gate, and the keys known at a moment.
mod issuer_key;
mod key_ring;

// Fast checks: the arithmetic, the strict rules, and the guard against damaged memory.
mod multiples;
mod prefetch;
mod rechecks;
mod ring_key;
mod tabled_key;

// Checking a scanned stamp; the only way to a verified one.
mod check;

// The port for signing, and minting through it.
mod signer;

// The published key set, written and read.
mod jwk_set;

// Adapter: keys and secrets in files.
pub mod key_file;

pub use check::{Unreadable, VerifiedStamp, check, check_many};
pub use issuer_key::{IssuerKey, IssuerKeyError, KeyProof, proof_message};
pub use jwk_set::{Jwk, JwkSet, JwkSetError, KeyStatus};
pub use key_ring::{DemoKey, KeyRing};
pub use signer::{SignError, SignedStamp, Signer, mint};
