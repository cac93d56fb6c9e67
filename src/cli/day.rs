//! Days as people type them: `2026-11-01`, or in the Vietnamese order `01/11/2026`.

use jiff::civil::Date;

/// Reads a day.
///
/// # Errors
/// In words for who typed it.
pub(super) fn parse_day(text: &str) -> Result<Date, String> {
    let read = if text.contains('/') { in_vietnamese_order(text) } else { text.parse().ok() };
    read.ok_or_else(|| "write a day as 2026-11-01 or 01/11/2026".to_owned())
}

fn in_vietnamese_order(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_plain = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_right = is_plain(day, 2) && is_plain(month, 2) && is_plain(year, 4) && year.len() == 4;
    if !is_right || parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_in_both_orders() {
        for text in ["2026-11-01", "01/11/2026", "1/11/2026"] {
            assert_eq!(parse_day(text), Ok(date(2026, 11, 1)), "{text}");
        }
        for text in [
            "",
            "11/31/2026",
            "31/11/2026",
            "01/11/26",
            "01/11",
            "01/11/2026/1",
            "+1/11/2026",
            "1.11.2026",
        ] {
            assert!(parse_day(text).is_err(), "{text}");
        }
    }
}
