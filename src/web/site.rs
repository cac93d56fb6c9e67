//! What every handler works with.

use std::{num::NonZeroU32, path::PathBuf, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, ResponseError};
use jiff::Timestamp;

use super::{
    front::{
        client::Client,
        limits::{Class, Limits},
        memory::Memory,
    },
    messages::Language,
    metrics::Metrics,
    negotiation::{Asked, Representation},
    page::{facts, view::Frame},
    problem::Problem,
    response,
};
use crate::app::{PublicSide, Service};

/// Where published files lie.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The published log: checkpoint and tiles. Logs that continue it lie in numbered folders below.
    pub log: PathBuf,
    /// Pictures of products.
    pub pictures: PathBuf,
}

impl Folders {
    /// The published log of a number, from 1.
    pub(super) fn log_at(&self, number: u32) -> PathBuf {
        if number > 1 { self.log.join(number.to_string()) } else { self.log.clone() }
    }
}

/// The service and its folders; one for all workers of a process.
pub struct Site {
    pub(super) service: Arc<Service>,
    pub(super) folders: Folders,
    /// Tells this process from those before and beside it: snapshots are counted from its start.
    pub(super) started_at: Timestamp,
    /// How who asks over TCP is treated.
    pub(super) settings: PublicSide,
    /// How often they asked.
    pub(super) limits: Limits,
    /// What large bodies share.
    pub(super) memory: Memory,
    /// What is counted.
    pub(super) metrics: Metrics,
}

impl Site {
    /// A site that begins now.
    pub fn new(service: Arc<Service>, folders: Folders, settings: PublicSide) -> Self {
        let started_at = service.now();
        let limits = Limits::new(settings.rate_limit);
        let (memory, metrics) = (Memory::default(), Metrics::default());
        Self { service, folders, started_at, settings, limits, memory, metrics }
    }

    /// Counts codes that can be guessed against the network that asks for them.
    pub(super) fn count_guesses(
        &self,
        request: &HttpRequest,
        codes: usize,
        language: Language,
    ) -> Result<(), Problem> {
        let Some(times) = u32::try_from(codes).ok().and_then(NonZeroU32::new) else {
            return Ok(());
        };
        let counted = self.limits.count(Class::Guess, Client::of_request(request), times);
        counted.transpose().map(drop).map_err(|too_many| Problem::too_many(too_many, language))
    }

    /// What a request asks for, of what the office offers.
    pub(super) fn asked<'r>(&'r self, request: &'r HttpRequest) -> Asked<'r> {
        Asked::of(request.head(), &self.service.office().languages)
    }

    /// The same on a path that answers in JSON, whatever is accepted.
    pub(super) fn asked_in_json<'r>(&'r self, request: &'r HttpRequest) -> Asked<'r> {
        Asked::in_json(request.head(), &self.service.office().languages)
    }

    /// A problem for programs, its page for people.
    pub(super) fn refuse(
        &self,
        asked: &Asked<'_>,
        problem: &Problem,
        render: fn(&Frame) -> String,
    ) -> HttpResponse {
        match asked.representation {
            Representation::Json => problem.error_response(),
            Representation::Page => {
                let page = render(&facts::frame(self.service.office(), asked));
                let mut response = response::page(problem.status_code(), page);
                problem.add_headers(response.headers_mut());
                response
            }
        }
    }
}
