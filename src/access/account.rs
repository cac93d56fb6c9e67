//! People and what they are to the programme. A person's own data lies sealed; what they may do does not.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Email, Identifier, PhoneNumber, Sealed, SecretHash};
use crate::{
    registry::{ProducerNumber, policy::ProvinceCode, units},
    stamp::number,
};

number!(
    /// The service's number of an account. Never given twice, so that the audit trail stays true.
    AccountNumber, u32, u32::MAX, "account"
);

/// A role that can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoleError {
    /// Not a commune of today.
    #[error("{0:?} is not the code of a commune of today: five digits (QĐ 19/2025/QĐ-TTg)")]
    UnknownCommune(String),
    /// Neither a province nor the whole country.
    #[error("{0:?} is no territory: the two digits of a province of today, or \"country\"")]
    UnknownTerritory(String),
}

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Territory {
    /// The whole country.
    Country,
    /// One province.
    Province(ProvinceCode),
}

impl Territory {
    /// How the whole country is written.
    const COUNTRY: &'static str = "country";

    /// Whether a province lies within.
    pub fn holds(&self, province_code: &str) -> bool {
        match self {
            Self::Country => true,
            Self::Province(code) => code.as_str() == province_code,
        }
    }

    /// Whether all of another territory lies within.
    pub fn holds_all_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Country, _) => true,
            (Self::Province(_), Self::Country) => false,
            (Self::Province(mine), Self::Province(other)) => mine == other,
        }
    }
}

impl TryFrom<String> for Territory {
    type Error = RoleError;

    fn try_from(text: String) -> Result<Self, RoleError> {
        if text == Self::COUNTRY {
            return Ok(Self::Country);
        }
        ProvinceCode::try_from(text.clone())
            .map(Self::Province)
            .map_err(|_| RoleError::UnknownTerritory(text))
    }
}

impl From<Territory> for String {
    fn from(territory: Territory) -> String {
        match territory {
            Territory::Country => Territory::COUNTRY.to_owned(),
            Territory::Province(code) => code.into(),
        }
    }
}

impl std::str::FromStr for Territory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::try_from(text.to_owned()).map_err(|error| error.to_string())
    }
}

/// The code of a commune of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommuneCode(String);

impl CommuneCode {
    /// Five digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The province that it belongs to.
    pub fn province_code(&self) -> &'static str {
        units::commune(&self.0).expect("it was looked up when it was read").province().code()
    }
}

impl TryFrom<String> for CommuneCode {
    type Error = RoleError;

    fn try_from(code: String) -> Result<Self, RoleError> {
        match units::commune(&code) {
            Some(_) => Ok(Self(code)),
            None => Err(RoleError::UnknownCommune(code)),
        }
    }
}

impl From<CommuneCode> for String {
    fn from(code: CommuneCode) -> String {
        code.0
    }
}

impl std::str::FromStr for CommuneCode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::try_from(text.to_owned()).map_err(|error| error.to_string())
    }
}

/// What somebody is to the programme. One account has one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Role {
    /// One of a producer's people: asks for batches of its own products.
    Producer {
        /// Whose.
        producer: ProducerNumber,
    },
    /// Works for a commune: prepares, and decides nothing.
    Clerk {
        /// Which commune.
        commune: CommuneCode,
    },
    /// Suspends and revokes.
    Inspector {
        /// Where.
        territory: Territory,
    },
    /// Keeps the register, approves, and does what inspectors do.
    Officer {
        /// Where.
        territory: Territory,
    },
    /// Says who has which account, and decides nothing about stamps.
    Administrator,
}

/// A role without its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleKind {
    /// One of a producer's people.
    Producer,
    /// A commune's clerk.
    Clerk,
    /// An inspector.
    Inspector,
    /// A programme officer.
    Officer,
    /// An administrator.
    Administrator,
}

impl Role {
    /// Which it is.
    pub fn kind(&self) -> RoleKind {
        match self {
            Self::Producer { .. } => RoleKind::Producer,
            Self::Clerk { .. } => RoleKind::Clerk,
            Self::Inspector { .. } => RoleKind::Inspector,
            Self::Officer { .. } => RoleKind::Officer,
            Self::Administrator => RoleKind::Administrator,
        }
    }

    /// Whether a password alone is too little: inspectors and above.
    pub fn needs_second_factor(&self) -> bool {
        match self.kind() {
            RoleKind::Producer | RoleKind::Clerk => false,
            RoleKind::Inspector | RoleKind::Officer | RoleKind::Administrator => true,
        }
    }
}

