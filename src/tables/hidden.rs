//! Rows and columns of a workbook that a filter or a hand has hidden, which calamine does not tell of: they are read
//! like all others, and whoever looks at the sheet does not see them.
//!
//! calamine has read the workbook before. What can't be read here is left out: it would only have been a warning.

use std::{
    collections::HashMap,
    io::{BufReader, Cursor, Read, Seek},
};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use super::sheet::{MOST_COLUMNS, MOST_ROWS};

/// What a sheet hides, both counted from 1.
#[derive(Default)]
pub(super) struct Hidden {
    pub rows: Vec<u32>,
    pub columns: Vec<u32>,
}

/// What each sheet hides, by its name.
pub(super) fn hidden(bytes: &[u8]) -> HashMap<String, Hidden> {
    let Ok(mut parts) = ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    // Where Excel, LibreOffice and all their kin put it.
    let mut targets = HashMap::new();
    each_element(&mut parts, "xl/_rels/workbook.xml.rels", &["Relationship"], |element| {
        if let (Some(id), Some(target)) = (value(element, "Id"), value(element, "Target")) {
            targets.insert(id, target);
        }
    });
    let mut sheets = Vec::new();
    each_element(&mut parts, "xl/workbook.xml", &["sheet"], |element| {
        let target = value(element, "id").and_then(|id| targets.get(&id).cloned());
        sheets.extend(value(element, "name").zip(target));
    });
    let mut hidden = HashMap::new();
    for (name, target) in sheets {
        let whole = target.strip_prefix('/').map(str::to_owned);
        let path = whole.unwrap_or_else(|| format!("xl/{target}"));
        hidden.insert(name, hidden_in(&mut parts, &path));
    }
    hidden
}

/// `<col min="3" max="4" hidden="1">`, `<row r="12" hidden="1">`; a row without its number is the next one.
fn hidden_in<R: Read + Seek>(parts: &mut ZipArchive<R>, path: &str) -> Hidden {
    let (mut hidden, mut row) = (Hidden::default(), 0_u32);
    each_element(parts, path, &["col", "row"], |element| {
        let number = |name| value(element, name).and_then(|told| told.parse::<u32>().ok());
        let is_hidden = value(element, "hidden").is_some_and(|told| told == "1" || told == "true");
        if element.local_name().as_ref() == "col" {
            let (from, to) = (number("min").unwrap_or(0), number("max").unwrap_or(0));
            let read = from..=to.min(MOST_COLUMNS as u32);
            if is_hidden && hidden.columns.len() < MOST_COLUMNS {
                hidden.columns.extend(read);
            }
            return;
        }
        row = number("r").unwrap_or_else(|| row.saturating_add(1));
        if is_hidden && hidden.rows.len() < MOST_ROWS {
            hidden.rows.push(row);
        }
    });
    hidden
}

/// Goes through a part's elements of some names, as far as it can be read.
fn each_element<R: Read + Seek>(
    parts: &mut ZipArchive<R>,
    path: &str,
    names: &[&str],
    mut take: impl FnMut(&BytesStart<'_>),
) {
    let Ok(part) = parts.by_name(path) else { return };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let Ok(event) = reader.read_event_into(&mut buffer) else { return };
        let (Event::Start(element) | Event::Empty(element)) = event else {
            if matches!(event, Event::Eof) {
                return;
            }
            continue;
        };
        if names.contains(&element.local_name().as_ref()) {
            take(&element);
        }
    }
}

/// An attribute's value, whatever namespace stands before its name.
fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut known = attributes.with_checks(false).flatten();
    let attribute = known.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?;
    Some(value.into_owned())
}
