//! CSV as a sheet: with `,`, `;` or tabs, in UTF-8 with or without its mark, or in UTF-16 as Excel's "Unicode
//! text" has it.

use super::{
    sheet::{Cell, FileError, LONGEST_SHEET, Sheet},
    text::cleaned_lines,
};

/// Reads the one sheet of a file.
pub(super) fn read_csv(name: &str, bytes: &[u8]) -> Result<Sheet, FileError> {
    let text = decoded(name, bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut record = csv::StringRecord::new();
    let (mut counted, mut line) = (0, 0);
    while reader
        .read_record(&mut record)
        .map_err(|error| FileError::Csv(name.to_owned(), error.to_string()))?
    {
        // Places are told by lines. The reader passes empty ones by, and says where it began.
        let began = record.position().map_or(0, csv::Position::byte) as usize;
        let blank = text[began..].bytes().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += text[counted..began + blank].bytes().filter(|b| *b == b'\n').count();
        counted = began + blank;
        if line >= LONGEST_SHEET {
            return Err(FileError::TooLong(name.to_owned()));
        }
        if rows.len() <= line {
            rows.resize_with(line + 1, Vec::new);
        }
        rows[line] = record.iter().map(cell).collect();
    }
    Ok(Sheet::new(name.to_owned(), rows))
}

/// A cell. The apostrophe with which tables are guarded against formulas is taken off.
fn cell(text: &str) -> Cell {
    let text = cleaned_lines(text);
    let unguarded = text.strip_prefix('\'').filter(|rest| rest.starts_with(super::write::FORMULA));
    match unguarded.unwrap_or(&text) {
        "" => Cell::Empty,
        text => Cell::Text(text.to_owned()),
    }
}

fn decoded(name: &str, bytes: &[u8]) -> Result<String, FileError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => Ok(of_utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Ok(of_utf16(rest, u16::from_be_bytes)),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
                let line = 1 + bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
                FileError::Encoding(name.to_owned(), line)
            })
        }
    }
}

fn of_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The sign that the first lines hold most of, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let count = |sign: char| {
        let mut is_quoted = false;
        let counted = text.lines().take(20).flat_map(str::chars).filter(|c| {
            is_quoted ^= *c == '"';
            *c == sign && !is_quoted
        });
        counted.count()
    };
    let signs = [(b',', count(',')), (b';', count(';')), (b'\t', count('\t'))];
    signs.into_iter().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &[(usize, usize, &str)]) {
        let sheet = read_csv("t.csv", bytes).expect("a table");
        for (row, column, text) in expect {
            assert_eq!(sheet.cell(*row, *column), &Cell::Text((*text).to_owned()), "{sheet:?}");
        }
    }

    #[test]
    fn any_delimiter_and_any_mark() {
        check(b"a,b;c\nd,e,f\n", &[(0, 1, "b;c"), (1, 2, "f")]);
        check(b"\xef\xbb\xbfa;\"b,c\";d\n", &[(0, 0, "a"), (0, 1, "b,c"), (0, 2, "d")]);
        check(b"a\tb\n\n\nc\td\n", &[(3, 1, "d")]);
        check(b"\xff\xfea\x00\t\x00\xd2\x1e\n\x00", &[(0, 0, "a"), (0, 1, "Ồ")]);
        check(b"\"two\nlines\",b\nc,d\n", &[(0, 0, "two\nlines"), (2, 1, "d")]);
        check(b"'=1+2,'a\n", &[(0, 0, "=1+2"), (0, 1, "'a")]);
    }

    #[test]
    fn another_encoding_is_refused_with_its_line() {
        let refused = read_csv("t.csv", b"a,b\nCh\xe8,d\n");
        assert_eq!(refused, Err(FileError::Encoding("t.csv".to_owned(), 2)));
    }
}
