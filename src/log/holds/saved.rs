//! Holds and their terms, as the saved state has them.

use rpds::HashTrieMapSync;

use super::{HeldStamps, Hit, HoldList, HoldNumber, HoldTerms, Holds, Lift, Places, Reach};
use crate::log::{
    Commitment, Hold, Reason, Target,
    dense::{DenseReader, DenseWriter, Malformed},
};

/// In the order of their numbers in the file.
const REACHES: [Reach; 5] =
    [Reach::Certificate, Reach::Range, Reach::Batch, Reach::Producer, Reach::Key];

impl HoldTerms {
    /// Hold, reach and reason by number ‖ decision, its date, its body ‖ since when ‖ note ‖ day of review.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        to.number(self.hold == Hold::Suspended);
        to.count(place_of(&REACHES, &self.reach));
        to.count(place_of(&Reason::ALL, &self.reason));
        to.maybe(self.decision.as_ref(), |to, text| to.block(text.as_str().as_bytes()));
        to.maybe(self.decided_on, DenseWriter::date);
        to.maybe(self.decided_by.as_ref(), |to, text| to.block(text.as_str().as_bytes()));
        to.date(self.effective_from);
        to.maybe(self.note, |to, note| to.bytes(&note.0));
        to.maybe(self.review_on, DenseWriter::date);
    }

    /// Reads them.
    pub(super) fn read(from: &mut DenseReader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            hold: if from.flag()? { Hold::Suspended } else { Hold::Revoked },
            reach: at(&REACHES, from)?,
            reason: at(&Reason::ALL, from)?,
            decision: from.maybe(|from| from.text("a decision"))?,
            decided_on: from.maybe(DenseReader::date)?,
            decided_by: from.maybe(|from| from.text("a body"))?,
            effective_from: from.date()?,
            note: from.maybe(|from| Ok(Commitment(from.array()?)))?,
            review_on: from.maybe(DenseReader::date)?,
        })
    }
}

impl Holds {
    /// How many there are.
    pub(in crate::log) fn len(&self) -> usize {
        self.list.len()
    }

    /// The list ‖ what stands against stamps ‖ count, number and target of the others ‖ count, number and lift of those
    /// that were lifted. Maps in the order of their numbers, so that the same holds are the same bytes.
    pub(in crate::log) fn write(&self, to: &mut DenseWriter<'_>) {
        self.list.write(to);
        self.stamps.write(to);
        to.count(self.wider.size());
        for (number, target) in sorted(&self.wider) {
            to.number(number);
            to.json(target);
        }
        to.count(self.lifted.size());
        for (number, lift) in sorted(&self.lifted) {
            to.number(number);
            to.number(lift.by);
            match lift.hit {
                Hit::Stamps(places) => {
                    to.number(false);
                    to.number(places.first);
                    to.number(places.last - places.first);
                }
                Hit::Wider(target) => {
                    to.number(true);
                    to.json(&target);
                }
            }
        }
    }

    /// Reads the holds of a log whose entries end before a position, and which issued so many stamps.
    pub(in crate::log) fn read(
        from: &mut DenseReader<'_>,
        end: u64,
        stamps: u64,
    ) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("a hold");
        let list = HoldList::read(from, end)?;
        let mut is_known = vec![false; list.len()];
        let mut know = |number: u64| -> Result<(), Malformed> {
            let place = usize::try_from(number).map_err(|_| WRONG)?;
            *is_known.get_mut(place).ok_or(WRONG)? = true;
            Ok(())
        };
        let held = HeldStamps::read(from, stamps, &mut know)?;
        let mut wider = HashTrieMapSync::new_sync();
        for _ in 0..from.count()? {
            let number: HoldNumber = from.of("a hold")?;
            know(number.into())?;
            wider.insert_mut(number, from.json("a target")?);
        }
        let mut lifted = HashTrieMapSync::new_sync();
        for _ in 0..from.count()? {
            let number: HoldNumber = from.of("a hold")?;
            know(number.into())?;
            let by = from.number()?;
            let hit = if from.flag()? {
                Hit::Wider(from.json::<Target>("a target")?)
            } else {
                let first = from.number()?;
                let last = first.checked_add(from.number()?).filter(|last| *last < stamps);
                Hit::Stamps(Places { first, last: last.ok_or(WRONG)? })
            };
            lifted.insert_mut(number, Lift { by, hit });
        }
        // What stands nowhere could not be told, nor lifted.
        if is_known.iter().all(|known| *known) {
            Ok(Self { list, stamps: held, wider, lifted })
        } else {
            Err(WRONG)
        }
    }
}

fn sorted<V>(map: &HashTrieMapSync<HoldNumber, V>) -> Vec<(HoldNumber, &V)> {
    let mut all: Vec<_> = map.iter().map(|(number, value)| (*number, value)).collect();
    all.sort_unstable_by_key(|(number, _)| *number);
    all
}

fn place_of<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).expect("the list has all of them")
}

fn at<T: Copy>(all: &[T], from: &mut DenseReader<'_>) -> Result<T, Malformed> {
    let place: u8 = from.of("a word")?;
    all.get(usize::from(place)).copied().ok_or(Malformed("a word"))
}
