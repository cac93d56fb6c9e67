//! Which holds stand against which stamps. Stamps are numbered through: each batch has its places in one row of all
//! stamps that were ever issued, so that batches share pieces, however small they are.

use super::{
    HoldNumber, Places,
    piece::{Piece, STAMPS},
};
use crate::{
    log::dense::{DenseReader, DenseWriter, Malformed},
    registry::Numbered,
};

/// Holds by the stamps' places. A clone shares all pieces that don't change.
#[derive(Debug, Clone, Default)]
pub(super) struct HeldStamps {
    pieces: Numbered<Piece>,
}

impl HeldStamps {
    /// The holds on a stamp, oldest first.
    #[inline]
    pub(super) fn on(&self, place: u64) -> impl Iterator<Item = HoldNumber> {
        let piece = self.pieces.get(place / STAMPS);
        piece.into_iter().flat_map(move |piece| piece.holds((place % STAMPS) as u16))
    }

    /// The holds on a range, by runs of stamps that have the same.
    pub(super) fn runs(&self, places: Places) -> impl Iterator<Item = (Places, Vec<HoldNumber>)> {
        by_piece(places).flat_map(move |(number, first, last)| {
            let runs =
                self.pieces.get(number).into_iter().flat_map(move |piece| piece.runs(first, last));
            runs.map(move |run| {
                let place = |within: u16| number * STAMPS + u64::from(within);
                (Places { first: place(run.first), last: place(run.last) }, run.holds)
            })
        })
    }

    /// Changes the holds on each stamp of a range: `change` is told those that are there, and says which are
    /// to be.
    pub(super) fn change(
        &mut self,
        places: Places,
        change: impl Fn(&[HoldNumber]) -> Vec<HoldNumber>,
    ) {
        for (number, first, last) in by_piece(places) {
            let changed = match self.pieces.get(number) {
                Some(piece) => piece.changed(first, last, &change),
                None => Piece::default().changed(first, last, &change),
            };
            if changed.is_empty() {
                self.pieces.remove(number);
            } else {
                self.pieces.insert(number, changed);
            }
        }
    }

    /// The stamps of a hold, the first of which is among these.
    pub(super) fn of(&self, hold: HoldNumber, among: Places) -> Option<Places> {
        let mut found: Option<Places> = None;
        // It may reach on past them, piece by piece.
        for number in among.first / STAMPS.. {
            let runs = self.pieces.get(number).into_iter().flat_map(|piece| piece.runs_of(hold));
            let place = |within: u16| number * STAMPS + u64::from(within);
            let mut is_here = false;
            for run in runs {
                let first = found.map_or(place(run.first), |found| found.first);
                found = Some(Places { first, last: place(run.last) });
                is_here = true;
            }
            let is_past_it = found.is_some() && !is_here;
            if is_past_it || found.is_none() && number >= among.last / STAMPS {
                break;
            }
        }
        found
    }

    /// Count ‖ each piece's number less the one before ‖ piece.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        to.count(self.pieces.iter().count());
        let mut next = 0;
        for (number, piece) in self.pieces.iter() {
            to.number(number - next);
            piece.write(to);
            next = number + 1;
        }
    }

    /// Reads what stands against so many stamps. `each` is told every hold that stands on a piece, as often as it does.
    pub(super) fn read(
        from: &mut DenseReader<'_>,
        stamps: u64,
        mut each: impl FnMut(u64) -> Result<(), Malformed>,
    ) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("a piece of stamps");
        let mut held = Self::default();
        let mut next = 0_u64;
        for _ in 0..from.count()? {
            let number = next.checked_add(from.number()?).ok_or(WRONG)?;
            let begin = number.checked_mul(STAMPS).filter(|begin| *begin < stamps).ok_or(WRONG)?;
            let last = (stamps - begin - 1).min(STAMPS - 1) as u16;
            held.pieces.insert(number, Piece::read(from, last, &mut each)?);
            next = number + 1;
        }
        Ok(held)
    }

    /// The stamps of a hold, wherever they are.
    pub(super) fn anywhere(&self, hold: HoldNumber) -> Option<Places> {
        let on_it = self.pieces.iter().find(|(_, piece)| piece.runs_of(hold).next().is_some());
        let (number, _) = on_it?;
        let first = number * STAMPS;
        self.of(hold, Places { first, last: first + STAMPS - 1 })
    }
}

