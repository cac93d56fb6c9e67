//! Tables as offices hand them over, and as the command line sends them on.

use std::{
    fmt::Write as _,
    io::{Cursor, Read, Write},
};

use ocop_stamp::tables::{MOST_ROWS, Sheet, Table, read, understand};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Bounds, Target};

/// A CSV file.
pub const CSV: Target = Target {
    name: "csv",
    seeds: csv,
    words: WORDS,
    read: |case| read_file("t.csv", case),
    bounds: Bounds::of_thread(32),
};

/// A workbook, as its parts: `=== xl/workbook.xml` and what stands in it, so that a change reaches what is behind
/// the archive. What begins like an archive is one.
pub const XLSX: Target = Target {
    name: "xlsx",
    seeds: || {
        let archive = workbook().expect("a workbook");
        vec![parts_of(&archive).into(), archive]
    },
    words: &[
        "\n=== xl/worksheets/sheet1.xml\n",
        "<row r=\"",
        "<c r=\"A1048576\"",
        "XFD1048576",
        "t=\"s\"><v>",
        "t=\"d\"",
        "t=\"e\"",
        "<mergeCell ref=\"A1:XFD9\"/>",
        "<mergeCell ref=\"C3:A1\"/>",
        "hidden=\"1\"",
        "<col min=\"1\" max=\"4294967295\" hidden=\"1\"/>",
        "1e999",
        "NaN",
        "-1",
        "99999999999",
        "<v>",
        "</v>",
        "&amp;",
        "<si><t>",
        "</t></si>",
        "<dimension ref=\"A1:XFD1048576\"/>",
        "date1904=\"1\"",
        "state=\"hidden\"",
    ],
    read: workbook_of_parts,
    bounds: Bounds::of_thread(64),
};

/// Sheets as `import register` sends them.
pub const SHEET: Target = Target {
    name: "sheets",
    seeds: || {
        let csv = csv().into_iter().filter_map(|csv| read("t.csv", &csv).ok());
        csv.map(|sheets| serde_json::to_vec(&sheets).expect("JSON")).collect()
    },
    words: &[
        "{\"text\":\"",
        "\"empty\"",
        "{\"number\":1e300}",
        "{\"number\":-0.0}",
        "{\"date\":\"9999-12-31\"}",
        "{\"error\":\"#REF!\"}",
        "\"hidden_rows\":[4294967295]",
        "\"hidden_columns\":[0]",
        "\"is_hidden\":true",
        "[]",
        "],[",
    ],
    read: sheets,
    bounds: Bounds::of_thread(32),
};

const WORDS: &[&str] = &[
    "\"",
    "\"\"",
    "\r\n",
    ";",
    "\t",
    "'=",
    "\u{feff}",
    "Tên sản phẩm",
    "Hạng sao",
    "Số quyết định",
    "Ngày quyết định",
    "Chủ thể",
    "31/12/2026",
    "QĐ số 123/QĐ-UBND ngày 1/1/2026",
    "4 sao",
    "500 g x 10 gói",
    "1,5 kg",
    "thu hồi",
    "08930000000019",
    "III. Thảo dược",
    "không thu hồi",
    "hết hạn",
    "Sơn La",
    "14",
    "G¹o",
    "Maät ong",
    "cùng kỳ",
];

const HEADER: [&str; 12] = [
    "Tên sản phẩm",
    "Nhóm",
    "Quy cách",
    "Tên chủ thể",
    "Loại hình",
    "Hạng sao",
    "Số QĐ",
    "Ngày QĐ",
    "Cơ quan ban hành",
    "Trạng thái",
    "QĐ thu hồi",
    "Điểm",
];

const ROW: [&str; 12] = [
    "Chè xanh Bản Rẻo (mẫu)",
    "II",
    "Gói 200 g x 2",
    "HTX Chè Bản Rẻo (mẫu)",
    "HTX",
    "4 sao",
    "77/QĐ-UBND",
    "20/02/2026",
    "UBND tỉnh Thanh Hóa (mẫu)",
    "Còn hiệu lực",
    "Số 9/QĐ-UBND ngày 1/3/2026 vì mất an toàn thực phẩm",
    "80,5",
];

