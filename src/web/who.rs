//! Who asks: the operator over the control socket, whoever the operating system says is at its other end
//! (`SO_PEERCRED`); else a program by its token, or a person by their session's cookie. A handler names the
//! act that it carries out, and can't run for whom it is not.

use std::{
    any::Any,
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::{Extensions, Payload},
    http::header::{AUTHORIZATION, HeaderName, USER_AGENT},
    rt::net::UnixStream,
    web::Data,
};
use nix::unistd::{Uid, User};

use super::{front::client::Client, problem::Problem, site::Site};
use crate::{
    access::{
        Actor, ApiTokenText, Authority, OneTimeSecret, Origin, RoleKind, SecretHash, act::Named,
    },
    app::{Asker, people::SignedIn},
    ledger::IdempotencyKey,
    registry::ProducerNumber,
};

/// The key under which a second asking finds the first one's outcome.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The producer that an officer or a clerk acts for.
const ON_BEHALF_OF: HeaderName = HeaderName::from_static("on-behalf-of");

/// The cookie of a session. Its prefix has browsers take it over HTTPS only, for this host only, for all paths
/// (RFC 6265bis, 4.1.3.2), so no other host can plant one.
pub(super) const SESSION_COOKIE: &str = "__Host-session";

/// Keeps the user at the other end with the connection.
pub(super) fn remember_peer(connection: &dyn Any, extensions: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<UnixStream>() else { return };
    match stream.peer_cred() {
        Ok(peer) => {
            extensions.insert(user(peer.uid()));
        }
        Err(error) => {
            tracing::error!(%error, "who is at the other end of the control socket can't be told");
        }
    }
}

fn user(uid: u32) -> Actor {
    let known = User::from_uid(Uid::from_raw(uid)).ok().flatten();
    let name = known.map_or_else(|| format!("uid {uid}"), |user| user.name);
    Actor::OperatingSystemUser { name, uid }
}

/// Whoever may carry out an act, with the key of the request.
pub(super) struct May<A> {
    /// Who.
    pub(super) asker: Asker,
    /// Their session, if they have one.
    pub(super) session: Option<SecretHash>,
    act: PhantomData<A>,
}

impl<A: Named> FromRequest for May<A> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(may(request))
    }
}

fn may<A: Named>(request: &HttpRequest) -> Result<May<A>, Problem> {
    let idempotency_key = match request.headers().get(IDEMPOTENCY_KEY) {
        Some(value) => {
            let text = value.to_str().unwrap_or_default();
            Some(IdempotencyKey::parse(text).map_err(|error| Problem::from(&error))?)
        }
        None => None,
    };
    if let Some(operator) = request.conn_data::<Actor>() {
        let asker = Asker::operator(operator.clone()).under(idempotency_key);
        return Ok(May { asker, session: None, act: PhantomData });
    }
    let site = request.app_data::<Data<Site>>().ok_or_else(Problem::nobody)?;
    let SignedIn { mut grant, token, session } = signed_in(request, site)?;
    let on_behalf_of = on_behalf_of(request)?;
    if let Some(producer) = on_behalf_of {
        grant.on_behalf_of = Some(producer);
    }
    let account = grant.account;
    let kind = grant.role.kind();
    let authority = Authority::Person(grant);
    authority.may_do::<A>().map_err(|error| Problem::not_permitted(&error))?;
    let asker = Asker {
        actor: Actor::Person { account, token, on_behalf_of },
        authority,
        origin: Some(origin(request)),
        idempotency_key,
    };
    if let Some(producer) = on_behalf_of {
        // Whoever acts for somebody works for their office, and reaches them.
        match kind {
            RoleKind::Clerk | RoleKind::Officer => drop(site.service.producer(&asker, producer)?),
            RoleKind::Producer | RoleKind::Inspector | RoleKind::Administrator => {
                return Err(Problem::not_permitted(&crate::access::NotPermitted::Role));
            }
        }
    }
    Ok(May { asker, session, act: PhantomData })
}

/// Who shows a token or a cookie that is good now. A token that is not good is never taken for a cookie's sake.
fn signed_in(request: &HttpRequest, site: &Site) -> Result<SignedIn, Problem> {
    if let Some(value) = request.headers().get(AUTHORIZATION) {
        let text = value.to_str().unwrap_or_default();
        let text = text.strip_prefix("Bearer ").unwrap_or_default();
        let token = ApiTokenText::parse(text.trim()).map_err(|error| Problem::bad_token(&error))?;
        return site.service.by_token(&token).ok_or_else(Problem::token_over);
    }
    let session = session_of(request).ok_or_else(Problem::nobody)?;
    site.service.by_session(&session.hash()).ok_or_else(Problem::nobody)
}

/// The secret of the session's cookie.
pub(super) fn session_of(request: &HttpRequest) -> Option<OneTimeSecret> {
    OneTimeSecret::parse(request.cookie(SESSION_COOKIE)?.value())
}

/// The person who asks, if it is one: whoever they are, for whatever they ask.
pub(super) fn person(request: &HttpRequest, site: &Site) -> Option<Asker> {
    if request.conn_data::<Actor>().is_some() {
        return None;
    }
    let SignedIn { grant, token, .. } = signed_in(request, site).ok()?;
    Some(Asker {
        actor: Actor::Person { account: grant.account, token, on_behalf_of: None },
        authority: Authority::Person(grant),
        origin: Some(origin(request)),
        idempotency_key: None,
    })
}

fn on_behalf_of(request: &HttpRequest) -> Result<Option<ProducerNumber>, Problem> {
    let Some(value) = request.headers().get(ON_BEHALF_OF) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    number.map(Some).ok_or_else(|| Problem::bad_header("On-Behalf-Of", "the number of a producer"))
}

/// From where a request came: its network, and what the program says of itself.
pub(super) fn origin(request: &HttpRequest) -> Origin {
    let network = Client::of_request(request).map(Client::network_in_words).unwrap_or_default();
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    Origin::new(network, agent.unwrap_or_default())
}
