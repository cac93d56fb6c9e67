//! A producer's day as a browser without script goes through it.

use std::thread;

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::{
    registry::{Producer, Record},
    web::{
        api::tests::person,
        test_service::{self, ASKED_AT, Reply, TestService, producer},
    },
};

struct Browser<'t> {
    test: &'t TestService,
    cookie: String,
}

impl<'t> Browser<'t> {
    async fn of(test: &'t TestService, producer: u32, phone: &str) -> Self {
        Self::of_role(test, json!({ "kind": "producer", "producer": producer }), phone).await
    }

    async fn of_role(test: &'t TestService, role: Value, phone: &str) -> Self {
        let signed = person(test, role, phone).await;
        Self { test, cookie: format!("__Host-session={}", signed.cookie) }
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(TestRequest::get().uri(path)).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request =
            TestRequest::post().uri(path).insert_header(("Sec-Fetch-Site", "same-origin"));
        self.ask(request.set_form(fields)).await
    }

    async fn send_file(&self, path: &str, content: &str) -> Reply {
        let body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"logo.svg\"\r\n\
             Content-Type: image/svg+xml\r\n\r\n{content}\r\n--edge--\r\n"
        );
        let request =
            TestRequest::post().uri(path).insert_header(("Sec-Fetch-Site", "same-origin"));
        let kind = ("Content-Type", "multipart/form-data; boundary=edge");
        self.ask(request.insert_header(kind).set_payload(body)).await
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
        let unread = [("what", "pdf:single"), ("label", "40")];
        let words = "Chưa đọc được ô &#34;Cỡ tem (mm)&#34;";
        check_page(&browser.send(path, &unread).await, 422, words);
        let beyond = [("what", "pdf:a4-65"), ("begin_at", "66")];
        check_page(&browser.send(path, &beyond).await, 422, "Mỗi tờ chỉ có 65 ô");
        let own = [
            ("what", "pdf:custom"),
            ("label", "38x21"),
            ("columns", "5"),
            ("rows", "13"),
            ("first", "5x11"),
            ("pitch", "40 × 21"),
            ("offset_x", "-0,5"),
        ];
        check_page(&browser.send(path, &own).await, 200, "In cả lô hết 1 tờ.");
        let far = [("what", "pdf:a4-65"), ("offset_x", "50")];
        check_page(&browser.send(path, &far).await, 422, "mã ra ngoài giấy");
        let calibration = browser.send("/account/batches/8/calibration", &own).await;
        assert_eq!(calibration.header("content-type"), "application/pdf", "{}", calibration.status);
        // A picture of one's own, sent as browsers send files.
        let form = "/account/batches/8/artwork";
        check_page(&browser.get(form).await, 200, "enctype=\"multipart/form-data\"");
        let logo = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#12ab34' d='M0 0h9v9z'/></svg>";
        check_page(&browser.send_file(form, "GIF89a").await, 422, "Không đọc được hình");
        check_page(&browser.send_file(form, &"x".repeat(512 * 1024 + 1)).await, 422, "quá lớn");
        check_page(&browser.send(form, &[("picture", "x")]).await, 422, "Không đọc được hình");
        let kept = browser.send_file(form, logo).await;
        let with_it = kept.header("location").to_owned();
        assert!(with_it.starts_with("/account/batches/8/print?artwork="), "{with_it}");
        check_page(&browser.get(&with_it).await, 200, "Hình vừa gửi");
        let name = with_it.split('=').nth(1).expect("a name");
        let logoed = [("what", "pdf:single"), ("label", "50x30"), ("artwork", name)];
        check_page(&browser.send(path, &logoed).await, 200, "fill=\"#12ab34\"");
        let rows = [("what", "csv"), ("artwork", name)];
        check_page(&browser.send(path, &rows).await, 422, "chỉ in được với PDF và SVG");
        let single = browser.send("/account/batches/8/calibration", &[("what", "csv")]).await;
        check_page(&single, 422, "");
        let wanted = [("what", "pdf:single"), ("label", "40x25")];
        let planned = browser.send(path, &wanted).await;
        check_page(&planned, 200, "41 × 41");
        check_page(&planned, 200, "<svg xmlns");
        check_page(&planned, 200, "mã trên hình không phải tem thật");
        let (seen, key) = (carried(&planned, "seen"), carried(&planned, "key"));
        let sure = [wanted.as_slice(), &[("seen", seen), ("key", key)]].concat();
        check_leads(&browser.send(path, &sure).await, "/account/batches/8?done=ordered");
        check_page(&browser.get("/account/batches/8").await, 200, "Đang chờ");
        print_all(&test);
        let done = browser.get("/account/batches/8").await;
        check_page(&done, 200, "batch-8-00000000-00000019-1of1.pdf");
        check_page(&done, 200, "PDF, mỗi trang một tem, cho nhà in");
        let job = "/account/batches/8/print-jobs/1";
        check_page(&browser.get(job).await, 200, "Chưa có đường dẫn nào.");
        let link = format!("{job}/link");
        let key = carried(&browser.get(&link).await, "key").to_owned();
        let wanted_link =
            [("name", "Nhà in Mẫu"), ("days", "7"), ("downloads", "2"), ("key", &key)];
        let made = browser.send(&link, &wanted_link).await;
        check_page(&made, 200, "https://tem.example.vn/print/");
        // Loaded again, it makes no second one.
        check_page(&browser.send(&link, &wanted_link).await, 200, "không hiện lại");
        let listed = browser.get(job).await;
        check_page(&listed, 200, "1 · Nhà in Mẫu");
        assert!(!listed.text().contains("2 · Nhà in Mẫu"));
        let revoke = format!("{job}/links/1/revoke");
        check_leads(&browser.send(&revoke, &[]).await, &format!("{job}?done=revoked"));
        check_page(&browser.get(job).await, 200, "Đã thu hồi lúc 10:00 26/11/2026");
        check_page(&browser.get(&format!("{job}/slip")).await, 200, "Phiếu giao nhận");
        let again = [wanted.as_slice(), &[("seen", seen), ("key", "another")]].concat();
        check_page(&browser.send(path, &again).await, 422, "vì sao in lại");

