//! The front of the public side: what every request passes before it is answered, and what every answer is given,
//! whoever made it. The control socket has none of it.

use std::{
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_http::Request;
use actix_service::{Service, ServiceFactory, forward_ready};
use actix_web::{
    Error, HttpResponse, ResponseError,
    body::BoxBody,
    dev::{AppConfig, RequestHead, Response},
    web::Data,
};

use super::{
    negotiation::{Asked, Representation},
    page::{self, facts},
    problem::Problem,
    response,
    site::Site,
    way_in::way_in,
};

// Requests that a page of another site has a browser send.
pub(super) mod cross_origin;

// What browsers are told to refuse.
mod headers;

use headers::Protection;

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
        let answering = match self.desk.refusal(request.head()) {
            Some(refused) => Answering::Refused(Some(refused.into())),
            None => Answering::Asked(self.way_in.call(request)),
        };
        Passing { desk: self.desk.clone(), answering }
    }
}

impl Desk {
    /// The answer to who may not pass.
    fn refusal(&self, head: &RequestHead) -> Option<HttpResponse> {
        let own_origin = self.site.service.office().base_url.as_str();
        if cross_origin::is_forged(&head.method, &head.headers, own_origin) {
            let language = self.asked(head).language;
            return Some(self.refuse(
                head,
                &Problem::from_another_site(language),
                page::render_from_another_site,
            ));
        }
        None
    }

    /// A problem for programs, its page for people.
    fn refuse(
        &self,
        head: &RequestHead,
        problem: &Problem,
        render: fn(&page::view::Frame) -> String,
    ) -> HttpResponse {
        let asked = self.asked(head);
        match asked.representation {
            Representation::Json => problem.error_response(),
            Representation::Page => {
                let frame = facts::frame(self.site.service.office(), &asked);
                let mut response = response::page(problem.status_code(), render(&frame));
                problem.add_headers(response.headers_mut());
                response
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
    fn finish(&self, mut response: Response<BoxBody>) -> Response<BoxBody> {
        self.protection.add(response.headers_mut());
        response
    }
}

/// An answer on its way out.
struct Passing<F> {
    desk: Rc<Desk>,
    answering: Answering<F>,
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
        answer.map(|answer| Ok(self.desk.finish(answer)))
    }
}

#[cfg(test)]
mod tests;
