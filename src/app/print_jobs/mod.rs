//! Batches as files for printers, made in the background. An order settles all that its files follow from; the files
//! are made on threads of their own once the batch's entry is under a published checkpoint, kept for a while,
//! and made again, the same bytes, when they are asked for again. How labels look is `printing`'s.

use std::num::NonZeroU16;

use data_encoding::HEXLOWER;
use jiff::SignedDuration;

use super::{
    Asker, BatchLabel, HoldRequest, Service, UseCaseError, ownership, people::AccessError,
};
use crate::{
    access::{AccountNumber, Act},
    ledger::{ChangeError, Refusal, RequestDigest},
    log::{Hold, Reason, Target},
    stamp::{BatchNumber, today},
};

// What a batch is printed as, and what that would be.
mod plan;
mod profile;

// What a request for a batch, or a careless one for files, says of them.
mod idle;
mod requested;

// An order, as it is kept and as it is shown.
mod order;

// Where orders and files are kept.
mod ports;

// Producers' own pictures on their labels.
mod artwork;

// Whose turn it is, making the files, handing them out and deleting them.
mod desk;
mod files;
mod links;
mod slip;
mod work;

pub use artwork::{ArtworkName, ArtworkRefused, KeptArtwork, LARGEST_ARTWORK, NoArtworkName};
pub use files::{HeldFile, SUMS_FILE};
pub use links::{
    LinkFetch, MadePrintLink, OpenedLink, PRINT_LINK, PrintLink, PrintLinkRequest, PrintLinkView,
};
pub use order::{
    MadeFile, PrintFailure, PrintFileView, PrintJobNumber, PrintJobState, PrintJobView, PrintOrder,
    PrintRequest, PrintState, ReprintReason,
};
pub use plan::{LabelField, PrintPlan};
pub use ports::{KeepsPrintFiles, KeepsPrintOrders, NewPrintFile, PrintFilePlace};
pub use profile::{
    LabelGrid, PlaceInMm, PrintArtwork, PrintFormat, PrintInputs, PrintPin, PrintProfile,
    PrintSymbol, PrintWords, ProfileError, SizeInMm,
};

pub use slip::DeliverySlip;

pub(super) use desk::PrintDesk;

use desk::Standing;

/// The most jobs of one person that wait.
const MOST_WAITING: usize = 20;

/// On what terms files are made.
#[derive(Debug, Clone, Copy)]
pub struct PrintTerms {
    /// For how long files are kept.
    pub keep_days: NonZeroU16,
    /// Dots per inch of the printer, where nobody says.
    pub dpi: NonZeroU16,
}

impl PrintTerms {
    /// A print house takes weeks.
    pub const KEEP_DAYS: NonZeroU16 = NonZeroU16::new(30).expect("not 0");

    fn keep_for(self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.keep_days.get()))
    }
}

