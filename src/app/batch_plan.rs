//! What is said before a batch is asked for: how long its certificate still runs, what the quota leaves, and how many
//! stamps are likely to be left over when it ends.
//!
//! **The estimate.** The stamps of the product (of all its certificates) that were declared within the last 365 days,
//! divided by the days from the first of those declarations to today, are what is used a day; less than thirty days say
//! nothing. What is unused now and what is asked for, less what is used until the certificate's last valid day, is
//! left over.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Asker, IssueRequest, PrintPlan, Service, UseCaseError, ownership};
use crate::{
    ledger::{ChangeError, Refusal},
    log::StampRun,
    registry::MintRefusal,
    stamp::{CertificateNumber, MAX_QUANTITY, today},
};

/// How far back declarations are looked at, in days.
const LOOKED_BACK: i32 = 365;

/// Fewer days say nothing of how many stamps are used.
const LEAST_DAYS: i32 = 30;

/// What a batch would be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchPlan {
    /// The certificate.
    pub certificate: CertificateNumber,
    /// How many stamps are asked for.
    pub quantity: u64,
    /// The certificate's last valid day.
    pub last_valid_on: Date,
    /// How many days it still runs, today and that day included; 0 once it is over.
    pub days_left: u32,
    /// How many stamps the quota of twelve months still leaves.
    pub quota_left: u64,
    /// Whether an officer has to approve them.
    pub needs_approval: bool,
    /// Stamps of this certificate that nobody has used.
    pub unused: u64,
    /// How many are likely to be left over; `null` where too little is known.
    pub left_over: Option<LeftOver>,
    /// The certificate that took its place: stamps of that one are asked for better.
    pub replaced_by: Option<CertificateNumber>,
    /// Stamps of the certificate that it replaces which nobody has used.
    pub unused_of_old: u64,
    /// The certificate that it replaces.
    pub replaces: Option<CertificateNumber>,
    /// What the files would be that it is asked for with; `null` if none are asked for.
    #[serde(default)]
    pub print: Option<PrintPlan>,
}

/// An estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LeftOver {
    /// Stamps that are likely to be left when the certificate ends.
    pub stamps: u64,
    /// How many were used a day.
    pub used_a_day: f64,
    /// Since when they were looked at.
    pub since: Date,
}

impl Service {
    /// Says what a batch would be, and changes nothing. Looks at every batch there is: not for a thread that others wait
    /// for.
    ///
    /// # Errors
    /// [`UseCaseError`]: no batch has so many stamps, no printer can do what is asked for, or as for a certificate that is not
    /// there.
    pub fn plan_batch(
        &self,
        asker: &Asker,
        request: &IssueRequest,
    ) -> Result<BatchPlan, UseCaseError> {
        let (number, quantity) = (request.certificate, request.quantity);
        if !(1..=u64::from(MAX_QUANTITY)).contains(&quantity) {
            let refusal = Refusal::from(MintRefusal::Quantity(quantity));
            return Err(ChangeError::from(refusal).into());
        }
        let snapshot = self.snapshot();
        ownership::reached_certificate(asker, &snapshot, number)?;
        let log = snapshot.log();
        let certificate = log.certificate(number).expect("it was reached");
        let record = snapshot.register().certificate(number);
        let record = record.ok_or(UseCaseError::RecordMissing(number))?;
        let (now, day) = (self.now(), today(self.now()));
        let product = certificate.facts.product;
        let replaces = certificate.facts.replaces;
        let (mut unused, mut unused_of_old) = (0, 0);
        let mut declared = Vec::new();
        for batch in log.batches() {
            let of = batch.issued.certificate;
            let is_of_product = log.certificate(of).is_some_and(|of| of.facts.product == product);
            if !is_of_product {
                continue;
            }
            for run in log.stamp_runs(batch.issued.batch, day) {
                declared.extend(run.declared_at.map(|at| (today(at), run.stamps())));
                if run.is_unused() && of == number {
                    unused += run.stamps();
                } else if run.is_unused() && Some(of) == replaces {
                    unused_of_old += StampRun::stamps(&run);
                }
            }
        }
        let quota = record.quota_per_year;
        let quota = quota.unwrap_or_else(|| self.policy().quota_per_year(&record.province_code));
        let quota_left = quota.saturating_sub(log.issued_in_a_year(certificate, now));
        let last_valid_on = certificate.last_valid_on();
        let days_left = days_between(day, last_valid_on).saturating_add(1);
        let days_left = u32::try_from(days_left).unwrap_or(0);
        Ok(BatchPlan {
            certificate: number,
            quantity: request.quantity,
            last_valid_on,
            days_left,
            quota_left,
            needs_approval: request.quantity > quota_left,
            unused,
            left_over: left_over(
                &declared,
                unused.saturating_add(request.quantity),
                days_left,
                day,
            ),
            replaced_by: certificate.replaced_by(),
            unused_of_old,
            replaces,
            print: self.plan_requested(request)?,
        })
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The estimate: see above.
fn left_over(declared: &[(Date, u64)], stamps: u64, days_left: u32, day: Date) -> Option<LeftOver> {
    let is_recent = |of: Date| (0..LOOKED_BACK).contains(&days_between(of, day));
    let recent = || declared.iter().filter(|(of, _)| is_recent(*of));
    let since = recent().map(|(of, _)| *of).min()?;
    let days = days_between(since, day) + 1;
    if days < LEAST_DAYS {
        return None;
    }
    let used: u64 = recent().map(|(_, stamps)| *stamps).sum();
    let used_a_day = used as f64 / f64::from(days);
    let used_until_end = (used_a_day * f64::from(days_left)).round() as u64;
    Some(LeftOver { stamps: stamps.saturating_sub(used_until_end), used_a_day, since })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(declared: &[(Date, u64)], stamps: u64, days_left: u32, expected: Option<u64>) {
        let found = left_over(declared, stamps, days_left, date(2026, 11, 30));
        assert_eq!(found.map(|found| found.stamps), expected, "{declared:?}");
    }

    #[test]
    fn what_is_left_over_follows_from_what_was_used() {
        check(&[], 1_000, 100, None);
        // Twenty-nine days say nothing, thirty do.
        check(&[(date(2026, 11, 2), 300)], 1_000, 60, None);
        check(&[(date(2026, 11, 1), 300)], 1_000, 60, Some(400));
        check(&[(date(2026, 11, 1), 200), (date(2026, 11, 20), 100)], 1_000, 60, Some(400));
        check(&[(date(2026, 11, 1), 300)], 1_000, 600, Some(0));
        check(&[(date(2026, 11, 1), 300)], 1_000, 0, Some(1_000));
        // What is more than a year ago is not looked at.
        check(&[(date(2025, 11, 30), 9_000), (date(2026, 11, 1), 300)], 1_000, 60, Some(400));
        check(&[(date(2025, 11, 30), 9_000)], 1_000, 60, None);
    }
}
