//! Bech32 (BIP 173) as age writes keys in it: 32 bytes behind a word that says what they are. Read only.

const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Digits of the checksum.
const CHECKSUM: usize = 6;

/// The 32 bytes behind this word, which is in lower case; the text may be in upper case, whole.
pub(super) fn decode(word: &str, text: &str) -> Option<[u8; 32]> {
    let lower = text.to_ascii_lowercase();
    if text != lower && text != text.to_ascii_uppercase() {
        return None;
    }
    let (found, digits) = lower.rsplit_once('1')?;
    if found != word {
        return None;
    }
    let value = |digit: u8| DIGITS.iter().position(|known| *known == digit);
    let values: Option<Vec<u8>> = digits
        .bytes()
        .map(|digit| value(digit).and_then(|value| u8::try_from(value).ok()))
        .collect();
    let values = values.filter(|values| values.len() >= CHECKSUM)?;
    let expanded = word.bytes().map(|byte| byte >> 5).chain([0]);
    let expanded = expanded.chain(word.bytes().map(|byte| byte & 31)).chain(values.iter().copied());
    if polymod(expanded) != 1 {
        return None;
    }
    to_bytes(&values[..values.len() - CHECKSUM])?.try_into().ok()
}

/// The remainder by the code's polynomial (BIP 173, "Checksum").
fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |checksum: u32, value| {
        let top = checksum >> 25;
        let mut next = (checksum & 0x01ff_ffff) << 5 ^ u32::from(value);
        for (bit, term) in GENERATOR.into_iter().enumerate() {
            if top >> bit & 1 == 1 {
                next ^= term;
            }
        }
        next
    })
}

/// Five bits each to eight; what is left over are zeros, and fewer than five.
fn to_bytes(values: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for value in values {
        held = held << 5 | u32::from(*value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).expect("eight bits"));
        }
        held &= 0xfff;
    }
    (bits < 5 && held & ((1 << bits) - 1) == 0).then_some(bytes)
}
