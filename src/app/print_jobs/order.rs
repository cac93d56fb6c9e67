//! An order for files, as it is kept and as it is shown. All that the files follow from is settled when it is made, so that
//! they are the same bytes whenever they are made.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PrintInputs, PrintLink, PrintLinkView, PrintProfile};
use crate::{
    access::AccountNumber,
    app::UseCaseError,
    printing::{Artwork, JobFile, PrintJob, PrintedBatch, SymbolKind},
    stamp::{BatchNumber, number},
};

number!(
    /// The service's number of a print job.
    PrintJobNumber, u32, u32::MAX, "print job"
);

/// Why a batch is printed again. Lost stamps are no reason: whoever finds them could use them, so they are voided
/// and others are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReprintReason {
    /// What was printed is spoiled, and was destroyed.
    Spoiled,
    /// It was never printed.
    NotPrinted,
    /// It is to be printed on other labels, and what was printed was destroyed.
    OtherFormat,
}

impl ReprintReason {
    /// As requests and the audit trail write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Spoiled => "spoiled",
            Self::NotPrinted => "not_printed",
            Self::OtherFormat => "other_format",
        }
    }
}

/// Files that are asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintRequest {
    /// What the batch is printed as; this or `again_of`.
    #[serde(default)]
    pub profile: Option<PrintProfile>,
    /// Only this sheet, counted from 1.
    #[serde(default)]
    pub only_sheet: Option<u32>,
    /// The files of an earlier job, with the words that they had.
    #[serde(default)]
    pub again_of: Option<PrintJobNumber>,
    /// Why again; needed where files of the batch were made before.
    #[serde(default)]
    pub reason: Option<ReprintReason>,
}

/// Why a job stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintFailure {
    /// No room for the next file.
    DiskFull,
    /// A file can't be written.
    NotWritten,
    /// The log is not published, so nothing may be signed.
    NotPublished,
    /// The key, or the secret of short codes, is not held here.
    KeyNotHeld,
    /// The key can't sign now.
    SignerUnavailable,
    /// Files that were made before would be other bytes now: order anew.
    OtherBytes,
    /// A fault of the service's.
    Failed,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PrintState {
    /// Its files are to be made.
    Waiting,
    /// All files are there.
    Done {
        /// Since when.
        at: Timestamp,
        /// Until when they are kept.
        keep_until: Timestamp,
    },
    /// It stopped; what is there stays, and it can be resumed.
    Failed {
        /// When.
        at: Timestamp,
        /// Why.
        why: PrintFailure,
    },
    /// Somebody cancelled it, and its files are gone.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// Its files are gone: somebody deleted them, or their time was over.
    Deleted {
        /// When.
        at: Timestamp,
    },
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFile {
    /// Its name.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of it, in hex.
    pub sha256: String,
    /// Whether it is there now.
    pub is_there: bool,
}

/// An order, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintOrder {
    /// Its number.
    pub job: PrintJobNumber,
    /// The batch.
    pub batch: BatchNumber,
    /// What the files follow from.
    pub inputs: PrintInputs,
    /// Only this sheet, counted from 1.
    pub only_sheet: Option<u32>,
    /// The job whose files are made again.
    pub again_of: Option<PrintJobNumber>,
    /// Why again.
    pub reason: Option<ReprintReason>,
    /// Who ordered it; `None` for the operator.
    pub ordered_by: Option<AccountNumber>,
    /// When.
    pub ordered_at: Timestamp,
    /// The hash of the idempotency key and of the request that came under it.
    pub asked_under: Option<(String, String)>,
    /// How far it is.
    #[serde(flatten)]
    pub state: PrintState,
    /// What was made, in the order of the files; names and hashes stay when files are deleted.
    pub files: Vec<MadeFile>,
    /// Links for print houses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<PrintLink>,
}

/// What an order's files are made by.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) job: PrintJob,
    pub(super) kind: SymbolKind,
    /// The mask of the scratch layer over PINs, if there is one.
    mask: Option<PrintJob>,
    /// Those of the job, then those of the mask.
    pub(super) files: Vec<JobFile>,
    of_job: usize,
}

impl Prepared {
    /// What writes a file.
    pub(super) fn writer_of(&self, file: usize) -> &PrintJob {
        self.mask.as_ref().filter(|_| file >= self.of_job).unwrap_or(&self.job)
    }

    /// The files that show stamps.
    fn of_stamps(&self) -> &[JobFile] {
        &self.files[..self.of_job]
    }

    /// How many stamps they show.
    pub(super) fn stamps(&self) -> u64 {
        self.of_stamps().iter().map(|file| u64::from(file.stamps.end - file.stamps.start)).sum()
    }

    /// The first and the last of them.
    pub(super) fn range(&self) -> (u32, u32) {
        let first = self.of_stamps().iter().map(|file| file.stamps.start).min().unwrap_or(0);
        let end = self.of_stamps().iter().map(|file| file.stamps.end).max().unwrap_or(1);
        (first, end - 1)
    }
}

