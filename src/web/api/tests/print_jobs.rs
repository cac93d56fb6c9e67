//! A batch becomes files: planned, ordered once, made in the background, fetched in parts, made again, deleted.

use std::{
    io::{self, Read},
    sync::atomic::Ordering,
    thread,
};

use actix_web::{http::Method, test::TestRequest};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Person, ask, code, person};
use crate::web::test_service::{self, ASKED_AT, Reply, TestService};

const JOBS: &str = "/api/v1/batches/1/print-jobs";

/// Makes all files that wait, as the threads of a running service do.
pub(super) fn print_all(test: &TestService) {
    let service = test.service.clone();
    thread::spawn(move || service.print_what_waits()).join().expect("it ends");
}

pub(super) async fn owner(test: &TestService) -> Person {
    test.set_time(ASKED_AT);
    person(test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await
}

async fn order(test: &TestService, who: &Person, request: Value) -> Reply {
    ask(test, Some(who), &format!("POST {JOBS}"), Some(request)).await
}

/// Orders, and waits until the files are there; the path of the job and what is said of it.
async fn ordered(test: &TestService, who: &Person, request: Value) -> (String, Value) {
    let reply = order(test, who, request).await;
    assert_eq!(reply.status, 202, "{}", reply.text());
    let path = reply.header("location").to_owned();
    print_all(test);
    let job = ask(test, Some(who), &format!("GET {path}"), None).await;
    assert_eq!(job.status, 200, "{}", job.text());
    (path, job.json())
}

pub(super) async fn fetch(
    test: &TestService,
    who: &Person,
    path: &str,
    fields: &[(&str, &str)],
) -> Reply {
    let mut request = TestRequest::get().uri(path);
    request = request.insert_header(("Cookie", format!("__Host-session={}", who.cookie)));
    for (name, value) in fields {
        request = request.insert_header((*name, *value));
    }
    test.call(request).await
}

fn hash(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

#[test]
fn a_plan_says_what_fits_before_anything_is_made() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let plan = async |profile: Value| {
            let request = json!({ "profile": profile });
            ask(&test, Some(&owner), "POST /api/v1/batches/1/print-plan", Some(request)).await
        };
        let sheet = plan(json!({ "format": "pdf", "sheet": "a4-65", "dpi": 600 })).await;
        assert_eq!(sheet.status, 200, "{}", sheet.text());
        let sheet = sheet.json();
        assert_eq!((&sheet["sheets"], &sheet["labels_a_sheet"]), (&json!(1), &json!(65)));
        assert_eq!(sheet["modules"], 41);
        assert!(sheet["symbol_mm"].as_f64().expect("a size") > 16.0, "{sheet}");
        assert_eq!(sheet["left_out"], json!([]), "{sheet}");
        assert_eq!(sheet["notes"][0], "10 tem, từ 1-00000000 đến 1-00000009.");
        assert!(sheet["notes"].to_string().contains("41 × 41"), "{sheet}");
        assert_eq!(
            (&sheet["range"], &sheet["void"]),
            (&json!([0, 9]), &json!(2)),
            "two are revoked"
        );
        let rows = plan(json!({ "format": "csv" })).await.json();
        assert_eq!((&rows["symbol_mm"], &rows["sheets"]), (&Value::Null, &Value::Null));
        assert_eq!((&rows["modules"], &rows["modules_in_byte_mode"]), (&json!(41), &json!(61)));
        let words = rows["notes"].as_array().expect("words").last().expect("one").to_string();
        assert!(words.contains("61 × 61") && words.contains("41 × 41"), "{words}");
        let thermal = json!({ "format": "tspl", "roll": "40x30" });
        assert_eq!(plan(thermal).await.json()["dpi"], 203, "thermal printers mostly have that");
        let small = json!({ "width_mm": 25, "height_mm": 15 });
        let small = plan(json!({ "format": "svg", "label": small })).await.json();
        assert_eq!(small["online_only"], true, "{small}");
        for (profile, status, expected) in [
            (json!({ "format": "pdf", "sheet": "a4-66" }), 422, "print_profile"),
            (json!({ "format": "pdf", "sheet": "a4-65", "module_mm": 0.2 }), 422, "print_profile"),
            (json!({ "format": "gif" }), 400, "body"),
        ] {
            let refused = plan(profile.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (status, expected), "{profile}");
        }
        assert!(!test.folder.path().join("files").exists(), "nothing was made");
    });
}

