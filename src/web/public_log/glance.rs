//! What an entry's bytes tell before they are read as an entry: so that a long log can be looked through for
//! what is rare.
//!
//! Keys of an entry stand in its bytes as they are, and a quotation mark within a text does not (RFC 8785), so what is not
//! found here is not there. What is found is looked at by reading the entry.

use memchr::memmem;

use super::query::EntriesQuery;
use crate::{
    log::LogState,
    stamp::{BatchNumber, CertificateNumber},
};

impl EntriesQuery {
    /// Whether an entry of these bytes may be asked for.
    pub(super) fn may_want(&self, entry: &[u8], log: &LogState) -> bool {
        let is_of_kind = |kind: &str| has(entry, format!(r#""kind":"{kind}""#).as_bytes());
        if self.kind.is_some_and(|kind| !is_of_kind(kind)) {
            return false;
        }
        if (self.batch, self.certificate, self.producer) == (None, None, None) {
            return true;
        }
        // What a lift concerns stands in the entry that it takes back.
        if has(entry, br#""kind":"lifted""#) {
            return true;
        }
        let batch: Option<BatchNumber> = number_at(entry, br#""batch":"#);
        let named: Option<CertificateNumber> = number_at(entry, br#""certificate":"#);
        let of_batch =
            || batch.and_then(|batch| log.batch(batch)).map(|batch| batch.issued.certificate);
        let certificate = named.or_else(of_batch);
        let producer = || {
            let certificate = certificate.and_then(|number| log.certificate(number));
            let of_certificate = certificate.map(|certificate| certificate.facts.producer);
            of_certificate.or_else(|| number_at(entry, br#""producer":"#))
        };
        self.batch.is_none_or(|asked| batch == Some(asked))
            && self.certificate.is_none_or(|asked| certificate == Some(asked))
            && self.producer.is_none_or(|asked| producer() == Some(asked))
    }
}

fn has(entry: &[u8], text: &[u8]) -> bool {
    memmem::find(entry, text).is_some()
}

/// The number behind a key.
fn number_at<N: TryFrom<u64>>(entry: &[u8], key: &[u8]) -> Option<N> {
    let value = &entry[memmem::find(entry, key)? + key.len()..];
    let end = value.iter().position(|byte| !byte.is_ascii_digit())?;
    let digits = std::str::from_utf8(&value[..end]).ok()?;
    N::try_from(digits.parse::<u64>().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Body, Entry};

    #[test]
    fn a_glance_wants_what_reading_wants_and_lifts() {
        let vectors = include_str!("../../../fixtures/log.json");
        let vectors: serde_json::Value = serde_json::from_str(vectors).expect("JSON");
        let entries: Vec<String> =
            serde_json::from_value(vectors["entries"].clone()).expect("texts");
        let mut log = LogState::default();
        for entry in &entries {
            log.apply(&Entry::parse(entry.as_bytes()).expect("an entry")).expect("by the rules");
        }
        let kinds = Body::KINDS.into_iter().map(|kind| format!("kind={kind}"));
        let numbers = ["batch=1", "batch=12", "certificate=77", "certificate=7", "producer=5"];
        let mixed = ["", "kind=revoked&batch=1", "producer=5&certificate=77", "producer=55"];
        let mut wanted = 0;
        for query in kinds.chain(numbers.map(String::from)).chain(mixed.map(String::from)) {
            let query = EntriesQuery::parse(&query).expect("a query");
            for bytes in &entries {
                let entry = Entry::parse(bytes.as_bytes()).expect("an entry");
                let is_wanted = query.wants(&entry.body, &log);
                let is_lift = matches!(entry.body, Body::Lifted(_)) && query.kind.is_none();
                let at_a_glance = query.may_want(bytes.as_bytes(), &log);
                assert_eq!(at_a_glance, is_wanted || is_lift, "{query:?}: {bytes}");
                wanted += usize::from(is_wanted);
            }
        }
        assert!(wanted > 50, "{wanted}");
    }
}
