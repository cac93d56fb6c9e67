//! A producer's own picture, as flags name it.

use std::{fs::File, io::Read, path::PathBuf, sync::Arc};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::layout::{Format, Pair};
use crate::{
    cli::exit_status::{Failure, Status},
    printing::{Artwork, ArtworkRequest},
};

/// More of a file is not read: it is refused by its length.
const MOST_READ: u64 = 16 << 20;

#[derive(Args, Clone)]
pub(super) struct ArtworkArgs {
    /// The producer's own picture beside the code, in its colours: an SVG of plain outlines, or a PNG; for PDF and SVG labels
    #[arg(long, value_name = "FILE")]
    artwork: Option<PathBuf>,
    /// How large the picture is at most, in mm, its proportions kept [default: as large as leaves the text where it is, 15x15
    /// at most]
    #[arg(long, value_name = "WxH", requires = "artwork")]
    artwork_size: Option<Pair>,
}

impl ArtworkArgs {
    /// The picture, if there is one and the format can show it.
    pub(super) fn request(&self, format: Format) -> Result<Option<ArtworkRequest>> {
        let Some(path) = &self.artwork else { return Ok(None) };
        match format {
            Format::Pdf | Format::Svg => {}
            Format::Tspl | Format::Zpl | Format::Png | Format::Csv | Format::Jsonl => {
                let words = "--artwork keeps its colours in --format pdf and svg alone";
                bail!(Failure::new(Status::Usage, words.to_owned()));
            }
        }
        let cant = || format!("can't read {}", path.display());
        let mut bytes = Vec::new();
        File::open(path)
            .with_context(cant)?
            .take(MOST_READ)
            .read_to_end(&mut bytes)
            .with_context(cant)?;
        let picture = Artwork::read(&bytes)
            .map_err(|error| Failure::new(Status::Data, format!("{}: {error}", path.display())))?;
        let within = self.artwork_size.map(Pair::size);
        Ok(Some(ArtworkRequest { picture: Arc::new(picture), within }))
    }
}
