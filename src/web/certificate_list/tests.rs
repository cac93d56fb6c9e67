//! The open list, asked for as people and programs do.

use actix_web::{http::Method, test::TestRequest};
use serde_json::{Value, json};

use crate::{
    log::{Hold, Reason, Target},
    registry::{Producer, Product, Record},
    web::test_service::{self, TestService},
};

const LIST: &str = "/api/v1/certificates";

fn numbers(list: &Value) -> Vec<u64> {
    let certificates = list["certificates"].as_array().expect("a list");
    certificates.iter().map(|one| one["certificate"].as_u64().expect("a number")).collect()
}

async fn listed(test: &TestService, query: &str) -> Vec<u64> {
    let reply = test.get_json(&format!("{LIST}{query}")).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    numbers(&reply.json())
}

/// In the tests' history all decisions are of one day, so the numbers decide.
#[test]
fn a_list_is_filtered_by_province_state_and_words() {
    test_service::run(async |test| {
        assert_eq!(listed(&test, "").await, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(listed(&test, "?state=in_force").await, [1, 4, 6, 7]);
        assert_eq!(listed(&test, "?state=ended").await, [2, 3]);
        assert_eq!(listed(&test, "?state=withdrawn").await, [5]);
        assert_eq!(listed(&test, "?state=suspended").await, [0; 0]);
        assert_eq!(listed(&test, "?province=08&state=ended").await, [2, 3]);
        assert_eq!(listed(&test, "?province=01").await, [0; 0]);
        // Product, holder, number; without regard to case and diacritics; every word.
        assert_eq!(listed(&test, "?q=CHE+tom+non").await, [1, 2, 3, 4, 5, 7]);
        assert_eq!(listed(&test, "?q=suoi%20may%20hop%20tac").await, [1, 2, 3, 4, 5, 7]);
        assert_eq!(listed(&test, "?q=06/gcn").await, [6]);
        assert_eq!(listed(&test, "?q=06/gcn+che").await, [0; 0]);
        let reply = test.get_json(&format!("{LIST}?q=che&state=ended")).await;
        let counts = json!({"in_force": 3, "suspended": 0, "ended": 2, "withdrawn": 1, "total": 6});
        assert_eq!(reply.json()["counts"], counts);
    });
}

#[test]
fn states_change_by_an_entry_and_at_midnight_without_one() {
    test_service::run(async |test| {
        let one = Target::Certificate { certificate: 1.try_into().expect("small") };
        test.hold(Hold::Suspended, Reason::ProcessNotAsDeclared, one).await;
        assert_eq!(listed(&test, "?state=suspended").await, [1]);
        test.set_time("2027-12-31T16:59:59Z");
        assert_eq!(listed(&test, "?state=in_force").await, [4, 6, 7]);
        test.set_time("2027-12-31T17:00:00Z");
        assert_eq!(listed(&test, "?state=in_force").await, [7]);
        assert_eq!(listed(&test, "?state=ended").await, [2, 3, 4, 6]);
    });
}

#[test]
fn an_edited_record_is_found_by_its_new_words() {
    test_service::run(async |test| {
        assert_eq!(listed(&test, "?q=dac+san").await, [0; 0]);
        let name = "Đặc sản Đồi Gió";
        test.reword(|certified| certified.product_name = name.to_owned()).await;
        assert_eq!(listed(&test, "?q=dac+san").await, [1, 2, 3, 4, 5, 7]);
        assert_eq!(listed(&test, "?q=tom+non").await, [0; 0]);
    });
}

#[test]
fn pages_neither_skip_nor_repeat_while_certificates_are_added() {
    test_service::run(async |test| {
        let first = test.get_json(&format!("{LIST}?limit=3")).await;
        assert_eq!(numbers(&first.json()), [1, 2, 3]);
        let cursor = first.json()["next_cursor"].as_str().expect("more").to_owned();
        let links = format!(
            "</api/v1/certificates?limit=3>; rel=\"first\", \
             </api/v1/certificates?cursor={cursor}&limit=3>; rel=\"next\""
        );
        assert_eq!(first.header("link"), links);
        // A newer decision stands before, an older one after.
        test.record_of_day(20, jiff::civil::date(2026, 11, 20)).await;
        test.record_of_day(21, jiff::civil::date(2025, 11, 20)).await;
        assert_eq!(listed(&test, &format!("?limit=3&cursor={cursor}")).await, [4, 5, 6]);
        assert_eq!(listed(&test, "?limit=4").await, [20, 1, 2, 3]);
        let rest = test.get_json(&format!("{LIST}?limit=7&cursor={cursor}")).await;
        assert_eq!(numbers(&rest.json()), [4, 5, 6, 7, 21]);
        assert!(rest.json()["next_cursor"].is_null());
        assert!(!rest.header("link").contains("next"));
        assert_eq!(rest.header("access-control-allow-origin"), "*");
        assert!(rest.header("access-control-expose-headers").contains("Link"));
        // A page that ends with the list has no next one.
        let all = test.get_json(&format!("{LIST}?limit=9")).await;
        assert!(all.json()["next_cursor"].is_null());
    });
}

#[test]
fn what_can_not_be_listed_is_told_what_to_do() {
    test_service::run(async |test| {
        let long = format!("q={}", "x".repeat(101));
        for (query, code, words) in [
            ("province=99", "unknown_province", "two digits"),
            ("province=Hanoi", "unknown_province", "province=08"),
            ("state=valid", "unknown_state", "in_force, suspended, ended or withdrawn"),
            ("cursor=AAAAAAAAAAAAAAAA", "cursor", "leave it out to begin again"),
            ("cursor=../../etc", "cursor", "take next_cursor as it was given"),
            ("limit=0", "limit", "1 to 500"),
            ("limit=100000", "limit", "1 to 500"),
            ("q=a&q=b", "query", "once at most"),
            (long.as_str(), "search_too_long", "100 letters"),
        ] {
            for path in ["/certificates", LIST, "/certificates.csv"] {
                let reply = test.get_json(&format!("{path}?{query}")).await;
                assert_eq!(
                    (reply.status, reply.json()["code"].as_str()),
                    (400, Some(code)),
                    "{query}"
                );
                assert!(reply.json()["detail"].as_str().expect("words").contains(words), "{query}");
            }
            let page = test.get(&format!("/certificates?{query}"), "text/html").await;
            assert_eq!(page.status, 400, "{query}");
            assert!(page.text().contains("<h1>Yêu cầu tìm chưa đúng</h1>"), "{query}");
            assert!(page.text().contains("href=\"/certificates?state=in_force\""), "{query}");
        }
        let first = test.get_json(&format!("{LIST}?limit=3")).await;
        let mut cursor = first.json()["next_cursor"].as_str().expect("more").to_owned();
        let other = if cursor.ends_with('A') { "B" } else { "A" };
        cursor.replace_range(cursor.len() - 1.., other);
        assert_eq!(test.get_json(&format!("{LIST}?cursor={cursor}")).await.status, 400);
    });
}

#[test]
fn the_page_offers_what_can_be_asked_and_leads_on() {
    test_service::run(async |test| {
        let page = test.get("/certificates?q=che&province=08&limit=2&lang=en", "*/*").await;
        assert_eq!(page.status, 200);
        let text = page.text();
        for shown in [
            "<html lang=\"en\">",
            "<h1>OCOP certificates</h1>",
            "<option value=\"08\" selected>Tỉnh Tuyên Quang</option>",
            "value=\"che\"",
            "Certificates found: 6",
            "href=\"/certificates?province=08&#38;state=in_force&#38;q=che&#38;limit=2&#38;lang=en\"",
            "In force <b>3</b>",
            "All <b>6</b>",
            "aria-current=\"page\"",
            "href=\"/certificates/1?lang=en\">Chè tôm nõn Suối Mây</a>",
            "rel=\"next\"",
            "href=\"/certificates.csv?province=08&#38;q=che&#38;limit=2\"",
        ] {
            assert!(text.contains(shown), "{shown}: {text}");
        }
        assert_eq!(text.matches("<option ").count(), 35, "all provinces and one for all of them");
        assert_eq!(text.matches("<tr>").count(), 3, "the head and two rows");
        for unwanted in ["<script", "style=", "http://", "https://"] {
            assert!(!text.contains(unwanted), "{unwanted}");
        }
        let next =
            text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let next = next.expect("a next page").replace("&#38;", "&");
        let next = test.get(&next, "*/*").await;
        assert!(next.text().contains("href=\"/certificates/3?lang=en\""));
        assert!(next.text().contains("Back to the beginning"));
        let none = test.get("/certificates?q=zzz", "*/*").await;
        assert!(none.text().contains("Không có chứng nhận nào như vậy."));
        let unrecorded = test.get("/certificates?q=06/gcn", "*/*").await;
        assert!(unrecorded.text().contains(">Chứng nhận 06/GCN-OCOP</a>"));
    });
}

#[test]
fn each_row_says_its_state_in_words_and_the_home_page_leads_here() {
    test_service::run(async |test| {
        let page = test.get("/certificates", "*/*").await;
        for shown in [
            "<td class=\"in_force\">Còn hiệu lực</td>",
            "<td class=\"ended\">Hết hiệu lực</td>",
            "<td class=\"ended\">Hết hiệu lực, đã công nhận lại</td>",
            "<td class=\"withdrawn\">Bị thu hồi</td>",
            ">thu hồi từ ",
        ] {
            assert!(page.text().contains(shown), "{shown}");
        }
        test.set_time("2027-12-30T03:00:00Z");
        let later = test.get("/certificates", "*/*").await;
        assert!(later.text().contains("Còn hiệu lực, sắp hết hạn"));
        let home = test.get("/", "*/*").await;
        assert!(home.text().contains("<a href=\"/certificates?state=in_force\">"));
    });
}

#[test]
fn hostile_words_are_escaped_everywhere() {
    test_service::run(async |test| {
        let hostile = "=<script>alert(\"1\")</script>'&,";
        let product = Product { name: hostile.to_owned(), ..test_service::product() };
        let producer = Producer { name: hostile.to_owned(), ..test_service::producer() };
        test.keep(vec![Record::Product(product), Record::Producer(producer)]).await;
        test.reword(|certified| {
            certified.product_name = hostile.to_owned();
            certified.producer_name = hostile.to_owned();
        })
        .await;
        let page = test.get("/certificates?q=%3Cscript%3E%22%27&lang=en", "*/*").await;
        assert!(!page.text().contains("<script"));
        assert!(page.text().contains("value=\"&#60;script&#62;&#34;&#39;\""));
        let page = test.get("/certificates", "*/*").await;
        assert!(!page.text().contains("<script"));
        let table = test.get("/certificates.csv", "*/*").await;
        let cell = "\"'=<script>alert(\"\"1\"\")</script>'&,\"";
        assert!(table.text().contains(cell), "{}", table.text());
        assert_eq!(table.header("x-content-type-options"), "nosniff");
        assert!(table.header("content-disposition").starts_with("attachment;"));
    });
}

#[test]
fn the_table_has_every_row_of_the_filter() {
    test_service::run(async |test| {
        let table = test.get("/certificates.csv", "*/*").await;
        assert_eq!(table.status, 200);
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
        let name = "attachment; filename=\"chung-nhan-ocop-2026-11-26.csv\"";
        assert_eq!(table.header("content-disposition"), name);
        assert_eq!(table.header("access-control-allow-origin"), "*");
        let lines: Vec<_> = table.text().split_terminator("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}Số trong hệ thống,Số GCN,Tên sản phẩm,"));
        assert_eq!(lines.len(), 8);
        assert_eq!(
            lines[1],
            "1,01/GCN-OCOP,Chè tôm nõn Suối Mây,Nhóm II,Đồ uống,4,Hợp tác xã Chè Suối Mây (mẫu),08,\
             Tỉnh Tuyên Quang,1/QĐ-UBND,2025-12-01,UBND tỉnh (mẫu),2027-12-31,Còn hiệu lực,,,,,,\
             https://tem.example.vn/certificates/1"
        );
        assert!(lines[3].contains(",Hết hiệu lực,,,,,7,"), "{}", lines[3]);
        let why = ",Bị thu hồi,\"bao bì, nhãn không đúng mẫu đã công nhận\",,,2026";
        assert!(lines[5].contains(why), "{}", lines[5]);
        assert!(lines[6].starts_with("6,06/GCN-OCOP,,,,4,,08,"), "{}", lines[6]);
        assert_eq!(lines[0].split(',').count(), lines[1].split(',').count());
        let ended = test.get("/certificates.csv?state=ended&q=che&limit=1", "*/*").await;
        assert_eq!(ended.text().split_terminator("\r\n").count(), 3, "a table is never cut");
        for number in 100..350 {
            test.record_of_day(number, jiff::civil::date(2026, 1, 1)).await;
        }
        let many = test.get("/certificates.csv", "*/*").await;
        assert_eq!(many.text().split_terminator("\r\n").count(), 1 + 7 + 250);
    });
}

