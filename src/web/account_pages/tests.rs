//! The pages as a browser without script asks them.

use std::cell::RefCell;

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::{
    access::{Actor, Role, SecondFactor},
    app::{Asker, people::InviteRequest},
    web::test_service::{self, ASKED_AT, Reply, TestService},
};

const PASSWORD: &str = "cau ca mua thu lua";
const PHONE: &str = "0912 000 001";
const A_MINUTE_LATER: &str = "2026-11-26T03:01:00Z";

/// A browser: it keeps the cookie that it was given last, and says whence its forms are sent.
struct Browser<'t> {
    test: &'t TestService,
    cookie: RefCell<String>,
}

impl<'t> Browser<'t> {
    fn of(test: &'t TestService) -> Self {
        Self { test, cookie: RefCell::default() }
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(TestRequest::with_uri(path)).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send_from("same-origin", path, fields).await
    }

    async fn send_from(&self, site: &'static str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = TestRequest::post().uri(path).insert_header(("Sec-Fetch-Site", site));
        self.ask(request.set_form(fields)).await
    }

    async fn ask(&self, request: TestRequest) -> Reply {
        let cookie = self.cookie.borrow().clone();
        let request = request.insert_header(("Accept", "text/html"));
        let request = match cookie.as_str() {
            "" => request,
            cookie => request.insert_header(("Cookie", cookie)),
        };
        let reply = self.test.call(request).await;
        if let Some(given) = reply.header("set-cookie").split(';').next()
            && !given.is_empty()
        {
            let is_gone = given.ends_with('=');
            *self.cookie.borrow_mut() = if is_gone { String::new() } else { given.to_owned() };
        }
        assert!(!reply.text().contains("<script"), "nothing runs");
        reply
    }
}

/// Leads to a page, and which.
#[track_caller]
fn check_leads(reply: &Reply, path: &str) {
    assert_eq!((reply.status, reply.header("location")), (303, path), "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
}

/// Is a page with these words, and nobody's to keep.
#[track_caller]
fn check_page(reply: &Reply, status: u16, words: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert!(reply.text().contains(words), "{words}: {}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("referrer-policy"), "same-origin", "forms say whence they are sent");
}

async fn invite(test: &TestService, role: Value) -> String {
    let role: Role = serde_json::from_value(role).expect("a role");
    let phone = Some(PHONE.to_owned().try_into().expect("a number"));
    let request = InviteRequest { role, name: "Người <b>Mẫu".to_owned(), phone, email: None };
    let invited = test.service.invite(&Asker::operator(Actor::Demo), &request).await;
    invited.expect("invited").path
}

/// The factor that a page has set up.
fn factor(reply: &Reply) -> SecondFactor {
    let (_, rest) = reply.text().split_once("name=\"secret\" value=\"").expect("carried along");
    SecondFactor::from_base32(rest.split('"').next().expect("quoted")).expect("a key")
}

/// Follows the link of a producer's person.
async fn producer(test: &TestService) -> Browser<'_> {
    let path = invite(test, json!({ "kind": "producer", "producer": 1 })).await;
    let browser = Browser::of(test);
    let chosen = [("password", PASSWORD), ("password_again", PASSWORD)];
    check_leads(&browser.send(&path, &chosen).await, "/account?after=sign-in");
    browser
}

#[test]
fn a_link_is_followed_once_however_often_it_was_looked_at() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let path = invite(&test, json!({ "kind": "producer", "producer": 1 })).await;
        let browser = Browser::of(&test);
        for _ in 0..2 {
            check_page(&browser.get(&path).await, 200, "Chào Người &#60;b&#62;Mẫu.");
        }
        let english = browser.get(&format!("{path}?lang=en")).await;
        assert!(
            english.text().contains(&format!("action=\"{path}?lang=en#preview\"")),
            "stays English"
        );
        for (password, again, status, words) in [
            (PASSWORD, "khac", 422, "Hai lần nhập mật khẩu mới không giống nhau."),
            ("ngan", "ngan", 422, "Mật khẩu cần ít nhất 10 ký tự."),
            ("matkhau123", "matkhau123", 422, "Mật khẩu này dễ đoán."),
            ("Nguoi Mau 0912", "Nguoi Mau 0912", 422, "Mật khẩu này dễ đoán."),
        ] {
            let sent = [("password", password), ("password_again", again)];
            let reply = browser.send(&path, &sent).await;
            check_page(&reply, status, words);
            assert!(!reply.text().contains(password), "no password is sent back");
        }
        let chosen = [("password", PASSWORD), ("password_again", PASSWORD)];
        let from_elsewhere = browser.send_from("cross-site", &path, &chosen).await;
        check_page(&from_elsewhere, 403, "<h1>");
        check_leads(&browser.send(&path, &chosen).await, "/account?after=sign-in");
        let account = browser.get("/account").await;
        check_page(&account, 200, "+84912000001");
        assert!(account.text().contains("Chủ thể OCOP (Hợp tác xã"), "{}", account.text());
        check_page(&browser.get(&path).await, 404, "Đường dẫn không dùng được nữa");
        let dotted = format!("{path}.");
        check_page(&browser.get(&dotted).await, 404, "Đường dẫn không dùng được nữa");
        for cut in [&path[..40], "/invitation/x", "/invitation/a%2Fb"] {
            check_page(&browser.get(cut).await, 404, "Đường dẫn bị thiếu");
        }
        check_page(&browser.send(&path, &chosen).await, 404, "Đường dẫn không dùng được nữa");
    });
}

