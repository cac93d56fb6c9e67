//! What the commands of the register say to a clerk beside an import's report.

use super::Language;
use crate::{
    stamp::CertificateNumber,
    tables::{FileError, MOST_ROWS},
};

/// Why a table's file is not read.
pub fn file_error_in_words(error: &FileError, language: Language) -> String {
    let t = language.messages();
    match error {
        FileError::Format(file) => t.file_format(file.as_str()),
        FileError::OldOrLocked(file) => t.file_old_or_locked(file.as_str()),
        FileError::OpenMark(file) => t.file_open_mark(file.as_str()),
        // What the library says of a damaged workbook helps no clerk.
        FileError::Workbook(file, _) => t.file_damaged(file.as_str()),
        FileError::Encoding(file, line) => t.file_encoding(file.as_str(), *line as u64),
        FileError::Csv(file, error) => t.file_csv(file.as_str(), error.as_str()),
        FileError::TooLong(file) => t.file_too_long(file.as_str(), MOST_ROWS as u64),
    }
}

/// A file that the operating system does not hand out; `error` is `None` if it is not there.
pub fn unopened_in_words(file: &str, error: Option<&str>, language: Language) -> String {
    let t = language.messages();
    error.map_or_else(|| t.file_not_there(file), |error| t.file_not_readable(file, error))
}

/// What became of a correction: the position of its entry, or `None` if it was dismissed.
pub fn settled_in_words(
    certificate: CertificateNumber,
    log_index: Option<u64>,
    language: Language,
) -> String {
    let (t, certificate) = (language.messages(), certificate.to_string());
    match log_index {
        Some(index) => t.correction_approved(certificate, index.to_string()),
        None => t.correction_dismissed(certificate),
    }
}

/// Why a correction is not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsettled {
    /// None waits.
    NoneWaits,
    /// Another was proposed since it was looked at.
    OtherProposed,
    /// It would be approved by who proposed it.
    OnePerson,
}

/// The same in words.
pub fn unsettled_in_words(
    why: Unsettled,
    certificate: CertificateNumber,
    language: Language,
) -> String {
    let (t, certificate) = (language.messages(), certificate.to_string());
    match why {
        Unsettled::NoneWaits => t.correction_none(certificate),
        Unsettled::OtherProposed => t.correction_other(certificate),
        Unsettled::OnePerson => t.correction_one_person(),
    }
}

/// The question before what can't be undone, and what is said when the answer was no.
pub fn consent_in_words(language: Language) -> [String; 2] {
    let t = language.messages();
    [t.go_on(), t.not_wanted()]
}

/// Why a command of the register can't begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The service of this folder does not let the asker in.
    NotLetIn(String),
    /// No service runs, and this folder is somebody else's.
    NotYours(String),
    /// Root works on this folder of another user.
    OfAnotherUser(String, String),
    /// Another command works on this folder.
    InUse(String),
    /// No data folder.
    NotADataFolder(String),
    /// No service runs, and the keys are encrypted.
    PassphraseNeeded,
    /// The service does not answer.
    ServiceSilent,
    /// Neither a folder nor a service was named.
    PlaceUnnamed,
    /// A token would go to this address for everybody on the way to read.
    NotEncrypted(String),
    /// The service at this address asks for a token.
    NoToken(String),
    /// A text that is no token.
    NotAToken,
    /// The token works no more.
    TokenOver,
    /// The token, or whose it is, is not for this; the service's words.
    NotPermitted(String),
    /// A file of this name is there already.
    FileExists(String),
    /// A file's name that says no format.
    FileEnding(String),
    /// Nobody can be asked.
    NoTerminal,
}

/// The same in words.
pub fn obstacle_in_words(obstacle: &Obstacle, language: Language) -> String {
    let t = language.messages();
    match obstacle {
        Obstacle::NotLetIn(folder) => t.folder_not_let_in(folder.as_str()),
        Obstacle::NotYours(folder) => t.folder_not_yours(folder.as_str()),
        Obstacle::OfAnotherUser(folder, owner) => {
            t.folder_of_another_user(folder.as_str(), owner.as_str())
        }
        Obstacle::InUse(folder) => t.folder_in_use(folder.as_str()),
        Obstacle::NotADataFolder(folder) => t.folder_none(folder.as_str()),
        Obstacle::PassphraseNeeded => t.passphrase_needed(),
        Obstacle::ServiceSilent => t.service_silent(),
        Obstacle::PlaceUnnamed => t.place_unnamed(),
        Obstacle::NotEncrypted(url) => t.place_not_encrypted(url.as_str()),
        Obstacle::NoToken(url) => t.token_none(url.as_str()),
        Obstacle::NotAToken => t.token_bad(),
        Obstacle::TokenOver => t.token_over(),
        Obstacle::NotPermitted(why) => t.not_permitted(why.as_str()),
        Obstacle::FileExists(file) => t.file_exists(file.as_str()),
        Obstacle::FileEnding(file) => t.file_ending(file.as_str()),
        Obstacle::NoTerminal => t.no_terminal(),
    }
}

/// What a bar says while pictures are read.
pub fn reading_pictures(language: Language) -> String {
    language.messages().reading_pictures()
}
