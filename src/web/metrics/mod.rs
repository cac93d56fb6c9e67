//! Figures of the service for who watches it, on a listener of its own: `/metrics` in OpenMetrics.
//!
//! Labels are words of lists that stand in the code. No code, serial, address, account or other text of anybody's is
//! one: a test holds that.

mod counts;
mod exposition;
mod process;

use std::{
    io,
    net::TcpListener,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    http::header::CONTENT_TYPE,
    web::{self, Data},
};

use super::{connection::Places, site::Site};
use crate::{
    log::Family,
    verification::{Answer, Verdict},
};

pub(super) use counts::WorkerCounts;

/// What a Prometheus asks for.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Why a request was turned away before anybody looked at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TurnedAway {
    /// Its network asked too often.
    RateLimit,
    /// A page of another site had a browser send it.
    AnotherSite,
    /// There was no memory for its body.
    Memory,
    /// Its sign-in was one of too many.
    Throttled,
}

impl TurnedAway {
    const ALL: [Self; 4] = [Self::RateLimit, Self::AnotherSite, Self::Memory, Self::Throttled];

    const fn word(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::AnotherSite => "another_site",
            Self::Memory => "memory",
            Self::Throttled => "throttled",
        }
    }
}

/// What is counted while the service answers; one for all workers of a process.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// Each worker has its own, so that none waits for another's.
    workers: Mutex<Vec<Arc<WorkerCounts>>>,
    verdicts: [[AtomicU64; FAMILIES.len() + 1]; VERDICTS.len()],
    cannot_tell: AtomicU64,
    turned_away: [AtomicU64; TurnedAway::ALL.len()],
}

/// All verdicts, in the order of their numbers.
const VERDICTS: [Verdict; 10] = [
    Verdict::Valid,
    Verdict::CertificateExpired,
    Verdict::NotActivated,
    Verdict::Suspended,
    Verdict::Revoked,
    Verdict::NotIssued,
    Verdict::Forged,
    Verdict::UnknownKey,
    Verdict::Unsupported,
    Verdict::CodeNotFound,
];

const _: () = assert!(VERDICTS.len() == Verdict::CodeNotFound as usize + 1);

/// Families of revocation with their words, in the order of their numbers.
const FAMILIES: [(Family, &str); 4] = [
    (Family::FoodSafety, "food_safety"),
    (Family::CertificateWithdrawn, "certificate_withdrawn"),
    (Family::StampCancelled, "stamp_cancelled"),
    (Family::Expired, "expired"),
];

const _: () = assert!(FAMILIES.len() == Family::Expired as usize + 1);

impl Metrics {
    /// Counts of one more worker.
    pub(super) fn of_a_worker(&self) -> Arc<WorkerCounts> {
        let counts = Arc::new(WorkerCounts::default());
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        workers.push(counts.clone());
        counts
    }

    /// Counts what a stamp was found to be worth.
    pub(super) fn found(&self, answer: &Answer<'_>) {
        let revocation = answer.issued.as_ref().and_then(|issued| issued.revocation);
        let revocation = revocation.filter(|_| answer.verdict == Verdict::Revoked);
        let family = revocation.map_or(FAMILIES.len(), |revocation| revocation.family as usize);
        self.verdicts[answer.verdict as usize][family].fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a scan of which nothing could be told.
    pub(super) fn could_not_tell(&self) {
        self.cannot_tell.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a request that nobody looked at.
    pub(super) fn turned_away(&self, why: TurnedAway) {
        self.turned_away[why as usize].fetch_add(1, Ordering::Relaxed);
    }

    fn workers(&self) -> Vec<Arc<WorkerCounts>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The server of `/metrics`: a thread of its own, so that whoever watches waits for nobody.
///
/// # Errors
/// If the listener can't be used.
pub(super) fn server(
    listener: TcpListener,
    site: Data<Site>,
    places: Arc<Places>,
) -> io::Result<Server> {
    let places = Data::from(places);
    let app = move || {
        let (site, places) = (site.clone(), places.clone());
        App::new().app_data(site).app_data(places).route("/metrics", web::get().to(metrics))
    };
    Ok(HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run())
}

/// `GET /metrics`
async fn metrics(site: Data<Site>, places: Data<Places>) -> HttpResponse {
    let text = exposition::text(site.into_inner(), places.into_inner());
    HttpResponse::Ok().insert_header((CONTENT_TYPE, OPENMETRICS)).body(text)
}

#[cfg(test)]
mod tests;
