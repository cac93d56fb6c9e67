//! What is asked of the log's entries: kind, what they concern, from where on, how many; parsed once, and written back
//! as addresses.

use actix_web::web::Query;
use serde::Deserialize;

use crate::{
    log::{Body, LogState, Target},
    registry::ProducerNumber,
    stamp::{BatchNumber, CertificateNumber},
    web::{openapi::plain, page::view::StayIn},
};

/// Entries of a page, unless more or fewer are asked for.
const ROWS: usize = 50;

/// The most entries of a page.
const MOST_ROWS: usize = 500;

/// Part of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct EntriesQuery {
    pub(in crate::web) kind: Option<&'static str>,
    pub(super) batch: Option<BatchNumber>,
    pub(super) certificate: Option<CertificateNumber>,
    pub(super) producer: Option<ProducerNumber>,
    /// Only entries before this position.
    pub(in crate::web) before: Option<u64>,
    pub(in crate::web) limit: usize,
}

/// The query as it was sent; an empty text is as good as none.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    batch: String,
    #[serde(default)]
    certificate: String,
    #[serde(default)]
    producer: String,
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    limit: String,
}

/// The same, for who reads of it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is read as texts, so that each is refused in words of its own")]
pub(in crate::web) struct EntriesParameters {
    /// Of this kind.
    #[param(schema_with = plain::entry_kind)]
    kind: Option<String>,
    /// About this batch.
    batch: Option<BatchNumber>,
    /// About this certificate.
    certificate: Option<CertificateNumber>,
    /// About this producer.
    producer: Option<ProducerNumber>,
    /// What the answer before said as `next_cursor`.
    cursor: Option<u64>,
    /// The most entries of a page; 50 if it is left out.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// Why a part of the log can't be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::web) enum EntriesQueryError {
    /// No pairs of names and values, or a name twice.
    #[error(
        "the query can't be read: write each of kind, batch, certificate, producer, cursor and limit once at most"
    )]
    Query,
    /// No such kind.
    #[error("{0:?} is no kind of entry; leave it out for all of them")]
    Kind(String),
    /// Not a number of its kind.
    #[error("{0:?} is no number of a {1}")]
    Number(String, &'static str),
    /// Cut, or of something else.
    #[error(
        "{0:?} is no cursor: take next_cursor as it was given, or leave it out to begin with the newest"
    )]
    Cursor(String),
    /// Not a number, none, or too many.
    #[error("{0:?} is no limit: 1 to {MOST_ROWS}, or leave it out for {ROWS}")]
    Limit(String),
}

impl EntriesQuery {
    /// Reads the query of a request.
    pub(in crate::web) fn parse(query: &str) -> Result<Self, EntriesQueryError> {
        use EntriesQueryError as E;
        let sent = Query::<Sent>::from_query(query).map_err(|_| E::Query)?.into_inner();
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let kind = given(sent.kind)
            .map(|word| Body::KINDS.into_iter().find(|kind| *kind == word).ok_or(E::Kind(word)));
        let limit = given(sent.limit).map(|limit| match limit.parse() {
            Ok(rows) if (1..=MOST_ROWS).contains(&rows) => Ok(rows),
            Ok(_) | Err(_) => Err(E::Limit(limit)),
        });
        let before = given(sent.cursor).map(|text| text.parse().map_err(|_| E::Cursor(text)));
        Ok(Self {
            kind: kind.transpose()?,
            batch: number(given(sent.batch), "batch")?,
            certificate: number(given(sent.certificate), "certificate")?,
            producer: number(given(sent.producer), "producer")?,
            before: before.transpose()?,
            limit: limit.transpose()?.unwrap_or(ROWS),
        })
    }

    /// Whether an entry is asked for. What a lift concerns is what it takes back.
    pub(super) fn wants(&self, body: &Body, log: &LogState) -> bool {
        self.kind.is_none_or(|kind| body.kind() == kind)
            && self.batch.is_none_or(|batch| batch_of(body, log) == Some(batch))
            && self.certificate.is_none_or(|number| certificate_of(body, log) == Some(number))
            && self.producer.is_none_or(|number| producer_of(body, log) == Some(number))
    }

    /// No entry before this position is asked for: nothing is said of what was not there yet.
    pub(super) fn begins_at(&self, log: &LogState) -> u64 {
        let batch = self.batch.map(|number| log.batch(number).map(|batch| batch.position));
        let certificate = self
            .certificate
            .map(|number| log.certificate(number).map(|certificate| certificate.position));
        let named = [batch, certificate].into_iter().flatten();
        // What the log does not know, it says nothing of.
        named.map(|position| position.unwrap_or(u64::MAX)).max().unwrap_or(0)
    }

