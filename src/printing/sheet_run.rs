//! A batch laid out on sheets: which stamps come on which sheet and in which file. The same run always gives
//! the same files, so one that was interrupted goes on at the file where it stopped, and a sheet that was
//! spoiled is made again alone.

use std::ops::Range;

use super::{Label, Length, Point, PrintedBatch, Sheet};
use crate::stamp::StampIndex;

/// The most labels in a file: office printers choke on more.
pub const MOST_LABELS_A_FILE: u32 = 10_000;

/// The words in a sheet's margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetWords {
    /// Before the batch's number.
    pub batch: String,
    /// Before the sheet's number.
    pub sheet: String,
}

/// A batch on sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRun {
    /// The sheet.
    pub sheet: Sheet,
    /// What is on each label.
    pub label: Label,
    /// Labels of the first sheet that are used already.
    pub used_labels: u32,
    /// How far all is moved, for printers that do not draw the paper in straight.
    pub offset: Point,
    /// What the margin says.
    pub words: SheetWords,
}

/// Where the first sheet can't begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("label {asked} is not on a sheet of {labels}")]
pub struct NoSuchLabel {
    /// Counted from 1.
    pub asked: u32,
    /// On a sheet.
    pub labels: u32,
}

/// Some sheets of a run, in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which file, counted from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
    /// Its sheets, counted from 0 over the whole run.
    pub sheets: Range<u32>,
    /// The stamps on them.
    pub stamps: Range<u32>,
}

impl SheetRun {
    /// Begins at a label of the first sheet, counted from 1.
    ///
    /// # Errors
    /// [`NoSuchLabel`]
    pub fn begin_at(&mut self, label: u32) -> Result<(), NoSuchLabel> {
        let labels = self.sheet.labels();
        if label == 0 || label > labels {
            return Err(NoSuchLabel { asked: label, labels });
        }
        self.used_labels = label - 1;
        Ok(())
    }

    /// Whether the symbols of all labels of a sheet, quiet zones included, are on the paper, moved as they are.
    pub fn is_on_paper(&self) -> bool {
        let (symbol, side) = (self.label.symbol_at, self.label.symbol_side());
        let paper = self.sheet.paper;
        let is_on_it = |place: u32| {
            let at = self.label_at(place);
            let (x, y) = (at.x + symbol.x, at.y + symbol.y);
            x >= Length::ZERO
                && y >= Length::ZERO
                && x + side <= paper.width
                && y + side <= paper.height
        };
        is_on_it(0) && is_on_it(self.sheet.labels() - 1)
    }

    /// How many sheets it takes.
    pub fn sheets(&self) -> u32 {
        (self.batch().quantity + self.used_labels).div_ceil(self.sheet.labels())
    }

    /// Its files.
    pub fn parts(&self) -> Vec<Part> {
        let sheets_a_file = (MOST_LABELS_A_FILE / self.sheet.labels()).max(1);
        let of = self.sheets().div_ceil(sheets_a_file);
        let part = |number: u32| {
            let from = (number - 1) * sheets_a_file;
            self.part(number, of, from..(from + sheets_a_file).min(self.sheets()))
        };
        (1..=of).map(part).collect()
    }

    /// One sheet alone, counted from 0, as it is in its file. `None`: there is no such sheet.
    pub fn sheet_alone(&self, sheet: u32) -> Option<Part> {
        (sheet < self.sheets()).then(|| self.part(1, 1, sheet..sheet + 1))
    }

    fn part(&self, number: u32, of: u32, sheets: Range<u32>) -> Part {
        let stamps = self.stamps_of(sheets.start).start..self.stamps_of(sheets.end - 1).end;
        Part { number, of, sheets, stamps }
    }

    /// The stamps on a sheet.
    pub fn stamps_of(&self, sheet: u32) -> Range<u32> {
        let labels = self.sheet.labels();
        let from = (sheet * labels).saturating_sub(self.used_labels);
        let to = ((sheet + 1) * labels - self.used_labels).min(self.batch().quantity);
        from..to
    }

    /// The place on its sheet of the first stamp there.
    pub fn first_place(&self, sheet: u32) -> u32 {
        if sheet == 0 { self.used_labels } else { 0 }
    }

    /// Where a label stands on the paper.
    pub fn label_at(&self, place: u32) -> Point {
        let at = self.sheet.label_at(place);
        Point { x: at.x + self.offset.x, y: at.y + self.offset.y }
    }

    /// What the margin of a sheet says: `Lô 7 · tờ 3/154 · 7-00000130 – 7-00000194`.
    pub fn margin_text(&self, sheet: u32) -> String {
        let (batch, stamps) = (self.batch(), self.stamps_of(sheet));
        format!(
            "{} {} · {} {}/{} · {} – {}",
            self.words.batch,
            batch.batch,
            self.words.sheet,
            sheet + 1,
            self.sheets(),
            batch.serial(index(stamps.start)),
            batch.serial(index(stamps.end - 1)),
        )
    }

    /// A file's name without its ending: batch, first and last stamp, which of how many files.
    pub fn file_name(&self, part: &Part) -> String {
        let Range { start, end } = part.stamps;
        let batch = self.batch().batch;
        format!("batch-{batch}-{start:08}-{:08}-{}of{}", end - 1, part.number, part.of)
    }

    fn batch(&self) -> PrintedBatch {
        self.label.batch
    }
}

fn index(index: u32) -> StampIndex {
    StampIndex::try_from(u64::from(index)).expect("a batch has no more stamps than indexes")
}
