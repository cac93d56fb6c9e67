//! Who asks, as far as that can be known: the address at the other end, or the one that a proxy of ours names. Used to
//! count by, and never written down.

use std::net::IpAddr;

use actix_web::{
    HttpMessage, HttpRequest,
    dev::RequestHead,
    http::header::{FORWARDED, HeaderMap, X_FORWARDED_FOR},
};

use crate::app::{ForwardedHeader, PublicSide, TrustedProxies};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) struct Client(IpAddr);

/// The addresses that are counted as one: what a household or an office is given (IPv4 /24, IPv6 /56).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Network(u64);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }
}

impl Client {
    /// Who a request comes from; `None` if not over TCP.
    pub(super) fn of(head: &RequestHead, settings: &PublicSide) -> Option<Self> {
        let peer = Self::from(head.peer_addr?.ip());
        let proxies = &settings.trusted_proxies;
        if !proxies.have(peer.0) {
            return Some(peer);
        }
        let named = match settings.forwarded_header {
            ForwardedHeader::XForwardedFor => {
                first_stranger(&head.headers, X_FORWARDED_FOR.as_str(), proxies, address)
            }
            ForwardedHeader::Forwarded => {
                first_stranger(&head.headers, FORWARDED.as_str(), proxies, forwarded_for)
            }
        };
        Some(named.map_or(peer, Self))
    }

    /// Who a request comes from that the front let through.
    pub(in crate::web) fn of_request(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().copied()
    }

    /// Its network, for people to read: an address is kept no closer.
    pub(in crate::web) fn network_in_words(self) -> String {
        match self.0 {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xFF00)
            }
        }
    }

    /// Whoever is on this machine could do more than ask.
    pub(super) fn is_on_this_machine(self) -> bool {
        self.0.is_loopback()
    }

    /// What it is counted with.
    pub(super) fn network(self) -> Network {
        Network(match self.0 {
            IpAddr::V4(address) => u64::from(address.to_bits() >> 8),
            // The highest bit, which no IPv4 network has: global addresses begin with 001.
            IpAddr::V6(address) => (address.to_bits() >> 72) as u64 | 1 << 63,
        })
    }
}

/// The last address that a proxy of ours wrote, and that is none of ours: who stands before it may have written
/// anything. `None` if there is none, or if one is unreadable before.
fn first_stranger(
    headers: &HeaderMap,
    name: &str,
    proxies: &TrustedProxies,
    read: fn(&str) -> Option<IpAddr>,
) -> Option<IpAddr> {
    let lines: Vec<&str> = headers.get_all(name).filter_map(|line| line.to_str().ok()).collect();
    for element in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let address = read(element.trim())?.to_canonical();
        if !proxies.have(address) {
            return Some(address);
        }
    }
    None
}

/// `for=192.0.2.1;proto=https`, `for="[2001:db8::1]:4711"` (RFC 7239).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    address(node.trim_matches('"'))
}

/// An address, with brackets or a port or neither.
fn address(text: &str) -> Option<IpAddr> {
    if let Some(bracketed) = text.strip_prefix('[') {
        return bracketed.split_once(']')?.0.parse().ok();
    }
    text.parse().ok().or_else(|| text.rsplit_once(':')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn an_address_is_kept_as_its_network() {
        for (address, expected) in [
            ("203.0.113.7", "203.0.113.0/24"),
            ("::ffff:203.0.113.7", "203.0.113.0/24"),
            ("2001:db8:1:2a3:4::5", "2001:db8:1:200::/56"),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(Client::from(address).network_in_words(), expected);
        }
    }

    fn settings(header: ForwardedHeader) -> PublicSide {
        let trusted_proxies = "127.0.0.1,10.0.0.0/8,2001:db8:ffff::/48".parse().expect("good");
        PublicSide { trusted_proxies, forwarded_header: header, ..PublicSide::default() }
    }

    #[track_caller]
    fn check(header: ForwardedHeader, peer: &str, lines: &[&str], expect: &str) {
        let mut request = TestRequest::get().peer_addr(format!("{peer}:9").parse().expect("peer"));
        for line in lines {
            request = request.append_header(line.split_once(": ").expect("a name and a value"));
        }
        let request = request.to_http_request();
        let client = Client::of(request.head(), &settings(header));
        let expect: IpAddr = expect.parse().expect("an address");
        assert_eq!(client, Some(expect.into()), "{peer} {lines:?}");
    }

    #[test]
    fn only_a_trusted_proxy_says_who_asks() {
        let check = |peer, lines: &[&str], expect| {
            check(ForwardedHeader::XForwardedFor, peer, lines, expect);
        };
        check("203.0.113.5", &[], "203.0.113.5");
        check("203.0.113.5", &["x-forwarded-for: 198.51.100.1"], "203.0.113.5");
        check("127.0.0.1", &[], "127.0.0.1");
        check("127.0.0.1", &["x-forwarded-for: 198.51.100.1"], "198.51.100.1");
        // What the client wrote itself stands left of what the proxy added.
        check("127.0.0.1", &["x-forwarded-for: 1.2.3.4, 198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["x-forwarded-for: 198.51.100.1, 10.1.2.3"], "198.51.100.1");
        check(
            "127.0.0.1",
            &["x-forwarded-for: 1.2.3.4", "x-forwarded-for: 198.51.100.1"],
            "198.51.100.1",
        );
        check("127.0.0.1", &["x-forwarded-for: 10.1.2.3, 10.1.2.4"], "127.0.0.1");
        check("127.0.0.1", &["x-forwarded-for: 198.51.100.1, unknown"], "127.0.0.1");
        check("127.0.0.1", &["x-forwarded-for: 198.51.100.1:4711"], "198.51.100.1");
        check("127.0.0.1", &["x-forwarded-for: 2001:db8::1"], "2001:db8::1");
        check("127.0.0.1", &["x-forwarded-for: [2001:db8::1]:4711"], "2001:db8::1");
        // The same addresses as IPv6 has them.
        check("[::ffff:127.0.0.1]", &["x-forwarded-for: ::ffff:198.51.100.1"], "198.51.100.1");
        check("[2001:db8:ffff::1]", &["x-forwarded-for: 198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["forwarded: for=198.51.100.1"], "127.0.0.1");
    }

    #[test]
    fn the_standard_header_is_believed_where_it_is_set() {
        let check =
            |lines: &[&str], expect| check(ForwardedHeader::Forwarded, "127.0.0.1", lines, expect);
        check(&["forwarded: for=198.51.100.1;proto=https;by=10.0.0.1"], "198.51.100.1");
        check(&["forwarded: proto=https; For=\"[2001:db8::1]:4711\""], "2001:db8::1");
        check(&["forwarded: for=1.2.3.4, for=198.51.100.1, for=10.0.0.7"], "198.51.100.1");
        check(&["forwarded: for=198.51.100.1, for=_hidden"], "127.0.0.1");
        check(&["x-forwarded-for: 198.51.100.1"], "127.0.0.1");
    }

    #[test]
    fn what_one_house_is_given_is_counted_as_one() {
        let network = |text: &str| {
            let address: IpAddr = text.parse().expect("an address");
            Client::from(address).network()
        };
        assert_eq!(network("198.51.100.1"), network("198.51.100.254"));
        assert_ne!(network("198.51.100.1"), network("198.51.101.1"));
        assert_eq!(network("2001:db8:0:ff00::1"), network("2001:db8:0:ffff:1::"));
        assert_ne!(network("2001:db8:0:fe00::1"), network("2001:db8:0:ff00::1"));
        assert_ne!(network("::1"), network("0.0.0.1"));
    }
}
