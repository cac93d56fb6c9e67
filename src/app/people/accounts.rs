//! Accounts: who is invited, what they may do, when that ends. Nobody makes an account above their own.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::AccessError;
use crate::{
    access::{
        AccessRecord, Account, AccountNumber, AccountState, Act, ApiToken, Directory, Email,
        Identifier, Invitation, Known, OneTimeSecret, Person, PersonalKeyName, PhoneNumber, Role,
        RoleKind, Sealed, Whose,
    },
    app::{Asker, Service, UseCaseError},
    ledger::{Change, ChangeError, Refusal},
    registry::Register,
};

/// How long an invitation waits.
const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most accounts in one answer.
const PAGE: usize = 100;

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// What they may do, and where.
    pub role: Role,
    /// Their name.
    pub name: String,
    /// Their telephone number.
    #[serde(default)]
    pub phone: Option<PhoneNumber>,
    /// Their e-mail address.
    #[serde(default)]
    pub email: Option<Email>,
}

/// What is to be changed of an account; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// What they may do, and where.
    #[serde(default)]
    pub role: Option<Role>,
    /// Their name.
    #[serde(default)]
    pub name: Option<String>,
    /// Their telephone number.
    #[serde(default)]
    pub phone: Option<PhoneNumber>,
    /// Their e-mail address.
    #[serde(default)]
    pub email: Option<Email>,
}

/// A person as who manages accounts sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PersonView {
    /// Their name.
    pub name: String,
    /// Their telephone number.
    pub phone: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
}

/// An account as who manages it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AccountView {
    /// Its number.
    pub account: AccountNumber,
    /// What the person may do, and where.
    pub role: Role,
    /// What became of it.
    pub state: AccountState,
    /// The person; `null` once what was kept of them is deleted.
    pub person: Option<PersonView>,
    /// Whether they have a second factor.
    pub has_second_factor: bool,
    /// Until when their invitation waits.
    pub invited_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Counts its changes; what `ETag` and `If-Match` hold.
    pub revision: u32,
}

/// An invitation: its link is shown once, and sent by whatever messenger people use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Invited {
    /// The account.
    pub account: AccountView,
    /// The path of the link: `/invitation/…`.
    pub path: String,
    /// Until when it works.
    pub until: Timestamp,
}

/// Which accounts are asked for.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Of this kind.
    pub role: Option<RoleKind>,
    /// In this state.
    pub state: Option<AccountState>,
    /// After this number.
    pub after: Option<AccountNumber>,
}

impl AccountView {
    pub(in crate::app) fn of(known: &Known) -> Self {
        let account = &known.account;
        let person = known.person.as_ref().map(|person| PersonView {
            name: person.name.clone(),
            phone: person.phone.clone().map(String::from),
            email: person.email.clone().map(String::from),
        });
        Self {
            account: account.account,
            role: account.role.clone(),
            state: account.state,
            person,
            has_second_factor: account.second_factor.is_some(),
            invited_until: account.invitation.as_ref().map(|invitation| invitation.until),
            created_at: account.created_at,
            closed_at: account.closed_at,
            revision: account.revision,
        }
    }
}

impl Service {
    /// Makes an account for somebody, and the link that lets them in once.
    ///
    /// # Errors
    /// [`UseCaseError`]; [`AccessError::InvitedBefore`] for the same under the same idempotency key: what is kept of
    /// the link is a hash, so it can't be shown again.
    pub async fn invite(
        &self,
        asker: &Asker,
        request: &InviteRequest,
    ) -> Result<Invited, UseCaseError> {
        asker.authority.may(Act::ManageAccounts).map_err(AccessError::from)?;
        let person = Person {
            name: request.name.trim().to_owned(),
            phone: request.phone.clone(),
            email: request.email.clone(),
        };
        person.check().map_err(AccessError::from)?;
        let _planning = self.planning.lock().await;
        let directory = self.directory();
        self.may_manage(asker, &request.role)?;
        let asked_under = asker.asked_under();
        if let Some(before) =
            asked_under.as_ref().and_then(|key| directory.account_asked_under(key))
        {
            // No hash of a name and a number is kept beside the key: it could be guessed after they are deleted.
            let is_the_same =
                before.account.role == request.role && before.person.as_ref() == Some(&person);
            return Err(if is_the_same {
                AccessError::InvitedBefore(before.account.account).into()
            } else {
                ChangeError::from(Refusal::OtherRequest).into()
            });
        }
        self.contact_is_free(&directory, &person, None)?;
        let number = directory.next_account();
        let now = self.now();
        let (secret, invitation) = self.invitation(now);
        let account = Account {
            account: number,
            role: request.role.clone(),
            state: AccountState::Invited,
            person: self.sealed(number, &person)?,
            password: None,
            second_factor: None,
            invitation: Some(invitation),
            created_at: now,
            closed_at: None,
            revision: 1,
            asked_under,
        };
        self.put_account(asker, "account invite", account).await?;
        self.invited(number, &secret)
    }

