//! A sheet of cells, whatever file it came from. Merged cells hold their value in each of their places, so
//! that a holder's name stands beside each of its products.

use std::fmt;

use jiff::civil::{Date, date};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, SeqAccess, Visitor},
};

use super::{hidden::Hidden, text::cleaned_lines};

/// The most rows that a table may have: an import is one change, whole or not at all.
pub const MOST_ROWS: usize = 50_000;

/// Titles and headers stand above the rows that count.
pub(super) const LONGEST_SHEET: usize = MOST_ROWS + 100;

/// Columns beyond this one are formatting that somebody dragged too far.
pub(super) const MOST_COLUMNS: usize = 256;

/// The largest region of merged cells, in places: a larger one is a whole sheet by mistake.
const LARGEST_REGION: usize = 100_000;

/// A cell as it was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, cleaned, its lines apart.
    Text(#[serde(deserialize_with = "cleaned")] String),
    /// A number; dates of cells that are not formatted as such come as numbers, too.
    Number(f64),
    /// A day.
    Date(Date),
    /// An error of the spreadsheet's own, `#REF!`.
    Error(String),
}

impl Cell {
    /// What stands in it, if that is a text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Empty | Self::Number(_) | Self::Date(_) | Self::Error(_) => None,
        }
    }
}

/// The rows and columns of one sheet. Its first row and column are those of the file, so that places are
/// told as the spreadsheet shows them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// What the workbook calls it; a CSV file's name.
    pub name: String,
    #[serde(deserialize_with = "rows_within_limits")]
    rows: Vec<Vec<Cell>>,
    /// Whether the workbook hides it: then it is named, and not read.
    #[serde(default, skip_serializing_if = "is_false")]
    is_hidden: bool,
    /// Rows that a filter or a hand has hidden, from 1, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "in_order")]
    hidden_rows: Vec<u32>,
    /// The same of columns, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "in_order")]
    hidden_columns: Vec<u32>,
}

/// Which kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Excel 2007 and later.
    Xlsx,
    /// Text with `,`, `;` or tabs.
    Csv,
}

/// A file that can't be read as a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Neither by its name nor by its first bytes.
    #[error("{0}: neither .xlsx nor .csv; save the table as an Excel workbook (.xlsx)")]
    Format(String),
    /// What Excel wrote before 2007, and what it writes under a password.
    #[error(
        "{0}: an old .xls, or a workbook with a password; open it in Excel, take the password off, and save it as .xlsx"
    )]
    OldOrLocked(String),
    /// The file by which Excel marks that somebody has a workbook open.
    #[error(
        "{0}: not the table, but a mark that Excel leaves while it is open; choose the file without ~$"
    )]
    OpenMark(String),
    /// A workbook that is none.
    #[error(
        "{0}: the workbook can't be read ({1}); open it in Excel or LibreOffice, save it anew as .xlsx without a password, and try again"
    )]
    Workbook(String, String),
    /// A text in an encoding that can't be told.
    #[error(
        "{0}: line {1} is not UTF-8; save the table as \"CSV UTF-8\", or as an Excel workbook (.xlsx)"
    )]
    Encoding(String, usize),
    /// A quote that is never closed, or the like.
    #[error("{0}: not a CSV table: {1}")]
    Csv(String, String),
    /// More than an import takes.
    #[error(
        "{0}: more than {MOST_ROWS} rows; split the table, and import the parts one after the other"
    )]
    TooLong(String),
}

impl Format {
    /// By a file's first bytes, else by its name.
    ///
    /// # Errors
    /// [`FileError::Format`], [`FileError::OldOrLocked`], [`FileError::OpenMark`]
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, FileError> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        if name.starts_with("~$") {
            return Err(FileError::OpenMark(name.to_owned()));
        }
        match (bytes, ending.as_deref()) {
            // A compound file ([MS-CFB] 2.2).
            ([0xd0, 0xcf, 0x11, 0xe0, ..], _) => Err(FileError::OldOrLocked(name.to_owned())),
            ([b'P', b'K', 3, 4, ..], _) => Ok(Self::Xlsx),
            (_, Some("csv" | "tsv" | "txt")) => Ok(Self::Csv),
            _ => Err(FileError::Format(name.to_owned())),
        }
    }
}

fn cleaned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(cleaned_lines(&String::deserialize(deserializer)?))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_false(truth: &bool) -> bool {
    !*truth
}

/// An empty row is three bytes of JSON and eight times that in memory, so they are counted as they come.
fn rows_within_limits<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Vec<Cell>>, D::Error> {
    struct Rows;

    impl<'de> Visitor<'de> for Rows {
        type Value = Vec<Vec<Cell>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("rows of cells")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sent: A) -> Result<Self::Value, A::Error> {
            let mut rows = Vec::new();
            while let Some(row) = sent.next_element()? {
                rows.push(row);
                if rows.len() > LONGEST_SHEET {
                    return Err(A::Error::custom(format_args!("more than {MOST_ROWS} rows")));
                }
            }
            Ok(rows)
        }
    }

    deserializer.deserialize_seq(Rows)
}

