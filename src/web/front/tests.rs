//! What every answer is given, on every path that the world may ask.

use std::time::Instant;

use actix_web::{http::Method, test::TestRequest, web::Data};
use serde_json::json;

use crate::{
    app::PublicSide,
    web::{
        PublicPath, Site,
        test_service::{self, Reply, TestService},
    },
};

const PAGE: &str = "text/html";
const JSON: &str = "application/json";

/// Requests to a path that see each kind of its answers, with the status that they have. A path that is added needs
/// its rows.
fn rows(test: &TestService, path: PublicPath) -> Vec<(Method, String, &'static str, u16)> {
    let get = |path: &str, accept, status| (Method::GET, path.to_owned(), accept, status);
    let preflight = |path: &str| (Method::OPTIONS, path.to_owned(), JSON, 204);
    let code = format!("/{}", test.digits(1, 0));
    match path {
        PublicPath::Home => vec![
            get("/", PAGE, 200),
            (Method::HEAD, "/".to_owned(), PAGE, 200),
            (Method::POST, "/".to_owned(), PAGE, 405),
        ],
        PublicPath::Check => {
            vec![get(&format!("/check?code={code}"), PAGE, 303), get("/check?code=x", PAGE, 400)]
        }
        PublicPath::Stamps => vec![
            get(&format!("/api/v1/stamps{code}"), JSON, 200),
            get("/api/v1/stamps/x", JSON, 400),
            get("/api/v1/stamps/verify", JSON, 405),
            (Method::POST, "/api/v1/stamps/verify".to_owned(), JSON, 415),
            get(&format!("/api/v1/stamps/{}", test.typed(7, 0)), JSON, 503),
            preflight("/api/v1/stamps/verify"),
        ],
        PublicPath::CertificateList => vec![
            get("/certificates", PAGE, 200),
            get("/certificates", JSON, 200),
            get("/certificates?state=x", PAGE, 400),
            preflight("/certificates"),
        ],
        PublicPath::CertificateTable => {
            vec![get("/certificates.csv", "*/*", 200), get("/certificates.csv?state=x", JSON, 400)]
        }
        PublicPath::Certificate => vec![
            get("/certificates/1", PAGE, 200),
            get("/certificates/1", JSON, 200),
            get("/certificates/999", PAGE, 404),
            get("/certificates/1/code.svg", "image/*", 200),
            preflight("/certificates/1"),
        ],
        PublicPath::Certificates => vec![
            get("/api/v1/certificates/1", JSON, 200),
            get("/api/v1/certificates", JSON, 200),
            get("/api/v1/certificates/999", JSON, 404),
        ],
        PublicPath::SignIn => vec![
            get("/sign-in", PAGE, 200),
            get("/sign-in/second-factor", PAGE, 303),
            (Method::PUT, "/sign-in".to_owned(), PAGE, 405),
            (Method::POST, "/sign-out".to_owned(), PAGE, 303),
        ],
        PublicPath::Account => vec![
            get("/account", PAGE, 303),
            get("/account/password", PAGE, 303),
            (Method::POST, "/account".to_owned(), PAGE, 405),
            get("/account/nowhere", PAGE, 404),
        ],
        PublicPath::Invitation => vec![
            get("/invitation/x", PAGE, 404),
            (Method::HEAD, "/invitation/x".to_owned(), PAGE, 404),
            get("/invitation/x/y", PAGE, 404),
        ],
        PublicPath::PrintLink => vec![
            get("/print/x", PAGE, 404),
            (Method::HEAD, "/print/x".to_owned(), PAGE, 404),
            (Method::POST, "/print/x".to_owned(), PAGE, 405),
            get("/print/x/slip", PAGE, 404),
            get("/print/x/files/SHA256SUMS", PAGE, 404),
            get("/print/x/y", PAGE, 404),
        ],
        PublicPath::LogPage => vec![get("/log", PAGE, 200)],
        PublicPath::LogFeed => vec![get("/log.atom", "*/*", 200)],
        PublicPath::LogForPrograms => vec![get("/api/v1/log/entries", JSON, 200)],
        PublicPath::OpenApi => {
            vec![get("/api/v1/openapi.json", JSON, 200), preflight("/api/v1/openapi.json")]
        }
        PublicPath::ApiDocs => vec![
            get("/api/v1/docs", PAGE, 200),
            get("/api/v1/docs/swagger-ui.css", "text/css", 200),
            get("/api/v1/docs/x", JSON, 404),
        ],
        PublicPath::Api => vec![
            get("/api/v1/account", JSON, 401),
            get("/api/v1/nowhere", JSON, 404),
            (Method::POST, "/api/v1/batches".to_owned(), JSON, 401),
            (Method::PUT, "/api/v1/batches".to_owned(), JSON, 405),
        ],
        PublicPath::Log => vec![
            get("/log/checkpoint", "*/*", 200),
            get("/log/tile/0/999", "*/*", 404),
            preflight("/log/checkpoint"),
        ],
        PublicPath::IssuerKeys => vec![get("/.well-known/ocop-stamp/issuer-keys.json", JSON, 200)],
        PublicPath::SecurityContact => vec![get("/.well-known/security.txt", "*/*", 404)],
        PublicPath::Pictures => {
            let picture = format!("/pictures/{}.svg", "a".repeat(64));
            vec![get(&picture, "image/*", 200), get("/pictures/x", "image/*", 404)]
        }
        PublicPath::Health => vec![get("/healthz", JSON, 200), get("/readyz", JSON, 200)],
        PublicPath::Scan => vec![
            get(&code, PAGE, 200),
            get(&code, JSON, 200),
            get("/123456789012", PAGE, 400),
            get("/123456789012", JSON, 400),
            get("/nowhere", PAGE, 404),
            get("/nowhere", JSON, 404),
            (Method::POST, code, JSON, 405),
        ],
    }
}