#[test]
fn an_order_becomes_files_whose_hashes_and_parts_are_right() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let profile = json!({ "format": "pdf", "sheet": "a4-65" });
        let request = json!({ "profile": profile });
        let waits = order(&test, &owner, request).await;
        assert_eq!((waits.status, &waits.json()["state"]), (202, &json!("waiting")));
        let path = waits.header("location").to_owned();
        print_all(&test);
        let job = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!((&job["state"], &job["stamps_done"]), (&json!("done"), &json!(10)), "{job}");
        let file = &job["files"][0];
        let name = file["name"].as_str().expect("a name");
        assert_eq!(name, "batch-1-00000000-00000009-1of1.pdf");
        let at = file["path"].as_str().expect("a path");

        let whole = fetch(&test, &owner, at, &[]).await;
        assert_eq!((whole.status, whole.header("content-type")), (200, "application/pdf"));
        assert!(whole.body.starts_with(b"%PDF-"));
        assert_eq!(hash(&whole.body), file["sha256"].as_str().expect("a hash"));
        assert_eq!(whole.body.len() as u64, file["bytes"].as_u64().expect("a length"));
        let etag = whole.header("etag").to_owned();
        assert_eq!(etag, format!("\"{}\"", file["sha256"].as_str().expect("a hash")));
        let disposition = whole.header("content-disposition");
        assert_eq!(disposition, format!("attachment; filename=\"{name}\""));

        let part = fetch(&test, &owner, at, &[("Range", "bytes=100-199")]).await;
        assert_eq!((part.status, &part.body[..]), (206, &whole.body[100..200]));
        let range = format!("bytes 100-199/{}", whole.body.len());
        assert_eq!(part.header("content-range"), range);
        let rest = [("Range", "bytes=200-"), ("If-Range", etag.as_str())];
        assert_eq!(fetch(&test, &owner, at, &rest).await.body, &whole.body[200..]);
        let other = [("Range", "bytes=200-"), ("If-Range", "\"other\"")];
        assert_eq!(fetch(&test, &owner, at, &other).await.status, 200);
        let beyond = fetch(&test, &owner, at, &[("Range", "bytes=99999999-")]).await;
        assert_eq!((beyond.status, code(&beyond).as_str()), (416, "range_not_satisfiable"));
        assert_eq!(beyond.header("content-range"), format!("bytes */{}", whole.body.len()));
        let unchanged = fetch(&test, &owner, at, &[("If-None-Match", &etag)]).await;
        assert_eq!(unchanged.status, 304);

        let sums = fetch(&test, &owner, &format!("{path}/files/SHA256SUMS"), &[]).await;
        assert_eq!(sums.text(), format!("{}  {name}\n", hash(&whole.body)));
        for missing in ["other.pdf", "..%2F..%2Fjournal", "SHA256SUM"] {
            let reply = fetch(&test, &owner, &format!("{path}/files/{missing}"), &[]).await;
            assert_eq!(reply.status, 404, "{missing}");
        }
        // In parts, and told of once.
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000002").await;
        let trail = ask(&test, Some(&officer), "GET /api/v1/audit?action=print%20fetch", None);
        let trail = trail.await.json();
        assert_eq!(trail["items"].as_array().map(Vec::len), Some(1), "{trail}");
        let target = format!("batch 1, print job 1, {name}");
        assert_eq!(trail["items"][0]["target"], target);
    });
}