#[test]
fn who_needs_a_second_factor_sets_it_up_and_gives_its_code_at_each_sign_in() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let path = invite(&test, json!({ "kind": "officer", "territory": "08" })).await;
        let browser = Browser::of(&test);
        let page = browser.get(&path).await;
        check_page(&page, 200, "otpauth://totp/tem.example.vn:");
        let factor = factor(&page);
        let key = factor.base32();
        let send = async |code: &str| {
            let chosen = [
                ("password", PASSWORD),
                ("password_again", PASSWORD),
                ("secret", key.as_str()),
                ("code", code),
            ];
            browser.send(&path, &chosen).await
        };
        let wrong = send("000000").await;
        check_page(&wrong, 401, "Mã không đúng.");
        assert!(wrong.text().contains(&key), "the key stays, so that what was scanned is good");
        let code = factor.code(test.service.now());
        check_leads(&send(&code).await, "/account?after=sign-in");
        check_page(
            &browser.get("/account").await,
            200,
            "Cán bộ chương trình OCOP (Tỉnh Tuyên Quang)",
        );
        check_leads(&browser.send("/sign-out", &[]).await, "/sign-in");
        check_leads(&browser.get("/account").await, "/sign-in");

        test.set_time(A_MINUTE_LATER);
        let sign_in = [("identifier", PHONE), ("password", PASSWORD)];
        let halfway = browser.send("/sign-in", &sign_in).await;
        check_leads(&halfway, "/sign-in/second-factor?after=sign-in");
        check_leads(&browser.get("/account").await, "/sign-in");
        check_page(&browser.get("/sign-in/second-factor").await, 200, "Nhập mã xác thực");
        let before = browser.cookie.borrow().clone();
        check_page(
            &browser.send("/sign-in/second-factor", &[("code", "1")]).await,
            401,
            "Mã không",
        );
        check_page(
            &browser.send("/sign-in/second-factor", &[("code", &code)]).await,
            401,
            "mỗi mã chỉ dùng một lần",
        );
        let code = factor.code(test.service.now());
        let whole = browser.send("/sign-in/second-factor", &[("code", &code)]).await;
        check_leads(&whole, "/account");
        assert_ne!(*browser.cookie.borrow(), before, "the session has another secret");
        check_page(&browser.get("/account").await, 200, "Đã bật");
        check_leads(&browser.get("/sign-in").await, "/account");
    });
}

