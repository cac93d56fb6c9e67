//! The register of a country as a table: 18,000 certificates in the real program, out into Excel, back into the
//! same folder, into an empty one, and out again.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use ocop_stamp::tables::{self, Cell, Field, Sheet};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

use crate::program::{BASE, ocop_stamp, path};

const CERTIFICATES: usize = 18_000;

/// A quarter of the products have two certificates, of which the newer one replaces the other.
const RENEWED: usize = CERTIFICATES / 5;

const PRODUCTS: usize = CERTIFICATES - RENEWED;

const PRODUCERS: usize = 8_000;

/// One in so many is withdrawn, another ended before its time.
const WITHDRAWN_OF: usize = 200;

const ENDED_OF: usize = 300;

#[test]
fn a_register_of_18_000_goes_out_and_comes_back_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let beside = |name: &str| folder.path().join(name);
    let (table, exported, again) =
        (beside("register.csv"), beside("export.xlsx"), beside("export-again.xlsx"));
    fs::write(&table, register()).expect("written");

    let first = Office::new(beside("first"));
    let told = first.run("imported", &["import", "register"], &table);
    assert_eq!(told["imported"], true, "{}", told["findings"][0]);
    let recorded = [
        ("certificates", CERTIFICATES),
        ("recorded", CERTIFICATES),
        ("unchanged", 0),
        ("corrections", 0),
        ("withdrawn", (0..PRODUCTS).filter(|place| is_withdrawn(*place)).count()),
        ("ended", (0..PRODUCTS).filter(|place| is_ended(*place)).count()),
        ("producers", PRODUCERS),
        ("products", PRODUCTS),
    ];
    check(&told, &recorded);

    first.run("exported", &["export", "register"], &exported);
    let told = first.run("the export imported again", &["import", "register"], &exported);
    assert_eq!((&told["imported"], &told["has_news"]), (&true.into(), &false.into()));
    check(&told, &[("certificates", CERTIFICATES), ("unchanged", CERTIFICATES), ("recorded", 0)]);

    // The numbers of one service mean nothing to another: whoever moves a register leaves them out.
    let moved = beside("moved.xlsx");
    fs::write(&moved, without(Field::Certificate, &read(&exported))).expect("written");
    let second = Office::new(beside("second"));
    let told = second.run("imported into an empty folder", &["import", "register"], &moved);
    assert_eq!(told["imported"], true, "{}", told["findings"][0]);
    check(&told, &recorded);

    second.run("exported again", &["export", "register"], &again);
    assert!(read(&exported) == read(&again), "each cell is the same");
}

/// No command about a country's register takes longer. Code that is not optimised is some ten times as slow.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 100 } else { 10 });

/// Some counts of an import.
#[track_caller]
fn check(told: &Value, expect: &[(&str, usize)]) {
    for (name, count) in expect {
        assert_eq!(told["counts"][name], *count, "{name} of {}", told["counts"]);
    }
}

/// A data folder that nobody serves.
struct Office {
    data: PathBuf,
}

impl Office {
    fn new(data: PathBuf) -> Self {
        let office = Self { data };
        let fixed = ["--base-url", BASE, "--office", "Văn phòng (mẫu)", "--hotline", "1900 0000"];
        office.command(&[&["init"], &fixed[..]].concat());
        office
    }

    /// A command about a table; says how long it took.
    #[track_caller]
    fn run(&self, done: &str, words: &[&str], table: &Path) -> Value {
        let begun = Instant::now();
        let told = self.command(&[words, &[path(table)]].concat());
        let passed = begun.elapsed();
        println!("{done}: {passed:?}");
        assert!(passed <= LONGEST, "{done}: {passed:?}");
        told
    }

    #[track_caller]
    fn command(&self, words: &[&str]) -> Value {
        let mut command = ocop_stamp(&[words, &["--json", "--data", path(&self.data)]].concat());
        let output = command.env("OCOP_STAMP_PASSPHRASE", "correct horse").output();
        let output = output.expect("the program starts");
        let said = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said));
        let beginning: String = said.concat().chars().take(2_000).collect();
        assert!(output.status.success(), "{words:?}: {beginning}");
        let last = said[0].lines().last().unwrap_or("null");
        serde_json::from_str(last).unwrap_or_else(|_| panic!("{words:?}: {beginning}"))
    }
}

fn is_withdrawn(place: usize) -> bool {
    place.is_multiple_of(WITHDRAWN_OF)
}

fn is_ended(place: usize) -> bool {
    !is_withdrawn(place) && place.is_multiple_of(ENDED_OF)
}

