//! Where the last checkpoint is kept besides: files outside the data folder, addresses of whoever publishes the log.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize, Serializer};

/// A place that is no anchor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no anchor: name a file by its whole path, or an address with https:// or http://"
)]
pub struct NoAnchor(String);

/// One anchor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum AnchorPlace {
    /// A file, by its whole path.
    File(PathBuf),
    /// A published log, by its address.
    Address(String),
}

impl FromStr for AnchorPlace {
    type Err = NoAnchor;

    fn from_str(text: &str) -> Result<Self, NoAnchor> {
        let text = text.trim();
        if text.starts_with("https://") || text.starts_with("http://") {
            Ok(Self::Address(text.to_owned()))
        } else if Path::new(text).is_absolute() {
            Ok(Self::File(PathBuf::from(text)))
        } else {
            Err(NoAnchor(text.to_owned()))
        }
    }
}

impl TryFrom<String> for AnchorPlace {
    type Error = NoAnchor;

    fn try_from(text: String) -> Result<Self, NoAnchor> {
        text.parse()
    }
}

impl fmt::Display for AnchorPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Address(address) => f.write_str(address),
        }
    }
}

impl Serialize for AnchorPlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// All of them; on the command line with commas between.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnchorPlaces(pub Vec<AnchorPlace>);

impl FromStr for AnchorPlaces {
    type Err = NoAnchor;

    fn from_str(text: &str) -> Result<Self, NoAnchor> {
        text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_whole_paths_and_addresses() {
        let places: AnchorPlaces =
            "/mnt/a/checkpoint, https://tem.example.vn".parse().expect("good");
        assert_eq!(
            places.0,
            [
                AnchorPlace::File("/mnt/a/checkpoint".into()),
                AnchorPlace::Address("https://tem.example.vn".to_owned())
            ]
        );
        for wrong in ["", "checkpoint", "../checkpoint", "/mnt/a,", "ftp://x"] {
            assert!(wrong.parse::<AnchorPlaces>().is_err(), "{wrong}");
        }
    }
}
