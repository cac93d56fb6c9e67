//! A page of the open list as programs read it.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    app::{Counts, Listing},
    ledger::Published,
    log::Family,
    registry::{ProducerNumber, ProductGroup, ProductNumber, Stars},
    stamp::{CertificateNumber, certificate_path},
    verification::{CertificateAnswer, Standing},
    web::{
        answer_json::{LogJson, whole_second},
        openapi::plain,
    },
};

/// A page of the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CertificatePage)]
pub(super) struct ListJson<'a> {
    /// Of this moment; states change at midnight in Viet Nam without an entry.
    checked_at: Timestamp,
    /// How many certificates fit province and search, whatever their state.
    counts: CountsJson,
    certificates: Vec<ListedJson<'a>>,
    /// Asks for the next page; null on the last one.
    next_cursor: Option<String>,
    /// The last published checkpoint; null before the first.
    log: Option<LogJson>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CertificateCounts)]
struct CountsJson {
    in_force: usize,
    suspended: usize,
    ended: usize,
    withdrawn: usize,
    total: usize,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ListedCertificate)]
struct ListedJson<'a> {
    certificate: CertificateNumber,
    /// The number on the paper; null if it has none.
    number: Option<&'a str>,
    #[schema(schema_with = plain::standing)]
    state: &'static str,
    /// The family of the revocation that speaks; null if none is in force.
    family: Option<Family>,
    ends_in_days: Option<i32>,
    stars: Stars,
    decision: &'a str,
    decided_on: Date,
    /// Its last valid day as the log has it now.
    valid_until: Date,
    /// The day from which it is withdrawn; null if it is not.
    withdrawn_from: Option<Date>,
    issuer: &'a str,
    /// Today's managing province, two digits.
    province: &'a str,
    /// Null where the register lacks it, as `producer` is.
    product: Option<ListedProductJson<'a>>,
    producer: Option<ListedProducerJson<'a>>,
    /// The number of the certificate in force now that took its place; null without one.
    successor: Option<CertificateNumber>,
    /// The path of its page, which is JSON for who prefers it.
    page: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ListedProduct)]
struct ListedProductJson<'a> {
    product: ProductNumber,
    name: &'a str,
    group: ProductGroup,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ListedProducer)]
struct ListedProducerJson<'a> {
    producer: ProducerNumber,
    name: &'a str,
}

impl<'a> ListJson<'a> {
    pub(super) fn new(
        listing: &Listing,
        answers: &[CertificateAnswer<'a>],
        now: Timestamp,
        published: Option<Published>,
    ) -> Self {
        Self {
            checked_at: whole_second(now),
            counts: CountsJson::new(&listing.counts),
            certificates: answers.iter().map(ListedJson::new).collect(),
            next_cursor: listing.next.map(|cursor| cursor.to_string()),
            log: published.map(LogJson::new),
        }
    }
}

impl CountsJson {
    fn new(counts: &Counts) -> Self {
        Self {
            in_force: counts.of(Standing::InForce),
            suspended: counts.of(Standing::Suspended),
            ended: counts.of(Standing::Ended),
            withdrawn: counts.of(Standing::Withdrawn),
            total: counts.total(),
        }
    }
}

impl<'a> ListedJson<'a> {
    fn new(answer: &CertificateAnswer<'a>) -> Self {
        let (facts, records) = (&answer.certificate.facts, &answer.records);
        Self {
            certificate: facts.certificate,
            number: facts.number.as_ref().map(|number| number.as_str()),
            state: answer.standing.word(),
            family: answer.revocation.as_ref().map(|revocation| revocation.family),
            ends_in_days: answer.ends_in_days,
            stars: facts.stars,
            decision: facts.decision.as_str(),
            decided_on: facts.decided_on,
            valid_until: answer.certificate.last_valid_on(),
            withdrawn_from: answer.withdrawn_from(),
            issuer: facts.issuer.as_str(),
            province: facts.province.as_str(),
            product: records.product.zip(records.product_words()).map(|(product, words)| {
                ListedProductJson { product: product.product, name: words.name, group: words.group }
            }),
            producer: records.producer.zip(records.producer_words()).map(|(producer, words)| {
                ListedProducerJson { producer: producer.producer, name: words.name }
            }),
            successor: answer.successor.map(|newer| newer.facts.certificate),
            page: certificate_path(facts.certificate),
        }
    }
}
