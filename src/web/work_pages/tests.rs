//! A producer's day as a browser without script goes through it.

use std::thread;

use actix_web::test::TestRequest;
use serde_json::json;

use crate::{
    access::{Actor, OneTimeSecret, Origin, Password, Role},
    app::{Asker, people::InviteRequest},
    registry::{Producer, Record},
    web::test_service::{self, ASKED_AT, Reply, TestService, producer},
};

struct Browser<'t> {
    test: &'t TestService,
    cookie: String,
}

impl<'t> Browser<'t> {
    async fn of(test: &'t TestService, producer: u32, phone: &str) -> Self {
        let role: Role =
            serde_json::from_value(json!({ "kind": "producer", "producer": producer }))
                .expect("a role");
        let phone = Some(phone.to_owned().try_into().expect("a number"));
        let request = InviteRequest { role, name: "Người Mẫu".to_owned(), phone, email: None };
        let invited = test.service.invite(&Asker::operator(Actor::Demo), &request).await;
        let path = invited.expect("invited").path;
        let secret = path.strip_prefix("/invitation/").and_then(OneTimeSecret::parse);
        let secret = secret.expect("a link");
        let signed = test.service.accept_invitation(
            &secret,
            Password::new("cau ca mua thu lua"),
            None,
            Origin::new("203.0.113.0/24", "a browser"),
        );
        let signed = signed.await.expect("accepted");
        Self { test, cookie: format!("__Host-session={}", signed.secret.text()) }
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(TestRequest::get().uri(path)).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request =
            TestRequest::post().uri(path).insert_header(("Sec-Fetch-Site", "same-origin"));
        self.ask(request.set_form(fields)).await
    }

    async fn ask(&self, request: TestRequest) -> Reply {
        let request = request.insert_header(("Accept", "text/html"));
        let reply = self.test.call(request.insert_header(("Cookie", self.cookie.as_str()))).await;
        if reply.header("content-type").starts_with("text/html") {
            assert!(!reply.text().contains("<script"), "nothing runs");
        }
        reply
    }
}

#[track_caller]
fn check_leads(reply: &Reply, path: &str) {
    assert_eq!((reply.status, reply.header("location")), (303, path), "{}", reply.text());
}

#[track_caller]
fn check_page(reply: &Reply, status: u16, words: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert!(reply.text().contains(words), "{words}: {}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
}

/// What a form carries along under a name.
#[track_caller]
fn carried<'r>(reply: &'r Reply, name: &str) -> &'r str {
    let before = format!("name=\"{name}\" value=\"");
    let rest = reply.text().split_once(&before).expect("carried along").1;
    rest.split('"').next().expect("quoted")
}

async fn verdict(test: &TestService, batch: u32, index: u64) -> String {
    let scanned = test.get_json(&format!("/{}", test.digits(batch, index))).await;
    scanned.json()["verdict"].as_str().expect("a word").to_owned()
}

fn print_all(test: &TestService) {
    let service = test.service.clone();
    thread::spawn(move || service.print_what_waits()).join().expect("it ends");
}

