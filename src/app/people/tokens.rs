//! Tokens of the programme interface: made by a person, shown once, never more than the person may.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{AccessError, own_account::own};
use crate::{
    access::{AccessRecord, AccountNumber, ApiToken, ApiTokenText, Role, Scope, TokenNumber},
    app::{Asker, Service, UseCaseError},
    ledger::{Change, ChangeError, Refusal},
};

/// The longest that a token works.
const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// The most tokens of one person that work.
const MOST: usize = 20;

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// What its owner calls it: the system that it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// Until when it works, within a year.
    pub expires_at: Timestamp,
}

/// A token as its owner sees it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TokenView {
    /// Its number.
    pub token: TokenNumber,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A token that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MadeToken {
    /// What it is.
    #[serde(flatten)]
    pub view: TokenView,
    /// The token itself. It is shown now and never again.
    pub secret: String,
}

impl Service {
    /// Makes a token of the asker's.
    ///
    /// # Errors
    /// [`UseCaseError`]; [`AccessError::MadeBefore`] for the same under the same idempotency key: what is kept of the
    /// token is a hash, so it can't be shown again.
    pub async fn make_token(
        &self,
        asker: &Asker,
        request: &TokenRequest,
    ) -> Result<MadeToken, UseCaseError> {
        let account = own(asker)?;
        let _planning = self.planning.lock().await;
        let directory = self.directory();
        let asked_under = asker.asked_under();
        if let Some(before) = asked_under.as_ref().and_then(|key| directory.token_asked_under(key))
        {
            let is_the_same = (before.name.as_str(), &before.scopes, before.expires_at)
                == (request.name.trim(), &request.scopes, request.expires_at);
            return Err(if is_the_same {
                AccessError::MadeBefore(before.token).into()
            } else {
                ChangeError::from(Refusal::OtherRequest).into()
            });
        }
        let now = self.now();
        let latest = now.saturating_add(LONGEST).unwrap_or(now);
        let name = request.name.trim();
        let has_name = (1..=60).contains(&name.chars().count()) && !name.contains(char::is_control);
        let ends = now < request.expires_at && request.expires_at <= latest;
        let role = asker.authority.role().map(Role::kind);
        // What the role can't use now, it shall not find ready when it becomes another.
        let is_of_use = |scope: &Scope| role.is_some_and(|role| scope.is_for(role));
        let has_scopes = !request.scopes.is_empty() && request.scopes.iter().all(is_of_use);
        if !has_name || !ends || !has_scopes {
            return Err(AccessError::TokenTerms.into());
        }
        if directory.tokens_of(account).filter(|token| token.works_at(now)).count() >= MOST {
            return Err(AccessError::TooManyTokens.into());
        }
        let text = ApiTokenText::new(self.parts.random);
        let token = ApiToken {
            token: directory.next_token(),
            account,
            name: name.to_owned(),
            scopes: request.scopes.clone(),
            secret: text.hash(),
            created_at: now,
            expires_at: request.expires_at,
            revoked_at: None,
            asked_under,
        };
        self.put_token(asker, "token make", token.clone()).await?;
        Ok(MadeToken { view: self.token_view(&token), secret: text.as_str().to_owned() })
    }

    /// Revokes a token: the asker's, or one of somebody whose account the asker manages.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn revoke_token(
        &self,
        asker: &Asker,
        number: TokenNumber,
    ) -> Result<TokenView, UseCaseError> {
        let _planning = self.planning.lock().await;
        let directory = self.directory();
        let token = directory.token(number).cloned().ok_or(AccessError::NotThere("token"))?;
        if asker.authority.account() != Some(token.account) {
            let managed = self.account(asker, token.account);
            managed.map_err(|_| AccessError::NotThere("token"))?;
        }
        let revoked_at = token.revoked_at.unwrap_or(self.now());
        let token = ApiToken { revoked_at: Some(revoked_at), ..token };
        self.put_token(asker, "token revoke", token.clone()).await?;
        Ok(self.token_view(&token))
    }

    /// A token of the asker's.
    ///
    /// # Errors
    /// [`AccessError::NotThere`]
    pub fn own_token(&self, asker: &Asker, number: TokenNumber) -> Result<TokenView, UseCaseError> {
        let account = own(asker)?;
        let directory = self.directory();
        let token = directory.token(number).filter(|token| token.account == account);
        Ok(self.token_view(token.ok_or(AccessError::NotThere("token"))?))
    }

    /// The tokens of an account that work, as they are once they are revoked.
    pub(super) fn revoked_tokens(&self, account: AccountNumber) -> Vec<ApiToken> {
        let (directory, now) = (self.directory(), self.now());
        let working = directory.tokens_of(account).filter(|token| token.works_at(now));
        working.map(|token| ApiToken { revoked_at: Some(now), ..token.clone() }).collect()
    }

    /// The asker's tokens, by number.
    ///
    /// # Errors
    /// [`AccessError::NotThere`] for the operator, who has none.
    pub fn own_tokens(&self, asker: &Asker) -> Result<Vec<TokenView>, UseCaseError> {
        let directory = self.directory();
        Ok(directory.tokens_of(own(asker)?).map(|token| self.token_view(token)).collect())
    }

    fn token_view(&self, token: &ApiToken) -> TokenView {
        TokenView {
            token: token.token,
            name: token.name.clone(),
            scopes: token.scopes.clone(),
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: self.presence().token_uses.get(&token.token).copied(),
            revoked_at: token.revoked_at,
        }
    }

    async fn put_token(
        &self,
        asker: &Asker,
        action: &'static str,
        token: ApiToken,
    ) -> Result<(), UseCaseError> {
        let change = Change {
            target: format!("token {}", token.token),
            access: vec![AccessRecord::Token(Box::new(token))],
            ..self.begin(asker, action)
        };
        self.change(change).await?;
        Ok(())
    }
}
