//! The logs that a log under audit continues: found by what each one's entry 0 says of the one before it.

use super::{
    super::{
        Predecessor, RuleBroken,
        checkpoint::Checkpoint,
        lineage::{MOST_LOGS, is_head, opened_by, way_between},
        note::Vkey,
        published_log::{Beside, FetchError, PublishedLog},
        tile::{FULL_WIDTH, TileKind, entries_of},
        tree::{Hash, TreeHead},
    },
    AuditError, path_in,
};

/// A log that another one continues.
pub(super) struct Closed<'l> {
    pub(super) log: Beside<'l>,
    /// The key that its entry 0 names.
    pub(super) vkey: Vkey,
    /// Where it ended, by its successor and by its own checkpoint.
    pub(super) head: TreeHead,
}

/// The logs that this one continues, the oldest first. Of their entries only the first one was read, and whether that
/// stands under the root that binds the log is for the fold to see.
pub(super) fn of<'l>(
    log: &'l dyn PublishedLog,
    checkpoint: &Checkpoint,
) -> Result<Vec<Closed<'l>>, AuditError> {
    let own = checkpoint.origin.as_str();
    let mut logs = Vec::new();
    let mut before = match opening(log, checkpoint.size) {
        Ok((_, before)) => before,
        Err(error @ AuditError::Fetch(FetchError::Unreachable(..))) => return Err(error),
        // What is wrong with this one's own entry 0 is found by the fold.
        Err(_) => None,
    };
    while let Some(bound) = before {
        let origin = bound.origin.to_string();
        if bound.size == 0 {
            return Err(AuditError::Rule(0, RuleBroken::Predecessor));
        }
        let way = way_between(own, &origin).filter(|_| logs.len() < MOST_LOGS as usize);
        let way = way.ok_or_else(|| AuditError::Elsewhere(origin.clone()))?;
        let closed = Beside::of(log, &way);
        let (vkey, next) = opening(&closed, bound.size)?;
        let note = closed.file("checkpoint")?;
        let signed = Checkpoint::open(&note, &vkey).map_err(|error| {
            let source = Box::new(AuditError::Checkpoint(error));
            AuditError::Ancestor { origin: origin.clone(), source }
        })?;
        if !is_head(&bound, signed.head()) {
            let (bound, signed) = (bound.size, signed.size);
            return Err(AuditError::NotClosed { origin, bound, signed });
        }
        let head = TreeHead { size: bound.size, root: Hash::from_bytes(bound.root.0) };
        logs.push(Closed { log: closed, vkey, head });
        before = next;
    }
    logs.reverse();
    Ok(logs)
}

/// The key that a log's entry 0 names, and the log that it says is continued.
fn opening(log: &dyn PublishedLog, size: u64) -> Result<(Vkey, Option<Predecessor>), AuditError> {
    let path = path_in(TileKind::Entries, 0, size.min(FULL_WIDTH.into()).max(1));
    let bytes = log.tile(&path)?;
    let first = entries_of(&bytes).ok().and_then(|entries| entries.first().copied());
    let first = first.ok_or(AuditError::Bundle(path))?;
    let (vkey, before) = opened_by(first).ok_or(AuditError::Rule(0, RuleBroken::Opening))?;
    let named = vkey.as_str().parse();
    Ok((named.map_err(|_| AuditError::OtherLog(vkey.to_string()))?, before))
}
