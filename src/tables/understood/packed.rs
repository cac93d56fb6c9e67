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
        let as_written = values::listed(&self.cells.get(Field::NetContent));
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
        // One GTIN is one variant's: where there are as many as texts, each text is one.
        let is_paired = |here: usize| here > 0 && here == as_written.len();
        let is_whole = is_paired(listed_gtins.len()) || is_paired(pictures.len());
        let contents = self.net_contents(as_written, is_whole);
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
                net_content: contents.get(place).map(|one| one.0.clone()).unwrap_or_default(),
                taken_from: contents.get(place).and_then(|one| one.1.clone()),
                gtin: gtins.get(place).copied().and_then(|gtin| gtin.unwrap_or_default()),
                picture: pictures.get(place).filter(|file| !is_dash(file)).cloned(),
            })
            .collect()
    }

    /// What the cell lists, each with the text that it was taken from at a comma. What may be several and is not
    /// taken apart is said.
    fn net_contents(
        &mut self,
        as_written: Vec<String>,
        is_whole: bool,
    ) -> Vec<(String, Option<String>)> {
        let mut contents = Vec::new();
        for content in as_written {
            match net_content::commas(&content) {
                Commas::Between(several) if !is_whole => {
                    contents.extend(several.into_iter().map(|one| (one, Some(content.clone()))));
                }
                Commas::Within => contents.push((content, None)),
                Commas::Between(_) | Commas::Unclear => {
                    let what = What::PerhapsSeveral { net_content: content.clone() };
                    self.say(Grade::Doubtful, Field::NetContent, what);
                    contents.push((content, None));
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
