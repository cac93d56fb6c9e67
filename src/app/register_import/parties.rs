//! A row's holder and product: found, made, or brought up to date by the row of their newest certificate. What
//! a certificate calls them stands with the certificate.

use std::collections::BTreeSet;

use super::{PictureGiven, plan::Planner};
use crate::{
    registry::{
        PictureId, Private, Producer, ProducerDetails, ProducerNumber, Product, ProductGroup,
        ProductNumber, Record, Variant,
    },
    tables::{Field, Grade, Origin, PictureTrouble, Row, VariantCell, What, folded},
};

impl Planner<'_> {
    /// The holder, made if it is not found.
    pub(super) fn producer(&mut self, row: &Row, found: Option<ProducerNumber>) -> ProducerNumber {
        let number = found.unwrap_or_else(|| self.known.next_producer());
        let told = Producer {
            producer: number,
            name: row.producer_name.clone(),
            kind: row.producer_kind,
            commune_code: row.commune_code.clone(),
            province_code: row.province_code.clone(),
            contact: row.contact.clone(),
        };
        let is_newest = self.known.is_newest_of_producer(row, number);
        match self.register.producer(number).cloned() {
            None => self.write(Record::Producer(told)),
            Some(known) => {
                let kept = if is_newest {
                    Producer {
                        name: better(&known.name, told.name),
                        commune_code: told.commune_code.or(known.commune_code.clone()),
                        contact: told.contact.or(known.contact.clone()),
                        ..told
                    }
                } else {
                    Producer {
                        commune_code: known.commune_code.clone().or(told.commune_code),
                        contact: known.contact.clone().or(told.contact),
                        ..known.clone()
                    }
                };
                if kept != known {
                    self.say(row, Grade::Note, Field::ProducerName, What::Changed);
                    self.write(Record::Producer(kept));
                }
            }
        }
        self.details(row, number, is_newest);
        let written = self.register.producer(number).cloned().expect("it was just written");
        let details = self.register.producer_details(number).cloned();
        self.known.add_producer(&written, details.as_ref());
        number
    }

    fn details(&mut self, row: &Row, number: ProducerNumber, is_newest: bool) {
        let known = self.register.producer_details(number).cloned();
        let before = known.unwrap_or(ProducerDetails::none(number));
        let choose = |told: &Option<Private>, before: &Option<Private>| match is_newest {
            true => told.clone().or(before.clone()),
            false => before.clone().or(told.clone()),
        };
        let details = ProducerDetails {
            producer: number,
            tax_code: choose(&row.tax_code, &before.tax_code),
            representative: choose(&row.representative, &before.representative),
            phone: choose(&row.phone, &before.phone),
        };
        if details != before {
            self.say(row, Grade::Note, Field::ProducerName, What::Changed);
            self.write(Record::ProducerDetails(details));
        }
    }

    /// The product, made if it is not found.
    pub(super) fn product(
        &mut self,
        row: &Row,
        found: Option<ProductNumber>,
        producer: ProducerNumber,
    ) -> ProductNumber {
        let number = found.unwrap_or_else(|| self.known.next_product());
        self.say_code_elsewhere(row, producer);
        let holding = row.holding.clone();
        let told = Product {
            product: number,
            producer,
            code: row.product_code.clone(),
            name: row.product_name.clone(),
            group: row.group,
            subgroup: row.subgroup.clone().unwrap_or_default(),
            variants: Vec::new(),
            made_at: holding.made_at,
            made_at_code: holding.made_at_code,
            material_area: holding.material_area,
            material_area_code: holding.material_area_code,
            papers: holding.papers.clone().unwrap_or_default(),
            storage: holding.storage,
            warning: holding.warning,
        };
        let known = self.register.product(number).cloned();
        let is_newest = self.known.is_newest_of_product(row, number);
        let before = known.as_ref().map_or(&[][..], |known| &known.variants);
        let variants = self.variants(row, number, before);
        let kept = match &known {
            None => Product { variants, ..told },
            Some(known) if is_newest => Product {
                code: told.code.or(known.code.clone()),
                name: better(&known.name, told.name),
                subgroup: match row.subgroup {
                    Some(_) => better(&known.subgroup, told.subgroup),
                    None => known.subgroup.clone(),
                },
                variants,
                made_at: told.made_at.or(known.made_at.clone()),
                made_at_code: told.made_at_code.or(known.made_at_code.clone()),
                material_area: told.material_area.or(known.material_area.clone()),
                material_area_code: told.material_area_code.or(known.material_area_code.clone()),
                papers: holding.papers.unwrap_or_else(|| known.papers.clone()),
                storage: told.storage.or(known.storage.clone()),
                warning: told.warning.or(known.warning.clone()),
                ..told
            },
            Some(known) => Product { variants, ..known.clone() },
        };
        if known.is_none() && kept.variants.is_empty() && kept.group != ProductGroup::Tourism {
            self.say(row, Grade::Doubtful, Field::NetContent, What::NothingToPack);
        }
        if known.as_ref() != Some(&kept) {
            if known.is_some() {
                self.say(row, Grade::Note, Field::ProductName, What::Changed);
            }
            self.write(Record::Product(kept.clone()));
        }
        self.known.add_product(&kept);
        number
    }

    /// The variants with those of the row: a net content that is known is brought up to date, a new one is
    /// added at the end, and none is taken away, since batches name them by their place.
    fn variants(&mut self, row: &Row, product: ProductNumber, before: &[Variant]) -> Vec<Variant> {
        let mut variants = before.to_vec();
        let mut told_here = BTreeSet::new();
        for told in &self.packed_as_known(row, before) {
            let picture = self.picture(row, told.picture.as_deref());
            let content = folded(&told.net_content);
            if let Some(gtin) = told.gtin {
                let rows = self.told_gtins.entry(gtin).or_default();
                let here = (Origin::clone(&row.origin), product);
                if !rows.contains(&here) {
                    rows.push(here);
                }
            }
            if !told_here.insert(content.clone()) {
                let net_content = told.net_content.clone();
                self.say(row, Grade::Bad, Field::NetContent, What::VariantTwice { net_content });
            }
            let known = variants.iter_mut().find(|variant| folded(&variant.net_content) == content);
            match known {
                Some(variant) => {
                    variant.gtin = told.gtin.or(variant.gtin);
                    variant.picture = picture.or(variant.picture.take());
                }
                None => variants.push(Variant {
                    net_content: told.net_content.clone(),
                    gtin: told.gtin,
                    picture,
                }),
            }
            let packed = self.packed.entry(product);
            let (_, packed) =
                packed.or_insert_with(|| (Origin::clone(&row.origin), BTreeSet::new()));
            packed.insert(content);
        }
        variants
    }

    /// A row's variants. A text with commas that is a variant already stays one, since batches name it; any other
    /// is several. How commas are understood is said until it is recorded so.
    fn packed_as_known(&mut self, row: &Row, before: &[Variant]) -> Vec<VariantCell> {
        let is_known = |net_content: &str| {
            before.iter().any(|known| folded(&known.net_content) == folded(net_content))
        };
        let mut variants = Vec::new();
        for of_one_text in row
            .variants
            .chunk_by(|one, next| one.taken_from.is_some() && one.taken_from == next.taken_from)
        {
            let first = &of_one_text[0];
            // A GTIN or a picture for each makes them several.
            let is_bare = of_one_text.iter().all(|one| one.gtin.is_none() && one.picture.is_none());
            let whole = first.taken_from.as_ref();
            if let Some(known) = whole.filter(|whole| is_bare && is_known(whole)) {
                let net_content = known.clone();
                variants.push(VariantCell { net_content, ..VariantCell::default() });
                continue;
            }
            variants.extend_from_slice(of_one_text);
            if of_one_text.iter().all(|one| is_known(&one.net_content)) {
                continue;
            }
            if whole.is_some() {
                let contents = of_one_text.iter().map(|one| one.net_content.clone()).collect();
                let what = What::ContentsTakenApart { contents };
                self.say(row, Grade::Doubtful, Field::NetContent, what);
            } else if first.may_be_several {
                let what = What::PerhapsSeveral { net_content: first.net_content.clone() };
                self.say(row, Grade::Doubtful, Field::NetContent, what);
            }
        }
        variants
    }

    fn picture(&mut self, row: &Row, file: Option<&str>) -> Option<PictureId> {
        let file = file?;
        // An export names the pictures that are kept.
        let kept = PictureId::parse(file).filter(|id| self.known.has_picture(id));
        let trouble = match self.pictures.get(file) {
            Some(PictureGiven::Kept(id)) => return Some(id.clone()),
            Some(PictureGiven::Refused(_)) | None if kept.is_some() => return kept,
            Some(PictureGiven::Refused(trouble)) => trouble.clone(),
            None => PictureTrouble::NotSent,
        };
        let what = What::Picture { file: file.to_owned(), trouble };
        self.say(row, Grade::Bad, Field::Picture, what);
        None
    }
}

/// The known text where the told one is the same without diacritics, as old tables are.
pub(super) fn better(known: &str, told: String) -> String {
    if is_known_better(known, &told) { known.to_owned() } else { told }
}

pub(super) fn is_known_better(known: &str, told: &str) -> bool {
    told.is_ascii() && !known.is_ascii() && folded(known) == folded(told)
}
