//! The front of the public side: what every request passes before it is answered, and what every answer is given,
//! whoever made it. The control socket has none of it.

use std::{
    future::Future,
    num::NonZeroU32,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_http::Request;
use actix_service::{Service, ServiceFactory, forward_ready};
use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    body::BoxBody,
    dev::{AppConfig, RequestHead, Response},
    web::Data,
};

use super::{negotiation::Asked, page, problem::Problem, site::Site, way_in::way_in};

// Who asks, and how often.
pub(super) mod client;
mod debts;
pub(super) mod limits;

// Large bodies.
pub(super) mod memory;

// Requests that a page of another site has a browser send.
pub(super) mod cross_origin;

// What browsers are told to refuse.
mod headers;

use client::Client;
use headers::Protection;
use limits::{Class, Left};
use memory::Room;

/// The public side, as the server and the tests ask it.
pub(super) fn public_side(
    site: Data<Site>,
) -> impl ServiceFactory<
    Request,
    Config = AppConfig,
    Response = Response<BoxBody>,
    Error = Error,
    InitError = (),
> + 'static {
    FrontFactory { way_in: way_in(site.clone()), site }
}

/// Makes the front of each worker.
struct FrontFactory<W> {
    site: Data<Site>,
    way_in: W,
}

impl<W> ServiceFactory<Request> for FrontFactory<W>
where
    W: ServiceFactory<Request, Response = Response<BoxBody>, Error = Error>,
    W::Future: 'static,
    <W::Service as Service<Request>>::Future: Unpin,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Config = W::Config;
    type Service = Front<W::Service>;
    type InitError = W::InitError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Service, Self::InitError>>>>;

    fn new_service(&self, config: W::Config) -> Self::Future {
        let (site, way_in) = (self.site.clone(), self.way_in.new_service(config));
        let protection = Protection::of(&site.service.office().base_url);
        Box::pin(async move {
            Ok(Front { desk: Rc::new(Desk { site, protection }), way_in: way_in.await? })
        })
    }
}

/// The front of a worker.
struct Front<W> {
    desk: Rc<Desk>,
    way_in: W,
}

/// What the front of a worker works with.
struct Desk {
    site: Data<Site>,
    protection: Protection,
}

impl<W> Service<Request> for Front<W>
where
    W: Service<Request, Response = Response<BoxBody>, Error = Error>,
    W::Future: Unpin,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Future = Passing<W::Future>;

    forward_ready!(way_in);

    fn call(&self, request: Request) -> Self::Future {
        let (answering, pass) = match self.desk.admit(&request) {
            Ok(pass) => (Answering::Asked(self.way_in.call(request)), pass),
            Err(refused) => (Answering::Refused(Some(refused.into())), Pass::default()),
        };
        Passing { desk: self.desk.clone(), answering, pass }
    }
}

/// What a request that may pass has with it until it is answered.
#[derive(Default)]
struct Pass {
    /// What its network may still ask for.
    left: Option<Left>,
    /// Memory for its body.
    _room: Option<Room>,
}

impl Desk {
    /// Lets a request pass, or answers who may not.
    fn admit(&self, request: &Request) -> Result<Pass, HttpResponse> {
        let (head, site) = (request.head(), &self.site);
        let client = Client::of(head, &site.settings);
        let class = Class::of_path(head.uri.path());
        let counted = site.limits.count(class, client, NonZeroU32::MIN);
        let left = counted.transpose().map_err(|too_many| {
            let asked = self.asked(head);
            let problem = Problem::too_many(too_many, asked.language);
            site.refuse(&asked, &problem, page::render_too_many)
        })?;
        let own_origin = site.service.office().base_url.as_str();
        if cross_origin::is_forged(&head.method, &head.headers, own_origin) {
            let asked = self.asked(head);
            let problem = Problem::from_another_site(asked.language);
            return Err(site.refuse(&asked, &problem, page::render_from_another_site));
        }
        match class {
            // There are too many scans to tell each what is left, and nothing else of them is counted.
            Class::Scan => Ok(Pass::default()),
            Class::Guess | Class::SignIn | Class::Other => {
                if let Some(client) = client {
                    request.extensions_mut().insert(client);
                }
                let room = site.memory.for_request(head);
                let room = room.map_err(|memory::Exhausted| Problem::busy().error_response())?;
                Ok(Pass { left, _room: room })
            }
        }
    }

    fn asked<'r>(&'r self, head: &'r RequestHead) -> Asked<'r> {
        let languages = &self.site.service.office().languages;
        match head.uri.path().starts_with("/api/") {
            true => Asked::in_json(head, languages),
            false => Asked::of(head, languages),
        }
    }

    /// What every answer is given.
    fn finish(&self, response: Response<BoxBody>, left: Option<Left>) -> Response<BoxBody> {
        let mut response = self
            .site
            .memory
            .for_answer(response)
            .unwrap_or_else(|memory::Exhausted| Problem::busy().error_response().into());
        let headers = response.headers_mut();
        self.protection.add(headers);
        // A handler that counted something of its own has said so.
        if let Some(left) = left.filter(|_| !headers.contains_key(limits::RATELIMIT)) {
            left.add_to(headers);
        }
        response
    }
}

/// An answer on its way out.
struct Passing<F> {
    desk: Rc<Desk>,
    answering: Answering<F>,
    pass: Pass,
}

enum Answering<F> {
    Refused(Option<Response<BoxBody>>),
    Asked(F),
}

impl<F> Future for Passing<F>
where
    F: Future<Output = Result<Response<BoxBody>, Error>> + Unpin,
{
    type Output = Result<Response<BoxBody>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = match &mut self.answering {
            Answering::Refused(refused) => Poll::Ready(refused.take().expect("polled once")),
            Answering::Asked(answer) => Pin::new(answer)
                .poll(context)
                .map(|answer| answer.unwrap_or_else(|error| error.error_response().into())),
        };
        answer.map(|answer| Ok(self.desk.finish(answer, self.pass.left)))
    }
}

#[cfg(test)]
mod tests;
