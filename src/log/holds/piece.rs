//! What stands against some neighbouring stamps: runs of them, each with the holds that hit all of it.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{
    HoldNumber,
    packed::Packing,
    starts::{begun_by, start_at},
};
use crate::log::dense::{DenseReader, DenseWriter, Malformed};

/// How many stamps a piece is about.
pub(super) const STAMPS: u64 = 1 << 16;

/// Parts that a piece's directory tells apart.
const SLOTS: usize = 32;
const SLOT: usize = STAMPS as usize / SLOTS;

/// A piece of fewer runs has no directory.
const FEW: usize = 64;

const HEAD: usize = 12;

/// Runs that don't meet, in order. Mostly one stamp each with one hold: five bytes, if holds are ten million.
///
/// A clone shares all of it.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// One row, so that a look into it waits for memory twice, not once a column; see [`Head`].
    bytes: Arc<[u8]>,
    /// The later holds of runs that have several, by the run's start.
    later: Option<Arc<Later>>,
}

type Later = BTreeMap<u16, Box<[HoldNumber]>>;

/// One of the runs, both ends within.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u16,
    pub(super) last: u16,
    /// Oldest first.
    pub(super) holds: Vec<HoldNumber>,
}

impl Run {
    fn length(&self) -> u64 {
        u64::from(self.last - self.first)
    }

    fn oldest(&self) -> u64 {
        u64::from(self.holds[0])
    }
}

/// How a piece's bytes are laid out.
///
/// ```text
/// 0      4      6      7      8        12                                   all little-endian
/// +------+------+------+------+--------+-----------+----------+---------+--------+
/// | runs | shortest    | widths: of    | directory | starts   | lengths | oldest |
/// |      |      | lengths,    | lowest |           |          |         |        |
/// |      |      |      oldest | hold   |           |          |         |        |
/// +------+------+------+------+--------+-----------+----------+---------+--------+
///   u32    u16    u8     u8     u32      32 u16      u16 each   packed    packed
///                                        or nothing
/// ```
///
/// The directory says how many runs begin before each 32nd part of the piece. Lengths are how many stamps each run
/// has besides its first; the oldest is its first hold.
#[derive(Debug, Clone, Copy)]
struct Head {
    runs: usize,
    lengths: Packing,
    oldest: Packing,
}

impl Head {
    #[inline]
    fn read(bytes: &[u8]) -> Self {
        let head: &[u8; HEAD] = bytes.first_chunk().expect("every piece has a head");
        let [r0, r1, r2, r3, s0, s1, length_width, oldest_width, l0, l1, l2, l3] = *head;
        Self {
            runs: u32::from_le_bytes([r0, r1, r2, r3]) as usize,
            lengths: Packing {
                smallest: u64::from(u16::from_le_bytes([s0, s1])),
                width: usize::from(length_width),
            },
            oldest: Packing {
                smallest: u64::from(u32::from_le_bytes([l0, l1, l2, l3])),
                width: usize::from(oldest_width),
            },
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend((self.runs as u32).to_le_bytes());
        bytes.extend(narrow(self.lengths.smallest as u32).to_le_bytes());
        bytes.extend([self.lengths.width as u8, self.oldest.width as u8]);
        bytes.extend((self.oldest.smallest as HoldNumber).to_le_bytes());
    }

    fn has_directory(&self) -> bool {
        self.runs >= FEW
    }

    fn starts(&self) -> usize {
        HEAD + if self.has_directory() { 2 * SLOTS } else { 0 }
    }

    fn lengths(&self) -> usize {
        self.starts() + 2 * self.runs
    }

    fn oldest(&self) -> usize {
        self.lengths() + self.lengths.width * self.runs
    }

    fn end(&self) -> usize {
        self.oldest() + self.oldest.width * self.runs
    }
}

impl Default for Piece {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Piece {
    fn of(runs: &[Run]) -> Self {
        let lengths = Packing::of(runs.iter().map(Run::length));
        let oldest = Packing::of(runs.iter().map(Run::oldest));
        let mut bytes = Vec::new();
        Head { runs: 0, lengths, oldest }.write(&mut bytes);
        Self { bytes: bytes.into(), later: None }.with(0..0, runs)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.head().runs == 0
    }

    /// The holds on a stamp, oldest first.
    #[inline]
    pub(super) fn holds(&self, place: u16) -> impl Iterator<Item = HoldNumber> {
        let head = self.head();
        let run = self.begun_by(&head, place).checked_sub(1);
        let run = run.filter(|run| place <= self.last_of(&head, *run));
        let later = run.filter(|_| self.later.is_some()).map(|run| self.later_of(run));
        let oldest = run.map(|run| self.oldest_of(&head, run));
        oldest.into_iter().chain(later.unwrap_or_default().iter().copied())
    }

