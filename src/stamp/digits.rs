//! Bytes as decimal digits: seven bytes a block of 17 digits, the last block shorter. QR symbols hold
//! digits at 3⅓ bits each, so a block wastes little, and a stamp has exactly one spelling.

use super::{Malformed, ScannedStamp};

/// Bytes in a full block.
const BLOCK: usize = 7;

/// Digits of a printed code: eleven blocks of 17 and one of 5.
pub const STAMP_DIGITS: usize = 192;

/// The printed code's digits.
pub fn stamp_digits(stamp: &ScannedStamp) -> String {
    encode(stamp.bytes())
}

/// Digits that a block of this many bytes is written with.
const fn width(bytes: usize) -> usize {
    match bytes {
        2 => 5,
        5 => 13,
        BLOCK => 17,
        _ => panic!("no format has a block of this size"),
    }
}

/// Writes bytes as blocks of digits, zeros kept.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(BLOCK) * width(BLOCK));
    for block in bytes.chunks(BLOCK) {
        let value = block.iter().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
        text.push_str(&format!("{value:0width$}", width = width(block.len())));
    }
    text
}

/// Reads what [`encode`] writes of `N` bytes, and nothing else.
///
/// # Errors
/// [`Malformed`] for another length, another character, or a block past its range.
pub(super) fn decode<const N: usize>(digits: &[u8]) -> Result<[u8; N], Malformed> {
    let mut bytes = [0; N];
    let mut rest = digits;
    for block in bytes.chunks_mut(BLOCK) {
        let (text, after) =
            rest.split_at_checked(width(block.len())).ok_or(Malformed("too few digits"))?;
        rest = after;
        let mut value = 0_u64;
        for &digit in text {
            if !digit.is_ascii_digit() {
                return Err(Malformed("a character that is not a digit"));
            }
            // At most 17 digits: below 10^17 and so far from overflow.
            value = value * 10 + u64::from(digit - b'0');
        }
        if value >> (8 * block.len()) != 0 {
            return Err(Malformed("a block of digits past its range"));
        }
        block.copy_from_slice(&value.to_be_bytes()[8 - block.len()..]);
    }
    if rest.is_empty() { Ok(bytes) } else { Err(Malformed("too many digits")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_length_has_one_width() {
        assert_eq!(encode(&[0xff; 79]).len(), STAMP_DIGITS);
        assert_eq!(encode(&[0xff; 12]).len(), 30);
    }

    #[test]
    fn a_block_past_its_range_is_malformed() {
        assert_eq!(decode::<2>(b"65535"), Ok([0xff, 0xff]));
        assert_eq!(decode::<2>(b"65536"), Err(Malformed("a block of digits past its range")));
        assert!(decode::<7>(b"72057594037927935").is_ok());
        assert!(decode::<7>(b"72057594037927936").is_err());
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_reads_back(bytes: [u8; 12]) {
            proptest::prop_assert_eq!(decode::<12>(encode(&bytes).as_bytes()), Ok(bytes));
        }

        #[test]
        fn what_parses_writes_back(text in "[0-9]{28,32}") {
            if let Ok(bytes) = decode::<12>(text.as_bytes()) {
                proptest::prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
