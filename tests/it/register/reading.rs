//! Tables in every layout that offices have, read into rows.

use ocop_stamp::tables::{self, Field, Grade, Table, What, read, understand};

use super::workbooks::{
    C, E, HEADER, N, OF_A_DISTRICT_AS_CSV, T, good, of_a_district, of_a_province, plain,
    plain_hiding, plain_hiding_columns, sheets,
};

fn table(name: &str, bytes: &[u8]) -> Table {
    understand(&read(name, bytes).expect("a table"), Some("38"))
}

#[track_caller]
fn nothing_bad(table: &Table) {
    let bad: Vec<_> = table.findings.iter().filter(|found| found.grade == Grade::Bad).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn a_provinces_table_with_everything_that_is_ugly() {
    let table = table("bieu-01.xlsx", &of_a_province());
    nothing_bad(&table);
    let told: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            format!(
                "{} | {} | {:?} | {} | {} {} | {}",
                row.origin.row,
                row.product_name,
                row.group,
                row.producer_name,
                row.decision,
                row.decided_on,
                u8::from(row.stars),
            )
        })
        .collect();
    let holder = "Hợp tác xã Nông sản Đồng Gianh (mẫu)";
    assert_eq!(
        told,
        [
            format!("9 | Mắm tép Đồng Gianh | Food | {holder} | 5445/QĐ-UBND 2024-12-23 | 3"),
            format!("10 | Mắm tôm Đồng Gianh | Food | {holder} | 5445/QĐ-UBND 2024-12-23 | 4"),
            format!("11 | Tép khô Đồng Gianh | Food | {holder} | 5445/QĐ-UBND 2024-12-23 | 4"),
            "15 | Rượu men lá Bản Mường | Drinks | Công ty TNHH Rượu Bản Mường (mẫu) | 6001/QĐ-UBND 2025-11-05 | 3".to_owned(),
        ]
    );
    let first = &table.rows[0];
    let contents: Vec<_> =
        first.variants.iter().map(|variant| variant.net_content.as_str()).collect();
    assert_eq!(contents, ["Hũ 250 g", "Hũ 500 g"]);
    assert!(first.variants.iter().all(|variant| variant.gtin.is_some()));
    assert_eq!(first.phone.as_ref().map(|phone| phone.reveal()), Some("0912000001"));
    assert_eq!(first.tax_code.as_ref().map(|code| code.reveal()), Some("2801234567"));
    assert_eq!(table.rows[1].points.map(|points| points.0), Some(7_125));
    assert_eq!(table.rows[2].proposed_5_star, Some(true));
    // What was passed by is said, and the sheet of notes is not taken for a table.
    let skipped: Vec<u32> = table
        .findings
        .iter()
        .filter(|found| matches!(found.what, tables::What::RowSkipped { .. }))
        .map(|found| found.place.row)
        .collect();
    assert_eq!(skipped, [16, 18]);
    let others = table.findings.iter().filter(|found| found.place.sheet != "Bieu 01");
    assert_eq!(others.map(super::told).collect::<Vec<_>>(), ["0 sheet_without_header"]);
}

#[test]
fn a_former_districts_table_and_its_csv_say_the_same() {
    let workbook = table("huyen.xlsx", &of_a_district());
    let csv = table("huyen.csv", OF_A_DISTRICT_AS_CSV.as_bytes());
    nothing_bad(&workbook);
    nothing_bad(&csv);
    assert_eq!((workbook.rows.len(), csv.rows.len()), (2, 2));
    for (one, other) in workbook.rows.iter().zip(&csv.rows) {
        assert_eq!(tables::folded(&one.product_name), tables::folded(&other.product_name));
        assert_eq!((one.group, one.producer_kind), (other.group, other.producer_kind));
        assert_eq!((one.stars, one.decided_on), (other.stars, other.decided_on));
        assert_eq!(
            (one.issuer_level, &one.decision[..5]),
            (other.issuer_level, &other.decision[..5])
        );
    }
    assert_eq!(workbook.rows[0].issuer, "UBND huyện Nga Sơn");
    assert_eq!(workbook.rows[0].remark.as_ref().map(|text| text.reveal()), Some("đã nhận GCN"));
}

