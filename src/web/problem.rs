//! Problems (RFC 9457): the one place where domain errors become statuses and bodies.
//!
//! A 4xx says what to do. A 5xx says nothing of its cause, which is logged once, here.

use std::{borrow::Cow, error::Error};

use actix_web::{
    HttpResponse, ResponseError,
    error::UrlencodedError,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::{
    front::limits::TooMany,
    messages::{Language, Messages},
    openapi::plain,
    response,
};

use crate::{
    access::{ApiTokenError, NotPermitted},
    app::AccessError,
    stamp::Malformed,
    verification::CannotTell,
};

// The stable words.
mod codes;

// Which of them an error is.
mod of_access;
mod of_errors;

pub(super) use codes::CODES;

/// A request that was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    kind: Kind,
    /// Stable: programs may decide by it.
    code: &'static str,
    /// Its own title, in the reader's language; `None` if its kind's says enough.
    title: Option<String>,
    detail: String,
    /// What few problems have besides.
    more: Option<Box<More>>,
}

/// What few problems have besides.
#[derive(Debug, Clone, PartialEq, Eq)]
enum More {
    /// What is wrong with a code, for who writes programs.
    Reason(&'static str),
    /// The field that is wrong, as a JSON pointer.
    Pointer(String),
    /// The methods that a path takes.
    Allowed(Cow<'static, str>),
}

/// What sort of problem it is: status and words that many codes share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    BadRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    NotJson,
    AgainstTheRules,
    Failed,
    TooMany(TooMany),
    NotNow { retry_after_seconds: u32 },
    TooEarly { retry_after_seconds: u32 },
    PreconditionFailed,
    PreconditionNeeded,
    NotYet { retry_after_seconds: u32 },
    NoSuchPart { bytes: u64 },
}

/// A request that was not answered as asked (RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// Names the kind of problem; leads nowhere.
    r#type: String,
    /// The kind in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What to do about this one.
    detail: String,
    /// The kind in one stable word.
    #[schema(schema_with = plain::problem_code)]
    code: &'static str,
    /// What is wrong with a code, in English whatever the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<&'static str>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    errors: Option<Vec<FieldError>>,
    /// The name of the request, under which the service's log speaks of it: the asker's to quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<String>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct FieldError {
    /// Its place (RFC 6901).
    pointer: String,
}

/// The type of a problem's body (RFC 9457).
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Waiting for a restart, or for the disk.
const RETRY_SOON: Kind = Kind::NotNow { retry_after_seconds: 10 };

/// "Thử lại sau vài phút."
const RETRY_IN_MINUTES: Kind = Kind::NotNow { retry_after_seconds: 120 };

impl Kind {
    fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::AgainstTheRules => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotNow { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooEarly { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::PreconditionNeeded => StatusCode::PRECONDITION_REQUIRED,
            Self::NotYet { .. } => StatusCode::CONFLICT,
            Self::NoSuchPart { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
        }
    }

    fn title(self, t: &Messages) -> String {
        match self {
            Self::BadRequest | Self::NoSuchPart { .. } => t.problem_bad_request(),
            Self::Unauthorized => t.problem_unauthorized(),
            Self::Forbidden => t.problem_forbidden(),
            Self::NotFound => t.problem_not_found(),
            Self::MethodNotAllowed => t.problem_method_not_allowed(),
            Self::Conflict => t.problem_conflict(),
            Self::TooLarge => t.problem_too_large(),
            Self::NotJson => t.problem_not_json(),
            Self::AgainstTheRules => t.problem_against_the_rules(),
            Self::Failed => t.problem_failed(),
            Self::TooMany(_) | Self::TooEarly { .. } => t.problem_too_many(),
            Self::NotNow { .. } => t.problem_not_now(),
            Self::PreconditionFailed => t.problem_changed_meanwhile(),
            Self::PreconditionNeeded => t.problem_precondition_needed(),
            Self::NotYet { .. } => t.problem_not_yet(),
        }
    }
}

impl Problem {
    fn new(kind: Kind, code: &'static str, detail: impl Into<String>) -> Self {
        debug_assert!(CODES.binary_search(&code).is_ok(), "{code:?} is not among the codes");
        Self { kind, code, title: None, detail: detail.into(), more: None }
    }

    /// Its word for programs.
    pub(super) const fn code(&self) -> &'static str {
        self.code
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
        Self { title: Some(title), ..Self::new(kind, code, detail) }
    }

