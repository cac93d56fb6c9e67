//! What a service can say of its state, for who watches it.

use jiff::Timestamp;

use super::{Service, Unwell};
use crate::ledger::{Published, WriterFigures};

/// A service's state as numbers.
#[derive(Debug)]
pub struct Figures<'s> {
    /// Entries of the log and of those that it continues, published or not.
    pub log_size: u64,
    /// The last checkpoint.
    pub published: Option<Published>,
    /// Changes that wait for the writer, and how many may.
    pub queue: (usize, usize),
    /// What the writer counts.
    pub writer: &'s WriterFigures,
    /// People's sessions that go on.
    pub sessions: usize,
    /// Whether all of it works.
    pub health: Result<Published, Unwell>,
    /// The time by which ages are told.
    pub now: Timestamp,
}

impl Service {
    /// Its state now.
    pub fn figures(&self) -> Figures<'_> {
        let now = self.now();
        Figures {
            log_size: self.snapshot().log().next_position(),
            published: self.published(),
            queue: self.parts.sequencer.queue(),
            writer: self.parts.sequencer.figures(),
            sessions: self.presence().sessions.count(now),
            health: self.health(),
            now,
        }
    }
}
