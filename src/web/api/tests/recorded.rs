//! What the audit trail and the provinces are told.

use actix_web::rt;

use super::*;
use crate::{
    access::{Authority, Grant},
    app::HoldRequest,
};

#[test]
fn what_is_handed_out_is_in_the_trail() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000001").await;
        for (path, action, target) in [
            ("batches/1/stamps?from=4&to=6", "sign", "batch 1 4-6"),
            ("batches/1/printable?from=0&to=9", "sign", "batch 1 0-9"),
            ("register/export?format=csv", "register export", "6 certificates"),
            ("audit.csv?action=sign", "audit export", "2 records"),
        ] {
            let size = test.service.snapshot().log().size();
            let reply = ask(&test, Some(&officer), &format!("GET /api/v1/{path}"), None).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
            let trail = ask(&test, Some(&officer), "GET /api/v1/audit", None).await.json();
            let newest = &trail["items"][0];
            assert_eq!(newest["actor"]["account"], json!(u64::from(officer.account)), "{path}");
            assert_eq!((&newest["action"], &newest["target"]), (&json!(action), &json!(target)));
            assert_eq!(test.service.snapshot().log().size(), size, "the public log has none of it");
        }
    });
}

#[test]
fn each_of_many_suspensions_at_once_is_told() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let inspector = json!({ "kind": "inspector", "territory": "01" });
        let elsewhere = person(&test, inspector.clone(), "0912000001").await;
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000002").await;
        let role = serde_json::from_value(inspector).expect("a role");
        let account = elsewhere.account;
        let asker = Asker {
            actor: Actor::Person { account, token: None, on_behalf_of: None },
            authority: Authority::Person(Grant { account, role, scopes: None, on_behalf_of: None }),
            origin: None,
            idempotency_key: None,
        };
        // All of them ask before the first is answered.
        let suspend = |index: u64| {
            let (service, asker) = (test.service.clone(), asker.clone());
            let request = json!({
                "targets": [one(1, index)], "reason": "food_safety", "review_on": "2026-12-10"
            });
            let request: HoldRequest = serde_json::from_value(request).expect("a request");
            rt::spawn(async move { service.hold(&asker, Hold::Suspended, &request).await })
        };
        let asked: Vec<_> = (0..10).map(suspend).collect();
        let mut entered = Vec::new();
        for suspended in asked {
            let done = suspended.await.expect("it ends").expect("suspended").done();
            entered.push(json!(done.expect("it takes one person").log_indexes));
        }
        let told = ask(&test, Some(&officer), "GET /api/v1/notices", None).await.json();
        let told = told["items"].as_array().expect("a list");
        assert_eq!(told.len(), entered.len(), "{told:?}");
        for log_indexes in &entered {
            assert!(told.iter().any(|notice| notice["log_indexes"] == *log_indexes), "{told:?}");
        }
    });
}
