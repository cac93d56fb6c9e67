//! What the office keeps of a holder or a product beside its certificates: the row of the newest certificate counts.
//! What else a row says is passed by, and what is kept changes: both are said, once all rows are planned.

use std::collections::BTreeMap;

use super::{
    parties::{told_details, told_producer, told_product},
    plan::Planner,
};
use crate::{
    app::register_export::{put_kept_of_producer, put_kept_of_product},
    registry::{ProducerNumber, ProductNumber, Register},
    stamp::CertificateNumber,
    tables::{Field, Grade, Row, What, Written, WrittenRow, words},
};

/// A holder, or a product with its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    Producer(ProducerNumber),
    Product(ProductNumber, ProducerNumber),
}

impl Planner<'_> {
    /// Says what changes of holders and products, and which rows say something else than what is kept.
    pub(super) fn say_what_is_kept_of_parties(&mut self) {
        let mut told: BTreeMap<Party, Vec<&Row>> = BTreeMap::new();
        for (party, row) in std::mem::take(&mut self.told) {
            told.entry(party).or_default().push(row);
        }
        for (party, rows) in told {
            self.say_what_is_kept_of(party, &rows);
        }
    }

    /// The same of one, of whom these rows speak, the newest last.
    fn say_what_is_kept_of(&mut self, party: Party, rows: &[&Row]) {
        let before = recorded(&self.before, party);
        let kept = recorded(&self.register, party).unwrap_or_default();
        let rows: Vec<(&Row, WrittenRow)> =
            rows.iter().map(|row| (*row, told(row, party))).collect();
        for field in Field::written() {
            let now = kept.get(field);
            let whose = rows.iter().rev().find(|(_, told)| now.is_some() && told.get(field) == now);
            let whose = whose.map(|(row, _)| *row);
            let was = before.as_ref().map(|before| before.get(field));
            if let (Some(was), Some(now), Some((newest, _))) = (was, now, rows.last())
                && was != Some(now)
            {
                let what = changed(field, was, now);
                self.say(whose.unwrap_or(newest), Grade::Note, field, what);
            }
            for (row, told) in &rows {
                if told.get(field).is_none_or(|told| Some(told) == now) {
                    continue;
                }
                match whose.filter(|whose| whose.decided_on == row.decided_on) {
                    Some(whose) => {
                        let what = What::RowsDisagree { row: whose.origin.row };
                        self.say(row, Grade::Doubtful, field, what);
                    }
                    None => self.say(row, Grade::Note, field, What::NewerKept),
                }
            }
        }
    }

    /// Says what a row tells of holder and product that is not kept, because it proposes a correction and is believed
    /// in nothing else.
    pub(super) fn say_what_has_to_wait(&mut self, row: &Row, number: CertificateNumber) {
        let Some(certificate) = self.register.certificate(number) else { return };
        let (product, producer) = (certificate.product, certificate.producer);
        for party in [Party::Producer(producer), Party::Product(product, producer)] {
            let (kept, told) = (recorded(&self.register, party), told(row, party));
            for field in Field::written() {
                let kept = kept.as_ref().and_then(|kept| kept.get(field));
                if told.get(field).is_some_and(|told| Some(told) != kept) {
                    self.say(row, Grade::Note, field, What::WaitsForCorrection);
                }
            }
        }
    }
}

/// A value that the office keeps and that changes. What is private, and the name under which a picture is kept, is not
/// told.
fn changed(field: Field, from: Option<&Written>, to: &Written) -> What {
    let is_told = !field.is_private() && field != Field::Picture;
    let in_words = |value: &Written| match value {
        Written::Text(text) if is_told => text.clone(),
        Written::Text(_) | Written::Whole(_) | Written::Hundredths(_) | Written::Day(_) => {
            String::new()
        }
    };
    What::Changed { from: from.map(in_words), to: in_words(to) }
}

/// What a register has of one, by column; the names, too.
fn recorded(register: &Register, party: Party) -> Option<WrittenRow> {
    let mut row = WrittenRow::default();
    match party {
        Party::Producer(number) => {
            let producer = register.producer(number)?;
            row.put_text(Field::ProducerName, Some(&producer.name));
            row.put_text(Field::ProducerKind, Some(words::producer_kind(producer.kind)));
            put_kept_of_producer(&mut row, producer, register.producer_details(number));
        }
        Party::Product(number, _) => {
            let product = register.product(number)?;
            row.put_text(Field::ProductName, Some(&product.name));
            row.put_text(Field::ProductCode, product.code.as_ref());
            row.put_text(Field::Group, Some(words::group(product.group)));
            put_kept_of_product(&mut row, product);
        }
    }
    Some(row)
}

/// What a row says of one beside what its certificate is to say.
fn told(row: &Row, party: Party) -> WrittenRow {
    let mut written = WrittenRow::default();
    match party {
        Party::Producer(number) => {
            let details = told_details(row, number);
            put_kept_of_producer(&mut written, &told_producer(row, number), Some(&details));
        }
        Party::Product(number, producer) => {
            put_kept_of_product(&mut written, &told_product(row, number, producer));
        }
    }
    written
}
