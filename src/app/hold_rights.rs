//! Who may revoke, suspend and lift what: the rules of the programme beside those of the log.
//!
//! Whatever is on sale is suspended at once by any inspector, and the province that manages it is told. A
//! certificate is revoked by an officer of its managing province, from the issuing body's decision.
//! Producers void their own spoiled and lost stamps.

use jiff::{Span, ToSpan};

use super::{Asker, HoldRequest, Service, UseCaseError, ownership, people::AccessError};
use crate::{
    access::{AccessRecord, AccountNumber, Act, Authority, NotPermitted, Notice, Role, RoleKind},
    log::{Hold, Reason, Target},
    registry::policy::ProvinceCode,
    stamp::today,
};

/// How far ahead a suspension may be looked at again.
fn longest_until_review() -> Span {
    6.months()
}

impl Service {
    /// Whether the asker may hold these, and whose each is; `None` for a key's, which are the whole country's.
    pub(super) fn may_hold_these(
        &self,
        asker: &Asker,
        hold: Hold,
        request: &HoldRequest,
    ) -> Result<Vec<Option<ownership::Owner>>, UseCaseError> {
        let act = match hold {
            Hold::Revoked => Act::Revoke,
            Hold::Suspended => Act::Suspend,
        };
        asker.authority.may(act).map_err(AccessError::from)?;
        let Authority::Person(grant) = &asker.authority else { return Ok(Vec::new()) };
        let role = grant.role.kind();
        let snapshot = self.snapshot();
        let mut owners = Vec::with_capacity(request.targets.len());
        for target in &request.targets {
            let owner = ownership::of_target(&snapshot, target)?;
            let is_reached = match &owner {
                Some(owner) => owner.is_reached_by(&asker.authority),
                None => asker.authority.reaches_the_country(),
            };
            match (hold, target) {
                (
                    Hold::Suspended,
                    Target::Certificate { .. } | Target::Batch { .. } | Target::Range { .. },
                ) => {}
                _ if !is_reached => return Err(ownership::target_not_there(target)),
                (Hold::Suspended, Target::Producer { .. } | Target::Key { .. }) => {}
                (Hold::Revoked, Target::Batch { .. } | Target::Range { .. }) => {
                    if role == RoleKind::Producer && request.reason != Reason::StampLostOrSpoiled {
                        return Err(AccessError::NotForProducers.into());
                    }
                }
                (
                    Hold::Revoked,
                    Target::Certificate { .. } | Target::Producer { .. } | Target::Key { .. },
                ) => match role {
                    RoleKind::Producer => return Err(AccessError::NotForProducers.into()),
                    RoleKind::Officer => {
                        if request.decision.is_none() && request.reason != Reason::Expired {
                            return Err(AccessError::DecisionNeeded.into());
                        }
                    }
                    RoleKind::Clerk | RoleKind::Inspector | RoleKind::Administrator => {
                        return Err(AccessError::from(NotPermitted::Role).into());
                    }
                },
            }
            owners.push(owner);
        }
        if hold == Hold::Suspended && request.review_on.is_none() {
            return Err(AccessError::ReviewNeeded.into());
        }
        let latest = today(self.now()).saturating_add(longest_until_review());
        if hold == Hold::Suspended && request.review_on.is_some_and(|day| day > latest) {
            return Err(AccessError::ReviewTooLate.into());
        }
        Ok(owners)
    }

    /// The provinces that manage what somebody elsewhere suspends.
    pub(super) fn told_of(
        &self,
        asker: &Asker,
        owners: Vec<Option<ownership::Owner>>,
    ) -> Vec<ProvinceCode> {
        let Authority::Person(grant) = &asker.authority else { return Vec::new() };
        let mut provinces: Vec<String> = owners
            .into_iter()
            .flatten()
            .filter(|owner| match &grant.role {
                Role::Inspector { territory } | Role::Officer { territory } => {
                    // Whoever works for the whole country is elsewhere for every province.
                    *territory == crate::access::Territory::Country
                        || !territory.holds(&owner.province_code)
                }
                Role::Producer { .. } | Role::Clerk { .. } | Role::Administrator => false,
            })
            .map(|owner| owner.province_code)
            .collect();
        provinces.sort_unstable();
        provinces.dedup();
        provinces.into_iter().filter_map(|code| ProvinceCode::try_from(code).ok()).collect()
    }

    /// What these provinces are told. Their numbers are free as long as the caller plans: until it is entered.
    pub(super) fn notices_to(
        &self,
        provinces: Vec<ProvinceCode>,
        by: AccountNumber,
        hold: Hold,
        _planning: &tokio::sync::MutexGuard<'_, ()>,
    ) -> Vec<AccessRecord> {
        let first: u64 = self.directory().next_notice().into();
        (first..)
            .zip(provinces)
            .filter_map(|(number, province)| {
                let notice = Notice {
                    notice: number.try_into().ok()?,
                    province,
                    by,
                    at: self.now(),
                    action: match hold {
                        Hold::Suspended => "suspend".to_owned(),
                        Hold::Revoked => "revoke".to_owned(),
                    },
                    log_indexes: Vec::new(),
                    seen: None,
                };
                Some(AccessRecord::Notice(Box::new(notice)))
            })
            .collect()
    }

    /// Whether the asker may take an entry back, which kind it is, and whose.
    pub(super) fn may_lift(
        &self,
        asker: &Asker,
        log_index: u64,
    ) -> Result<(Hold, Option<ownership::Owner>), UseCaseError> {
        asker.authority.may(Act::Lift).map_err(AccessError::from)?;
        let snapshot = self.snapshot();
        let nothing = UseCaseError::NothingToLift(log_index);
        let log = snapshot.log();
        let Some((hold, target)) = log.hold(log_index).zip(log.target_of_hold(log_index)) else {
            return Err(nothing);
        };
        let hold = hold.terms.hold;
        let owner = ownership::of_target(&snapshot, &target)?;
        let is_reached = match &owner {
            Some(owner) => owner.is_reached_by(&asker.authority),
            None => asker.authority.reaches_the_country(),
        };
        // Whoever suspended something elsewhere may think better of it.
        let suspended_it = || {
            let directory = self.directory();
            let mut notices = directory.notices();
            hold == Hold::Suspended
                && notices.any(|notice| {
                    Some(notice.by) == asker.authority.account()
                        && notice.log_indexes.contains(&log_index)
                })
        };
        if is_reached || suspended_it() { Ok((hold, owner)) } else { Err(nothing) }
    }
}
