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
        people::{AccountChange, AccountFilter, AccountView, InviteRequest, Invited},
    },
    web::{body::Body, problem::Problem, site::Site, who::May},
};

/// Which accounts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AccountQuery {
    /// Of this kind.
    #[param(inline)]
    role: Option<RoleKind>,
    /// In this state.
    #[param(inline)]
    state: Option<AccountState>,
    /// What the answer before said as `next`.
    cursor: Option<AccountNumber>,
}

/// A page of accounts.
type Accounts = Page<AccountView, AccountNumber>;

/// The accounts that the asker manages, by number.
#[utoipa::path(
    get, path = "/api/v1/accounts",
    params(AccountQuery),
    responses(
        (status = 200, description = "Some of them.", body = Accounts),
    ),
)]
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
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct InvitedBefore {
    /// The account.
    account: AccountView,
    /// `null`: the link was shown once, and is kept as a hash.
    path: Option<String>,
    /// Until when the link works; `null` if it works no more.
    until: Option<Timestamp>,
    /// `true`.
    shown_before: bool,
}

/// Makes an account; the answer holds the path of a link that works once.
///
/// Asked again under the same key, it holds the account without it.
#[utoipa::path(
    post, path = "/api/v1/accounts",
    request_body = InviteRequest,
    responses(
        (status = 201, description = "The account and its link.", body = Invited,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
        (status = 200, description = "It was made before, and its link shown.", body = InvitedBefore,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
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

/// An account that the asker manages.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}",
    params(("account" = AccountNumber, Path, description = "The account.")),
    responses(
        (status = 200, description = "The account.", body = AccountView,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
pub(super) async fn account(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    account: web::Path<AccountNumber>,
) -> Result<HttpResponse, Problem> {
    let view = site.service.account(&who.asker, account.into_inner())?;
    Ok(tagged(StatusCode::OK, &view, view.revision))
}

/// Changes what is named, if nobody changed it meanwhile.
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account}",
    params(("account" = AccountNumber, Path, description = "The account."), IfMatch),
    request_body = AccountChange,
    responses(
        (status = 200, description = "It is changed.", body = AccountView,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
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

/// Makes a new link for who lost the way in; the body says nothing.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/invitation",
    params(("account" = AccountNumber, Path, description = "The account.")),
    responses(
        (status = 201, description = "The account and its link.", body = Invited,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
pub(super) async fn invite_again(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    account: web::Path<AccountNumber>,
) -> Result<HttpResponse, Problem> {
    let invited = site.service.invite_again(&who.asker, account.into_inner()).await?;
    Ok(tagged(StatusCode::CREATED, &invited, invited.account.revision))
}

/// Closes an account for ever; the body says nothing.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/close",
    params(("account" = AccountNumber, Path, description = "The account.")),
    responses(
        (status = 200, description = "It is closed.", body = AccountView,
            headers(("ETag" = String, description = "What `If-Match` takes."))),
    ),
)]
pub(super) async fn close(
    who: May<ManageAccounts>,
    site: web::Data<Site>,
    account: web::Path<AccountNumber>,
) -> Result<HttpResponse, Problem> {
    let view = site.service.close_account(&who.asker, account.into_inner()).await?;
    Ok(tagged(StatusCode::OK, &view, view.revision))
}
