//! The office that issues stamps. Part of it is fixed when its data folder is made: its address stands
//! on paper, its log's origin in every checkpoint. The rest are settings, which may change between two
//! starts.

use serde::{Deserialize, Serialize};

use super::Languages;
use crate::{log::Text, stamp::BaseUrl};

/// What a data folder was made for, and how its office presents itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// What stands before the digits on every pack. Fixed.
    pub base_url: BaseUrl,
    /// The schemeless URL prefix of the log, and the name of its key. Fixed.
    pub log_origin: Text,
    /// The issuing office, as it stands with its keys in the log. Fixed.
    pub body: Text,
    /// Made by `demo`: invented data, keys in the clear, key 0. Fixed.
    #[serde(default)]
    #[schema(required = true)]
    pub demo: bool,
    /// The office as pages name it.
    pub name: Text,
    /// The telephone number that consumers are told to call.
    pub hotline: String,
    /// The languages that pages and problems are offered in.
    #[serde(default)]
    #[schema(required = true)]
    pub languages: Languages,
}
