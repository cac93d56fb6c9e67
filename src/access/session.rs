//! Sessions of browsers, on the server. The cookie holds a secret; here is its hash. They are not in the
//! journal: a crash loses the last minute's, and their people sign in again.

use std::{collections::HashMap, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{AccountNumber, OneTimeSecret, Origin, RoleKind, SecretHash};

/// How long a session may be idle, and how long it may last: people who decide sign in daily.
const fn limits(role: RoleKind) -> (Duration, Duration) {
    const HOUR: u64 = 60 * 60;
    let (idle, whole) = match role {
        RoleKind::Producer | RoleKind::Clerk => (7 * 24, 30 * 24),
        RoleKind::Inspector | RoleKind::Officer | RoleKind::Administrator => (2, 12),
    };
    (Duration::from_secs(idle * HOUR), Duration::from_secs(whole * HOUR))
}

/// How long somebody may take between password and second factor.
const BETWEEN_FACTORS: Duration = Duration::from_secs(10 * 60);

/// The most of one person: the oldest ends.
const MOST_OF_ONE: usize = 20;

/// The most that have not come all the way, which a stolen password is enough for. They end none of the others.
const MOST_HALFWAY_OF_ONE: usize = 5;

/// How far a person has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStage {
    /// The password was right, the second factor is still asked for.
    SecondFactorAsked,
    /// The password was right, and the role needs a second factor that the person does not have yet.
    SecondFactorNeeded,
    /// Signed in.
    SignedIn,
}

impl SessionStage {
    /// Whether something is still asked for.
    fn is_halfway(self) -> bool {
        match self {
            Self::SecondFactorAsked | Self::SecondFactorNeeded => true,
            Self::SignedIn => false,
        }
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub account: AccountNumber,
    /// How far they have come.
    pub stage: SessionStage,
    /// From where, and with what.
    pub origin: Origin,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub used_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
}

/// All sessions.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sessions {
    by_secret: HashMap<SecretHash, Session>,
    /// The half minute of each person's last code: it is taken once.
    last_codes: HashMap<AccountNumber, u64>,
}

impl Sessions {
    /// Begins a session under a secret of its own. Whoever comes a step further gets a new one, so that a
    /// secret that somebody planted before is worth nothing.
    pub fn begin(
        &mut self,
        account: AccountNumber,
        role: RoleKind,
        stage: SessionStage,
        origin: Origin,
        now: Timestamp,
        random: fn(&mut [u8]),
    ) -> OneTimeSecret {
        self.forget_ended(now);
        self.make_room(account, stage, &origin);
        let (idle, whole) = match stage.is_halfway() {
            false => limits(role),
            true => (BETWEEN_FACTORS, BETWEEN_FACTORS),
        };
        let secret = OneTimeSecret::new(random);
        let session = Session {
            account,
            stage,
            origin,
            created_at: now,
            used_at: now,
            ends_at: after(now, whole),
            idle_until: after(now, idle),
        };
        self.by_secret.insert(secret.hash(), session);
        secret
    }

    /// The session of a secret, if it goes on at an instant.
    pub fn get(&self, secret: &SecretHash, now: Timestamp) -> Option<&Session> {
        self.by_secret.get(secret).filter(|session| session.goes_on(now))
    }

    /// Notes that a session was used.
    pub fn note_use(&mut self, secret: &SecretHash, role: RoleKind, now: Timestamp) {
        if let Some(session) = self.by_secret.get_mut(secret)
            && session.stage == SessionStage::SignedIn
        {
            session.used_at = now;
            session.idle_until = after(now, limits(role).0);
        }
    }

    /// A person's sessions, the last used first, each with its hash.
    pub fn of(&self, account: AccountNumber, now: Timestamp) -> Vec<(&SecretHash, &Session)> {
        let own = self.by_secret.iter();
        let mut own: Vec<_> =
            own.filter(|(_, session)| session.account == account && session.goes_on(now)).collect();
        own.sort_by_key(|(_, session)| std::cmp::Reverse(session.used_at));
        own
    }

    /// How many go on at an instant.
    pub fn count(&self, now: Timestamp) -> usize {
        self.by_secret.values().filter(|session| session.goes_on(now)).count()
    }

    /// Ends one.
    pub fn end(&mut self, secret: &SecretHash) {
        self.by_secret.remove(secret);
    }

    /// Ends the one of a person whose hash begins so. Whether there was one.
    pub fn end_named(&mut self, account: AccountNumber, short: &str) -> bool {
        let before = self.by_secret.len();
        self.by_secret
            .retain(|secret, session| session.account != account || secret.short() != short);
        self.by_secret.len() < before
    }

    /// Ends all of a person but one.
    pub fn end_others(&mut self, account: AccountNumber, kept: Option<&SecretHash>) {
        self.by_secret.retain(|secret, session| session.account != account || Some(secret) == kept);
    }

    /// The half minute of a person's last code.
    pub fn last_code(&self, account: AccountNumber) -> Option<u64> {
        self.last_codes.get(&account).copied()
    }

