//! Inks that are no colours: what a print house's machines take for the scratch layer and for the knife
//! (ISO 32000-1, 8.6.6.4). They overprint, so that nothing under them is knocked out.

use pdf_writer::types::OverprintMode;
use pdf_writer::{Dict, Finish, Name, writers::Resources};

/// What a spot ink stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SpotInk {
    /// The layer that is scratched off.
    Scratch,
    /// A pattern over that layer, against reading through it.
    Guard,
    /// The path of the knife.
    CutContour,
}

impl SpotInk {
    /// Of the labels.
    pub(super) const OF_PRINT: &[Self] = &[Self::CutContour];

    /// Of the layer over their PINs.
    pub(super) const OF_MASK: &[Self] = &[Self::Scratch, Self::Guard, Self::CutContour];

    /// As the print house's programs know it.
    fn ink(self) -> &'static [u8] {
        match self {
            Self::Scratch => b"SCRATCH",
            Self::Guard => b"SCRATCH_GUARD",
            Self::CutContour => b"CutContour",
        }
    }

    /// How it looks on a screen: cyan, magenta, yellow, black.
    fn looks(self) -> [f32; 4] {
        match self {
            Self::Scratch => [0.0, 0.0, 0.0, 0.5],
            Self::Guard => [0.6, 0.3, 0.0, 0.6],
            Self::CutContour => [0.0, 1.0, 0.0, 0.0],
        }
    }

    fn resource(self) -> &'static [u8] {
        match self {
            Self::Scratch => b"Scratch",
            Self::Guard => b"Guard",
            Self::CutContour => b"Cut",
        }
    }

    /// Operators that choose it, for filling and for lines.
    pub(super) fn chosen(self) -> Vec<u8> {
        let name = self.resource();
        [b"/Over gs /", name, b" cs 1 scn /", name, b" CS 1 SCN"].concat()
    }
}

/// Declares inks and the state of graphics in which they overprint.
pub(super) fn declare(resources: &mut Resources<'_>, inks: &[SpotInk]) {
    let mut spaces = resources.color_spaces();
    for ink in inks {
        let space = spaces.insert(Name(ink.resource()));
        let mut separation =
            space.start::<pdf_writer::writers::ColorSpace<'_>>().separation(Name(ink.ink()));
        separation.alternate_color_space().device_cmyk();
        let mut tint = separation.tint_exponential();
        tint.domain([0.0, 1.0]).c0([0.0; 4]).c1(ink.looks()).n(1.0);
        tint.finish();
        separation.finish();
    }
    spaces.finish();
    let mut states: Dict<'_> = resources.ext_g_states();
    states
        .insert(Name(b"Over"))
        .start::<pdf_writer::writers::ExtGraphicsState<'_>>()
        .overprint(true)
        .overprint_fill(true)
        .overprint_mode(OverprintMode::IgnoreZeroChannel);
    states.finish();
}
