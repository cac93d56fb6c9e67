//! The answer to a scan as programs read it. What is not known is null, and each field says why it may be.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    ledger::Published,
    log::{CertificateState, Family, HoldTerms, RangeDeclared, Reason, StandingHold},
    registry::{
        Certificate, LocationCode, Paper, PictureId, ProducerKind, ProducerNumber, ProductGroup,
        ProductNumber, Stars,
    },
    stamp::{BatchNumber, CertificateNumber, Gtin, KeyNumber, Payload, StampIndex},
    verification::{Answer, CheckedBy, Issued, Records, Revocation, Warning},
    web::openapi::plain,
};

/// The answer. Everything after `stamp` but `log` is null unless the verdict is about a stamp that was
/// issued (`valid`, `certificate_expired`, `not_activated`, `suspended`, `revoked`).
///
/// No answer to a signed code holds the short code or its tag, none to a typed code the digits of a
/// symbol.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = StampAnswer)]
pub(super) struct AnswerJson<'a> {
    /// What the stamp is worth, in one word.
    #[schema(schema_with = plain::verdict)]
    verdict: &'static str,
    /// `signature`, or `short_code`: the weaker check.
    #[schema(schema_with = plain::checked_by)]
    checked_by: &'static str,
    /// `key_compromised_later`, `register_record_missing`.
    #[schema(schema_with = plain::warnings)]
    warnings: Vec<&'static str>,
    /// When the question was answered, in whole seconds.
    checked_at: Timestamp,
    /// Whether the goods were made while the certificate was in force; null if nothing that was declared says so.
    made_in_force: Option<bool>,
    /// What the stamp says of itself, believed only if it was issued; null if it can't be read, or if a
    /// short code names no stamp.
    stamp: Option<StampJson>,
    /// The product as the register has it; null for an issued stamp only with the warning
    /// `register_record_missing`, which says why.
    product: Option<ProductJson<'a>>,
    /// The certificate's holder; null as `product` is.
    producer: Option<ProducerJson<'a>>,
    /// The certificate as the log has it.
    certificate: Option<CertificateJson<'a>>,
    /// The certificate in force now that took its place; null without one.
    successor: Option<SuccessorJson<'a>>,
    /// The stamp's batch.
    batch: Option<BatchJson>,
    /// What the producer last declared of a range with this stamp in it; null if nothing.
    declared: Option<DeclaredJson<'a>>,
    /// The revocation that speaks; null if none is in force.
    revocation: Option<HoldJson<'a>>,
    /// The earliest suspension in force; null without one.
    suspension: Option<SuspensionJson<'a>>,
    /// The last published checkpoint; null before the first.
    log: Option<LogJson>,
}

/// The payload's fields.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = StampPayload)]
struct StampJson {
    key: KeyNumber,
    certificate: CertificateNumber,
    batch: BatchNumber,
    index: StampIndex,
    /// The certificate's last valid day when the batch was issued.
    valid_until: Date,
}

/// A product and the variant that the batch was printed for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = StampProduct)]
struct ProductJson<'a> {
    product: ProductNumber,
    /// The code that the programme gave it; null if it has none.
    code: Option<&'a str>,
    name: &'a str,
    /// The roman number of its group, `I` to `VI`.
    group: ProductGroup,
    subgroup: &'a str,
    /// Null if the register does not say which variant the batch was printed for.
    net_content: Option<&'a str>,
    /// As in the batch's entry; null for a product without GTIN.
    gtin: Option<Gtin>,
    /// A path of this host; null without a picture.
    picture: Option<String>,
    /// Where it is made; null if not recorded.
    made_at: Option<&'a str>,
    /// A GLN or a commune's code; null if not recorded.
    made_at_code: Option<&'a str>,
    /// Where its raw material comes from; null if not recorded.
    material_area: Option<&'a str>,
    /// As the place's.
    material_area_code: Option<&'a str>,
    /// Quality certificates and geographical indications, with number and expiry.
    papers: &'a [Paper],
    /// How to store it; null if not recorded.
    storage: Option<&'a str>,
    /// What to beware of; null if nothing is recorded.
    warning: Option<&'a str>,
}

/// A holder of certificates.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PublicProducer)]
pub(super) struct ProducerJson<'a> {
    producer: ProducerNumber,
    name: &'a str,
    kind: ProducerKind,
    /// As on the certificate, in the names of its day; null if not recorded.
    address_certified: Option<&'a str>,
    /// Today's commune, five digits (QĐ 19/2025/QĐ-TTg); null if not recorded.
    commune_code: Option<&'a str>,
    /// Today's province, two digits.
    province_code: &'a str,
    /// How to reach it, as it chose to publish; null if it did not.
    contact: Option<&'a str>,
}

