//! Whether the clock can be believed. Dates decide what a stamp is worth, and what is entered stands for
//! ever under its time: so nothing is entered while the clock is behind the last entry, or has jumped
//! ahead of what a clock that nobody can set says, until an operator confirms it.
//!
//! Where the last believed time outlives the process is for others to say; here nothing is read or written.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Asks for the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Asks how much time has passed since some moment: a clock that nobody sets, and that goes on while the
/// machine sleeps.
pub type Monotonic = Arc<dyn Fn() -> Duration + Send + Sync>;

/// How far behind the last entry a clock may be: what network time mends in passing.
const MOST_BEHIND: SignedDuration = SignedDuration::from_mins(5);

/// How far ahead it may jump.
const MOST_AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// The clocks of a process.
#[derive(Clone)]
pub struct Clocks {
    /// The time of day, which somebody may set.
    pub wall: Clock,
    /// The time that passes, which nobody can set.
    pub monotonic: Monotonic,
}

impl Clocks {
    /// A clock that is moved by hand, as an invented history moves it: what it says has passed.
    pub fn moved_by_hand(wall: Clock) -> Self {
        let seconds = wall.clone();
        let monotonic =
            move || Duration::from_secs(u64::try_from(seconds().as_second()).unwrap_or_default());
        Self { wall, monotonic: Arc::new(monotonic) }
    }
}

/// The last time that was believed, as it outlives the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownTime {
    /// The time.
    pub at: Timestamp,
    /// An operator's word that the clock is right though an entry is later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
}

/// An operator's word that the clock is right though the last entry is later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// What the clock said then.
    pub clock: Timestamp,
    /// The last entry's time then.
    pub last_entry: Timestamp,
}

/// Why the clock is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockDoubt {
    /// Entries of the future.
    #[error(
        "the clock says {now}, but the last entry is of {last_entry}: the clock is behind, and nothing is recorded; set it right, or, if it is right, say so with `ocop-stamp clock confirm`"
    )]
    Behind {
        /// What the clock says.
        now: Timestamp,
        /// The last entry's time.
        last_entry: Timestamp,
    },
    /// More time than has passed.
    #[error(
        "the clock says {now}, but was expected at {expected}: it has jumped ahead, or nothing ran for more than a day, and nothing is recorded; set it right, or, if it is right, say so with `ocop-stamp clock confirm`"
    )]
    Ahead {
        /// What the clock says.
        now: Timestamp,
        /// The last believed time, and what has passed since.
        expected: Timestamp,
    },
}

/// How the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockStanding {
    /// What it says.
    pub now: Timestamp,
    /// The last believed time, and what has passed since while the process ran.
    pub expected: Timestamp,
    /// The last entry's time.
    pub last_entry: Timestamp,
    /// Why it is not believed, if it is not.
    pub doubt: Option<ClockDoubt>,
}

/// A clock that is held against what is known. For many threads.
pub struct WatchedClock {
    clocks: Clocks,
    belief: Mutex<Belief>,
}

/// What was last believed: the time, when by the monotonic clock, and an operator's word.
#[derive(Clone, Copy)]
struct Belief {
    at: Timestamp,
    monotonic: Duration,
    confirmed: Option<Confirmed>,
}

impl WatchedClock {
    /// Believes a clock as far as what was known before the process began allows it; if nothing was, as it is.
    pub fn new(clocks: Clocks, known: Option<KnownTime>) -> Self {
        let known = known.unwrap_or_else(|| KnownTime { at: (clocks.wall)(), confirmed: None });
        let monotonic = (clocks.monotonic)();
        let belief = Belief { at: known.at, monotonic, confirmed: known.confirmed };
        Self { clocks, belief: Mutex::new(belief) }
    }

    /// What it says, believed or not: scans are answered by it.
    pub fn now(&self) -> Timestamp {
        (self.clocks.wall)()
    }

    /// How it stands, with a last entry of that time.
    pub fn standing(&self, last_entry: Timestamp) -> ClockStanding {
        self.held_against(*self.belief(), last_entry)
    }

    /// Believes what the clock says now, unless it is in doubt. Asked for every minute, so that small steps
    /// don't add up to a jump. Returns what is to be kept.
    pub fn follow(&self, last_entry: Timestamp) -> Result<KnownTime, ClockDoubt> {
        let mut belief = self.belief();
        let standing = self.held_against(*belief, last_entry);
        if let Some(doubt) = standing.doubt {
            return Err(doubt);
        }
        Ok(self.believe(&mut belief, standing.now))
    }

    /// Takes an operator's word that the clock is right. Returns what is to be kept.
    pub fn confirm(&self, last_entry: Timestamp) -> KnownTime {
        let mut belief = self.belief();
        let clock = self.now();
        belief.confirmed = (clock < last_entry).then_some(Confirmed { clock, last_entry });
        self.believe(&mut belief, clock)
    }

    fn believe(&self, belief: &mut Belief, at: Timestamp) -> KnownTime {
        (belief.at, belief.monotonic) = (at, (self.clocks.monotonic)());
        KnownTime { at, confirmed: belief.confirmed }
    }

    fn held_against(&self, belief: Belief, last_entry: Timestamp) -> ClockStanding {
        let now = self.now();
        let passed = (self.clocks.monotonic)().saturating_sub(belief.monotonic);
        let expected = later(belief.at, SignedDuration::try_from(passed).unwrap_or_default());
        let floor = match belief.confirmed {
            Some(confirmed) if confirmed.last_entry == last_entry => confirmed.clock,
            Some(_) | None => last_entry,
        };
        let doubt = if now > later(expected, MOST_AHEAD) {
            Some(ClockDoubt::Ahead { now, expected })
        } else if later(now, MOST_BEHIND) < floor {
            Some(ClockDoubt::Behind { now, last_entry })
        } else {
            None
        };
        ClockStanding { now, expected, last_entry, doubt }
    }

    fn belief(&self) -> MutexGuard<'_, Belief> {
        self.belief.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// That much later, or the end of the calendar.
fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
