//! Who asks over the control socket: whoever the operating system says is at its other end
//! (`SO_PEERCRED`). The socket's mode keeps others out.

use std::{
    any::Any,
    future::{Ready, ready},
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::{Extensions, Payload},
    http::header::HeaderName,
    rt::net::UnixStream,
};
use nix::unistd::{Uid, User};

use super::problem::Problem;
use crate::{access::Actor, app::Asker, ledger::IdempotencyKey};

/// The key under which a second asking finds the first one's outcome.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

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

/// The operator, with the key of the request. A handler that takes it can't run for anybody else.
pub(super) struct Operator(pub(super) Asker);

impl FromRequest for Operator {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(operator(request))
    }
}

fn operator(request: &HttpRequest) -> Result<Operator, Problem> {
    let actor = request.conn_data::<Actor>().cloned().ok_or_else(Problem::no_operator)?;
    let idempotency_key = match request.headers().get(IDEMPOTENCY_KEY) {
        Some(value) => {
            let text = value.to_str().unwrap_or_default();
            Some(IdempotencyKey::parse(text).map_err(|error| Problem::from(&error))?)
        }
        None => None,
    };
    Ok(Operator(Asker { actor, idempotency_key }))
}
