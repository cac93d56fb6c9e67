//! Writing tables: Excel with real dates and codes as text, CSV for everything else, and an empty table to
//! start from.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, DataValidation, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::{
    Field, Status,
    written::{Written, WrittenRow, words},
};
use crate::registry::{CertificateKind, IssuerLevel, ProducerKind, ProductGroup};

/// A cell that begins so is a formula to a spreadsheet. Such texts are written with an apostrophe before
/// them (OWASP, CSV injection), which reading takes off.
pub(super) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Rows for which an empty table offers its lists of words.
const OFFERED_ROWS: u32 = 5_000;

/// Writes a table as an Excel workbook.
///
/// # Errors
/// [`XlsxError`], if a cell is longer than Excel allows.
pub fn write_workbook(rows: &[WrittenRow]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("OCOP")?;
    write_header(sheet)?;
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let text = Format::new().set_num_format("@");
    let points = Format::new().set_num_format("0.00");
    for (row, written) in (1..).zip(rows) {
        for (column, field) in (0..).zip(Field::written()) {
            match written.get(field) {
                None => {}
                Some(Written::Text(value)) => {
                    sheet.write_with_format(row, column, value, &text)?;
                }
                Some(Written::Whole(value)) => {
                    sheet.write(row, column, *value as f64)?;
                }
                Some(Written::Hundredths(value)) => {
                    sheet.write_with_format(row, column, f64::from(*value) / 100.0, &points)?;
                }
                Some(Written::Day(value)) => {
                    let [month, number] =
                        [value.month(), value.day()].map(|part| part.unsigned_abs());
                    let value =
                        ExcelDateTime::from_ymd(value.year().unsigned_abs(), month, number)?;
                    sheet.write_with_format(row, column, &value, &day)?;
                }
            }
        }
    }
    workbook.save_to_buffer()
}

/// What tells Excel that a CSV file is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes a table as CSV, with commas.
pub fn write_csv(rows: &[WrittenRow]) -> Vec<u8> {
    let mut text = BYTE_ORDER_MARK.to_owned();
    text.push_str(&csv_line(Field::written().map(Field::heading)));
    for row in rows {
        text.push_str(&csv_line(Field::written().map(|field| in_csv(row.get(field)))));
    }
    text.into_bytes()
}

/// One line of CSV (RFC 4180), guarded against formulas.
pub fn csv_line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let terminator = csv::Terminator::CRLF;
    let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
    for cell in cells {
        writer.write_field(guarded(cell.as_ref()).as_bytes()).expect("a vector takes all");
    }
    writer.write_record(None::<&[u8]>).expect("a vector takes all");
    let bytes = writer.into_inner().expect("a vector takes all");
    String::from_utf8(bytes).expect("made of texts")
}

fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { format!("'{text}").into() } else { text.into() }
}

fn in_csv(written: Option<&Written>) -> String {
    match written {
        None => String::new(),
        Some(Written::Text(text)) => text.clone(),
        Some(Written::Whole(number)) => number.to_string(),
        Some(Written::Hundredths(number)) => format!("{}.{:02}", number / 100, number % 100),
        Some(Written::Day(day)) => day.strftime("%d/%m/%Y").to_string(),
    }
}

/// An empty table: the header, lists of words to choose from, and a second sheet that explains the columns
/// in the words of `explained`, under the two titles.
///
/// # Errors
/// [`XlsxError`], if an explanation is longer than Excel allows.
pub fn template(
    titles: [&str; 2],
    explained: impl Fn(Field) -> String,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("OCOP")?;
    write_header(sheet)?;
    let text = Format::new().set_num_format("@");
    for (column, field) in (0..).zip(Field::written()) {
        let choices = choices(field);
        if !choices.is_empty() {
            let offered = DataValidation::new().allow_list_strings(&choices)?;
            sheet.add_data_validation(1, column, OFFERED_ROWS, column, &offered)?;
        }
        // Excel takes the zeros off codes that it believes to be numbers.
        if CODES.contains(&field) {
            sheet.set_column_format(column, &text)?;
        }
    }
    let guide = workbook.add_worksheet().set_name(titles[0])?;
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    guide.set_column_width(0, 32)?.set_column_width(1, 90)?;
    guide.write_with_format(0, 0, titles[1], &bold)?;
    for (row, field) in (2..).zip(Field::written()) {
        guide.write_with_format(row, 0, field.heading(), &wrapped)?;
        guide.write_with_format(row, 1, explained(field), &wrapped)?;
    }
    workbook.save_to_buffer()
}

