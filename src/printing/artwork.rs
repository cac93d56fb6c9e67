//! A producer's own picture, which goes beside the symbol and keeps its colours. What it may be is decided here, once,
//! when it is read: SVG becomes filled outlines, PNG becomes pixels on white paper, and only those are written into labels.
//! So nothing of a stranger's file but its shapes and colours reaches a printer or a browser.

// The outlines of an SVG.
mod outlines;

// What an SVG may hold.
mod svg_elements;

// The pixels of a PNG.
mod pixels;

use std::fmt;

use super::{Length, Size};

pub(super) use outlines::{Clip, Outline, Shape, Step};
pub(super) use pixels::Pixels;

/// The longest file.
const MOST_BYTES: usize = 2 << 20;

/// Outlines are in so many parts of the longer side.
pub(super) const UNITS: i32 = 100_000;

/// A picture that may go on labels.
#[derive(Clone, PartialEq, Eq)]
pub struct Artwork {
    /// Width and height in [`UNITS`], the longer of which is all of them.
    sides: (i32, i32),
    pub(super) drawing: Drawing,
}

/// What is drawn.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Drawing {
    /// Filled outlines, the hindmost first.
    Outlines(Vec<Shape>),
    /// Pixels.
    Pixels(Pixels),
}

/// Why a file is no artwork.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArtworkError {
    /// Longer than any logo.
    #[error("a picture of {0} bytes: {most} at most", most = MOST_BYTES)]
    TooLong(usize),
    /// Neither of the two kinds.
    #[error("the picture is neither an SVG nor a PNG")]
    Kind,
    /// It begins like one.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// An element that is not drawn.
    #[error(
        "the SVG holds {0}, which labels can't show: export it with outlines in plain colours, or as a PNG"
    )]
    Holds(String),
    /// More outlines than a label can carry.
    #[error(
        "the SVG has more than {0} points: simplify it, or export it as a PNG of 600 dots an inch"
    )]
    TooDetailed(usize),
    /// A PNG that is small as a file alone.
    #[error("the PNG has more than {0} million pixels: make it smaller")]
    TooManyPixels(u64),
    /// Nothing is to be seen.
    #[error("the picture is empty")]
    Empty,
}

impl Artwork {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ArtworkError`]
    pub fn read(bytes: &[u8]) -> Result<Self, ArtworkError> {
        if bytes.len() > MOST_BYTES {
            return Err(ArtworkError::TooLong(bytes.len()));
        }
        if bytes.starts_with(b"\x89PNG") {
            let pixels = pixels::read(bytes)?;
            return Ok(Self {
                sides: sides(f64::from(pixels.width), f64::from(pixels.height))?,
                drawing: Drawing::Pixels(pixels),
            });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ArtworkError::Kind)?;
        if !text.contains("<svg") && !text.contains(":svg") {
            return Err(ArtworkError::Kind);
        }
        let ((width, height), shapes) = outlines::read(text)?;
        Ok(Self { sides: sides(width, height)?, drawing: Drawing::Outlines(shapes) })
    }

    /// As large as fits a box, its proportions kept.
    pub fn fitted(&self, within: Size) -> Size {
        let (width, height) = (i64::from(self.sides.0), i64::from(self.sides.1));
        let micrometres = |length: Length| i64::from(length.as_micrometres());
        let length = |micrometres: i64| {
            Length::micrometres(i32::try_from(micrometres.max(1)).expect("not larger than the box"))
        };
        if micrometres(within.width) * height <= micrometres(within.height) * width {
            let across = micrometres(within.width);
            Size { width: within.width, height: length(across * height / width) }
        } else {
            let down = micrometres(within.height);
            Size { width: length(down * width / height), height: within.height }
        }
    }

    /// Width and height in [`UNITS`].
    pub(super) fn sides(&self) -> (i32, i32) {
        self.sides
    }
}

fn sides(width: f64, height: f64) -> Result<(i32, i32), ArtworkError> {
    let longer = width.max(height);
    let in_units = |side: f64| (side / longer * f64::from(UNITS)).round() as i32;
    let sides = (in_units(width), in_units(height));
    // A line as thin as that is no picture.
    if sides.0 < UNITS / 1000 || sides.1 < UNITS / 1000 {
        return Err(ArtworkError::Empty);
    }
    Ok(sides)
}

impl fmt::Debug for Artwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.drawing {
            Drawing::Outlines(shapes) => format!("{} shapes", shapes.len()),
            Drawing::Pixels(pixels) => format!("{} × {} pixels", pixels.width, pixels.height),
        };
        write!(f, "Artwork({what})")
    }
}

#[cfg(test)]
mod tests;
