//! The report of an import: what was found, what concerns whole columns first, then by grade; what it did, or
//! would do. A finding's own words are `findings`'.

use std::{collections::HashMap, mem::Discriminant};

use super::{
    Language, Messages,
    findings::{finding_in_words, some_rows},
};
use crate::{
    app::register_import::ImportReport,
    registry::programme::Doubt,
    tables::{Expected, Field, Finding, Grade, PictureTrouble, TextTrouble, What},
};

/// A report, a line each. Where there are more findings than `shown`, those of one kind in one column stand as
/// one, with the rows of the others, so that two hundred of a kind don't hide the rest.
pub fn report_in_words(
    report: &ImportReport,
    is_dry_run: bool,
    shown: usize,
    language: Language,
) -> Vec<String> {
    let mut lines = findings_in_words(&report.findings, shown, language);
    lines.extend(counts_in_words(report, is_dry_run, language));
    lines
}

fn findings_in_words(findings: &[Finding], shown: usize, language: Language) -> Vec<String> {
    let t = language.messages();
    let mut in_order: Vec<&Finding> = findings.iter().collect();
    in_order.sort_by_key(|finding| (!finding.what.is_about_columns(), finding.grade));
    if in_order.len() <= shown {
        return in_order.into_iter().map(|one| finding_in_words(one, language)).collect();
    }
    let kinds = by_kind(&in_order);
    let mut lines = Vec::new();
    for kind in kinds.iter().take(shown) {
        lines.push(finding_in_words(kind.first, language));
        if !kind.rows.is_empty() {
            lines.push(format!("  {}", others_in_words(kind, t)));
        }
    }
    let hidden: usize = kinds.iter().skip(shown).map(|kind| 1 + kind.rows.len()).sum();
    lines.push(match hidden {
        0 => t.report_grouped(),
        hidden => t.report_more(hidden as u64),
    });
    lines
}

/// Findings of one kind in one column.
struct Kind<'a> {
    first: &'a Finding,
    /// The rows of the others.
    rows: Vec<u32>,
}

/// What findings of one kind have in common.
#[derive(PartialEq, Eq, Hash)]
struct Common<'a> {
    grade: Grade,
    sheet: &'a str,
    column: Option<&'a str>,
    field: Option<Field>,
    what: Discriminant<What>,
    doubt: Option<Doubt>,
    expected: Option<Expected>,
    trouble: Option<Discriminant<PictureTrouble>>,
    text: Option<TextTrouble>,
}

impl<'a> Common<'a> {
    fn of(finding: &'a Finding) -> Self {
        let what = &finding.what;
        let doubt = if let What::Rule { doubt } = what { Some(*doubt) } else { None };
        let expected =
            if let What::Unreadable { expected, .. } = what { Some(*expected) } else { None };
        let trouble = if let What::Picture { trouble, .. } = what { Some(trouble) } else { None };
        let text = if let What::Text { trouble } = what { Some(*trouble) } else { None };
        Self {
            grade: finding.grade,
            sheet: &finding.place.sheet,
            column: finding.place.column.as_deref(),
            field: finding.place.field,
            what: std::mem::discriminant(what),
            doubt,
            expected,
            trouble: trouble.map(std::mem::discriminant),
            text,
        }
    }
}

fn by_kind<'a>(in_order: &[&'a Finding]) -> Vec<Kind<'a>> {
    let mut kinds: Vec<Kind<'a>> = Vec::new();
    let mut places: HashMap<Common<'a>, usize> = HashMap::new();
    for &finding in in_order {
        let alone = Kind { first: finding, rows: Vec::new() };
        if finding.what.is_about_columns() {
            kinds.push(alone);
            continue;
        }
        let place = *places.entry(Common::of(finding)).or_insert(kinds.len());
        match kinds.get_mut(place) {
            Some(kind) => kind.rows.push(finding.place.row),
            None => kinds.push(alone),
        }
    }
    kinds
}

fn others_in_words(kind: &Kind<'_>, t: &Messages) -> String {
    let (count, rows) = (kind.rows.len() as u64, some_rows(&kind.rows));
    match &kind.first.place.column {
        Some(column) => t.report_same_in_column(count, column.as_str(), rows),
        None => t.report_same(count, rows),
    }
}

