//! Sheets of labels: how large, how many, where the first stands and how far apart they are, after the
//! model of glabels' templates. Which stamps come on which sheet is left to `sheet_run`.

use super::{Insets, Length, Point, Size};

/// Printers of offices do not reach closer to the edge of the paper.
const UNPRINTABLE: Length = Length::micrometres(4_200);

/// A label sheet may be cut so much smaller than its maker says.
const TOLERANCE: Length = Length::micrometres(1_000);

/// Sheets of print houses: size, what is left at their edges for grippers and marks, bleed of a label.
const PRESS_SHEET: Size =
    Size { width: Length::micrometres(325_000), height: Length::micrometres(480_000) };
const PRESS_MARGIN: Length = Length::micrometres(15_000);
const BLEED: Length = Length::micrometres(2_000);

/// Crop marks end so far from the label.
pub(super) const CROP_MARKS_TO: Length = Length::micrometres(8_000);

/// So much is needed above the first row for a line of text that printers reach.
const MARGIN_FOR_TEXT: Length = Length::micrometres(8_000);

/// A sheet of labels, all alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The paper.
    pub paper: Size,
    /// Labels in a row.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
    /// A label.
    pub label: Size,
    /// The upper left corner of the first label.
    pub first: Point,
    /// From a label's left edge to the next one's, and from its upper edge to the next one's.
    pub pitch: Size,
    /// What it is cut from.
    pub cut: Cut,
}

/// Whether labels are cut before they are printed or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Labels that stick on a sheet, for the printer of an office.
    Before,
    /// A print house cuts; it wants bleed, marks and a die line.
    After,
}

/// A sheet that can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// No row, no column, or a size that is none.
    #[error(
        "a sheet has at least one column and one row, and its labels have a width and a height"
    )]
    Empty,
    /// The labels do not fit the paper.
    #[error("{labels} labels take {taken} mm {along}, the paper has {paper} mm")]
    PaperTooSmall {
        /// `across` or `down`.
        along: &'static str,
        /// How many stand in it.
        labels: u16,
        /// Up to the last one's edge.
        taken: Length,
        /// What there is.
        paper: Length,
    },
    /// Labels over labels.
    #[error("labels of {label} mm, {pitch} mm from one to the next, lie over one another")]
    Overlap {
        /// Width or height.
        label: Length,
        /// From one to the next.
        pitch: Length,
    },
}

/// A label sheet that shops have.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// What it is called here.
    pub name: &'static str,
    /// Whose sheet it is.
    pub product: &'static str,
    /// Columns and rows.
    grid: (u16, u16),
    /// Width and height of a label, x and y of the first, pitch across and down, in micrometres. From glabels'
    /// templates (glabels-data 3.4.1).
    measures: [i32; 6],
}

impl Preset {
    /// All of them, on A4.
    pub const ALL: [Self; 9] = [
        Self::new("a4-24", "Herma 4464", (3, 8), [70_200, 37_040, 0, 0, 70_200, 37_040]),
        Self::new(
            "a4-24-margin",
            "Herma 4614",
            (3, 8),
            [66_000, 33_800, 5_700, 13_000, 66_000, 33_800],
        ),
        Self::new("a4-33", "Avery J8157", (3, 11), [64_000, 24_300, 6_000, 14_000, 66_500, 24_300]),
        Self::new(
            "a4-40",
            "Avery L4770",
            (4, 10),
            [45_700, 25_400, 10_000, 22_000, 48_500, 25_400],
        ),
        Self::new("a4-44", "Herma 4102", (4, 11), [48_300, 25_400, 8_500, 8_500, 48_300, 25_400]),
        Self::new("a4-48", "Herma 4097", (4, 12), [45_720, 21_200, 10_000, 22_000, 48_720, 21_200]),
        Self::new("a4-65", "Avery 8651", (5, 13), [38_100, 21_200, 4_700, 10_900, 40_600, 21_200]),
        Self::new(
            "a4-80",
            "Avery L4732",
            (5, 16),
            [35_600, 16_900, 11_000, 13_000, 38_100, 16_900],
        ),
        Self::new("a4-96", "Herma 4100", (6, 16), [30_480, 16_930, 7_500, 18_500, 32_900, 16_930]),
    ];

