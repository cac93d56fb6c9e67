//! A certificate as programs read it. What is not known is null, and each field says why it may be.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::answer_json::{
    CertificateJson, HoldJson, LogJson, ProducerJson, SuccessorJson, SuspensionJson, picture_path,
    whole_second,
};
use crate::{
    ledger::Published,
    log::{CertificateEnded, Reason},
    registry::{
        CertificateKind, IssuerLevel, LocationCode, Paper, ProductGroup, ProductNumber, Variant,
    },
    stamp::Gtin,
    verification::{CertificateAnswer, Records},
    web::openapi::plain,
};

/// The answer to a certificate's number.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CertificateAnswer)]
pub(super) struct CertificateAnswerJson<'a> {
    /// `in_force`, `suspended`, `ended`, `withdrawn`: what it is worth today in Viet Nam.
    #[schema(schema_with = plain::standing)]
    state: &'static str,
    /// Always `certificate`: no pack and no place is confirmed by it.
    #[schema(schema_with = plain::certificate_alone)]
    confirms: &'static str,
    /// Days left after today, if it is in force and at most 60 are left; else null.
    ends_in_days: Option<i32>,
    /// Its last day, if it is over: also where it was recorded as expired before; else null.
    ended_on: Option<Date>,
    /// `register_record_missing`.
    #[schema(schema_with = plain::warnings)]
    warnings: Vec<&'static str>,
    /// When the question was answered, in whole seconds.
    checked_at: Timestamp,
    /// As the log has it, with what the register adds.
    certificate: RecordedJson<'a>,
    /// The product as the register has it; null only with the warning `register_record_missing`.
    product: Option<CertifiedProductJson<'a>>,
    /// The holder; null as `product` is.
    producer: Option<ProducerJson<'a>>,
    /// The certificate in force now that took its place; null without one.
    successor: Option<SuccessorJson<'a>>,
    /// The certificate whose place it took; null without one.
    replaces: Option<SuccessorJson<'a>>,
    /// How its end was moved to an earlier day; null if it was not.
    ended: Option<EndedJson<'a>>,
    /// The revocation that speaks; null if none is in force.
    revocation: Option<HoldJson<'a>>,
    /// The earliest suspension in force; null without one.
    suspension: Option<SuspensionJson<'a>>,
    /// Where the code that opens its page is drawn.
    code: CodeJson,
    /// The last published checkpoint; null before the first.
    log: Option<LogJson>,
}

/// A certificate, with two facts of the register.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RecordedCertificate)]
struct RecordedJson<'a> {
    #[serde(flatten)]
    certificate: CertificateJson<'a>,
    /// New, renewed or upgraded; null if the register lacks the certificate.
    kind: Option<CertificateKind>,
    /// The level of its issuer; null as `kind` is.
    issuer_level: Option<IssuerLevel>,
}

/// A product with all of its variants.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CertifiedProduct)]
struct CertifiedProductJson<'a> {
    product: ProductNumber,
    /// The code that the programme gave it; null if it has none.
    code: Option<&'a str>,
    name: &'a str,
    /// The roman number of its group, `I` to `VI`.
    group: ProductGroup,
    subgroup: &'a str,
    variants: Vec<VariantJson<'a>>,
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

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ProductVariant)]
struct VariantJson<'a> {
    net_content: &'a str,
    /// Null without one.
    gtin: Option<Gtin>,
    /// A path of this host; null without a picture.
    picture: Option<String>,
}

/// An end that was moved to an earlier day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CertificateEnd)]
struct EndedJson<'a> {
    last_valid_on: Date,
    reason: Reason,
    /// The decision's number; null with the two after it, if there was none.
    decision: Option<&'a str>,
    decided_on: Option<Date>,
    decided_by: Option<&'a str>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CertificateCode)]
struct CodeJson {
    svg: String,
    png: String,
}

impl<'a> CertificateAnswerJson<'a> {
    /// An answer of this moment.
    pub(super) fn new(
        answer: &CertificateAnswer<'a>,
        now: Timestamp,
        published: Option<Published>,
    ) -> Self {
        let records = &answer.records;
        let path = crate::stamp::certificate_path(answer.certificate.facts.certificate);
        let mut warnings = Vec::new();
        if !records.are_complete() {
            warnings.push("register_record_missing");
        }
        Self {
            state: answer.standing.word(),
            confirms: "certificate",
            ends_in_days: answer.ends_in_days,
            ended_on: answer.ended_on,
            warnings,
            checked_at: whole_second(now),
            certificate: RecordedJson {
                certificate: CertificateJson::new(answer.certificate, records.certificate),
                kind: records.certificate.map(|certificate| certificate.kind),
                issuer_level: records.certificate.map(|certificate| certificate.issuer_level),
            },
            product: CertifiedProductJson::new(records),
            producer: ProducerJson::new(records),
            successor: answer.successor.map(SuccessorJson::new),
            replaces: answer.replaced.map(SuccessorJson::new),
            ended: answer.certificate.ended.as_deref().map(EndedJson::new),
            revocation: answer.revocation.as_ref().map(HoldJson::of_revocation),
            suspension: answer.suspension.map(SuspensionJson::new),
            code: CodeJson { svg: format!("{path}/code.svg"), png: format!("{path}/code.png") },
            log: published.map(LogJson::new),
        }
    }
}

impl<'a> CertifiedProductJson<'a> {
    fn new(records: &Records<'a>) -> Option<Self> {
        let (product, words) = (records.product?, records.product_words()?);
        Some(Self {
            product: product.product,
            code: words.code,
            name: words.name,
            group: words.group,
            subgroup: words.subgroup,
            variants: product.variants.iter().map(VariantJson::new).collect(),
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

impl<'a> VariantJson<'a> {
    fn new(variant: &'a Variant) -> Self {
        Self {
            net_content: &variant.net_content,
            gtin: variant.gtin,
            picture: variant.picture.as_ref().map(picture_path),
        }
    }
}

impl<'a> EndedJson<'a> {
    fn new(ended: &'a CertificateEnded) -> Self {
        Self {
            last_valid_on: ended.last_valid_on,
            reason: ended.reason,
            decision: ended.decision.as_ref().map(|number| number.as_str()),
            decided_on: ended.decided_on,
            decided_by: ended.decided_by.as_ref().map(|body| body.as_str()),
        }
    }
}