    /// The same part from another place on.
    pub(in crate::web) fn href_from(
        &self,
        path: &str,
        before: Option<u64>,
        stay: StayIn,
    ) -> String {
        let named =
            |name: &str, value: Option<String>| value.map(|value| format!("{name}={value}"));
        let pairs: Vec<String> = [
            named("kind", self.kind.map(str::to_owned)),
            named("batch", self.batch.map(|batch| batch.to_string())),
            named("certificate", self.certificate.map(|number| number.to_string())),
            named("producer", self.producer.map(|number| number.to_string())),
            named("cursor", before.map(|before| before.to_string())),
            named("limit", (self.limit != ROWS).then(|| self.limit.to_string())),
            named("lang", stay.0.map(|language| language.code().to_owned())),
        ]
        .into_iter()
        .flatten()
        .collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The newest entries of a kind.
    pub(in crate::web) fn of_kind(&self, kind: Option<&'static str>) -> Self {
        Self { kind, before: None, ..self.clone() }
    }
}

fn number<N: TryFrom<u64>>(
    text: Option<String>,
    what: &'static str,
) -> Result<Option<N>, EntriesQueryError> {
    let read = text.map(|text| {
        let number = text.parse::<u64>().ok().and_then(|number| N::try_from(number).ok());
        number.ok_or(EntriesQueryError::Number(text, what))
    });
    read.transpose()
}

fn target(body: &Body, log: &LogState) -> Option<Target> {
    match body {
        Body::Revoked(facts) | Body::Suspended { facts, .. } => Some(facts.target),
        Body::Lifted(lifted) => log.target_of_hold(lifted.index),
        Body::LogOpened { .. }
        | Body::KeyAdded(_)
        | Body::KeyRetired { .. }
        | Body::KeyCompromised { .. }
        | Body::CertificateRecorded(_)
        | Body::CertificateCorrected(_)
        | Body::CertificateEnded(_)
        | Body::BatchIssued(_)
        | Body::RangeActivated { .. }
        | Body::RangeDeclared(_) => None,
    }
}

fn batch_of(body: &Body, log: &LogState) -> Option<BatchNumber> {
    match body {
        Body::BatchIssued(issued) => Some(issued.batch),
        Body::RangeActivated { batch, .. } => Some(*batch),
        Body::RangeDeclared(declared) => Some(declared.batch),
        Body::Revoked(_)
        | Body::Suspended { .. }
        | Body::Lifted(_)
        | Body::LogOpened { .. }
        | Body::KeyAdded(_)
        | Body::KeyRetired { .. }
        | Body::KeyCompromised { .. }
        | Body::CertificateRecorded(_)
        | Body::CertificateCorrected(_)
        | Body::CertificateEnded(_) => target(body, log)?.batch(),
    }
}

/// The certificate that an entry names, or under which its batch was issued.
fn certificate_of(body: &Body, log: &LogState) -> Option<CertificateNumber> {
    match body {
        Body::CertificateRecorded(facts) | Body::CertificateCorrected(facts) => {
            return Some(facts.certificate);
        }
        Body::CertificateEnded(ended) => return Some(ended.certificate),
        Body::BatchIssued(issued) => return Some(issued.certificate),
        Body::RangeActivated { .. }
        | Body::RangeDeclared(_)
        | Body::Revoked(_)
        | Body::Suspended { .. }
        | Body::Lifted(_)
        | Body::LogOpened { .. }
        | Body::KeyAdded(_)
        | Body::KeyRetired { .. }
        | Body::KeyCompromised { .. } => {}
    }
    if let Some(Target::Certificate { certificate }) = target(body, log) {
        return Some(certificate);
    }
    log.batch(batch_of(body, log)?).map(|batch| batch.issued.certificate)
}

/// The producer that an entry names, or whose certificate it is about.
fn producer_of(body: &Body, log: &LogState) -> Option<ProducerNumber> {
    if let Some(Target::Producer { producer }) = target(body, log) {
        return Some(producer);
    }
    log.certificate(certificate_of(body, log)?).map(|certificate| certificate.facts.producer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expect: Result<&str, EntriesQueryError>) {
        let read = EntriesQuery::parse(query);
        let again = read.map(|read| read.href_from("", read.before, StayIn(None)));
        assert_eq!(again, expect.map(str::to_owned), "{query}");
    }

    #[test]
    fn what_is_asked_is_read_and_written_back_or_named() {
        use EntriesQueryError as E;
        check("", Ok(""));
        check("kind=&batch=&cursor=&lang=vi&limit=50", Ok(""));
        check("batch=7&kind=revoked&cursor=12", Ok("?kind=revoked&batch=7&cursor=12"));
        check("certificate=3&producer=4&limit=500", Ok("?certificate=3&producer=4&limit=500"));
        check("kind=Revoked", Err(E::Kind("Revoked".to_owned())));
        check("batch=-1", Err(E::Number("-1".to_owned(), "batch")));
        check("certificate=99999999", Err(E::Number("99999999".to_owned(), "certificate")));
        check("cursor=x", Err(E::Cursor("x".to_owned())));
        check("limit=501", Err(E::Limit("501".to_owned())));
        check("kind=lifted&kind=lifted", Err(E::Query));
    }
}
