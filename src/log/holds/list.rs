//! All holds in the order of the log: where each stands, when it was entered, on which terms.
//!
//! What entries of one request have in common is kept once, and a thousand holds in a row are packed together:
//! ten million of them are many, and most are like the one before.

use std::sync::Arc;

use jiff::Timestamp;
use rpds::HashTrieMapSync;

use super::{HoldNumber, HoldTerms, column::Columns};
use crate::{
    log::dense::{DenseReader, DenseWriter, Malformed},
    registry::Numbered,
};

/// Holds that are packed together.
const BLOCK: usize = 1_024;

/// Holds by their number, which counts them from 0.
#[derive(Debug, Clone)]
pub(super) struct HoldList {
    blocks: Arc<Vec<Block>>,
    /// Those behind the last full block.
    newest: Arc<Vec<Row>>,
    terms: Numbered<Arc<HoldTerms>>,
    /// The same terms are kept once.
    terms_numbers: HashTrieMapSync<Arc<HoldTerms>, u32>,
}

/// A hold as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    /// Position of its entry.
    position: u64,
    /// When it was entered, in seconds.
    at: i64,
    /// Number of its terms.
    terms: u32,
    /// About where its stamps are to be looked for.
    region: u32,
}

/// Full rows: positions less the place in the block, since entries of a request follow one another; times; terms;
/// regions.
#[derive(Debug, Clone)]
struct Block(Columns);

impl Default for HoldList {
    fn default() -> Self {
        Self {
            blocks: Arc::default(),
            newest: Arc::default(),
            terms: Numbered::default(),
            terms_numbers: HashTrieMapSync::new_sync(),
        }
    }
}

impl HoldList {
    /// Takes the next hold in.
    pub(super) fn push(
        &mut self,
        position: u64,
        at: Timestamp,
        terms: HoldTerms,
        region: u32,
    ) -> HoldNumber {
        let number = self.blocks.len() * BLOCK + self.newest.len();
        let row = Row { position, at: at.as_second(), terms: self.number_of(terms), region };
        let newest = Arc::make_mut(&mut self.newest);
        newest.push(row);
        if newest.len() == BLOCK {
            Arc::make_mut(&mut self.blocks).push(Block::of(newest));
            newest.clear();
        }
        HoldNumber::try_from(number).expect("no log has four thousand million holds")
    }

    /// A hold's position, when it was entered, and on which terms.
    #[inline]
    pub(super) fn get(&self, number: HoldNumber) -> (u64, Timestamp, &HoldTerms) {
        let (block, place) = place_of(number);
        let (position, at, terms) = match self.blocks.get(block) {
            Some(block) => block.told(place),
            None => {
                let row = &self.newest[place];
                (row.position, row.at, row.terms)
            }
        };
        let at = Timestamp::from_second(at).expect("it was one");
        (position, at, self.terms.get(terms).expect("terms are kept before what names them"))
    }

    /// About where its stamps are to be looked for.
    pub(super) fn region(&self, number: HoldNumber) -> u32 {
        let (block, place) = place_of(number);
        let block = self.blocks.get(block);
        block.map_or_else(|| self.newest[place].region, |block| block.region(place))
    }

    /// The hold whose entry stands at a position.
    pub(super) fn at(&self, position: u64) -> Option<HoldNumber> {
        let later = self.blocks.partition_point(|block| block.position(0) <= position);
        let in_block = later.checked_sub(1).and_then(|block| {
            let place = first_place(BLOCK, |place| self.blocks[block].position(place) >= position);
            let is_it = place < BLOCK && self.blocks[block].position(place) == position;
            is_it.then_some(block * BLOCK + place)
        });
        let in_newest = || {
            let place = self.newest.binary_search_by_key(&position, |row| row.position).ok()?;
            Some(self.blocks.len() * BLOCK + place)
        };
        in_block.or_else(in_newest).map(|number| number as HoldNumber)
    }

    fn number_of(&mut self, terms: HoldTerms) -> u32 {
        if let Some(number) = self.terms_numbers.get(&terms) {
            return *number;
        }
        let number = u32::try_from(self.terms_numbers.size()).expect("fewer than holds");
        let terms = Arc::new(terms);
        self.terms.insert(number, terms.clone());
        self.terms_numbers.insert_mut(terms, number);
        number
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.blocks.len() * BLOCK + self.newest.len()
    }