    /// A code that is none.
    pub(super) fn malformed(malformed: Malformed, language: Language) -> Self {
        let t = language.messages();
        let words = (t.malformed(), t.malformed_advice());
        let problem = Self::in_words(Kind::BadRequest, "malformed", words);
        Self { more: Some(Box::new(More::Reason(malformed.0))), ..problem }
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

    /// A change that a page of another site had a browser send.
    pub(super) fn from_another_site(language: Language) -> Self {
        let t = language.messages();
        let words = (t.sent_from_another_site_title(), t.sent_from_another_site_advice());
        Self::in_words(Kind::Forbidden, "from_another_site", words)
    }

    /// More large requests or answers at once than there is memory for.
    pub(super) fn busy() -> Self {
        let detail = "too many large requests are under way; ask again, or in smaller parts";
        Self::new(RETRY_SOON, "busy", detail)
    }

    /// A network that asked too often.
    pub(super) fn too_many(too_many: TooMany, language: Language) -> Self {
        let t = language.messages();
        let words = (t.too_many_title(), t.too_many_advice());
        Self::in_words(Kind::TooMany(too_many), "too_many_requests", words)
    }

    /// A number that no certificate has.
    pub(super) fn unknown_certificate(language: Language) -> Self {
        let title = Some(language.messages().certificate_unknown());
        let detail =
            "the log has no certificate of this number; look for it in /api/v1/certificates?q=";
        Self { title, ..Self::new(Kind::NotFound, "unknown_certificate", detail) }
    }

    /// A position that the log does not have.
    pub(super) fn unknown_entry(position: u64) -> Self {
        let detail = format!("the log has no entry {position}");
        Self::new(Kind::NotFound, "unknown_entry", detail)
    }

    /// An entry that no checkpoint covers.
    pub(super) fn not_published_yet(position: u64) -> Self {
        let detail = format!("entry {position} is recorded; its receipt follows in a moment");
        Self::new(Kind::NotYet { retry_after_seconds: 1 }, "not_published_yet", detail)
    }

    /// A method that the path does not have.
    pub(super) fn method_not_allowed(allowed: impl Into<Cow<'static, str>>) -> Self {
        let allowed = allowed.into();
        let detail = format!("this path takes {allowed}");
        let problem = Self::new(Kind::MethodNotAllowed, "method_not_allowed", detail);
        Self { more: Some(Box::new(More::Allowed(allowed))), ..problem }
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

    /// Nobody is signed in.
    pub(super) fn nobody() -> Self {
        let detail = "sign in, or send a token: Authorization: Bearer ocopstamp_…";
        Self::new(Kind::Unauthorized, "not_signed_in", detail)
    }

    /// A text that is no token.
    pub(super) fn bad_token(error: &ApiTokenError) -> Self {
        Self::told(Kind::Unauthorized, "bad_token", error)
    }

    /// A token that works no more, or never did.
    pub(super) fn token_over() -> Self {
        let detail =
            "this token was revoked, has expired, or its account was closed: make a new one";
        Self::new(Kind::Unauthorized, "token_over", detail)
    }

    /// An act that is not for who asks.
    pub(super) fn not_permitted(error: &NotPermitted) -> Self {
        Self::told(Kind::Forbidden, "not_permitted", error)
    }

    /// A header that can't be read.
    pub(super) fn bad_header(name: &str, expected: &str) -> Self {
        Self::new(Kind::BadRequest, "header", format!("the header {name} holds {expected}"))
    }

    /// A body that is something else than JSON.
    pub(super) fn not_json() -> Self {
        Self::new(Kind::NotJson, "not_json", "send the header Content-Type: application/json")
    }

    /// A body that was not read to its end.
    pub(super) fn body_not_read(error: &actix_web::Error) -> Self {
        if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(
                Kind::TooLarge,
                "too_large",
                "the body is too long: send it in parts",
            );
        }
        Self::new(Kind::BadRequest, "body", format!("the body broke off: {error}"))
    }

    /// A form that is none.
    pub(super) fn form_not_read(error: &UrlencodedError) -> Self {
        if let UrlencodedError::Overflow { .. } = error {
            return Self::new(Kind::TooLarge, "too_large", "the form is too long");
        }
        Self::told(Kind::BadRequest, "form", error)
    }

    /// The status of its answer.
    pub(super) fn status(&self) -> StatusCode {
        self.kind.status()
    }

    /// A body that is not what is expected, and where.
    pub(super) fn bad_field(pointer: String, what: &str) -> Self {
        let detail = format!("the body is not the JSON that is expected here: {what}");
        let problem = Self::new(Kind::BadRequest, "body", detail);
        Self { more: Some(Box::new(More::Pointer(pointer))), ..problem }
    }

    /// Something that is not at the state which the asker has seen.
    pub(super) fn changed_since() -> Self {
        Self::told(Kind::PreconditionFailed, "changed_since", &AccessError::ChangedSince)
    }

    /// A change that does not say which state it is meant for.
    pub(super) fn if_match_needed() -> Self {
        let detail = "read it first, and send its ETag in If-Match";
        Self::new(Kind::PreconditionNeeded, "if_match_needed", detail)
    }

    /// A part that a file does not have.
    pub(super) fn no_such_part(bytes: u64) -> Self {
        let detail = format!("the file has {bytes} bytes");
        Self::new(Kind::NoSuchPart { bytes }, "range_not_satisfiable", detail)
    }

    /// A fault of ours.
    pub(super) fn failed(cause: &dyn Error) -> Self {
        Self::hidden(Kind::Failed, "failed", "the cause is in the service's log", cause)
    }

    /// As programs read it, with its title in a language.
    pub(super) fn into_body(self, language: Language) -> ProblemBody {
        let (reason, errors) = match self.more.map(|more| *more) {
            Some(More::Reason(reason)) => (Some(reason), None),
            Some(More::Pointer(pointer)) => (None, Some(vec![FieldError { pointer }])),
            Some(More::Allowed(_)) | None => (None, None),
        };
        ProblemBody {
            r#type: format!("urn:problem-type:ocop-stamp:{}", self.code),
            title: self.title.unwrap_or_else(|| self.kind.title(language.messages())),
            status: self.kind.status().as_u16(),
            detail: self.detail,
            code: self.code,
            reason,
            errors,
            request_id: None,
        }
    }

    /// The bytes of its answer to whoever asked in a language, under the name of their request.
    pub(super) fn into_named_body(self, language: Language, request_id: &str) -> Vec<u8> {
        let request_id = Some(request_id.to_owned());
        json(&ProblemBody { request_id, ..self.into_body(language) })
    }

    /// Headers that say what to do next, for pages as well.
    pub(super) fn add_headers(&self, headers: &mut header::HeaderMap) {
        match self.kind {
            Kind::NotNow { retry_after_seconds }
            | Kind::NotYet { retry_after_seconds }
            | Kind::TooEarly { retry_after_seconds } => {
                headers.insert(header::RETRY_AFTER, retry_after_seconds.into());
            }
            Kind::TooMany(too_many) => {
                headers.insert(header::RETRY_AFTER, too_many.retry_after_seconds.into());
                too_many.add_to(headers);
            }
            Kind::NoSuchPart { bytes } => {
                let size = header::HeaderValue::from_str(&format!("bytes */{bytes}"));
                headers.insert(header::CONTENT_RANGE, size.expect("a number"));
            }
            Kind::MethodNotAllowed => {
                if let Some(More::Allowed(allowed)) = self.more.as_deref()
                    && let Ok(allowed) = header::HeaderValue::from_str(allowed)
                {
                    headers.insert(header::ALLOW, allowed);
                }
            }
            Kind::Unauthorized => {
                let scheme = header::HeaderValue::from_static("Bearer realm=\"ocop-stamp\"");
                headers.insert(header::WWW_AUTHENTICATE, scheme);
            }
            Kind::BadRequest
            | Kind::Forbidden
            | Kind::NotFound
            | Kind::Conflict
            | Kind::TooLarge
            | Kind::NotJson
            | Kind::AgainstTheRules
            | Kind::PreconditionFailed
            | Kind::PreconditionNeeded
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

    /// In English; the front, which knows who asks, says it in their language.
    fn error_response(&self) -> HttpResponse {
        let mut response = response::typed(self.status_code(), PROBLEM_JSON);
        response.insert_header((header::CACHE_CONTROL, response::NO_CACHE));
        let body = json(&self.clone().into_body(Language::English));
        let mut response = response.body(body);
        self.add_headers(response.headers_mut());
        response.extensions_mut().insert(self.clone());
        response
    }
}

fn json(body: &ProblemBody) -> Vec<u8> {
    serde_json::to_vec(body).expect("texts and a number serialise")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_consumers_meet_is_told_in_their_language() {
        let malformed = |language| Problem::malformed(Malformed("too few digits"), language);
        for (problem, title, detail) in [
            (malformed(Language::Vietnamese), "Mã thiếu hoặc không phải tem OCOP", "Lau sạch"),
            (malformed(Language::English), "Code incomplete or not an OCOP stamp", "Wipe"),
            (Problem::not_found(Language::Vietnamese), "Không có trang này", "Địa chỉ sai"),
        ] {
            assert_eq!(problem.title.as_deref(), Some(title));
            assert!(problem.detail.starts_with(detail), "{}", problem.detail);
        }
        let body = malformed(Language::Vietnamese).into_body(Language::Vietnamese);
        assert_eq!(body.reason, Some("too few digits"), "programs are told in English");
    }
}
