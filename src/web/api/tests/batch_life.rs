//! A batch from what is told before it is asked for to what a scan says of its stamps: quota, approval, receipt, PINs.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::{
    Person, ask, code, person,
    print_jobs::{fetch, owner, print_all},
};
use crate::web::test_service::{self, Reply, TestService};

/// Asks under an idempotency key.
async fn ask_under(test: &TestService, who: &Person, key: &str, path: &str, body: Value) -> Reply {
    let request = TestRequest::post().uri(path).set_json(body);
    let request = request.insert_header(("Idempotency-Key", key));
    let cookie = format!("__Host-session={}", who.cookie);
    let request = request.insert_header(("Sec-Fetch-Site", "same-origin"));
    test.call(request.insert_header(("Cookie", cookie))).await
}

async fn verdict(test: &TestService, batch: u32, index: u64) -> String {
    let scanned = test.get_json(&format!("/{}", test.digits(batch, index))).await.json();
    scanned["verdict"].as_str().expect("a word").to_owned()
}

#[test]
fn quota_approval_and_what_is_told_before() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let plan = async |quantity: u64| {
            let request = json!({ "certificate": 1, "quantity": quantity });
            ask(&test, Some(&owner), "POST /api/v1/batches/plan", Some(request)).await.json()
        };
        let small = plan(100).await;
        assert_eq!((&small["days_left"], &small["quota_left"]), (&json!(401), &json!(990)));
        assert_eq!((&small["needs_approval"], &small["left_over"]), (&json!(false), &Value::Null));
        // Of ten stamps, one is revoked, one suspended, one revoked.
        assert_eq!(small["unused"], 8);
        assert_eq!(plan(991).await["needs_approval"], true);
        let declare = json!({ "from": 4, "to": 9, "lot": "L1" });
        let path = "POST /api/v1/batches/1/declarations";
        assert_eq!(ask(&test, Some(&owner), path, Some(declare)).await.status, 201);
        test.set_time("2027-01-04T03:00:00Z");
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000003").await;
        let request = json!({ "certificate": 1, "quantity": 100 });
        let known =
            ask(&test, Some(&owner), "POST /api/v1/batches/plan", Some(request)).await.json();
        // Eight of the product in 44 days, of all its certificates; 102 are there for 362 days more.
        assert_eq!(known["left_over"]["since"], "2026-11-22", "{known}");
        assert_eq!(known["left_over"]["stamps"], 36, "{known}");
        // Above the quota an officer approves.
        let above = json!({ "certificate": 1, "quantity": 1_500, "activated": false });
        let waits = ask(&test, Some(&owner), "POST /api/v1/batches", Some(above)).await;
        assert_eq!(waits.status, 202, "{}", waits.text());
        let path = waits.header("location").to_owned();
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000004").await;
        let approve = format!("POST {path}/approve");
        let approved = ask(&test, Some(&officer), &approve, Some(json!({}))).await;
        assert_eq!(approved.status, 200, "{}", approved.text());
        let batch = ask(&test, Some(&owner), "GET /api/v1/batches/8", None).await.json();
        let count = json!({ "used": 0, "spoiled": 0, "left": 1_500, "not_received": 1_500 });
        assert_eq!(batch["stamps"], count, "{batch}");
        assert_eq!(verdict(&test, 8, 0).await, "not_activated");
        // Received but for the last hundred; ten spoiled; twenty used.
        for (path, body, status) in [
            ("batches/8/activations", json!({ "from": 0, "to": 1_399 }), 201),
            (
                "revocations",
                json!({
                    "targets": [{ "batch": 8, "from": 10, "to": 19 }],
                    "reason": "stamp_lost_or_spoiled"
                }),
                201,
            ),
            ("batches/8/declarations", json!({ "from": 0, "to": 29, "lot": "L2" }), 201),
            // What was not received is on no goods.
            ("batches/8/declarations", json!({ "from": 1_390, "to": 1_400, "lot": "L2" }), 409),
            ("batches/8/declarations", json!({ "from": 0, "to": 1_500, "lot": "L2" }), 422),
        ] {
            let path = format!("POST /api/v1/{path}");
            let reply = ask(&test, Some(&owner), &path, Some(body)).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.text());
        }
        for (index, expected) in [
            (0, "valid"),
            (9, "valid"),
            (10, "revoked"),
            (19, "revoked"),
            (1_399, "valid"),
            (1_400, "not_activated"),
        ] {
            assert_eq!(verdict(&test, 8, index).await, expected, "{index}");
        }
        // A scan tells the lot.
        let scanned = test.get_json(&format!("/{}", test.digits(8, 9))).await.json();
        assert!(scanned.to_string().contains("\"L2\""), "{scanned}");
        let batch = ask(&test, Some(&owner), "GET /api/v1/batches/8", None).await.json();
        let count = json!({ "used": 20, "spoiled": 10, "left": 1_470, "not_received": 100 });
        assert_eq!(batch["stamps"], count, "{batch}");
    });
}

