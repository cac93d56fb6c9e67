//! A heading merged over several columns, and below it what each of them is.

use ocop_stamp::tables::{Row, Table, What, read, understand};

use super::workbooks::{C, E, HEADER, T, good, plain};

/// A register whose last columns have a heading over them and these below, filled so in its one row.
fn table(top: &'static str, columns: &[(&'static str, C<'static>)]) -> Table {
    // Decision and body have columns of their own, unless the heading is the decision's.
    let own = if top == "Quyết định" { &[6, 7, 8][..] } else { &[] };
    let [mut upper, mut lower, mut row] = [HEADER.to_vec(), HEADER.to_vec(), good(&[]).to_vec()];
    for column in own {
        [upper[*column], lower[*column], row[*column]] = [E; 3];
    }
    row[11] = if top.contains("thu hồi") { T("Thu hồi") } else { row[11] };
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
