//! What a symbol is made of before it has modules: the text cut into segments, the smallest version
//! that holds them, and their codewords by `qrcode`.

use qrcode::bits::Bits;
use qrcode::{EcLevel, QrResult, Version, ec};

/// Digits in a row from which on they get a numeric segment of their own. 14 is a GTIN, the
/// shortest number that a printed link holds; below that stay the digits in a base like
/// `https://ocop2026.vn`, which is one byte segment.
const NUMERIC_FROM_DIGITS: usize = 14;

/// The largest version of ISO/IEC 18004.
const LARGEST_VERSION: u8 = 40;

/// Bits of a mode indicator.
const MODE_BITS: usize = 4;

/// A part of the text in one mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// Byte mode: 8 bits a character.
    Bytes(&'a [u8]),
    /// Numeric mode: 10 bits for three digits.
    Digits(&'a [u8]),
}

/// Long runs of digits in numeric mode, everything else in byte mode.
pub(super) fn segments(text: &[u8]) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let mut bytes_from = 0;
    let mut at = 0;
    while at < text.len() {
        let digits = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits >= NUMERIC_FROM_DIGITS {
            if bytes_from < at {
                segments.push(Segment::Bytes(&text[bytes_from..at]));
            }
            segments.push(Segment::Digits(&text[at..at + digits]));
            bytes_from = at + digits;
        }
        at += digits.max(1);
    }
    if bytes_from < text.len() {
        segments.push(Segment::Bytes(&text[bytes_from..]));
    }
    segments
}

/// The smallest version that holds the segments. `None`: not even the largest does.
pub(super) fn smallest_version(segments: &[Segment<'_>], level: EcLevel) -> Option<u8> {
    (1..=LARGEST_VERSION).find(|&version| {
        let room = Bits::new(Version::Normal(version.into())).max_len(level);
        let needed =
            segments.iter().map(|segment| segment.bit_length(version)).sum::<Option<usize>>();
        matches!((needed, room), (Some(needed), Ok(room)) if needed <= room)
    })
}

impl Segment<'_> {
    /// With its head (ISO/IEC 18004, 7.4). `None`: its count of characters can't be written.
    fn bit_length(&self, version: u8) -> Option<usize> {
        let (characters, count_bits, data_bits) = match self {
            Self::Bytes(bytes) => (bytes.len(), if version < 10 { 8 } else { 16 }, 8 * bytes.len()),
            Self::Digits(digits) => {
                let count_bits = match version {
                    0..10 => 10,
                    10..27 => 12,
                    27.. => 14,
                };
                let rest = [0, 4, 7][digits.len() % 3];
                (digits.len(), count_bits, 10 * (digits.len() / 3) + rest)
            }
        };
        (characters >> count_bits == 0).then_some(MODE_BITS + count_bits + data_bits)
    }
}

/// The segments as bits, padded to their version.
///
/// # Errors
/// `qrcode`'s, if the version is too small for them.
pub(super) fn bits(segments: &[Segment<'_>], version: Version, level: EcLevel) -> QrResult<Bits> {
    let mut bits = Bits::new(version);
    for segment in segments {
        match segment {
            Segment::Bytes(bytes) => bits.push_byte_data(bytes)?,
            Segment::Digits(digits) => bits.push_numeric_data(digits)?,
        }
    }
    bits.push_terminator(level)?;
    Ok(bits)
}

/// Data and error correction, in the order in which they are laid into the symbol.
pub(super) fn codewords(bits: Bits, version: Version, level: EcLevel) -> QrResult<Vec<u8>> {
    let (mut data, correction) = ec::construct_codewords(&bits.into_bytes(), version, level)?;
    data.extend(correction);
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_segments(link: &str, expected: &[&str]) {
        let found: Vec<String> = segments(link.as_bytes())
            .iter()
            .map(|segment| match segment {
                Segment::Bytes(bytes) => format!("bytes {}", str::from_utf8(bytes).unwrap()),
                Segment::Digits(digits) => format!("digits {}", str::from_utf8(digits).unwrap()),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn long_runs_of_digits_become_numeric_segments() {
        check_segments(
            "https://ocop2026.vn/012345678901234567890123456789",
            &["bytes https://ocop2026.vn/", "digits 012345678901234567890123456789"],
        );
        check_segments(
            "https://o.vn/01/08930000000019/21/380700941711562174?s=046798185656626906596469",
            &[
                "bytes https://o.vn/01/",
                "digits 08930000000019",
                "bytes /21/",
                "digits 380700941711562174",
                "bytes ?s=",
                "digits 046798185656626906596469",
            ],
        );
        check_segments("1234567890123", &["bytes 1234567890123"]);
        check_segments("12345678901234/", &["digits 12345678901234", "bytes /"]);
    }

    #[test]
    fn the_smallest_version_is_the_first_that_takes_the_bits() {
        let tail = "0123456789".repeat(30);
        for (bytes, digits) in (0..120).flat_map(|bytes| [(bytes, 14), (bytes, 192), (bytes, 299)])
        {
            let text = format!("{}{}", "x".repeat(bytes), &tail[..digits]);
            let segments = segments(text.as_bytes());
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let first = (1..=LARGEST_VERSION)
                    .find(|&v| bits(&segments, Version::Normal(v.into()), level).is_ok());
                assert_eq!(smallest_version(&segments, level), first, "{bytes} {digits} {level:?}");
            }
        }
    }
}
