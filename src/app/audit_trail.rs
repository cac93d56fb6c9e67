//! The audit trail as officers read it: who did what, for whom, when, from where, on what, with which
//! result. Apart from the public log, whose actor ids it resolves.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Asker, Service, UseCaseError, ownership,
    people::{AccessError, MostADay},
};
use crate::{
    access::{AccountNumber, Act, Actor, AuditRecord, Origin, Role},
    ledger::Change,
    registry::ProducerNumber,
};

/// The audit records can't be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the audit records can't be read: {0}")]
pub struct AuditError(pub String);

/// Where audit records are read. From any thread, beside the writer.
pub trait ReadsAudit: Send + Sync {
    /// Records of changes before one, the newest first, at most so many, each with its sequence.
    ///
    /// # Errors
    /// [`AuditError`]
    fn before(&self, sequence: u64, most: usize) -> Result<Vec<(u64, AuditRecord)>, AuditError>;
}

/// The most records in one answer.
pub const AUDIT_PAGE: usize = 100;

/// The most records that one request looks at: a rare word is found over several requests.
const LOOKED_AT: usize = 20_000;

/// How many are read at once.
const READ_AT_ONCE: usize = 500;

/// Each time is a record that stays: some four megabytes.
const HANDED_OUT: MostADay = MostADay { of_one: 10_000, of_all: u32::MAX };

/// Which records are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this account.
    pub account: Option<AccountNumber>,
    /// Of this act, in the word that the records use.
    pub action: Option<String>,
    /// On this, as the records call it: `certificate 12`.
    pub target: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// The change whose entry carries this actor id, in hex.
    pub actor_id: Option<String>,
    /// The change whose entry stands at this position of the log.
    pub log_index: Option<u64>,
}

/// A record as officers read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AuditView {
    /// Counts changes; newer ones have greater numbers.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account, a user of the machine, or the demo.
    pub actor: Actor,
    /// Their name; `null` once what was kept of them is deleted.
    pub name: Option<String>,
    /// What they are.
    pub role: Option<Role>,
    /// The producer that they acted for.
    pub on_behalf_of: Option<ProducerNumber>,
    /// What they did, in a word.
    pub action: String,
    /// On what.
    pub target: String,
    /// The code of the problem, if it was not done.
    pub refused: Option<String>,
    /// From where; `null` if it is not known, or its time is over.
    pub from: Option<Origin>,
    /// Position of its first entry in the log.
    pub first_log_index: Option<u64>,
    /// The actor ids that its entries carry.
    pub actor_ids: Vec<String>,
}

/// Some records, and where the rest begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The newest first.
    pub records: Vec<AuditView>,
    /// Ask for those before this one; `null` at the end.
    pub next: Option<u64>,
}

