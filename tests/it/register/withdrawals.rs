//! Withdrawals in the words of offices: what of them goes into the public log, and what is refused.

use ocop_stamp::{
    log::{Hold, Reason},
    tables::{Grade, write_workbook},
    web::messages::{Language, report_in_words},
};

use super::{
    Registry, asker, found,
    workbooks::{C, HEADER, T, good, plain},
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
    let terms = holds.find(|hold| hold.terms.hold == Hold::Revoked).expect("withdrawn").terms;
    let body = terms.decided_by.as_ref().expect("a body").as_str();
    assert_eq!(terms.decision.as_ref().map(|told| told.as_str()), Some("12/QĐ-UBND"));
    assert_eq!(terms.decided_on.map(|day| day.to_string()).as_deref(), Some("2026-11-01"));
    let day = terms.effective_from.to_string();
    assert_eq!((terms.reason, body, day.as_str()), expect, "{cell}");
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
    let bytes = write_workbook(
        &registry.service().export_register(&asker("minh")).expect("the operator's"),
    )
    .expect("written");
    let report = registry.import("e.xlsx", &bytes);
    assert!(!report.has_news, "{:?}", report.findings);
    assert_eq!(found(&report, Grade::Doubtful), [""; 0]);
}

/// What a clerk reads of a withdrawal before it stands in the log for ever.
#[track_caller]
fn check_words(changes: &[(usize, C<'_>)], language: Language, expect: &str) {
    let registry = Registry::at(NOW);
    let report = registry.dry_run("t.xlsx", &plain(&[HEADER, &good(changes)]));
    let lines = report_in_words(&report, true, usize::MAX, language);
    assert!(lines.iter().any(|line| line.ends_with(expect)), "{lines:#?}");
}

#[test]
fn what_will_stand_in_the_log_is_told_in_its_order() {
    let of = |state, cell| [(11, T(state)), (12, T(cell)), (13, T("31/10/2026"))];
    let whole = "12/QĐ-UBND ngày 01/11/2026 của UBND tỉnh Lào Cai, lý do: vi phạm ATTP";
    let later = "12/QĐ-UBND ngày 01/11/2026, lý do: ngừng sản xuất, hiệu lực từ ngày 01/12/2026";
    check_words(
        &of("Thu hồi", whole)[..2],
        Language::Vietnamese,
        "thu hồi theo Quyết định 12/QĐ-UBND ngày 01/11/2026 của UBND tỉnh Lào Cai, lý do: An toàn thực phẩm. Hãy đối \
         chiếu với quyết định.",
    );
    check_words(
        &of("Thu hồi", whole)[..2],
        Language::English,
        "withdrawn by Decision 12/QĐ-UBND of 1 Nov 2026 by UBND tỉnh Lào Cai, reason: An toàn thực phẩm. Hold it \
         against the decision.",
    );
    check_words(
        &of("Thu hồi", later)[..2],
        Language::Vietnamese,
        "thu hồi theo Quyết định 12/QĐ-UBND ngày 01/11/2026 của UBND tỉnh Thanh Hóa (mẫu), có hiệu lực từ 01/12/2026, \
         lý do: Ngừng sản xuất. Hãy đối chiếu với quyết định.",
    );
    check_words(
        &of("Chấm dứt trước hạn", whole),
        Language::Vietnamese,
        "chấm dứt trước hạn theo Quyết định 12/QĐ-UBND ngày 01/11/2026 của UBND tỉnh Lào Cai, lý do: An toàn thực \
         phẩm. Hãy đối chiếu với quyết định.",
    );
    check_words(
        &of("Thu hồi", "12/QĐ-UBND ngày 01/11/2026, lý do: chủ thể tự nguyện")[..2],
        Language::Vietnamese,
        "Nếu thu hồi vì an toàn thực phẩm, hãy ghi “an toàn thực phẩm” để người quét tem được cảnh báo.",
    );
}

#[test]
fn what_endangers_who_eats_it_is_food_safety_in_other_words_too() {
    let understood = &["M2 withdrawal_understood"][..];
    for words in
        ["phát hiện chất cấm", "ngộ độc tập thể", "nhiễm vi sinh vượt ngưỡng", "tồn dư kháng sinh"]
    {
        check(
            &format!("12/QĐ-UBND ngày 01/11/2026, lý do: {words}"),
            (Reason::FoodSafety, "UBND tỉnh Thanh Hóa (mẫu)", "2026-11-01"),
            (Grade::Doubtful, understood),
        );
    }
}
