//! Slows guessing down and locks nobody out. Who guesses from one network waits longer and longer there;
//! who guesses from many waits where the person never signed in from. A network from which somebody
//! signed in before is slowed by what happened there alone, so no stranger keeps its owner out.

use std::{collections::HashMap, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::SecretHash;

/// Guesses from one network that cost nothing: people mistype.
const FREE: u32 = 5;

/// Guesses from all strange networks together that cost nothing.
const FREE_FROM_STRANGERS: u32 = 50;

/// The longest wait of a network.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// The longest wait of strange networks: short enough that the owner gets in from a new one.
const LONGEST_WAIT_OF_STRANGERS: Duration = Duration::from_secs(10);

/// After this without a failure, all is forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The most that is remembered: some 20 MB.
const MOST: usize = 100_000;

/// Networks of one person that count as known.
const FAMILIAR: usize = 8;

/// An attempt comes too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong attempts: try again in {} seconds", .retry_after.as_secs())]
pub struct Throttled {
    /// How long to wait.
    pub retry_after: Duration,
}

/// Failures, and from when on the next attempt is looked at.
#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
    until: Timestamp,
}

/// Remembers failures, in memory: a restart forgives.
#[derive(Debug, Default)]
pub struct Throttle {
    of_network: HashMap<(SecretHash, String), Failures>,
    of_strangers: HashMap<SecretHash, Failures>,
    familiar: HashMap<SecretHash, Vec<String>>,
}

impl Throttle {
    /// Whether an attempt for an identifier is looked at now, and counts it as failed until
    /// [`succeeded`](Self::succeeded) is called: many at once are not one.
    ///
    /// # Errors
    /// [`Throttled`]; such an attempt does not count.
    pub fn attempt(
        &mut self,
        whose: &SecretHash,
        network: &str,
        now: Timestamp,
    ) -> Result<(), Throttled> {
        let pair = (whose.clone(), network.to_owned());
        let is_familiar = self
            .familiar
            .get(whose)
            .is_some_and(|known| known.iter().any(|known| known == network));
        wait(self.of_network.get(&pair), now)?;
        if !is_familiar {
            wait(self.of_strangers.get(whose), now)?;
        }
        self.make_room(now);
        fail(self.of_network.entry(pair), now, FREE, LONGEST_WAIT);
        if !is_familiar {
            let strangers = self.of_strangers.entry(whose.clone());
            fail(strangers, now, FREE_FROM_STRANGERS, LONGEST_WAIT_OF_STRANGERS);
        }
        Ok(())
    }

    /// The attempt was right: what failed from there is forgotten, and the network is known.
    pub fn succeeded(&mut self, whose: &SecretHash, network: &str) {
        self.of_network.remove(&(whose.clone(), network.to_owned()));
        let known = self.familiar.entry(whose.clone()).or_default();
        known.retain(|known| known != network);
        known.push(network.to_owned());
        if known.len() > FAMILIAR {
            known.remove(0);
        }
    }

    /// Forgets what is old; if all is new, forgets networks that failed least.
    fn make_room(&mut self, now: Timestamp) {
        if self.of_network.len() < MOST && self.of_strangers.len() < MOST {
            return;
        }
        let is_recent = |failures: &Failures| now.duration_since(failures.last) < FORGOTTEN_AFTER;
        self.of_network.retain(|_, failures| is_recent(failures));
        self.of_strangers.retain(|_, failures| is_recent(failures));
        if self.of_network.len() >= MOST {
            self.of_network.retain(|_, failures| failures.count > FREE);
        }
        if self.of_network.len() >= MOST {
            self.of_network.clear();
        }
        if self.of_strangers.len() >= MOST {
            self.of_strangers.retain(|_, failures| failures.count > FREE_FROM_STRANGERS);
        }
        if self.of_strangers.len() >= MOST {
            self.of_strangers.clear();
        }
    }
}

fn wait(failures: Option<&Failures>, now: Timestamp) -> Result<(), Throttled> {
    match failures {
        Some(failures) if failures.until > now => {
            let left = failures.until.duration_since(now).unsigned_abs();
            Err(Throttled { retry_after: Duration::from_secs(left.as_secs() + 1) })
        }
        Some(_) | None => Ok(()),
    }
}

/// One failure more: beyond the free ones, each doubles the wait.
fn fail<K>(
    entry: std::collections::hash_map::Entry<'_, K, Failures>,
    now: Timestamp,
    free: u32,
    longest: Duration,
) {
    let failures = entry.or_insert(Failures { count: 0, last: now, until: now });
    if now.duration_since(failures.last) >= FORGOTTEN_AFTER {
        failures.count = 0;
    }
    failures.count = failures.count.saturating_add(1);
    failures.last = now;
    let doublings = failures.count.saturating_sub(free);
    let wait = if doublings == 0 {
        Duration::ZERO
    } else {
        longest.min(Duration::from_secs(1_u64 << doublings.min(30)))
    };
    failures.until =
        now.saturating_add(SignedDuration::try_from(wait).expect("minutes")).unwrap_or(now);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn whose() -> SecretHash {
        SecretHash::of(b"an@htx.example")
    }

    #[test]
    fn who_guesses_waits_longer_and_longer() {
        let mut throttle = Throttle::default();
        for _ in 0..=FREE {
            throttle.attempt(&whose(), "203.0.113.0/24", at(0)).expect("free");
        }
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..12 {
            let throttled =
                throttle.attempt(&whose(), "203.0.113.0/24", at(now)).expect_err("early");
            waits.push(throttled.retry_after.as_secs());
            now += i64::try_from(throttled.retry_after.as_secs()).expect("minutes");
            throttle.attempt(&whose(), "203.0.113.0/24", at(now)).expect("it waited");
        }
        assert!(waits.is_sorted() && waits[0] <= 3 && waits[11] > 800, "{waits:?}");
        throttle.attempt(&SecretHash::of(b"x"), "203.0.113.0/24", at(now)).expect("another person");
        throttle.attempt(&whose(), "203.0.113.0/24", at(now + 90_000)).expect("a day later");
    }

    #[test]
    fn strangers_keep_nobody_out() {
        let mut throttle = Throttle::default();
        throttle.attempt(&whose(), "198.51.100.0/24", at(0)).expect("the owner");
        throttle.succeeded(&whose(), "198.51.100.0/24");
        for network in 0..2_000 {
            // Whatever strangers get.
            let _ = throttle.attempt(&whose(), &format!("10.0.{network}.0/24"), at(1));
        }
        throttle.attempt(&whose(), "198.51.100.0/24", at(1)).expect("the owner's own network");
        let new_network = throttle.attempt(&whose(), "192.0.2.0/24", at(1)).expect_err("a new one");
        assert!(new_network.retry_after <= LONGEST_WAIT_OF_STRANGERS + Duration::from_secs(1));
        throttle.attempt(&whose(), "192.0.2.0/24", at(20)).expect("the owner from a new network");
    }

    #[test]
    fn memory_is_bounded() {
        let mut throttle = Throttle::default();
        for number in 0..2 * MOST {
            let _ = throttle.attempt(&SecretHash::of(&number.to_be_bytes()), "a", at(0));
        }
        assert!(throttle.of_network.len() <= MOST && throttle.of_strangers.len() <= MOST);
    }
}
