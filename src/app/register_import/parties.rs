//! A row's holder and product: found, made, or brought up to date. Their words as certified are not touched;
//! where a row has others, they are handed on for a correction.

use super::{PictureGiven, known::Holder, plan::Planner};
use crate::{
    registry::{
        Private, Producer, ProducerDetails, ProducerNumber, Product, ProductNumber, Record, Variant,
    },
    tables::{Field, Grade, Origin, Row, What, folded},
};

/// A row's holder.
pub(super) struct RowProducer {
    pub number: ProducerNumber,
    /// As it would be called by this row.
    pub words: Producer,
}

/// A row's product.
pub(super) struct RowProduct {
    pub number: ProductNumber,
    /// As it would be called by this row.
    pub words: Product,
}

impl Planner<'_> {
    /// The holder, made if it is new; what is kept of it in the ordinary way is brought up to date.
    pub(super) fn producer(&mut self, row: &Row) -> Option<RowProducer> {
        let of_certificate = row.certificate.and_then(|number| self.register.certificate(number));
        let found = match (of_certificate, self.known.holder(row)) {
            (Some(certificate), _) => Some(certificate.producer),
            (None, Holder::One(number)) => Some(number),
            (None, Holder::None) => None,
            (None, Holder::Several) => {
                self.say(row, Grade::Bad, Field::TaxCode, What::HolderAmbiguous);
                return None;
            }
        };
        let number = found.unwrap_or_else(|| self.known.next_producer());
        let as_told = Producer {
            producer: number,
            name: row.producer_name.clone(),
            kind: row.producer_kind,
            commune_code: row.commune_code.clone(),
            province_code: row.province_code.clone(),
            contact: row.contact.clone(),
        };
        let words = match self.register.producer(number).cloned() {
            None => {
                self.write(Record::Producer(as_told.clone()));
                as_told
            }
            Some(known) => {
                let kept = Producer {
                    commune_code: as_told.commune_code.or(known.commune_code.clone()),
                    province_code: as_told.province_code,
                    contact: as_told.contact.or(known.contact.clone()),
                    ..known.clone()
                };
                if kept != known {
                    self.say(row, Grade::Note, Field::ProducerName, What::Changed);
                    self.write(Record::Producer(kept.clone()));
                }
                let name = self.better(row, Field::ProducerName, &known.name, as_told.name);
                Producer { name, kind: as_told.kind, ..kept }
            }
        };
        self.details(row, number);
        let written = self.register.producer(number).cloned().expect("it was just written");
        let details = self.register.producer_details(number).cloned();
        self.known.add_producer(&written, details.as_ref());
        Some(RowProducer { number, words })
    }

    fn details(&mut self, row: &Row, number: ProducerNumber) {
        let known = self.register.producer_details(number).cloned();
        let before = known.unwrap_or(ProducerDetails::none(number));
        let or = |told: &Option<Private>, before: &Option<Private>| told.clone().or(before.clone());
        let details = ProducerDetails {
            producer: number,
            tax_code: or(&row.tax_code, &before.tax_code),
            representative: or(&row.representative, &before.representative),
            phone: or(&row.phone, &before.phone),
        };
        if details != before {
            self.write(Record::ProducerDetails(details));
        }
    }

    /// The product, made if it is new; how it is packed and what it holds is brought up to date.
    pub(super) fn product(&mut self, row: &Row, producer: ProducerNumber) -> RowProduct {
        let of_certificate = row.certificate.and_then(|number| self.register.certificate(number));
        let found = of_certificate
            .map(|certificate| certificate.product)
            .or_else(|| self.known.product(row, producer));
        let number = found.unwrap_or_else(|| self.known.next_product());
        let known = self.register.product(number).cloned();
        let before = known.clone().unwrap_or_else(|| Product {
            product: number,
            producer,
            code: row.product_code.clone(),
            name: row.product_name.clone(),
            group: row.group,
            subgroup: row.subgroup.clone().unwrap_or_default(),
            variants: Vec::new(),
            made_at: None,
            made_at_code: None,
            material_area: None,
            material_area_code: None,
            papers: Vec::new(),
            storage: None,
            warning: None,
        });
        let holding = row.holding.clone();
        let kept = Product {
            variants: self.variants(row, &before),
            made_at: holding.made_at.or(before.made_at.clone()),
            made_at_code: holding.made_at_code.or(before.made_at_code.clone()),
            material_area: holding.material_area.or(before.material_area.clone()),
            material_area_code: holding.material_area_code.or(before.material_area_code.clone()),
            papers: holding.papers.unwrap_or_else(|| before.papers.clone()),
            storage: holding.storage.or(before.storage.clone()),
            warning: holding.warning.or(before.warning.clone()),
            ..before.clone()
        };
        match known {
            None => {
                if kept.variants.is_empty() && kept.group != crate::registry::ProductGroup::Tourism
                {
                    self.say(row, Grade::Doubtful, Field::NetContent, What::NothingToPack);
                }
                self.write(Record::Product(kept.clone()));
            }
            Some(known) if known != kept => {
                self.say(row, Grade::Note, Field::ProductName, What::Changed);
                self.write(Record::Product(kept.clone()));
            }
            Some(_) => {}
        }
        self.known.add_product(&kept);
        let name = self.better(row, Field::ProductName, &before.name, row.product_name.clone());
        let subgroup = match &row.subgroup {
            Some(told) => self.better(row, Field::Subgroup, &before.subgroup, told.clone()),
            None => before.subgroup,
        };
        let code = row.product_code.clone().or(before.code);
        RowProduct { number, words: Product { code, name, group: row.group, subgroup, ..kept } }
    }

    /// The variants with those of the row: a net content that is known is brought up to date, a new one is
    /// added at the end, and none is taken away, since batches name them by their place.
    fn variants(&mut self, row: &Row, before: &Product) -> Vec<Variant> {
        let mut variants = before.variants.clone();
        for told in &row.variants {
            let picture = told.picture.as_ref().and_then(|file| match self.pictures.get(file) {
                Some(PictureGiven::Kept(id)) => Some(id.clone()),
                given => {
                    let error = match given {
                        Some(PictureGiven::Refused(error)) => error.clone(),
                        Some(PictureGiven::Kept(_)) | None => String::new(),
                    };
                    let what = What::Picture { file: file.clone(), error };
                    self.say(row, Grade::Bad, Field::Picture, what);
                    None
                }
            });
            let content = folded(&told.net_content);
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
            self.packed
                .entry(before.product)
                .or_insert_with(|| (Origin::clone(&row.origin), Default::default()))
                .1
                .insert(content);
        }
        variants
    }

    /// The known text where the told one is the same without diacritics, as old tables are.
    pub(super) fn better(&mut self, row: &Row, field: Field, known: &str, told: String) -> String {
        let is_plain = told.is_ascii() && !known.is_ascii() && folded(known) == folded(&told);
        if is_plain {
            let what = What::SpelledBetter { known: known.to_owned() };
            self.say(row, Grade::Note, field, what);
            return known.to_owned();
        }
        told
    }
}