    const fn new(
        name: &'static str,
        product: &'static str,
        grid: (u16, u16),
        measures: [i32; 6],
    ) -> Self {
        Self { name, product, grid, measures }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name == name)
    }

    /// Its sheet.
    pub fn sheet(self) -> Sheet {
        let [width, height, x, y, across, down] = self.measures.map(Length::micrometres);
        Sheet {
            paper: Sheet::A4,
            columns: self.grid.0,
            rows: self.grid.1,
            label: Size { width, height },
            first: Point { x, y },
            pitch: Size { width: across, height: down },
            cut: Cut::Before,
        }
    }
}

impl Sheet {
    /// Paper of offices.
    pub const A4: Size =
        Size { width: Length::micrometres(210_000), height: Length::micrometres(297_000) };

    /// A sheet for digital presses, 325 × 480 mm, with as many labels as fit, 2 mm of bleed around each.
    ///
    /// # Errors
    /// [`SheetError`] if not even one fits.
    pub fn press(label: Size) -> Result<Self, SheetError> {
        let pitch = Size { width: label.width + BLEED * 2, height: label.height + BLEED * 2 };
        let fit = |paper: Length, pitch: Length| {
            let room = (paper - PRESS_MARGIN * 2).as_micrometres();
            u16::try_from(room / pitch.as_micrometres().max(1)).unwrap_or_default()
        };
        let columns = fit(PRESS_SHEET.width, pitch.width);
        let rows = fit(PRESS_SHEET.height, pitch.height);
        let first =
            |paper: Length, count: u16, pitch: Length| (paper - pitch * count).half() + BLEED;
        let first = Point {
            x: first(PRESS_SHEET.width, columns, pitch.width),
            y: first(PRESS_SHEET.height, rows, pitch.height),
        };
        let sheet =
            Self { paper: PRESS_SHEET, columns, rows, label, first, pitch, cut: Cut::After };
        sheet.checked()
    }

    /// A page for each label, with 2 mm of bleed around it: what print houses impose themselves.
    ///
    /// # Errors
    /// [`SheetError`] for a size that is none.
    pub fn single(label: Size) -> Result<Self, SheetError> {
        let paper = Size { width: label.width + BLEED * 2, height: label.height + BLEED * 2 };
        let first = Point { x: BLEED, y: BLEED };
        let sheet =
            Self { paper, columns: 1, rows: 1, label, first, pitch: paper, cut: Cut::After };
        sheet.checked()
    }

    /// The sheet, if it can be.
    ///
    /// # Errors
    /// [`SheetError`]
    pub fn checked(self) -> Result<Self, SheetError> {
        let sides = [self.label.width, self.label.height, self.paper.width, self.paper.height];
        if self.columns == 0 || self.rows == 0 || sides.iter().any(|side| *side <= Length::ZERO) {
            return Err(SheetError::Empty);
        }
        let across = (
            "across",
            self.columns,
            (self.first.x, self.label.width, self.pitch.width, self.paper.width),
        );
        let down = (
            "down",
            self.rows,
            (self.first.y, self.label.height, self.pitch.height, self.paper.height),
        );
        for (along, labels, (first, label, pitch, paper)) in [across, down] {
            if labels > 1 && label > pitch {
                return Err(SheetError::Overlap { label, pitch });
            }
            let taken = first + pitch * (labels - 1) + label;
            if taken > paper + TOLERANCE || first < -TOLERANCE {
                return Err(SheetError::PaperTooSmall { along, labels, taken, paper });
            }
        }
        Ok(self)
    }

    /// Labels on it.
    pub fn labels(&self) -> u32 {
        u32::from(self.columns) * u32::from(self.rows)
    }