/// Whoever sends a sheet may send them in any order.
fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    let mut numbers = Vec::<u32>::deserialize(deserializer)?;
    numbers.sort_unstable();
    Ok(numbers)
}

impl Sheet {
    pub(super) const fn new(name: String, rows: Vec<Vec<Cell>>) -> Self {
        Self { name, rows, is_hidden: false, hidden_rows: Vec::new(), hidden_columns: Vec::new() }
    }

    /// One that the workbook hides, of which the name is all that counts.
    pub(super) fn hidden(name: String) -> Self {
        Self { is_hidden: true, ..Self::new(name, Vec::new()) }
    }

    /// Whether the workbook hides it.
    pub(super) const fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.iter().flatten().all(|cell| *cell == Cell::Empty)
    }

    pub(super) fn with_hidden(self, Hidden { mut rows, mut columns }: Hidden) -> Self {
        rows.sort_unstable();
        columns.sort_unstable();
        Self { hidden_rows: rows, hidden_columns: columns, ..self }
    }

    /// Whether who looks at the sheet does not see a row, counted from 1.
    pub(super) fn hides(&self, row: u32) -> bool {
        self.hidden_rows.binary_search(&row).is_ok()
    }

    /// The same of a column, counted from 0.
    pub(super) fn hides_column(&self, column: usize) -> bool {
        let number = u32::try_from(column + 1).unwrap_or(u32::MAX);
        self.hidden_columns.binary_search(&number).is_ok()
    }

    /// The cell at a place, both counted from 0.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
    }

    /// All that is text in it.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().flatten().filter_map(Cell::text)
    }

    /// How many rows it has, counted from the file's first.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many columns the widest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Gives a merged region's value to each of its places. All ends are within, counted from 0.
    pub(super) fn fill(&mut self, (top, left): (usize, usize), (bottom, right): (usize, usize)) {
        let value = self.cell(top, left).clone();
        let places = (bottom.abs_diff(top) + 1).saturating_mul(right.abs_diff(left) + 1);
        if value == Cell::Empty || places > LARGEST_REGION {
            return;
        }
        let rows = self.rows.iter_mut().take(bottom.saturating_add(1)).skip(top);
        for cells in rows {
            let right = right.min(MOST_COLUMNS - 1);
            if cells.len() <= right {
                cells.resize(right + 1, Cell::Empty);
            }
            cells[left..=right].fill(value.clone());
        }
    }
}

/// The day of a serial number of Excel: day 1 is 1900-01-01, and 29 February of that year, which was none,
/// counts.
pub(super) fn day_of_serial(serial: f64) -> Option<Date> {
    let days = serial.floor();
    // From 1954 to 2119: what else stands in a column of dates is no date.
    if !(20_000.0..80_000.0).contains(&days) {
        return None;
    }
    date(1899, 12, 30).checked_add(jiff::Span::new().days(days as i64)).ok()
}

/// A column as spreadsheets name it: `A`, `Z`, `AA`.
pub(super) fn column_name(column: usize) -> String {
    let (mut left, mut name) = (column + 1, Vec::new());
    while left > 0 {
        left -= 1;
        name.push(b'A' + u8::try_from(left % 26).expect("below 26"));
        left /= 26;
    }
    name.reverse();
    String::from_utf8(name).expect("letters are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        for (column, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
        {
            assert_eq!(column_name(column), name);
        }
    }

    #[test]
    fn hidden_rows_may_be_sent_in_any_order() {
        let sheet = r#"{"name": "s", "rows": [], "hidden_rows": [9, 2, 5]}"#;
        let sheet: Sheet = serde_json::from_str(sheet).expect("a sheet");
        assert!([2, 5, 9].into_iter().all(|row| sheet.hides(row)) && !sheet.hides(3));
    }

    #[test]
    fn a_sheet_that_is_sent_has_no_more_rows_than_one_that_is_read() {
        let sent = |rows: usize| {
            let rows = vec!["[]"; rows].join(",");
            serde_json::from_str::<Sheet>(&format!(r#"{{"name": "s", "rows": [{rows}]}}"#))
        };
        assert_eq!(sent(LONGEST_SHEET).expect("a sheet").height(), LONGEST_SHEET);
        let refused = sent(LONGEST_SHEET + 1).expect_err("too long").to_string();
        assert!(refused.starts_with("more than 50000 rows"), "{refused}");
    }

    #[test]
    fn serial_numbers_are_days() {
        assert_eq!(day_of_serial(43_822.0), Some(date(2019, 12, 23)));
        assert_eq!(day_of_serial(43_822.75), Some(date(2019, 12, 23)));
        assert_eq!(day_of_serial(3.0), None);
        assert_eq!(day_of_serial(f64::NAN), None);
    }

    #[test]
    fn a_merged_value_stands_in_each_of_its_places() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut sheet =
            Sheet::new("s".to_owned(), vec![vec![text("a")], vec![], vec![Cell::Empty, text("b")]]);
        sheet.fill((0, 0), (1, 1));
        assert_eq!(sheet.cell(1, 1), &text("a"));
        assert_eq!(sheet.cell(2, 1), &text("b"));
        assert_eq!(sheet.cell(9, 9), &Cell::Empty);
    }
}
