//! How much one person may ask for, and how much strangers may.

use super::*;
use crate::app::MOST_TARGETS;

#[test]
fn a_preview_goes_over_all_batches_once_and_takes_as_many_targets_as_a_change() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000001").await;
        let preview = async |targets: Vec<Value>| {
            let body = json!({ "targets": targets });
            ask(&test, Some(&officer), "POST /api/v1/holds/preview", Some(body)).await
        };
        let of_all = vec![json!({ "certificate": 1 }); MOST_TARGETS + 1];
        let too_many = preview(of_all).await;
        assert_eq!((too_many.status, code(&too_many).as_str()), (422, "too_many_targets"));
        let stamps = async |targets: Vec<Value>| {
            let reply = preview(targets).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            (reply.json()["batches"].clone(), reply.json()["stamps"].clone())
        };
        let range = |from: u32, to: u32| json!({ "batch": 1, "from": from, "to": to });
        for (targets, batches, expected) in [
            (vec![json!({ "certificate": 1 }); MOST_TARGETS], 1, 10),
            (vec![json!({ "batch": 2 }), json!({ "batch": 2 })], 1, 10),
            (vec![range(0, 3), range(2, 5)], 1, 6),
            (vec![range(0, 3), json!({ "certificate": 1 }), json!({ "batch": 4 })], 2, 20),
            // Its batches, and two that another producer has with the same key.
            (vec![json!({ "producer": 1 }), json!({ "batch": 3 })], 5, 50),
            (vec![json!({ "producer": 1 }), json!({ "key": 1 })], 7, 70),
        ] {
            assert_eq!(stamps(targets).await, (json!(batches), json!(expected)));
        }
    });
}

#[test]
fn who_waits_for_twenty_proposals_makes_no_more() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        let propose = async |quantity: u32| {
            let request = json!({ "certificate": 1, "quantity": quantity });
            ask(&test, Some(&owner), "POST /api/v1/batches", Some(request)).await
        };
        let first = propose(30_000).await;
        for more in 1..20 {
            assert_eq!(propose(30_000 + more).await.status, 202);
        }
        assert_eq!(propose(30_000).await.status, 202, "the one that waits is told again");
        let beyond = propose(30_020).await;
        assert_eq!((beyond.status, code(&beyond).as_str()), (409, "too_many_proposals"));
        let dismiss = format!("POST {}/dismiss", first.header("location"));
        assert_eq!(ask(&test, Some(&owner), &dismiss, Some(json!({}))).await.status, 200);
        assert_eq!(propose(30_020).await.status, 202);
    });
}

#[test]
fn pictures_are_recorded_and_so_many_of_one_person_are_kept_in_a_day() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let clerk =
            person(&test, json!({ "kind": "clerk", "commune": "00802" }), "0912000001").await;
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000002").await;
        let send = async || {
            let request = TestRequest::post()
                .uri("/api/v1/pictures")
                .insert_header(("Cookie", format!("__Host-session={}", clerk.cookie)))
                .insert_header(("Sec-Fetch-Site", "same-origin"))
                .set_payload([0xff, 0xd8, 0xff, 0xe0].as_slice());
            test.call(request).await
        };
        let kept = send().await;
        assert_eq!(kept.status, 201, "{}", kept.text());
        let picture = kept.json()["picture"].as_str().expect("its name").to_owned();
        let trail = "GET /api/v1/audit?action=picture%20keep";
        let trail = ask(&test, Some(&officer), trail, None).await.json();
        assert_eq!(trail["items"][0]["target"], json!(format!("picture {picture}")));
        assert_eq!(trail["items"][0]["actor"]["account"], json!(u64::from(clerk.account)));
        for _ in 1..2_000 {
            assert_eq!(send().await.status, 201);
        }
        let beyond = send().await;
        assert_eq!((beyond.status, code(&beyond).as_str()), (409, "too_many_pictures"));
        test.set_time("2026-11-27T03:00:00Z");
        assert_eq!(send().await.status, 201, "another day");
    });
}

#[test]
fn what_strangers_send_is_short() {
    test_service::run(async |test| {
        for path in [
            "/api/v1/session",
            "/api/v1/session/second-factor",
            "/api/v1/invitation",
            "/api/v1/invitation/accept",
        ] {
            let request = TestRequest::post()
                .uri(path)
                .insert_header(("Content-Type", "application/json"))
                .set_payload(" ".repeat(16 * 1024 + 1));
            let reply = test.call(request).await;
            assert_eq!((reply.status, code(&reply).as_str()), (413, "too_large"), "{path}");
        }
    });
}
