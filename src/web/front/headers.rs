//! What every answer tells the browser to refuse on our behalf, whoever made the answer. What belongs to one kind of
//! answer, a page's own policy or whether scripts of other sites may read it, its maker has set before.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName,
    HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

use crate::stamp::BaseUrl;

const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// What is no page loads, runs, frames and sends nothing.
const DATA_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// What a page could ask the phone for. Ours ask for nothing, and no page that gets into ours shall.
const NO_PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), \
     accelerometer=(), gyroscope=(), magnetometer=(), display-capture=(), screen-wake-lock=(), \
     publickey-credentials-get=(), browsing-topics=()",
);

/// A year. Not for the hosts below ours, and not for the lists that browsers are shipped with: both are the domain's
/// owner's to promise.
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");

/// The headers of all answers of a service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Protection {
    /// Whether phones reach us over TLS, and so may insist on it.
    is_encrypted: bool,
}

impl Protection {
    pub(super) fn of(base_url: &BaseUrl) -> Self {
        Self { is_encrypted: base_url.is_encrypted() }
    }

    /// Adds them to an answer.
    pub(super) fn add(self, headers: &mut HeaderMap) {
        headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        if !headers.contains_key(REFERRER_POLICY) {
            headers.insert(REFERRER_POLICY, NO_REFERRER);
        }
        if !headers.contains_key(CONTENT_SECURITY_POLICY) {
            headers.insert(CONTENT_SECURITY_POLICY, DATA_POLICY);
        }
        let is_shared = headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN);
        headers
            .insert(CROSS_ORIGIN_RESOURCE_POLICY, if is_shared { ANY_ORIGIN } else { SAME_ORIGIN });
        if self.is_encrypted {
            headers.insert(STRICT_TRANSPORT_SECURITY, FOR_A_YEAR);
        }
        // Both mean something on what is shown in a window only.
        if is_page(headers) {
            headers.insert(CROSS_ORIGIN_OPENER_POLICY, SAME_ORIGIN);
            headers.insert(PERMISSIONS_POLICY, NO_PERMISSIONS);
        }
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