/// The pieces that a range reaches into, each with the range's part of it, both ends within.
fn by_piece(places: Places) -> impl Iterator<Item = (u64, u16, u16)> {
    let Places { first, last } = places;
    (first / STAMPS..=last / STAMPS).map(move |number| {
        let begin = number * STAMPS;
        let within = |place: u64| (place - begin) as u16;
        (number, within(first.max(begin)), within(last.min(begin + STAMPS - 1)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Places around where two pieces meet, and three further on.
    fn any_place() -> impl Strategy<Value = u64> {
        prop_oneof![4 => STAMPS - 20..STAMPS + 20, 1 => STAMPS * 4 - 2..STAMPS * 4 + 2]
    }

    #[derive(Debug, Clone)]
    enum Step {
        Hold(u64, u64),
        Lift(u32),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (any_place(), any_place()).prop_map(|(a, b)| Step::Hold(a.min(b), a.max(b))),
            3 => any_place().prop_map(|place| Step::Hold(place, place)),
            3 => (0_u32..40).prop_map(Step::Lift),
        ]
    }

    proptest! {
        /// Against a plain list of ranges, after each step; what was cloned before stays as it was.
        #[test]
        fn holds_are_those_that_were_not_lifted(steps in prop::collection::vec(any_step(), 0..60)) {
            let (mut held, mut plain) = (HeldStamps::default(), Vec::new());
            let mut before = (held.clone(), plain.clone());
            for step in &steps {
                match *step {
                    Step::Hold(first, last) => {
                        let hold = plain.len() as HoldNumber;
                        held.change(Places { first, last }, |holds| [holds, &[hold]].concat());
                        plain.push(Some((first, last)));
                    }
                    Step::Lift(hold) => {
                        let Some(Some((first, last))) = plain.get_mut(hold as usize).map(Option::take) else { continue };
                        let about = Places { first: first - 3, last: first + 3 };
                        prop_assert_eq!(held.of(hold, about), Some(Places { first, last }));
                        held.change(Places { first, last }, |holds| {
                            holds.iter().copied().filter(|other| *other != hold).collect()
                        });
                    }
                }
                for (held, plain) in [&before, &(held.clone(), plain.clone())] {
                    agree(held, plain)?;
                }
                before = (held.clone(), plain.clone());
            }
        }
    }

    fn agree(held: &HeldStamps, plain: &[Option<(u64, u64)>]) -> Result<(), TestCaseError> {
        let expected = |place: u64| -> Vec<HoldNumber> {
            let hits = |range: &Option<(u64, u64)>| {
                range.is_some_and(|(first, last)| (first..=last).contains(&place))
            };
            let all = (0..).zip(plain).filter(|(_, range)| hits(range));
            all.map(|(hold, _)| hold).collect()
        };
        let places = (STAMPS - 22..STAMPS + 22).chain(STAMPS * 4 - 4..STAMPS * 4 + 4);
        for place in places {
            prop_assert_eq!(held.on(place).collect::<Vec<_>>(), expected(place), "{}", place);
        }
        let (first, last) = (STAMPS - 9, STAMPS + 9);
        let mut counted = 0;
        for (places, holds) in held.runs(Places { first, last }) {
            counted += places.last - places.first + 1;
            prop_assert_eq!(&holds, &expected(places.first));
            prop_assert_eq!(&holds, &expected(places.last));
        }
        let held_back = (first..=last).filter(|place| !expected(*place).is_empty());
        prop_assert_eq!(counted, held_back.count() as u64);
        Ok(())
    }
}