    /// The upper left corner of a label, counted from 0, row by row.
    pub fn label_at(&self, place: u32) -> Point {
        let columns = u32::from(self.columns);
        let side = |count: u32| u16::try_from(count).expect("a sheet has fewer rows and columns");
        Point {
            x: self.first.x + self.pitch.width * side(place % columns),
            y: self.first.y + self.pitch.height * side(place / columns),
        }
    }

    /// Where a printer does not reach on the labels at the paper's edges; on all of them, so that all look alike.
    pub fn insets(&self) -> Insets {
        let last = self.label_at(self.labels() - 1);
        let unprintable = match self.cut {
            Cut::Before => UNPRINTABLE,
            Cut::After => Length::ZERO,
        };
        let inset = |from_edge: Length| Length::ZERO.max(unprintable - from_edge);
        Insets {
            left: inset(self.first.x),
            top: inset(self.first.y),
            right: inset(self.paper.width - last.x - self.label.width),
            bottom: inset(self.paper.height - last.y - self.label.height),
        }
    }

    /// What a label may print over its edge.
    pub fn bleed(&self) -> Length {
        match self.cut {
            Cut::Before => Length::ZERO,
            Cut::After => BLEED,
        }
    }

    /// The baseline of the line that says what the sheet is, above the first row, if there is room.
    pub fn margin_text_at(&self) -> Option<Point> {
        let above_marks = match self.cut {
            Cut::Before => Length::ZERO,
            Cut::After => CROP_MARKS_TO,
        };
        let top = self.first.y - above_marks;
        let y = top - Length::micrometres(1_500);
        let x = self.first.x.max(UNPRINTABLE);
        (top >= MARGIN_FOR_TEXT).then_some(Point { x, y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(width: i32, height: i32) -> Size {
        Size { width: Length::micrometres(width), height: Length::micrometres(height) }
    }

    #[test]
    fn presets_are_sheets() {
        for preset in Preset::ALL {
            let sheet = preset.sheet();
            assert_eq!(sheet.clone().checked(), Ok(sheet.clone()), "{}", preset.name);
            assert_eq!(Preset::named(preset.name).unwrap().product, preset.product);
            let count: u32 = preset.name.split('-').nth(1).unwrap().parse().unwrap();
            assert_eq!(sheet.labels(), count);
        }
    }

    #[test]
    fn sheets_that_can_not_be_are_refused_with_the_measure() {
        let sheet = Preset::named("a4-65").unwrap().sheet();
        let check = |sheet: Sheet, words: &str| {
            assert_eq!(sheet.checked().unwrap_err().to_string(), words);
        };
        check(
            Sheet { columns: 6, ..sheet.clone() },
            "6 labels take 245.8 mm across, the paper has 210 mm",
        );
        check(
            Sheet { pitch: size(38_000, 21_200), ..sheet.clone() },
            "labels of 38.1 mm, 38 mm from one to the next, lie over one another",
        );
        check(
            Sheet { rows: 0, ..sheet },
            "a sheet has at least one column and one row, and its labels have a width and a height",
        );
        assert!(Sheet::press(size(400_000, 20_000)).is_err());
    }

    #[test]
    fn a_press_sheet_takes_what_fits_and_stands_in_the_middle() {
        let sheet = Sheet::press(size(40_000, 25_000)).unwrap();
        assert_eq!((sheet.columns, sheet.rows), (6, 15));
        let last = sheet.label_at(sheet.labels() - 1);
        let right = sheet.paper.width - last.x - sheet.label.width;
        assert_eq!(right, sheet.first.x);
        assert!(sheet.first.x - BLEED >= PRESS_MARGIN);
    }

    #[test]
    fn labels_at_the_edge_of_the_paper_keep_clear_of_it() {
        let insets = Preset::named("a4-24").unwrap().sheet().insets();
        assert_eq!(insets.left, UNPRINTABLE);
        assert_eq!(insets.top, UNPRINTABLE);
        assert!(insets.right > UNPRINTABLE, "the sheet is wider than the paper");
        let insets = Preset::named("a4-40").unwrap().sheet().insets();
        assert_eq!(insets, Insets::default());
    }
}
