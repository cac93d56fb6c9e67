//! Certificates by their numbers, asked for as phones and programs do.

use actix_web::{http::Method, test::TestRequest};
use serde_json::json;

use crate::printing::png::{Dpi, PixelsPerModule};
use crate::printing::{self, Symbol};
use crate::{
    log::{Body, CertificateEnded, Hold, Reason, Target},
    registry::{Product, ProductGroup, Record},
    web::test_service::{self, Reply, TestService},
};

fn certificate(number: u64) -> Target {
    Target::Certificate { certificate: number.try_into().expect("small") }
}

fn producer(number: u64) -> Target {
    Target::Producer { producer: number.try_into().expect("small") }
}

/// Asks for page and JSON: state, tone, and words that the page has.
async fn check(test: &TestService, number: u64, state: &str, tone: &str, words: &str) {
    let path = format!("/certificates/{number}");
    let page = test.get(&path, "text/html").await;
    let text = page.text().replace("&#39;", "'");
    assert_eq!(page.status, 200, "{number}");
    assert!(text.contains(&format!("<main data-certificate=\"{state}\">")), "{number}: {text}");
    assert!(text.contains(&format!("<body class=\"{tone}\">")), "{number}: {tone}");
    assert!(text.contains(words), "{number}: {words}: {text}");
    assert!(text.contains("Cho biết chứng nhận, không xác nhận gói hàng này"), "{number}");
    assert!(page.body.len() <= 12 * 1024, "{number}: {}", page.body.len());
    for path in [path.clone(), format!("/api/v1{path}")] {
        let json = test.get_json(&path).await;
        assert_eq!((json.status, json.json()["state"].as_str()), (200, Some(state)), "{path}");
        assert_eq!(json.json()["confirms"], "certificate");
        assert_eq!(json.json()["checked_at"], test_service::ASKED_AT);
        assert_eq!(json.json()["certificate"]["certificate"], number);
    }
}

#[test]
fn every_state_is_an_answer_as_page_and_as_json() {
    test_service::run(async |test| {
        check(&test, 1, "in_force", "green", "Chứng nhận OCOP 4 sao, còn hiệu lực").await;
        check(&test, 2, "ended", "amber", "đã hết hạn ngày 25/11/2026").await;
        check(&test, 3, "ended", "blue", "href=\"/certificates/7\"").await;
        check(&test, 5, "withdrawn", "red", "Chứng nhận OCOP đã bị thu hồi").await;
        check(&test, 6, "in_force", "green", "chưa có hồ sơ sản phẩm").await;
        check(&test, 7, "in_force", "green", "href=\"/certificates/3\"").await;
        test.hold(Hold::Suspended, Reason::ProcessNotAsDeclared, certificate(1)).await;
        check(&test, 1, "suspended", "amber", "đang tạm dừng để kiểm tra").await;
        test.hold(Hold::Revoked, Reason::FoodSafety, certificate(1)).await;
        check(&test, 1, "withdrawn", "red", "Đừng dùng: bị thu hồi vì an toàn thực phẩm").await;
        test.hold(Hold::Revoked, Reason::NoTraceabilityRecords, producer(1)).await;
        check(&test, 4, "withdrawn", "red", "Đừng dựa vào chứng nhận này").await;
        check(&test, 1, "withdrawn", "red", "Đừng dùng").await;
    });
}

#[test]
fn an_end_is_told_by_the_clock_and_before_it() {
    test_service::run(async |test| {
        test.set_time("2027-10-31T16:59:59Z");
        let page = test.get("/certificates/1", "*/*").await;
        assert!(!page.text().contains("Sắp hết hạn"), "61 days are left");
        test.set_time("2027-10-31T17:00:00Z");
        let page = test.get("/certificates/1", "*/*").await;
        assert!(page.text().contains("Sắp hết hạn: còn 60 ngày."));
        assert!(page.text().contains("<body class=\"green\">"));
        assert_eq!(test.get_json("/certificates/1").await.json()["ends_in_days"], 60);
        test.set_time("2027-12-31T16:59:59Z");
        assert_eq!(test.get_json("/certificates/1").await.json()["state"], "in_force");
        test.set_time("2027-12-31T17:00:00Z");
        let ended = test.get_json("/certificates/1").await.json();
        assert_eq!((&ended["state"], &ended["ended_on"]), (&json!("ended"), &json!("2027-12-31")));
    });
}

