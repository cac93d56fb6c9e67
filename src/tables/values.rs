//! Numbers, codes and lists in a cell; and the words in which other values are looked for.

use std::sync::LazyLock;

use regex::Regex;

use super::{Cell, text::folded};
use crate::{registry::Points, stamp::Gtin};

/// A cell that can't be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

static THOUSANDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d{1,3}(?:[., ]\d{3})+$").expect("a pattern of ours"));

static LONG_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d(?:[ .\-]?\d){8,}").expect("a pattern of ours"));

/// A cell in one line; numbers without a fraction as digits.
pub(super) fn line(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.replace('\n', " "),
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.strftime("%d/%m/%Y").to_string(),
        Cell::Error(error) => error.clone(),
    }
}

/// The things that a cell lists, line by line or between `;` and `|`.
pub(super) fn listed(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::Text(text) => text
            .split([';', '|', '\n'])
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect(),
        Cell::Empty => Vec::new(),
        Cell::Number(_) | Cell::Date(_) | Cell::Error(_) => vec![line(cell)],
    }
}

/// Points: `85,5`, `85.5 điểm`, in hundredths.
pub(super) fn points(cell: &Cell) -> Result<Points, Unreadable> {
    let number = match cell {
        Cell::Number(number) => *number,
        Cell::Text(text) => {
            let lower = text.to_lowercase();
            let digits = lower.trim_end_matches("điểm").trim_end_matches("/100").trim();
            digits.replace(',', ".").parse::<f64>().map_err(|_| Unreadable)?
        }
        Cell::Empty | Cell::Date(_) | Cell::Error(_) => return Err(Unreadable),
    };
    if (0.0..=100.0).contains(&number) {
        Ok(Points((number * 100.0).round() as u16))
    } else {
        Err(Unreadable)
    }
}

/// A whole number, with dots, commas or blanks between thousands.
pub(super) fn whole_number(cell: &Cell) -> Result<u64, Unreadable> {
    let text = line(cell);
    let digits: String = match THOUSANDS.is_match(text.trim()) {
        true => text.chars().filter(char::is_ascii_digit).collect(),
        false => text.trim().to_owned(),
    };
    digits.parse().map_err(|_| Unreadable)
}

/// A GTIN of 8, 12, 13 or 14 digits.
pub(super) fn gtin(text: &str) -> Result<Gtin, Unreadable> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
    if !matches!(digits.len(), 8 | 12 | 13 | 14) {
        return Err(Unreadable);
    }
    Gtin::parse(&format!("{digits:0>14}")).map_err(|_| Unreadable)
}

/// A code of digits, zeros kept; the zeros that Excel took away are put back. Says whether it was so.
pub(super) fn code(cell: &Cell, length: usize) -> Result<(String, bool), Unreadable> {
    let text = line(cell);
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() || digits.len() > length || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Unreadable);
    }
    let is_short = digits.len() < length;
    // A text that is too short was typed so; only a number can have lost its zeros.
    if is_short && !matches!(cell, Cell::Number(_)) && digits.len() + 1 < length {
        return Err(Unreadable);
    }
    Ok((format!("{digits:0>length$}"), is_short))
}

/// "nt", "như trên", a ditto mark.
pub(super) fn is_ditto(text: &str) -> bool {
    let marks = |c: char| matches!(c, '"' | '”' | '“' | '″' | '\'' | '〃');
    matches!(folded(text).as_str(), "nt" | "nhu tren" | "nhu tren nt")
        || text.trim() == "//"
        || (!text.trim().is_empty() && text.trim().chars().all(marks))
}

/// Whether a text has as many digits in one number as a telephone's or an identity card's.
pub(super) fn has_a_long_number(text: &str) -> bool {
    LONG_NUMBER.is_match(text)
}

/// Whether a cell says in words that it is empty.
pub(super) fn says_nothing(text: &str) -> bool {
    matches!(folded(text).as_str(), "" | "khong" | "khong co" | "chua co" | "chua" | "khong ro")
}

/// A tax code: ten digits, thirteen for a branch, twelve for a person; or the number of a cooperative's or a
/// household's registration, which has letters too.
pub(super) fn is_tax_code(text: &str) -> bool {
    let letters = text.chars().any(char::is_alphabetic);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match letters {
        false => matches!(digits, 10 | 12 | 13),
        true => digits >= 3 && text.chars().count() >= 5,
    }
}

/// Whether some words stand in a folded text, as whole words.
pub(super) fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + words.len()..].chars().next();
        before.is_none_or(|c| c == ' ') && after.is_none_or(|c| c == ' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    #[test]
    fn numbers_as_offices_write_them() {
        assert_eq!(points(&text("85,5")), Ok(Points(8_550)));
        assert_eq!(points(&text("85.5 điểm")), Ok(Points(8_550)));
        assert_eq!(points(&Cell::Number(90.0)), Ok(Points(9_000)));
        assert_eq!(points(&text("101")), Err(Unreadable));
        assert_eq!(whole_number(&text("24.000")), Ok(24_000));
        assert_eq!(whole_number(&text("1 000 000")), Ok(1_000_000));
        assert_eq!(whole_number(&Cell::Number(500.0)), Ok(500));
        assert_eq!(whole_number(&text("24,5")), Err(Unreadable));
        assert_eq!(gtin("893 0000 00001 9").map(String::from), Ok("08930000000019".to_owned()));
        assert_eq!(gtin("8930000000018"), Err(Unreadable));
        assert_eq!(code(&Cell::Number(802.0), 5), Ok(("00802".to_owned(), true)));
        assert_eq!(code(&text("00802"), 5), Ok(("00802".to_owned(), false)));
        assert_eq!(code(&text("802"), 5), Err(Unreadable));
    }
}
