//! Roles, what tokens are for, and why somebody does not get in, in words.

use super::{Language, Messages};
use crate::{
    access::{PasswordError, Role, Scope, Territory},
    app::{AccessError, UseCaseError},
    registry::units,
};

/// What somebody is to the programme, and where. A producer is named if its name is known.
pub(in crate::web) fn role_in_words(
    role: &Role,
    producer_name: Option<&str>,
    language: Language,
) -> String {
    let t = language.messages();
    match role {
        Role::Producer { producer } => match producer_name {
            Some(name) => t.role_producer(name),
            None => t.role_producer(t.role_producer_number(producer.to_string())),
        },
        Role::Clerk { commune } => t.role_clerk(commune_in_words(commune.as_str())),
        Role::Inspector { territory } => t.role_inspector(territory_in_words(territory, t)),
        Role::Officer { territory } => t.role_officer(territory_in_words(territory, t)),
        Role::Administrator => t.role_administrator(),
    }
}

fn territory_in_words(territory: &Territory, t: &Messages) -> String {
    match territory {
        Territory::Country => t.role_country(),
        Territory::Province(code) => {
            units::province(code.as_str()).map_or("", units::Province::name).to_owned()
        }
    }
}

fn commune_in_words(code: &str) -> String {
    let commune = units::commune(code);
    commune.map_or_else(String::new, |commune| {
        format!("{}, {}", commune.name(), commune.province().name())
    })
}

/// What a token is for.
pub(in crate::web) fn scope_in_words(scope: Scope, language: Language) -> String {
    let t = language.messages();
    match scope {
        Scope::Read => t.scope_read(),
        Scope::Batches => t.scope_batches(),
        Scope::Holds => t.scope_holds(),
        Scope::Register => t.scope_register(),
        Scope::Audit => t.scope_audit(),
    }
}

/// Why something about an account was refused, and what to do.
pub(in crate::web) fn refusal_in_words(error: &UseCaseError, language: Language) -> String {
    let t = language.messages();
    let UseCaseError::Access(error) = error else { return t.refused_not_now() };
    match error {
        AccessError::WrongPassword => t.refused_password(),
        AccessError::WrongCode | AccessError::SecondFactorNeeded => t.refused_code(),
        AccessError::Throttled(throttled) => {
            t.refused_throttled(throttled.retry_after.as_secs().max(1))
        }
        AccessError::Password(PasswordError::TooShort) => t.refused_password_short(),
        AccessError::Password(PasswordError::TooLong) => t.refused_password_long(),
        AccessError::Password(PasswordError::TooCommon) => t.refused_password_common(),
        AccessError::InvitationOver => t.invitation_over_advice(),
        AccessError::SignInOver => t.refused_sign_in_over(),
        AccessError::TokenTerms => t.refused_token_terms(),
        AccessError::TooManyTokens => t.refused_tokens_many(),
        AccessError::NotThere(_) => t.refused_not_there(),
        AccessError::NotPermitted(_)
        | AccessError::NotForProducers
        | AccessError::Elsewhere(_)
        | AccessError::OnePerson => t.refused_not_for_you(),
        AccessError::KeyNotKept(_) | AccessError::Audit(_) => t.refused_not_now(),
        AccessError::Role(_)
        | AccessError::Person(_)
        | AccessError::Contact(_)
        | AccessError::ContactTaken
        | AccessError::NotFewer
        | AccessError::ReasonNeeded
        | AccessError::SettledBefore
        | AccessError::ChangedSince
        | AccessError::ReviewNeeded
        | AccessError::ReviewTooLate
        | AccessError::DecisionNeeded
        | AccessError::OwnAccount
        | AccessError::TooManyProposals
        | AccessError::TooOftenToday(_)
        | AccessError::InvitedBefore(_)
        | AccessError::MadeBefore(_)
        | AccessError::ProposerGone
        | AccessError::ProposalUnreadable => t.refused_otherwise(),
    }
}
