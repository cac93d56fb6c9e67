//! How often the addresses of one network may ask, by what they ask for. Generous: a carrier has thousands of phones
//! behind one address. It keeps one network from taking what all others need, and makes guessing slow.

use std::{num::NonZeroU32, time::Duration};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
};

use super::{
    client::{Client, Network},
    debts::Debts,
};
use crate::app::RateLimit;

pub(super) const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Class {
    /// A printed code or a GS1 link: signed, so that nothing can be guessed.
    Scan,
    /// A typed code, whose check is short enough to be guessed at.
    Guess,
    /// A name with a password, or a second factor.
    SignIn,
    /// Everything else.
    Other,
}

impl Class {
    /// What a path asks for, as far as it tells alone: a link of GS1, or digits as they are printed. What is typed, the
    /// handlers see.
    pub(super) fn of_path(path: &str) -> Self {
        let printed = |path: &str| {
            path.len() > LONGEST_TYPED && path.bytes().skip(1).all(|byte| byte.is_ascii_digit())
        };
        if path.starts_with("/01/") || printed(path) { Self::Scan } else { Self::Other }
    }
}

/// Digits beyond are from a symbol.
const LONGEST_TYPED: usize = 24;

/// Most codes of one request, so that it can be let through at once; one more a second.
const GUESSES_AT_ONCE: NonZeroU32 = NonZeroU32::new(1_000).expect("not 0");

/// Staff of an office behind one address, each mistaken a few times; one more in six seconds. What slows guessing at one
/// account is kept with the account.
const SIGN_INS_AT_ONCE: NonZeroU32 = NonZeroU32::new(30).expect("not 0");
const BETWEEN_SIGN_INS: Duration = Duration::from_secs(6);

/// How many times a second's number may be asked at once.
const SECONDS_AT_ONCE: u32 = 10;

/// A page is a scan and some more; lists and tables are work for seconds.
const SCANS_PER_OTHER: u32 = 4;

/// What a network has left after it asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) struct Left {
    policy: Policy,
    remaining: u32,
    /// Until all of it is there again.
    full_in_seconds: u32,
}

/// A network asked too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) struct TooMany {
    policy: Policy,
    /// When as much as was asked for may be asked again.
    pub(in crate::web) retry_after_seconds: u32,
}

/// A limit as answers say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Policy {
    name: &'static str,
    at_once: u32,
    window_seconds: u32,
}

/// The limits of a service; one for all of its workers.
pub(in crate::web) struct Limits<C: Clock + Clone = DefaultClock> {
    /// None where nobody is limited.
    classes: Option<[Limit<C>; 4]>,
}

struct Limit<C: Clock + Clone> {
    policy: Policy,
    /// In which one more may be asked.
    interval: Duration,
    limiter: RateLimiter<Network, Debts, C, StateInformationMiddleware>,
}

