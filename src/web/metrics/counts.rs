//! Requests as one worker counts them: by path, sort of method and class of status, with how long each path's took.

use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use actix_web::http::StatusCode;

use crate::{ledger::Histogram, web::PublicPath};

/// What sort of method a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MethodClass {
    /// GET and HEAD.
    Read,
    /// POST, PUT, PATCH, DELETE.
    Change,
    /// Anything else.
    Other,
}

impl MethodClass {
    pub(super) const ALL: [Self; 3] = [Self::Read, Self::Change, Self::Other];

    fn of(method: &str) -> Self {
        match method {
            "GET" | "HEAD" => Self::Read,
            "POST" | "PUT" | "PATCH" | "DELETE" => Self::Change,
            _ => Self::Other,
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Change => "change",
            Self::Other => "other",
        }
    }
}

/// Classes of status, 1 to 5.
pub(super) const STATUS_CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// Bounds of how long an answer takes, in seconds. A scan takes some tens of microseconds.
const SECONDS: &[f64] = &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.05, 0.25, 1.0, 5.0];

const PATHS: usize = PublicPath::ALL.len();

/// What one worker counts. Only it writes, so no other waits for the line of memory.
#[derive(Debug)]
pub(in crate::web) struct WorkerCounts {
    requests: [[[AtomicU64; STATUS_CLASSES.len()]; MethodClass::ALL.len()]; PATHS],
    times: [Histogram; PATHS],
}

impl Default for WorkerCounts {
    fn default() -> Self {
        Self { requests: Default::default(), times: array::from_fn(|_| Histogram::new(SECONDS)) }
    }
}

impl WorkerCounts {
    /// Counts a request that was answered.
    pub(in crate::web) fn answered(
        &self,
        path: PublicPath,
        method: &str,
        status: StatusCode,
        took: Duration,
    ) {
        let class = usize::from(status.as_u16() / 100).clamp(1, STATUS_CLASSES.len()) - 1;
        let method = MethodClass::of(method) as usize;
        self.requests[path as usize][method][class].fetch_add(1, Ordering::Relaxed);
        self.times[path as usize].observe_time(took);
    }

    pub(super) fn requests(&self, path: PublicPath, method: MethodClass, class: usize) -> u64 {
        self.requests[path as usize][method as usize][class].load(Ordering::Relaxed)
    }

    pub(super) fn times(&self, path: PublicPath) -> &Histogram {
        &self.times[path as usize]
    }
}
