//! How the public side treats who asks, as an office sets it: how often somebody may, and which proxies are believed
//! when they say who that is.

use std::{fmt, net::IpAddr, num::NonZeroU32, str::FromStr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// The settings of the public side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicSide {
    /// How often somebody may ask.
    pub rate_limit: RateLimit,
    /// Whose word on addresses is taken.
    pub trusted_proxies: TrustedProxies,
    /// Where they say it.
    pub forwarded_header: ForwardedHeader,
    /// Whom to tell of a fault; without it `security.txt` is not there.
    pub security_contact: Option<SecurityContact>,
}

/// Where faults are reported, as `security.txt` has it (RFC 9116 §2.5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecurityContact(String);

/// A contact that programs can't follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?}: write an address that begins with mailto:, https:// or tel:, without blanks")]
pub struct NoContact(String);

impl SecurityContact {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SecurityContact {
    type Error = NoContact;

    fn try_from(text: String) -> Result<Self, NoContact> {
        let begin = ["mailto:", "https://", "tel:"].iter().find(|begin| text.starts_with(**begin));
        let is_followed = begin.is_some_and(|begin| text.len() > begin.len());
        match is_followed && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Self(text)),
            false => Err(NoContact(text)),
        }
    }
}

impl From<SecurityContact> for String {
    fn from(contact: SecurityContact) -> Self {
        contact.0
    }
}

impl FromStr for SecurityContact {
    type Err = NoContact;

    fn from_str(text: &str) -> Result<Self, NoContact> {
        Self::try_from(text.to_owned())
    }
}

/// How often the addresses of one network may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RateLimitText", into = "RateLimitText")]
pub enum RateLimit {
    /// As often as they like.
    Off,
    /// So many scans a second over time, ten times as many at once; what else there is in proportion.
    ScansPerSecond(NonZeroU32),
}

impl Default for RateLimit {
    /// A mobile carrier has thousands of phones behind one address, and a market hall hundreds; the service answers
    /// tens of thousands of scans a second.
    fn default() -> Self {
        Self::ScansPerSecond(NonZeroU32::new(200).expect("not 0"))
    }
}

/// A rate limit that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?}: write how many scans a second one network may ask for (200), or off")]
pub struct NoRateLimit(String);

/// As the file has it: a number, or a word.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum RateLimitText {
    Number(u32),
    Word(String),
}

impl TryFrom<RateLimitText> for RateLimit {
    type Error = NoRateLimit;

    fn try_from(text: RateLimitText) -> Result<Self, NoRateLimit> {
        match text {
            RateLimitText::Number(number) => number.to_string().parse(),
            RateLimitText::Word(word) => word.parse(),
        }
    }
}

impl From<RateLimit> for RateLimitText {
    fn from(limit: RateLimit) -> Self {
        match limit {
            RateLimit::Off => Self::Word("off".to_owned()),
            RateLimit::ScansPerSecond(scans) => Self::Number(scans.get()),
        }
    }
}

impl FromStr for RateLimit {
    type Err = NoRateLimit;

    fn from_str(text: &str) -> Result<Self, NoRateLimit> {
        if text == "off" {
            return Ok(Self::Off);
        }
        // More than this, times its burst, no counter holds; and nobody is limited by it.
        let scans = text.parse().ok().filter(|scans: &NonZeroU32| scans.get() <= 1_000_000);
        scans.map(Self::ScansPerSecond).ok_or_else(|| NoRateLimit(text.to_owned()))
    }
}

/// The networks that proxies of ours have their addresses in. What anybody else says of addresses is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct TrustedProxies(Vec<IpNet>);

/// A network that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no address or network, such as 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32")]
pub struct NoNetwork(String);

impl TrustedProxies {
    /// Whether an address is a proxy's.
    pub fn have(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl TryFrom<Vec<String>> for TrustedProxies {
    type Error = NoNetwork;

    fn try_from(networks: Vec<String>) -> Result<Self, NoNetwork> {
        let network = |text: &String| {
            let alone = || text.parse::<IpAddr>().map(IpNet::from);
            text.parse().or_else(|_| alone()).map_err(|_| NoNetwork(text.clone()))
        };
        networks.iter().map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl From<TrustedProxies> for Vec<String> {
    fn from(proxies: TrustedProxies) -> Self {
        proxies.0.iter().map(ToString::to_string).collect()
    }
}

/// `127.0.0.1,10.0.0.0/8`, as a flag or a variable has them.
impl FromStr for TrustedProxies {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let networks = text.split(',').map(str::trim).filter(|network| !network.is_empty());
        Self::try_from(networks.map(str::to_owned).collect::<Vec<_>>())
    }
}

/// The header in which proxies write for whom they ask. Only one: a proxy that writes the other passes on what the
/// client itself wrote in this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// What nearly all of them write.
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

/// A header that is none of the two.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?}: x-forwarded-for or forwarded")]
pub struct NoForwardedHeader(String);

impl FromStr for ForwardedHeader {
    type Err = NoForwardedHeader;

    fn from_str(text: &str) -> Result<Self, NoForwardedHeader> {
        [Self::XForwardedFor, Self::Forwarded]
            .into_iter()
            .find(|header| text.eq_ignore_ascii_case(&header.to_string()))
            .ok_or_else(|| NoForwardedHeader(text.to_owned()))
    }
}

impl fmt::Display for ForwardedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_or_off() {
        let rate = |scans| NonZeroU32::new(scans).map(RateLimit::ScansPerSecond);
        for (text, expect) in [
            ("off", Some(RateLimit::Off)),
            ("1", rate(1)),
            ("1000000", rate(1_000_000)),
            ("0", None),
            ("1000001", None),
            ("-1", None),
            ("on", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<RateLimit>().ok(), expect, "{text}");
        }
    }

    #[test]
    fn a_contact_is_an_address_that_programs_follow() {
        for (text, is_good) in [
            ("mailto:security@tem.example.vn", true),
            ("https://tem.example.vn/report", true),
            ("tel:+84-24-0000-0000", true),
            ("security@tem.example.vn", false),
            ("http://tem.example.vn", false),
            ("mailto:", false),
            ("mailto:a b", false),
            ("https://x\nContact: https://y", false),
        ] {
            assert_eq!(text.parse::<SecurityContact>().is_ok(), is_good, "{text}");
        }
    }

    #[test]
    fn proxies_are_addresses_and_networks_of_both_families() {
        let proxies: TrustedProxies = "127.0.0.1, 10.0.0.0/8,2001:db8::/32".parse().expect("good");
        for (address, expect) in [
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("10.255.0.1", true),
            ("11.0.0.1", false),
            ("2001:db8:1::1", true),
            ("2001:db9::1", false),
            ("::1", false),
        ] {
            assert_eq!(proxies.have(address.parse().expect("an address")), expect, "{address}");
        }
        assert_eq!("".parse::<TrustedProxies>(), Ok(TrustedProxies::default()));
        for wrong in ["10.0.0.0/33", "nginx", "10.0.0"] {
            assert_eq!(wrong.parse::<TrustedProxies>(), Err(NoNetwork(wrong.to_owned())));
        }
    }
}