impl Limits {
    pub(in crate::web) fn new(setting: RateLimit) -> Self {
        Self::by(setting, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn by(setting: RateLimit, clock: &C) -> Self {
        let classes = match setting {
            RateLimit::Off => None,
            RateLimit::ScansPerSecond(scans) => {
                let others =
                    NonZeroU32::new(scans.get() / SCANS_PER_OTHER).unwrap_or(NonZeroU32::MIN);
                let burst = NonZeroU32::new(SECONDS_AT_ONCE).expect("not 0");
                let second = Duration::from_secs(1);
                let a_second = |each: NonZeroU32| (second / each.get(), each.saturating_mul(burst));
                Some([
                    Limit::new("scans", a_second(scans), clock),
                    Limit::new("typed-codes", (second, GUESSES_AT_ONCE), clock),
                    Limit::new("sign-ins", (BETWEEN_SIGN_INS, SIGN_INS_AT_ONCE), clock),
                    Limit::new("requests", a_second(others), clock),
                ])
            }
        };
        Self { classes }
    }

    /// Counts so many of a class. `None` if it is nobody's to count: the limits are off, or who asks is on this machine.
    pub(in crate::web) fn count(
        &self,
        class: Class,
        client: Option<Client>,
        times: NonZeroU32,
    ) -> Option<Result<Left, TooMany>> {
        let client = client.filter(|client| !client.is_on_this_machine())?;
        let [scans, guesses, sign_ins, others] = self.classes.as_ref()?;
        let limit = match class {
            Class::Scan => scans,
            Class::Guess => guesses,
            Class::SignIn => sign_ins,
            Class::Other => others,
        };
        Some(limit.count(client.network(), times))
    }
}

impl<C: Clock + Clone> Limit<C> {
    /// So many at once, and one more in each interval.
    fn new(name: &'static str, (interval, at_once): (Duration, NonZeroU32), clock: &C) -> Self {
        let quota = Quota::with_period(interval).expect("not 0").allow_burst(at_once);
        let window_seconds = whole_seconds(interval * at_once.get());
        Self {
            policy: Policy { name, at_once: at_once.get(), window_seconds },
            interval,
            limiter: RateLimiter::new(quota, Debts::default(), clock.clone()),
        }
    }

    fn count(&self, network: Network, times: NonZeroU32) -> Result<Left, TooMany> {
        let policy = self.policy;
        let too_many = |wait| TooMany { policy, retry_after_seconds: whole_seconds(wait).max(1) };
        match self.limiter.check_key_n(&network, times) {
            Ok(Ok(state)) => {
                let remaining = state.remaining_burst_capacity();
                let missing = policy.at_once.saturating_sub(remaining);
                Ok(Left {
                    policy,
                    remaining,
                    full_in_seconds: whole_seconds(self.interval * missing),
                })
            }
            Ok(Err(until)) => Err(too_many(until.wait_time_from(self.limiter.clock().now()))),
            // More than may ever be asked at once.
            Err(_) => Err(too_many(self.interval * policy.at_once)),
        }
    }
}

/// Rounded up: who waits so long has waited long enough.
fn whole_seconds(duration: Duration) -> u32 {
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

impl Left {
    /// Says what is left.
    pub(super) fn add_to(&self, headers: &mut HeaderMap) {
        self.policy.add_to(headers, self.remaining, self.full_in_seconds);
    }
}

impl TooMany {
    /// Says that nothing is left, and for how long.
    pub(in crate::web) fn add_to(&self, headers: &mut HeaderMap) {
        self.policy.add_to(headers, 0, self.retry_after_seconds);
    }
}

impl Policy {
    /// draft-ietf-httpapi-ratelimit-headers-10
    fn add_to(&self, headers: &mut HeaderMap, remaining: u32, seconds: u32) {
        let Self { name, at_once, window_seconds } = self;
        let value = |text: String| HeaderValue::from_str(&text).expect("visible ASCII");
        headers
            .insert(RATELIMIT_POLICY, value(format!("\"{name}\";q={at_once};w={window_seconds}")));
        headers.insert(RATELIMIT, value(format!("\"{name}\";r={remaining};t={seconds}")));
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    const ONE: NonZeroU32 = NonZeroU32::MIN;

    fn client(address: &str) -> Option<Client> {
        Some(address.parse::<IpAddr>().expect("an address").into())
    }

    fn limits(setting: &str) -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limits::by(setting.parse().expect("a setting"), &clock), clock)
    }

    /// How many of a class pass before one is refused.
    fn passing(limits: &Limits<FakeRelativeClock>, class: Class, address: &str) -> usize {
        let counted = (0..10_000).map(|_| limits.count(class, client(address), ONE));
        counted.take_while(|counted| matches!(counted, Some(Ok(_)))).count()
    }

    #[test]
    fn a_network_may_ask_for_ten_seconds_at_once_and_then_at_its_rate() {
        for (class, at_once, a_second) in
            [(Class::Scan, 2_000, 200), (Class::Other, 500, 50), (Class::Guess, 1_000, 1)]
        {
            let (limits, clock) = limits("200");
            assert_eq!(passing(&limits, class, "198.51.100.1"), at_once, "{class:?}");
            assert_eq!(passing(&limits, class, "198.51.100.9"), 0, "{class:?}: its neighbour");
            assert_eq!(passing(&limits, class, "198.51.101.1"), at_once, "{class:?}: another");
            clock.advance(Duration::from_secs(2));
            assert_eq!(passing(&limits, class, "198.51.100.1"), 2 * a_second, "{class:?}");
            clock.advance(Duration::from_secs(3_600));
            assert_eq!(passing(&limits, class, "198.51.100.1"), at_once, "{class:?}: forgiven");
        }
    }

    #[test]
    fn classes_are_counted_apart() {
        let (limits, _) = limits("200");
        assert_eq!(passing(&limits, Class::Scan, "2001:db8::1"), 2_000);
        assert_eq!(passing(&limits, Class::Other, "2001:db8::1"), 500);
        assert_eq!(passing(&limits, Class::Guess, "2001:db8::1"), 1_000);
    }

    #[test]
    fn this_machine_and_nobody_are_not_counted_and_neither_is_anybody_if_it_is_off() {
        let (on, _) = limits("1");
        let (off, _) = limits("off");
        for address in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(on.count(Class::Scan, client(address), ONE), None, "{address}");
        }
        assert_eq!(on.count(Class::Scan, None, ONE), None);
        assert_eq!(off.count(Class::Scan, client("198.51.100.1"), ONE), None);
    }

    #[test]
    fn answers_say_what_is_left_and_when_to_come_again() {
        let (limits, clock) = limits("4");
        let count = |times| {
            let times = NonZeroU32::new(times).expect("not 0");
            limits.count(Class::Other, client("198.51.100.1"), times).expect("counted")
        };
        let told = |add_to: &dyn Fn(&mut HeaderMap)| {
            let mut headers = HeaderMap::new();
            add_to(&mut headers);
            let value =
                |name| headers.get(name).expect("told").to_str().expect("visible").to_owned();
            assert_eq!(value(RATELIMIT_POLICY), "\"requests\";q=10;w=10");
            value(RATELIMIT)
        };
        let left = count(1).expect("the first");
        assert_eq!(told(&|headers| left.add_to(headers)), "\"requests\";r=9;t=1");
        let left = count(9).expect("the last ones");
        assert_eq!(told(&|headers| left.add_to(headers)), "\"requests\";r=0;t=10");
        let too_many = count(1).expect_err("nothing is left");
        assert_eq!(told(&|headers| too_many.add_to(headers)), "\"requests\";r=0;t=1");
        assert_eq!(count(4).expect_err("four at once").retry_after_seconds, 4);
        assert_eq!(count(11).expect_err("never").retry_after_seconds, 10);
        clock.advance(Duration::from_secs(1));
        assert!(count(1).is_ok(), "who waited is let through");
    }
}
