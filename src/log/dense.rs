//! Numbers and bytes in a row, as small as they get: how the saved state is written, and how it is read.
//!
//! ```text
//! number   LEB128: seven bits a byte, the lowest first, the eighth bit says that more follow
//! count    a number of things that follow, each of at least one byte
//! bytes    as many as both sides know
//! block    count ‖ bytes
//! maybe    0, or 1 ‖ what is there
//! ```
//!
//! What is read may be damaged. Nothing is believed of it: no count reaches past the bytes that are there, so no more
//! memory is asked for than a small multiple of them.

use std::io;

use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};

/// How much is gathered before it is handed on, in bytes.
const GATHERED: usize = 64 << 10;

/// What was read is not what a [`DenseWriter`] wrote, or can't be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} in it can't be right")]
pub struct Malformed(pub &'static str);

/// Writes numbers and bytes in a row. What goes wrong is told at the end.
pub struct DenseWriter<'w> {
    gathered: Vec<u8>,
    to: &'w mut dyn io::Write,
    failed: Option<io::Error>,
}

impl<'w> DenseWriter<'w> {
    /// Writes to this.
    pub fn new(to: &'w mut dyn io::Write) -> Self {
        Self { gathered: Vec::with_capacity(2 * GATHERED), to, failed: None }
    }

    /// Hands everything on.
    ///
    /// # Errors
    /// The first thing that went wrong.
    pub fn end(mut self) -> io::Result<()> {
        self.hand_on();
        self.failed.map_or(Ok(()), Err)
    }

    /// A whole number.
    pub fn number(&mut self, number: impl Into<u64>) {
        let mut rest = number.into();
        while rest >= 0x80 {
            self.gathered.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.gathered.push(rest as u8);
        if self.gathered.len() >= GATHERED {
            self.hand_on();
        }
    }

    /// How many things follow.
    pub fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED {
            self.hand_on();
        }
    }

    /// Bytes with their length.
    pub fn block(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes(bytes);
    }

    /// Something that may not be there.
    pub fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.number(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// A civil date: year, month, day in four bytes.
    pub fn date(&mut self, date: Date) {
        self.bytes(&date.year().to_le_bytes());
        self.bytes(&[date.month().cast_unsigned(), date.day().cast_unsigned()]);
    }

    /// What is too rare or too wide for a form of its own, as JSON.
    pub fn json(&mut self, value: &impl Serialize) {
        self.block(&serde_json::to_vec(value).expect("parts of entries serialise"));
    }

    fn hand_on(&mut self) {
        if self.failed.is_none() {
            self.failed = self.to.write_all(&self.gathered).err();
        }
        self.gathered.clear();
    }
}

/// Reads what a [`DenseWriter`] wrote.
#[derive(Debug, Clone)]
pub struct DenseReader<'b> {
    rest: &'b [u8],
}

