//! What an office is told of: somebody elsewhere acted on something that it manages.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AccountNumber;
use crate::{registry::policy::ProvinceCode, stamp::number};

number!(
    /// The service's number of a notice.
    NoticeNumber, u32, u32::MAX, "notice"
);

/// A notice, as a change carries it and the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Notice {
    /// Its number.
    pub notice: NoticeNumber,
    /// The province that is told.
    pub province: ProvinceCode,
    /// Who acted.
    pub by: AccountNumber,
    /// When.
    pub at: Timestamp,
    /// What they did, as the audit trail calls it: `suspend`.
    pub action: String,
    /// Positions of the entries, which the sequencer fills in.
    pub log_indexes: Vec<u64>,
    /// Who of the office has seen it, and when.
    pub seen: Option<(AccountNumber, Timestamp)>,
}
