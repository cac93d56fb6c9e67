//! What is printed on a pack: the payload, its spellings, and the texts derived from it.
//!
//! Everything here is a promise on paper, fixed by `fixtures/stamps.json`; nothing here knows keys,
//! certificates or the log. Each format stands in one file, encoder and strict parser as a pair.

// Numbers and days that the payload is made of.
mod numbers;
mod vietnam;

// The fifteen bytes that are signed, and the stamp as it was scanned.
mod payload;

// How bytes are written as decimal blocks, and the three spellings made of them.
mod digits;
mod gs1;
mod short_code;

// What stands before the digits; every spelling under one roof; the number under the scratch layer.
mod base_url;
mod code;
mod pin;

// The code of a certificate's page, which is no stamp's.
mod certificate_link;

pub use base_url::{BaseUrl, BaseUrlError};
pub use certificate_link::{certificate_of_path, certificate_path};
pub use code::{Code, looks_like_code};
pub use digits::{STAMP_DIGITS, stamp_digits};
pub use gs1::{Gs1Link, Gtin, GtinError, gs1_path};
pub(crate) use numbers::number;
pub use numbers::{
    BatchNumber, CertificateNumber, KeyNumber, MAX_QUANTITY, NumberTooLarge, StampIndex,
};
pub use payload::{Flags, Payload, SIGNATURE_LENGTH, ScannedStamp, Unsupported};
pub use pin::{Pin, PinError, PinSecret};
pub use short_code::{LongTag, SYMBOL_DIGITS, ShortCode, ShortSecret, ShortTag, Spelling};
pub use vietnam::{ValidUntil, ValidUntilError, start_of_day, today, vietnam_time};

/// A code that is not written the way a stamp is written: wrong length, wrong character, a block past
/// its range, or a link that carries no code or more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a stamp's code: {0}")]
pub struct Malformed(pub &'static str);