#[test]
fn what_is_printed_again_says_why_and_is_the_same_bytes() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let label = json!({ "width_mm": 40, "height_mm": 25 });
        let profile = json!({ "format": "pdf", "sheet": "single", "label": label });
        let (first, job) = ordered(&test, &owner, json!({ "profile": profile })).await;
        let unsaid = order(&test, &owner, json!({ "again_of": 1 })).await;
        assert_eq!((unsaid.status, code(&unsaid).as_str()), (422, "reprint_reason_needed"));
        // What the register says meanwhile changes nothing of it.
        test.reword(|certified| certified.product_name = "Tên khác".to_owned()).await;
        let again = json!({ "again_of": 1, "reason": "spoiled" });
        let (_, whole) = ordered(&test, &owner, again).await;
        assert_eq!(whole["files"][0]["sha256"], job["files"][0]["sha256"]);
        assert_eq!((&whole["again_of"], &whole["reason"]), (&json!(1), &json!("spoiled")));
        let of_sheet = json!({ "again_of": 1, "only_sheet": 6, "reason": "spoiled" });
        // The plan says which stamps, and that one of them is void.
        let void = json!({
            "targets": [{ "batch": 1, "from": 5, "to": 5 }], "reason": "stamp_lost_or_spoiled"
        });
        let void = ask(&test, Some(&owner), "POST /api/v1/revocations", Some(void)).await;
        assert_eq!(void.status, 201, "{}", void.text());
        let plan = "POST /api/v1/batches/1/print-plan";
        let plan = ask(&test, Some(&owner), plan, Some(of_sheet.clone())).await.json();
        assert_eq!((&plan["range"], &plan["stamps"]), (&json!([5, 5]), &json!(1)), "{plan}");
        assert_eq!((&plan["void"], &plan["file_count"]), (&json!(1), &json!(1)), "{plan}");
        let (_, sheet) = ordered(&test, &owner, of_sheet).await;
        assert_eq!(sheet["stamps"], 1, "a label a sheet");
        assert_eq!(sheet["files"][0]["name"], "batch-1-00000005-00000005-sheet6.pdf");
        // A scan says what it said before the sheet was printed again.
        for (index, expected) in [(4, "valid"), (5, "revoked"), (6, "valid")] {
            let scanned = test.get_json(&format!("/{}", test.digits(1, index))).await.json();
            assert_eq!(scanned["verdict"], expected, "{index}");
        }
        // A job of one sheet, made again, is one of that sheet.
        let (_, same) = ordered(&test, &owner, json!({ "again_of": 3, "reason": "spoiled" })).await;
        assert_eq!((&same["only_sheet"], &same["stamps"]), (&json!(6), &json!(1)), "{same}");
        assert_eq!(same["files"][0]["sha256"], sheet["files"][0]["sha256"]);
        let words = json!({ "profile": profile, "reason": "other_format" });
        let (_, reworded) = ordered(&test, &owner, words).await;
        assert_ne!(reworded["files"][0]["sha256"], job["files"][0]["sha256"]);
        for (request, status, expected) in [
            (json!({ "again_of": 1, "only_sheet": 11, "reason": "spoiled" }), 422, "no_such_sheet"),
            (json!({ "again_of": 99, "reason": "spoiled" }), 404, "unknown_print_job"),
            (json!({ "reason": "spoiled" }), 422, "print_profile"),
            (
                json!({ "profile": profile, "again_of": 1, "reason": "spoiled" }),
                422,
                "print_profile",
            ),
            (json!({ "again_of": 1, "reason": "lost" }), 400, "body"),
        ] {
            let refused = order(&test, &owner, request.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (status, expected), "{request}");
        }
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000002").await;
        let trail = ask(&test, Some(&officer), "GET /api/v1/audit?action=print", None).await;
        let target = &trail.json()["items"][2]["target"];
        assert_eq!(target, "batch 1, print job 3, sheet 6, again: spoiled");
        assert_eq!(first, format!("{JOBS}/1"));
    });
}

