//! The words around print jobs.

use super::{Language, printing::decimal};

/// How large a file is, in words.
pub(in crate::web) fn file_size_in_words(bytes: u64, language: Language) -> String {
    const KILOBYTE: f64 = 1_000.0;
    const MEGABYTE: f64 = 1_000_000.0;
    let t = language.messages();
    let size = bytes as f64;
    if size < MEGABYTE {
        t.size_kilobytes(decimal((size / KILOBYTE).ceil(), 0, language))
    } else {
        t.size_megabytes(decimal(size / MEGABYTE, 1, language))
    }
}
