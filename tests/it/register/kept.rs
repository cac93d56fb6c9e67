//! What the office keeps of holders and products beside their certificates: whose row counts, and what is said of what
//! changes and of what is passed by.

use ocop_stamp::tables::{Finding, Grade, What, write_workbook};

use super::{
    Registry, found,
    workbooks::{C, E, HEADER, N, T, good, plain},
};

const NOW: &str = "2026-11-24T03:00:00Z";

/// Columns behind those of [`HEADER`], from Q on.
const MORE: [C<'static>; 4] =
    [T("Điện thoại"), T("Liên hệ (công khai)"), T("Bảo quản"), T("Định mức tem/năm")];

/// What is told in the columns of [`MORE`].
const NOTHING: [C<'static>; 4] = [E; 4];

/// Another product of the good row's holder.
const OTHER: [(usize, C<'static>); 2] = [(0, T("Chè đen (mẫu)")), (10, T("78/GCN"))];

/// A certificate of 2024 for another product of the same holder.
const OLDER: [(usize, C<'static>); 5] = [
    (0, T("Chè đen (mẫu)")),
    (6, T("5/QĐ-UBND")),
    (7, T("20/02/2024")),
    (8, T("UBND tỉnh Thanh Hóa (mẫu)")),
    (10, T("5/GCN")),
];

type Told<'a> = (&'a [(usize, C<'a>)], [C<'a>; 4]);

fn table(rows: &[Told<'_>]) -> Vec<u8> {
    let rows = rows.iter().map(|(changes, more)| [&good(changes)[..], more].concat());
    let rows: Vec<_> = std::iter::once([HEADER, &MORE].concat()).chain(rows).collect();
    plain(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// What is kept of the holder: telephone number and contact.
fn kept(registry: &Registry) -> [Option<String>; 2] {
    let snapshot = registry.service().snapshot();
    let holder = snapshot.register().producers().next().expect("one");
    let details = snapshot.register().producer_details(holder.producer);
    let phone = details.and_then(|details| details.phone.as_ref());
    [phone.map(|phone| phone.reveal().to_owned()), holder.contact.clone()]
}

/// A table, if there is one, then another: what is said of the second in a grade, and of it once more.
#[track_caller]
fn check_after(first: &[Told<'_>], second: &[Told<'_>], grade: Grade, expect: [&[&str]; 2]) {
    let registry = Registry::at(NOW);
    if !first.is_empty() {
        assert!(registry.import("1.xlsx", &table(first)).imported);
    }
    for expect in expect {
        let report = registry.import("2.xlsx", &table(second));
        assert!(report.imported, "{:#?}", report.findings);
        let said = found(&report, grade);
        let said: Vec<_> = said.iter().filter(|one| !one.ends_with("last_day_counted")).collect();
        assert_eq!(said, expect, "{:#?}", report.findings);
    }
}

const A: [C<'static>; 4] = [T("0900000001"), T("a.example.vn"), T("Nơi mát"), N(100.0)];
const B: [C<'static>; 4] = [T("0900000002"), T("b.example.vn"), T("Nơi khô"), N(200.0)];

#[test]
fn what_changes_of_a_recorded_holder_is_said_where_it_stands() {
    let changed = &["Q2 changed", "R2 changed", "S2 changed", "T2 changed"][..];
    check_after(&[(&[], A)], &[(&[], B)], Grade::Note, [changed, &[]]);
    check_after(&[(&[], NOTHING)], &[(&[], A)], Grade::Note, [changed, &[]]);
    // An empty cell takes nothing back.
    check_after(&[(&[], A)], &[(&[], NOTHING)], Grade::Note, [&[], &[]]);
    // A holder that is recorded for the first time has nothing that changes.
    check_after(&[], &[(&[], A)], Grade::Note, [&[], &[]]);
}

#[test]
fn what_changes_is_told_but_for_what_is_private() {
    let registry = Registry::at(NOW);
    assert!(registry.import("1.xlsx", &table(&[(&[], A)])).imported);
    let report = registry.import("2.xlsx", &table(&[(&[(2, T("Gói 200 g; Hộp 1 kg"))], B)]));
    let changes = report.findings.iter().filter_map(|Finding { place, what, .. }| {
        let What::Changed { from, to } = what else { return None };
        Some((place.column.as_deref()?, from.as_deref()?, to.as_str()))
    });
    let mut changes: Vec<_> = changes.collect();
    changes.sort_unstable();
    assert_eq!(
        changes,
        [
            ("C", "Gói 200 g", "Gói 200 g; Hộp 1 kg"),
            ("Q", "", ""),
            ("R", "a.example.vn", "b.example.vn"),
            ("S", "Nơi mát", "Nơi khô"),
            ("T", "100", "200"),
        ]
    );
}

#[test]
fn the_row_of_an_older_certificate_writes_nothing_over_and_that_is_said() {
    let newer_kept = &["Q3 newer_kept", "R3 newer_kept"][..];
    check_after(&[(&[], A)], &[(&[], A), (&OLDER, B)], Grade::Note, [newer_kept, newer_kept]);
    // In one table, too, in any order of rows.
    check_after(&[], &[(&[], A), (&OLDER, B)], Grade::Note, [newer_kept, newer_kept]);
    let first = &["Q2 newer_kept", "R2 newer_kept"][..];
    check_after(&[], &[(&OLDER, B), (&[], A)], Grade::Note, [first, first]);
    // What only the older one tells is kept, and the same again is nothing to speak of.
    check_after(&[], &[(&[], NOTHING), (&OLDER, B)], Grade::Note, [&[], &[]]);
    check_after(&[], &[(&[], A), (&OLDER, A)], Grade::Note, [&[], &[]]);
    let same_product = &OLDER[1..];
    check_after(&[], &[(&[], NOTHING), (same_product, B)], Grade::Note, [&[], &[]]);
    let all_three = &["Q3 newer_kept", "R3 newer_kept", "S3 newer_kept"][..];
    check_after(&[], &[(&[], A), (same_product, B)], Grade::Note, [all_three, all_three]);
    let registry = Registry::at(NOW);
    assert!(registry.import("t.xlsx", &table(&[(&OLDER, B), (&[], A)])).imported);
    assert_eq!(kept(&registry), [Some("0900000001".into()), Some("a.example.vn".into())]);
}

#[test]
fn rows_of_one_day_that_disagree_are_doubtful() {
    let disagree = &["Q2 rows_disagree", "R2 rows_disagree"][..];
    let rows = [(&[][..], A), (&OTHER[..], B)];
    check_after(&[], &rows, Grade::Doubtful, [disagree, disagree]);
    let registry = Registry::at(NOW);
    let report = registry.import("t.xlsx", &table(&rows));
    let named = report.findings.iter().filter(|one| one.what == What::RowsDisagree { row: 3 });
    assert_eq!(named.count(), 2, "the row that counts");
    assert_eq!(kept(&registry), [Some("0900000002".into()), Some("b.example.vn".into())]);
    // Storage is a product's, and these are two products.
    check_after(&[], &[(&[], A), (&OTHER, A)], Grade::Doubtful, [&[], &[]]);
}

#[test]
fn an_export_says_nothing_of_that() {
    let registry = Registry::at(NOW);
    let rows = [(&[][..], A), (&OLDER[..], B)];
    assert!(registry.import("t.xlsx", &table(&rows)).imported);
    let bytes = write_workbook(&registry.service().export_register()).expect("written");
    let report = registry.import("e.xlsx", &bytes);
    assert!(!report.has_news, "{:?}", report.findings);
    assert_eq!(found(&report, Grade::Note), [""; 0]);
}

#[test]
fn what_goes_with_a_correction_waits_for_it() {
    let registry = Registry::at(NOW);
    assert!(registry.import("t.xlsx", &table(&[(&[], A)])).imported);
    let header: Vec<_> = [&[T("Số trong hệ thống")], HEADER, &MORE].concat();
    let renamed = good(&[(3, T("HTX Chè Khác (mẫu)")), (15, N(60.0))]);
    let row: Vec<_> = [&[N(1.0)], &renamed[..], &B].concat();
    let report = registry.import("t.xlsx", &plain(&[&header, &row]));
    let waits = ["R2 waits_for_correction", "S2 waits_for_correction", "T2 waits_for_correction"];
    assert_eq!(found(&report, Grade::Note)[..3], waits);
    assert_eq!(kept(&registry), [Some("0900000001".into()), Some("a.example.vn".into())]);
    // Sixty points and four stars, as it would stand.
    assert!(found(&report, Grade::Doubtful).contains(&"Q2 rule".to_owned()));
}

#[test]
fn a_correction_is_doubted_as_it_would_stand() {
    let doubted = ["P2 correction", "P2 rule"];
    check_after(&[(&[], A)], &[(&[(15, N(60.0))], A)], Grade::Doubtful, [&doubted, &doubted]);
    // One that mends what was doubted is not doubted any more.
    let mended = ["P2 correction"];
    check_after(
        &[(&[(15, N(60.0))], A)],
        &[(&[(15, N(80.0))], A)],
        Grade::Doubtful,
        [&mended, &mended],
    );
}

#[test]
fn papers_of_one_kind_take_none_of_the_other_back() {
    let header: Vec<_> = [HEADER, &[T("Chứng nhận chất lượng"), T("Chỉ dẫn địa lý")]].concat();
    let registry = Registry::at(NOW);
    let import = |papers: [C<'static>; 2]| {
        let row: Vec<_> = [&good(&[])[..], &papers].concat();
        let report = registry.import("t.xlsx", &plain(&[&header, &row]));
        assert!(report.imported, "{:#?}", report.findings);
        let snapshot = registry.service().snapshot();
        let product = snapshot.register().products().next().expect("one");
        let names: Vec<_> = product.papers.iter().map(|paper| paper.name.clone()).collect();
        names
    };
    assert_eq!(import([E, T("Chè Bản Rẻo (mẫu)")]), ["Chè Bản Rẻo (mẫu)"]);
    assert_eq!(import([T("VietGAP (mẫu)"), E]), ["VietGAP (mẫu)", "Chè Bản Rẻo (mẫu)"]);
    assert_eq!(import([E, E]), ["VietGAP (mẫu)", "Chè Bản Rẻo (mẫu)"]);
    assert_eq!(import([T("ISO 22000 (mẫu)"), E]), ["ISO 22000 (mẫu)", "Chè Bản Rẻo (mẫu)"]);
}
