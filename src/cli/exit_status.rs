//! Exit statuses, after `sysexits.h`: the one place where an error becomes a number. Beside those there, 1
//! says "asked and answered no": refused by the rules, not wanted after all, or not valid.

use std::{error::Error, fmt, io, process::ExitCode};

// Which of them an error has.
mod of_errors;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Status {
    /// Done.
    Done = 0,
    /// Not done, since the rules or the person at the keyboard said no; for `verify`, not valid.
    NotDone = 1,
    /// The command line is wrong.
    Usage = 2,
    /// `EX_DATAERR`: what was handed over is not what it should be, or what is stored is damaged.
    Data = 65,
    /// `EX_NOINPUT`: something that was named is not there.
    NoInput = 66,
    /// `EX_UNAVAILABLE`: a service does not answer.
    Unavailable = 69,
    /// `EX_SOFTWARE`: a fault of ours.
    Internal = 70,
    /// `EX_CANTCREAT`: a file or folder can't be made.
    CantCreate = 73,
    /// `EX_IOERR`: reading or writing failed.
    Io = 74,
    /// `EX_TEMPFAIL`: the same again may work later.
    TryAgain = 75,
    /// `EX_NOPERM`: not allowed.
    NoPermission = 77,
    /// `EX_CONFIG`: settings, passphrase or keys are not right.
    Config = 78,
}

impl Status {
    /// All of them, as the manual says them.
    pub(super) const ALL: [(Self, &'static str); 12] = [
        (
            Self::Done,
            "done; for verify: all codes valid, or offline all signed, in date and without a warning",
        ),
        (
            Self::NotDone,
            "not done: against the rules, or not wanted; for verify: some code is not valid",
        ),
        (Self::Usage, "wrong usage; also where something is to be confirmed by a flag"),
        (
            Self::Data,
            "what was handed over is no stamp's code, key set, table, picture or backup; or what is stored is damaged",
        ),
        (Self::NoInput, "a file or folder that was named is not there"),
        (
            Self::Unavailable,
            "a service does not answer, or an address can't be listened on; for verify: some code could not be checked",
        ),
        (Self::Internal, "a fault of ocop-stamp itself"),
        (Self::CantCreate, "a file or folder can't be made, or one is in the way"),
        (Self::Io, "reading or writing failed"),
        (
            Self::TryAgain,
            "not now: another command works on the folder, or the ledger can't be written",
        ),
        (Self::NoPermission, "the operating system or the service does not allow it"),
        (Self::Config, "the settings, the passphrase, a key or a token is not right"),
    ];
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// A failure whose status is best known where it is noticed.
#[derive(Debug)]
pub(super) struct Failure {
    status: Status,
    words: String,
    cause: Option<io::Error>,
}

impl Failure {
    /// A failure in these words.
    pub(super) fn new(status: Status, words: impl Into<String>) -> Self {
        Self { status, words: words.into(), cause: None }
    }

    /// A file or folder that can't be made, for `map_err`.
    pub(super) fn cant_create(words: String) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self { status: Status::CantCreate, words, cause: Some(cause) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

impl Status {
    /// The status of an error: that of the first of its causes, from the outside in, that has one.
    pub(super) fn of(error: &anyhow::Error) -> Self {
        error.chain().find_map(of_errors::of_cause).unwrap_or(Self::NotDone)
    }
}
