//! Drawn pictures of the demo's products: one flat SVG a product, of the pack that the sample data names.
//!
//! A picture stands where a producer's photograph would stand: it shows the kind of pack, its colours, and a label with the
//! product's name and net content, so that whoever scans can compare. It says "MẪU" (sample) and carries no official mark.
//! It is self-contained: no script, nothing fetched, no `id` that could meet another one on the same page.
//! Which product gets which picture is up to `fixtures/sample/products.tsv`; serving them is up to the demo.

mod colours;
mod crafts;
mod label;
mod packs;
mod vessels;

use std::str::FromStr;

use colours::Palette;
use label::{Label, escape};

/// A kind of pack, or of ware that is sold without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// A glass jar with a screw lid.
    Jar,
    /// A tall bottle: wine, oil, juice.
    Bottle,
    /// A bottle of fish sauce beside a bowl of it.
    FishSauce,
    /// A stand-up pouch with a window.
    Bag,
    /// A folding box.
    Box,
    /// A round tin beside a cup of tea.
    TeaTin,
    /// A bag with a valve, and coffee beans.
    CoffeeBag,
    /// A round-bellied jar with a dipper.
    HoneyJar,
    /// A sack with ears of rice.
    RiceSack,
    /// A woven basket with a handle.
    Basket,
    /// An earthenware vase.
    Pot,
    /// Folded brocade with a paper band.
    Cloth,
    /// A tree or flower in a pot.
    Plant,
    /// A crate of fruit.
    Fruit,
    /// A tray under film with a paper sleeve.
    Tray,
    /// A vial of essential oil.
    OilVial,
}

/// The sample data named a drawing that does not exist.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of drawing: expected one of {known}", known = known_words())]
pub struct UnknownDrawing(String);

impl Drawing {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Self; 16] = [
        Self::Jar,
        Self::Bottle,
        Self::FishSauce,
        Self::Bag,
        Self::Box,
        Self::TeaTin,
        Self::CoffeeBag,
        Self::HoneyJar,
        Self::RiceSack,
        Self::Basket,
        Self::Pot,
        Self::Cloth,
        Self::Plant,
        Self::Fruit,
        Self::Tray,
        Self::OilVial,
    ];

    /// The word that stands for it in `products.tsv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Jar => "jar",
            Self::Bottle => "bottle",
            Self::FishSauce => "fish-sauce",
            Self::Bag => "bag",
            Self::Box => "box",
            Self::TeaTin => "tea-tin",
            Self::CoffeeBag => "coffee-bag",
            Self::HoneyJar => "honey-jar",
            Self::RiceSack => "rice-sack",
            Self::Basket => "basket",
            Self::Pot => "pot",
            Self::Cloth => "cloth",
            Self::Plant => "plant",
            Self::Fruit => "fruit",
            Self::Tray => "tray",
            Self::OilVial => "oil-vial",
        }
    }

    fn sketch(self, palette: &Palette) -> Sketch {
        match self {
            Self::Jar => vessels::jar(palette),
            Self::Bottle => vessels::bottle(palette),
            Self::FishSauce => vessels::fish_sauce(palette),
            Self::Bag => packs::bag(palette),
            Self::Box => packs::folding_box(palette),
            Self::TeaTin => vessels::tea_tin(palette),
            Self::CoffeeBag => packs::coffee_bag(palette),
            Self::HoneyJar => vessels::honey_jar(palette),
            Self::RiceSack => packs::rice_sack(palette),
            Self::Basket => crafts::basket(palette),
            Self::Pot => crafts::pot(palette),
            Self::Cloth => crafts::cloth(palette),
            Self::Plant => crafts::plant(palette),
            Self::Fruit => packs::fruit(palette),
            Self::Tray => packs::tray(palette),
            Self::OilVial => vessels::oil_vial(palette),
        }
    }
}

impl FromStr for Drawing {
    type Err = UnknownDrawing;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|drawing| drawing.word() == word)
            .ok_or_else(|| UnknownDrawing(word.to_owned()))
    }
}

fn known_words() -> String {
    Drawing::ALL.map(Drawing::word).join(", ")
}

/// The shapes of a pack, and where its label goes.
struct Sketch {
    shapes: String,
    label: Label,
}

/// Draws a product: an SVG document of 480 × 360 units, at most 6 KB with a name of common length.
///
/// `colour` is that of the pack, `accent` that of its lid, band or fruit, both `#rrggbb`; anything else is drawn in clay.
/// The name takes at most four lines of the label; what is longer is cut with an ellipsis and stands whole in the `<title>`.
pub fn draw(drawing: Drawing, colour: &str, accent: &str, name: &str, net_content: &str) -> String {
    let palette = Palette::of(colour, accent);
    let Sketch { shapes, label } = drawing.sketch(&palette);
    let label = label.render(name, net_content, &palette);
    let Palette { ground, halo, shade, .. } = &palette;
    let title = escape(name);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360" viewBox="0 0 480 360" role="img" font-family="system-ui,-apple-system,Roboto,'Segoe UI',sans-serif"><title>{title}</title>
<path d="M0 0h480v360H0z" fill="{ground}"/><circle cx="240" cy="176" r="158" fill="{halo}"/>
<ellipse cx="240" cy="322" rx="176" ry="15" fill="{shade}" opacity=".16"/>
{shapes}
{label}
{RIBBON}</svg>
"##
    )
}

/// "MẪU", sample, across the upper right corner.
const RIBBON: &str = r##"<path d="M374 0h54l52 52v54z" fill="#8c2f24"/><text transform="translate(440 39)rotate(45)" y="7" fill="#fff" font-size="19" font-weight="700" letter-spacing="1.5" text-anchor="middle">MẪU</text>"##;

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST_LIKELY: &str = "Bánh tráng nướng mè đen & nước cốt dừa <Suối Ngần>";

    #[test]
    fn every_word_is_read_back() {
        for drawing in Drawing::ALL {
            assert_eq!(drawing.word().parse(), Ok(drawing));
        }
    }

    #[test]
    fn an_unknown_word_is_named_with_what_was_expected() {
        let error = "barrel".parse::<Drawing>().expect_err("no such drawing");
        let message = error.to_string();
        assert!(message.starts_with("`barrel` is no kind of drawing"), "{message}");
        assert!(message.contains("oil-vial"), "{message}");
    }

    #[test]
    fn every_drawing_is_small_and_self_contained() {
        for drawing in Drawing::ALL {
            check_picture(drawing, &draw(drawing, "#b5581f", "#f3cf7e", LONGEST_LIKELY, "500 g"));
        }
    }

    fn check_picture(drawing: Drawing, svg: &str) {
        assert!(svg.len() <= 6 * 1024, "{drawing:?}: {} bytes", svg.len());
        assert!(svg.contains("MẪU"), "{drawing:?}");
        assert!(svg.contains("&amp; nước cốt dừa &lt;Suối Ngần&gt;</title>"), "{drawing:?}");
        assert!(svg.contains("500 g"), "{drawing:?}");
        for unwanted in ["<script", "href", "url(", " id=", "<image", "style="] {
            assert!(!svg.contains(unwanted), "{drawing:?} has {unwanted}");
        }
        assert_eq!(svg.matches("http").count(), 1, "the namespace and nothing else");
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_drawn_in_clay() {
        let svg = draw(Drawing::Jar, "red\"/>", "", "Mắm ruốc", "300 g");
        assert_eq!(svg, draw(Drawing::Jar, "#a9673f", "#a9673f", "Mắm ruốc", "300 g"));
    }
}
