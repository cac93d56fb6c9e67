//! A value for each place of a batch, held by runs: what is said of ranges, stamp by stamp.
//!
//! The map is persistent: a clone shares what did not change, so each snapshot can have its own.

use rpds::RedBlackTreeMapSync;

use super::dense::{DenseReader, DenseWriter, Malformed};
use crate::stamp::StampIndex;

/// Values by runs of indexes. A run begins at its key and ends where the next one begins.
#[derive(Debug, Clone)]
pub(super) struct Segments<T> {
    before_the_first: T,
    starts: RedBlackTreeMapSync<u32, T>,
}

impl<T: Clone> Segments<T> {
    /// The same value everywhere.
    pub(super) fn new(value: T) -> Self {
        Self { before_the_first: value, starts: RedBlackTreeMapSync::new_sync() }
    }

    /// The value at a place.
    pub(super) fn get(&self, index: StampIndex) -> &T {
        self.at(index.get())
    }

    /// Changes the value at each place of a range, both ends within.
    pub(super) fn change(&mut self, from: StampIndex, to: StampIndex, change: impl Fn(&T) -> T) {
        let (from, after) = (from.get(), to.get() + 1);
        for cut in [from, after] {
            if self.starts.get(&cut).is_none() {
                let value = self.at(cut).clone();
                self.starts.insert_mut(cut, value);
            }
        }
        let within: Vec<(u32, T)> =
            self.starts.range(from..after).map(|(start, value)| (*start, change(value))).collect();
        for (start, value) in within {
            self.starts.insert_mut(start, value);
        }
    }

    /// The first value ‖ count ‖ where each other run begins, and its value.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>, value: impl Fn(&mut DenseWriter<'_>, &T)) {
        value(to, &self.before_the_first);
        to.count(self.starts.size());
        for (start, run) in self.starts.iter() {
            to.number(*start);
            value(to, run);
        }
    }

    /// Reads them, with a reader of values.
    pub(super) fn read(
        from: &mut DenseReader<'_>,
        value: impl Fn(&mut DenseReader<'_>) -> Result<T, Malformed>,
    ) -> Result<Self, Malformed> {
        let mut segments = Self::new(value(from)?);
        for _ in 0..from.count()? {
            let start = from.of("a range")?;
            segments.starts.insert_mut(start, value(from)?);
        }
        Ok(segments)
    }

    /// Where runs begin, in order; the first one's begin, 0, is not among them.
    pub(super) fn starts(&self) -> impl Iterator<Item = u32> {
        self.starts.keys().copied()
    }

    /// The value at a place.
    pub(super) fn at(&self, place: u32) -> &T {
        // Most batches have one value for all of their stamps, and a range is made with two allocations.
        if self.starts.is_empty() {
            return &self.before_the_first;
        }
        self.starts.range(..=place).next_back().map_or(&self.before_the_first, |(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Against a plain list of values.
        #[test]
        fn ranges_change_what_they_cover(ranges in proptest::collection::vec((0_u32..40, 0_u32..40), 0..20)) {
            let index = |i: u32| StampIndex::try_from(u64::from(i)).expect("small");
            let mut segments = Segments::new(Vec::new());
            let mut plain = vec![Vec::new(); 50];
            for (number, (a, b)) in ranges.into_iter().enumerate() {
                let (from, to) = (a.min(b), a.max(b));
                segments.change(index(from), index(to), |value| [value.as_slice(), &[number]].concat());
                for value in &mut plain[from as usize..=to as usize] {
                    value.push(number);
                }
            }
            for (place, value) in plain.iter().enumerate() {
                proptest::prop_assert_eq!(segments.get(index(place as u32)), value);
            }
        }
    }
}
