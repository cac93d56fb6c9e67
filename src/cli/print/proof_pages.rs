//! The pages of a PDF as pictures, to be looked at as a scan of them would be.

use std::{panic, sync::Arc};

use hayro::{
    RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf, render,
};
use image::GrayImage;

/// A page of more pixels is drawn coarser: 100 megapixels are A3 at 600 dpi, and more.
const MOST_PIXELS: f32 = 100e6;

/// A page, and how fine it was drawn.
pub(super) struct ProofPage {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) picture: GrayImage,
    pub(super) dpi: f64,
}

/// What can't be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ProofPdfError {
    /// By the reader's own words.
    #[error("the PDF is damaged, or locked by a password")]
    Unreadable,
    /// A page of it.
    #[error("page {0} of the PDF can't be drawn: export it as a PNG of 600 dpi and check that")]
    Page(usize),
}

/// How many pages a PDF has, and each of the first so many, drawn as they are asked for.
pub(super) fn pages(
    bytes: Vec<u8>,
    dpi: u16,
    most: usize,
) -> Result<(usize, impl Iterator<Item = Result<ProofPage, ProofPdfError>>), ProofPdfError> {
    // A stranger's file: an assertion that fails in the reader means that it can't be read.
    let pdf = panic::catch_unwind(move || Pdf::new(Arc::new(bytes)).ok());
    let pdf = pdf.ok().flatten().ok_or(ProofPdfError::Unreadable)?;
    let count = pdf.pages().len();
    let drawn = (0..count.min(most)).map(move |index| {
        let number = index + 1;
        let page = panic::catch_unwind(panic::AssertUnwindSafe(|| draw(&pdf, index, dpi)));
        page.ok().flatten().ok_or(ProofPdfError::Page(number))
    });
    Ok((count, drawn))
}

fn draw(pdf: &Pdf, index: usize, dpi: u16) -> Option<ProofPage> {
    let page = pdf.pages().get(index)?;
    let (width, height) = page.render_dimensions();
    let scale = (f32::from(dpi) / 72.0).min((MOST_PIXELS / (width * height)).sqrt());
    let settings = RenderSettings { x_scale: scale, y_scale: scale, ..RenderSettings::default() };
    let cache = RenderCache::new();
    let pixmap = render(page, &cache, &InterpreterSettings::default(), &settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // Laid on white, in shades of grey as a scanner sees colours (ITU-R BT.601).
    let shades = pixmap.data_as_u8_slice().chunks_exact(4).map(|pixel| {
        let [red, green, blue, alpha] = [pixel[0], pixel[1], pixel[2], pixel[3]].map(u32::from);
        let paper = 255 - alpha;
        u8::try_from((red * 299 + green * 587 + blue * 114) / 1000 + paper).unwrap_or(u8::MAX)
    });
    let picture = GrayImage::from_raw(width, height, shades.collect())?;
    Some(ProofPage { number: index + 1, picture, dpi: f64::from(scale) * 72.0 })
}
