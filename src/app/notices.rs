//! What offices are told of: somebody elsewhere suspended what they manage.

use super::{Asker, Service, UseCaseError, people::AccessError};
use crate::{
    access::{AccessRecord, Act, Notice, NoticeNumber, Role},
    ledger::Change,
    registry::policy::ProvinceCode,
};

/// The most notices in one answer.
const PAGE: usize = 100;

impl Service {
    /// Notices to the asker's province, the newest first; before one, if one is named.
    pub fn notices(&self, asker: &Asker, before: Option<NoticeNumber>) -> (Vec<Notice>, bool) {
        let directory = self.directory();
        let wanted = directory
            .notices()
            .rev()
            .filter(|notice| before.is_none_or(|before| notice.notice < before))
            .filter(|notice| is_told(asker, &notice.province));
        let mut notices: Vec<_> = wanted.take(PAGE + 1).cloned().collect();
        let has_more = notices.len() > PAGE;
        notices.truncate(PAGE);
        (notices, has_more)
    }

    /// Says that the asker has seen a notice.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn see_notice(
        &self,
        asker: &Asker,
        number: NoticeNumber,
    ) -> Result<Notice, UseCaseError> {
        asker.authority.may(Act::Look).map_err(AccessError::from)?;
        let _planning = self.planning.lock().await;
        let directory = self.directory();
        let notice = directory.notice(number).filter(|notice| is_told(asker, &notice.province));
        let notice = notice.cloned().ok_or(AccessError::NotThere("notice"))?;
        let Some(account) = asker.authority.account().filter(|_| notice.seen.is_none()) else {
            return Ok(notice);
        };
        let notice = Notice { seen: Some((account, self.now())), ..notice };
        let change = Change {
            target: format!("notice {number}"),
            access: vec![AccessRecord::Notice(Box::new(notice.clone()))],
            ..self.begin(asker, "notice seen")
        };
        self.change(change).await?;
        Ok(notice)
    }
}

fn is_told(asker: &Asker, province: &ProvinceCode) -> bool {
    match asker.authority.role() {
        None => true,
        Some(Role::Inspector { territory } | Role::Officer { territory }) => {
            territory.holds(province.as_str())
        }
        Some(Role::Producer { .. } | Role::Clerk { .. } | Role::Administrator) => false,
    }
}
