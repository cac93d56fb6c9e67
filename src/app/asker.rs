//! Who asks, with which right, from where, and under which key.

use data_encoding::HEXLOWER;

use crate::{
    access::{AccountNumber, Actor, Authority, Grant, Origin, Role},
    ledger::{IdempotencyKey, KeyHash, RequestDigest},
};

/// Who asks for something.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who, for the audit trail.
    pub actor: Actor,
    /// With which right.
    pub authority: Authority,
    /// From where; `None` for who works on the machine itself.
    pub origin: Option<Origin>,
    /// The key under which a second asking finds the first one's outcome.
    pub idempotency_key: Option<IdempotencyKey>,
}

impl Asker {
    /// Whoever works on the machine itself.
    pub fn operator(actor: Actor) -> Self {
        Self { actor, authority: Authority::Operator, origin: None, idempotency_key: None }
    }

    /// Somebody who acts on their own account.
    pub(super) fn person(account: AccountNumber, role: Role, origin: Origin) -> Self {
        let grant = Grant { account, role, scopes: None, on_behalf_of: None };
        Self {
            actor: Actor::Person { account, token: None, on_behalf_of: None },
            authority: Authority::Person(grant),
            origin: Some(origin),
            idempotency_key: None,
        }
    }

    /// The same, under a key.
    pub fn under(self, idempotency_key: Option<IdempotencyKey>) -> Self {
        Self { idempotency_key, ..self }
    }

    /// What a request is found under again. People have keys of their own: nobody finds another's outcome.
    pub(super) fn idempotency(&self, digest: RequestDigest) -> Option<(KeyHash, RequestDigest)> {
        Some((self.key_hash()?, digest))
    }

    /// The same in hex, for records that tell themselves which request made them.
    pub(super) fn asked_under(&self) -> Option<String> {
        Some(HEXLOWER.encode(&self.key_hash()?.0))
    }

    fn key_hash(&self) -> Option<KeyHash> {
        let key = self.idempotency_key.as_ref()?;
        Some(match self.actor.account() {
            Some(account) => key.hash_of(&format!("account {account}")),
            None => key.hash(),
        })
    }
}
