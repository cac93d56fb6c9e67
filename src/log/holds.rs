//! Every revocation and suspension so far, and what each holds back.
//!
//! Ten million revoked stamps are to fit in 64 MB, so a hold is no record of its own: what it says is kept once for
//! all that say the same, what it hits stands with the stamps that it hits.

use jiff::{Timestamp, civil::Date};
use rpds::HashTrieMapSync;

use self::{held_stamps::HeldStamps, list::HoldList};
use super::{Commitment, Hold, HoldFacts, Reason, Target, Text};

mod column;
mod held_stamps;
mod list;
mod packed;
mod piece;
mod saved;
mod starts;

/// Counts the holds of this log from 0.
pub(super) type HoldNumber = u32;

/// A range of stamps of all that were ever issued, numbered through; both ends within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) first: u64,
    pub(super) last: u64,
}

/// Stamps whose holds are looked through together when it is asked what one of them hits.
const REGION: u64 = 1 << 22;

/// A revocation or suspension, and whether it still stands.
#[derive(Debug, Clone, Copy)]
pub struct StandingHold<'s> {
    /// Position of its entry.
    pub position: u64,
    /// When it was entered.
    pub at: Timestamp,
    /// What it says.
    pub terms: &'s HoldTerms,
    /// Position of the entry that lifted it.
    pub lifted_by: Option<u64>,
}

/// What a revocation or suspension says, but for whom it hits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HoldTerms {
    /// Which of the two.
    pub hold: Hold,
    /// What kind of target it has.
    pub reach: Reach,
    /// Why.
    pub reason: Reason,
    /// Number of the decision.
    pub decision: Option<Text>,
    /// Its date.
    pub decided_on: Option<Date>,
    /// The body that took it.
    pub decided_by: Option<Text>,
    /// Holds from 00:00 in Viet Nam on this day, or from its entry if that is later.
    pub effective_from: Date,
    /// Commitment to a text that the register keeps.
    pub note: Option<Commitment>,
    /// When somebody is to look at a suspension again.
    pub review_on: Option<Date>,
}

/// The kinds of targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// A certificate.
    Certificate,
    /// Some stamps of a batch.
    Range,
    /// A batch.
    Batch,
    /// A producer.
    Producer,
    /// A key.
    Key,
}

impl From<&Target> for Reach {
    fn from(target: &Target) -> Self {
        match target {
            Target::Certificate { .. } => Self::Certificate,
            Target::Range { .. } => Self::Range,
            Target::Batch { .. } => Self::Batch,
            Target::Producer { .. } => Self::Producer,
            Target::Key { .. } => Self::Key,
        }
    }
}

impl HoldTerms {
    /// What an entry says.
    pub(super) fn new(hold: Hold, facts: &HoldFacts, review_on: Option<Date>) -> Self {
        Self {
            hold,
            reach: (&facts.target).into(),
            reason: facts.reason,
            decision: facts.decision.clone(),
            decided_on: facts.decided_on,
            decided_by: facts.decided_by.clone(),
            effective_from: facts.effective_from,
            note: facts.note,
            review_on,
        }
    }
}

/// What a hold hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    /// Stamps of one batch.
    Stamps(Places),
    /// A certificate, producer or key; who is asked about one of them keeps the hold's number.
    Wider(Target),
}

/// All holds. A clone shares what does not change.
#[derive(Debug, Clone)]
pub(super) struct Holds {
    list: HoldList,
    /// Against stamps, those that were lifted left out.
    stamps: HeldStamps,
    /// What the others hit.
    wider: HashTrieMapSync<HoldNumber, Target>,
    lifted: HashTrieMapSync<HoldNumber, Lift>,
}

/// A hold that was taken back: by the entry at a position, and what it had hit.
#[derive(Debug, Clone, Copy)]
struct Lift {
    by: u64,
    hit: Hit,
}

impl Default for Holds {
    fn default() -> Self {
        Self {
            list: HoldList::default(),
            stamps: HeldStamps::default(),
            wider: HashTrieMapSync::new_sync(),
            lifted: HashTrieMapSync::new_sync(),
        }
    }
}

impl Holds {
    /// Takes the next one in.
    pub(super) fn push(
        &mut self,
        position: u64,
        at: Timestamp,
        terms: HoldTerms,
        hit: Hit,
    ) -> HoldNumber {
        match hit {
            Hit::Stamps(places) => {
                let region =
                    u32::try_from(places.first / REGION).expect("so many are never issued");
                let number = self.list.push(position, at, terms, region);
                self.stamps.change(places, |holds| [holds, &[number]].concat());
                number
            }
            Hit::Wider(target) => {
                let number = self.list.push(position, at, terms, 0);
                self.wider.insert_mut(number, target);
                number
            }
        }
    }

    /// Takes one back. It stays in the list.
    pub(super) fn lift(&mut self, number: HoldNumber, by: u64) {
        let hit = self.hit_of(number);
        self.lifted.insert_mut(number, Lift { by, hit });
        if let Hit::Stamps(places) = hit {
            self.stamps.change(places, |holds| {
                holds.iter().copied().filter(|other| *other != number).collect()
            });
        }
    }

    /// The one whose entry stands at a position.
    pub(super) fn at(&self, position: u64) -> Option<HoldNumber> {
        self.list.at(position)
    }

    /// One by its number.
    pub(super) fn get(&self, number: HoldNumber) -> StandingHold<'_> {
        let lifted_by = self.lifted.get(&number).map(|lift| lift.by);
        StandingHold { lifted_by, ..self.standing(number) }
    }

    /// One that was not lifted.
    #[inline]
    fn standing(&self, number: HoldNumber) -> StandingHold<'_> {
        let (position, at, terms) = self.list.get(number);
        StandingHold { position, at, terms, lifted_by: None }
    }

    /// What one hits, or hit before it was lifted.
    pub(super) fn hit_of(&self, number: HoldNumber) -> Hit {
        if let Some(lift) = self.lifted.get(&number) {
            return lift.hit;
        }
        if let Some(target) = self.wider.get(&number) {
            return Hit::Wider(*target);
        }
        let first = u64::from(self.list.region(number)) * REGION;
        let region = Places { first, last: first + REGION - 1 };
        let found = self.stamps.of(number, region).or_else(|| self.stamps.anywhere(number));
        Hit::Stamps(found.expect("what stands against stamps is with them"))
    }

    /// What stands against a stamp itself or its whole batch.
    #[inline]
    pub(super) fn on_stamp(&self, place: u64) -> impl Iterator<Item = StandingHold<'_>> {
        self.stamps.on(place).map(|number| self.standing(number))
    }

    /// What stands against the stamps of a range, by runs of stamps that have the same, in their order.
    pub(super) fn on_stamps(
        &self,
        places: Places,
    ) -> impl Iterator<Item = (Places, impl Iterator<Item = StandingHold<'_>>)> {
        self.stamps.runs(places).map(|(run, holds)| {
            let holds = holds.into_iter().map(|number| self.standing(number));
            (run, holds)
        })
    }
}
