//! Slows guessing down and locks nobody out. Who guesses from one network waits longer and longer there;
//! who guesses from many waits where the person never signed in from. A network from which somebody
//! signed in before is slowed by what happened there alone, so no stranger keeps its owner out. A new network
//! has its first try at once, unless very many have theirs on the same day.
//!
//! Second factors are short. Strangers have so many tries at one in a day, which only who gave the password can use up.

use std::{collections::HashMap, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::SecretHash;

/// Guesses from one network that cost nothing: people mistype.
const FREE: u32 = 5;

/// Guesses from all strange networks together that cost nothing.
const FREE_FROM_STRANGERS: u32 = 50;

/// The longest wait of a network.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// The longest wait of strange networks: short enough that the owner gets in from a new one.
const LONGEST_WAIT_OF_STRANGERS: Duration = Duration::from_secs(10);

/// Strange networks whose first try waits for no other stranger, in a day: far fewer than the tries that the waits
/// let through.
const FIRST_TRIES_A_DAY: u32 = 1_000;

/// Tries at a second factor from all strange networks together, in a day: a code is found in some thirty years.
const CODES_OF_STRANGERS_A_DAY: u32 = 30;

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// After this without a failure, all is forgotten.
const FORGOTTEN_AFTER: SignedDuration = A_DAY;

/// The most that is remembered: some 20 MB.
const MOST: usize = 100_000;

/// Networks of one person that count as known.
const FAMILIAR: usize = 8;

/// How long after somebody signed in from it a network counts as known.
const FAMILIAR_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// An attempt comes too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong attempts: try again in {} seconds", .retry_after.as_secs())]
pub struct Throttled {
    /// How long to wait.
    pub retry_after: Duration,
}

/// Failures, and from when on the next attempt is looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Failures {
    count: u32,
    last: Timestamp,
    until: Timestamp,
}

/// What strange networks did together.
#[derive(Debug, Clone, Copy, Default)]
struct Strangers {
    failures: Failures,
    /// When the day began whose tries are counted.
    day: Timestamp,
    first_tries: u32,
    codes: u32,
}

/// Networks from which people came all the way in, as hashes, each with when that was last.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FamiliarNetworks(HashMap<SecretHash, Vec<(SecretHash, Timestamp)>>);

/// Remembers failures, in memory: a restart forgives. Familiar networks outlive it.
#[derive(Debug, Default)]
pub struct Throttle {
    of_network: HashMap<(SecretHash, String), Failures>,
    of_strangers: HashMap<SecretHash, Strangers>,
    familiar: FamiliarNetworks,
}

impl Throttle {
    /// One that knows these networks.
    pub fn knowing(familiar: FamiliarNetworks) -> Self {
        Self { familiar, ..Self::default() }
    }

    /// The networks that it still knows, to be kept.
    pub fn familiar(&self, now: Timestamp) -> FamiliarNetworks {
        self.familiar.as_of(now)
    }

    /// As [`attempt_at`](Self::attempt_at), where what is guessed at has familiar networks of its own.
    ///
    /// # Errors
    /// [`Throttled`]; such an attempt does not count.
    pub fn attempt(
        &mut self,
        whose: &SecretHash,
        network: &str,
        now: Timestamp,
    ) -> Result<(), Throttled> {
        self.attempt_at(whose, whose, network, now)
    }

    /// Whether an attempt at something is looked at now, and counts it as failed until
    /// [`forgive`](Self::forgive) is called: many at once are not one. `account` is whose networks are familiar.
    ///
    /// # Errors
    /// [`Throttled`]; such an attempt does not count.
    pub fn attempt_at(
        &mut self,
        what: &SecretHash,
        account: &SecretHash,
        network: &str,
        now: Timestamp,
    ) -> Result<(), Throttled> {
        let pair = (what.clone(), network.to_owned());
        let of_network = self.of_network.get(&pair);
        wait(of_network, now)?;
        let has_failed = of_network.is_some_and(|failures| failures.are_recent(now));
        self.make_room(now);
        if !self.familiar.has(account, network, now) {
            let strangers = self.of_strangers.entry(what.clone()).or_default();
            strangers.begin_day(now);
            if !has_failed && strangers.first_tries < FIRST_TRIES_A_DAY {
                strangers.first_tries += 1;
            } else {
                wait(Some(&strangers.failures), now)?;
                strangers.failures.add(now, FREE_FROM_STRANGERS, LONGEST_WAIT_OF_STRANGERS);
            }
        }
        self.of_network.entry(pair).or_default().add(now, FREE, LONGEST_WAIT);
        Ok(())
    }