/// A certificate.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PublicCertificate)]
pub(super) struct CertificateJson<'a> {
    certificate: CertificateNumber,
    /// The number on the paper; null if it has none.
    number: Option<&'a str>,
    stars: Stars,
    /// Proposed to the ministry for five stars; null if the register lacks the certificate.
    proposed_5_star: Option<bool>,
    decision: &'a str,
    decided_on: Date,
    /// Its last valid day as the log has it now: recorded, corrected or ended.
    valid_until: Date,
    /// The issuing body as certified.
    issuer: &'a str,
    /// Today's managing province, two digits.
    province: &'a str,
}

/// A newer certificate of the same product.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Successor)]
pub(super) struct SuccessorJson<'a> {
    certificate: CertificateNumber,
    /// The number on the paper; null if it has none.
    number: Option<&'a str>,
    stars: Stars,
    decision: &'a str,
    decided_on: Date,
    valid_until: Date,
}

/// A batch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = StampBatch)]
struct BatchJson {
    batch: BatchNumber,
    quantity: u32,
    issued_at: Timestamp,
    /// Position of its entry in the log.
    log_index: u64,
}

/// A producer's statement. What it leaves open is null.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Declaration)]
struct DeclaredJson<'a> {
    lot: Option<&'a str>,
    made_from: Option<Date>,
    made_to: Option<Date>,
    best_before: Option<Date>,
}

/// A revocation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PublicHold)]
pub(super) struct HoldJson<'a> {
    reason: Reason,
    family: Family,
    effective_from: Date,
    /// The decision's number; null with the two after it, if there was none.
    decision: Option<&'a str>,
    decided_on: Option<Date>,
    decided_by: Option<&'a str>,
    /// Position of its entry in the log.
    log_index: u64,
}

/// A suspension.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PublicSuspension)]
pub(super) struct SuspensionJson<'a> {
    #[serde(flatten)]
    hold: HoldJson<'a>,
    /// When it is to be looked at again; null if no day was named.
    review_on: Option<Date>,
}

/// A checkpoint.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = LogState)]
pub(super) struct LogJson {
    /// How many entries it covers.
    size: u64,
    /// When it was published.
    at: Timestamp,
}

impl<'a> AnswerJson<'a> {
    /// An answer of this moment.
    pub(super) fn new(
        answer: &Answer<'a>,
        now: Timestamp,
        published: Option<Published>,
    ) -> AnswerJson<'a> {
        let issued = answer.issued.as_ref();
        let records = issued.map(|issued| issued.records).unwrap_or_default();
        Self {
            verdict: answer.verdict.word(),
            checked_by: match answer.checked_by {
                CheckedBy::Signature => "signature",
                CheckedBy::ShortCode => "short_code",
            },
            warnings: answer.warnings.iter().map(|warning| warning_word(*warning)).collect(),
            checked_at: whole_second(now),
            made_in_force: issued.and_then(|issued| issued.made_in_force),
            stamp: answer.stamp.as_ref().map(StampJson::new),
            product: issued.and_then(ProductJson::new),
            producer: ProducerJson::new(&records),
            certificate: issued
                .map(|issued| CertificateJson::new(issued.certificate, records.certificate)),
            successor: issued.and_then(|issued| issued.successor).map(SuccessorJson::new),
            batch: issued.map(BatchJson::new),
            declared: issued.and_then(|issued| issued.declared).map(DeclaredJson::new),
            revocation: issued
                .and_then(|issued| issued.revocation.as_ref())
                .map(HoldJson::of_revocation),
            suspension: issued.and_then(|issued| issued.suspension).map(SuspensionJson::new),
            log: published.map(LogJson::new),
        }
    }
}

impl LogJson {
    pub(super) fn new(published: Published) -> Self {
        Self { size: published.size, at: whole_second(published.at) }
    }
}

fn warning_word(warning: Warning) -> &'static str {
    match warning {
        Warning::KeyCompromisedLater => "key_compromised_later",
        Warning::RegisterRecordMissing => "register_record_missing",
    }
}

pub(super) fn whole_second(instant: Timestamp) -> Timestamp {
    Timestamp::from_second(instant.as_second()).unwrap_or(instant)
}

impl StampJson {
    fn new(payload: &Payload) -> Self {
        Self {
            key: payload.key,
            certificate: payload.certificate,
            batch: payload.batch,
            index: payload.index,
            valid_until: payload.valid_until.date(),
        }
    }
}

