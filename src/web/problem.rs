//! Problems (RFC 9457): the one place where domain errors become statuses and bodies.
//!
//! A 4xx says what to do. A 5xx says nothing of its cause, which is logged once, here.

use std::{borrow::Cow, error::Error};

use actix_web::{
    HttpResponse, ResponseError,
    error::{JsonPayloadError, PathError, QueryPayloadError},
    http::{StatusCode, header},
};
use serde::Serialize;

use super::{certificate_list::query::ListQueryError, messages::Language, response};
use crate::{
    app::{Unwell, UseCaseError},
    ledger::{ChangeError, IdempotencyKeyError, Refusal},
    log::RuleBroken,
    registry::MintRefusal,
    signing::SignError,
    stamp::Malformed,
    verification::CannotTell,
};

/// A request that was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    kind: Kind,
    /// Stable: programs may decide by it.
    code: &'static str,
    title: Cow<'static, str>,
    detail: String,
    /// What is wrong with a code, for who writes programs.
    reason: Option<&'static str>,
}

/// What sort of problem it is: status and words that many codes share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed(&'static str),
    Conflict,
    TooLarge,
    NotJson,
    AgainstTheRules,
    Failed,
    NotNow { retry_after_seconds: u32 },
}

/// A problem as programs read it.
#[derive(Debug, Serialize)]
pub(super) struct ProblemBody {
    /// Names the kind of problem; leads nowhere.
    r#type: String,
    /// The kind in words.
    title: Cow<'static, str>,
    /// The HTTP status.
    status: u16,
    /// What to do about this one.
    detail: String,
    /// The kind in one stable word.
    code: &'static str,
    /// What is wrong with a code, in English whatever the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// Waiting for a restart, or for the disk.
const RETRY_SOON: Kind = Kind::NotNow { retry_after_seconds: 10 };

/// "Thử lại sau vài phút."
const RETRY_IN_MINUTES: Kind = Kind::NotNow { retry_after_seconds: 120 };

impl Kind {
    fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::AgainstTheRules => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotNow { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request can't be read",
            Self::Forbidden => "This is not for you",
            Self::NotFound => "There is no such thing",
            Self::MethodNotAllowed(_) => "Another method is needed here",
            Self::Conflict => "The request conflicts with what is there",
            Self::TooLarge => "The request is too large",
            Self::NotJson => "The request is not JSON",
            Self::AgainstTheRules => "The request is against the rules",
            Self::Failed => "The request failed",
            Self::NotNow { .. } => "Not possible now",
        }
    }
}

impl Problem {
    fn new(kind: Kind, code: &'static str, detail: impl Into<String>) -> Self {
        Self { kind, code, title: kind.title().into(), detail: detail.into(), reason: None }
    }

    /// An error in its own words.
    fn told(kind: Kind, code: &'static str, error: &dyn Error) -> Self {
        Self::new(kind, code, with_sources(error))
    }

    /// An error whose cause is for the operator: logged, and not told.
    fn hidden(kind: Kind, code: &'static str, detail: &'static str, cause: &dyn Error) -> Self {
        tracing::error!(code, cause = with_sources(cause), "a request could not be answered");
        Self::new(kind, code, detail)
    }

    /// A problem in the reader's language, for the few that consumers meet.
    fn in_words(kind: Kind, code: &'static str, (title, detail): (String, String)) -> Self {
        Self { kind, code, title: title.into(), detail, reason: None }
    }

    /// A code that is none.
    pub(super) fn malformed(malformed: Malformed, language: Language) -> Self {
        let t = language.messages();
        let words = (t.malformed(), t.malformed_advice());
        Self { reason: Some(malformed.0), ..Self::in_words(Kind::BadRequest, "malformed", words) }
    }

    /// A stamp of which nothing can be said now.
    pub(super) fn cannot_tell(why: CannotTell, language: Language, hotline: &str) -> Self {
        let code = "cannot_tell";
        tracing::error!(code, cause = with_sources(&why), "a request could not be answered");
        let t = language.messages();
        Self::in_words(RETRY_IN_MINUTES, code, (t.cannot_tell(), t.cannot_tell_advice(hotline)))
    }

    /// A path that leads nowhere.
    pub(super) fn not_found(language: Language) -> Self {
        let t = language.messages();
        let words = (t.not_found_title(), t.not_found_advice());
        Self::in_words(Kind::NotFound, "not_found", words)
    }

