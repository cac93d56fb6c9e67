//! Whether somebody may do something to something: the one place that decides. Handlers ask it for the
//! act, use cases ask it again for whose things they are.

use std::collections::BTreeSet;

use super::{AccountNumber, Act, Role, RoleKind, Scope, act::Named};
use crate::registry::{Producer, ProducerNumber};

/// With whose right something is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// Whoever works on the machine itself: everything, alone, and recorded as such.
    Operator,
    /// A person who signed in, or a program with that person's token.
    Person(Grant),
}

/// What a person, or a token of theirs, may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Whose account.
    pub account: AccountNumber,
    /// Their role.
    pub role: Role,
    /// What the token may be used for; `None` where the person is there.
    pub scopes: Option<BTreeSet<Scope>>,
    /// For which producer an officer or a clerk asks.
    pub on_behalf_of: Option<ProducerNumber>,
}

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whose<'a> {
    /// The producer's; `None` for what is no producer's.
    pub producer: Option<ProducerNumber>,
    /// The province that manages it, two digits.
    pub province_code: &'a str,
    /// The commune that it lies in, five digits; `None` if nobody has said.
    pub commune_code: Option<&'a str>,
}

impl<'a> From<&'a Producer> for Whose<'a> {
    fn from(producer: &'a Producer) -> Self {
        Self {
            producer: Some(producer.producer),
            province_code: &producer.province_code,
            commune_code: producer.commune_code.as_deref(),
        }
    }
}

/// Somebody asks for what is not theirs to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPermitted {
    /// Their role never does it.
    #[error("your role does not do this: ask an officer of your province")]
    Role,
    /// No producer does it, so nobody does it for one.
    #[error("nobody does this for a producer: leave On-Behalf-Of out")]
    NotForAProducer,
    /// The token is not for it.
    #[error("this token is not for this: make one with the scope `{word}`", word = .0.word())]
    Scope(Scope),
    /// No token is.
    #[error("this takes a person who signs in: no token is enough")]
    PersonNeeded,
    /// Only the machine's operator.
    #[error("only the operator does this, on the machine itself")]
    OperatorNeeded,
}

