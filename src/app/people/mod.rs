//! People: their accounts, how they sign in, their tokens, and the end of what is kept of them.

mod accounts;
mod daily;
mod error;
mod invitation;
mod own_account;
mod refusals;
mod retention;
mod sign_in;
mod tokens;

use std::{
    collections::HashMap,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(super) use daily::{Daily, MostADay};

pub use accounts::{AccountChange, AccountFilter, AccountView, InviteRequest, Invited, PersonView};
pub use error::AccessError;
pub use invitation::{Accepted, NewFactor};
pub use own_account::{SessionView, Shown};
pub use retention::Retention;
pub use sign_in::{Signed, SignedIn};
pub use tokens::{MadeToken, TokenRequest, TokenView};

use super::heavy_work::HeavyWork;
use crate::access::{FamiliarNetworks, SecondFactor, SecretHash, Sessions, Throttle, TokenNumber};

/// How many passwords are hashed at once: each takes a core for a while, and 19 MiB.
const HASHING_AT_ONCE: usize = 2;

/// How many wait for it: some three seconds' work.
const HASHING_WAITING: usize = 64;

/// What is known of people beside the journal: who is signed in, who guessed, when tokens were used.
pub(super) struct Presence {
    pub(super) kept: Mutex<KeptPresence>,
    pub(super) throttle: Mutex<Throttle>,
    /// Second factors that are about to be set up, by the link or session that they are for, each with its end.
    pub(super) shown_factors: Mutex<HashMap<SecretHash, (SecondFactor, Timestamp)>>,
    pub(super) refusals: Mutex<Daily>,
    pub(super) pictures: Mutex<Daily>,
    pub(super) artwork: Mutex<Daily>,
    pub(super) handed_out: Mutex<Daily>,
    pub(super) hashing: HeavyWork,
}

/// What of it outlives the process, if the process ends well.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KeptPresence {
    /// Who is signed in.
    pub sessions: Sessions,
    /// When tokens were last used.
    pub token_uses: HashMap<TokenNumber, Timestamp>,
    /// From where people sign in; up to date in what is kept.
    #[serde(default)]
    pub familiar: FamiliarNetworks,
}

/// Where it is kept.
pub trait KeepsPresence: Send + Sync {
    /// What was kept; nothing if nothing was, or if it can't be read.
    fn read(&self) -> KeptPresence;

    /// Keeps it, whole or not at all.
    ///
    /// # Errors
    /// If the disk does not take it.
    fn keep(&self, presence: &KeptPresence) -> io::Result<()>;
}

impl Presence {
    pub(super) fn new(kept: KeptPresence) -> Self {
        Self {
            throttle: Mutex::new(Throttle::knowing(kept.familiar.clone())),
            kept: Mutex::new(kept),
            shown_factors: Mutex::default(),
            refusals: Mutex::default(),
            pictures: Mutex::default(),
            artwork: Mutex::default(),
            handed_out: Mutex::default(),
            hashing: HeavyWork::new(HASHING_AT_ONCE, HASHING_WAITING),
        }
    }

    /// Keeps what outlives the process. Nobody waits for the disk: who signs in or shows a token goes on meanwhile.
    pub(super) fn keep_in(&self, place: &dyn KeepsPresence, now: Timestamp) -> io::Result<()> {
        let familiar = self.throttle().familiar(now);
        let kept = KeptPresence { familiar, ..self.kept().clone() };
        place.keep(&kept)
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, KeptPresence> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::access::SecretHash;

    /// A disk that looks whether somebody would have to wait for it.
    struct Disk(Arc<Presence>);

    impl KeepsPresence for Disk {
        fn read(&self) -> KeptPresence {
            KeptPresence::default()
        }

        fn keep(&self, kept: &KeptPresence) -> io::Result<()> {
            let is_free = self.0.kept.try_lock().is_ok() && self.0.throttle.try_lock().is_ok();
            assert!(is_free, "somebody would wait for the disk");
            assert_eq!(kept.token_uses.len(), 1);
            let again = Presence::new(kept.clone());
            let mut throttle = again.throttle();
            for place in 0..2_000 {
                // Whatever strangers get.
                let network = format!("stranger {place}");
                let _ = throttle.attempt(&owner(), &network, Timestamp::UNIX_EPOCH);
            }
            throttle.attempt(&owner(), "home", Timestamp::UNIX_EPOCH).expect("still known");
            Ok(())
        }
    }

    fn owner() -> SecretHash {
        SecretHash::of(b"account 1")
    }

    #[test]
    fn nobody_waits_while_it_is_kept_and_familiar_networks_are_kept() {
        let presence = Arc::new(Presence::new(KeptPresence::default()));
        let token = TokenNumber::try_from(1).expect("small");
        presence.kept().token_uses.insert(token, Timestamp::UNIX_EPOCH);
        presence.throttle().recognise(&owner(), "home", Timestamp::UNIX_EPOCH);
        let disk = Disk(presence.clone());
        presence.keep_in(&disk, Timestamp::UNIX_EPOCH).expect("it does not fail");
    }
}
