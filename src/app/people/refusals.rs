//! Refused acts of people in the audit trail. Whoever has an account can be refused as often as they like, and each
//! note is written to disk: so only so many are kept in a day, of one person and of all.

use std::{collections::HashMap, sync::PoisonError};

use jiff::civil::Date;

use crate::{
    access::AccountNumber,
    app::{Asker, Service},
    ledger::Change,
    stamp::today,
};

/// Of one person. Who sees twenty knows what to think.
const OF_ONE_A_DAY: u32 = 20;

/// Of all together: some hundred kilobytes.
const OF_ALL_A_DAY: u32 = 1_000;

/// How many were noted today. A restart begins again.
#[derive(Debug, Default)]
pub(in crate::app) struct Refusals {
    day: Option<Date>,
    of_all: u32,
    of_one: HashMap<AccountNumber, u32>,
}

impl Refusals {
    /// Counts one, and says whether it is to be noted.
    fn admit(&mut self, account: AccountNumber, day: Date) -> bool {
        if self.day != Some(day) {
            *self = Self { day: Some(day), ..Self::default() };
        }
        let of_one = self.of_one.entry(account).or_default();
        let admits = *of_one < OF_ONE_A_DAY && self.of_all < OF_ALL_A_DAY;
        if admits {
            *of_one += 1;
            self.of_all += 1;
        }
        admits
    }
}

impl Service {
    /// Notes that somebody was refused something, and with which problem. A trail that can't be written now changes
    /// nothing for who asked: it is said in the service's log.
    pub async fn note_refusal(&self, asker: &Asker, what: String, refused: &'static str) {
        let Some(account) = asker.authority.account() else { return };
        let admits = {
            let mut refusals =
                self.presence.refusals.lock().unwrap_or_else(PoisonError::into_inner);
            refusals.admit(account, today(self.now()))
        };
        if !admits {
            tracing::debug!(%account, "a refused act is not noted: there were many today");
            return;
        }
        let change = Change { target: what, refused, ..self.begin(asker, "refused act") };
        if let Err(error) = self.parts.sequencer.change(change).await {
            tracing::error!(%error, "a refused act could not be noted in the audit trail");
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn so_many_are_noted_in_a_day_of_one_and_of_all() {
        let account = |number: u64| AccountNumber::try_from(number).expect("small");
        let (today, tomorrow) = (date(2026, 11, 26), date(2026, 11, 27));
        let mut refusals = Refusals::default();
        let noted = |refusals: &mut Refusals, number, day| {
            (0..100).filter(|_| refusals.admit(account(number), day)).count()
        };
        assert_eq!(noted(&mut refusals, 1, today), 20);
        assert_eq!(noted(&mut refusals, 2, today), 20);
        let of_others: usize = (3..200).map(|number| noted(&mut refusals, number, today)).sum();
        assert_eq!(of_others, 960);
        assert_eq!(noted(&mut refusals, 1, tomorrow), 20);
    }
}