#[test]
fn the_same_key_orders_once() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let order = async |key: &str, request: Value| {
            let request = TestRequest::post().uri(JOBS).set_json(request);
            let request = request.insert_header(("Idempotency-Key", key));
            let cookie = format!("__Host-session={}", owner.cookie);
            let request = request.insert_header(("Sec-Fetch-Site", "same-origin"));
            test.call(request.insert_header(("Cookie", cookie))).await
        };
        let csv = json!({ "profile": { "format": "csv" } });
        let first = order("a", csv.clone()).await;
        let again = order("a", csv.clone()).await;
        assert_eq!((first.status, again.status), (202, 202), "{}", again.text());
        assert_eq!(first.header("location"), again.header("location"));
        let other = order("a", json!({ "profile": { "format": "jsonl" } })).await;
        let expected = (422, "idempotency_key_of_another_request");
        assert_eq!((other.status, code(&other).as_str()), expected);
        let other_key = order("b", csv).await;
        assert_eq!(code(&other_key), "reprint_reason_needed", "it is another order");
    });
}

#[test]
fn a_cancelled_job_has_no_files_and_its_batch_may_go_with_it() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let csv = json!({ "profile": { "format": "csv" } });
        let waits = order(&test, &owner, csv.clone()).await.header("location").to_owned();
        let ask_of =
            async |request: String| ask(&test, Some(&owner), &request, Some(json!({}))).await;
        let cancelled = ask_of(format!("DELETE {waits}")).await;
        assert_eq!((cancelled.status, &cancelled.json()["state"]), (200, &json!("cancelled")));
        print_all(&test);
        let resume = ask_of(format!("POST {waits}/resume")).await;
        assert_eq!((resume.status, code(&resume).as_str()), (409, "print_job_state"));
        // What is cancelled was not printed: the next order needs no reason.
        let (path, job) = ordered(&test, &owner, csv.clone()).await;
        let file = job["files"][0]["path"].as_str().expect("a path").to_owned();
        let bytes = fetch(&test, &owner, &file, &[]).await.body;
        let cancel = async |query: &str| ask_of(format!("DELETE {path}{query}")).await;
        // Of a job that is done the files go, and come again.
        let deleted = cancel("").await;
        assert_eq!((deleted.status, &deleted.json()["state"]), (200, &json!("deleted")));
        assert_eq!(fetch(&test, &owner, &file, &[]).await.status, 409);
        let left = std::fs::read_dir(test.folder.path().join("files/batch-1"));
        assert_eq!(left.map(Iterator::count).unwrap_or(0), 0, "nothing is left of it");
        let scanned = test.get_json(&format!("/{}", test.digits(1, 5))).await.json();
        assert_eq!(scanned["verdict"], "valid", "no stamp is worth less for it");
        assert_eq!(ask_of(format!("POST {path}/resume")).await.status, 202);
        print_all(&test);
        assert_eq!(fetch(&test, &owner, &file, &[]).await.body, bytes);
        // A producer revokes what is spoiled, and nothing else.
        let refused = cancel("?revoke=food_safety").await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "not_for_producers"));
        assert_eq!(cancel("?revoke=stamp_lost_or_spoiled").await.status, 200);
        let scanned = test.get_json(&format!("/{}", test.digits(1, 5))).await.json();
        assert_eq!(scanned["verdict"], "revoked");
        let over = json!({ "profile": { "format": "csv" }, "reason": "spoiled" });
        let over = order(&test, &owner, over).await;
        assert_eq!((over.status, code(&over).as_str()), (409, "batch_revoked"));
    });
}