fn write_header(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_background_color(Color::RGB(0x00E2_EFDA))
        .set_border(FormatBorder::Thin);
    for (column, field) in (0..).zip(Field::written()) {
        sheet.write_with_format(0, column, field.heading(), &header)?;
        sheet.set_column_width(column, width(field))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Widths in characters; other columns have [`NARROW`].
const WIDE: [(Field, f64); 9] = [
    (Field::RowNumber, 6.0),
    (Field::ProductName, 36.0),
    (Field::ProducerName, 36.0),
    (Field::AddressCertified, 36.0),
    (Field::Issuer, 36.0),
    (Field::Withdrawal, 30.0),
    (Field::QualityCertificates, 30.0),
    (Field::MadeAt, 30.0),
    (Field::MaterialArea, 30.0),
];

const NARROW: f64 = 16.0;

fn width(field: Field) -> f64 {
    WIDE.iter().find(|(wide, _)| *wide == field).map_or(NARROW, |(_, width)| *width)
}

/// Columns whose digits are no number.
const CODES: [Field; 11] = [
    Field::ProductCode,
    Field::Gtin,
    Field::TaxCode,
    Field::Phone,
    Field::CommuneCode,
    Field::ProvinceCode,
    Field::CertificateNumber,
    Field::DecisionNumber,
    Field::Replaces,
    Field::MadeAtCode,
    Field::MaterialAreaCode,
];

/// The words that a column's cells are chosen from; none where anything may stand.
fn choices(field: Field) -> Vec<&'static str> {
    let groups = [
        ProductGroup::Food,
        ProductGroup::Drinks,
        ProductGroup::MedicinalHerbs,
        ProductGroup::Handicrafts,
        ProductGroup::OrnamentalLife,
        ProductGroup::Tourism,
    ];
    let producers = [
        ProducerKind::Enterprise,
        ProducerKind::Cooperative,
        ProducerKind::CooperativeGroup,
        ProducerKind::HouseholdBusiness,
        ProducerKind::Other,
    ];
    let kinds = [CertificateKind::New, CertificateKind::Renewed, CertificateKind::Upgraded];
    let levels = [IssuerLevel::District, IssuerLevel::Province, IssuerLevel::Ministry];
    let states = [Status::InForce, Status::Expired, Status::EndedEarly, Status::Withdrawn];
    let offered = [
        (Field::Group, groups.map(words::group).to_vec()),
        (Field::ProducerKind, producers.map(words::producer_kind).to_vec()),
        (Field::Kind, kinds.map(words::kind).to_vec()),
        (Field::IssuerLevel, levels.map(words::level).to_vec()),
        (Field::Status, states.map(words::status).to_vec()),
        (Field::Stars, vec!["3", "4", "5"]),
        (Field::Proposed5Star, vec!["Có", "Không"]),
    ];
    let of_field = offered.into_iter().find(|(offered, _)| *offered == field);
    of_field.map(|(_, choices)| choices).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(csv_line([text, "x"]), format!("{expect},x\r\n"), "{text:?}");
    }

    #[test]
    fn no_cell_begins_a_formula_or_another_cell() {
        check("Chè tôm nõn", "Chè tôm nõn");
        check("Chè, \"đinh\"", "\"Chè, \"\"đinh\"\"\"");
        check("a\nb", "\"a\nb\"");
        check("=1+1", "'=1+1");
        check("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        check("+84", "'+84");
        check("-1", "'-1");
        check("@SUM", "'@SUM");
        check("\t=1", "'\t=1");
        check("", "");
    }
}