#[test]
fn lists_are_not_sent_again_while_nothing_changes_and_head_is_answered() {
    test_service::run(async |test| {
        test.settled().await;
        for path in ["/certificates", LIST, "/certificates.csv"] {
            let first = test.get(path, "*/*").await;
            let etag = first.header("etag").to_owned();
            let again =
                || TestRequest::get().uri(path).insert_header(("If-None-Match", etag.clone()));
            assert_eq!(test.call(again()).await.status, 304, "{path}");
            let head = test.call(TestRequest::default().method(Method::HEAD).uri(path)).await;
            assert_eq!((head.status, head.header("etag")), (200, etag.as_str()), "{path}");
            let post = test.call(TestRequest::post().uri(path)).await;
            assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"), "{path}");
            let options = TestRequest::default().method(Method::OPTIONS).uri(path);
            assert_eq!(test.call(options).await.status, 204, "{path}");
        }
        let etag = test.get(LIST, "*/*").await.header("etag").to_owned();
        let one = Target::Certificate { certificate: 1.try_into().expect("small") };
        test.hold(Hold::Suspended, Reason::ProcessNotAsDeclared, one).await;
        let again = TestRequest::get().uri(LIST).insert_header(("If-None-Match", etag));
        assert_eq!(test.call(again).await.status, 200);
    });
}
