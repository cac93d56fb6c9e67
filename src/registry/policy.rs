//! What an office decides for itself within the programme's rules.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::programme::default_last_valid_day;

/// The rules of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Stamps in a rolling year for a certificate that has no quota of its own.
    pub quota_per_year: u64,
    /// The same for the certificates of some provinces, by their two digits.
    pub quota_per_year_by_province: BTreeMap<String, u64>,
    /// Issuing bodies that count the last valid day as the day before the same day 36 months on.
    pub one_day_less: BTreeSet<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            quota_per_year: 20_000,
            quota_per_year_by_province: BTreeMap::new(),
            one_day_less: BTreeSet::new(),
        }
    }
}

impl Policy {
    /// The quota of certificates that have none of their own.
    pub fn quota_per_year(&self, province_code: &str) -> u64 {
        self.quota_per_year_by_province.get(province_code).copied().unwrap_or(self.quota_per_year)
    }

    /// The last valid day of a certificate that names none.
    pub fn last_valid_day(&self, issuer: &str, decided_on: Date) -> Date {
        let last = default_last_valid_day(decided_on);
        let spelt =
            |name: &str| name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let is_one_less = self.one_day_less.iter().any(|name| spelt(name) == spelt(issuer));
        if is_one_less { last.saturating_sub(Span::new().days(1)) } else { last }
    }
}