#[track_caller]
fn check_bad(changes: &[(usize, C<'_>)], expect: &[&str]) {
    let row = good(changes);
    let table = table("t.xlsx", &plain(&[HEADER, &row]));
    let bad: Vec<String> =
        table.findings.iter().filter(|found| found.grade == Grade::Bad).map(super::told).collect();
    assert_eq!(bad, expect);
    assert_eq!(table.rows.len(), usize::from(expect.is_empty()));
}

#[test]
fn a_bad_cell_is_named_with_its_place() {
    check_bad(&[], &[]);
    check_bad(&[(5, T("2 sao"))], &["F2 unreadable"]);
    check_bad(&[(5, E)], &["F2 missing"]);
    check_bad(&[(7, T("31/02/2026"))], &["H2 unreadable"]);
    check_bad(&[(7, T("12/31/2026"))], &["H2 unreadable"]);
    check_bad(&[(7, N(7.0))], &["H2 unreadable"]);
    check_bad(&[(7, E)], &["H2 missing"]);
    check_bad(&[(1, T("nhóm khác"))], &["B2 unreadable"]);
    for several in ["Đồ uống; Thực phẩm", "Đồ uống\nThực phẩm", "Nhóm 1, 2"] {
        check_bad(&[(1, T(several))], &["B2 unreadable"]);
    }
    check_bad(&[(6, T("đang chờ"))], &["G2 unreadable"]);
    check_bad(&[(11, T("Thu hồi"))], &["M2 withdrawal_incomplete"]);
    check_bad(&[(11, T("?"))], &["L2 unreadable"]);
    check_bad(&[(4, T("đang chờ"))], &["E2 unreadable"]);
    check_bad(&[(4, E), (3, T("Rượu Bản Mường (mẫu)"))], &["E2 missing"]);
    check_bad(&[(4, T("Khác"))], &[]);
    check_bad(&[(15, N(180.0))], &["P2 unreadable"]);
    // All that is bad is told at once.
    check_bad(&[(1, E), (3, E), (8, E)], &["B2 missing", "D2 missing", "I2 missing"]);
}

/// A table of one row with columns for the province, without a province for the whole: what is found there,
/// and the province that was read.
#[track_caller]
fn check_province(headings: &[&str], cells: &[C<'_>], expect: &[&str], code: Option<&str>) {
    let headings: Vec<_> = headings.iter().map(|heading| T(heading)).collect();
    let (header, row) = ([HEADER, &headings].concat(), [&good(&[])[..], cells].concat());
    let table = understand(&read("t.xlsx", &plain(&[&header, &row])).expect("a table"), None);
    let found: Vec<String> = table.findings.iter().map(super::told).collect();
    assert_eq!(found, expect);
    assert_eq!(table.rows.first().map(|row| row.province_code.as_str()), code);
}

#[test]
fn a_province_is_read_by_code_or_name() {
    check_province(&["Mã tỉnh hiện nay"], &[T("38")], &[], Some("38"));
    check_province(&["Tỉnh"], &[T("Thanh Hóa")], &[], Some("38"));
    check_province(&["Tỉnh/Thành phố"], &[T("TP. Hồ Chí Minh")], &[], Some("79"));
    check_province(&["Tỉnh hiện nay"], &[T("tinh thanh hoa")], &[], Some("38"));
    check_province(&["Tỉnh"], &[N(8.0)], &["Q2 zero_put_back"], Some("08"));
    check_province(&["Tỉnh"], &[T("Hà Giang")], &["Q2 former_province"], Some("08"));
    check_province(&["Tỉnh"], &[T("Nga Sơn")], &["Q2 unreadable"], None);
    check_province(&["Tỉnh"], &[E], &["Q2 missing"], None);
    // A code says more than a name, wherever it stands; else the first one counts.
    check_province(
        &["Tỉnh", "Mã tỉnh"],
        &[T("Hà Giang"), T("08")],
        &["Q1 column_twice"],
        Some("08"),
    );
    check_province(&["Mã tỉnh", "Tỉnh"], &[T("08"), E], &["R1 column_twice"], Some("08"));
    check_province(&["Mã xã", "Tỉnh"], &[T("00802"), T("Tuyên Quang")], &[], Some("08"));
    // "Thuộc tính", an attribute, reads as "thuộc tỉnh" without its accents.
    check_province(
        &["Tỉnh", "Thuộc tính"],
        &[T("Thanh Hóa"), T("Khô")],
        &["R1 column_unknown"],
        Some("38"),
    );
    check_province(
        &["Mã xã", "Tỉnh"],
        &[T("00802"), T("Lào Cai")],
        &["Q2 commune_elsewhere"],
        None,
    );
}

#[test]
fn a_provinces_code_below_a_merged_heading_counts() {
    let header = |below: [&'static str; 2]| {
        let mut top = [HEADER, &[T("Địa chỉ"), T("Địa chỉ")]].concat();
        let mut below = [&[E; 16][..], &below.map(T)].concat();
        for column in [6, 7] {
            below[column] = std::mem::replace(&mut top[column], T("Quyết định"));
        }
        [top, below]
    };
    for (below, cells, passed_by) in [
        (["Tỉnh", "Mã tỉnh"], ["Hà Giang", "38"], "Q1 column_twice"),
        (["Mã tỉnh", "Tỉnh"], ["38", "Hà Giang"], "R1 column_twice"),
    ] {
        let ([top, below], row) = (header(below), [&good(&[])[..], &cells.map(T)].concat());
        let table = table("t.xlsx", &plain(&[&top, &below, &row]));
        let found: Vec<_> = table.findings.iter().map(super::told).collect();
        assert_eq!(found, [passed_by]);
        assert_eq!(table.rows[0].province_code, "38");
    }
}

/// A table without some columns: for each that is asked for, the rows that need it.
#[track_caller]
fn check_lacking(csv: &str, expect: &[(Field, &[u32])]) {
    let table = table("t.csv", csv.as_bytes());
    assert!(table.findings.iter().all(|found| found.what != What::Missing), "in no row");
    let lacking = table.findings.iter().filter_map(|found| {
        let What::ColumnMissing { missing, rows } = &found.what else { return None };
        Some((*missing, rows.as_slice()))
    });
    let lacking: Vec<_> = lacking.collect();
    assert_eq!(lacking, expect);
    assert_eq!(table.rows.len(), table.certificates - expect.last().map_or(0, |last| last.1.len()));
}

#[test]
fn a_column_that_is_missing_is_asked_for_once() {
    const HEAD: &str = "Tên sản phẩm,Tên chủ thể,Loại hình,Hạng sao,Số QĐ";
    let group = "I. NHÓM THỰC PHẨM";
    let body = "7/QĐ-UBND ngày 20/02/2026 của UBND tỉnh Thanh Hóa";
    check_lacking(&format!("{HEAD}\n{group}\nChè,HTX A,HTX,4,{body}\n"), &[]);
    check_lacking(
        &format!("{HEAD}\n{group}\nChè,HTX A,HTX,4,{body}\nGạo,HTX A,HTX,4,7/QĐ-UBND\n"),
        &[(Field::DecisionDate, &[4]), (Field::Issuer, &[4])],
    );
    check_lacking(
        &format!("{HEAD}\nChè,HTX A,HTX,4,{body}\nGạo,HTX A,HTX,4,{body}\n"),
        &[(Field::Group, &[2, 3])],
    );
    check_lacking("Tên sản phẩm,Tên chủ thể,Số GCN,Nhóm,Số QĐ\n", &[(Field::Stars, &[])]);
}

#[test]
fn a_column_that_is_passed_by_is_doubtful_where_something_stands_in_it() {
    let csv = "A,Tên sản phẩm,Tên chủ thể,Hạng sao,B,Hạng sao,C\nHội nghị,Chè,HTX,4,,4,\nHội nghị,,,,,,\n";
    let table = table("t.csv", csv.as_bytes());
    let about = table.findings.iter().filter(|found| found.what.is_about_columns());
    let about = about.filter(|found| found.place.row == 1);
    let told: Vec<_> = about.map(|found| (super::told(found), found.grade)).collect();
    let expect = [
        ("A1 column_unknown", Grade::Doubtful),
        ("E1 column_unknown", Grade::Note),
        ("F1 column_twice", Grade::Doubtful),
        ("G1 column_unknown", Grade::Note),
    ];
    assert_eq!(told, expect.map(|(told, grade)| (told.to_owned(), grade)));
}

#[test]
fn a_list_without_decisions_is_passed_by_beside_a_register() {
    let summary: &[&[C<'_>]] = &[
        &[T("TT"), T("Sản phẩm"), T("Chủ thể"), T("Địa chỉ")],
        &[N(1.0), T("Chè (mẫu)"), T("HTX Chè (mẫu)"), T("Xã Bản Rẻo")],
    ];
    let register: &[&[C<'_>]] = &[HEADER, &good(&[])];
    for order in
        [[("Tổng hợp", summary), ("OCOP", register)], [("OCOP", register), ("Tổng hợp", summary)]]
    {
        let table = table("t.xlsx", &sheets(&order));
        let found: Vec<_> = table.findings.iter().map(super::told).collect();
        assert_eq!(found, ["0 sheet_passed_by"]);
        assert_eq!(table.findings[0].place.sheet, "Tổng hợp");
        assert_eq!((table.rows.len(), table.certificates), (1, 1));
    }
    let alone = table("t.xlsx", &sheets(&[("Tổng hợp", summary), ("2", summary)]));
    assert_eq!(alone.findings.iter().map(super::told).collect::<Vec<_>>(), ["0 no_register"]);
}

/// The net contents of a cell, and whether each may be several.
#[track_caller]
fn check_contents(cell: &str, expect: &[(&str, bool)]) {
    let table = table("t.xlsx", &plain(&[HEADER, &good(&[(2, T(cell))])]));
    let variants = table.rows[0].variants.iter();
    let contents: Vec<_> = variants.map(|one| (&*one.net_content, one.may_be_several)).collect();
    assert_eq!(contents, expect);
    assert_eq!(table.findings, [], "what it means is said where it is recorded");
}

#[test]
fn net_contents_with_commas() {
    check_contents("Gói 1,5 kg; Hộp 3 kg", &[("Gói 1,5 kg", false), ("Hộp 3 kg", false)]);
    check_contents("Gói 1 kg\nHộp 3 kg", &[("Gói 1 kg", false), ("Hộp 3 kg", false)]);
    check_contents("Gói 100g, 200g", &[("Gói 100g", false), ("Gói 200g", false)]);
    check_contents("Hộp 500g, túi 1kg", &[("Hộp 500g, túi 1kg", true)]);
}

#[track_caller]
fn check_hidden(hidden: &[u32], expect: &[u32]) {
    let (one, other) = (good(&[]), good(&[(0, T("Gạo (mẫu)"))]));
    let table = table("t.xlsx", &plain_hiding(hidden, &[HEADER, &one, &[E], &other]));
    assert_eq!(table.rows.len(), 2, "all are read");
    let said = table.findings.iter().map(|found| (found.grade, found.what.clone()));
    let hidden = What::RowsHidden { rows: expect.to_vec() };
    let expect = (!expect.is_empty()).then_some((Grade::Doubtful, hidden));
    assert_eq!(said.collect::<Vec<_>>(), expect.into_iter().collect::<Vec<_>>());
}

#[test]
fn rows_that_are_hidden_are_read_and_said() {
    check_hidden(&[], &[]);
    check_hidden(&[3], &[4]);
    check_hidden(&[1, 3], &[2, 4]);
    // The header, an empty row and what lies below the table are no certificates.
    check_hidden(&[0, 2, 9], &[]);
}

#[test]
fn columns_that_are_hidden_are_read_and_said() {
    let row = good(&[]);
    // Column Z is none of the table's.
    let bytes = plain_hiding_columns(&[2, 15, 25], &[HEADER, &row]);
    let table = table("t.xlsx", &bytes);
    let said: Vec<_> = table.findings.iter().map(|found| found.what.clone()).collect();
    let columns = ["C", "P"].map(str::to_owned).to_vec();
    assert_eq!(said, [What::ColumnsHidden { columns }]);
    assert_eq!(table.rows[0].variants.len(), 1);
}

#[test]
fn what_is_no_table_is_said() {
    let no_header = table("t.xlsx", &plain(&[&[T("Kính gửi")], &[T("Danh sách")]]));
    assert_eq!(no_header.findings.iter().map(super::told).collect::<Vec<_>>(), ["0 no_header"]);
    let empty = table("t.xlsx", &plain(&[HEADER]));
    assert_eq!(empty.findings.iter().map(super::told).collect::<Vec<_>>(), ["0 no_rows"]);
    for (name, bytes) in
        [("t.pdf", &b"%PDF-1.7"[..]), ("t.xlsx", b"PK\x03\x04 no workbook"), ("t.csv", b"a\xff,b")]
    {
        assert!(read(name, bytes).is_err(), "{name}");
    }
}

/// A file from anywhere: bytes flipped, cut and repeated. It is read, or refused in words; it never panics.
#[test]
fn a_damaged_file_is_refused_in_words_or_read() {
    let files = [("t.xlsx", of_a_province()), ("t.csv", OF_A_DISTRICT_AS_CSV.into())];
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).expect("below a length")
    };
    for (name, good) in files {
        for _ in 0..400 {
            let mut bytes = good.clone();
            for _ in 0..=next(8) {
                let place = next(bytes.len());
                bytes[place] = u8::try_from(next(256)).expect("a byte");
            }
            if next(4) == 0 {
                bytes.truncate(next(bytes.len()));
            }
            match read(name, &bytes) {
                Ok(sheets) => drop(understand(&sheets, Some("38"))),
                Err(error) => assert!(error.to_string().contains(name), "{error}"),
            }
        }
    }
}
