//! Issuer keys: added, retired, compromised, and published as a JWK set.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError};
use crate::{
    ledger::{Change, Draft, RequestDigest},
    log::{Base64Url, Body, KeyAdded, LogState, Text},
    signing::{Jwk, JwkSet},
    stamp::KeyNumber,
};

/// A key to be added, with the proof that its private half is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddKeyRequest {
    /// Its number.
    pub key: KeyNumber,
    /// Its public half.
    pub public_key: Base64Url<32>,
    /// The issuing office.
    pub body: Text,
    /// First day on which it signs.
    pub sign_from: Date,
    /// Last day on which it signs.
    pub sign_until: Date,
    /// The key's signature over number and public half.
    pub proof: Base64Url<64>,
}

/// A key to be declared compromised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct CompromiseRequest {
    /// The first position whose batches are revoked; from now on if none is named.
    #[serde(default)]
    pub from_index: Option<u64>,
}

/// What was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyOutcome {
    /// Position of the entry.
    pub log_index: u64,
}

impl Service {
    /// Adds a key to the log. This node signs with it once its file is read, at the next start.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn add_key(
        &self,
        asker: Asker,
        request: &AddKeyRequest,
    ) -> Result<KeyOutcome, UseCaseError> {
        let request = request.clone();
        let digest = RequestDigest::of(&("add", &request));
        let body = Body::KeyAdded(KeyAdded {
            key: request.key,
            public_key: request.public_key,
            body: request.body,
            sign_from: request.sign_from,
            sign_until: request.sign_until,
            proof: request.proof,
        });
        self.change_key(asker, "key add", Draft::Ready(body), digest).await
    }

    /// Retires a key: it signs no more, what it signed stands.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn retire_key(
        &self,
        asker: Asker,
        key: KeyNumber,
    ) -> Result<KeyOutcome, UseCaseError> {
        let digest = RequestDigest::of(&("retire", key));
        self.change_key(asker, "key retire", Draft::Ready(Body::KeyRetired { key }), digest).await
    }

    /// Declares a key compromised: its batches issued at or after a position are revoked.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn compromise_key(
        &self,
        asker: Asker,
        key: KeyNumber,
        request: &CompromiseRequest,
    ) -> Result<KeyOutcome, UseCaseError> {
        let digest = RequestDigest::of(&("compromise", key, request));
        let draft = Draft::KeyCompromised { key, from_index: request.from_index };
        self.change_key(asker, "key compromise", draft, digest).await
    }

    async fn change_key(
        &self,
        asker: Asker,
        action: &'static str,
        draft: Draft,
        digest: RequestDigest,
    ) -> Result<KeyOutcome, UseCaseError> {
        let outcome = self
            .change(Change {
                actor: asker.actor,
                action,
                drafts: vec![draft],
                records: Vec::new(),
                planned_on: None,
                idempotency: asker.idempotency_key.map(|key| (key.hash(), digest)),
            })
            .await?;
        Ok(KeyOutcome { log_index: outcome.log_indexes[0] })
    }
}

/// All keys of the log as they are published, retired and compromised ones included.
pub fn jwk_set(log: &LogState) -> JwkSet {
    let keys = log.keys().into_iter().map(|(number, key)| {
        let added = &key.added;
        let days = (added.sign_from, added.sign_until);
        let body = added.body.to_string();
        let jwk = Jwk::new(number, &key.public_key, key.status(), body, days, key.added_at);
        Jwk {
            retired_at: key.retired_at,
            compromised_at: key.compromises.first().map(|known| known.at),
            ..jwk
        }
    });
    JwkSet { keys: keys.collect() }
}