#[test]
fn pins_go_to_print_houses_with_their_mask_and_to_no_office_unasked() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let request = json!({ "certificate": 1, "quantity": 20, "with_pin": true });
        let issued = ask(&test, Some(&owner), "POST /api/v1/batches", Some(request)).await;
        assert_eq!((issued.status, &issued.json()["batch"]), (201, &json!(8)), "{}", issued.text());
        let plan = async |batch: u32, profile: Value| {
            let path = format!("POST /api/v1/batches/{batch}/print-plan");
            ask(&test, Some(&owner), &path, Some(json!({ "profile": profile }))).await
        };
        let office = json!({ "format": "pdf", "sheet": "a4-24" });
        let unsaid = plan(8, office.clone()).await;
        assert_eq!((unsaid.status, code(&unsaid).as_str()), (422, "print_profile"));
        let mut left_out = office;
        left_out["pin"] = json!("leave_out");
        assert_eq!(plan(8, left_out).await.json()["pin"], false);
        let none = plan(1, json!({ "format": "csv", "pin": "print" })).await;
        assert_eq!((none.status, code(&none).as_str()), (422, "print_profile"));
        let label = json!({ "width_mm": 50, "height_mm": 30 });
        let house = json!({ "format": "pdf", "sheet": "single", "label": label });
        let planned = plan(8, house.clone()).await.json();
        assert_eq!((&planned["pin"], &planned["file_count"]), (&json!(true), &json!(2)));
        let jobs = "POST /api/v1/batches/8/print-jobs";
        let ordered = ask(&test, Some(&owner), jobs, Some(json!({ "profile": house }))).await;
        let path = ordered.header("location").to_owned();
        print_all(&test);
        let job = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!((&job["state"], &job["stamps"]), (&json!("done"), &json!(20)), "{job}");
        let names = |job: &Value| -> Vec<String> {
            let files = job["files"].as_array().expect("a list").iter();
            files.map(|file| file["name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(
            names(&job),
            ["batch-8-00000000-00000019-1of1.pdf", "batch-8-00000000-00000019-1of1-scratch.pdf"]
        );
        let rows = json!({ "profile": { "format": "csv" }, "reason": "other_format" });
        let ordered = ask(&test, Some(&owner), jobs, Some(rows)).await;
        print_all(&test);
        let file =
            format!("{}/files/batch-8-00000000-00000019-1of1.csv", ordered.header("location"));
        let rows = fetch(&test, &owner, &file, &[]).await;
        let pin = rows.text().lines().nth(1).and_then(|row| row.split(',').nth(3));
        let pin = pin.expect("a column").trim_matches('"');
        assert!(pin.len() == 8 && pin.bytes().all(|byte| byte.is_ascii_digit()), "{pin}");
    });
}

