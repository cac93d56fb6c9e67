//! All certificates in the order of the open list, with what a search compares: made once, and shared by
//! requests. What of it follows from the clock and from withdrawals is made anew after a midnight or a
//! withdrawal; texts and order only where a certificate or its records changed.

use std::{
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
    registry::{Certified, Revision},
    stamp::CertificateNumber,
    verification::{Snapshot, Standing, standing},
};

/// The index of a snapshot on a day, and of all others that say the same of certificates.
#[derive(Debug)]
pub struct CertificateIndex {
    rows: Arc<[Row]>,
    /// One a row.
    standings: Vec<Standing>,
    of: IndexOf,
    texts_folded: usize,
}

/// What all of an index follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct IndexOf {
    texts: TextsOf,
    standings: u64,
    day: Date,
}

/// What all texts and the order follow from: another one, and they may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TextsOf {
    certificate_records: u64,
    register: Revision,
}

impl IndexOf {
    fn of(snapshot: &Snapshot, day: Date) -> Self {
        let log = snapshot.log();
        let texts = TextsOf {
            certificate_records: log.certificate_records(),
            register: snapshot.register().revision(),
        };
        Self { texts, standings: log.certificate_standings(), day }
    }
}

#[derive(Debug, Clone)]
struct Row {
    place: Cursor,
    /// Two digits; none of anything else, which no filter names.
    province: Option<[u8; 2]>,
    /// Product, holder and number, a line each, folded for searches.
    text: Arc<str>,
    /// Of the same three before they were folded.
    hash: u64,
}

impl CertificateIndex {
    /// The index of a snapshot on a day; takes over from an earlier one what did not change.
    pub fn of(snapshot: &Snapshot, day: Date, earlier: Option<&Self>) -> Self {
        let log = snapshot.log();
        let of = IndexOf::of(snapshot, day);
        let same_texts = earlier.filter(|earlier| earlier.of.texts == of.texts);
        let (rows, texts_folded) = match same_texts {
            Some(earlier) => (Arc::clone(&earlier.rows), 0),
            None => rows(snapshot, earlier),
        };
        // In the log's own order, which reads memory in one go.
        let mut standings = vec![Standing::InForce; rows.len()];
        for certificate in log.certificates() {
            let row = rows.binary_search_by_key(&place(certificate), |row| row.place);
            let row = row.expect("each certificate of the log has its row");
            standings[row] = standing(log, certificate, day);
        }
        Self { rows, standings, of, texts_folded }
    }

    /// Whether it says of that snapshot on that day what there is to say.
    pub fn is_of(&self, snapshot: &Snapshot, day: Date) -> bool {
        self.of == IndexOf::of(snapshot, day)
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
        let wanted = filter.province.map(|province| digits_of(province.code()));
        rows.filter(move |(_, (row, _))| {
            wanted.is_none_or(|wanted| row.province == wanted)
                && filter.words.iter().all(|word| row.text.contains(word.as_str()))
        })
    }
}

/// All rows in their order, and how many texts had to be folded.
fn rows(snapshot: &Snapshot, earlier: Option<&CertificateIndex>) -> (Arc<[Row]>, usize) {
    let (log, register) = (snapshot.log(), snapshot.register());
    // Read once in their order: finding each in its tree takes several times as long.
    let names = Names {
        certified: register.certificates().map(|c| (c.certificate, &c.certified)).collect(),
    };
    let earlier: &[Row] = earlier.map_or(&[], |earlier| &earlier.rows);
    let mut texts_folded = 0;
    let mut rows: Vec<Row> = Vec::new();
    for certificate in log.certificates() {
        let facts = &certificate.facts;
        let place = place(certificate);
        let lines = names.lines(certificate);
        let hash = hash_of(&lines);
        let known = earlier.binary_search_by_key(&place, |row| row.place).ok();
        let text = match known.map(|known| &earlier[known]).filter(|row| row.hash == hash) {
            Some(row) => Arc::clone(&row.text),
            None => {
                texts_folded += 1;
                folded(&lines)
            }
        };
        rows.push(Row { place, province: digits_of(facts.province.as_str()), text, hash });
    }
    rows.sort_unstable_by_key(|row| row.place);
    (rows.into(), texts_folded)
}

fn place(certificate: &CertificateState) -> Cursor {
    let facts = &certificate.facts;
    Cursor { decided_on: facts.decided_on, certificate: facts.certificate }
}

/// Names as certified, by certificate.
struct Names<'s> {
    certified: Vec<(CertificateNumber, &'s Certified)>,
}

impl<'s> Names<'s> {
    /// What a search compares: the product's name, the holder's, the number on the paper; a certificate
    /// without one is named by its decision.
    fn lines(&self, certificate: &'s CertificateState) -> [&'s str; 3] {
        let facts = &certificate.facts;
        let number = facts.number.as_ref().unwrap_or(&facts.decision).as_str();
        let place = self.certified.binary_search_by_key(&facts.certificate, |(number, _)| *number);
        // Empty where the register lacks it.
        place.map_or(["", "", number], |place| {
            let (_, certified) = self.certified[place];
            [&certified.product_name, &certified.producer_name, number]
        })
    }
}

fn digits_of(province_code: &str) -> Option<[u8; 2]> {
    province_code.as_bytes().try_into().ok()
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
