//! What the office keeps of a holder or a product beside its certificates: the row of the newest certificate counts.
//! What else a row says is passed by, and what is kept changes: both are said, once all rows are planned.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{
    PictureGiven,
    parties::{told_details, told_producer, told_product},
    plan::Planner,
};
use crate::{
    app::register_export::{put_kept_of_producer, put_kept_of_product},
    registry::{PictureId, ProducerNumber, ProductNumber, Register, Variant},
    stamp::CertificateNumber,
    tables::{
        Field, Finding, Grade, Place, Row, VariantCell, What, Written, WrittenRow, folded, words,
    },
};

/// A holder, or a product with its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    Producer(ProducerNumber),
    Product(ProductNumber, ProducerNumber),
}

/// What a row says, or what is kept, by column; of what each variant has for itself, by its net content, too.
type Cells = BTreeMap<(Field, String), Written>;

impl Planner<'_> {
    /// Says what changes of holders and products, and which rows say something else than what is kept.
    pub(super) fn say_what_is_kept_of_parties(&mut self) {
        let mut told: BTreeMap<Party, Vec<&Row>> = BTreeMap::new();
        for (party, row) in std::mem::take(&mut self.told) {
            told.entry(party).or_default().push(row);
        }
        let is_correction = |finding: &&Finding| matches!(finding.what, What::Correction { .. });
        let corrected = self.findings.iter().filter(is_correction);
        let corrected: HashSet<Place> = corrected.map(|finding| finding.place.clone()).collect();
        for (party, rows) in told {
            let rows: Vec<(&Row, Cells)> =
                rows.into_iter().map(|row| (row, self.told_of(row, party))).collect();
            self.say_what_changes_of(party, &rows, &corrected);
            self.say_what_is_passed_by(party, &rows);
        }
    }

    /// What changes of one, of whom these rows speak, the newest last. Where a correction is proposed of the same
    /// cell, that is enough said.
    fn say_what_changes_of(
        &mut self,
        party: Party,
        rows: &[(&Row, Cells)],
        corrected: &HashSet<Place>,
    ) {
        let Some(before) = recorded(&self.before, party) else { return };
        let kept = recorded(&self.register, party).unwrap_or_default();
        for field in Field::written() {
            let (was, Some(now)) = (before.get(field), kept.get(field)) else { continue };
            let (cell, said) = ((field, String::new()), compared(field, now));
            let whose = rows.iter().rev().find(|(_, told)| told.get(&cell) == Some(&said));
            let Some((row, _)) = whose.or(rows.last()).filter(|_| was != Some(now)) else {
                continue;
            };
            if !corrected.contains(&row.origin.place(field)) {
                self.say(row, Grade::Note, field, changed(field, was, now));
            }
        }
    }

    /// What these rows say of one and is not kept.
    fn say_what_is_passed_by(&mut self, party: Party, rows: &[(&Row, Cells)]) {
        let kept = self.kept_of(party);
        for (row, told) in rows {
            let differs =
                |(cell, said): &(&_, &Written)| kept.get(cell).is_some_and(|kept| kept != *said);
            for (cell, _) in told.iter().filter(differs) {
                let whose = rows.iter().rev().find(|(_, other)| other.get(cell) == kept.get(cell));
                let whose = whose.filter(|(whose, _)| whose.decided_on == row.decided_on);
                match whose {
                    Some((Row { origin, .. }, _)) => {
                        let (sheet, number) = (origin.sheet.to_string(), origin.row);
                        let what = What::RowsDisagree { sheet, row: number };
                        self.say(row, Grade::Doubtful, cell.0, what);
                    }
                    None => self.say(row, Grade::Note, cell.0, What::NewerKept),
                }
            }
        }
    }

    /// Says what a row tells besides the correction that it proposes: nothing of it is done.
    pub(super) fn say_what_has_to_wait(&mut self, row: &Row, number: CertificateNumber) {
        let Some(certificate) = self.register.certificate(number).cloned() else { return };
        let (product, producer) = (certificate.product, certificate.producer);
        let mut waiting = BTreeSet::new();
        for party in [Party::Producer(producer), Party::Product(product, producer)] {
            let (kept, told) = (self.kept_of(party), self.told_of(row, party));
            let differing = told.into_iter().filter(|(cell, said)| kept.get(cell) != Some(said));
            waiting.extend(differing.map(|((field, _), _)| field));
        }
        let known = self.register.product(product).map_or(&[][..], |product| &product.variants);
        let is_known = |told: &VariantCell| {
            let texts = [Some(&told.net_content), told.taken_from.as_ref()];
            let mut texts = texts.into_iter().flatten();
            texts.any(|text| known.iter().any(|one| folded(&one.net_content) == folded(text)))
        };
        if !row.variants.iter().all(is_known) {
            waiting.insert(Field::NetContent);
        }
        if row.quota_per_year.is_some() && row.quota_per_year != certificate.quota_per_year {
            waiting.insert(Field::QuotaPerYear);
        }
        let remark = self.register.remark(number).and_then(|remark| remark.text.as_ref());
        if row.remark.is_some() && row.remark.as_ref() != remark {
            waiting.insert(Field::Remark);
        }
        for field in waiting {
            self.say(row, Grade::Note, field, What::WaitsForCorrection);
        }
        if self.would_be_over(row, number) {
            self.say(row, Grade::Doubtful, Field::Status, What::WaitsForCorrection);
        }
    }

    /// What a row says of one beside what its certificate is to say.
    fn told_of(&self, row: &Row, party: Party) -> Cells {
        let mut written = WrittenRow::default();
        let mut variants = Vec::new();
        match party {
            Party::Producer(number) => {
                let details = told_details(row, number);
                put_kept_of_producer(&mut written, &told_producer(row, number), Some(&details));
            }
            Party::Product(number, producer) => {
                put_kept_of_product(&mut written, &told_product(row, number, producer));
                variants = row.variants.iter().map(|told| self.variant_told(told)).collect();
            }
        }
        cells(&written, &variants)
    }

    fn variant_told(&self, told: &VariantCell) -> Variant {
        let picture = told.picture.as_ref().and_then(|file| match self.pictures.get(file) {
            Some(PictureGiven::Kept(id)) => Some(id.clone()),
            Some(PictureGiven::Refused(_)) | None => PictureId::parse(file),
        });
        Variant { net_content: told.net_content.clone(), gtin: told.gtin, picture }
    }

    fn kept_of(&self, party: Party) -> Cells {
        let variants = match party {
            Party::Producer(_) => None,
            Party::Product(number, _) => self.register.product(number),
        };
        let variants = variants.map_or(&[][..], |product| &product.variants);
        cells(&recorded(&self.register, party).unwrap_or_default(), variants)
    }
}

