//! Tables as offices keep them: the register as one Excel or CSV table, read leniently and written strictly.
//!
//! A file becomes `Sheet`s (`read`), which are understood (`understand`): a sheet's header row says which column holds
//! which `Field`, each row below becomes a `Row` of values, and whatever is bad or doubtful on the way becomes a
//! `Finding` with its place.
//! What a row means for the register is left to whoever imports it.

// Cells, whatever file they come from.
mod delimited;
mod hidden;
mod sheet;
mod workbook;

// Which column is which.
mod columns;
mod decision_parts;
mod field;
mod header;
mod headings;
mod registers;

// What cells say.
mod decisions;
mod finding;
mod font_encoding;
mod garbled;
mod net_content;
mod picture;
mod province;
mod reasons;
mod row;
mod rows;
mod syllable;
mod text;
mod understood;
mod values;
mod vocabulary;
mod what;

// The register as a table again.
mod write;
mod written;

pub use field::Field;
pub use finding::{Expected, Finding, Grade, Place, TextTrouble};
pub use font_encoding::FontEncoding;
pub use picture::PictureTrouble;
pub use row::{Holding, Origin, Row, Status, VariantCell, Withdrawal};
pub use rows::{Table, read, understand};
pub use sheet::{Cell, FileError, Format, MOST_ROWS, Sheet};
pub use text::{cleaned, folded};
pub use vocabulary::level_of_body;
pub use what::What;
pub use write::{BYTE_ORDER_MARK, csv_line, template, write_csv, write_workbook};
pub use written::{Written, WrittenRow, words};