        // One sheet of it again: what was printed, and nothing else.
        let path = format!("{job}/again");
        check_page(&browser.get(&path).await, 200, "Chỉ in lại tờ số");
        let sheet = [("sheet", "3"), ("reason", "spoiled")];
        let planned = browser.send(&path, &sheet).await;
        check_page(&planned, 200, "1 tem, từ 8-00000002 đến 8-00000002.");
        let (seen, key) = (carried(&planned, "seen"), carried(&planned, "key"));
        let none = [("sheet", "3"), ("reason", ""), ("seen", seen), ("key", key)];
        check_page(&browser.send(&path, &none).await, 422, "vì sao in lại");
        let other = [("sheet", "4"), ("reason", "spoiled"), ("seen", seen), ("key", key)];
        check_page(&browser.send(&path, &other).await, 200, "từ 8-00000003");
        let sure = [sheet.as_slice(), &[("seen", seen), ("key", key)]].concat();
        check_leads(&browser.send(&path, &sure).await, "/account/batches/8?done=ordered");
        print_all(&test);
        check_page(&browser.get("/account/batches/8").await, 200, "00000002-sheet3.pdf");

        // Its files are deleted, and made again.
        let cancel = format!("{job}/cancel");
        check_leads(&browser.send(&cancel, &[]).await, &format!("{job}?done=cancelled"));
        check_page(&browser.get(job).await, 200, "Tạo lại tệp");
        let resume = format!("{job}/resume");
        check_leads(&browser.send(&resume, &[]).await, &format!("{job}?done=resumed"));

        // What was not received is on no goods yet.
        let early = [("first", "8-00000000"), ("last", ""), ("made_on", "2026-11-26")];
        let stamped = browser.send("/account/batches/8/stamped", &early).await;
        check_page(&stamped, 409, "chưa xác nhận đã nhận từ nhà in");

        // Received, but for the last two, which are lost.
        let path = "/account/batches/8/received";
        check_page(&browser.get(path).await, 200, "value=\"8-00000019\"");
        let sent = [("first", "8-00000000"), ("last", "8-00000017")];
        let words = "Sẽ ghi đã nhận 18 tem, từ 8-00000000 đến 8-00000017";
        check_page(&browser.send(path, &sent).await, 200, words);
        assert_eq!(verdict(&test, 8, 3).await, "not_activated");
        let sent = [sent.as_slice(), &[("seen", "8-00000000 8-00000017")]].concat();
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
            ("8-00000005", "", "số 1", "Chưa đọc được ô &#34;Số lô sản xuất&#34;"),
        ] {
            let sent = [("first", first), ("last", last), ("lot", lot), ("made_on", today)];
            check_page(&browser.send(path, &sent).await, 422, words);
        }
        let sent = [("first", &*first), ("last", &*last), ("lot", "L2026-11"), ("made_on", today)];
        check_leads(&browser.send(path, &sent).await, "/account/batches/8?done=stamped");
        let scanned = test.get_json(&format!("/{}", test.digits(8, 4))).await.json();
        assert!(scanned.to_string().contains("L2026-11"), "{scanned}");
        // Declared once more, it says first what would be replaced.
        let more =
            [("first", "8-00000008"), ("last", "8-00000011"), ("lot", "L2"), ("made_on", today)];
        check_page(&browser.send(path, &more).await, 200, "Trong đó 2 tem đã ghi là đã dán");
        let counted = browser.get("/account/batches").await;
        check_page(&counted, 200, "20 tem: đã dùng 10, hỏng 2, còn 8");
    });
}

