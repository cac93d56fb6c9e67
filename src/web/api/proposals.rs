//! What waits for a second person, and what offices are told.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::{
    outcome::{Page, private, tagged},
    precondition::IfMatch,
};
use crate::{
    access::{NoticeNumber, ProposalNumber, ProposalState, act},
    app::ProposalView,
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// Which proposals.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProposalQuery {
    /// Those that wait, and no others.
    #[serde(default)]
    waiting: bool,
    /// What the answer before said as `next`.
    cursor: Option<ProposalNumber>,
}

/// `GET /api/v1/proposals`: the asker's own, and those about what they reach; the newest first.
pub(super) async fn list(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<ProposalQuery>,
) -> HttpResponse {
    let (items, has_more) = site.service.proposals(&who.asker, query.waiting, query.cursor);
    let next = items.last().filter(|_| has_more).map(|last| last.proposal);
    private(StatusCode::OK, &Page { items, next })
}

/// `GET /api/v1/proposals/{proposal}`
pub(super) async fn proposal(
    who: May<act::Look>,
    site: web::Data<Site>,
    proposal: web::Path<ProposalNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(shown(&site.service.proposal(&who.asker, proposal.into_inner())?))
}

/// `POST /api/v1/proposals/{proposal}/approve`: carries it out; the body says nothing.
pub(super) async fn approve(
    who: May<act::SettleProposal>,
    site: web::Data<Site>,
    proposal: web::Path<ProposalNumber>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let proposal = proposal.into_inner();
    still_as_seen(&site.service.proposal(&who.asker, proposal)?, &if_match)?;
    Ok(shown(&site.service.approve_proposal(&who.asker, proposal).await?))
}

/// Why a proposal is dismissed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DismissRequest {
    /// For who proposed it.
    #[serde(default)]
    reason: Option<String>,
}

/// `POST /api/v1/proposals/{proposal}/dismiss`: whoever proposed it, or who could approve it.
pub(super) async fn dismiss(
    who: May<act::Look>,
    site: web::Data<Site>,
    proposal: web::Path<ProposalNumber>,
    if_match: IfMatch,
    Body(request): Body<DismissRequest>,
) -> Result<HttpResponse, Problem> {
    let proposal = proposal.into_inner();
    still_as_seen(&site.service.proposal(&who.asker, proposal)?, &if_match)?;
    let reason = request.reason.as_deref();
    Ok(shown(&site.service.dismiss_proposal(&who.asker, proposal, reason).await?))
}

fn shown(view: &ProposalView) -> HttpResponse {
    tagged(StatusCode::OK, view, word(&view.state))
}

/// A proposal changes once, when it is settled.
fn still_as_seen(view: &ProposalView, if_match: &IfMatch) -> Result<(), Problem> {
    if if_match.is(word(&view.state)) { Ok(()) } else { Err(Problem::changed_since()) }
}

fn word(state: &ProposalState) -> &'static str {
    match state {
        ProposalState::Waiting => "waiting",
        ProposalState::Approved { .. } => "approved",
        ProposalState::Dismissed { .. } => "dismissed",
    }
}

/// Which notices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeQuery {
    /// What the answer before said as `next`.
    cursor: Option<NoticeNumber>,
}

/// `GET /api/v1/notices`: what the asker's office is told, the newest first.
pub(super) async fn notices(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<NoticeQuery>,
) -> HttpResponse {
    let (items, has_more) = site.service.notices(&who.asker, query.cursor);
    let next = items.last().filter(|_| has_more).map(|last| last.notice);
    private(StatusCode::OK, &Page { items, next })
}

/// `POST /api/v1/notices/{notice}/seen`; the body says nothing.
pub(super) async fn notice_seen(
    who: May<act::Look>,
    site: web::Data<Site>,
    notice: web::Path<NoticeNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.see_notice(&who.asker, notice.into_inner()).await?))
}
