//! Whole numbers that never change, as small as they get: packed, or only where another one begins.

use super::packed::Packed;
use crate::log::dense::{DenseReader, DenseWriter, Malformed};

/// Numbers by place, of which there are fewer than 2^16.
#[derive(Debug)]
pub(super) enum Column {
    /// Each by itself.
    Packed(Packed),
    /// From which place on each stands: few, since most are like the one before.
    Steps(Box<[(u16, u64)]>),
}

impl Column {
    pub(super) fn new(numbers: &[u64]) -> Self {
        let mut steps: Vec<(u16, u64)> = Vec::new();
        for (place, number) in numbers.iter().enumerate() {
            if steps.last().is_none_or(|(_, before)| before != number) {
                steps.push((u16::try_from(place).expect("a column is short"), *number));
            }
        }
        let packed = Packed::new(numbers);
        if size_of_val(steps.as_slice()) < packed.size() {
            Self::Steps(steps.into())
        } else {
            Self::Packed(packed)
        }
    }

    /// The number at a place.
    #[inline]
    pub(super) fn get(&self, place: usize) -> u64 {
        match self {
            Self::Packed(packed) => packed.get(place),
            Self::Steps(steps) => {
                let begun = steps.partition_point(|(begin, _)| usize::from(*begin) <= place);
                steps[begun - 1].1
            }
        }
    }

    /// 0 ‖ packed numbers, or 1 ‖ count ‖ each step's place and number.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        match self {
            Self::Packed(packed) => {
                to.number(false);
                packed.write(to);
            }
            Self::Steps(steps) => {
                to.number(true);
                to.count(steps.len());
                for (place, number) in steps {
                    to.number(*place);
                    to.number(*number);
                }
            }
        }
    }

    /// Reads a column of so many numbers, of each of which this is true.
    pub(super) fn read(
        from: &mut DenseReader<'_>,
        count: usize,
        is_true: impl Fn(u64) -> bool,
    ) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("a column");
        if !from.flag()? {
            let packed = Packed::read(from, count)?;
            return if packed.all(count, is_true) { Ok(Self::Packed(packed)) } else { Err(WRONG) };
        }
        let mut steps: Vec<(u16, u64)> = Vec::new();
        for _ in 0..from.count()? {
            let (place, number) = (from.of::<u16>("a place")?, from.number()?);
            let follows = match steps.last() {
                None => place == 0,
                Some((before, _)) => *before < place && usize::from(place) < count,
            };
            if !follows || !is_true(number) {
                return Err(WRONG);
            }
            steps.push((place, number));
        }
        if steps.is_empty() { Err(WRONG) } else { Ok(Self::Steps(steps.into())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_were_put() {
        for (numbers, is_packed) in [
            (vec![7; 900], true),
            ([vec![7; 900], vec![8; 124]].concat(), false),
            ((0..1_024).collect(), true),
            ((0..1_024).map(|place| place / 300).collect(), false),
        ] {
            let column = Column::new(&numbers);
            assert_eq!(matches!(column, Column::Packed(_)), is_packed);
            for (place, number) in numbers.iter().enumerate() {
                assert_eq!(column.get(place), *number);
            }
        }
    }
}
