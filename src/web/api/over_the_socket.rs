//! The operator asks over the control socket as any HTTP client does.

use std::{
    io::{Read, Write},
    os::unix::net::{UnixListener, UnixStream},
};

use actix_web::rt;
use serde_json::{Value, json};

use crate::web::{
    server::{Listeners, serve},
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
        let settings = crate::app::PublicSide::default();
        let listeners = Listeners { public: listener, control, metrics: None };
        let servers = serve(service.service.clone(), folders, settings, listeners);
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
            let (status, held) = ask(test, &format!("POST /api/v1/{path}"), "", hold.clone()).await;
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
        let other =
            json!({ "targets": [{ "batch": 2 }], "reason": "other", "review_on": "2026-11-27" });
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
            ("POST /api/v1/batches", json!({ "certificate": 1, "quantity": 5000 }), 422, "quota"),
            ("GET /api/v1/batches/99/stamps?from=0&to=1", Value::Null, 404, "unknown_batch"),
            ("GET /api/v1/batches/1/stamps?from=5&to=10", Value::Null, 422, "range"),
            ("GET /api/v1/batches/1/stamps?from=0&to=10000", Value::Null, 422, "too_many_stamps"),
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
            ("GET /api/v1/batches", Value::Null, 200, ""),
            ("GET /api/v1/revocations", Value::Null, 405, "method_not_allowed"),
            ("GET /api/v1/nothing", Value::Null, 404, "not_found"),
            ("GET /api/v1/office", Value::Null, 200, ""),
            ("GET /api/v1/clock", Value::Null, 200, ""),
            ("POST /api/v1/clock/confirm", json!({}), 200, ""),
            // What this ledger has no files for.
            ("POST /api/v1/bases", json!({}), 503, "unavailable"),
            ("GET /healthz", Value::Null, 200, ""),
        ] {
            let (found, answer) = ask(test, request, "", body).await;
            assert_eq!(found, status, "{request}: {answer}");
            assert_eq!(answer["code"].as_str().unwrap_or_default(), code, "{request}");
        }
    });
}