#[test]
fn wrong_passwords_are_told_alike_and_slowed() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let path = invite(&test, json!({ "kind": "producer", "producer": 1 })).await;
        let browser = Browser::of(&test);
        browser.send(&path, &[("password", PASSWORD), ("password_again", PASSWORD)]).await;
        browser.send("/sign-out", &[]).await;
        let mut words = Vec::new();
        for identifier in [PHONE, "0999 999 999", "không phải số"] {
            let sent = [("identifier", identifier), ("password", "khong phai mat khau")];
            let reply = browser.send("/sign-in", &sent).await;
            check_page(&reply, 401, "Số điện thoại, email hoặc mật khẩu không đúng.");
            words.push(reply.text().replace(identifier, ""));
        }
        assert!(words.iter().all(|page| *page == words[0]), "nobody learns who has an account");
        let mut last = 401;
        for _ in 0..10 {
            let sent = [("identifier", PHONE), ("password", "khong phai mat khau")];
            let reply = browser.send("/sign-in", &sent).await;
            last = reply.status;
            if last == 429 {
                check_page(&reply, 429, "Đã thử sai nhiều lần. Hãy đợi ");
                assert!(!reply.header("retry-after").is_empty());
            }
        }
        assert_eq!(last, 429, "wrong attempts are slowed");
        let from_elsewhere = browser.send_from("cross-site", "/sign-in", &[]).await;
        check_page(&from_elsewhere, 403, "<h1>");
    });
}

#[test]
fn a_browser_that_keeps_no_cookie_is_told_so() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = Browser::of(&test);
        for path in ["/account?after=sign-in", "/sign-in/second-factor?after=sign-in"] {
            check_page(&browser.get(path).await, 200, "Trình duyệt không giữ được phiên");
        }
        for path in [
            "/account",
            "/account/password",
            "/account/second-factor",
            "/account/tokens",
            "/sign-in/second-factor",
        ] {
            check_leads(&browser.get(path).await, "/sign-in");
        }
        for path in ["/account/tokens", "/account/tokens/1/revoke", "/account/sessions/a/end"] {
            check_leads(&browser.send(path, &[]).await, "/sign-in");
        }
    });
}

#[test]
fn a_password_is_changed_and_other_sessions_end() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = producer(&test).await;
        let other = Browser::of(&test);
        let sign_in = [("identifier", PHONE), ("password", PASSWORD)];
        check_leads(&other.send("/sign-in", &sign_in).await, "/account?after=sign-in");
        let new = "lua thu mua ca cau";
        let change = async |current: &str, again: &str| {
            let sent = [("current", current), ("password", new), ("password_again", again)];
            browser.send("/account/password", &sent).await
        };
        check_page(&browser.get("/account/password").await, 200, "+84912000001");
        check_page(&change("khong phai", new).await, 422, "Mật khẩu hiện tại không đúng.");
        check_page(&change(PASSWORD, "khac").await, 422, "Hai lần nhập");
        check_leads(&change(PASSWORD, new).await, "/account?done=password-changed");
        let account = browser.get("/account?done=password-changed").await;
        check_page(&account, 200, "Đã đổi mật khẩu.");
        check_leads(&other.get("/account").await, "/sign-in");
        let old = other.send("/sign-in", &sign_in).await;
        check_page(&old, 401, "Số điện thoại, email hoặc mật khẩu không đúng.");
    });
}

