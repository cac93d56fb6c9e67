//! The operator's requests, over the control socket: the JSON that the API for signed-in people will
//! have. What each does is the use case's; none of these paths exists on the public listener.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use super::{operator::Operator, problem::Problem, response, site::Site};
use crate::{
    app::{
        AddKeyRequest, BatchStamps, CompromiseRequest, HoldRequest, IssueRequest, LiftRequest,
        PrintableStamps, UseCaseError,
    },
    log::{Hold, Target},
    signing::SignedStamp,
    stamp::{BatchNumber, KeyNumber},
};

/// The largest body: `MOST_TARGETS` targets and a note, with room.
pub(super) const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// The most stamps that one request may sign: it keeps a worker for a fifth of a second.
const MOST_STAMPS: u64 = 10_000;

/// `GET /api/v1/office`: what the data folder was made for.
pub(super) async fn office(_: Operator, site: web::Data<Site>) -> HttpResponse {
    response::json(StatusCode::OK, site.service.office())
}

/// `POST /api/v1/batches`: issues a batch; its stamps may be signed from then on.
pub(super) async fn issue_batch(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<IssueRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.issue_batch(asker, &request).await)
}

/// Which stamps of a batch, both ends within.
#[derive(Deserialize)]
pub(super) struct StampRange {
    from: u32,
    to: u32,
}

impl StampRange {
    /// The same, unless it is more than a worker should be kept for.
    fn within_limits(&self) -> Result<Self, Problem> {
        let Self { from, to } = *self;
        let count = (u64::from(to) + 1).saturating_sub(u64::from(from));
        if count > MOST_STAMPS {
            return Err(Problem::too_many_stamps(count, MOST_STAMPS));
        }
        Ok(Self { from, to })
    }
}

/// `GET /api/v1/batches/{batch}/stamps?from=&to=`: signs stamps; the same again gives the same.
pub(super) async fn stamps(
    _: Operator,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    range: web::Query<StampRange>,
) -> Result<HttpResponse, Problem> {
    let StampRange { from, to } = range.within_limits()?;
    let stamps = site.service.sign_stamps(batch.into_inner(), from, to).await?;
    let digits = stamps.iter().map(SignedStamp::digits).collect();
    Ok(response::json(StatusCode::OK, &BatchStamps { digits }))
}

/// `GET /api/v1/batches/{batch}/label`: what its labels say.
pub(super) async fn batch_label(
    _: Operator,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
) -> Result<HttpResponse, Problem> {
    Ok(response::json(StatusCode::OK, &site.service.batch_label(batch.into_inner())?))
}

/// `GET /api/v1/batches/{batch}/printable?from=&to=`: stamps in every spelling, for labels.
pub(super) async fn printable_stamps(
    _: Operator,
    site: web::Data<Site>,
    batch: web::Path<BatchNumber>,
    range: web::Query<StampRange>,
) -> Result<HttpResponse, Problem> {
    let StampRange { from, to } = range.within_limits()?;
    let stamps = site.service.printable_stamps(batch.into_inner(), from, to).await?;
    Ok(response::json(StatusCode::OK, &PrintableStamps { stamps }))
}

/// `POST /api/v1/revocations`
pub(super) async fn revoke(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.hold(asker, Hold::Revoked, &request).await)
}

/// `POST /api/v1/suspensions`
pub(super) async fn suspend(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<HoldRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.hold(asker, Hold::Suspended, &request).await)
}

/// What a revocation or suspension would hit is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewRequest {
    targets: Vec<Target>,
}

/// `POST /api/v1/holds/preview`: says what would be hit, and changes nothing.
pub(super) async fn preview_hold(
    _: Operator,
    site: web::Data<Site>,
    request: web::Json<PreviewRequest>,
) -> Result<HttpResponse, Problem> {
    Ok(response::json(StatusCode::OK, &site.service.preview_hold(&request.targets)?))
}

/// `GET /api/v1/holds/{index}`: says what lifting that entry would take back.
pub(super) async fn preview_lift(
    _: Operator,
    site: web::Data<Site>,
    index: web::Path<u64>,
) -> Result<HttpResponse, Problem> {
    Ok(response::json(StatusCode::OK, &site.service.preview_lift(index.into_inner())?))
}

/// `POST /api/v1/lifts`: takes a suspension, or a mistaken revocation, back.
pub(super) async fn lift(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<LiftRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.lift(asker, &request).await)
}

/// `POST /api/v1/keys`
pub(super) async fn add_key(
    Operator(asker): Operator,
    site: web::Data<Site>,
    request: web::Json<AddKeyRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.add_key(asker, &request).await)
}

/// `POST /api/v1/keys/{key}/retire`; the body says nothing.
pub(super) async fn retire_key(
    Operator(asker): Operator,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.retire_key(asker, key.into_inner()).await)
}

