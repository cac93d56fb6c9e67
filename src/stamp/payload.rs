//! The fifteen bytes that an issuer signs, and a stamp as it was scanned: payload and signature,
//! neither of them believed yet. Checking the signature is `signing`'s.
//!
//! ```text
//!   0        1       3             6               10           13            15
//!   +--------+-------+-------------+----------------+------------+-------------+
//!   |ver|flag|  key  | certificate |     batch      |   index    | valid until |   big-endian
//!   +--------+-------+-------------+----------------+------------+-------------+
//! ```

use super::{BatchNumber, CertificateNumber, KeyNumber, StampIndex, ValidUntil};

/// Length of an Ed25519 signature in bytes (RFC 8032).
pub const SIGNATURE_LENGTH: usize = 64;

/// What stands before the payload when it is signed, so that no signature made for another purpose
/// can pass for a stamp's.
const DOMAIN: &[u8] = b"ocop-stamp/v1 stamp\0";

const VERSION: u8 = 1;
const PIN_FLAG: u8 = 1;

/// The flags of version 1: bit 0 alone; the others are 0 for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags {
    /// The pack carries a PIN under a scratch layer.
    pub pin: bool,
}

impl Flags {
    /// The low four bits of the payload's first byte.
    pub const fn bits(self) -> u8 {
        self.pin as u8
    }

    /// Reads the low four bits; `None` if a bit is set that version 1 does not know.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            0 => Some(Self { pin: false }),
            PIN_FLAG => Some(Self { pin: true }),
            _ => None,
        }
    }
}

/// What a stamp says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Payload {
    /// Flags of version 1.
    pub flags: Flags,
    /// The issuer key that signs.
    pub key: KeyNumber,
    /// The certificate it is issued under.
    pub certificate: CertificateNumber,
    /// The batch it belongs to.
    pub batch: BatchNumber,
    /// Its place in the batch, from 0.
    pub index: StampIndex,
    /// The certificate's last valid day when the batch was issued.
    pub valid_until: ValidUntil,
}

/// A stamp of a version, or with a flag, that was never issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of stamp in use: version {version}, flags {flags:#06b}")]
pub struct Unsupported {
    /// High four bits of the first byte.
    pub version: u8,
    /// Low four bits of the first byte.
    pub flags: u8,
}

impl Payload {
    /// Length in bytes.
    pub const LENGTH: usize = 15;

    /// The fifteen bytes.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[0] = VERSION << 4 | self.flags.bits();
        bytes[1..3].copy_from_slice(&self.key.get().to_be_bytes());
        bytes[3..6].copy_from_slice(&self.certificate.get().to_be_bytes()[1..]);
        bytes[6..10].copy_from_slice(&self.batch.get().to_be_bytes());
        bytes[10..13].copy_from_slice(&self.index.get().to_be_bytes()[1..]);
        bytes[13..15].copy_from_slice(&self.valid_until.days().to_be_bytes());
        bytes
    }

    /// Reads the fifteen bytes.
    ///
    /// # Errors
    /// [`Unsupported`] for another version or an unknown flag; every other value is a payload.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, Unsupported> {
        let (version, flag_bits) = (bytes[0] >> 4, bytes[0] & 0x0f);
        let flags = match (version, Flags::from_bits(flag_bits)) {
            (VERSION, Some(flags)) => flags,
            (_, Some(_) | None) => return Err(Unsupported { version, flags: flag_bits }),
        };
        let three =
            |at: usize| u64::from(u32::from_be_bytes([0, bytes[at], bytes[at + 1], bytes[at + 2]]));
        Ok(Self {
            flags,
            key: KeyNumber::new(u16::from_be_bytes([bytes[1], bytes[2]])),
            certificate: CertificateNumber::try_from(three(3)).expect("three bytes fit"),
            batch: BatchNumber::new(u32::from_be_bytes([bytes[6], bytes[7], bytes[8], bytes[9]])),
            index: StampIndex::try_from(three(10)).expect("three bytes fit"),
            valid_until: ValidUntil::from_days(u16::from_be_bytes([bytes[13], bytes[14]])),
        })
    }

    /// The message that the issuer key signs.
    pub fn signed_message(&self) -> [u8; DOMAIN.len() + Self::LENGTH] {
        let mut message = [0; DOMAIN.len() + Self::LENGTH];
        message[..DOMAIN.len()].copy_from_slice(DOMAIN);
        message[DOMAIN.len()..].copy_from_slice(&self.to_bytes());
        message
    }
}

/// A stamp as it was scanned: well spelt, but not known to be signed by anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScannedStamp {
    bytes: [u8; Self::LENGTH],
}

impl ScannedStamp {
    /// Payload and signature, in bytes.
    pub const LENGTH: usize = Payload::LENGTH + SIGNATURE_LENGTH;

    /// A stamp of these bytes.
    pub const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self { bytes }
    }

    /// Payload ‖ signature.
    pub const fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.bytes
    }

    /// What the stamp claims.
    ///
    /// # Errors
    /// [`Unsupported`] for another version or an unknown flag.
    pub fn claimed_payload(&self) -> Result<Payload, Unsupported> {
        let (payload, _) = self.bytes.split_first_chunk().expect("79 bytes hold 15");
        Payload::from_bytes(payload)
    }

    /// The signature, unchecked.
    pub fn signature(&self) -> &[u8; SIGNATURE_LENGTH] {
        let (_, signature) = self.bytes.split_last_chunk().expect("79 bytes hold 64");
        signature
    }
}