#[test]
fn files_are_deleted_when_their_time_is_over_and_made_again_the_same() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let label = json!({ "width_mm": 40, "height_mm": 25 });
        let request = json!({ "profile": { "format": "svg", "label": label } });
        let (path, job) = ordered(&test, &owner, request).await;
        assert_eq!(job["keep_until"], "2026-12-26T03:00:00Z");
        let file = job["files"][0]["path"].as_str().expect("a path").to_owned();
        let bytes = fetch(&test, &owner, &file, &[]).await.body;
        let end = || {
            let service = test.service.clone();
            thread::spawn(move || service.end_print_files()).join().expect("it ends");
        };
        end();
        assert_eq!(fetch(&test, &owner, &file, &[]).await.status, 200, "its time is not over");
        // A session does not last a month.
        test.set_time("2026-12-26T03:00:01Z");
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000003").await;
        end();
        let gone = fetch(&test, &owner, &file, &[]).await;
        assert_eq!((gone.status, code(&gone).as_str()), (409, "print_files_gone"));
        let known = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!((&known["state"], &known["files"]), (&json!("deleted"), &json!([])));
        let resume = format!("POST {path}/resume");
        let resume = ask(&test, Some(&owner), &resume, Some(json!({}))).await;
        assert_eq!(resume.status, 202, "{}", resume.text());
        print_all(&test);
        assert_eq!(fetch(&test, &owner, &file, &[]).await.body, bytes);
    });
}

#[test]
fn files_that_a_restore_left_behind_are_said_to_be_gone_and_made_again() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let (path, job) = ordered(&test, &owner, json!({ "profile": { "format": "csv" } })).await;
        let file = job["files"][0]["path"].as_str().expect("a path").to_owned();
        let bytes = fetch(&test, &owner, &file, &[]).await.body;
        std::fs::remove_dir_all(test.folder.path().join("files")).expect("removed");
        let gone = fetch(&test, &owner, &file, &[]).await;
        assert_eq!((gone.status, code(&gone).as_str()), (409, "print_files_gone"));
        let known = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!((&known["state"], &known["files"]), (&json!("deleted"), &json!([])));
        let resume = format!("POST {path}/resume");
        assert_eq!(ask(&test, Some(&owner), &resume, Some(json!({}))).await.status, 202);
        print_all(&test);
        assert_eq!(fetch(&test, &owner, &file, &[]).await.body, bytes);
    });
}

