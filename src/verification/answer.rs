//! The answer to a scan, in facts. Which words and colours they are given is the page's.

use jiff::{Timestamp, civil::Date};

use crate::{
    log::{Batch, CertificateState, Family, HoldTerms, RangeDeclared, Reason, StandingHold},
    registry::{Certificate, Producer, ProducerKind, Product, ProductGroup, Variant},
    stamp::Payload,
};

/// What a stamp is worth. Every one of them is an answer, none an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// In force.
    Valid,
    /// True, but its certificate's time is over.
    CertificateExpired,
    /// Issued, but nobody reported using it.
    NotActivated,
    /// On hold while it is looked into.
    Suspended,
    /// Not to be trusted, or recorded as expired.
    Revoked,
    /// Well signed, but not in the log as it says.
    NotIssued,
    /// Not signed by the key that it names.
    Forged,
    /// Names a key that was never recognised.
    UnknownKey,
    /// Of a kind that was never issued.
    Unsupported,
    /// A typed code that matches nothing.
    CodeNotFound,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Valid,
        Self::CertificateExpired,
        Self::NotActivated,
        Self::Suspended,
        Self::Revoked,
        Self::NotIssued,
        Self::Forged,
        Self::UnknownKey,
        Self::Unsupported,
        Self::CodeNotFound,
    ];

    /// The word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::CertificateExpired => "certificate_expired",
            Self::NotActivated => "not_activated",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::NotIssued => "not_issued",
            Self::Forged => "forged",
            Self::UnknownKey => "unknown_key",
            Self::Unsupported => "unsupported",
            Self::CodeNotFound => "code_not_found",
        }
    }
}

/// What the answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckedBy {
    /// The issuer's signature.
    Signature,
    /// A short code's tag: the weaker check.
    ShortCode,
}

/// Something to say beside the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Warning {
    /// The stamp stands, but its key was compromised after it was issued.
    KeyCompromisedLater,
    /// The log has the stamp; the register lacks its product, producer or certificate.
    RegisterRecordMissing,
}

/// The answer to a scan.
#[derive(Debug, Clone)]
pub struct Answer<'s> {
    /// What it is worth.
    pub verdict: Verdict,
    /// What that rests on.
    pub checked_by: CheckedBy,
    /// What the stamp says, where it could be read; believed only if it is issued.
    pub stamp: Option<Payload>,
    /// What is known of it, if it was issued as it says.
    pub issued: Option<Issued<'s>>,
    /// What to say beside the verdict.
    pub warnings: Vec<Warning>,
}

/// What is known of a stamp that was issued.
#[derive(Debug, Clone)]
pub struct Issued<'s> {
    /// Its batch.
    pub batch: &'s Batch,
    /// Its certificate as the log has it.
    pub certificate: &'s CertificateState,
    /// Whether the certificate's last valid day has passed.
    pub is_over: bool,
    /// Whether the goods were made while the certificate was in force: true or false by what was
    /// declared, `None` if that does not say.
    pub made_in_force: Option<bool>,
    /// The declaration behind `made_in_force` being true; a later one may say something else.
    pub made_in_time: Option<&'s RangeDeclared>,
    /// The latest declaration about it.
    pub declared: Option<&'s RangeDeclared>,
    /// The certificate in force now that took this one's place.
    pub successor: Option<&'s CertificateState>,
    /// The revocation that speaks.
    pub revocation: Option<Revocation<'s>>,
    /// The earliest suspension in force.
    pub suspension: Option<StandingHold<'s>>,
    /// What the register holds of it.
    pub records: Records<'s>,
}

/// What the register holds of a stamp; anything may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Records<'s> {
    /// The certificate's record.
    pub certificate: Option<&'s Certificate>,
    /// The product.
    pub product: Option<&'s Product>,
    /// The variant that the batch was printed for.
    pub variant: Option<&'s Variant>,
    /// The producer.
    pub producer: Option<&'s Producer>,
}

/// A product as a certificate calls it.
#[derive(Debug, Clone, Copy)]
pub struct ProductWords<'s> {
    /// Its name.
    pub name: &'s str,
    /// The programme's code.
    pub code: Option<&'s str>,
    /// Its group.
    pub group: ProductGroup,
    /// Its sub-group.
    pub subgroup: &'s str,
}

/// A holder as a certificate calls it.
#[derive(Debug, Clone, Copy)]
pub struct ProducerWords<'s> {
    /// Its name.
    pub name: &'s str,
    /// Its legal kind.
    pub kind: ProducerKind,
    /// Its address.
    pub address: Option<&'s str>,
}

impl<'s> Records<'s> {
    /// The product in the certificate's words; in the register's where the certificate's record is missing.
    pub fn product_words(&self) -> Option<ProductWords<'s>> {
        let certified = self.certificate.map(|certificate| &certificate.certified);
        let of_certificate = certified.map(|certified| ProductWords {
            name: &certified.product_name,
            code: certified.product_code.as_deref(),
            group: certified.group,
            subgroup: &certified.subgroup,
        });
        of_certificate.or(self.product.map(|product| ProductWords {
            name: &product.name,
            code: product.code.as_deref(),
            group: product.group,
            subgroup: &product.subgroup,
        }))
    }

    /// The holder likewise.
    pub fn producer_words(&self) -> Option<ProducerWords<'s>> {
        let certified = self.certificate.map(|certificate| &certificate.certified);
        let of_certificate = certified.map(|certified| ProducerWords {
            name: &certified.producer_name,
            kind: certified.producer_kind,
            address: certified.address.as_deref(),
        });
        of_certificate.or(self.producer.map(|producer| ProducerWords {
            name: &producer.name,
            kind: producer.kind,
            address: None,
        }))
    }

    /// Whether certificate, product and producer are all there.
    pub fn are_complete(&self) -> bool {
        self.certificate.is_some() && self.product.is_some() && self.producer.is_some()
    }
}

/// A revocation in force, whether entered for the stamp or following from its key's compromise.
#[derive(Debug, Clone, Copy)]
pub struct Revocation<'s> {
    /// Why.
    pub reason: Reason,
    /// In which family it speaks.
    pub family: Family,
    /// The day from which it holds, as entered.
    pub effective_from: Date,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// Position of its entry.
    pub log_index: u64,
    /// What the entry says; none for a key's compromise.
    pub terms: Option<&'s HoldTerms>,
}

impl<'s> Revocation<'s> {
    /// As its entry has it.
    pub(super) fn entered(hold: StandingHold<'s>) -> Self {
        Self {
            reason: hold.terms.reason,
            family: hold.terms.reason.family(hold.terms.reach),
            effective_from: hold.terms.effective_from,
            entered_at: hold.at,
            log_index: hold.position,
            terms: Some(hold.terms),
        }
    }
}

/// Why no answer can be given now. Never a stamp's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotTell {
    /// This node does not hold the secret of the batch's short codes.
    #[error("this node does not hold the secret of short codes of generation {0}")]
    SecretNotHeld(u32),
    /// The stamp is beyond what this node has heard of, and what it heard is old.
    #[error("the stamp is beyond what this node has heard of the log")]
    KnowledgeTooOld,
}
