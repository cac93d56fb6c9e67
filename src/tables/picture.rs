//! Pictures that a table names, and why one is not used.

use serde::{Deserialize, Serialize};

/// Why a picture is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PictureTrouble {
    /// Its name leads out of the folder of pictures.
    OutsideTheFolder,
    /// There is no such file.
    NotThere {
        /// A file that may have been meant: the same name in other letters, or with another ending.
        similar: Option<String>,
    },
    /// The operating system does not let it be read.
    NotReadable {
        /// In its words.
        error: String,
    },
    /// Too large a file to be looked at.
    FileTooLarge {
        /// The most, in megabytes.
        most_mb: u64,
    },
    /// Neither PNG nor JPEG, or damaged.
    NotAPicture,
    /// Too many details to become as small as a page needs it.
    TooDetailed,
    /// It was not sent with the table.
    NotSent,
}