#[test]
fn an_early_end_and_a_record_of_the_end_stay_amber_and_say_why() {
    test_service::run(async |test| {
        let ended = CertificateEnded {
            certificate: 1.try_into().expect("small"),
            last_valid_on: jiff::civil::date(2026, 11, 24),
            reason: Reason::ProductionStopped,
            decision: Some("98/QĐ-UBND".parse().expect("a text")),
            decided_on: Some(jiff::civil::date(2026, 11, 20)),
            decided_by: Some("UBND tỉnh (mẫu)".parse().expect("a text")),
            replaced_by: None,
        };
        test.enter(Body::CertificateEnded(ended)).await;
        check(&test, 1, "ended", "amber", "Kết thúc trước hạn: cơ sở ngừng sản xuất.").await;
        let page = test.get("/certificates/1", "*/*").await;
        assert!(page.text().contains("98/QĐ-UBND, ngày 20/11/2026, UBND tỉnh (mẫu)"));
        let json = test.get_json("/certificates/1").await.json();
        assert_eq!(json["ended"]["reason"], "production_stopped");
        assert_eq!(json["ended_on"], "2026-11-24");
        test.hold(Hold::Revoked, Reason::Expired, certificate(2)).await;
        check(&test, 2, "ended", "amber", "Đã ghi thu hồi ngày 26/11/2026.").await;
        let json = test.get_json("/certificates/2").await.json();
        assert_eq!(json["revocation"]["family"], "expired");
    });
}

#[test]
fn a_tourism_service_has_the_same_page_without_a_pack() {
    test_service::run(async |test| {
        let product = Product { group: ProductGroup::Tourism, ..test_service::product() };
        test.keep(vec![Record::Product(product)]).await;
        test.reword(|certified| certified.group = ProductGroup::Tourism).await;
        let page = test.get("/certificates/1", "*/*").await;
        assert!(page.text().contains("Cho biết chứng nhận, không xác nhận nơi treo mã này"));
        assert!(page.text().contains("Nhóm VI"));
        for word in ["gói hàng", "this pack", "trên tay"] {
            assert!(!page.text().contains(word), "{word}");
        }
    });
}

#[test]
fn json_has_all_that_is_public() {
    test_service::run(async |test| {
        let json = test.get_json("/api/v1/certificates/3").await.json();
        let names: Vec<_> = json.as_object().expect("an object").keys().cloned().collect();
        let mut expected = [
            "state",
            "confirms",
            "ends_in_days",
            "ended_on",
            "warnings",
            "checked_at",
            "certificate",
            "product",
            "producer",
            "successor",
            "replaces",
            "ended",
            "revocation",
            "suspension",
            "code",
            "log",
        ];
        expected.sort_unstable();
        assert_eq!(names, expected);
        assert_eq!(json["successor"]["certificate"], 7);
        assert_eq!(json["certificate"]["kind"], "new");
        assert_eq!(json["product"]["variants"][0]["net_content"], "200 g");
        assert_eq!(json["producer"]["contact"], "suoimay.example.vn");
        assert_eq!(json["code"]["png"], "/certificates/3/code.png");
        let missing = test.get_json("/certificates/6").await.json();
        assert_eq!(missing["warnings"], json!(["register_record_missing"]));
        assert!(missing["product"].is_null() && missing["producer"].is_null());
    });
}

#[test]
fn a_number_that_no_certificate_has_is_told_what_to_do() {
    test_service::run(async |test| {
        for path in [
            "/certificates/99",
            "/certificates/16777216",
            "/certificates/01",
            "/certificates/x",
            "/certificates/",
            "/certificates/99/code.svg",
            "/certificates/1/code.gif",
            "/certificates/1/2",
            "/certificates/%00",
        ] {
            let page = test.get(path, "text/html").await;
            assert_eq!(page.status, 404, "{path}");
            assert!(page.text().contains("Không có chứng nhận này trong sổ"), "{path}");
            assert!(page.text().contains("href=\"/certificates?state=in_force\""), "{path}");
            let json = test.get_json(path).await;
            assert_eq!(
                (json.status, json.json()["code"].as_str()),
                (404, Some("unknown_certificate"))
            );
        }
        let english = test.get("/certificates/99?lang=en", "*/*").await;
        assert!(english.text().contains("<h1>No such certificate in the register</h1>"));
        let api = test.get("/api/v1/certificates/99", "text/html").await;
        assert_eq!((api.status, api.header("content-type")), (404, "application/problem+json"));
    });
}

