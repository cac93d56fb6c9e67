//! Whether a request that would change something comes from a page of another site. A browser sends our cookies along
//! with it, whoever wrote the page (cross-site request forgery).
//!
//! As Go's `http.CrossOriginProtection` decides it, by what browsers say of themselves and pages can't alter; no token
//! has to be put into forms. One step stricter: a request with a cookie that says neither is refused, since browsers
//! that know neither are older than any that the pages work in.

use actix_web::http::{
    Method,
    header::{COOKIE, HeaderMap, HeaderName, ORIGIN},
};

/// What browsers say of the page that asks (Fetch Metadata): `same-origin`, `same-site`, `cross-site`, or `none` if a
/// person asked without a page.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a request is refused, because it acts with a cookie from elsewhere. Without a cookie nobody is acted for:
/// programs with a token pass, and so does the public check of codes from scripts of any site.
pub(in crate::web) fn is_forged(method: &Method, headers: &HeaderMap, own_origin: &str) -> bool {
    let changes_nothing = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    !changes_nothing && headers.contains_key(COOKIE) && !is_from_here(headers, own_origin)
}

/// Whether the browser says that a page of ours asks, or a person without any. For who asks with a cookie, or for one:
/// a sign-in from elsewhere would have somebody work under another's name.
pub(in crate::web) fn is_from_here(headers: &HeaderMap, own_origin: &str) -> bool {
    if headers.contains_key(SEC_FETCH_SITE) {
        return only(headers, SEC_FETCH_SITE)
            .is_some_and(|site| ["same-origin", "none"].contains(&site));
    }
    only(headers, ORIGIN) == Some(own_origin)
}

/// A header that stands there once. Twice, it is no browser's.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name);
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const OWN: &str = "https://tem.example.vn";

    /// A request with these headers; `cookie` stands for a session's.
    #[track_caller]
    fn check(method: Method, headers: &[&str], refused: bool) {
        let mut request = TestRequest::default().method(method.clone());
        for header in headers {
            let (name, value) = header.split_once(": ").unwrap_or((header, "__Host-session=1"));
            request = request.append_header((name, value));
        }
        let request = request.to_http_request();
        assert_eq!(is_forged(&method, request.headers(), OWN), refused, "{method} {headers:?}");
    }

    #[test]
    fn what_a_page_of_another_site_sends_with_a_cookie_is_refused() {
        let post = |headers: &[&str], refused| check(Method::POST, headers, refused);
        post(&["cookie", "sec-fetch-site: same-origin"], false);
        post(&["cookie", "sec-fetch-site: none"], false);
        post(&["cookie", "sec-fetch-site: cross-site"], true);
        post(&["cookie", "sec-fetch-site: same-site"], true);
        post(&["cookie", "sec-fetch-site: "], true);
        post(&["cookie", "sec-fetch-site: Same-Origin"], true);
        post(&["cookie", "sec-fetch-site: same-origin", "sec-fetch-site: cross-site"], true);
        // What the browser says of the page counts more than the origin.
        post(&["cookie", "sec-fetch-site: cross-site", "origin: https://tem.example.vn"], true);
        post(&["cookie", "sec-fetch-site: same-origin", "origin: https://evil.example"], false);
        // Browsers without Fetch Metadata.
        post(&["cookie", "origin: https://tem.example.vn"], false);
        post(&["cookie", "origin: https://tem.example.vn:443"], true);
        post(&["cookie", "origin: http://tem.example.vn"], true);
        post(&["cookie", "origin: https://tem.example.vn.evil.example"], true);
        post(&["cookie", "origin: null"], true);
        post(&["cookie", "origin: https://tem.example.vn", "origin: https://evil.example"], true);
        post(&["cookie"], true);
        post(&["cookie", "host: tem.example.vn"], true);
    }

    #[test]
    fn who_acts_without_a_cookie_passes() {
        for headers in [
            &[][..],
            &["authorization: Bearer x"],
            &["sec-fetch-site: cross-site", "origin: https://shop.example"],
            &["origin: null"],
        ] {
            check(Method::POST, headers, false);
        }
    }

    #[test]
    fn only_methods_that_change_something_are_asked() {
        for (method, refused) in [
            (Method::GET, false),
            (Method::HEAD, false),
            (Method::OPTIONS, false),
            (Method::POST, true),
            (Method::PUT, true),
            (Method::PATCH, true),
            (Method::DELETE, true),
            (Method::from_bytes(b"MKCOL").expect("a token"), true),
        ] {
            check(method, &["cookie", "sec-fetch-site: cross-site"], refused);
        }
    }

    #[test]
    fn a_sign_in_must_come_from_here_though_it_has_no_cookie_yet() {
        let is_from_here = |header: (&str, &str)| {
            let request = TestRequest::post().append_header(header).to_http_request();
            is_from_here(request.headers(), OWN)
        };
        assert!(is_from_here(("sec-fetch-site", "same-origin")));
        assert!(is_from_here(("origin", OWN)));
        assert!(!is_from_here(("sec-fetch-site", "cross-site")));
        assert!(!is_from_here(("accept", "*/*")));
    }
}