/// What stands in every answer, and what depends on its kind.
fn check(reply: &Reply, asked: &str, is_page: bool) {
    let policy = reply.header("content-security-policy");
    // One page alone runs something: the one that shows the OpenAPI document.
    let runs = asked.contains(" /api/v1/docs as ");
    for refused in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(refused) || policy.contains("sandbox"), "{asked}: {policy}");
    }
    assert_eq!(policy.contains("script-src 'self';"), runs, "{asked}: {policy}");
    assert_eq!(policy.contains("script-src"), runs, "{asked}: {policy}");
    assert_eq!(policy.contains("style-src 'sha256-"), is_page && !runs, "{asked}: {policy}");
    assert_eq!(policy.contains("form-action 'self'"), is_page && !runs, "{asked}: {policy}");
    assert!(!policy.contains("unsafe") || policy.contains("sandbox"), "{asked}: {policy}");
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{asked}");
    // Old browsers hide whence a form is sent where no referrer may be told.
    let has_forms = reply.header("cache-control") == "no-store"
        && (is_page || reply.status == 303)
        // Who has such an address has the files: it is told nobody.
        && !asked.contains(" /print/");
    let referrer = if has_forms { "same-origin" } else { "no-referrer" };
    assert_eq!(reply.header("referrer-policy"), referrer, "{asked}");
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000", "{asked}");
    let is_shared = reply.header("access-control-allow-origin") == "*";
    let may_embed = if is_shared { "cross-origin" } else { "same-origin" };
    assert_eq!(reply.header("cross-origin-resource-policy"), may_embed, "{asked}");
    assert!(!(is_page && is_shared), "{asked}: scripts of other sites read data, not pages");
    let in_a_window = is_page && reply.status != 304;
    let opener = if in_a_window { "same-origin" } else { "" };
    assert_eq!(reply.header("cross-origin-opener-policy"), opener, "{asked}");
    assert_eq!(reply.header("permissions-policy").contains("camera=()"), in_a_window, "{asked}");
    let id = reply.header("x-request-id");
    assert!(id.is_empty() || id.len() == 16, "{asked}: {id}");
    assert!(!id.is_empty() || matches!(reply.status, 200 | 304), "{asked}: has no name");
    if reply.header("content-type") == "application/problem+json" {
        assert_eq!(reply.json()["request_id"], id, "{asked}");
    }
    for (name, values) in reply.headers.keys().map(|name| (name, reply.headers.get_all(name))) {
        assert!(values.count() == 1, "{asked}: {name} twice");
    }
}

