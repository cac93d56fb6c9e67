//! How large a producer's artwork may be. The code comes first: artwork never makes modules smaller, nor puts the short code
//! in the place of the signed one.

use std::sync::Arc;

use super::{Label, LabelError, LabelRequest, arrangement};
use crate::printing::{Artwork, Frame, Length, Size};

/// Sizes are tried in such steps.
const STEP: Length = Length::micrometres(500);

/// Smaller artwork is not offered.
const SMALLEST: Length = Length::micrometres(3_000);

/// Larger artwork has to be asked for.
const LARGEST_UNASKED: Length = Length::micrometres(15_000);

/// Artwork that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtworkRequest {
    /// What it shows.
    pub picture: Arc<Artwork>,
    /// How large it is at most, its proportions kept; `None`: as large as leaves all text where it is.
    pub within: Option<Size>,
}

/// Artwork in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedArtwork {
    /// What it shows.
    pub picture: Arc<Artwork>,
    /// Where, in the picture's proportions.
    pub frame: Frame,
}

/// Artwork of a size, without its place.
pub(super) struct SizedArtwork<'a> {
    pub(super) picture: &'a Arc<Artwork>,
    pub(super) size: Size,
}

/// The label with its artwork.
pub(super) fn plan(request: &LabelRequest, artwork: &ArtworkRequest) -> Result<Label, LabelError> {
    let without = Label::plan(&LabelRequest { artwork: None, ..request.clone() })?;
    let request = &LabelRequest { module: Some(without.module), ..request.clone() };
    let picture = &artwork.picture;
    let attempt = |size: Size| -> Option<Label> {
        let sized = SizedArtwork { picture, size };
        arrangement::best(request, without.symbol, without.modules, Some(&sized)).ok()
    };
    let largest = |from: Length, is_good: &dyn Fn(&Label) -> bool| {
        let mut longer = from;
        while longer >= SMALLEST {
            let size = picture.fitted(Size { width: longer, height: longer });
            if let Some(label) = attempt(size).filter(|label| is_good(label)) {
                return Some((label, size));
            }
            longer = longer - STEP;
        }
        None
    };
    let fits = match artwork.within {
        Some(within) => attempt(picture.fitted(within)),
        None => {
            let keeps_text = |label: &Label| {
                label.left_out.len() <= without.left_out.len()
                    && label.name_is_cut <= without.name_is_cut
            };
            largest(LARGEST_UNASKED, &keeps_text).map(|(label, _)| label)
        }
    };
    fits.ok_or_else(|| {
        let longer = request.size.width.max(request.size.height);
        let fits = largest(longer, &|_| true).map(|(_, size)| size);
        let asked = artwork.within.map(|within| picture.fitted(within));
        LabelError::Artwork(ArtworkTooLarge { asked, fits })
    })
}

/// Artwork that has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArtworkTooLarge {
    /// As large as it was asked for.
    pub asked: Option<Size>,
    /// The largest that fits, though text may be left out for it; `None`: none does.
    pub fits: Option<Size>,
}

impl std::fmt::Display for ArtworkTooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |size: Size| format!("{} × {} mm", size.width, size.height);
        match self.asked {
            Some(asked) => write!(f, "artwork of {} has no room beside the code", of(asked))?,
            None => write!(f, "artwork has no room unless text is left out or cut short")?,
        }
        match self.fits {
            Some(fits) => write!(f, "; the largest that fits is {}", of(fits)),
            None => write!(f, "; the label has none for any: choose a larger label"),
        }
    }
}