impl<'b> DenseReader<'b> {
    /// Reads these bytes.
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether nothing is left.
    pub const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// A whole number, in the one way in which it is written.
    pub fn number(&mut self) -> Result<u64, Malformed> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let (byte, rest) = self.rest.split_first().ok_or(Malformed("a number"))?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 || shift > 0 && *byte == 0 {
                return Err(Malformed("a number"));
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift += 7;
            if shift > 63 {
                return Err(Malformed("a number"));
            }
        }
    }

    /// A number of a kind of its own.
    pub fn of<T: TryFrom<u64>>(&mut self, what: &'static str) -> Result<T, Malformed> {
        T::try_from(self.number()?).map_err(|_| Malformed(what))
    }

    /// How many things follow: no more than there are bytes left.
    pub fn count(&mut self) -> Result<usize, Malformed> {
        let count = self.number()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.rest.len() => Ok(count),
            Ok(_) | Err(_) => Err(Malformed("a count")),
        }
    }

    /// That many bytes.
    pub fn bytes(&mut self, length: usize) -> Result<&'b [u8], Malformed> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Malformed("a length"))?;
        self.rest = rest;
        Ok(bytes)
    }

    /// As many bytes as the array has.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(Malformed("a length"))?;
        self.rest = rest;
        Ok(*bytes)
    }

    /// Bytes with their length.
    pub fn block(&mut self) -> Result<&'b [u8], Malformed> {
        let length = self.count()?;
        self.bytes(length)
    }

    /// Yes or no.
    pub fn flag(&mut self) -> Result<bool, Malformed> {
        match self.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed("a yes or no")),
        }
    }

    /// Something that may not be there.
    pub fn maybe<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        if self.flag()? { read(self).map(Some) } else { Ok(None) }
    }

    /// A civil date.
    pub fn date(&mut self) -> Result<Date, Malformed> {
        let year = i16::from_le_bytes(self.array()?);
        let [month, day] = self.array::<2>()?.map(u8::cast_signed);
        Date::new(year, month, day).map_err(|_| Malformed("a date"))
    }

    /// A time in whole seconds.
    pub fn time(&mut self) -> Result<Timestamp, Malformed> {
        let seconds = self.of("a time")?;
        Timestamp::from_second(seconds).map_err(|_| Malformed("a time"))
    }

    /// A text of a kind of its own.
    pub fn text<T: TryFrom<String>>(&mut self, what: &'static str) -> Result<T, Malformed> {
        let text = std::str::from_utf8(self.block()?).map_err(|_| Malformed(what))?;
        T::try_from(text.to_owned()).map_err(|_| Malformed(what))
    }

    /// What stands there as JSON.
    pub fn json<T: DeserializeOwned>(&mut self, what: &'static str) -> Result<T, Malformed> {
        serde_json::from_slice(self.block()?).map_err(|_| Malformed(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut DenseWriter<'_>)) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = DenseWriter::new(&mut bytes);
        write(&mut writer);
        writer.end().expect("memory takes it");
        bytes
    }

    #[test]
    fn numbers_have_one_spelling() {
        for (bytes, number) in [
            (&[0][..], Ok(0)),
            (&[0x7f], Ok(127)),
            (&[0x80, 1], Ok(128)),
            (&[0x80, 0], Err(Malformed("a number"))),
            (&[0x80], Err(Malformed("a number"))),
            (&[], Err(Malformed("a number"))),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], Ok(u64::MAX)),
            (&[0xff; 10], Err(Malformed("a number"))),
            (
                &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2],
                Err(Malformed("a number")),
            ),
        ] {
            assert_eq!(DenseReader::new(bytes).number(), number, "{bytes:?}");
        }
    }

    #[test]
    fn a_count_reaches_no_further_than_the_bytes() {
        let bytes = written(|to| to.number(u64::MAX));
        assert_eq!(DenseReader::new(&bytes).count(), Err(Malformed("a count")));
        assert_eq!(DenseReader::new(&bytes).block(), Err(Malformed("a count")));
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(
            number: u64, block: Vec<u8>, maybe: Option<u64>, day in 0_i64..40_000, seconds in 0_i64..1 << 36,
        ) {
            let date = Date::constant(1950, 1, 1).saturating_add(jiff::Span::new().days(day));
            let bytes = written(|to| {
                to.number(number);
                to.block(&block);
                to.maybe(maybe, DenseWriter::number);
                to.date(date);
                to.number(seconds.cast_unsigned());
            });
            let mut from = DenseReader::new(&bytes);
            proptest::prop_assert_eq!(from.number(), Ok(number));
            proptest::prop_assert_eq!(from.block(), Ok(block.as_slice()));
            proptest::prop_assert_eq!(from.maybe(DenseReader::number), Ok(maybe));
            proptest::prop_assert_eq!(from.date(), Ok(date));
            proptest::prop_assert_eq!(from.time().map(Timestamp::as_second), Ok(seconds));
            proptest::prop_assert!(from.is_at_end());
        }
    }
}
