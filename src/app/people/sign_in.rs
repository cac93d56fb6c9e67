//! Signing in: a password, then a second factor where the role needs one. Who is unknown is refused as
//! slowly, in the same words, and after as many tries, as who mistypes.

use std::sync::{MutexGuard, PoisonError};

use jiff::SignedDuration;

use super::{AccessError, KeptPresence};
use crate::{
    access::{
        AccountNumber, AccountState, ApiTokenText, Grant, Identifier, Known, OneTimeSecret, Origin,
        Password, PasswordHash, SecondFactor, SecondFactorCode, SecretHash, Session, SessionStage,
        TokenNumber,
    },
    app::{Asker, Service, UseCaseError},
    ledger::Change,
};

/// A session that begins: what the browser is given, once, and how far the person has come.
#[derive(Debug)]
pub struct Signed {
    /// For the cookie.
    pub secret: OneTimeSecret,
    /// How far they have come.
    pub stage: SessionStage,
}

/// Who asks, by what they showed.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// What they may do.
    pub grant: Grant,
    /// The token, if they showed one.
    pub token: Option<TokenNumber>,
    /// The session, if they have one.
    pub session: Option<SecretHash>,
}

/// How long a second factor that is to be set up stays the same.
const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(1);

/// The most that are remembered.
const MOST_SHOWN_FACTORS: usize = 10_000;

/// A session is noted as used once a minute.
const NOTED_EVERY_SECONDS: i64 = 60;

impl Service {
    /// Signs somebody in by what they type.
    ///
    /// # Errors
    /// [`AccessError::WrongPassword`] whoever it is, [`AccessError::Throttled`].
    pub async fn sign_in(
        &self,
        identifier: &str,
        password: Password,
        origin: Origin,
    ) -> Result<Signed, UseCaseError> {
        let known = self.identified(identifier);
        let typed = as_typed(identifier);
        let account = known.as_ref().map(|known| as_account(known.account.account));
        let familiar_to = account.as_ref().unwrap_or(&typed);
        let attempt = self.throttle().attempt_at(&typed, familiar_to, &origin.network, self.now());
        attempt.map_err(AccessError::from)?;
        let hash = known.as_ref().and_then(|known| known.password.clone());
        let hash = hash.unwrap_or_else(PasswordHash::of_nobody);
        let is_right = self.hashing(move || hash.is_of(&password)).await?;
        let Some(known) = known.filter(|_| is_right) else {
            tracing::info!(code = "wrong_password", "somebody did not sign in");
            return Err(AccessError::WrongPassword.into());
        };
        self.throttle().forgive(&typed, &origin.network);
        let role = &known.account.role;
        let stage = match (known.account.second_factor.is_some(), role.needs_second_factor()) {
            (true, _) => SessionStage::SecondFactorAsked,
            (false, true) => SessionStage::SecondFactorNeeded,
            (false, false) => SessionStage::SignedIn,
        };
        let signed = self.begin_session(&known, stage, &origin);
        if stage == SessionStage::SignedIn {
            self.recognise(&known, &origin);
            self.note_sign_in(&known, "sign in", "", origin).await;
        }
        Ok(signed)
    }

    /// Takes the second factor of who has given their password; the session goes on under another secret.
    ///
    /// # Errors
    /// [`AccessError`]
    pub async fn give_second_factor(
        &self,
        secret: &SecretHash,
        code: &SecondFactorCode,
        origin: Origin,
    ) -> Result<Signed, UseCaseError> {
        let now = self.now();
        let session = self.presence().sessions.get(secret, now).cloned();
        let session = session.filter(|session| session.stage == SessionStage::SecondFactorAsked);
        let session = session.ok_or(AccessError::SignInOver)?;
        let known = self.active(session.account).ok_or(AccessError::SignInOver)?;
        let number = session.account;
        let whose = SecretHash::of(format!("second factor of account {number}").as_bytes());
        let account = as_account(number);
        let attempt = self.throttle().attempt_code(&whose, &account, &origin.network, now);
        attempt.map_err(AccessError::from)?;
        let last_used = self.presence().sessions.last_code(number);
        let factor = known.second_factor.as_ref();
        let Some(half_minute) = factor.and_then(|factor| factor.check(code, now, last_used)) else {
            self.note_sign_in(&known, "sign in", "wrong_code", origin).await;
            return Err(AccessError::WrongCode.into());
        };
        self.throttle().forgive(&whose, &origin.network);
        self.recognise(&known, &origin);
        {
            let mut presence = self.presence();
            presence.sessions.note_code(number, half_minute);
            presence.sessions.end(secret);
        }
        let signed = self.begin_session(&known, SessionStage::SignedIn, &origin);
        self.note_sign_in(&known, "sign in", "", origin).await;
        Ok(signed)
    }

    /// A second factor to be set up.
    fn new_second_factor(&self) -> SecondFactor {
        SecondFactor::new(self.parts.random)
    }

    /// The one to be set up behind a link or in a session: the same for an hour, since people look at the page again after
    /// they scanned it.
    pub fn factor_to_set_up(&self, whose: &SecretHash) -> SecondFactor {
        let (now, new) = (self.now(), self.new_second_factor());
        let mut shown = self.presence.shown_factors.lock().unwrap_or_else(PoisonError::into_inner);
        shown.retain(|_, (_, until)| now < *until);
        if shown.len() >= MOST_SHOWN_FACTORS {
            return new;
        }
        let until = now.saturating_add(SHOWN_FOR).unwrap_or(now);
        shown.entry(whose.clone()).or_insert((new, until)).0.clone()
    }

