//! One entry of the log, version 1: a JSON object in canonical form (RFC 8785), one a leaf.
//!
//! Reading is strict without a list of fields to keep in step: what was read is written back, and an
//! entry whose bytes differ is refused. Whether an entry may stand where it stands is `rules`'.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    ActorId, Base64Url, Commitment, HoldFacts, Lifted, Lot, Reason, Target, Text, canonical_json,
};
use crate::{
    registry::{ProducerNumber, ProductNumber, Stars},
    stamp::{BatchNumber, CertificateNumber, Flags, Gtin, KeyNumber, StampIndex},
};

/// The longest entry in bytes.
pub const MAX_ENTRY_LENGTH: usize = 8 * 1024;

/// The version of the format.
const VERSION: u8 = 1;

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it was entered, in whole seconds.
    pub at: Timestamp,
    /// Who acted.
    pub actor: ActorId,
    /// What it says.
    pub body: Body,
}

/// The kinds of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = LogEntryBody)]
pub enum Body {
    /// Entry 0, and only there.
    LogOpened {
        /// The schemeless URL prefix of the log; also the name of its key.
        origin: Text,
        /// The log key's verifier key (C2SP signed-note).
        vkey: Text,
        /// The log that this one continues.
        predecessor: Option<Predecessor>,
    },
    /// An issuer key may sign from now on.
    KeyAdded(KeyAdded),
    /// A key signs no more; what it signed stands.
    KeyRetired {
        /// The key.
        key: KeyNumber,
    },
    /// A key may be in other hands: its batches issued at or after a position are revoked.
    KeyCompromised {
        /// The key.
        key: KeyNumber,
        /// The first position whose batches are revoked.
        from_index: u64,
    },
    /// A certificate, once a number.
    CertificateRecorded(CertificateFacts),
    /// A mistake of record mended: replaces all fields.
    CertificateCorrected(CertificateFacts),
    /// A certificate's last valid day moved to an earlier one.
    CertificateEnded(CertificateEnded),
    /// A batch may be signed once this stands under a published checkpoint.
    BatchIssued(BatchIssued),
    /// Stamps are in use.
    RangeActivated {
        /// The batch.
        batch: BatchNumber,
        /// First index.
        from: StampIndex,
        /// Last index.
        to: StampIndex,
    },
    /// What the producer says of a range.
    RangeDeclared(RangeDeclared),
    /// What it hits is not to be trusted from now, or from a later day.
    Revoked(HoldFacts),
    /// What it hits is on hold.
    Suspended {
        /// As for a revocation.
        #[serde(flatten)]
        facts: HoldFacts,
        /// When somebody is to look at it again; passing changes nothing by itself.
        review_on: Option<Date>,
    },
    /// Takes back one suspension or mistaken revocation.
    Lifted(Lifted),
}

/// The log that this one continues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Predecessor {
    /// Its origin.
    pub origin: Text,
    /// Its last root, in hex.
    pub root: Commitment,
    /// Its last size.
    pub size: u64,
}

/// An issuer key enters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KeyAdded {
    /// Its number, never used for a second key.
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

/// What the log says of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CertificateFacts {
    /// The service's number.
    pub certificate: CertificateNumber,
    /// The number on the paper.
    pub number: Option<Text>,
    /// Number of the decision that granted it.
    pub decision: Text,
    /// Date of that decision.
    pub decided_on: Date,
    /// Last valid day.
    pub valid_until: Date,
    /// Stars.
    pub stars: Stars,
    /// Its holder.
    pub producer: ProducerNumber,
    /// What it is for.
    pub product: ProductNumber,
    /// The issuing body as certified.
    pub issuer: Text,
    /// Today's managing province, two digits.
    pub province: Text,
    /// The certificate that it renews or upgrades.
    pub replaces: Option<CertificateNumber>,
    /// Commitment to the public fields as recorded.
    pub record: Commitment,
}

