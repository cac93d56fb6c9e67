//! The words of the pages in each language, and how each language writes dates.
//!
//! The functions, one a message, are made by `build.rs` from `locales/{language}/*.ftl`; a message that one language
//! lacks fails the build. Which message a page shows is left to the page.

mod access;
mod audit;
mod clerks;
mod entries;
mod findings;
mod print_jobs;
mod printing;
mod receipt;
mod report;
mod work;

use generated::L10n;
use jiff::{Timestamp, civil::Date};
use std::sync::LazyLock;

use crate::stamp::vietnam_time;

pub(in crate::web) use access::{refusal_in_words, role_in_words, scope_in_words};
pub use audit::{Findings, audit_in_words, brought_forward_in_words, key_on_trust_in_words};
pub use clerks::{
    Obstacle, Unsettled, consent_in_words, file_error_in_words, obstacle_in_words,
    reading_pictures, settled_in_words, unopened_in_words, unsettled_in_words,
};
pub use entries::entry_in_words;
pub(in crate::web) use entries::target_in_words;
pub use findings::{
    corrections_in_words, corrections_to_settle_in_words, field_in_words, finding_in_words,
    guide_titles,
};
pub(crate) use generated::L10nLanguage as Messages;
pub(in crate::web) use print_jobs::file_size_in_words;
pub(in crate::web) use printing::plan_in_words;
pub use printing::{
    byte_mode_in_words, calibration_in_words, label_in_words, label_words, pins_in_words,
    print_words, printed_in_words, proof_in_words, proof_page_in_words, proof_pages_in_words,
    sheet_words,
};
pub use receipt::receipt_in_words;
pub use report::report_in_words;
pub(in crate::web) use work::{print_state_in_words, work_refusal_in_words};

pub use crate::app::Language;

mod generated {
    #![expect(
        unreachable_pub,
        clippy::derivable_impls,
        clippy::unwrap_used,
        reason = "fluent-typed writes it so, and unwraps only what it checked when it built"
    )]
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));

    /// Functions that we have no use for. Naming them leaves the compiler free to report messages that no page uses.
    const _: fn() = || {
        let _ = (L10n::iter, L10n::langneg, L10n::load_all);
        let _ = L10nLanguage::new_external("", b"");
    };
}

static VIETNAMESE: LazyLock<Messages> = LazyLock::new(|| L10n::Vi.load());
static ENGLISH: LazyLock<Messages> = LazyLock::new(|| L10n::En.load());

impl Language {
    /// What the language calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vietnamese => L10n::Vi.language_name(),
            Self::English => L10n::En.language_name(),
        }
    }

    /// The words in this language.
    pub(crate) fn messages(self) -> &'static Messages {
        match self {
            Self::Vietnamese => &VIETNAMESE,
            Self::English => &ENGLISH,
        }
    }

    /// `20/02/2029`, in English `20 Feb 2029`.
    pub fn date(self, date: Date) -> String {
        match self {
            Self::Vietnamese => date.strftime("%d/%m/%Y").to_string(),
            Self::English => date.strftime("%-d %b %Y").to_string(),
        }
    }

    /// `09:30 20/02/2029`, in English `09:30 20 Feb 2029`, both of Viet Nam.
    pub fn moment(self, at: Timestamp) -> String {
        let time = vietnam_time(at);
        format!("{} {}", time.strftime("%H:%M"), self.date(time.date()))
    }

    /// `18.000`, in English `18,000`.
    pub fn count(self, count: u64) -> String {
        let between = match self {
            Self::Vietnamese => '.',
            Self::English => ',',
        };
        let digits = count.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(between);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A day, or the first and the last of several.
    pub fn days(self, first: Date, last: Date) -> String {
        if first == last {
            return self.date(first);
        }
        format!("{} – {}", self.date(first), self.date(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_language_writes_dates_its_own_way() {
        let day = date(2029, 2, 1);
        assert_eq!(Language::Vietnamese.date(day), "01/02/2029");
        assert_eq!(Language::English.date(day), "1 Feb 2029");
        let next = date(2029, 2, 3);
        assert_eq!(Language::Vietnamese.days(day, day), "01/02/2029");
        assert_eq!(Language::Vietnamese.days(day, next), "01/02/2029 – 03/02/2029");
    }

    #[test]
    fn counts_are_grouped_as_each_language_does() {
        for (count, vietnamese, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1.000", "1,000"),
            (1_234_567, "1.234.567", "1,234,567"),
        ] {
            assert_eq!(Language::Vietnamese.count(count), vietnamese);
            assert_eq!(Language::English.count(count), english);
        }
    }

    #[test]
    fn a_language_calls_itself_by_its_own_name() {
        assert_eq!(Language::Vietnamese.name(), "Tiếng Việt");
        assert_eq!(Language::English.name(), "English");
    }

    #[test]
    fn arguments_stand_in_the_sentence_as_they_are() {
        let messages = Language::English.messages();
        assert_eq!(messages.valid(4), "OCOP 4-star stamp, in force");
        assert_eq!(messages.data_age_hours(1), "Data updated 1 hour ago");
        assert_eq!(messages.data_age_hours(26), "Data updated 26 hours ago");
        assert_eq!(messages.serial_value(4_294_967_295_u32, 0), "Stamp batch 4294967295, place 0");
    }
}
