//! The PIN under a scratch layer: eight digits that follow from the payload and the PIN secret.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::Payload;

const DOMAIN: &[u8] = b"ocop-stamp/v1 pin\0";

/// The secret of the PINs of one generation: 32 random bytes, made and kept apart from the short secret.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PinSecret([u8; 32]);

/// Eight digits, zeros kept. Where it is shown for debugging, its digits are not.
#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Pin(u32);

/// How many there are.
const PINS: u64 = 100_000_000;

/// Their digits.
const DIGITS: usize = 8;

/// A text that is no PIN. It is not said which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has eight digits")]
pub struct PinError;

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
        Pin(u32::try_from(number % PINS).expect("eight digits fit"))
    }
}

impl std::str::FromStr for Pin {
    type Err = PinError;

    fn from_str(text: &str) -> Result<Self, PinError> {
        if text.len() != DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PinError);
        }
        text.parse().map(Self).map_err(|_| PinError)
    }
}

impl TryFrom<String> for Pin {
    type Error = PinError;

    fn try_from(text: String) -> Result<Self, PinError> {
        text.parse()
    }
}

impl From<Pin> for String {
    fn from(pin: Pin) -> Self {
        pin.to_string()
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

impl std::fmt::Display for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_eight_digits_that_debugging_does_not_show() {
        let pin: Pin = "00000417".parse().unwrap();
        assert_eq!(pin.to_string(), "00000417");
        assert_eq!(serde_json::to_string(&pin).unwrap(), "\"00000417\"");
        assert!(!format!("{pin:?}").contains("417"));
        for text in ["", "1234567", "123456789", "1234567a", "+1234567", "１２"] {
            assert_eq!(text.parse::<Pin>(), Err(PinError), "{text}");
        }
    }
}
