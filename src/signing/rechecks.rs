//! How many refused signatures may be checked a second time.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// So many good signatures pay for a second check, which costs three checks with tables.
const PRICE: u32 = 16;

/// The most second checks that can be saved up; also what there is at the start.
const MOST: u32 = 64;

/// A purse that good signatures fill and second checks empty. It asks no clock: a flood of forged stamps
/// uses up what was saved, and then costs no more than good stamps do, while a stamp that is refused now
/// and then is always looked at twice. Threads that race may lose or win a little, which harms nobody.
#[derive(Debug)]
pub(super) struct Rechecks {
    saved: AtomicU32,
}

impl Default for Rechecks {
    fn default() -> Self {
        Self { saved: AtomicU32::new(MOST * PRICE) }
    }
}

impl Rechecks {
    /// A signature was good. Writes nothing to shared memory while the purse is full, as it is nearly always.
    pub(super) fn earn(&self) {
        if self.saved.load(Relaxed) < MOST * PRICE {
            self.saved.fetch_add(1, Relaxed);
        }
    }

    /// Whether a refused signature may be checked again; if so, that is paid.
    pub(super) fn spend(&self) -> bool {
        self.saved.fetch_update(Relaxed, Relaxed, |saved| saved.checked_sub(PRICE)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spendable(rechecks: &Rechecks) -> u32 {
        (0..1_000).map(|_| u32::from(rechecks.spend())).sum()
    }

    #[test]
    fn a_flood_is_soon_checked_once_only_and_good_signatures_pay_for_more() {
        let rechecks = Rechecks::default();
        assert_eq!(spendable(&rechecks), MOST);
        (0..PRICE - 1).for_each(|_| rechecks.earn());
        assert_eq!(spendable(&rechecks), 0);
        rechecks.earn();
        assert_eq!(spendable(&rechecks), 1);
        (0..1_000_000).for_each(|_| rechecks.earn());
        assert_eq!(spendable(&rechecks), MOST);
    }
}