fn cells(row: &WrittenRow, variants: &[Variant]) -> Cells {
    let of_all = Field::written()
        .filter_map(|field| Some(((field, String::new()), compared(field, row.get(field)?))));
    let of_each = variants.iter().flat_map(|variant| {
        let gtin = variant.gtin.as_ref().map(|gtin| (Field::Gtin, gtin.as_str()));
        let picture = variant.picture.as_ref().map(|id| (Field::Picture, id.as_str()));
        let told = [gtin, picture].into_iter().flatten();
        told.map(|(field, text)| {
            ((field, folded(&variant.net_content)), Written::Text(text.to_owned()))
        })
    });
    of_all.chain(of_each).collect()
}

/// A number is the same with blanks or dots between its digits.
fn compared(field: Field, written: &Written) -> Written {
    match (field, written) {
        (Field::TaxCode | Field::Phone, Written::Text(text)) => {
            Written::Text(text.chars().filter(|c| c.is_alphanumeric()).collect())
        }
        (_, written) => written.clone(),
    }
}

/// A value that the office keeps and that changes. What is private, and the name under which a picture is kept, is not
/// told.
fn changed(field: Field, from: Option<&Written>, to: &Written) -> What {
    match (from, to) {
        (None, Written::Text(to)) if is_told(field) => What::Changed { from: None, to: to.clone() },
        (Some(Written::Text(from)), Written::Text(to)) if is_told(field) => {
            What::Changed { from: Some(from.clone()), to: to.clone() }
        }
        (from, _) => What::ChangedUnsaid { was_empty: from.is_none() },
    }
}

fn is_told(field: Field) -> bool {
    !field.is_private() && field != Field::Picture
}

/// What a register has of one, by column; what its certificates call it, too.
fn recorded(register: &Register, party: Party) -> Option<WrittenRow> {
    let mut row = WrittenRow::default();
    match party {
        Party::Producer(number) => {
            let producer = register.producer(number)?;
            row.put_text(Field::ProducerName, Some(&producer.name));
            row.put_text(Field::ProducerKind, Some(words::producer_kind(producer.kind)));
            row.put_text(Field::ProvinceCode, Some(&producer.province_code));
            put_kept_of_producer(&mut row, producer, register.producer_details(number));
        }
        Party::Product(number, _) => {
            let product = register.product(number)?;
            row.put_text(Field::ProductName, Some(&product.name));
            row.put_text(Field::ProductCode, product.code.as_ref());
            row.put_text(Field::Group, Some(words::group(product.group)));
            let subgroup = Some(&product.subgroup).filter(|text| !text.is_empty());
            row.put_text(Field::Subgroup, subgroup);
            put_kept_of_product(&mut row, product);
        }
    }
    Some(row)
}
