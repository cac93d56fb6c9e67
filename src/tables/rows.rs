//! From files to rows: sheets, their headers, and what stands below them.

use std::{collections::BTreeMap, panic, sync::Arc};

use super::{
    Cell, Field, Format, Sheet, What,
    delimited::read_csv,
    finding::{Finding, Grade, Place},
    garbled::garbled_rows,
    header::{DECIDED, Header, place},
    registers::{about_sheet, registers},
    row::{Origin, Row},
    sheet::FileError,
    text::folded,
    understood::Understanding,
    values, vocabulary,
    workbook::read_xlsx,
};
use crate::registry::ProductGroup;

/// A file's rows, and what was found on the way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The rows that could be understood.
    pub rows: Vec<Row>,
    /// What was found, of each sheet what concerns all of it first.
    pub findings: Vec<Finding>,
    /// Certificates that stand in it, understood or not.
    pub certificates: usize,
    /// The sheets' names in the workbook's order.
    pub sheets: Vec<String>,
}

/// Reads the sheets of a file. A workbook is unpacked and trusted for its lengths here: that is for a process
/// of its own, not for one that has others to answer.
///
/// # Errors
/// [`FileError`] if it is no table at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, FileError> {
    match Format::of(name, bytes)? {
        Format::Xlsx => without_panic(name, || read_xlsx(name, bytes)),
        Format::Csv => Ok(vec![read_csv(name, bytes)?]),
    }
}

/// Understands the register tables among some sheets; what is wrong in them is among the findings. `province`
/// is the code for rows that name no province.
pub fn understand(sheets: &[Sheet], province: Option<&str>) -> Table {
    let names = sheets.iter().map(|sheet| sheet.name.clone());
    let mut table = Table { sheets: names.collect(), ..Table::default() };
    let (registers, passed_by) = registers(sheets);
    table.findings = passed_by;
    for (sheet, header) in registers {
        read_sheet(sheet, header, province, &mut table);
    }
    // A sheet that waits for next year's rows is no mistake; a table without any is one.
    if table.certificates == 0 {
        let empty = |finding: &&mut Finding| finding.what == What::NoRows;
        table.findings.iter_mut().filter(empty).for_each(|finding| finding.grade = Grade::Bad);
    }
    table
}

/// calamine trusts the lengths in a workbook, and panics over those that are wrong.
fn without_panic(
    name: &str,
    read: impl FnOnce() -> Result<Vec<Sheet>, FileError>,
) -> Result<Vec<Sheet>, FileError> {
    let damaged = |_| Err(FileError::Workbook(name.to_owned(), "it is damaged".to_owned()));
    panic::catch_unwind(panic::AssertUnwindSafe(read)).unwrap_or_else(damaged)
}

/// Columns without which a row is no certificate. The body may stand in the decision's cell, a group in a title.
const NEEDED: [Field; 4] =
    [Field::ProductName, Field::ProducerName, Field::Stars, Field::DecisionNumber];

fn read_sheet(sheet: &Sheet, mut header: Header, province: Option<&str>, table: &mut Table) {
    let mut findings = header.take_findings();
    let lacking = NEEDED.into_iter().filter(|field| !header.has(*field));
    let mut lacking: BTreeMap<Field, Vec<u32>> = lacking.map(|field| (field, vec![])).collect();
    let letters =
        |column: &super::header::Column| (column.field, super::sheet::column_name(column.index));
    let columns: BTreeMap<Field, String> = header.columns.iter().map(letters).collect();
    let (name, columns) = (Arc::from(sheet.name.as_str()), Arc::new(columns));
    let (mut section, mut hidden) = (None, Vec::new());
    let before = table.certificates;
    let is_certificate =
        |row: usize| matches!(Cells { sheet, header: &header, row }.kind(), RowKind::Certificate);
    let (garbled, said_of_garbled) = garbled_rows(sheet, &header, is_certificate);
    for row in header.first_row..sheet.height() {
        let cells = Cells { sheet, header: &header, row };
        match cells.kind() {
            RowKind::Nothing => {}
            RowKind::Section(group) => section = Some(group),
            RowKind::Other(text) => {
                let place = Place { column: None, ..place(sheet, row, 0, None) };
                let what = What::RowSkipped { text };
                findings.push(Finding { place, grade: Grade::Note, what });
            }
            RowKind::Certificate => {
                table.certificates += 1;
                let row = u32::try_from(row + 1).unwrap_or(u32::MAX);
                if sheet.hides(row) {
                    hidden.push(row);
                }
                // Why its cells can't be understood is said once.
                if garbled.binary_search(&row).is_ok() {
                    continue;
                }
                let origin =
                    Origin { sheet: Arc::clone(&name), row, columns: Arc::clone(&columns) };
                let understanding = Understanding::new(cells, origin, section, province);
                let mut of_row = Vec::new();
                table.rows.extend(understanding.row(&mut of_row));
                // What a whole column would say is asked for once, not in every row.
                for finding in of_row {
                    let lacks = finding.place.field.filter(|field| !header.has(*field));
                    match lacks.filter(|_| finding.what == What::Missing) {
                        Some(field) => lacking.entry(field).or_default().push(row),
                        None => findings.push(finding),
                    }
                }
            }
        }
    }
    table.findings.extend(lacking.into_iter().map(|(missing, rows)| {
        about_sheet(sheet, Grade::Bad, What::ColumnMissing { missing, rows })
    }));
    if !hidden.is_empty() {
        let what = What::RowsHidden { rows: hidden };
        table.findings.push(about_sheet(sheet, Grade::Doubtful, what));
    }
    let unseen = header.columns.iter().filter(|column| sheet.hides_column(column.index));
    let unseen: Vec<_> = unseen.map(|column| letters(column).1).collect();
    if !unseen.is_empty() {
        let what = What::ColumnsHidden { columns: unseen };
        table.findings.push(about_sheet(sheet, Grade::Doubtful, what));
    }
    table.findings.extend(said_of_garbled);
    table.findings.append(&mut findings);
    if table.certificates == before {
        table.findings.push(about_sheet(sheet, Grade::Doubtful, What::NoRows));
    }
}

