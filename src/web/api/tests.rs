//! Every path as every role, and with another's numbers; what takes two people.

use actix_web::{http::Method, test::TestRequest};
use serde_json::{Value, json};

use super::{API_ROUTES, OPEN_ROUTES};
use crate::{
    access::{
        AccountNumber, Actor, OneTimeSecret, Origin, Password, PersonalKeyName, Role, RoleKind,
        SecondFactor, SecondFactorCode, SessionStage,
    },
    app::{
        AccessError, Asker, UseCaseError,
        people::{AccountChange, InviteRequest, NewFactor},
    },
    log::Hold,
    registry::{Producer, ProducerNumber, Record},
    web::test_service::{self, ASKED_AT, Reply, TestService, one, producer},
};

// A batch from before it is asked for to its stamps' verdicts.
mod batch_life;

// How much one may ask for.
mod bounds;

// Getting in, and being kept out.
mod getting_in;

// Files for printers, from the order to the last byte.
mod print_jobs;

// What holds stamps back, and who is told.
mod holds;

// Who may ask for what.
mod who_may;

// Who is told of what was done.
mod recorded;

use who_may::WHO_MAY;

const PASSWORD: &str = "cau ca mua thu lua";

/// Somebody who is signed in.
pub(in crate::web) struct Person {
    account: AccountNumber,
    pub(in crate::web) cookie: String,
    factor: SecondFactor,
}

fn operator() -> Asker {
    Asker::operator(Actor::Demo)
}

fn origin(network: &str) -> Origin {
    Origin::new(network, "a browser")
}

/// Makes an account, and signs its person in by the link that invites them.
pub(in crate::web) async fn person(test: &TestService, role: Value, phone: &str) -> Person {
    let role: Role = serde_json::from_value(role).expect("a role");
    let needs_factor = role.needs_second_factor();
    let phone = Some(phone.to_owned().try_into().expect("a number"));
    let request = InviteRequest { role, name: "Người Mẫu".to_owned(), phone, email: None };
    let invited = test.service.invite(&operator(), &request).await.expect("invited");
    let secret = invited.path.strip_prefix("/invitation/").and_then(OneTimeSecret::parse);
    let factor = SecondFactor::new(|bytes| getrandom::fill(bytes).expect("randomness"));
    let new_factor = needs_factor.then(|| NewFactor {
        factor: factor.clone(),
        code: SecondFactorCode::new(&factor.code(test.service.now())),
    });
    let secret = secret.expect("a link");
    let accept = test.service.accept_invitation(
        &secret,
        Password::new(PASSWORD),
        new_factor,
        origin("203.0.113.0/24"),
    );
    let signed = accept.await.expect("accepted");
    let again = test.service.invited_by(&secret).expect_err("a link works once");
    assert!(matches!(again, AccessError::InvitationOver));
    Person { account: invited.account.account, cookie: signed.secret.text(), factor }
}

async fn ask(
    test: &TestService,
    who: Option<&Person>,
    request: &str,
    body: Option<Value>,
) -> Reply {
    let (method, path) = request.split_once(' ').expect("a method and a path");
    let mut asked = TestRequest::with_uri(path)
        .method(Method::from_bytes(method.as_bytes()).expect("a method"))
        .insert_header(("Accept", "application/json"))
        .insert_header((
            "If-Match",
            if path.contains("/accounts/") { "\"2\"" } else { "\"waiting\"" },
        ))
        .insert_header(("Sec-Fetch-Site", "same-origin"));
    if let Some(who) = who {
        asked = asked.insert_header(("Cookie", format!("__Host-session={}", who.cookie)));
    }
    test.call(match body {
        Some(body) => asked.set_json(body),
        None => asked,
    })
    .await
}

