//! A heading merged over several columns, and below it what each of them is.

use ocop_stamp::tables::{Row, Table, What, read, understand};

use super::workbooks::{C, E, HEADER, T, good, plain};

/// A register whose last columns have a heading over them and these below, filled so in its one row.
fn table(top: &'static str, columns: &[(&'static str, C<'static>)]) -> Table {
    // Decision, body and withdrawal have columns of their own, unless the heading is theirs.
    let own = match top {
        "Quyết định" => &[6, 7, 8][..],
        "QĐ thu hồi" | "Thu hồi" => &[12],
        _ => &[],
    };
    let [mut upper, mut lower, mut row] = [HEADER.to_vec(), HEADER.to_vec(), good(&[]).to_vec()];
    for column in own {
        [upper[*column], lower[*column], row[*column]] = [E; 3];
    }
    row[11] = if top == "QĐ thu hồi" || top == "Quyết định thu hồi" {
        T("Thu hồi")
    } else {
        row[11]
    };
    for (below, cell) in columns {
        upper.push(T(top));
        lower.push(T(below));
        row.push(*cell);
    }
    understand(&read("t.xlsx", &plain(&[&upper, &lower, &row])).expect("a table"), Some("38"))
}

/// What is said of a table, and of its unknown columns what is quoted; and something of its row.
#[track_caller]
fn check(
    table: &Table,
    found: &[&str],
    unknown: &[&str],
    said: impl Fn(&Row) -> String,
    expect: &str,
) {
    let quoted = table.findings.iter().filter_map(|found| {
        let What::ColumnUnknown { heading } = &found.what else { return None };
        Some(heading.as_str())
    });
    assert_eq!(quoted.collect::<Vec<_>>(), unknown);
    assert_eq!(table.findings.iter().map(super::told).collect::<Vec<_>>(), found);
    assert_eq!(table.rows.first().map(said).as_deref(), Some(expect));
}

#[test]
fn a_decisions_body_stands_below_its_heading() {
    let decided = |row: &Row| format!("{} | {} | {}", row.decision, row.decided_on, row.issuer);
    let body = T("UBND tỉnh Thanh Hóa (mẫu)");
    for (number, day, of) in [
        ("Số", "Ngày", "Cơ quan"),
        ("Số QĐ", "Ngày ký", "Cơ quan ban hành"),
        ("Số hiệu", "Ngày tháng năm", "Đơn vị ban hành"),
    ] {
        let columns = [(number, T("9/QĐ-UBND")), (day, T("20/02/2026")), (of, body)];
        let read = "9/QĐ-UBND | 2026-02-20 | UBND tỉnh Thanh Hóa (mẫu)";
        check(&table("Quyết định", &columns), &[], &[], decided, read);
    }
}

#[test]
fn a_withdrawals_body_is_not_the_certificates() {
    let withdrawn = |row: &Row| {
        let of = &row.withdrawal;
        format!("{:?} {:?} {:?} | {}", of.decision, of.decided_on, of.decided_by, row.decision)
    };
    for (number, day, of) in
        [("Số", "Ngày", "Cơ quan"), ("Số QĐ", "Ngày ban hành", "Cơ quan ban hành")]
    {
        let columns = [
            (number, T("90/QĐ-SNN")),
            (day, T("01/10/2026")),
            ("Lý do", T("vi phạm an toàn thực phẩm")),
            (of, T("Sở Nông nghiệp (mẫu)")),
        ];
        let table = table("Quyết định thu hồi", &columns);
        let read =
            "Some(\"90/QĐ-SNN\") Some(2026-10-01) Some(\"Sở Nông nghiệp (mẫu)\") | 77/QĐ-UBND";
        check(&table, &[], &[], withdrawn, read);
    }
}

#[test]
fn several_parts_of_a_decision_stand_in_one_cell() {
    let decided = |row: &Row| format!("{} | {} | {}", row.decision, row.decided_on, row.issuer);
    let cell = T("Số 9/QĐ-UBND ngày 20/02/2026");
    let read = "9/QĐ-UBND | 2026-02-20 | UBND tỉnh Thanh Hóa (mẫu)";
    for number_and_day in ["Số, ngày", "Số, ngày, tháng, năm", "Số và ngày ký"] {
        let columns =
            [(number_and_day, cell), ("Cơ quan ban hành", T("UBND tỉnh Thanh Hóa (mẫu)"))];
        check(&table("Quyết định", &columns), &[], &[], decided, read);
    }
}

