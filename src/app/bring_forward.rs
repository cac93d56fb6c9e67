//! A data folder brought forward: an old copy of one takes in from the published log the entries that it lacks, so that
//! nothing that was revoked since comes back to life.
//!
//! The log is audited whole before anything is taken in, and has to continue what the folder has. What was private of
//! those changes (records of the register, people, the audit trail, idempotency keys) was never published: it stays
//! lost, and the answer says of how much.

use std::{num::NonZeroUsize, thread};

use jiff::Timestamp;

use super::Entered;
use crate::{
    access::{Actor, AuditRecord},
    ledger::{Commit, Ledger, LedgerError, Private},
    log::{
        Entry, EntryError,
        audit::{AuditError, Audited, Expected, Seen, Tally, audit},
        note::Vkey,
        published_log::{FetchError, PublishedLog},
    },
};

/// The most entries of a change, so that none is longer than a journal takes.
const ENTRIES_AT_ONCE: usize = 10_000;

/// What a folder was brought to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtForward {
    /// Entries that it had.
    pub before: u64,
    /// Entries that it has.
    pub now: u64,
    /// What the new ones say.
    pub news: Tally,
    /// Certificates that the log has and the register lacks.
    pub without_record: usize,
}

/// A folder could not be brought forward; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BringForwardError {
    /// The published log can't be read.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It has less than the folder.
    #[error(
        "the folder has {here} entries and the published log {there}: nothing is missing here; if that log should have more, name another copy of it"
    )]
    Ahead {
        /// Entries here.
        here: u64,
        /// Entries there.
        there: u64,
    },
    /// Its key was changed since.
    #[error(
        "{0} was closed since, and another log continues it under a new key, which this folder lacks: restore a backup that was made after the change"
    )]
    Succeeded(String),
    /// It does not continue what the folder has, or does not hold together.
    #[error("the published log can't be taken in")]
    Audit(#[source] AuditError),
    /// An entry that can't be written as it was read.
    #[error("an entry can't be written again")]
    Entry(#[source] EntryError),
    /// The ledger did not take it. What it took is whole, and the same again goes on from there.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What a published log has and a ledger lacks.
pub struct Missing {
    audited: Audited,
    entries: Vec<Entry>,
}

/// Audits a published log, and finds what it has behind the beginning that a ledger entered. The key is the one that the
/// newest entry names that opens a log. Not for a thread that others wait for.
///
/// # Errors
/// [`BringForwardError`]
pub fn missing_entries(
    entered: &Entered,
    vkey: Vkey,
    (log, note): (&dyn PublishedLog, &[u8]),
) -> Result<Missing, BringForwardError> {
    let here = entered.edges.1.head();
    let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let expected = Expected { vkey, seen: Seen::Tree(here), threads };
    let mut entries: Vec<Entry> = Vec::new();
    let audited = audit(log, note, &expected, &mut |placed| entries.push(placed.entry.clone()));
    if let Err(AuditError::Shrunk { earlier, now }) = audited {
        return Err(BringForwardError::Ahead { here: earlier, there: now });
    }
    Ok(Missing { audited: audited.map_err(BringForwardError::Audit)?, entries })
}

/// Takes in what a ledger lacks.
///
/// # Errors
/// [`BringForwardError`]
pub async fn take_in(
    ledger: &mut impl Ledger,
    entered: &Entered,
    missing: Missing,
    (actor, now): (&Actor, Timestamp),
) -> Result<BroughtForward, BringForwardError> {
    let before = entered.edges.1.size();
    let (mut sequence, mut first_index) =
        (entered.sequence, entered.snapshot.log().next_position());
    for entries in missing.entries.chunks(ENTRIES_AT_ONCE) {
        sequence += 1;
        let commit = commit(entries, sequence, first_index, actor, now)?;
        ledger.commit(&[commit]).await?;
        first_index += entries.len() as u64;
    }
    let register = entered.snapshot.register();
    let Audited { checkpoint, state, news, seen: _ } = missing.audited;
    let without_record = state
        .certificates()
        .filter(|state| register.certificate(state.facts.certificate).is_none())
        .count();
    Ok(BroughtForward { before, now: checkpoint.size, news, without_record })
}

/// Entries as a change of their own, with who took them in.
fn commit(
    entries: &[Entry],
    sequence: u64,
    first_index: u64,
    actor: &Actor,
    now: Timestamp,
) -> Result<Commit, BringForwardError> {
    let mut with_bytes = Vec::with_capacity(entries.len());
    for entry in entries {
        let bytes = entry.to_bytes().map_err(BringForwardError::Entry)?;
        with_bytes.push((entry.clone(), bytes));
    }
    let audit = AuditRecord {
        at: now,
        actor: actor.clone(),
        action: "log replay".to_owned(),
        target: format!("{} entries", entries.len()),
        refused: String::new(),
        from: None,
        first_log_index: Some(first_index),
        actor_ids: Vec::new(),
    };
    let private = Private { audit, records: Vec::new(), access: Vec::new(), remembered: None };
    Ok(Commit { sequence, first_index, entries: with_bytes, private })
}
