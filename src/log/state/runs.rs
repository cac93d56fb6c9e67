//! What was said of a batch's stamps, run by run: which are in use, which were declared and when first, which are
//! revoked. For who counts them; a scan asks about one.

use jiff::{Timestamp, civil::Date};

use super::{Batch, LogState};
use crate::{log::Hold, stamp::BatchNumber};

/// Neighbouring stamps of a batch of which the same was said, both ends within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StampRun {
    /// First index.
    pub from: u32,
    /// Last index.
    pub to: u32,
    /// Whether they are in use.
    pub is_activated: bool,
    /// When it was first declared what they were put on.
    pub declared_at: Option<Timestamp>,
    /// Whether they are revoked: themselves, or with their batch.
    pub is_revoked: bool,
}

impl StampRun {
    /// How many stamps.
    pub fn stamps(&self) -> u64 {
        u64::from(self.to - self.from) + 1
    }

    /// Whether nobody has used them, and somebody still could.
    pub fn is_unused(&self) -> bool {
        self.declared_at.is_none() && !self.is_revoked
    }
}

impl LogState {
    /// The stamps of a batch in runs, in their order. What stands against its certificate, producer or key is not asked.
    pub fn stamp_runs(&self, number: BatchNumber, day: Date) -> Vec<StampRun> {
        let Some(batch) = self.batch(number) else { return Vec::new() };
        let last = batch.issued.quantity - 1;
        let revoked = self.revoked_ranges(batch, day);
        let mut cuts = vec![0];
        if let Some(said) = batch.said.as_deref() {
            cuts.extend(said.activated.starts().chain(said.declared.starts()));
        }
        cuts.extend(revoked.iter().flat_map(|&(from, to)| [from, to + 1]));
        cuts.retain(|cut| *cut <= last);
        cuts.sort_unstable();
        cuts.dedup();
        let ends = cuts.iter().skip(1).map(|next| next - 1).chain([last]);
        let mut runs: Vec<StampRun> = Vec::with_capacity(cuts.len());
        let mut revoked = revoked.into_iter().peekable();
        for (&from, to) in cuts.iter().zip(ends) {
            while revoked.next_if(|(_, to)| *to < from).is_some() {}
            let is_revoked = revoked.peek().is_some_and(|(first, _)| *first <= from);
            let (is_activated, declared_at) = batch.said_at(from);
            let run = StampRun { from, to, is_activated, declared_at, is_revoked };
            match runs.last_mut() {
                Some(before) if before.says_the_same(&run) => before.to = to,
                Some(_) | None => runs.push(run),
            }
        }
        runs
    }

    /// The revoked stamps of a batch, in order.
    fn revoked_ranges(&self, batch: &Batch, day: Date) -> Vec<(u32, u32)> {
        let places = batch.places(0, batch.issued.quantity - 1);
        let index = |place: u64| {
            u32::try_from(place - batch.first_place).expect("a batch has no more stamps than that")
        };
        let runs = self.holds.on_stamps(places);
        let revoked = runs.filter_map(|(places, mut holds)| {
            let is_revoked = holds
                .any(|hold| hold.terms.hold == Hold::Revoked && hold.terms.effective_from <= day);
            is_revoked.then(|| (index(places.first), index(places.last)))
        });
        revoked.collect()
    }
}

impl Batch {
    fn said_at(&self, index: u32) -> (bool, Option<Timestamp>) {
        let Some(said) = self.said.as_deref() else { return (self.issued.activated, None) };
        let declared = said.declared.at(index);
        let declared_at = declared.iter().map(|&place| said.declarations[place].0).min();
        (*said.activated.at(index), declared_at)
    }
}

impl StampRun {
    fn says_the_same(&self, other: &Self) -> bool {
        (self.is_activated, self.declared_at, self.is_revoked)
            == (other.is_activated, other.declared_at, other.is_revoked)
    }
}