    /// A new link for somebody who lost the way in: it replaces password and second factor when it is followed.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn invite_again(
        &self,
        asker: &Asker,
        number: AccountNumber,
    ) -> Result<Invited, UseCaseError> {
        is_anothers(asker, number)?;
        let _planning = self.planning.lock().await;
        let known = self.managed(asker, number)?;
        if known.account.state == AccountState::Closed {
            return Err(AccessError::NotThere("account").into());
        }
        let (secret, invitation) = self.invitation(self.now());
        let account = Account { invitation: Some(invitation), ..next(&known) };
        self.put_account(asker, "account invite again", account).await?;
        self.invited(number, &secret)
    }

    /// Changes what is known of somebody, or what they may do. Another role begins anew: sessions end, tokens are
    /// revoked, and who needs a second factor now and has none is to be invited again.
    ///
    /// # Errors
    /// [`UseCaseError`]; [`AccessError::ChangedSince`] if it is not at the revision that was read.
    pub async fn change_account(
        &self,
        asker: &Asker,
        number: AccountNumber,
        revision: u32,
        change: &AccountChange,
    ) -> Result<AccountView, UseCaseError> {
        let _planning = self.planning.lock().await;
        let known = self.managed(asker, number)?;
        if known.account.state == AccountState::Closed {
            return Err(AccessError::NotThere("account").into());
        }
        if known.account.revision != revision {
            return Err(AccessError::ChangedSince.into());
        }
        let person = known.person.clone().ok_or(AccessError::NotThere("account"))?;
        let person = Person {
            name: change.name.as_ref().map_or(person.name, |name| name.trim().to_owned()),
            phone: change.phone.clone().or(person.phone),
            email: change.email.clone().or(person.email),
        };
        person.check().map_err(AccessError::from)?;
        self.contact_is_free(&self.directory(), &person, Some(number))?;
        let mut account = Account { person: self.sealed(number, &person)?, ..next(&known) };
        let other_role = change.role.as_ref().filter(|role| **role != account.role);
        if let Some(role) = other_role {
            is_anothers(asker, number)?;
            self.may_manage(asker, role)?;
            account.role = role.clone();
            if role.needs_second_factor() && account.second_factor.is_none() {
                // Whoever knows the password alone must not be the one who sets it up.
                account.password = None;
            }
        }
        let tokens = if other_role.is_some() { self.revoked_tokens(number) } else { Vec::new() };
        self.put_account_with(asker, "account change", account, tokens).await?;
        if other_role.is_some() {
            self.presence().sessions.end_others(number, None);
        }
        self.account_view(number)
    }

    /// Closes an account: nobody signs in with it, its tokens work no more. What is kept of the person is
    /// deleted later, by itself.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn close_account(
        &self,
        asker: &Asker,
        number: AccountNumber,
    ) -> Result<AccountView, UseCaseError> {
        is_anothers(asker, number)?;
        let _planning = self.planning.lock().await;
        let known = self.managed(asker, number)?;
        if known.account.state != AccountState::Closed {
            let account = Account {
                state: AccountState::Closed,
                closed_at: Some(self.now()),
                password: None,
                second_factor: None,
                invitation: None,
                ..next(&known)
            };
            self.put_account(asker, "account close", account).await?;
            self.presence().sessions.end_others(number, None);
        }
        self.account_view(number)
    }

    /// An account that the asker manages, or their own.
    ///
    /// # Errors
    /// [`AccessError::NotThere`]
    pub fn account(
        &self,
        asker: &Asker,
        number: AccountNumber,
    ) -> Result<AccountView, UseCaseError> {
        if asker.authority.account() != Some(number) {
            self.managed(asker, number)?;
        }
        self.account_view(number)
    }

    /// Accounts that the asker manages, by number, and whether there are more.
    pub fn accounts(&self, asker: &Asker, filter: &AccountFilter) -> (Vec<AccountView>, bool) {
        let directory = self.directory();
        let snapshot = self.snapshot();
        let wanted = directory
            .accounts()
            .filter(|known| filter.after.is_none_or(|after| known.account.account > after))
            .filter(|known| filter.role.is_none_or(|role| known.account.role.kind() == role))
            .filter(|known| filter.state.is_none_or(|state| known.account.state == state))
            .filter(|known| manages(asker, &known.account.role, snapshot.register()));
        let mut views: Vec<_> = wanted.take(PAGE + 1).map(AccountView::of).collect();
        let has_more = views.len() > PAGE;
        views.truncate(PAGE);
        (views, has_more)
    }

    fn may_manage(&self, asker: &Asker, role: &Role) -> Result<(), UseCaseError> {
        let snapshot = self.snapshot();
        let register = snapshot.register();
        if let Role::Producer { producer } = role
            && register.producer(*producer).is_none()
        {
            return Err(AccessError::NotThere("producer").into());
        }
        if manages(asker, role, register) {
            return Ok(());
        }
        Err(match role {
            // Another province's producer is not there for who asks.
            Role::Producer { .. } => AccessError::NotThere("producer"),
            Role::Clerk { .. }
            | Role::Inspector { .. }
            | Role::Officer { .. }
            | Role::Administrator => crate::access::NotPermitted::Role.into(),
        }
        .into())
    }

    fn managed(&self, asker: &Asker, number: AccountNumber) -> Result<Known, AccessError> {
        asker.authority.may(Act::ManageAccounts)?;
        let directory = self.directory();
        let known = directory.account(number).ok_or(AccessError::NotThere("account"))?;
        if manages(asker, &known.account.role, self.snapshot().register()) {
            Ok(known.clone())
        } else {
            Err(AccessError::NotThere("account"))
        }
    }

    fn contact_is_free(
        &self,
        directory: &Directory,
        person: &Person,
        own: Option<AccountNumber>,
    ) -> Result<(), AccessError> {
        let is_taken = |identifier: &Identifier| {
            let known = directory.by_identifier(identifier).map(|known| known.account.account);
            known.is_some_and(|known| Some(known) != own)
        };
        if person.identifiers().any(|identifier| is_taken(&identifier)) {
            return Err(AccessError::ContactTaken);
        }
        Ok(())
    }

    fn invitation(&self, now: Timestamp) -> (OneTimeSecret, Invitation) {
        let secret = OneTimeSecret::new(self.parts.random);
        let until = now.saturating_add(INVITATION).unwrap_or(now);
        let invitation = Invitation { secret: secret.hash(), until };
        (secret, invitation)
    }

    fn invited(
        &self,
        number: AccountNumber,
        secret: &OneTimeSecret,
    ) -> Result<Invited, UseCaseError> {
        let account = self.account_view(number)?;
        let until = account.invited_until.ok_or(AccessError::InvitationOver)?;
        Ok(Invited { path: format!("/invitation/{}", secret.text()), account, until })
    }

    pub(super) fn account_view(&self, number: AccountNumber) -> Result<AccountView, UseCaseError> {
        let directory = self.directory();
        let known = directory.account(number).ok_or(AccessError::NotThere("account"))?;
        Ok(AccountView::of(known))
    }

    /// Seals something under an account's own key.
    pub(super) fn sealed(
        &self,
        number: AccountNumber,
        content: &impl Serialize,
    ) -> Result<Sealed, AccessError> {
        let name = PersonalKeyName::Account(number);
        let key = self.parts.directory.keys().get_or_make(name).map_err(AccessError::KeyNotKept)?;
        Ok(Sealed::seal(name, &key, content, self.parts.random))
    }

    pub(super) async fn put_account(
        &self,
        asker: &Asker,
        action: &'static str,
        account: Account,
    ) -> Result<(), UseCaseError> {
        self.put_account_with(asker, action, account, Vec::new()).await
    }

    /// The same, in one change with tokens of that account.
    pub(super) async fn put_account_with(
        &self,
        asker: &Asker,
        action: &'static str,
        account: Account,
        tokens: Vec<ApiToken>,
    ) -> Result<(), UseCaseError> {
        let target = format!("account {}", account.account);
        let mut access = vec![AccessRecord::Account(Box::new(account))];
        access.extend(tokens.into_iter().map(|token| AccessRecord::Token(Box::new(token))));
        let change = Change { target, access, ..self.begin(asker, action) };
        self.change(change).await?;
        Ok(())
    }
}

/// Whether an account is somebody else's: with a session that was left open, nobody takes its account over or raises it.
fn is_anothers(asker: &Asker, number: AccountNumber) -> Result<(), AccessError> {
    if asker.authority.account() == Some(number) { Err(AccessError::OwnAccount) } else { Ok(()) }
}

/// The account as it stands, a revision further.
pub(super) fn next(known: &Known) -> Account {
    Account { revision: known.account.revision + 1, ..known.account.clone() }
}

fn manages(asker: &Asker, role: &Role, register: &Register) -> bool {
    let producer = match role {
        Role::Producer { producer } => register.producer(*producer),
        Role::Clerk { .. }
        | Role::Inspector { .. }
        | Role::Officer { .. }
        | Role::Administrator => None,
    };
    asker.authority.manages(role, producer.map(Whose::from))
}
