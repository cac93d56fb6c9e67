//! What stands against some neighbouring stamps: runs of them, each with the holds that hit all of it.

use std::collections::BTreeMap;

use super::{HoldNumber, packed::Packed};
use crate::log::dense::{DenseReader, DenseWriter, Malformed};

/// How many stamps a piece is about.
pub(super) const STAMPS: u64 = 1 << 16;

/// Up to so many starts are compared with one place in one go.
const COMPARED: usize = 512;

/// Runs that don't meet, in order. Mostly one stamp each with one hold: five bytes, if holds are ten million.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    /// Where each run begins.
    starts: Box<[u16]>,
    /// How many stamps each has besides its first.
    lengths: Packed,
    /// The oldest hold of each.
    oldest: Packed,
    /// Its later holds, by the run's start, where there are several.
    later: BTreeMap<u16, Box<[HoldNumber]>>,
}

/// One of the runs, both ends within.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u16,
    pub(super) last: u16,
    /// Oldest first.
    pub(super) holds: Vec<HoldNumber>,
}

impl Piece {
    pub(super) fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The holds on a stamp, oldest first.
    #[inline]
    pub(super) fn holds(&self, place: u16) -> impl Iterator<Item = HoldNumber> {
        let run = self.begun_by(place).checked_sub(1);
        let run = run.filter(|run| place <= self.last_of(*run));
        let later = run.filter(|_| !self.later.is_empty()).map(|run| self.later_of(run));
        let oldest = run.map(|run| self.oldest_of(run));
        oldest.into_iter().chain(later.unwrap_or_default().iter().copied())
    }

    /// The runs that reach into a range, both ends within, cut to it.
    pub(super) fn runs(&self, first: u16, last: u16) -> impl Iterator<Item = Run> {
        let runs = self.runs_that_reach(first, last).map(|run| self.run(run));
        runs.map(move |run| Run { first: run.first.max(first), last: run.last.min(last), ..run })
    }

    /// Every run that a hold is on.
    pub(super) fn runs_of(&self, hold: HoldNumber) -> impl Iterator<Item = Run> {
        let has_it =
            move |run: &usize| self.oldest_of(*run) == hold || self.later_of(*run).contains(&hold);
        (0..self.starts.len()).filter(has_it).map(|run| self.run(run))
    }

    /// With other holds on a range, both ends within. `change` is told those that are there, and says which
    /// are to be.
    pub(super) fn changed(
        &self,
        first: u16,
        last: u16,
        change: &impl Fn(&[HoldNumber]) -> Vec<HoldNumber>,
    ) -> Self {
        let places = self.runs_that_reach(first, last);
        let mut runs = Vec::new();
        let mut put = |first: u32, last: u32, holds: Vec<HoldNumber>| {
            if first <= last && !holds.is_empty() {
                runs.push(Run { first: narrow(first), last: narrow(last), holds });
            }
        };
        let (first, last) = (u32::from(first), u32::from(last));
        // Up to where the range is dealt with.
        let mut next = first;
        for run in places.clone().map(|run| self.run(run)) {
            let (run_first, run_last) = (u32::from(run.first), u32::from(run.last));
            if run_first < first {
                put(run_first, first - 1, run.holds.clone());
            }
            if next < run_first {
                put(next, run_first - 1, change(&[]));
            }
            put(run_first.max(first), run_last.min(last), change(&run.holds));
            next = run_last.min(last) + 1;
            if last < run_last {
                put(last + 1, run_last, run.holds);
            }
        }
        put(next, last, change(&[]));
        self.spliced(places, &runs)
    }

    /// With other runs at some places.
    fn spliced(&self, places: std::ops::Range<usize>, runs: &[Run]) -> Self {
        let count = self.starts.len();
        let mut later = self.later.clone();
        if !later.is_empty() {
            places.clone().for_each(|run| drop(later.remove(&self.starts[run])));
        }
        for run in runs.iter().filter(|run| run.holds.len() > 1) {
            later.insert(run.first, run.holds[1..].into());
        }
        let lengths: Vec<u64> = runs.iter().map(|run| u64::from(run.last - run.first)).collect();
        let oldest: Vec<u64> = runs.iter().map(|run| u64::from(run.holds[0])).collect();
        let starts = self.starts[..places.start].iter().copied();
        let starts = starts.chain(runs.iter().map(|run| run.first));
        Self {
            starts: starts.chain(self.starts[places.end..].iter().copied()).collect(),
            lengths: self.lengths.spliced(count, places.clone(), &lengths),
            oldest: self.oldest.spliced(count, places, &oldest),
            later,
        }
    }