    /// The same for a second factor, at which strangers together have so many tries a day.
    ///
    /// # Errors
    /// [`Throttled`]; such an attempt does not count.
    pub fn attempt_code(
        &mut self,
        what: &SecretHash,
        account: &SecretHash,
        network: &str,
        now: Timestamp,
    ) -> Result<(), Throttled> {
        if self.familiar.has(account, network, now) {
            return self.attempt_at(what, account, network, now);
        }
        if let Some(strangers) = self.of_strangers.get_mut(what) {
            strangers.begin_day(now);
            if strangers.codes >= CODES_OF_STRANGERS_A_DAY {
                let until = strangers.day.saturating_add(A_DAY).unwrap_or(now);
                return Err(Throttled::until(until, now));
            }
        }
        self.attempt_at(what, account, network, now)?;
        self.of_strangers.entry(what.clone()).or_default().codes += 1;
        Ok(())
    }

    /// The attempt was right, and its network is known from now on: [`forgive`](Self::forgive) and
    /// [`recognise`](Self::recognise).
    pub fn succeeded(&mut self, whose: &SecretHash, network: &str, now: Timestamp) {
        self.forgive(whose, network);
        self.recognise(whose, network, now);
    }

    /// The attempt was right: what failed from there is forgotten.
    pub fn forgive(&mut self, what: &SecretHash, network: &str) {
        self.of_network.remove(&(what.clone(), network.to_owned()));
    }

    /// Somebody came all the way in from a network: it is known from now on.
    pub fn recognise(&mut self, account: &SecretHash, network: &str, now: Timestamp) {
        self.familiar.add(account, network, now);
    }

    /// Forgets what is old; if all is new, forgets networks that failed least.
    fn make_room(&mut self, now: Timestamp) {
        if self.of_network.len() < MOST && self.of_strangers.len() < MOST {
            return;
        }
        self.of_network.retain(|_, failures| failures.are_recent(now));
        self.of_strangers.retain(|_, strangers| {
            strangers.failures.are_recent(now) || now.duration_since(strangers.day) < A_DAY
        });
        if self.of_network.len() >= MOST {
            self.of_network.retain(|_, failures| failures.count > FREE);
        }
        if self.of_network.len() >= MOST {
            self.of_network.clear();
        }
        if self.of_strangers.len() >= MOST {
            self.of_strangers.retain(|_, strangers| {
                strangers.failures.count > FREE_FROM_STRANGERS || strangers.codes > 0
            });
        }
        if self.of_strangers.len() >= MOST {
            // No more than there are accounts.
            self.of_strangers.retain(|_, strangers| strangers.codes > 0);
        }
    }
}

impl FamiliarNetworks {
    fn has(&self, account: &SecretHash, network: &str, now: Timestamp) -> bool {
        let name = name_of(account, network);
        let known = self.0.get(account).into_iter().flatten();
        known.filter(|(_, at)| is_familiar_still(*at, now)).any(|(known, _)| *known == name)
    }

    fn add(&mut self, account: &SecretHash, network: &str, now: Timestamp) {
        let name = name_of(account, network);
        let known = self.0.entry(account.clone()).or_default();
        known.retain(|(known, _)| *known != name);
        known.push((name, now));
        if known.len() > FAMILIAR {
            known.remove(0);
        }
    }

    fn as_of(&self, now: Timestamp) -> Self {
        let still = |known: &Vec<(SecretHash, Timestamp)>| -> Vec<_> {
            known.iter().filter(|(_, at)| is_familiar_still(*at, now)).cloned().collect()
        };
        let networks = self.0.iter().map(|(account, known)| (account.clone(), still(known)));
        Self(networks.filter(|(_, known)| !known.is_empty()).collect())
    }
}

fn is_familiar_still(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < FAMILIAR_FOR
}

/// What is kept of a network of somebody's.
fn name_of(account: &SecretHash, network: &str) -> SecretHash {
    SecretHash::of(format!("network {network} of {}", account.short()).as_bytes())
}

impl Throttled {
    fn until(until: Timestamp, now: Timestamp) -> Self {
        let left = until.duration_since(now).unsigned_abs();
        Self { retry_after: Duration::from_secs(left.as_secs() + 1) }
    }
}

impl Strangers {
    fn begin_day(&mut self, now: Timestamp) {
        if now.duration_since(self.day) >= A_DAY {
            *self = Self { failures: self.failures, day: now, ..Self::default() };
        }
    }
}

impl Failures {
    fn are_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.last) < FORGOTTEN_AFTER
    }

    /// One failure more: beyond the free ones, each doubles the wait.
    fn add(&mut self, now: Timestamp, free: u32, longest: Duration) {
        if !self.are_recent(now) {
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        self.last = now;
        let doublings = self.count.saturating_sub(free);
        let wait = if doublings == 0 {
            Duration::ZERO
        } else {
            longest.min(Duration::from_secs(1_u64 << doublings.min(30)))
        };
        self.until =
            now.saturating_add(SignedDuration::try_from(wait).expect("minutes")).unwrap_or(now);
    }
}