impl<'a> ProductJson<'a> {
    fn new(issued: &Issued<'a>) -> Option<Self> {
        let records = &issued.records;
        let (product, words, variant) =
            (records.product?, records.product_words()?, records.variant);
        let picture = variant.and_then(|variant| variant.picture.as_ref());
        Some(Self {
            product: product.product,
            code: words.code,
            name: words.name,
            group: words.group,
            subgroup: words.subgroup,
            net_content: variant.map(|variant| variant.net_content.as_str()),
            gtin: issued.batch.issued.gtin,
            picture: picture.map(picture_path),
            made_at: product.made_at.as_deref(),
            made_at_code: product.made_at_code.as_ref().map(LocationCode::as_str),
            material_area: product.material_area.as_deref(),
            material_area_code: product.material_area_code.as_ref().map(LocationCode::as_str),
            papers: &product.papers,
            storage: product.storage.as_deref(),
            warning: product.warning.as_deref(),
        })
    }
}

/// Where a picture is served.
pub(super) fn picture_path(picture: &PictureId) -> String {
    format!("/pictures/{}", picture.as_str())
}

impl<'a> ProducerJson<'a> {
    pub(super) fn new(records: &Records<'a>) -> Option<Self> {
        let (producer, words) = (records.producer?, records.producer_words()?);
        Some(Self {
            producer: producer.producer,
            name: words.name,
            kind: words.kind,
            address_certified: words.address,
            commune_code: producer.commune_code.as_deref(),
            province_code: &producer.province_code,
            contact: producer.contact.as_deref(),
        })
    }
}

impl<'a> CertificateJson<'a> {
    pub(super) fn new(certificate: &'a CertificateState, record: Option<&'a Certificate>) -> Self {
        let facts = &certificate.facts;
        Self {
            certificate: facts.certificate,
            number: facts.number.as_ref().map(|number| number.as_str()),
            stars: facts.stars,
            proposed_5_star: record.map(|record| record.proposed_5_star),
            decision: facts.decision.as_str(),
            decided_on: facts.decided_on,
            valid_until: certificate.last_valid_on(),
            issuer: facts.issuer.as_str(),
            province: facts.province.as_str(),
        }
    }
}

impl<'a> SuccessorJson<'a> {
    pub(super) fn new(certificate: &'a CertificateState) -> Self {
        let facts = &certificate.facts;
        Self {
            certificate: facts.certificate,
            number: facts.number.as_ref().map(|number| number.as_str()),
            stars: facts.stars,
            decision: facts.decision.as_str(),
            decided_on: facts.decided_on,
            valid_until: certificate.last_valid_on(),
        }
    }
}

impl BatchJson {
    fn new(issued: &Issued<'_>) -> Self {
        let batch = issued.batch;
        Self {
            batch: batch.issued.batch,
            quantity: batch.issued.quantity,
            issued_at: batch.issued_at,
            log_index: batch.position,
        }
    }
}

impl<'a> DeclaredJson<'a> {
    fn new(declared: &'a RangeDeclared) -> Self {
        Self {
            lot: declared.lot.as_ref().map(|lot| lot.as_str()),
            made_from: declared.made_from,
            made_to: declared.made_to,
            best_before: declared.best_before,
        }
    }
}

impl<'a> HoldJson<'a> {
    /// A compromised key has no decision: the entry that declares it speaks for itself.
    pub(super) fn of_revocation(revocation: &Revocation<'a>) -> Self {
        let terms = revocation.terms;
        Self {
            reason: revocation.reason,
            family: revocation.family,
            effective_from: revocation.effective_from,
            decision: terms.and_then(decision_number),
            decided_on: terms.and_then(|terms| terms.decided_on),
            decided_by: terms.and_then(deciding_body),
            log_index: revocation.log_index,
        }
    }
}

impl<'a> SuspensionJson<'a> {
    pub(super) fn new(suspension: StandingHold<'a>) -> Self {
        let terms = suspension.terms;
        let hold = HoldJson {
            reason: terms.reason,
            family: terms.reason.family(terms.reach),
            effective_from: terms.effective_from,
            decision: decision_number(terms),
            decided_on: terms.decided_on,
            decided_by: deciding_body(terms),
            log_index: suspension.position,
        };
        Self { hold, review_on: terms.review_on }
    }
}

fn decision_number(terms: &HoldTerms) -> Option<&str> {
    terms.decision.as_ref().map(|number| number.as_str())
}

fn deciding_body(terms: &HoldTerms) -> Option<&str> {
    terms.decided_by.as_ref().map(|body| body.as_str())
}
