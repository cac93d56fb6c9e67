//! Stamps as rows for programs that print variable data: CSV and lines of JSON. A program that draws the code
//! itself gets a larger symbol unless it takes the digits in numeric mode, so each row says how many
//! modules ours has.

use std::io::{self, Write};

use serde::Serialize;

use super::{PrintedBatch, PrintedStamp};
use crate::stamp::Pin;

/// The headings of the CSV.
pub const HEADINGS: [&str; 6] = ["serial", "url", "short_code", "pin", "modules", "image_file"];

/// What rows are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated, all of it ASCII, with headings.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

/// Writes rows.
pub struct RowWriter<W: Write> {
    batch: PrintedBatch,
    modules: u16,
    image_ending: Option<&'static str>,
    out: Out<W>,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    JsonLines(W),
}

/// A row as JSON has it.
#[derive(Serialize)]
struct Row<'a> {
    serial: String,
    url: &'a str,
    short_code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<Pin>,
    modules: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_file: Option<String>,
}

impl<W: Write> RowWriter<W> {
    /// Rows of a batch whose symbols have so many modules a side. `image_ending` says which pictures lie beside them.
    ///
    /// # Errors
    /// Of the writer.
    pub fn new(
        format: RowFormat,
        batch: PrintedBatch,
        modules: u16,
        image_ending: Option<&'static str>,
        out: W,
    ) -> io::Result<Self> {
        let out = match format {
            RowFormat::Csv => {
                let mut csv = csv::Writer::from_writer(out);
                csv.write_record(HEADINGS)?;
                Out::Csv(Box::new(csv))
            }
            RowFormat::JsonLines => Out::JsonLines(out),
        };
        Ok(Self { batch, modules, image_ending, out })
    }

    /// A stamp.
    ///
    /// # Errors
    /// Of the writer.
    pub fn write(&mut self, stamp: &PrintedStamp) -> io::Result<()> {
        let serial = self.batch.serial(stamp.index);
        let image_file = self.image_ending.map(|ending| image_file(&self.batch, stamp, ending));
        match &mut self.out {
            Out::Csv(csv) => {
                let modules = self.modules.to_string();
                let pin = stamp.pin.map(|pin| pin.to_string()).unwrap_or_default();
                let image_file = image_file.unwrap_or_default();
                let cells =
                    [&*serial, &*stamp.link, &*stamp.short_code, &*pin, &*modules, &*image_file];
                Ok(csv.write_record(cells.map(unlike_formula).iter().map(|cell| &**cell))?)
            }
            Out::JsonLines(out) => {
                let row = Row {
                    serial,
                    url: &stamp.link,
                    short_code: &stamp.short_code,
                    pin: stamp.pin,
                    modules: self.modules,
                    image_file,
                };
                serde_json::to_writer(&mut *out, &row)?;
                out.write_all(b"\n")
            }
        }
    }

    /// Hands the writer back.
    ///
    /// # Errors
    /// Of the writer.
    pub fn finish(self) -> io::Result<W> {
        match self.out {
            Out::Csv(csv) => (*csv).into_inner().map_err(csv::IntoInnerError::into_error),
            Out::JsonLines(mut out) => out.flush().map(|()| out),
        }
    }
}

/// The name of a stamp's picture: `batch-7-00000123.svg`.
pub fn image_file(batch: &PrintedBatch, stamp: &PrintedStamp, ending: &str) -> String {
    format!("batch-{}.{ending}", batch.serial(stamp.index))
}

/// Spreadsheets run what begins like a formula: an apostrophe before it keeps it a text (OWASP, CSV injection).
fn unlike_formula(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::{BatchNumber, StampIndex};

    fn stamp(link: &str, pin: Option<&str>) -> PrintedStamp {
        PrintedStamp {
            index: StampIndex::try_from(41).unwrap(),
            link: link.to_owned(),
            short_code: "WBN5-N2DG-DJZE-8G3M".to_owned(),
            pin: pin.map(|pin| pin.parse().unwrap()),
        }
    }

    fn check(
        format: RowFormat,
        stamp: &PrintedStamp,
        ending: Option<&'static str>,
        expected: &str,
    ) {
        let batch = PrintedBatch { batch: BatchNumber::new(7), quantity: 50 };
        let mut writer = RowWriter::new(format, batch, 41, ending, Vec::new()).unwrap();
        writer.write(stamp).unwrap();
        let written = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(written, expected);
    }

    #[test]
    fn rows_have_what_a_print_house_needs() {
        check(
            RowFormat::Csv,
            &stamp("https://tem.example.vn/1", Some("00000012")),
            Some("svg"),
            "serial,url,short_code,pin,modules,image_file\n\
             7-00000041,https://tem.example.vn/1,WBN5-N2DG-DJZE-8G3M,00000012,41,batch-7-00000041.svg\n",
        );
        check(
            RowFormat::JsonLines,
            &stamp("https://tem.example.vn/1", None),
            None,
            "{\"serial\":\"7-00000041\",\"url\":\"https://tem.example.vn/1\",\
             \"short_code\":\"WBN5-N2DG-DJZE-8G3M\",\"modules\":41}\n",
        );
    }

    #[test]
    fn what_begins_like_a_formula_is_kept_a_text() {
        for begin in ["=", "+", "-", "@", "\t"] {
            assert_eq!(unlike_formula(&format!("{begin}1")), format!("'{begin}1"));
        }
        assert_eq!(unlike_formula("7-1"), "7-1");
    }
}
