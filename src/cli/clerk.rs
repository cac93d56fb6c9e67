//! What the commands of the register say where they can't begin: in the language of the clerks who type them. What is
//! said to an operator elsewhere stays as it is.

use std::process::ExitCode;

use anyhow::Result;

use super::{
    control_client::ControlError,
    exit_status::{Failure, Status},
    place::PlaceError,
};
use crate::{
    app::Language,
    config::ConfigError,
    signing::key_file::KeyFileError,
    store::folder::FolderError,
    web::messages::{Obstacle, obstacle_in_words},
    wiring::OpenError,
};

/// The outcome of a command, its error in words for clerks where there are some.
pub(super) fn in_words(done: Result<ExitCode>, language: Language) -> Result<ExitCode> {
    done.map_err(|error| match obstacle(&error) {
        Some(obstacle) => {
            Failure::new(Status::of(&error), obstacle_in_words(&obstacle, language)).into()
        }
        None => error,
    })
}

fn obstacle(error: &anyhow::Error) -> Option<Obstacle> {
    error.chain().find_map(|cause| {
        if let Some(error) = cause.downcast_ref() {
            return of_service(error);
        }
        if let Some(error) = cause.downcast_ref() {
            return of_place(error);
        }
        let open = cause.downcast_ref::<OpenError>();
        if let Some(
            OpenError::PassphraseNeeded | OpenError::Key(KeyFileError::PassphraseNeeded(_)),
        ) = open
        {
            return Some(Obstacle::PassphraseNeeded);
        }
        let folder = match open {
            Some(OpenError::Folder(error)) => Some(error),
            Some(OpenError::Config(error)) => of_config(error),
            Some(_) | None => cause
                .downcast_ref::<FolderError>()
                .or_else(|| cause.downcast_ref::<ConfigError>().and_then(of_config)),
        };
        of_folder(folder?)
    })
}

fn of_service(error: &ControlError) -> Option<Obstacle> {
    match error {
        ControlError::NoAnswer(_) => Some(Obstacle::ServiceSilent),
        ControlError::Problem { code, words, .. } => match code.as_str() {
            "bad_token" | "token_over" | "not_signed_in" => Some(Obstacle::TokenOver),
            "not_permitted" => Some(Obstacle::NotPermitted(words.clone())),
            _ => None,
        },
        ControlError::OtherVersion | ControlError::Moved(_) => None,
    }
}

fn of_place(error: &PlaceError) -> Option<Obstacle> {
    match error {
        PlaceError::Unnamed => Some(Obstacle::PlaceUnnamed),
        PlaceError::NotEncrypted(url) => Some(Obstacle::NotEncrypted(url.to_string())),
        PlaceError::NoToken(url) => Some(Obstacle::NoToken(url.to_string())),
        PlaceError::Token(_) => Some(Obstacle::NotAToken),
        PlaceError::Address(_) | PlaceError::OnBehalfOfFolder => None,
    }
}

fn of_config(error: &ConfigError) -> Option<&FolderError> {
    match error {
        ConfigError::Folder(error) => Some(error),
        ConfigError::Io(..)
        | ConfigError::Settings(..)
        | ConfigError::HotlineTwice(_)
        | ConfigError::NoHotline(_)
        | ConfigError::EmptyPassphrase(_)
        | ConfigError::EmptyToken(_) => None,
    }
}

fn of_folder(error: &FolderError) -> Option<Obstacle> {
    let words = |path: &std::path::Path| path.display().to_string();
    match error {
        FolderError::NotLetIn(folder) => Some(Obstacle::NotLetIn(words(folder))),
        FolderError::NotYours(folder) => Some(Obstacle::NotYours(words(folder))),
        FolderError::OfAnotherUser(folder, owner) => {
            Some(Obstacle::OfAnotherUser(words(folder), owner.clone()))
        }
        FolderError::InUse(folder) => Some(Obstacle::InUse(words(folder))),
        FolderError::NotADataFolder(folder) => Some(Obstacle::NotADataFolder(words(folder))),
        FolderError::Io(..)
        | FolderError::Full(..)
        | FolderError::ReadOnly(_)
        | FolderError::NotEmpty(_)
        | FolderError::NoSuchGroup(_)
        | FolderError::NotInGroup(_) => None,
    }
}
