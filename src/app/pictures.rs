//! Pictures of products: kept before a record names them, under names that follow from their bytes.

use std::io;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Asker, Service, UseCaseError,
    people::{AccessError, MostADay},
};
use crate::{access::Act, ledger::Change, registry::PictureId};

/// The largest picture that a page may carry, in bytes.
pub const LARGEST_PICTURE: usize = 40 * 1024;

/// A large table of a province's; all together are some 800 MB at most.
const KEPT: MostADay = MostADay { of_one: 2_000, of_all: 20_000 };

/// What a JPEG begins with (ISO/IEC 10918-1: SOI, and the first byte of the next marker).
const JPEG_BEGINS: [u8; 3] = [0xff, 0xd8, 0xff];

/// A picture that no page should carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the picture has more than {LARGEST_PICTURE} bytes, and would not open on a slow phone")]
pub struct PictureTooLarge;

/// A picture that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KeptPicture {
    /// The name under which it was.
    pub picture: PictureId,
}

/// Where pictures are kept.
pub trait KeepsPictures: Send + Sync + 'static {
    /// Keeps the bytes under their name. On disk when it returns; safe to call twice, and from many threads and
    /// processes, since a name never stands for other bytes.
    ///
    /// # Errors
    /// If they can't be written.
    fn keep(&self, id: &PictureId, bytes: &[u8]) -> io::Result<()>;
}

/// The name of a picture: the hash of its bytes. `ending` is `png`, `jpg` or `svg`.
///
/// # Errors
/// [`PictureTooLarge`]
pub fn picture_id(bytes: &[u8], ending: &str) -> Result<PictureId, PictureTooLarge> {
    if bytes.len() > LARGEST_PICTURE {
        return Err(PictureTooLarge);
    }
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
    let id = PictureId::parse(&format!("{hash}.{ending}"));
    Ok(id.expect("a hash and a known ending name a picture"))
}

impl Service {
    /// Keeps a JPEG that a table is going to name, and who gave it. One that no table names in the end harms nobody; of
    /// people, so many are kept in a day.
    ///
    /// # Errors
    /// [`UseCaseError::NotAPicture`], [`UseCaseError::PictureTooLarge`], [`UseCaseError::PictureNotKept`],
    /// [`AccessError::TooOftenToday`]
    pub async fn keep_picture(
        &self,
        asker: &Asker,
        jpeg: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<PictureId, UseCaseError> {
        asker.authority.may(Act::PlanImport).map_err(AccessError::from)?;
        if !jpeg.as_ref().starts_with(&JPEG_BEGINS) {
            return Err(UseCaseError::NotAPicture);
        }
        let id = picture_id(jpeg.as_ref(), "jpg")?;
        self.count_today(asker, &self.presence.pictures, KEPT)?;
        let change = Change {
            target: format!("picture {}", id.as_str()),
            ..self.begin(asker, "picture keep")
        };
        self.change(change).await?;
        let (pictures, name) = (self.parts.pictures.clone(), id.clone());
        let kept = tokio::task::spawn_blocking(move || pictures.keep(&name, jpeg.as_ref())).await;
        kept.expect("it does not panic").map_err(UseCaseError::PictureNotKept)?;
        Ok(id)
    }
}
