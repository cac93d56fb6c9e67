//! Files that are asked for along with their batch: what they would be is said before it is issued, and they are ordered
//! when it is.

use super::{PrintJobNumber, PrintPlan, PrintRequest, plan::plan};
use crate::{
    access::AccountNumber,
    app::{Asker, IssueRequest, Service, UseCaseError},
    stamp::{BatchNumber, MAX_QUANTITY},
};

impl Service {
    /// What the files of a batch to come would be; `None` if none are asked for. Whether there may be such a batch is for
    /// others to say.
    ///
    /// # Errors
    /// [`UseCaseError::Profile`], [`UseCaseError::Artwork`]
    pub(in crate::app) fn plan_requested(
        &self,
        request: &IssueRequest,
    ) -> Result<Option<PrintPlan>, UseCaseError> {
        let quantity = u32::try_from(request.quantity).ok();
        let quantity = quantity.filter(|quantity| (1..=MAX_QUANTITY).contains(quantity));
        let batch = self.snapshot().log().next_batch();
        let Some(((profile, quantity), batch)) = request.print.as_ref().zip(quantity).zip(batch)
        else {
            return Ok(None);
        };
        let label = self.label_of(batch, request.certificate, quantity, request.with_pin)?;
        let inputs = self.print_inputs(profile.clone(), &label)?;
        let prepared = self.printing.prepare(&inputs, batch, None)?;
        Ok(Some(plan(&prepared, &inputs, batch, 0)))
    }

    /// Orders the files that a batch was asked for with, unless it was done: who asks again is told of the same job. `None`
    /// if none were asked for, or if they can't be ordered now; the batch stands either way.
    pub(in crate::app) async fn order_requested(
        &self,
        asker: &Asker,
        requested_by: Option<AccountNumber>,
        batch: BatchNumber,
        request: &IssueRequest,
    ) -> Option<PrintJobNumber> {
        let profile = Some(request.print.clone()?);
        if let Some(ordered) = self.requested_job(batch, request) {
            return Some(ordered);
        }
        let wanted = PrintRequest { profile, only_sheet: None, again_of: None, reason: None };
        // The asker's key stands for the batch.
        let asker = asker.clone().under(None);
        match self.order_print_for(&asker, requested_by, batch, &wanted).await {
            Ok(job) => Some(job.job),
            // Somebody who asked for the same was quicker, or has ordered other files meanwhile.
            Err(UseCaseError::ReprintReasonNeeded(_)) => self.requested_job(batch, request),
            Err(error) => {
                tracing::error!(%error, %batch, "the files that a batch was asked for with are not ordered");
                None
            }
        }
    }

    /// The job of the files that a batch was asked for with, if there is one.
    fn requested_job(&self, batch: BatchNumber, request: &IssueRequest) -> Option<PrintJobNumber> {
        let profile = request.print.as_ref()?;
        let jobs = self.printing.of_batch(batch).into_iter().rev();
        let job =
            jobs.map(|standing| standing.order).find(|order| order.inputs.profile == *profile);
        job.map(|order| order.job)
    }
}
