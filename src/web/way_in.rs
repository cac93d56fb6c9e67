//! The way in to the public side: printed codes are answered here, everything else goes to the routes.
//!
//! Nearly all requests ask for a printed code, whose path is 192 digits. A router would decode it and hold it against
//! every other path first. And where many ask at once, codes that are checked together take three quarters of the
//! time: those that a worker finds waiting at its sockets are gathered, and answered when it has read them all.
//! Nobody waits for a clock, and who asks alone is answered at once. What a code is answered is `scan`'s to say, to
//! which the routes lead as well.

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_http::Request;
use actix_service::{IntoServiceFactory, Service, ServiceFactory, forward_ready};
use actix_web::{
    App, Error, HttpResponse, ResponseError,
    body::BoxBody,
    dev::{AppConfig, RequestHead, Response, ServiceResponse},
    http::Method,
    rt,
    web::Data,
};
use tokio::sync::oneshot;

use super::{
    negotiation::Asked,
    problem::Problem,
    routes::public_routes,
    scan::{Question, answer_many},
    site::Site,
};
use crate::{
    app::Languages,
    stamp::{Code, ScannedStamp},
};

/// The way in with the routes behind it.
pub(super) fn way_in(
    site: Data<Site>,
) -> impl ServiceFactory<
    Request,
    Config = AppConfig,
    Response = Response<BoxBody>,
    Error = Error,
    InitError = (),
    Service: Service<Request, Future: Unpin>,
    Future: 'static,
> + 'static {
    let routes = App::new().configure(public_routes(site.clone())).into_factory();
    Factory { site, routes }
}

/// Makes the way in of each worker.
struct Factory<R> {
    site: Data<Site>,
    routes: R,
}

impl<R> ServiceFactory<Request> for Factory<R>
where
    R: ServiceFactory<Request, Response = ServiceResponse>,
    R::Future: 'static,
    <R::Service as Service<Request>>::Future: Unpin,
{
    type Response = Response<BoxBody>;
    type Error = R::Error;
    type Config = R::Config;
    type Service = WayIn<R::Service>;
    type InitError = R::InitError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Service, Self::InitError>>>>;

    fn new_service(&self, config: R::Config) -> Self::Future {
        let (site, routes) = (self.site.clone(), self.routes.new_service(config));
        Box::pin(async move { Ok(WayIn { site, routes: routes.await?, waiting: Rc::default() }) })
    }
}

/// The way in of a worker.
struct WayIn<R> {
    site: Data<Site>,
    routes: R,
    waiting: Rc<RefCell<Vec<Waiting>>>,
}

/// A request for a printed code.
struct Waiting {
    request: Request,
    stamp: ScannedStamp,
    reply: oneshot::Sender<HttpResponse>,
}

impl<R> Service<Request> for WayIn<R>
where
    R: Service<Request, Response = ServiceResponse>,
    R::Future: Unpin,
{
    type Response = Response<BoxBody>;
    type Error = R::Error;
    type Future = Answering<R::Future>;

    forward_ready!(routes);

    fn call(&self, request: Request) -> Self::Future {
        match printed_code(request.head()) {
            Some(stamp) => Answering::Gathered(self.gather(request, stamp)),
            None => Answering::Routed(self.routes.call(request)),
        }
    }
}

/// The code of `GET /{192 digits}`.
fn printed_code(head: &RequestHead) -> Option<ScannedStamp> {
    if head.method != Method::GET {
        return None;
    }
    Code::printed_of_path(head.uri.path())
}

impl<R> WayIn<R> {
    fn gather(&self, request: Request, stamp: ScannedStamp) -> oneshot::Receiver<HttpResponse> {
        let (reply, answer) = oneshot::channel();
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            // A new task stands behind those that the sockets have woken, which may bring more codes.
            let (site, waiting) = (self.site.clone(), self.waiting.clone());
            rt::spawn(async move { answer_gathered(&site, waiting.take()) });
        }
        waiting.push(Waiting { request, stamp, reply });
        answer
    }
}

impl Waiting {
    fn question<'w>(&'w self, languages: &'w Languages) -> Question<'w> {
        let head = self.request.head();
        Question { head, asked: Asked::of(head, languages), code: Code::Printed(self.stamp) }
    }
}

fn answer_gathered(site: &Site, gathered: Vec<Waiting>) {
    let languages = &site.service.office().languages;
    let questions: Vec<_> = gathered.iter().map(|waiting| waiting.question(languages)).collect();
    let responses = each_answered(
        &questions,
        |questions| answer_many(site, questions),
        || Problem::failed(&AnswerPanicked).error_response(),
    );
    for (waiting, response) in gathered.into_iter().zip(responses) {
        // Nobody takes it who went away meanwhile.
        let _ = waiting.reply.send(response);
    }
}

/// Why a code got no answer, beside what the panic itself said.
#[derive(Debug, thiserror::Error)]
#[error("the answer to a printed code panicked")]
struct AnswerPanicked;

/// Answers questions together. If that panics, each is answered alone, so that nobody is left without an answer for
/// a neighbour's code. Nothing that is half done is kept: an answer reads a snapshot and writes what is its own.
fn each_answered<Q, R>(
    questions: &[Q],
    answer: impl Fn(&[Q]) -> Vec<R>,
    failed: impl Fn() -> R,
) -> Vec<R> {
    let caught = |questions: &[Q]| catch_unwind(AssertUnwindSafe(|| answer(questions)));
    if let Ok(answers) = caught(questions) {
        return answers;
    }
    let alone = |question| caught(question).ok().and_then(|mut answers| answers.pop());
    questions.chunks(1).map(|question| alone(question).unwrap_or_else(&failed)).collect()
}

