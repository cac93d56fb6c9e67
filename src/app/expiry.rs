//! Certificates past their last valid day, entered as revoked for that reason: one entry each, once. Stamps expire by the
//! clock either way; the entry says to who reads the log alone that the office saw it.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{MOST_TARGETS, Service, UseCaseError};
use crate::{
    access::{Actor, Rule},
    ledger::{Change, Draft},
    log::{Body, CertificateState, Hold, HoldFacts, LogState, Reason, StandingHold, Target, Text},
    stamp::{CertificateNumber, today},
};

/// What the service does each day with certificates that are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryMode {
    /// Nothing.
    #[default]
    Off,
    /// Say in the service's log how many there are.
    List,
    /// Enter them.
    Write,
}

/// A word that is no mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?}: off, list or write")]
pub struct NoExpiryMode(String);

impl FromStr for ExpiryMode {
    type Err = NoExpiryMode;

    fn from_str(word: &str) -> Result<Self, NoExpiryMode> {
        match word {
            "off" => Ok(Self::Off),
            "list" => Ok(Self::List),
            "write" => Ok(Self::Write),
            other => Err(NoExpiryMode(other.to_owned())),
        }
    }
}

/// A certificate that is over and not entered as that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExpiredCertificate {
    /// The service's number.
    pub certificate: CertificateNumber,
    /// The number on the paper.
    pub number: Option<Text>,
    /// Its last valid day.
    pub last_valid_on: Date,
    /// The position of its entry, once it is made.
    #[serde(default)]
    pub log_index: Option<u64>,
}

impl Service {
    /// Certificates that are over and not entered as that, by number.
    pub fn expired(&self) -> Vec<ExpiredCertificate> {
        expired(self.snapshot().log(), today(self.now()))
    }

    /// Enters all of them as revoked, one entry each. Asked again, there is nothing left to enter.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn expire(&self, actor: Actor) -> Result<Vec<ExpiredCertificate>, UseCaseError> {
        // Else two who ask at once would both find them.
        let _planning = self.planning.lock().await;
        let mut found = self.expired();
        for part in found.chunks_mut(MOST_TARGETS) {
            let drafts = part.iter().map(|expired| Draft::Ready(Body::Revoked(facts(expired))));
            let change =
                Change { drafts: drafts.collect(), ..Change::new(actor.clone(), "expire") };
            let outcome = self.change(change).await?;
            for (expired, index) in part.iter_mut().zip(outcome.log_indexes) {
                expired.log_index = Some(index);
            }
        }
        Ok(found)
    }

    /// What is done each day, as the office set it. Returns whether the day is done; else it is to be tried again.
    pub async fn expire_daily(&self, mode: ExpiryMode) -> bool {
        match mode {
            ExpiryMode::Off => true,
            ExpiryMode::List => {
                let count = self.expired().len();
                if count > 0 {
                    tracing::info!(
                        count,
                        "certificates are past their last valid day and not entered as expired; `ocop-stamp expire` \
                         lists and enters them"
                    );
                }
                true
            }
            ExpiryMode::Write => match self.expire(Actor::Rule { rule: Rule::Expiry }).await {
                Ok(entered) => {
                    tracing::info!(count = entered.len(), "expired certificates were entered");
                    true
                }
                Err(error) => {
                    tracing::error!(%error, "expired certificates could not be entered; it is tried again");
                    false
                }
            },
        }
    }
}

fn expired(log: &LogState, day: Date) -> Vec<ExpiredCertificate> {
    let is_over = |certificate: &&CertificateState| {
        certificate.last_valid_on() < day && !is_entered(log, certificate)
    };
    let mut found: Vec<_> = log
        .certificates()
        .filter(is_over)
        .map(|certificate| ExpiredCertificate {
            certificate: certificate.facts.certificate,
            number: certificate.facts.number.clone(),
            last_valid_on: certificate.last_valid_on(),
            log_index: None,
        })
        .collect();
    found.sort_by_key(|expired| expired.certificate);
    found
}

/// Whether a certificate is revoked already, or was entered as expired after this last valid day, even if that was taken
/// back: once only.
fn is_entered(log: &LogState, certificate: &CertificateState) -> bool {
    let number = certificate.facts.certificate;
    let entered = |hold: StandingHold<'_>| {
        hold.terms.hold == Hold::Revoked
            && (hold.lifted_by.is_none()
                || hold.terms.reason == Reason::Expired
                    && hold.terms.effective_from > certificate.last_valid_on())
    };
    log.holds_ever_naming_certificate(number).any(entered)
}

fn facts(expired: &ExpiredCertificate) -> HoldFacts {
    let target = Target::Certificate { certificate: expired.certificate };
    let first_day_after = expired.last_valid_on.tomorrow().unwrap_or(expired.last_valid_on);
    HoldFacts::new(target, Reason::Expired, None, first_day_after, None)
}
