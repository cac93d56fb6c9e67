//! The service's public address, as it stands before the digits in every printed code. Paper can't be
//! changed, so the form is narrow: lower case, no path, no user, no trailing slash.

use serde::{Deserialize, Serialize};

/// `https://tem.example.vn`: scheme, host, perhaps a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(String);

/// A text that can't be the base of printed codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Neither `https://` nor `http://` in lower case.
    #[error(
        "{0:?} must start with https:// (or http:// for trials), in lower case: several phone cameras do not open capitals"
    )]
    Scheme(String),
    /// A host that is empty or holds other characters than lower-case ASCII, or something after the host.
    #[error(
        "{0:?} must be a scheme and a host, perhaps a port, in lower-case ASCII, without path or trailing slash"
    )]
    Host(String),
}

impl BaseUrl {
    /// Reads a base.
    ///
    /// # Errors
    /// [`BaseUrlError`] with what to change.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let authority = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or_else(|| BaseUrlError::Scheme(text.to_owned()))?;
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "0"));
        let host_is_good = !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b));
        if host_is_good && !port.is_empty() && port.parse::<u16>().is_ok() && !port.starts_with('+')
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(BaseUrlError::Host(text.to_owned()))
        }
    }

    /// `https://tem.example.vn`
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `tem.example.vn`: host and port without the scheme.
    pub fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Whether phones open it over TLS.
    pub fn is_encrypted(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether it leads to whatever machine opens it, and so can only be a trial.
    pub fn is_on_this_machine(&self) -> bool {
        let host = self.authority();
        let host = host.split_once(':').map_or(host, |(host, _)| host);
        let address = host.parse::<std::net::Ipv4Addr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// The printed code: base, slash, digits.
    pub fn link(&self, digits: &str) -> String {
        format!("{}/{digits}", self.0)
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = BaseUrlError;

    fn try_from(text: String) -> Result<Self, BaseUrlError> {
        Self::parse(&text)
    }
}

impl From<BaseUrl> for String {
    fn from(base: BaseUrl) -> String {
        base.0
    }
}

impl std::str::FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        Self::parse(text)
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_narrow_form_is_printed() {
        for (text, good) in [
            ("https://tem.example.vn", true),
            ("http://127.0.0.1:8080", true),
            ("HTTPS://TEM.EXAMPLE.VN", false),
            ("https://Tem.example.vn", false),
            ("https://tem.example.vn/", false),
            ("https://tem.example.vn/x", false),
            ("https://me@tem.example.vn", false),
            ("https://tem.example.vn:", false),
            ("https://tem.example.vn:99999", false),
            ("https://", false),
            ("tem.example.vn", false),
        ] {
            assert_eq!(BaseUrl::parse(text).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn only_a_trial_does_without_tls() {
        for (text, is_encrypted, is_trial) in [
            ("https://tem.example.vn", true, false),
            ("http://tem.example.vn", false, false),
            ("http://127.0.0.1:8080", false, true),
            ("http://localhost", false, true),
            ("http://localhost.example.vn", false, false),
            ("http://127.0.0.1.example.vn", false, false),
            ("http://192.168.1.2:8080", false, false),
        ] {
            let base = BaseUrl::parse(text).expect("a base");
            let told = (base.is_encrypted(), base.is_on_this_machine());
            assert_eq!(told, (is_encrypted, is_trial), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn parsing_never_panics_and_writes_back(text in ".{0,40}", host in "https?://[a-z0-9.:-]{0,20}") {
            for text in [text, host] {
                if let Ok(base) = BaseUrl::parse(&text) {
                    proptest::prop_assert_eq!(base.to_string(), text);
                }
            }
        }
    }
}
