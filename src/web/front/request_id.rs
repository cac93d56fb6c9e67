//! A name for each request, by which its asker and the log speak of the same one; and the line that the log gets. A
//! line says which route, never which address, code or query. Answered scans have neither: they are too many, and the
//! same for everybody.

use std::{
    cell::Cell,
    hash::{BuildHasher, RandomState},
    time::Instant,
};

use actix_web::http::{
    Method, StatusCode,
    header::{HeaderName, HeaderValue},
};

use crate::web::{PublicPath, metrics::WorkerCounts};

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names requests of a worker. A stranger's own `X-Request-Id` is not taken over: it could say anything.
#[derive(Debug, Default)]
pub(super) struct RequestIds {
    random: RandomState,
    last: Cell<u64>,
}

impl RequestIds {
    /// Sixteen hex digits that no other request has, so far as sixty-four random bits go.
    pub(super) fn next(&self) -> RequestId {
        self.last.set(self.last.get() + 1);
        RequestId(format!("{:016x}", self.random.hash_one(self.last.get())))
    }
}

/// A request's name.
#[derive(Debug)]
pub(super) struct RequestId(String);

impl RequestId {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn header_value(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("hex digits are visible ASCII")
    }
}

/// What of a request may be written down.
#[derive(Debug)]
pub(super) struct Account {
    method: &'static str,
    route: PublicPath,
    begun: Instant,
}

impl Account {
    pub(super) fn of(method: &Method, path: &str) -> Self {
        // A stranger's own method could say anything.
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        let method = known.into_iter().find(|known| method.as_str() == *known).unwrap_or("other");
        Self { method, route: PublicPath::of(path), begun: Instant::now() }
    }

    /// Which route it took.
    pub(super) fn route(&self) -> PublicPath {
        self.route
    }

    /// Counts the request.
    pub(super) fn count(&self, counts: &WorkerCounts, status: StatusCode) {
        counts.answered(self.route, self.method, status, self.begun.elapsed());
    }

    /// Writes the line. Refused floods are written only if they are asked for.
    pub(super) fn write(&self, id: &RequestId, status: StatusCode) {
        let (method, route, request_id) = (self.method, self.route.pattern(), id.as_str());
        let duration_micros = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let status = status.as_u16();
        if status == StatusCode::TOO_MANY_REQUESTS {
            tracing::debug!(
                request_id,
                method,
                route,
                status,
                duration_micros,
                "a request was refused"
            );
        } else {
            tracing::info!(
                request_id,
                method,
                route,
                status,
                duration_micros,
                "a request was answered"
            );
        }
    }
}