    /// All terms, the full blocks, the rows behind them; each with its count before.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        to.count(self.terms_numbers.size());
        self.terms.values().for_each(|terms| terms.write(to));
        to.count(self.blocks.len());
        self.blocks.iter().for_each(|block| block.0.write(to));
        to.count(self.newest.len());
        for row in self.newest.iter() {
            to.number(row.position);
            to.number(row.at.cast_unsigned());
            to.number(row.terms);
            to.number(row.region);
        }
    }

    /// Reads a list whose entries all stand before a position.
    pub(super) fn read(from: &mut DenseReader<'_>, end: u64) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("a list of holds");
        let mut list = Self::default();
        let terms = from.count()?;
        for _ in 0..terms {
            list.number_of(HoldTerms::read(from)?);
        }
        if list.terms_numbers.size() != terms {
            return Err(Malformed("terms that are there twice"));
        }
        let is_position = |position: u64| position < end;
        let is_time = |seconds: u64| Timestamp::from_second(seconds.cast_signed()).is_ok();
        let is_terms = |number: u64| number < terms as u64;
        let is_region = |region: u64| u32::try_from(region).is_ok();
        let mut blocks = Vec::new();
        for _ in 0..from.count()? {
            let is_right: [&dyn Fn(u64) -> bool; 4] =
                [&is_position, &is_time, &is_terms, &is_region];
            blocks.push(Block(Columns::read(from, BLOCK, is_right)?));
        }
        let count = from.count()?;
        if count >= BLOCK || u32::try_from(blocks.len() * BLOCK + count).is_err() {
            return Err(WRONG);
        }
        let mut newest = Vec::with_capacity(count);
        for _ in 0..count {
            let row = Row {
                position: from.number()?,
                at: from.time()?.as_second(),
                terms: from.of("terms")?,
                region: from.of("a region")?,
            };
            if !is_position(row.position) || !is_terms(row.terms.into()) {
                return Err(WRONG);
            }
            newest.push(row);
        }
        (list.blocks, list.newest) = (Arc::new(blocks), Arc::new(newest));
        Ok(list)
    }
}

impl Block {
    fn of(rows: &[Row]) -> Self {
        let positions: Vec<u64> =
            rows.iter().enumerate().map(|(place, row)| row.position - place as u64).collect();
        let times: Vec<u64> = rows.iter().map(|row| row.at.cast_unsigned()).collect();
        let terms: Vec<u64> = rows.iter().map(|row| u64::from(row.terms)).collect();
        let regions: Vec<u64> = rows.iter().map(|row| u64::from(row.region)).collect();
        Self(Columns::of([&positions, &times, &terms, &regions]))
    }

    fn position(&self, place: usize) -> u64 {
        self.0.get(0, place) + place as u64
    }

    fn region(&self, place: usize) -> u32 {
        self.0.get(3, place) as u32
    }

    fn told(&self, place: usize) -> (u64, i64, u32) {
        let (at, terms) = (self.0.get(1, place), self.0.get(2, place));
        (self.position(place), at.cast_signed(), terms as u32)
    }
}

/// The block of a hold, and the place in it.
fn place_of(number: HoldNumber) -> (usize, usize) {
    (number as usize / BLOCK, number as usize % BLOCK)
}

/// The first place of which this is true, which stays true from there on.
fn first_place(count: usize, is_true: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, count);
    while from < to {
        let middle = from.midpoint(to);
        if is_true(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::log::{Hold, HoldFacts, Reason, Target};

    fn terms(reason: Reason) -> HoldTerms {
        let target = Target::Batch { batch: crate::stamp::BatchNumber::new(1) };
        let facts = HoldFacts::new(target, reason, None, date(2026, 3, 1), None);
        HoldTerms::new(Hold::Revoked, &facts, None)
    }

    proptest::proptest! {
        /// Against a plain list over some blocks, in which positions, times, terms and regions stay and jump.
        #[test]
        fn rows_are_those_that_were_put(
            runs in proptest::collection::vec((1_usize..700, 1_u64..3, 0_i64..90_000, 0_usize..13, 0_u32..70_000), 1..9),
        ) {
            let (mut list, mut plain) = (HoldList::default(), Vec::new());
            let (mut position, mut at) = (5, 1_770_000_000);
            for (count, step, later, reason, region) in runs {
                at += later;
                for _ in 0..count {
                    position += step;
                    let reason = Reason::ALL[reason];
                    let time = Timestamp::from_second(at).expect("a time");
                    let number = list.push(position, time, terms(reason), region);
                    proptest::prop_assert_eq!(number as usize, plain.len());
                    plain.push((position, time, reason, region));
                }
            }
            for (number, (position, at, reason, region)) in (0..).zip(&plain) {
                let (its_position, time, terms) = list.get(number);
                let told = (its_position, time, terms.reason, list.region(number));
                proptest::prop_assert_eq!(told, (*position, *at, *reason, *region));
                proptest::prop_assert_eq!(list.at(*position), Some(number));
            }
            let positions: Vec<u64> = plain.iter().map(|(position, ..)| *position).collect();
            for nowhere in (0..position + 3).filter(|place| positions.binary_search(place).is_err()) {
                proptest::prop_assert_eq!(list.at(nowhere), None);
            }
        }
    }
}
