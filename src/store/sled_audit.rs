//! The audit records as sled has them, newest first. Reads beside the writer: sled allows it from any thread.

use super::{records::audit_key, sled_ledger::StoreError, sled_view::without_panic};
use crate::{
    access::AuditRecord,
    app::{AuditError, ReadsAudit},
};

/// A way to the audit records.
#[derive(Clone)]
pub struct SledAuditTrail {
    pub(super) db: sled::Db,
}

impl ReadsAudit for SledAuditTrail {
    fn before(&self, sequence: u64, most: usize) -> Result<Vec<(u64, AuditRecord)>, AuditError> {
        let read = || {
            let range = audit_key(0)..audit_key(sequence);
            let rows = self.db.range(range).rev().take(most);
            rows.map(|row| {
                let (key, record) = row.map_err(StoreError::sled)?;
                let sequence = key.get(1..).and_then(|bytes| bytes.try_into().ok());
                let sequence = sequence.map(u64::from_be_bytes);
                let record = serde_json::from_slice(&record).ok();
                sequence.zip(record).ok_or(StoreError::View("an audit record"))
            })
            .collect()
        };
        without_panic(read).map_err(|error: StoreError| AuditError(error.to_string()))
    }
}
