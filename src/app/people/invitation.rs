//! Following an invitation: a password is chosen, and a second factor where the role needs one.

use super::{AccessError, Signed, accounts::next};
use crate::{
    access::{
        Account, AccountState, Known, OneTimeSecret, Origin, Password, Role, SecondFactor,
        SecondFactorCode, SessionStage,
    },
    app::{Asker, Service, UseCaseError},
};

/// Who is invited, before they choose anything.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Their name.
    pub name: String,
    /// What they will be.
    pub role: Role,
    /// What an authenticator calls their account.
    pub label: String,
}

/// A second factor that somebody set up, with a code that shows that it works.
#[derive(Debug, Clone)]
pub struct NewFactor {
    /// What their authenticator holds.
    pub factor: SecondFactor,
    /// What it shows.
    pub code: SecondFactorCode,
}

impl Service {
    /// Who is invited by a link.
    ///
    /// # Errors
    /// [`AccessError::InvitationOver`]
    pub fn invited_by(&self, secret: &OneTimeSecret) -> Result<Accepted, AccessError> {
        let known = self.invited_known(secret)?;
        let person = known.person.ok_or(AccessError::InvitationOver)?;
        Ok(Accepted { label: person.label(), name: person.name, role: known.account.role })
    }

    /// Follows a link: the account gets its password, and its second factor where the role needs one, and
    /// the person is signed in. All earlier sessions end, and all tokens: whoever was in is out.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn accept_invitation(
        &self,
        secret: &OneTimeSecret,
        password: Password,
        factor: Option<NewFactor>,
        origin: Origin,
    ) -> Result<Signed, UseCaseError> {
        let known = self.invited_known(secret)?;
        let person = known.person.as_ref().ok_or(AccessError::InvitationOver)?;
        password.check_strength(&person.known_texts()).map_err(AccessError::from)?;
        let number = known.account.account;
        let needs_factor = known.account.role.needs_second_factor();
        let second_factor = match factor {
            Some(factor) => Some(self.try_factor(number, &factor)?),
            None if needs_factor => return Err(AccessError::SecondFactorNeeded.into()),
            None => None,
        };
        let hash = self.hash(password).await?;
        let _planning = self.planning.lock().await;
        // The link works once: whoever was quicker has used it.
        let known = self.invited_known(secret)?;
        if known.account.role.needs_second_factor() && second_factor.is_none() {
            return Err(AccessError::SecondFactorNeeded.into());
        }
        let tokens = self.revoked_tokens(number);
        let account = Account {
            state: AccountState::Active,
            password: Some(self.sealed(number, &hash)?),
            second_factor: second_factor.map(|factor| self.sealed(number, &factor)).transpose()?,
            invitation: None,
            ..next(&known)
        };
        let role = account.role.kind();
        let asker = Asker::person(number, account.role.clone(), origin.clone());
        self.put_account_with(&asker, "account accept", account, tokens).await?;
        let mut presence = self.presence();
        presence.sessions.end_others(number, None);
        let stage = SessionStage::SignedIn;
        let now = self.now();
        let secret = presence.sessions.begin(number, role, stage, origin, now, self.parts.random);
        Ok(Signed { secret, stage })
    }

    /// Whether the code is the new factor's; such a code is used up.
    pub(super) fn try_factor(
        &self,
        number: crate::access::AccountNumber,
        new: &NewFactor,
    ) -> Result<SecondFactor, AccessError> {
        let half_minute = new.factor.check(&new.code, self.now(), None);
        let half_minute = half_minute.ok_or(AccessError::WrongCode)?;
        self.presence().sessions.note_code(number, half_minute);
        Ok(new.factor.clone())
    }

    fn invited_known(&self, secret: &OneTimeSecret) -> Result<Known, AccessError> {
        let directory = self.directory();
        let known = directory.by_invitation(&secret.hash(), self.now());
        known.cloned().ok_or(AccessError::InvitationOver)
    }
}
