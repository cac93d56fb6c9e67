//! Suspensions and revocations over the interface: who is told, what is listed to whom, what producers may void.

use serde_json::{Value, json};

use super::{Person, ask, code, person};
use crate::{
    log::{Hold, Reason},
    web::test_service::{self, ASKED_AT, one},
};

#[test]
fn an_inspector_suspends_what_is_on_sale_and_the_managing_province_is_told() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let elsewhere =
            person(&test, json!({ "kind": "inspector", "territory": "01" }), "0912000001").await;
        let officer =
            person(&test, json!({ "kind": "officer", "territory": "08" }), "0912000002").await;
        let request = json!({ "targets": [{ "certificate": 1 }], "reason": "food_safety" });
        let path = "POST /api/v1/suspensions";
        let without = ask(&test, Some(&elsewhere), path, Some(request.clone())).await;
        assert_eq!((without.status, code(&without).as_str()), (422, "review_needed"));
        let mut request = request;
        request["review_on"] = json!("2026-12-10");
        let done = ask(&test, Some(&elsewhere), path, Some(request)).await;
        assert_eq!(done.status, 201, "{}", done.text());
        let told = ask(&test, Some(&officer), "GET /api/v1/notices", None).await;
        assert_eq!(
            told.json()["items"][0]["log_indexes"],
            done.json()["log_indexes"],
            "{}",
            told.text()
        );
        let not_told = ask(&test, Some(&elsewhere), "GET /api/v1/notices", None).await;
        assert_eq!(not_told.json()["items"], json!([]));
        let revoked = json!({ "targets": [{ "certificate": 1 }], "reason": "food_safety" });
        let revoked = ask(&test, Some(&elsewhere), "POST /api/v1/revocations", Some(revoked)).await;
        assert_eq!(revoked.status, 404, "{}", revoked.text());
    });
}

#[test]
fn what_is_in_force_is_listed_to_whom_it_concerns() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let role = |kind: &str, place: &str| json!({ "kind": kind, "territory": place });
        let officer = person(&test, role("officer", "08"), "0912000001").await;
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000002").await;
        let elsewhere = person(&test, role("inspector", "01"), "0912000003").await;
        let stranger = person(&test, role("officer", "01"), "0912000004").await;
        let hold = async |who: &Person, path: &str, targets: Value| {
            let request = json!({
                "targets": targets,
                "reason": if path == "revocations" { "stamp_copied" } else { "other" },
                "review_on": (path == "suspensions").then_some("2026-12-10"),
            });
            let path = format!("POST /api/v1/{path}");
            let done = ask(&test, Some(who), &path, Some(request)).await;
            assert_eq!(done.status, 201, "{}", done.text());
            done.json()["log_indexes"].clone()
        };
        let suspended = hold(&elsewhere, "suspensions", json!([{ "certificate": 1 }])).await;
        let revoked =
            hold(&officer, "revocations", json!([{ "batch": 1, "from": 2, "to": 3 }])).await;
        let lifted = hold(&officer, "suspensions", json!([{ "batch": 1 }])).await;
        let lift = json!({ "log_index": lifted[0] });
        assert_eq!(ask(&test, Some(&officer), "POST /api/v1/lifts", Some(lift)).await.status, 201);

        let listed = async |who: &Person, query: &str| {
            let page = ask(&test, Some(who), &format!("GET /api/v1/holds{query}"), None).await;
            assert_eq!(page.status, 200, "{}", page.text());
            let page = page.json();
            let items = page["items"].as_array().expect("a list").iter();
            let fresh = items.filter(|item| item["at"].as_str() >= Some("2026-11-26T03"));
            (fresh.map(|item| item["log_index"].clone()).collect::<Vec<_>>(), page["next"].clone())
        };
        let both = vec![revoked[0].clone(), suspended[0].clone()];
        let one = |index: &Value| vec![index[0].clone()];
        for (who, query, expected) in [
            (&officer, "", both.clone()),
            (&owner, "", both.clone()),
            // Who suspended it sees it; the rest of the other province does not.
            (&elsewhere, "", one(&suspended)),
            (&stranger, "", vec![]),
            (&officer, "?hold=revoked", one(&revoked)),
            (&officer, "?hold=suspended&certificate=1", one(&suspended)),
            (&officer, "?batch=1", one(&revoked)),
            (&officer, "?batch=2", vec![]),
            (&officer, "?producer=1", vec![]),
            (&officer, "?key=1", vec![]),
            (&officer, &format!("?cursor={}", revoked[0]), one(&suspended)),
        ] {
            assert_eq!(listed(who, query).await.0, expected, "{query}");
        }
        for query in ["?hold=lifted", "?cursor=x", "?batches=1"] {
            let path = format!("GET /api/v1/holds{query}");
            let refused = ask(&test, Some(&officer), &path, None).await;
            assert_eq!(refused.status, 400, "{query}");
        }
        let page = ask(&test, Some(&officer), "GET /api/v1/holds?hold=suspended", None).await;
        let item = &page.json()["items"][0];
        assert_eq!(item["target"], json!({ "certificate": 1 }));
        assert_eq!((&item["review_on"], &item["reason"]), (&json!("2026-12-10"), &json!("other")));
        assert_eq!((&item["producer"], &item["province"]), (&json!(1), &json!("08")));

        // More than a page: each once.
        let many = vec![json!({ "batch": 1, "from": 0, "to": 0 }); 120];
        hold(&officer, "revocations", json!(many)).await;
        let (first, next) = listed(&officer, "").await;
        let (rest, end) = listed(&officer, &format!("?cursor={next}")).await;
        assert_eq!((first.len(), end), (100, Value::Null));
        assert_eq!(rest.len(), 22);
    });
}

#[test]
fn producers_void_their_own_spoiled_stamps_and_nothing_else() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        for (reason, target, status) in [
            ("stamp_lost_or_spoiled", json!({ "batch": 1, "from": 2, "to": 3 }), 201),
            ("food_safety", json!({ "batch": 1, "from": 4, "to": 4 }), 403),
            ("stamp_lost_or_spoiled", json!({ "certificate": 1 }), 403),
            ("stamp_lost_or_spoiled", json!({ "batch": 99 }), 404),
        ] {
            let request = json!({ "targets": [target], "reason": reason });
            let reply = ask(&test, Some(&owner), "POST /api/v1/revocations", Some(request)).await;
            assert_eq!(reply.status, status, "{reason}: {}", reply.text());
        }
        let held = test.try_hold(Hold::Revoked, Reason::StampCopied, one(1, 5)).await;
        held.expect("the operator does everything");
    });
}
