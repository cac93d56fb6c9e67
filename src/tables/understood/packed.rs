//! How a product is packed: net contents with their GTINs and pictures.

use super::{
    super::{
        Field, VariantCell,
        finding::{Expected, Grade, What},
        net_content::{self, Commas},
        values::{self, Unreadable},
    },
    Understanding,
};

impl Understanding<'_> {
    /// Net contents with their GTINs and pictures, which stand in the same order.
    pub(super) fn variants(&mut self) -> Vec<VariantCell> {
        let contents = self.net_contents();
        let gtin_cell = self.cells.get(Field::Gtin);
        let listed_gtins = values::listed(&gtin_cell);
        let gtins: Vec<_> = listed_gtins
            .iter()
            .map(|text| if is_dash(text) { Ok(None) } else { values::gtin(text).map(Some) })
            .collect();
        if gtins.contains(&Err(Unreadable)) {
            self.unreadable(Field::Gtin, &gtin_cell, Expected::Gtin);
        }
        let pictures = values::listed(&self.cells.get(Field::Picture));
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
                net_content: contents.get(place).cloned().unwrap_or_default(),
                gtin: gtins.get(place).copied().and_then(|gtin| gtin.unwrap_or_default()),
                picture: pictures.get(place).filter(|file| !is_dash(file)).cloned(),
            })
            .collect()
    }

    /// What the cell lists; where commas may list more, that is said.
    fn net_contents(&mut self) -> Vec<String> {
        let field = Field::NetContent;
        let mut contents = Vec::new();
        for content in values::listed(&self.cells.get(field)) {
            match net_content::commas(&content) {
                Commas::Within => contents.push(content),
                Commas::Between(several) => {
                    let what = What::ContentsTakenApart { contents: several.clone() };
                    self.say(Grade::Doubtful, field, what);
                    contents.extend(several);
                }
                Commas::Unclear => {
                    let net_content = content.clone();
                    self.say(Grade::Doubtful, field, What::PerhapsSeveral { net_content });
                    contents.push(content);
                }
            }
        }
        contents
    }
}

/// A dash in a list keeps the place of what is not there.
fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—")
}
