//! How a product is packed: net contents with their GTINs and pictures.

use super::{
    super::{
        Field, VariantCell, What,
        finding::{Expected, Grade},
        net_content::{self, Commas},
        values::{self, Unreadable},
    },
    Understanding,
};

impl Understanding<'_> {
    /// Net contents with their GTINs and pictures, which stand in the same order.
    pub(super) fn variants(&mut self) -> Vec<VariantCell> {
        let as_written = self.listed(Field::NetContent);
        let gtin_cell = self.cells.get(Field::Gtin);
        let listed_gtins = self.listed(Field::Gtin);
        let gtins: Vec<_> = listed_gtins
            .iter()
            .map(|text| if is_dash(text) { Ok(None) } else { values::gtin(text).map(Some) })
            .collect();
        if gtins.contains(&Err(Unreadable)) {
            self.unreadable(Field::Gtin, &gtin_cell, Expected::Gtin);
        }
        let pictures = self.listed(Field::Picture);
        // One GTIN is one variant's: where there are as many as texts, each text is one.
        let is_paired = |here: usize| here > 0 && here == as_written.len();
        let is_whole = is_paired(listed_gtins.len()) || is_paired(pictures.len());
        let contents = net_contents(as_written, is_whole);
        for (field, here) in [(Field::Gtin, listed_gtins.len()), (Field::Picture, pictures.len())] {
            let net_contents = contents.len();
            // One net content may be left out: the product then has one variant without words.
            let fits = here == 0 || here == net_contents || (here == 1 && net_contents == 0);
            if !fits {
                self.say(Grade::Bad, field, What::VariantsDisagree { net_contents, here });
            }
        }
        let count = contents.len().max(gtins.len()).max(pictures.len());
        (0..count)
            .map(|place| VariantCell {
                gtin: gtins.get(place).copied().and_then(|gtin| gtin.unwrap_or_default()),
                picture: pictures.get(place).filter(|file| !is_dash(file)).cloned(),
                ..contents.get(place).cloned().unwrap_or_default()
            })
            .collect()
    }
}

/// What the cell lists, each with what is to be known of its commas.
fn net_contents(as_written: Vec<String>, is_whole: bool) -> Vec<VariantCell> {
    let mut contents = Vec::new();
    for content in as_written {
        match net_content::commas(&content) {
            Commas::Between(several) if !is_whole => {
                contents.extend(several.into_iter().map(|net_content| VariantCell {
                    net_content,
                    taken_from: Some(content.clone()),
                    ..VariantCell::default()
                }));
            }
            commas @ (Commas::Within | Commas::Between(_) | Commas::Unclear) => {
                contents.push(VariantCell {
                    may_be_several: commas != Commas::Within,
                    net_content: content,
                    ..VariantCell::default()
                });
            }
        }
    }
    contents
}

/// A dash in a list keeps the place of what is not there.
fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—")
}
