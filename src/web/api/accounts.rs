//! Other people's accounts.

use actix_web::{HttpResponse, http::StatusCode, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    outcome::{Page, private, tagged},
    precondition::IfMatch,
};
use crate::{
    access::{AccountNumber, AccountState, RoleKind, act::ManageAccounts},
    app::{
        AccessError, UseCaseError,
        people::{AccountChange, AccountFilter, AccountView, InviteRequest},
    },
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// Which accounts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountQuery {
    /// Of this kind.
    role: Option<RoleKind>,
    /// In this state.
    state: Option<AccountState>,
    /// What the answer before said as `next`.
    cursor: Option<AccountNumber>,
}

/// `GET /api/v1/accounts`: those that the asker manages.
pub(super) async fn list(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    query: web::Query<AccountQuery>,
) -> HttpResponse {
    let AccountQuery { role, state, cursor: after } = query.into_inner();
    let filter = AccountFilter { role, state, after };
    let (items, has_more) = site.service.accounts(&who.asker, &filter);
    let next = items.last().filter(|_| has_more).map(|last| last.account);
    private(StatusCode::OK, &Page { items, next })
}

/// An account that the same request made before, under the same key.
#[derive(Debug, Serialize)]
struct InvitedBefore {
    account: AccountView,
    /// `null`: the link was shown once, and is kept as a hash.
    path: Option<String>,
    until: Option<Timestamp>,
    shown_before: bool,
}

/// `POST /api/v1/accounts`: makes one; the answer holds the path of a link that works once. Asked again under the same
/// key, it holds the account without it.
pub(super) async fn invite(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    Body(request): Body<InviteRequest>,
) -> Result<HttpResponse, Problem> {
    let invited = match site.service.invite(&who.asker, &request).await {
        Err(UseCaseError::Access(AccessError::InvitedBefore(number))) => {
            let account = site.service.account(&who.asker, number)?;
            let (revision, until) = (account.revision, account.invited_until);
            let before = InvitedBefore { account, path: None, until, shown_before: true };
            return Ok(tagged(StatusCode::OK, &before, revision));
        }
        invited => invited?,
    };
    Ok(tagged(StatusCode::CREATED, &invited, invited.account.revision))
}

/// `GET /api/v1/accounts/{account}`
pub(super) async fn account(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    account: web::Path<AccountNumber>,
) -> Result<HttpResponse, Problem> {
    let view = site.service.account(&who.asker, account.into_inner())?;
    Ok(tagged(StatusCode::OK, &view, view.revision))
}

/// `PATCH /api/v1/accounts/{account}`: changes what is named, if nobody changed it meanwhile.
pub(super) async fn change(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    account: web::Path<AccountNumber>,
    if_match: IfMatch,
    Body(request): Body<AccountChange>,
) -> Result<HttpResponse, Problem> {
    let (account, revision) = (account.into_inner(), if_match.number()?);
    let view = site.service.change_account(&who.asker, account, revision, &request).await?;
    Ok(tagged(StatusCode::OK, &view, view.revision))
}

/// `POST /api/v1/accounts/{account}/invitation`: a new link; the body says nothing.
pub(super) async fn invite_again(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    account: web::Path<AccountNumber>,
) -> Result<HttpResponse, Problem> {
    let invited = site.service.invite_again(&who.asker, account.into_inner()).await?;
    Ok(tagged(StatusCode::CREATED, &invited, invited.account.revision))
}

/// `POST /api/v1/accounts/{account}/close`; the body says nothing.
pub(super) async fn close(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    account: web::Path<AccountNumber>,
) -> Result<HttpResponse, Problem> {
    let view = site.service.close_account(&who.asker, account.into_inner()).await?;
    Ok(tagged(StatusCode::OK, &view, view.revision))
}