#[test]
fn from_a_certificate_to_stamps_on_goods() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = Browser::of(&test, 1, "0912000001").await;
        check_page(&browser.get("/account/certificates").await, 200, "Số 01/GCN-OCOP · 4 sao");
        let path = "/account/certificates/1/request";
        check_page(&browser.get(path).await, 200, "In ở đâu");
        check_page(&browser.send(path, &[("quantity", "x")]).await, 422, "ít nhất 1");
        let wanted = [("quantity", "20"), ("variant", "0"), ("printer", "house")];
        let planned = browser.send(path, &wanted).await;
        check_page(&planned, 200, "Giấy chứng nhận còn 401 ngày, đến hết 31/12/2027.");
        check_page(&planned, 200, "Chưa đủ số liệu");
        let (seen, key) = (carried(&planned, "seen"), carried(&planned, "key"));
        let sure = [wanted.as_slice(), &[("seen", seen), ("key", key)]].concat();
        let issued = browser.send(path, &sure).await;
        check_leads(&issued, "/account/batches/8?done=issued");
        check_leads(&browser.send(path, &sure).await, "/account/batches/8?done=issued");
        let batch = browser.get("/account/batches/8?done=issued").await;
        check_page(&batch, 200, "Đã cấp lô tem.");
        check_page(&batch, 200, "Chưa xác nhận đã nhận");
        assert_eq!(verdict(&test, 8, 3).await, "not_activated");

        // Files for the print house.
        let path = "/account/batches/8/print";
        check_page(&browser.get(path).await, 200, "Avery 8651");
        let bad = [("what", "pdf:single"), ("label", "9x9")];
        check_page(&browser.send(path, &bad).await, 422, "chọn cỡ lớn hơn");
        let wanted = [("what", "pdf:single"), ("label", "40x25")];
        let planned = browser.send(path, &wanted).await;
        check_page(&planned, 200, "41 × 41");
        let (seen, key) = (carried(&planned, "seen"), carried(&planned, "key"));
        let sure = [wanted.as_slice(), &[("seen", seen), ("key", key)]].concat();
        check_leads(&browser.send(path, &sure).await, "/account/batches/8?done=ordered");
        check_page(&browser.get("/account/batches/8").await, 200, "Đang chờ");
        print_all(&test);
        let done = browser.get("/account/batches/8").await;
        check_page(&done, 200, "batch-8-00000000-00000019-1of1.pdf");
        let made = browser
            .send(
                "/account/batches/8/print-jobs/1/link",
                &[("name", "Nhà in Mẫu"), ("days", "7"), ("downloads", "2")],
            )
            .await;
        check_page(&made, 200, "https://tem.example.vn/print/");
        check_page(&browser.get("/account/batches/8/print-jobs/1/slip").await, 200, "Nhà in Mẫu");
        let again = [wanted.as_slice(), &[("seen", seen), ("key", "another")]].concat();
        check_page(&browser.send(path, &again).await, 422, "vì sao in lại");

        // What was not received is on no goods yet.
        let early = [("first", "8-00000000"), ("last", ""), ("made_on", "2026-11-26")];
        let stamped = browser.send("/account/batches/8/stamped", &early).await;
        check_page(&stamped, 422, "chưa xác nhận đã nhận từ nhà in");

        // Received, but for the last two, which are lost.
        let path = "/account/batches/8/received";
        check_page(&browser.get(path).await, 200, "value=\"8-00000019\"");
        let sent = [("first", "8-00000000"), ("last", "8-00000017")];
        check_leads(&browser.send(path, &sent).await, "/account/batches/8?done=received");
        assert_eq!(verdict(&test, 8, 3).await, "valid");
        let lost = [("first", "8-00000018"), ("last", "8-00000019")];
        let path = "/account/batches/8/void";
        // It can't be taken back: first it is said of how many, and another range is looked at anew.
        let words = "Sẽ hủy hẳn 2 tem, từ 8-00000018 đến 8-00000019";
        check_page(&browser.send(path, &lost).await, 200, words);
        let other = [lost.as_slice(), &[("seen", "8-00000000 8-00000019")]].concat();
        check_page(&browser.send(path, &other).await, 200, words);
        assert_eq!(verdict(&test, 8, 18).await, "not_activated");
        let lost = [lost.as_slice(), &[("seen", "8-00000018 8-00000019")]].concat();
        check_leads(&browser.send(path, &lost).await, "/account/batches/8?done=voided");
        assert_eq!(verdict(&test, 8, 18).await, "revoked");

        // Today's stamping, by what is printed on the stamps.
        let path = "/account/batches/8/stamped";
        let today = "2026-11-26";
        let (first, last) =
            (test.typed(8, 0), format!("https://tem.example.vn/{}", test.digits(8, 9)));
        for (first, last, lot, words) in [
            ("8-00000099", "", "L1", "Lô không có tem này."),
            ("1-00000000", "", "L1", "Không có tem này trong lô."),
            ("x", "", "L1", "Không có tem này trong lô."),
            ("8-00000005", "8-00000003", "L1", "Tem cuối đứng trước"),
            ("8-00000005", "", "số 1", "Số lô hoặc ngày không đúng."),
        ] {
            let sent = [("first", first), ("last", last), ("lot", lot), ("made_on", today)];
            check_page(&browser.send(path, &sent).await, 422, words);
        }
        let sent = [("first", &*first), ("last", &*last), ("lot", "L2026-11"), ("made_on", today)];
        check_leads(&browser.send(path, &sent).await, "/account/batches/8?done=stamped");
        let scanned = test.get_json(&format!("/{}", test.digits(8, 4))).await.json();
        assert!(scanned.to_string().contains("L2026-11"), "{scanned}");
        let counted = browser.get("/account/batches").await;
        check_page(&counted, 200, "20 tem: đã dùng 10, hỏng 2, còn 8");
    });
}

