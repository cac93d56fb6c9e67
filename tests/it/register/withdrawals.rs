//! Withdrawals in the words of offices: what of them goes into the public log, and what is refused.

use ocop_stamp::{
    log::{Hold, Reason},
    tables::{Grade, write_workbook},
};

use super::{
    Registry, found,
    workbooks::{HEADER, T, good, plain},
};

const NOW: &str = "2026-11-24T03:00:00Z";

/// What stands in the log of a withdrawal that is written so: reason, body, day of effect; and what is said of it.
#[track_caller]
fn check(cell: &str, expect: (Reason, &str, &str), said: (Grade, &[&str])) {
    let registry = Registry::at(NOW);
    let row = good(&[(11, T("Thu hồi")), (12, T(cell))]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &row]));
    assert!(report.imported, "{cell}: {:?}", report.findings);
    assert_eq!(found(&report, said.0), said.1, "{cell}");
    let snapshot = registry.service().snapshot();
    let number = registry.certificates()[0].certificate;
    let mut holds = snapshot.log().holds_naming_certificate(number);
    let facts = &holds.find(|hold| hold.hold == Hold::Revoked).expect("withdrawn").facts;
    let body = facts.decided_by.as_ref().expect("a body").as_str();
    assert_eq!(facts.decision.as_ref().map(|told| told.as_str()), Some("12/QĐ-UBND"));
    assert_eq!(facts.decided_on.map(|day| day.to_string()).as_deref(), Some("2026-11-01"));
    let day = facts.effective_from.to_string();
    assert_eq!((facts.reason, body, day.as_str()), expect, "{cell}");
}

#[test]
fn what_goes_into_the_log_is_what_was_decided() {
    const WHOLE: &str = "12/QĐ-UBND ngày 01/11/2026";
    const ISSUER: &str = "UBND tỉnh Thanh Hóa (mẫu)";
    const DAY: &str = "2026-11-01";
    let own_words = &["M2 reason_in_own_words"][..];
    let understood = &["M2 withdrawal_understood"][..];
    for words in [
        "theo đơn tự nguyện của chủ thể",
        "không phải vì an toàn thực phẩm, mà do hết nguyên liệu",
        "do không phát hiện vi phạm an toàn thực phẩm nhưng chủ thể tự nguyện trả lại",
        "theo đề nghị của Sở Công Thương",
    ] {
        let expect = (Reason::Other, ISSUER, DAY);
        check(&format!("{WHOLE} {words}"), expect, (Grade::Doubtful, own_words));
    }
    for (words, reason, body) in [
        (
            "của UBND tỉnh Lào Cai về việc thu hồi do nhãn sai",
            Reason::LabelNotAsCertified,
            "UBND tỉnh Lào Cai",
        ),
        ("không đạt đánh giá lại", Reason::ReEvaluationFailed, ISSUER),
        ("do bao bì không như đã công nhận", Reason::LabelNotAsCertified, ISSUER),
        ("lý do: ngừng sản xuất", Reason::ProductionStopped, ISSUER),
    ] {
        check(
            &format!("{WHOLE} {words}"),
            (reason, body, DAY),
            (Grade::Note, &["M2 withdrawal_understood", "N2 last_day_counted"]),
        );
    }
    check(
        &format!("{WHOLE}, vi phạm ATTP"),
        (Reason::FoodSafety, ISSUER, DAY),
        (Grade::Doubtful, understood),
    );
    check(
        &format!("{WHOLE}, lý do: vi phạm ATTP, hiệu lực từ ngày 01/12/2026"),
        (Reason::FoodSafety, ISSUER, "2026-12-01"),
        (Grade::Doubtful, understood),
    );
}

#[test]
fn a_withdrawal_is_decided_after_the_certificate_and_not_in_the_future() {
    for (day, expect) in
        [("19/02/2026", "M2 withdrawn_before"), ("25/11/2026", "M2 withdrawn_in_the_future")]
    {
        let registry = Registry::at(NOW);
        let cell = format!("12/QĐ-UBND ngày {day}, lý do: ngừng sản xuất");
        for state in ["Thu hồi", "Chấm dứt trước hạn"] {
            let row = good(&[(11, T(state)), (12, T(&cell)), (13, T("20/12/2026"))]);
            let report = registry.import("t.xlsx", &plain(&[HEADER, &row]));
            assert_eq!(found(&report, Grade::Bad), [expect], "{state}");
        }
    }
}

#[test]
fn a_withdrawal_that_is_to_come_goes_out_and_comes_back() {
    let registry = Registry::at(NOW);
    let cell = "12/QĐ-UBND ngày 01/11/2026, lý do: ngừng sản xuất, hiệu lực từ ngày 01/12/2026";
    let row = good(&[(11, T("Thu hồi")), (12, T(cell))]);
    assert!(registry.import("t.xlsx", &plain(&[HEADER, &row])).imported);
    let bytes = write_workbook(&registry.service().export_register()).expect("written");
    let report = registry.import("e.xlsx", &bytes);
    assert!(!report.has_news, "{:?}", report.findings);
    assert_eq!(found(&report, Grade::Doubtful), [""; 0]);
}
