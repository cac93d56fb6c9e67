//! What the office keeps of holders and products beside their certificates: whose row counts, and what is said of what
//! changes and of what is passed by.

use ocop_stamp::tables::{Finding, Grade, What, write_workbook};

use super::{
    Registry, asker, found,
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
    let changed = &["Q2 changed_unsaid", "R2 changed", "S2 changed", "T2 changed"][..];
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
    let named = report.findings.iter().filter(
        |one| matches!(&one.what, What::RowsDisagree { sheet, row: 3 } if *sheet == one.place.sheet),
    );
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
    let bytes = write_workbook(
        &registry.service().export_register(&asker("minh")).expect("the operator's"),
    )
    .expect("written");
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
    let waits = ["R2", "S2", "T2", "U2"].map(|cell| format!("{cell} waits_for_correction"));
    assert_eq!(found(&report, Grade::Note), waits);
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

#[test]
fn a_withdrawal_in_a_row_that_proposes_a_correction_waits_and_is_doubtful() {
    let registry = Registry::at(NOW);
    assert!(registry.import("t.xlsx", &table(&[(&[], A)])).imported);
    let header: Vec<_> = [&[T("Số trong hệ thống")], HEADER].concat();
    for (state, cell) in [
        ("Thu hồi", "12/QĐ-UBND ngày 01/11/2026, lý do: ngừng sản xuất"),
        ("Chấm dứt trước hạn", "12/QĐ-UBND ngày 01/11/2026, lý do: ngừng sản xuất"),
        ("Còn hiệu lực", ""),
    ] {
        let told =
            [(3, T("HTX Chè Khác (mẫu)")), (2, T("Hộp 1 kg")), (11, T(state)), (12, T(cell))];
        let row: Vec<_> = [&[N(1.0)], &good(&told)[..]].concat();
        let report = registry.import("t.xlsx", &plain(&[&header, &row]));
        let said = found(&report, Grade::Doubtful);
        let waits = said.contains(&"M2 waits_for_correction".to_owned());
        assert_eq!(waits, state != "Còn hiệu lực", "{said:?}");
        assert!(found(&report, Grade::Note).contains(&"D2 waits_for_correction".to_owned()));
    }
    assert_eq!(registry.log_size(), 2, "nothing of it stands in the log");
}

/// The good row's holder under another name and the tax code, as a newer certificate has it.
fn renamed() -> [(usize, C<'static>); 4] {
    [(3, T("HTX Tên mới (mẫu)")), (0, T("Chè đen (mẫu)")), (7, T("20/03/2026")), (10, T("78/GCN"))]
}

#[test]
fn a_row_that_its_number_and_all_else_name_is_believed_though_its_holder_has_a_new_name() {
    let registry = Registry::at(NOW);
    let with_code = |changes: &[(usize, C<'static>)]| {
        [&good(changes)[..], &[T("2801234567"), T("0900000001")]].concat()
    };
    let header = [HEADER, &[T("MST"), T("Điện thoại")]].concat();
    let rows = plain(&[&header, &with_code(&[]), &with_code(&renamed())]);
    assert!(registry.import("1.xlsx", &rows).imported);
    // The older certificate's row again, without the tax code: its holder is not found by the old name.
    let header = [&[T("Số trong hệ thống")], HEADER].concat();
    let numbered = |number, row: &[C<'static>]| [&[N(number)], row].concat();
    let withdrawn =
        good(&[(11, T("Thu hồi")), (12, T("12/QĐ-UBND ngày 01/11/2026, lý do: ngừng sản xuất"))]);
    let report = registry.import("2.xlsx", &plain(&[&header, &numbered(1.0, &good(&[]))]));
    assert_eq!((report.has_news, report.counts.unchanged), (false, 1), "{:#?}", report.findings);
    let report = registry.import("2.xlsx", &plain(&[&header, &numbered(1.0, &withdrawn)]));
    assert_eq!((report.imported, report.counts.withdrawn), (true, 1), "{:#?}", report.findings);
    // A tax code that is somebody else's speaks against the number.
    let stranger = [
        &good(&[(3, T("HTX Ong (mẫu)")), (0, T("Mật ong (mẫu)")), (10, T("1/GCN"))])[..],
        &[T("2809999999")],
    ]
    .concat();
    let header = [HEADER, &[T("MST")]].concat();
    assert!(registry.import("3.xlsx", &plain(&[&header, &stranger])).imported);
    let header = [&[T("Số trong hệ thống")], &header[..]].concat();
    let row = [&[N(1.0)], &good(&[])[..], &[T("2809999999")]].concat();
    let report = registry.import("4.xlsx", &plain(&[&header, &row]));
    assert_eq!(found(&report, Grade::Bad), ["R2 tax_code_elsewhere"]);
}

#[test]
fn a_gtin_of_the_newest_certificate_is_kept() {
    let header = [HEADER, &[T("GTIN")]].concat();
    let [one, two] = ["8930000000019", "8930000000026"];
    let table = |rows: &[(&[(usize, C<'static>)], &'static str)]| {
        let rows = rows.iter().map(|(changes, gtin)| [&good(changes)[..], &[T(gtin)]].concat());
        let rows: Vec<_> = std::iter::once(header.clone()).chain(rows).collect();
        plain(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    let registry = Registry::at(NOW);
    let kept = || {
        let snapshot = registry.service().snapshot();
        let product = snapshot.register().products().next().expect("one");
        product.variants[0].gtin.map(|gtin| gtin.as_on_packs().to_owned())
    };
    assert!(registry.import("1.xlsx", &table(&[(&[], one)])).imported);
    let older = registry.import("2.xlsx", &table(&[(&OLDER[1..], two)]));
    assert!(found(&older, Grade::Note).contains(&"Q2 newer_kept".to_owned()));
    assert_eq!(kept().as_deref(), Some(one));
    let newest = registry.import("3.xlsx", &table(&[(&[], two)]));
    assert!(found(&newest, Grade::Note).contains(&"Q2 changed".to_owned()));
    assert_eq!(kept().as_deref(), Some(two));
    // Two rows for the variants of one product, which name one variant.
    let both = registry.import("4.xlsx", &table(&[(&[], one), (&[], two)]));
    assert!(found(&both, Grade::Doubtful).contains(&"Q2 rows_disagree".to_owned()));
}

#[test]
fn province_and_subgroup_that_change_are_said_and_an_older_code_fills_what_is_empty() {
    let registry = Registry::at(NOW);
    let header = [HEADER, &[T("Mã tỉnh"), T("MST"), T("Phân nhóm"), T("Mã sản phẩm")]].concat();
    let row = |changes: &[(usize, C<'static>)], more: [C<'static>; 4]| {
        [&good(changes)[..], &more].concat()
    };
    let first = row(&[], [T("38"), T("2801234567"), T("Chè"), E]);
    assert!(registry.import("1.xlsx", &plain(&[&header, &first])).imported);
    let older = row(&OLDER[1..], [T("38"), T("2801234567"), T("Chè"), T("TH-01")]);
    assert!(registry.import("2.xlsx", &plain(&[&header, &older])).imported);
    let code = || {
        let snapshot = registry.service().snapshot();
        snapshot.register().products().next().expect("one").code.clone()
    };
    assert_eq!(code().as_deref(), Some("TH-01"));
    let renewal = [(7, T("20/09/2026")), (10, T("79/GCN")), (14, T("77/GCN"))];
    let moved = row(&renewal, [T("40"), T("2801234567"), T("Chè rời"), E]);
    let report = registry.import("3.xlsx", &plain(&[&header, &moved]));
    let said = found(&report, Grade::Note);
    for expect in ["Q2 changed", "S2 changed"] {
        assert!(said.contains(&expect.to_owned()), "{said:?}");
    }
}

#[test]
fn a_name_for_which_a_correction_is_proposed_is_told_once() {
    let registry = Registry::at(NOW);
    let header = [HEADER, &[T("MST")]].concat();
    let row = |name| [&good(&[(3, T(name))])[..], &[T("2801234567")]].concat();
    let import = |name| registry.import("t.xlsx", &plain(&[&header, &row(name)]));
    assert!(import("HTX Chè Bản Rẻo (mẫu)").imported);
    let report = import("HTX Chè Tên Mới (mẫu)");
    assert_eq!(found(&report, Grade::Doubtful), ["D2 correction"]);
    assert_eq!(found(&report, Grade::Note), [""; 0]);
}
