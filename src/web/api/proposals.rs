//! What waits for a second person, and what offices are told.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::{
    outcome::{Page, private, tagged},
    precondition::IfMatch,
};
use crate::{
    access::{Notice, NoticeNumber, ProposalNumber, ProposalState, act},
    app::ProposalView,
    web::{
        body::{Body, BodyOrNothing},
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// Which proposals.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProposalQuery {
    /// Those that wait, and no others.
    #[serde(default)]
    waiting: bool,
    /// What the answer before said as `next`.
    cursor: Option<ProposalNumber>,
}

/// A page of proposals.
type Proposals = Page<ProposalView, ProposalNumber>;

/// A page of notices.
type Notices = Page<Notice, NoticeNumber>;

/// The asker's own proposals, and those about what they reach; the newest first.
#[utoipa::path(
    get, path = "/api/v1/proposals",
    params(ProposalQuery),
    responses(
        (status = 200, description = "Some of them.", body = Proposals),
    ),
)]
pub(super) async fn list(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<ProposalQuery>,
) -> HttpResponse {
    let (items, has_more) = site.service.proposals(&who.asker, query.waiting, query.cursor);
    let next = items.last().filter(|_| has_more).map(|last| last.proposal);
    private(StatusCode::OK, &Page { items, next })
}

/// A proposal.
#[utoipa::path(
    get, path = "/api/v1/proposals/{proposal}",
    params(("proposal" = ProposalNumber, Path, description = "The proposal.")),
    responses(
        (status = 200, description = "The proposal.", body = ProposalView,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
pub(super) async fn proposal(
    who: May<act::Look>,
    site: web::Data<Site>,
    proposal: web::Path<ProposalNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(shown(&site.service.proposal(&who.asker, proposal.into_inner())?))
}

/// How a proposal is approved.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApproveRequest {
    /// Of a batch: how many stamps, if fewer than were asked for.
    #[serde(default)]
    quantity: Option<u64>,
}

/// Approves a proposal, which carries it out; a batch with fewer stamps, if the body says so.
#[utoipa::path(
    post, path = "/api/v1/proposals/{proposal}/approve",
    params(("proposal" = ProposalNumber, Path, description = "The proposal."), IfMatch),
    request_body(content = ApproveRequest, description = "May be left out by programs that change nothing."),
    responses(
        (status = 200, description = "It is done.", body = ProposalView,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
pub(super) async fn approve(
    who: May<act::SettleProposal>,
    site: web::Data<Site>,
    proposal: web::Path<ProposalNumber>,
    if_match: IfMatch,
    BodyOrNothing(request): BodyOrNothing<ApproveRequest>,
) -> Result<HttpResponse, Problem> {
    let proposal = proposal.into_inner();
    still_as_seen(&site.service.proposal(&who.asker, proposal)?, &if_match)?;
    Ok(shown(&site.service.approve_proposal(&who.asker, proposal, request.quantity).await?))
}

/// Why a proposal is dismissed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DismissRequest {
    /// For who proposed it; needed by anybody else.
    #[serde(default)]
    reason: Option<String>,
}

/// Dismisses a proposal: for whoever proposed it, or could approve it.
#[utoipa::path(
    post, path = "/api/v1/proposals/{proposal}/dismiss",
    params(("proposal" = ProposalNumber, Path, description = "The proposal."), IfMatch),
    request_body = DismissRequest,
    responses(
        (status = 200, description = "It is dismissed.", body = ProposalView,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
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
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct NoticeQuery {
    /// What the answer before said as `next`.
    cursor: Option<NoticeNumber>,
}

/// What the asker's office is told, the newest first.
#[utoipa::path(
    get, path = "/api/v1/notices",
    params(NoticeQuery),
    responses(
        (status = 200, description = "Some of the notices.", body = Notices),
    ),
)]
pub(super) async fn notices(
    who: May<act::Look>,
    site: web::Data<Site>,
    query: web::Query<NoticeQuery>,
) -> HttpResponse {
    let (items, has_more) = site.service.notices(&who.asker, query.cursor);
    let next = items.last().filter(|_| has_more).map(|last| last.notice);
    private(StatusCode::OK, &Page { items, next })
}

/// Marks a notice as seen; the body says nothing.
#[utoipa::path(
    post, path = "/api/v1/notices/{notice}/seen",
    params(("notice" = NoticeNumber, Path, description = "The notice.")),
    responses(
        (status = 200, description = "It is marked.", body = Notice),
    ),
)]
pub(super) async fn notice_seen(
    who: May<act::Look>,
    site: web::Data<Site>,
    notice: web::Path<NoticeNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::OK, &site.service.see_notice(&who.asker, notice.into_inner()).await?))
}
