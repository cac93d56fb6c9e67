//! Rows that could be taken for something else: each is said to be bad or doubtful, and none is lost.

use ocop_stamp::{
    log::Hold,
    registry::ProductGroup,
    tables::{Grade, What},
};

use super::{
    Registry, asker, found,
    workbooks::{C, E, HEADER, N, T, good, plain},
};
use crate::writer::wait;

const NOW: &str = "2026-11-24T03:00:00Z";

/// Imports one row with some cells changed, and says what is found of it in a grade.
#[track_caller]
fn check(changes: &[(usize, C<'_>)], grade: Grade, expected: &str) {
    let registry = Registry::at(NOW);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(changes)]));
    let found = found(&report, grade);
    assert!(found.iter().any(|found| found == expected), "{found:?}");
    assert_eq!(report.imported, grade != Grade::Bad);
}

#[test]
fn a_withdrawal_is_not_read_as_a_certificate_in_force() {
    let whole = T("99/QĐ-UBND ngày 01/06/2026, lý do: vi phạm an toàn thực phẩm");
    for state in [E, T("Còn hiệu lực"), T("Không còn hiệu lực"), T("Tạm dừng")] {
        check(&[(11, state), (12, whole)], Grade::Bad, "L2 withdrawal_without_status");
    }
    check(&[(11, T("Không còn hiệu lực"))], Grade::Doubtful, "L2 runs_by_date");
    check(&[(11, T("Hết hiệu lực"))], Grade::Doubtful, "L2 runs_by_date");
    check(&[(11, T("Tạm dừng"))], Grade::Doubtful, "L2 suspension_not_entered");
    check(&[(11, T("Thu hồi")), (12, whole)], Grade::Doubtful, "M2 withdrawal_understood");
}

#[test]
fn a_decision_is_one_decision_of_one_day() {
    for two in [
        "77/QĐ-UBND ngày 20/02/2026; 4000/QĐ-UBND ngày 05/11/2026",
        "77/QĐ-UBND (điều chỉnh bởi 78/QĐ-UBND ngày 01/03/2026)",
        "Tờ trình 12/TTr-UBND",
    ] {
        check(&[(6, T(two))], Grade::Bad, "G2 unreadable");
    }
    check(&[(6, T("77/QĐ-UBND ngày 21/02/2026"))], Grade::Bad, "H2 dates_disagree");
    for whole in ["77/QĐ–UBND", "77/QÐ-UBND", "77/QĐ-UBND - 20/02/2026"] {
        let registry = Registry::at(NOW);
        assert!(registry.import("t.xlsx", &plain(&[HEADER, &good(&[(6, T(whole))])])).imported);
        assert_eq!(registry.certificates()[0].decision, "77/QĐ-UBND", "{whole}");
    }
}

#[test]
fn what_stands_for_something_else_is_no_name() {
    for ditto in ["nt", "Như trên", "\""] {
        check(&[(3, T(ditto))], Grade::Bad, "D2 ditto");
    }
    check(&[(3, T("HTX Chè (ĐT 0900 000 000) (mẫu)"))], Grade::Doubtful, "D2 looks_private");
}

#[test]
fn a_group_number_of_before_the_programme_is_said() {
    check(&[(7, T("06/05/2018")), (11, E)], Grade::Doubtful, "H2 rule");
    // No stamp can have the last day of such a one.
    check(&[(7, T("15/01/2013"))], Grade::Bad, "H2 day_out_of_range");
}

#[test]
fn tax_codes_are_codes() {
    let header: Vec<_> = [HEADER, &[T("Mã số thuế")]].concat();
    for (code, is_good) in [
        (T("2801234567"), true),
        (T("2801234567-001"), true),
        (N(101_234_567.0), true),
        (T("26A8.000123"), true),
        (T("123"), false),
    ] {
        let registry = Registry::at(NOW);
        let row: Vec<_> = [&good(&[])[..], &[code]].concat();
        let report = registry.import("t.xlsx", &plain(&[&header, &row]));
        assert_eq!(report.imported, is_good, "{:?}", report.findings);
        let bad = report.findings.iter().find(|finding| finding.grade == Grade::Bad);
        if let Some(What::Unreadable { cell, .. }) = bad.map(|finding| &finding.what) {
            assert_eq!(cell, "", "a private cell is not quoted");
        }
    }
}

