//! Entity tags (RFC 9110 §8.8.3), and whether a request names the one that stands.

use std::hash::{DefaultHasher, Hash, Hasher};

use actix_web::http::header::{HeaderMap, HeaderValue, IF_NONE_MATCH};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{messages::Language, negotiation::Representation};
use crate::ledger::Published;

/// A tag with its quotes, and `W/` if it is weak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Etag(String);

/// All that the answer to a code follows from. Nothing that would show is left out: a 304 never
/// outlives a revocation (the snapshot) or a midnight in Viet Nam (the minute).
#[derive(Debug)]
pub(super) struct AnswerInputs<'a> {
    /// Path and query as they were sent: the code, and what the page's links repeat.
    pub(super) target: &'a str,
    /// When the process started, since it counts its snapshots from then.
    pub(super) started_at: Timestamp,
    /// Which snapshot answers.
    pub(super) changes: u64,
    /// The last checkpoint: answers say its size and time, and pages how old it is.
    pub(super) published: Option<Published>,
    /// Now, of which the minute counts.
    pub(super) now: Timestamp,
    /// The page's language.
    pub(super) language: Language,
    /// Page or JSON.
    pub(super) representation: Representation,
}

impl Etag {
    /// The tag of these bytes, the same in every process.
    pub(super) fn of_content(bytes: &[u8]) -> Self {
        let hash = Sha256::digest(bytes);
        Self(format!("\"{}\"", HEXLOWER.encode(&hash[..16])))
    }

    /// The tag of an answer, before it is made. Weak, since within the minute `checked_at` and the data's
    /// age move on.
    pub(super) fn of_answer(inputs: &AnswerInputs<'_>) -> Self {
        let mut hasher = DefaultHasher::new();
        inputs.target.hash(&mut hasher);
        inputs.started_at.hash(&mut hasher);
        inputs.changes.hash(&mut hasher);
        inputs.published.map(|published| (published.size, published.at)).hash(&mut hasher);
        inputs.now.as_second().div_euclid(60).hash(&mut hasher);
        inputs.language.hash(&mut hasher);
        inputs.representation.hash(&mut hasher);
        Self(format!("W/\"{:016x}\"", hasher.finish()))
    }

    /// Whether `If-None-Match` names this tag, by the weak comparison. `*` names none: whether there is
    /// an answer is only known once it is made.
    pub(super) fn is_named_by(&self, headers: &HeaderMap) -> bool {
        let opaque = self.0.trim_start_matches("W/");
        let fields = headers.get_all(IF_NONE_MATCH).filter_map(|field| field.to_str().ok());
        fields
            .flat_map(|field| field.split(','))
            .any(|tag| tag.trim().trim_start_matches("W/") == opaque)
    }

    /// As the header has it.
    pub(super) fn header_value(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("hex digits and quotes are visible ASCII")
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[track_caller]
    fn check(if_none_match: &str, expect: bool) {
        let etag = Etag("W/\"00ff\"".to_owned());
        let request = TestRequest::get().insert_header((IF_NONE_MATCH, if_none_match));
        assert_eq!(etag.is_named_by(request.to_http_request().headers()), expect);
    }

    #[test]
    fn tags_are_compared_weakly() {
        check("W/\"00ff\"", true);
        check("\"00ff\"", true);
        check("\"a\", W/\"00ff\"", true);
        check("\"00fe\"", false);
        check("00ff", false);
        check("*", false);
        check("", false);
    }

    #[test]
    fn each_input_changes_the_tag() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let inputs = || AnswerInputs {
            target: "/1",
            started_at: at("2026-11-22T00:00:00Z"),
            changes: 1,
            published: Some(Published { size: 1, at: at("2026-11-22T00:00:00Z") }),
            now: at("2026-11-22T16:59:30Z"),
            language: Language::Vietnamese,
            representation: Representation::Page,
        };
        let tag = |inputs| Etag::of_answer(&inputs);
        let same_minute = AnswerInputs { now: at("2026-11-22T16:59:59Z"), ..inputs() };
        assert_eq!(tag(inputs()), tag(same_minute));
        let published = Some(Published { size: 2, at: at("2026-11-22T00:00:00Z") });
        for other in [
            AnswerInputs { target: "/2", ..inputs() },
            AnswerInputs { started_at: at("2026-11-22T00:00:01Z"), ..inputs() },
            AnswerInputs { changes: 2, ..inputs() },
            AnswerInputs { published, ..inputs() },
            AnswerInputs { now: at("2026-11-22T17:00:00Z"), ..inputs() },
            AnswerInputs { language: Language::English, ..inputs() },
            AnswerInputs { representation: Representation::Json, ..inputs() },
        ] {
            assert_ne!(tag(inputs()), tag(other));
        }
    }
}
