//! The header row among titles: which column holds what, and where the rows begin.

use std::collections::BTreeSet;

use super::{
    Cell, Field, Sheet, What,
    columns::Headings,
    finding::{Finding, Grade, Place},
    sheet::column_name,
    text::folded,
    values::has_words,
};

/// Titles above a header are no longer than this.
const SEARCHED: usize = 60;

/// A header has at least this many columns that we know, the product's name among them.
const LEAST: usize = 3;

/// What is said of a certificate and of nothing else.
pub(super) const DECIDED: [Field; 3] =
    [Field::Stars, Field::DecisionNumber, Field::CertificateNumber];

/// What was found out of a sheet's header.
pub(super) struct Header {
    pub columns: Vec<Column>,
    /// The first row below it, from 0.
    pub first_row: usize,
    /// Its own texts, by which it is known again where it is repeated on a new page.
    texts: Vec<String>,
    /// What was found of a column, by its index.
    findings: Vec<(usize, Finding)>,
}

/// A column that we know.
pub(super) struct Column {
    pub index: usize,
    pub field: Field,
    /// For tables that have a column for each number of stars, and a cross in one: what a cross means.
    pub crossed_means: Option<String>,
    /// Whether its heading speaks of a code.
    says_code: bool,
}

impl Header {
    /// Finds a sheet's header: the first row, alone or with the one below it, that names enough fields.
    pub(super) fn find(sheet: &Sheet) -> Option<Self> {
        (0..sheet.height().min(SEARCHED)).find_map(|row| {
            let (one, two) = (Self::read(sheet, row, 1), Self::read(sheet, row, 2));
            // A title above the header is not the upper half of it.
            let needs_two = one.fields() > 1
                && (two.fields() > one.fields()
                    || (two.is_crossed() && !one.is_crossed())
                    || goes_on_below(sheet, row))
                && !one.has_a_product_below(sheet, row);
            let mut best = if needs_two { two } else { one };
            if !best.is_a_header() {
                return None;
            }
            best.doubt_filled_columns(sheet);
            Some(best)
        })
    }

    /// Columns that are passed by are worth a look where something stands in them. What is the same as to its
    /// left is a title that is merged over the whole table.
    fn doubt_filled_columns(&mut self, sheet: &Sheet) {
        let is_filled = |column: usize| {
            (self.first_row..sheet.height()).any(|row| {
                let cell = sheet.cell(row, column);
                let left = column.checked_sub(1).map(|left| sheet.cell(row, left));
                *cell != Cell::Empty && Some(cell) != left && !self.is_repeated_in(sheet, row)
            })
        };
        let filled: Vec<bool> =
            self.findings.iter().map(|(column, _)| is_filled(*column)).collect();
        let findings = self.findings.iter_mut().zip(filled).filter(|(_, filled)| *filled);
        for ((_, finding), _) in findings {
            finding.grade = Grade::Doubtful;
        }
    }

