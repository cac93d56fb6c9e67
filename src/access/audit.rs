//! The audit record: what the log's fresh actor ids stand for. Private; it is the only place where a
//! person and an entry meet.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Actor {
    /// Whoever works on the data folder or its control socket: no sign-in, alone also where accounts
    /// will ask for two people.
    OperatingSystemUser {
        /// The user's name, or `uid N` where the system knows none.
        name: String,
        /// The user's number.
        uid: u32,
    },
    /// The demo's invented history.
    Demo,
    /// Nobody: a rule that the office set.
    Rule {
        /// Which one.
        rule: Rule,
    },
}

/// A rule by which the service acts on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Certificates past their last valid day are entered as expired (setting `serve.expiry`).
    Expiry,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OperatingSystemUser { name, uid: _ } => f.write_str(name),
            Self::Demo => f.write_str("demo"),
            Self::Rule { rule: Rule::Expiry } => f.write_str("rule of expiry"),
        }
    }
}

impl Actor {
    /// What tells this one from others: names change, and two people may share one.
    pub fn identity(&self) -> String {
        match self {
            Self::OperatingSystemUser { name: _, uid } => format!("uid {uid}"),
            Self::Demo => "demo".to_owned(),
            Self::Rule { rule: Rule::Expiry } => "rule expiry".to_owned(),
        }
    }
}

/// One change, with who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, in a word: `mint`, `revoke`.
    pub action: String,
    /// The actor ids, in hex, that the public entries of this change carry.
    pub actor_ids: Vec<String>,
}