fn counts_in_words(report: &ImportReport, is_dry_run: bool, language: Language) -> Vec<String> {
    let t = language.messages();
    let counts = &report.counts;
    let number = |count: usize| count as u64;
    let mut lines = vec![t.report_read(number(counts.certificates))];
    if !report.imported && report.has_news {
        lines.push(t.report_would().to_owned());
    }
    lines.push(t.report_certificates(
        number(counts.recorded),
        number(counts.unchanged),
        number(counts.corrections),
        number(counts.withdrawn),
        number(counts.ended),
    ));
    lines.push(t.report_parties(number(counts.producers), number(counts.products)));
    let bad = report.findings.iter().filter(|finding| finding.grade == Grade::Bad).count();
    lines.push(match (bad, is_dry_run, report.has_news) {
        (1.., _, _) => t.report_refused(number(bad)),
        (0, true, _) => t.report_dry_run(),
        (0, false, true) => t.report_imported(),
        (0, false, false) => t.report_nothing_new(),
    });
    if let Some((first, last)) = report.log_indexes {
        lines.push(match first == last {
            true => t.report_log_one(first.to_string()),
            false => t.report_log(first.to_string(), last.to_string()),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Place;

    fn finding(sheet: &str, row: u32, column: &str, grade: Grade, what: What) -> Finding {
        let column = (!column.is_empty()).then(|| column.to_owned());
        let place = Place { sheet: sheet.to_owned(), row, column, field: Some(Field::Remark) };
        Finding { place, grade, what }
    }

    fn unreadable(row: u32) -> Finding {
        let what = What::Unreadable { cell: "?".to_owned(), expected: Expected::Stars };
        finding("S", row, "F", Grade::Bad, what)
    }

    fn rule(row: u32, doubt: Doubt) -> Finding {
        finding("S", row, "G", Grade::Doubtful, What::Rule { doubt })
    }

    /// What is found, and the first words of each line.
    #[track_caller]
    fn check(findings: &[Finding], shown: usize, expect: &[&str]) {
        let lines = findings_in_words(findings, shown, Language::Vietnamese);
        let begin = |(line, begin): (&String, &&str)| line.starts_with(begin);
        let is_so = lines.len() == expect.len() && lines.iter().zip(expect).all(begin);
        assert!(is_so, "{lines:#?}");
    }

    #[test]
    fn what_concerns_a_column_comes_first_whatever_its_grade() {
        let unknown = What::ColumnUnknown { heading: "Doanh thu".to_owned() };
        let of_column = |column, grade| {
            let mut unknown = finding("S", 1, column, grade, unknown.clone());
            unknown.place.field = None;
            unknown
        };
        let (note, doubt) = (of_column("Z", Grade::Note), of_column("Y", Grade::Doubtful));
        let twice = finding("S", 3, "A", Grade::Bad, What::Twice { row: 2 });
        check(
            &[twice, note, doubt],
            40,
            &[
                "Cần xem lại · Trang tính S, cột Y:",
                "Ghi nhận · Trang tính S, cột Z:",
                "LỖI · Trang tính S, ô A3",
            ],
        );
    }

    #[test]
    fn many_of_a_kind_hide_no_other() {
        let many = (2..202).map(unreadable);
        let last = finding("S", 300, "A", Grade::Bad, What::Ditto);
        let findings: Vec<Finding> = many.chain([last]).collect();
        check(
            &findings,
            40,
            &[
                "LỖI · Trang tính S, ô F2",
                "  … và 199 mục khác như vậy ở cột F: hàng 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …",
                "LỖI · Trang tính S, ô A300",
                "Các mục giống nhau",
            ],
        );
        check(&findings, 1, &["LỖI · Trang tính S, ô F2", "  … và 199", "… và 1 mục khác"]);
        // All that was asked for is shown one by one.
        assert_eq!(findings_in_words(&findings, usize::MAX, Language::English).len(), 201);
    }

    #[test]
    fn few_findings_stand_one_by_one() {
        check(
            &[unreadable(2), unreadable(3)],
            2,
            &["LỖI · Trang tính S, ô F2", "LỖI · Trang tính S, ô F3"],
        );
    }

    #[test]
    fn rules_are_different_kinds() {
        check(
            &[
                rule(2, Doubt::ValidShorter),
                rule(3, Doubt::ValidTooLong),
                rule(4, Doubt::ValidShorter),
            ],
            2,
            &[
                "Cần xem lại · Trang tính S, ô G2",
                "  … và 1 mục khác như vậy ở cột G: hàng 4",
                "Cần xem lại · Trang tính S, ô G3",
                "Các mục giống nhau",
            ],
        );
    }

    #[test]
    fn different_troubles_are_different_kinds() {
        let picture = |row, trouble| {
            let what = What::Picture { file: format!("{row}.jpg"), trouble };
            finding("S", row, "H", Grade::Bad, what)
        };
        let number = What::Unreadable { cell: "?".to_owned(), expected: Expected::Date };
        check(
            &[
                picture(2, PictureTrouble::NotAPicture),
                picture(3, PictureTrouble::OutsideTheFolder),
                picture(4, PictureTrouble::NotAPicture),
                unreadable(5),
                finding("S", 6, "F", Grade::Bad, number),
                unreadable(7),
            ],
            4,
            &[
                "LỖI · Trang tính S, ô H2",
                "  … và 1 mục khác như vậy ở cột H: hàng 4",
                "LỖI · Trang tính S, ô H3",
                "LỖI · Trang tính S, ô F5",
                "  … và 1 mục khác như vậy ở cột F: hàng 7",
                "LỖI · Trang tính S, ô F6",
                "Các mục giống nhau",
            ],
        );
    }
}
