//! What an answer of this moment follows from: taken once a request, so that its tag, its facts and its
//! times agree.

use std::sync::Arc;

use actix_web::dev::RequestHead;
use jiff::Timestamp;

use super::{
    etag::{AnswerInputs, Etag},
    negotiation::Asked,
    site::Site,
};
use crate::{ledger::Published, verification::Snapshot};

/// A moment of the service.
pub(super) struct Moment {
    pub(super) now: Timestamp,
    pub(super) published: Option<Published>,
    pub(super) snapshot: Arc<Snapshot>,
}

impl Moment {
    /// This one.
    pub(super) fn of(site: &Site) -> Self {
        let service = &site.service;
        Self { now: service.now(), published: service.published(), snapshot: service.snapshot() }
    }

    /// The tag of what is answered at this moment.
    pub(super) fn etag(&self, site: &Site, head: &RequestHead, asked: &Asked<'_>) -> Etag {
        Etag::of_answer(&AnswerInputs {
            target: head.uri.path_and_query().map_or("/", |target| target.as_str()),
            started_at: site.started_at,
            changes: self.snapshot.changes(),
            published: self.published,
            now: self.now,
            language: asked.language,
            representation: asked.representation,
        })
    }

    /// Up to when the log is known: the time to which the last checkpoint was cosigned, which anybody can prove. It
    /// is renewed every half a minute, however long nothing was entered.
    pub(super) fn data_as_of(&self) -> Option<Timestamp> {
        self.published.map(|published| published.at)
    }
}
