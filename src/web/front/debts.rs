//! What each network has asked for lately, in bounded memory: the state of a rate limiter.
//!
//! governor's own stores grow with every address that is seen until somebody sweeps them; who has an IPv6 /32 has
//! sixteen million networks. Here a part that is full is swept by the newcomer that finds it so, and if nobody in it may
//! be forgotten, everybody in it is: limits share out what there is, and who has so many networks is not held by them.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, PoisonError},
};

use governor::{nanos::Nanos, state::StateStore};

use super::client::Network;

/// Parts, so that workers seldom wait for each other.
const PARTS: usize = 16;

/// So many networks are remembered in a part: 131,072 in all, twice the IPv4 /24 that Viet Nam has.
const MOST_IN_A_PART: usize = 8_192;

/// Until when what each network asked for is paid off, by the limiter's clock.
#[derive(Debug)]
pub(super) struct Debts {
    // Random: networks come from strangers.
    hasher: RandomState,
    parts: [Mutex<HashMap<Network, Nanos>>; PARTS],
}

impl Default for Debts {
    fn default() -> Self {
        Self { hasher: RandomState::new(), parts: Default::default() }
    }
}

impl StateStore for Debts {
    type Key = Network;

    fn measure_and_replace<T, F, E>(&self, network: &Network, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let part = self.hasher.hash_one(network) as usize % PARTS;
        // A part is whole between any two of its lines, so a panic elsewhere while it was held has not harmed it.
        let mut debts = self.parts[part].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(debt) = debts.get_mut(network) {
            let (outcome, next) = measure(Some(*debt))?;
            *debt = next;
            return Ok(outcome);
        }
        let (outcome, debt) = measure(None)?;
        if debts.len() >= MOST_IN_A_PART {
            sweep(&mut debts, debt);
        }
        debts.insert(*network, debt);
        Ok(outcome)
    }
}

/// Forgets who owes no more than a newcomer does now. If that does not free half, so that the next newcomers need not
/// sweep again, forgets everybody.
fn sweep(debts: &mut HashMap<Network, Nanos>, newcomer: Nanos) {
    debts.retain(|_, debt| *debt > newcomer);
    if debts.len() > MOST_IN_A_PART / 2 {
        debts.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::{IpAddr, Ipv4Addr},
        num::NonZeroU32,
        time::Duration,
    };

    use governor::{
        Quota, RateLimiter, clock::FakeRelativeClock, middleware::StateInformationMiddleware,
    };

    use super::*;
    use crate::web::front::client::Client;

    type Limiter = RateLimiter<Network, Debts, FakeRelativeClock, StateInformationMiddleware>;

    fn network(number: u32) -> Network {
        Client::from(IpAddr::from(Ipv4Addr::from_bits(number << 8))).network()
    }

    fn remembered(debts: &Debts) -> usize {
        debts.parts.iter().map(|part| part.lock().expect("whole").len()).sum()
    }

    #[test]
    fn memory_is_bounded_and_who_owes_much_is_remembered_the_longest() {
        let clock = FakeRelativeClock::default();
        let quota =
            Quota::per_second(NonZeroU32::MIN).allow_burst(NonZeroU32::new(100).expect("100"));
        let limiter = Limiter::new(quota, Debts::default(), clock.clone());
        let greedy = network(0);
        assert_eq!((0..200).filter(|_| limiter.check_key(&greedy).is_ok()).count(), 100);
        for number in 1..1_000_000 {
            // A thousand networks a second, each asking once.
            clock.advance(Duration::from_millis(1));
            assert!(limiter.check_key(&network(number)).is_ok());
            if number % 10_000 == 0 && number <= 90_000 {
                let paid = (0..200).filter(|_| limiter.check_key(&greedy).is_ok()).count();
                assert_eq!(paid, 10, "only what it paid off meanwhile, after {number}");
            }
        }
        let debts = limiter.into_state_store();
        assert!(remembered(&debts) <= PARTS * MOST_IN_A_PART);
    }

    #[test]
    fn a_flood_of_networks_refuses_nobody() {
        let clock = FakeRelativeClock::default();
        let limiter = Limiter::new(Quota::per_hour(NonZeroU32::MIN), Debts::default(), clock);
        let refused = (0..1_000_000).filter(|n| limiter.check_key(&network(*n)).is_err()).count();
        assert_eq!(refused, 0);
        assert!(remembered(&limiter.into_state_store()) <= PARTS * MOST_IN_A_PART);
    }
}