impl Authority {
    /// Whether it covers an act at all.
    ///
    /// # Errors
    /// [`NotPermitted`]
    pub fn may(&self, act: Act) -> Result<(), NotPermitted> {
        let grant = match self {
            Self::Operator => return Ok(()),
            Self::Person(grant) => grant,
        };
        if act.roles().is_empty() {
            return Err(NotPermitted::OperatorNeeded);
        }
        if !act.roles().contains(&grant.role.kind()) {
            return Err(NotPermitted::Role);
        }
        if grant.on_behalf_of.is_some() && !act.roles().contains(&RoleKind::Producer) {
            return Err(NotPermitted::NotForAProducer);
        }
        match (&grant.scopes, act.scope()) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(NotPermitted::PersonNeeded),
            (Some(scopes), Some(scope)) if scopes.contains(&scope) => Ok(()),
            (Some(_), Some(scope)) => Err(NotPermitted::Scope(scope)),
        }
    }

    /// The same for an act that a handler names in its signature.
    ///
    /// # Errors
    /// [`NotPermitted`]
    pub fn may_do<A: Named>(&self) -> Result<(), NotPermitted> {
        self.may(A::ACT)
    }

    /// Whether it reaches things of this owner. What it does not reach, it does not see either.
    pub fn reaches(&self, whose: Whose<'_>) -> bool {
        let grant = match self {
            Self::Operator => return true,
            Self::Person(grant) => grant,
        };
        // Whoever acts for one producer acts for no other.
        if grant.on_behalf_of.is_some() && grant.on_behalf_of != whose.producer {
            return false;
        }
        match &grant.role {
            Role::Producer { producer } => whose.producer == Some(*producer),
            Role::Clerk { commune } => whose.commune_code == Some(commune.as_str()),
            Role::Inspector { territory } | Role::Officer { territory } => {
                territory.holds(whose.province_code)
            }
            Role::Administrator => false,
        }
    }

    /// Whether its holder may manage an account of this role. `whose` is the producer of a producer's people.
    pub fn manages(&self, role: &Role, whose: Option<Whose<'_>>) -> bool {
        let grant = match self {
            Self::Operator => return true,
            Self::Person(grant) => grant,
        };
        match (&grant.role, role) {
            (Role::Administrator, _) => true,
            (Role::Officer { .. }, Role::Producer { .. }) => {
                whose.is_some_and(|whose| self.reaches(whose))
            }
            (Role::Officer { territory }, Role::Clerk { commune }) => {
                territory.holds(commune.province_code())
            }
            (
                Role::Officer { .. },
                Role::Inspector { .. } | Role::Officer { .. } | Role::Administrator,
            )
            | (Role::Producer { .. } | Role::Clerk { .. } | Role::Inspector { .. }, _) => false,
        }
    }

    /// Whether it reaches the whole country.
    pub fn reaches_the_country(&self) -> bool {
        match self {
            Self::Operator => true,
            Self::Person(Grant { on_behalf_of: Some(_), .. }) => false,
            Self::Person(Grant { role, .. }) => match role {
                Role::Inspector { territory } | Role::Officer { territory } => {
                    *territory == super::Territory::Country
                }
                Role::Producer { .. } | Role::Clerk { .. } | Role::Administrator => false,
            },
        }
    }

    /// The person's account; `None` for the operator.
    pub fn account(&self) -> Option<AccountNumber> {
        match self {
            Self::Operator => None,
            Self::Person(grant) => Some(grant.account),
        }
    }

    /// The person's role; `None` for the operator.
    pub fn role(&self) -> Option<&Role> {
        match self {
            Self::Operator => None,
            Self::Person(grant) => Some(&grant.role),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: &str, scopes: Option<&[Scope]>) -> Authority {
        Authority::Person(Grant {
            account: AccountNumber::try_from(1).expect("small"),
            role: serde_json::from_str(role).expect("a role"),
            scopes: scopes.map(|scopes| scopes.iter().copied().collect()),
            on_behalf_of: None,
        })
    }

    const PRODUCER: &str = r#"{"kind":"producer","producer":3}"#;
    const CLERK: &str = r#"{"kind":"clerk","commune":"00802"}"#;
    const INSPECTOR: &str = r#"{"kind":"inspector","territory":"08"}"#;
    const OFFICER: &str = r#"{"kind":"officer","territory":"08"}"#;
    const OF_THE_COUNTRY: &str = r#"{"kind":"officer","territory":"country"}"#;
    const ADMINISTRATOR: &str = r#"{"kind":"administrator"}"#;

    #[test]
    fn each_reaches_its_own() {
        let whose = |producer, province_code, commune_code| Whose {
            producer: ProducerNumber::try_from(producer).ok(),
            province_code,
            commune_code,
        };
        let mine = whose(3, "08", Some("00802"));
        let of_the_commune = whose(4, "08", Some("00802"));
        let of_the_province = whose(4, "08", None);
        let elsewhere = whose(4, "22", None);
        for (role, reached) in [
            (PRODUCER, [true, false, false, false]),
            (CLERK, [true, true, false, false]),
            (INSPECTOR, [true, true, true, false]),
            (OFFICER, [true, true, true, false]),
            (OF_THE_COUNTRY, [true; 4]),
            (ADMINISTRATOR, [false; 4]),
        ] {
            let authority = person(role, None);
            let reaches = [mine, of_the_commune, of_the_province, elsewhere];
            assert_eq!(reaches.map(|whose| authority.reaches(whose)), reached, "{role}");
            assert!(Authority::Operator.reaches(elsewhere));
        }
    }

    #[test]
    fn a_token_does_what_it_is_for_and_no_more() {
        let token = person(OFFICER, Some(&[Scope::Read, Scope::Holds]));
        for (act, expected) in [
            (Act::Look, Ok(())),
            (Act::Suspend, Ok(())),
            (Act::Import, Err(NotPermitted::Scope(Scope::Register))),
            (Act::ManageAccounts, Err(NotPermitted::PersonNeeded)),
            (Act::Operate, Err(NotPermitted::OperatorNeeded)),
        ] {
            assert_eq!(token.may(act), expected, "{act:?}");
        }
        assert_eq!(person(CLERK, None).may(Act::Import), Err(NotPermitted::Role));
        assert_eq!(
            person(ADMINISTRATOR, None).may_do::<crate::access::act::Look>(),
            Err(NotPermitted::Role)
        );
        assert_eq!(Authority::Operator.may(Act::Operate), Ok(()));
    }

    #[test]
    fn nobody_makes_an_account_above_their_own() {
        let whose = Whose { producer: None, province_code: "08", commune_code: None };
        let elsewhere = Whose { province_code: "22", ..whose };
        for (manager, role, whose, expected) in [
            (OFFICER, PRODUCER, Some(whose), true),
            (OFFICER, PRODUCER, Some(elsewhere), false),
            (OFFICER, PRODUCER, None, false),
            (OFFICER, CLERK, None, true),
            (OFFICER, r#"{"kind":"clerk","commune":"00001"}"#, None, false),
            (OFFICER, INSPECTOR, None, false),
            (OF_THE_COUNTRY, OFFICER, None, false),
            (ADMINISTRATOR, OF_THE_COUNTRY, None, true),
            (ADMINISTRATOR, ADMINISTRATOR, None, true),
            (PRODUCER, PRODUCER, Some(whose), false),
        ] {
            let Ok(role) = serde_json::from_str::<Role>(role) else { continue };
            assert_eq!(person(manager, None).manages(&role, whose), expected, "{manager} {role:?}");
        }
    }
}