#[test]
fn a_print_house_fetches_each_file_once_by_its_link() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let label = json!({ "width_mm": 40, "height_mm": 25 });
        let request = json!({ "profile": { "format": "pdf", "sheet": "single", "label": label } });
        let (path, job) = ordered(&test, &owner, request).await;
        let name = job["files"][0]["name"].as_str().expect("a name").to_owned();
        let make = async |request: Value| {
            ask(&test, Some(&owner), &format!("POST {path}/links"), Some(request)).await
        };
        for terms in [
            json!({ "name": "" }),
            json!({ "name": "Nhà in", "days": 0 }),
            json!({ "name": "Nhà in", "days": 61 }),
            json!({ "name": "Nhà in", "downloads": 21 }),
        ] {
            let refused = make(terms.clone()).await;
            assert_eq!(
                (refused.status, code(&refused).as_str()),
                (422, "print_link_terms"),
                "{terms}"
            );
        }
        let made = make(json!({ "name": "Nhà in Mẫu" })).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let link = made.json()["path"].as_str().expect("shown once").to_owned();
        let stored = std::fs::read_to_string(test.folder.path().join("print-jobs/1.json"));
        let secret = link.rsplit('/').next().expect("a secret").to_owned();
        assert!(!stored.expect("kept").contains(&secret), "only its hash is kept");

        let page = async || test.get(&link, "text/html").await;
        let shown = page().await;
        assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"));
        assert_eq!(shown.header("referrer-policy"), "no-referrer");
        assert!(shown.text().contains("còn 1 lượt tải"), "{}", shown.text());
        let file = format!("{link}/files/{name}");
        let fetch = async |range: Option<&str>| {
            let request = TestRequest::get().uri(&file);
            test.call(match range {
                Some(range) => request.insert_header(("Range", range)),
                None => request,
            })
            .await
        };
        let begun = fetch(Some("bytes=0-999")).await;
        assert_eq!((begun.status, begun.body.len()), (206, 1000));
        assert!(page().await.text().contains("còn 0 lượt tải"));
        let rest = fetch(Some("bytes=1000-")).await;
        assert_eq!(rest.status, 206, "it is gone on with");
        assert_eq!(hash(&[begun.body, rest.body].concat()), job["files"][0]["sha256"]);
        // But from where it was begun, and nowhere else.
        let stranger = "198.51.100.7:9".parse().expect("an address");
        let stranger = TestRequest::get().uri(&file).peer_addr(stranger);
        assert_eq!(test.call(stranger).await.status, 404, "once is once");
        let head = TestRequest::default().method(Method::HEAD).uri(&file);
        assert_eq!(test.call(head).await.status, 200, "how long it is uses nothing up");
        // In one hour and a bit.
        test.set_time("2026-11-26T04:00:01Z");
        let over = fetch(None).await;
        assert_eq!(over.status, 404, "it was fetched");
        let sums = test.get(&format!("{link}/files/SHA256SUMS"), "*/*").await;
        assert!(sums.text().ends_with(&format!("  {name}\n")));
        let slip = test.get(&format!("{link}/slip"), "text/html").await;
        for words in ["Nhà in Mẫu", "1-00000000 – 1-00000009", "Chè tôm nõn Suối Mây", &name]
        {
            assert!(slip.text().contains(words), "{words}: {}", slip.text());
        }
        assert!(slip.text().contains(job["files"][0]["sha256"].as_str().expect("a hash")));
        let slip = test.get(&format!("{link}/slip?lang=en"), "text/html").await;
        assert!(slip.text().contains("Delivery slip"));
        let known = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!(known["links"][0]["fetched"][0]["file"], name, "{known}");
        assert_eq!(known["links"][0]["fetched"].as_array().map(Vec::len), Some(1));
        // What was deleted is not about to come.
        let delete = format!("DELETE {path}");
        assert_eq!(ask(&test, Some(&owner), &delete, Some(json!({}))).await.status, 200);
        let gone = page().await;
        assert!(gone.text().contains("Tệp đã được xóa"), "{}", gone.text());

        // Another link, revoked; and one that has expired.
        let second = make(json!({ "name": "Nhà in khác", "days": 1 })).await.json();
        let second_path = second["path"].as_str().expect("shown").to_owned();
        let third = make(json!({ "name": "Nhà in khác", "days": 1 })).await.json();
        let third_path = third["path"].as_str().expect("shown").to_owned();
        assert_eq!(test.get(&second_path, "text/html").await.status, 200);
        let revoke = format!("DELETE {path}/links/2");
        assert_eq!(ask(&test, Some(&owner), &revoke, Some(json!({}))).await.status, 200);
        assert_eq!(test.get(&second_path, "text/html").await.status, 404);
        assert_eq!(test.get(&third_path, "text/html").await.status, 200);
        test.set_time("2026-11-27T04:00:01Z");
        assert_eq!(test.get(&third_path, "text/html").await.status, 404);
        assert_eq!(test.get("/print/AAAA", "text/html").await.status, 404);
        let nobodys = format!("/print/{}", "A".repeat(43));
        assert_eq!(test.get(&nobodys, "application/json").await.status, 404);
    });
}

#[test]
fn a_full_disk_stops_a_job_and_room_lets_it_go_on() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        test.disk_is_full.store(true, Ordering::SeqCst);
        let csv = json!({ "profile": { "format": "csv" } });
        let (path, job) = ordered(&test, &owner, csv).await;
        assert_eq!((&job["state"], &job["failure"]), (&json!("failed"), &json!("disk_full")));
        assert_eq!((&job["stamps_done"], &job["files"]), (&json!(0), &json!([])));
        test.disk_is_full.store(false, Ordering::SeqCst);
        print_all(&test);
        let still = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!(still["state"], "failed", "whoever made room says so");
        let resume = format!("POST {path}/resume");
        assert_eq!(ask(&test, Some(&owner), &resume, Some(json!({}))).await.status, 202);
        print_all(&test);
        let done = ask(&test, Some(&owner), &format!("GET {path}"), None).await.json();
        assert_eq!((&done["state"], &done["stamps_done"]), (&json!("done"), &json!(10)));
    });
}

/// A square in a colour that nothing else on a label has.
const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'>\
                    <path fill='#12ab34' d='M0 0h10v10H0z'/></svg>";

