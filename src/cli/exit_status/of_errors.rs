//! Which exit status each error has.

use std::{error::Error, io};

use super::{Failure, Status};
use crate::{
    app::{AccessError, BringForwardError, UseCaseError},
    cli::{control_client::ControlError, place::PlaceError},
    config::ConfigError,
    ledger::{AnchorError, ChangeError, IdempotencyKeyError, Refusal},
    log::{audit::AuditError, published_log::FetchError, receipt::ReceiptError},
    signing::{JwkSetError, SignError, key_file::KeyFileError},
    store::folder::FolderError,
    wiring::{BackupError, OpenError, RestoreError, SealError, SuccessionError},
};

/// The status of a cause, if it is one that has.
pub(super) fn of_cause(cause: &(dyn Error + 'static)) -> Option<Status> {
    if let Some(failure) = cause.downcast_ref::<Failure>() {
        return Some(failure.status);
    }
    if let Some(error) = cause.downcast_ref::<OpenError>() {
        return Some(of_open(error));
    }
    if let Some(error) = cause.downcast_ref::<RestoreError>() {
        return Some(match error {
            RestoreError::Open(error) => of_open(error),
            RestoreError::BringForward(error) => of_bring_forward(error),
            RestoreError::Backup(error) => of_backup(error),
            RestoreError::OtherHistory => Status::Data,
        });
    }
    if let Some(error) = cause.downcast_ref::<SuccessionError>() {
        return Some(match error {
            SuccessionError::Open(error) => of_open(error),
            SuccessionError::NotPublished | SuccessionError::Clock(_) => Status::NotDone,
            SuccessionError::ClosedLogLost(_) => Status::Data,
            SuccessionError::AnchorMissing(_)
            | SuccessionError::NotPublishedYet(_)
            | SuccessionError::Ledger(_) => Status::Unavailable,
        });
    }
    if let Some(error) = cause.downcast_ref::<BackupError>() {
        return Some(of_backup(error));
    }
    if let Some(error) = cause.downcast_ref::<ConfigError>() {
        return Some(of_config(error));
    }
    if let Some(error) = cause.downcast_ref::<FolderError>() {
        return Some(of_folder(error));
    }
    if let Some(error) = cause.downcast_ref::<UseCaseError>() {
        return Some(of_use_case(error));
    }
    if let Some(error) = cause.downcast_ref::<ControlError>() {
        return Some(of_control(error));
    }
    if let Some(error) = cause.downcast_ref::<PlaceError>() {
        return Some(of_place(error));
    }
    if let Some(error) = cause.downcast_ref::<AuditError>() {
        return Some(of_audit(error));
    }
    if let Some(error) = cause.downcast_ref::<ReceiptError>() {
        return Some(match error {
            ReceiptError::Format(_) => Status::Data,
            ReceiptError::Checkpoint(_)
            | ReceiptError::OtherLog { .. }
            | ReceiptError::Proof(_)
            | ReceiptError::Entry(_) => Status::NotDone,
        });
    }
    if let Some(error) = cause.downcast_ref::<FetchError>() {
        return Some(of_fetch(error));
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return Some(of_io(error));
    }
    if cause.is::<clap::Error>() || cause.is::<IdempotencyKeyError>() {
        return Some(Status::Usage);
    }
    cause.is::<JwkSetError>().then_some(Status::Data)
}

fn of_open(error: &OpenError) -> Status {
    match error {
        OpenError::Folder(error) => of_folder(error),
        OpenError::Config(error) => of_config(error),
        OpenError::Key(error) => of_key_file(error),
        // What is stored is damaged, unless it could not even be read.
        OpenError::Store(error) => error.io().map_or(Status::Data, of_io),
        OpenError::Start(error) => io_behind(error).map_or(Status::Data, of_io),
        OpenError::Io(_, error) => of_io(error),
        OpenError::NeverOpened(_) | OpenError::SuccessionBegun(_) => Status::Data,
        OpenError::NumberedOrigin(_) => Status::Usage,
        OpenError::Anchor(AnchorError::OtherLog { .. })
        | OpenError::AnchorWithin(_)
        | OpenError::AnchorAddress(..) => Status::Config,
        OpenError::Anchor(
            AnchorError::Behind { .. }
            | AnchorError::Succeeded { .. }
            | AnchorError::Forked { .. }
            | AnchorError::Moved { .. },
        ) => Status::Data,
        OpenError::Thread(_) => Status::TryAgain,
        OpenError::DemoKey(_)
        | OpenError::Origin(_)
        | OpenError::Bucket(_)
        | OpenError::NoBuckets
        | OpenError::PassphraseNeeded => Status::Config,
    }
}

fn of_bring_forward(error: &BringForwardError) -> Status {
    match error {
        BringForwardError::Fetch(error) => of_fetch(error),
        BringForwardError::Audit(error) => of_audit(error),
        BringForwardError::Succeeded(_) => Status::NotDone,
        BringForwardError::Ahead { .. } => Status::NotDone,
        BringForwardError::Entry(_) => Status::Internal,
        BringForwardError::Ledger(_) => Status::Io,
    }
}

fn of_backup(error: &BackupError) -> Status {
    match error {
        BackupError::Exists(_) | BackupError::InTheWay(_) => Status::CantCreate,
        BackupError::Shortened | BackupError::NotPut(_) => Status::TryAgain,
        BackupError::OtherLog(_) => Status::Config,
        BackupError::Seal(_, error) => of_seal(error),
        BackupError::Torn(_)
        | BackupError::NeverOpened(_)
        | BackupError::Unfit(_)
        | BackupError::Archive(..)
        | BackupError::OtherContent { .. } => Status::Data,
        BackupError::Io(..) | BackupError::Output(_) | BackupError::Journal(_) => {
            error.io().map_or(Status::Data, of_io)
        }
    }
}

fn of_seal(error: &SealError) -> Status {
    match error {
        SealError::Foreign => Status::Data,
        SealError::Recipient(_) | SealError::NeedsIdentity | SealError::NeedsPassphrase => {
            Status::Usage
        }
        SealError::Identity | SealError::WrongKey => Status::Config,
    }
}

fn of_config(error: &ConfigError) -> Status {
    match error {
        ConfigError::Folder(error) => of_folder(error),
        ConfigError::Io(_, error) => of_io(error),
        ConfigError::Settings(..)
        | ConfigError::HotlineTwice(_)
        | ConfigError::NoHotline(_)
        | ConfigError::EmptyPassphrase(_)
        | ConfigError::EmptyToken(_) => Status::Config,
    }
}

fn of_folder(error: &FolderError) -> Status {
    match error {
        FolderError::Io(_, error) => of_io(error),
        FolderError::Full(..) | FolderError::ReadOnly(_) => Status::Io,
        FolderError::InUse(_) => Status::TryAgain,
        FolderError::NotEmpty(_) => Status::CantCreate,
        FolderError::NotADataFolder(_) => Status::NoInput,
        FolderError::NoSuchGroup(_) | FolderError::NotInGroup(_) => Status::Config,
        FolderError::NotLetIn(_) | FolderError::NotYours(_) | FolderError::OfAnotherUser(..) => {
            Status::NoPermission
        }
    }
}

fn of_key_file(error: &KeyFileError) -> Status {
    match error {
        // A key that is missing where one belongs is no wrong name on the command line.
        KeyFileError::Missing(_) => Status::Config,
        KeyFileError::Io(_, error) if error.kind() == io::ErrorKind::NotFound => Status::Config,
        KeyFileError::Io(_, error) => of_io(error),
        KeyFileError::Exists(_) => Status::CantCreate,
        KeyFileError::Mode(..)
        | KeyFileError::Format(_)
        | KeyFileError::TooCostly(_)
        | KeyFileError::WrongPassphrase(_)
        | KeyFileError::PassphraseNeeded(_)
        | KeyFileError::NotEncrypted(_) => Status::Config,
    }
}

fn of_use_case(error: &UseCaseError) -> Status {
    match error {
        UseCaseError::Change(
            ChangeError::Unavailable | ChangeError::Refused(Refusal::Clock(_)),
        )
        | UseCaseError::Busy(_)
        | UseCaseError::BaseNotMade(_)
        | UseCaseError::NotPublished => Status::TryAgain,
        UseCaseError::NoBases => Status::Internal,
        UseCaseError::Access(error) => of_access(error),
        UseCaseError::KeyNotHeld(_) | UseCaseError::NoShortCodes(_) | UseCaseError::NoPins(_) => {
            Status::Config
        }
        UseCaseError::Sign(SignError::Unavailable(_)) => Status::TryAgain,
        UseCaseError::Sign(SignError::OtherKey { .. }) => Status::Internal,
        UseCaseError::Text(_)
        | UseCaseError::TooManyCertificates(_)
        | UseCaseError::NotAPicture
        | UseCaseError::PictureTooLarge(_) => Status::Data,
        UseCaseError::PictureNotKept(error) | UseCaseError::PrintNotKept(error) => of_io(error),
        UseCaseError::Change(ChangeError::Refused(_))
        | UseCaseError::RecordMissing(_)
        | UseCaseError::NoCorrection(_)
        | UseCaseError::OtherCorrection(_)
        | UseCaseError::OnePerson(_)
        | UseCaseError::UnknownBatch(_)
        | UseCaseError::Range { .. }
        | UseCaseError::Declaration(_)
        | UseCaseError::Profile(_)
        | UseCaseError::OneProfile
        | UseCaseError::Artwork(_)
        | UseCaseError::NotReceived { .. }
        | UseCaseError::NoSheet(_)
        | UseCaseError::NoPrintJob(_)
        | UseCaseError::NoPrintFile(_)
        | UseCaseError::PrintFilesGone(_)
        | UseCaseError::PrintJobState(..)
        | UseCaseError::ReprintReasonNeeded(_)
        | UseCaseError::BatchRevoked(_)
        | UseCaseError::TooManyPrintJobs
        | UseCaseError::PrintLinkTerms
        | UseCaseError::NoPrintLink(_)
        | UseCaseError::TooManyPrintLinks
        | UseCaseError::PrintLinkOver
        | UseCaseError::NoSuchStamp(_)
        | UseCaseError::StampsOfUse(_)
        | UseCaseError::UsedSince { .. }
        | UseCaseError::NoTarget
        | UseCaseError::TooManyTargets(_)
        | UseCaseError::NotDecidedYet(_)
        | UseCaseError::ReviewPassed(_)
        | UseCaseError::StillRuns(..)
        | UseCaseError::NothingToLift(_) => Status::NotDone,
    }
}

fn of_access(error: &AccessError) -> Status {
    match error {
        AccessError::NotPermitted(_) | AccessError::NotForProducers | AccessError::Elsewhere(_) => {
            Status::NoPermission
        }
        AccessError::Throttled(_) => Status::TryAgain,
        AccessError::KeyNotKept(error) => of_io(error),
        AccessError::Audit(_) => Status::Io,
        AccessError::Role(_)
        | AccessError::Person(_)
        | AccessError::Contact(_)
        | AccessError::Password(_)
        | AccessError::TokenTerms => Status::Data,
        AccessError::NotThere(_)
        | AccessError::ContactTaken
        | AccessError::WrongPassword
        | AccessError::WrongCode
        | AccessError::SignInOver
        | AccessError::ProposerGone
        | AccessError::InvitationOver
        | AccessError::SecondFactorNeeded
        | AccessError::OnePerson
        | AccessError::NotFewer
        | AccessError::ReasonNeeded
        | AccessError::SettledBefore
        | AccessError::ChangedSince
        | AccessError::ReviewNeeded
        | AccessError::ReviewTooLate
        | AccessError::DecisionNeeded
        | AccessError::TooManyTokens
        | AccessError::TooManyProposals
        | AccessError::TooOftenToday(_)
        | AccessError::InvitedBefore(_)
        | AccessError::MadeBefore(_)
        | AccessError::OwnAccount
        | AccessError::ProposalUnreadable => Status::NotDone,
    }
}

/// A service's answer, as the same error here.
fn of_control(error: &ControlError) -> Status {
    match error {
        ControlError::NoAnswer(_) => Status::Unavailable,
        ControlError::OtherVersion => Status::Unavailable,
        ControlError::Moved(_) => Status::Usage,
        ControlError::Problem { status: 429 | 503, .. } => Status::TryAgain,
        ControlError::Problem { status: 401 | 403, .. } => Status::NoPermission,
        ControlError::Problem { status: 500.., .. } => Status::Internal,
        ControlError::Problem { code, .. } => match code.as_str() {
            "key_not_held" => Status::Config,
            "text" | "too_many_certificates" => Status::Data,
            "idempotency_key" => Status::Usage,
            _ => Status::NotDone,
        },
    }
}

fn of_place(error: &PlaceError) -> Status {
    match error {
        PlaceError::Unnamed
        | PlaceError::Address(_)
        | PlaceError::NotEncrypted(_)
        | PlaceError::OnBehalfOfFolder => Status::Usage,
        PlaceError::NoToken(_) | PlaceError::Token(_) => Status::Config,
    }
}

/// A log that was read and does not hold together, or could not be read.
fn of_audit(error: &AuditError) -> Status {
    match error {
        // The log has a checkpoint, and lacks what is under it.
        AuditError::Fetch(FetchError::Missing(_)) => Status::NotDone,
        AuditError::Fetch(error) => of_fetch(error),
        AuditError::Thread(_) => Status::TryAgain,
        AuditError::Seen(_) | AuditError::SeenElsewhere(_) => Status::Data,
        AuditError::Ancestor { source, .. } => of_audit(source),
        AuditError::Checkpoint(_)
        | AuditError::NotClosed { .. }
        | AuditError::Elsewhere(_)
        | AuditError::Shrunk { .. }
        | AuditError::Forked(_)
        | AuditError::Bundle(_)
        | AuditError::Tile(_)
        | AuditError::Root(_)
        | AuditError::Entry(..)
        | AuditError::Rule(..)
        | AuditError::OtherLog(_) => Status::NotDone,
    }
}

fn of_fetch(error: &FetchError) -> Status {
    match error {
        FetchError::Missing(_) => Status::NoInput,
        FetchError::Unreachable(..) => Status::Unavailable,
    }
}

fn of_io(error: &io::Error) -> Status {
    use io::ErrorKind::{AddrInUse, AddrNotAvailable, IsADirectory, NotFound, PermissionDenied};
    let is_one_of = |kinds: &[io::ErrorKind]| kinds.contains(&error.kind());
    if is_one_of(&[NotFound, IsADirectory]) {
        Status::NoInput
    } else if is_one_of(&[PermissionDenied]) {
        Status::NoPermission
    } else if is_one_of(&[AddrInUse, AddrNotAvailable]) {
        Status::Unavailable
    } else {
        Status::Io
    }
}

fn io_behind<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e io::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref() {
            return Some(error);
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use anyhow::{Context, anyhow};

    use super::*;
    use crate::{
        access::ApiTokenError,
        app::StartError,
        ledger::Refusal,
        log::{TextError, checkpoint::CheckpointError},
        stamp::{BatchNumber, KeyNumber},
    };

    #[track_caller]
    fn check(error: impl Into<anyhow::Error>, status: Status) {
        let error = error.into();
        assert_eq!(Status::of(&error), status, "{error:#}");
        // Words around it change nothing.
        assert_eq!(Status::of(&Err::<(), _>(error).context("words").expect_err("it is")), status);
    }

    fn path() -> PathBuf {
        PathBuf::from("x")
    }

    fn io(kind: io::ErrorKind) -> io::Error {
        io::Error::from(kind)
    }

    fn problem(status: u16, code: &str) -> ControlError {
        ControlError::Problem { status, code: code.to_owned(), words: "words".to_owned() }
    }

    #[test]
    fn errors_have_their_status() {
        use io::ErrorKind::{NotFound, PermissionDenied, StorageFull};
        check(anyhow!("refused"), Status::NotDone);
        check(Failure::new(Status::Usage, "add --yes"), Status::Usage);
        check(Failure::cant_create("words".to_owned())(io(NotFound)), Status::CantCreate);
        check(IdempotencyKeyError, Status::Usage);
        check(io(NotFound), Status::NoInput);
        check(io(PermissionDenied), Status::NoPermission);
        check(io(StorageFull), Status::Io);
        check(io(io::ErrorKind::AddrInUse), Status::Unavailable);

        check(FolderError::InUse(path()), Status::TryAgain);
        check(FolderError::NotEmpty(path()), Status::CantCreate);
        check(FolderError::NotADataFolder(path()), Status::NoInput);
        check(FolderError::NotYours(path()), Status::NoPermission);
        check(FolderError::NoSuchGroup("g".to_owned()), Status::Config);
        check(FolderError::Io(path(), io(PermissionDenied)), Status::NoPermission);

        check(ConfigError::Settings(path(), "line 3".to_owned()), Status::Config);
        check(ConfigError::NoHotline(path()), Status::Config);
        check(ConfigError::HotlineTwice(path()), Status::Config);
        check(ConfigError::EmptyPassphrase("x".to_owned()), Status::Config);
        check(ConfigError::Io(path(), io(NotFound)), Status::NoInput);
        check(ConfigError::from(FolderError::NotADataFolder(path())), Status::NoInput);

        check(OpenError::from(FolderError::InUse(path())), Status::TryAgain);
        check(OpenError::from(KeyFileError::WrongPassphrase(path())), Status::Config);
        check(OpenError::from(KeyFileError::PassphraseNeeded(path())), Status::Config);
        check(OpenError::from(KeyFileError::NotEncrypted(path())), Status::Config);
        check(OpenError::from(KeyFileError::Mode(path(), 0o644)), Status::Config);
        check(OpenError::from(KeyFileError::Format(path())), Status::Config);
        check(OpenError::from(KeyFileError::Exists(path())), Status::CantCreate);
        check(OpenError::from(KeyFileError::Io(path(), io(NotFound))), Status::Config);
        check(OpenError::from(KeyFileError::Io(path(), io(StorageFull))), Status::Io);
        check(OpenError::from(StartError::OtherEntries(3)), Status::Data);
        check(OpenError::Io(path(), io(PermissionDenied)), Status::NoPermission);
        check(OpenError::Thread(io(io::ErrorKind::WouldBlock)), Status::TryAgain);
        check(OpenError::DemoKey(path()), Status::Config);
        check(OpenError::Origin("a b".to_owned()), Status::Config);
        check(OpenError::PassphraseNeeded, Status::Config);
        check(PlaceError::Unnamed, Status::Usage);
        check(PlaceError::Token(ApiTokenError), Status::Config);
        let (place, lost) = (|| "x".to_owned(), String::new());
        let behind = AnchorError::Behind { place: place(), anchored: 9, own: 7, lost };
        check(OpenError::from(behind), Status::Data);
        check(OpenError::from(AnchorError::Forked { place: place(), size: 7 }), Status::Data);
        let source = CheckpointError::Origin;
        check(OpenError::from(AnchorError::OtherLog { place: place(), source }), Status::Config);
        check(OpenError::AnchorWithin(path()), Status::Config);

        check(UseCaseError::from(ChangeError::Unavailable), Status::TryAgain);
        check(UseCaseError::NotPublished, Status::TryAgain);
        check(UseCaseError::BaseNotMade("why".to_owned()), Status::TryAgain);
        check(UseCaseError::NoBases, Status::Internal);
        check(UseCaseError::KeyNotHeld(KeyNumber::DEMO), Status::Config);
        check(UseCaseError::from(SignError::Unavailable("slot".into())), Status::TryAgain);
        check(UseCaseError::from(TextError::Empty), Status::Data);
        check(UseCaseError::from(ChangeError::Refused(Refusal::OtherRequest)), Status::NotDone);
        check(UseCaseError::UnknownBatch(BatchNumber::new(1)), Status::NotDone);
        check(UseCaseError::NoTarget, Status::NotDone);

        let missing = || FetchError::Missing("checkpoint".to_owned());
        let unreachable = || FetchError::Unreachable("checkpoint".to_owned(), "why".to_owned());
        check(missing(), Status::NoInput);
        check(unreachable(), Status::Unavailable);
        check(AuditError::from(missing()), Status::NotDone);
        check(AuditError::from(unreachable()), Status::Unavailable);
        check(AuditError::from(CheckpointError::Lines), Status::NotDone);
        check(AuditError::Forked(7), Status::NotDone);
        check(ReceiptError::Format("why"), Status::Data);
        check(ReceiptError::from(CheckpointError::Lines), Status::NotDone);

        check(ControlError::OtherVersion, Status::Unavailable);
        check(ControlError::Moved(String::new()), Status::Usage);
        check(problem(429, "too_many_requests"), Status::TryAgain);
        check(problem(503, "unavailable"), Status::TryAgain);
        check(problem(500, "failed"), Status::Internal);
        check(problem(403, "no_operator"), Status::NoPermission);
        check(problem(422, "quota"), Status::NotDone);
        check(problem(409, "key_not_held"), Status::Config);
    }
}
