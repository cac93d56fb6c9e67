//! Published logs by where they are: an address, or a folder.

use std::path::Path;

use crate::{
    log::published_log::{FetchError, PublishedLog},
    store::{LogFolder, LogOverHttp},
};

/// The log at an address (`https://…`, `http://…`) or in a folder.
///
/// # Errors
/// [`FetchError`] if it can't be one.
pub fn published_log(place: &str) -> Result<Box<dyn PublishedLog>, FetchError> {
    if is_address(place) {
        return Ok(Box::new(LogOverHttp::at(place)?));
    }
    Ok(Box::new(LogFolder::of(Path::new(place))))
}

/// Whether a place is an address, rather than a path.
pub fn is_address(place: &str) -> bool {
    place.starts_with("https://") || place.starts_with("http://")
}
