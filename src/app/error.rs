//! Why a use case can't do what it was asked. What that is in HTTP is the web's to say.

use jiff::civil::Date;

use super::{
    ArtworkRefused, Busy, PictureTooLarge, PrintJobNumber, ProfileError, people::AccessError,
};
use crate::{
    ledger::ChangeError,
    log::TextError,
    registry::OnePerson,
    signing::SignError,
    stamp::{BatchNumber, CertificateNumber, KeyNumber},
};

/// A use case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum UseCaseError {
    /// Against the rules, or not recordable now.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// Whoever asks may not do it, or not so.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// It would wait for too much else.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// A text that can't stand in the log.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A table that is too large for one change.
    #[error("{0} certificates in one table: {most} at most; import it in parts", most = super::register_import::MOST_CERTIFICATES)]
    TooManyCertificates(usize),
    /// No correction of that certificate waits.
    #[error("no correction of certificate {0} waits to be approved")]
    NoCorrection(CertificateNumber),
    /// Another one was proposed since.
    #[error("another correction of certificate {0} was proposed since: look at it first")]
    OtherCorrection(CertificateNumber),
    /// It would be approved by who proposed it.
    #[error(transparent)]
    OnePerson(#[from] OnePerson),
    /// Bytes that are no JPEG.
    #[error("not a JPEG: pictures are made small and saved as JPEG before they are sent")]
    NotAPicture,
    /// A picture that no page should carry.
    #[error(transparent)]
    PictureTooLarge(#[from] PictureTooLarge),
    /// The disk did not take it.
    #[error("the picture can't be kept")]
    PictureNotKept(#[source] std::io::Error),
    /// A certificate whose product or producer the register lacks.
    #[error("certificate {0}: the register lacks its product or its producer")]
    RecordMissing(CertificateNumber),
    /// No such batch.
    #[error("there is no batch {0} here, or it is not yours to see")]
    UnknownBatch(BatchNumber),
    /// A declaration that can't be meant.
    #[error("the declaration can't be right: {0}")]
    Declaration(&'static str),
    /// A range that the batch does not have.
    #[error("stamps {from} to {to}: batch {batch} has {quantity}, counted from 0")]
    Range {
        /// The batch.
        batch: BatchNumber,
        /// First index asked for.
        from: u32,
        /// Last index asked for.
        to: u32,
        /// How many it has.
        quantity: u32,
    },
    /// A ledger without files.
    #[error("there are no bases here: the ledger keeps no files")]
    NoBases,
    /// The base before is as good as ever.
    #[error("no base was made, and nothing deleted: {0}")]
    BaseNotMade(String),
    /// The log does not publish, so nothing may be signed.
    #[error(
        "the log is not being published, so no stamp may be signed now; ask again with the same idempotency key"
    )]
    NotPublished,
    /// The batch's key is not held here.
    #[error("key {0} is not held here, so the batch can't be signed")]
    KeyNotHeld(KeyNumber),
    /// The secret of the batch's short codes is not held here, or it has none.
    #[error("the secret of batch {0}'s short codes is not held here, so no labels can be made")]
    NoShortCodes(BatchNumber),
    /// The secret of the batch's PINs is not held here.
    #[error(
        "the secret of batch {0}'s PINs is not held here, so no labels can be made: put its key file back from your copy of the folder `keys`"
    )]
    NoPins(BatchNumber),
    /// Signing failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// A picture for labels that none can show.
    #[error(transparent)]
    Artwork(#[from] ArtworkRefused),
    /// A print that no printer can do.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// Nothing is said of what a batch is to be printed as, or two things are.
    #[error(
        "say what the batch is printed as (`profile`), or which job is made again as it was (`again_of`): one of them"
    )]
    OneProfile,
    /// Stamps on goods that a scan would call suspect.
    #[error(
        "{stamps} of these stamps of batch {batch} were not received from the print house yet: activate them first, or a scan of the goods says that the stamp is not activated"
    )]
    NotReceived {
        /// The batch.
        batch: BatchNumber,
        /// How many.
        stamps: u64,
    },
    /// The print has no such sheet.
    #[error("there is no sheet {0} in this print")]
    NoSheet(u32),
    /// The batch has no such job.
    #[error("there is no print job {0} of this batch")]
    NoPrintJob(PrintJobNumber),
    /// The job has no such file yet.
    #[error("print job {0} has no such file, or not yet")]
    NoPrintFile(PrintJobNumber),
    /// Its files were deleted.
    #[error("the files of print job {0} are deleted; have it resumed, which makes the same again")]
    PrintFilesGone(PrintJobNumber),
    /// It is not a job for that now.
    #[error("print job {0} {1}")]
    PrintJobState(PrintJobNumber, &'static str),
    /// Printed before.
    #[error(
        "batch {0} was printed before: say why again (`reason`); stamps that were lost are voided instead"
    )]
    ReprintReasonNeeded(BatchNumber),
    /// All of it is revoked.
    #[error("batch {0} is revoked, so it is not printed")]
    BatchRevoked(BatchNumber),
    /// One person's jobs that wait.
    #[error("twenty of your print jobs wait: cancel some, or wait until they are done")]
    TooManyPrintJobs,
    /// A link that can't be.
    #[error(
        "a link has a name, runs for 1 to 60 days, and lets each file be fetched 1 to 20 times"
    )]
    PrintLinkTerms,
    /// The job has no such link.
    #[error("there is no link {0} of this print job")]
    NoPrintLink(u32),
    /// Of one job.
    #[error("this print job has fifty links: order another, or use one of them")]
    TooManyPrintLinks,
    /// A link that works no more, or never did.
    #[error(
        "this link works no more: it was used, has expired or was revoked; ask whoever sent it"
    )]
    PrintLinkOver,
    /// A text that names no stamp of the batch.
    #[error("this names no stamp of batch {0}: give its serial number, its short code or its link")]
    NoSuchStamp(BatchNumber),
    /// Stamps that may still be used.
    #[error(
        "certificate {0} still runs, and none took its place: void what is spoiled or lost by its range"
    )]
    StampsOfUse(CertificateNumber),
    /// Not what was looked at.
    #[error("{left} stamps are unused now, {seen} were when they were looked at: look again")]
    UsedSince {
        /// Then.
        seen: u64,
        /// Now.
        left: u64,
    },
    /// The disk did not take it.
    #[error("the print job can't be kept")]
    PrintNotKept(#[source] std::io::Error),
    /// Nothing was named.
    #[error("name at least one stamp, batch, certificate, producer or key")]
    NoTarget,
    /// More than one change may hold.
    #[error("{0} targets in one request: {most} at most; send them in parts", most = super::holds::MOST_TARGETS)]
    TooManyTargets(usize),
    /// A decision of the future.
    #[error("the decision's date, {0}, is in the future")]
    NotDecidedYet(Date),
    /// A review that nobody can make.
    #[error("the day of review, {0}, has passed")]
    ReviewPassed(Date),
    /// "Expired" of a certificate that is not over.
    #[error("certificate {0} runs until {1}, so it has not expired: choose the reason that holds")]
    StillRuns(CertificateNumber, Date),
    /// The entry is neither a revocation nor a suspension.
    #[error("entry {0} is neither a revocation nor a suspension, so there is nothing to lift")]
    NothingToLift(u64),
}