    /// A number that no certificate has.
    pub(super) fn unknown_certificate(language: Language) -> Self {
        let title = language.messages().certificate_unknown().into();
        let detail =
            "the log has no certificate of this number; look for it in /api/v1/certificates?q=";
        Self { title, ..Self::new(Kind::NotFound, "unknown_certificate", detail) }
    }

    /// A method that the path does not have.
    pub(super) fn method_not_allowed(allowed: &'static str) -> Self {
        let detail = format!("this path takes {allowed}");
        Self::new(Kind::MethodNotAllowed(allowed), "method_not_allowed", detail)
    }

    /// More codes than one request may hold.
    pub(super) fn too_many_codes(count: usize, most: usize) -> Self {
        let detail = format!("{count} codes in one request: {most} at most; send them in parts");
        Self::new(Kind::BadRequest, "too_many_codes", detail)
    }

    /// More stamps than one request may ask for.
    pub(super) fn too_many_stamps(count: u64, most: u64) -> Self {
        let detail = format!("{count} stamps in one request: {most} at most; ask in parts");
        Self::new(Kind::AgainstTheRules, "too_many_stamps", detail)
    }

    /// A connection whose other end is nobody.
    pub(super) fn no_operator() -> Self {
        let detail = "only the operator may ask this, over the control socket";
        Self::new(Kind::Forbidden, "no_operator", detail)
    }

    /// A fault of ours.
    pub(super) fn failed(cause: &dyn Error) -> Self {
        Self::hidden(Kind::Failed, "failed", "the cause is in the service's log", cause)
    }

    /// As programs read it.
    pub(super) fn into_body(self) -> ProblemBody {
        ProblemBody {
            r#type: format!("urn:problem-type:ocop-stamp:{}", self.code),
            title: self.title,
            status: self.kind.status().as_u16(),
            detail: self.detail,
            code: self.code,
            reason: self.reason,
        }
    }

