//! People: their accounts, how they sign in, their tokens, and the end of what is kept of them.

mod accounts;
mod error;
mod invitation;
mod own_account;
mod refusals;
mod retention;
mod sign_in;
mod tokens;

use std::{collections::HashMap, io, sync::Mutex};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use accounts::{AccountChange, AccountFilter, AccountView, InviteRequest, Invited, PersonView};
pub use error::AccessError;
pub use invitation::{Accepted, NewFactor};
pub use own_account::{SessionView, Shown};
pub use retention::Retention;
pub use sign_in::{Signed, SignedIn};
pub use tokens::{MadeToken, TokenRequest, TokenView};

use crate::access::{SecondFactor, SecretHash, Sessions, Throttle, TokenNumber};

/// How many passwords are hashed at once: each takes a core for a while, and 19 MiB.
const HASHING_AT_ONCE: usize = 2;

/// What is known of people beside the journal: who is signed in, who guessed, when tokens were used.
pub(super) struct Presence {
    pub(super) kept: Mutex<KeptPresence>,
    pub(super) throttle: Mutex<Throttle>,
    /// Second factors that are about to be set up, by the link or session that they are for, each with its end.
    pub(super) shown_factors: Mutex<HashMap<SecretHash, (SecondFactor, Timestamp)>>,
    pub(super) refusals: Mutex<refusals::Refusals>,
    pub(super) hashing: tokio::sync::Semaphore,
}

/// What of it outlives the process, if the process ends well.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct KeptPresence {
    /// Who is signed in.
    pub sessions: Sessions,
    /// When tokens were last used.
    pub token_uses: HashMap<TokenNumber, Timestamp>,
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
            kept: Mutex::new(kept),
            throttle: Mutex::default(),
            shown_factors: Mutex::default(),
            refusals: Mutex::default(),
            hashing: tokio::sync::Semaphore::new(HASHING_AT_ONCE),
        }
    }
}