impl PrintInputs {
    /// The files of a batch, or those of one sheet of it, counted from 1. `artwork`: what its profile names.
    ///
    /// # Errors
    /// [`UseCaseError::NoSheet`], [`UseCaseError::Profile`]
    pub(super) fn prepare(
        &self,
        batch: BatchNumber,
        only_sheet: Option<u32>,
        artwork: Option<Arc<Artwork>>,
    ) -> Result<Prepared, UseCaseError> {
        let batch = PrintedBatch { batch, quantity: self.quantity };
        let (job, kind) = self.job(batch, artwork)?;
        let mask = job.scratch_mask();
        let files_of = |job: &PrintJob| match only_sheet {
            None => Ok::<_, UseCaseError>(job.files()),
            Some(sheet) => {
                let alone = sheet.checked_sub(1).and_then(|sheet| job.sheet_alone(sheet));
                Ok(vec![alone.ok_or(UseCaseError::NoSheet(sheet))?])
            }
        };
        let mut files = files_of(&job)?;
        let of_job = files.len();
        if let Some(mask) = &mask {
            files.extend(files_of(mask)?);
        }
        Ok(Prepared { job, kind, mask, files, of_job })
    }
}

impl PrintOrder {
    /// A file of this name.
    pub(super) fn made(&self, name: &str) -> Option<&MadeFile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Whether files of it were or will be made: whoever orders the batch after it prints it again.
    pub(super) fn counts_as_printed(&self) -> bool {
        match self.state {
            PrintState::Waiting | PrintState::Done { .. } | PrintState::Deleted { .. } => true,
            PrintState::Failed { .. } | PrintState::Cancelled { .. } => !self.files.is_empty(),
        }
    }

    /// What `sha256sum --check` reads: of the files that are there.
    pub(super) fn sums(&self) -> String {
        let there = self.files.iter().filter(|file| file.is_there);
        there.map(|file| format!("{}  {}\n", file.sha256, file.name)).collect()
    }
}

/// How far a job is, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintJobState {
    /// Its turn has not come.
    Waiting,
    /// Files are made.
    Running,
    /// All files are there.
    Done,
    /// It stopped, and can be resumed.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
    /// Its files were deleted, or their time was over; it can be resumed, and makes the same bytes again.
    Deleted,
}

/// A file that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PrintFileView {
    /// Its name.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of it, in hex.
    pub sha256: String,
    /// Where it is fetched.
    pub path: String,
}

/// A job as people see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PrintJobView {
    /// Its number.
    pub job: PrintJobNumber,
    /// The batch.
    pub batch: BatchNumber,
    /// How far it is.
    pub state: PrintJobState,
    /// Why it stopped, if it did.
    pub failure: Option<PrintFailure>,
    /// How many stamps its files are to hold.
    pub stamps: u64,
    /// How many those hold that are there.
    pub stamps_done: u64,
    /// How many files it is to have.
    pub file_count: u64,
    /// Those that are there.
    pub files: Vec<PrintFileView>,
    /// Who ordered it; `null` for the operator.
    pub ordered_by: Option<AccountNumber>,
    /// When.
    pub ordered_at: Timestamp,
    /// When all files were there, or it stopped.
    pub ended_at: Option<Timestamp>,
    /// Until when the files are kept.
    pub keep_until: Option<Timestamp>,
    /// What the batch is printed as.
    pub profile: PrintProfile,
    /// Only this sheet, counted from 1.
    pub only_sheet: Option<u32>,
    /// The job whose files are made again.
    pub again_of: Option<PrintJobNumber>,
    /// Why again.
    pub reason: Option<ReprintReason>,
    /// Links for print houses.
    pub links: Vec<PrintLinkView>,
}

impl PrintJobView {
    /// How an order is shown whose files are these.
    pub(super) fn new(order: &PrintOrder, prepared: &Prepared, is_in_work: bool) -> Self {
        let path = format!("/api/v1/batches/{}/print-jobs/{}/files", order.batch, order.job);
        let there = || order.files.iter().filter(|file| file.is_there);
        let files = there().map(|file| PrintFileView {
            name: file.name.clone(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
            path: format!("{path}/{}", file.name),
        });
        let files: Vec<_> = files.collect();
        let stamps_of = |file: &JobFile| u64::from(file.stamps.end - file.stamps.start);
        let is_there = |file: &&JobFile| order.made(&file.name).is_some_and(|made| made.is_there);
        let state = match order.state {
            PrintState::Waiting if is_in_work || !files.is_empty() => PrintJobState::Running,
            PrintState::Waiting => PrintJobState::Waiting,
            PrintState::Done { .. } => PrintJobState::Done,
            PrintState::Failed { .. } => PrintJobState::Failed,
            PrintState::Cancelled { .. } => PrintJobState::Cancelled,
            PrintState::Deleted { .. } => PrintJobState::Deleted,
        };
        let (failure, ended_at, keep_until) = match order.state {
            PrintState::Waiting => (None, None, None),
            PrintState::Done { at, keep_until } => (None, Some(at), Some(keep_until)),
            PrintState::Failed { at, why } => (Some(why), Some(at), None),
            PrintState::Cancelled { at } | PrintState::Deleted { at } => (None, Some(at), None),
        };
        Self {
            job: order.job,
            batch: order.batch,
            state,
            failure,
            stamps: prepared.stamps(),
            stamps_done: prepared.of_stamps().iter().filter(is_there).map(stamps_of).sum(),
            file_count: prepared.files.len() as u64,
            files,
            ordered_by: order.ordered_by,
            ordered_at: order.ordered_at,
            ended_at,
            keep_until,
            profile: order.inputs.profile.clone(),
            only_sheet: order.only_sheet,
            again_of: order.again_of,
            reason: order.reason,
            links: order.links.iter().map(PrintLinkView::from).collect(),
        }
    }
}
