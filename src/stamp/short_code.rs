//! The short code: batch, index and the first bytes of a tag, for eyes and fingers (16 characters) or,
//! on labels too small for the signed code, as a symbol (30 digits). Only who holds the short secret
//! can check it, so it is the weaker check and answers say so.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{BatchNumber, Malformed, Payload, StampIndex, digits};

const DOMAIN: &[u8] = b"ocop-stamp/v1 short\0";

/// Bytes of the tag in the typed form.
const TYPED_TAG: usize = 3;

/// Bytes of the tag in the symbol form.
const SYMBOL_TAG: usize = 5;

/// Digits of the symbol form: twelve bytes in blocks of seven and five.
pub const SYMBOL_DIGITS: usize = 30;

/// Characters of the typed form, hyphens aside.
const TYPED_CHARACTERS: usize = 16;

/// The typed form's tag.
pub type ShortTag = [u8; TYPED_TAG];

/// The symbol form's tag.
pub type LongTag = [u8; SYMBOL_TAG];

/// What stands between the groups of a typed code: word processors and messengers make other dashes and
/// blanks of the ones that were typed.
pub(super) fn is_between_groups(c: char) -> bool {
    matches!(c, '-' | ' ' | '\u{a0}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{202f}')
}

/// Crockford's base32: read without regard to case, `O` as 0, `I` and `L` as 1, hyphens and blanks aside.
static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    specification.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    specification.encoding().expect("the alphabet has 32 symbols, and no translation clashes")
});

/// The secret of the short codes of one generation: 32 random bytes. Who holds it can't mint.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ShortSecret([u8; 32]);

impl ShortSecret {
    /// A secret of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The first `N` bytes of HMAC-SHA-256 (RFC 2104) over domain and payload.
    fn tag<const N: usize>(&self, payload: &Payload) -> [u8; N] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key length");
        mac.update(DOMAIN);
        mac.update(&payload.to_bytes());
        let tag = mac.finalize().into_bytes();
        *tag.first_chunk().expect("a tag has 32 bytes")
    }
}

/// How a short code was written, with the tag that this spelling carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// Sixteen characters, typed by a person.
    Typed(ShortTag),
    /// Thirty digits, scanned from a small symbol.
    Symbol(LongTag),
}

/// A short code: names a stamp, and shows a tag for it that is not checked yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortCode {
    /// The batch that it names.
    pub batch: BatchNumber,
    /// The place in that batch.
    pub index: StampIndex,
    /// Its form and tag.
    pub spelling: Spelling,
}

impl ShortCode {
    /// The code to print under a stamp's symbol.
    pub fn typed(secret: &ShortSecret, payload: &Payload) -> Self {
        let spelling = Spelling::Typed(secret.tag(payload));
        Self { batch: payload.batch, index: payload.index, spelling }
    }

    /// The code for a small symbol.
    pub fn symbol(secret: &ShortSecret, payload: &Payload) -> Self {
        let spelling = Spelling::Symbol(secret.tag(payload));
        Self { batch: payload.batch, index: payload.index, spelling }
    }

    /// Whether the tag is the one that the secret gives this payload. Compared in constant time, since
    /// a tag is guessable byte by byte otherwise.
    pub fn matches(&self, secret: &ShortSecret, payload: &Payload) -> bool {
        let equal = |ours: &[u8], theirs: &[u8]| {
            ours.iter().zip(theirs).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
        };
        (self.batch, self.index) == (payload.batch, payload.index)
            && match self.spelling {
                Spelling::Typed(tag) => equal(&tag, &secret.tag::<TYPED_TAG>(payload)),
                Spelling::Symbol(tag) => equal(&tag, &secret.tag::<SYMBOL_TAG>(payload)),
            }
    }

    /// Reads sixteen characters as a person may type them.
    ///
    /// # Errors
    /// [`Malformed`] for another number of characters or one outside the alphabet (`U`).
    pub fn parse_typed(text: &str) -> Result<Self, Malformed> {
        let text: String = text.chars().filter(|c| !is_between_groups(*c)).collect();
        if text.chars().count() != TYPED_CHARACTERS {
            return Err(Malformed("a short code has 16 characters"));
        }
        let bytes = CROCKFORD
            .decode(text.as_bytes())
            .map_err(|_| Malformed("a character that no short code has"))?;
        let (place, tag) = bytes.split_first_chunk().expect("16 characters are 10 bytes");
        let tag = tag.try_into().expect("10 bytes leave 3 after the place");
        Ok(Self::at(place, Spelling::Typed(tag)))
    }

    /// Reads the thirty digits of a small symbol.
    ///
    /// # Errors
    /// [`Malformed`] as for every code of digits.
    pub(super) fn parse_symbol(text: &[u8]) -> Result<Self, Malformed> {
        let bytes: [u8; 12] = digits::decode(text)?;
        let (place, tag) = bytes.split_first_chunk().expect("12 bytes hold 7");
        let tag = tag.try_into().expect("12 bytes leave 5 after the place");
        Ok(Self::at(place, Spelling::Symbol(tag)))
    }

    fn at(place: &[u8; 7], spelling: Spelling) -> Self {
        let batch = BatchNumber::new(u32::from_be_bytes([place[0], place[1], place[2], place[3]]));
        let index = u32::from_be_bytes([0, place[4], place[5], place[6]]);
        let index = StampIndex::try_from(u64::from(index)).expect("three bytes fit");
        Self { batch, index, spelling }
    }
}

impl std::fmt::Display for ShortCode {
    /// `WBN5-N2DG-DJZE-8G3M`, or the thirty digits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = self.batch.get().to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.index.get().to_be_bytes()[1..]);
        match self.spelling {
            Spelling::Typed(tag) => {
                bytes.extend_from_slice(&tag);
                let text = CROCKFORD.encode(&bytes);
                write!(f, "{}-{}-{}-{}", &text[..4], &text[4..8], &text[8..12], &text[12..])
            }
            Spelling::Symbol(tag) => {
                bytes.extend_from_slice(&tag);
                f.write_str(&digits::encode(&bytes))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingers_may_confuse_letters_with_digits() {
        let code = ShortCode::parse_typed("WBN5-N2DG-DJZE-8G3M").expect("good");
        assert_eq!(ShortCode::parse_typed("wbn5n2dgdjze8g3m"), Ok(code));
        assert_eq!(ShortCode::parse_typed("WBN5 N2DG DJZE 8G3M"), Ok(code));
        assert_eq!(ShortCode::parse_typed("WBN5–N2DG—DJZE‑8G3M"), Ok(code));
        assert_eq!(ShortCode::parse_typed("WBN5\u{a0}N2DG−DJZE 8G3M"), Ok(code));
        let zeros = ShortCode::parse_typed("0000-0000-1111-0000").expect("good");
        assert_eq!(ShortCode::parse_typed("oO00-0000-iIlL-0000"), Ok(zeros));
        assert!(ShortCode::parse_typed("UBN5-N2DG-DJZE-8G3M").is_err());
        assert!(ShortCode::parse_typed("WBN5-N2DG-DJZE-8G3").is_err());
        assert!(ShortCode::parse_typed("ＷBN5-N2DG-DJZE-8G3M").is_err());
    }

    proptest::proptest! {
        #[test]
        fn parsing_never_panics_and_writes_back(text in "[0-9A-TV-Za-z -]{10,24}") {
            if let Ok(code) = ShortCode::parse_typed(&text) {
                proptest::prop_assert_eq!(ShortCode::parse_typed(&code.to_string()), Ok(code));
            }
        }
    }
}
