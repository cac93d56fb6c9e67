//! The private side of a batch: what the log does not say of it. Its stamps are not stored; they follow
//! from the log's entry.

use serde::{Deserialize, Serialize};

use crate::stamp::BatchNumber;

/// A batch as the register knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRecord {
    /// Its number.
    pub batch: BatchNumber,
    /// Which of the product's variants it is printed for, from 0.
    pub variant: u8,
}
