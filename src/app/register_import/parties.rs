//! A row's holder and product: found, made, or brought up to date by the row of their newest certificate. What
//! a certificate calls them stands with the certificate.

use std::collections::BTreeSet;

use super::{PictureGiven, plan::Planner};
use crate::{
    registry::{
        LocationCode, Paper, PictureId, Private, Producer, ProducerDetails, ProducerNumber,
        Product, ProductGroup, ProductNumber, Record, Variant,
    },
    tables::{Field, Grade, Origin, PictureTrouble, Row, VariantCell, What, folded},
};

impl Planner<'_> {
    /// The holder, made if it is not found.
    pub(super) fn producer(&mut self, row: &Row, found: Option<ProducerNumber>) -> ProducerNumber {
        let number = found.unwrap_or_else(|| self.known.next_producer());
        let told = told_producer(row, number);
        let is_newest = self.known.is_newest_of_producer(row, number);
        match self.register.producer(number).cloned() {
            None => self.write(Record::Producer(told)),
            Some(known) => {
                let commune = (told.commune_code.clone(), known.commune_code.clone());
                let contact = (told.contact.clone(), known.contact.clone());
                let name = better(&known.name, told.name.clone());
                let names = if is_newest { Producer { name, ..told } } else { known.clone() };
                let kept = Producer {
                    commune_code: first_of(commune, is_newest),
                    contact: first_of(contact, is_newest),
                    ..names
                };
                if kept != known {
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
        let choose = |told: &Option<Private>, before: &Option<Private>| {
            first_of((told.clone(), before.clone()), is_newest)
        };
        let told = told_details(row, number);
        let details = ProducerDetails {
            producer: number,
            tax_code: choose(&told.tax_code, &before.tax_code),
            representative: choose(&told.representative, &before.representative),
            phone: choose(&told.phone, &before.phone),
        };
        if details != before {
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
        let told = told_product(row, number, producer);
        let known = self.register.product(number).cloned();
        let is_newest = self.known.is_newest_of_product(row, number);
        let before = known.as_ref().map_or(&[][..], |known| &known.variants);
        let variants = self.variants(row, number, before, is_newest);
        let kept = match &known {
            None => Product { variants, ..told },
            Some(known) => Product { variants, ..kept_product(known, told, is_newest) },
        };
        if known.is_none() && kept.variants.is_empty() && kept.group != ProductGroup::Tourism {
            self.say(row, Grade::Doubtful, Field::NetContent, What::NothingToPack);
        }
        if known.as_ref() != Some(&kept) {
            self.write(Record::Product(kept.clone()));
        }
        self.known.add_product(&kept);
        number
    }

    /// The variants with those of the row: a net content that is known is brought up to date, a new one is
    /// added at the end, and none is taken away, since batches name them by their place.
    fn variants(
        &mut self,
        row: &Row,
        product: ProductNumber,
        before: &[Variant],
        is_newest: bool,
    ) -> Vec<Variant> {
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
                    let pictures = (picture, variant.picture.take());
                    variant.gtin = first_of((told.gtin, variant.gtin), is_newest);
                    variant.picture = first_of(pictures, is_newest);
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

/// What is told, else what is known; the other way round in the row of an older certificate, which fills only what is
/// empty. An empty cell takes nothing back.
fn first_of<T>((told, known): (Option<T>, Option<T>), is_newest: bool) -> Option<T> {
    if is_newest { told.or(known) } else { known.or(told) }
}

/// What is kept of a known product when a row tells something of it; its variants apart.
fn kept_product(known: &Product, told: Product, is_newest: bool) -> Product {
    let text =
        |told: Option<String>, known: &Option<String>| first_of((told, known.clone()), is_newest);
    let code = |told: Option<LocationCode>, known: &Option<LocationCode>| {
        first_of((told, known.clone()), is_newest)
    };
    let subgroup = match (told.subgroup.is_empty(), known.subgroup.is_empty()) {
        (true, _) => known.subgroup.clone(),
        (false, true) => told.subgroup,
        (false, false) if is_newest => better(&known.subgroup, told.subgroup),
        (false, false) => known.subgroup.clone(),
    };
    Product {
        product: known.product,
        producer: told.producer,
        code: text(told.code, &known.code),
        name: if is_newest { better(&known.name, told.name) } else { known.name.clone() },
        group: if is_newest { told.group } else { known.group },
        subgroup,
        variants: known.variants.clone(),
        made_at: text(told.made_at, &known.made_at),
        made_at_code: code(told.made_at_code, &known.made_at_code),
        material_area: text(told.material_area, &known.material_area),
        material_area_code: code(told.material_area_code, &known.material_area_code),
        papers: if is_newest {
            papers(&told.papers, &known.papers)
        } else {
            papers(&known.papers, &told.papers)
        },
        storage: text(told.storage, &known.storage),
        warning: text(told.warning, &known.warning),
    }
}

/// The first papers, and the others of a kind of which the first have none.
fn papers(first: &[Paper], then: &[Paper]) -> Vec<Paper> {
    let is_told = |kind| first.iter().any(|paper| paper.kind == kind);
    let others = then.iter().filter(|paper| !is_told(paper.kind));
    let mut papers: Vec<Paper> = first.iter().chain(others).cloned().collect();
    papers.sort_by_key(|paper| paper.kind);
    papers
}

/// The holder in a row's words.
pub(super) fn told_producer(row: &Row, producer: ProducerNumber) -> Producer {
    Producer {
        producer,
        name: row.producer_name.clone(),
        kind: row.producer_kind,
        commune_code: row.commune_code.clone(),
        province_code: row.province_code.clone(),
        contact: row.contact.clone(),
    }
}

/// What a row says of the holder and is private.
pub(super) fn told_details(row: &Row, producer: ProducerNumber) -> ProducerDetails {
    ProducerDetails {
        producer,
        tax_code: row.tax_code.clone(),
        representative: row.representative.clone(),
        phone: row.phone.clone(),
    }
}

/// The product in a row's words, not yet packed.
pub(super) fn told_product(row: &Row, product: ProductNumber, producer: ProducerNumber) -> Product {
    let holding = row.holding.clone();
    Product {
        product,
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
        papers: holding.papers,
        storage: holding.storage,
        warning: holding.warning,
    }
}

/// The known text where the told one is the same without diacritics, as old tables are.
pub(super) fn better(known: &str, told: String) -> String {
    if is_known_better(known, &told) { known.to_owned() } else { told }
}

pub(super) fn is_known_better(known: &str, told: &str) -> bool {
    told.is_ascii() && !known.is_ascii() && folded(known) == folded(told)
}