    /// Notes the half minute of a code that was taken.
    pub fn note_code(&mut self, account: AccountNumber, half_minute: u64) {
        self.last_codes.insert(account, half_minute);
    }

    /// Ends the oldest of a person that came as far, if there are as many as may be. Of those halfway, first one from
    /// the same network: whoever has the password alone ends their own.
    fn make_room(&mut self, account: AccountNumber, stage: SessionStage, origin: &Origin) {
        let is_halfway = stage.is_halfway();
        let most = if is_halfway { MOST_HALFWAY_OF_ONE } else { MOST_OF_ONE };
        let own = || {
            self.by_secret.iter().filter(|(_, session)| {
                session.account == account && session.stage.is_halfway() == is_halfway
            })
        };
        if own().count() < most {
            return;
        }
        let first_to_end = own().min_by_key(|(_, session)| {
            let is_from_elsewhere = session.origin.network != origin.network;
            (is_halfway && is_from_elsewhere, session.used_at)
        });
        if let Some(secret) = first_to_end.map(|(secret, _)| secret.clone()) {
            self.by_secret.remove(&secret);
        }
    }

    fn forget_ended(&mut self, now: Timestamp) {
        self.by_secret.retain(|_, session| session.goes_on(now));
    }
}

impl Session {
    fn goes_on(&self, now: Timestamp) -> bool {
        now < self.ends_at && now < self.idle_until
    }
}

fn after(now: Timestamp, duration: Duration) -> Timestamp {
    let duration = SignedDuration::try_from(duration).expect("days");
    now.saturating_add(duration).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3600).expect("a time")
    }

    fn account(number: u64) -> AccountNumber {
        AccountNumber::try_from(number).expect("small")
    }

    fn random(buffer: &mut [u8]) {
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        buffer[..8].copy_from_slice(&count.to_be_bytes());
    }

    fn begin(sessions: &mut Sessions, role: RoleKind, stage: SessionStage, now: i64) -> SecretHash {
        let origin = Origin::default();
        sessions.begin(account(1), role, stage, origin, at(now), random).hash()
    }

    #[test]
    fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
        let mut sessions = Sessions::default();
        let officer = begin(&mut sessions, RoleKind::Officer, SessionStage::SignedIn, 0);
        assert!(sessions.get(&officer, at(1)).is_some());
        assert!(sessions.get(&officer, at(2)).is_none(), "idle");
        for hour in 1..12 {
            sessions.note_use(&officer, RoleKind::Officer, at(hour));
            assert!(sessions.get(&officer, at(hour)).is_some(), "{hour}");
        }
        sessions.note_use(&officer, RoleKind::Officer, at(12));
        assert!(sessions.get(&officer, at(12)).is_none(), "old");
        let halfway = begin(&mut sessions, RoleKind::Officer, SessionStage::SecondFactorAsked, 20);
        sessions.note_use(&halfway, RoleKind::Officer, at(20));
        assert!(sessions.get(&halfway, at(21)).is_none(), "halfway is not kept alive by use");
    }

    #[test]
    fn people_end_their_own_only() {
        let mut sessions = Sessions::default();
        let first = begin(&mut sessions, RoleKind::Producer, SessionStage::SignedIn, 0);
        let second = begin(&mut sessions, RoleKind::Producer, SessionStage::SignedIn, 1);
        assert_ne!(first, second);
        assert!(!sessions.end_named(account(2), first.short()), "a stranger");
        sessions.end_others(account(1), Some(&second));
        assert!(sessions.get(&first, at(1)).is_none() && sessions.get(&second, at(1)).is_some());
        assert!(sessions.end_named(account(1), second.short()));
        for hour in 0..50 {
            begin(&mut sessions, RoleKind::Producer, SessionStage::SignedIn, hour);
        }
        assert_eq!(sessions.of(account(1), at(50)).len(), MOST_OF_ONE);
    }

    #[test]
    fn a_password_alone_ends_no_session_of_its_owner() {
        let mut sessions = Sessions::default();
        let whole = begin(&mut sessions, RoleKind::Officer, SessionStage::SignedIn, 0);
        let halfway_from = |sessions: &mut Sessions, network: &str| {
            let origin = Origin::new(network, "");
            let stage = SessionStage::SecondFactorAsked;
            sessions.begin(account(1), RoleKind::Officer, stage, origin, at(0), random).hash()
        };
        for _ in 0..50 {
            halfway_from(&mut sessions, "a thief's");
        }
        let owners = halfway_from(&mut sessions, "the owner's");
        let mut last = owners.clone();
        for _ in 0..50 {
            last = halfway_from(&mut sessions, "a thief's");
        }
        for (secret, whose) in [(&whole, "signed in"), (&owners, "halfway"), (&last, "the newest")]
        {
            assert!(sessions.get(secret, at(0)).is_some(), "{whose}");
        }
        assert_eq!(sessions.of(account(1), at(0)).len(), 1 + MOST_HALFWAY_OF_ONE);
    }
}
