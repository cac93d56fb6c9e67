//! Which status and code each refusal of a person's request has.

use super::{Kind, Problem, RETRY_SOON};
use crate::app::AccessError;

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        Self::from(&error)
    }
}

impl From<&AccessError> for Problem {
    fn from(error: &AccessError) -> Self {
        use Kind::{AgainstTheRules, Conflict, Forbidden, NotFound, Unauthorized};
        let told = |kind, code| Self::told(kind, code, error);
        match error {
            AccessError::NotPermitted(refusal) => Self::not_permitted(refusal),
            AccessError::NotThere(_) => told(NotFound, "not_there"),
            AccessError::Elsewhere(_) => told(Forbidden, "elsewhere"),
            AccessError::Role(_) => told(AgainstTheRules, "role"),
            AccessError::Person(_) => told(AgainstTheRules, "person"),
            AccessError::Contact(_) => told(AgainstTheRules, "contact"),
            AccessError::Password(_) => told(AgainstTheRules, "password"),
            AccessError::ContactTaken => told(Conflict, "contact_taken"),
            AccessError::WrongPassword => told(Unauthorized, "wrong_password"),
            AccessError::SignInOver => told(Unauthorized, "not_signed_in"),
            AccessError::ProposerGone => told(Conflict, "proposer_gone"),
            AccessError::WrongCode => told(Unauthorized, "wrong_code"),
            AccessError::Throttled(throttled) => {
                let seconds = throttled.retry_after.as_secs();
                let retry_after_seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
                told(Kind::TooEarly { retry_after_seconds }, "throttled")
            }
            AccessError::InvitationOver => told(NotFound, "invitation_over"),
            AccessError::SecondFactorNeeded => told(AgainstTheRules, "second_factor_needed"),
            AccessError::OnePerson => told(AgainstTheRules, "one_person"),
            AccessError::NotFewer => told(AgainstTheRules, "quantity"),
            AccessError::ReasonNeeded => told(AgainstTheRules, "reason_needed"),
            AccessError::SettledBefore => told(Conflict, "settled_before"),
            AccessError::ChangedSince => Self::changed_since(),
            AccessError::ReviewNeeded => told(AgainstTheRules, "review_needed"),
            AccessError::ReviewTooLate => told(AgainstTheRules, "review_too_late"),
            AccessError::DecisionNeeded => told(AgainstTheRules, "decision_needed"),
            AccessError::NotForProducers => told(Forbidden, "not_for_producers"),
            AccessError::TokenTerms => told(AgainstTheRules, "token_terms"),
            AccessError::TooManyTokens => told(Conflict, "too_many_tokens"),
            AccessError::TooManyProposals => told(Conflict, "too_many_proposals"),
            AccessError::TooOftenToday(_) => told(Conflict, "too_often_today"),
            AccessError::InvitedBefore(_) => told(Conflict, "invited_before"),
            AccessError::MadeBefore(_) => told(Conflict, "made_before"),
            AccessError::OwnAccount => told(Conflict, "own_account"),
            AccessError::ProposalUnreadable => told(Conflict, "proposal_unreadable"),
            AccessError::KeyNotKept(_) => {
                let detail = "personal data can't be kept now: the cause is in the service's log";
                Self::hidden(RETRY_SOON, "unavailable", detail, error)
            }
            AccessError::Audit(_) => {
                let detail = "the audit trail can't be read now: the cause is in the service's log";
                Self::hidden(RETRY_SOON, "unavailable", detail, error)
            }
        }
    }
}