/// A certificate ends earlier than recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CertificateEnded {
    /// The certificate.
    pub certificate: CertificateNumber,
    /// Its last valid day now.
    pub last_valid_on: Date,
    /// Why.
    pub reason: Reason,
    /// Number of the decision.
    pub decision: Option<Text>,
    /// Its date.
    pub decided_on: Option<Date>,
    /// The body that took it.
    pub decided_by: Option<Text>,
    /// The certificate that took its place.
    pub replaced_by: Option<CertificateNumber>,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchIssued {
    /// Its number.
    pub batch: BatchNumber,
    /// The certificate it is issued under.
    pub certificate: CertificateNumber,
    /// The certificate's holder.
    pub producer: ProducerNumber,
    /// The key that signs it.
    pub key: KeyNumber,
    /// How many stamps.
    pub quantity: u32,
    /// The flags of its payloads.
    pub flags: u8,
    /// The last valid day in its payloads.
    pub valid_until: Date,
    /// The variant's GTIN.
    pub gtin: Option<Gtin>,
    /// Whether its stamps are in use from the start.
    pub activated: bool,
    /// Generation of the short secret.
    pub short_generation: Option<u32>,
    /// Generation of the PIN secret: null exactly when there is no PIN.
    pub pin_generation: Option<u32>,
}

/// What a producer states about a range of stamps; the latest entry for a stamp is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RangeDeclared {
    /// The batch.
    pub batch: BatchNumber,
    /// First index.
    pub from: StampIndex,
    /// Last index.
    pub to: StampIndex,
    /// The producer's lot.
    pub lot: Option<Lot>,
    /// First day of production.
    pub made_from: Option<Date>,
    /// Last day of production.
    pub made_to: Option<Date>,
    /// Use by.
    pub best_before: Option<Date>,
}

/// Why bytes are no entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Longer than an entry may be.
    #[error("an entry of {0} bytes: {MAX_ENTRY_LENGTH} at most")]
    TooLong(usize),
    /// No object of a known kind with the fields of its kind.
    #[error("not an entry of a known kind: {0}")]
    Fields(String),
    /// Written in another way than the canonical one, or with a field that its kind does not have.
    #[error("not in canonical form, or with a field that its kind does not have")]
    NotCanonical,
    /// Fields that contradict each other.
    #[error("{0}")]
    Contradiction(&'static str),
}

/// The entry as it stands in JSON.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LogEntry)]
struct Wire {
    /// The version of the format.
    v: u8,
    /// When it was entered, in whole seconds.
    at: Timestamp,
    /// Who acted.
    actor: ActorId,
    #[serde(flatten)]
    body: Body,
}

impl utoipa::PartialSchema for Entry {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        Wire::schema()
    }
}

impl utoipa::ToSchema for Entry {
    fn name() -> std::borrow::Cow<'static, str> {
        Wire::name()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        Wire::schemas(schemas);
    }
}

impl Entry {
    /// The entry's bytes, which are its leaf.
    ///
    /// # Errors
    /// [`EntryError`] if the entry could not be read back.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        self.check()?;
        let wire = Wire { v: VERSION, at: self.at, actor: self.actor, body: self.body.clone() };
        let value = serde_json::to_value(wire).map_err(|e| EntryError::Fields(e.to_string()))?;
        let text = canonical_json(&value).map_err(|_| EntryError::NotCanonical)?;
        if text.len() > MAX_ENTRY_LENGTH {
            Err(EntryError::TooLong(text.len()))
        } else {
            Ok(text.into_bytes())
        }
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`EntryError`]: whatever does not write back to the same bytes is refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY_LENGTH {
            return Err(EntryError::TooLong(bytes.len()));
        }
        let wire: Wire =
            serde_json::from_slice(bytes).map_err(|e| EntryError::Fields(e.to_string()))?;
        if wire.v != VERSION {
            return Err(EntryError::Contradiction("another version than 1"));
        }
        let entry = Self { at: wire.at, actor: wire.actor, body: wire.body };
        if entry.to_bytes()? == bytes { Ok(entry) } else { Err(EntryError::NotCanonical) }
    }

    /// What fields must agree on within one entry.
    fn check(&self) -> Result<(), EntryError> {
        let refuse = |why| Err(EntryError::Contradiction(why));
        if self.at.subsec_nanosecond() != 0 {
            return refuse("a time with a fraction of a second");
        }
        let ranges_are_full = match &self.body {
            Body::RangeActivated { from, to, .. } => from <= to,
            Body::RangeDeclared(declared) => declared.from <= declared.to,
            Body::Revoked(facts) | Body::Suspended { facts, .. } => match facts.target {
                Target::Range { from, to, .. } => from <= to,
                Target::Certificate { .. }
                | Target::Batch { .. }
                | Target::Producer { .. }
                | Target::Key { .. } => true,
            },
            Body::LogOpened { .. }
            | Body::KeyAdded(_)
            | Body::KeyRetired { .. }
            | Body::KeyCompromised { .. }
            | Body::CertificateRecorded(_)
            | Body::CertificateCorrected(_)
            | Body::CertificateEnded(_)
            | Body::BatchIssued(_)
            | Body::Lifted(_) => true,
        };
        if !ranges_are_full {
            return refuse("an empty range");
        }
        if !self.body.decision_is_whole() {
            return refuse("a decision needs number, date and body, or none of them");
        }
        if let Body::BatchIssued(batch) = &self.body {
            let Some(flags) = Flags::from_bits(batch.flags) else {
                return refuse("a flag that version 1 does not have");
            };
            if flags.pin != batch.pin_generation.is_some() {
                return refuse("a PIN generation stands exactly where the flags say PIN");
            }
        }
        Ok(())
    }
}

