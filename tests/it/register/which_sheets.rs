//! Which sheets of a workbook are read, and what is said of the others.

use ocop_stamp::{
    tables::{Field, Finding, Table, read, template, understand},
    web::messages::{Language, field_in_words, finding_in_words, guide_titles},
};

use super::workbooks::{C, E, HEADER, T, among_others, good, plain, sheets};

fn table(bytes: &[u8]) -> Table {
    understand(&read("t.xlsx", bytes).expect("a table"), Some("38"))
}

/// How many certificates are read, and what is said of sheets.
#[track_caller]
fn check(bytes: &[u8], certificates: usize, expect: &[&str]) {
    let table = table(bytes);
    let told = |found: &Finding| format!("{}:{}", found.place.sheet, super::told(found));
    let of_sheets = table.findings.iter().filter(|found| found.place.row == 0);
    assert_eq!(of_sheets.map(told).collect::<Vec<_>>(), expect);
    assert_eq!(table.certificates, certificates);
}

#[test]
fn a_sheet_that_is_passed_by_is_named() {
    let notes = ["Năm 2025:0 sheet_hidden", "Danh mục:0 sheet_hidden"];
    let bytes = among_others(&[HEADER, &good(&[])]);
    check(&bytes, 1, &[&notes[..], &["Bìa:0 sheet_without_header"]].concat());
    // Nothing that is hidden stands in for a register that can be seen.
    let none = among_others(&[&[T("Danh sách")]]);
    let lacking = ["Bìa:0 no_header", "Năm 2026:0 sheet_without_header"];
    check(&none, 0, &[&notes[..], &lacking].concat());
}

#[test]
fn the_sheet_that_may_have_been_meant_lacks_its_header() {
    let (empty, notes): (&[&[C<'_>]], &[&[C<'_>]]) = (&[&[E]], &[&[T("Kính gửi")]]);
    let guide: &[&[C<'_>]] = &[&[T("Mỗi chứng nhận một hàng")]];
    check(&sheets(&[("1", empty), ("Hướng dẫn", guide), ("3", notes)]), 0, &["3:0 no_header"]);
    check(&sheets(&[("1", empty), ("2", empty)]), 0, &["1:0 no_header"]);
    check(&plain(&[]), 0, &["Sheet1:0 no_header"]);
}

#[test]
fn nothing_is_said_of_the_templates_guide() {
    for language in [Language::Vietnamese, Language::English] {
        let titles = guide_titles(language);
        let explained = |field: Field| field_in_words(field, language);
        let bytes = template([&titles[0], &titles[1]], explained).expect("a workbook");
        let names: Vec<_> = table(&bytes).sheets;
        assert_eq!(names, ["OCOP", titles[0].as_str()]);
        check(&bytes, 0, &["OCOP:0 no_rows"]);
    }
    assert_eq!(guide_titles(Language::Vietnamese)[0], "Hướng dẫn");
}

#[test]
fn a_clerk_is_told_what_to_do_about_it() {
    let table = table(&among_others(&[HEADER, &good(&[])]));
    let words = |at: usize| finding_in_words(&table.findings[at], Language::Vietnamese);
    assert!(words(0).starts_with("Ghi nhận · Trang tính Năm 2025: "), "{}", words(0));
    assert!(words(0).contains("đang bị ẩn") && words(0).contains("(Unhide)"), "{}", words(0));
    assert!(words(2).starts_with("Ghi nhận · Trang tính Bìa: "), "{}", words(2));
    assert!(words(2).contains("không nhận ra hàng tiêu đề nào"), "{}", words(2));
}
