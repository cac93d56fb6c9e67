//! The front of the public side: what every request passes before it is answered, and what every answer is given,
//! whoever made it. The control socket has none of it.

use std::{
    future::Future,
    num::NonZeroU32,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
};

use actix_http::Request;
use actix_service::{Service, ServiceFactory, forward_ready};
use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    body::BoxBody,
    dev::{AppConfig, RequestHead, Response},
    http::StatusCode,
    web::Data,
};
use tracing::Span;

use super::{
    messages::Language,
    metrics::{TurnedAway, WorkerCounts},
    negotiation::Asked,
    page,
    problem::Problem,
    response,
    routes::PublicPath,
    site::Site,
    way_in::way_in,
};

// Who asks, and how often.
pub(super) mod client;
mod debts;
pub(super) mod limits;

// Large bodies.
pub(super) mod memory;

// Requests that a page of another site has a browser send.
pub(super) mod cross_origin;

// Names of requests, and what the log says of them.
mod request_id;

// What browsers are told to refuse.
mod headers;

use client::Client;
use headers::Protection;
use limits::{Class, Left};
use memory::Room;
use request_id::{Account, RequestId, RequestIds, X_REQUEST_ID};

/// The public side, as the server asks it, and who measures or tests it without a network.
pub fn public_side(
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
            Ok(Front {
                desk: Rc::new(Desk {
                    counts: site.metrics.of_a_worker(),
                    site,
                    protection,
                    ids: RequestIds::default(),
                }),
                way_in: way_in.await?,
            })
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
    ids: RequestIds,
    counts: Arc<WorkerCounts>,
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
        let account = Account::of(request.method(), request.path());
        let is_scan = Class::of_path(request.path()) == Class::Scan;
        let languages = &self.desk.site.service.office().languages;
        // What a scan is told has words of its own.
        let language = match is_scan {
            true => languages.first(),
            false => Asked::language_of_problems(request.head(), languages),
        };
        // A scan gets its name if it is not answered as one.
        let id = (!is_scan).then(|| self.desk.ids.next());
        let request_id = id.as_ref().map(RequestId::as_str);
        let span = request_id.map(|request_id| tracing::info_span!("request", request_id));
        let (answering, pass) = match self.desk.admit(&request) {
            Ok(pass) => {
                let _entered = span.as_ref().map(Span::enter);
                (Answering::Asked(self.way_in.call(request)), pass)
            }
            Err(refused) => (Answering::Refused(Some((*refused).into())), Pass::default()),
        };
        Passing { desk: self.desk.clone(), answering, pass, account, language, id, span }
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
    fn admit(&self, request: &Request) -> Result<Pass, Box<HttpResponse>> {
        let (head, site) = (request.head(), &self.site);
        let client = Client::of(head, &site.settings);
        let class = Class::of_path(head.uri.path());
        let counted = site.limits.count(class, client, NonZeroU32::MIN);
        let left = counted.transpose().map_err(|too_many| {
            site.metrics.turned_away(TurnedAway::RateLimit);
            let asked = self.asked(head);
            let problem = Problem::too_many(too_many, asked.language);
            Box::new(site.refuse(&asked, &problem, page::render_too_many))
        })?;
        let own_origin = site.service.office().base_url.as_str();
        if cross_origin::is_forged(&head.method, &head.headers, own_origin) {
            let asked = self.asked(head);
            let problem = Problem::from_another_site(asked.language);
            site.metrics.turned_away(TurnedAway::AnotherSite);
            return Err(Box::new(site.refuse(&asked, &problem, page::render_from_another_site)));
        }
        match class {
            // There are too many scans to tell each what is left, and nothing else of them is counted.
            Class::Scan => Ok(Pass::default()),
            Class::Guess | Class::SignIn | Class::Other => {
                if let Some(client) = client {
                    request.extensions_mut().insert(client);
                }
                let room = site.memory.for_request(head);
                let room = room.map_err(|memory::Exhausted| {
                    site.metrics.turned_away(TurnedAway::Memory);
                    Box::new(Problem::busy().error_response())
                })?;
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
    fn finish(
        &self,
        response: Response<BoxBody>,
        left: Option<Left>,
        route: PublicPath,
    ) -> Response<BoxBody> {
        let mut response = self
            .site
            .memory
            .for_answer(response)
            .unwrap_or_else(|memory::Exhausted| Problem::busy().error_response().into());
        // What a handler answers says itself whether it is shared; a problem does not know where it arose.
        if route.is_shared() && response.extensions().contains::<Problem>() {
            response::share(response.headers_mut());
        }
        let headers = response.headers_mut();
        self.protection.add(headers);
        // A handler that counted something of its own has said so.
        if let Some(left) = left.filter(|_| !headers.contains_key(limits::RATELIMIT)) {
            left.add_to(headers);
        }
        response
    }
}

/// The answer with its request's name; a problem has it in its body too, and a title in the asker's language.
fn named(mut answer: Response<BoxBody>, id: &RequestId, language: Language) -> Response<BoxBody> {
    let problem = answer.extensions_mut().remove::<Problem>();
    let mut answer = match problem {
        Some(problem) => {
            answer.set_body(BoxBody::new(problem.into_named_body(language, id.as_str())))
        }
        None => answer,
    };
    answer.headers_mut().insert(X_REQUEST_ID, id.header_value());
    answer
}

/// An answer on its way out.
struct Passing<F> {
    desk: Rc<Desk>,
    answering: Answering<F>,
    pass: Pass,
    account: Account,
    /// In which a problem is told.
    language: Language,
    id: Option<RequestId>,
    /// Log lines that are written meanwhile have the request's name.
    span: Option<Span>,
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

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let _entered = this.span.as_ref().map(Span::enter);
        let answer = match &mut this.answering {
            Answering::Refused(refused) => Poll::Ready(refused.take().expect("polled once")),
            Answering::Asked(answer) => Pin::new(answer)
                .poll(context)
                .map(|answer| answer.unwrap_or_else(|error| error.error_response().into())),
        };
        answer.map(|answer| {
            let answer = this.desk.finish(answer, this.pass.left, this.account.route());
            this.account.count(&this.desk.counts, answer.status());
            if matches!(this.answering, Answering::Asked(_))
                && answer.status() == StatusCode::TOO_MANY_REQUESTS
            {
                this.desk.site.metrics.turned_away(TurnedAway::Throttled);
            }
            let is_answered_scan = this.id.is_none()
                && (answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED);
            if is_answered_scan {
                return Ok(answer);
            }
            let id = this.id.take().unwrap_or_else(|| this.desk.ids.next());
            this.account.write(&id, answer.status());
            Ok(named(answer, &id, this.language))
        })
    }
}

#[cfg(test)]
mod tests;