#[test]
fn sessions_are_seen_and_ended_by_their_owner() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = producer(&test).await;
        let other = Browser::of(&test);
        let sign_in = [("identifier", PHONE), ("password", PASSWORD)];
        check_leads(&other.send("/sign-in", &sign_in).await, "/account?after=sign-in");
        let account = browser.get("/account").await;
        let (_, rest) = account.text().split_once("/account/sessions/").expect("the other one");
        let end = format!("/account/sessions/{}", rest.split('"').next().expect("quoted"));
        check_page(&browser.send("/account/sessions/0/end", &[]).await, 404, "không còn nữa");
        check_leads(&browser.send(&end, &[]).await, "/account?done=session-ended");
        check_leads(&other.get("/account").await, "/sign-in");
        let account = browser.get("/account?done=session-ended").await;
        check_page(&account, 200, "Đã kết thúc phiên đăng nhập đó.");
        assert!(!account.text().contains("/account/sessions/"), "its own is ended by signing out");
        let from_elsewhere = browser.send_from("cross-site", "/sign-out", &[]).await;
        assert_eq!(from_elsewhere.status, 403);
        check_page(&browser.get("/account").await, 200, "thiết bị này");
    });
}

#[test]
fn a_token_is_made_shown_once_and_revoked() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = producer(&test).await;
        let form = browser.get("/account/tokens").await;
        check_page(&form, 200, "value=\"batches\"");
        assert!(
            !form.text().contains("value=\"audit\""),
            "what the role never does is not offered"
        );
        let nothing = browser.send("/account/tokens", &[("name", "Kho"), ("days", "90")]).await;
        check_page(&nothing, 422, "Mã cần có tên");
        assert!(nothing.text().contains("value=\"90\" selected"), "what was chosen stays");
        let sent = [("name", "Kho"), ("scope", "read"), ("scope", "batches"), ("days", "30")];
        let made = browser.send("/account/tokens", &sent).await;
        check_page(&made, 201, "ocopstamp_");
        let (_, rest) = made.text().split_once("ocopstamp_").expect("shown");
        let token = format!("ocopstamp_{}", rest.split('<').next().expect("an end"));
        let asked = async || {
            let request = TestRequest::with_uri("/api/v1/account")
                .insert_header(("Authorization", format!("Bearer {token}")));
            test.call(request).await.status
        };
        assert_eq!(asked().await, 403, "a token is not a person");
        let account = browser.get("/account").await;
        check_page(&account, 200, "Xem; Yêu cầu và in lô tem, khai báo. Dùng được đến 26/12/2026");
        assert!(!account.text().contains(&token), "it is shown once");
        let revoked = browser.send("/account/tokens/1/revoke", &[]).await;
        check_leads(&revoked, "/account?done=token-revoked");
        assert_eq!(asked().await, 401);
        check_page(&browser.get("/account?done=token-revoked").await, 200, "Đã thu hồi");
        check_page(&browser.send("/account/tokens/9/revoke", &[]).await, 404, "không còn nữa");
    });
}

#[test]
fn a_second_factor_is_set_up_by_choice_and_replaced_with_the_old_ones_code() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let browser = producer(&test).await;
        let path = "/account/second-factor";
        let first = factor(&browser.get(path).await);
        let (key, code) = (first.base32(), first.code(test.service.now()));
        let without = browser.send(path, &[("secret", &key), ("code", &code)]).await;
        check_page(&without, 401, "mật khẩu không đúng");
        assert_eq!(factor(&browser.get(path).await).base32(), key, "what was scanned stays good");
        let sent = [("secret", key.as_str()), ("code", &code), ("password", PASSWORD)];
        let set = browser.send(path, &sent).await;
        check_leads(&set, "/account?done=second-factor-set");
        test.set_time(A_MINUTE_LATER);
        let page = browser.get(path).await;
        check_page(&page, 200, "name=\"current_code\"");
        let second = factor(&page);
        let (key, code) = (second.base32(), second.code(test.service.now()));
        let without = browser.send(path, &[("secret", &key), ("code", &code)]).await;
        check_page(&without, 401, "Mã không đúng.");
        let old = first.code(test.service.now());
        let sent = [("secret", key.as_str()), ("code", &code), ("current_code", &old)];
        check_leads(&browser.send(path, &sent).await, "/account?done=second-factor-set");
    });
}