fn register() -> String {
    let header = [
        "Tên sản phẩm",
        "Mã sản phẩm",
        "Nhóm",
        "Quy cách",
        "GTIN",
        "Tên chủ thể",
        "Loại hình",
        "MST",
        "Điện thoại",
        "Địa chỉ",
        "Tỉnh",
        "Điểm",
        "Hạng sao",
        "Số QĐ",
        "Ngày QĐ",
        "Cơ quan ban hành",
        "Cấp",
        "Số GCN",
        "Có giá trị đến",
        "Trạng thái",
        "QĐ thu hồi",
        "Thay thế GCN số",
        "Ghi chú",
    ];
    let mut csv = header.join(",") + "\n";
    for place in 0..PRODUCTS {
        if place < RENEWED {
            row(&mut csv, place, 2023, "");
            row(&mut csv, place, 2026, &paper(place, 2023));
        } else {
            row(&mut csv, place, 2026, "");
        }
    }
    csv
}

fn paper(place: usize, year: usize) -> String {
    format!("{place}/GCN-{year}")
}

/// A certificate of a product; one of 2023 is over, that of 2026 stands or says what became of it.
fn row(csv: &mut String, place: usize, year: usize, replaces: &str) {
    const PROVINCES: [&str; 4] = ["Thanh Hóa", "tỉnh Nghệ An", "TP. Hà Nội", "08"];
    const PRODUCT_NAMES: [&str; 4] = ["Chè tôm nõn", "Mật ong rừng", "Gạo nếp nương", "Cà phê chè"];
    let holder = place % PRODUCERS;
    let province = PROVINCES[holder % 4];
    let (day, month) = (1 + place % 28, 1 + place % 6);
    let decided_on = format!("{day:02}/{month:02}/{year}");
    let (stands, stars) = (year == 2026, 3 + place % 2);
    let (valid_until, state, withdrawal) = match stands {
        true if is_withdrawn(place) => {
            ("", "Thu hồi", "\"Số 9/QĐ-UBND ngày 01/10/2026, lý do: ngừng sản xuất\"")
        }
        true if is_ended(place) => ("31/10/2026", "Chấm dứt trước hạn", ""),
        true => ("", "", ""),
        false => ("", "Hết hạn", ""),
    };
    let _ = writeln!(
        csv,
        "{name} {place} (mẫu),SP-{place},I,Gói {grams} g; Hộp {kilos} kg,{gtin}; -,HTX Đồi Suối {holder} (mẫu),HTX,28{holder:08},09{holder:08},Bản Suối {holder},{province},{points},{stars} sao,{decision}/QĐ-UBND,{decided_on},UBND tỉnh (mẫu),Tỉnh,{paper},{valid_until},{state},{withdrawal},{replaces},ghi chú {place}",
        name = PRODUCT_NAMES[place % 4],
        grams = 100 + place % 7 * 50,
        kilos = 1 + place % 3,
        gtin = gtin(place),
        points = if stars == 3 { "62.5" } else { "\"75,25\"" },
        decision = place / 20,
        paper = paper(place, year),
    );
}

/// Thirteen digits with their check digit (GS1 General Specifications §7.9).
fn gtin(place: usize) -> String {
    let digits = format!("893{place:09}");
    let weighed = digits.bytes().zip([1, 3].into_iter().cycle());
    let sum: u32 = weighed.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn read(table: &Path) -> Vec<Sheet> {
    let bytes = fs::read(table).expect("a table");
    tables::read("export.xlsx", &bytes).expect("a table")
}

/// The same workbook without a column, as a clerk deletes it.
fn without(field: Field, sheets: &[Sheet]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for sheet in sheets {
        let written = workbook.add_worksheet();
        let is_it =
            |column: &usize| *sheet.cell(0, *column) == Cell::Text(field.heading().to_owned());
        for row in 0..sheet.height() {
            let columns = (0..sheet.width()).filter(|column| !is_it(column));
            for (column, from) in columns.enumerate() {
                let place = (u32::try_from(row).expect("few"), u16::try_from(column).expect("few"));
                match sheet.cell(row, from) {
                    Cell::Empty => {}
                    Cell::Text(text) => drop(written.write(place.0, place.1, text).map(|_| ())),
                    Cell::Number(number) => {
                        drop(written.write(place.0, place.1, *number).map(|_| ()))
                    }
                    Cell::Date(date) => {
                        let [month, date_day] = [date.month(), date.day()].map(i8::unsigned_abs);
                        let date =
                            ExcelDateTime::from_ymd(date.year().unsigned_abs(), month, date_day);
                        let date = date.expect("a day");
                        drop(written.write_with_format(place.0, place.1, &date, &day).map(|_| ()));
                    }
                    Cell::Error(error) => panic!("{error}"),
                }
            }
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}
