//! Rows of a register that are in an encoding of before Unicode: which, and what is quoted of them.

use super::{
    Field, FontEncoding, Sheet, What,
    finding::{Finding, Grade},
    font_encoding::{encoding_of, has_word_in},
    header::Header,
    registers::about_sheet,
};

/// Rows of certificates in one encoding, counted from 0.
struct Garbled {
    encoding: FontEncoding,
    rows: Vec<usize>,
}

/// The rows that can't be understood, as spreadsheets count them and in their order; and what is said of them, once
/// an encoding. Titles and signatures in one are no matter.
pub(super) fn garbled_rows(
    sheet: &Sheet,
    header: &Header,
    is_certificate: impl Fn(usize) -> bool,
) -> (Vec<u32>, Vec<Finding>) {
    let known = |row: usize| {
        let columns = header.columns.iter();
        columns
            .filter_map(move |column| Some((column.field, sheet.cell(row, column.index).text()?)))
    };
    let texts = |row: usize| known(row).map(|(_, text)| text);
    let all: Vec<usize> = (header.first_row..sheet.height()).collect();
    // What a row is takes longer than to look for such text, of which most tables have none.
    if told_by_rows(&all, texts).is_empty() {
        return (Vec::new(), Vec::new());
    }
    let certificates: Vec<usize> = all.into_iter().filter(|row| is_certificate(*row)).collect();
    let (mut rows, mut said) = (Vec::new(), Vec::new());
    for garbled in told_by_rows(&certificates, texts) {
        let of_rows: Vec<u32> = garbled.rows.iter().map(|row| number(*row)).collect();
        let text = example(garbled.rows.iter().flat_map(|row| known(*row)), garbled.encoding);
        rows.extend(&of_rows);
        let what = What::OtherEncoding { encoding: garbled.encoding, text, rows: of_rows };
        said.push(about_sheet(sheet, Grade::Bad, what));
    }
    rows.sort_unstable();
    (rows, said)
}

/// The rows in each encoding. A row by itself may tell it, among many in Unicode or in the other encoding; what is too
/// little for that is told by all of them.
fn told_by_rows<'a, T: Iterator<Item = &'a str>>(
    rows: &[usize],
    texts: impl Fn(usize) -> T,
) -> Vec<Garbled> {
    let of_all = encoding_of(rows.iter().flat_map(|row| texts(*row)));
    let of_row = |row: usize| {
        let has_some =
            |encoding: &FontEncoding| texts(row).any(|text| has_word_in(text, *encoding));
        encoding_of(texts(row)).or(of_all.filter(has_some))
    };
    let told: Vec<_> = rows.iter().filter_map(|row| Some((*row, of_row(*row)?))).collect();
    let in_one = [FontEncoding::Tcvn3, FontEncoding::Vni].into_iter().map(|encoding| {
        let rows = told.iter().filter(|(_, told)| *told == encoding);
        Garbled { encoding, rows: rows.map(|(row, _)| *row).collect() }
    });
    in_one.filter(|garbled| !garbled.rows.is_empty()).collect()
}

/// A text in an encoding that is nobody's private matter; else nothing.
fn example<'a>(
    mut texts: impl Iterator<Item = (Field, &'a str)>,
    encoding: FontEncoding,
) -> String {
    let found = texts.find(|(field, text)| !field.is_private() && has_word_in(text, encoding));
    found.map_or_else(String::new, |(_, text)| text.to_owned())
}

fn number(row: usize) -> u32 {
    u32::try_from(row + 1).unwrap_or(u32::MAX)
}