const OF_A_DISTRICT: &str = "\u{feff}TT;Ten san pham;Ten co so;Nhom san pham;Dia chi;Xep hang;So, ngay quyet dinh;Ghi chu\r
I;Nhóm thực phẩm;;;;;;\r
1;Chieu coi Nga Thanh;Ho kinh doanh Coi (mau);Luu niem;Xa Nga Thanh, tinh Thanh Hoa;3 sao;So 1204/QD-UBND ngay 15/06/2024 cua UBND huyen (mau);\r
2;\"Ruou nep;\nNga Yen\";Co so Nga Yen (mau);Do uong;Xa Nga Yen;x;So 1204/QD-UBND ngay 15/06/2024;da thu hoi\r
";

fn csv() -> Vec<Vec<u8>> {
    let rows = format!("{}\n{}\n", HEADER.join("\t"), ROW.join("\t"));
    let utf16 = rows.encode_utf16().flat_map(u16::to_le_bytes);
    vec![OF_A_DISTRICT.into(), rows.clone().into(), [0xff, 0xfe].into_iter().chain(utf16).collect()]
}

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("huyện")?;
    sheet.merge_range(0, 0, 0, 11, "SẢN PHẨM OCOP (MẪU)", &Format::new())?;
    for (column, (title, cell)) in (0..).zip(HEADER.into_iter().zip(ROW)) {
        sheet.write(1, column, title)?;
        sheet.write(2, column, cell)?;
        sheet.write(3, column, cell)?;
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_with_format(3, 7, &ExcelDateTime::from_ymd(2026, 2, 20)?, &day)?;
    sheet.write(3, 11, 80.5)?;
    sheet.set_row_hidden(3)?;
    workbook.add_worksheet().set_name("ẩn")?.set_hidden(true).write(0, 0, "HTX")?;
    workbook.save_to_buffer()
}

fn read_file(name: &str, case: &[u8]) {
    let Ok(sheets) = read(name, case) else { return };
    for sheet in &sheets {
        assert!(sheet.height() <= MOST_ROWS + 100, "{} rows", sheet.height());
    }
    let sent = serde_json::to_vec(&sheets).expect("sheets serialise");
    let received: Vec<Sheet> = serde_json::from_slice(&sent).expect("what is read can be sent");
    assert_eq!(received, sheets, "a sheet is received as it is sent");
    understood(&sheets);
}

fn sheets(case: &[u8]) {
    let Ok(sheets) = serde_json::from_slice::<Vec<Sheet>>(case) else { return };
    understood(&sheets);
}

fn understood(sheets: &[Sheet]) {
    for province in [None, Some("22"), Some("no province")] {
        let Table { rows, findings, certificates, sheets: names } = understand(sheets, province);
        assert!(rows.len() <= certificates, "{} rows of {certificates}", rows.len());
        assert_eq!(names.len(), sheets.len());
        for finding in findings {
            let place = &finding.place;
            // What is about the whole file names no sheet.
            let is_about_the_file = place.sheet.is_empty() && place.row == 0;
            let height = sheets.iter().filter(|s| s.name == place.sheet).map(Sheet::height).max();
            assert!(is_about_the_file || height.is_some(), "no sheet is named as in {place:?}");
            assert!(place.row as usize <= height.unwrap_or(0), "{place:?} of {height:?} rows");
            drop(serde_json::to_vec(&finding).expect("findings serialise"));
        }
    }
}

/// What an archive holds, as text.
fn parts_of(archive: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut parts = String::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("XML");
        writeln!(parts, "=== {}\n{text}", part.name().expect("ours")).expect("a String takes all");
    }
    parts
}

fn workbook_of_parts(case: &[u8]) {
    if case.starts_with(b"PK") {
        return read_file("t.xlsx", case);
    }
    let text = String::from_utf8_lossy(case);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for part in text.split("=== ").skip(1) {
        let (name, content) = part.split_once('\n').unwrap_or((part, ""));
        // A name twice is refused by the writer, and the part left out.
        if archive.start_file(name, SimpleFileOptions::default()).is_ok() {
            archive.write_all(content.as_bytes()).expect("memory takes it");
        }
    }
    read_file("t.xlsx", archive.finish().expect("memory takes it").get_ref());
}
