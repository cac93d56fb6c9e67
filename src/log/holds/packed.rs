//! Whole numbers in as few bytes as the widest needs, once the smallest is taken off each.

use std::ops::Range;

use crate::log::dense::{DenseReader, DenseWriter, Malformed};

/// Numbers by place. How many there are is known to who keeps them: equal ones take no bytes at all.
#[derive(Debug, Clone, Default)]
pub(super) struct Packed {
    smallest: u64,
    /// Bytes of each.
    width: u8,
    bytes: Box<[u8]>,
}

impl Packed {
    pub(super) fn new(numbers: &[u64]) -> Self {
        let smallest = numbers.iter().copied().min().unwrap_or(0);
        let widest = numbers.iter().copied().max().unwrap_or(0) - smallest;
        let width = bytes_of(widest);
        let mut bytes = Vec::with_capacity(numbers.len() * usize::from(width));
        push(&mut bytes, numbers, smallest, width);
        Self { smallest, width, bytes: bytes.into() }
    }

    /// How many bytes they take.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The number at a place.
    #[inline]
    pub(super) fn get(&self, place: usize) -> u64 {
        let width = usize::from(self.width);
        let bytes = &self.bytes[place * width..][..width];
        self.smallest + bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// With other numbers at some places; `count` is how many there are now.
    pub(super) fn spliced(&self, count: usize, places: Range<usize>, with: &[u64]) -> Self {
        let fits = |number: &u64| {
            *number >= self.smallest && bytes_of(*number - self.smallest) <= self.width
        };
        if count == 0 || !with.iter().all(fits) {
            let numbers = (0..count).map(|place| self.get(place));
            let mut numbers: Vec<u64> = numbers.collect();
            numbers.splice(places, with.iter().copied());
            return Self::new(&numbers);
        }
        let width = usize::from(self.width);
        let (before, after) =
            (&self.bytes[..places.start * width], &self.bytes[places.end * width..]);
        let mut bytes = Vec::with_capacity(before.len() + with.len() * width + after.len());
        bytes.extend_from_slice(before);
        push(&mut bytes, with, self.smallest, self.width);
        bytes.extend_from_slice(after);
        Self { bytes: bytes.into(), ..*self }
    }

    /// The smallest ‖ the bytes of each ‖ all bytes. How many there are is for who reads it to know.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        to.number(self.smallest);
        to.number(self.width);
        to.bytes(&self.bytes);
    }

    /// Reads so many.
    pub(super) fn read(from: &mut DenseReader<'_>, count: usize) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("a row of packed numbers");
        let (smallest, width) = (from.number()?, from.of::<u8>("a width")?);
        let largest = match width {
            0..=7 => smallest.checked_add((1 << (8 * width)) - 1),
            8.. => None,
        };
        largest.ok_or(WRONG)?;
        let length = count.checked_mul(usize::from(width)).ok_or(WRONG)?;
        Ok(Self { smallest, width, bytes: from.bytes(length)?.into() })
    }

    /// Whether this is true of each of so many numbers.
    pub(super) fn all(&self, count: usize, is_true: impl Fn(u64) -> bool) -> bool {
        match self.width {
            0 => count == 0 || is_true(self.smallest),
            1.. => (0..count).all(|place| is_true(self.get(place))),
        }
    }
}

fn push(bytes: &mut Vec<u8>, numbers: &[u64], smallest: u64, width: u8) {
    for number in numbers {
        bytes.extend_from_slice(&(number - smallest).to_le_bytes()[..usize::from(width)]);
    }
}

/// How many bytes a number needs.
fn bytes_of(number: u64) -> u8 {
    (u64::BITS - number.leading_zeros()).div_ceil(8) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any_number() -> impl proptest::strategy::Strategy<Value = u64> {
        proptest::prop_oneof![0_u64..4, 250_u64..260, 65_530_u64..70_000, proptest::num::u64::ANY]
    }

    proptest::proptest! {
        /// Against a plain list.
        #[test]
        fn numbers_are_those_that_were_put(
            first in proptest::collection::vec(any_number(), 0..9),
            steps in proptest::collection::vec((0_usize..9, 0_usize..3, proptest::collection::vec(any_number(), 0..3)), 0..20),
        ) {
            let (mut packed, mut plain) = (Packed::new(&first), first);
            for (at, removed, with) in steps {
                let from = at.min(plain.len());
                let places = from..(from + removed).min(plain.len());
                packed = packed.spliced(plain.len(), places.clone(), &with);
                plain.splice(places, with);
                for (place, number) in plain.iter().enumerate() {
                    proptest::prop_assert_eq!(packed.get(place), *number);
                }
            }
        }
    }
}
