//! Whether goods were made while their certificate was in force, by what their producer declared in time.

use jiff::{Span, Timestamp, civil::Date};

use crate::{log::RangeDeclared, stamp::today};

/// A declaration counts for "made in time" if it was entered by this many days after the last valid day.
const DAYS_TO_DECLARE: i64 = 7;

/// The latest declaration entered in time, if its last day of production is by the last valid day.
pub(super) fn made_in_time<'a>(
    declarations: impl DoubleEndedIterator<Item = &'a (Timestamp, RangeDeclared)>,
    last_valid_on: Date,
) -> Option<&'a RangeDeclared> {
    let entered_by = last_valid_on.saturating_add(Span::new().days(DAYS_TO_DECLARE));
    let (_, in_time) = declarations.rev().find(|(at, _)| today(*at) <= entered_by)?;
    in_time.made_to.is_some_and(|day| day <= last_valid_on).then_some(in_time)
}

/// True if a declaration says [`made_in_time`]; false if the latest of all has its first day after the
/// last valid day and no true one stands; else `None`.
pub(super) fn made_in_force<'a>(
    mut declarations: impl DoubleEndedIterator<Item = &'a (Timestamp, RangeDeclared)> + Clone,
    last_valid_on: Date,
) -> Option<bool> {
    if made_in_time(declarations.clone(), last_valid_on).is_some() {
        return Some(true);
    }
    let (_, latest) = declarations.next_back()?;
    latest.made_from.filter(|day| *day > last_valid_on).map(|_| false)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const END: Date = date(2026, 3, 31);

    #[track_caller]
    fn check(declared: &[(&str, Option<Date>, Option<Date>)], expect: Option<bool>) {
        let declarations: Vec<_> = declared
            .iter()
            .map(|(at, made_from, made_to)| {
                let declared = RangeDeclared {
                    batch: 1_u64.try_into().expect("small"),
                    from: 0_u64.try_into().expect("small"),
                    to: 9_u64.try_into().expect("small"),
                    lot: None,
                    made_from: *made_from,
                    made_to: *made_to,
                    best_before: None,
                };
                (at.parse().expect("a time"), declared)
            })
            .collect();
        assert_eq!(made_in_force(declarations.iter(), END), expect);
    }

    #[test]
    fn only_what_was_declared_in_time_says_made_in_time() {
        let (before, after) = (Some(date(2026, 3, 31)), Some(date(2026, 4, 1)));
        check(&[], None);
        check(&[("2026-03-20T00:00:00Z", None, before)], Some(true));
        check(&[("2026-04-07T16:59:59Z", None, before)], Some(true));
        check(&[("2026-04-07T17:00:00Z", None, before)], None);
        check(&[("2026-03-20T00:00:00Z", None, None)], None);
        check(&[("2026-05-01T00:00:00Z", after, after)], Some(false));
        check(&[("2026-03-20T00:00:00Z", before, after)], None);
        // The latest in time decides, not the best.
        check(
            &[("2026-03-20T00:00:00Z", None, before), ("2026-03-21T00:00:00Z", after, after)],
            Some(false),
        );
        // A later statement does not take back what was declared in time.
        check(
            &[("2026-03-20T00:00:00Z", None, before), ("2026-06-01T00:00:00Z", after, after)],
            Some(true),
        );
    }
}