#[test]
fn the_same_key_gives_the_same_batch() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let batch = json!({ "certificate": 1, "quantity": 20 });
        let request = async |key, body: &Value| {
            ask_under(&test, &owner, key, "/api/v1/batches", body.clone()).await
        };
        let (first, again) = (request("a", &batch).await, request("a", &batch).await);
        assert_eq!((first.status, first.json()["batch"].clone()), (201, json!(8)));
        assert_eq!(again.json(), first.json(), "one batch");
        assert_eq!(request("b", &batch).await.json()["batch"], 9, "another key, another batch");
        let other = request("a", &json!({ "certificate": 1, "quantity": 21 })).await;
        assert_eq!(code(&other), "idempotency_key_of_another_request");
        assert_eq!(verdict(&test, 8, 19).await, "valid");
        // Above the quota: the same proposal, and once it is approved the same batch.
        let above = json!({ "certificate": 1, "quantity": 2_000 });
        let (waits, same) = (request("c", &above).await, request("c", &above).await);
        assert_eq!((waits.status, same.status), (202, 202), "{}", waits.text());
        assert_eq!(waits.header("location"), same.header("location"));
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000004").await;
        let approve = format!("POST {}/approve", waits.header("location"));
        let approve = async |body: Value| ask(&test, Some(&officer), &approve, Some(body)).await;
        for wrong in [0, 2_001] {
            let refused = approve(json!({ "quantity": wrong })).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "quantity"), "{wrong}");
        }
        let approved = approve(json!({ "quantity": 1_200 })).await.json();
        assert_eq!(
            (&approved["state"], &approved["quantity"]),
            (&json!("approved"), &json!(1_200))
        );
        let issued = request("c", &above).await.json();
        assert_eq!(
            (&issued["batch"], &issued["quantity"]),
            (&json!(10), &json!(1_200)),
            "{issued}"
        );
        assert_eq!(verdict(&test, 10, 1_199).await, "valid");
    });
}

#[test]
fn whoever_dismisses_says_why_and_the_proposer_reads_it() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000004").await;
        let propose = async |quantity: u64| {
            let request = json!({ "certificate": 1, "quantity": quantity });
            let waits = ask(&test, Some(&owner), "POST /api/v1/batches", Some(request)).await;
            assert_eq!(waits.status, 202, "{}", waits.text());
            waits.header("location").to_owned()
        };
        let path = propose(5_000).await;
        let dismiss = format!("POST {path}/dismiss");
        for nothing in [json!({}), json!({ "reason": " " })] {
            let refused = ask(&test, Some(&officer), &dismiss, Some(nothing)).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "reason_needed"));
        }
        let reason = json!({ "reason": "gấp đôi số cần" });
        assert_eq!(ask(&test, Some(&officer), &dismiss, Some(reason)).await.status, 200);
        let read = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!(
            (&read["state"], &read["reason"]),
            (&json!("dismissed"), &json!("gấp đôi số cần"))
        );
        // One's own is taken back without a word.
        let own = format!("POST {}/dismiss", propose(4_000).await);
        assert_eq!(ask(&test, Some(&owner), &own, Some(json!({}))).await.status, 200);
    });
}

#[test]
fn the_quota_is_one_of_the_last_365_days() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let mint = json!({ "certificate": 1, "quantity": 990 });
        let minted = ask(&test, Some(&owner), "POST /api/v1/batches", Some(mint)).await;
        assert_eq!(minted.status, 201, "{}", minted.text());
        for (at, left) in [
            ("2026-11-27T03:00:00Z", 0),
            // Days are those of Viet Nam.
            ("2027-11-25T16:59:59Z", 10),
            ("2027-11-25T17:00:00Z", 1_000),
        ] {
            test.set_time(at);
            let phone = format!("09120001{:02}", left % 97);
            let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), &phone).await;
            let plan = json!({ "certificate": 1, "quantity": 1 });
            let plan = ask(&test, Some(&owner), "POST /api/v1/batches/plan", Some(plan)).await;
            assert_eq!(plan.json()["quota_left"], left, "{at}");
        }
    });
}

#[test]
fn what_is_left_of_an_old_certificate_is_listed_and_voided() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let listed =
            ask(&test, Some(&owner), "GET /api/v1/unused-stamps?certificate=3", None).await;
        let listed = listed.json();
        assert_eq!(
            (&listed["stamps"], &listed["replaced_by"]),
            (&json!(10), &json!(7)),
            "{listed}"
        );
        assert_eq!(listed["ranges"], json!([{ "batch": 3, "from": 0, "to": 9 }]));
        let void = async |stamps: u64| {
            let request = json!({ "certificate": 3, "stamps": stamps });
            ask(&test, Some(&owner), "POST /api/v1/unused-stamps/void", Some(request)).await
        };
        let other = void(9).await;
        assert_eq!((other.status, code(&other).as_str()), (409, "used_since"));
        assert_eq!(void(10).await.status, 201);
        assert_eq!(verdict(&test, 3, 9).await, "revoked");
        let none = ask(&test, Some(&owner), "GET /api/v1/unused-stamps?certificate=3", None).await;
        assert_eq!(none.json()["stamps"], 0);
    });
}

