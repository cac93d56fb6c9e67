//! What people do with their own account: sessions, password, second factor.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccessError, AccountView, NewFactor, Signed, accounts::next};
use crate::{
    access::{
        Account, AccountNumber, Known, Origin, Password, PasswordHash, Role, SecondFactorCode,
        SecretHash, SessionStage,
    },
    app::{Asker, Service, UseCaseError},
};

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SessionView {
    /// Names it among the owner's.
    pub session: String,
    /// Whether it is the one that asks.
    pub is_this_one: bool,
    /// The network that it began from.
    pub network: String,
    /// The browser, as it calls itself.
    pub agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub used_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
}

/// What somebody shows to set up a second factor, beside their session.
#[derive(Debug, Default)]
pub struct Shown {
    /// A code of the factor that is there.
    pub code: Option<SecondFactorCode>,
    /// Their password, where none is there.
    pub password: Option<Password>,
}

impl Service {
    /// The asker's own account.
    ///
    /// # Errors
    /// [`AccessError::NotThere`] for the operator, who has none.
    pub fn own_account(&self, asker: &Asker) -> Result<AccountView, UseCaseError> {
        self.account_view(own(asker)?)
    }

    /// What an authenticator calls the account of a session.
    pub fn account_label(&self, session: &SecretHash) -> Option<String> {
        let known = self.active(self.session(session)?.account)?;
        Some(known.person?.label())
    }

    /// The name of the producer whose people have this role, if the register knows it.
    pub fn producer_name_of(&self, role: &Role) -> Option<String> {
        match role {
            Role::Producer { producer } => {
                self.snapshot().register().producer(*producer).map(|producer| producer.name.clone())
            }
            Role::Clerk { .. }
            | Role::Inspector { .. }
            | Role::Officer { .. }
            | Role::Administrator => None,
        }
    }

    /// The asker's sessions, the last used first.
    ///
    /// # Errors
    /// [`AccessError::NotThere`] for the operator, who has none.
    pub fn own_sessions(
        &self,
        asker: &Asker,
        current: Option<&SecretHash>,
    ) -> Result<Vec<SessionView>, UseCaseError> {
        let number = own(asker)?;
        let presence = self.presence();
        let sessions = presence.sessions.of(number, self.now());
        let views = sessions.into_iter().map(|(secret, session)| SessionView {
            session: secret.short().to_owned(),
            is_this_one: Some(secret) == current,
            network: session.origin.network.clone(),
            agent: session.origin.agent.clone(),
            created_at: session.created_at,
            used_at: session.used_at,
            ends_at: session.ends_at,
        });
        Ok(views.collect())
    }

    /// Ends one of the asker's sessions.
    ///
    /// # Errors
    /// [`AccessError::NotThere`]
    pub fn end_own_session(&self, asker: &Asker, session: &str) -> Result<(), UseCaseError> {
        if self.presence().sessions.end_named(own(asker)?, session) {
            Ok(())
        } else {
            Err(AccessError::NotThere("session").into())
        }
    }

    /// Changes the asker's password. All other sessions end; this one goes on under another secret.
    ///
    /// # Errors
    /// [`AccessError`]
    pub async fn change_own_password(
        &self,
        asker: &Asker,
        (current, new): (Password, Password),
        origin: Origin,
    ) -> Result<Signed, UseCaseError> {
        let number = own(asker)?;
        let known = self.active(number).ok_or(AccessError::NotThere("account"))?;
        self.is_password_of(&known, current, &origin).await?;
        let texts = known.person.as_ref().map(crate::access::Person::known_texts);
        new.check_strength(&texts.unwrap_or_default()).map_err(AccessError::from)?;
        let hash = self.hash(new).await?;
        let _planning = self.planning.lock().await;
        let known = self.active(number).ok_or(AccessError::NotThere("account"))?;
        let password = Some(self.sealed(number, &hash)?);
        let account = Account { password, ..next(&known) };
        self.put_account(asker, "account password", account).await?;
        self.presence().sessions.end_others(number, None);
        Ok(self.begin_session(&known, SessionStage::SignedIn, &origin))
    }

    /// Sets the second factor of whoever has a session. Where the sign-in waits for one, the password was just given; else
    /// it shows the code of the earlier one, or the password where there is none: a session that was left open is not
    /// enough. All other sessions end.
    ///
    /// # Errors
    /// [`AccessError`]
    pub async fn set_own_second_factor(
        &self,
        session: &SecretHash,
        new: NewFactor,
        shown: Shown,
        origin: Origin,
    ) -> Result<Signed, UseCaseError> {
        let signed = self.session(session).ok_or(AccessError::SignInOver)?;
        let number = signed.account;
        let known = self.active(number).ok_or(AccessError::SignInOver)?;
        let whose = SecretHash::of(format!("second factor of account {number}").as_bytes());
        self.guess(&whose, &origin.network)?;
        match (&known.second_factor, signed.stage) {
            (None, SessionStage::SecondFactorNeeded) => {}
            (None, SessionStage::SignedIn) => {
                let password = shown.password.ok_or(AccessError::WrongPassword)?;
                self.is_password_of(&known, password, &origin).await?;
            }
            (Some(factor), SessionStage::SignedIn) => {
                let code = shown.code.ok_or(AccessError::WrongCode)?;
                let last_used = self.presence().sessions.last_code(number);
                let half_minute = factor.check(&code, self.now(), last_used);
                half_minute.ok_or(AccessError::WrongCode)?;
            }
            (None, SessionStage::SecondFactorAsked)
            | (Some(_), SessionStage::SecondFactorAsked | SessionStage::SecondFactorNeeded) => {
                return Err(AccessError::SignInOver.into());
            }
        }
        let factor = self.try_factor(number, &new)?;
        self.guessed(&whose, &origin.network);
        let _planning = self.planning.lock().await;
        let seen = known.account.revision;
        let known = self.active(number).ok_or(AccessError::SignInOver)?;
        if known.account.revision != seen {
            return Err(AccessError::ChangedSince.into());
        }
        let second_factor = Some(self.sealed(number, &factor)?);
        let account = Account { second_factor, ..next(&known) };
        let asker = Asker::person(number, account.role.clone(), origin.clone());
        self.put_account(&asker, "account second factor", account).await?;
        self.presence().sessions.end_others(number, None);
        Ok(self.begin_session(&known, SessionStage::SignedIn, &origin))
    }

    /// Whether it is the person's password. Counts as a try to sign in.
    async fn is_password_of(
        &self,
        known: &Known,
        password: Password,
        origin: &Origin,
    ) -> Result<(), UseCaseError> {
        let whose = SecretHash::of(format!("account {}", known.account.account).as_bytes());
        self.guess(&whose, &origin.network)?;
        let hash = known.password.clone().unwrap_or_else(PasswordHash::of_nobody);
        if !self.hashing(move || hash.is_of(&password)).await? {
            return Err(AccessError::WrongPassword.into());
        }
        self.guessed(&whose, &origin.network);
        Ok(())
    }

    fn guess(&self, whose: &SecretHash, network: &str) -> Result<(), AccessError> {
        Ok(self.throttle().attempt(whose, network, self.now())?)
    }

    fn guessed(&self, whose: &SecretHash, network: &str) {
        self.throttle().succeeded(whose, network, self.now());
    }
}

/// The asker's own account.
pub(super) fn own(asker: &Asker) -> Result<AccountNumber, AccessError> {
    asker.authority.account().ok_or(AccessError::NotThere("account"))
}