#[test]
fn the_first_row_below_two_columns_of_stars_is_no_header() {
    let header: Vec<_> = [HEADER, &[T("Xếp hạng")]].concat();
    let row = |name| [&good(&[(0, T(name))])[..], &[T("4 sao")]].concat();
    let registry = Registry::at(NOW);
    let report = registry.import(
        "t.xlsx",
        &plain(&[&header, &row("Mật ong (mẫu)"), &row("Chè (mẫu)"), &row("Gạo (mẫu)")]),
    );
    assert_eq!(registry.certificates().len(), 3, "{:?}", report.findings);
}

#[test]
fn crosses_below_numbers_of_stars_in_one_row_of_headings() {
    let cells = |stars: [C<'static>; 3]| {
        let row = good(&[]);
        [&row[..5], &stars[..], &row[6..]].concat()
    };
    let mut header = HEADER.to_vec();
    header.splice(5..6, [T("3 sao"), T("4 sao"), T("5 sao")]);
    let registry = Registry::at(NOW);
    assert!(registry.import("t.xlsx", &plain(&[&header, &cells([E, T("x"), E])])).imported);
    assert_eq!(u8::from(registry.certificates()[0].stars), 4);
    let registry = Registry::at(NOW);
    let report = registry.import("t.xlsx", &plain(&[&header, &cells([T("x"), T("x"), E])]));
    assert!(!report.imported, "three stars and four");
}

#[test]
fn a_product_of_a_tong_cong_ty_is_no_sum() {
    let registry = Registry::at(NOW);
    let row = good(&[(0, T("Tổng công ty Chè đặc biệt (mẫu)"))]);
    assert!(registry.import("t.xlsx", &plain(&[HEADER, &row])).imported);
    assert_eq!(registry.certificates().len(), 1);
}

