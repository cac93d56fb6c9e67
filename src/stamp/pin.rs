//! The PIN under a scratch layer: eight digits that follow from the payload and the PIN secret.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::Payload;

const DOMAIN: &[u8] = b"ocop-stamp/v1 pin\0";

/// The secret of the PINs of one generation: 32 random bytes, made and kept apart from the short secret.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PinSecret([u8; 32]);

/// Eight digits, zeros kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin(u32);

impl PinSecret {
    /// A secret of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The first 8 bytes of HMAC-SHA-256 (RFC 2104) over domain and payload, big-endian, modulo 10⁸.
    pub fn pin(&self, payload: &Payload) -> Pin {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key length");
        mac.update(DOMAIN);
        mac.update(&payload.to_bytes());
        let tag = mac.finalize().into_bytes();
        let number = u64::from_be_bytes(*tag.first_chunk().expect("a tag has 32 bytes"));
        Pin(u32::try_from(number % 100_000_000).expect("eight digits fit"))
    }
}

impl std::fmt::Display for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08}", self.0)
    }
}
