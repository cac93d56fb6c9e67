//! Why a use case can't do what it was asked. What that is in HTTP is the web's to say.

use jiff::civil::Date;

use super::{Busy, PictureTooLarge, people::AccessError};
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
    /// Signing failed.
    #[error(transparent)]
    Sign(#[from] SignError),
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