/// An answer that comes with those of others, or from a route.
enum Answering<F> {
    Gathered(oneshot::Receiver<HttpResponse>),
    Routed(F),
}

impl<F, E> Future for Answering<F>
where
    F: Future<Output = Result<ServiceResponse, E>> + Unpin,
{
    type Output = Result<Response<BoxBody>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Gathered(response) => Pin::new(response).poll(context).map(|response| {
                let failed = |lost| Problem::failed(&lost).error_response();
                Ok(response.unwrap_or_else(failed).into())
            }),
            Self::Routed(response) => {
                Pin::new(response).poll(context).map(|response| Ok(response?.into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{
        body::to_bytes,
        http::header::HeaderMap,
        test::{self, TestRequest},
    };

    use super::*;
    use crate::web::test_service::{self, Reply, TestService};

    async fn routed(test: &TestService, request: TestRequest) -> Reply {
        let routes = App::new().configure(public_routes(test.site.clone()));
        let routes = test::init_service(routes).await;
        let response = test::call_service(&routes, request.to_request()).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Reply { status, headers, body: test::read_body(response).await.to_vec() }
    }

    fn sorted(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
        let mut sorted: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect();
        sorted.sort();
        sorted
    }

    async fn answered(test: &TestService, request: TestRequest) -> Reply {
        let way_in = way_in(test.site.clone()).new_service(AppConfig::default());
        let way_in = way_in.await.expect("routes without a fault");
        let response = way_in.call(request.to_request()).await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.expect("bytes that lie ready");
        Reply { status, headers, body: body.to_vec() }
    }

    /// The same answer from the way in as from the routes, which know nothing of it.
    async fn check(test: &TestService, method: Method, target: &str, etag: &str) {
        for accept in ["application/json", "text/html"] {
            let request = || {
                let request = TestRequest::with_uri(target).method(method.clone());
                let request = request.insert_header(("Accept", accept));
                request.insert_header(("If-None-Match", etag))
            };
            let (answered, routed) =
                (answered(test, request()).await, routed(test, request()).await);
            assert_eq!(answered.status, routed.status, "{method} {target}");
            assert_eq!(sorted(&answered.headers), sorted(&routed.headers), "{method} {target}");
            assert_eq!(answered.body, routed.body, "{method} {target}");
        }
    }

    #[test]
    fn a_printed_code_is_answered_as_the_routes_answer_it() {
        test_service::run(async |test| {
            test.settled().await;
            let digits = test.digits(1, 0);
            for target in [
                format!("/{digits}"),
                format!("/{digits}?lang=en&fbclid=1"),
                format!("/{}", test.digits(1, 1)),
                format!("/{}", test.digits(4, 0)),
                format!("/{}", "0".repeat(192)),
                format!("/{}", "9".repeat(192)),
                format!("/{digits}/"),
                format!("/{digits}0"),
                format!("/%3{digits}"),
                test.gs1_path(1, 0),
                "/".to_owned(),
                "/nowhere".to_owned(),
            ] {
                for method in [Method::GET, Method::HEAD, Method::POST] {
                    check(&test, method, &target, "").await;
                }
            }
            let answer = test.get_json(&format!("/{digits}")).await;
            check(&test, Method::GET, &format!("/{digits}"), answer.header("etag")).await;
        });
    }

    #[test]
    fn who_is_gathered_with_a_panic_is_answered_all_the_same() {
        let answer = |questions: &[u32]| -> Vec<String> {
            questions
                .iter()
                .map(|question| {
                    assert_ne!(*question, 7, "what an answer of ours never does");
                    question.to_string()
                })
                .collect()
        };
        let failed = || "failed".to_owned();
        assert_eq!(each_answered(&[1, 2, 3], answer, failed), ["1", "2", "3"]);
        assert_eq!(each_answered(&[1, 7, 3, 7], answer, failed), ["1", "failed", "3", "failed"]);
    }

    #[test]
    fn codes_that_are_gathered_are_each_answered_with_their_own_answer() {
        test_service::run(async |test| {
            // Answers tell the newest checkpoint: none comes between those that are compared.
            test.settled().await;
            let way_in = way_in(test.site.clone()).new_service(AppConfig::default());
            let way_in = way_in.await.expect("routes without a fault");
            let places = [(1, 0), (1, 1), (1, 2), (2, 0), (4, 0), (5, 0), (6, 0)];
            // More of them than signatures are grouped; one is known to the client, and one client goes away.
            let codes: Vec<_> = places
                .iter()
                .cycle()
                .take(80)
                .map(|(batch, at)| test.digits(*batch, *at))
                .collect();
            let known = test.get_json(&format!("/{}", codes[3])).await;
            let request = |place: usize, code: &String| {
                let request = TestRequest::with_uri(&format!("/{code}"));
                let request = request.insert_header(("Accept", "application/json"));
                let etag = if place == 3 { known.header("etag") } else { "" };
                request.insert_header(("If-None-Match", etag)).to_request()
            };
            let mut calls: Vec<_> = codes
                .iter()
                .enumerate()
                .map(|(place, code)| Some(way_in.call(request(place, code))))
                .collect();
            calls[5] = None;
            for (place, (call, code)) in calls.into_iter().zip(&codes).enumerate() {
                let Some(call) = call else { continue };
                let response = call.await.expect("an answer");
                assert_eq!(response.status(), if place == 3 { 304 } else { 200 });
                let body = to_bytes(response.into_body()).await.expect("bytes that lie ready");
                let alone = test.get_json(&format!("/{code}")).await.body;
                assert_eq!(body, if place == 3 { Vec::new() } else { alone }, "{place}");
            }
        });
    }
}