#[test]
fn a_producers_own_picture_goes_beside_the_code_in_its_colours() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let send = async |picture: Vec<u8>| {
            let request = TestRequest::post().uri("/api/v1/artwork").set_payload(picture);
            let cookie = format!("__Host-session={}", owner.cookie);
            let request = request.insert_header(("Sec-Fetch-Site", "same-origin"));
            test.call(request.insert_header(("Cookie", cookie))).await
        };
        for (picture, words) in [
            (b"GIF89a".to_vec(), "neither an SVG nor a PNG"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(), "script"),
            (vec![b' '; 512 * 1024 + 1], "512 KB"),
        ] {
            let refused = send(picture).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "artwork"), "{words}");
            assert!(refused.text().contains(words), "{words}: {}", refused.text());
        }
        let kept = send(LOGO.into()).await;
        assert_eq!(kept.status, 201, "{}", kept.text());
        assert_eq!(send(LOGO.into()).await.json(), kept.json(), "the same again is the same");
        let label = json!({ "width_mm": 50, "height_mm": 30 });
        let profile = |format: &str, artwork: &Value| {
            json!({ "profile": {
                "format": format, "label": label, "artwork": { "name": artwork },
                "sheet": (format == "pdf").then_some("single")
            } })
        };
        let name = &kept.json()["artwork"];
        let plan = async |request: Value| {
            ask(&test, Some(&owner), "POST /api/v1/batches/1/print-plan", Some(request)).await
        };
        let planned = plan(profile("pdf", name)).await.json();
        assert!(planned["artwork_mm"]["width_mm"].as_f64().expect("a size") >= 3.0, "{planned}");
        let nobodys = json!("0".repeat(64));
        for (request, status, expected) in [
            (profile("csv", name), 422, "print_profile"),
            (profile("pdf", &nobodys), 422, "artwork"),
            (profile("pdf", &json!("../1.json")), 400, "body"),
        ] {
            let refused = plan(request.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (status, expected), "{request}");
        }
        let (_, job) = ordered(&test, &owner, profile("svg", name)).await;
        assert_eq!(job["state"], "done", "{job}");
        let zip =
            fetch(&test, &owner, job["files"][0]["path"].as_str().expect("a path"), &[]).await;
        let mut zip = zip::ZipArchive::new(io::Cursor::new(zip.body)).expect("a ZIP");
        let mut coloured = 0;
        for place in 0..zip.len() {
            let mut text = String::new();
            zip.by_index(place).expect("a file").read_to_string(&mut text).expect("text");
            coloured += text.matches("#12ab34").count();
        }
        assert_eq!(coloured, 10, "once a label");
        let again = json!({ "again_of": 1, "reason": "spoiled" });
        let (_, again) = ordered(&test, &owner, again).await;
        assert_eq!(again["files"][0]["sha256"], job["files"][0]["sha256"]);
    });
}

#[test]
fn a_calibration_page_shows_the_labels_of_a_sheet_of_ones_own() {
    test_service::run(async |test| {
        let owner = owner(&test).await;
        let page = async |profile: Value| {
            ask(&test, Some(&owner), "POST /api/v1/batches/1/calibration", Some(profile)).await
        };
        let sheet = json!({
            "format": "pdf", "sheet": "custom", "label": { "width_mm": 38, "height_mm": 21 },
            "grid": {
                "columns": 5, "rows": 13, "first": { "x_mm": 5, "y_mm": 11 },
                "pitch": { "width_mm": 40, "height_mm": 21 }
            },
            "offset": { "x_mm": -0.5, "y_mm": 1.0 }
        });
        let calibration = page(sheet).await;
        assert_eq!(
            (calibration.status, calibration.header("content-type")),
            (200, "application/pdf")
        );
        assert!(calibration.body.starts_with(b"%PDF-"));
        let rows = page(json!({ "format": "csv" })).await;
        assert_eq!((rows.status, code(&rows).as_str()), (422, "print_profile"));
    });
}
