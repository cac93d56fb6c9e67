//! How often people do something in a day. Whoever has an account can ask as often as they like, and what each asking
//! writes to disk stays there: so only so many are let through, of one person and of all.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::access::AccountNumber;

/// How often at most.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct MostADay {
    /// Of one person.
    pub(in crate::app) of_one: u32,
    /// Of all together.
    pub(in crate::app) of_all: u32,
}

/// What was done today. A restart begins again.
#[derive(Debug, Default)]
pub(in crate::app) struct Daily {
    day: Option<Date>,
    of_all: u32,
    of_one: HashMap<AccountNumber, u32>,
}

impl Daily {
    /// Counts one more, and says whether it is let through.
    pub(in crate::app) fn admit(
        &mut self,
        account: AccountNumber,
        day: Date,
        most: MostADay,
    ) -> bool {
        if self.day != Some(day) {
            *self = Self { day: Some(day), ..Self::default() };
        }
        let of_one = self.of_one.entry(account).or_default();
        let admits = *of_one < most.of_one && self.of_all < most.of_all;
        if admits {
            *of_one += 1;
            self.of_all += 1;
        }
        admits
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn so_many_are_let_through_in_a_day_of_one_and_of_all() {
        let account = |number: u64| AccountNumber::try_from(number).expect("small");
        let (today, tomorrow) = (date(2026, 11, 26), date(2026, 11, 27));
        let most = MostADay { of_one: 20, of_all: 1_000 };
        let mut daily = Daily::default();
        let admitted = |daily: &mut Daily, number, day| {
            (0..100).filter(|_| daily.admit(account(number), day, most)).count()
        };
        assert_eq!(admitted(&mut daily, 1, today), 20);
        assert_eq!(admitted(&mut daily, 2, today), 20);
        let of_others: usize = (3..200).map(|number| admitted(&mut daily, number, today)).sum();
        assert_eq!(of_others, 960);
        assert_eq!(admitted(&mut daily, 1, tomorrow), 20);
    }
}
