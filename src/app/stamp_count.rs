//! How many stamps of a batch are used, spoiled and left, and which of a certificate's nobody has used: what is left
//! of an old certificate when a new one takes its place is voided in one go.

use serde::{Deserialize, Serialize};

use super::{
    Asker, HoldOutcome, HoldRequest, Service, UseCaseError, ownership, people::AccessError,
};
use crate::{
    access::Act,
    log::{Hold, LogState, Reason, StampRun, Target},
    stamp::{BatchNumber, CertificateNumber, StampIndex, today},
    verification::Snapshot,
};

/// How many stamps of a batch are what. Of what stands against its certificate, producer or key nothing is said here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StampCount {
    /// Declared, and not revoked.
    pub used: u64,
    /// Revoked: spoiled, lost, or taken back.
    pub spoiled: u64,
    /// Neither.
    pub left: u64,
    /// Of those that are not revoked, the ones that were not received yet, so that a scan says `not_activated`.
    pub not_received: u64,
}

impl StampCount {
    pub(super) fn of(runs: &[StampRun]) -> Self {
        let mut count = Self::default();
        for run in runs {
            let stamps = run.stamps();
            match (run.is_revoked, run.declared_at) {
                (true, _) => count.spoiled += stamps,
                (false, Some(_)) => count.used += stamps,
                (false, None) => count.left += stamps,
            }
            if !run.is_revoked && !run.is_activated {
                count.not_received += stamps;
            }
        }
        count
    }
}

/// Neighbouring stamps that nobody has used, both ends within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnusedRange {
    /// The batch.
    pub batch: BatchNumber,
    /// First index.
    pub from: StampIndex,
    /// Last index.
    pub to: StampIndex,
}

/// What of a certificate's stamps nobody has used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnusedStamps {
    /// The certificate.
    pub certificate: CertificateNumber,
    /// The one that took its place.
    pub replaced_by: Option<CertificateNumber>,
    /// Whether its last valid day has passed.
    pub is_over: bool,
    /// How many stamps.
    pub stamps: u64,
    /// Which: batch by batch, in order.
    pub ranges: Vec<UnusedRange>,
}

/// Unused stamps to be voided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidUnusedRequest {
    /// Of which certificate.
    pub certificate: CertificateNumber,
    /// How many there were when they were looked at: if some were used since, nothing is done.
    pub stamps: u64,
}

impl Service {
    /// How many stamps of a range are what, both ends within.
    ///
    /// # Errors
    /// As for a batch that is not there, and [`UseCaseError::Range`].
    pub fn count_stamps(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        (from, to): (StampIndex, StampIndex),
    ) -> Result<StampCount, UseCaseError> {
        let snapshot = self.snapshot();
        ownership::reached_batch(asker, &snapshot, batch)?;
        let known = snapshot.log().batch(batch).ok_or(UseCaseError::UnknownBatch(batch))?;
        let quantity = known.issued.quantity;
        if from > to || to.get() >= quantity {
            let (from, to) = (from.get(), to.get());
            return Err(UseCaseError::Range { batch, from, to, quantity });
        }
        let runs = snapshot.log().stamp_runs(batch, today(self.now())).into_iter();
        let within = runs.filter_map(|run| {
            let (from, to) = (run.from.max(from.get()), run.to.min(to.get()));
            (from <= to).then_some(StampRun { from, to, ..run })
        });
        Ok(StampCount::of(&within.collect::<Vec<_>>()))
    }

    /// The stamps of a certificate that nobody has used. Looks at every batch there is: not for a thread that others wait
    /// for.
    ///
    /// # Errors
    /// As for a certificate that is not there.
    pub fn unused_stamps(
        &self,
        asker: &Asker,
        certificate: CertificateNumber,
    ) -> Result<UnusedStamps, UseCaseError> {
        let snapshot = self.snapshot();
        ownership::reached_certificate(asker, &snapshot, certificate)?;
        Ok(self.unused(&snapshot, certificate))
    }

    /// Voids them, once another certificate took the old one's place or its time is over.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn void_unused(
        &self,
        asker: &Asker,
        request: &VoidUnusedRequest,
    ) -> Result<HoldOutcome, UseCaseError> {
        asker.authority.may(Act::Revoke).map_err(AccessError::from)?;
        let snapshot = self.snapshot();
        ownership::reached_certificate(asker, &snapshot, request.certificate)?;
        let unused = self.unused(&snapshot, request.certificate);
        let reason = match (unused.replaced_by, unused.is_over) {
            (Some(_), _) => Reason::Replaced,
            (None, true) => Reason::Expired,
            (None, false) => return Err(UseCaseError::StampsOfUse(request.certificate)),
        };
        if unused.stamps != request.stamps {
            return Err(UseCaseError::UsedSince { seen: request.stamps, left: unused.stamps });
        }
        let hold = HoldRequest {
            targets: unused.ranges.iter().map(|range| range.target(snapshot.log())).collect(),
            reason,
            decision: None,
            effective_from: None,
            review_on: None,
            note: None,
        };
        self.enter_hold(asker, Hold::Revoked, &hold, Vec::new()).await
    }

    fn unused(&self, snapshot: &Snapshot, number: CertificateNumber) -> UnusedStamps {
        let log = snapshot.log();
        let day = today(self.now());
        let certificate = log.certificate(number);
        let of_it = log.batches().filter(|batch| batch.issued.certificate == number);
        let mut ranges = Vec::new();
        for batch in of_it {
            let batch = batch.issued.batch;
            // Whether they were received makes no difference here.
            for run in log.stamp_runs(batch, day).into_iter().filter(StampRun::is_unused) {
                let index = |index: u32| {
                    StampIndex::try_from(u64::from(index)).expect("the batch has this stamp")
                };
                match ranges.last_mut() {
                    Some(UnusedRange { batch: same, to, .. })
                        if *same == batch && to.get() + 1 == run.from =>
                    {
                        *to = index(run.to);
                    }
                    Some(_) | None => {
                        ranges.push(UnusedRange {
                            batch,
                            from: index(run.from),
                            to: index(run.to),
                        });
                    }
                }
            }
        }
        UnusedStamps {
            certificate: number,
            replaced_by: certificate.and_then(|certificate| certificate.replaced_by()),
            is_over: certificate.is_some_and(|certificate| certificate.last_valid_on() < day),
            stamps: ranges.iter().map(UnusedRange::stamps).sum(),
            ranges,
        }
    }
}

impl UnusedRange {
    fn stamps(&self) -> u64 {
        u64::from(self.to.get() - self.from.get()) + 1
    }

    fn target(&self, log: &LogState) -> Target {
        let Self { batch, from, to } = *self;
        let is_whole =
            log.batch(batch).is_some_and(|known| u64::from(known.issued.quantity) == self.stamps());
        if is_whole { Target::Batch { batch } } else { Target::Range { batch, from, to } }
    }
}
