//! The commands of the register on the real program: on a folder that nobody serves, and on one that is served.

use std::{fs, path::PathBuf, process::Output};

use serde_json::Value;

use super::workbooks::{HEADER, T, good, of_a_province, plain};
use crate::program::{Demo, path, run, run_well};

/// A demo folder with tables beside it.
struct Desk {
    demo: Demo,
}

impl Desk {
    fn new() -> Self {
        Self { demo: Demo::new() }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let file = self.demo.beside(name);
        fs::write(&file, bytes).expect("written");
        file
    }

    /// `ocop-stamp {words} --data …`.
    fn run(&self, words: &[&str]) -> Output {
        let data = self.demo.data();
        run(&[words, &["--data", path(&data)]].concat())
    }

    #[track_caller]
    fn json(&self, words: &[&str]) -> Value {
        let output = self.run(&[words, &["--json"]].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {errors}");
        serde_json::from_slice(&output.stdout).expect("JSON")
    }
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn a_clerk_tries_mends_and_imports() {
    let desk = Desk::new();
    let bad = plain(&[HEADER, &good(&[(5, T("hạng nhất"))])]);
    let file = desk.write("bang.xlsx", &bad);
    let import = ["import", "register", path(&file), "--province", "38"];
    let output = desk.run(&import);
    assert_eq!(output.status.code(), Some(65));
    let words = text(&output);
    assert!(words.contains("LỖI · Trang tính Sheet1, ô F2 (Hạng sao)"), "{words}");
    assert!(words.contains("Chưa nhập gì"), "{words}");

    fs::write(&file, plain(&[HEADER, &good(&[])])).expect("written");
    let dry = desk.run(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(dry.status.code(), Some(0));
    assert!(text(&dry).contains("Đây là chạy thử"), "{}", text(&dry));
    let english = desk.run(&[&import[..], &["--dry-run", "--lang", "en"]].concat());
    assert!(text(&english).contains("This was a dry run"), "{}", text(&english));

    let report = desk.json(&import);
    assert_eq!((&report["imported"], &report["counts"]["recorded"]), (&true.into(), &1.into()));
    let again = desk.json(&import);
    assert_eq!((&again["has_news"], &again["counts"]["unchanged"]), (&false.into(), &1.into()));
}

#[test]
fn the_same_through_a_service_that_runs() {
    let desk = Desk::new();
    let file = desk.write("bieu.xlsx", &of_a_province());
    let serving = desk.demo.serve();
    let import = ["import", "register", path(&file), "--province", "38"];
    let report = desk.json(&import);
    assert_eq!(report["counts"]["recorded"], 4, "{report}");
    serving.wait_until_published(report["log_indexes"][1].as_u64().expect("a position") + 1);
    // What was recorded can be minted for, and is in force.
    let number = 401 + 1;
    let out = desk.demo.beside("stamps");
    let certificate = number.to_string();
    let mint = ["mint", "--certificate", &certificate, "--quantity", "1", "--out", path(&out)];
    let second = ["--format", "txt", "--variant", "2"];
    let minted = desk.run(&[&mint[..], &second].concat());
    assert!(minted.status.success(), "{}", String::from_utf8_lossy(&minted.stderr));
    let links = fs::read_dir(&out).expect("a folder").map(|name| name.expect("a file").path());
    let links: Vec<PathBuf> =
        links.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    let link = fs::read_to_string(&links[0]).expect("links");
    let verdict = serving.verdict(link.lines().next().expect("a link").trim());
    assert_eq!(verdict["verdict"], "valid", "{verdict}");
    assert_eq!(verdict["product"]["name"], "Mắm tép Đồng Gianh");
    assert_eq!(verdict["product"]["net_content"], "Hũ 500 g");
    assert_eq!(verdict["product"]["gtin"], "08930000000026");

    let exported = desk.demo.beside("so.csv");
    desk.json(&["export", "register", path(&exported)]);
    let again = desk.json(&["import", "register", path(&exported)]);
    assert_eq!((&again["has_news"], &again["counts"]["corrections"]), (&false.into(), &0.into()));
    assert_eq!(again["counts"]["certificates"], 401 + 4);
}

#[test]
fn a_correction_is_listed_and_approved() {
    let desk = Desk::new();
    let file = desk.write("bang.xlsx", &plain(&[HEADER, &good(&[])]));
    let import = ["import", "register", path(&file), "--province", "38"];
    desk.json(&import);
    fs::write(&file, plain(&[HEADER, &good(&[(10, T("99/GCN"))])])).expect("written");
    assert_eq!(desk.json(&import)["counts"]["corrections"], 1);
    let listed = text(&desk.run(&["correction", "list"]));
    assert!(listed.contains("Số GCN: “77/GCN” thành “99/GCN”"), "{listed}");
    let number = desk.json(&["correction", "list"])[0]["certificate"].to_string();
    // The same person, and nobody to ask.
    let refused = desk.run(&["correction", "approve", &number, "--yes"]);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{words}");
    assert!(words.contains("đính chính cần hai người"), "{words}");
    assert_eq!(desk.run(&["correction", "approve", &number]).status.code(), Some(2));
    let approve = ["correction", "approve", &number, "--alone", "--yes"];
    let approved = desk.run(&approve);
    let words = text(&approved);
    assert!(words.starts_with(&format!("Đã duyệt đính chính cho chứng nhận {number}.")), "{words}");
    let again = desk.run(&approve);
    let words = String::from_utf8_lossy(&again.stderr).into_owned();
    assert_eq!(again.status.code(), Some(1));
    assert!(words.contains("không có đính chính nào chờ duyệt"), "{words}");
    assert_eq!(desk.json(&["correction", "list"]), Value::Array(Vec::new()));
}

#[test]
fn pictures_come_from_beside_the_table() {
    let desk = Desk::new();
    let header = [HEADER, &[T("File ảnh")]].concat();
    let row = [&good(&[])[..], &[T("che.png")]].concat();
    let file = desk.write("bang.xlsx", &plain(&[&header, &row]));
    let import = ["import", "register", path(&file), "--province", "38"];
    let missing = desk.run(&import);
    assert_eq!(missing.status.code(), Some(65));
    let words = text(&missing);
    assert!(words.contains("Không dùng được ảnh che.png: không có tệp này"), "{words}");
    desk.write("CHE.PNG", b"");
    let words = text(&desk.run(&import));
    assert!(words.contains("nhưng có CHE.PNG"), "{words}");
    let mut png = Vec::new();
    image::RgbImage::from_pixel(1_200, 900, image::Rgb([90, 120, 40]))
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .expect("in memory");
    desk.write("che.png", &png);
    let before = fs::read_dir(desk.demo.data().join("pictures")).expect("pictures").count();
    let dry = desk.json(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(
        (&dry["imported"], dry["findings"].as_array().map(Vec::is_empty)),
        (&false.into(), Some(false))
    );
    assert_eq!(fs::read_dir(desk.demo.data().join("pictures")).expect("pictures").count(), before);
    assert_eq!(desk.json(&import)["imported"], true);
    assert_eq!(
        fs::read_dir(desk.demo.data().join("pictures")).expect("pictures").count(),
        before + 1
    );
}

#[test]
fn the_template_needs_no_data_folder_and_overwrites_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mau.xlsx");
    let told = run_well(&["import", "register", "--template", path(&file)]);
    assert_eq!(told.trim(), path(&file));
    assert!(fs::read(&file).expect("written").starts_with(b"PK"));
    assert_eq!(run(&["import", "register", "--template", path(&file)]).status.code(), Some(73));
}

#[test]
fn files_that_are_no_tables_are_named_in_words_of_a_clerk() {
    let desk = Desk::new();
    let good = plain(&[HEADER, &good(&[])]);
    let check = |name: &str, bytes: &[u8], said: &str| {
        let file = desk.write(name, bytes);
        let refused = desk.run(&["import", "register", path(&file)]);
        let words = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(65), "{name}: {words}");
        assert!(words.contains(said), "{name}: {words}");
        assert!(!words.contains("Zip") && !words.contains("(os error"), "{name}: {words}");
    };
    check("bang.pdf", b"%PDF-1.7", "không phải bảng .xlsx hay .csv");
    check("bang.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kiểu cũ (.xls) hoặc có mật khẩu");
    check("khoa.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kiểu cũ (.xls) hoặc có mật khẩu");
    check("~$bang.xlsx", b"Hoa", "tệp tạm của Excel");
    check("hong.xlsx", &good[..good.len() / 2], "bị hỏng");
    check("cu.csv", b"a,b\nCh\xe8,d\n", "dòng 2 không phải Unicode");
    check("doi-ten.csv", &good[..good.len() / 2], "bị hỏng");

    let nowhere = desk.run(&["import", "register", "nowhere.xlsx"]);
    let words = String::from_utf8_lossy(&nowhere.stderr).into_owned();
    assert!(words.contains("Không có tệp nowhere.xlsx"), "{words}");
    let english = desk.run(&["import", "register", "nowhere.xlsx", "--lang", "en"]);
    let words = String::from_utf8_lossy(&english.stderr).into_owned();
    assert!(words.contains("There is no file nowhere.xlsx"), "{words}");
}

#[test]
fn what_was_named_wrongly_is_said_by_status() {
    let desk = Desk::new();
    let table = desk.write("bang.csv", b"no table");
    for (words, status) in [
        (&["import", "register", "nowhere.xlsx"][..], 66),
        (&["import", "register", path(&table)], 65),
        (&["import", "register", path(&table), "--province", "02"], 2),
        (&["export", "register", "register.pdf"], 2),
        (&["correction", "dismiss", "1"], 1),
    ] {
        assert_eq!(desk.run(words).status.code(), Some(status), "{words:?}");
    }
}
