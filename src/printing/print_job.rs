//! A batch as the files of one format. Each file depends on nothing but the job and its own stamps, so files can
//! be written in any order and on any core, an interrupted job goes on at the file where it stopped, and a
//! second run gives the same bytes. Only one file's stamps are in memory at a time.

use std::io::{self, Write};
use std::ops::Range;

use super::pdf::{Layer, SheetFile};
use super::png::of_bitmap;
use super::{
    Archive, Cut, Label, LabelPainter, MOST_LABELS_A_FILE, Part, PrintedBatch, PrintedStamp,
    PrinterLanguage, Roll, RollError, RollWriter, RowFormat, RowWriter, SheetRun, SymbolError,
    image_file, label_svg,
};

/// Stamps that are asked for at a time where a file has more.
const CHUNK: u32 = 10_000;

/// What a label is drawn as, one file each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// In millimetres.
    Svg,
    /// In the printer's dots.
    Png,
}

/// A batch in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintJob {
    /// PDF, sheets or single labels.
    Sheets(SheetRun, Layer),
    /// For thermal printers.
    Roll {
        /// The roll.
        roll: Roll,
        /// What is on each label.
        label: Label,
        /// What the printer understands.
        language: PrinterLanguage,
        /// Inches a second.
        speed: u8,
    },
    /// A ZIP of labels, with a table of them.
    Pictures(Label, PictureFormat),
    /// A row a stamp, in one file.
    Rows {
        /// How rows are written.
        format: RowFormat,
        /// The batch.
        batch: PrintedBatch,
        /// Modules a side of the symbols of its links.
        modules: u16,
        /// The same, drawn byte by byte.
        modules_in_byte_mode: u16,
    },
}

/// One file of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFile {
    /// Its name, which holds batch, first and last stamp, and which of how many it is.
    pub name: String,
    /// Its stamps.
    pub stamps: Range<u32>,
    sheets: Range<u32>,
}

