//! All certificates in the order of the open list, with what a search compares: made once, and shared by
//! requests. What of it follows from the clock and from revocations is made anew for each snapshot and
//! day; texts and order only where a certificate or its records changed.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use jiff::civil::Date;

use super::{
    certificates::{CertificateFilter, Counts, Cursor, Listing},
    search_text::fold_into,
};
use crate::{
    log::CertificateState,
    registry::{Register, Revision, units},
    stamp::CertificateNumber,
    verification::{Snapshot, Standing, standing},
};

/// The index of one snapshot on one day.
#[derive(Debug)]
pub struct CertificateIndex {
    rows: Arc<[Row]>,
    /// One a row.
    standings: Vec<Standing>,
    snapshot: u64,
    day: Date,
    texts: TextsOf,
    texts_folded: usize,
}

/// What all texts and the order follow from: another one, and they may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TextsOf {
    certificate_records: u64,
    register: Revision,
}

#[derive(Debug, Clone)]
struct Row {
    place: Cursor,
    province: Option<&'static units::Province>,
    /// Product, holder and number, a line each, folded for searches.
    text: Arc<str>,
    /// Of the same three before they were folded.
    hash: u64,
}

impl CertificateIndex {
    /// The index of a snapshot on a day; takes over from an earlier one what did not change.
    pub fn of(snapshot: &Snapshot, day: Date, earlier: Option<&Self>) -> Self {
        let (log, register) = (snapshot.log(), snapshot.register());
        let texts = TextsOf {
            certificate_records: log.certificate_records(),
            register: register.revision(),
        };
        let (rows, texts_folded) = match earlier {
            Some(earlier) if earlier.texts == texts => (Arc::clone(&earlier.rows), 0),
            Some(_) | None => rows(snapshot, earlier),
        };
        let standing_of = |row: &Row| {
            let certificate = log.certificate(row.place.certificate);
            standing(log, certificate.expect("rows are certificates of the log"), day)
        };
        let standings = rows.iter().map(standing_of).collect();
        Self { rows, standings, snapshot: snapshot.changes(), day, texts, texts_folded }
    }

    /// Whether this is the index of that snapshot on that day.
    pub fn is_of(&self, snapshot: &Snapshot, day: Date) -> bool {
        (self.snapshot, self.day) == (snapshot.changes(), day)
    }

    /// How many texts were folded to make it: the costly part, which should follow what changed.
    pub fn texts_folded(&self) -> usize {
        self.texts_folded
    }

    /// The certificates of a filter that follow a place, up to a limit; the counts are of the whole list.
    pub fn list(&self, filter: &CertificateFilter, after: Option<Cursor>, limit: usize) -> Listing {
        let begin = after.map_or(0, |after| self.rows.partition_point(|row| row.place <= after));
        let mut listing =
            Listing { counts: Counts::default(), certificates: Vec::new(), next: None };
        let mut last = None;
        for (place, (row, standing)) in self.matching(filter) {
            listing.counts.add(standing);
            if place < begin || filter.standing.is_some_and(|wanted| wanted != standing) {
                continue;
            }
            if listing.certificates.len() < limit {
                listing.certificates.push(row.place.certificate);
                last = Some(row.place);
            } else if listing.next.is_none() {
                listing.next = last;
            }
        }
        listing
    }

    /// All certificates of a filter.
    pub fn all(&self, filter: &CertificateFilter) -> Vec<CertificateNumber> {
        self.matching(filter)
            .filter(|(_, (_, standing))| filter.standing.is_none_or(|wanted| wanted == *standing))
            .map(|(_, (row, _))| row.place.certificate)
            .collect()
    }

    /// Rows by province and words, each with its place in the list and its standing.
    fn matching(
        &self,
        filter: &CertificateFilter,
    ) -> impl Iterator<Item = (usize, (&Row, Standing))> {
        let rows = self.rows.iter().zip(self.standings.iter().copied()).enumerate();
        rows.filter(move |(_, (row, _))| {
            filter.province.is_none_or(|wanted| row.province == Some(wanted))
                && filter.words.iter().all(|word| row.text.contains(word.as_str()))
        })
    }
}

/// All rows in their order, and how many texts had to be folded.
fn rows(snapshot: &Snapshot, earlier: Option<&CertificateIndex>) -> (Arc<[Row]>, usize) {
    let log = snapshot.log();
    let earlier: HashMap<CertificateNumber, &Row> = earlier
        .iter()
        .flat_map(|index| index.rows.iter().map(|row| (row.place.certificate, row)))
        .collect();
    let mut texts_folded = 0;
    let mut rows: Vec<Row> = Vec::with_capacity(log.certificates().len());
    for certificate in log.certificates() {
        let facts = &certificate.facts;
        let lines = lines(certificate, snapshot.register());
        let hash = hash_of(&lines);
        let text = match earlier.get(&facts.certificate).filter(|row| row.hash == hash) {
            Some(row) => Arc::clone(&row.text),
            None => {
                texts_folded += 1;
                folded(&lines)
            }
        };
        rows.push(Row {
            place: Cursor { decided_on: facts.decided_on, certificate: facts.certificate },
            province: units::province(facts.province.as_str()),
            text,
            hash,
        });
    }
    rows.sort_unstable_by_key(|row| row.place);
    (rows.into(), texts_folded)
}

/// What a search compares: the product's name, the holder's, the number on the paper; a certificate
/// without one is named by its decision.
fn lines<'s>(certificate: &'s CertificateState, register: &'s Register) -> [&'s str; 3] {
    let facts = &certificate.facts;
    [
        register.product(facts.product).map_or("", |product| product.name.as_str()),
        register.producer(facts.producer).map_or("", |producer| producer.name.as_str()),
        facts.number.as_ref().unwrap_or(&facts.decision).as_str(),
    ]
}

fn hash_of(lines: &[&str; 3]) -> u64 {
    let mut hasher = DefaultHasher::new();
    lines.hash(&mut hasher);
    hasher.finish()
}

/// Words have no line breaks, so none of them is found across two lines.
fn folded(lines: &[&str; 3]) -> Arc<str> {
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        fold_into(line, &mut text);
        text.push('\n');
    }
    text.into()
}