impl Table {
    /// Puts findings in the order of places: as sheets, rows and columns follow each other in the file.
    pub fn sort(&self, findings: &mut [Finding]) {
        findings.sort_by_cached_key(|Finding { place, .. }| {
            let sheet = self.sheets.iter().position(|name| *name == place.sheet);
            // Z comes before AA.
            let letters = place.column.as_ref().map_or(0, String::len);
            (sheet, place.row, letters, place.clone())
        });
    }
}

/// What a row below the header is.
enum RowKind {
    /// Empty, the header again, the columns' numbers.
    Nothing,
    /// The title of a group, which holds for the rows below it.
    Section(ProductGroup),
    /// Other titles, sums, signatures.
    Other(String),
    Certificate,
}

/// The cells of a row by field.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    sheet: &'a Sheet,
    header: &'a Header,
    row: usize,
}

impl Cells<'_> {
    /// The cell of a field; a cross below a number of stars is that number.
    pub(super) fn get(&self, field: Field) -> Cell {
        let columns = self.header.columns.iter().filter(|column| column.field == field);
        let cells = columns.map(|column| {
            let cell = self.sheet.cell(self.row, column.index);
            match (&column.crossed_means, cell) {
                (_, Cell::Empty) => Cell::Empty,
                (Some(meaning), cell) if vocabulary::yes_no(&values::line(cell)) == Ok(true) => {
                    Cell::Text(meaning.clone())
                }
                (Some(_) | None, cell) => cell.clone(),
            }
        });
        let mut filled = cells.filter(|cell| *cell != Cell::Empty);
        let first = filled.next().unwrap_or_default();
        match (field, filled.next()) {
            // Crosses below two numbers of stars say both, which is no number.
            (Field::Stars, Some(second)) if second != first => {
                Cell::Text(format!("{}, {}", values::line(&first), values::line(&second)))
            }
            (_, _) => first,
        }
    }

    /// The cells that are texts, with their fields.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Field, &str)> {
        let columns = self.header.columns.iter();
        columns.filter_map(|column| {
            Some((column.field, self.sheet.cell(self.row, column.index).text()?))
        })
    }

    /// A row is a certificate if it names a product and says something of it, or says enough without.
    fn kind(&self) -> RowKind {
        let texts: Vec<String> = (0..self.sheet.width())
            .map(|column| values::line(self.sheet.cell(self.row, column)))
            .filter(|text| !folded(text).is_empty() || !text.trim().is_empty())
            .collect();
        if texts.is_empty() || self.header.is_repeated_in(self.sheet, self.row) {
            return RowKind::Nothing;
        }
        let mut different = texts.clone();
        different.dedup();
        let is_sum = different.iter().take(2).any(|text| {
            let words = folded(text);
            (words.starts_with("tong cong") && !words.starts_with("tong cong ty"))
                || words.starts_with("tong so")
                || words == "tong"
                || words == "cong"
        });
        let filled = self.header.columns.iter().filter(|column| {
            column.field != Field::RowNumber
                && *self.sheet.cell(self.row, column.index) != Cell::Empty
        });
        let has = |field| self.get(field) != Cell::Empty;
        // A title that is merged over the row stands in each of its cells.
        let product = self.get(Field::ProductName);
        let is_decided = DECIDED.into_iter().any(|field| has(field) && self.get(field) != product);
        let is_named = product != Cell::Empty && is_decided;
        let is_certificate = different.len() >= LEAST_FILLED && filled.count() >= LEAST_FILLED
            || different.len() > 1 && is_named;
        if is_certificate && !is_sum {
            return RowKind::Certificate;
        }
        let is_private = |column: usize| {
            let mut columns = self.header.columns.iter();
            columns.any(|known| known.index == column && known.field.is_private())
        };
        let mut open: Vec<String> = (0..self.sheet.width())
            .filter(|column| !is_private(*column))
            .map(|column| values::line(self.sheet.cell(self.row, column)))
            .filter(|text| !text.is_empty())
            .collect();
        open.dedup();
        let text = open.join(" ");
        match vocabulary::group(&text) {
            Ok(group) if !is_sum && names_a_group(&text) => {
                RowKind::Section(match group {
                    vocabulary::GroupSaid::Named(group) => group,
                    // A title of a number alone is no group's.
                    vocabulary::GroupSaid::Number(_) => return RowKind::Other(text),
                })
            }
            Ok(_) | Err(_) => RowKind::Other(text),
        }
    }
}

/// Titles of groups say "nhóm" or "ngành", or begin with a roman number.
fn names_a_group(text: &str) -> bool {
    let words = folded(text);
    let first = words.split(' ').next().unwrap_or_default();
    words.contains("nhom")
        || words.contains("nganh")
        || matches!(first, "i" | "ii" | "iii" | "iv" | "v" | "vi")
}

/// Fewer cells than this are a title.
const LEAST_FILLED: usize = 3;
