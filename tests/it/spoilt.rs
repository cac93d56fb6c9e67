//! What happens to a label between the printer and a phone, and how many of the labels are still read.

use image::{GrayImage, Luma, imageops};
use ocop_stamp::printing::{Insets, LabelPainter, SymbolKind};

use crate::printed::{Reader, enlarged, label, mm, stamps};

/// Pixels of a module in the pictures that are spoilt: a phone at a hand's breadth, or a scan at 400 dpi.
const PIXELS: f32 = 6.0;

/// A way of spoiling a label, and how much of it.
#[derive(Debug, Clone, Copy)]
pub enum Spoilt {
    Clean,
    /// By a lens: standard deviation in modules.
    Blur(f32),
    /// By rollers that slip: percent.
    Shear(u32),
    /// Grey ink on grey paper: percent between the two.
    Contrast(u8),
    /// Grain of a sensor in bad light: shades up or down.
    Noise(u8),
    /// Ink that spreads to the right and down, in pixels: sixths of a module.
    DotGain(u32),
    /// Blur of a quarter module, 3 % shear, 40 % contrast, grain of 16 shades, a sixth of a module of ink.
    AllAtOnce,
}

impl Spoilt {
    /// What every label has to bear.
    pub const MILD: [Self; 6] = [
        Self::Clean,
        Self::Blur(0.25),
        Self::Shear(3),
        Self::Contrast(40),
        Self::Noise(24),
        Self::DotGain(1),
    ];

    /// What is measured beyond that.
    pub const HARSH: [Self; 10] = [
        Self::AllAtOnce,
        Self::Blur(0.5),
        Self::Blur(0.75),
        Self::Shear(10),
        Self::Contrast(20),
        Self::Contrast(10),
        Self::Noise(64),
        Self::Noise(96),
        Self::DotGain(2),
        Self::DotGain(3),
    ];

    pub fn words(self) -> String {
        match self {
            Self::Clean => "as printed".to_owned(),
            Self::Blur(modules) => format!("blur, {modules} modules"),
            Self::Shear(percent) => format!("{percent} % shear"),
            Self::Contrast(percent) => format!("contrast of {percent} %"),
            Self::Noise(shades) => format!("noise, {shades} of 255 shades"),
            Self::DotGain(sixths) => format!("dot gain, {sixths}/6 module"),
            Self::AllAtOnce => "mild, all at once".to_owned(),
        }
    }

    fn spoil(self, label: GrayImage) -> GrayImage {
        match self {
            Self::Clean => label,
            Self::Blur(modules) => imageops::blur(&label, modules * PIXELS),
            Self::Shear(percent) => {
                let width = label.width() + label.height() * percent / 100;
                GrayImage::from_fn(width, label.height(), |x, y| {
                    let from = x.checked_sub(y * percent / 100).filter(|x| *x < label.width());
                    from.map_or(Luma([255]), |x| *label.get_pixel(x, y))
                })
            }
            Self::Contrast(percent) => {
                let span = i32::from(percent) * 255 / 100;
                shaded(&label, |_, shade| 150 - span / 2 + shade * span / 255)
            }
            Self::Noise(most) => {
                let mut noise = noise(most);
                let grainy = shaded(&label, |_, shade| shade * 160 / 255 + 48 + noise());
                // Grain as a phone's picture has it, evened out by the lens.
                imageops::blur(&grainy, 0.8)
            }
            Self::DotGain(pixels) => GrayImage::from_fn(label.width(), label.height(), |x, y| {
                let dark = (0..=pixels).any(|dx| {
                    (0..=pixels)
                        .any(|dy| x >= dx && y >= dy && label.get_pixel(x - dx, y - dy).0[0] == 0)
                });
                Luma([if dark { 0 } else { 255 }])
            }),
            Self::AllAtOnce => {
                let steps =
                    [Self::DotGain(1), Self::Shear(3), Self::Blur(0.25), Self::Contrast(40)];
                let spoilt = steps.into_iter().fold(label, |label, step| step.spoil(label));
                let mut noise = noise(16);
                shaded(&spoilt, |_, shade| shade + noise())
            }
        }
    }
}

fn shaded(label: &GrayImage, mut shade: impl FnMut((u32, u32), i32) -> i32) -> GrayImage {
    GrayImage::from_fn(label.width(), label.height(), |x, y| {
        Luma([shade((x, y), i32::from(label.get_pixel(x, y).0[0])).clamp(0, 255) as u8])
    })
}

/// Shades up and down, the same in every run.
fn noise(most: u8) -> impl FnMut() -> i32 {
    let mut random = 88_172_645_463_325_252_u64;
    let most = i32::from(most);
    move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % (2 * most as u64 + 1)) as i32 - most
    }
}

/// How many of so many labels of the smallest modules that a thermal printer of 203 dpi makes are still read.
pub fn read_of(spoilt: Spoilt, labels: u32, reader: Reader) -> usize {
    let label = label(mm(40.0, 30.0), Insets::default(), 203, labels, false);
    assert_eq!((label.symbol, label.module.dots()), (SymbolKind::Signed, 3));
    let mut painter = LabelPainter::new(&label);
    let folder = tempfile::tempdir().expect("a folder");
    let stamps = stamps(0..labels, label.symbol, false);
    let pictures: Vec<_> = stamps
        .iter()
        .map(|stamp| {
            let dots = painter.paint(stamp).expect("drawn");
            let label = enlarged(dots.width(), dots.height(), 2, |x, y| dots.is_dark(x, y));
            let picture = folder.path().join(format!("{}.png", stamp.index.get()));
            spoilt.spoil(label).save(&picture).expect("written");
            picture
        })
        .collect();
    let read = reader.read(&pictures.iter().map(|picture| picture.as_path()).collect::<Vec<_>>());
    stamps.iter().filter(|stamp| read.contains(&stamp.link)).count()
}