/// A person, as the office knows them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their telephone number.
    pub phone: Option<PhoneNumber>,
    /// Their e-mail address.
    pub email: Option<Email>,
}

/// A person who could not sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonError {
    /// No name.
    #[error("a person has a name, of at most 100 characters")]
    Name,
    /// Nothing to sign in with.
    #[error("give a telephone number or an e-mail address: it is what the person signs in with")]
    NoContact,
}

impl Person {
    const LONGEST_NAME: usize = 100;

    /// Whether they have a name and can sign in.
    ///
    /// # Errors
    /// [`PersonError`]
    pub fn check(&self) -> Result<(), PersonError> {
        let name = self.name.trim();
        let length = name.chars().count();
        if length == 0 || length > Self::LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(PersonError::Name);
        }
        if self.phone.is_none() && self.email.is_none() {
            return Err(PersonError::NoContact);
        }
        Ok(())
    }

    /// What they sign in with.
    pub fn identifiers(&self) -> impl Iterator<Item = Identifier> {
        let phone = self.phone.clone().map(Identifier::Phone);
        phone.into_iter().chain(self.email.clone().map(Identifier::Email))
    }

    /// What an authenticator calls their account: what they sign in with.
    pub fn label(&self) -> String {
        match self.identifiers().next() {
            Some(Identifier::Phone(phone)) => phone.into(),
            Some(Identifier::Email(email)) => email.into(),
            None => self.name.clone(),
        }
    }

    /// What others know of them: no password is made of it.
    pub fn known_texts(&self) -> Vec<&str> {
        let phone = self.phone.as_ref().map(PhoneNumber::as_str);
        let email = self.email.as_ref().map(Email::as_str);
        [Some(self.name.as_str()), phone, email].into_iter().flatten().collect()
    }
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(a person)")
    }
}

/// What became of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// The person has not followed the link yet.
    Invited,
    /// The person signs in.
    Active,
    /// Nobody signs in any more.
    Closed,
}

/// A link that lets a person in once, to choose a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// What is kept of its secret.
    pub secret: SecretHash,
    /// Until when it works.
    pub until: Timestamp,
}

/// An account, as a change carries it and the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its number.
    pub account: AccountNumber,
    /// What the person may do, and where.
    pub role: Role,
    /// What became of it.
    pub state: AccountState,
    /// The [`Person`], under the account's own key.
    pub person: Sealed,
    /// The [`super::PasswordHash`], under the account's own key.
    pub password: Option<Sealed>,
    /// Their [`super::SecondFactor`], under the account's own key.
    pub second_factor: Option<Sealed>,
    /// The link that waits to be followed.
    pub invitation: Option<Invitation>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Counts its changes from 1.
    pub revision: u32,
    /// The hash of the idempotency key that it was asked for under, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_under: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: Option<RoleKind>) {
        let role: Option<Role> = serde_json::from_str(json).ok();
        assert_eq!(role.map(|role| role.kind()), expected, "{json}");
    }

    #[test]
    fn a_role_names_its_place() {
        check(r#"{"kind":"producer","producer":3}"#, Some(RoleKind::Producer));
        check(r#"{"kind":"clerk","commune":"00802"}"#, Some(RoleKind::Clerk));
        check(r#"{"kind":"inspector","territory":"22"}"#, Some(RoleKind::Inspector));
        check(r#"{"kind":"officer","territory":"country"}"#, Some(RoleKind::Officer));
        check(r#"{"kind":"administrator"}"#, Some(RoleKind::Administrator));
        check(r#"{"kind":"officer"}"#, None);
        check(r#"{"kind":"officer","territory":"02"}"#, None);
        check(r#"{"kind":"clerk","commune":"22"}"#, None);
        check(r#"{"kind":"producer","producer":3,"territory":"country"}"#, None);
    }

    #[test]
    fn a_territory_holds_what_lies_in_it() {
        let territory = |text: &str| text.parse::<Territory>().expect("a territory");
        assert!(territory("country").holds("22") && territory("22").holds("22"));
        assert!(!territory("22").holds("01"));
        assert!(territory("country").holds_all_of(&territory("22")));
        assert!(!territory("22").holds_all_of(&territory("country")));
        assert!(!territory("22").holds_all_of(&territory("01")));
    }
}
