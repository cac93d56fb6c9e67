//! Civil time in Viet Nam, and the day that a payload carries.
//!
//! Viet Nam is at UTC+7 all year round, so a fixed offset is right and no time zone database is asked.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, date},
    tz::{Offset, TimeZone},
};

/// The offset of civil time in Viet Nam.
const OFFSET: Offset = Offset::constant(7);

/// Day 0 of [`ValidUntil`].
const EPOCH: Date = date(2020, 1, 1);

/// The date in Viet Nam at an instant.
pub fn today(now: Timestamp) -> Date {
    vietnam_time(now).date()
}

/// The wall clock in Viet Nam at an instant.
pub fn vietnam_time(now: Timestamp) -> DateTime {
    OFFSET.to_datetime(now)
}

/// 00:00 in Viet Nam on a day.
pub fn start_of_day(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::fixed(OFFSET)).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The last day on which a certificate is valid, as a payload holds it: days since 2020-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValidUntil(u16);

/// A date that two bytes of days since 2020-01-01 can't hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} can't stand on a stamp: only 2020-01-01 to 2199-06-06 can")]
pub struct ValidUntilError(pub Date);

impl ValidUntil {
    /// The day with this many days since 2020-01-01.
    pub const fn from_days(days: u16) -> Self {
        Self(days)
    }

    /// Days since 2020-01-01.
    pub const fn days(self) -> u16 {
        self.0
    }

    /// The civil date.
    pub fn date(self) -> Date {
        EPOCH
            .checked_add(jiff::Span::new().days(i64::from(self.0)))
            .expect("65,535 days after 2020 is within the calendar")
    }
}

impl TryFrom<Date> for ValidUntil {
    type Error = ValidUntilError;

    fn try_from(day: Date) -> Result<Self, ValidUntilError> {
        let days = (day - EPOCH).get_days();
        u16::try_from(days).map(Self).map_err(|_| ValidUntilError(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_seven_hours_before_it_does_in_greenwich() {
        let last_second: Timestamp = "2026-11-21T16:59:59Z".parse().expect("a time");
        assert_eq!(today(last_second), date(2026, 11, 21));
        assert_eq!(
            start_of_day(date(2026, 11, 22)),
            "2026-11-21T17:00:00Z".parse().expect("a time")
        );
    }

    #[test]
    fn days_and_dates_convert_both_ways() {
        for day in [EPOCH, date(2029, 2, 20), date(2199, 6, 6)] {
            assert_eq!(ValidUntil::try_from(day).expect("in range").date(), day);
        }
        assert!(ValidUntil::try_from(date(2019, 12, 31)).is_err());
        assert!(ValidUntil::try_from(date(2199, 6, 7)).is_err());
    }
}