async fn again(test: &TestService, path: &str, etag: &str) -> Reply {
    test.call(TestRequest::get().uri(path).insert_header(("If-None-Match", etag))).await
}

#[test]
fn a_304_outlives_neither_a_withdrawal_nor_a_midnight() {
    test_service::run(async |test| {
        let path = "/certificates/1";
        let first = test.get(path, "*/*").await;
        assert_eq!((first.header("vary"), first.header("cache-control")), ("Accept", "no-cache"));
        let etag = first.header("etag").to_owned();
        let unchanged = again(&test, path, &etag).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
        test.hold(Hold::Revoked, Reason::FoodSafety, certificate(1)).await;
        let withdrawn = again(&test, path, &etag).await;
        assert_eq!(withdrawn.status, 200);
        let etag = withdrawn.header("etag").to_owned();
        test.set_time("2026-11-26T17:00:00Z");
        assert_eq!(again(&test, path, &etag).await.status, 200);
    });
}

#[test]
fn head_is_answered_as_get_and_other_methods_are_not() {
    test_service::run(async |test| {
        for path in ["/certificates/1", "/api/v1/certificates/1", "/certificates/1/code.png"] {
            let head = TestRequest::default().method(Method::HEAD).uri(path);
            assert_eq!(test.call(head).await.status, 200, "{path}");
            let post = test.call(TestRequest::post().uri(path)).await;
            assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"), "{path}");
            let preflight = TestRequest::default().method(Method::OPTIONS).uri(path);
            let preflight = test.call(preflight).await;
            assert_eq!(preflight.status, 204, "{path}");
            assert_eq!(preflight.header("access-control-allow-origin"), "*");
        }
    });
}

#[test]
fn the_code_opens_the_page_and_is_drawn_at_its_true_size() {
    test_service::run(async |test| {
        for number in [1, 5] {
            let png = test.get(&format!("/certificates/{number}/code.png"), "*/*").await;
            assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
            let link = format!("https://tem.example.vn/certificates/{number}");
            let symbol = Symbol::of_link(&link).expect("a short link");
            let pixels = PixelsPerModule::new(6).expect("in range");
            let drawn = printing::png::draw(&symbol, pixels, Dpi::new(300).expect("in range"));
            assert_eq!(png.body, drawn, "other decoders read it in tests/it");
            // 300 dots an inch, in dots a metre, big-endian, twice, and the unit.
            let dots = 11_811_u32.to_be_bytes();
            let physical = [b"pHYs", &dots[..], &dots, &[1]].concat();
            assert!(png.body.windows(physical.len()).any(|window| window == physical));
            let svg = test.get(&format!("/certificates/{number}/code.svg"), "*/*").await;
            assert_eq!((svg.status, svg.header("content-type")), (200, "image/svg+xml"));
            assert!(svg.text().starts_with("<svg ") && svg.text().contains("mm\""));
            let etag = svg.header("etag").to_owned();
            let path = format!("/certificates/{number}/code.svg");
            assert_eq!(again(&test, &path, &etag).await.status, 304);
        }
    });
}

#[test]
fn a_certificates_code_is_no_stamps() {
    test_service::run(async |test| {
        let link = "https%3A%2F%2Ftem.example.vn%2Fcertificates%2F1";
        let reply = test.get_json(&format!("/api/v1/stamps/{link}")).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (400, Some("malformed")));
        let detail = reply.json()["reason"].as_str().expect("words").to_owned();
        assert!(detail.contains("certificate") && detail.contains("confirms no pack"), "{detail}");
        for (asked, leads_to) in [("", "/certificates/1"), ("&lang=en", "/certificates/1?lang=en")]
        {
            let check = test.get(&format!("/check?code={link}{asked}"), "*/*").await;
            assert_eq!((check.status, check.header("location")), (303, leads_to));
        }
    });
}
