//! Scans, asked as phones and programs ask them.

use actix_web::{http::Method, test::TestRequest};

use crate::{
    log::{Hold, Reason},
    stamp::{KeyNumber, Payload, ScannedStamp, stamp_digits},
    web::test_service::{self, Reply, TestService, one, payload_not_issued},
};

#[track_caller]
fn assert_page(reply: &Reply, status: u16, verdict: &str, tone: &str) {
    let text = reply.text();
    assert_eq!(reply.status, status, "{verdict}");
    assert!(text.contains(&format!("<main data-verdict=\"{verdict}\">")), "{verdict}: {text}");
    assert!(text.contains(&format!("<body class=\"{tone}\">")), "{verdict}: {tone}");
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; img-src 'self'; style-src 'sha256-"));
}

/// The stamp with one bit of its bytes turned.
fn with_bit_turned(stamp: &ScannedStamp, byte: usize) -> String {
    let mut bytes = *stamp.bytes();
    bytes[byte] ^= 0x40;
    stamp_digits(&ScannedStamp::new(bytes))
}

/// Code, verdict, tone of the page.
fn every_verdict(test: &TestService) -> Vec<(String, &'static str, &'static str)> {
    let good = test.sign(test.payload(1, 0));
    let other_key = Payload { key: KeyNumber::new(9), ..test.payload(1, 0) };
    let mut unknown_key = *good.bytes();
    unknown_key[..Payload::LENGTH].copy_from_slice(&other_key.to_bytes());
    let mut typed = test.typed(1, 0);
    let last = if typed.ends_with('0') { "1" } else { "0" };
    typed.replace_range(typed.len() - 1.., last);
    let mut symbol = test.symbol(1, 0);
    let last = if symbol.ends_with('0') { "1" } else { "0" };
    symbol.replace_range(symbol.len() - 1.., last);
    vec![
        (test.digits(1, 0), "valid", "green"),
        (test.digits(1, 1), "revoked", "red"),
        (test.digits(1, 2), "suspended", "amber"),
        (test.digits(1, 3), "revoked", "red"),
        (test.digits(2, 0), "certificate_expired", "amber"),
        (test.digits(2, 3), "revoked", "amber"),
        (test.digits(3, 0), "certificate_expired", "blue"),
        (test.digits(4, 0), "not_activated", "grey"),
        (test.digits(5, 0), "revoked", "red"),
        (test.digits(6, 0), "valid", "green"),
        (stamp_digits(&test.sign(payload_not_issued())), "not_issued", "red"),
        (with_bit_turned(&good, 78), "forged", "red"),
        (stamp_digits(&ScannedStamp::new(unknown_key)), "unknown_key", "red"),
        (with_bit_turned(&good, 0), "unsupported", "red"),
        (test.typed(1, 0), "valid", "green"),
        (typed, "code_not_found", "grey"),
        (test.symbol(1, 0), "valid", "green"),
        (symbol, "forged", "red"),
    ]
}

#[test]
fn every_verdict_is_an_answer_as_page_and_as_json() {
    test_service::run(async |test| {
        for (code, verdict, tone) in every_verdict(&test) {
            let english = test.get(&format!("/{code}?lang=en"), "text/html").await;
            assert_page(&english, 200, verdict, tone);
            assert!(english.text().contains("<html lang=\"en\">"), "{verdict}");
            let page = test.get(&format!("/{code}"), "text/html").await;
            assert_page(&page, 200, verdict, tone);
            let json = test.get_json(&format!("/{code}")).await;
            assert_eq!(json.status, 200);
            let answer = json.json();
            assert_eq!(answer["verdict"], verdict);
            assert_eq!(answer["checked_at"], test_service::ASKED_AT);
            let is_issued = page.text().contains("class=\"goods\"");
            assert_eq!(!answer["certificate"].is_null(), is_issued, "{verdict}");
        }
    });
}

#[test]
fn an_expired_stamp_says_what_is_known_of_its_goods() {
    test_service::run(async |test| {
        for (index, made_in_force, words, english) in [
            (0, None, "Xem ngày sản xuất trên bao bì", "Look at the production date"),
            (1, Some(true), "Hàng làm ngày 20/11/2026, khi còn hạn", "Made on 20 Nov 2026"),
            (2, Some(false), "hàng làm sau ngày đó", "By its own date it was made later"),
        ] {
            let path = format!("/{}", test.digits(2, index));
            assert!(test.get(&path, "*/*").await.text().contains(words), "{words}");
            let page = test.get(&format!("{path}?lang=en"), "*/*").await;
            assert!(page.text().contains(english), "{english}");
            let answer = test.get_json(&path).await.json();
            assert_eq!(answer["made_in_force"].as_bool(), made_in_force, "{words}");
        }
    });
}