fn code(reply: &Reply) -> String {
    serde_json::from_slice::<Value>(&reply.body)
        .ok()
        .and_then(|body| body["code"].as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// One of each role, all of them where batch 1 is theirs.
async fn one_of_each(test: &TestService) -> Vec<(RoleKind, Person)> {
    let rows = [
        (RoleKind::Producer, json!({ "kind": "producer", "producer": 1 })),
        (RoleKind::Clerk, json!({ "kind": "clerk", "commune": "00802" })),
        (RoleKind::Inspector, json!({ "kind": "inspector", "territory": "08" })),
        (RoleKind::Officer, json!({ "kind": "officer", "territory": "08" })),
        (RoleKind::Administrator, json!({ "kind": "administrator" })),
    ];
    let mut people = Vec::new();
    for (place, (kind, role)) in rows.into_iter().enumerate() {
        people.push((kind, person(test, role, &format!("091200000{place}")).await));
    }
    people
}

#[test]
fn every_path_is_for_the_roles_of_the_table_and_for_nobody_else() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let people = one_of_each(&test).await;
        let there: Vec<String> =
            API_ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
        let written: Vec<&str> = WHO_MAY.iter().map(|(request, _)| *request).collect();
        assert_eq!(there, written, "each path stands in the table of who may");
        for (route, (_, roles)) in API_ROUTES.iter().zip(WHO_MAY) {
            // Numbers that nothing has: who may ask is told so, and nothing happens.
            let path: String = route
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { "9999" } else { part })
                .collect::<Vec<_>>()
                .join("/");
            let request = format!("{} {path}", route.method);
            let body = || (route.method != "GET").then(|| json!({}));
            let nobody = ask(&test, None, &request, body()).await;
            assert_eq!(
                (nobody.status, code(&nobody).as_str()),
                (401, "not_signed_in"),
                "{request}"
            );
            for (kind, person) in &people {
                let reply = ask(&test, Some(person), &request, body()).await;
                let is_refused = code(&reply) == "not_permitted";
                let may = roles.split(' ').any(|role| role == format!("{kind:?}"));
                assert_eq!(is_refused, !may, "{request} as {kind:?}: {}", reply.text());
                assert_eq!(reply.status == 403, !may, "{request} as {kind:?}: {}", reply.text());
                assert!(reply.status < 500 && reply.status != 401, "{request} as {kind:?}");
            }
            check_methods(&test, &path, route.path).await;
        }
        for (_, path) in OPEN_ROUTES {
            check_methods(&test, path, path).await;
        }
        let other_method = ask(&test, None, "GET /api/v1/holds/preview", None).await;
        assert_eq!((other_method.status, other_method.header("allow")), (405, "POST"));
        let nowhere = ask(&test, Some(&people[3].1), "GET /api/v1/nowhere", None).await;
        assert_eq!((nowhere.status, code(&nowhere).as_str()), (404, "not_found"));
    });
}

/// A method that no path has is refused with those that it has.
async fn check_methods(test: &TestService, asked: &str, path: &str) {
    let routes = API_ROUTES.iter().map(|route| (route.method, route.path));
    let routes = routes.chain(OPEN_ROUTES.iter().copied()).filter(|(_, other)| *other == path);
    let methods: Vec<&str> = routes.map(|(method, _)| method).collect();
    let refused = ask(test, None, &format!("TRACE {asked}"), None).await;
    assert_eq!((refused.status, refused.header("allow")), (405, methods.join(", ").as_str()));
}