fn wait(failures: Option<&Failures>, now: Timestamp) -> Result<(), Throttled> {
    match failures {
        Some(failures) if failures.until > now => Err(Throttled::until(failures.until, now)),
        Some(_) | None => Ok(()),
    }
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
    fn strangers_who_never_stop_keep_nobody_out() {
        let mut throttle = Throttle::default();
        throttle.attempt(&whose(), "198.51.100.0/24", at(0)).expect("the owner");
        throttle.succeeded(&whose(), "198.51.100.0/24", at(0));
        // Nine hundred networks, each of them every second.
        let attack = |throttle: &mut Throttle, second: i64| {
            let networks =
                (0..900).map(|network| format!("10.{}.{}.0/24", network / 250, network % 250));
            networks.filter(|name| throttle.attempt(&whose(), name, at(second)).is_ok()).count()
        };
        let looked_at: usize = (0..=600).map(|second| attack(&mut throttle, second)).sum();
        assert!((900..1_020).contains(&looked_at), "{looked_at}");
        throttle.attempt(&whose(), "198.51.100.0/24", at(600)).expect("the owner's own network");
        throttle.attempt(&whose(), "192.0.2.0/24", at(600)).expect("the owner from a new network");
        for second in 601..=700 {
            attack(&mut throttle, second);
        }
        throttle.attempt(&whose(), "198.51.100.0/24", at(700)).expect("the owner's own network");
        // Who mistyped there takes turns with the strangers.
        let again = throttle.attempt(&whose(), "192.0.2.0/24", at(700)).expect_err("not at once");
        assert!(again.retry_after <= LONGEST_WAIT_OF_STRANGERS + Duration::from_secs(1));
    }

    #[test]
    fn first_tries_are_so_many_in_a_day() {
        let mut throttle = Throttle::default();
        let looked_at = |throttle: &mut Throttle, second: i64| {
            let networks = (0..5_000).map(|network| format!("network {network} of {second}"));
            networks.filter(|name| throttle.attempt(&whose(), name, at(second)).is_ok()).count()
        };
        let most = usize::try_from(FIRST_TRIES_A_DAY + FREE_FROM_STRANGERS + 1).expect("small");
        assert_eq!(looked_at(&mut throttle, 0), most);
        assert_eq!(looked_at(&mut throttle, 3_600), 1);
        assert_eq!(looked_at(&mut throttle, 2 * 86_400), most);
    }

    #[test]
    fn strangers_have_so_many_tries_at_a_second_factor_and_its_owner_goes_on_at_home() {
        let mut throttle = Throttle::default();
        let (code, owner) = (SecretHash::of(b"the factor"), SecretHash::of(b"account 1"));
        throttle.recognise(&owner, "home", at(0));
        let mut looked_at = 0;
        for second in 0..80_000 {
            let network = format!("network {}", second % 700);
            looked_at +=
                u32::from(throttle.attempt_code(&code, &owner, &network, at(second)).is_ok());
        }
        assert_eq!(looked_at, CODES_OF_STRANGERS_A_DAY);
        let now = at(80_000);
        let kept_out = throttle.attempt_code(&code, &owner, "away", now).expect_err("all used up");
        assert_eq!(kept_out.retry_after, Duration::from_secs(86_400 - 80_000 + 1));
        throttle.attempt_code(&code, &owner, "home", now).expect("the owner at home");
        throttle.attempt_code(&code, &owner, "away", at(86_400)).expect("another day");
    }

    #[test]
    fn a_network_is_known_after_a_restart_and_not_for_ever() {
        let mut throttle = Throttle::default();
        for network in 0..20 {
            throttle.recognise(&whose(), &format!("10.0.{network}.0/24"), at(0));
        }
        let kept = serde_json::to_string(&throttle.familiar(at(1))).expect("it serialises");
        assert!(!kept.contains("10.0."), "{kept}");
        let familiar: FamiliarNetworks = serde_json::from_str(&kept).expect("as it was written");
        let is_known = |network: &str, now| familiar.has(&whose(), network, now);
        assert!(is_known("10.0.19.0/24", at(1)) && is_known("10.0.12.0/24", at(1)));
        assert!(!is_known("10.0.11.0/24", at(1)), "eight at most");
        assert!(!familiar.has(&SecretHash::of(b"another"), "10.0.19.0/24", at(1)));
        let later = at(FAMILIAR_FOR.as_secs());
        assert!(!is_known("10.0.19.0/24", later));
        assert!(familiar.as_of(later).0.is_empty());
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