    /// Which runs reach into a range, both ends within.
    fn runs_that_reach(&self, first: u16, last: u16) -> std::ops::Range<usize> {
        let begun = self.begun_by(first);
        let reaches = begun > 0 && first <= self.last_of(begun - 1);
        begun - usize::from(reaches)..self.begun_by(last)
    }

    /// How many runs begin at a place or before it.
    #[inline]
    fn begun_by(&self, place: u16) -> usize {
        let (mut before, mut starts) = (0, &self.starts[..]);
        while starts.len() > COMPARED {
            let (half, rest) = starts.split_at(starts.len() / 2);
            if rest[0] <= place {
                (before, starts) = (before + half.len(), rest);
            } else {
                starts = half;
            }
        }
        // All at once: halving on would wait for the memory of each step, one after the other.
        let begun: u16 = starts.iter().map(|start| u16::from(*start <= place)).sum();
        before + usize::from(begun)
    }

    fn run(&self, run: usize) -> Run {
        let mut holds = vec![self.oldest_of(run)];
        holds.extend_from_slice(self.later_of(run));
        Run { first: self.starts[run], last: self.last_of(run), holds }
    }

    fn last_of(&self, run: usize) -> u16 {
        self.starts[run] + narrow(self.lengths.get(run) as u32)
    }

    fn oldest_of(&self, run: usize) -> HoldNumber {
        self.oldest.get(run) as HoldNumber
    }

    fn later_of(&self, run: usize) -> &[HoldNumber] {
        self.later.get(&self.starts[run]).map_or(&[], |later| later)
    }

    /// Count ‖ starts, two bytes each ‖ lengths ‖ oldest holds ‖ count of runs with later ones, each start ‖ holds.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        to.count(self.starts.len());
        self.starts.iter().for_each(|start| to.bytes(&start.to_le_bytes()));
        self.lengths.write(to);
        self.oldest.write(to);
        to.count(self.later.len());
        for (start, holds) in &self.later {
            to.number(*start);
            to.count(holds.len());
            holds.iter().for_each(|hold| to.number(*hold));
        }
    }

    /// Reads a piece whose last place is `last` at most. `each` is told every hold that stands on it.
    pub(super) fn read(
        from: &mut DenseReader<'_>,
        last: u16,
        each: &mut impl FnMut(u64) -> Result<(), Malformed>,
    ) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("runs of stamps");
        let count = from.count()?;
        let starts = from.bytes(count.checked_mul(2).ok_or(WRONG)?)?;
        let starts = starts.as_chunks().0.iter().map(|start| u16::from_le_bytes(*start)).collect();
        let (lengths, oldest) = (Packed::read(from, count)?, Packed::read(from, count)?);
        let mut piece = Self { starts, lengths, oldest, later: BTreeMap::new() };
        let mut free_from = 0;
        for run in 0..count {
            let (start, length) = (u64::from(piece.starts[run]), piece.lengths.get(run));
            let end = start.checked_add(length).filter(|end| *end <= u64::from(last));
            if start < free_from {
                return Err(WRONG);
            }
            free_from = end.ok_or(WRONG)? + 1;
            each(piece.oldest.get(run))?;
        }
        for _ in 0..from.count()? {
            let start = from.of("a start")?;
            let mut holds = Vec::new();
            for _ in 0..from.count()? {
                let hold = from.number()?;
                each(hold)?;
                holds.push(HoldNumber::try_from(hold).map_err(|_| WRONG)?);
            }
            let is_new = piece.later.last_key_value().is_none_or(|(before, _)| *before < start);
            if !is_new || holds.is_empty() || piece.starts.binary_search(&start).is_err() {
                return Err(WRONG);
            }
            piece.later.insert(start, holds.into());
        }
        if piece.is_empty() { Err(WRONG) } else { Ok(piece) }
    }
}

fn narrow(place: u32) -> u16 {
    u16::try_from(place).expect("a piece has fewer places")
}
