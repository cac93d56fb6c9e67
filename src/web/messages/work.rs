//! The words of the pages that producers work with: how far a print job is, and why something is refused.

use super::{Language, access::refusal_in_words};
use crate::{
    app::{
        AccessError, ArtworkRefused, PrintFailure, PrintJobState, PrintJobView, ProfileError,
        UseCaseError,
    },
    ledger::{ChangeError, Refusal},
    log::RuleBroken,
    printing::LabelError,
    registry::MintRefusal,
};

/// How far a print job is.
pub(in crate::web) fn print_state_in_words(job: &PrintJobView, language: Language) -> String {
    let t = language.messages();
    match job.state {
        PrintJobState::Waiting => t.print_state_waiting(),
        PrintJobState::Running => t.print_state_running(),
        PrintJobState::Done => t.print_state_done(),
        PrintJobState::Cancelled => t.print_state_cancelled(),
        PrintJobState::Deleted => t.print_state_deleted(),
        PrintJobState::Failed => match job.failure {
            Some(PrintFailure::DiskFull) => t.print_failure_disk_full(),
            Some(
                PrintFailure::NotPublished
                | PrintFailure::SignerUnavailable
                | PrintFailure::NotWritten,
            ) => t.print_failure_not_now(),
            Some(PrintFailure::OtherBytes) => t.print_failure_other_bytes(),
            Some(PrintFailure::KeyNotHeld | PrintFailure::Failed) | None => {
                t.print_failure_failed()
            }
        },
    }
}

/// Why something about batches and stamps was refused, and what to do.
pub(in crate::web) fn work_refusal_in_words(error: &UseCaseError, language: Language) -> String {
    let t = language.messages();
    match error {
        UseCaseError::Access(AccessError::NotFewer) => t.work_refused_not_fewer(),
        UseCaseError::Access(AccessError::ReasonNeeded) => t.work_refused_no_reason(),
        UseCaseError::Access(AccessError::SettledBefore) => t.work_refused_settled(),
        UseCaseError::Access(AccessError::OnePerson) => t.work_refused_one_person(),
        UseCaseError::Access(_) => refusal_in_words(error, language),
        UseCaseError::Change(ChangeError::Refused(refusal)) => match refusal {
            Refusal::Mint(MintRefusal::Quantity(_)) => t.work_refused_quantity(),
            Refusal::Mint(_) => t.work_refused_certificate(),
            Refusal::Rule(RuleBroken::PastTheEnd { .. }) => t.work_refused_range(),
            Refusal::Rule(_)
            | Refusal::Entry(_)
            | Refusal::OtherRequest
            | Refusal::RegisterMoved
            | Refusal::TooLong { .. }
            | Refusal::NoBatchNumber => t.refused_otherwise(),
            Refusal::Clock(_) => t.refused_not_now(),
        },
        UseCaseError::NoSuchStamp(_) => t.work_refused_stamp(),
        UseCaseError::Range { .. } => t.work_refused_range(),
        UseCaseError::Declaration(_) => t.work_refused_declaration(),
        UseCaseError::Profile(ProfileError::PinsUncovered) => t.work_refused_pins(),
        UseCaseError::Profile(ProfileError::Missing { .. }) => t.work_refused_no_size(),
        UseCaseError::Profile(ProfileError::OffPaper) => t.work_refused_off_paper(),
        UseCaseError::Profile(ProfileError::ArtworkFormat) => t.work_refused_artwork_format(),
        UseCaseError::Profile(ProfileError::Label(LabelError::Artwork(_))) => {
            t.work_refused_artwork_room()
        }
        UseCaseError::Profile(ProfileError::Label(_) | ProfileError::Module(_)) => {
            t.work_refused_too_small()
        }
        UseCaseError::Profile(ProfileError::BeginAt(error)) => {
            t.work_refused_begin_at(u64::from(error.labels))
        }
        UseCaseError::Profile(ProfileError::Sheet(_)) => t.work_refused_grid(),
        UseCaseError::Profile(ProfileError::Idle(_)) => t.work_refused_idle(),
        UseCaseError::Profile(_) | UseCaseError::OneProfile => t.work_refused_profile(),
        UseCaseError::Artwork(ArtworkRefused::Disk(_)) => t.refused_not_now(),
        UseCaseError::Artwork(ArtworkRefused::TooLarge) => t.work_refused_artwork_large(),
        UseCaseError::Artwork(ArtworkRefused::NotThere | ArtworkRefused::Unreadable(_)) => {
            t.work_refused_artwork()
        }
        UseCaseError::NotReceived { .. } => t.work_refused_not_received(),
        UseCaseError::NoSheet(_) => t.work_refused_sheet(),
        UseCaseError::ReprintReasonNeeded(_) => t.work_refused_reason(),
        UseCaseError::BatchRevoked(_) => t.work_refused_revoked(),
        UseCaseError::PrintJobState(..) | UseCaseError::PrintFilesGone(_) => t.work_refused_state(),
        UseCaseError::TooManyPrintJobs
        | UseCaseError::TooManyPrintLinks
        | UseCaseError::TooManyTargets(_)
        | UseCaseError::Busy(_) => t.work_refused_many(),
        UseCaseError::PrintLinkTerms => t.work_refused_link(),
        UseCaseError::StampsOfUse(_) => t.work_refused_still_runs(),
        UseCaseError::UsedSince { .. } => t.work_refused_used_since(),
        UseCaseError::NoTarget => t.work_refused_used_since(),
        UseCaseError::Change(ChangeError::Unavailable)
        | UseCaseError::NotPublished
        | UseCaseError::KeyNotHeld(_)
        | UseCaseError::NoShortCodes(_)
        | UseCaseError::NoPins(_)
        | UseCaseError::NoBases
        | UseCaseError::BaseNotMade(_)
        | UseCaseError::Sign(_)
        | UseCaseError::PrintNotKept(_)
        | UseCaseError::PictureNotKept(_) => t.refused_not_now(),
        UseCaseError::Text(_)
        | UseCaseError::TooManyCertificates(_)
        | UseCaseError::NoCorrection(_)
        | UseCaseError::OtherCorrection(_)
        | UseCaseError::OnePerson(_)
        | UseCaseError::NotAPicture
        | UseCaseError::PictureTooLarge(_)
        | UseCaseError::RecordMissing(_)
        | UseCaseError::UnknownBatch(_)
        | UseCaseError::NoPrintJob(_)
        | UseCaseError::NoPrintFile(_)
        | UseCaseError::NoPrintLink(_)
        | UseCaseError::PrintLinkOver
        | UseCaseError::NotDecidedYet(_)
        | UseCaseError::ReviewPassed(_)
        | UseCaseError::StillRuns(..)
        | UseCaseError::NothingToLift(_) => t.refused_otherwise(),
    }
}