#[test]
fn a_batch_is_asked_for_with_its_files() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = Browser::of(&test, 1, "0912000001").await;
        let path = "/account/certificates/1/request";
        check_page(&browser.get(path).await, 200, "Tạo tệp in luôn");
        let batch = [("quantity", "100"), ("variant", "0"), ("printer", "own")];
        let single = [batch.as_slice(), &[("what", "pdf:single"), ("label", "")]].concat();
        check_page(&browser.send(path, &single).await, 422, "cỡ tem");
        let unread = [batch.as_slice(), &[("what", "pdf:single"), ("label", "40")]].concat();
        let words = "Chưa đọc được ô &#34;Cỡ tem (mm)&#34;";
        check_page(&browser.send(path, &unread).await, 422, words);
        let wanted = [batch.as_slice(), &[("what", "pdf:a4-65")]].concat();
        let planned = browser.send(path, &wanted).await;
        check_page(&planned, 200, "In cả lô hết 2 tờ.");
        let (seen, key) = (carried(&planned, "seen"), carried(&planned, "key"));
        // What is chosen otherwise is looked at first.
        let other = [batch.as_slice(), &[("what", "pdf:a4-24"), ("seen", seen), ("key", key)]];
        let otherwise = browser.send(path, &other.concat()).await;
        check_page(&otherwise, 200, "In cả lô hết 5 tờ.");
        check_page(&otherwise, 200, "Bạn vừa sửa nên chưa đặt gì cả.");
        let many = [("quantity", "20.000.000"), ("printer", "own"), ("what", "pdf:a4-65")];
        check_page(&browser.send(path, &many).await, 422, "từ 1 đến 16.777.216 tem");
        let sure = [wanted.as_slice(), &[("seen", seen), ("key", key)]].concat();
        for _ in 0..2 {
            let issued = browser.send(path, &sure).await;
            check_leads(&issued, "/account/batches/8?done=issued_files");
        }
        let page = browser.get("/account/batches/8?done=issued_files").await;
        check_page(&page, 200, "tệp để in đang được tạo");
        check_page(&page, 200, "/account/batches/8/print-jobs/1");
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
        // It can't be taken back: it is looked at first.
        let looked = browser.send(path, &[("stamps", "10")]).await;
        check_page(&looked, 200, "Hủy 10 tem");
        check_page(&looked, 200, "Hàng đã dán mà chưa ghi");
        assert_ne!(verdict(&test, 3, 9).await, "revoked");
        let other = [("stamps", "9"), ("seen", "9")];
        check_page(&browser.send(path, &other).await, 409, "đã thay đổi");
        let sure = [("stamps", "10"), ("seen", "10")];
        check_leads(&browser.send(path, &sure).await, "/account/batches?done=voided");
        assert_eq!(verdict(&test, 3, 9).await, "revoked");
        let running = "/account/certificates/1/unused";
        let stamps = carried(&browser.get(running).await, "stamps").to_owned();
        let sure = [("stamps", &*stamps), ("seen", &*stamps)];
        let refused = browser.send(running, &sure).await;
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
        let owner = Browser::of(&test, 1, "0912000001").await;
        let csv = [("what", "csv")];
        let planned = owner.send("/account/batches/1/print", &csv).await;
        let (seen, key) = (carried(&planned, "seen"), carried(&planned, "key"));
        let sure = [csv.as_slice(), &[("seen", seen), ("key", key)]].concat();
        let ordered = owner.send("/account/batches/1/print", &sure).await;
        check_leads(&ordered, "/account/batches/1?done=ordered");
        let job = "/account/batches/1/print-jobs/1";
        assert_eq!(owner.get(job).await.status, 200, "there is one to be looked at");
        for path in [
            "/account/certificates/1/request",
            "/account/certificates/3/unused",
            "/account/batches/1",
            "/account/batches/1/received",
            "/account/batches/1/stamped",
            "/account/batches/1/void",
            "/account/batches/1/print",
            "/account/batches/1/artwork",
            "/account/batches/1/print-jobs/1",
            "/account/batches/1/print-jobs/1/again",
            "/account/batches/1/print-jobs/1/link",
            "/account/batches/1/print-jobs/1/slip",
        ] {
            assert_eq!(stranger.get(path).await.status, 404, "{path}");
            check_leads(&nobody.get(path).await, "/sign-in");
        }
        for path in [
            "print",
            "calibration",
            "print-jobs/1/again",
            "print-jobs/1/cancel",
            "print-jobs/1/resume",
            "print-jobs/1/link",
            "print-jobs/1/links/1/revoke",
        ] {
            let path = format!("/account/batches/1/{path}");
            let sent = [
                ("what", "pdf:a4-65"),
                ("reason", "spoiled"),
                ("name", "Kẻ lạ"),
                ("days", "7"),
                ("downloads", "1"),
            ];
            assert_eq!(stranger.send(&path, &sent).await.status, 404, "{path}");
            check_leads(&nobody.send(&path, &sent).await, "/sign-in");
        }
        print_all(&test);
        assert!(owner.get(job).await.text().contains("Đã xong"), "nobody touched it");
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