impl Service {
    /// Reads the audit trail, the newest first. An officer of a province sees what the people of that
    /// province did.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub fn audit(
        &self,
        asker: &Asker,
        filter: &AuditFilter,
        before: Option<u64>,
        most: usize,
    ) -> Result<AuditPage, UseCaseError> {
        asker.authority.may(Act::ReadAudit).map_err(AccessError::from)?;
        let mut records = Vec::new();
        let mut before = before.unwrap_or(u64::MAX);
        let mut looked_at = 0;
        while looked_at < LOOKED_AT {
            let read = self.parts.audit.before(before, READ_AT_ONCE).map_err(AccessError::from)?;
            if read.is_empty() {
                return Ok(AuditPage { records, next: None });
            }
            for (sequence, record) in read {
                if filter.from.is_some_and(|from| record.at < from) {
                    return Ok(AuditPage { records, next: None });
                }
                before = sequence;
                looked_at += 1;
                if filter.lets_through(&record) && self.shows(asker, &record) {
                    records.push(self.audit_view(sequence, record));
                    if records.len() == most {
                        return Ok(AuditPage { records, next: Some(before) });
                    }
                }
            }
        }
        Ok(AuditPage { records, next: Some(before) })
    }

    /// Notes that somebody is handed out what changes nothing and is not for everybody. Before they are: what the trail
    /// does not take is not handed out.
    ///
    /// # Errors
    /// [`UseCaseError`]; [`AccessError::TooOftenToday`]
    pub async fn note_handed_out(
        &self,
        asker: &Asker,
        action: &'static str,
        what: String,
    ) -> Result<(), UseCaseError> {
        self.count_today(asker, &self.presence.handed_out, HANDED_OUT)?;
        let change = Change { target: what, ..self.begin(asker, action) };
        self.change(change).await?;
        Ok(())
    }

    /// Whether a record is the asker's to see.
    fn shows(&self, asker: &Asker, record: &AuditRecord) -> bool {
        let sees_all = match asker.authority.role() {
            None | Some(Role::Administrator) => true,
            Some(_) => asker.authority.reaches_the_country(),
        };
        if sees_all {
            return true;
        }
        let Some(account) = record.actor.account() else { return false };
        let directory = self.directory();
        let Some(known) = directory.account(account) else { return false };
        match (&known.account.role, asker.authority.role()) {
            (Role::Producer { producer }, Some(_)) => {
                ownership::of_producer(self.snapshot().register(), *producer)
                    .is_some_and(|owner| owner.is_reached_by(&asker.authority))
            }
            (Role::Clerk { commune }, Some(Role::Officer { territory })) => {
                territory.holds(commune.province_code())
            }
            (
                Role::Inspector { territory: theirs } | Role::Officer { territory: theirs },
                Some(Role::Officer { territory }),
            ) => territory.holds_all_of(theirs),
            (Role::Administrator, _)
            | (Role::Clerk { .. } | Role::Inspector { .. } | Role::Officer { .. }, _)
            | (Role::Producer { .. }, None) => false,
        }
    }

    fn audit_view(&self, sequence: u64, record: AuditRecord) -> AuditView {
        let directory = self.directory();
        let known = record.actor.account().and_then(|account| directory.account(account));
        let on_behalf_of = match &record.actor {
            Actor::Person { on_behalf_of, .. } => *on_behalf_of,
            Actor::OperatingSystemUser { .. }
            | Actor::Demo
            | Actor::PrintLink { .. }
            | Actor::Rule { .. } => None,
        };
        let from = record.from.as_ref();
        let from = from.and_then(|s| s.open_traces(record.at, self.parts.directory.keys()));
        AuditView {
            sequence,
            at: record.at,
            name: known.and_then(|known| known.person.as_ref().map(|person| person.name.clone())),
            role: known.map(|known| known.account.role.clone()),
            on_behalf_of,
            actor: record.actor,
            action: record.action,
            target: record.target,
            refused: Some(record.refused).filter(|refused| !refused.is_empty()),
            from,
            first_log_index: record.first_log_index,
            actor_ids: record.actor_ids,
        }
    }
}

impl AuditFilter {
    fn lets_through(&self, record: &AuditRecord) -> bool {
        let is_at = |index: u64| {
            let entries = record.actor_ids.len() as u64;
            record.first_log_index.is_some_and(|first| (first..first + entries).contains(&index))
        };
        self.account.is_none_or(|account| record.actor.account() == Some(account))
            && self.action.as_ref().is_none_or(|action| record.action == *action)
            && self.target.as_ref().is_none_or(|target| is_on(&record.target, target))
            && self.until.is_none_or(|until| record.at < until)
            && self.actor_id.as_ref().is_none_or(|id| record.actor_ids.contains(id))
            && self.log_index.is_none_or(is_at)
    }
}

/// Whether a record's target is one that is asked for, or lies within it: `batch 402 10-12` within `batch 402`.
fn is_on(target: &str, asked: &str) -> bool {
    let behind = target.strip_prefix(asked);
    behind.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
}