#[test]
fn what_is_anothers_is_not_there() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let number = |number: u64| ProducerNumber::try_from(number).expect("small");
        let other = Producer {
            producer: number(2),
            province_code: "01".to_owned(),
            commune_code: None,
            ..producer()
        };
        test.keep(vec![Record::Producer(other)]).await;
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        let officer =
            person(&test, json!({ "kind": "officer", "territory": "08" }), "0912000002").await;
        // A proposal and a token that are the owner's.
        let above = json!({ "certificate": 1, "quantity": 30_000 });
        let waits = ask(&test, Some(&owner), "POST /api/v1/batches", Some(above)).await;
        assert_eq!(waits.status, 202, "{}", waits.text());
        let proposal = waits.json()["proposal"]["proposal"].as_u64().expect("a number");
        let token =
            json!({ "name": "kho", "scopes": ["read"], "expires_at": "2027-01-01T00:00:00Z" });
        let token = ask(&test, Some(&owner), "POST /api/v1/tokens", Some(token)).await;
        assert_eq!(token.status, 201, "{}", token.text());
        let token = token.json()["token"].as_u64().expect("a number");
        let account = owner.account;
        // Files of theirs.
        let job = json!({ "profile": { "format": "csv" } });
        let job = ask(&test, Some(&owner), "POST /api/v1/batches/1/print-jobs", Some(job)).await;
        assert_eq!(job.status, 202, "{}", job.text());
        let job = format!("GET {}", job.header("location"));
        print_jobs::print_all(&test);
        // A session of the owner's, and a notice to the owner's province.
        let sessions = ask(&test, Some(&owner), "GET /api/v1/account/sessions", None).await;
        let session = sessions.json()["items"][0]["session"].as_str().map(str::to_owned);
        let session = session.expect("the owner is signed in");
        let elsewhere = json!({ "kind": "inspector", "territory": "79" });
        let elsewhere = person(&test, elsewhere, "0912000007").await;
        let suspended = json!({
            "targets": [{ "certificate": 1 }], "reason": "food_safety", "review_on": "2026-12-10"
        });
        let suspend = "POST /api/v1/suspensions";
        let suspended = ask(&test, Some(&elsewhere), suspend, Some(suspended)).await;
        assert_eq!(suspended.status, 201, "{}", suspended.text());
        let notices = async || ask(&test, Some(&officer), "GET /api/v1/notices", None).await.json();
        let told = notices().await;
        let notice = told["items"][0]["notice"].as_u64().expect("the province is told");

        let strangers = [
            person(&test, json!({ "kind": "producer", "producer": 2 }), "0912000003").await,
            person(&test, json!({ "kind": "officer", "territory": "01" }), "0912000004").await,
            person(&test, json!({ "kind": "clerk", "commune": "00004" }), "0912000005").await,
            person(&test, json!({ "kind": "inspector", "territory": "01" }), "0912000006").await,
        ];
        let size = test.service.snapshot().log().size();
        let range = json!({ "from": 0, "to": 1 });
        let reason = "stamp_lost_or_spoiled";
        let rows = [
            ("GET /api/v1/batches/1".to_owned(), None),
            ("GET /api/v1/batches/1/label".to_owned(), None),
            ("GET /api/v1/batches/1/stamps?from=0&to=1".to_owned(), None),
            ("GET /api/v1/batches/1/printable?from=0&to=1".to_owned(), None),
            ("POST /api/v1/batches/1/activations".to_owned(), Some(range.clone())),
            ("POST /api/v1/batches/1/declarations".to_owned(), Some(range)),
            (
                "POST /api/v1/batches/1/print-plan".to_owned(),
                Some(json!({ "profile": { "format": "csv" } })),
            ),
            (
                "POST /api/v1/batches/1/calibration".to_owned(),
                Some(json!({ "format": "pdf", "sheet": "a4-65" })),
            ),
            ("GET /api/v1/batches/1/print-jobs".to_owned(), None),
            (
                "POST /api/v1/batches/1/print-jobs".to_owned(),
                Some(json!({ "profile": { "format": "csv" } })),
            ),
            (job.clone(), None),
            (job.replace("GET", "DELETE"), Some(json!({}))),
            (format!("{}/resume", job.replace("GET", "POST")), Some(json!({}))),
            (format!("{job}/files/batch-1-00000000-00000009-1of1.csv"), None),
            (format!("{}/links", job.replace("GET", "POST")), Some(json!({ "name": "Kẻ lạ" }))),
            (format!("{}/links/1", job.replace("GET", "DELETE")), Some(json!({}))),
            ("POST /api/v1/batches".to_owned(), Some(json!({ "certificate": 1, "quantity": 1 }))),
            ("GET /api/v1/producers/1".to_owned(), None),
            (
                "POST /api/v1/suspensions".to_owned(),
                Some(json!({
                    "targets": [{ "key": 1 }], "reason": "food_safety", "review_on": "2026-12-10"
                })),
            ),
            (
                "POST /api/v1/revocations".to_owned(),
                Some(json!({ "targets": [{ "batch": 1 }], "reason": reason })),
            ),
            (
                "POST /api/v1/corrections/settle".to_owned(),
                Some(json!({
                    "certificate": 1, "proposed_at": "2026-11-26T03:00:00Z", "settled": "approved"
                })),
            ),
            (format!("GET /api/v1/proposals/{proposal}"), None),
            (format!("POST /api/v1/proposals/{proposal}/approve"), Some(json!({}))),
            (format!("POST /api/v1/proposals/{proposal}/dismiss"), Some(json!({}))),
            (format!("GET /api/v1/accounts/{account}"), None),
            (format!("PATCH /api/v1/accounts/{account}"), Some(json!({ "name": "Kẻ lạ" }))),
            (format!("POST /api/v1/accounts/{account}/invitation"), Some(json!({}))),
            (format!("POST /api/v1/accounts/{account}/close"), Some(json!({}))),
            (format!("DELETE /api/v1/tokens/{token}"), Some(json!({}))),
            (format!("DELETE /api/v1/account/sessions/{session}"), Some(json!({}))),
            (format!("POST /api/v1/notices/{notice}/seen"), Some(json!({}))),
        ];
        for route in API_ROUTES.iter().filter(|route| route.path.contains('{')) {
            let pattern = format!("{} {}", route.method, route.path);
            // Entries of the log are everybody's to see, and keys the operator's.
            let is_anybodys = route.path.starts_with("/api/v1/holds/{")
                || route.path.starts_with("/api/v1/keys/");
            let is_tried = rows.iter().any(|(request, _)| is_of_pattern(request, &pattern));
            assert!(is_tried || is_anybodys, "{pattern}: no stranger tries it");
        }
        // Another commune of the same province, and who decides nothing about stamps.
        let neighbour = person(&test, json!({ "kind": "clerk", "commune": "00745" }), "0912000008");
        let administrator = person(&test, json!({ "kind": "administrator" }), "0912000009");
        let of_the_producer: Vec<_> =
            rows.iter().filter(|(request, _)| request.contains("/batches/1")).collect();
        for kept_out in [neighbour.await, administrator.await] {
            for (request, body) in &of_the_producer {
                let reply = ask(&test, Some(&kept_out), request, body.clone()).await;
                let is_kept_out = reply.status == 404 || code(&reply) == "not_permitted";
                assert!(is_kept_out, "{request}: {} {}", reply.status, reply.text());
            }
        }
        for stranger in &strangers {
            for (request, body) in &rows {
                let reply = ask(&test, Some(stranger), request, body.clone()).await;
                let is_kept_out = reply.status == 404 || code(&reply) == "not_permitted";
                assert!(is_kept_out, "{request}: {} {}", reply.status, reply.text());
            }
            for list in ["batches", "producers?name=suoi", "proposals", "corrections", "holds"] {
                let reply = ask(&test, Some(stranger), &format!("GET /api/v1/{list}"), None).await;
                let body = reply.json();
                let items =
                    body["items"].as_array().or(body.as_array()).cloned().unwrap_or_default();
                let theirs = items.iter().filter(|item| item["producer"] != json!(2));
                assert_eq!(theirs.count(), 0, "{list}: {}", reply.text());
            }
        }
        for stranger in &strangers {
            for (request, body) in rows.iter().rev().take(2) {
                let reply = ask(&test, Some(stranger), request, body.clone()).await;
                assert_eq!((reply.status, code(&reply).as_str()), (404, "not_there"), "{request}");
            }
        }
        assert_eq!(test.service.snapshot().log().size(), size, "nothing was entered");
        assert_eq!(notices().await, told, "nobody has seen it for the officer");
        for who in [&owner, &officer] {
            let reply = ask(&test, Some(who), "GET /api/v1/batches/1", None).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
    });
}