#[test]
fn a_missing_record_leaves_the_facts_of_the_log() {
    test_service::run(async |test| {
        let answer = test.get_json(&format!("/{}", test.digits(6, 0))).await.json();
        assert_eq!(answer["warnings"], serde_json::json!(["register_record_missing"]));
        assert!(answer["product"].is_null() && answer["producer"].is_null());
        assert_eq!(answer["certificate"]["stars"], 4);
        let page = test.get(&format!("/{}", test.digits(6, 0)), "*/*").await;
        assert!(page.text().contains("chưa có hồ sơ sản phẩm"));
        assert!(page.text().contains("06/GCN-OCOP"));
    });
}

#[test]
fn the_page_shows_the_register_as_it_is() {
    test_service::run(async |test| {
        let page = test.get(&format!("/{}", test.digits(1, 0)), "*/*").await;
        for shown in [
            "Chè tôm nõn Suối Mây",
            "width=\"480\" height=\"360\"",
            "Xã Khâu Vai, tỉnh Tuyên Quang",
            "VietGAP TT-059, đến 04/11/2028",
            "Dữ liệu mẫu",
            "tel:19000000",
        ] {
            assert!(page.text().contains(shown), "{shown}");
        }
    });
}

#[test]
fn no_answer_holds_another_spelling_of_its_code() {
    test_service::run(async |test| {
        let (digits, typed, symbol) = (test.digits(1, 0), test.typed(1, 0), test.symbol(1, 0));
        for (asked, others) in [
            (&digits, [&typed, &symbol]),
            (&typed, [&symbol, &digits]),
            (&symbol, [&typed, &digits]),
        ] {
            for accept in ["text/html", "application/json"] {
                let reply = test.get(&format!("/{asked}"), accept).await;
                for other in others {
                    let bare = other.replace('-', "");
                    assert!(!reply.text().contains(other.as_str()), "{accept}");
                    assert!(!reply.text().contains(&bare), "{accept}");
                }
            }
        }
    });
}

#[test]
fn data_ages_from_the_last_cosignature() {
    test_service::run(async |test| {
        let published = test.settled().await;
        test.set_time(&published.at.to_string());
        let path = format!("/{}", test.digits(1, 0));
        let fresh = test.get(&path, "*/*").await;
        assert!(fresh.text().contains("Dữ liệu cập nhật chưa đầy 1 phút trước"));
        let at = test.get_json(&path).await.json()["log"]["at"].clone();
        assert_eq!(at, published.at.to_string());

        test.ledger_fails_next();
        let failed = test.try_hold(Hold::Revoked, Reason::StampCopied, one(1, 0)).await;
        assert!(failed.is_err());
        test.writer_has_ended().await;
        test.set_time("2026-11-30T03:00:00Z");
        let old = again(&test, &path, fresh.header("etag")).await;
        assert_page(&old, 200, "valid", "green");
        assert!(old.text().contains(" ngày trước"), "{}", old.text());
        let old = test.get(&format!("{path}?lang=en"), "*/*").await;
        assert!(old.text().contains(" days ago"), "{}", old.text());
    });
}

#[test]
fn what_is_no_code_is_told_from_what_leads_nowhere() {
    test_service::run(async |test| {
        let gs1 = test.gs1_path(1, 0);
        let two_s = format!("{gs1}&s=1");
        for (path, status, code) in [
            ("/123456789012", 400, "malformed"),
            ("/WBN5N2DGDJZE8G", 400, "malformed"),
            ("/WBN5-N2DG-DJZE-8G3U", 400, "malformed"),
            ("/%31%32%33456789012", 400, "malformed"),
            ("/01/", 400, "malformed"),
            ("/01/x?s=1", 400, "malformed"),
            (&two_s, 400, "malformed"),
            ("/favicon.ico", 404, "not_found"),
            ("/a/123456789012", 404, "not_found"),
            ("/%FF%FE", 404, "not_found"),
            ("/api/v2", 404, "not_found"),
        ] {
            let json = test.get_json(path).await;
            assert_eq!(json.status, status, "{path}");
            assert_eq!(json.header("content-type"), "application/problem+json");
            assert_eq!(json.json()["code"], code);
            assert_eq!(json.json()["status"], status);
            let page = test.get(path, "text/html").await;
            assert_eq!(page.status, status, "{path}");
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(page.text().contains("data-verdict=\"malformed\""), status == 400);
        }
    });
}

#[test]
fn an_unheld_secret_cannot_tell() {
    test_service::run(async |test| {
        let path = format!("/{}", test.typed(7, 0));
        let page = test.get(&path, "text/html").await;
        assert_page(&page, 503, "cannot_tell", "grey");
        let json = test.get_json(&path).await;
        assert_eq!((json.status, json.json()["code"].as_str()), (503, Some("cannot_tell")));
        for reply in [page, json] {
            assert_eq!(reply.header("retry-after"), "120");
            assert_eq!(reply.header("etag"), "");
            assert!(!reply.text().contains("generation"));
        }
    });
}

