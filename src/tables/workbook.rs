//! Excel workbooks as sheets. Cells are taken one by one, since a workbook with one stray cell at the far
//! corner would be sixteen thousand million cells as a rectangle.

use std::{
    io::Cursor,
    panic::{self, AssertUnwindSafe},
};

use calamine::{Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx};
use jiff::civil::Date;

use super::{
    hidden::hidden,
    sheet::{Cell, FileError, LONGEST_SHEET, MOST_COLUMNS, Sheet},
    text::cleaned_lines,
};

/// Reads the sheets that can be seen. Hidden ones are named, if there is something in them.
pub(super) fn read_xlsx(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, FileError> {
    let failed =
        |error: calamine::XlsxError| FileError::Workbook(name.to_owned(), error.to_string());
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let mut hidden = hidden(bytes);
    let mut sheets = Vec::new();
    // Sheets of charts and dialogs have no cells.
    let of_cells = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet;
    let named: Vec<_> = workbook.sheets_metadata().iter().filter(of_cells).cloned().collect();
    for calamine::Sheet { name: sheet_name, visible, .. } in named {
        if visible != SheetVisible::Visible {
            // One over which calamine panics is not read, and so is no reason to refuse the others.
            let is_filled =
                panic::catch_unwind(AssertUnwindSafe(|| has_cells(&mut workbook, &sheet_name)));
            if is_filled.unwrap_or(true) {
                sheets.push(Sheet::hidden(sheet_name));
            }
            continue;
        }
        let mut grid = Grid::new(name);
        let mut cells = workbook.worksheet_cells_reader(&sheet_name).map_err(failed)?;
        while let Some(cell) = cells.next_cell().map_err(failed)? {
            let (row, column) = cell.get_position();
            grid.put(row as usize, column as usize, of_reference(cell.get_value()))?;
        }
        drop(cells);
        let merged = workbook.merge_cells_by_sheet_name(&sheet_name).map_err(failed)?;
        let hidden = hidden.remove(&sheet_name).unwrap_or_default();
        sheets.push(grid.into_sheet(sheet_name, &merged).with_hidden(hidden));
    }
    Ok(sheets)
}

/// Whether something stands in a sheet that is not read; one that can't be read counts, since it is not empty.
fn has_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> bool {
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else { return true };
    loop {
        match cells.next_cell() {
            Ok(None) => return false,
            Ok(Some(cell)) if of_reference(cell.get_value()) == Cell::Empty => {}
            Ok(Some(_)) | Err(_) => return true,
        }
    }
}

/// Rows that grow as cells come.
struct Grid<'a> {
    file: &'a str,
    rows: Vec<Vec<Cell>>,
}

impl<'a> Grid<'a> {
    const fn new(file: &'a str) -> Self {
        Self { file, rows: Vec::new() }
    }

    fn put(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), FileError> {
        if cell == Cell::Empty || column >= MOST_COLUMNS {
            return Ok(());
        }
        if row >= LONGEST_SHEET {
            return Err(FileError::TooLong(self.file.to_owned()));
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.rows[row];
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
        Ok(())
    }

    fn into_sheet(self, name: String, merged: &[Dimensions]) -> Sheet {
        let mut sheet = Sheet::new(name, self.rows);
        let place = |(row, column): (u32, u32)| (row as usize, column as usize);
        for region in merged.iter().filter(|region| region.start.1 < MOST_COLUMNS as u32) {
            sheet.fill(place(region.start), place(region.end));
        }
        sheet
    }
}

fn of_reference(value: &DataRef<'_>) -> Cell {
    of_value(&Data::from(value.clone()))
}

fn of_value(value: &Data) -> Cell {
    match value {
        Data::Empty | Data::DurationIso(_) => Cell::Empty,
        Data::String(text) => of_text(text),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(truth) => Cell::Text(if *truth { "1" } else { "0" }.to_owned()),
        Data::DateTime(time) => {
            // This one knows whether the workbook counts from 1900 or from 1904.
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            let [month, day] = [month, day].map(|part| i8::try_from(part).unwrap_or(0));
            let date = i16::try_from(year).ok().and_then(|year| Date::new(year, month, day).ok());
            date.map_or_else(|| Cell::Number(time.as_f64()), Cell::Date)
        }
        Data::DateTimeIso(text) => text
            .get(..10)
            .and_then(|day| day.parse().ok())
            .map_or_else(|| of_text(text), Cell::Date),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn of_text(text: &str) -> Cell {
    let text = cleaned_lines(text);
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}