impl Body {
    /// Every kind of entry by its word, in the order of the format.
    pub const KINDS: [&str; 13] = [
        "log_opened",
        "key_added",
        "key_retired",
        "key_compromised",
        "certificate_recorded",
        "certificate_corrected",
        "certificate_ended",
        "batch_issued",
        "range_activated",
        "range_declared",
        "revoked",
        "suspended",
        "lifted",
    ];

    /// The word of its kind, as it stands in the entry.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::LogOpened { .. } => "log_opened",
            Self::KeyAdded(_) => "key_added",
            Self::KeyRetired { .. } => "key_retired",
            Self::KeyCompromised { .. } => "key_compromised",
            Self::CertificateRecorded(_) => "certificate_recorded",
            Self::CertificateCorrected(_) => "certificate_corrected",
            Self::CertificateEnded(_) => "certificate_ended",
            Self::BatchIssued(_) => "batch_issued",
            Self::RangeActivated { .. } => "range_activated",
            Self::RangeDeclared(_) => "range_declared",
            Self::Revoked(_) => "revoked",
            Self::Suspended { .. } => "suspended",
            Self::Lifted(_) => "lifted",
        }
    }

    /// Number, date and body of a decision stand together or not at all.
    fn decision_is_whole(&self) -> bool {
        let whole = |decision: &Option<Text>, on: &Option<Date>, by: &Option<Text>| {
            decision.is_some() == on.is_some() && on.is_some() == by.is_some()
        };
        match self {
            Self::CertificateEnded(ended) => {
                whole(&ended.decision, &ended.decided_on, &ended.decided_by)
            }
            Self::Revoked(facts) | Self::Suspended { facts, .. } => {
                whole(&facts.decision, &facts.decided_on, &facts.decided_by)
            }
            Self::Lifted(lifted) => whole(&lifted.decision, &lifted.decided_on, &lifted.decided_by),
            Self::LogOpened { .. }
            | Self::KeyAdded(_)
            | Self::KeyRetired { .. }
            | Self::KeyCompromised { .. }
            | Self::CertificateRecorded(_)
            | Self::CertificateCorrected(_)
            | Self::BatchIssued(_)
            | Self::RangeActivated { .. }
            | Self::RangeDeclared(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_those_of_the_format() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../fixtures/log.json")).expect("JSON");
        let texts = vectors["entries"].as_array().expect("a list").iter();
        let mut met = Vec::new();
        for text in texts.filter_map(serde_json::Value::as_str) {
            let kind = Entry::parse(text.as_bytes()).expect("an entry").body.kind();
            assert!(text.contains(&format!("\"kind\":\"{kind}\"")), "{text}");
            met.push(kind);
        }
        assert!(Body::KINDS.iter().all(|kind| met.contains(kind)), "one of each: {met:?}");
    }

    proptest::proptest! {
        #[test]
        fn parsing_never_panics_and_writes_back(bytes: Vec<u8>, text in r#"\{("(v|at|kind|key|actor)":("[a-z0-9T:-]{0,40}"|[0-9]{1,3}),?){0,6}\}"#) {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                if let Ok(entry) = Entry::parse(bytes) {
                    proptest::prop_assert_eq!(entry.to_bytes().expect("it was read"), bytes);
                }
            }
        }
    }
}