#[test]
fn a_batch_is_asked_for_with_its_files() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let print = json!({ "format": "pdf", "sheet": "a4-65" });
        let with = |quantity: u64, print: Value| json!({ "certificate": 1, "quantity": quantity, "print": print });
        let path = "/api/v1/batches/plan";
        let plan = ask_under(&test, &owner, "p", path, with(100, print.clone())).await.json();
        assert_eq!(
            (&plan["print"]["sheets"], &plan["print"]["module_dots"]),
            (&2.into(), &4.into())
        );
        // What no printer can do keeps the batch from being issued, and from being asked for.
        let wrong = json!({ "format": "pdf", "sheet": "a4-66" });
        for quantity in [100, 1_500] {
            let refused =
                ask_under(&test, &owner, "w", "/api/v1/batches", with(quantity, wrong.clone()))
                    .await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "print_profile"));
        }
        for quantity in [0, 16_777_217, u64::MAX] {
            let path = "/api/v1/batches/plan";
            let refused = ask_under(&test, &owner, "q", path, with(quantity, print.clone())).await;
            assert_eq!(refused.status, 422, "{quantity}: {}", refused.text());
        }
        let request = async |key, quantity| {
            ask_under(&test, &owner, key, "/api/v1/batches", with(quantity, print.clone())).await
        };
        let issued = request("k", 100).await.json();
        assert_eq!((&issued["batch"], &issued["print_job"]), (&8.into(), &1.into()), "{issued}");
        assert_eq!(request("k", 100).await.json(), issued, "once");
        print_all(&test);
        let job = ask(&test, Some(&owner), "GET /api/v1/batches/8/print-jobs/1", None).await.json();
        assert_eq!((&job["state"], &job["stamps_done"]), (&"done".into(), &100.into()), "{job}");
        let jobs = ask(&test, Some(&owner), "GET /api/v1/batches/8/print-jobs", None).await.json();
        assert_eq!(jobs["items"].as_array().map(Vec::len), Some(1), "{jobs}");

        // Who prints the same again is told that it has files.
        let again = json!({ "profile": { "format": "csv" } });
        let path = "POST /api/v1/batches/8/print-plan";
        let plan = ask(&test, Some(&owner), path, Some(again)).await.json();
        assert_eq!(plan["earlier_jobs"], json!([1]), "{plan}");
        assert!(plan["notes"].to_string().contains("Lệnh in 1 "), "{plan}");
        // With as many jobs as one person may have waiting, it is issued all the same; asked again, it has its files.
        for _ in 0..20 {
            let again = json!({ "again_of": 1, "reason": "spoiled" });
            let path = "POST /api/v1/batches/8/print-jobs";
            assert_eq!(ask(&test, Some(&owner), path, Some(again)).await.status, 202);
        }
        let alone = request("full", 10).await.json();
        assert_eq!((&alone["batch"], &alone["print_job"]), (&9.into(), &Value::Null), "{alone}");
        print_all(&test);
        assert_eq!(request("full", 10).await.json()["print_job"], 22);
        // Above the quota they are ordered by who approves it, for as many stamps as that leaves.
        let waits = request("above", 1_500).await;
        assert_eq!(waits.status, 202, "{}", waits.text());
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000004").await;
        let approve = format!("POST {}/approve", waits.header("location"));
        let fewer = json!({ "quantity": 1_200 });
        let approved = ask(&test, Some(&officer), &approve, Some(fewer)).await;
        assert_eq!(approved.status, 200, "{}", approved.text());
        let issued = request("above", 1_500).await.json();
        assert_eq!((&issued["batch"], &issued["print_job"]), (&10.into(), &23.into()), "{issued}");
        print_all(&test);
        let jobs = ask(&test, Some(&owner), "GET /api/v1/batches/10/print-jobs", None).await.json();
        assert_eq!(jobs["items"].as_array().map(Vec::len), Some(1), "{jobs}");
        assert_eq!(jobs["items"][0]["stamps"], 1_200, "{jobs}");
        assert_eq!(jobs["items"][0]["ordered_by"], 1, "whoever asked: {jobs}");
    });
}
