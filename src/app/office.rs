//! The office that issues stamps, as fixed when its data folder was made: its address stands on paper,
//! its log's origin in every checkpoint.

use serde::{Deserialize, Serialize};

use crate::{log::Text, stamp::BaseUrl};

/// What a data folder was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// What stands before the digits on every pack.
    pub base_url: BaseUrl,
    /// The schemeless URL prefix of the log, and the name of its key.
    pub log_origin: Text,
    /// The issuing office, as it stands with its keys in the log.
    pub body: Text,
    /// The telephone number that consumers are told to call.
    pub hotline: String,
    /// Made by `demo`: invented data, keys in the clear, key 0.
    #[serde(default)]
    pub demo: bool,
}