#[test]
fn every_answer_of_every_path_is_protected() {
    test_service::run(async |test| {
        test.settled().await;
        std::fs::create_dir(test.folder.path().join("pictures")).expect("a new folder");
        let picture = format!("pictures/{}.svg", "a".repeat(64));
        std::fs::write(test.folder.path().join(picture), "<svg/>").expect("written");
        for path in PublicPath::ALL {
            for (method, target, accept, status) in rows(&test, path) {
                let asked = format!("{method} {target:.60} as {accept}");
                let request = || {
                    let request = TestRequest::with_uri(&target).method(method.clone());
                    request.insert_header(("Accept", accept))
                };
                let reply = test.call(request()).await;
                assert_eq!(reply.status, status, "{asked}");
                let is_page = reply.header("content-type").starts_with("text/html");
                let is_shared = reply.header("access-control-allow-origin") == "*";
                assert!(path.is_shared() || !is_shared, "{asked}: is nobody else's to read");
                let is_problem = reply.header("content-type") == "application/problem+json";
                assert!(!is_problem || is_shared == path.is_shared(), "{asked}");
                check(&reply, &asked, is_page);
                // What the client keeps has the same said of it.
                let etag = reply.header("etag");
                if !etag.is_empty() {
                    let again = test.call(request().insert_header(("If-None-Match", etag))).await;
                    assert_eq!(again.status, 304, "{asked}");
                    check(&again, &asked, is_page);
                    let policy = |reply: &Reply| reply.header("content-security-policy").to_owned();
                    assert_eq!(policy(&again), policy(&reply), "{asked}");
                }
            }
        }
    });
}

#[test]
fn a_problem_has_its_title_in_the_askers_language() {
    test_service::run(async |test| {
        for (path, accepted, title) in [
            ("/api/v1/account", "", "Hãy đăng nhập trước"),
            ("/api/v1/account", "en-GB,vi;q=0.5", "Sign in first"),
            ("/api/v1/account?lang=en", "vi", "Sign in first"),
            ("/api/v1/account?lang=vi", "en", "Hãy đăng nhập trước"),
        ] {
            let request = TestRequest::with_uri(path).insert_header(("Accept-Language", accepted));
            let problem = test.call(request).await.json();
            assert_eq!(problem["title"], title, "{path} {accepted}");
            assert_eq!(problem["code"], "not_signed_in");
        }
    });
}

#[test]
fn a_form_from_elsewhere_is_refused_before_it_is_read() {
    test_service::run(async |test| {
        let post = |accept: &'static str, site: &'static str| {
            let request = TestRequest::post().uri("/api/v1/stamps/verify");
            let request = request.insert_header(("Accept", accept));
            request.insert_header(("Cookie", "a=1")).insert_header(("Sec-Fetch-Site", site))
        };
        let refused = test.call(post(PAGE, "cross-site")).await;
        check(&refused, "from elsewhere", false);
        assert_eq!(refused.status, 403);
        assert_eq!(refused.json()["code"], "from_another_site");
        assert_eq!(test.call(post(PAGE, "same-origin")).await.status, 415, "it is asked for JSON");
        let page = test.call(post(PAGE, "cross-site").uri("/sign-in")).await;
        check(&page, "a page from elsewhere", true);
        assert!(page.text().contains("Yêu cầu này đến từ trang khác"), "{}", page.text());
    });
}

/// The public side asked from an address, which may have a proxy before it.
async fn ask(test: &TestService, path: &str, accept: &str, from: &str) -> Reply {
    let request = TestRequest::get().uri(path).insert_header(("Accept", accept));
    let request = request.insert_header(("X-Forwarded-For", from));
    test.call(request.peer_addr("127.0.0.1:9".parse().expect("an address"))).await
}

