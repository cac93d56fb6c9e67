//! Rolls of labels for thermal printers, in the two languages that they speak: TSPL (TSC, Xprinter, Godex and
//! kin) and ZPL (Zebra). Symbol and text go out as our own dots, so that what is printed is what was tested; a
//! printer's own QR command chooses other segments and a larger symbol.

// Zebra's short form of a bitmap.
mod zpl_graphic;

use std::io::{self, Write};

use super::bitmap::{Bitmap, LabelPainter, dots};
use super::{Label, Length, PrintedStamp, Size, SymbolError};

/// A roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roll {
    /// A label.
    pub label: Size,
    /// Labels side by side.
    pub across: u16,
    /// Between those.
    pub column_gap: Length,
    /// Between rows: what the printer's sensor looks for.
    pub row_gap: Length,
    /// The paper that carries them.
    pub width: Length,
}

/// A roll that shops have.
#[derive(Debug, Clone, Copy)]
pub struct RollPreset {
    /// What it is called here.
    pub name: &'static str,
    /// Its measures.
    pub roll: Roll,
}

const GAP: Length = Length::micrometres(2_000);

impl RollPreset {
    /// All of them.
    pub const ALL: [Self; 3] = [
        Self { name: "35x22x2", roll: Roll::new(35_000, 22_000, 2, 80_000) },
        Self { name: "50x30", roll: Roll::new(50_000, 30_000, 1, 54_000) },
        Self { name: "40x30", roll: Roll::new(40_000, 30_000, 1, 44_000) },
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name == name)
    }
}

impl Roll {
    const fn new(width: i32, height: i32, across: u16, paper: i32) -> Self {
        Self {
            label: Size { width: Length::micrometres(width), height: Length::micrometres(height) },
            across,
            column_gap: GAP,
            row_gap: GAP,
            width: Length::micrometres(paper),
        }
    }

    /// All labels of a row with what is between them.
    pub fn row_width(&self) -> Length {
        (self.label.width + self.column_gap) * self.across - self.column_gap
    }
}

/// What a printer is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterLanguage {
    /// TSC Printer Language.
    Tspl,
    /// Zebra Programming Language.
    Zpl,
}

/// Labels can't be written.
#[derive(Debug, thiserror::Error)]
pub enum RollError {
    /// A link that no symbol holds.
    #[error("a link has no symbol")]
    Symbol(#[from] SymbolError),
    /// The writer.
    #[error("can't write")]
    Io(#[from] io::Error),
}

/// Writes the rows of a roll.
pub struct RollWriter<'a> {
    roll: Roll,
    label: &'a Label,
    painter: LabelPainter<'a>,
    language: PrinterLanguage,
    /// Inches a second.
    speed: u8,
}

impl<'a> RollWriter<'a> {
    /// Labels as they were planned for the printer's resolution.
    pub fn new(roll: Roll, label: &'a Label, language: PrinterLanguage, speed: u8) -> Self {
        Self { roll, label, painter: LabelPainter::new(label), language, speed }
    }

    /// What comes before the first row.
    ///
    /// # Errors
    /// Of the writer.
    pub fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.language {
            PrinterLanguage::Tspl => {
                let (width, height) = (self.roll.width, self.roll.label.height);
                write!(
                    out,
                    "SIZE {width} mm,{height} mm\r\nGAP {} mm,0 mm\r\n",
                    self.roll.row_gap
                )?;
                write!(
                    out,
                    "SPEED {}\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nSET TEAR ON\r\n",
                    self.speed
                )
            }
            // Every ZPL label says all of it itself.
            PrinterLanguage::Zpl => Ok(()),
        }
    }

    /// A row of at most [`Roll::across`] labels.
    ///
    /// # Errors
    /// [`RollError`]
    pub fn row(&mut self, stamps: &[PrintedStamp], out: &mut dyn Write) -> Result<(), RollError> {
        let dpi = self.label.module.dpi();
        let whole = |length| u32::try_from(dots(length, dpi)).expect("rolls have a width");
        let mut row = Bitmap::new(whole(self.roll.row_width()), whole(self.roll.label.height));
        for (column, stamp) in (0..self.roll.across).zip(stamps) {
            let left = (self.roll.label.width + self.roll.column_gap) * column;
            row.lay_over(&self.painter.paint(stamp)?, dots(left, dpi), 0);
        }
        let left = dots((self.roll.width - self.roll.row_width()).half(), dpi).max(0);
        let (bytes, height) = (row.bytes_a_row(), row.height());
        match self.language {
            PrinterLanguage::Tspl => {
                write!(out, "CLS\r\nBITMAP {left},0,{bytes},{height},0,")?;
                // Here a dark dot is a 0.
                for bytes in row.rows() {
                    out.write_all(&bytes.iter().map(|byte| !byte).collect::<Vec<u8>>())?;
                }
                out.write_all(b"\r\nPRINT 1,1\r\n")?;
            }
            PrinterLanguage::Zpl => {
                let width = whole(self.roll.width);
                let total = bytes * height as usize;
                write!(out, "^XA^MNY^PW{width}^LL{height}^LH0,0^PR{}", self.speed)?;
                write!(out, "^FO{left},0^GFA,{total},{total},{bytes},")?;
                out.write_all(zpl_graphic::shortened(&row).as_bytes())?;
                out.write_all(b"^FS^PQ1^XZ\n")?;
            }
        }
        Ok(())
    }
}
