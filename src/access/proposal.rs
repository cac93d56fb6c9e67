//! What takes two people: proposed by one, and settled by another who could have proposed it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AccountNumber;
use crate::{registry::ProducerNumber, stamp::number};

number!(
    /// The service's number of a proposal.
    ProposalNumber, u32, u32::MAX, "proposal"
);

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// A batch: above a quota, or asked for by a clerk.
    Batch,
    /// Revoking a producer or a key.
    Revocation,
    /// Annulling a mistaken revocation.
    Annulment,
    /// Declaring a key compromised.
    KeyCompromise,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProposalState {
    /// Nobody has settled it.
    Waiting,
    /// It is done.
    Approved {
        /// By whom; `None` for the operator.
        by: Option<AccountNumber>,
        /// When.
        at: Timestamp,
        /// Positions of its entries in the log.
        log_indexes: Vec<u64>,
        /// How many stamps, where they are fewer than were asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quantity: Option<u64>,
    },
    /// It is not done.
    Dismissed {
        /// By whom; `None` for the operator.
        by: Option<AccountNumber>,
        /// When.
        at: Timestamp,
        /// Why, for who proposed it.
        reason: Option<String>,
    },
}

/// A proposal, as a change carries it and the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number.
    pub proposal: ProposalNumber,
    /// What is proposed.
    pub kind: ProposalKind,
    /// The request, as its use case reads it.
    pub request: serde_json::Value,
    /// The producer that it is about, if it is about one.
    pub producer: Option<ProducerNumber>,
    /// The province that manages what it is about; `None` for what concerns the whole country.
    pub province_code: Option<String>,
    /// Who proposed it.
    pub proposed_by: AccountNumber,
    /// When.
    pub proposed_at: Timestamp,
    /// The hash of the idempotency key that it was proposed under, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_under: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub state: ProposalState,
}