#[test]
fn what_is_left_of_an_old_certificate_is_voided_in_one_go() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = Browser::of(&test, 1, "0912000001").await;
        // Certificate 3 ended, and 7 took its place; batch 3 has ten stamps.
        let path = "/account/certificates/3/unused";
        let page = browser.get(path).await;
        check_page(&page, 200, "3-00000000 – 3-00000009");
        assert_eq!(carried(&page, "stamps"), "10");
        check_page(&browser.send(path, &[("stamps", "9")]).await, 409, "đã thay đổi");
        check_leads(&browser.send(path, &[("stamps", "10")]).await, "/account/batches?done=voided");
        assert_eq!(verdict(&test, 3, 9).await, "revoked");
        let running = "/account/certificates/1/unused";
        let stamps = carried(&browser.get(running).await, "stamps").to_owned();
        let refused = browser.send(running, &[("stamps", &stamps)]).await;
        check_page(&refused, 422, "còn hiệu lực");
    });
}

#[test]
fn what_is_anothers_is_not_there_and_nobody_signs_in_first() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let other = Producer { producer: 2.try_into().expect("small"), ..producer() };
        test.keep(vec![Record::Producer(other)]).await;
        let stranger = Browser::of(&test, 2, "0912000002").await;
        let nobody = Browser { test: &test, cookie: String::new() };
        for path in [
            "/account/certificates/1/request",
            "/account/certificates/3/unused",
            "/account/batches/1",
            "/account/batches/1/received",
            "/account/batches/1/stamped",
            "/account/batches/1/void",
            "/account/batches/1/print",
            "/account/batches/1/print-jobs/1/link",
            "/account/batches/1/print-jobs/1/slip",
        ] {
            assert_eq!(stranger.get(path).await.status, 404, "{path}");
            check_leads(&nobody.get(path).await, "/sign-in");
        }
        for path in ["received", "stamped", "void"] {
            let path = format!("/account/batches/1/{path}");
            let sent = [("first", "1-00000000"), ("last", "1-00000001"), ("lot", "L1")];
            assert_eq!(stranger.send(&path, &sent).await.status, 404, "{path}");
            check_leads(&nobody.send(&path, &sent).await, "/sign-in");
        }
    });
}

#[test]
fn a_number_is_read_as_people_write_it() {
    use super::certificates::digits;
    for (written, read) in [("1000", "1000"), ("1.000", "1000"), (" 1 000 000 ", "1000000")] {
        assert_eq!(digits(written), read);
    }
    for wrong in ["2,5", "1.5", "1.00", "1.0000", ".000", "1..000", ""] {
        assert!(digits(wrong).parse::<u32>().is_err(), "{wrong}");
    }
}
