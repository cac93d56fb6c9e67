//! The public log for who does not read tiles: receipts of single entries.
//!
//! All of it is read from the published files, so it says nothing that an auditor can't check.

mod receipt;

pub(super) use receipt::receipt;

/// The path before what programs ask of the log.
pub(super) const API_LOG: &str = "/api/v1/log";
