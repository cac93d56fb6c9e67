//! Issuer keys: added, retired, compromised, and published as a JWK set.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Acted, Asker, Service, UseCaseError, ownership,
    people::AccessError,
    proposals::{Proposed, ProposedCompromise, acts_alone},
};
use crate::{
    access::{AccessRecord, Act, ProposalKind},
    ledger::{Change, Draft, RequestDigest},
    log::{Base64Url, Body, KeyAdded, LogState, RuleBroken, Text},
    signing::{Jwk, JwkSet},
    stamp::KeyNumber,
};

/// A key to be added, with the proof that its private half is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompromiseRequest {
    /// The first position whose batches are revoked; from now on if none is named.
    #[serde(default)]
    pub from_index: Option<u64>,
}

/// What was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
        asker.authority.may(Act::Operate).map_err(AccessError::from)?;
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
        let draft = (request.key, Draft::Ready(body));
        self.change_key(&asker, "key add", draft, digest, Vec::new()).await
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
        asker.authority.may(Act::Operate).map_err(AccessError::from)?;
        let digest = RequestDigest::of(&("retire", key));
        let draft = (key, Draft::Ready(Body::KeyRetired { key }));
        self.change_key(&asker, "key retire", draft, digest, Vec::new()).await
    }

    /// Declares a key compromised: its batches issued at or after a position are revoked. It waits for a
    /// second person.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn compromise_key(
        &self,
        asker: &Asker,
        key: KeyNumber,
        request: &CompromiseRequest,
    ) -> Result<Acted<KeyOutcome>, UseCaseError> {
        asker.authority.may(Act::CompromiseKey).map_err(AccessError::from)?;
        let is_known = self.snapshot().log().key(key).is_some();
        if !is_known || !asker.authority.reaches_the_country() {
            return Err(ownership::not_there(RuleBroken::KeyUnknown(key)));
        }
        if acts_alone(asker) {
            return Ok(Acted::Done(self.enter_compromise(asker, key, request, Vec::new()).await?));
        }
        let request = ProposedCompromise { key, request: request.clone() };
        let kind = ProposalKind::KeyCompromise;
        let proposed = Proposed { kind, request: &request, owner: None };
        let acted = self.propose(asker, proposed).await?;
        Ok(acted.map(|log_indexes| KeyOutcome { log_index: log_indexes[0] }))
    }

    /// Enters a key's compromise, with records that belong to it.
    pub(super) async fn enter_compromise(
        &self,
        asker: &Asker,
        key: KeyNumber,
        request: &CompromiseRequest,
        access: Vec<AccessRecord>,
    ) -> Result<KeyOutcome, UseCaseError> {
        let digest = RequestDigest::of(&("compromise", key, request));
        let draft = Draft::KeyCompromised { key, from_index: request.from_index };
        self.change_key(asker, "key compromise", (key, draft), digest, access).await
    }

    async fn change_key(
        &self,
        asker: &Asker,
        action: &'static str,
        (key, draft): (KeyNumber, Draft),
        digest: RequestDigest,
        access: Vec<AccessRecord>,
    ) -> Result<KeyOutcome, UseCaseError> {
        let outcome = self
            .change(Change {
                target: format!("key {key}"),
                drafts: vec![draft],
                access,
                idempotency: asker.idempotency(digest),
                ..self.begin(asker, action)
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
