//! One stamp as a printer gets it: texts, made elsewhere from what was signed.

use serde::{Deserialize, Serialize};

use crate::stamp::{BatchNumber, Pin, StampIndex};

/// What is printed of one stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedStamp {
    /// Its place in the batch.
    pub index: StampIndex,
    /// What its symbol says.
    pub link: String,
    /// What stands beside the symbol for eyes and fingers.
    pub short_code: String,
    /// What stands under the scratch layer, if the batch has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
}

/// The batch that is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintedBatch {
    /// Its number.
    pub batch: BatchNumber,
    /// How many stamps it has.
    pub quantity: u32,
}

impl PrintedBatch {
    /// `7-00000123`, as files are named.
    pub fn serial(&self, index: StampIndex) -> String {
        format!("{}-{index:08}", self.batch, index = index.get())
    }

    /// `124/5000`, counted from 1 as people do.
    pub fn count(&self, index: StampIndex) -> String {
        format!("{}/{}", index.get() + 1, self.quantity)
    }
}