#[test]
fn a_network_that_asks_too_often_is_told_when_to_come_again() {
    test_service::run(async |mut test| {
        let settings = PublicSide {
            rate_limit: "1".parse().expect("a limit"),
            trusted_proxies: "127.0.0.1".parse().expect("a network"),
            ..PublicSide::default()
        };
        test.site = Data::new(Site::new(test.service.clone(), test.site.folders.clone(), settings));
        let code = format!("/{}", test.digits(1, 0));
        for (path, accept, from) in [
            (code.as_str(), JSON, "198.51.100.1"),
            (&code, PAGE, "198.51.101.1"),
            ("/certificates", PAGE, "198.51.102.1"),
        ] {
            // One more is let through for each second that the first ten take.
            let (begun, mut let_through) = (Instant::now(), 0);
            let refused = loop {
                let reply = ask(&test, path, accept, from).await;
                if reply.status != 200 {
                    break reply;
                }
                let_through += 1;
                let most = 11 + begun.elapsed().as_secs();
                assert!(let_through <= most, "{path}: {let_through} of {most}");
            };
            assert!(let_through >= 10, "{path} is refused after {let_through}");
            check(&refused, path, accept == PAGE);
            assert_eq!((refused.status, refused.header("retry-after")), (429, "1"), "{path}");
            let name = if path == code { "scans" } else { "requests" };
            let left = format!("\"{name}\";r=0;t=1");
            assert_eq!(refused.header("ratelimit"), left, "{path}");
            let words = if accept == PAGE { "Mạng của bạn" } else { "too_many_requests" };
            assert!(refused.text().contains(words), "{}", refused.text());
            assert_eq!(ask(&test, path, accept, "192.0.2.1").await.status, 200, "another network");
            assert_eq!(ask(&test, path, accept, "127.0.0.1").await.status, 200, "this machine");
        }
    });
}

#[test]
fn answers_but_scans_say_what_is_left() {
    test_service::run(async |mut test| {
        let settings = PublicSide {
            trusted_proxies: "127.0.0.1".parse().expect("a network"),
            ..PublicSide::default()
        };
        test.site = Data::new(Site::new(test.service.clone(), test.site.folders.clone(), settings));
        let code = format!("/{}", test.digits(1, 0));
        for (path, left) in [
            ("/certificates", "\"requests\";r=499;t=1"),
            ("/nowhere", "\"requests\";r=498;t=1"),
            (&code, ""),
        ] {
            let reply = ask(&test, path, JSON, "198.51.100.1").await;
            assert_eq!(reply.header("ratelimit"), left, "{path}");
            let policy = if left.is_empty() { "" } else { "\"requests\";q=500;w=10" };
            assert_eq!(reply.header("ratelimit-policy"), policy, "{path}");
        }
    });
}

#[test]
fn typed_codes_are_counted_one_by_one() {
    test_service::run(async |test| {
        let typed = test.typed(1, 0);
        let post = |count: usize| {
            let body = json!({ "codes": vec![typed.as_str(); count] }).to_string();
            let request = TestRequest::post().uri("/api/v1/stamps/verify");
            let request = request.insert_header(("Content-Type", JSON)).set_payload(body);
            request.peer_addr("198.51.100.1:9".parse().expect("an address"))
        };
        assert_eq!(test.call(post(1_000)).await.status, 200);
        let refused = test.call(post(500)).await;
        assert_eq!(
            (refused.status, refused.json()["code"].as_str()),
            (429, Some("too_many_requests"))
        );
        assert!(refused.header("ratelimit").starts_with("\"typed-codes\";r=0;t="));
        let seconds: u64 = refused.header("retry-after").parse().expect("a number");
        assert!((490..=500).contains(&seconds), "{seconds}");
        for path in [format!("/{typed}"), format!("/api/v1/stamps/{typed}")] {
            let one = || TestRequest::get().uri(&path);
            let refused = one().peer_addr("198.51.100.200:9".parse().expect("an address"));
            assert_eq!(test.call(refused).await.status, 429, "{path}");
            let another = one().peer_addr("198.51.101.1:9".parse().expect("an address"));
            assert_eq!(test.call(another).await.status, 200, "{path}");
        }
    });
}