/// A file can't be written.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// A link that no symbol holds.
    #[error("a link has no symbol")]
    Symbol(#[from] SymbolError),
    /// The writer.
    #[error("can't write")]
    Io(#[from] io::Error),
}

impl From<RollError> for PrintError {
    fn from(error: RollError) -> Self {
        match error {
            RollError::Symbol(error) => Self::Symbol(error),
            RollError::Io(error) => Self::Io(error),
        }
    }
}

impl PrintJob {
    /// What is on each label; `None` for rows.
    pub const fn label(&self) -> Option<&Label> {
        match self {
            Self::Sheets(run, _) => Some(&run.label),
            Self::Roll { label, .. } | Self::Pictures(label, _) => Some(label),
            Self::Rows { .. } => None,
        }
    }

    /// Its files, in their order.
    pub fn files(&self) -> Vec<JobFile> {
        match self {
            Self::Sheets(run, layer) => {
                run.parts().iter().map(|part| sheet_file(run, *layer, part)).collect()
            }
            Self::Roll { label, roll, language, .. } => {
                let ending = match language {
                    PrinterLanguage::Tspl => "tspl",
                    PrinterLanguage::Zpl => "zpl",
                };
                // Rows are whole in every file but the last.
                let across = u32::from(roll.across.max(1));
                pieces(label.batch, MOST_LABELS_A_FILE / across * across, ending)
            }
            Self::Pictures(label, format) => {
                pieces(label.batch, MOST_LABELS_A_FILE, &format!("{}.zip", format.ending()))
            }
            Self::Rows { format, batch, .. } => pieces(
                *batch,
                batch.quantity,
                match format {
                    RowFormat::Csv => "csv",
                    RowFormat::JsonLines => "jsonl",
                },
            ),
        }
    }

    /// The mask of the scratch layer over its PINs, to be printed in register afterwards. `None`: there are none, or
    /// its printer makes no such layer.
    pub fn scratch_mask(&self) -> Option<Self> {
        match self {
            Self::Sheets(run, Layer::Print)
                if run.label.scratch.is_some() && run.sheet.cut == Cut::After =>
            {
                Some(Self::Sheets(run.clone(), Layer::Scratch))
            }
            Self::Sheets(..) | Self::Roll { .. } | Self::Pictures(..) | Self::Rows { .. } => None,
        }
    }

    /// Whether it shows anything of its stamps: a mask does not, so none need be signed for it.
    pub fn shows_stamps(&self) -> bool {
        !matches!(self, Self::Sheets(_, Layer::Scratch))
    }

    /// One sheet alone, counted from 0, to print it again. `None`: the job has no such sheet.
    pub fn sheet_alone(&self, sheet: u32) -> Option<JobFile> {
        match self {
            Self::Sheets(run, layer) => {
                let mut file = sheet_file(run, *layer, &run.sheet_alone(sheet)?);
                file.name = file.name.replace("-1of1", &format!("-sheet{}", sheet + 1));
                Some(file)
            }
            Self::Roll { .. } | Self::Pictures(..) | Self::Rows { .. } => None,
        }
    }

    /// Writes a file. `stamps_of` gives the stamps of a range, in their order; it is asked for ten thousand at most, and
    /// not at all for what does not show them.
    ///
    /// # Errors
    /// [`PrintError`], or what `stamps_of` says.
    pub fn write<E: From<PrintError>>(
        &self,
        file: &JobFile,
        mut stamps_of: impl FnMut(Range<u32>) -> Result<Vec<PrintedStamp>, E>,
        out: &mut dyn Write,
    ) -> Result<(), E> {
        match self {
            Self::Sheets(run, Layer::Print) => {
                let stamps = stamps_of(file.stamps.clone())?;
                Ok(write_sheets(run, file, &stamps, out)?)
            }
            Self::Sheets(run, Layer::Scratch) => Ok(write_mask(run, file, out)?),
            Self::Roll { roll, label, language, speed } => {
                let stamps = stamps_of(file.stamps.clone())?;
                let mut writer = RollWriter::new(*roll, label, *language, *speed);
                writer.begin(out).map_err(PrintError::from)?;
                for row in stamps.chunks(usize::from(roll.across.max(1))) {
                    writer.row(row, out).map_err(PrintError::from)?;
                }
                Ok(())
            }
            Self::Pictures(label, format) => {
                let stamps = stamps_of(file.stamps.clone())?;
                Ok(write_pictures(label, *format, file, &stamps, out)?)
            }
            Self::Rows { format, batch, modules, modules_in_byte_mode: _ } => {
                let rows = RowWriter::new(*format, *batch, *modules, None, out);
                let mut rows = rows.map_err(PrintError::from)?;
                let mut from = file.stamps.start;
                while from < file.stamps.end {
                    let to = (from + CHUNK).min(file.stamps.end);
                    for stamp in stamps_of(from..to)? {
                        rows.write(&stamp).map_err(PrintError::from)?;
                    }
                    from = to;
                }
                rows.finish().map_err(PrintError::from)?;
                Ok(())
            }
        }
    }
}

impl PictureFormat {
    fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

fn sheet_file(run: &SheetRun, layer: Layer, part: &Part) -> JobFile {
    let layer = match layer {
        Layer::Print => "",
        Layer::Scratch => "-scratch",
    };
    JobFile {
        name: format!("{}{layer}.pdf", run.file_name(part)),
        stamps: part.stamps.clone(),
        sheets: part.sheets.clone(),
    }
}

/// A batch in files of so many stamps.
fn pieces(batch: PrintedBatch, most: u32, ending: &str) -> Vec<JobFile> {
    let most = most.max(1);
    let of = batch.quantity.div_ceil(most);
    let piece = |number: u32| {
        let stamps = number * most..((number + 1) * most).min(batch.quantity);
        let (first, last) = (stamps.start, stamps.end - 1);
        let name =
            format!("batch-{}-{first:08}-{last:08}-{}of{of}.{ending}", batch.batch, number + 1);
        JobFile { name, stamps, sheets: 0..0 }
    };
    (0..of).map(piece).collect()
}

fn write_sheets(
    run: &SheetRun,
    file: &JobFile,
    stamps: &[PrintedStamp],
    out: &mut dyn Write,
) -> Result<(), PrintError> {
    let mut sheets = SheetFile::new(run, Layer::Print);
    for sheet in file.sheets.clone() {
        let Range { start, end } = run.stamps_of(sheet);
        let place = |index: u32| (index - file.stamps.start) as usize;
        sheets.add(sheet, &stamps[place(start)..place(end)])?;
    }
    sheets.finish(file.name.trim_end_matches(".pdf"), out)?;
    Ok(())
}

fn write_mask(run: &SheetRun, file: &JobFile, out: &mut dyn Write) -> Result<(), PrintError> {
    let mut sheets = SheetFile::new(run, Layer::Scratch);
    file.sheets.clone().for_each(|sheet| sheets.add_scratch_mask(sheet));
    sheets.finish(file.name.trim_end_matches(".pdf"), out)?;
    Ok(())
}

/// The pictures, behind them a table that says which is whose, and, if there are PINs, the mask of the scratch layer:
/// one for all labels, which are alike but for what they say.
fn write_pictures(
    label: &Label,
    format: PictureFormat,
    file: &JobFile,
    stamps: &[PrintedStamp],
    out: &mut dyn Write,
) -> Result<(), PrintError> {
    let ending = format.ending();
    let stem = file.name.trim_end_matches(".zip").trim_end_matches(ending).trim_end_matches('.');
    let mut rows =
        RowWriter::new(RowFormat::Csv, label.batch, label.modules, Some(ending), Vec::new())?;
    let mut archive = Archive::new(out);
    let mut painter = LabelPainter::new(label);
    for stamp in stamps {
        let picture = match format {
            PictureFormat::Svg => label_svg::draw(label, stamp)?.into_bytes(),
            PictureFormat::Png => of_bitmap(&painter.paint(stamp)?, label.module.dpi()),
        };
        archive.add(&image_file(&label.batch, stamp, ending), &picture)?;
        rows.write(stamp)?;
    }
    archive.add(&format!("{stem}.csv"), &rows.finish()?)?;
    if let Some(mask) = label_svg::draw_scratch_mask(label) {
        archive.add(&format!("{stem}-scratch.svg"), mask.as_bytes())?;
    }
    archive.finish()?;
    Ok(())
}
