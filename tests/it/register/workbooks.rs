//! Tables as offices have them, ugly on purpose: made here, invented throughout.

use rust_xlsxwriter::{Chart, ChartType, ExcelDateTime, Format, Workbook, Worksheet};

/// A cell of a test's table.
#[derive(Clone, Copy)]
pub(super) enum C<'a> {
    /// A text.
    T(&'a str),
    /// A number, as Excel makes of what looks like one.
    N(f64),
    /// A real date.
    D(u16, u8, u8),
    /// Nothing.
    E,
}

pub(super) use C::{D, E, N, T};

fn put(sheet: &mut Worksheet, row: u32, cells: &[C<'_>]) {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (column, cell) in (0..).zip(cells) {
        match cell {
            T(text) => drop(sheet.write(row, column, *text).map(|_| ())),
            N(number) => drop(sheet.write(row, column, *number).map(|_| ())),
            D(year, month, date) => {
                let date = ExcelDateTime::from_ymd(*year, *month, *date).expect("a day");
                drop(sheet.write_with_format(row, column, &date, &day).map(|_| ()));
            }
            E => {}
        }
    }
}

fn merge(sheet: &mut Worksheet, from: (u32, u16), to: (u32, u16), text: &str) {
    let plain = Format::new();
    sheet.merge_range(from.0, from.1, to.0, to.1, text, &plain).expect("a region of its own");
}