#[test]
fn a_number_that_disagrees_with_its_row_writes_to_no_strangers_record() {
    let registry = Registry::at(NOW);
    let other = good(&[(0, T("Mật ong (mẫu)")), (3, T("HTX Ong (mẫu)")), (10, T("78/GCN"))]);
    registry.import("t.xlsx", &plain(&[HEADER, &good(&[]), &other]));
    let names = |registry: &Registry| -> Vec<_> {
        let snapshot = registry.service().snapshot();
        snapshot.register().producers().map(|producer| producer.name.clone()).collect()
    };
    let before = names(&registry);
    let header: Vec<_> = [&[T("Số trong hệ thống")], HEADER].concat();
    let numbered = |number, row: &[C<'static>]| [&[N(number)], row].concat();
    let swapped = plain(&[&header, &numbered(2.0, &good(&[])), &numbered(1.0, &other)]);
    let report = registry.import("t.xlsx", &swapped);
    assert_eq!(found(&report, Grade::Bad), ["A2 number_disagrees", "A3 number_disagrees"]);
    let renamed = numbered(1.0, &good(&[(3, T("HTX Khác (mẫu)"))]));
    let report = registry.import("t.xlsx", &plain(&[&header, &renamed]));
    assert_eq!((report.counts.corrections, names(&registry)), (1, before));
}

#[test]
fn rows_of_one_holder_from_different_years_change_nothing_when_they_come_again() {
    let registry = Registry::at(NOW);
    let header: Vec<_> = [HEADER, &[T("Mã số thuế")]].concat();
    let row = |changes: &[(usize, C<'static>)]| [&good(changes)[..], &[T("2801234567")]].concat();
    let old = row(&[
        (0, T("Mật ong (mẫu)")),
        (3, T("HTX Tên cũ (mẫu)")),
        (6, T("5/QĐ-UBND")),
        (7, T("20/02/2024")),
        (10, T("5/GCN")),
    ]);
    let table = plain(&[&header, &row(&[]), &old]);
    assert!(registry.import("t.xlsx", &table).imported);
    let snapshot = registry.service().snapshot();
    let holders: Vec<_> = snapshot.register().producers().map(|holder| &*holder.name).collect();
    assert_eq!(holders, ["HTX Chè Bản Rẻo (mẫu)"], "as its newest certificate has it");
    let certified: Vec<_> =
        registry.certificates().into_iter().map(|one| one.certified.producer_name).collect();
    assert_eq!(certified, ["HTX Tên cũ (mẫu)", "HTX Chè Bản Rẻo (mẫu)"]);
    let again = registry.import("t.xlsx", &table);
    assert_eq!((again.has_news, again.counts.unchanged), (false, 2), "{:?}", again.findings);
}

#[test]
fn a_withdrawal_that_was_taken_back_is_not_entered_again() {
    let registry = Registry::at(NOW);
    let withdrawal = T("99/QĐ-UBND ngày 01/06/2026, lý do: ngừng sản xuất");
    let table = plain(&[HEADER, &good(&[(11, T("Thu hồi")), (12, withdrawal)])]);
    assert!(registry.import("t.xlsx", &table).imported);
    let number = registry.certificates()[0].certificate;
    let position = {
        let snapshot = registry.service().snapshot();
        let mut holds = snapshot.log().holds_naming_certificate(number);
        holds.find(|hold| hold.terms.hold == Hold::Revoked).expect("withdrawn").position
    };
    let lift = ocop_stamp::log::Body::Lifted(ocop_stamp::log::Lifted {
        index: position,
        lifted_as: ocop_stamp::log::LiftAs::Annulled,
        decision: None,
        decided_on: None,
        decided_by: None,
        note: None,
    });
    wait(registry.service().enter(asker("hoa"), "lift", ocop_stamp::ledger::Draft::Ready(lift)))
        .expect("taken back");
    let size = registry.log_size();
    let report = registry.import("t.xlsx", &table);
    assert_eq!(found(&report, Grade::Doubtful), ["M2 withdrawal_taken_back"]);
    assert_eq!(registry.log_size(), size);
}

#[test]
fn a_title_merged_over_the_row_is_no_certificate() {
    let registry = Registry::at(NOW);
    let header: Vec<_> = [&[T("TT")], HEADER].concat();
    let title: Vec<_> = [&[T("I")][..], &vec![T("NHÓM THỰC PHẨM"); HEADER.len()]].concat();
    let row: Vec<_> = [&[N(1.0)], &good(&[(1, E)])[..]].concat();
    let report = registry.import("t.xlsx", &plain(&[&header, &title, &row]));
    assert!(report.imported, "{:#?}", report.findings);
    assert_eq!(registry.certificates()[0].certified.group, ProductGroup::Food);
}

#[test]
fn words_for_nothing_are_no_tax_code() {
    let header: Vec<_> = [HEADER, &[T("MST"), T("Điện thoại")]].concat();
    for nothing in ["Không có", "-", "chưa có", "Khong co"] {
        let registry = Registry::at(NOW);
        let row: Vec<_> = [&good(&[])[..], &[T(nothing), T(nothing)]].concat();
        let report = registry.import("t.xlsx", &plain(&[&header, &row]));
        assert!(report.imported, "{nothing}: {:#?}", report.findings);
        let snapshot = registry.service().snapshot();
        let details = snapshot.register().producers().next().expect("one").producer;
        let details = snapshot.register().producer_details(details);
        assert!(details.is_none_or(|one| one.tax_code.is_none() && one.phone.is_none()));
    }
}

#[test]
fn diacritics_that_were_missing_are_mended_and_never_lost() {
    let registry = Registry::at(NOW);
    let without = [(8, T("UBND tinh Thanh Hoa (mau)"))];
    assert!(registry.import("t.xlsx", &plain(&[HEADER, &good(&without)])).imported);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&[])]));
    assert_eq!(found(&report, Grade::Doubtful), ["I2 correction"]);
    // A new certificate of a known product is called as that is.
    let registry = Registry::at(NOW);
    assert!(registry.import("t.xlsx", &plain(&[HEADER, &good(&[])])).imported);
    let renewal = good(&[
        (0, T("Che xanh Ban Reo (mau)")),
        (3, T("HTX Che Ban Reo (mau)")),
        (7, T("20/08/2026")),
        (10, T("79/GCN")),
        (14, T("77/GCN")),
    ]);
    assert!(registry.import("t.xlsx", &plain(&[HEADER, &renewal])).imported);
    let certified = registry.certificates()[1].certified.clone();
    let names = [certified.product_name.as_str(), certified.producer_name.as_str()];
    assert_eq!(names, ["Chè xanh Bản Rẻo (mẫu)", "HTX Chè Bản Rẻo (mẫu)"]);
}
