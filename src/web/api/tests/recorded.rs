//! What the audit trail and the provinces are told.

use super::*;

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