    /// The runs that reach into a range, both ends within, cut to it.
    pub(super) fn runs(&self, first: u16, last: u16) -> impl Iterator<Item = Run> {
        let head = self.head();
        let runs = self.runs_that_reach(&head, first, last).map(move |run| self.run(&head, run));
        runs.map(move |run| Run { first: run.first.max(first), last: run.last.min(last), ..run })
    }

    /// Every run that a hold is on.
    pub(super) fn runs_of(&self, hold: HoldNumber) -> impl Iterator<Item = Run> {
        let head = self.head();
        let has_it = move |run: &usize| {
            self.oldest_of(&head, *run) == hold || self.later_of(*run).contains(&hold)
        };
        (0..head.runs).filter(has_it).map(move |run| self.run(&head, run))
    }

    /// With other holds on a range, both ends within. `change` is told those that are there, and says which
    /// are to be.
    pub(super) fn changed(
        &self,
        first: u16,
        last: u16,
        change: &impl Fn(&[HoldNumber]) -> Vec<HoldNumber>,
    ) -> Self {
        let head = self.head();
        let places = self.runs_that_reach(&head, first, last);
        let mut runs = Vec::new();
        let mut put = |first: u32, last: u32, holds: Vec<HoldNumber>| {
            if first <= last && !holds.is_empty() {
                runs.push(Run { first: narrow(first), last: narrow(last), holds });
            }
        };
        let (first, last) = (u32::from(first), u32::from(last));
        // Up to where the range is dealt with.
        let mut next = first;
        for run in places.clone().map(|run| self.run(&head, run)) {
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
        self.with(places, &runs)
    }

    /// With other runs at some places.
    fn with(&self, places: Range<usize>, runs: &[Run]) -> Self {
        let head = self.head();
        let fits = |run: &Run| head.lengths.fits(run.length()) && head.oldest.fits(run.oldest());
        if !runs.iter().all(fits) {
            let all = (0..head.runs).map(|run| self.run(&head, run));
            let mut all: Vec<Run> = all.collect();
            all.splice(places, runs.iter().cloned());
            return Self::of(&all);
        }
        let new = Head { runs: head.runs - places.len() + runs.len(), ..head };
        let mut bytes = Vec::with_capacity(new.end());
        new.write(&mut bytes);
        bytes.resize(new.starts(), 0);
        let mut splice = |begin: usize, width: usize, put: &dyn Fn(&mut Vec<u8>, &Run)| {
            let column = &self.bytes[begin..begin + width * head.runs];
            bytes.extend_from_slice(&column[..width * places.start]);
            runs.iter().for_each(|run| put(&mut bytes, run));
            bytes.extend_from_slice(&column[width * places.end..]);
        };
        splice(head.starts(), 2, &|bytes, run| bytes.extend(run.first.to_le_bytes()));
        splice(head.lengths(), head.lengths.width, &|bytes, run| {
            head.lengths.push(bytes, run.length());
        });
        splice(head.oldest(), head.oldest.width, &|bytes, run| {
            head.oldest.push(bytes, run.oldest());
        });
        if new.has_directory() {
            // Before the first part none begins.
            for slot in 1..SLOTS {
                let starts = &bytes[new.starts()..new.lengths()];
                let before = begun_by(starts, (slot * SLOT - 1) as u16) as u16;
                bytes[HEAD + 2 * slot..][..2].copy_from_slice(&before.to_le_bytes());
            }
        }
        Self { bytes: bytes.into(), later: self.later_with(&head, places, runs) }
    }

    fn later_with(&self, head: &Head, places: Range<usize>, runs: &[Run]) -> Option<Arc<Later>> {
        let has_several = |run: &&Run| run.holds.len() > 1;
        if self.later.is_none() && !runs.iter().any(|run| has_several(&run)) {
            return None;
        }
        let mut later = self.later.as_deref().cloned().unwrap_or_default();
        places.for_each(|run| drop(later.remove(&self.start_of(head, run))));
        for run in runs.iter().filter(has_several) {
            later.insert(run.first, run.holds[1..].into());
        }
        (!later.is_empty()).then(|| Arc::new(later))
    }

    /// Which runs reach into a range, both ends within.
    fn runs_that_reach(&self, head: &Head, first: u16, last: u16) -> Range<usize> {
        let begun = self.begun_by(head, first);
        let reaches = begun > 0 && first <= self.last_of(head, begun - 1);
        begun - usize::from(reaches)..self.begun_by(head, last)
    }

    /// How many runs begin at a place or before it.
    #[inline]
    fn begun_by(&self, head: &Head, place: u16) -> usize {
        let (mut before, mut until) = (0, head.runs);
        if head.has_directory() {
            let slot = usize::from(place) / SLOT;
            let told = |slot: usize| usize::from(start_at(&self.bytes[HEAD..], slot));
            before = told(slot);
            until = if slot + 1 < SLOTS { told(slot + 1) } else { until };
        }
        let starts = &self.bytes[head.starts() + 2 * before..head.starts() + 2 * until];
        before + begun_by(starts, place)
    }

    #[inline]
    fn head(&self) -> Head {
        Head::read(&self.bytes)
    }

    fn run(&self, head: &Head, run: usize) -> Run {
        let mut holds = vec![self.oldest_of(head, run)];
        holds.extend_from_slice(self.later_of(run));
        Run { first: self.start_of(head, run), last: self.last_of(head, run), holds }
    }

    #[inline]
    fn start_of(&self, head: &Head, run: usize) -> u16 {
        start_at(&self.bytes[head.starts()..], run)
    }

    #[inline]
    fn last_of(&self, head: &Head, run: usize) -> u16 {
        let length = head.lengths.get(&self.bytes[head.lengths()..], run);
        self.start_of(head, run) + narrow(length as u32)
    }

    #[inline]
    fn oldest_of(&self, head: &Head, run: usize) -> HoldNumber {
        head.oldest.get(&self.bytes[head.oldest()..], run) as HoldNumber
    }

    fn later_of(&self, run: usize) -> &[HoldNumber] {
        let later =
            self.later.as_ref().and_then(|later| later.get(&self.start_of(&self.head(), run)));
        later.map_or(&[], |later| later)
    }

    /// The row of bytes as it is ‖ count of runs with later holds, each its start ‖ count ‖ holds.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        to.block(&self.bytes);
        to.count(self.later.as_ref().map_or(0, |later| later.len()));
        for (start, holds) in self.later.iter().flat_map(|later| later.iter()) {
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
        let mut piece = Self { bytes: from.block()?.into(), later: None };
        if piece.bytes.len() < HEAD {
            return Err(WRONG);
        }
        let head = piece.head();
        let is_laid_out = (1..=STAMPS as usize).contains(&head.runs)
            && head.lengths.width <= 2
            && head.oldest.width <= 4
            && head.end() == piece.bytes.len();
        if !is_laid_out {
            return Err(WRONG);
        }
        let mut free_from = 0;
        for run in 0..head.runs {
            let start = u64::from(piece.start_of(&head, run));
            let end = start + head.lengths.get(&piece.bytes[head.lengths()..], run);
            if start < free_from || end > u64::from(last) {
                return Err(WRONG);
            }
            free_from = end + 1;
            each(head.oldest.get(&piece.bytes[head.oldest()..], run))?;
        }
        if head.has_directory() {
            let starts = &piece.bytes[head.starts()..head.lengths()];
            let before = |slot: usize| match slot {
                0 => 0,
                _ => begun_by(starts, (slot * SLOT - 1) as u16) as u16,
            };
            let told = |slot: usize| start_at(&piece.bytes[HEAD..], slot);
            if !(0..SLOTS).all(|slot| told(slot) == before(slot)) {
                return Err(WRONG);
            }
        }
        piece.later = read_later(from, each)?.map(Arc::new);
        let starts = piece.later.iter().flat_map(|later| later.keys());
        let mut begin_a_run = starts.map(|start| {
            let run = piece.begun_by(&head, *start).checked_sub(1);
            run.is_some_and(|run| piece.start_of(&head, run) == *start)
        });
        if begin_a_run.all(|begins| begins) { Ok(piece) } else { Err(WRONG) }
    }
}

fn read_later(
    from: &mut DenseReader<'_>,
    each: &mut impl FnMut(u64) -> Result<(), Malformed>,
) -> Result<Option<Later>, Malformed> {
    const WRONG: Malformed = Malformed("later holds");
    let mut later = Later::new();
    for _ in 0..from.count()? {
        let start = from.of("a start")?;
        let mut holds = Vec::new();
        for _ in 0..from.count()? {
            let hold = from.number()?;
            each(hold)?;
            holds.push(HoldNumber::try_from(hold).map_err(|_| WRONG)?);
        }
        let rises = later.last_key_value().is_none_or(|(before, _)| *before < start);
        if !rises || holds.is_empty() {
            return Err(WRONG);
        }
        later.insert(start, holds.into());
    }
    Ok((!later.is_empty()).then_some(later))
}

fn narrow(place: u32) -> u16 {
    u16::try_from(place).expect("a piece has fewer places")
}