    /// What was found of its columns; once.
    pub(super) fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings).into_iter().map(|(_, finding)| finding).collect()
    }

    fn read(sheet: &Sheet, row: usize, height: usize) -> Self {
        let mut header = Self {
            columns: Vec::new(),
            first_row: row + height,
            texts: Vec::new(),
            findings: Vec::new(),
        };
        let upper = |index| heading(sheet.cell(row, index));
        for index in 0..sheet.width() {
            let top = upper(index);
            let below = match height {
                1 => String::new(),
                _ => heading(sheet.cell(row + 1, index)),
            };
            let is_shared = is_shared(&top, index, upper);
            let headings = Headings::new(top, below, is_shared);
            header.texts.push(folded(headings.last()));
            header.add(sheet, row, index, &headings);
        }
        header
    }

    fn add(&mut self, sheet: &Sheet, row: usize, index: usize, headings: &Headings) {
        let Some(read) = headings.field() else {
            if !headings.is_empty() {
                let place = place(sheet, row, index, None);
                let what = What::ColumnUnknown { heading: headings.quoted() };
                self.findings.push((index, Finding { place, grade: Grade::Note, what }));
            }
            return;
        };
        let field = read.field;
        let crossed_means = headings.crossed_means().filter(|_| field == Field::Stars);
        let crossed_means = crossed_means.map(str::to_owned);
        let says_code = has_words(&read.words, "ma");
        let column = Column { index, field, crossed_means, says_code };
        let there = self.columns.iter_mut().find(|column| column.field == field);
        let Some(there) = there.filter(|_| column.crossed_means.is_none()) else {
            self.columns.push(column);
            return;
        };
        let is_merged = (row..self.first_row).all(|row| {
            heading(sheet.cell(row, index)) == heading(sheet.cell(row, index.saturating_sub(1)))
        });
        if is_merged {
            return;
        }
        // The first one counts, but for a province's code, which says more than its name.
        let is_better = field == Field::ProvinceCode && says_code && !there.says_code;
        let passed_by = if is_better { std::mem::replace(there, column).index } else { index };
        let what = What::ColumnTwice { read: column_name(there.index) };
        let place = place(sheet, row, passed_by, Some(field));
        self.findings.push((passed_by, Finding { place, grade: Grade::Note, what }));
    }

    fn fields(&self) -> usize {
        self.columns.iter().map(|column| column.field).collect::<BTreeSet<_>>().len()
    }

    /// Whether stars are told by crosses: several columns each have a number of them.
    fn is_crossed(&self) -> bool {
        let crossed = self.columns.iter().filter(|column| column.crossed_means.is_some());
        crossed.count() > 1
    }

    /// Whether the row below a header's names a product: then that is the first certificate's.
    fn has_a_product_below(&self, sheet: &Sheet, row: usize) -> bool {
        let mut products = self.columns.iter().filter(|column| column.field == Field::ProductName);
        products.any(|column| {
            let (top, below) = (sheet.cell(row, column.index), sheet.cell(row + 1, column.index));
            let below = heading(below);
            !below.is_empty() && heading(top) != below && Field::of_heading(&below).is_none()
        })
    }

    fn is_a_header(&self) -> bool {
        self.fields() >= LEAST && self.has(Field::ProductName)
    }

    /// Whether it is that of certificates: a list of products and holders has none of these columns.
    pub(super) fn says_what_was_decided(&self) -> bool {
        DECIDED.into_iter().any(|field| self.has(field))
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == field)
    }

    /// Whether a row is the header again, or numbers the columns.
    pub(super) fn is_repeated_in(&self, sheet: &Sheet, row: usize) -> bool {
        let texts: Vec<(usize, String)> = (0..sheet.width())
            .map(|index| (index, folded(&heading(sheet.cell(row, index)))))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let same =
            texts.iter().filter(|(index, text)| self.texts.get(*index) == Some(text)).count();
        let numbers: Vec<u32> = texts.iter().filter_map(|(_, text)| text.parse().ok()).collect();
        let counts = numbers.len() == texts.len() && numbers.len() >= LEAST && counts_up(&numbers);
        (same >= LEAST && same * 2 >= texts.len()) || counts
    }
}

/// Whether the row below a header's belongs to it: a heading is merged over both, or all that stands there stands
/// below headings that are merged over several columns.
fn goes_on_below(sheet: &Sheet, row: usize) -> bool {
    let upper = |column: usize| heading(sheet.cell(row, column));
    let below: Vec<_> = (0..sheet.width())
        .map(|column| (column, heading(sheet.cell(row + 1, column))))
        .filter(|(_, below)| !below.is_empty())
        .collect();
    let is_shared = |column: usize| is_shared(upper(column).as_str(), column, upper);
    below.iter().any(|(column, below)| *below == upper(*column))
        || (!below.is_empty() && below.iter().all(|(column, _)| is_shared(*column)))
}

/// Whether a heading stands over a column beside its own, too.
fn is_shared(top: &str, column: usize, upper: impl Fn(usize) -> String) -> bool {
    let has_the_same = |other: usize| upper(other) == top;
    !top.is_empty() && (column.checked_sub(1).is_some_and(has_the_same) || has_the_same(column + 1))
}

/// 1, 2, 3 …, a merged column twice.
fn counts_up(numbers: &[u32]) -> bool {
    numbers.first().is_some_and(|first| *first <= 1)
        && numbers.windows(2).all(|pair| pair[1] == pair[0] || pair[1] == pair[0] + 1)
}

/// A header's cell in one line.
fn heading(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.replace('\n', " "),
        Cell::Number(number) => number.to_string(),
        Cell::Empty | Cell::Date(_) | Cell::Error(_) => String::new(),
    }
}

/// A place as spreadsheets show it, from a row and a column that count from 0.
pub(super) fn place(sheet: &Sheet, row: usize, column: usize, field: Option<Field>) -> Place {
    Place {
        sheet: sheet.name.clone(),
        row: u32::try_from(row + 1).unwrap_or(u32::MAX),
        column: Some(column_name(column)),
        field,
    }
}
