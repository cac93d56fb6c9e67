//! The audit record: who did what, for whom, when, from where, on what, with which result. Private; it is
//! the only place where a person and an entry of the log meet.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountNumber, Sealed, TokenNumber};
use crate::registry::ProducerNumber;

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Actor {
    /// Whoever works on the data folder or its control socket: no sign-in, alone also where accounts
    /// ask for two people.
    OperatingSystemUser {
        /// The user's name, or `uid N` where the system knows none.
        name: String,
        /// The user's number.
        uid: u32,
    },
    /// Somebody who signed in, or a program with their token.
    Person {
        /// Whose account.
        account: AccountNumber,
        /// The token that was shown, if one was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        token: Option<TokenNumber>,
        /// The producer that they acted for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        on_behalf_of: Option<ProducerNumber>,
    },
    /// The demo's invented history.
    Demo,
    /// Whoever has the link to a print job's files: a print house.
    PrintLink {
        /// The job.
        job: u32,
        /// Its number among those of the job.
        link: u32,
    },
    /// Nobody: a rule that the office set.
    Rule {
        /// Which one.
        rule: Rule,
    },
}

/// A rule by which the service acts on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Certificates past their last valid day are entered as expired (setting `serve.expiry`).
    Expiry,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OperatingSystemUser { name, uid: _ } => f.write_str(name),
            Self::Person { account, .. } => write!(f, "account {account}"),
            Self::Demo => f.write_str("demo"),
            Self::PrintLink { job, link } => write!(f, "link {link} of print job {job}"),
            Self::Rule { rule: Rule::Expiry } => f.write_str("rule of expiry"),
        }
    }
}

impl Actor {
    /// What tells this one from others: names change, and two people may share one.
    pub fn identity(&self) -> String {
        match self {
            Self::OperatingSystemUser { name: _, uid } => format!("uid {uid}"),
            Self::Person { account, .. } => format!("account {account}"),
            Self::Demo => "demo".to_owned(),
            Self::PrintLink { job, link } => format!("print job {job} link {link}"),
            Self::Rule { rule: Rule::Expiry } => "rule expiry".to_owned(),
        }
    }

    /// The account that acted.
    pub fn account(&self) -> Option<AccountNumber> {
        match self {
            Self::Person { account, .. } => Some(*account),
            Self::OperatingSystemUser { .. }
            | Self::Demo
            | Self::PrintLink { .. }
            | Self::Rule { .. } => None,
        }
    }
}

/// From where somebody asked, as far as it is kept: their network, not their address.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Origin {
    /// IPv4 /24 or IPv6 /56; empty if it is not known.
    pub network: String,
    /// What the program says of itself, cut.
    pub agent: String,
}

impl Origin {
    const LONGEST_AGENT: usize = 120;

    /// Where a request came from.
    pub fn new(network: impl Into<String>, agent: &str) -> Self {
        let agent = agent.chars().filter(|c| !c.is_control()).take(Self::LONGEST_AGENT).collect();
        Self { network: network.into(), agent }
    }
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(an origin)")
    }
}

/// One act, with who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// When.
    pub at: Timestamp,
    /// Who, and for whom.
    pub actor: Actor,
    /// What, in a word: `mint`, `revoke`.
    pub action: String,
    /// On what, as short as it can be told apart: `certificate 12`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// Why it was not done, as the problem's code; empty if it was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refused: String,
    /// The [`Origin`], under the key of its month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Sealed>,
    /// Position of the first of its entries in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_log_index: Option<u64>,
    /// The actor ids, in hex, that the public entries of this change carry.
    pub actor_ids: Vec<String>,
}
