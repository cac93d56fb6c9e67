//! What holds stamps back and what takes that back: revocations, suspensions, their targets, the
//! decisions behind them. Parts of entries; the entry itself is `entry`'s.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Commitment, Reason, Text};
use crate::{
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber, KeyNumber, StampIndex},
};

/// What a revocation or suspension says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldFacts {
    /// What it hits.
    pub target: Target,
    /// Why.
    pub reason: Reason,
    /// Number of the decision.
    pub decision: Option<Text>,
    /// Its date.
    pub decided_on: Option<Date>,
    /// The body that took it.
    pub decided_by: Option<Text>,
    /// Holds from 00:00 in Viet Nam on this day, or from its entry if that is later.
    pub effective_from: Date,
    /// Commitment to a text that the register keeps.
    pub note: Option<Commitment>,
}

/// What a revocation or suspension hits.
///
/// Read strictly: a range that lacks an end, or two targets in one, would hit more than was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged, try_from = "TargetFields")]
pub enum Target {
    /// All stamps of a certificate.
    Certificate {
        /// The certificate.
        certificate: CertificateNumber,
    },
    /// Some stamps of a batch, both ends within.
    Range {
        /// The batch.
        batch: BatchNumber,
        /// First index.
        from: StampIndex,
        /// Last index.
        to: StampIndex,
    },
    /// All stamps of a batch.
    Batch {
        /// The batch.
        batch: BatchNumber,
    },
    /// All stamps of a producer, those issued later included.
    Producer {
        /// The producer.
        producer: ProducerNumber,
    },
    /// All stamps of a key, those issued later included.
    Key {
        /// The key.
        key: KeyNumber,
    },
}

/// A target as it stands in JSON, before it is known which one it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetFields {
    certificate: Option<CertificateNumber>,
    batch: Option<BatchNumber>,
    from: Option<StampIndex>,
    to: Option<StampIndex>,
    producer: Option<ProducerNumber>,
    key: Option<KeyNumber>,
}

impl Target {
    /// The batch that it names, if it names one.
    pub fn batch(&self) -> Option<BatchNumber> {
        match *self {
            Self::Batch { batch } | Self::Range { batch, .. } => Some(batch),
            Self::Certificate { .. } | Self::Producer { .. } | Self::Key { .. } => None,
        }
    }
}

impl TryFrom<TargetFields> for Target {
    type Error = &'static str;

    fn try_from(fields: TargetFields) -> Result<Self, Self::Error> {
        let TargetFields { certificate, batch, from, to, producer, key } = fields;
        match (certificate, batch, from, to, producer, key) {
            (Some(certificate), None, None, None, None, None) => {
                Ok(Self::Certificate { certificate })
            }
            (None, Some(batch), Some(from), Some(to), None, None) => {
                Ok(Self::Range { batch, from, to })
            }
            (None, Some(batch), None, None, None, None) => Ok(Self::Batch { batch }),
            (None, None, None, None, Some(producer), None) => Ok(Self::Producer { producer }),
            (None, None, None, None, None, Some(key)) => Ok(Self::Key { key }),
            _ => Err(
                "a target is one certificate, one batch, one batch with from and to, one producer or one key",
            ),
        }
    }
}

/// The two kinds of entries that keep stamps from being valid until lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// A `revoked` entry.
    Revoked,
    /// A `suspended` entry.
    Suspended,
}

/// Takes back a suspension or a mistaken revocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Lifted {
    /// Position of the entry that it takes back.
    pub index: u64,
    /// Which kind that is.
    #[serde(rename = "as")]
    pub lifted_as: LiftAs,
    /// Number of the decision.
    pub decision: Option<Text>,
    /// Its date.
    pub decided_on: Option<Date>,
    /// The body that took it.
    pub decided_by: Option<Text>,
    /// Commitment to a text that the register keeps.
    pub note: Option<Commitment>,
}

/// How an entry is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LiftAs {
    /// A suspension that is over.
    Lifted,
    /// A revocation that was a mistake.
    Annulled,
}

impl From<Hold> for LiftAs {
    /// How such an entry is taken back.
    fn from(hold: Hold) -> Self {
        match hold {
            Hold::Suspended => Self::Lifted,
            Hold::Revoked => Self::Annulled,
        }
    }
}

/// An official decision: number, date and body, all three.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decision {
    /// Its number.
    pub decision: Text,
    /// Its date.
    pub decided_on: Date,
    /// The body that took it.
    pub decided_by: Text,
}

impl HoldFacts {
    /// What it says, with a decision or without one.
    pub fn new(
        target: Target,
        reason: Reason,
        decision: Option<Decision>,
        effective_from: Date,
        note: Option<Commitment>,
    ) -> Self {
        let (decision, decided_on, decided_by) = Decision::split(decision);
        Self { target, reason, decision, decided_on, decided_by, effective_from, note }
    }
}

impl Decision {
    /// The three fields as an entry holds them.
    pub fn split(decision: Option<Self>) -> (Option<Text>, Option<Date>, Option<Text>) {
        match decision {
            Some(Self { decision, decided_on, decided_by }) => {
                (Some(decision), Some(decided_on), Some(decided_by))
            }
            None => (None, None, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, good: bool) {
        assert_eq!(serde_json::from_str::<Target>(json).is_ok(), good, "{json}");
    }

    #[test]
    fn a_target_is_read_whole_or_not_at_all() {
        check(r#"{"batch":7}"#, true);
        check(r#"{"batch":7,"from":3,"to":4}"#, true);
        check(r#"{"certificate":3}"#, true);
        check(r#"{"batch":7,"from":3}"#, false);
        check(r#"{"batch":7,"to":3}"#, false);
        check(r#"{"batch":7,"form":3,"to":4}"#, false);
        check(r#"{"certificate":3,"batch":7}"#, false);
        check(r#"{"from":3,"to":4}"#, false);
        check("{}", false);
    }
}