#[test]
fn gs1_links_are_held_against_the_stamp() {
    test_service::run(async |test| {
        let path = test.gs1_path(1, 0);
        let other_gtin = path.replace("08930000000019", "08930000000026");
        let other_serial = path.replace("/21/0000000001", "/21/0000000002");
        for (path, verdict) in [(path, "valid"), (other_gtin, "forged"), (other_serial, "forged")] {
            assert_eq!(test.get_json(&path).await.json()["verdict"], verdict, "{path}");
        }
    });
}

#[test]
fn the_switch_keeps_the_code_of_a_gs1_link() {
    test_service::run(async |test| {
        let path = test.gs1_path(1, 0);
        let (_, query) = path.split_once('?').expect("it has a query");
        let page = test.get(&path, "*/*").await;
        assert!(page.text().contains(&format!("href=\"?{query}&#38;lang=en\"")));
        let page = test.get(&format!("{path}&lang=en"), "*/*").await;
        assert!(page.text().contains("<html lang=\"en\">"));
        assert!(page.text().contains(&format!("href=\"?{query}&#38;lang=vi\"")));
    });
}

#[test]
fn what_phones_append_is_passed_by_and_head_is_answered_as_get() {
    test_service::run(async |test| {
        let digits = test.digits(1, 0);
        for path in [format!("/{digits}/"), format!("/{digits}?fbclid=1&x")] {
            assert_eq!(test.get(&path, "*/*").await.status, 200, "{path}");
        }
        let head = TestRequest::default().method(Method::HEAD).uri(&format!("/{digits}"));
        let head = test.call(head).await;
        assert_eq!((head.status, head.header("vary")), (200, "Accept"));
        let post = test.call(TestRequest::post().uri(&format!("/{digits}"))).await;
        assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"));
    });
}

async fn again(test: &TestService, path: &str, etag: &str) -> Reply {
    test.call(TestRequest::get().uri(path).insert_header(("If-None-Match", etag))).await
}

#[test]
fn a_304_outlives_neither_a_revocation_nor_a_minute() {
    test_service::run(async |test| {
        let path = format!("/{}", test.digits(1, 0));
        let first = test.get(&path, "*/*").await;
        let etag = first.header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "no-cache");
        let unchanged = again(&test, &path, &etag).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
        assert_eq!(unchanged.header("etag"), etag);
        let json = TestRequest::get().uri(&path).insert_header(("If-None-Match", etag.clone()));
        let json = test.call(json.insert_header(("Accept", "application/json"))).await;
        assert_eq!(json.status, 200);

        test.hold(Hold::Revoked, Reason::StampCopied, one(1, 0)).await;
        let revoked = again(&test, &path, &etag).await;
        assert_page(&revoked, 200, "revoked", "red");

        let etag = revoked.header("etag").to_owned();
        test.set_time("2026-11-26T17:00:00Z");
        assert_eq!(again(&test, &path, &etag).await.status, 200);
    });
}

#[test]
fn a_typed_code_leads_to_its_own_address() {
    test_service::run(async |test| {
        let (digits, typed, gs1) = (test.digits(1, 0), test.typed(1, 0), test.gs1_path(1, 0));
        let loose = typed.replace('-', "%20").to_lowercase();
        let broken = format!("{}%0D%0A{}", &digits[..100], &digits[100..]);
        let link = format!("https%3A%2F%2Ftem.example.vn%2F{digits}%3Ffbclid%3D1");
        let gs1_link = gs1.replace('?', "%3F").replace('=', "%3D");
        for (sent, leads_to) in [
            (typed.clone(), format!("/{typed}")),
            (loose, format!("/{typed}")),
            (digits.clone(), format!("/{digits}")),
            (broken, format!("/{digits}")),
            (link, format!("/{digits}")),
            (gs1_link, gs1),
            (format!("{typed}&lang=en"), format!("/{typed}?lang=en")),
        ] {
            let reply = test.get(&format!("/check?code={sent}"), "*/*").await;
            assert_eq!((reply.status, reply.header("location")), (303, leads_to.as_str()));
        }
        for path in ["/check", "/check?code=", "/check?code=hello"] {
            assert_page(&test.get(path, "*/*").await, 400, "malformed", "grey");
        }
        assert_eq!(test.get_json("/check?code=x").await.json()["code"], "malformed");
    });
}

#[test]
fn home_asks_for_a_code() {
    test_service::run(async |test| {
        let home = test.get("/?lang=en", "*/*").await;
        assert_eq!(home.status, 200);
        assert!(home.text().contains("<form action=\"/check\" method=\"get\">"));
        assert!(home.text().contains("<html lang=\"en\">"));
    });
}