#[test]
fn several_parts_of_a_withdrawal_stand_in_one_cell() {
    let withdrawn = |row: &Row| {
        let of = &row.withdrawal;
        format!("{:?} {:?} {:?}", of.decision, of.decided_on, of.reason)
    };
    let read = "Some(\"90/QĐ-UBND\") Some(2026-10-01) Some(FoodSafety)";
    let (food, short) = (T("vi phạm an toàn thực phẩm"), T("90/QĐ-UBND ngày 01/10/2026"));
    let whole = T("90/QĐ-UBND ngày 01/10/2026, lý do: vi phạm an toàn thực phẩm");
    for columns in [
        [("Số, ngày", short), ("Lý do", food)],
        [("Số QĐ, ngày ban hành", short), ("Nguyên nhân", food)],
        [("Số, ngày, lý do", whole), ("Ghi chú", E)],
    ] {
        check(&table("QĐ thu hồi", &columns), &[], &[], withdrawn, read);
        // Who forgets the state is asked for it, and nothing withdrawn becomes valid.
        let forgotten = table("Thu hồi", &columns);
        let found: Vec<_> = forgotten.findings.iter().map(super::told).collect();
        assert_eq!(found, ["L3 withdrawal_without_status"]);
        assert!(forgotten.rows.is_empty());
    }
}

#[test]
fn nothing_below_a_withdrawals_heading_is_the_certificates() {
    let own = |row: &Row| {
        let remark = row.remark.as_ref().map(|remark| remark.reveal());
        format!(
            "{} {:?} {:?} {:?}",
            row.issuer, row.issuer_level, row.withdrawal.decided_by, remark
        )
    };
    let columns = [
        ("Số", T("90/QĐ-BCT")),
        ("Ngày", T("01/10/2026")),
        ("Lý do", T("vi phạm an toàn thực phẩm")),
        ("Cấp", T("Trung ương")),
        ("Nơi ban hành", T("Bộ Công Thương (mẫu)")),
        ("Ghi chú", T("xem tờ trình")),
    ];
    let read =
        "UBND tỉnh Thanh Hóa (mẫu) Province Some(\"Bộ Công Thương (mẫu)\") Some(\"xem tờ trình\")";
    let (found, quoted) = (["T1 column_unknown"], ["QĐ thu hồi – Cấp"]);
    check(&table("QĐ thu hồi", &columns), &found, &quoted, own, read);
}

#[test]
fn what_is_not_known_below_a_heading_is_said_and_read_as_nothing_else() {
    let address = |row: &Row| format!("{:?}", row.address_certified);
    let village = [("Thôn", T("Bản Rẻo")), ("Người liên lạc", E)];
    let quoted = ["Địa chỉ – Thôn", "Địa chỉ – Người liên lạc"];
    let found = ["Q1 column_unknown", "R1 column_unknown"];
    check(&table("Địa chỉ", &village), &found, &quoted, address, "None");
    // Under the decision's own heading, whether it is known or comes first.
    let decision = |row: &Row| row.decision.clone();
    let columns = [
        ("Người ký", T("A (mẫu)")),
        ("Số", T("9/QĐ-UBND")),
        ("Ngày", T("20/02/2026")),
        ("Cơ quan", T("UBND tỉnh (mẫu)")),
    ];
    let quoted = ["Quyết định – Người ký"];
    check(&table("Quyết định", &columns), &["Q1 column_unknown"], &quoted, decision, "9/QĐ-UBND");
}

#[test]
fn a_heading_over_both_rows_is_quoted_once() {
    let named = |row: &Row| row.product_name.clone();
    let columns = [("Doanh thu", T("9"))];
    let table = table("Doanh thu", &columns);
    check(&table, &["Q1 column_unknown"], &["Doanh thu"], named, "Chè xanh Bản Rẻo (mẫu)");
}
