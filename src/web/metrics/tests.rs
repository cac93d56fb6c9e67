//! What is counted of requests to the routes, and what labels hold.

use std::collections::BTreeSet;

use actix_web::{test::TestRequest, web::Data};

use super::*;
use crate::web::{
    PublicPath,
    connection::TERMS,
    metrics::counts::{MethodClass, STATUS_CLASSES},
    test_service::{self, TestService},
};

fn page(test: &TestService) -> String {
    let places = Data::new(Places::new(7, TERMS));
    exposition::text(test.site.clone().into_inner(), places.into_inner())
}

/// The value of a series, by its name with its labels.
#[track_caller]
fn value(page: &str, series: &str) -> f64 {
    let line = page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    let line = line.unwrap_or_else(|| panic!("no {series} in\n{page}"));
    line.parse().expect("a number")
}

/// The values of all labels on a page.
fn labels(page: &str) -> BTreeSet<(String, String)> {
    let labelled = page.lines().filter_map(|line| line.split_once('{')?.1.rsplit_once("} "));
    let pairs = labelled.flat_map(|(labels, _)| labels.split("\",").collect::<Vec<_>>());
    let pairs = pairs.filter_map(|pair| pair.split_once("=\""));
    pairs.map(|(name, value)| (name.to_owned(), value.trim_end_matches('"').to_owned())).collect()
}

#[test]
fn what_is_asked_and_found_is_counted() {
    test_service::run(async |test| {
        test.set_time(test_service::ASKED_AT);
        test.settled().await;
        let code = format!("/{}", test.digits(1, 0));
        for path in [code.as_str(), &code, "/healthz", "/nothing", "/api/v1/batches/1"] {
            test.get_json(path).await;
        }
        test.get_json(&format!("/{}", test.digits(1, 3))).await;
        let page = page(&test);
        for (series, expected) in [
            (
                "ocop_stamp_http_requests_total{path=\"/{code}\",method=\"read\",status=\"2xx\"}",
                3.0,
            ),
            (
                "ocop_stamp_http_requests_total{path=\"/{code}\",method=\"read\",status=\"4xx\"}",
                1.0,
            ),
            (
                "ocop_stamp_http_requests_total{path=\"/api/v1/…\",method=\"read\",status=\"4xx\"}",
                1.0,
            ),
            ("ocop_stamp_http_request_duration_seconds_count{path=\"/{code}\"}", 4.0),
            ("ocop_stamp_verdicts_total{verdict=\"valid\",reason=\"none\"}", 2.0),
            ("ocop_stamp_verdicts_total{verdict=\"revoked\",reason=\"food_safety\"}", 1.0),
            ("ocop_stamp_verdicts_total{verdict=\"forged\",reason=\"none\"}", 0.0),
            ("ocop_stamp_connections_max", 7.0),
            ("ocop_stamp_queue_changes", 0.0),
            ("ocop_stamp_sessions", 0.0),
        ] {
            assert_eq!(value(&page, series), expected, "{series}");
        }
        let size = test.service.snapshot().log().size() as f64;
        assert_eq!(value(&page, "ocop_stamp_log_entries"), size);
        assert_eq!(value(&page, "ocop_stamp_log_published_entries"), size);
        let changes = value(&page, "ocop_stamp_changes_total");
        assert_eq!(value(&page, "ocop_stamp_journal_position"), changes);
        assert!(value(&page, "ocop_stamp_commit_duration_seconds_count") <= changes);
        assert!(value(&page, "process_resident_memory_bytes") > 1e6);
        assert!(page.ends_with("# EOF\n"), "{page}");
    });
}

#[test]
fn labels_hold_nothing_that_anybody_sent() {
    test_service::run(async |test| {
        test.set_time(test_service::ASKED_AT);
        let digits = test.digits(1, 0);
        for path in [
            format!("/{digits}"),
            "/WBN5-N2DG-DJZE-8G3M".to_owned(),
            "/certificates/1".to_owned(),
            "/api/v1/accounts/12345?name=Nguyen".to_owned(),
            "/log/tile/0/000".to_owned(),
            "/%22%7D%0Aplanted".to_owned(),
        ] {
            test.get_json(&path).await;
        }
        let planted = TestRequest::with_uri("/planted").method(
            actix_web::http::Method::from_bytes(b"PLANTED").expect("a method may be any word"),
        );
        test.call(planted).await;
        let page = page(&test);
        let paths = PublicPath::ALL.map(PublicPath::pattern);
        let verdicts = VERDICTS.map(Verdict::word);
        let families = FAMILIES.map(|(_, word)| word);
        let methods = MethodClass::ALL.map(MethodClass::word);
        let reasons = TurnedAway::ALL.map(TurnedAway::word);
        for (name, value) in labels(&page) {
            let word = value.as_str();
            let is_known = match name.as_str() {
                "path" => paths.contains(&word),
                "method" => methods.contains(&word),
                "status" => STATUS_CLASSES.contains(&word),
                "verdict" => verdicts.contains(&word),
                "reason" => families.contains(&word) || reasons.contains(&word) || word == "none",
                "le" => word == "+Inf" || word.parse::<f64>().is_ok(),
                "version" => word == env!("CARGO_PKG_VERSION"),
                _ => false,
            };
            assert!(is_known, "{name}={value:?}");
        }
        for sent in ["planted", "PLANTED", "12345", "Nguyen", "WBN5", &digits[..20]] {
            assert!(!page.contains(sent), "{sent} in\n{page}");
        }
    });
}
