//! What the writer counts of its work, for who watches. Written by one thread, read by any.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How often something took how long, or was how much. Its bounds are a list of its owner's.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [f64],
    /// One more than there are bounds: what is above all of them.
    counts: Box<[AtomicU64]>,
    sum_in_millionths: AtomicU64,
}

/// A histogram as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// Each bound, with how many were no more and above the bound before; the last bound is infinite.
    pub buckets: Vec<(f64, u64)>,
    /// All of them together.
    pub sum: f64,
}

impl Histogram {
    /// An empty one.
    pub fn new(bounds: &'static [f64]) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self { bounds, counts, sum_in_millionths: AtomicU64::new(0) }
    }

    /// Takes a time in, in seconds.
    pub fn observe_time(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.put(time.as_secs_f64(), micros);
    }

    /// Takes a number in.
    pub fn observe_count(&self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.put(f64::from(count), u64::from(count) * 1_000_000);
    }

    fn put(&self, value: f64, millionths: u64) {
        let place = self.bounds.partition_point(|bound| *bound < value);
        self.counts[place].fetch_add(1, Ordering::Relaxed);
        self.sum_in_millionths.fetch_add(millionths, Ordering::Relaxed);
    }

    /// As it stands now.
    pub fn distribution(&self) -> Distribution {
        let bounds = self.bounds.iter().copied().chain([f64::MAX]);
        let counts = self.counts.iter().map(|count| count.load(Ordering::Relaxed));
        let sum = self.sum_in_millionths.load(Ordering::Relaxed) as f64 / 1e6;
        Distribution { buckets: bounds.zip(counts).collect(), sum }
    }
}

impl Distribution {
    /// How many were taken in.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|(_, count)| count).sum()
    }

    /// Adds another one of the same bounds.
    pub fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        for ((_, count), (_, more)) in self.buckets.iter_mut().zip(&other.buckets) {
            *count += more;
        }
    }
}

/// Bounds of commits and of snapshots, in seconds.
const SECONDS: &[f64] =
    &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Bounds of groups, in changes.
const CHANGES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// The writer's figures.
#[derive(Debug)]
pub struct WriterFigures {
    /// Changes of each group.
    pub group_size: Histogram,
    /// Until a group was on disk, in both places.
    pub commit_time: Histogram,
    /// Until those who read saw it.
    pub apply_time: Histogram,
    sequence: AtomicU64,
}

impl WriterFigures {
    pub(super) fn beginning_at(sequence: u64) -> Self {
        Self {
            group_size: Histogram::new(CHANGES),
            commit_time: Histogram::new(SECONDS),
            apply_time: Histogram::new(SECONDS),
            sequence: AtomicU64::new(sequence),
        }
    }

    pub(super) fn committed(&self, group: usize, sequence: u64, times: (Duration, Duration)) {
        self.group_size.observe_count(group);
        self.commit_time.observe_time(times.0);
        self.apply_time.observe_time(times.1);
        self.sequence.store(sequence, Ordering::Relaxed);
    }

    /// The newest change: how many were ever committed.
    pub fn sequence(&self) -> u64 {
        self.sequence.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_counted_below_its_bound() {
        let histogram = Histogram::new(&[1.0, 2.0]);
        [0, 1, 2, 3, 9].iter().for_each(|count| histogram.observe_count(*count));
        let mut distribution = histogram.distribution();
        assert_eq!(distribution.buckets, [(1.0, 2), (2.0, 1), (f64::MAX, 2)]);
        assert_eq!((distribution.count(), distribution.sum), (5, 15.0));
        distribution.add(&histogram.distribution());
        assert_eq!((distribution.count(), distribution.sum), (10, 30.0));
        let times = Histogram::new(SECONDS);
        times.observe_time(Duration::from_micros(250));
        assert_eq!(times.distribution().buckets[1], (0.000_25, 1));
    }
}