#[test]
fn an_officer_approves_cuts_or_says_why_not_and_the_producer_sees_it() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let producer = Browser::of(&test, 1, "0912000001").await;
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = Browser::of_role(&test, officer, "0912000002").await;
        let inspector = json!({ "kind": "inspector", "territory": "08" });
        let inspector = Browser::of_role(&test, inspector, "0912000003").await;
        check_page(&producer.get("/account/proposals").await, 200, "Chưa có đề nghị nào.");
        let ask_for = async |quantity: &str| {
            let path = "/account/certificates/1/request";
            let wanted = [("quantity", quantity), ("variant", "0"), ("printer", "own")];
            let planned = producer.send(path, &wanted).await;
            check_page(&planned, 200, "nên cán bộ phải duyệt");
            let (seen, key) = (carried(&planned, "seen"), carried(&planned, "key"));
            let sure = [wanted.as_slice(), &[("seen", seen), ("key", key)]].concat();
            check_leads(&producer.send(path, &sure).await, "/account/proposals?done=proposed");
        };
        ask_for("5.000").await;
        check_page(&producer.get("/account/proposals?done=proposed").await, 200, "Đang chờ duyệt");
        check_page(&producer.get("/account/proposals/1").await, 200, "Rút lại đề nghị");
        check_page(&producer.get("/account").await, 200, "/account/proposals");

        // An inspector sees it, and settles nothing.
        let seen = inspector.get("/account/proposals/1").await;
        check_page(&seen, 200, "Đặt 5.000 tem");
        assert!(!seen.text().contains("/approve"));
        check_leads(&inspector.get("/account/proposals/1/approve").await, "/account");

        // Whoever acts for others is told for whom.
        for path in ["/account/certificates", "/account/batches", "/account/batches/1"] {
            check_page(&officer.get(path).await, 200, "Bạn đang làm thay cơ sở này.");
            assert!(!producer.get(path).await.text().contains("làm thay"), "{path}");
        }

        let path = "/account/proposals/1/approve";
        let form = officer.get(path).await;
        check_page(&form, 200, "Giấy chứng nhận còn 401 ngày");
        check_page(&form, 200, "value=\"5000\"");
        for (quantity, words) in [("5.001", "từ 1 đến số đã đề nghị"), ("x", "ít nhất 1")]
        {
            check_page(&officer.send(path, &[("quantity", quantity)]).await, 422, words);
        }
        let cut = officer.send(path, &[("quantity", "3.000")]).await;
        check_leads(&cut, "/account/proposals/1?done=approved");
        let seen = producer.get("/account/proposals/1").await;
        check_page(&seen, 200, "Đã duyệt 3.000 tem lúc 10:00 26/11/2026");
        check_page(&seen, 200, "Về lô 8");
        let twice = officer.send(path, &[("quantity", "3.000")]).await;
        check_leads(&twice, "/account/proposals/1?done=approved");

        ask_for("4.000").await;
        let path = "/account/proposals/2/dismiss";
        check_page(&officer.send(path, &[("reason", "")]).await, 422, "Hãy ghi lý do");
        let dismissed = officer.send(path, &[("reason", "quá nhiều")]).await;
        check_leads(&dismissed, "/account/proposals?done=dismissed");
        check_page(
            &producer.get("/account/proposals").await,
            200,
            "Không duyệt lúc 10:00 26/11/2026: quá nhiều",
        );
        ask_for("4.500").await;
        let back = producer.send("/account/proposals/3/dismiss", &[]).await;
        check_leads(&back, "/account/proposals?done=dismissed");
        check_page(&producer.get("/account/proposals/3").await, 200, "Đã rút lại");
    });
}
