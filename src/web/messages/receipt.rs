//! What a receipt of the log proves, in words.

use super::{Language, entry_in_words};
use crate::log::receipt::Proven;

/// The entry, and where it stands.
pub fn receipt_in_words(proven: &Proven, language: Language) -> Vec<String> {
    let t = language.messages();
    let checkpoint = &proven.checkpoint;
    vec![
        t.receipt_proves(
            proven.index.to_string(),
            checkpoint.origin.as_str(),
            language.count(checkpoint.size),
        ),
        format!("  {}  {}", proven.entry.at, entry_in_words(&proven.entry, language)),
        t.audit_root(checkpoint.root.to_base64()),
    ]
}