    /// Headers that say what to do next, for pages as well.
    pub(super) fn add_headers(&self, headers: &mut header::HeaderMap) {
        match self.kind {
            Kind::NotNow { retry_after_seconds } => {
                headers.insert(header::RETRY_AFTER, retry_after_seconds.into());
            }
            Kind::MethodNotAllowed(allowed) => {
                headers.insert(header::ALLOW, header::HeaderValue::from_static(allowed));
            }
            Kind::BadRequest
            | Kind::Forbidden
            | Kind::NotFound
            | Kind::Conflict
            | Kind::TooLarge
            | Kind::NotJson
            | Kind::AgainstTheRules
            | Kind::Failed => {}
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        let body =
            serde_json::to_vec(&self.clone().into_body()).expect("texts and a number serialise");
        let mut response = response::typed(self.status_code(), "application/problem+json");
        response.insert_header((header::CACHE_CONTROL, response::NO_CACHE));
        let mut response = response::shared(&mut response).body(body);
        self.add_headers(response.headers_mut());
        response
    }
}

/// An error and what is behind it; no error here repeats its source.
fn with_sources(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}

/// The service does not do all of its work, and says what of it.
impl From<Unwell> for Problem {
    fn from(unwell: Unwell) -> Self {
        Self::told(RETRY_SOON, "unhealthy", &unwell)
    }
}

impl From<UseCaseError> for Problem {
    fn from(error: UseCaseError) -> Self {
        use Kind::{AgainstTheRules, Conflict, NotFound, TooLarge};
        let told = |kind, code| Self::told(kind, code, &error);
        match &error {
            UseCaseError::Change(ChangeError::Refused(refusal)) => {
                let (kind, code) = of_refusal(refusal);
                told(kind, code)
            }
            UseCaseError::Change(ChangeError::Unavailable) => {
                let detail =
                    "changes can't be recorded now; ask again with the same idempotency key";
                Self::hidden(RETRY_SOON, "unavailable", detail, &error)
            }
            UseCaseError::Text(_) => told(AgainstTheRules, "text"),
            UseCaseError::NotDecidedYet(_) => told(AgainstTheRules, "not_decided_yet"),
            UseCaseError::StillRuns(..) => told(AgainstTheRules, "still_runs"),
            UseCaseError::ReviewPassed(_) => told(AgainstTheRules, "review_passed"),
            UseCaseError::TooManyCertificates(_) => told(TooLarge, "too_many_certificates"),
            UseCaseError::NotAPicture => told(AgainstTheRules, "not_a_picture"),
            UseCaseError::PictureTooLarge(_) => told(TooLarge, "picture_too_large"),
            UseCaseError::PictureNotKept(_) => {
                let detail = "the picture can't be kept now: the cause is in the service's log";
                Self::hidden(RETRY_SOON, "unavailable", detail, &error)
            }
            UseCaseError::NoCorrection(_) => told(NotFound, "no_correction"),
            UseCaseError::OtherCorrection(_) => told(Conflict, "other_correction"),
            UseCaseError::OnePerson(_) => told(AgainstTheRules, "one_person"),
            UseCaseError::RecordMissing(_) => told(AgainstTheRules, "record_missing"),
            UseCaseError::UnknownBatch(_) => told(NotFound, "unknown_batch"),
            UseCaseError::Range { .. } => told(AgainstTheRules, "range"),
            UseCaseError::NotPublished => {
                let detail = "no stamp may be signed now; ask again with the same idempotency key";
                Self::hidden(RETRY_SOON, "not_published", detail, &error)
            }
            UseCaseError::KeyNotHeld(_) => told(Conflict, "key_not_held"),
            UseCaseError::Sign(error @ SignError::OtherKey { .. }) => Self::failed(error),
            UseCaseError::Sign(error @ SignError::Unavailable(_)) => {
                Self::hidden(RETRY_SOON, "signer_unavailable", "the key can't sign now", error)
            }
            UseCaseError::NoTarget => told(AgainstTheRules, "no_target"),
            UseCaseError::TooManyTargets(_) => told(AgainstTheRules, "too_many_targets"),
            UseCaseError::NothingToLift(_) => told(AgainstTheRules, "nothing_to_lift"),
        }
    }
}

fn of_refusal(refusal: &Refusal) -> (Kind, &'static str) {
    use Kind::{AgainstTheRules, Conflict};
    match refusal {
        Refusal::Mint(refusal) => of_mint_refusal(refusal),
        Refusal::Rule(rule) => of_rule(rule),
        Refusal::Entry(_) => (AgainstTheRules, "entry"),
        Refusal::OtherRequest => (AgainstTheRules, "idempotency_key_of_another_request"),
        Refusal::RegisterMoved => (Conflict, "register_moved"),
        Refusal::TooLong { .. } => (Kind::TooLarge, "change_too_long"),
        Refusal::Clock(_) => (RETRY_IN_MINUTES, "clock"),
        Refusal::NoBatchNumber => (AgainstTheRules, "no_batch_number"),
    }
}

fn of_mint_refusal(refusal: &MintRefusal) -> (Kind, &'static str) {
    use Kind::{AgainstTheRules, NotFound};
    match refusal {
        MintRefusal::UnknownCertificate(_) => (NotFound, "unknown_certificate"),
        MintRefusal::RecordMissing(_) => (AgainstTheRules, "record_missing"),
        MintRefusal::Quantity(_) => (AgainstTheRules, "quantity"),
        MintRefusal::Ended(..) => (AgainstTheRules, "certificate_ended"),
        MintRefusal::Held(_) => (AgainstTheRules, "certificate_held"),
        MintRefusal::Tourism(_) => (AgainstTheRules, "tourism"),
        MintRefusal::Variant { .. } => (AgainstTheRules, "variant"),
        MintRefusal::Quota { .. } => (AgainstTheRules, "quota"),
        MintRefusal::NoKey => (AgainstTheRules, "no_key"),
    }
}

/// What is named and not there is not found; what was done before, or would undo it, conflicts.
fn of_rule(rule: &RuleBroken) -> (Kind, &'static str) {
    use Kind::{AgainstTheRules, Conflict, NotFound};
    match rule {
        RuleBroken::Opening => (Conflict, "opening"),
        RuleBroken::Time { .. } => (AgainstTheRules, "time"),
        RuleBroken::KeyKnown(_) => (Conflict, "key_known"),
        RuleBroken::KeyUnknown(_) => (NotFound, "unknown_key"),
        RuleBroken::KeyRefused(..) => (AgainstTheRules, "key_refused"),
        RuleBroken::KeyProof(_) => (AgainstTheRules, "key_proof"),
        RuleBroken::KeyRetired(_) => (Conflict, "key_retired"),
        RuleBroken::KeyCompromisedEarlier(_) => (Conflict, "key_compromised_earlier"),
        RuleBroken::KeyMayNotSign(..) => (AgainstTheRules, "key_may_not_sign"),
        RuleBroken::CertificateKnown(_) => (Conflict, "certificate_known"),
        RuleBroken::CertificateUnknown(_) => (NotFound, "unknown_certificate"),
        RuleBroken::CertificateDay(..) => (AgainstTheRules, "certificate_day"),
        RuleBroken::NotEarlier(..) => (AgainstTheRules, "not_earlier"),
        RuleBroken::BatchKnown(_) => (Conflict, "batch_known"),
        RuleBroken::BatchUnknown(_) => (NotFound, "unknown_batch"),
        RuleBroken::BatchQuantity(_) => (AgainstTheRules, "quantity"),
        RuleBroken::BatchDisagrees(_) => (AgainstTheRules, "batch_disagrees"),
        RuleBroken::PastTheEnd { .. } => (AgainstTheRules, "past_the_end"),
        RuleBroken::ProducerUnknown(_) => (NotFound, "unknown_producer"),
        RuleBroken::NothingToLift(_) => (AgainstTheRules, "nothing_to_lift"),
        RuleBroken::LiftedBefore(..) => (Conflict, "lifted_before"),
        RuleBroken::LiftedAs(_) => (AgainstTheRules, "lifted_as"),
        RuleBroken::NeverAnnulled(_) => (AgainstTheRules, "never_annulled"),
    }
}

impl From<&IdempotencyKeyError> for Problem {
    fn from(error: &IdempotencyKeyError) -> Self {
        Self::told(Kind::BadRequest, "idempotency_key", error)
    }
}

impl From<&ListQueryError> for Problem {
    fn from(error: &ListQueryError) -> Self {
        let code = match error {
            ListQueryError::Query => "query",
            ListQueryError::Province(_) => "unknown_province",
            ListQueryError::State(_) => "unknown_state",
            ListQueryError::Search => "search_too_long",
            ListQueryError::Cursor(_) => "cursor",
            ListQueryError::Limit(_) => "limit",
        };
        Self::told(Kind::BadRequest, code, error)
    }
}

impl From<JsonPayloadError> for Problem {
    fn from(error: JsonPayloadError) -> Self {
        match error {
            JsonPayloadError::Overflow { limit }
            | JsonPayloadError::OverflowKnownLength { limit, .. } => {
                let detail = format!("a body has at most {limit} bytes; send it in parts");
                Self::new(Kind::TooLarge, "too_large", detail)
            }
            JsonPayloadError::ContentType => {
                let detail = "send the header Content-Type: application/json";
                Self::new(Kind::NotJson, "not_json", detail)
            }
            JsonPayloadError::Deserialize(error) => Self::new(
                Kind::BadRequest,
                "body",
                format!("the body is not the JSON that is expected here: {error}"),
            ),
            // What is left is a body that broke off, and whatever a later version tells apart.
            error @ (JsonPayloadError::Serialize(_) | JsonPayloadError::Payload(_) | _) => {
                Self::new(Kind::BadRequest, "body", format!("the body broke off: {error}"))
            }
        }
    }
}

impl From<QueryPayloadError> for Problem {
    fn from(error: QueryPayloadError) -> Self {
        Self::new(Kind::BadRequest, "query", format!("the query can't be read: {error}"))
    }
}

impl From<PathError> for Problem {
    fn from(error: PathError) -> Self {
        Self::new(Kind::NotFound, "not_found", format!("the path names nothing: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{app::PictureTooLarge, ledger::ClockDoubt, log::TextError, stamp::BatchNumber};

    #[track_caller]
    fn check(error: impl Into<UseCaseError>, status: u16, code: &str, detail: &str) {
        let problem = Problem::from(error.into());
        assert_eq!((problem.status_code().as_u16(), problem.code), (status, code));
        assert!(problem.detail.contains(detail), "{}", problem.detail);
        let response = problem.error_response();
        assert_eq!(response.headers().contains_key(header::RETRY_AFTER), status == 503);
        let body = serde_json::to_value(problem.into_body()).expect("it serialises");
        assert_eq!(body["type"], format!("urn:problem-type:ocop-stamp:{code}"));
        assert_eq!(body["status"], status);
    }

    fn refused(refusal: impl Into<Refusal>) -> UseCaseError {
        ChangeError::Refused(refusal.into()).into()
    }

    fn number<T: TryFrom<u64, Error: std::fmt::Debug>>(number: u64) -> T {
        number.try_into().expect("small")
    }

    #[test]
    fn use_cases_that_fail_have_their_status_and_code() {
        let range = UseCaseError::Range { batch: number(1), from: 0, to: 9, quantity: 3 };
        let other_key = SignError::OtherKey { asked: number(1), held: number(2) };
        check(ChangeError::Unavailable, 503, "unavailable", "same idempotency key");
        check(TextError::Empty, 422, "text", "an empty text");
        check(UseCaseError::UnknownBatch(BatchNumber::new(7)), 404, "unknown_batch", "batch 7");
        check(range, 422, "range", "batch 1 has 3");
        check(UseCaseError::NotPublished, 503, "not_published", "same idempotency key");
        check(UseCaseError::KeyNotHeld(number(3)), 409, "key_not_held", "key 3");
        check(other_key, 500, "failed", "the service's log");
        check(SignError::Unavailable("slot 4".into()), 503, "signer_unavailable", "can't sign");
        check(UseCaseError::NotAPicture, 422, "not_a_picture", "JPEG");
        check(PictureTooLarge, 413, "picture_too_large", "40960 bytes");
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        check(UseCaseError::PictureNotKept(full), 503, "unavailable", "the service's log");
        check(UseCaseError::NoTarget, 422, "no_target", "name at least one");
        check(UseCaseError::TooManyTargets(9_999), 422, "too_many_targets", "9999");
        check(UseCaseError::NothingToLift(5), 422, "nothing_to_lift", "entry 5");
    }

    #[test]
    fn refusals_have_their_status_and_code() {
        let certificate = number(4);
        check(
            refused(Refusal::OtherRequest),
            422,
            "idempotency_key_of_another_request",
            "a new one",
        );
        check(
            refused(MintRefusal::UnknownCertificate(certificate)),
            404,
            "unknown_certificate",
            "4",
        );
        check(refused(MintRefusal::Held(certificate)), 422, "certificate_held", "suspended");
        check(refused(MintRefusal::NoKey), 422, "no_key", "no issuer key");
        let longest = 1_000;
        check(refused(Refusal::TooLong { length: 1_001, longest }), 413, "change_too_long", "1000");
        let (now, expected) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        check(
            refused(ClockDoubt::Ahead { now, expected }),
            503,
            "clock",
            "`ocop-stamp clock confirm`",
        );
        check(refused(RuleBroken::KeyKnown(number(1))), 409, "key_known", "added before");
        check(refused(RuleBroken::BatchUnknown(number(1))), 404, "unknown_batch", "not in the log");
        check(refused(RuleBroken::LiftedBefore(3, 5)), 409, "lifted_before", "by entry 5");
        check(refused(RuleBroken::NeverAnnulled(3)), 422, "never_annulled", "never annulled");
        let refusal = crate::signing::IssuerKeyError::Torsion;
        let rule = RuleBroken::KeyRefused(number(1), refusal);
        check(refused(rule), 422, "key_refused", "is refused: has a part of small order");
    }

    #[test]
    fn a_failure_of_ours_keeps_its_cause_to_itself() {
        let signer = UseCaseError::Sign(SignError::Unavailable("slot 4".into()));
        assert!(!Problem::from(signer).to_string().contains("slot 4"));
        let cannot_tell =
            Problem::cannot_tell(CannotTell::SecretNotHeld(2), Language::English, "1900 0000");
        assert_eq!(cannot_tell.title, "Cannot check right now");
        assert!(cannot_tell.detail.contains("1900 0000"));
        assert!(!cannot_tell.detail.contains('2'));
    }

    #[test]
    fn what_consumers_meet_is_told_in_their_language() {
        let malformed = |language| Problem::malformed(Malformed("too few digits"), language);
        for (problem, title, detail) in [
            (malformed(Language::Vietnamese), "Mã thiếu hoặc không phải tem OCOP", "Lau sạch"),
            (malformed(Language::English), "Code incomplete or not an OCOP stamp", "Wipe"),
            (Problem::not_found(Language::Vietnamese), "Không có trang này", "Địa chỉ sai"),
        ] {
            assert_eq!(problem.title, title);
            assert!(problem.detail.starts_with(detail), "{}", problem.detail);
        }
        let body = malformed(Language::Vietnamese).into_body();
        assert_eq!(body.reason, Some("too few digits"), "programs are told in English");
    }
}