/// A workbook of one sheet with these rows.
pub(super) fn plain(rows: &[&[C<'_>]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        put(sheet, row, cells);
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// The same with some rows hidden, counted from 0.
pub(super) fn plain_hiding(hidden: &[u32], rows: &[&[C<'_>]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    // A name that has to be escaped.
    let sheet = workbook.add_worksheet().set_name("Chè & gạo").expect("a name");
    for (row, cells) in (0..).zip(rows) {
        put(sheet, row, cells);
    }
    for row in hidden {
        sheet.set_row_hidden(*row).expect("a row");
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// One of one sheet with some columns hidden, counted from 0.
pub(super) fn plain_hiding_columns(hidden: &[u16], rows: &[&[C<'_>]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        put(sheet, row, cells);
    }
    for column in hidden {
        sheet.set_column_hidden(*column).expect("a column");
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// A province's table: titles, a header of two rows with merged cells, titles of groups between the rows, a
/// holder merged over its products, the header again on a new page, a sum, signatures, and a second sheet.
pub(super) fn of_a_province() -> Vec<u8> {
    of_a_province_saying([T("71,25"), T("4 sao")])
}

/// The same with other points and stars of its second product.
pub(super) fn of_a_province_saying([points, stars]: [C<'_>; 2]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Bieu 01").expect("a name");
    merge(sheet, (0, 0), (0, 3), "UBND TỈNH THANH HÓA (MẪU)");
    merge(sheet, (1, 0), (1, 13), "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN");
    merge(sheet, (2, 0), (2, 13), "(Kèm theo Báo cáo số 12/BC-VPĐP ngày 05 tháng 01 năm 2026)");
    province_header(sheet, 4);
    put(
        sheet,
        6,
        &[
            T("(1)"),
            T("(2)"),
            T("(3)"),
            T("(4)"),
            T("(5)"),
            T("(6)"),
            T("(7)"),
            T("(8)"),
            T("(9)"),
            T("(10)"),
            T("(11)"),
            T("(12)"),
            T("(13)"),
            T("(14)"),
        ],
    );
    merge(sheet, (7, 0), (7, 13), "I. NHÓM THỰC PHẨM");
    // One holder, three products; its cells are merged over the rows.
    merge(sheet, (8, 1), (10, 1), "Hợp tác xã Nông sản Đồng Gianh (mẫu)");
    merge(sheet, (8, 2), (10, 2), "Thôn Đồng Gianh, xã Nga Sơn, huyện Nga Sơn, tỉnh Thanh Hóa");
    sheet.merge_range(8, 3, 10, 3, "", &Format::new()).expect("a region");
    sheet.write(8, 3, 2_801_234_567.0).expect("a number");
    sheet.merge_range(8, 4, 10, 4, "", &Format::new()).expect("a region");
    sheet.write(8, 4, 912_000_001.0).expect("a number");
    put(
        sheet,
        8,
        &[
            N(1.0),
            E,
            E,
            E,
            E,
            T("Mắm tép Đồng Gianh"),
            T("Hũ 250 g\nHũ 500 g"),
            T("8930000000019\n8930000000026"),
            N(62.5),
            T("3 sao"),
            T("Số 5445/QĐ-UBND"),
            D(2024, 12, 23),
            T("UBND tỉnh Thanh Hóa (mẫu)"),
            T("01/GCN-OCOP-THO"),
        ],
    );
    put(
        sheet,
        9,
        &[
            N(2.0),
            E,
            E,
            E,
            E,
            T("Mắm tôm Đồng Gianh"),
            T("Chai 300 ml"),
            E,
            points,
            stars,
            T("Số 5445/QĐ-UBND"),
            D(2024, 12, 23),
            T("UBND tỉnh Thanh Hóa (mẫu)"),
            T("02/GCN-OCOP-THO"),
        ],
    );
    put(
        sheet,
        10,
        &[
            N(3.0),
            E,
            E,
            E,
            E,
            T("Tép khô Đồng Gianh"),
            T("Túi 200 g"),
            E,
            N(90.5),
            T("4 sao (tiềm năng 5 sao)"),
            T("Số 5445/QĐ-UBND"),
            D(2024, 12, 23),
            T("UBND tỉnh Thanh Hóa (mẫu)"),
            T("03/GCN-OCOP-THO"),
        ],
    );
    // A new page begins with the header again.
    province_header(sheet, 11);
    merge(sheet, (13, 0), (13, 13), "II. NHÓM ĐỒ UỐNG");
    put(
        sheet,
        14,
        &[
            N(4.0),
            T("Công ty TNHH Rượu Bản Mường (mẫu)"),
            T("Bản Mường, xã Cẩm Thạch, tỉnh Thanh Hóa"),
            T("2801234575"),
            T("0912 000 002"),
            T("Rượu men lá Bản Mường"),
            T("Chai 500 ml"),
            E,
            N(65.0),
            T("***"),
            T("Số 6001/QĐ-UBND"),
            T("05/11/2025"),
            T("UBND tỉnh Thanh Hóa (mẫu)"),
            T("04/GCN-OCOP-THO"),
        ],
    );
    put(sheet, 15, &[T("Tổng cộng"), T("02 chủ thể"), E, E, E, T("04 sản phẩm")]);
    put(sheet, 17, &[E, T("Người lập biểu"), E, E, E, E, E, E, E, T("TM. ỦY BAN NHÂN DÂN")]);
    let notes = workbook.add_worksheet().set_name("Ghi chu").expect("a name");
    put(notes, 0, &[T("Số liệu tính đến 31/12/2025")]);
    workbook.save_to_buffer().expect("a workbook")
}

fn province_header(sheet: &mut Worksheet, row: u32) {
    for (column, text) in [
        (0, "STT"),
        (5, "Tên sản phẩm"),
        (6, "Quy cách đóng gói"),
        (7, "Mã vạch"),
        (8, "Điểm số"),
        (9, "Kết quả phân hạng"),
        (12, "Cơ quan ban hành"),
        (13, "Số giấy chứng nhận"),
    ] {
        merge(sheet, (row, column), (row + 1, column), text);
    }
    merge(sheet, (row, 1), (row, 4), "CHỦ THỂ SẢN XUẤT");
    put(sheet, row + 1, &[E, T("Tên chủ thể"), T("Địa chỉ"), T("MST"), T("Điện thoại")]);
    merge(sheet, (row, 10), (row, 11), "Quyết định công nhận");
    sheet.write(row + 1, 10, "Số").expect("a text");
    sheet.write(row + 1, 11, "Ngày").expect("a text");
}

/// A former district's table: one header row, a cross below the number of stars, number, date and body of the
/// decision in one cell, no group but in words of 2018, no column of codes.
pub(super) fn of_a_district() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("huyen").expect("a name");
    merge(sheet, (0, 0), (0, 9), "SẢN PHẨM OCOP HUYỆN NGA SƠN (MẪU)");
    for (column, text) in [
        (0, "TT"),
        (1, "Tên sản phẩm"),
        (2, "Tên cơ sở"),
        (3, "Nhóm sản phẩm"),
        (4, "Địa chỉ"),
        (8, "Số, ngày quyết định"),
        (9, "Ghi chú"),
    ] {
        merge(sheet, (1, column), (2, column), text);
    }
    merge(sheet, (1, 5), (1, 7), "Xếp hạng");
    put(sheet, 2, &[E, E, E, E, E, T("3 sao"), T("4 sao"), T("5 sao")]);
    let decided = "Số 1204/QĐ-UBND ngày 15/06/2024 của UBND huyện Nga Sơn (mẫu)";
    put(
        sheet,
        3,
        &[
            N(1.0),
            T("Chiếu cói Nga Thanh"),
            T("Hộ kinh doanh Cói Nga Thanh (mẫu)"),
            T("Lưu niệm, nội thất, trang trí"),
            T("Xã Nga Thanh, huyện Nga Sơn, tỉnh Thanh Hóa"),
            T("x"),
            E,
            E,
            T(decided),
            T("đã nhận GCN"),
        ],
    );
    put(
        sheet,
        4,
        &[
            N(2.0),
            T("Rượu nếp Nga Yên"),
            T("Cơ sở Nga Yên (mẫu)"),
            T("Đồ uống"),
            T("Xã Nga Yên, huyện Nga Sơn, tỉnh Thanh Hóa"),
            T("x"),
            E,
            E,
            T(decided),
            E,
        ],
    );
    workbook.save_to_buffer().expect("a workbook")
}

/// The same as [`of_a_district`] from an old computer: without diacritics, with semicolons.
pub(super) const OF_A_DISTRICT_AS_CSV: &str = "\
TT;Ten san pham;Ten co so;Nhom san pham;Dia chi;Xep hang;So, ngay quyet dinh;Ghi chu\r
1;Chieu coi Nga Thanh;Ho kinh doanh Coi Nga Thanh (mau);Luu niem, noi that, trang tri;Xa Nga Thanh, huyen Nga Son, tinh Thanh Hoa;3 sao;So 1204/QD-UBND ngay 15/06/2024 cua UBND huyen Nga Son (mau);da nhan GCN\r
2;Ruou nep Nga Yen;Co so Nga Yen (mau);Do uong;Xa Nga Yen, huyen Nga Son, tinh Thanh Hoa;3 sao;So 1204/QD-UBND ngay 15/06/2024 cua UBND huyen Nga Son (mau);\r
";

/// A header of one row with what every row needs.
pub(super) const HEADER: &[C<'static>] = &[
    T("Tên sản phẩm"),
    T("Nhóm"),
    T("Quy cách"),
    T("Tên chủ thể"),
    T("Loại hình"),
    T("Hạng sao"),
    T("Số QĐ"),
    T("Ngày QĐ"),
    T("Cơ quan ban hành"),
    T("Cấp"),
    T("Số GCN"),
    T("Trạng thái"),
    T("QĐ thu hồi"),
    T("Có giá trị đến"),
    T("Thay thế GCN số"),
    T("Điểm"),
];

/// A good row below [`HEADER`], which tests change.
pub(super) const GOOD: [C<'static>; 16] = [
    T("Chè xanh Bản Rẻo (mẫu)"),
    T("II"),
    T("Gói 200 g"),
    T("HTX Chè Bản Rẻo (mẫu)"),
    T("HTX"),
    T("4 sao"),
    T("77/QĐ-UBND"),
    T("20/02/2026"),
    T("UBND tỉnh Thanh Hóa (mẫu)"),
    T("Tỉnh"),
    T("77/GCN"),
    T("Còn hiệu lực"),
    E,
    E,
    E,
    N(80.0),
];

/// [`GOOD`] with some cells changed.
pub(super) fn good<'a>(changes: &[(usize, C<'a>)]) -> [C<'a>; 16] {
    let mut row: [C<'a>; 16] = GOOD;
    for (column, cell) in changes {
        row[*column] = *cell;
    }
    row
}

/// A workbook of several sheets by their names.
pub(super) fn sheets(sheets: &[(&str, &[&[C<'_>]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(*rows) {
            put(sheet, row, cells);
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// A register of one good row between other sheets: one that is hidden, one of notes, an empty one, an empty one that
/// is hidden, and one of a chart alone.
pub(super) fn among_others(register: &[&[C<'_>]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    put(workbook.add_worksheet().set_name("Bìa").expect("a name"), 0, &[T("Sở (mẫu)")]);
    let old = workbook.add_worksheet().set_name("Năm 2025").expect("a name").set_hidden(true);
    put(old, 0, HEADER);
    put(old, 1, &GOOD);
    let deep = workbook.add_worksheet().set_name("Danh mục").expect("a name");
    put(deep.set_very_hidden(true), 0, &[T("HTX")]);
    workbook.add_worksheet().set_name("Trống").expect("a name");
    workbook.add_worksheet().set_name("Trống ẩn").expect("a name").set_hidden(true);
    let sheet = workbook.add_worksheet().set_name("Năm 2026").expect("a name");
    for (row, cells) in (0..).zip(register) {
        put(sheet, row, cells);
    }
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values(("Năm 2026", 1, 15, 1, 15));
    workbook.add_chartsheet().insert_chart(0, 0, &chart).expect("a chart");
    workbook.save_to_buffer().expect("a workbook")
}