/// `POST /api/v1/keys/{key}/compromise`
pub(super) async fn compromise_key(
    Operator(asker): Operator,
    site: web::Data<Site>,
    key: web::Path<KeyNumber>,
    request: web::Json<CompromiseRequest>,
) -> Result<HttpResponse, Problem> {
    entered(site.service.compromise_key(asker, key.into_inner(), &request).await)
}

/// `GET /api/v1/clock`: how the clock stands, and whether changes are refused for it.
pub(super) async fn clock(_: Operator, site: web::Data<Site>) -> HttpResponse {
    response::json(StatusCode::OK, &site.service.clock())
}

/// `POST /api/v1/clock/confirm`: the operator's word that the clock is right; the body says nothing.
pub(super) async fn confirm_clock(
    Operator(asker): Operator,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    Ok(response::json(StatusCode::OK, &site.service.confirm_clock(asker).await?))
}

/// What a change came to: it is in the log now, and in the answers.
pub(super) fn entered(
    outcome: Result<impl Serialize, UseCaseError>,
) -> Result<HttpResponse, Problem> {
    Ok(response::json(StatusCode::CREATED, &outcome?))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        os::unix::net::{UnixListener, UnixStream},
    };

    use actix_web::{rt, test::TestRequest};
    use serde_json::{Value, json};

    use crate::web::{
        server::serve,
        test_service::{self, TestService},
    };

    /// Asks over the socket as any HTTP client does; status and body.
    async fn ask(test: &TestService, request: &str, key: &str, body: Value) -> (u16, Value) {
        let socket = test.folder.path().join("control.sock");
        let body = body.to_string();
        let request = format!(
            "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{key}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let exchange = move || {
            let mut stream = UnixStream::connect(socket).expect("it listens");
            stream.write_all(request.as_bytes()).expect("it reads");
            let mut reply = String::new();
            stream.read_to_string(&mut reply).expect("it answers");
            reply
        };
        let reply = rt::task::spawn_blocking(exchange).await.expect("it ends");
        let (head, body) = reply.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), serde_json::from_str(body).expect("JSON"))
    }

    /// Runs a test with the control socket listening.
    fn run(test: impl AsyncFnOnce(&TestService)) {
        test_service::run(async |service| {
            let socket = service.folder.path().join("control.sock");
            let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
            let control = UnixListener::bind(socket).expect("a free name");
            let folders = service.site.folders.clone();
            let servers = serve(service.service.clone(), folders, listener, control);
            let servers = servers.expect("both listen");
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let servers = rt::spawn(servers.run_until(async { drop(stopped.await) }));
            test(&service).await;
            drop(stop);
            servers.await.expect("it ends").expect("well");
        });
    }

    #[test]
    fn a_batch_is_issued_once_and_signed_as_often_as_asked() {
        run(async |test| {
            let key = "Idempotency-Key: a\r\n";
            let request = json!({ "certificate": 1, "quantity": 3 });
            let first = ask(test, "POST /api/v1/batches", key, request.clone()).await;
            assert_eq!((first.0, &first.1["quantity"]), (201, &json!(3)), "{}", first.1);
            assert_eq!(ask(test, "POST /api/v1/batches", key, request).await, first);
            let other = json!({ "certificate": 1, "quantity": 4 });
            let (status, problem) = ask(test, "POST /api/v1/batches", key, other).await;
            assert_eq!(status, 422);
            assert_eq!(problem["code"], "idempotency_key_of_another_request");

            let batch = &first.1["batch"];
            let stamps = format!("GET /api/v1/batches/{batch}/stamps?from=0&to=2");
            let (status, stamps) = ask(test, &stamps, "", Value::Null).await;
            assert_eq!((status, stamps["digits"].as_array().map(Vec::len)), (200, Some(3)));
            let codes = json!({ "codes": stamps["digits"] });
            let (_, answer) = ask(test, "POST /api/v1/stamps/verify", "", codes).await;
            assert_eq!(answer["results"][2]["verdict"], "valid");
        });
    }

    #[test]
    fn what_is_revoked_is_lifted_once() {
        run(async |test| {
            let hold = json!({ "targets": [{ "batch": 1 }], "reason": "food_safety" });
            let targets = json!({ "targets": hold["targets"] });
            let (status, preview) = ask(test, "POST /api/v1/holds/preview", "", targets).await;
            assert_eq!((status, &preview["stamps"]), (200, &json!(10)));
            for (path, verdict) in [("suspensions", "suspended"), ("revocations", "revoked")] {
                let (status, held) =
                    ask(test, &format!("POST /api/v1/{path}"), "", hold.clone()).await;
                assert_eq!(status, 201, "{held}");
                let answer = test.get_json(&format!("/{}", test.digits(1, 0))).await.json();
                assert_eq!(answer["verdict"], verdict);
                let lift = json!({ "log_index": held["log_indexes"][0] });
                assert_eq!(ask(test, "POST /api/v1/lifts", "", lift.clone()).await.0, 201);
                let (status, problem) = ask(test, "POST /api/v1/lifts", "", lift).await;
                assert_eq!((status, &problem["code"]), (409, &json!("lifted_before")));
            }
        });
    }

    #[test]
    fn a_request_asked_again_finds_its_outcome_though_its_days_have_passed() {
        run(async |test| {
            let request = json!({
                "targets": [{ "batch": 1 }],
                "reason": "no_traceability_records",
                "review_on": "2026-11-27",
            });
            let suspend = "POST /api/v1/suspensions";
            let (first, again) = ("Idempotency-Key: a\r\n", "Idempotency-Key: b\r\n");
            let made = ask(test, suspend, first, request.clone()).await;
            assert_eq!(made.0, 201, "{}", made.1);
            test.set_time("2026-11-30T03:00:00Z");
            assert_eq!(ask(test, suspend, first, request.clone()).await, made);
            for key in [again, ""] {
                let (status, problem) = ask(test, suspend, key, request.clone()).await;
                assert_eq!((status, &problem["code"]), (422, &json!("review_passed")));
            }
            let other = json!({ "targets": [{ "batch": 2 }], "reason": "other", "review_on": "2026-11-27" });
            let (_, problem) = ask(test, suspend, first, other).await;
            assert_eq!(problem["code"], "idempotency_key_of_another_request");
        });
    }

    #[test]
    fn requests_that_can_not_be_carried_out_say_why() {
        run(async |test| {
            for (request, body, status, code) in [
                (
                    "POST /api/v1/batches",
                    json!({ "certificate": 99, "quantity": 1 }),
                    404,
                    "unknown_certificate",
                ),
                (
                    "POST /api/v1/batches",
                    json!({ "certificate": 2, "quantity": 1 }),
                    422,
                    "certificate_ended",
                ),
                ("POST /api/v1/batches", json!({ "certificate": 1 }), 400, "body"),
                (
                    "POST /api/v1/batches",
                    json!({ "certificate": 1, "quantity": 5000 }),
                    422,
                    "quota",
                ),
                ("GET /api/v1/batches/99/stamps?from=0&to=1", Value::Null, 404, "unknown_batch"),
                ("GET /api/v1/batches/1/stamps?from=5&to=10", Value::Null, 422, "range"),
                (
                    "GET /api/v1/batches/1/stamps?from=0&to=10000",
                    Value::Null,
                    422,
                    "too_many_stamps",
                ),
                ("GET /api/v1/batches/1/stamps", Value::Null, 400, "query"),
                ("GET /api/v1/batches/1/printable?from=0&to=1", Value::Null, 200, ""),
                (
                    "GET /api/v1/batches/1/printable?from=0&to=10000",
                    Value::Null,
                    422,
                    "too_many_stamps",
                ),
                ("GET /api/v1/batches/1/label", Value::Null, 200, ""),
                ("GET /api/v1/batches/99/label", Value::Null, 404, "unknown_batch"),
                ("GET /api/v1/batches/x/stamps?from=0&to=1", Value::Null, 404, "not_found"),
                (
                    "POST /api/v1/revocations",
                    json!({ "targets": [], "reason": "other" }),
                    422,
                    "no_target",
                ),
                (
                    "POST /api/v1/revocations",
                    json!({ "targets": [{ "batch": 1 }], "reason": "x" }),
                    400,
                    "body",
                ),
                ("POST /api/v1/keys/1/retire", json!({}), 201, ""),
                ("POST /api/v1/keys/1/retire", json!({}), 409, "key_retired"),
                ("POST /api/v1/keys/9/compromise", json!({}), 404, "unknown_key"),
                ("GET /api/v1/batches", Value::Null, 405, "method_not_allowed"),
                ("GET /api/v1/nothing", Value::Null, 404, "not_found"),
                ("GET /api/v1/office", Value::Null, 200, ""),
                ("GET /api/v1/clock", Value::Null, 200, ""),
                ("POST /api/v1/clock/confirm", json!({}), 200, ""),
                ("GET /healthz", Value::Null, 200, ""),
            ] {
                let (found, answer) = ask(test, request, "", body).await;
                assert_eq!(found, status, "{request}: {answer}");
                assert_eq!(answer["code"].as_str().unwrap_or_default(), code, "{request}");
            }
        });
    }

    #[test]
    fn none_of_it_exists_on_the_public_side() {
        test_service::run(async |test| {
            for path in [
                "batches",
                "batches/1/stamps?from=0&to=1",
                "batches/1/printable?from=0&to=1",
                "batches/1/label",
                "revocations",
                "suspensions",
                "holds/preview",
                "lifts",
                "keys",
                "keys/1/retire",
                "keys/1/compromise",
                "office",
                "clock",
                "clock/confirm",
            ] {
                let uri = format!("/api/v1/{path}");
                for request in [TestRequest::get(), TestRequest::post()] {
                    let request = request.uri(&uri).insert_header(("Accept", "application/json"));
                    let reply = test.call(request.set_json(json!({}))).await;
                    assert_eq!(
                        (reply.status, reply.json()["code"].as_str()),
                        (404, Some("not_found")),
                        "{path}"
                    );
                }
            }
        });
    }
}
