//! Which sheets of a workbook are registers, and what is said of the others: nothing is passed by without a word but
//! empty sheets and the guide that comes with the template.

use super::{
    Field, Sheet, What,
    finding::{Finding, Grade, Place},
    font_encoding::{decoded, encoding_of, has_word_in},
    header::Header,
    text::folded,
};

/// What the template calls its guide, in each language, folded.
const GUIDES: [&str; 2] = ["huong dan", "guide"];

/// The registers with their headers, and what was found of the other sheets.
pub(super) fn registers(sheets: &[Sheet]) -> (Vec<(&Sheet, Header)>, Vec<Finding>) {
    let (mut registers, mut lists, mut without_header) = (Vec::new(), Vec::new(), Vec::new());
    let mut findings = Vec::new();
    for sheet in sheets {
        if sheet.is_hidden() {
            findings.push(about_sheet(sheet, Grade::Note, What::SheetHidden));
            continue;
        }
        match Header::find(sheet) {
            Some(header) if header.says_what_was_decided() => registers.push((sheet, header)),
            Some(_) => lists.push(sheet),
            None if sheet.is_empty() || is_guide(sheet) => {}
            None => without_header.push(sheet),
        }
    }
    // Notes and lists of units stand on sheets of their own beside a register. Where there is none, the first that
    // may have been meant is what is wrong.
    let has_register = !registers.is_empty();
    let mut others = Vec::new();
    for sheet in without_header {
        // What is shown by its font alone has no header that can be known.
        match in_other_encoding(sheet) {
            Some(what) if has_register => {
                findings.push(about_sheet(sheet, Grade::Doubtful, what));
            }
            Some(what) => findings.push(about_sheet(sheet, Grade::Bad, what)),
            None => others.push(sheet),
        }
    }
    let is_explained = findings.iter().any(|finding| finding.grade == Grade::Bad);
    let mut others = others.into_iter();
    if has_register {
        let passed_by = |list| about_sheet(list, Grade::Doubtful, What::SheetPassedBy);
        findings.extend(lists.into_iter().map(passed_by));
    } else if let Some(list) = lists.first() {
        findings.push(about_sheet(list, Grade::Bad, What::NoRegister));
    } else if !is_explained {
        let seen = sheets.iter().find(|sheet| !sheet.is_hidden());
        let meant = others.next().or(seen).or(sheets.first());
        let name = meant.map_or_else(String::new, |sheet| sheet.name.clone());
        findings.push(about(name, Grade::Bad, What::NoHeader));
    }
    findings.extend(others.map(|other| about_sheet(other, Grade::Note, What::SheetWithoutHeader)));
    (registers, findings)
}

fn in_other_encoding(sheet: &Sheet) -> Option<What> {
    let encoding = encoding_of(sheet.texts())?;
    // Which columns are private is not known here: a heading is what is nobody's matter.
    let is_heading = |text: &&str| {
        has_word_in(text, encoding)
            && decoded(text, encoding).is_some_and(|read| Field::of_heading(&read).is_some())
    };
    let text = sheet.texts().find(is_heading).unwrap_or_default().to_owned();
    Some(What::OtherEncoding { encoding, text, rows: Vec::new() })
}

fn is_guide(sheet: &Sheet) -> bool {
    GUIDES.contains(&folded(&sheet.name).as_str())
}

/// Something about a whole sheet.
pub(super) fn about_sheet(sheet: &Sheet, grade: Grade, what: What) -> Finding {
    about(sheet.name.clone(), grade, what)
}

const fn about(sheet: String, grade: Grade, what: What) -> Finding {
    Finding { place: Place { sheet, row: 0, column: None, field: None }, grade, what }
}
