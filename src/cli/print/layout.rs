//! Sheets and rolls as flags name them: a preset, or measures in millimetres.

use std::str::FromStr;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{
    cli::exit_status::{Failure, Status},
    printing::{Cut, Length, Point, Preset, Roll, RollPreset, Sheet, Size},
};

/// `40x25`: two lengths in millimetres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair(pub(super) Length, pub(super) Length);

impl FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, second) = text.split_once(['x', '×']).ok_or_else(|| {
            format!("{text:?} is not two numbers of millimetres with an x between, as 40x25")
        })?;
        Ok(Self(first.parse()?, second.parse()?))
    }
}

impl Pair {
    pub(super) fn size(self) -> Size {
        Size { width: self.0, height: self.1 }
    }

    pub(super) fn point(self) -> Point {
        Point { x: self.0, y: self.1 }
    }
}

/// `5x13`: columns and rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid(u16, u16);

impl FromStr for Grid {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let count = |text: &str| text.trim().parse::<u16>().ok().filter(|count| *count <= 1000);
        let pair = text.split_once(['x', '×']);
        let pair = pair.and_then(|(columns, rows)| Some(Self(count(columns)?, count(rows)?)));
        pair.ok_or_else(|| format!("{text:?} is not columns and rows with an x between, as 5x13"))
    }
}

/// Which sheet.
#[derive(Args, Clone)]
pub(super) struct SheetArgs {
    /// The label sheet: a4-24, a4-24-margin, a4-33, a4-40, a4-44, a4-48, a4-65, a4-80, a4-96; press (325 × 480 mm with
    /// bleed and crop marks, --label); single (a page a label, --label); custom (--label, --grid, --first, --pitch)
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// A label's width and height in mm
    #[arg(long, value_name = "WxH")]
    pub(super) label: Option<Pair>,
    /// Custom sheet: columns and rows
    #[arg(long, value_name = "CxR")]
    grid: Option<Grid>,
    /// Custom sheet: the upper left corner of the first label, from the paper's, in mm
    #[arg(long, value_name = "XxY")]
    first: Option<Pair>,
    /// Custom sheet: from one label to the next, across and down, in mm
    #[arg(long, value_name = "XxY")]
    pitch: Option<Pair>,
    /// Custom sheet: the paper's width and height in mm
    #[arg(long, value_name = "WxH", default_value = "210x297")]
    paper: Pair,
}

impl SheetArgs {
    /// The sheet that is named.
    pub(super) fn sheet(&self) -> Result<Sheet> {
        let usage = |words: String| Failure::new(Status::Usage, words);
        let missing = |flag: &str| usage(format!("this sheet needs {flag}"));
        let label = || self.label.map(Pair::size).ok_or_else(|| missing("--label WxH"));
        let impossible = |error: crate::printing::SheetError| usage(error.to_string());
        match self.sheet.as_deref() {
            None => Err(missing("--sheet NAME").into()),
            Some("press") => Ok(Sheet::press(label()?).map_err(impossible)?),
            Some("single") => Ok(Sheet::single(label()?).map_err(impossible)?),
            Some("custom") => {
                let Grid(columns, rows) = self.grid.ok_or_else(|| missing("--grid CxR"))?;
                let sheet = Sheet {
                    paper: self.paper.size(),
                    columns,
                    rows,
                    label: label()?,
                    first: self.first.ok_or_else(|| missing("--first XxY"))?.point(),
                    pitch: self.pitch.ok_or_else(|| missing("--pitch XxY"))?.size(),
                    cut: Cut::Before,
                };
                Ok(sheet.checked().map_err(impossible)?)
            }
            Some(name) => match Preset::named(name) {
                Some(preset) => Ok(preset.sheet()),
                None => {
                    let names: Vec<_> = Preset::ALL.iter().map(|preset| preset.name).collect();
                    let names = names.join(", ");
                    let words =
                        format!("no sheet {name:?}: there are {names}, press, single and custom");
                    Err(usage(words).into())
                }
            },
        }
    }
}

/// Which roll.
#[derive(Args, Clone)]
pub(super) struct RollArgs {
    /// The roll: 35x22x2 (two across on 80 mm), 50x30, 40x30; or --label and --across
    #[arg(long, value_name = "NAME")]
    roll: Option<String>,
    /// Labels side by side on a roll of --label
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=20))]
    across: u16,
    /// Between the labels of a roll of --label, in mm
    #[arg(long, value_name = "MM", default_value = "2")]
    gap: Length,
    /// Inches that the roll moves a second
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=14))]
    pub(super) speed: u8,
}

impl RollArgs {
    /// The roll that is named, or the one of these labels.
    pub(super) fn roll(&self, label: Option<Pair>) -> Result<Roll> {
        let usage = |words: String| Failure::new(Status::Usage, words);
        if let Some(name) = &self.roll {
            let names: Vec<_> = RollPreset::ALL.iter().map(|preset| preset.name).collect();
            let unknown = || usage(format!("no roll {name:?}: there are {}", names.join(", ")));
            return Ok(RollPreset::named(name).ok_or_else(unknown)?.roll);
        }
        let label = label.ok_or_else(|| usage("name a --roll, or a --label WxH".to_owned()))?;
        let roll = Roll {
            label: label.size(),
            across: self.across,
            column_gap: self.gap,
            row_gap: self.gap,
            width: Length::ZERO,
        };
        Ok(Roll { width: roll.row_width(), ..roll })
    }
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// PDF sheets, as --sheet says
    Pdf,
    /// For thermal printers of TSC, Xprinter, Godex and kin
    Tspl,
    /// For thermal printers of Zebra
    Zpl,
    /// A ZIP of labels in vectors, --label
    Svg,
    /// A ZIP of labels in the printer's dots, --label
    Png,
    /// Rows for variable data
    Csv,
    /// The same as lines of JSON
    Jsonl,
}