impl Service {
    /// Orders files of a batch. Where files of it were made before, it says why again.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn order_print(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        request: &PrintRequest,
    ) -> Result<PrintJobView, UseCaseError> {
        self.order_print_for(asker, asker.authority.account(), batch, request).await
    }

    /// The same for somebody else, who is told to be the one that ordered it.
    async fn order_print_for(
        &self,
        asker: &Asker,
        ordered_by: Option<AccountNumber>,
        batch: BatchNumber,
        request: &PrintRequest,
    ) -> Result<PrintJobView, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        ownership::reached_batch(asker, &self.snapshot(), batch)?;
        let digest = HEXLOWER.encode(&RequestDigest::of(&("print", batch, request)).0);
        let _ordering = self.printing.ordering.lock().await;
        if let Some(before) = self.ordered_before(asker, &digest)? {
            return Ok(view(&before));
        }
        // Said now rather than by a job that fails.
        drop(self.minting(batch)?);
        self.is_not_revoked(batch)?;
        let (inputs, only_sheet) = self.inputs_of(asker, batch, request)?;
        let earlier = self.printing.of_batch(batch);
        let is_again = earlier.iter().any(|standing| standing.order.counts_as_printed());
        if is_again && request.reason.is_none() {
            return Err(UseCaseError::ReprintReasonNeeded(batch));
        }
        let waiting = self
            .printing
            .count(|order| order.state == PrintState::Waiting && order.ordered_by == ordered_by);
        if ordered_by.is_some() && waiting >= MOST_WAITING {
            return Err(UseCaseError::TooManyPrintJobs);
        }
        let order = PrintOrder {
            job: self.printing.next_number().ok_or(UseCaseError::TooManyPrintJobs)?,
            batch,
            inputs,
            only_sheet,
            again_of: request.again_of,
            reason: request.reason.filter(|_| is_again),
            ordered_by,
            ordered_at: self.now(),
            asked_under: asker.asked_under().map(|key| (key, digest)),
            state: PrintState::Waiting,
            files: Vec::new(),
            links: Vec::new(),
        };
        let prepared = self.printing.prepare(&order.inputs, batch, order.only_sheet)?;
        self.note_handed_out(asker, "print", told(&order)).await?;
        let desk = self.printing.clone();
        let added = tokio::task::spawn_blocking(move || desk.add(order, prepared)).await;
        let added = added.expect("it does not panic").map_err(UseCaseError::PrintNotKept)?;
        Ok(view(&added))
    }

    /// The jobs of a batch that is the asker's to see, the newest first.
    ///
    /// # Errors
    /// As for a batch that is not there.
    pub fn print_jobs(
        &self,
        asker: &Asker,
        batch: BatchNumber,
    ) -> Result<Vec<PrintJobView>, UseCaseError> {
        ownership::reached_batch(asker, &self.snapshot(), batch)?;
        Ok(self.printing.of_batch(batch).iter().map(view).collect())
    }

    /// A job of a batch that is the asker's to see.
    ///
    /// # Errors
    /// As for one that is not there.
    pub fn print_job(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
    ) -> Result<PrintJobView, UseCaseError> {
        Ok(view(&self.reached_job(asker, batch, job)?))
    }

    /// Cancels a job: what was made is deleted. Of one that is done only the files go, and can be made again. The batch
    /// stays as it is.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn cancel_print(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
    ) -> Result<PrintJobView, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        // Nobody has the files made again while they are deleted.
        let _ordering = self.printing.ordering.lock().await;
        let standing = self.reached_job(asker, batch, job)?;
        let is_over = |state: &PrintState| {
            matches!(state, PrintState::Cancelled { .. } | PrintState::Deleted { .. })
        };
        if is_over(&standing.order.state) {
            return Ok(view(&standing));
        }
        let what = format!("batch {batch}, print job {job}");
        self.note_handed_out(asker, "print cancel", what).await?;
        let at = self.now();
        let cancelled = self.change_job(job, move |order| {
            order.state = match order.state {
                PrintState::Done { .. } | PrintState::Deleted { .. } => PrintState::Deleted { at },
                PrintState::Waiting | PrintState::Failed { .. } | PrintState::Cancelled { .. } => {
                    PrintState::Cancelled { at }
                }
            };
            true
        });
        let cancelled = cancelled.await?.ok_or(UseCaseError::NoPrintJob(job))?;
        let gone = self.delete_files(&cancelled).await?;
        Ok(view(&gone.unwrap_or(cancelled)))
    }

    /// Revokes a batch, and cancels a job of it. Refused as any revocation of the asker's would be.
    ///
    /// # Errors
    /// [`UseCaseError`]; then neither is done, or the batch is revoked and the job has to be cancelled again.
    pub async fn cancel_print_and_batch(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
        reason: Reason,
    ) -> Result<PrintJobView, UseCaseError> {
        self.reached_job(asker, batch, job)?;
        if self.is_not_revoked(batch).is_ok() {
            let request = HoldRequest {
                targets: vec![Target::Batch { batch }],
                reason,
                decision: None,
                effective_from: None,
                review_on: None,
                note: None,
            };
            // A batch takes one person.
            drop(self.hold(asker, Hold::Revoked, &request).await?);
        }
        self.cancel_print(asker, batch, job).await
    }

    /// Has a job go on that stopped, or make its files again whose time was over: the same bytes.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn resume_print(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
    ) -> Result<PrintJobView, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        let _ordering = self.printing.ordering.lock().await;
        let standing = self.reached_job(asker, batch, job)?;
        match standing.order.state {
            PrintState::Waiting => return Ok(view(&standing)),
            PrintState::Failed { .. } | PrintState::Deleted { .. } => {}
            PrintState::Done { .. } => {
                return Err(UseCaseError::PrintJobState(job, "is done: its files are there"));
            }
            PrintState::Cancelled { .. } => {
                return Err(UseCaseError::PrintJobState(job, "was cancelled: order another"));
            }
        }
        drop(self.minting(batch)?);
        self.is_not_revoked(batch)?;
        let what = format!("batch {batch}, print job {job}");
        self.note_handed_out(asker, "print resume", what).await?;
        let resumed = self.change_job(job, |order| {
            let may = matches!(order.state, PrintState::Failed { .. } | PrintState::Deleted { .. });
            if let PrintState::Deleted { .. } = order.state {
                // What could not be deleted is made again as well.
                order.files.iter_mut().for_each(|file| file.is_there = false);
            }
            if may {
                order.state = PrintState::Waiting;
            }
            may
        });
        match resumed.await? {
            Some(resumed) => Ok(view(&resumed)),
            None => self.print_job(asker, batch, job),
        }
    }

    async fn change_job(
        &self,
        job: PrintJobNumber,
        change: impl FnOnce(&mut PrintOrder) -> bool + Send + 'static,
    ) -> Result<Option<Standing>, UseCaseError> {
        let desk = self.printing.clone();
        let changed = tokio::task::spawn_blocking(move || desk.change(job, change)).await;
        changed.expect("it does not panic").map_err(UseCaseError::PrintNotKept)
    }

    /// What the files of a request follow from, and the sheet that alone is printed: a profile and the words of today, or
    /// all that an earlier job was made by.
    fn inputs_of(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        request: &PrintRequest,
    ) -> Result<(PrintInputs, Option<u32>), UseCaseError> {
        match (request.again_of, &request.profile) {
            (Some(job), None) => {
                let again = self.reached_job(asker, batch, job)?.order;
                Ok((again.inputs.clone(), request.only_sheet.or(again.only_sheet)))
            }
            (None, Some(profile)) => {
                let label = self.batch_label(asker, batch)?;
                let inputs = self.print_inputs(profile.clone(), &label)?;
                Ok((inputs, request.only_sheet))
            }
            (None, None) | (Some(_), Some(_)) => Err(UseCaseError::OneProfile),
        }
    }

    fn print_inputs(
        &self,
        profile: PrintProfile,
        label: &BatchLabel,
    ) -> Result<PrintInputs, ProfileError> {
        let words = (self.parts.print_words)(label, self.office().base_url.authority());
        profile.has_no_idle_field()?;
        let pin = profile.prints_pins(label.pin)?;
        let dpi = profile.dpi(self.parts.print_terms.dpi.get());
        let link_base = self.office().base_url.link("");
        Ok(PrintInputs { profile, pin, dpi, quantity: label.quantity, link_base, words })
    }

    fn reached_job(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
    ) -> Result<Standing, UseCaseError> {
        ownership::reached_batch(asker, &self.snapshot(), batch)?;
        let standing = self.printing.standing(job).filter(|known| known.order.batch == batch);
        standing.ok_or(UseCaseError::NoPrintJob(job))
    }

    /// What was ordered under the asker's key.
    fn ordered_before(
        &self,
        asker: &Asker,
        digest: &str,
    ) -> Result<Option<Standing>, UseCaseError> {
        let Some(key) = asker.asked_under() else { return Ok(None) };
        let is_under =
            |order: &PrintOrder| order.asked_under.as_ref().is_some_and(|(under, _)| *under == key);
        let Some(before) = self.printing.find(is_under) else { return Ok(None) };
        match &before.order.asked_under {
            Some((_, same)) if same == digest => Ok(Some(before)),
            Some(_) | None => Err(ChangeError::from(Refusal::OtherRequest).into()),
        }
    }

    fn is_not_revoked(&self, number: BatchNumber) -> Result<(), UseCaseError> {
        let snapshot = self.snapshot();
        let log = snapshot.log();
        let batch = log.batch(number).ok_or(UseCaseError::UnknownBatch(number))?;
        let quantity = batch.issued.quantity;
        let revoked = log.revoked_stamps(number, (0, quantity - 1), today(self.now()));
        if revoked == u64::from(quantity) {
            return Err(UseCaseError::BatchRevoked(number));
        }
        Ok(())
    }
}

fn view(standing: &Standing) -> PrintJobView {
    PrintJobView::new(&standing.order, &standing.prepared, standing.is_in_work)
}

/// What the audit trail says of an order.
fn told(order: &PrintOrder) -> String {
    let mut told = format!("batch {}, print job {}", order.batch, order.job);
    if let Some(sheet) = order.only_sheet {
        told += &format!(", sheet {sheet}");
    }
    if let Some(reason) = order.reason {
        told += &format!(", again: {}", reason.word());
    }
    told
}

/// Waits for what another thread does.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime without drivers needs no resources").block_on(future)
}
