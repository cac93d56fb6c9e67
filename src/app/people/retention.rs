//! The end of what is kept of people (Luật Bảo vệ dữ liệu cá nhân, in force since 2026-01-01): keys of
//! personal data are destroyed when their time is over, and what they sealed is gone with them, in the
//! journal, in sled and in every backup.

use std::num::NonZeroU16;

use jiff::{Span, civil::Date};

use crate::{
    access::{AccountState, PersonalKeyName},
    app::Service,
    stamp::today,
};

/// How long personal data is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Days that the networks which people asked from are kept, after the end of their month.
    pub trace_days: NonZeroU16,
    /// Days that a person's name, number and address are kept after their account was closed.
    pub closed_account_days: NonZeroU16,
    /// Days that the records of the audit trail are kept; without end if that is not set.
    pub audit_days: Option<NonZeroU16>,
}

impl Retention {
    /// A year.
    pub const TRACE_DAYS: NonZeroU16 = NonZeroU16::new(365).expect("not 0");

    /// Two years, so that what somebody did can be asked about.
    pub const CLOSED_ACCOUNT_DAYS: NonZeroU16 = NonZeroU16::new(730).expect("not 0");
}

impl Default for Retention {
    fn default() -> Self {
        let (trace_days, closed_account_days) = (Self::TRACE_DAYS, Self::CLOSED_ACCOUNT_DAYS);
        Self { trace_days, closed_account_days, audit_days: None }
    }
}

impl Service {
    /// Destroys the keys whose time is over. Returns how many; asking again is no error, and what the disk
    /// refuses is tried again next time.
    pub fn end_retention(&self) -> usize {
        let day = today(self.now());
        let keys = self.parts.directory.keys();
        let over = keys.names().into_iter().filter(|name| self.has_ended(*name, day));
        let mut destroyed = 0;
        for name in over {
            if let Err(error) = keys.destroy(name) {
                tracing::error!(%name, %error, "personal data whose time is over could not be deleted");
                continue;
            }
            if let PersonalKeyName::Account(account) = name {
                self.parts.directory.forget(account);
            }
            tracing::info!(%name, "personal data was deleted, since its time is over");
            destroyed += 1;
        }
        destroyed
    }

    fn has_ended(&self, name: PersonalKeyName, day: Date) -> bool {
        let retention = self.parts.retention;
        let ended_before =
            |from: Date, days: NonZeroU16| from.saturating_add(Span::new().days(days.get())) <= day;
        match name {
            PersonalKeyName::Traces { .. } => {
                name.traces_end().is_some_and(|end| ended_before(end, retention.trace_days))
            }
            PersonalKeyName::Account(account) => {
                let directory = self.directory();
                let closed = directory
                    .account(account)
                    .filter(|known| known.account.state == AccountState::Closed)
                    .and_then(|known| known.account.closed_at);
                closed.is_some_and(|at| ended_before(today(at), retention.closed_account_days))
            }
        }
    }
}
