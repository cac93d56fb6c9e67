//! What the audit trail and the provinces are told.

use super::*;

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
fn each_of_two_suspensions_at_once_is_told() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let elsewhere = json!({ "kind": "inspector", "territory": "01" });
        let elsewhere = person(&test, elsewhere, "0912000001").await;
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000002").await;
        let suspend = async |certificate: u32| {
            let request = json!({
                "targets": [{ "certificate": certificate }],
                "reason": "food_safety",
                "review_on": "2026-12-10",
            });
            let path = "POST /api/v1/suspensions";
            let done = ask(&test, Some(&elsewhere), path, Some(request)).await;
            assert_eq!(done.status, 201, "{}", done.text());
            done.json()["log_indexes"].clone()
        };
        let (first, second) = tokio::join!(suspend(1), suspend(4));
        let told = ask(&test, Some(&officer), "GET /api/v1/notices", None).await.json();
        let told: Vec<&Value> = told["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| &item["log_indexes"])
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.contains(&&first) && told.contains(&&second), "{told:?}");
    });
}
