//! What an office may decide for itself within the programme's rules: how many stamps a certificate
//! without a quota of its own may get in a year, and how an issuing body counts the last valid day. The
//! rules themselves are `programme`'s; where a policy is written down is for others.

use std::collections::BTreeMap;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::{programme::default_last_valid_day, units};

/// A policy that no office can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A quota under which nothing could be issued.
    #[error("a quota of 0 would forbid every stamp: write at least 1, or leave it out")]
    NoQuota,
    /// Not a province of today.
    #[error(
        "{0:?} is not the code of a province of today: two digits, as \"22\" for Quảng Ninh (QĐ 19/2025/QĐ-TTg)"
    )]
    UnknownProvince(String),
    /// A name with nothing in it.
    #[error("an empty name: write the issuing body as its certificates do")]
    NoName,
}

/// Stamps that may be issued in a year, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Quota(u64);

impl TryFrom<u64> for Quota {
    type Error = PolicyError;

    fn try_from(stamps: u64) -> Result<Self, PolicyError> {
        if stamps == 0 { Err(PolicyError::NoQuota) } else { Ok(Self(stamps)) }
    }
}

impl From<Quota> for u64 {
    fn from(quota: Quota) -> u64 {
        quota.0
    }
}

impl std::str::FromStr for Quota {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let stamps: u64 =
            text.parse().map_err(|_| format!("{text:?} is not a number of stamps"))?;
        Self::try_from(stamps).map_err(|error| error.to_string())
    }
}

impl std::fmt::Display for Quota {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The code of a province of today.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProvinceCode(String);

impl ProvinceCode {
    /// Two digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProvinceCode {
    type Error = PolicyError;

    fn try_from(code: String) -> Result<Self, PolicyError> {
        match units::province(&code) {
            Some(_) => Ok(Self(code)),
            None => Err(PolicyError::UnknownProvince(code)),
        }
    }
}

impl From<ProvinceCode> for String {
    fn from(code: ProvinceCode) -> String {
        code.0
    }
}

/// The name of an issuing body, as its certificates write it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IssuerName(String);

impl IssuerName {
    /// Whether both name one body: case, blanks and the way in which accents are encoded aside.
    fn is(&self, other: &str) -> bool {
        folded(&self.0) == folded(other)
    }
}

impl TryFrom<String> for IssuerName {
    type Error = PolicyError;

    fn try_from(name: String) -> Result<Self, PolicyError> {
        if name.trim().is_empty() { Err(PolicyError::NoName) } else { Ok(Self(name)) }
    }
}

impl From<IssuerName> for String {
    fn from(name: IssuerName) -> String {
        name.0
    }
}

fn folded(name: &str) -> String {
    let lower: String = name.nfc().collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The policies of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    quota: Quota,
    quota_by_province: BTreeMap<ProvinceCode, Quota>,
    one_day_less: Vec<IssuerName>,
}

/// What holds where an office has decided nothing.
impl Default for Policy {
    fn default() -> Self {
        Self::new(Self::DEFAULT_QUOTA, BTreeMap::new(), Vec::new())
    }
}

impl Policy {
    /// Enough for a small producer's year, and a brake on a mistake.
    pub const DEFAULT_QUOTA: Quota = Quota(20_000);

    /// A policy: the quota of a year, that of some provinces, and the bodies that count one day less.
    pub fn new(
        quota: Quota,
        quota_by_province: BTreeMap<ProvinceCode, Quota>,
        one_day_less: Vec<IssuerName>,
    ) -> Self {
        Self { quota, quota_by_province, one_day_less }
    }

    /// How many stamps a certificate of this province may get in a year if it has no quota of its own.
    pub fn quota_per_year(&self, province_code: &str) -> u64 {
        let of_province = self
            .quota_by_province
            .iter()
            .find_map(|(code, quota)| (code.0 == province_code).then_some(*quota));
        of_province.unwrap_or(self.quota).into()
    }

    /// The last valid day of a certificate that names none: the same day 36 months after the decision,
    /// or the day before where the issuing body counts one day less.
    pub fn last_valid_day(&self, issuer: &str, decided_on: Date) -> Date {
        let day = default_last_valid_day(decided_on);
        if self.one_day_less.iter().any(|name| name.is(issuer)) {
            day.yesterday().expect("a certificate's day is not the first of all days")
        } else {
            day
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn policy() -> Policy {
        let quota = |stamps: u64| Quota::try_from(stamps).expect("not 0");
        let province = |code: &str| ProvinceCode::try_from(code.to_owned()).expect("known");
        let by_province = BTreeMap::from([(province("22"), quota(50_000))]);
        let name = IssuerName::try_from("UBND tỉnh  Thanh Hóa".to_owned()).expect("a name");
        Policy::new(quota(1_000), by_province, vec![name])
    }

    #[test]
    fn a_province_may_have_a_quota_of_its_own() {
        for (policy, code, quota) in [
            (Policy::default(), "22", 20_000),
            (policy(), "22", 50_000),
            (policy(), "01", 1_000),
            (policy(), "", 1_000),
        ] {
            assert_eq!(policy.quota_per_year(code), quota, "{code}");
        }
    }

    #[test]
    fn an_issuing_body_may_count_one_day_less() {
        // Two real cases: Nghệ An counts the same day, Thanh Hóa the day before.
        let decided_on = date(2019, 12, 23);
        for (issuer, last_day) in [
            ("UBND tỉnh Nghệ An", date(2022, 12, 23)),
            ("UBND tỉnh Thanh Hóa", date(2022, 12, 22)),
            ("ubnd TỈNH thanh hóa ", date(2022, 12, 22)),
            ("UBND tỉnh Thanh Ho\u{301}a", date(2022, 12, 22)),
            ("UBND thành phố Thanh Hóa", date(2022, 12, 23)),
        ] {
            assert_eq!(policy().last_valid_day(issuer, decided_on), last_day, "{issuer}");
        }
        assert_eq!(policy().last_valid_day("x", date(2024, 2, 29)), date(2027, 2, 28));
    }

    #[test]
    fn what_no_office_can_mean_is_refused() {
        assert_eq!(Quota::try_from(0), Err(PolicyError::NoQuota));
        for code in ["", "1", "00", "23", "022", "Quảng Ninh"] {
            assert!(ProvinceCode::try_from(code.to_owned()).is_err(), "{code}");
        }
        assert_eq!(IssuerName::try_from(" ".to_owned()), Err(PolicyError::NoName));
    }
}
