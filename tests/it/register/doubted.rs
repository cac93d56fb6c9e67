//! What no single row shows: renewals that do not say so, codes and GTINs that stand twice. It is said, and recorded
//! as it stands.

use jiff::civil::date;
use ocop_stamp::{
    ledger::Draft,
    log::{Body, HoldFacts, Reason, Target},
    tables::{Grade, write_csv},
};

use super::{
    Registry, asker, found,
    workbooks::{C, E, HEADER, T, good, of_a_district, of_a_province, plain},
};
use crate::writer::wait;

const NOW: &str = "2026-11-24T03:00:00Z";

/// Cells of a row that differ from the good one, and its code and GTIN.
type Told<'a> = (&'a [(usize, C<'a>)], [C<'a>; 2]);

fn table(rows: &[Told<'_>]) -> Vec<u8> {
    let header = [HEADER, &[T("Mã sản phẩm"), T("GTIN")]].concat();
    let rows = rows.iter().map(|(changes, codes)| [&good(changes)[..], codes].concat());
    let rows: Vec<_> = std::iter::once(header).chain(rows).collect();
    let rows: Vec<&[C<'_>]> = rows.iter().map(Vec::as_slice).collect();
    plain(&rows)
}

/// What is found of these rows in a grade: the same when they are imported and when they come again.
#[track_caller]
fn check(rows: &[Told<'_>], grade: Grade, expect: &[&str]) {
    let (registry, bytes) = (Registry::at(NOW), table(rows));
    let report = registry.import("t.xlsx", &bytes);
    assert_eq!(found(&report, grade), expect);
    let is_bad = grade == Grade::Bad && !expect.is_empty();
    assert_eq!(report.imported, !is_bad);
    let again = registry.import("t.xlsx", &bytes);
    assert_eq!(found(&again, grade), expect);
    assert_ne!(again.has_news, report.imported, "what was imported is nothing new");
}

const NO_CODES: [C<'static>; 2] = [E, E];

/// The certificate before, of 2024: it runs until 2027.
const OLD: [(usize, C<'static>); 4] = [
    (6, T("12/QĐ-UBND")),
    (7, T("19/02/2024")),
    (8, T("UBND tỉnh Thanh Hóa (mẫu)")),
    (10, T("12/GCN-24")),
];

#[test]
fn a_renewal_names_the_certificate_before_it() {
    let old_and = |state: &[(usize, C<'static>)]| [&OLD[..], state].concat();
    let new = (&[][..], NO_CODES);
    check(&[(&OLD, NO_CODES), new], Grade::Doubtful, &["O3 older_in_force"]);
    check(&[new, (&OLD, NO_CODES)], Grade::Doubtful, &["O2 older_in_force"]);
    check(&[(&old_and(&[(10, E)]), NO_CODES), new], Grade::Doubtful, &["O3 older_in_force"]);
    let renewal = [(14, T("12/GCN-24"))];
    check(&[(&OLD, NO_CODES), (&renewal, NO_CODES)], Grade::Doubtful, &[]);
    // Another product, another holder, or one that is over: nothing that a renewal would replace.
    for apart in [
        old_and(&[(0, T("Chè đen (mẫu)"))]),
        old_and(&[(3, T("HTX Chè khác (mẫu)"))]),
        old_and(&[(7, T("19/02/2023")), (11, E)]),
        old_and(&[
            (11, T("Thu hồi")),
            (12, T("99/QĐ-UBND ngày 01/02/2026, lý do: ngừng sản xuất")),
        ]),
        old_and(&[(11, T("Chấm dứt trước hạn")), (13, T("19/02/2026"))]),
    ] {
        check(&[(&apart, NO_CODES), new], Grade::Doubtful, &[]);
    }
    // The newer one itself is over.
    let withdrawn =
        [(11, T("Thu hồi")), (12, T("99/QĐ-UBND ngày 01/10/2026, lý do: ngừng sản xuất"))];
    let ended = [(11, T("Chấm dứt trước hạn")), (13, T("31/10/2026"))];
    for over in [&withdrawn[..], &ended] {
        check(&[(&OLD, NO_CODES), (over, NO_CODES)], Grade::Doubtful, &[]);
    }
}

/// What is doubtful in the second of two tables, whose holder may have been withdrawn between them.
#[track_caller]
fn check_after(first: &[C<'_>], is_withdrawn: bool, second: &[C<'_>], expect: &[&str]) {
    let registry = Registry::at(NOW);
    assert!(registry.import("1.xlsx", &plain(&[HEADER, first])).imported);
    if is_withdrawn {
        let target = Target::Producer { producer: registry.certificates()[0].producer };
        let since = date(2026, 10, 1);
        let facts = HoldFacts::new(target, Reason::FoodSafety, None, since, None);
        let revoke = Draft::Ready(Body::Revoked(facts));
        wait(registry.service().enter(asker("hoa"), "revoke", revoke)).expect("withdrawn");
    }
    for _ in 0..2 {
        let report = registry.import("2.xlsx", &plain(&[HEADER, second]));
        assert_eq!(found(&report, Grade::Doubtful), expect);
    }
}

#[test]
fn two_certificates_in_force_are_said_in_whatever_order_they_come() {
    let (old, new) = (good(&OLD), good(&[]));
    check_after(&old, false, &new, &["O2 older_in_force"]);
    check_after(&new, false, &old, &["K2 newer_in_force"]);
    check_after(&good(&[(10, E)]), false, &old, &["K2 newer_in_force"]);
    let over = good(&[(11, T("Chấm dứt trước hạn")), (13, T("31/10/2026"))]);
    check_after(&over, false, &old, &[]);
    check_after(&old, true, &new, &[]);
    check_after(&new, true, &old, &[]);
}

#[test]
fn a_gtin_is_one_products_and_a_code_one_holders() {
    let (code, gtin) = (T("TH-01"), T("8930000000019"));
    let other = [(0, T("Chè đen (mẫu)")), (10, T("78/GCN"))];
    let others = [(0, T("Chè đen (mẫu)")), (3, T("HTX Chè khác (mẫu)")), (10, T("78/GCN"))];
    let first = (&[][..], [code, gtin]);
    check(&[first, (&other, [E, gtin])], Grade::Doubtful, &["R3 gtin_elsewhere"]);
    check(&[first, (&others, [E, gtin])], Grade::Doubtful, &["R3 gtin_elsewhere"]);
    check(&[first, (&others, [code, E])], Grade::Doubtful, &["Q3 code_elsewhere"]);
    check(&[first, (&others, [T("TH-02"), T("8930000000026")])], Grade::Doubtful, &[]);
}

#[test]
fn a_gtin_is_one_variants_when_all_is_read() {
    let [one, two] = ["8930000000019", "8930000000026"];
    let header = [HEADER, &[T("GTIN")]].concat();
    let names = ["Chè A (mẫu)", "Chè B (mẫu)", "Chè C (mẫu)"];
    let import = |registry: &Registry, gtins: &[(usize, &str)]| {
        let rows = gtins.iter().map(|(name, gtin)| {
            let row = good(&[(0, T(names[*name])), (10, E)]);
            [&row[..], &[T(gtin)]].concat()
        });
        let rows: Vec<_> = std::iter::once(header.clone()).chain(rows).collect();
        let rows: Vec<&[C<'_>]> = rows.iter().map(Vec::as_slice).collect();
        let report = registry.import("t.xlsx", &plain(&rows));
        assert!(report.imported, "{:#?}", report.findings);
        found(&report, Grade::Doubtful)
    };
    let registry = Registry::at(NOW);
    assert_eq!(import(&registry, &[(0, one), (1, two)]), [""; 0]);
    assert_eq!(import(&registry, &[(0, two), (1, one)]), [""; 0], "two that were swapped");
    // The first takes it from none; the second still has it.
    assert_eq!(import(&registry, &[(0, one)]), ["Q2 gtin_elsewhere"]);
    assert_eq!(import(&registry, &[(0, two)]), [""; 0]);
    assert_eq!(import(&registry, &[(2, one)]), ["Q2 gtin_elsewhere"], "B has what A had");
    let both = format!("{one}; {one}");
    let contents = T("Gói 200 g; Hộp 1 kg");
    check(&[(&[(2, contents)], [E, T(&both)])], Grade::Doubtful, &["R2 gtin_twice"]);
}

#[test]
fn a_certificate_ends_after_it_began() {
    for day in ["20/02/2026", "20/02/2025"] {
        check(&[(&[(13, T(day))], NO_CODES)], Grade::Bad, &["N2 ends_before_it_begins"]);
    }
    check(&[(&[(13, T("21/02/2026"))], NO_CODES)], Grade::Bad, &[]);
    // Ended early, even on its first day: what was exported is imported again, here and elsewhere.
    let registry = Registry::at(NOW);
    let ended = good(&[(11, T("Chấm dứt trước hạn")), (13, T("20/02/2026"))]);
    assert!(registry.import("t.xlsx", &plain(&[HEADER, &ended])).imported);
    let bytes =
        write_csv(&registry.service().export_register(&asker("minh")).expect("the operator's"));
    let report = registry.import("e.csv", &bytes);
    assert_eq!((report.has_news, found(&report, Grade::Bad)), (false, vec![]));
    let text = String::from_utf8(bytes).expect("UTF-8");
    let text = text.replacen("Số trong hệ thống", "Số ở nơi cũ", 1);
    let elsewhere = Registry::at(NOW).import("e.csv", text.as_bytes());
    assert!(elsewhere.imported, "{:#?}", elsewhere.findings);
}

#[test]
fn nothing_of_that_is_said_of_good_tables() {
    let registry = Registry::at(NOW);
    for (name, bytes) in [("a.xlsx", of_a_province()), ("b.xlsx", of_a_district())] {
        let report = registry.import(name, &bytes);
        let said = found(&report, Grade::Doubtful);
        let of_these = ["older_in_force", "gtin_elsewhere", "code_elsewhere"];
        assert!(
            said.iter().all(|said| !of_these.iter().any(|code| said.ends_with(code))),
            "{said:?}"
        );
    }
}

/// What is doubtful of a row after the good one, neither with a number on paper unless these cells name it.
#[track_caller]
fn check_mistaken(changes: &[(usize, C<'_>)], expect: &[&str]) {
    let registry = Registry::at(NOW);
    assert!(registry.import("1.xlsx", &plain(&[HEADER, &good(&[(10, E)])])).imported);
    let row = good(&[&[(10, E)], changes].concat());
    let report = registry.import("2.xlsx", &plain(&[HEADER, &row]));
    assert_eq!((report.imported, report.counts.recorded), (true, 1), "{:#?}", report.findings);
    assert_eq!(found(&report, Grade::Doubtful), expect);
    // Once it is recorded, it is a certificate like others.
    let report = registry.import("2.xlsx", &plain(&[HEADER, &row]));
    assert!(
        !report.has_news
            && !found(&report, Grade::Doubtful).iter().any(|one| one.ends_with("probably_known"))
    );
}

#[test]
fn a_decision_with_a_mistake_mended_is_probably_known() {
    let by_day = &["H2 probably_known"][..];
    let by_number = &["G2 probably_known"][..];
    check_mistaken(&[(7, T("02/02/2026"))], by_day);
    check_mistaken(&[(7, T("20/12/2025"))], &["K2 newer_in_force"]);
    check_mistaken(&[(7, T("20/02/2025"))], by_day);
    let (without_number, other_day) = ([(10, E)], [(10, E), (7, T("02/02/2026"))]);
    let one_table = [(&without_number[..], NO_CODES), (&other_day[..], NO_CODES)];
    let registry = Registry::at(NOW);
    let report = registry.import("t.xlsx", &table(&one_table));
    assert_eq!(found(&report, Grade::Doubtful), ["H2 probably_the_same"]);
    check_mistaken(&[(6, T("78/QĐ-UBND"))], by_number);
    check_mistaken(&[(6, T("77/QĐ-UBND")), (7, T("02/02/2026")), (10, T("77/GCN"))], by_day);
    // Another decision, another body, another product or holder; a renewal that says so.
    check_mistaken(&[(6, T("5/QĐ-UBND")), (7, T("21/02/2026"))], &["O2 older_in_force"]);
    check_mistaken(
        &[(8, T("UBND tỉnh Nghệ An (mẫu)")), (7, T("02/03/2026"))],
        &["O2 older_in_force"],
    );
    check_mistaken(&[(0, T("Chè đen (mẫu)")), (7, T("02/02/2026"))], &[]);
    check_mistaken(&[(3, T("HTX Chè khác (mẫu)")), (6, T("78/QĐ-UBND"))], &[]);
    check_mistaken(&[(6, T("78/QĐ-UBND")), (14, T("12/GCN-23"))], &["O2 replaces_unknown"]);
}
