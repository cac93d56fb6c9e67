//! Whole numbers in as few bytes as the widest needs, once the smallest is taken off each.

use crate::log::dense::Malformed;

/// How some numbers are written: what is taken off each, and how many bytes each then takes. Equal ones take none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packing {
    pub(super) smallest: u64,
    /// 0 to 8.
    pub(super) width: usize,
}

impl Packing {
    /// The smallest that holds them all.
    pub(super) fn of(numbers: impl Iterator<Item = u64> + Clone) -> Self {
        let smallest = numbers.clone().min().unwrap_or(0);
        let widest = numbers.max().unwrap_or(0) - smallest;
        Self { smallest, width: bytes_of(widest) }
    }

    /// One that was written: no number of it is past what a number can be.
    pub(super) fn read(smallest: u64, width: u8) -> Result<Self, Malformed> {
        let largest = match width {
            0..=7 => smallest.checked_add((1 << (8 * width)) - 1),
            8.. => None,
        };
        largest.ok_or(Malformed("packed numbers"))?;
        Ok(Self { smallest, width: usize::from(width) })
    }

    /// Whether a number can be written so.
    pub(super) fn fits(&self, number: u64) -> bool {
        number >= self.smallest && bytes_of(number - self.smallest) <= self.width
    }

    /// Appends a number that fits.
    pub(super) fn push(&self, bytes: &mut Vec<u8>, number: u64) {
        bytes.extend_from_slice(&(number - self.smallest).to_le_bytes()[..self.width]);
    }

    /// The number at a place of some that were written so.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], place: usize) -> u64 {
        let bytes = &bytes[place * self.width..][..self.width];
        self.smallest + bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// How many bytes a number needs.
fn bytes_of(number: u64) -> usize {
    (u64::BITS - number.leading_zeros()).div_ceil(8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any_number() -> impl proptest::strategy::Strategy<Value = u64> {
        proptest::prop_oneof![0_u64..4, 250_u64..260, 65_530_u64..70_000, proptest::num::u64::ANY]
    }

    proptest::proptest! {
        #[test]
        fn numbers_are_those_that_were_put(
            numbers in proptest::collection::vec(any_number(), 0..9), other in any_number(),
        ) {
            let packing = Packing::of(numbers.iter().copied());
            let mut bytes = Vec::new();
            for number in &numbers {
                proptest::prop_assert!(packing.fits(*number));
                packing.push(&mut bytes, *number);
            }
            for (place, number) in numbers.iter().enumerate() {
                proptest::prop_assert_eq!(packing.get(&bytes, place), *number);
            }
            if packing.fits(other) {
                packing.push(&mut bytes, other);
                proptest::prop_assert_eq!(packing.get(&bytes, numbers.len()), other);
            }
        }
    }
}