/// Whether a request is one of a path with parameters.
fn is_of_pattern(request: &str, pattern: &str) -> bool {
    let path = request.split('?').next().unwrap_or_default();
    let (parts, named) = (path.split('/'), pattern.split('/'));
    parts.clone().count() == named.clone().count()
        && parts.zip(named).all(|(part, named)| named.starts_with('{') || part == named)
}

#[test]
fn what_takes_two_people_is_not_done_by_one() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let role = || json!({ "kind": "officer", "territory": "08" });
        let first = person(&test, role(), "0912000001").await;
        let second = person(&test, role(), "0912000002").await;
        let inspector =
            person(&test, json!({ "kind": "inspector", "territory": "08" }), "0912000003").await;
        let decision =
            json!({ "decision": "1/QĐ", "decided_on": "2026-11-20", "decided_by": "UBND" });
        let request = json!({ "targets": [{ "producer": 1 }], "reason": "food_safety", "decision": decision });
        let waits = ask(&test, Some(&first), "POST /api/v1/revocations", Some(request)).await;
        assert_eq!(waits.status, 202, "{}", waits.text());
        let path = waits.header("location").to_owned();
        let size = test.service.snapshot().log().size();
        let approve = format!("POST {path}/approve");
        let by_one = ask(&test, Some(&first), &approve, Some(json!({}))).await;
        assert_eq!((by_one.status, code(&by_one).as_str()), (422, "one_person"));
        let by_inspector = ask(&test, Some(&inspector), &approve, Some(json!({}))).await;
        assert_eq!(by_inspector.status, 403);
        assert_eq!(test.service.snapshot().log().size(), size, "nothing was entered");
        let by_two = ask(&test, Some(&second), &approve, Some(json!({}))).await;
        assert_eq!(by_two.status, 200, "{}", by_two.text());
        assert_eq!(by_two.json()["log_indexes"], json!([size]));
        assert_eq!(test.service.snapshot().log().size(), size + 1);
        let again = ask(&test, Some(&second), &approve, Some(json!({}))).await;
        assert_eq!((again.status, code(&again).as_str()), (412, "changed_since"));
        // Taking it back takes two as well.
        let lift = json!({ "log_index": size });
        let lift = ask(&test, Some(&second), "POST /api/v1/lifts", Some(lift)).await;
        assert_eq!(lift.status, 202, "{}", lift.text());
        // The trail says who, and which entry.
        let trail =
            ask(&test, Some(&first), &format!("GET /api/v1/audit?log_index={size}"), None).await;
        let record = &trail.json()["items"][0];
        assert_eq!(
            record["actor"]["account"],
            json!(u64::from(second.account)),
            "{}",
            trail.text()
        );
        assert_eq!((&record["action"], &record["name"]), (&json!("revoke"), &json!("Người Mẫu")));
        let proposed = format!("producer 1, proposal 1 of account {}", first.account);
        assert_eq!(record["target"], proposed, "both people are named");
        let of_producer = ask(&test, Some(&first), "GET /api/v1/audit?target=producer%201", None);
        assert_eq!(of_producer.await.json()["items"][0]["target"], proposed);
        assert_eq!(record["from"]["network"], json!(""), "a test has no address");
    });
}
