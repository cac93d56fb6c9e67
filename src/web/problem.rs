//! Problems (RFC 9457): the one place where domain errors become statuses and bodies.
//!
//! A 4xx says what to do. A 5xx says nothing of its cause, which is logged once, here.

use std::{borrow::Cow, error::Error};

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::{messages::Language, response};

use crate::{stamp::Malformed, verification::CannotTell};

// Which of them an error is.
mod of_errors;

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
    NotYet { retry_after_seconds: u32 },
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
            Self::NotYet { .. } => StatusCode::CONFLICT,
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
            Self::NotYet { .. } => "Not there yet",
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

    /// A position that the log does not have.
    pub(super) fn unknown_entry(position: u64) -> Self {
        let detail = format!("the log has no entry {position}");
        Self::new(Kind::NotFound, "unknown_entry", detail)
    }

    /// A position before this log.
    pub(super) fn entry_of_another_log(position: u64) -> Self {
        let detail = format!("entry {position} stands in a log before this one: ask there");
        Self::new(Kind::NotFound, "entry_of_another_log", detail)
    }

    /// An entry that no checkpoint covers.
    pub(super) fn not_published_yet(position: u64) -> Self {
        let detail = format!("entry {position} is recorded; its receipt follows in a moment");
        Self::new(Kind::NotYet { retry_after_seconds: 1 }, "not_published_yet", detail)
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
            Kind::NotNow { retry_after_seconds } | Kind::NotYet { retry_after_seconds } => {
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
            assert_eq!(problem.title, title);
            assert!(problem.detail.starts_with(detail), "{}", problem.detail);
        }
        let body = malformed(Language::Vietnamese).into_body();
        assert_eq!(body.reason, Some("too few digits"), "programs are told in English");
    }
}