    /// The link by which an authenticator takes it. It names the service by its host: short, so that the symbol of it is
    /// coarse, and what people see in the address bar.
    pub fn factor_link(&self, factor: &SecondFactor, label: &str) -> String {
        factor.link(self.parts.office.base_url.authority(), label)
    }

    /// Ends a session.
    pub fn sign_out(&self, secret: &SecretHash) {
        self.presence().sessions.end(secret);
    }

    /// The session of a cookie, however far it has come.
    pub fn session(&self, secret: &SecretHash) -> Option<Session> {
        self.presence().sessions.get(secret, self.now()).cloned()
    }

    /// Who shows this cookie, if they have come all the way.
    pub fn by_session(&self, secret: &SecretHash) -> Option<SignedIn> {
        let now = self.now();
        let session = self.session(secret)?;
        let known = self.active(session.account)?;
        let role = known.account.role;
        // Whoever was given another role meanwhile has a second factor before they are let in by it.
        let has_factors = !role.needs_second_factor() || known.account.second_factor.is_some();
        if session.stage != SessionStage::SignedIn || !has_factors {
            return None;
        }
        if now.as_second() - session.used_at.as_second() >= NOTED_EVERY_SECONDS {
            self.presence().sessions.note_use(secret, role.kind(), now);
        }
        let grant = Grant { account: session.account, role, scopes: None, on_behalf_of: None };
        Some(SignedIn { grant, token: None, session: Some(secret.clone()) })
    }

    /// Who shows this token.
    pub fn by_token(&self, text: &ApiTokenText) -> Option<SignedIn> {
        let now = self.now();
        let directory = self.directory();
        let token = directory.by_token(&text.hash()).filter(|token| token.works_at(now))?;
        let known = self.active(token.account)?;
        let grant = Grant {
            account: token.account,
            role: known.account.role,
            scopes: Some(token.scopes.clone()),
            on_behalf_of: None,
        };
        self.presence().token_uses.insert(token.token, now);
        Some(SignedIn { grant, token: Some(token.token), session: None })
    }

    pub(super) fn begin_session(
        &self,
        known: &Known,
        stage: SessionStage,
        origin: &Origin,
    ) -> Signed {
        let (account, role) = (known.account.account, known.account.role.kind());
        let now = self.now();
        let mut presence = self.presence();
        let sessions = &mut presence.sessions;
        let secret = sessions.begin(account, role, stage, origin.clone(), now, self.parts.random);
        Signed { secret, stage }
    }

    /// Hashes, or checks a hash.
    pub(super) async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, UseCaseError> {
        Ok(self.presence.hashing.run(work).await?)
    }

    pub(super) async fn hash(&self, password: Password) -> Result<PasswordHash, UseCaseError> {
        self.hashing(move || password.hash()).await
    }

    /// Somebody came all the way in: their network is familiar from now on.
    fn recognise(&self, known: &Known, origin: &Origin) {
        let account = as_account(known.account.account);
        self.throttle().recognise(&account, &origin.network, self.now());
    }

    fn identified(&self, text: &str) -> Option<Known> {
        let identifier = Identifier::parse(text).ok()?;
        let directory = self.directory();
        let known = directory.by_identifier(&identifier)?;
        (known.account.state == AccountState::Active).then(|| known.clone())
    }

    pub(in crate::app) fn active(&self, number: AccountNumber) -> Option<Known> {
        let directory = self.directory();
        let known = directory.account(number)?;
        (known.account.state == AccountState::Active).then(|| known.clone())
    }

    /// Notes in the audit trail that somebody signed in, or failed at the second factor. A trail that can't be
    /// written now keeps nobody out: it is said in the service's log.
    async fn note_sign_in(
        &self,
        known: &Known,
        action: &'static str,
        refused: &'static str,
        origin: Origin,
    ) {
        let asker = Asker::person(known.account.account, known.account.role.clone(), origin);
        let change = Change { refused, ..self.begin(&asker, action) };
        if let Err(error) = self.parts.sequencer.change(change).await {
            tracing::error!(%error, "a sign-in could not be noted in the audit trail");
        }
    }

    pub(in crate::app) fn presence(&self) -> MutexGuard<'_, KeptPresence> {
        self.presence.kept()
    }

    pub(super) fn throttle(&self) -> MutexGuard<'_, crate::access::Throttle> {
        self.presence.throttle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What guesses at an identifier are counted by: in one spelling, whether somebody has it or not, so that what is
/// throttled tells nothing.
fn as_typed(text: &str) -> SecretHash {
    let spelling = match Identifier::parse(text) {
        Ok(Identifier::Phone(number)) => String::from(number),
        Ok(Identifier::Email(address)) => String::from(address),
        Err(_) => text.trim().to_lowercase(),
    };
    SecretHash::of(format!("identifier {spelling}").as_bytes())
}

/// Whose networks are familiar.
fn as_account(number: AccountNumber) -> SecretHash {
    SecretHash::of(format!("account {number}").as_bytes())
}
